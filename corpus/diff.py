"""Plan × Plan → what changed, problem by problem; a problem is the same one by its words first, by its number second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .model import Duty, Plan, Problem

_SAME = 0.35
_SAME_NUMBER_BONUS = 0.15
_CLOSE = 0.08

FIELDS: dict[str, Callable[[Problem], object]] = {
    "title": lambda p: p.title.text,
    "statement": lambda p: p.statement.text,
    "responsible": lambda p: _units(p.responsible) or p.responsible_raw.text,
    "acceptance": lambda p: _units(p.acceptance) or p.acceptance_raw.text,
    "goal": lambda p: p.goal.text,
    "deadline": lambda p: p.deadline_raw.text,
    "measures": lambda p: tuple(m.passage.text for m in p.measures),
}
"""What is compared of a problem, by its name in the contract."""


@dataclass(frozen=True)
class Difference:
    """Numbers are the new plan's, except in `removed` and the keys of `matched` and `doubtful`.

    `matched` maps every kept problem old → new; `doubtful` maps an old number to the candidates that are about
    equally near, for the administrator to decide.
    """

    matched: dict[int, int]
    added: tuple[int, ...]
    removed: tuple[int, ...]
    changed: dict[int, tuple[str, ...]]
    doubtful: dict[int, tuple[int, ...]]

    @property
    def renumbered(self) -> dict[int, int]:
        """Old number → new one, where they differ."""
        return {a: b for a, b in self.matched.items() if a != b}


def compare(old: Plan, new: Plan) -> Difference:
    """What makes `new` out of `old`."""
    matched, doubtful = _match(old, new)
    by_number = {p.number: p for p in new.problems}
    changed = {}
    for problem in old.problems:
        if problem.number in matched:
            fields = changed_fields(problem, by_number[matched[problem.number]])
            if fields:
                changed[matched[problem.number]] = fields
    return Difference(
        matched,
        tuple(n for n in by_number if n not in matched.values()),
        tuple(p.number for p in old.problems if p.number not in matched),
        dict(sorted(changed.items())),
        doubtful,
    )


def changed_fields(old: Problem, new: Problem) -> tuple[str, ...]:
    """Names of the fields whose meaning differs; blanks and line breaks do not count."""
    return tuple(name for name, read in FIELDS.items() if _squeezed(read(old)) != _squeezed(read(new)))


def similarity(a: Problem, b: Problem) -> float:
    """Dice coefficient of the character pairs of what was found and what is done about it, 0 to 1."""
    return 0.6 * _dice(a.statement.text, b.statement.text) + 0.4 * _dice(_deeds(a), _deeds(b))


def _match(old: Plan, new: Plan) -> tuple[dict[int, int], dict[int, tuple[int, ...]]]:
    """Best pairs first; the same number counts for a little, so that twins keep their places."""
    scores = {
        (a.number, b.number): similarity(a, b) + (_SAME_NUMBER_BONUS if a.number == b.number else 0.0)
        for a in old.problems
        for b in new.problems
    }
    matched: dict[int, int] = {}
    for (a, b), score in sorted(scores.items(), key=lambda x: (-x[1], x[0])):
        if score >= _SAME and a not in matched and b not in matched.values():
            matched[a] = b
    doubtful = {}
    for a, b in matched.items():
        near = [n for (x, n), s in scores.items() if x == a and n != b and s >= _SAME and scores[a, b] - s < _CLOSE]
        if near:
            doubtful[a] = (b, *near)
    return dict(sorted(matched.items())), doubtful


def _deeds(problem: Problem) -> str:
    return problem.goal.text + "".join(m.passage.text for m in problem.measures)


def _dice(a: str, b: str) -> float:
    x, y = Counter(_pairs(a)), Counter(_pairs(b))
    total = x.total() + y.total()
    return 2 * (x & y).total() / total if total else 1.0


def _pairs(text: str) -> Iterable[str]:
    squeezed = "".join(text.split())
    return (squeezed[i : i + 2] for i in range(len(squeezed) - 1))


def _units(duties: tuple[Duty, ...]) -> tuple[str, ...]:
    return tuple(f"{d.unit}:{d.role}" for d in duties)


def _squeezed(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value
