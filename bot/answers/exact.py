"""Lists and counts: exact filters over the plan, so they are complete or they are nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.language.dates import Period, in_year_of
from bot.questions.question import Duty, Filter, Kind, Question
from corpus.model import DeadlineKind, Plan, Problem, Role
from corpus.model import Duty as Charge

from .answer import FIELD_KINDS, Answer, Citation
from .clauses import answer_about, of_measure
from .refusal import Refusal

_AMONG = re.compile("其中|里面|里头|这里|当中")
_STANDING = re.compile("长期|持续|常态化")


def answer_set(
    question: Question, plan: Plan, today: date, previous: Answer | None, held: Collection[int] | None = None
) -> Answer:
    """All problems that the question's filter lets through; within the earlier turn's list where the question points back.

    `held` are the problems that stand as asked by the ledger, where it is asked.
    """
    wanted = question.filter
    among = plan.problems if held is None else tuple(p for p in plan.problems if p.number in held)
    listed = previous is not None and previous.kind in (Kind.LIST, Kind.COUNT)
    if previous and listed and _AMONG.search(question.words):
        among = tuple(p for p in among if p.number in previous.problems)
    if previous and listed and question.refers_back:
        wanted = _inherited(wanted, previous.question.filter)
        question = replace(question, filter=wanted)
    for spoken, units in wanted.units:
        if not units:
            return Answer(question, Kind.NONE, refusal=Refusal("unit", spoken))
    found = [p for p in among if _matches(p, wanted, today)]
    if wanted.order in ("first", "last"):
        found = _extreme(found, last=wanted.order == "last")
    if not found:
        return Answer(question, Kind.NONE, refusal=Refusal("empty"))
    citations = tuple(c for p in found for c in why(p, wanted))
    return Answer(question, question.kind or Kind.LIST, tuple(p.number for p in found), citations)


def _inherited(wanted: Filter, before: Filter) -> Filter:
    """那能源局呢 after 水务局牵头哪些 asks for what 能源局 leads; 那验收的呢 for what the same unit accepts."""
    units = wanted.units or before.units
    duty = before.duty if wanted.duty is Duty.ANY and wanted.units else wanted.duty
    period = in_year_of(wanted.period, before.period) if wanted.period and before.period else wanted.period
    return replace(wanted, units=units, duty=duty, period=period)


def _matches(problem: Problem, wanted: Filter, today: date) -> bool:
    charged = all(_charged(problem, units, wanted) for _, units in wanted.units)
    if wanted.units and charged == wanted.negated:
        return False
    due = problem.deadline.dates
    if wanted.aspect and problem.aspect != wanted.aspect:
        return False
    if wanted.period and _falls_in(problem, wanted, wanted.period, today) == wanted.not_then:
        return False
    match wanted.order:
        case "ongoing":
            return problem.deadline.kind is DeadlineKind.ONGOING or bool(_STANDING.search(problem.deadline_raw.text))
        case "undated":
            standing = problem.deadline.kind is DeadlineKind.MIXED and not problem.deadline.trigger
            return standing or problem.deadline.kind in (DeadlineKind.ONGOING, DeadlineKind.NONE)
        case "overdue":
            return bool(due) and (max(due) < today) != wanted.not_then
        case _:
            return True


def _falls_in(problem: Problem, wanted: Filter, period: Period, today: date) -> bool:
    """Whether one of its dates is in the period; of what is due, a stage that is past does not count while the deadline is ahead."""
    dates = problem.deadline.dates
    if wanted.order == "due":
        return any(period.holds(d) for d in dates if d >= today or d == max(dates))
    return any(period.holds(d) for d in dates)


def _charged(problem: Problem, units: tuple[str, ...], wanted: Filter) -> bool:
    """Whether the field names one of the units in that capacity."""
    if wanted.duty is Duty.ACCEPTS:
        return any(d.unit in units or _stands_for(d, units) for d in problem.acceptance)
    roles = {Duty.LEAD: (Role.LEAD,), Duty.MEMBER: (Role.MEMBER,)}.get(wanted.duty, tuple(Role))
    named = [d for d in problem.responsible if not wanted.by_name or d.unit[:2] in d.quote.text]
    return any(d.unit in units and d.role in roles for d in named)


def _stands_for(duty: Charge, units: tuple[str, ...]) -> bool:
    """A group with its office in brackets (…专项组（市生态环境局）) is that office too."""
    return "（" in duty.unit and any(f"（{u}）" in duty.unit for u in units)


def _extreme(problems: list[Problem], *, last: bool) -> list[Problem]:
    dated = [(max(p.deadline.dates), p) for p in problems if p.deadline.dates]
    if not dated:
        return []
    edge = (max if last else min)(d for d, _ in dated)
    return [p for d, p in dated if d == edge]


def why(problem: Problem, wanted: Filter) -> list[Citation]:
    """The passages that put a problem into a set."""
    cited = []
    for _, units in wanted.units:
        duties = problem.acceptance if wanted.duty is Duty.ACCEPTS else problem.responsible
        name = "acceptance" if wanted.duty is Duty.ACCEPTS else "responsible"
        cited += [Citation(problem.number, None, name, d.quote) for d in duties if d.unit in units][:1]
    cited = [c for c in cited if c.passage] or [Citation(problem.number, None, "finding", problem.title)]
    return [*cited, *([Citation(problem.number, None, "deadline", problem.deadline_raw)] if problem.deadline_raw else [])]


def unmarked(plan: Plan, wanted: Filter) -> list[Problem]:
    """Problems whose field marks no lead at all and names the unit: neither led by it nor by anybody else."""
    if wanted.order or wanted.negated:
        return []
    units = {u for _, us in wanted.units for u in us}
    found = [p for p in plan.problems if _matches(p, replace(wanted, duty=Duty.ANY), date.max)]
    return [p for p in found if any(d.unit in units and d.role is Role.RESPONSIBLE for d in p.responsible)]


def answer_number(question: Question, plan: Plan, previous: Answer | None) -> Answer:
    """The asked field of the problem or problems that the question names by number."""
    if measured := _measure_of_previous(question, plan, previous):
        return measured
    wanted = meant(question, plan, previous)
    if wanted is None:
        return Answer(question, Kind.NONE, refusal=Refusal("topicless"))
    problems = [plan.problem(n) for n in wanted]
    for number, problem in zip(wanted, problems, strict=True):
        if problem is None:
            return Answer(question, Kind.NONE, refusal=Refusal("number", str(number)))
    found = [answer_about(question, p, _asked(question, previous), None) for p in problems if p]
    if question.measure is not None and problems[0]:
        return of_one_measure(question, problems[0], question.measure)
    citations: tuple[Citation, ...] = tuple(c for f in found for c in f.citations[: None if len(found) == 1 else 1])
    return replace(found[0], problems=wanted, citations=citations)


def of_one_measure(question: Question, problem: Problem, number: int) -> Answer:
    """One measure of a problem by its number, or how many there are."""
    measure = next((m for m in problem.measures if m.ordinal == str(number)), None)
    if measure is None:
        return Answer(question, Kind.NONE, refusal=Refusal("measure", f"{problem.number}:{len(problem.measures)}"))
    return Answer(question, Kind.MEASURES, (problem.number,), (of_measure(problem, measure),), measure=measure.ordinal)


def _measure_of_previous(question: Question, plan: Plan, previous: Answer | None) -> Answer | None:
    """那第二条呢 after measures is the second measure, not the second problem."""
    short = question.refers_back and not question.field and question.number is not None and not question.numbers
    if previous is None or previous.kind is not Kind.MEASURES or not previous.problems or not short or question.step:
        return None
    problem = plan.problem(previous.problems[0])
    if problem is None or question.number is None or question.number < 1:
        return None
    return replace(of_one_measure(question, problem, question.number), carried=problem.number)


def meant(question: Question, plan: Plan, previous: Answer | None) -> tuple[int, ...] | None:
    """The numbers meant: as written, from the end, a step on, or a place in the list of the turn before."""
    if previous and previous.kind in (Kind.LIST, Kind.COUNT) and question.place is not None:
        place = question.place - 1 if question.place > 0 else question.place
        return (previous.problems[place],) if -len(previous.problems) <= place < len(previous.problems) else None
    if question.step:
        return (previous.problems[0] + question.step,) if previous and previous.problems else None
    numbers = question.numbers or (question.number or 0,)
    listed = [p.number for p in plan.problems]
    return tuple(listed[n] if n < 0 and -n <= len(listed) else n for n in numbers)


def _asked(question: Question, previous: Answer | None) -> Kind:
    """The field named, or that of the turn before where the question goes on from it."""
    if question.field:
        return question.field
    goes_on = (question.step or question.refers_back) and previous and previous.kind in FIELD_KINDS
    kind = previous.kind if goes_on and previous else Kind.PROBLEM
    return Kind.DEADLINE if kind is Kind.MILESTONE else kind
