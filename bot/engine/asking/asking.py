"""Questions, and the buttons under their answers, whatever the channel: another field, a candidate, a thumb."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.answers.desk import Desk
from bot.buttons import ButtonKind, Pressed
from bot.language.spelling import checked_question
from bot.language.writing import asked as about
from bot.language.writing import label
from bot.ledger.workflow import Declined
from bot.messages import Key, sentences
from bot.questions.query import Kind, Query
from bot.storage.database import Ledger
from bot.storage.questions import Asked
from corpus.errors import RectifyError

from ..reply import Reply
from ..words import ANSWERS
from .conversations import Answered, Busy, Done, Service
from .turns import CHOICE, FIELD, ORIGINAL, THUMB, asked_by, keep, own_words, shown

log = logging.getLogger(__name__)
Work = Callable[[], Awaitable[Reply]]
"""What is left to be done for a button once its presser has been told that it is heard."""


async def anybody() -> bool:
    """May be told how things stand."""
    return True


@dataclass(frozen=True)
class Asker:
    """Who asks and where; `sees` finds out whether they may be told how things stand."""

    chat: Key
    user: Key
    thread: Key | None = None
    sees: Callable[[], Awaitable[bool]] = anybody


Begin = Callable[[Pressed, Asker], Reply | Work]
"""What comes of a press under an answer; it raises `Declined` where the button is of no question that was asked there."""


class Asking:
    """What is answered to questions and to the buttons under answers (`presses`).

    All that takes long may raise `Busy`, and RectifyError where the index cannot be used.
    """

    def __init__(self, service: Service, ledger: Ledger) -> None:
        self._service, self._ledger = service, ledger
        self.presses: Mapping[ButtonKind, Begin] = {FIELD: self._field, CHOICE: self._choice, THUMB: self._thumb}

    async def ask(self, asker: Asker, words: str) -> Reply:
        """The answer, or why there is none."""
        try:
            question = checked_question(words)
        except RectifyError as error:
            return Reply(sentences(str(error)))
        sees = await asker.sees()
        if not sees and await self._is_closed(asker, question):
            return Reply(sentences(ANSWERS.ledger_closed))
        done = await self._service.ask(asker.chat, asker.user, question, asker.thread, sees)
        return self._shown(done, asker, question)

    async def _is_closed(self, asker: Asker, question: str) -> bool:
        """Whether it asks what only units and the office are told; too many questions are refused where they are answered."""
        try:
            return await self._service.asks_the_ledger(asker.user, question)
        except (Busy, RectifyError):
            return False

    def _shown(self, done: Answered, asker: Asker, words: str, note: str = "") -> Reply:
        """The answer under a note, its question kept; under 0, which no button knows, where a full disk keeps nothing."""
        note = note or (ANSWERS.by_words if done.by_words else "")
        try:
            return shown(done, keep(self._ledger.questions, asker.chat, asker.user, words, done), note)
        except sqlite3.Error as error:
            log.error("a question is not kept: %s", error)
            return shown(done, 0, note)

    # --- buttons --------------------------------------------------------------------------------------------

    def _thumb(self, said: Pressed, asker: Asker) -> Reply:
        asked, up = self._asked(said, asker), said.words[1] == "u"
        self._ledger.questions.thumb(asked.id, 1 if up else -1)
        return Reply(aside=ANSWERS.thanks if up else ANSWERS.sorry)

    def _asked(self, said: Pressed, asker: Asker) -> Asked:
        asked = self._ledger.questions.get(said.number)
        if asked is None or asked.chat_id != asker.chat:
            raise Declined(ANSWERS.expired)
        return asked

    def _choice(self, said: Pressed, asker: Asker) -> Work:
        """The candidate that was meant, asked what was asked before; it counts as a phrasing if its asker chose it."""
        asked, chosen = self._asked(said, asker), said.words[1]

        async def work() -> Reply:
            if asker.user == asked.user_id:
                self._ledger.questions.choose(asked.id, int(chosen))
            words, sees = about(chosen, asked.question), await asker.sees()
            done = await self._service.ask(asker.chat, asker.user, words, asker.thread, sees)
            return self._shown(done, asker, asked.question)

        return work

    def _field(self, said: Pressed, asker: Asker) -> Work:
        """Another field of the problem; for a button of an older revision, of what that problem is now, and it says so."""
        revision, number, letter = said.number, int(said.words[1]), said.words[2]
        if letter != ORIGINAL and asked_by(letter) is None:
            raise Declined(ANSWERS.expired)

        async def work() -> Reply:
            now = await self._service.number_now(asker.user, number, revision)
            note = ANSWERS.updated if now.revision != revision else ""
            if now.value is None:
                return Reply(sentences(ANSWERS.gone))
            if letter == ORIGINAL:
                return _original(now, now.value, note)
            return await self._answer(asker, now.value, asked_by(letter) or Kind.PROBLEM, note)

        return work

    async def _answer(self, asker: Asker, number: int, field: Kind, note: str) -> Reply:
        words = f"{label(number)}{field.value}"

        def question(_: Desk) -> Query:
            return Query(words, words, field, number, field)

        done = await self._service.tell(asker.user, question, asker.chat, await asker.sees())
        return self._shown(done, asker, words, note)


def _original(done: Done[int | None], number: int, note: str) -> Reply:
    """The whole item as the plan has it."""
    problem = done.desk.plan.problem(number)
    words = own_words(problem, done.desk.plan) if problem else sentences(ANSWERS.gone)
    return Reply((*(sentences(note, "") if note else ()), *words))
