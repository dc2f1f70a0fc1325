"""The ledger's events in a real SQLite file."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.workflow import Action, Declined, Event, Evidence, State
from bot.storage.database import Ledger
from bot.storage.events import Events
from bot.storage.events import _event as _EVENT

AT = datetime(2025, 3, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REPORT = Event(
    "1-23", Action.REPORT, AT, "王工", ("市生态环境局",), 7, -100, State.OPEN, State.REPORTED,
    note="已完成", evidence=(Evidence("photo", "AgAC", "现场"),), done_on=date(2025, 3, 1),
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger file."""
    opened = Ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


@pytest.fixture
def events(ledger: Ledger) -> Events:
    """Its events."""
    return ledger.events


def test_an_event_comes_back_as_it_was_written(events: Events) -> None:
    """Who, when, where, before, after, note and evidence are all kept."""
    id_ = events.add(REPORT)
    assert events.all() == [replace(REPORT, id=id_)]


def test_events_survive_a_restart(ledger: Ledger, tmp_path: Path) -> None:
    """Another process sees them."""
    ledger.events.add(REPORT)
    again = Ledger(tmp_path / "ledger.db")
    assert again.events.standing("1-23").state is State.REPORTED
    again.close()


@pytest.mark.parametrize("statement", ["UPDATE events SET note = ''", "DELETE FROM events"])
def test_nothing_is_ever_overwritten(events: Events, tmp_path: Path, statement: str) -> None:
    """The database itself refuses."""
    events.add(REPORT)
    with sqlite3.connect(tmp_path / "ledger.db") as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)


def test_the_standings_of_an_earlier_day(events: Events) -> None:
    """What happened later does not count yet."""
    events.add(REPORT)
    assert events.standings(AT - timedelta(days=1)) == {}
    assert events.standings(AT)["1-23"].state is State.REPORTED


def test_the_last_word_on_an_event_counts(events: Events) -> None:
    """Dated, corrected, dated for one problem only, withdrawn."""
    events.date_event("《矿区总规》批复", date(2026, 9, 1), 7)
    events.date_event("矿区总规批复", date(2026, 10, 1), 7)
    events.date_event("批复", date(2026, 5, 1), 7, "1-9")
    assert events.dated() == {("矿区总规批复", ""): date(2026, 10, 1), ("批复", "1-9"): date(2026, 5, 1)}
    events.date_event("矿区总规批复", None, 7)
    assert ("矿区总规批复", "") not in events.dated()


def test_the_dates_of_events_as_they_were_known(events: Events) -> None:
    """What was recorded later did not count before."""
    events.date_event("《矿区总规》批复", date(2026, 10, 1), 1)
    assert events.dated(datetime.now(UTC) + timedelta(minutes=1))
    assert not events.dated(datetime.now(UTC) - timedelta(days=1))


def _write_in_vain(ledger: Ledger, event: Event) -> None:
    """Write an event, see it, and fail."""
    with ledger.writing():
        ledger.events.add(event)
        assert ledger.events.standing(event.item).state is event.after
        raise Declined("写不下。")


def test_what_fails_in_a_transaction_takes_its_event_back(ledger: Ledger) -> None:
    """The event is seen inside it and gone after; the next transaction writes as ever."""
    with pytest.raises(Declined):
        _write_in_vain(ledger, REPORT)
    assert ledger.events.all() == []
    with ledger.writing():
        ledger.events.add(REPORT)
    assert len(ledger.events.all()) == 1


def test_a_further_event_is_folded_onto_what_is_known(events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a first look only new rows are read; nothing new gives the very same mapping."""
    for number in range(40):
        events.add(replace(REPORT, item=f"1-{number}"))
    known = events.standings()
    assert events.standings() is known
    read: list[str] = []
    monkeypatch.setattr("bot.storage.events._event", lambda row: read.append(row[2]) or _EVENT(row))
    events.add(replace(REPORT, item="1-5", action=Action.ACCEPT, before=State.REPORTED, after=State.ACCEPTED))
    assert (events.standings()["1-5"].state, events.standings()["1-6"].state) == (State.ACCEPTED, State.REPORTED)
    assert read == ["1-5"]
    assert known["1-5"].state is State.REPORTED


def test_what_was_rolled_back_is_forgotten(ledger: Ledger) -> None:
    """An event that was looked at inside a transaction that failed does not stay, though its id is given again."""
    events = ledger.events
    events.add(REPORT)
    with pytest.raises(Declined):
        _write_in_vain(ledger, replace(REPORT, action=Action.ACCEPT, after=State.ACCEPTED))
    assert events.standings()["1-23"].state is State.REPORTED
    events.add(replace(REPORT, item="1-9"))
    assert events.standings()["1-23"].state is State.REPORTED
    assert events.standings()["1-9"].state is State.REPORTED
