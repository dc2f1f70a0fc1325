"""The buttons of the morning: 签收 under a digest, and the office's word that the ledger begins with nothing done."""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Callable
from datetime import date, datetime

from telegram import CallbackQuery, Message
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.buttons import ButtonKind, Pressed
from bot.engine.actions import Actions
from bot.language.writing import moment
from bot.ledger.workflow import Actor
from bot.messages import Button, Letter
from bot.reminders.digests import Listener, everything, listeners
from bot.reminders.morning import BEGIN as BEGIN_ASKED
from bot.reminders.morning import BEGIN_LEDGER
from bot.reminders.text import LIST, SIGN, digest_file
from bot.reminders.words import WORDS
from bot.storage.database import Ledger
from bot.storage.events import BEGIN
from bot.telegram.wire.channel import NO_PREVIEW, keyboard
from bot.telegram.wire.sending import answer_query
from bot.workspace import Workspace

from .conversation import Talk
from .documents import send_file
from .types import Press, topic_of
from .words import TELEGRAM

log = logging.getLogger(__name__)
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Signing:
    """What happens when they are pressed; data may be old or forged, so everything in it is checked again."""

    def __init__(self, talk: Talk, current: Workspace, now: Callable[[], datetime]) -> None:
        self._talk, self._current, self._now = talk, current, now
        self._ledger: Ledger = talk.ledger
        self._actions = Actions(talk.config, talk.ledger, current, now)
        self.presses: dict[ButtonKind, Press] = {SIGN: self.signed, LIST: self.listed, BEGIN_LEDGER: self.begun}

    async def signed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """A member signs for everything overdue in the digest that nobody of the chat has signed for; pressed again it does nothing."""
        chat, day = message.chat_id, said.words[0]
        row = self._ledger.outbox.find(f"digest:{day}", chat, topic_of(message))
        party = self._party(message)
        if row is None or party is None:
            await answer_query(query, WORDS.digest_gone)
        elif not await _is_member(query, chat):
            self._ledger.audit.record("refused", query.from_user.id, chat, query.data or "")
            await answer_query(query, WORDS.members_only)
        elif count := self._sign(row.letter, party, query):
            at = moment(self._now(), date.fromisoformat(day))
            words = WORDS.signed.format(count=count, who=query.from_user.full_name, at=at)
            await answer_query(query, words)
            await _add(query, message, words, [b for line in row.letter.buttons for b in line if b.data != query.data])
        else:
            await answer_query(query, WORDS.signed_before)

    async def listed(self, query: CallbackQuery, message: Message, _: Pressed) -> None:
        """全部清单: all that the chat has to do or to accept as things stand now, as a file."""
        await asyncio.to_thread(self._current.plan)
        party = self._party(message)
        await answer_query(query, None if party else WORDS.digest_gone)
        if party:
            name, data = digest_file(everything(self._current.agenda(self._now().date()), party))
            await send_file(message, data, name)

    def _party(self, message: Message) -> Listener | None:
        binding = self._ledger.chats.binding(message.chat_id, topic_of(message))
        found = listeners(self._current.plan(), [binding]) if binding else ()
        return next((p for p in found if p.chat_id == message.chat_id), None)

    def _sign(self, letter: Letter, party: Listener, query: CallbackQuery) -> int:
        """How many items were signed for."""
        actor = Actor(query.from_user.full_name, party.units, query.from_user.id, party.chat_id)
        return self._actions.sign(letter.items, party, actor)

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
            await _add(query, message, TELEGRAM.cancelled, [])
        else:
            self._ledger.audit.record(BEGIN, user.id, chat, user.full_name)
            words = WORDS.begun.format(who=user.full_name, at=moment(self._now()))
            await answer_query(query, words)
            await _add(query, message, words, [])


async def _is_member(query: CallbackQuery, chat: int) -> bool:
    """Whether the presser is in the group; where Telegram does not say (Bot API, getChatMember), who could press is taken for one."""
    try:
        member = await query.get_bot().get_chat_member(chat, query.from_user.id)
    except BadRequest as error:
        return "user not found" not in error.message.lower()
    except TelegramError as error:
        log.warning("membership not known: %s", error.message)
        return True
    return member.status not in _OUTSIDE


async def _add(query: CallbackQuery, message: Message, words: str, left: list[Button]) -> None:
    """Write under a message what was done with it, and leave it the buttons that still do something."""
    text = f"{message.text_html}\n\n{html.escape(words, quote=False)}"
    try:
        await query.edit_message_text(
            text, ParseMode.HTML, link_preview_options=NO_PREVIEW, reply_markup=keyboard([left] if left else [])
        )
    except TelegramError as error:
        log.warning("message %s not edited: %s", message.message_id, error.message)
