"""Plan × Plan → what changed, problem by problem; a problem is the same one by its words first, by its number second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .model import FIELDS, Duty, Field, FieldKind, Passage, Plan, Problem

_SAME = 0.35
_SAME_NUMBER_BONUS = 0.15
_CLOSE = 0.08
_IDENTICAL = 1 - 1e-9
_Scores = dict[tuple[int, int], float]


@dataclass(frozen=True)
class Difference:
    """Numbers are the new plan's, except in `removed` and the keys of `matched` and `doubtful`.

    `matched` maps every kept problem old → new; `doubtful` maps an old number to the candidates that are about
    equally near, for the administrator to decide. `body` names the changed parts before and after the list.
    """

    matched: dict[int, int]
    added: tuple[int, ...]
    removed: tuple[int, ...]
    changed: dict[int, tuple[str, ...]]
    doubtful: dict[int, tuple[int, ...]]
    body: tuple[str, ...] = ()

    @property
    def renumbered(self) -> dict[int, int]:
        """Old number → new one, where they differ."""
        return {a: b for a, b in self.matched.items() if a != b}


def compare(old: Plan, new: Plan, settled: Mapping[int, int | None] | None = None) -> Difference:
    """What makes `new` out of `old`.

    `settled` is what an administrator decided of doubtful ones: old number → new one, None where it has no successor.
    """
    matched, doubtful = _match(old, new, settled or {})
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
        _changed_body(old, new),
    )


def _changed_body(old: Plan, new: Plan) -> tuple[str, ...]:
    """Titles of the body's parts whose words differ, are new or are gone; the preamble is 引言."""
    before, after = ({s.title.text: _words(s.paragraphs) for s in p.sections} | {"引言": _words(p.preamble)} for p in (old, new))
    return tuple(title for title in dict.fromkeys([*before, *after]) if before.get(title) != after.get(title))


def _words(paragraphs: Iterable[Passage]) -> str:
    return "".join("".join(p.text.split()) for p in paragraphs)


def changed_fields(old: Problem, new: Problem) -> tuple[str, ...]:
    """Names of the fields whose meaning differs; blanks and line breaks do not count.

    Units written alike are the same, though they expand to others where the plan names other districts elsewhere.
    """
    return tuple(f.key for f in FIELDS if _written(f, old) != _written(f, new) and _meant(f, old) != _meant(f, new))


def _written(field: Field, problem: Problem) -> tuple[str, ...]:
    return tuple("".join(passage.text.split()) for passage in field.given(problem))


def _meant(field: Field, problem: Problem) -> tuple[str, ...]:
    """The words, for units what they expand to."""
    return (field.kind is FieldKind.UNITS and _units(field.value(problem))) or _written(field, problem)


def similarity(a: Problem, b: Problem) -> float:
    """Dice coefficient of the character pairs of what was found and what is done about it, 0 to 1.

    What neither problem has says nothing: two problems without measures are not alike for that.
    """
    parts = ((0.6, a.statement.text, b.statement.text), (0.4, _deeds(a), _deeds(b)))
    weighed = [(weight, x, y) for weight, x, y in parts if x or y]
    total = sum(weight for weight, _, _ in weighed)
    return sum(weight * dice(x, y) for weight, x, y in weighed) / total if total else 0.0


def _match(old: Plan, new: Plan, settled: Mapping[int, int | None]) -> tuple[dict[int, int], dict[int, tuple[int, ...]]]:
    """What is settled, the same words, then the best pairs; the same number counts for a little, so that twins keep their places."""
    words = {(a.number, b.number): similarity(a, b) for a in old.problems for b in new.problems}
    scores = {(a, b): s + (_SAME_NUMBER_BONUS if a == b else 0.0) for (a, b), s in words.items()}
    matched = {a: b for a, b in settled.items() if b is not None and (a, b) in words}
    for (a, b), score in sorted(scores.items(), key=lambda x: (words[x[0]] < _IDENTICAL, -x[1], x[0])):
        if score >= _SAME and a not in matched and a not in settled and b not in matched.values():
            matched[a] = b
    matched = dict(sorted(matched.items()))
    open_ = {a: b for a, b in matched.items() if a not in settled}
    decided = {b for a, b in matched.items() if a in settled}
    return matched, _doubtful(open_, words, scores, decided)


def _doubtful(matched: dict[int, int], words: _Scores, scores: _Scores, decided: set[int]) -> dict[int, tuple[int, ...]]:
    """Old number → what it was matched to and what is about as near, or nearer in words than the number made it."""
    settled = decided | {b for a, b in matched.items() if words[a, b] >= _IDENTICAL}
    found = {}
    for a, b in matched.items():
        rivals = {n for x, n in words if x == a and n != b}
        if b in settled:  # only another one in the very same words
            near = [n for n in rivals - decided if words[a, n] >= _IDENTICAL and scores[a, b] - scores[a, n] < _CLOSE]
        else:
            near = [n for n in rivals - settled if scores[a, n] >= _SAME and _rivals(a, b, n, words, scores)]
        if near:
            found[a] = (b, *sorted(near))
    return found


def _rivals(a: int, b: int, n: int, words: _Scores, scores: _Scores) -> bool:
    return scores[a, b] - scores[a, n] < _CLOSE or words[a, n] > words[a, b]


def _deeds(problem: Problem) -> str:
    return problem.goal.text + "".join(m.passage.text for m in problem.measures)


def dice(a: str, b: str) -> float:
    """Dice coefficient of the character pairs of two texts, 0 to 1, blanks left out."""
    x, y = _pairs(a), _pairs(b)
    total = x.total() + y.total()
    return 2 * sum(min(x[pair], y[pair]) for pair in x.keys() & y.keys()) / total if total else float(a == b)


@lru_cache(maxsize=512)
def _pairs(text: str) -> Counter[str]:
    """How often each pair stands in a text, which is compared with all of another plan's."""
    squeezed = "".join(text.split())
    return Counter(squeezed[i : i + 2] for i in range(len(squeezed) - 1))


def _units(duties: tuple[Duty, ...]) -> tuple[str, ...]:
    return tuple(f"{d.unit}:{d.role}" for d in duties)
