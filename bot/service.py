"""Answering beside the event loop: one worker thread embeds and searches, a queue with limits stands before it.

The published revision is looked up before every question, so a new one is answered from without a restart and a question
in flight keeps the desk it began with.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.embedder import Embedder
from index.revision import current

from .answer import Desk, answer
from .config import Config
from .desk import open_desk
from .question import Question
from .reply import Answer

PER_USER = 3
WAITING = 60
REMEMBERED = 2000
FORGET_AFTER = 1800.0
"""Seconds after which a follow-up no longer refers to what was said before."""


class Busy(Exception):
    """The user (own) or everybody has too many questions waiting."""

    def __init__(self, own: bool) -> None:
        super().__init__("own" if own else "all")
        self.own = own


@dataclass(frozen=True)
class Answered:
    """An answer with the desk and revision it came from and how long it took."""

    answer: Answer
    desk: Desk
    revision: int
    milliseconds: int


class Service:
    """The desk in use, its worker, and what each user said last in each chat."""

    def __init__(self, config: Config, embedder: Embedder) -> None:
        self._config = config
        self._embedder = embedder
        self._worker = ThreadPoolExecutor(1, "answers")
        self._desk: Desk | None = None
        self._revision = 0
        self._waiting: Counter[int] = Counter()
        self._said: OrderedDict[tuple[int, int], tuple[float, int, Answer]] = OrderedDict()

    def open(self) -> Desk:
        """The desk of the published revision, loaded when it is a new one; called in the worker, or before it starts."""
        number = current(self._config.revisions)
        if self._desk is None or (number is not None and number != self._revision):
            self._desk = open_desk(self._config, self._embedder)
            self._revision = current(self._config.revisions) or 0
        return self._desk

    async def ask(self, chat_id: int, user_id: int, text: str) -> Answered:
        """Answer `text`, which may leave out what the same user said before in the same chat.

        Raises:
            Busy: too many questions are waiting.
        """
        today = self._config.today()

        def work(desk: Desk) -> Answer:
            return answer(desk.understand(text, today), desk, today, self._previous(chat_id, user_id))

        answered = await self.run(user_id, work)
        if not answered.answer.refused:
            self._remember(chat_id, user_id, answered)
        return answered

    async def tell(self, user_id: int, question: Callable[[Desk], Question]) -> Answered:
        """Answer a question that a button or command makes."""
        today = self._config.today()
        return await self.run(user_id, lambda desk: answer(question(desk), desk, today))

    async def run(self, user_id: int, work: Callable[[Desk], Answer]) -> Answered:
        """Do `work` on the current desk in the worker thread, within the limits."""
        if self._waiting[user_id] >= PER_USER:
            raise Busy(own=True)
        if self._waiting.total() >= WAITING:
            raise Busy(own=False)
        self._waiting[user_id] += 1
        start = time.monotonic()
        try:
            loop = asyncio.get_running_loop()
            reply, desk, revision = await loop.run_in_executor(self._worker, self._work, work)
        finally:
            self._waiting[user_id] -= 1
            self._waiting += Counter()  # drops the zeros
        return Answered(reply, desk, revision, round(1000 * (time.monotonic() - start)))

    def _work(self, work: Callable[[Desk], Answer]) -> tuple[Answer, Desk, int]:
        desk = self.open()
        return work(desk), desk, self._revision

    def _previous(self, chat_id: int, user_id: int) -> Answer | None:
        at, revision, reply = self._said.get((chat_id, user_id), (0.0, 0, None))
        fresh = revision == self._revision and time.monotonic() - at < FORGET_AFTER
        return reply if fresh else None

    def _remember(self, chat_id: int, user_id: int, answered: Answered) -> None:
        self._said[chat_id, user_id] = (time.monotonic(), answered.revision, answered.answer)
        self._said.move_to_end((chat_id, user_id))
        while len(self._said) > REMEMBERED:
            self._said.popitem(last=False)

    def close(self) -> None:
        """Let the worker finish what it has in hand."""
        self._worker.shutdown(wait=True, cancel_futures=True)
