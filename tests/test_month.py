"""A month by a clock that is set by hand: whatever is asked, sent, entered and revised each day, what is kept has its bound."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fakes import HashingEmbedder
from telegram import Update
from test_daily import GROUP, ZONE, Office

from bot.engine.acting.actions import Actions
from bot.engine.upkeep.delivery import Delivery, Spacing
from bot.ledger.workflow import Action, Evidence
from bot.messages import Letter, Limits, Outcome, Sent
from bot.revisions.revise import build_revision
from bot.storage.forms import Form
from bot.telegram.wire import inbox as inboxes
from bot.telegram.wire.inbox import Inbox
from bot.workspace import Workspace
from corpus.grammar.parse import parse_plan
from index.store import KEPT, prune, publish

FIRST = date(2025, 7, 1)
DAYS, FULL = 30, 15
"""So many days, by this one of which each bound that tests make shorter has been reached."""
BOUND = timedelta(days=10)
EACH_DAY, UPDATES = 20, 60
PLAN = (Path(__file__).parent / "data" / "plans" / "14-beiping.txt").read_text("utf-8")
DONE = (Action.PROGRESS, Action.REPORT, Action.WITHDRAW)
"""What a unit enters each day."""
ALWAYS = ("events", "audit", "mornings", "told", "bindings", "_sqlite_migrations", "sqlite_sequence")
"""What is kept for years, or once and for all: it may grow by the day, and by no more than what was done."""


class Paper:
    """A channel that takes every letter."""

    async def post(self, letter: Letter, mark: str = "") -> Outcome:
        """It has arrived."""
        return Sent(1)

    def limits(self, chat: object) -> Limits:
        """None."""
        return Limits(0.0, 0.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time everywhere, and bounds that a month reaches."""
    now = [datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=ZONE)]

    class Clock(datetime):
        """The clock that is set by hand."""

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            """The time that was set."""
            return now[0].astimezone(tz)  # type: ignore[arg-type]

    for module in ("bot.storage.events", "bot.storage.questions", "bot.storage.chats", "bot.storage.forms", "bot.storage.outbox"):
        monkeypatch.setattr(f"{module}.datetime", Clock)
    monkeypatch.setattr(inboxes, "datetime", Clock)
    monkeypatch.setattr("bot.config.Config.now", lambda _: now[0])
    for kept in (
        "bot.storage.questions.KEPT",
        "bot.storage.outbox.KEPT",
        "bot.storage.chats.KEPT",
        "bot.storage.forms.KEPT",
        "bot.storage.digested.KEPT",
    ):
        monkeypatch.setattr(kept, BOUND)
    return now


@pytest.fixture
def office(tmp_path: Path, clock: list[datetime]) -> Iterator[Office]:
    """An office at the beginning of a month."""
    made = Office(tmp_path)
    made.ledger.chats.bind(GROUP, None, "群", [parse_plan(PLAN).problems[0].responsible[0].unit], 1)
    _publish(made, 0)
    yield made
    made.ledger.close()


def test_a_month(office: Office, clock: list[datetime]) -> None:
    """Rows, files, open files and revisions are as many in its second half as in its first; the ledger grows by its entries alone."""
    seen: list[dict[str, float]] = []
    grown: list[dict[str, int]] = []
    with closing(Inbox(office.config.inbox)) as inbox:
        for day in range(DAYS):
            clock[0] = datetime(2025, 7, 1, 9, tzinfo=ZONE) + timedelta(days=day)
            _a_day(office, inbox, clock, day)
            _publish(office, day)
            grown.append({table: count for table, count in _rows(office, inbox).items() if table in ALWAYS})
            if day >= FULL:
                seen.append(_kept(office, inbox))
    first, last = seen[: len(seen) // 2], seen[len(seen) // 2 :]
    for what in seen[0]:
        assert max(kept[what] for kept in last) <= 1.1 * max(kept[what] for kept in first) + 1, what
    assert last[-1]["revisions"] <= KEPT + 1
    for what, before in grown[0].items():
        assert grown[-1][what] - grown[FULL][what] <= grown[FULL][what] - before, what
    assert grown[-1]["events"] == DAYS * len(DONE)


def _publish(office: Office, day: int) -> None:
    root = office.config.revisions
    publish(
        root, build_revision(root, PLAN.replace("2026年", f"{2026 + day % 3}年"), f"{day}", HashingEmbedder()).manifest.number
    )
    prune(root)


def _a_day(office: Office, inbox: Inbox, clock: list[datetime], day: int) -> None:
    ledger, workspace = office.ledger, Workspace(office.config, office.ledger)
    office.look(clock[0])
    actions = Actions(office.config, ledger, workspace, lambda: clock[0])
    actor = actions.actor(GROUP, "王工", 5)
    entry = next(e for e in workspace.agenda(clock[0].date()).entries if e.item.whole)
    for action in DONE:
        actions.perform(action, entry, actor, note=f"第{day}天", evidence=(Evidence("photo", f"p{day}"),))
    ledger.forms.put(Form(GROUP, 100 + day, "report", (entry.item.id,), {}))
    for number in range(EACH_DAY):
        ledger.questions.keep(GROUP, number, "谁负责焦化超低排放" * 5, "responsible", 1, False, 20)
    for number in range(day * UPDATES, (day + 1) * UPDATES):
        inbox.take([{"update_id": number, "message": {"text": "问" * 200}}])
        assert inbox.begin(Update(number))
        inbox.done(number)
    asyncio.run(Delivery(Paper(), ledger, (7,), lambda: clock[0], Spacing(0.0)).drain(20))  # type: ignore[arg-type]
    office.look(clock[0].replace(hour=19))


def _rows(office: Office, inbox: Inbox) -> dict[str, int]:
    """How many each table of both databases has."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    tables = [(db, table) for db in (office.ledger._db, inbox._db) for (table,) in db.execute(query).fetchall()]
    return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for db, table in tables}


def _kept(office: Office, inbox: Inbox) -> dict[str, float]:
    """Rows of each table, bytes of each file in hundred kilobytes, open files, revisions."""
    found: dict[str, float] = {table: count for table, count in _rows(office, inbox).items() if table not in ALWAYS}
    files = [p for p in office.config.data.rglob("*") if p.is_file()]
    found |= {p.name: p.stat().st_size / 1e5 for p in files if p.parent == office.config.data}
    found["files"], found["open files"] = len(files), len(os.listdir("/proc/self/fd"))
    found["revisions"] = sum(p.name.isdigit() for p in office.config.revisions.iterdir())
    return found
