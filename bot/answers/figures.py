"""Figures over sets: groups, extremes, units, dated steps, and problems or units held against one another. Exact, like the sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.ledger.agenda import Agenda
from bot.ledger.queries import Wanted, problems_in
from bot.ledger.states import Progress
from bot.questions.mentions import Mentions
from bot.questions.query import Duty, Extreme, Kind, Query
from corpus.model import Plan, Problem
from index.chunks import milestones_in_full

from .answer import Answer, Group, Step, citations_of
from .exact import COUNTED, about, count_of, edge, in_capacity, is_ongoing, not_understood, select, why
from .refusal import Reason, Refusal
from .words import CAPACITIES, FIGURES, HAVING


@dataclass(frozen=True)
class Held:
    """A state that the problems of a figure stand in by the ledger; units are asked for their own parts."""

    agenda: Agenda
    progress: Progress

    def by(self, units: tuple[str, ...]) -> tuple[int, ...]:
        """The problems that stand so for these units, or () for all of them."""
        return problems_in(self.agenda, Wanted(self.progress, units))


def selected(question: Query, plan: Plan, today: date, mentions: Mentions | None, held: Held | None = None) -> list[Problem]:
    """The problems that a figure is about."""
    among = set(question.among) if question.among is not None else None
    if question.number is not None:
        among = set(question.numbers or (question.number,))
    if held:
        standing = set(held.by(question.filter.charged))
        among = standing if among is None else among & standing
    return select(plan, question.filter, today, among, mentions)


# --- groups -----------------------------------------------------------------------------------------------


def answer_groups(question: Query, plan: Plan, today: date, mentions: Mentions | None, held: Held | None = None) -> Answer:
    """How many problems, and which, by aspect, unit, year or month."""
    found = selected(question, plan, today, mentions, held)
    if refused := not_understood(question):
        return refused
    least, most = question.held or (1, None)
    made = (
        _by_theme(question, found, plan, mentions)
        if mentions and question.by == "theme"
        else _groups(question, found, plan, held)
    )
    groups = tuple(g for g in made if least <= len(g.problems) <= (most or len(g.problems)))
    if not groups:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.EMPTY))
    numbers = {n for g in groups for n in g.problems}
    rest = tuple(p.number for p in found if p.number not in numbers)
    if rest and question.by == "unit" and not (question.held or held):
        groups = (*groups, Group(HAVING.none.format(thing=CAPACITIES[capacity_of(question)]), rest))
    found = [p for p in found if p.number in numbers] if question.held else found
    citations = tuple(c for p in found for c in why(p, question.filter)[:1])
    return Answer(question, Kind.LIST, tuple(p.number for p in found), citations, groups=groups)


def _by_theme(question: Query, found: Sequence[Problem], plan: Plan, mentions: Mentions) -> Iterator[Group]:
    for theme in question.filter.themes:
        numbers = about(theme, plan, mentions)
        yield Group(theme.words, tuple(p.number for p in found if p.number in numbers))


BY_PARTY = ("unit", "office", "district")
"""Groups of those who are responsible, or accept."""


def capacity_of(question: Query) -> Duty:
    """In which capacity a figure counts units: that of the units which it is limited to, or else the one it names."""
    if question.filter.terms:
        return question.filter.duty
    return question.extreme.duty if question.extreme else question.duty


def _groups(question: Query, found: Iterable[Problem], plan: Plan, held: Held | None) -> Iterator[Group]:
    problems, by = list(found), question.extreme.of if question.extreme else question.by
    match by:
        case "aspect":
            pairs = [(a.title.text, [p for p in problems if p.aspect == a.ordinal]) for a in plan.aspects]
        case "unit" | "office" | "district":
            duty = capacity_of(question)
            pairs = _by_party(problems, plan, duty, held, districts=by != "office", offices=by != "district")
        case _:
            pairs = _by_term(problems, by, dated=bool(question.filter.times))
    yield from (Group(name, tuple(p.number for p in group)) for name, group in pairs if group)


def party_of(unit: str, plan: Plan) -> str:
    """海南区委 and 海南区政府 are one party, 海南区; every other unit is its own."""
    return next((d for d in plan.districts if unit.startswith(d) and len(unit) - len(d) <= 4), unit)


def _by_party(
    problems: list[Problem], plan: Plan, duty: Duty, held: Held | None, *, districts: bool, offices: bool
) -> list[tuple[str, list[Problem]]]:
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        for party in dict.fromkeys(party_of(d.unit, plan) for d in in_capacity(problem, duty)):
            if (party in plan.districts and districts) or (party not in plan.districts and offices):
                groups.setdefault(party, []).append(problem)
    if held:
        own = {party: set(held.by(_units(party, problems, plan))) for party in groups}
        groups = {party: [p for p in group if p.number in own[party]] for party, group in groups.items()}
    return sorted(groups.items(), key=lambda pair: -len(pair[1]))


def _units(party: str, problems: list[Problem], plan: Plan) -> tuple[str, ...]:
    named = (d.unit for p in problems for d in (*p.responsible, *p.acceptance))
    return tuple(dict.fromkeys(u for u in named if party_of(u, plan) == party))


def _by_term(problems: list[Problem], by: str, *, dated: bool) -> list[tuple[str, list[Problem]]]:
    """By when they are due; what is to be done by a day and kept up (2026年底前完成，长期坚持) has its day among those of a time."""

    def name(problem: Problem) -> tuple[str, str]:
        if not problem.deadline.dates or (is_ongoing(problem) and not dated):
            return "9", problem.deadline_raw.text if by == "term" else FIGURES.ongoing
        day = max(problem.deadline.dates)
        if by == "year":
            return f"{day.year}", FIGURES.year.format(year=day.year)
        return f"{day:%Y-%m}", FIGURES.month.format(year=day.year, month=day.month)

    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault(name(problem), []).append(problem)
    return [(said, group) for (_, said), group in sorted(groups.items())]


# --- extremes ---------------------------------------------------------------------------------------------


def answer_extreme(question: Query, plan: Plan, today: date, mentions: Mentions | None, held: Held | None = None) -> Answer:
    """The problems at one end, ties included; or who has most of them."""
    extreme = question.extreme
    assert extreme
    if refused := not_understood(question):
        return refused
    found = selected(question, plan, today, mentions, held)
    if extreme.of in (*BY_PARTY, "aspect", "month"):
        return _having_most(question, extreme, found, plan, held)
    ends = _at_the_end(extreme, found, today)
    if not ends:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.EMPTY))
    citations = tuple(c for p in ends for c in why(p, question.filter))
    return Answer(question, Kind.LIST, tuple(p.number for p in ends), citations)


def _at_the_end(extreme: Extreme, found: list[Problem], today: date) -> list[Problem]:
    if extreme.of in COUNTED:
        counts = {p.number: count_of(p, extreme.of, extreme.duty) for p in found}
        best = _ranked(counts.values(), extreme)
        return [
            p
            for p in sorted(found, key=lambda p: best.index(counts[p.number]) if counts[p.number] in best else len(best))
            if counts[p.number] in best
        ]
    if extreme.of == "late":
        late = [p for p in found if p.deadline.dates and max(p.deadline.dates) < today]
        return _from_the_edge(late, extreme.top, last=not extreme.most)
    if extreme.both:
        return [*edge(found, last=False), *edge(found, last=True)]
    for _ in range(extreme.place - 1):
        ahead = edge(found, last=extreme.most)
        found = [p for p in found if p not in ahead]
    return _from_the_edge(found, extreme.top, last=extreme.most)


def _from_the_edge(found: list[Problem], top: int, *, last: bool) -> list[Problem]:
    """At least so many from the end, or all there are."""
    taken: list[Problem] = []
    while len(taken) < top and (ahead := edge((p for p in found if p not in taken), last=last)):
        taken += ahead
    return taken


def _ranked(counts: Iterable[int], extreme: Extreme) -> list[int]:
    """The greatest or the smallest of counts, or the second (第二多), of those that differ; more of them until `top` have one."""
    every = sorted(counts, reverse=extreme.most)
    differing = list(dict.fromkeys(every))[extreme.place - 1 :]
    return [c for i, c in enumerate(differing) if i == 0 or sum(c2 in differing[:i] for c2 in every) < extreme.top]


def _having_most(question: Query, extreme: Extreme, found: list[Problem], plan: Plan, held: Held | None) -> Answer:
    groups = list(_groups(question, found, plan, held))
    if not groups:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.EMPTY))
    best = _ranked((len(g.problems) for g in groups), extreme)
    ends = tuple(sorted((g for g in groups if len(g.problems) in best), key=lambda g: best.index(len(g.problems))))
    if not ends:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.EMPTY))
    rest = tuple(
        sorted((g for g in groups if g not in ends), key=lambda g: -len(g.problems) if extreme.most else len(g.problems))
    )
    numbers = tuple(dict.fromkeys(n for g in ends for n in g.problems))
    cited = tuple(c for n in numbers if (p := plan.problem(n)) for c in why(p, question.filter)[:1])
    return Answer(question, Kind.LIST, numbers, cited, groups=(*ends, *(rest[:4] if extreme.top == 1 else ())))


# --- units and steps --------------------------------------------------------------------------------------


def answer_units(question: Query, plan: Plan, today: date, mentions: Mentions | None, held: Held | None = None) -> Answer:
    """Which units the problems name, in the plan's order: 整改责任单位有哪些."""
    found = selected(question, plan, today, mentions, held)
    if refused := not_understood(question):
        return refused
    units = tuple(dict.fromkeys(d.unit for p in found for d in in_capacity(p, question.duty)))
    if not units:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.EMPTY))
    cited = tuple(c for p in found for c in citations_of(p, question.duty.told))
    numbers = tuple(p.number for p in found) if len(found) < len(plan.problems) else ()
    return Answer(question, Kind.LIST, numbers, cited, units=units)


