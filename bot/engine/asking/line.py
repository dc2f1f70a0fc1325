"""Who is next where one worker serves all: whoever has had least of it lately, among equals who came first."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.messages import Key

HALVED = 60.0
"""Seconds in which what somebody has had counts half."""
_MOST_KEYS = 5000


class Line:
    """One at a time; used from one event loop at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._had: dict[Key, tuple[float, float]] = {}
        self._waiting: list[tuple[Key, asyncio.Future[None]]] = []
        self._taken = False

    @asynccontextmanager
    async def turn(self, key: Key) -> AsyncIterator[None]:
        """Wait for the turn; while it lasts nobody else has it, and it counts for how long it lasts."""
        await self._enter(key)
        begun = self._clock()
        try:
            yield
        finally:
            self._charge(key, self._clock() - begun)
            self._next()

    async def _enter(self, key: Key) -> None:
        if not self._taken:
            self._taken = True
            return
        place = key, asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place[1]
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            else:  # it was just called
                self._next()
            raise

    def _next(self) -> None:
        if self._waiting:
            place = min(self._waiting, key=lambda waiting: self._of(waiting[0]))
            self._waiting.remove(place)
            place[1].set_result(None)
        else:
            self._taken = False

    def _of(self, key: Key) -> float:
        """Seconds that somebody has had, what is long past counting less."""
        seconds, at = self._had.get(key, (0.0, 0.0))
        return seconds * float(0.5 ** ((self._clock() - at) / HALVED))

    def _charge(self, key: Key, seconds: float) -> None:
        if len(self._had) >= _MOST_KEYS:
            self._had = {k: v for k, v in self._had.items() if self._clock() - v[1] < 10 * HALVED}
        self._had[key] = self._of(key) + seconds, self._clock()
