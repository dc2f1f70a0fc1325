"""Who does what a milestone's clause asks: the units that it names as its doers, () where it names none.

    括注    = （责任单位：做者、做者；…）  closing the clause goes before who leads it
    分句    = 时间? 从句? 由? 做者 (连接 做者)* 做什么      做者 = 单位 | 区名 | 各区 (政府|委)?
    承前    = a clause without a doer that goes on with a deed has the doer that its sentence begins with

A company, a place (海南区境内) and whoever is only spoken to (督促某公司) do nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.model import Measure, Milestone, Problem

from .deadlines import find_terms
from .districts import BODY, DISTRICT, LEVEL

_LEADS_IN = re.compile(r"[ 　，,：:]*(?:力争|争取|计划|确保)?(?:在|于|到|至|自|从)?")
_BESIDE = re.compile(r"(?:根据|按照|依据|结合|针对|围绕|对照|参照|通过|在)[^，。；\n]{2,40}，")
_FIRST = re.compile(r"[^，。；：\n]{0,20}")
_LINK = re.compile(r"(?:牵头|负责|主导|配合|协助)?(?:[、，,和与及]|会同|联合|协同|配合|以及|组织|指导)")
_ALL = re.compile(
    rf"各(?:[{LEVEL}]|[（(][{LEVEL}、，]+[）)]|、)+(?:(?P<body>{BODY})(?![、和][{LEVEL}]?政府)|{BODY}[、和][{LEVEL}]?政府)?(?![属地级])"
)
_NOTED = re.compile(
    r"[（(](?:[^（()）；;：:]{1,12}[：:][^（()）；;]{1,60}[；;]){0,3}(?:措施)?(?:责任|牵头|主办|承办|实施|落实)[^（()）；;：:]{0,6}[：:](?P<who>[^（()）；;]{2,80})"
)
_NO_DEED = re.compile(r"[的等所属内]|境内|辖区|范围|(?:批复|批准|同意|审[定批核查]|验收|印发|反馈|出台)[^，。；]{0,6}后")
_DEED = re.compile(
    r"[对将把向为在于按应要需再分]|分别|共同|牵头|负责|组织|督促|指导|完成|开展|制定|推[动进行]|进一步|根据|结合|依[法规]|加[快强大装密]|编制|落实|确保|印发"
    r"|建[立成设]|实[施行现]|出台|全[面部]|严[格肃厉]|优化|启动|补[齐种植办充]|拆除|清[运理空退除查淤]|取缔|关[闭停]|责令|修[复订建编补缮]|新[建增]|改[造建]|安装|配[备齐套]"
    r"|叫停|截断|接[通入]|上线|投[入产用运]|召开|举办|撤销|移送|查[处清封明]|复核|整[改治合顿]|治理|更换|暂停|停[止产工]|提[高升前]|压减|退出|回填|回收|销毁|处[置理]|转[运移]|铺设"
    r"|设[立置]|划[定转]|核[查实]|排查|摸[清底排]|巡查|检查|监[测督]|评估|论证|采[取用购]|使用|利用|收[集运回]|恢复|复[绿垦耕]|覆[土绿盖]|公[布示开]|报[送请告]|通[过报水]|达[到标]|力争|争取|计划|同步|持续|基本|逐[步一]|立即"
)


@dataclass(frozen=True)
class _Named:
    """The units that a plan names, by everything that a clause may call them."""

    units: tuple[str, ...]
    districts: tuple[str, ...]

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Name → unit or area: 海南区委, 海南区, 海南政府 (for 海南区); 市水务局 by its name alone."""
        areas = dict.fromkeys((*self.districts, *filter(None, map(_area, self.units))))
        short = {f"{area[:-1]}政府": area for area in areas} | {area: area for area in areas}
        return short | {unit.replace("人民政府", "政府"): unit for unit in self.units}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        names = sorted(self.by_name, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)) or "(?!)")


def with_doers(problems: Iterable[Problem], districts: tuple[str, ...]) -> tuple[Problem, ...]:
    """The problems, each milestone with the units that its clause names; 各区 are the areas of its problem."""
    problems = tuple(problems)
    units = dict.fromkeys(d.unit for p in problems for d in (*p.responsible, *p.acceptance))
    named = _Named(tuple(units), districts)
    return tuple(replace(p, measures=tuple(_told(m, p, named) for m in p.measures)) for p in problems)


def _told(measure: Measure, problem: Problem, named: _Named) -> Measure:
    stones = tuple(replace(x, units=_doers(x, measure, problem, named)) for x in measure.milestones)
    return replace(measure, milestones=stones)


