"""The office's desk: what waits for acceptance, for a decision, for closing; who has not signed, and who has no chat. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.language.writing import written

from .agenda import Agenda, Entry
from .figures import Figures, figures, items_of, parties_in, signed_on
from .parties import acting_for, parties_named, party_name
from .queries import lacking_acceptance
from .states import State
from .text import item_name, words_of
from .words import DESK


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
    """All that the office has to move on a day."""

    on: date
    to_accept: tuple[ToAccept, ...]
    to_decide: tuple[ToDecide, ...]
    to_close: tuple[Entry, ...]
    unsigned: tuple[Unsigned, ...]
    unbound: tuple[str, ...]
    parties: tuple[Figures, ...]


def desk(agenda: Agenda, before: Agenda, bound: Iterable[str]) -> Desk:
    """The desk of the agenda's day; `before` is the agenda of a week ago, `bound` are the units that have a chat."""
    return Desk(
        agenda.today,
        tuple(_to_accept(agenda)),
        tuple(_to_decide(agenda)),
        tuple(e for e in agenda.entries if e.item.whole and e.standing.state is State.ACCEPTED),
        tuple(_unsigned(agenda)),
        unbound(agenda, bound),
        figures(agenda, before),
    )


def unbound(agenda: Agenda, bound: Iterable[str]) -> tuple[str, ...]:
    """Every party of the plan, responsible or accepting, for which no chat speaks."""
    named = tuple(bound)
    spoken_for = set(parties_named(named))
    every = dict.fromkeys(d.unit for p in agenda.plan.problems for d in (*p.responsible, *p.acceptance))
    return parties_named(u for u in every if party_name(u) not in spoken_for and not acting_for(named, (u,)))


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


# --- as JSON and as text ----------------------------------------------------------------------------------


def desk_json(found: Desk) -> dict[str, Any]:
    """For programs."""
    return {
        "on": found.on.isoformat(),
        "to_accept": [
            _place(x.entry) | {"waits_for": list(x.waits_for), "since": x.since.isoformat() if x.since else None}
            for x in found.to_accept
        ],
        "to_decide": [
            _place(x.entry) | {"party": x.party, "asked": x.asked.isoformat() if x.asked else None, "reason": x.reason}
            for x in found.to_decide
        ],
        "to_close": [_place(e) for e in found.to_close],
        "unsigned": [{"party": x.party, "since": x.since.isoformat(), "items": len(_problems(x.items))} for x in found.unsigned],
        "unbound": list(found.unbound),
        "parties": [_figures_json(f) for f in found.parties],
    }


def _figures_json(found: Figures) -> dict[str, Any]:
    told = asdict(found)
    return told | {"overdue_change": told.pop("change"), "overdue_milestones": told.pop("stones")}


def _place(entry: Entry) -> dict[str, Any]:
    return {"problem": entry.item.problem.number, "measure": entry.item.measure}


def _problems(entries: Iterable[Entry]) -> set[int]:
    return {e.item.problem.number for e in entries}


def desk_lines(found: Desk) -> Iterator[str]:
    """For people: each heading with its count, a line an item, then the figures."""
    yield DESK.title.format(day=written(found.on))
    yield DESK.to_accept.format(count=len(found.to_accept))
    for x in found.to_accept:
        waits = "、".join(x.waits_for) or DESK.office
        yield DESK.accept_line.format(item=_said(x.entry), units=waits, day=written(x.since))
    yield DESK.to_decide.format(count=len(found.to_decide))
    for y in found.to_decide:
        yield DESK.decide_line.format(item=_said(y.entry), party=y.party, day=written(y.asked), reason=y.reason)
    yield DESK.to_close.format(count=len(found.to_close))
    yield from (DESK.close_line.format(item=_said(e)) for e in found.to_close)
    yield DESK.unsigned.format(count=len(found.unsigned))
    for z in found.unsigned:
        stones = sum(not e.item.whole for e in z.items)
        yield DESK.unsigned_line.format(party=z.party, problems=len(_problems(z.items)), stones=stones, day=written(z.since))
    yield DESK.unbound.format(count=len(found.unbound), parties="、".join(found.unbound)).rstrip("：")
    yield DESK.figures
    yield from map(figures_line, found.parties)


def figures_line(found: Figures) -> str:
    """海南区：29项，逾期27项（较上周+2），逾期节点51个，按期0项，超期0项，签收率33%."""
    signed = "" if found.signed_share is None else DESK.signed.format(share=round(100 * found.signed_share))
    change = DESK.change.format(change=f"{found.change:+d}") if found.change else ""
    return DESK.figures_line.format(
        party=found.party, items=found.items, overdue=found.overdue, change=change, stones=found.stones,
        on_time=found.on_time, late=found.late, signed=signed,
    )  # fmt: skip


def _said(entry: Entry) -> str:
    return f"{item_name(entry.item)}{'' if entry.item.whole else '：'}{words_of(entry.item, 40)}"
