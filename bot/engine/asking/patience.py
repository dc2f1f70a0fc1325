"""A model that fails or hangs costs questions their nearness, not their answers: they are searched by their words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import numpy as np

from index.embedder import Embedder, EmbedderError, Progress, Vectors
from index.words import MODEL

log = logging.getLogger(__name__)
PATIENCE = 20.0
"""Seconds for the vector of one question; loading the model takes some."""
BUILDING = 300.0
"""The same for a few texts of an index, which nobody can do without."""
Work = Callable[[Sequence[str]], Vectors]


class Patient:
    """An embedder of questions for searching only: where there is no vector in time it gives zeros, which point nowhere."""

    def __init__(self, embedder: Embedder, patience: float = PATIENCE, building: float = BUILDING) -> None:
        self._embedder, self._patience, self._building = embedder, patience, building
        self._thread = ThreadPoolExecutor(1, "model")
        self._asked: Future[Vectors] | None = None
        self._closed: Future[None] = Future()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._embedder.name

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of questions, or zeros; while a call hangs no other is made."""
        if self._closed.done() or (self._asked and not self._asked.done()):
            return _nowhere(texts)
        self._asked = asked = self._thread.submit(self._embedder.queries, texts, progress)
        either: tuple[Future[Any], ...] = (asked, self._closed)
        wait(either, self._patience, FIRST_COMPLETED)
        if not asked.done():
            log.error("the model %s has not answered for %s s", self.name, self._patience)
        elif error := asked.exception():  # whatever a model raises
            log.error("the model %s: %r", self.name, error)
        else:
            return asked.result()
        return _nowhere(texts)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """An index is never built of zeros."""
        return self._embedder.documents(texts, progress)

    def at_once(self, work: Work, texts: Sequence[str]) -> Vectors:
        """What the model makes of a few texts, in the line in which the questions stand.

        Raises:
            EmbedderError: it does not answer.
        """
        try:
            return self._thread.submit(work, texts).result(self._building)
        except TimeoutError as error:
            raise EmbedderError(MODEL.hangs.format(model=self.name)) from error

    def close(self) -> None:
        """Wait for nothing, and let nobody wait."""
        self._closed.set_result(None)
        self._thread.shutdown(wait=False, cancel_futures=True)


def _nowhere(texts: Sequence[str]) -> Vectors:
    return np.zeros((len(texts), 1), np.float32)
