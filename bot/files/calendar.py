"""Agenda → an .ics file (RFC 5545) of deadlines that a phone's calendar takes in, with a reminder 7 days before each. Pure.

A deadline keeps its UID through revisions and extensions, so that a newer file moves its day instead of adding another; what is done, or
is none any more by a revision or an event's day that was withdrawn, takes back what was given out before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.language.writing import writable
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.items import Item
from bot.ledger.standing import Standing
from bot.ledger.states import Colour, State
from bot.ledger.text import due_text, item_name, words_of
from bot.ledger.words import LINES
from bot.ledger.workflow import parties_for

from .narrowing import belongs_to
from .words import CALENDAR

REMIND = timedelta(days=7)
_SINCE, _AT_ONCE = datetime(2024, 1, 1, tzinfo=UTC), 100
_MINUTE = timedelta(minutes=1)


def deadlines_of(agenda: Agenda, units: tuple[str, ...] = ()) -> tuple[Entry, ...]:
    """The open items with a day that belong to `units` (all where none is given)."""
    own = belongs_to(agenda, units)
    return tuple(e for e in agenda.entries if e.due and not e.settled and own(e.item) and _left(e, units))


def _left(entry: Entry, units: tuple[str, ...]) -> bool:
    """Whether one of their parties has not reported it; who only accepts waits for all."""
    parties = parties_for(entry.item, units)
    return not parties or any(not entry.settled_for(p.name) for p in parties)


def taken_back(agenda: Agenda, units: tuple[str, ...] = ()) -> tuple[Entry, ...]:
    """What a calendar of `units` may have held earlier and holds no more: items with a day that are done, by the ledger."""
    own, left = belongs_to(agenda, units), {e.item.id for e in deadlines_of(agenda, units)}
    return tuple(e for e in agenda.entries if e.due and e.item.id not in left and _changes(e) and own(e.item))


def _changes(entry: Entry) -> int:
    """How much was entered of an item and its problem."""
    return len(entry.standing.events) + (0 if entry.item.whole else len(entry.problem.events))


def _sequence(entry: Entry, now: datetime) -> int:
    """Higher in every later file, as an event's day or a revision may move what no entry touched, and within a minute with every entry."""
    return (now - _SINCE) // _MINUTE * _AT_ONCE + min(_changes(entry), _AT_ONCE - 1)


def as_calendar(agenda: Agenda, name: str, units: tuple[str, ...], now: datetime, given: Iterable[Item] = ()) -> bytes:
    """The deadlines of `units` as a calendar called `name`; `now` is aware, `given` what earlier ones may have held."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//rectification-plan-bot//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in deadlines_of(agenda, units):
        calendar.add_component(_event(entry, now, ahead=entry.due is not None and entry.due >= agenda.today))
    for entry in (*(back := taken_back(agenda, units)), *_gone(agenda, units, given, back)):
        event = _event(entry, now, ahead=False)
        event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _gone(agenda: Agenda, units: tuple[str, ...], given: Iterable[Item], back: Iterable[Entry]) -> Iterator[Entry]:
    """What was given out and is no deadline of these units any more, by the plan or without a day."""
    told = {e.item.id for e in (*deadlines_of(agenda, units), *back)}
    own = belongs_to(agenda, units)
    gone = (i for i in given if i.id not in told and own(i))
    return (Entry(i, Standing(), State.OPEN, i.due, None, False, Colour.BLUE) for i in gone)


def _event(entry: Entry, now: datetime, ahead: bool) -> Any:
    """One day; only what is ahead has an alarm."""
    from icalendar import Alarm, Event

    assert entry.due
    event = Event()
    event.add("uid", f"{entry.item.id.replace('@', '.')}@rectification-plan-bot")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", _sequence(entry, now))
    event.add("dtstart", entry.due)
    event.add("dtend", entry.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", CALENDAR.summary.format(item=item_name(entry.item), words=words_of(entry.item, 60)))
    event.add("description", _description(entry))
    if ahead:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", CALENDAR.alarm.format(item=item_name(entry.item)))
        alarm.add("trigger", -REMIND)
        event.add_component(alarm)
    return event


def _description(entry: Entry) -> str:
    problem = entry.item.problem
    lines = [
        problem.title.text,
        entry.item.quote,
        LINES.due.format(day=due_text(entry)),
        LINES.responsible.format(units=problem.responsible_raw.text),
        LINES.acceptance.format(units=problem.acceptance_raw.text),
    ]
    return writable("\n".join(dict.fromkeys(x for x in lines if x)))
