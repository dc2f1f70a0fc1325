"""Background work outlives whatever goes wrong in it, and administrators hear of it."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.engine.watching import Pauses, watched

QUICK = Pauses(first=0.0, longest=0.0)


def test_what_fails_is_begun_again(caplog: pytest.LogCaptureFixture) -> None:
    """However often and with whatever error, until it ends by itself; the log has each, the administrators one alarm in an hour."""
    failures = [KeyError("x"), RuntimeError(), ZeroDivisionError()]
    told: list[str] = []

    async def work() -> None:
        if failures:
            raise failures.pop(0)

    async def tell(text: str) -> None:
        told.append(text)

    asyncio.run(watched("每日提醒", work, tell, QUICK))
    assert failures == []
    assert told == ["后台任务“每日提醒”出错（KeyError），稍后自动重试，详情见日志。"]
    assert [r.levelno for r in caplog.records] == [logging.ERROR] * 3


def test_an_alarm_that_cannot_be_given_ends_nothing() -> None:
    """Telling fails too, and the work goes on."""
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise OSError

    async def tell(_: str) -> None:
        raise RuntimeError

    asyncio.run(watched("发送", work, tell, Pauses(first=0.0, longest=0.0, alarms=0.0)))
    assert len(runs) == 3
