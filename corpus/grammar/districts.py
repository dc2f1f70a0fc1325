"""Districts: which a plan names, in its unit fields and in its prose, and what 各区 stands for.

区县    = 区名 (区|县|旗|市|州|盟)            found in the plan itself, never listed here
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

SEPARATOR = re.compile(
    r"[、，,；;。\n\t]|(?<=[局委府会心院组室站司厅处队）)])[ 　]+"
    r"|(?<=[局委府会心院组室站司厅处队])(?:和(?=[市省各区县旗]|(?:人民)?政府)|(?:以及|及)(?!其)|(?:会同|联合(?![会社体]))(?=[一-鿿]))"
    r"|(?<=[区县旗市州盟省]委)(?=[区县旗市州盟省]?(?:人民)?政府(?:[、，,；;。（(\s]|$))"
)
BODY = r"(?:党工委|工委|党委|委|人民政府|政府|管委会|行署)"
_COMMITTEE = "管委会"
"""The body of a zone (新区、园区), which is no district with a party committee and a government."""
LEVEL = "区县旗市州盟"
"""How the name of an area ends that has a party committee and a government of its own."""
AGAIN = rf"(?:{'|'.join(f'(?<={c}){c}' for c in LEVEL)})"
"""The level said once more between an area and its body: 右旗旗委."""
DISTRICT = re.compile(rf"^([一-鿿]{{1,7}}?(?:自治[县旗州]|[{LEVEL}])){AGAIN}?({BODY})$")
ALL_DISTRICTS = re.compile(
    rf"^(?:全市)?(?:各|辖区内各|所辖各)?(?P<own>(?:[{LEVEL}]|[（(][{LEVEL}、，]+[）)]|、)*)(?P<body>{BODY})$"
)
_COLLECTIVE = re.compile(r"^(?:全市|辖区内|所辖)?各")
_COMMON_WORD = re.compile(
    r"^(?:[各全我本该市省县区旗城市郊辖园矿林湖牧库景厂灾社山地校小片街]区|自治[区县旗州]|(?:省?直管|省辖|县级|地级)[市县区]|[全我本该省各]市|都市|城市|超市|[各全县两]县|[各红国党]旗)$"
    rf"|^[{LEVEL}]{{2,}}$|(?:自治区|开发区|高新区|经开区|园区|示范区|保护区|管理区|功能区|辖区|各[区县旗市])$"
)
_COMMON_AREA = re.compile(
    r"(?:[矿牧林景库厂片街社郊山灾校小城市地]|实验|试验|治理|采空|缓冲|核心|管控|禁采|禁燃|禁养|限养|整合|工业|产业|流域|"
    r"居民|作业|水源|养殖|集聚|生活|生产|重点|平原|盆地|超采|影响|敏感|水功能|堆存|修复|规划|建成)区$"
)

_ZONE = re.compile(
    r"(?:集中|填海|项目|棚户|漏斗|禁放|港|新|开发?|经开|高新|其他|部分|试点|片|分|设|[一二三四五六七八九十0-9])区$"
)
_ACTS = 2
_WITH_CITIES, _WITHOUT_CITIES = "区县旗市", "区县旗"


def expand(unit: str, districts: tuple[str, ...]) -> tuple[str, ...]:
    """各区委 → the 区委 of every district; anything else is itself.

    >>> expand("各县（市、区）党委", ("东港区", "云岭县"))
    ('东港区党委', '云岭县党委')
    """
    match = ALL_DISTRICTS.match(unit)
    if not match or not districts or not _COLLECTIVE.match(unit):
        return (unit,)
    levels = set(match["own"]) & set(LEVEL)
    return tuple(d + match["body"] for d in districts if not levels or d[-1] in levels) or (unit,)


def find_districts(unit_fields: Iterable[str], text: str, title: str) -> tuple[str, ...]:
    """The districts that a plan (`text`, which holds the fields) names: those of its unit fields, then those of its prose.

    Fields that list several come first, in their order: it is the city's own order (海勃湾区、海南区、乌达区).
    The rest follow by first mention. The city of the title is none of its own districts.
    """
    listed = [_named_in_field(f) for f in unit_fields]
    several = [d for names in listed if len(names) > 1 for d in names]
    fields = {d for names in listed for d in names}
    prose = _named_in_prose(text)
    prose |= _named_beside(fields | prose, text)
    others = fields | {d for d in prose if not any(d.endswith(known) for known in fields)}
    in_order = [*several, *sorted(others, key=text.index)]
    return tuple(d for d in dict.fromkeys(in_order) if d not in title)


def _named_in_field(field: str) -> list[str]:
    """Areas before their body (海南区政府), and those that share it with one behind them (海南区、乌达区政府)."""
    names: list[str] = []
    bare: list[str] = []
    for part in re.split(rf"[（）()\s]|{SEPARATOR.pattern}", field):
        match = DISTRICT.match(part)
        if match and is_name(match[1]) and match[2] != _COMMITTEE:
            names += [*bare, match[1]]
        bare = [*bare, part] if not match and is_bare_area(part) else []
    return list(dict.fromkeys(names))


def is_bare_area(part: str) -> bool:
    """Whether the words are the name of an area and nothing else."""
    return bool(re.fullmatch(rf"[一-鿿]{{1,7}}[{LEVEL}]", part)) and is_name(part)


def _named_in_prose(text: str) -> set[str]:
    """X县 and X旗 where a clause begins with them, seen twice or in an enumeration; X区 before its body (X区政府).

    Where the plan speaks of 各区, an X区 that begins two clauses is one of them: it keeps its place when no field names it.
    """
    names = set()
    acting: Counter[str] = Counter()
    every = re.search(r"各[^，。；\n]{0,6}区", text)
    for match in re.finditer(
        rf"(?:^|(?<=[，。；、：\n年①-⑳0-9.．）]))[ 　]*([一-鿿]{{1,4}}?(?:自治县|自治旗|[区县旗]))(?!长(?!江)|处?级|[（(][市区县旗、])({BODY})?",
        text,
    ):
        name = match[1].lstrip("对由和将与向在经把给及为")
        if not is_name(name) or _COMMON_AREA.search(name):
            continue
        repeated = name[-1] in "县旗" and name not in names and _is_repeated(name, text)
        acting[name] += name[-1] == "区" and len(name) > 2 and not _ZONE.search(name)
        if (match[2] and match[2] != _COMMITTEE) or repeated or (every and acting[name] >= _ACTS):
            names.add(name)
    return names


def _is_repeated(name: str, text: str) -> bool:
    return text.count(name) >= 2 or bool(re.search(rf"、{name}|{name}、[一-鿿]{{1,4}}[{LEVEL}]", text))


def _named_beside(known: set[str], text: str) -> set[str]:
    """云台县、白水市、临江区: what stands in one row with a known district; an X市 only where the plan says 各县（市、区）."""
    cities = re.search(r"各(?:[县旗区]|[（(])[县旗区、，（(]*市", text)
    levels = _WITH_CITIES if cities else _WITHOUT_CITIES
    names: set[str] = set()
    for row in re.finditer(r"(?:[一-鿿]{1,6}[区县旗市]、)+[一-鿿]{1,6}?[区县旗市]", text):
        row_names = [re.sub(r"^.*(?:[对由和将与向在经把给及为]|全市|我市)(?=[一-鿿]{2})", "", x) for x in row.group().split("、")]
        if any(x in known for x in row_names):
            names |= {x for x in row_names if x[-1] in levels and is_name(x) and not _COMMON_AREA.search(x)}
    return names


def is_name(name: str) -> bool:
    """Whether it is a proper name of an area: 辖区, 全市 and 各县 are none."""
    return (
        len(name) >= 2 and not _COMMON_WORD.search(name) and not name.startswith(("各", "全", "本", "我", "该", "市", "省", "未"))
    )
