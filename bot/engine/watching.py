"""Work that goes on as long as the program does: whatever ends it is logged and told, and it is begun again after a pause."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .words import CHATS

log = logging.getLogger(__name__)
Tell = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Pauses:
    """Seconds: before the first new beginning, at most, after how long a run counts as good again, and between two alarms."""

    first: float = 1.0
    longest: float = 300.0
    good: float = 600.0
    alarms: float = 3600.0


async def watched(name: str, work: Callable[[], Awaitable[None]], tell: Tell, pauses: Pauses = Pauses()) -> None:
    """Do `work` until it ends by itself; what it raises ends nothing but this run of it. `tell` reaches the administrators."""
    pause, told = pauses.first, -math.inf
    while True:
        begun = time.monotonic()
        try:
            await work()
            return
        except Exception as error:
            log.exception("%s failed, begun again in %.0f s", name, pause)
            if time.monotonic() - told > pauses.alarms:
                told = time.monotonic()
                await _told(tell, CHATS.task_failed.format(name=name, error=type(error).__name__))
        await asyncio.sleep(pause)
        pause = pauses.first if time.monotonic() - begun > pauses.good else min(pause * 2, pauses.longest)


async def _told(tell: Tell, text: str) -> None:
    try:
        await tell(text)
    except Exception:
        log.exception("not told: %s", text)
