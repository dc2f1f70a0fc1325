"""Figures in words: groups, units, dated steps, comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.language.writing import label, numbers_text, shortened, titled, written
from bot.ledger.words import STANDING
from bot.questions.query import UNIT_KINDS, Act, Contrast, Extreme, Kind
from corpus.model import Plan
from corpus.text.numbers import to_chinese

from .answer import Answer, Comparison, Group
from .figures import BY_PARTY, capacity_of
from .in_force import term
from .words import ASKED, CAPACITIES, COUNTED, FIGURES, HAVING

_LONGEST_STEP = 110
_FEW = 8


def figure_lines(answer: Answer, plan: Plan) -> Iterable[str]:
    """The figure first, then what it is made of."""
    if answer.comparison:
        return _compared(answer, answer.comparison, plan)
    if answer.units:
        return _units(answer, plan)
    return _steps(answer, plan) if answer.steps else _groups(answer)


def _groups(answer: Answer) -> Iterable[str]:
    state = STANDING[answer.question.progress] if answer.question.progress else ""
    first, *others = _grouped(answer)
    yield from (f"{state}{first}", *others)


def _grouped(answer: Answer) -> Iterable[str]:
    if answer.question.act is Act.EXTREME:
        yield from _first_of(answer.groups, answer.question.extreme)
        return
    if answer.question.act is Act.COMPARE:
        yield _held_together([(g.name, len(g.problems)) for g in answer.groups], FIGURES.problems)
    elif answer.question.by == "state":
        yield _share(answer)
    elif answer.question.held:
        yield FIGURES.holding.format(groups=len(answer.groups), names="、".join(g.name for g in answer.groups))
    else:
        form = FIGURES.by_units if answer.question.by in BY_PARTY else FIGURES.grouped
        field = CAPACITIES[capacity_of(answer.question)]
        named = [g for g in answer.groups if g.name != HAVING.none.format(thing=field)]
        yield form.format(count=len(answer.problems), groups=len(named), field=field)
    yield from (
        FIGURES.group.format(name=g.name, count=len(g.problems), problems=numbers_text(g.problems)) for g in answer.groups
    )


def _share(answer: Answer) -> str:
    """How many are done, of all, and how many are late."""
    entries = [w for n in answer.problems if (w := answer.agenda.whole(n))] if answer.agenda else []
    done, late = sum(e.settled for e in entries), sum(e.overdue for e in entries)
    return FIGURES.share.format(count=len(entries), done=done, share=round(100 * done / max(1, len(entries))), late=late)


def _first_of(groups: tuple[Group, ...], extreme: Extreme | None) -> Iterable[str]:
    """Who has most, and then the next; or who comes second, beside the others."""
    best = [g for g in groups if len(g.problems) == len(groups[0].problems)]
    form = FIGURES.most if extreme is None or extreme.most else FIGURES.fewest
    place = FIGURES.ranked.format(n=to_chinese(extreme.place)) if extreme and extreme.place > 1 else FIGURES.first
    yield form.format(place=place, names="、".join(g.name for g in best), count=len(best[0].problems))
    yield from (FIGURES.group.format(name=g.name, count=len(g.problems), problems=numbers_text(g.problems)) for g in groups)


def _held_together(counts: Sequence[tuple[str, int]], unit: str) -> str:
    """Who has more, or fewer, than the others."""
    (first, count), *rest = counts
    if all(other == count for _, other in rest):
        return FIGURES.same_count.format(names="、".join(name for name, _ in counts), count=count, unit=unit)
    others = "，".join(FIGURES.count_of.format(name=name, count=other, unit=unit) for name, other in rest)
    form = FIGURES.more_than if count > rest[0][1] else FIGURES.fewer_than
    return form.format(name=first, count=count, others=others, unit=unit)


def _units(answer: Answer, plan: Plan) -> Iterable[str]:
    field = answer.question.duty.told.label
    yield FIGURES.units.format(field=field, count=len(answer.units), units="、".join(answer.units))
    if answer.problems:
        yield FIGURES.of_problems.format(count=len(answer.problems), problems=numbers_text(answer.problems))
    if 0 < len(answer.problems) <= _FEW:
        for citation in answer.citations:
            if problem := plan.problem(citation.problem or 0):
                yield FIGURES.beside.format(problem=titled(problem), field=field, words=citation.passage.text)


def _steps(answer: Answer, plan: Plan) -> Iterable[str]:
    one = len(answer.problems) == 1 and not answer.question.filter.times
    if one and (problem := plan.problem(answer.problems[0])):
        yield FIGURES.steps_of.format(problem=titled(problem), count=sum(s.measure is not None for s in answer.steps))
    else:
        stones = sum(s.measure is not None for s in answer.steps)
        when = answer.question.filter.times.words
        if answer.question.act in (Act.LIST, Act.COUNT):  # asked for problems, of which none falls due then
            yield FIGURES.none_whole.format(when=when)
        yield FIGURES.steps.format(when=when, count=len(answer.problems), problems=numbers_text(answer.problems), stones=stones)
    for step in answer.steps:
        where = label(step.problem) if not one else ""
        part = FIGURES.measure.format(ordinal=step.measure) if step.measure else Kind.DEADLINE.label
        yield FIGURES.step.format(
            day=written(step.due) if step.due else FIGURES.undated,
            where=f"{where}{part}",
            words=shortened(step.words, _LONGEST_STEP),
        )


def _compared(answer: Answer, found: Comparison, plan: Plan) -> Iterable[str]:
    """The conclusion, then each problem with the field."""
    asked = answer.question.contrast or Contrast()
    shown = found.field.label or Kind.DEADLINE.label
    field = CAPACITIES[asked.duty] if found.field in UNIT_KINDS else shown
    if answer.verdict is not None and asked.end:
        yield ASKED.yes if answer.verdict else ASKED.no
    if found.counts and asked.end:
        named = [FIGURES.field_of.format(problem=label(n), field=field) for n in answer.problems]
        yield _held_together(list(zip(named, found.counts, strict=True)), COUNTED[asked.end.of][1])
    elif set(found.ahead) == set(answer.problems):
        yield FIGURES.same.format(field=field)
    elif not (found.ahead and asked.end):
        yield FIGURES.differ.format(field=field)
    else:
        form = FIGURES.later if found.most else FIGURES.earlier
        yield form.format(problems="、".join(label(n) for n in found.ahead))
    if found.left:
        yield FIGURES.left.format(names="、".join(found.left))
    for citation in answer.citations:
        problem = plan.problem(citation.problem or 0)
        if problem:
            moved = term(answer, problem) if citation.field is Kind.DEADLINE else ""
            yield FIGURES.beside.format(
                problem=titled(problem), field=citation.field.label, words=moved or shortened(citation.passage.text, 120)
            )
