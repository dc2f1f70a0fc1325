"""A plan at a glance, the report on reading it, and what a revision changes, as text for administrators and units. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from bot.answers.words import ASKED
from bot.language.writing import label, shortened, titled
from bot.ledger.workflow import acting_for
from bot.messages import Binding, Letter, paged, sentences
from corpus.diff import Difference
from corpus.grammar.anomalies import harm
from corpus.grammar.words import PROBLEM
from corpus.model import FIELDS, Measure, Plan, Problem
from corpus.report import Place, Report, counted

from .words import CHANGES, DIFFERENCE, REPORT

NAMES = {field.key: field.name for field in FIELDS}
_WORDS = {field.key: field.words for field in FIELDS}
_CONTEXT = 12
_SHORT_ENOUGH = 60
_LONGEST_SIDE = 300
_MOST_PLACES = 20
_MANY = 3
_WHOLE = 8
"""So many characters of a deadline tell that an anomaly says the same of it."""
_OF_PROBLEM = re.compile("问题(?P<name>（[^）]+）)(?P<words>[^第]{2,}.*)")


def plan_text(plan: Plan, odd: Iterable[str]) -> str:
    """A plan at a glance: a line a problem, then what is odd."""
    counts = {"problems": len(plan.problems), "aspects": len(plan.aspects), "sections": len(plan.sections)}
    lines = [plan.title or REPORT.untitled, REPORT.glance.format(**counts)]
    for problem in plan.problems:
        units = shortened(problem.responsible_raw.text or ASKED.missing, 50)
        deadline = shortened(problem.deadline_raw.text or ASKED.missing, 30)
        lines.append(f"{label(problem.number)}{shortened(problem.title.text, 40)}｜{units}｜{deadline}")
    odd = [f"· {words}" for words in odd]
    return "\n".join([*lines, REPORT.to_check, *odd] if odd else lines)


# --- the report on reading --------------------------------------------------------------------------------


def findings(report: Report) -> list[str]:
    """Everything in the report that a person should look at, in sentences: first what would do harm."""
    return list(_together(_findings(report)))


def _together(said: Iterable[str]) -> Iterator[str]:
    """What is said of many problems in the same words, once."""
    same: dict[str, list[str]] = {}
    for words in said:
        match = _OF_PROBLEM.match(words)
        same.setdefault(match["words"] if match else words, []).append(match["name"] if match else "")
    for words, names in same.items():
        if len(names) < _MANY:
            yield from (("问题" if name else "") + name + words for name in names)
        else:
            yield REPORT.many.format(names="".join(names[:_MOST_PLACES]), n=len(names), words=words)


def _findings(report: Report) -> list[str]:
    said = [*report.anomalies]
    for number, units in report.unknown_units.items():
        said.append(REPORT.units.format(where=label(number), units="、".join(f"“{shortened(u, 30)}”" for u in units)))
    times = [
        x
        for x in report.unread_times
        if not any(PROBLEM.no_time.format(words=x.words[:_WHOLE]) in words for words in report.anomalies)
    ]
    said += [_at(REPORT.time, place) for place in times[:_MOST_PLACES]]
    said += [_at(REPORT.like_label, place) for place in report.like_labels[:_MOST_PLACES]]
    others = list(counted(report.not_fields).items())
    said += [REPORT.not_field.format(words=words, n=n) for words, n in others[:_MOST_PLACES]]
    said += [_at(REPORT.outside, place) for place in report.outside[:_MOST_PLACES]]
    left = sum(max(0, len(x) - _MOST_PLACES) for x in (times, report.like_labels, others, report.outside))
    return sorted(said, key=harm) + ([REPORT.more.format(n=left)] if left else [])


def report_text(report: Report) -> str:
    """The whole report: the counts, what is missing problem by problem, then everything to look at."""
    lines = [report.title or REPORT.untitled, REPORT.counts.format(**report.as_json())]
    lines += [REPORT.missing.format(where=label(n), names=_fields(names)) for n, names in report.missing.items()]
    lines += [_at(REPORT.ambiguous, place) for place in report.ambiguous]
    told = list(_together(words for words in _findings(report) if not _told(words, report)))
    return "\n".join([*lines, *(f"· {words}" for words in told)]) if told or report.missing else "\n".join([*lines, REPORT.clean])


def _told(words: str, report: Report) -> bool:
    """An anomaly that only says once more what a line above says of its problem."""
    return REPORT.ambiguous_sign in words or any(
        words.startswith(REPORT.missing_sign.format(where=label(n))) for n in report.missing
    )


def _at(sentence: str, place: Place) -> str:
    where = label(place.problem) if place.problem is not None else ""
    return sentence.format(row=place.row, where=where, words=place.words)


def _fields(names: Iterable[str]) -> str:
    return "、".join(NAMES[name] for name in names)


# --- what a revision changes ------------------------------------------------------------------------------


def difference_text(difference: Difference, old: Plan | None, new: Plan, said: Iterable[str] = ()) -> str:
    """What changed, problem by problem, old and new side by side; `said` are sentences to look at."""
    counts = {name: len(getattr(difference, name)) for name in ("added", "removed", "renumbered", "changed")}
    lines = [DIFFERENCE.counts.format(problems=len(new.problems), **counts)]
    lines += [DIFFERENCE.added.format(problem=titled(p)) for n in difference.added if (p := new.problem(n)) and old]
    lines += [DIFFERENCE.removed.format(problem=titled(p)) for n in difference.removed if old and (p := old.problem(n))]
    lines += [DIFFERENCE.renumbered.format(before=label(a), after=label(b)) for a, b in difference.renumbered.items()]
    back = {b: a for a, b in difference.matched.items()}
    for number in difference.changed:
        before, after = (old.problem(back[number]) if old else None), new.problem(number)
        if before and after:
            lines += side_by_side(before, after, difference.changed[number])
    lines += [DIFFERENCE.body.format(title=title) for title in difference.body]
    for number, candidates in difference.doubtful.items():
        near = "、".join(label(c) for c in candidates)
        lines.append(DIFFERENCE.doubtful.format(before=label(number), candidates=near))
    return "\n".join([*lines, *(REPORT.check.format(words=a) for a in said)])


def side_by_side(before: Problem, after: Problem, fields: Iterable[str]) -> Iterator[str]:
    """A line for every changed field of a problem, one for every changed measure: 「old」→「new」."""
    where = label(after.number)
    for name in fields:
        if name == "measures":
            yield from _measures(where, before, after)
        else:
            yield DIFFERENCE.field.format(where=where, name=NAMES[name], sides=_sides(_WORDS[name](before), _WORDS[name](after)))


def _measures(where: str, before: Problem, after: Problem) -> Iterator[str]:
    old, new = ([m.passage.text for m in p.measures] for p in (before, after))
    for what, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        both = min(j - i, n - k)
        for a, b in zip(before.measures[i : i + both], after.measures[k : k + both], strict=True):
            yield DIFFERENCE.measure.format(where=where, ordinal=b.ordinal, sides=_sides(a.passage.text, b.passage.text))
        for m in before.measures[i + both : j]:
            yield _one_side(DIFFERENCE.measure_removed, where, m)
        for m in after.measures[k + both : n]:
            yield _one_side(DIFFERENCE.measure_added, where, m)


def _one_side(form: str, where: str, measure: Measure) -> str:
    return form.format(where=where, ordinal=measure.ordinal, words=shortened(measure.passage.text, _LONGEST_SIDE))


def _sides(old: str, new: str) -> str:
    """「old」→「new」; of long texts what both begin and end with is left out but for a few characters."""
    if max(len(old), len(new)) > _SHORT_ENOUGH:
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        old, new = (_cut(x, head - _CONTEXT, len(x) - tail + _CONTEXT) for x in (old, new))
    return DIFFERENCE.sides.format(before=shortened(old, _LONGEST_SIDE), after=shortened(new, _LONGEST_SIDE))


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _cut(text: str, start: int, end: int) -> str:
    start = max(0, start)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def published_text(report: dict[str, Any], dry_run: bool) -> str:
    """How a reindex ended."""
    if report["published"]:
        return CHANGES.published.format(**report)
    return CHANGES.dry if dry_run else CHANGES.unpublished


def notices(
    old: Plan, new: Plan, difference: Difference, bindings: Iterable[Binding], returned: bool = False
) -> list[tuple[Binding, str]]:
    """For every bound chat whose units are touched, what it is to be told; also of problems that a unit has left."""
    heading = CHANGES.returned if returned else CHANGES.told
    told = [(b, list(_lines(old, new, difference, frozenset(b.units)))) for b in bindings if b.active]
    return [(b, "\n".join([heading.format(units="、".join(b.units)), *lines])) for b, lines in told if lines]


def letters(told: Iterable[tuple[Binding, str]], switch: str, day: date) -> list[Letter]:
    """What `notices` says as letters of the local `day`, for a `switch` that no other is called by."""
    return [
        Letter(f"revision:{switch}:{i}", b.address, sentences(*page.split("\n")), day=day)
        for b, text in told
        for i, page in enumerate(paged(text.split("\n")))
    ]


def _lines(old: Plan, new: Plan, difference: Difference, units: frozenset[str]) -> Iterable[str]:
    for number in difference.added:
        if (problem := new.problem(number)) and _concerns(problem, units):
            yield DIFFERENCE.added.format(problem=titled(problem))
    for number in difference.removed:
        if (problem := old.problem(number)) and _concerns(problem, units):
            yield DIFFERENCE.removed.format(problem=titled(problem))
    for a, b in difference.matched.items():
        before, after = old.problem(a), new.problem(b)
        if before and after and (_concerns(before, units) or _concerns(after, units)):
            if a != b:
                yield DIFFERENCE.renumbered.format(before=label(a), after=label(b))
            yield from side_by_side(before, after, difference.changed.get(b, ()))


def _concerns(problem: Problem, units: frozenset[str]) -> bool:
    return bool(acting_for(units, (d.unit for d in (*problem.responsible, *problem.acceptance))))
