"""How fast is sent: Telegram's limits kept before it complains, and its complaints heeded by the chat they are about alone.

The library's own limiter halts every chat when one is asked to wait, and lets the others go too early
(.github/decisions/0009-pace-before-complaint.md).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

ALL = (25, 1.0)
"""Messages and edits, and the seconds in which so many may go to all chats together (Bot FAQ: about 30 a second)."""
GROUP = (19, 60.0)
"""The same for one group or channel (Bot FAQ: 20 a minute)."""
LONGEST = 600.0
"""Seconds; who is asked to wait longer is told so at once."""
WAITS = 8
_FREE = frozenset({"sendChatAction"})
_MOST_LINES = 3000
Send = Callable[..., Coroutine[Any, Any, Any]]


@dataclass
class _Window:
    """At most so many in so many seconds."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room."""
        while self.times and now - self.times[0] >= self.seconds:
            self.times.popleft()
        return self.seconds - (now - self.times[0]) if len(self.times) >= self.most else 0.0


@dataclass
class _Line:
    """What waits to go to one chat, in its order."""

    window: _Window | None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def recent(self, now: float) -> bool:
        """Whether what was sent still counts."""
        return bool(self.window and self.window.times and now - self.window.times[-1] < self.window.seconds)


class Pace(BaseRateLimiter[int]):
    """One line for each chat; `rate_limit_args` is how often a send waits when Telegram asks it to (0: never, it raises).

    `second` is the length of one, so that tests need not wait.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        second: float = 1.0,
    ) -> None:
        self._clock: Callable[[], float] = lambda: clock() / second
        self._sleep: Callable[[float], Awaitable[object]] = lambda seconds: sleep(seconds * second)
        self._all = _Window(*ALL)
        self._lines: dict[int | str, _Line] = {}

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def process_request(
        self,
        callback: Send,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """See the base class."""
        chat = data.get("chat_id")
        if chat is None or endpoint in _FREE:
            return await callback(*args, **kwargs)
        line = self._line(chat)
        waits = WAITS if rate_limit_args is None else rate_limit_args
        async with line.turn:
            while True:
                await self._room(line)
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as error:
                    seconds = _seconds(error)
                    if waits <= 0 or seconds > LONGEST:
                        raise
                    waits -= 1
                    await self._sleep(seconds + random.uniform(0.1, 0.5))

    async def _room(self, line: _Line) -> None:
        """Wait until one more may go."""
        windows = [self._all, *([line.window] if line.window else [])]
        while wait := max(w.wait(self._clock()) for w in windows):
            await self._sleep(wait)
        for window in windows:
            window.times.append(self._clock())

    def _line(self, chat: int | str) -> _Line:
        if len(self._lines) >= _MOST_LINES:
            self._lines = {k: v for k, v in self._lines.items() if v.turn.locked() or v.recent(self._clock())}
        group = isinstance(chat, str) or chat < 0
        return self._lines.setdefault(chat, _Line(_Window(*GROUP) if group else None))


def _seconds(error: RetryAfter) -> float:
    """The library will hand out a timedelta in time to come."""
    wait: Any = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
