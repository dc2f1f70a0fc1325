"""Unit text → canonical units with roles: splitting, （牵头）, shared prefixes, districts and their expansion.

    单位栏  = 单位组 (， 单位组)*          单位组 = 单位 (、 单位)*  （标记）?
    标记    = 牵头 | 共同牵头 | 配合 | …    a 共同牵头 marks every unit of its group so far
    区县    = 区名 (区|县|旗|市)            found in the plan itself, never listed here

Other names of a unit (环保局 for 市生态环境局) are vocabulary: `data/units.toml`, read by `load_aliases`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import chain, groupby, pairwise, zip_longest

from corpus.model import Duty, Passage, Role, Span
from corpus.text.lines import trimmed

_MARK = re.compile(r"[（(]\s*(共同牵头|联合牵头|(?:均为?)?牵头(?:单位)?|共同负责|配合|配合单位|责任|负责|主体)\s*[）)]")
_SPOKEN_MARK = re.compile(r"(?<=[局委府会心院组室站司厅处队])(?:共同|联合)?(牵头|配合)$")
_REMARK = re.compile(r"(?<=[一-鿿])[（(][^（）()]*(?:按|职责|分工|分别|具体|组织|实施|落实|参与|参加|指导|监督)[^（）()]*[）)]$")
"""（按职责分工负责）: how the units share the work, no part of a name."""
_OFFICE_OF_BOTH = re.compile(r"^([市县区旗省盟州])委$|^([市县区旗省盟州])政府(?P<office>(?:督查|办公|研究)室)$")
_SUBLABEL = re.compile(r"^(牵头|配合|协办|责任)(?:责任)?单位[：:]\s*")
_SEPARATOR = re.compile(
    r"[、，,；;。\n\t]|(?<=[局委府会心院组室站司厅处队）)])[ 　]+"
    r"|(?<=[局委府会心院组室站司厅处队])(?:和(?=[市省各区县旗]|(?:人民)?政府)|(?:以及|及)(?!其))"
)
_BODY = r"(?:党工委|工委|党委|委|人民政府|政府|管委会)"
_COMMITTEE = "管委会"
"""The body of a zone (新区、园区), which is no district with a party committee and a government."""
_LEVEL = "区县旗市"
_DISTRICT = re.compile(rf"^([一-鿿]{{1,7}}?(?:自治县|自治旗|[{_LEVEL}]))({_BODY})$")
_ALL_DISTRICTS = re.compile(
    rf"^(?:全市)?(?:各|辖区内各|所辖各)?(?P<own>(?:[{_LEVEL}]|[（(][{_LEVEL}、，]+[）)]|、)*)(?P<body>{_BODY})$"
)
_COLLECTIVE = re.compile(r"^(?:全市|辖区内|所辖)?各")
_COMMON_WORD = re.compile(
    r"^(?:[各全我本该市省县区旗城市郊辖园矿林湖牧库景厂灾社山地校小片街]区|自治[区县旗]|[全我本该省各]市|都市|城市|超市|[各全县两]县|[各红国党]旗)$"
    r"|(?:自治区|开发区|高新区|经开区|园区|示范区|保护区|管理区|功能区|辖区|各[区县旗市])$"
)
_COMMON_AREA = re.compile(
    r"(?:[矿牧林景库厂片街社郊山灾校小城市地]|实验|试验|治理|采空|缓冲|核心|管控|禁采|禁燃|禁养|限养|整合|工业|产业|流域|"
    r"居民|作业|水源|养殖|集聚|生活|生产|重点|平原|盆地|超采|影响|敏感|水功能|堆存|修复|规划|建成)区$"
)
_SHORT_NAME = re.compile(
    r"(?P<long>[一-鿿]{3,40}?(?:局|委|办|办公室|组|中心|公司|部|委员会))（以?下?(?:简称|统称)[：:]?[“\"]?(?P<short>[一-鿿]{2,15})[”\"]?）"
)


@dataclass(frozen=True)
class PlanNames:
    """What a plan itself says about names: its districts, and short names that it introduces (以下简称)."""

    districts: tuple[str, ...] = ()
    short_names: Mapping[str, str] = field(default_factory=dict)


@cache
def load_aliases() -> Mapping[str, tuple[str, ...]]:
    """Any name of an office → its bare official names (环保局 → 生态环境局), from `data/units.toml`."""
    table = tomllib.loads(files("corpus").joinpath("data/units.toml").read_text("utf-8"))["units"]
    found: dict[str, tuple[str, ...]] = {}
    for official, others in table.items():
        for name in (official, *others):
            found[name] = (*found.get(name, ()), official)
    return found


def parse_duties(raw: Passage, names: PlanNames, plan_text: str, default: Role | None = None) -> tuple[Duty, ...]:
    """The units of one field in the plan's order, expanded, each once.

    `default` is the role that the label itself gives (牵头单位 → LEAD); a mark in the text goes before it.
    Bodies of all districts come district by district: 各区委、区政府 → A区委 A区政府 B区委 B区政府.
    """
    pieces = _split(raw, plan_text)
    marked = any(p.role for p in pieces)
    duties: dict[str, Duty] = {}
    for spread, group in groupby(pieces, key=lambda p: len(expand(p.unit, names.districts)) > 1):
        rows = [[(piece, unit) for unit in expand(piece.unit, names.districts)] for piece in group]
        in_order = chain(*zip_longest(*rows)) if spread else chain(*rows)
        for piece, unit in filter(None, in_order):
            unit = names.short_names.get(unit, unit)
            role = piece.role or default or (Role.MEMBER if marked else Role.RESPONSIBLE)
            duties.setdefault(unit, Duty(unit, role, piece.quote))
    return tuple(duties.values())


@dataclass(frozen=True)
class _Piece:
    unit: str
    role: Role | None
    quote: Passage


def _split(raw: Passage, plan_text: str) -> list[_Piece]:
    """Each unit with its own mark; a 共同牵头, or a 牵头 said without brackets, reaches back over the units joined by 、."""
    pieces: list[_Piece] = []
    group_start, previous, standing = 0, "", None
    for start, end, separator in _parts(raw.text):
        words = raw.text[start:end]
        if sublabel := _SUBLABEL.match(words):
            standing = Role.LEAD if sublabel[1] == "牵头" else Role.MEMBER
        marked = _MARK.search(words)
        spoken = _SPOKEN_MARK.search(words)
        bare = _SPOKEN_MARK.sub("", _MARK.sub("", _SUBLABEL.sub("", words))).strip(" 　:：")
        bare = _REMARK.sub("", bare)
        if not bare:
            continue
        quote = Passage(words, Span(raw.span.start + start, raw.span.start + end))
        previous = _with_shared_prefix(bare, previous, plan_text)
        role = _role(marked or spoken) or standing
        pieces.append(_Piece(previous, role, quote))
        if spoken or (marked and re.match(r"(?:共同|联合|均).*牵头", marked[1])):
            pieces[group_start:] = [replace(p, role=role) for p in pieces[group_start:]]
        if separator not in ("、", "和", "及", "以及"):
            group_start = len(pieces)
    return _with_bodies(_with_office(pieces))


def _with_office(pieces: list[_Piece]) -> list[_Piece]:
    """市委、市政府督查室: the office is that of both."""
    out = list(pieces)
    for i, (before, piece) in enumerate(pairwise(pieces)):
        one, both = _OFFICE_OF_BOTH.match(before.unit), _OFFICE_OF_BOTH.match(piece.unit)
        if one and one[1] and both and both[2] == one[1]:
            out[i] = replace(before, unit=before.unit + both["office"])
    return out


def _with_bodies(pieces: list[_Piece]) -> list[_Piece]:
    """科兰县、云岭县党委和政府: a bare district has the bodies of the next one that names its own."""
    out: list[_Piece] = []
    for i, piece in enumerate(pieces):
        bodies: list[str] = []
        if re.fullmatch(rf"[一-鿿]{{1,7}}[{_LEVEL}]", piece.unit) and _is_name(piece.unit):
            named = [m for p in pieces[i + 1 :] if (m := _DISTRICT.match(p.unit))]
            bodies = [m[2] for m in named if m[1] == named[0][1]]
        out += [replace(piece, unit=piece.unit + body) for body in bodies] or [piece]
    return out


def _parts(text: str) -> Iterable[tuple[int, int, str]]:
    """(start, end, separator behind) of each part outside brackets, blanks trimmed."""
    depth_at = _depths(text)
    at = 0
    for match in _SEPARATOR.finditer(text):
        if depth_at[match.start()]:
            continue
        yield *trimmed(text, at, match.start()).span, match.group()
        at = match.end()
    yield *trimmed(text, at, len(text)).span, ""


def _depths(text: str) -> list[int]:
    depth, out = 0, []
    for c in text:
        depth += c in "（("
        out.append(depth)
        depth = max(0, depth - (c in "）)"))
    return out


def _role(mark: re.Match[str] | None) -> Role | None:
    if mark is None:
        return None
    return Role.LEAD if "牵头" in mark[1] else Role.MEMBER


def _with_shared_prefix(unit: str, previous: str, plan_text: str) -> str:
    """海勃湾区委、区政府 → 海勃湾区政府; 市自然资源局、能源局 → 市能源局 where the plan itself says 市能源局."""
    if found := re.match(rf"^([{_LEVEL}])?({_BODY})$", unit):
        before = _DISTRICT.match(previous)
        if before and found[1] in (None, before[1][-1]):
            return before[1] + found[2]
        every = _ALL_DISTRICTS.match(previous)
        if every and previous.startswith(("各", "全市", "所辖", "辖区")):
            return f"各{every['own'] or found[1] or ''}{found[2]}"
        if all_towns := re.match(rf"^(各.*?){_BODY}$", previous):
            return all_towns[1] + found[2]
    level = previous[:1]
    if (
        level in ("市", *_LEVEL, "省")
        and not unit.startswith((level, "市", "各", "省", "自治"))
        and f"{level}{unit}" in plan_text
    ):
        return level + unit
    return unit


def expand(unit: str, districts: tuple[str, ...]) -> tuple[str, ...]:
    """各区委 → the 区委 of every district; anything else is itself.

    >>> expand("各县（市、区）党委", ("东港区", "云岭县"))
    ('东港区党委', '云岭县党委')
    """
    match = _ALL_DISTRICTS.match(unit)
    if not match or not districts or not _COLLECTIVE.match(unit):
        return (unit,)
    levels = set(match["own"]) & set(_LEVEL)
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
    names = []
    for part in re.split(rf"[（）()\s]|{_SEPARATOR.pattern}", field):
        if (m := _DISTRICT.match(part)) and _is_name(m[1]) and m[2] != _COMMITTEE:
            names.append(m[1])
    return list(dict.fromkeys(names))


def _named_in_prose(text: str) -> set[str]:
    """X县 and X旗 where a clause begins with them, seen twice or in an enumeration; X区 only before its body (X区政府)."""
    names = set()
    for match in re.finditer(
        rf"(?:^|(?<=[，。；、：\n年①-⑳0-9.．）]))[ 　]*([一-鿿]{{1,4}}?(?:自治县|自治旗|[区县旗]))({_BODY})?", text
    ):
        name = match[1].lstrip("对由和将与向在经把给及为")
        if not _is_name(name) or _COMMON_AREA.search(name):
            continue
        repeated = text.count(name) >= 2 or re.search(rf"、{name}|{name}、[一-鿿]{{1,4}}[{_LEVEL}]", text)
        if (match[2] and match[2] != _COMMITTEE) or (name[-1] in "县旗" and repeated):
            names.add(name)
    return names


def _named_beside(known: set[str], text: str) -> set[str]:
    """云台县、白水市、临江区: what stands in one row with a known district; an X市 only where the plan says 各县（市、区）."""
    levels = "区县旗市" if re.search(r"各(?:[县旗区]|[（(])[县旗区、，（(]*市", text) else "区县旗"
    names: set[str] = set()
    for row in re.finditer(r"(?:[一-鿿]{1,6}[区县旗市]、)+[一-鿿]{1,6}?[区县旗市]", text):
        row_names = [re.sub(r"^.*(?:[对由和将与向在经把给及为]|全市|我市)(?=[一-鿿]{2})", "", x) for x in row.group().split("、")]
        if any(x in known for x in row_names):
            names |= {x for x in row_names if x[-1] in levels and _is_name(x) and not _COMMON_AREA.search(x)}
    return names


def _is_name(name: str) -> bool:
    return (
        len(name) >= 2 and not _COMMON_WORD.search(name) and not name.startswith(("各", "全", "本", "我", "该", "市", "省", "未"))
    )


def find_short_names(text: str) -> dict[str, str]:
    """Short unit name → the name it stands for, where the plan says 以下简称."""
    found = {}
    for match in _SHORT_NAME.finditer(text):
        long = re.split(r"[由在向以按]|根据|成立|设立", match["long"])[-1]
        found[match["short"]] = long
    return found
