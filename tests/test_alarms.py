"""What is logged as an error reaches the administrators, with the number that the log has."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import sqlite3
from collections.abc import Callable
from functools import partial

import pytest
from telegram_fixtures import Running

from bot.engine.upkeep.alarms import HOUR, Alarms, number_of
from bot.engine.upkeep.lock import Held
from bot.engine.upkeep.logs import RedactingFormatter
from bot.engine.words import ANSWERS


def _heard(*errors: tuple[float, Callable[[logging.Logger], object], str], fails: bool = False) -> list[str]:
    """What is told of errors at these seconds, logged under these names."""
    told: list[str] = []

    async def tell(text: str) -> None:
        told.append(text)
        if fails:
            raise RuntimeError

    async def run() -> None:
        now = [0.0]
        handler = Alarms(tell, lambda: now[0])
        logging.getLogger().addHandler(handler)
        try:
            for at, log, name in errors:
                now[0] = at
                await asyncio.to_thread(log, logging.getLogger(name))
                for _ in range(3):
                    await asyncio.sleep(0)
        finally:
            logging.getLogger().removeHandler(handler)

    asyncio.run(run())
    return told


def _this(log: logging.Logger) -> None:
    log.error("the letter to %s", 7)


def _that(log: logging.Logger) -> None:
    try:
        raise KeyError("secret")
    except KeyError:
        log.exception("that")


def test_once_an_hour_for_each_kind() -> None:
    """The same place and error is told again after an hour only, another one at once; from any thread."""
    name = "bot.engine.upkeep.delivery"
    told = _heard((0, _this, name), (1, _this, name), (2, _that, name), (HOUR + 1, _this, name), (HOUR + 1.5, _that, name))
    assert [bool(re.fullmatch(r"⚠️ 发送消息出错，编号 E[0-9A-F]{8}。.*", t)) for t in told] == [True] * 3
    assert len(set(told)) == 3
    assert not any("secret" in t for t in told)


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("bot.telegram.revising", "修订方案"),
        ("bot.telegram.commands", "处理消息"),
        ("index.store", "索引"),
        ("bot.app", "程序"),
        ("asyncio", "程序"),
    ],
)
def test_where_it_went_wrong(name: str, area: str) -> None:
    """In the users' words, by the package."""
    (told,) = _heard((0, _this, name))
    assert told.startswith(f"⚠️ {area}出错")


def test_a_disk_that_takes_no_more_is_one_alarm() -> None:
    """Wherever it is found out, with an error of any kind; another error is told beside it."""
    full = (
        sqlite3.OperationalError("database or disk is full"),
        OSError(errno.ENOSPC, ""),
        sqlite3.OperationalError("disk I/O error"),
    )
    errors = [(n, partial(_of, error), f"bot.engine.{n}") for n, error in enumerate(full)]
    locked = (4, partial(_of, sqlite3.OperationalError("database is locked")), "bot.engine.upkeep.delivery")
    held = (5, partial(_of, Held("for 20 s")), "bot.engine.upkeep.delivery")
    told = _heard(*errors, (3, partial(_raised, full[1]), "bot.app"), locked, held, (HOUR + 1, partial(_of, full[0]), "bot.app"))
    assert told == [ANSWERS.unwritable, ANSWERS.held, ANSWERS.unwritable]


def _of(error: Exception, log: logging.Logger) -> None:
    log.error("not kept: %s", error)


def _raised(error: Exception, log: logging.Logger) -> None:
    log.error("failed", exc_info=error)


def test_what_is_not_told() -> None:
    """Warnings, and what libraries log, are for the log."""
    assert _heard((0, lambda log: log.warning("x"), "bot.app"), (1, _this, "telegram.ext.Updater")) == []


def test_an_alarm_that_cannot_be_told_is_no_new_one(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged as a warning and not tried again."""
    assert len(_heard((0, _this, "bot.app"), fails=True)) == 1
    assert [r.levelname for r in caplog.records] == ["ERROR", "WARNING"]


def test_the_log_has_the_number() -> None:
    """An error's first line ends with it, other lines have none."""
    record = logging.makeLogRecord({"levelno": logging.ERROR, "levelname": "ERROR", "msg": "x", "name": "bot"})
    assert RedactingFormatter(()).format(record).endswith(f"ERROR bot: x [{number_of(record)}]")
    record.levelno = logging.WARNING
    assert RedactingFormatter(()).format(record).endswith(": x")


def test_administrators_of_a_running_bot_hear_it(bot: Running) -> None:
    """A message from the bot in their chat."""
    since = bot.server.mark()
    bot.in_loop(lambda: logging.getLogger("bot.engine.upkeep.mornings").error("the day's work"))
    told = bot.server.wait_for(chat=bot.admin, since=since)
    assert told.text.startswith("⚠️ 每日提醒出错，编号 E")
