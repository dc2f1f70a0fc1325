"""Whose an item is: the parties of a problem and of a milestone, each with its units as the plan names them. Pure.

Party committee and government of one area (海南区委, 海南区政府) are one party, 海南区; every other unit is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Duty, Milestone, Problem, Role

_BODY = re.compile(r"(?P<area>[一-鿿]{1,8}?(?:自治县|自治旗|[区县旗市盟州]))(?:党工委|工委|党委|委|人民政府|政府|行署)")
_COLLECTIVE = re.compile("(?:各|有关|相关)[一-鿿]{0,6}(?:单位|部门|机构|企业)$")
_ORDER = (Role.LEAD, Role.RESPONSIBLE, Role.MEMBER)


@dataclass(frozen=True)
class Party:
    """Who is counted, reminded, reports and signs: its name, its units in the plan, and its part in the problem."""

    name: str
    units: tuple[str, ...]
    role: Role


@lru_cache(1 << 12)
def party_name(unit: str) -> str:
    """The party that a unit is, or belongs to.

    >>> party_name("海南区委"), party_name("海南区政府"), party_name("市能源局"), party_name("市委办公室"), party_name("市政府")
    ('海南区', '海南区', '市能源局', '市委办公室', '市政府')
    """
    match = _BODY.fullmatch(unit)
    return match["area"] if match and len(match["area"]) > 1 else unit


def parties_named(units: Iterable[str]) -> tuple[str, ...]:
    """The names of the parties that units belong to, each once."""
    return tuple(dict.fromkeys(map(party_name, units)))


def is_collective(unit: str) -> bool:
    """Whether it is no unit that a chat could speak for: who is meant the office decides.

    >>> [is_collective(u) for u in ("各有关单位", "专项组各相关成员单位", "市直有关部门", "市水务局", "各区委")]
    [True, True, True, False, False]
    """
    return _COLLECTIVE.search(unit) is not None


def parties_of(problem: Problem) -> tuple[Party, ...]:
    """Everybody who is responsible for a problem, in the plan's order."""
    found: dict[str, list[Duty]] = {}
    for duty in problem.responsible:
        found.setdefault(party_name(duty.unit), []).append(duty)
    return tuple(Party(name, tuple(d.unit for d in mine), _highest(d.role for d in mine)) for name, mine in found.items())


def milestone_parties(problem: Problem, stone: Milestone) -> tuple[Party, ...]:
    """Those whom the clause names as its doers; everybody of the problem where it names nobody."""
    every = parties_of(problem)
    known = {p.name: p for p in every}
    told = unit_parties(stone.units)
    return tuple(known.get(name) or Party(name, units, Role.RESPONSIBLE) for name, units in told.items()) or every


def unit_parties(units: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Party → its units, of any units."""
    found: dict[str, tuple[str, ...]] = {}
    for unit in units:
        found[party_name(unit)] = tuple(dict.fromkeys((*found.get(party_name(unit), ()), unit)))
    return found


def of_units(parties: Iterable[Party], units: Iterable[str]) -> tuple[Party, ...]:
    """The parties for which a chat bound to `units` speaks."""
    return _of_units(tuple(parties), frozenset(units))


@lru_cache(1 << 14)  # every chat's of every item, each morning many times
def _of_units(parties: tuple[Party, ...], named: frozenset[str]) -> tuple[Party, ...]:
    names = set(parties_named(named))
    return tuple(p for p in parties if p.name in names or acting_for(named, p.units))


def acting_for(units: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
    """Which of the plan's `named` units a chat bound to `units` speaks for: 市生态环境局 also for 专项组（市生态环境局）."""
    bound = set(units)
    return tuple(dict.fromkeys(n for n in named if bound & {n, *_BRACKETS.split(n)}))


_BRACKETS = re.compile("[（）]")
"""市水利和湖泊局（市河湖长制办公室） is both."""


def _highest(roles: Iterable[Role]) -> Role:
    return min(roles, key=_ORDER.index)
