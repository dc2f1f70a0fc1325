"""The ledger at work in Telegram: where everything stands now, who acts in a chat, an action done and told to whom it concerns."""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Iterable
from typing import Any

from telegram import Bot, Chat, Message, User
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from .agenda import Agenda, Entry
from .current import Current
from .ledger_text import item_name
from .ledger_words import CASE, DONE
from .sending import NO_PREVIEW, keyboard
from .standing import Action, Actor, Declined, Event, Standing, State, act, deciders
from .talk import Talk, is_stale
from .telling import Notice, Office, notices

log = logging.getLogger(__name__)


class Casebook:
    """What all handlers of the ledger share."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self._current = Current(talk.config, talk.ledger)

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
        binding = self.talk.ledger.binding(chat_id)
        return binding.units if binding else ()

    def actor(self, chat: Chat, user: User | None, sender: Chat | None = None) -> Actor:
        """Who acts: `user`, or an anonymous administrator of the group (`sender`), for the units of the chat."""
        config, user_id = self.talk.config, user.id if user and not sender else None
        who = user.full_name if user and not sender else (sender.title or "") if sender else ""
        admin = user_id is not None and user_id in config.admins
        return Actor(who, self.units_of(chat.id), user_id, chat.id, admin, in_office=chat.id == config.office_chat)

    async def perform(
        self, bot: Bot, action: Action, entry: Entry, actor: Actor, turn: int | None = None, **said: Any
    ) -> tuple[Event, Agenda]:
        """Do it, if the rules allow, and tell whom it concerns; `turn` is what the actor saw when they decided.

        Raises:
            Declined: by the rules, or because the item has moved since.
        """
        talk = self.talk

        def make(now: Standing) -> Event:
            if turn is not None and now.turn != turn:
                raise Declined(CASE["moved"])
            return act(action, entry.item, now, actor, talk.config.now(), **said)

        event = talk.ledger.events.decide(entry.item.id, make)
        agenda = await self.agenda()
        after = agenda.entry(entry.item.id)
        if after:
            office = Office(talk.config.admins, talk.config.office_chat)
            await self.tell(bot, notices(event, after, talk.ledger.bindings(), office))
        return event, agenda

    async def tell(self, bot: Bot, told: Iterable[Notice]) -> None:
        """Send notices; one that cannot be sent keeps no other from being sent."""
        for notice in told:
            await self._tell(bot, notice)

    async def _tell(self, bot: Bot, notice: Notice) -> None:
        chat_id, thread = notice.chat_id, notice.thread_id
        for _ in range(3):
            try:
                await bot.send_message(
                    chat_id, notice.text, "HTML", message_thread_id=thread, link_preview_options=NO_PREVIEW,
                    reply_markup=keyboard([list(row) for row in notice.rows]),
                )  # fmt: skip
            except ChatMigrated as error:
                self.talk.ledger.move_chat(chat_id, error.new_chat_id)
                chat_id, thread = error.new_chat_id, None
            except BadRequest as error:
                if not thread or "thread" not in error.message.lower():
                    log.warning("notice %s not sent: %s", notice.key, error.message)
                    return
                thread = None
            except TelegramError as error:
                log.warning("notice %s not sent: %s", notice.key, error.message)
                if isinstance(error, Forbidden):
                    await self.talk.sender.set_active(bot, chat_id, False)
                return
            else:
                return

    async def say(self, message: Message, text: str, rows: Any = (), edit: int | None = None) -> int | None:
        """HTML in answer to a message, or in place of the bot's message `edit`."""
        return await self.talk.sender.reply(message, text, keyboard(list(rows)), edit)


def outcome(event: Event, entry: Entry) -> str:
    """What was done, as one sentence for who did it; plain text."""
    item, needed = entry.item, deciders(entry.item.problem)
    name = event.action.value
    if event.action is Action.REPORT and not needed:
        name = "report_nobody"
    if event.action is Action.ACCEPT and entry.standing.state is State.REPORTED:
        name, needed = "accept_partly", tuple(u for u in needed if u not in entry.standing.accepted_by)
    day = f"{event.day:%Y-%m-%d}" if event.day else ""
    return DONE[name].format(item=item_name(item), units="、".join(needed), day=day)


def escaped(text: str) -> str:
    """Text as HTML."""
    return html.escape(text, quote=False)
