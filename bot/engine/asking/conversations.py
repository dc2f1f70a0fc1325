"""Answering beside the event loop: one worker thread embeds and searches, a fair line with limits stands before it.

The published revision and the office's examples are looked up before every question, so new ones are answered from without a
restart and a question in flight keeps the desk it began with. Everything but the count of those waiting is touched by the worker alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np

from bot.answers.answer import Answer
from bot.answers.answering import told, turn
from bot.answers.desk import Desk
from bot.language.unit_names import OURS
from bot.ledger.agenda import Agenda
from bot.messages import Key
from bot.questions.query import Act, Query
from bot.revisions.examples import Stamp, learned, stamp
from bot.revisions.revise import open_desk, publish_bundled
from bot.workspace import Workspace
from corpus.diff import compare
from corpus.errors import RectifyError
from index.embedder import Embedder, Progress, Vectors
from index.revision import load
from index.store import current

from ..upkeep.lock import free
from .line import Line
from .patience import Patient

log = logging.getLogger(__name__)
T = TypeVar("T")
PER_USER = 3
FEW = 8
"""Texts embedded between two questions while an index is built."""
WAITING = 200
REMEMBERED = 2000
FORGET_AFTER = 1800.0
"""Seconds after which a follow-up no longer refers to what was said before."""
_ANY_QUESTION = "谁负责"


class Busy(Exception):
    """The user (own) or everybody has too many questions waiting."""

    def __init__(self, own: bool) -> None:
        super().__init__("own" if own else "all")
        self.own = own


@dataclass(frozen=True)
class Done(Generic[T]):
    """What came of a piece of work, with the desk and revision it was done on and how long it took."""

    value: T
    desk: Desk
    revision: int
    milliseconds: int
    by_words: bool = False
    """Whether the model gave nothing, and the words alone were searched."""


Answered = Done[Answer]


class Beside:
    """An embedder whose texts stand in the same line as the questions', a few at a time, so that building holds up nobody."""

    def __init__(self, patient: Patient, embedder: Embedder) -> None:
        self._patient, self._embedder = patient, embedder

    @property
    def name(self) -> str:
        """The model's name."""
        return self._embedder.name

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of questions and phrasings."""
        return self._few_at_a_time(self._embedder.queries, texts, progress)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages of the plan."""
        return self._few_at_a_time(self._embedder.documents, texts, progress)

    def _few_at_a_time(
        self, embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str], progress: Progress | None
    ) -> Vectors:
        parts = []
        for start in range(0, max(1, len(texts)), FEW):
            parts.append(self._patient.at_once(embed, texts[start : start + FEW]))
            if progress:
                progress(min(start + FEW, len(texts)), len(texts))
        return np.concatenate(parts)


