"""Chats bound to units that the plan does not name (any more): which, and what these may be called now. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from corpus.model import Plan, Problem

from .parties import acting_for, parties_named, party_name

_LIKE = 0.6
_CHOICES = 3


def units_in(plan: Plan) -> tuple[str, ...]:
    """Every unit of a plan, responsible or accepting, each once."""
    return tuple(dict.fromkeys(u for p in plan.problems for u in _units(p)))


def lost_units(units: Iterable[str], plan: Plan) -> tuple[str, ...]:
    """Those of a chat's units for which nothing in the plan is left to speak for."""
    named = units_in(plan)
    known = set(parties_named(named))
    return tuple(u for u in units if party_name(u) not in known and not acting_for((u,), named))


def units_of_party(party: str, plan: Plan) -> tuple[str, ...]:
    """A party's units as the plan names them."""
    return tuple(u for u in units_in(plan) if party_name(u) == party)


def successors(party: str, old: Plan, new: Plan, matched: Mapping[int, int]) -> tuple[str, ...]:
    """The parties that a lost one may have become, likeliest first: new ones that stand in its place, and those called alike."""
    votes = Counter(name for a, b in matched.items() for name in _taken_over(party, old.problem(a), new.problem(b)))
    before = set(parties_named(units_in(old)))
    found = [(votes[name], _likeness(party, name), name) for name in parties_named(units_in(new)) if name not in before]
    likely = sorted((x for x in found if x[0] or x[1] >= _LIKE), key=lambda x: (-x[0], -x[1]))
    return tuple(name for _, _, name in likely[:_CHOICES])


def _taken_over(party: str, before: Problem | None, after: Problem | None) -> Iterator[str]:
    """The parties that a problem has instead of it."""
    if before and after and party in (was := parties_named(_units(before))):
        yield from (name for name in parties_named(_units(after)) if name not in was)


def _units(problem: Problem) -> Iterator[str]:
    return (d.unit for d in (*problem.responsible, *problem.acceptance))


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
