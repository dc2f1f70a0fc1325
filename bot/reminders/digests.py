"""Agenda × bindings → digests: what each chat hears on a working morning, and what the office hears of it. Pure.

    overdue      daily until a unit of the chat has signed (签收), then on the first working day of each week
    today        due today
    soon         due within 7 days, every working day; and 15 and 30 days before
    acceptance   reported, and a unit of the chat has not agreed yet, every working day
    ongoing      立行立改，长期坚持, on the first working day of each quarter

A day on which something would be said, but nobody works, is replaced by the working day before it, so that what falls due
in the holidays was told. Nothing of this is stored: a digest is made from the plan and the ledger when it is due
(.github/decisions/0007-one-digest-a-morning.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.ledger.agenda import Agenda, Entry
from bot.ledger.monthly import untold
from bot.ledger.parties import Party, acting_for, parties_named, party_name
from bot.ledger.workflow import State, deciders, parties_for
from bot.messages import USUAL, Binding, Key, Routine
from bot.workdays import is_from, is_workday, previous_workday, starts_quarter, starts_week
from corpus.model import Plan, Role

AHEAD = (30, 15, 7)
"""Days before a due day on which it is told; within the last of them every working day."""
_ONE = timedelta(days=1)
_LONGEST_REST = 60
"""Days back of which a digest still says what was not said."""
PATIENCE = 3
"""Working days after which an overdue item that nobody signed goes to the office."""


class Section(StrEnum):
    """逾期, 今日到期, 即将到期, 待验收, 长期坚持, in the order of a digest."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    ACCEPTANCE = "acceptance"
    ONGOING = "ongoing"


@dataclass(frozen=True)
class Listener:
    """Who hears a digest: a chat that speaks for `units` since a day, or a party that has no chat; `named` as the plan names them.

    On a day on which its `routine` leaves a chat alone nothing is said, and the next digest says what would have been.
    """

    units: tuple[str, ...]
    named: frozenset[str]
    chat_id: Key | None = None
    thread_id: Key | None = None
    since: date | None = None
    routine: Routine = USUAL

    @property
    def names(self) -> tuple[str, ...]:
        """The parties that are spoken for: 海南区 for 海南区委 and 海南区政府."""
        return parties_named(self.units)


@dataclass(frozen=True)
class Line:
    """An item in a digest: under which section, of which problem (`whole`), and which parties (with their roles) have it here."""

    entry: Entry
    section: Section
    whole: Entry
    mine: tuple[Party, ...]
    accepts: bool

    @property
    def leads(self) -> bool:
        """Whether it is the chat's own to see done: not where it only helps another."""
        return any(p.role is not Role.MEMBER for p in self.mine)


@dataclass(frozen=True)
class Digest:
    """What a chat (or a party without one) hears on a day; `waiting` are its items whose time does not run yet (待定起算日).

    `untold` are problems of which it has told no progress this month, where that is due.
    """

    on: date
    party: Listener
    lines: tuple[Line, ...]
    waiting: tuple[Entry, ...]
    untold: tuple[Entry, ...] = ()

    def of(self, section: Section) -> tuple[Line, ...]:
        """The lines of one section."""
        return tuple(line for line in self.lines if line.section is section)


@dataclass(frozen=True)
class Unsigned:
    """What a chat has not signed in time."""

    party: Listener
    lines: tuple[Line, ...]


def listeners(plan: Plan, bindings: Iterable[Binding]) -> tuple[Listener, ...]:
    """Every active chat, then every party of the plan for which none of them speaks."""
    every: dict[str, tuple[str, ...]] = {}
    for duty in (d for p in plan.problems for d in (*p.responsible, *p.acceptance)):
        name = party_name(duty.unit)
        every[name] = tuple(dict.fromkeys((*every.get(name, ()), duty.unit)))
    chats = [_chat(b, every) for b in bindings if b.active]
    spoken_for = {u for c in chats for u in c.named}
    return (*chats, *(Listener(units, frozenset(units)) for units in every.values() if not spoken_for & set(units)))


def digests(agenda: Agenda, everybody: Iterable[Listener], ahead: tuple[int, ...] = AHEAD, progress_day: int = 0) -> list[Digest]:
    """The digests of the agenda's day: none on a day off, none for a party with nothing to hear.

    `ahead` are days like `AHEAD`, `progress_day` the day of the month by which progress is to be told (0: not asked for).
    """
    if not is_workday(agenda.today):
        return []
    asks = is_from(agenda.today, progress_day)
    made = (_digest(agenda, party, ahead, asks) for party in everybody if not party.routine.rests(agenda.today))
    return [d for d in made if d.lines or d.untold or (d.waiting and any(map(starts_quarter, _days_told(d.party, d.on))))]


def everything(agenda: Agenda, party: Listener) -> Digest:
    """All that a party has to do or to accept now or within 30 days, told today or not."""
    lines = [x for x in _lines(agenda, party) if x.section is not Section.SOON or (x.entry.days_left or 0) <= max(AHEAD)]
    return Digest(agenda.today, party, tuple(_in_order(lines)), ())


def unsigned(agenda: Agenda, everybody: Iterable[Listener]) -> list[Unsigned]:
    """What chats have left unsigned for `PATIENCE` working days on which they were told of it."""
    if not is_workday(agenda.today):
        return []
    found = (Unsigned(p, tuple(_late(agenda, p))) for p in everybody if p.chat_id is not None)
    return [u for u in found if u.lines]


