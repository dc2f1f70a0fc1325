"""The names of a plan as people cut them short: 港务集团 for 榕海港务集团有限公司, 221团 for 第十五师221团, 宏基公司 for 宏基砂石公司.

合称    = 名（名）               a unit with another name in brackets is both
全称    = 地名? 字号 行业 组织形式     people leave out what stands at an end, or something between
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from corpus.grammar.units import load_aliases

_LEGAL = re.compile("(?:有限责任|股份有限|有限)公司$")
_COMMITTEE = ("管理委员会", "管委会")
_IN_FULL = re.compile(f"(?<!监督){_COMMITTEE[0]}$")
_ZONE = re.compile("(?P<zone>[一-鿿]{2,}(?:区|园|基地))(?:管理委员会|管委会)")
_WITH_OTHER = re.compile("(?P<name>[^（）()]+)[（(](?P<other>[^（）()]+)[）)]")
_COLLECTIVE = re.compile("各|有关|相关")
_SHORTEST = 3
_BETWEEN = "(?:(?![的等和与及对由将把在于被局委促令])[0-9a-z一-鿿])"
_GAP = re.compile(f"{_BETWEEN}{{1,8}}")
_HALF = 2
FIRMS = "(?:煤业|煤矿|煤炭|洗煤|矿业|焦化|化工|钢铁|工贸|集团|(?:有限责任|股份有限|有限)?公司)"
HEADS = f"{FIRMS}|厂|[沟河湖山岭村港]|水库|园区|[产工]业园|化工园|保护区|矿区|井田|采空区|湿地|公园|码头|[0-9]团|医院|电站|学校"
"""What the name of a thing ends with that no unit need be: 塔拉县医院 is not the county."""
_ANY_KIND, _ANY_FORM = re.compile(f"{_BETWEEN}?{FIRMS}"), re.compile(f"{_BETWEEN}{{0,8}}?{FIRMS}")
_FIRM = re.compile(f"(?P<stem>[0-9a-z一-鿿]{{2,}}?)(?:{FIRMS}+|(?<=[0-9a-z一-鿿]{{3}})厂)")

Way = Callable[[str], bool]
"""Whether a text holds a name, written in that way."""


def whole_names(unit: str) -> tuple[str, ...]:
    """The names that a unit bears: 市水利和湖泊局（市河湖长制办公室） has two.

    >>> whole_names("市水利和湖泊局（市河湖长制办公室）")
    ('市水利和湖泊局', '市河湖长制办公室')
    """
    both = _WITH_OTHER.fullmatch(unit)
    return (both["name"], both["other"]) if both else (unit,)


def zone_of(name: str) -> str:
    """姚矶化工园 of 姚矶化工园管理委员会, "" of any other unit.

    >>> zone_of("姚矶化工园管委会"), zone_of("市国有资产监督管理委员会")
    ('姚矶化工园', '')
    """
    found = _ZONE.fullmatch(name)
    return found["zone"] if found else ""


def spellings(name: str) -> tuple[str, ...]:
    """A name with its legal form and without, a committee's in full and short.

    >>> spellings("榕海港务集团有限公司"), spellings("姚矶化工园管理委员会")
    (('榕海港务集团有限公司', '榕海港务集团'), ('姚矶化工园管理委员会', '姚矶化工园管委会'))
    """
    long, short = _COMMITTEE
    other = name.removesuffix(short) + long if name.endswith(short) else _IN_FULL.sub(short, name)
    return tuple(dict.fromkeys((name, _LEGAL.sub("", name), other)))


def cut_short(units: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The ends of the units' names that mean no other unit: 采油厂 of 松北油田第五采油厂, 221团 of both that are called so.

    >>> cut_short(["第十五师221团", "221团", "市委办公室", "市政府办公室"])["221团"]
    ('第十五师221团', '221团')
    """
    found: dict[str, dict[str, str]] = {}
    for unit in units:
        for name in (s for whole in whole_names(unit) if not _COLLECTIVE.search(whole) for s in spellings(whole)):
            for at in range(len(name) - _SHORTEST + 1):
                if not _is_general(name[at:]):
                    found.setdefault(name[at:], {})[unit] = name
    return {end: tuple(named) for end, named in found.items() if _are_one(named.values())}


def _are_one(names: Iterable[str]) -> bool:
    """Whether one of the names is the end of all of them."""
    shortest, *others = sorted(set(names), key=len)
    return all(name.endswith(shortest) for name in others)


@cache
def _is_general(end: str) -> bool:
    """Whether it is the end of many offices (管理局, 委员会), or of any company."""
    own = _LEGAL.sub("", end)
    return len(own) < _SHORTEST or end in _COMMITTEE or sum(name.endswith(end) for name in load_aliases()) > 1


def written(name: str, *, is_own: Callable[[str], bool] = bool) -> tuple[Way, ...]:
    """How a plan may write what is called so, the nearer way first: to the letter or as a firm of another kind, or with something between.

    `is_own` tells of a firm's own part that no word of the language is it (万源), so that its trade may stand behind it in any form.

    >>> [any(way(text) for way in written(name)) for name, text in
    ...  (("海南区水务集团", "海南区城镇水务集团"), ("万源煤业", "万源露天煤矿"), ("海南区", "海勃湾区"))]
    [True, True, False]
    """
    firm = _FIRM.fullmatch(name)
    apart = (partial(_stands_apart, name, gaps) for gaps in (1, 2))
    if not firm:
        return (lambda text: name in text, *apart)
    stem, kind = firm["stem"], _ANY_FORM if is_own(firm["stem"]) else _ANY_KIND
    return (lambda text: name in text or any(kind.match(text, at + len(stem)) for at in _places(stem, text)), *apart)


def _stands_apart(name: str, gaps: int, text: str) -> bool:
    """Whether the name stands there with so many gaps between its pieces of two characters and more: 云岭…保护区, 白鹤洲…江豚…保护区.

    Looked for by hand: an expression of all its divisions grows with the cube of what somebody calls a name.
    """
    return any(_goes_on(name, gaps, text, at) for at in _places(name[:_HALF], text))


def _goes_on(name: str, gaps: int, text: str, at: int) -> bool:
    if not gaps:
        return text.startswith(name, at)
    for size in range(_HALF, len(name) - _HALF * gaps + 1):
        if not text.startswith(name[:size], at):
            return False
        between = _GAP.match(text, at + size)
        behind = range(at + size + 1, between.end() + 1) if between else ()
        if any(_goes_on(name[size:], gaps - 1, text, after) for after in behind):
            return True
    return False


def _places(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
