"""Yes or no: what a question claims of a problem (a unit, a day, a number), held against the plan; None where that cannot be decided."""

from __future__ import annotations

from dataclasses import replace

from bot.questions.amounts import numbers_in
from bot.questions.query import Kind, Query
from corpus.model import Problem

from .exact import is_charged


def claimed_field(question: Query) -> Kind | None:
    """The field that the claim is about: of a unit the responsible or accepting ones, of a time the deadline."""
    if question.filter.terms:
        return question.filter.duty.told
    if question.filter.times or question.field is Kind.DEADLINE:
        return Kind.DEADLINE
    return question.field


def verdict(question: Query, problems: list[Problem], clause: str = "") -> bool | None:
    """Whether the claim holds of all the problems; `clause` is what the question's other words point to."""
    if question.filter.terms:
        terms = [replace(t, negated=False) for t in question.filter.terms]
        return all(is_charged(p, t) for p in problems for t in terms)
    times = question.filter.times
    if times.within:
        dated = [p for p in problems if p.deadline.dates]
        if len(dated) == len(problems) and not clause:
            return all(times.holds(max(p.deadline.dates)) for p in problems)
        return None
    return _numbers_agree(question.claimed, clause)


def _numbers_agree(said: tuple[tuple[str, str], ...], clause: str) -> bool | None:
    """Whether the numbers that are claimed stand in the clause with their units; None without one, or where none is to compare."""
    there = numbers_in(clause)
    compared = [(n, u) for n, u in said if any(u == unit for _, unit in there)]
    return all(pair in there for pair in compared) if clause and compared else None
