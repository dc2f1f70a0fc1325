"""Figures by party, the one way of counting: problems are counted, milestones only where a field says so. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .agenda import Agenda, Entry
from .parties import Party
from .states import State
from .workflow import whose


@dataclass(frozen=True)
class Figures:
    """A party's problems: how many, overdue, reported on time and late; `stones` are its overdue milestones.

    `signed_share` is how much of what is overdue it has signed for (None where nothing is), `change` the overdue ones more
    than a week ago.
    """

    party: str
    items: int
    overdue: int
    stones: int
    on_time: int
    late: int
    signed_share: float | None
    change: int

    @property
    def on_time_share(self) -> float | None:
        """How much of what was due or done by now was done in time; None where nothing was."""
        every = self.on_time + self.late + self.overdue
        return round(self.on_time / every, 3) if every else None


def figures(agenda: Agenda, before: Agenda) -> tuple[Figures, ...]:
    """Every responsible party of the plan, the most overdue first; `before` is a week ago."""
    earlier = {party.name: _overdue(before, party) for party in parties_in(before)}
    found = [_of(agenda, party, len(earlier.get(party.name, ()))) for party in parties_in(agenda)]
    return tuple(sorted(found, key=lambda f: (-f.overdue, -f.stones, -f.items)))


def parties_in(agenda: Agenda) -> tuple[Party, ...]:
    """Every party that has an item, each once."""
    return tuple({p.name: p for e in agenda.entries for p in whose(e.item)}.values())


def items_of(agenda: Agenda, party: str) -> Iterator[Entry]:
    """The entries that a party has a part in."""
    return (e for e in agenda.entries if any(p.name == party for p in whose(e.item)))


def signed_on(entry: Entry, party: Party) -> bool:
    """Whether the party has signed for the item since it fell due."""
    signed = entry.standing.acknowledged
    return any(unit in party.units and entry.due is not None and day > entry.due for unit, day in signed.items())


def _overdue(agenda: Agenda, party: Party) -> list[Entry]:
    return [e for e in items_of(agenda, party.name) if e.item.whole and e.overdue_for(party.name)]


def _of(agenda: Agenda, party: Party, earlier: int) -> Figures:
    mine = list(items_of(agenda, party.name))
    wholes, overdue = [e for e in mine if e.item.whole], _overdue(agenda, party)
    days = [(e.part(party.name).done_on, e.due) for e in wholes if e.part(party.name).state is not State.OPEN and e.due]
    done = [day <= due for day, due in days if day and due]
    stones = sum(e.overdue_for(party.name) for e in mine if not e.item.whole)
    signed = sum(signed_on(e, party) for e in overdue) / len(overdue) if overdue else None
    share = None if signed is None else round(signed, 3)
    return Figures(
        party.name, len(wholes), len(overdue), stones, done.count(True), done.count(False), share, len(overdue) - earlier
    )
