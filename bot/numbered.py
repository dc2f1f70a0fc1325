"""Problems asked for by number: one, several, the next, the last, the second of a list, a measure of one."""

from __future__ import annotations

from dataclasses import replace

from corpus.model import Plan, Problem

from .clauses import answer_about, of_measure
from .evidence import Refusal
from .question import Kind, Question
from .reply import FIELD_KINDS, Answer, Citation


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
