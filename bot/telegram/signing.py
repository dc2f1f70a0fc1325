"""The buttons of the morning: 签收 under a digest, and the office's word that the ledger begins with nothing done."""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Callable
from datetime import datetime

from telegram import CallbackQuery, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.buttons import ButtonKind, Pressed
from bot.engine.reply import Reply
from bot.engine.signing import Signing
from bot.language.writing import moment
from bot.ledger.workflow import Actor
from bot.messages import Address
from bot.reminders.digests import Listener, everything, listeners
from bot.reminders.morning import BEGIN as BEGIN_ASKED
from bot.reminders.morning import BEGIN_LEDGER
from bot.reminders.text import LIST, SIGN, SIGNED, digest_file
from bot.reminders.words import WORDS
from bot.storage.database import Ledger
from bot.storage.events import BEGIN
from bot.telegram.wire.channel import NO_PREVIEW, keyboard
from bot.telegram.wire.sending import answer_query

from .actors import Casebook
from .documents import send_file
from .members import is_member
from .types import Press, topic_of
from .words import TELEGRAM

log = logging.getLogger(__name__)


class SigningPresses:
    """What happens when they are pressed; data may be old or forged, so everything in it is checked again."""

    def __init__(self, book: Casebook, signing: Signing, now: Callable[[], datetime]) -> None:
        self._book, self._talk, self._signing, self._now = book, book.talk, signing, now
        self._ledger: Ledger = book.talk.ledger
        self._current = book.talk.service.workspace
        self.presses: dict[ButtonKind, Press] = {
            SIGN: self._by_members(signing.press), SIGNED: self._by_members(signing.confirmed),
            LIST: self.listed, BEGIN_LEDGER: self.begun,
        }  # fmt: skip

    def _by_members(self, decide: Callable[[Pressed, Address, Actor], Reply]) -> Press:
        """A press that counts from members of the group alone."""

        async def pressed(query: CallbackQuery, message: Message, said: Pressed) -> None:
            if not await is_member(query.get_bot(), message.chat_id, query.from_user.id):
                self._ledger.audit.record("refused", query.from_user.id, message.chat_id, query.data or "")
                await answer_query(query, WORDS.members_only)
                return
            place = Address(message.chat_id, topic_of(message))
            await self._book.pressed(query, message, lambda _, actor: decide(said, place, actor))

        return pressed

    async def listed(self, query: CallbackQuery, message: Message, _: Pressed) -> None:
        """全部清单: all that the chat has to do or to accept as things stand now, as a file."""
        await asyncio.to_thread(self._current.plan)
        found = self._parties(message)
        await answer_query(query, None if found else WORDS.digest_gone)
        for party in found:
            name, data = digest_file(everything(self._current.agenda(self._now().date()), party))
            await send_file(message, data, name)

    def _parties(self, message: Message) -> list[Listener]:
        """Whose list is shown: the chat's, or in private of what is followed there."""
        if party := self._party(message):
            return [party]
        plan = self._current.plan()
        followed = (b for who, b in self._ledger.chats.followers() if who == message.chat_id)
        return [listeners(plan, [binding])[0] for binding in followed]

    def _party(self, message: Message) -> Listener | None:
        binding = self._ledger.chats.binding(message.chat_id, topic_of(message))
        found = listeners(self._current.plan(), [binding]) if binding else ()
        return next((p for p in found if p.chat_id == message.chat_id), None)

    async def begun(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """The office (or an administrator) says that nothing was done before, asked once more: recorded in the audit, nothing else is entered."""
        user, chat, config = query.from_user, message.chat_id, self._talk.config
        office = config.office_chat and self._ledger.outbox.moved(config.office_chat)
        if user.id not in config.admins and chat != office:
            self._ledger.audit.record("refused", user.id, chat, query.data or "")
            await answer_query(query, TELEGRAM.not_admin)
        elif self._ledger.audit.is_begun():
            await answer_query(query, WORDS.already_begun)
        elif said.words[0] == BEGIN_ASKED:
            await answer_query(query)
            yes = BEGIN_LEDGER.button(WORDS.begin_yes, "yes"), BEGIN_LEDGER.button(WORDS.begin_no, "no")
            await self._talk.sender.say(message, WORDS.begin_sure, keyboard([list(yes)]))
        elif said.words[0] == "no":
            await answer_query(query)
            await _add(query, message, TELEGRAM.cancelled)
        else:
            self._ledger.audit.record(BEGIN, user.id, chat, user.full_name)
            words = WORDS.begun.format(who=user.full_name, at=moment(self._now()))
            await answer_query(query, words)
            await _add(query, message, words)


async def _add(query: CallbackQuery, message: Message, words: str) -> None:
    """Write under a message what was done with it; one that can no longer be seen is left as it is."""
    if not message.text:
        await query.get_bot().send_message(message.chat_id, words)
        return
    text = f"{message.text_html}\n\n{html.escape(words, quote=False)}"
    try:
        await query.edit_message_text(text, ParseMode.HTML, link_preview_options=NO_PREVIEW)
    except TelegramError as error:
        log.warning("message %s not edited: %s", message.message_id, error.message)
