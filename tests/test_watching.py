"""Background work outlives whatever goes wrong in it."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.engine.upkeep.watching import Pauses, watched

QUICK = Pauses(first=0.0, longest=0.0)


def test_what_fails_is_begun_again(caplog: pytest.LogCaptureFixture) -> None:
    """However often and with whatever error, until it ends by itself; the log has each."""
    failures = [KeyError("x"), RuntimeError(), ZeroDivisionError()]

    async def work() -> None:
        if failures:
            raise failures.pop(0)

    asyncio.run(watched("每日提醒", work, QUICK))
    assert failures == []
    assert [r.levelno for r in caplog.records] == [logging.ERROR] * 3
