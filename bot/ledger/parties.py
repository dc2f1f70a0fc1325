"""Whose an item is: the parties of a problem and of a milestone, each with its units as the plan names them. Pure.

Party committee and government of one area (海南区委, 海南区政府) are one party, 海南区; every other unit is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.model import Duty, Milestone, Problem, Role

_BODY = re.compile(r"(?P<area>[一-鿿]{1,8}?(?:自治县|自治旗|[区县旗市盟州]))(?:党工委|工委|党委|委|人民政府|政府)")
_TIME = re.compile(
    r"(?:力争|争取|计划|确保)?(?:在|于|到|至)?[0-9〇零一二三四五六七八九十]{1,4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?[底末初]?(?:之?前|以前)?[，,]?"
)
_EVENT = re.compile(
    r"(?:(?:在|自|于)?《[^》]*》[^，,。；;]{0,8}|(?:在|自|于)[^，,。；;]{0,20})后[0-9一二三四五六七八九十]+个?(?:月|年|日|天)内?[，,]?"
)
_LINK = re.compile(r"[、和与及]|会同|联合|协同|配合|以及")
_BEGINS = re.compile(
    r"(?:分别|共同|牵头|负责|组织|督促|指导|完成|开展|制定|推动|推进|进一步|按照|根据|在|对|将|把|应|要|结合|依法|加快|编制|落实|确保|对照|印发|建立|实施|出台|加强|全面|严格|优化)"
)
_ALL = re.compile(r"各(?:区|县|旗|市|[（(][^）)]*[）)])+(?:委|党委|政府|人民政府)?(?![属地级])")
_ORDER = (Role.LEAD, Role.RESPONSIBLE, Role.MEMBER)


@dataclass(frozen=True)
class Party:
    """Who is counted, reminded, reports and signs: its name, its units in the plan, and its part in the problem."""

    name: str
    units: tuple[str, ...]
    role: Role


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


def parties_of(problem: Problem) -> tuple[Party, ...]:
    """Everybody who is responsible for a problem, in the plan's order."""
    found: dict[str, list[Duty]] = {}
    for duty in problem.responsible:
        found.setdefault(party_name(duty.unit), []).append(duty)
    return tuple(Party(name, tuple(d.unit for d in mine), _highest(d.role for d in mine)) for name, mine in found.items())


def milestone_parties(problem: Problem, stone: Milestone) -> tuple[Party, ...]:
    """Those whom the clause names as its doers; everybody of the problem where it names nobody."""
    every = parties_of(problem)
    told = parties_named(getattr(stone, "units", ())) or _doers(stone.quote.text, every)
    known = {p.name: p for p in every}
    return tuple(known.get(name) or Party(name, (name,), Role.RESPONSIBLE) for name in told) or every


def unit_parties(named: Iterable[Duty]) -> Mapping[str, tuple[str, ...]]:
    """Party → its units, of any duties."""
    found: dict[str, tuple[str, ...]] = {}
    for duty in named:
        name = party_name(duty.unit)
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), duty.unit)))
    return found


def of_units(parties: Iterable[Party], units: Iterable[str]) -> tuple[Party, ...]:
    """The parties for which a chat bound to `units` speaks."""
    named = set(units)
    names = set(parties_named(named))
    return tuple(p for p in parties if p.name in names or acting_for(named, p.units))


def acting_for(units: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
    """Which of the plan's `named` units a chat bound to `units` speaks for: 市生态环境局 also for 专项组（市生态环境局）."""
    bound = tuple(units)
    return tuple(dict.fromkeys(n for n in named if any(n == u or f"（{u}）" in n for u in bound)))


def _highest(roles: Iterable[Role]) -> Role:
    return min(roles, key=_ORDER.index)


def _doers(quote: str, every: tuple[Party, ...]) -> tuple[str, ...]:
    """The parties with which the clause begins (behind its time), joined by 、 or 会同, and followed by what they do."""
    names = {n: p.name for p in every for n in _names(p)}
    areas = tuple(p.name for p in every if p.name not in p.units)
    found: list[str] = []
    rest = _without_time(quote).removeprefix("由")
    while begins := next((n for n in sorted(names, key=len, reverse=True) if rest.startswith(n)), None) or _each(rest):
        found += [names[begins]] if begins in names else areas
        rest = _without_time(rest[len(begins) :])
        link = _LINK.match(rest)
        if not link:
            break
        rest = rest[link.end() :]
    return tuple(dict.fromkeys(found)) if found and _BEGINS.match(rest) else ()


def _each(rest: str) -> str:
    match = _ALL.match(rest)
    return match.group() if match else ""


def _names(party: Party) -> Iterable[str]:
    """海南区委, 海南区政府, 海南区, 海南政府; a unit by its name alone."""
    yield from party.units
    if party.name not in party.units:
        yield party.name
        yield f"{party.name[:-1]}政府"


def _without_time(words: str) -> str:
    flat = words.lstrip(" 　，,")
    match = _TIME.match(flat) or _EVENT.match(flat)
    return flat[match.end() :].lstrip(" 　，,") if match else flat
