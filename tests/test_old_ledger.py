"""A ledger from before items had parts: opened by today's program, it says what it said then, and nothing is lost."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from ledger_fixtures import AT

from bot.ledger.agenda import Agenda
from bot.ledger.text import problem_json
from bot.storage.database import Ledger
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan

DATA = Path(__file__).parent / "data"
SAID = json.loads((DATA / "old-ledger-says.json").read_text("utf-8"))
KEYS = ("state", "due", "overdue", "colour", "done_on", "note", "accepted_by", "granted")


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Ledger]:
    """A database that the program wrote before items had parts."""
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as db:
        db.executescript((DATA / "old-ledger.sql").read_text("utf-8"))
    ledger = Ledger(path)
    yield ledger
    ledger.close()


def _agenda(old: Ledger, plan: Plan, day: date) -> Agenda:
    until = datetime.combine(day, time.max, AT.tzinfo)
    return Agenda.of(plan, first_ids(plan, 1), old.events.standings(until), old.events.dated(), day, is_workday)


@pytest.mark.parametrize("day", SAID)
def test_it_says_what_it_said(old: Ledger, plan: Plan, day: str) -> None:
    """State, day, colour, words and acceptance of every item, on days in the midst of it and after."""
    agenda = _agenda(old, plan, date.fromisoformat(day))
    told: dict[str, list[Any]] = {}
    for problem in plan.problems:
        said = problem_json(agenda, problem)
        told |= {entry["id"]: [entry[k] for k in KEYS] for entry in (said, *said["milestones"])}
    assert told == SAID[day]


def test_nothing_is_lost(old: Ledger, plan: Plan) -> None:
    """Every row of every table is still there, and every event can be read."""
    rows = sqlite3.connect(":memory:")
    rows.executescript((DATA / "old-ledger.sql").read_text("utf-8"))
    for table in ("events", "dated", "bindings", "audit", "asked", "outbox"):
        (before,) = rows.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert old._db.execute(f"SELECT count(*) FROM {table}").fetchone() == (before,)
        assert before
    assert len(old.events.all()) == rows.execute("SELECT count(*) FROM events").fetchone()[0]
    assert old.chats.bindings()[0].units
