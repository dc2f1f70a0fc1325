"""Agenda → an .ics file (RFC 5545) of deadlines that a phone's calendar takes in, with a reminder 7 days before each. Pure.

A deadline keeps its UID through revisions and extensions, so that a newer file moves its day instead of adding another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.ledger.agenda import Agenda, Entry
from bot.ledger.text import due_text, item_name, words_of
from bot.ledger.words import LINES
from bot.ledger.workflow import roles

from .words import CALENDAR

REMIND = timedelta(days=7)


def deadlines_of(agenda: Agenda, units: Iterable[str] = ()) -> tuple[Entry, ...]:
    """The open items with a day that `units` are responsible for (all where none is given)."""
    named = tuple(units)
    return tuple(e for e in agenda.entries if e.due and not e.settled and (not named or roles(e.item.problem, named)))


def as_calendar(agenda: Agenda, name: str, units: Iterable[str], now: datetime) -> bytes:
    """The deadlines of `units` as a calendar called `name`; `now` is aware."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//rectification-plan-bot//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in deadlines_of(agenda, units):
        assert entry.due
        event, alarm = Event(), Alarm()
        event.add("uid", f"{entry.item.id.replace('@', '.')}@rectification-plan-bot")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("sequence", len(entry.standing.events))
        event.add("dtstart", entry.due)
        event.add("dtend", entry.due + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", CALENDAR.summary.format(item=item_name(entry.item), words=words_of(entry.item, 60)))
        event.add("description", _description(entry))
        alarm.add("action", "DISPLAY")
        alarm.add("description", CALENDAR.alarm.format(item=item_name(entry.item)))
        alarm.add("trigger", -REMIND)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _description(entry: Entry) -> str:
    problem = entry.item.problem
    lines = [
        problem.title.text,
        entry.item.quote,
        LINES.due.format(day=due_text(entry)),
        LINES.responsible.format(units=problem.responsible_raw.text),
        LINES.acceptance.format(units=problem.acceptance_raw.text),
    ]
    return "\n".join(dict.fromkeys(x for x in lines if x))
