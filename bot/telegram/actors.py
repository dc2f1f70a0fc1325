"""The ledger at work in Telegram: where everything stands now, who acts in a chat, and what is said to them."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram import Chat, ForceReply, Message, User
from telegram.constants import ChatType

from bot.engine.actions import Actions
from bot.engine.reply import Reply
from bot.ledger.agenda import Agenda
from bot.ledger.words import CASE
from bot.ledger.workflow import Actor
from bot.messages import Paragraphs, sentences
from bot.telegram.wire.channel import keyboard

from .conversation import Talk, is_stale
from .documents import send_evidence, send_file
from .html import pages, to_html
from .types import topic_of


class Casebook:
    """What all handlers of the ledger share."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self._current = talk.service.workspace
        self.actions = Actions(talk.config, talk.ledger, self._current)

    async def agenda(self) -> Agenda:
        """Where everything stands now, by the published revision; a new one is read beside the event loop."""
        await asyncio.to_thread(self._current.plan)
        return self._current.agenda(self.talk.config.today())

    async def asked(self, message: Message) -> Agenda | None:
        """The same for a command; None where it is stale, or its user or group asks too much (which is said)."""
        user_id = message.from_user.id if message.from_user else 0
        if is_stale(message) or not await self.talk.admits(message, user_id):
            return None
        return await self.agenda()

    def units_of(self, message: Message) -> tuple[str, ...]:
        """The units that are spoken for where a message stands; none where that is not bound."""
        binding = self.talk.ledger.chats.binding(message.chat_id, topic_of(message))
        return binding.units if binding else ()

    def actor(self, message: Message, user: User | None, sender: Chat | None = None) -> Actor:
        """Who acts: `user`, or an anonymous administrator of the group (`sender`), for the units of where `message` stands."""
        if user and not sender:
            return self.actions.actor(message.chat_id, user.full_name, user.id, topic_of(message))
        return self.actions.actor(message.chat_id, (sender.title or "") if sender else "", None, topic_of(message))

    def writer(self, message: Message) -> Actor:
        """Who wrote a message."""
        return self.actor(message, message.from_user, message.sender_chat)

    async def show(self, message: Message, reply: Reply) -> None:
        """What is said in answer to a message, or in place of it; what it waits for is kept."""
        await send_evidence(message, reply.evidence)
        if reply.document:
            await send_file(message, reply.document.data, reply.document.name)
        field = ForceReply(selective=message.chat.type != ChatType.PRIVATE, input_field_placeholder=CASE.replied[:64])
        markup = field if reply.asks else keyboard([list(row) for row in reply.rows])
        edit = message.message_id if reply.replaces else None
        *before, last = pages(reply.paragraphs) or [""]
        for page in before:
            await self.talk.sender.reply(message, page)
        sent = await self.talk.sender.reply(message, last, markup, edit) if last else None
        if sent is not None:
            reply.keep(self.talk.ledger.prompts, sent)

    async def say(self, message: Message, said: str | Paragraphs, rows: Any = (), edit: int | None = None) -> int | None:
        """Words or paragraphs in answer to a message, or in place of the bot's message `edit`."""
        html = to_html(sentences(said) if isinstance(said, str) else said)
        return await self.talk.sender.reply(message, html, keyboard(list(rows)), edit)
