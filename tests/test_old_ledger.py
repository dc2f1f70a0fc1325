"""Ledgers that earlier programs wrote, opened by today's: they say what they said then, and nothing is lost.

old-ledger is from before items had parts, ledger-of-parts from November 2026 (parts, undoing, an import, topics, forms, liaisons).
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bot_fixtures import Command
from ledger_fixtures import AT

from bot.files.workbook import as_workbook
from bot.files.workbook_import import changes_of
from bot.files.workbook_parsing import sheets_of
from bot.ledger.agenda import Agenda
from bot.ledger.text import problem_json, problem_text
from bot.messages import Address
from bot.storage.database import Ledger
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan

DATA = Path(__file__).parent / "data"
KEPT = {
    "old-ledger": ("events", "dated", "bindings", "audit", "asked", "outbox", "prompts", "moved"),
    "ledger-of-parts": (
        "events", "dated", "bindings", "audit", "asked", "outbox", "prompts", "moved", "forms", "liaisons", "phrasings", "told", "mornings",
    ),
}  # fmt: skip
"""A dump → the tables in which it has rows."""
SAID = {name: json.loads((DATA / f"{name}-says.json").read_text("utf-8")) for name in KEPT}
KEYS = ("state", "due", "overdue", "colour", "done_on", "note", "accepted_by", "granted", "parties")


def _opened(name: str, directory: Path) -> Ledger:
    path = directory / "ledger.db"
    with sqlite3.connect(path) as db:
        db.executescript((DATA / f"{name}.sql").read_text("utf-8"))
    db.close()
    return Ledger(path)


@pytest.fixture(params=KEPT)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Ledger]]:
    """A database that the program wrote once, and its name."""
    ledger = _opened(request.param, tmp_path)
    yield request.param, ledger
    ledger.close()


def _agenda(ledger: Ledger, plan: Plan, day: date) -> Agenda:
    until = datetime.combine(day, time.max, AT.tzinfo)
    return Agenda.of(plan, first_ids(plan, 1), ledger.events.standings(until), ledger.events.dated(), day, is_workday)


@pytest.mark.parametrize(("name", "day"), [(name, day) for name in KEPT for day in SAID[name]])
def test_it_says_what_it_said(name: str, day: str, plan: Plan, tmp_path: Path) -> None:
    """State, day, colour, words, acceptance (and parts, where it has them) of every item, on days in the midst of it and after."""
    ledger = _opened(name, tmp_path)
    agenda = _agenda(ledger, plan, date.fromisoformat(day))
    told: dict[str, list[Any]] = {}
    for problem in plan.problems:
        said = problem_json(agenda, problem)
        told |= {entry["id"]: [entry[k] for k in KEYS] for entry in (said, *said["milestones"])}
    before = SAID[name][day]
    assert before.keys() <= told.keys()
    assert {id_: told[id_][: len(values)] for id_, values in before.items()} == before
    ledger.close()


def test_nothing_is_lost(old: tuple[str, Ledger]) -> None:
    """Every row of every table is still there with what it held, and every event and binding can be read."""
    name, ledger = old
    was = sqlite3.connect(":memory:")
    was.executescript((DATA / f"{name}.sql").read_text("utf-8"))
    for table in KEPT[name]:
        columns = ", ".join(row[1] for row in was.execute(f"PRAGMA table_info({table})") if row[1] in _columns(ledger, table))
        before = was.execute(f"SELECT {columns} FROM {table}").fetchall()
        after = ledger._db.execute(f"SELECT {columns} FROM {table}").fetchall()
        assert before
        assert sorted(map(_bare, before)) == sorted(map(_bare, after)), table
    was.close()
    assert all(binding.units for binding in ledger.chats.bindings())


def _columns(ledger: Ledger, table: str) -> set[str]:
    return {row[1] for row in ledger._db.execute(f"PRAGMA table_info({table})")}


def _bare(row: tuple[Any, ...]) -> str:
    """A row as text: a migration may say nothing as "" or NULL, and keep a topic in the key of a letter."""
    return "|".join("" if value is None else str(value).partition("@")[0] for value in row)


def test_it_goes_on(old: tuple[str, Ledger], plan: Plan) -> None:
    """Every history can be read as sentences, and an export of it comes back as what it is."""
    _, ledger = old
    agenda = _agenda(ledger, plan, date(2026, 12, 1))
    assert all(problem_text(agenda, problem) for problem in plan.problems)
    changes = changes_of(sheets_of(as_workbook(agenda)), agenda)
    assert (changes.changes, changes.wrong) == ((), ())


def test_prompts_bindings_and_letters_are_where_they_were(tmp_path: Path) -> None:
    """What waits for a reply, whom a topic belongs to, who acts for a unit, and what was under way when it stopped."""
    ledger = _opened("ledger-of-parts", tmp_path)
    prompt = ledger.prompts.get(-3, 501)
    assert prompt
    assert (prompt.item, prompt.gathered["note"]) == ("1-20", "已完成一半")
    assert [ledger.chats.binding(-4, topic).units for topic in (11, 12)] == [("市水务局",), ("市工业和信息化局",)]  # type: ignore[union-attr]
    assert ledger.liaisons.of(Address(-3)) == {21: "某联络员"}
    assert ledger.outbox.moved(-99) == -4
    assert ledger.outbox.recover() >= 1
    ledger.close()


@pytest.mark.parametrize("name", KEPT)
def test_an_old_directory_works_with_todays_commands(name: str, data_dir: Path, tmp_path: Path, command: Command) -> None:
    """Shown, exported, reminded of and entered into; what was there before is still in it."""
    directory = Path(shutil.copytree(data_dir, tmp_path / "data"))
    _opened(name, directory).close()
    run = partial(command, "--data", directory)
    before = len(json.loads(run("ledger", "show", "17", "--json").out)["events"])
    assert run("ledger", "set", "17", "--unit", "市自然资源局", "--note", "图斑核完").code == 0
    shown = json.loads(run("ledger", "show", "17", "--json").out)
    assert len(shown["events"]) == before + 1
    assert run("remind", "--json").code == 0
    out = tmp_path / "out.xlsx"
    assert run("ledger", "export", str(out)).code == 0
    assert "没有变动" in run("ledger", "import", str(out), "--dry-run").out
