"""Plan × ids × dated events → items: what has to be done by a time, each with an id that outlives revisions.

An item is a problem as a whole, or a milestone in it: of a measure, or an earlier one of several dates in the 整改时限
(.github/decisions/0005-items-and-who-acts.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.grammar.offsets import read_offset
from corpus.identity import Ids
from corpus.model import DeadlineKind, Firmness, Milestone, Plan, Problem

from .parties import Party, milestone_parties, parties_of

Workday = Callable[[date], bool]
Dated = Mapping[tuple[str, str], date]
"""(event, problem id or "" for every problem) → the day it happened, as administrators recorded it."""


@dataclass(frozen=True)
class Item:
    """One thing to be done. `due` is the plan's day or reckoned from a recorded event, None while none is known.

    `measure` is None for the problem as a whole and for a date of its 整改时限; `trigger` is what a relative time
    waits for. `parties` are those whose it is, each with a part of its own. `whole` marks the problem itself; `ongoing` one that 立行立改，长期坚持 and never falls due.
    """

    id: str
    task: str
    problem: Problem
    measure: str | None
    quote: str
    due: date | None
    trigger: str | None = None
    strive: bool = False
    ongoing: bool = False
    whole: bool = False
    parties: tuple[Party, ...] = ()


def items(plan: Plan, ids: Ids, dated: Dated, is_workday: Workday) -> tuple[Item, ...]:
    """Every item of the plan in its order, a problem before its milestones."""
    return tuple(i for p in plan.problems for i in _of_problem(p, ids, dated, is_workday))


def event_key(words: str) -> str:
    """An event's name as it is compared: 《矿区总规》批复 and 矿区总规批复 are the same."""
    return re.sub(r"[^0-9A-Za-z一-鿿]", "", words)


def waiting_for(found: Iterable[Item]) -> dict[str, tuple[Item, ...]]:
    """Event → the items whose time runs from it, recorded or not."""
    events: dict[str, tuple[Item, ...]] = {}
    for item in found:
        if item.trigger:
            key = event_key(read_offset(item.trigger).event)
            events[key] = (*events.get(key, ()), item)
    return events


def _of_problem(problem: Problem, ids: Ids, dated: Dated, is_workday: Workday) -> Iterator[Item]:
    task = ids.problems[problem.number]
    deadline = problem.deadline

    def reckon(trigger: str | None) -> date | None:
        return _reckon(trigger, task, dated, is_workday)

    fixed = sorted(deadline.dates)
    relative = deadline.kind in (DeadlineKind.RELATIVE, DeadlineKind.MIXED) and deadline.trigger is not None
    last = _last(fixed, reckon(deadline.trigger) if relative else None, relative)
    words = problem.deadline_raw.text
    ongoing, every = deadline.kind is DeadlineKind.ONGOING, parties_of(problem)
    trigger = deadline.trigger if relative else None
    yield Item(task, task, problem, None, words, last, trigger, ongoing=ongoing, whole=True, parties=every)
    earlier = fixed if relative else fixed[:-1]
    for i, day in enumerate(earlier, 1):
        yield Item(f"{task}@{i}", task, problem, None, words, day, parties=every)
    for measure in problem.measures:
        for i, milestone in enumerate(measure.milestones, 1):
            id_ = ids.milestones[problem.number, measure.ordinal, i]
            yield _of_milestone(id_, task, problem, measure.ordinal, milestone, milestone.due or reckon(milestone.trigger))


def _of_milestone(id_: str, task: str, problem: Problem, measure: str, stone: Milestone, due: date | None) -> Item:
    strive = stone.firmness is Firmness.STRIVE
    parties = milestone_parties(problem, stone)
    return Item(id_, task, problem, measure, stone.quote.text, due, stone.trigger, strive, parties=parties)


def _last(fixed: list[date], reckoned: date | None, relative: bool) -> date | None:
    """The day by which all is due; unknown while a relative part waits for its event."""
    if relative:
        return max([*fixed, reckoned]) if reckoned else None
    return fixed[-1] if fixed else None


def _reckon(trigger: str | None, task: str, dated: Dated, is_workday: Workday) -> date | None:
    if trigger is None:
        return None
    offset = read_offset(trigger)
    key = event_key(offset.event)
    happened = dated.get((key, task)) or dated.get((key, ""))
    return offset.due(happened, is_workday) if happened else None
