"""The ledger while another process writes in it: waited for beside everything else, for SQLite's own waiting would hold the event loop."""

from __future__ import annotations

import asyncio
import time

from bot.storage.database import Ledger

PATIENCE, _PAUSE = 20.0, 0.05
"""Seconds: what is held for longer is told where it is to be written."""


async def free(ledger: Ledger, patience: float = PATIENCE) -> None:
    """Come back once nobody else writes in it."""
    end = time.monotonic() + patience
    while ledger.is_held() and time.monotonic() < end:
        await asyncio.sleep(_PAUSE)
