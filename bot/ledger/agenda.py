"""Plan × ledger × today → where everything stands: each item with its day, its state and its colour. Pure.

blue    a day within 30 days, or nothing pressing
yellow  a milestone is missed while the problem's own deadline is still ahead
red     the problem's deadline is past and not all have reported completion

Why these: .github/decisions/0006-colours-and-days.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.language.writing import label
from corpus.errors import RectifyError
from corpus.identity import Ids
from corpus.model import Plan, Problem
from corpus.text.numbers import NUMERAL, to_int

from .items import Dated, Item, Workday, items
from .standing import Part, Standing, as_parts_say, part_of
from .states import Colour, State
from .words import FINDING
from .workflow import due_day, whose


@dataclass(frozen=True)
class Entry:
    """An item as it stands: `due` is the day that counts, `days_left` until it (negative when past); None without a day.

    `settled` says that nothing is left to do for its parties: it is reported, or its problem is (`problem` is where that stands).
    """

    item: Item
    standing: Standing
    state: State
    due: date | None
    days_left: int | None
    settled: bool
    colour: Colour
    problem: Standing = field(default_factory=Standing)

    def part(self, party: str) -> Part:
        """Where a party's part of it stands; a milestone's is settled with the party's part of the problem."""
        own = part_of(self.standing, party)
        if self.item.whole or own.state is not State.OPEN:
            return own
        above = part_of(self.problem, party)
        return own if above.state is State.OPEN else replace(own, state=above.state, done_on=above.done_on, since=above.since)

    def settled_for(self, party: str) -> bool:
        """Whether that party has nothing left to do here."""
        return self.settled or self.part(party).state is not State.OPEN

    def overdue_for(self, party: str) -> bool:
        """Whether its day is past and that party has not reported."""
        return self.overdue and not self.settled_for(party)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The parties that have not reported."""
        return tuple(p.name for p in whose(self.item) if not self.settled_for(p.name))

    @property
    def overdue(self) -> bool:
        """Whether its day is past and it is not reported."""
        return not self.settled and self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class Agenda:
    """Every entry of a plan on a day, in the plan's order; `registered` is whether anything at all stood in the ledger by then.

    Of fewer entries (bot.files.narrowing) it tells so still: what nobody entered of these is no ledger that nobody has begun.
    """

    plan: Plan
    ids: Ids
    today: date
    entries: tuple[Entry, ...]
    registered: bool

    @classmethod
    def of(
        cls, plan: Plan, ids: Ids, standings: Mapping[str, Standing], dated: Dated, today: date, is_workday: Workday
    ) -> Agenda:
        """Where everything stands; `standings` by item id, as of the same day."""
        found = items(plan, ids, dated, is_workday)
        whole = {i.task: (i, standings.get(i.id, Standing())) for i in found if i.whole}
        entries = tuple(_entry(i, standings.get(i.id, Standing()), *whole[i.task], today) for i in found)
        return cls(plan, ids, today, entries, any(e.standing.events for e in entries))

    def whole(self, number: int) -> Entry | None:
        """The entry of a problem itself."""
        return next((e for e in self.entries if e.item.whole and e.item.problem.number == number), None)

    def of_problem(self, problem: Problem) -> tuple[Entry, ...]:
        """A problem's entries, itself first."""
        return tuple(e for e in self.entries if e.item.problem.number == problem.number)

    def entry(self, id_: str) -> Entry | None:
        """The entry of an item by its id; None where the plan has it no longer."""
        return next((e for e in self.entries if e.item.id == id_), None)


def _entry(item: Item, now: Standing, problem: Item, problem_now: Standing, today: date) -> Entry:
    now = as_parts_say(now, _names(item))
    problem_now = now if item.whole else as_parts_say(problem_now, _names(problem))
    due = due_day(item, now)
    left = (due - today).days if due else None
    state = _state(item, now, problem_now)
    missed = left is not None and left < 0 and state is State.OPEN
    colour = _colour(missed, item, due_day(problem, problem_now), today)
    return Entry(item, now, state, due, left, state is not State.OPEN, colour, problem_now)


def _names(item: Item) -> tuple[str, ...]:
    return tuple(p.name for p in whose(item))


def _state(item: Item, now: Standing, problem_now: Standing) -> State:
    """Its own state, else its problem's; reported where each party has reported it or its part of the problem."""
    if now.settled or problem_now.settled:
        return now.state if now.settled else problem_now.state
    done = [part_of(s, name).state is not State.OPEN for name in _names(item) for s in (now, problem_now)]
    every = done and all(any(done[i : i + 2]) for i in range(0, len(done), 2))
    return State.REPORTED if every else State.OPEN


def _colour(missed: bool, item: Item, deadline: date | None, today: date) -> Colour:
    if not missed:
        return Colour.BLUE
    return Colour.RED if item.whole or (deadline and deadline < today) else Colour.YELLOW


_WRITTEN = re.compile(rf"(?:问题)?[（(第]?\s{{0,3}}({NUMERAL})\s{{0,3}}[）)项条号个]{{0,4}}(?:[.．。]([0-9]+(?:\.[0-9]+)?))?")


class NoSuchItem(RectifyError):
    """Words that name no item of the plan, or several."""


def find_item(words: str, agenda: Agenda, milestone: str = "") -> Entry:
    """The entry that `words` (and `milestone` as M or M.K) name.

    Raises:
        NoSuchItem: none, or several milestones in that measure.
    """
    match = _WRITTEN.fullmatch(words.strip())
    number = to_int(match[1]) if match else None
    whole = agenda.whole(number) if number is not None else None
    if match is None or whole is None:
        raise NoSuchItem(FINDING.none.format(words=words[:20]))
    written = milestone or match[2] or ""
    return _milestone(whole, written, agenda) if written else whole


def _milestone(whole: Entry, written: str, agenda: Agenda) -> Entry:
    measure, _, place = written.partition(".")
    problem = whole.item.problem
    found = [e for e in agenda.of_problem(problem) if not e.item.whole and (e.item.measure or "0") == measure]
    if place and place.isdecimal() and 0 < int(place) <= len(found):
        return found[int(place) - 1]
    if not place and len(found) == 1:
        return found[0]
    if not found or place:
        raise NoSuchItem(FINDING.no_milestone.format(problem=label(problem.number), words=written))
    choices = "；".join(
        FINDING.choice.format(number=problem.number, measure=measure, place=i, words=e.item.quote[:20])
        for i, e in enumerate(found, 1)
    )
    several = FINDING.several.format(problem=label(problem.number), measure=measure, count=len(found), choices=choices)
    raise NoSuchItem(several)