class Service:
    """The desk in use, its worker, and what each user said last in each chat."""

    def __init__(self, workspace: Workspace, embedder: Embedder) -> None:
        """Its database, which the event loop's thread reads, says how things stand; without one the plan alone answers."""
        self.workspace, self._config, self._ledger = workspace, workspace.config, workspace.database
        self._embedder = embedder
        self._patient = Patient(embedder)
        self._worker = ThreadPoolExecutor(1, "answers")
        self._desk: Desk | None = None
        self._revision = 0
        self._examples: Stamp = None
        self._waiting: Counter[Key] = Counter()
        self._line = Line()
        self._said: OrderedDict[tuple[Key, Key], tuple[float, int, Answer]] = OrderedDict()

    def open(self) -> None:
        """Open the desk before anybody asks.

        Raises:
            RevisionError: the index cannot be used.
        """
        self._open()

    def beside(self) -> Embedder:
        """The embedder for work that is no question."""
        return Beside(self._patient, self._embedder)

    def warm(self) -> None:
        """Let the worker load the model, which takes seconds, before the first question needs it."""
        self._worker.submit(self._embed_once)

    async def ask(self, chat_id: Key, user_id: Key, text: str, thread_id: Key | None = None, sees: bool = True) -> Answered:
        """Answer `text`, which may leave out what the same user said before in the same chat; of the ledger to who `sees` it.

        Raises:
            Busy: too many questions are waiting.
        """
        today, agenda = self._config.today(), await self._agenda() if sees else None
        binding = self._ledger.chats.binding(chat_id, thread_id) if self._ledger else None

        def work(desk: Desk) -> Answer:
            if binding and OURS.search(text):
                desk = replace(desk, names=desk.names.speaking_for(binding.units))
            previous = self._previous(chat_id, user_id)
            reply = turn(text, desk, today, previous, _of_same(agenda, desk))
            self._remember(chat_id, user_id, reply)
            return reply

        return await self.run(user_id, work)

    async def tell(
        self, user_id: Key, question: Callable[[Desk], Query], chat_id: Key | None = None, sees: bool = True
    ) -> Answered:
        """Answer a question that a button or command makes; in `chat_id` follow-ups may refer to it. `sees` as in `ask`."""
        today, agenda = self._config.today(), await self._agenda() if sees else None

        def work(desk: Desk) -> Answer:
            before = None if chat_id is None else self._previous(chat_id, user_id)
            reply = told(question(desk), desk, today, before, _of_same(agenda, desk))
            if chat_id is not None:
                self._remember(chat_id, user_id, reply)
            return reply

        return await self.run(user_id, work)

    async def asks_the_ledger(self, user_id: Key, text: str) -> bool:
        """Whether a question is about how things stand: 完成了吗, 逾期的有哪些."""
        today = self._config.today()

        def work(desk: Desk) -> bool:
            question = desk.understand(text, today)
            return question.act is Act.STATUS or question.progress is not None

        return (await self.run(user_id, work)).value

    async def number_now(self, user_id: Key, number: int, revision: int) -> Done[int | None]:
        """What the problem that had `number` in `revision` is numbered in the published one; None where it is gone."""

        def work(desk: Desk) -> int | None:
            if revision == self._revision:
                return number
            try:
                old = load(self._config.revisions, self._embedder.name, revision)
            except RectifyError as error:  # pruned, or of another model: the number is all there is
                log.info("%s", error)
                return number
            old.lexical.close()
            return compare(old.plan, desk.plan).matched.get(number)

        return await self.run(user_id, work)

    async def run(self, user_id: Key, work: Callable[[Desk], T]) -> Done[T]:
        """Do `work` on the current desk in the worker thread, within the limits.

        Raises:
            Busy: too many are waiting.
        """
        if self._waiting[user_id] >= PER_USER:
            raise Busy(own=True)
        if self._waiting.total() >= WAITING:
            raise Busy(own=False)
        self._waiting[user_id] += 1
        start = time.monotonic()
        try:
            async with self._line.turn(user_id):
                value, desk, revision, by_words = await asyncio.get_running_loop().run_in_executor(self._worker, self._work, work)
        finally:
            self._waiting[user_id] -= 1
            self._waiting += Counter()  # drops the zeros
        milliseconds = round(1000 * (time.monotonic() - start))
        if self._ledger:
            await free(self._ledger)  # in which whoever asked is going to keep it
        return Done(value, desk, revision, milliseconds, by_words)

    def close(self) -> None:
        """Let the worker finish what it has in hand, without the model."""
        self._patient.close()
        self._worker.shutdown(wait=True, cancel_futures=True)

    async def _agenda(self) -> Agenda | None:
        """How things stand now; a newly published plan is read beside the event loop."""
        if self._ledger is None:
            return None
        await asyncio.to_thread(self.workspace.plan)
        return self.workspace.agenda(self._config.today())

    # --- in the worker --------------------------------------------------------------------------------------

    def _open(self) -> Desk:
        """The desk of the published revision, loaded when it is a new one; one that cannot be loaded leaves the old in use.

        Examples that were accepted since are learned."""
        number, examples = current(self._config.revisions), stamp(self._config.examples)
        if self._desk is None:
            publish_bundled(self._config, self._embedder)
            self._desk = open_desk(self._config, self._patient)
            self._revision, self._examples = current(self._config.revisions) or 0, examples
        elif number is not None and number != self._revision:
            try:
                self._desk = open_desk(self._config, self._patient)
            except RectifyError as error:
                log.error("revision %s is published but cannot be used, %s stays: %s", number, self._revision, error)
            else:
                self._revision, self._examples = number, examples
        if examples != self._examples:
            self._desk, self._examples = replace(self._desk, intents=learned(self._config.examples)), examples
        return self._desk

    def _work(self, work: Callable[[Desk], T]) -> tuple[T, Desk, int, bool]:
        desk = self._open()
        desk.searcher.by_words = False
        return work(desk), desk, self._revision, desk.searcher.by_words

    def _embed_once(self) -> None:
        self._patient.queries([_ANY_QUESTION])

    def _previous(self, chat_id: Key, user_id: Key) -> Answer | None:
        at, revision, reply = self._said.get((chat_id, user_id), (0.0, 0, None))
        fresh = revision == self._revision and time.monotonic() - at < FORGET_AFTER
        return reply if fresh else None

    def _remember(self, chat_id: Key, user_id: Key, reply: Answer) -> None:
        self._said[chat_id, user_id] = (time.monotonic(), self._revision, reply)
        self._said.move_to_end((chat_id, user_id))
        while len(self._said) > REMEMBERED:
            self._said.popitem(last=False)


def _of_same(agenda: Agenda | None, desk: Desk) -> Agenda | None:
    """The agenda, unless another revision was published between its making and the answer."""
    return agenda if agenda and agenda.plan.text == desk.plan.text else None
