"""Plan × ledger × today → where everything stands: each item with its day, its state and its colour. Pure.

blue    a day within 30 days, or nothing pressing
yellow  a milestone is missed while the problem's own deadline is still ahead
red     the problem's deadline is past and nobody has reported completion

Why these: .github/decisions/0006-colours-and-days.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.language.writing import label
from corpus.errors import RectifyError
from corpus.identity import Ids
from corpus.model import Plan, Problem
from corpus.text.numbers import NUMERAL, to_int

from .items import Dated, Item, Workday, items
from .workflow import Standing, State, due_day


class Colour(StrEnum):
    """The colour of a supervision notice (三色督办单)."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Entry:
    """An item as it stands: `due` is the day that counts, `days_left` until it (negative when past); None without a day.

    `settled` says that nothing is left to do for the responsible units: it is reported, or its problem is.
    """

    item: Item
    standing: Standing
    state: State
    due: date | None
    days_left: int | None
    settled: bool
    colour: Colour

    @property
    def overdue(self) -> bool:
        """Whether its day is past and it is not reported."""
        return not self.settled and self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class Agenda:
    """Every entry of a plan on a day, in the plan's order."""

    plan: Plan
    ids: Ids
    today: date
    entries: tuple[Entry, ...]

    @classmethod
    def of(
        cls, plan: Plan, ids: Ids, standings: Mapping[str, Standing], dated: Dated, today: date, is_workday: Workday
    ) -> Agenda:
        """Where everything stands; `standings` by item id, as of the same day."""
        found = items(plan, ids, dated, is_workday)
        whole = {i.task: (i, standings.get(i.id, Standing())) for i in found if i.whole}
        return cls(plan, ids, today, tuple(_entry(i, standings.get(i.id, Standing()), *whole[i.task], today) for i in found))

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
    due = due_day(item, now)
    left = (due - today).days if due else None
    settled = now.settled or problem_now.settled
    missed = left is not None and left < 0 and not settled
    state = now.state if now.settled else problem_now.state
    return Entry(item, now, state, due, left, settled, _colour(missed, item, due_day(problem, problem_now), today))


def _colour(missed: bool, item: Item, deadline: date | None, today: date) -> Colour:
    if not missed:
        return Colour.BLUE
    return Colour.RED if item.whole or (deadline and deadline < today) else Colour.YELLOW


_WRITTEN = re.compile(rf"(?:问题)?[（(第]?\s*({NUMERAL})\s*[）)项条号个]*(?:[.．。]([0-9]+(?:\.[0-9]+)?))?")


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
        raise NoSuchItem(f"方案中没有“{words[:20]}”这一项，请写编号，例如 23，或 23.2（措施2的节点）。")
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
        raise NoSuchItem(f"{label(problem.number)}没有时间节点{written}。")
    choices = "；".join(f"{problem.number}.{measure}.{i} {e.item.quote[:20]}" for i, e in enumerate(found, 1))
    raise NoSuchItem(f"{label(problem.number)}整改措施{measure}有{len(found)}个节点，请写明：{choices}。")
