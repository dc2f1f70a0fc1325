"""Problems asked for by number: one, several, the next, the last, a measure of one."""

from __future__ import annotations

from dataclasses import replace

from bot.questions.query import FIELD_KINDS, Kind, Query
from bot.questions.state import State
from corpus.model import Plan, Problem
from index.search import Hit

from .answer import Answer, Citation, of_measure
from .clauses import answer_about
from .refusal import Reason, Refusal


def answer_number(question: Query, plan: Plan, state: State, hit: Hit | None = None) -> Answer:
    """The asked field of the problem or problems that the question names by number; `hit` says which clause its words point to."""
    wanted = meant(question, plan, state)
    if wanted is None:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.TOPICLESS))
    problems = [plan.problem(n) for n in wanted]
    for number, problem in zip(wanted, problems, strict=True):
        if problem is None:
            return Answer(question, Kind.NONE, refusal=Refusal(Reason.NUMBER, str(number)))
    if question.measure is not None and problems[0]:
        return of_one_measure(question, problems[0], question.measure)
    found = [answer_about(question, p, _asked(question, state), hit) for p in problems if p]
    if found[0].refused:
        return found[0]
    citations: tuple[Citation, ...] = tuple(c for f in found for c in f.citations[: None if len(found) == 1 else 1])
    return replace(found[0], problems=wanted, citations=citations)


def of_one_measure(question: Query, problem: Problem, number: int) -> Answer:
    """One measure of a problem by its number, or how many there are."""
    measure = next((m for m in problem.measures if m.ordinal == str(number)), None)
    if measure is None:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.MEASURE, str(len(problem.measures)), problem.number))
    return Answer(question, Kind.MEASURES, (problem.number,), (of_measure(problem, measure),), measure=measure.ordinal)


def meant(question: Query, plan: Plan, state: State) -> tuple[int, ...] | None:
    """The numbers meant: as written, from the end, or a step on from what is talked about."""
    if question.step:
        return (state.focus[0] + question.step,) if state.focus else None
    numbers = question.numbers or (question.number or 0,)
    listed = [p.number for p in plan.problems]
    return tuple(listed[n] if n < 0 and -n <= len(listed) else n for n in numbers)


def _asked(question: Query, state: State) -> Kind:
    """The field named, or that of the turn before where the question goes on from it."""
    if question.field:
        return question.field
    goes_on = question.step and state.kind in FIELD_KINDS
    return state.kind.asked if goes_on and state.kind else Kind.PROBLEM
