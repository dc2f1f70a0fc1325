"""The ledger at work in Telegram: where everything stands now, who acts in a chat, and what is said to them."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from telegram import CallbackQuery, Chat, ForceReply, Message, User
from telegram.constants import ChatType

from bot.engine.engine import Engine
from bot.engine.reply import Reply
from bot.engine.words import CASE
from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Actor
from bot.messages import Paragraphs, sentences
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import answer_query
from bot.telegram.wire.updates import in_hand
from corpus.errors import RectifyError

from .conversation import Talk, is_stale
from .documents import add, send_file, show_evidence, spend
from .html import mention, pages, to_html
from .saying import of_failure
from .types import topic_of
from .words import TELEGRAM

log = logging.getLogger(__name__)


class Casebook:
    """What all handlers of the ledger share."""

    def __init__(self, talk: Talk, engine: Engine) -> None:
        self.talk, self.engine = talk, engine

    async def agenda(self) -> Agenda:
        """Where everything stands now, by the published revision; a new one is read beside the event loop."""
        await asyncio.to_thread(self.engine.workspace.plan)
        return self.engine.workspace.agenda(self.talk.config.today())

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
            return self.engine.actions.actor(message.chat_id, user.full_name, user.id, topic_of(message), in_hand().name)
        return self.engine.actions.actor(message.chat_id, (sender.title or "") if sender else "", None, topic_of(message))

    def writer(self, message: Message) -> Actor:
        """Who wrote a message."""
        return self.actor(message, message.from_user, message.sender_chat)

    async def written(self, message: Message, work: Callable[[Agenda, Actor], Reply]) -> None:
        """What comes of something written: shown, or why nothing does."""
        try:
            reply = work(await self.agenda(), self.writer(message))
        except RectifyError as error:
            await self.talk.sender.say(message, str(error))
        except Exception as error:
            await self.talk.sender.say(message, _failure(error))
        else:
            await self.show(message, reply)

    async def pressed(self, query: CallbackQuery, message: Message, work: Callable[[Agenda, Actor], Reply]) -> None:
        """What comes of a button: shown, or why nothing does, to the presser alone where the rules say so."""
        try:
            reply = work(await self.agenda(), self.actor(message, query.from_user))
        except RectifyError as error:
            await answer_query(query, str(error))
        except Exception as error:
            words = _failure(error)
            await answer_query(query, words)
            await self.talk.sender.say(message, words)
        else:
            await answer_query(query, reply.aside or None)
            await self.show(message, reply, query.from_user)

    async def show(self, message: Message, reply: Reply, presser: User | None = None) -> None:
        """What is said in answer to a message, or in place of it; what it is a step of is kept."""
        sender = self.talk.sender
        await show_evidence(sender, message, reply, self.talk.config.proxy)
        made = [await asyncio.to_thread(reply.made)] if reply.made else []
        for document in (*made, *reply.documents):
            await send_file(sender, message, document.data, document.name)
        if sent := await self._said(message, reply, presser):
            reply.keep(self.talk.ledger, sent)
        if reply.spent:
            await spend(message, int(reply.spent), reply.left)

    async def _said(self, message: Message, reply: Reply, presser: User | None) -> int | None:
        """The message that was sent, or edited; None where nothing was."""
        if not reply.paragraphs:
            return None
        if reply.adds:
            await add(self.talk.sender, message, to_html(reply.paragraphs))
            return None
        field = ForceReply(selective=message.chat.type != ChatType.PRIVATE, input_field_placeholder=CASE.replied[:64])
        markup = field if reply.asks else keyboard([list(row) for row in reply.rows])
        if reply.asks and presser:
            asked = f"{mention(presser.id, presser.full_name)} {to_html(reply.paragraphs)}"
            return await self.talk.sender.reply(message, asked, field, quotes=False)  # so that they alone are shown the field
        *before, last = pages(reply.paragraphs)
        for page in before:
            await self.talk.sender.reply(message, page)
        edit = message.message_id if reply.replaces else int(reply.edits) if reply.edits else None
        return await self.talk.sender.reply(message, last, markup, edit)

    async def say(self, message: Message, said: str | Paragraphs, rows: Any = (), edit: int | None = None) -> int | None:
        """Words or paragraphs in answer to a message, or in place of the bot's message `edit`."""
        html = to_html(sentences(said) if isinstance(said, str) else said)
        return await self.talk.sender.reply(message, html, keyboard(list(rows)), edit)


def _failure(error: Exception) -> str:
    """What is said where something went wrong that nobody foresaw: nothing is entered by halves; what could not be written is kept."""
    log.error("not filed", exc_info=error)
    in_hand().again = isinstance(error, sqlite3.Error | OSError)
    return of_failure(error, TELEGRAM.not_filed)