def answer_steps(question: Query, plan: Plan, today: date, agenda: Agenda | None, mentions: Mentions | None) -> Answer:
    """The dated steps of measures (and the deadlines) that are meant, by day."""
    if refused := not_understood(question):
        return refused
    times = question.filter.times
    found = selected(replace(question, filter=replace(question.filter, times=type(times)(), order=None)), plan, today, mentions)
    steps = [s for p in found for s in _steps(p, agenda) if not times or (s.due is not None and _is_meant(s.due, question))]
    steps = [steps[i] for p in question.places if -len(steps) <= (i := p - (p > 0)) < len(steps)] if question.places else steps
    if not steps:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.NO_STEPS))
    numbers = tuple(dict.fromkeys(s.problem for s in steps))
    if len(numbers) > 1 or times:
        steps.sort(key=lambda s: (s.due or date.max, s.problem))
    cited = tuple(c for n in numbers if (p := plan.problem(n)) for c in citations_of(p, Kind.DEADLINE))
    return Answer(question, Kind.MILESTONE if len(numbers) == 1 else Kind.LIST, numbers, cited, steps=tuple(steps))


def _is_meant(day: date, question: Query) -> bool:
    """Whether a day is meant; of what is written (措施里写2024年6月底前的) the very day, not all before it."""
    times = question.filter.times
    if question.as_written:
        return any(day == p.last if p.first is None else p.holds(day) for p in times.within)
    return times.holds(day)


def _steps(problem: Problem, agenda: Agenda | None) -> Iterator[Step]:
    """In the plan's order, then the problem's own deadline; a granted extension counts."""
    granted: dict[tuple[str | None, str], date | None] = {}
    if agenda:
        granted = {(e.item.measure, e.item.quote): e.due for e in agenda.of_problem(problem)}
    for measure in problem.measures:
        for full, stone in zip(milestones_in_full(measure), measure.milestones, strict=True):
            yield Step(problem.number, measure.ordinal, full.text, granted.get((measure.ordinal, stone.quote.text), stone.due))
    for day in problem.deadline.dates:
        yield Step(problem.number, None, problem.deadline_raw.text, day)