def _doers(stone: Milestone, measure: Measure, problem: Problem, named: _Named) -> tuple[str, ...]:
    """The units of the clause, or of its sentence's beginning where the clause only goes on."""
    text = measure.passage.text
    start = stone.quote.span.start - measure.passage.span.start
    begins = max(text.rfind(c, 0, start) for c in "。；;\n") + 1
    end = start + len(stone.quote.text)
    beside = end > len(text) and _noted(stone.quote.text, 0, len(stone.quote.text), named)
    found = beside or _noted(text, start, end, named) or _leading(stone.quote.text, named)
    if not found and begins < start and _DEED.match(_behind_time(stone.quote.text)):
        found = _leading(text[begins:start] + stone.quote.text, named)
    if any(name in (stone.trigger or "") for name, _ in found):
        return ()
    return tuple(dict.fromkeys(unit for name, body in found for unit in _units(name, body, problem, named)))


def _noted(text: str, start: int, end: int, named: _Named) -> list[tuple[str, str]]:
    """(name, body) of each unit that a note in brackets within a clause or right behind it charges: …（责任单位：甲、乙；…）."""
    note = _NOTED.search(text, start, end) or _NOTED.match(text, end)
    return _row(note["who"].replace("人民政府", "政府"), named)[0] if note else []


def _leading(clause: str, named: _Named) -> list[tuple[str, str]]:
    """(name, body) of each doer that the clause begins with; the name of 各区 is "各"."""
    flat = clause.replace("人民政府", "政府")
    for rest in _beginnings(flat):
        found, rest = _row(rest, named)
        if found and _does(rest, _is_bare(found[-1], named)):
            return found
    return []


def _does(rest: str, bare: bool) -> bool:
    """Whether what follows a doer is what it does; behind the bare name of an area that must be told by its first word."""
    return not _NO_DEED.match(rest) and bool(rest) and (not bare or bool(_DEED.match(rest)))


def _beginnings(clause: str) -> Iterator[str]:
    """Where a doer may stand: at the beginning, behind the time, behind a subordinate clause, behind 由."""
    rest = _behind_time(clause)
    yield rest
    if beside := _BESIDE.match(rest):
        yield _behind_time(rest[beside.end() :])
    first = _FIRST.match(rest)
    yield from (rest[by.end() :] for by in re.finditer("由", first.group() if first else ""))


def _row(rest: str, named: _Named) -> tuple[list[tuple[str, str]], str]:
    """甲、乙会同丙 at the beginning of `rest`, and what follows them and their time."""
    found: list[tuple[str, str]] = []
    while match := named.pattern.match(rest) or _ALL.match(rest):
        every = match.re is _ALL
        found.append(("各", match["body"] or "") if every else (match.group(), ""))
        rest = _behind_time(rest[match.end() :])
        link = _LINK.match(rest)
        if not link or not (named.pattern.match(rest, link.end()) or _ALL.match(rest, link.end())):
            break
        rest = rest[link.end() :]
    return found, rest


def _is_bare(doer: tuple[str, str], named: _Named) -> bool:
    """Whether the name alone may also begin a longer one: 海南区 of 海南区城镇水务集团, against 海南区政府."""
    name, body = doer
    return not body and (name == "各" or (named.by_name[name] == name and name not in named.units))


def _units(name: str, body: str, problem: Problem, named: _Named) -> tuple[str, ...]:
    """The units meant: of an area those that the problem names, or the area as the clause calls it."""
    mine = [d.unit for d in problem.responsible]
    if name == "各":
        areas = tuple(dict.fromkeys(filter(None, map(_area, mine)))) or named.districts
        return tuple(u for area in areas for u in _of_area(area, body, mine))
    unit = named.by_name[name]
    return (unit,) if unit in named.units else _of_area(unit, "", mine)


def _of_area(area: str, body: str, units: list[str]) -> tuple[str, ...]:
    found = tuple(u for u in units if _area(u) == area and u.removesuffix("人民政府").endswith(body and body[-1]))
    return found or (area + body,)


def _area(unit: str) -> str | None:
    match = DISTRICT.match(unit)
    return match[1] if match and match[2] != "管委会" else None


def does(words: str) -> bool:
    """Whether words begin with a deed, behind their time or a subordinate clause: they tell something to do."""
    return any(_DEED.match(rest) for rest in _beginnings(words))


def _behind_time(words: str) -> str:
    """`words` without the time that they begin with, and what leads it in."""
    lead = _LEADS_IN.match(words)
    at = lead.end() if lead else 0
    term = next((t for t in find_terms(words[:80]) if t.start <= at), None)
    return words[term.end if term else 0 :].lstrip(" 　，,：:")
