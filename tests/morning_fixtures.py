"""What the tests of mornings share: a ledger in which something was entered, a bound group, and a clock that is set by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config
from bot.engine.upkeep.mornings import Daily
from bot.messages import Letter
from bot.storage.database import Ledger
from bot.storage.events import BEGIN
from bot.workspace import Workspace

ZONE = ZoneInfo("Asia/Shanghai")
GROUP, OFFICE, ADMIN = -100, -900, 7
TUESDAY = date(2025, 7, 8)


def at(hour: int, minute: int = 0, second: int = 0, day: date = TUESDAY) -> datetime:
    """A time in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)


class Office:
    """A ledger in which something was entered, a bound group, and a clock that is set by hand."""

    def __init__(self, data: Path) -> None:
        self.config = replace(Config.from_env({}, str(data)), admins=frozenset({ADMIN}), office_chat=OFFICE)
        self.ledger = Ledger(data / "ledger.db")
        self.ledger.chats.bind(GROUP, None, "水务局群", ["市水务局", "海南区政府"], 1)
        self.ledger._db.execute("UPDATE bindings SET bound_at = '2025-01-02T00:00:00+00:00'")
        self.ledger.audit.record(BEGIN, ADMIN, OFFICE, "李主任")

    def look(self, now: datetime) -> None:
        """What a program that is started (or still running) at that moment does."""
        asyncio.run(Daily(self.config, self.ledger, Workspace(self.config, self.ledger), lambda: now).look())

    def told(self, chat: int = GROUP) -> list[str]:
        """What was enqueued for a chat so far."""
        return [letter.key for letter in self.letters(chat)]

    def letters(self, chat: int) -> list[Letter]:
        """The letters for a chat so far."""
        outbox = self.ledger.outbox
        found = self.ledger._db.execute("SELECT key FROM outbox WHERE chat_id = ? ORDER BY id", (chat,)).fetchall()
        return [row.letter for (key,) in found if (row := outbox.find(key, chat))]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office in the morning."""
    made = Office(tmp_path)
    yield made
    made.ledger.close()
