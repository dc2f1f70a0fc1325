"""How far building an index has come, told from the first second: a bar on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from index.embedder import Progress

from .words import BUILDING

if TYPE_CHECKING:
    from tqdm import tqdm
EVERY = 3.0
"""Seconds between two lines."""


@contextmanager
def meter(clock: Callable[[], float] = monotonic) -> Iterator[Progress]:
    """Takes what is done and how much there is, and tells it on stderr."""
    if sys.stderr is None:
        yield lambda *_: None
    elif sys.stderr.isatty():
        from tqdm import tqdm

        with tqdm(total=None, desc=BUILDING.bar, unit=BUILDING.unit, file=sys.stderr, leave=False) as bar:
            yield _on(bar)
    else:
        yield _Lines(sys.stderr, clock).tell


def _on(bar: tqdm) -> Progress:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress


@dataclass
class _Lines:
    """For a log, or a program that reads along: the first line when something begins to be embedded."""

    stream: TextIO
    clock: Callable[[], float]
    said: float = float("-inf")

    def tell(self, done: int, total: int) -> None:
        now = self.clock()
        if now - self.said >= EVERY:
            self.said = now
            print(BUILDING.so_far.format(done=done, total=total), file=self.stream, flush=True)
