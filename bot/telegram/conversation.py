"""One turn of a conversation in Telegram: let in, answered under a typing action, shown, and kept."""

from __future__ import annotations

import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.answers.desk import Desk
from bot.buttons import ButtonKind, Pressed
from bot.config import Config
from bot.engine.conversations import Answered, Busy, Done, Service
from bot.engine.throttle import Throttle
from bot.engine.turns import CHOICE, FIELD, ORIGINAL, THUMB, field_of, keep, shown
from bot.language.spelling import checked_question
from bot.language.writing import asked as about
from bot.language.writing import label
from bot.questions.query import Kind, Query
from bot.storage.database import Ledger
from bot.storage.questions import Asked
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import Sender, answer_query
from corpus.errors import RectifyError

from .html import original, pages
from .members import Members
from .types import Press, topic_of
from .words import TELEGRAM

log = logging.getLogger(__name__)
T = TypeVar("T")
STALE = timedelta(minutes=10)
"""A group's question this old is not answered any more: the talk has gone on."""
_REMEMBERED = 500


@dataclass
class Talk:
    """What all handlers share; `users` and `groups` follow Telegram's limits of 1 message a second and 20 a minute."""

    config: Config
    service: Service
    ledger: Ledger
    sender: Sender
    members: Members
    users: Throttle = field(default_factory=lambda: Throttle(60, 2.0))
    groups: Throttle = field(default_factory=lambda: Throttle(12, 0.12))
    _alarms: Throttle = field(default_factory=lambda: Throttle(1, 1 / 3600))
    _answers: OrderedDict[tuple[int, int], int | None] = field(default_factory=OrderedDict)

    async def say(self, message: Message, text: str) -> None:
        """Plain text in answer to a message, in place of what answered it before it was edited."""
        if await self.admits(message, _user(message)):
            self._answered(message, await self.sender.say(message, text, edit=self._before(message)))

    async def answer(self, message: Message, words: str) -> None:
        """Answer a question; an edited one by editing the answer."""
        try:
            question = checked_question(words)
        except RectifyError as error:
            await self.say(message, str(error))
            return
        user_id = _user(message)
        sees = await self.members.sees(message, user_id)
        if not sees and await self._is_closed(user_id, question):
            await self.say(message, TELEGRAM.ledger_closed)
            return
        await self._ask(message, question, lambda: self.service.ask(message.chat_id, user_id, question, topic_of(message), sees))

    async def _is_closed(self, user_id: int, question: str) -> bool:
        """Whether it asks what only units and the office are told; too many questions are refused where they are answered."""
        try:
            return await self.service.asks_the_ledger(user_id, question)
        except (Busy, RectifyError):
            return False

    async def tell(self, message: Message, question: Callable[[Desk], Query]) -> None:
        """Answer the question that a command makes."""
        user_id = _user(message)
        sees = await self.members.sees(message, user_id)
        await self._ask(message, message.text or "", lambda: self.service.tell(user_id, question, message.chat_id, sees))

    async def _ask(self, message: Message, words: str, work: Callable[[], Awaitable[Answered]]) -> None:
        if is_stale(message):
            return
        user_id = _user(message)
        if done := await self.working(message, user_id, work):
            self._answered(message, await self.show(message, done, user_id, words, edit=self._before(message)))

    async def working(self, message: Message, user_id: int, work: Callable[[], Awaitable[Done[T]]]) -> Done[T] | None:
        """Do `work` under a typing action, if the user and the group have not asked too much; None where it was not done."""
        if not await self.admits(message, user_id):
            return None
        try:
            async with self.sender.typing(message):
                return await work()
        except Busy as busy:
            if self.users.tells(user_id):
                await self.sender.reply(message, (TELEGRAM.busy if busy.own else TELEGRAM.crowded))
        except RectifyError as error:
            log.error("%s", error)
            await self.sender.reply(message, TELEGRAM.failed)
        return None

    async def admits(self, message: Message, user_id: int) -> bool:
        """Whether the user and the group may have another message; the first refusal is told, the others are silent."""
        private = message.chat.type == ChatType.PRIVATE
        if self.users.admits(user_id) and (private or self.groups.admits(message.chat_id)):
            return True
        if self.users.tells(user_id) and (private or self.groups.tells(message.chat_id)):
            await self.sender.reply(message, TELEGRAM.busy)
        return False

    async def refuse(self, update: Update) -> None:
        """Too much of this user waits already: said once."""
        user = update.effective_user
        if update.callback_query:
            await answer_query(update.callback_query, TELEGRAM.busy)
        elif update.message and user and self.users.tells(user.id):
            await self.sender.say(update.message, TELEGRAM.busy)

    async def show(
        self, message: Message, done: Answered, user_id: int, question: str, note: str = "", edit: int | None = None
    ) -> int | None:
        """Keep the question and show its answer, under `note`, with its buttons under the last part; the id of the first message."""
        note = note or (TELEGRAM.by_words if done.by_words else "")
        reply = shown(done, await self._kept(message, done, user_id, question), note)
        markup = keyboard([list(row) for row in reply.rows])
        first, *more = pages(reply.paragraphs)
        sent = await self.sender.reply(message, first, None if more else markup, edit)
        for i, page in enumerate(more, 1):
            await self.sender.reply(message, page, markup if i == len(more) else None)
        return sent

    async def _kept(self, message: Message, done: Answered, user_id: int, question: str) -> int:
        """The id under which a question is kept; 0, which no button knows, where a full disk keeps nothing."""
        try:
            return keep(self.ledger.questions, message.chat_id, user_id, question, done)
        except sqlite3.Error as error:
            log.warning("ledger, told in words: %s", error)
            if self._alarms.admits(0):
                await self.sender.tell_admins(message.get_bot(), TELEGRAM.unwritable)
            return 0

    def was_answered(self, message: Message) -> bool:
        """Whether this message was answered, so that its edit is a question too."""
        return (message.chat_id, message.message_id) in self._answers

    def _before(self, message: Message) -> int | None:
        """The bot's message that answered this one before it was edited."""
        return self._answers.get((message.chat_id, message.message_id))

    def _answered(self, message: Message, by: int | None) -> None:
        self._answers[message.chat_id, message.message_id] = by
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)


