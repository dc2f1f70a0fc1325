"""进展 that is due every month: of which problems a party has told nothing since the month began. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .agenda import Agenda, Entry
from .figures import items_of, parties_in
from .states import State


def untold(agenda: Agenda, party: str) -> tuple[Entry, ...]:
    """The problems that a party has still to do, and of which (or of whose milestones) it has told nothing this month."""
    mine = list(items_of(agenda, party))
    told = {e.item.task for e in mine if _was_told(e, party, agenda.today)}
    return tuple(e for e in mine if e.item.whole and not e.settled_for(party) and e.item.task not in told)


def untold_by_party(agenda: Agenda) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Every party that has told nothing of a problem this month, with these."""
    return ((p.name, found) for p in parties_in(agenda) if (found := untold(agenda, p.name)))


def _was_told(entry: Entry, party: str, today: date) -> bool:
    """Whether a party told of its progress in an item this month, or reported it."""
    part = entry.part(party)
    reported = [part.since.date()] if part.since and part.state is not State.OPEN else []
    days = (*reported, *(p.on for p in part.progress))
    return any((d.year, d.month) == (today.year, today.month) for d in days)
