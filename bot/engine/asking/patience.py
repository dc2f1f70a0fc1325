"""A model that fails or hangs costs questions their nearness, not their answers: they are searched by their words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from index.embedder import Embedder, Progress, Vectors

log = logging.getLogger(__name__)
PATIENCE = 20.0
"""Seconds for the vector of one question; loading the model takes some."""


class Patient:
    """An embedder of questions for searching only: where there is no vector in time it gives zeros, which point nowhere."""

    def __init__(self, embedder: Embedder, patience: float = PATIENCE) -> None:
        self._embedder, self._patience = embedder, patience
        self._thread = ThreadPoolExecutor(1, "model")
        self._asked: Future[Vectors] | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self._embedder.name

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of questions, or zeros; while a call hangs no other is made."""
        if self._asked and not self._asked.done():
            return _nowhere(texts)
        self._asked = self._thread.submit(self._embedder.queries, texts, progress)
        try:
            return self._asked.result(self._patience)
        except TimeoutError:
            log.error("the model %s has not answered for %s s", self.name, self._patience)
        except Exception as error:  # whatever a model raises
            log.error("the model %s: %r", self.name, error)
        return _nowhere(texts)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """An index is never built of zeros."""
        return self._embedder.documents(texts, progress)

    def close(self) -> None:
        """Wait for nothing."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _nowhere(texts: Sequence[str]) -> Vectors:
    return np.zeros((len(texts), 1), np.float32)
