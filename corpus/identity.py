"""Who a problem and a milestone are across revisions: ids that stay when numbers and words change.

An id says where its bearer first appeared: 1-23 is problem 23 of revision 1, 1-23-2-1 the first milestone of its
measure 2. Revision numbers are never given twice, so neither are ids; the ledger knows nothing else of the plan
(.github/decisions/0002-ids-outlive-revisions.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .diff import dice
from .model import Measure, Milestone, Plan

_SAME = 0.5
_NUMBERS = re.compile(r"[0-9〇零一二三四五六七八九十]+")
Place = tuple[int, str, int]
"""Where a milestone stands: its problem's number, its measure's ordinal, its place among the measure's milestones from 1."""


@dataclass(frozen=True)
class Ids:
    """The ids of one revision of a plan."""

    problems: Mapping[int, str]
    milestones: Mapping[Place, str]

    @property
    def numbers(self) -> Mapping[str, int]:
        """A problem's id → its number in this revision."""
        return {id_: number for number, id_ in self.problems.items()}


def first_ids(plan: Plan, revision: int) -> Ids:
    """The ids of a plan that continues none."""
    return carried_ids(plan, revision, None, Ids({}, {}), {})


def carried_ids(plan: Plan, revision: int, old: Plan | None, ids: Ids, matched: Mapping[int, int]) -> Ids:
    """The ids of `plan`, which `old` with `ids` became; `matched` maps every kept problem old → new (corpus.diff).

    A milestone is the same one by its words without their dates, so that one whose date was moved keeps its standing.
    """
    problems = {p.number: f"{revision}-{p.number}" for p in plan.problems}
    milestones = {place: f"{revision}-{'-'.join(map(str, place))}" for place, _ in iter_milestones(plan)}
    kept = {a: b for a, b in matched.items() if a in ids.problems and b in problems}
    problems |= {b: ids.problems[a] for a, b in kept.items()}
    before = list(iter_milestones(old)) if old else []
    now = list(iter_milestones(plan))
    for number, as_now in kept.items():
        mine = [(p, m) for p, m in before if p[0] == number and p in ids.milestones]
        theirs = [(p, m) for p, m in now if p[0] == as_now]
        milestones |= {b: ids.milestones[a] for a, b in _pairs(mine, theirs)}
    return Ids(problems, milestones)


def iter_milestones(plan: Plan) -> Iterable[tuple[Place, Milestone]]:
    """Every milestone with its place."""
    for problem in plan.problems:
        for measure in problem.measures:
            yield from (((problem.number, measure.ordinal, i), m) for i, m in _placed(measure))


def _placed(measure: Measure) -> Iterable[tuple[int, Milestone]]:
    return enumerate(measure.milestones, 1)


def _pairs(old: list[tuple[Place, Milestone]], new: list[tuple[Place, Milestone]]) -> Iterable[tuple[Place, Place]]:
    """Old and new places of the same milestones, the most alike first, each used once."""
    alike = {(a, b): dice(_undated(x), _undated(y)) + 0.2 * (x == y) for a, x in old for b, y in new}
    taken: set[Place] = set()
    left: set[Place] = set()
    for (a, b), score in sorted(alike.items(), key=lambda pair: (-pair[1], pair[0])):
        if score >= _SAME and a not in left and b not in taken:
            left.add(a)
            taken.add(b)
            yield a, b


def _undated(milestone: Milestone) -> str:
    return _NUMBERS.sub("", milestone.quote.text)
