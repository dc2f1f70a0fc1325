"""How far building an index has come, told from the first second: a bar on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from index.embedder import Progress

from .words import BUILDING

if TYPE_CHECKING:
    from tqdm import tqdm
EVERY = 3.0
"""Seconds between two lines."""
_LOOK = 1.0


@contextmanager
def meter() -> Iterator[Progress]:
    """Takes what is done and how much there is, and tells it on stderr, also while nothing comes (a model is loaded)."""
    if sys.stderr is None:
        yield lambda *_: None
    elif sys.stderr.isatty():
        from tqdm import tqdm

        bar = tqdm(total=None, desc=BUILDING.bar, unit=BUILDING.unit, file=sys.stderr, leave=False)
        with bar, again_and_again(bar.refresh, _LOOK):
            yield _on(bar)
    else:
        lines = Lines(sys.stderr)
        with again_and_again(lines.again, _LOOK):
            yield lines.tell


@contextmanager
def again_and_again(tell: Callable[[], object], every: float) -> Iterator[None]:
    """Tell from a thread every so many seconds, until the end."""
    ended = Event()

    def tell_on() -> None:
        while not ended.wait(every):
            tell()

    thread = Thread(target=tell_on, name="meter", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _on(bar: tqdm) -> Progress:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress


@dataclass
class Lines:
    """For a log, or a program that reads along: the first line when something begins to be embedded."""

    stream: TextIO
    clock: Callable[[], float] = monotonic
    _begun: float | None = None
    _said: float = float("-inf")
    _now: tuple[int, int] = (0, 0)
    _one_at_a_time: Lock = field(default_factory=Lock)

    def tell(self, done: int, total: int) -> None:
        """So many of so many are done."""
        with self._one_at_a_time:
            self._begun = self.clock() if self._begun is None else self._begun
            self._now = done, total
            self._say()

    def again(self) -> None:
        """It is still so, and at work."""
        with self._one_at_a_time:
            self._say()

    def _say(self) -> None:
        now = self.clock()
        if self._begun is not None and now - self._said >= EVERY:
            self._said = now
            done, total = self._now
            said = BUILDING.so_far.format(done=done, total=total, seconds=int(now - self._begun))
            print(said, file=self.stream, flush=True)