def is_stale(message: Message) -> bool:
    """Whether a group's message is too old to be answered."""
    said = message.edit_date or message.date
    return message.chat.type != ChatType.PRIVATE and datetime.now(UTC) - said > STALE


def _user(message: Message) -> int:
    return message.from_user.id if message.from_user else 0


class Presses:
    """What happens when a button under an answer is pressed: a field, a candidate or a thumb."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.presses: dict[ButtonKind, Press] = {FIELD: self._field, CHOICE: self._choice, THUMB: self._thumb}

    def _asked(self, message: Message, said: Pressed) -> Asked | None:
        """The question that the button is about, if it was asked in this chat."""
        asked = self._talk.ledger.questions.get(said.number)
        return asked if asked and asked.chat_id == message.chat_id else None

    async def _thumb(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        asked, up = self._asked(message, said), said.words[1] == "u"
        if asked is None:
            await answer_query(query, TELEGRAM.expired)
            return
        self._talk.ledger.questions.thumb(asked.id, 1 if up else -1)
        await answer_query(query, TELEGRAM.thanks if up else TELEGRAM.sorry)

    async def _choice(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """The candidate that was meant, asked what was asked before; it counts as a phrasing if its asker chose it."""
        asked, chosen = self._asked(message, said), said.words[1]
        await answer_query(query, None if asked else TELEGRAM.expired)
        if asked is None:
            return
        talk, user_id = self._talk, query.from_user.id
        if user_id == asked.user_id:
            talk.ledger.questions.choose(asked.id, int(chosen))
        words = about(chosen, asked.question)
        sees = await talk.members.sees(message, user_id)
        ask = talk.service.ask
        done = await talk.working(message, user_id, lambda: ask(message.chat_id, user_id, words, topic_of(message), sees))
        if done:
            await talk.show(message, done, user_id, asked.question)

    async def _field(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """Another field of the problem; for a button of an older revision, of what that problem is now, and it says so."""
        number, letter = int(said.words[1]), said.words[2]
        known = letter == ORIGINAL or field_of(letter) is not None
        await answer_query(query, None if known else TELEGRAM.expired)
        if not known:
            return
        talk, user_id = self._talk, query.from_user.id
        now = await talk.working(message, user_id, lambda: talk.service.number_now(user_id, number, said.number))
        if now is None:
            return
        note = TELEGRAM.updated if now.revision != said.number else ""
        if now.value is None:
            await talk.sender.reply(message, TELEGRAM.gone)
        elif letter == ORIGINAL:
            await self._original(message, now, now.value, note)
        else:
            await self._answer(message, user_id, now.value, field_of(letter) or Kind.PROBLEM, note)

    async def _answer(self, message: Message, user_id: int, number: int, field: Kind, note: str) -> None:
        words = f"{label(number)}{field.value}"

        def question(_: Desk) -> Query:
            return Query(words, words, field, number, field)

        talk = self._talk
        sees = await talk.members.sees(message, user_id)
        done = await talk.working(message, user_id, lambda: talk.service.tell(user_id, question, message.chat_id, sees))
        if done:
            await talk.show(message, done, user_id, words, note)

    async def _original(self, message: Message, done: Done[int | None], number: int, note: str) -> None:
        """The whole item as the plan has it, in as many messages as it takes."""
        problem = done.desk.plan.problem(number)
        pages = original(problem, done.desk.plan) if problem else [TELEGRAM.gone]
        for page in [*([note] if note else []), *pages]:
            await self._talk.sender.reply(message, page, keyboard([]))
