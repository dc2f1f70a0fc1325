"""The ledger while another process writes in it: waited for beside everything else, for SQLite's own waiting would hold the event loop."""

from __future__ import annotations

import asyncio

from bot.storage.database import Ledger

PATIENCE, _PAUSE = 20.0, 0.05
"""Seconds: who has held it for longer is waited for no more; what is to be written then is told at once."""


class Held(Exception):
    """Another program has been writing for long."""


async def free(ledger: Ledger) -> bool:
    """Come back once nobody else writes in it, and whether that is so: what is held for long is not waited for."""
    while (seconds := ledger.held_for()) is not None:
        if seconds >= PATIENCE:
            return False
        await asyncio.sleep(_PAUSE)
    return True
