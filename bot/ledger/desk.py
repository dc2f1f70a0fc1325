"""The office's desk: what waits for acceptance, for a decision, for closing; who has not signed, and who has no chat. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from corpus.model import Plan

from .agenda import Agenda, Entry
from .figures import Figures, figures, items_of, parties_in, signed_on
from .monthly import untold_by_party
from .parties import acting_for, is_collective, parties_named, party_name
from .queries import lacking_acceptance
from .renamed import lost_units
from .states import State


@dataclass(frozen=True)
class ToAccept:
    """A reported item, the acceptance units that have not agreed, and since when it waits."""

    entry: Entry
    waits_for: tuple[str, ...]
    since: date | None


@dataclass(frozen=True)
class ToDecide:
    """An extension that was asked for."""

    entry: Entry
    party: str
    asked: date | None
    reason: str


@dataclass(frozen=True)
class Unsigned:
    """A party's overdue items that it has not signed for, and since when the oldest is overdue."""

    party: str
    since: date
    items: tuple[Entry, ...]


@dataclass(frozen=True)
class Desk:
    """All that the office has to move on a day; `lost` are units that chats are bound to and the plan does not name.

    `untold` are the parties that told no progress of problems this month, where that is due.
    """

    on: date
    to_accept: tuple[ToAccept, ...]
    to_decide: tuple[ToDecide, ...]
    to_close: tuple[Entry, ...]
    unsigned: tuple[Unsigned, ...]
    unbound: tuple[str, ...]
    parties: tuple[Figures, ...]
    lost: tuple[str, ...] = ()
    untold: tuple[tuple[str, tuple[Entry, ...]], ...] = ()

    @property
    def collectives(self) -> tuple[str, ...]:
        """Those without a chat that are no units: nobody speaks for them."""
        return tuple(filter(is_collective, self.unbound))


def desk(agenda: Agenda, before: Agenda, bound: Iterable[str], asks: bool = False) -> Desk:
    """The desk of the agenda's day; `before` is the agenda of a week ago, `bound` are the units that have a chat; `asks` whether this month's progress is due."""
    bound = tuple(bound)
    return Desk(
        agenda.today,
        tuple(_to_accept(agenda)),
        tuple(_to_decide(agenda)),
        tuple(e for e in agenda.entries if e.item.whole and e.standing.state is State.ACCEPTED),
        tuple(_unsigned(agenda)),
        parties_named(unbound_units(agenda.plan, bound)),
        figures(agenda, before),
        lost_units(dict.fromkeys(bound), agenda.plan),
        tuple(untold_by_party(agenda)) if asks else (),
    )


def unbound_units(plan: Plan, bound: Iterable[str]) -> tuple[str, ...]:
    """Every unit of the plan, responsible or accepting, for whose party no chat speaks."""
    named = tuple(bound)
    spoken_for = set(parties_named(named))
    every = dict.fromkeys(d.unit for p in plan.problems for d in (*p.responsible, *p.acceptance))
    return tuple(u for u in every if party_name(u) not in spoken_for and not acting_for(named, (u,)))


def _to_accept(agenda: Agenda) -> Iterator[ToAccept]:
    for entry in agenda.entries:
        done = entry.problem.state in (State.ACCEPTED, State.CLOSED)
        if entry.standing.state is State.REPORTED and not done:
            since = entry.standing.since
            yield ToAccept(entry, lacking_acceptance(entry), since.date() if since else None)


def _to_decide(agenda: Agenda) -> Iterator[ToDecide]:
    for entry in agenda.entries:
        if asked := entry.standing.asked:
            yield ToDecide(entry, "、".join(parties_named(asked.units)), asked.day, asked.note)


def _unsigned(agenda: Agenda) -> Iterator[Unsigned]:
    for party in parties_in(agenda):
        late = [e for e in items_of(agenda, party.name) if e.overdue_for(party.name) and not signed_on(e, party)]
        if days := [e.due for e in late if e.due]:
            yield Unsigned(party.name, min(days), tuple(late))
