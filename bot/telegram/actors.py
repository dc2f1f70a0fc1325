"""The ledger at work in Telegram: where everything stands now, who acts in a chat, an action done and told to whom it concerns."""

from __future__ import annotations

import asyncio
import html
from typing import Any

from telegram import Chat, Message, User

from bot.ledger.agenda import Agenda, Entry
from bot.ledger.notices import Office, letters
from bot.ledger.words import CASE
from bot.ledger.workflow import Action, Actor, Declined, Event, Standing, act
from bot.telegram.wire.sending import keyboard

from .conversation import Talk, is_stale


class Casebook:
    """What all handlers of the ledger share."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self._current = talk.service.workspace

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

    def units_of(self, chat_id: int) -> tuple[str, ...]:
        """The units that a chat speaks for; none where it is not bound."""
        binding = self.talk.ledger.chats.binding(chat_id)
        return binding.units if binding else ()

    def actor(self, chat: Chat, user: User | None, sender: Chat | None = None) -> Actor:
        """Who acts: `user`, or an anonymous administrator of the group (`sender`), for the units of the chat."""
        config, user_id = self.talk.config, user.id if user and not sender else None
        who = user.full_name if user and not sender else (sender.title or "") if sender else ""
        admin = user_id is not None and user_id in config.admins
        office = config.office_chat and self.talk.ledger.outbox.moved(config.office_chat)
        return Actor(who, self.units_of(chat.id), user_id, chat.id, admin, in_office=chat.id == office)

    async def perform(
        self, action: Action, entry: Entry, actor: Actor, turn: int | None = None, **said: Any
    ) -> tuple[Event, Agenda]:
        """Do it, if the rules allow, and write down whom to tell in the same transaction; `turn` is what the actor saw.

        Raises:
            Declined: by the rules, or because the item has moved since.
        """
        config, ledger = self.talk.config, self.talk.ledger

        def make(now: Standing) -> Event:
            if turn is not None and now.turn != turn:
                raise Declined(CASE.moved)
            return act(action, entry.item, now, actor, config.now(), **said)

        def tell(event: Event) -> None:
            after = self._current.agenda(config.today()).entry(entry.item.id)
            for letter in (
                letters(event, after, ledger.chats.bindings(), Office(config.admins, config.office_chat)) if after else ()
            ):
                ledger.outbox.enqueue(letter)

        event = ledger.events.decide(entry.item.id, make, tell)
        return event, await self.agenda()

    async def say(self, message: Message, text: str, rows: Any = (), edit: int | None = None) -> int | None:
        """HTML in answer to a message, or in place of the bot's message `edit`."""
        return await self.talk.sender.reply(message, text, keyboard(list(rows)), edit)


def escaped(text: str) -> str:
    """Text as HTML."""
    return html.escape(text, quote=False)
