"""What the ledger answers to a question of how things stand, with the clauses of the plan it stands on.

Sets are the exact set of the state by the ledger, within the exact filter over the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.language.writing import label
from bot.ledger.agenda import Agenda
from bot.ledger.queries import (
    Wanted,
    lacking_acceptance,
    late_milestones,
    problems_in,
)
from bot.ledger.states import Progress
from bot.ledger.workflow import STATES, State
from bot.questions.mentions import Mentions
from bot.questions.query import Kind, Query
from corpus.model import Plan, Problem

from .answer import Answer, Citation, Group, citations_of
from .exact import answer_set, why
from .refusal import Reason, Refusal
from .words import NOT_IN_THE_PLAN


def status_of(question: Query, plan: Plan, agenda: Agenda, numbers: tuple[int, ...], carried: int | None = None) -> Answer:
    """Where each of the problems stands: 第23项完成了吗."""
    problems = [p for n in numbers if (p := plan.problem(n))]
    if question.kind is Kind.COUNT and not any(is_begun(agenda, n) for n in numbers):
        return Answer(
            question, Kind.NONE, refusal=Refusal(Reason.UNREPORTED, "、".join(label(n) for n in numbers)), carried=carried
        )
    cited = [*(c for p in problems for c in _clauses(p, agenda))]
    if question.field is Kind.RESPONSIBLE:
        cited += [c for p in problems for c in citations_of(p, question.field)]
    citations = tuple(dict.fromkeys(cited))
    return Answer(
        question, Kind.STATUS, numbers, citations, carried=carried, verdict=_is_late(question, agenda, numbers), agenda=agenda
    )


_WHETHER_LATE = re.compile("(?:逾期|超期|过期|超时)了?(?:吗|么|没有?|不|吧|没)?[呢啊呀]?[?？]?$")
_SAID_SO = re.compile("是不是|是否|算不算|有没有|吗|么|没|吧|不[?？]?$")


def _is_late(question: Query, agenda: Agenda, numbers: tuple[int, ...]) -> bool | None:
    """Whether the problem is late, where that is asked (是不是超期了)."""
    whole = agenda.whole(numbers[0]) if len(numbers) == 1 else None
    asked = _WHETHER_LATE.search(question.words) and _SAID_SO.search(question.words)
    return whole.overdue if whole and asked else None


def is_begun(agenda: Agenda, number: int) -> bool:
    """Whether anything was entered for a problem or its milestones."""
    return any(e.standing.events for e in agenda.entries if e.item.problem.number == number)


def _clauses(problem: Problem, agenda: Agenda) -> Iterator[Citation]:
    """The deadline, the acceptance that is awaited, and the milestones that are late."""
    whole = agenda.whole(problem.number)
    yield from citations_of(problem, Kind.DEADLINE)
    if whole is None:
        return
    yield from _awaited(agenda, (problem.number,))
    measures = {c.measure: c for c in citations_of(problem, Kind.MEASURES)}
    for entry in late_milestones(agenda, whole)[:5]:
        if entry.item.measure and (cited := measures.get(entry.item.measure)):
            yield cited


def _awaited(agenda: Agenda, numbers: tuple[int, ...]) -> Iterator[Citation]:
    """Who is to accept what is reported, which an answer names."""
    for whole in (w for n in numbers if (w := agenda.whole(n))):
        if whole.state is State.REPORTED and lacking_acceptance(whole):
            yield from citations_of(whole.item.problem, Kind.ACCEPTANCE)


def set_by_ledger(question: Query, plan: Plan, agenda: Agenda, mentions: Mentions | None) -> Answer | None:
    """The problems in the state that is asked for; None where none is, or where it is 逾期 and only the plan's days are known."""
    progress = question.progress
    if progress is None or (progress in (Progress.OVERDUE, Progress.ON_TIME) and not agenda.registered):
        return None
    if question.owes and all(t.units for t in question.filter.terms):
        return _remaining(question, plan, agenda)
    found = answer_set(question, plan, agenda.today, problems_in(agenda, Wanted(progress, question.filter.charged)), mentions)
    if found.refusal and (found.refusal.reason != Reason.EMPTY or _nothing_at_all(question, plan, agenda, mentions)):
        return found
    kind = question.kind or Kind.LIST
    citations = tuple(dict.fromkeys((*found.citations, *_awaited(agenda, found.problems))))
    return Answer(found.question, kind, found.problems, citations, agenda=agenda, progress=progress)


def by_state(question: Query, found: Sequence[Problem], agenda: Agenda | None) -> Answer:
    """How many problems are in which state, and which: 全市进度怎么样; of all or of those that something was entered for."""
    if agenda is None:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.TYPE, NOT_IN_THE_PLAN))
    told = question.by == "reported"
    stands = {p.number: w.state for p in found if (w := agenda.whole(p.number)) and not (told and not is_begun(agenda, p.number))}
    if told and not stands:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.NO_REPORTS))
    groups = tuple(Group(STATES[s], numbers) for s in State if (numbers := tuple(n for n in stands if stands[n] is s)))
    citations = tuple(c for p in found for c in citations_of(p, Kind.DEADLINE))
    return Answer(question, Kind.LIST, tuple(stands), citations, groups=groups, unregistered=not agenda.registered)


def _nothing_at_all(question: Query, plan: Plan, agenda: Agenda, mentions: Mentions | None) -> bool:
    """Whether there is no such problem in any state, of which 已完成共0项 would say too little."""
    return bool(question.filter) and answer_set(question, plan, agenda.today, mentions=mentions).refusal is not None


def _remaining(question: Query, plan: Plan, agenda: Agenda) -> Answer:
    """What units still owe, as responsible units and as acceptance units: 市能源局还差什么."""
    units = tuple(u for t in question.filter.terms for u in t.units)
    own = problems_in(agenda, Wanted(Progress.OPEN, units))
    others = problems_in(agenda, Wanted(Progress.REPORTED, units, accepting=True))
    problems = [p for p in plan.problems if p.number in own or p.number in others]
    numbers = tuple(p.number for p in problems)
    cited = tuple(dict.fromkeys((*(c for p in problems for c in why(p, question.filter)), *_awaited(agenda, numbers))))
    return Answer(question, question.kind or Kind.LIST, numbers, cited, agenda=agenda, progress=question.progress)
