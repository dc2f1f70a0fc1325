"""Work that goes on as long as the program does: whatever ends it is logged, and so told (alarms.py), and it is begun again after a pause."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pauses:
    """Seconds: before the first new beginning, at most, and after how long a run counts as good again."""

    first: float = 1.0
    longest: float = 300.0
    good: float = 600.0


async def watched(name: str, work: Callable[[], Awaitable[None]], pauses: Pauses = Pauses()) -> None:
    """Do `work` until it ends by itself; what it raises ends nothing but this run of it."""
    pause = pauses.first
    while True:
        begun = time.monotonic()
        try:
            await work()
            return
        except Exception:
            log.exception("%s failed, begun again in %.0f s", name, pause)
        await asyncio.sleep(pause)
        pause = pauses.first if time.monotonic() - begun > pauses.good else min(pause * 2, pauses.longest)
