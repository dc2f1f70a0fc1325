"""Yes or no: what a question claims of a problem (a unit, a day, a number), held against the plan; None where that cannot be decided."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.questions.query import Duty, Kind, Query
from corpus.model import Problem

from .exact import is_charged

_NUMBER = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)\s?([%％]|[个家台处座次项亩吨万公平立户人米条]|天|小时)?")
_SAID = str.maketrans({c: str(i) for i, c in enumerate("零一二三四五六七八九")})


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
        duty = question.filter.duty
        if duty is Duty.ANY and "牵头" in question.words:
            duty = Duty.LEAD
        terms = [replace(t, duty=t.duty if t.duty is not Duty.ANY else duty, negated=False) for t in question.filter.terms]
        return all(is_charged(p, t) for p in problems for t in terms)
    times = question.filter.times
    if times.within:
        dated = [p for p in problems if p.deadline.dates]
        if len(dated) == len(problems) and not clause:
            return all(times.holds(max(p.deadline.dates)) for p in problems)
        return None
    return _numbers_agree(question.words, clause)


def _numbers_agree(words: str, clause: str) -> bool | None:
    """Whether a number with its unit that the question says stands in the clause; None without one, or where none is to compare."""
    said = [(n, u) for n, u in _NUMBER.findall(words.translate(_SAID)) if u]
    if not said or not clause:
        return None
    there = _NUMBER.findall(clause)
    compared = [(n, u) for n, u in said if any(u == unit for _, unit in there)]
    if not compared:
        return None
    return all((n, u) in there for n, u in compared)