def begins_midway(agenda: Agenda) -> bool:
    """Whether more than a third of what has a day is overdue: a plan that was carried out before anybody kept a ledger here."""
    dated = [e for e in agenda.entries if e.days_left is not None]
    return 3 * sum(e.overdue for e in dated) > len(dated)


def _chat(binding: Binding, every: Mapping[str, tuple[str, ...]]) -> Listener:
    """A chat speaks for whole parties: one of 海南区委 for 海南区政府 too."""
    spoken_for = parties_named(binding.units)
    mine = (units for name, units in every.items() if name in spoken_for or acting_for(binding.units, units))
    named = frozenset(u for units in mine for u in units)
    since = datetime.fromisoformat(binding.bound_at).date()
    return Listener(binding.units, named, binding.chat_id, binding.thread_id, since, binding.routine)


def _digest(agenda: Agenda, party: Listener, ahead: tuple[int, ...], asks: bool) -> Digest:
    told = tuple(_days_told(party, agenda.today))
    lines = [line for line in _lines(agenda, party) if _is_said(line, party, told, ahead)]
    waiting = tuple(e for e in agenda.entries if e.due is None and e.item.trigger and _unsettled(e, party))
    late = {e.item.id: e for name in parties_named(party.named) for e in untold(agenda, name)} if asks else {}
    return Digest(agenda.today, party, tuple(_in_order(lines)), waiting, tuple(e for e in agenda.entries if e.item.id in late))


def _in_order(lines: Iterable[Line]) -> list[Line]:
    """By section; in each what the chat leads, or is itself responsible for, before what it only helps in, then the nearest day."""
    order = list(Section)
    return sorted(lines, key=lambda line: (order.index(line.section), not line.leads, _urgency(line)))


def _lines(agenda: Agenda, party: Listener) -> Iterator[Line]:
    """Everything that concerns the party now, said today or not."""
    whole, accepts = None, False
    for entry in agenda.entries:
        if entry.item.whole:
            whole, accepts = entry, bool(party.named & set(deciders(entry.item.problem)))
        assert whole is not None  # bot.ledger.items: a problem stands before its milestones
        section = _section(entry, whole, party, accepts)
        if section:
            yield Line(entry, section, whole, parties_for(entry.item, party.named), accepts)


def _section(entry: Entry, whole: Entry, party: Listener, accepts: bool) -> Section | None:
    if accepts and _waits_for(party, entry, whole):
        return Section.ACCEPTANCE
    if not _unsettled(entry, party):
        return None
    if entry.days_left is None:
        return Section.ONGOING if entry.item.ongoing else None
    return Section.OVERDUE if entry.overdue else Section.SOON if entry.days_left else Section.TODAY


def _waits_for(party: Listener, entry: Entry, whole: Entry) -> bool:
    """Whether the item is reported and a unit of the party has not agreed; with the problem its milestones are accepted."""
    asked = party.named & set(deciders(entry.item.problem))
    done = whole.standing.state in (State.ACCEPTED, State.CLOSED)
    return entry.standing.state is State.REPORTED and not done and bool(asked - entry.standing.accepted_by)


def _days_told(party: Listener, today: date) -> Iterator[date]:
    """The day, and the working days before it on which the chat was left alone: what they would have said is said now."""
    yield today
    day = previous_workday(today - _ONE)
    while party.routine.rests(day) and (today - day).days < _LONGEST_REST:
        yield day
        day = previous_workday(day - _ONE)


def _is_said(line: Line, party: Listener, told: tuple[date, ...], ahead: tuple[int, ...]) -> bool:
    match line.section:
        case Section.OVERDUE:
            return any(map(starts_week, told)) or not is_signed(line.entry, party)
        case Section.SOON:
            assert line.entry.due
            assert line.entry.days_left
            marks = (previous_workday(line.entry.due - timedelta(days=n)) for n in ahead)
            return line.entry.days_left <= min(ahead) or not set(told).isdisjoint(marks)
        case Section.ONGOING:
            return any(map(starts_quarter, told))
    return True


def is_signed(entry: Entry, party: Listener) -> bool:
    """Whether a unit of the party has signed for the item since it fell due."""
    signed = entry.standing.acknowledged
    return any(unit in party.named and entry.due is not None and day > entry.due for unit, day in signed.items())


def _urgency(line: Line) -> tuple[int, int]:
    """Next due first; of what is overdue the latest first, which is the news. The plan's order among equals (sorting is stable)."""
    left = line.entry.days_left
    return (0, 0) if left is None else (1, abs(left))


def _late(agenda: Agenda, party: Listener) -> Iterator[Line]:
    for line in _lines(agenda, party):
        if line.section is Section.OVERDUE and not is_signed(line.entry, party):
            told_from = max(d for d in (line.entry.due, party.since, _reopened(line.entry)) if d)
            if _days_reminded(party, told_from, agenda.today - _ONE) >= PATIENCE:
                yield line


def _days_reminded(party: Listener, first: date, last: date) -> int:
    """Working days after `first` up to and with `last` on which the chat was not left alone."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_workday(d) and not party.routine.rests(d) for d in days)


def _reopened(entry: Entry) -> date | None:
    return entry.standing.since.date() if entry.standing.since else None


def _unsettled(entry: Entry, party: Listener) -> bool:
    """Whether a party that is spoken for has not reported its part."""
    return not entry.settled and any(not entry.settled_for(p.name) for p in parties_for(entry.item, party.named))
