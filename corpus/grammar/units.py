"""Unit text → canonical units with roles: splitting, （牵头）, shared prefixes, districts and their expansion.

    单位栏  = 单位组 (， 单位组)*          单位组 = 单位 (、 单位)*  （标记）?
    标记    = 牵头 | 共同牵头 | 配合 | …    a 共同牵头 marks every unit of its group so far
            | 由? … 牵头 负责? | … 为 牵头单位 | 牵头单位 为 …      said in a sentence: corpus.grammar.roles
    共尾    = 甲市、乙州、丙县党委和政府      an ending that the last name writes for all (districts: corpus.grammar.districts)

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
from corpus.text.breaks import names_unit
from corpus.text.labels import UNIT_KINDS, completed, label_kind
from corpus.text.lines import trimmed

from .deadlines import find_terms
from .districts import AGAIN, ALL_DISTRICTS, BODY, DISTRICT, LEVEL, SEPARATOR, expand, is_bare_area
from .roles import ENDS, ROLES, role_of, told_role

_MARK = re.compile(
    r"[（(]\s*((?:共同|联合|均为?|总)?(?:牵头|主办)(?:单位|部门)?|(?:共同)?(?:负责|责任|主责)(?:单位|主体)?|(?:主体|主要|直接|属地|第一)(?:责任)?(?:单位)?|(?:行业|部门|属地|领导|直接)?(?:监管|管理|督导|监督|指导|落实)责任"
    r"|(?:配合|协办|协助|协同|参与)(?:单位|部门)?)\s*[）)]"
)
_REMARK = re.compile(r"(?<=[一-鿿])[（(][^（）()]*(?:按|职责|分工|分别|具体|组织|实施|落实|参与|参加|指导|监督)[^（）()]*[）)]$")
"""（按职责分工负责）: how the units share the work, no part of a name."""
_TITLES = "局长|主任|[省市县区旗镇乡州盟]长|书记|部长|处长|科长|站长|院长|经理|董事长|主席|理事长|厂长|所长|队长|秘书长|负责人|责任人|联系人"
_PERSON = re.compile(
    r"[（(][^（）()]{0,20}[0-9]{5}[^（）()]{0,20}[）)]$"
    rf"|[（(][^（）()、]{{0,16}}(?:{_TITLES})[^（）()]{{0,12}}[）)]$"
    rf"|[（(][一-鿿]某{{1,2}}[）)]$|(?<=[局委会府办心院组站司厅处])副?(?:{_TITLES})[ 　]{{0,4}}[一-鿿]某{{1,2}}$"
)
"""（局长李某）, （李某，13800000000）, （李某某）, 局长李某: who answers for the unit, no part of a name."""
_MASKED = re.compile(r"[一-鿿]某{1,2}")
"""李某某 by itself, a person whose name is kept back."""
_NOBODY = re.compile(r"[无/\\\-—－–]{1,4}|暂无|未明确")
_OFFICE_OF_BOTH = re.compile(r"^([市县区旗省盟州])委$|^([市县区旗省盟州])政府(?P<office>(?:督查|办公|研究)室)$")
_SUBLABEL = re.compile(r"^(?P<name>[一-鿿]{2,10}?)(?:[：:]|[为是由]|(?=[ 　]))\s*")
"""牵头单位：, 县级责任单位为 within the field of another label of units."""
_AREA = re.compile(rf"^(?P<area>各?[一-鿿]{{0,7}}?(?:自治[县旗州]|[{LEVEL}]))(?P<body>{BODY})$")
_TOWN = re.compile(r"^(?P<area>[一-鿿]{1,8}(?:镇|乡|苏木))(?P<body>党委|人民政府|政府)$")
_STREET = re.compile(r"^(?P<area>[一-鿿]{1,8}街道)(?P<body>党工委|办事处)$")
_SAID_TWICE = re.compile(
    rf"(?<=[一-鿿]){AGAIN}(?={BODY}$)|(?<=党)[（(]工[）)](?=委$)|(?<=[委府])[（(](?:党工委|工委|管委会|管理委员会|行署|办事处)[）)]$"
)
"""右旗旗委, 各县党委（党工委）: the level once more, and what a zone has for it."""
_EVERY_BARE = re.compile(rf"^各[一-鿿]{{0,3}}[{LEVEL}]$")
_HAPPENED = re.compile(f"已|^经[省{LEVEL}]")
"""What tells of something done, though it ends as a unit does: 已由市水利局, 经市水利局."""
_COMPANY = re.compile("(?:公司|企业|厂|矿|合作社)(?:[（(][^（）()]*[）)])?$")
_BARE_LEVEL = re.compile(rf"^(?:直管|省直管|省辖|计划单列|县级|地级|自治)?[{LEVEL}](?:{BODY})?$")
_IN_SERIES = re.compile("第?[0-9一二三四五六七八九十百]+(?P<kind>[一-鿿]{1,4})$")
"""221团 behind 第十五师218团, where the plan itself says 第十五师221团."""
_OFFICE_ENDING = re.compile("(?:[局委办厅部]|部门)$")
_SHORT_NAME = re.compile(
    r"(?P<long>[一-鿿]{3,40}?(?:局|委|办|办公室|组|中心|公司|部|委员会))（以?下?(?:简称|统称)[：:]?[“\"]?(?P<short>[一-鿿]{2,15})[”\"]?）"
)


@dataclass(frozen=True)
class PlanNames:
    """What a plan itself says: its districts, short names that it introduces (以下简称), the year that it is of (by its title: `title_year`) and that it speaks in (`own_year`)."""

    districts: tuple[str, ...] = ()
    short_names: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    title_year: int | None = None
    own_year: int | None = None


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

    `default` is the role that the label itself gives (牵头单位 → LEAD); a mark in the text goes before it. Beside a lead
    those without a mark are members, beside （配合） alone they are the ones responsible. Who is named again as the lead leads.
    Bodies of all districts come district by district: 各区委、区政府 → A区委 A区政府 B区委 B区政府.
    """
    pieces = _split(raw, plan_text)
    led = any(p.role is Role.LEAD for p in pieces)
    duties: dict[str, Duty] = {}
    for spread, group in groupby(pieces, key=lambda p: len(expand(p.unit, names.districts)) > 1):
        rows = [[(piece, unit) for unit in expand(piece.unit, names.districts)] for piece in group]
        in_order = chain(*zip_longest(*rows)) if spread else chain(*rows)
        for piece, unit in filter(None, in_order):
            unit = names.short_names.get(unit, unit)
            role = piece.role or default or (Role.MEMBER if led else Role.RESPONSIBLE)
            if unit not in duties or piece.role is Role.LEAD:
                duties[unit] = Duty(unit, role, piece.quote)
    return tuple(duties.values())


@dataclass(frozen=True)
class _Piece:
    unit: str
    role: Role | None
    quote: Passage


def _split(raw: Passage, plan_text: str) -> list[_Piece]:
    """Each unit with its own mark; a 共同牵头, or a 牵头 said without brackets, reaches back over the units joined by 、."""
    pieces: list[_Piece] = []
    group_start, previous, standing, persons = 0, "", None, False
    for start, end, separator in _parts(raw.text):
        words = raw.text[start:end]
        kind, named = _sublabelled(words)
        persons = kind == "other" or (persons and not kind)
        if persons:
            persons = separator in ("、", "和", "及", "以及")
            continue
        standing = (ROLES[kind] or (Role.MEMBER if any(p.role is Role.LEAD for p in pieces) else None)) if kind else standing
        marked = _MARK.search(words)
        bare = _REMARK.sub("", _PERSON.sub("", _without_time(_MARK.sub("", named).strip(" 　:："))))
        spoken = told_role(bare)
        bare = _SAID_TWICE.sub("", spoken.unit)
        if not bare or _NOBODY.fullmatch(bare) or _MASKED.fullmatch(bare):
            continue
        quote = Passage(words, Span(raw.span.start + start, raw.span.start + end))
        previous = _with_shared_prefix(bare, previous, plan_text)
        role = (role_of(marked[1]) if marked else spoken.role) or standing
        pieces.append(_Piece(previous, role, quote))
        if spoken.role or (marked and re.match(r"(?:共同|联合|均).*牵头", marked[1])):
            pieces[group_start:] = [replace(p, role=role) for p in pieces[group_start:]]
        if separator not in ("、", "和", "及", "以及"):
            group_start = len(pieces)
    return _with_offices(_with_bodies(_collective(_with_office(pieces))))


def _without_time(unit: str) -> str:
    """县水务局：2025年9月底前, 县水务局（2025年9月底前） → 县水务局; "" where there is nothing but a time."""
    terms = find_terms(unit)
    return unit[: terms[0].start].rstrip("：:（( 　") if terms and not unit[terms[-1].end :].strip("）) ") else unit


def _sublabelled(words: str) -> tuple[str, str]:
    """县级责任单位：南县政府 → the kind of its label and the unit; ("", all of it) where no label of units, or of what is none, stands before it."""
    label = _SUBLABEL.match(words)
    kind = label_kind(completed(label["name"])) if label else None
    return (kind, words[label.end() :]) if label and kind in (*UNIT_KINDS, "other") else ("", words)


def _with_office(pieces: list[_Piece]) -> list[_Piece]:
    """市委、市政府督查室: the office is that of both."""
    out = list(pieces)
    for i, (before, piece) in enumerate(pairwise(pieces)):
        one, both = _OFFICE_OF_BOTH.match(before.unit), _OFFICE_OF_BOTH.match(piece.unit)
        if one and one[1] and both and both[2] == one[1]:
            out[i] = replace(before, unit=before.unit + both["office"])
    return out


def _collective(pieces: list[_Piece]) -> list[_Piece]:
    """各市、州、直管市党委和政府: what follows a 各市 without a body is of each of its kind too."""
    out: list[_Piece] = []
    every = False
    for piece in pieces:
        area = _BARE_LEVEL.match(piece.unit)
        out.append(replace(piece, unit=f"各{piece.unit}") if every and area else piece)
        every = bool(_EVERY_BARE.match(piece.unit) or (every and area))
    return out


def _with_bodies(pieces: list[_Piece]) -> list[_Piece]:
    """科兰县、云岭县党委和政府: a bare area has the bodies of the next one of its sort that names its own."""
    out: list[_Piece] = []
    for i, piece in enumerate(pieces):
        sort = _sort_of_bare(piece.unit)
        named = [m for p in pieces[i + 1 :] if (m := sort.match(p.unit))] if sort else []
        bodies = [m["body"] for m in named if m["area"] == named[0]["area"]]
        out += [replace(piece, unit=piece.unit + body) for body in bodies] or [piece]
    return out


def _sort_of_bare(unit: str) -> re.Pattern[str] | None:
    """How the areas of the sort are written with their body, where the unit is one without it."""
    if _EVERY_BARE.match(unit) or is_bare_area(unit):
        return _AREA
    return next((sort for sort, body in ((_TOWN, "政府"), (_STREET, "办事处")) if sort.match(unit + body)), None)


def _with_offices(pieces: list[_Piece]) -> list[_Piece]:
    """市住建、城管、交通运输局: known offices without an ending have that of the next one, and the level of the first."""
    out = list(pieces)
    for i in reversed(range(len(out) - 1)):
        level, name = _leveled(out[i].unit)
        ending = _OFFICE_ENDING.search(out[i + 1].unit)
        if ending and not _OFFICE_ENDING.search(name) and name + ending.group() in load_aliases():
            out[i] = replace(out[i], unit=level + name + ending.group())
    for i in range(1, len(out)):
        level = _leveled(out[i - 1].unit)[0] if out[i - 1] != pieces[i - 1] else ""
        if not _leveled(out[i].unit)[0]:
            out[i] = replace(out[i], unit=level + out[i].unit)
    return out


def _leveled(unit: str) -> tuple[str, str]:
    """市住建 → 市, 住建."""
    return (unit[0], unit[1:]) if unit[:1] in (*LEVEL, "省") else ("", unit)


def one_spelling(units: Iterable[str]) -> dict[str, str]:
    """Unit → the spelling that comes first of those that mean it: 市政府 and 市人民政府, 海东县委 and 海东县党委.

    >>> one_spelling(["海东县委", "市政府", "海东县党委", "市人民政府"])["海东县党委"]
    '海东县委'
    """
    first: dict[str, str] = {}
    return {unit: first.setdefault(plainly(unit), unit) for unit in dict.fromkeys(units)}


def plainly(unit: str) -> str:
    """A unit's name in the one spelling that is compared: 中共海东县党委 and 海东县委 are one."""
    bare = unit.removeprefix("中共").replace("人民政府", "政府")
    return re.sub(rf"(?<=[{LEVEL}省])党委(?=$|办公室|组织部|宣传部|政法委|统战部)", "委", bare)


def _parts(text: str) -> Iterable[tuple[int, int, str]]:
    """(start, end, separator behind) of each part outside brackets, blanks trimmed."""
    depth_at = _depths(text)
    at = 0
    for match in SEPARATOR.finditer(text):
        if depth_at[match.start()]:
            continue
        yield *trimmed(text, at, match.start()).span, match.group()
        at = match.end()
    yield *trimmed(text, at, len(text)).span, ""


def names_only_units(words: str) -> bool:
    """Whether words name units with what a sentence says of their roles, and tell nothing else.

    >>> [names_only_units(x) for x in ("由市水利局牵头，市公安局参加。", "已由市水利局组织验收。", "2025年8月通过验收。", "无")]
    [True, False, False, False]
    """
    told = [told_role(words[start:end]).unit for start, end, _ in _parts(words) if start < end]
    named = all(not unit or (names_unit(unit) and not _HAPPENED.search(unit)) for unit in told)
    return any(told) and named and not find_terms(words)


def told_units(words: str) -> list[str]:
    """The units that words name, villages and the like too, and nothing else; [] where they tell anything else, or companies alone.

    >>> told_units("镇城建办（牵头），沿塘社区"), told_units("已由市水利局验收"), told_units("青石水泥有限公司")
    (['镇城建办（牵头）', '沿塘社区'], [], [])
    """
    told = [unit for start, end, _ in _parts(words) if start < end and (unit := told_role(words[start:end]).unit)]
    whole = all(unit.endswith(ENDS) and not _HAPPENED.search(unit) for unit in told)
    return told if whole and not all(map(_COMPANY.search, told)) else []


def _depths(text: str) -> list[int]:
    depth, out = 0, []
    for c in text:
        depth += c in "（("
        out.append(depth)
        depth = max(0, depth - (c in "）)"))
    return out


def _with_shared_prefix(unit: str, previous: str, plan_text: str) -> str:
    """海勃湾区委、区政府 → 海勃湾区政府; 市自然资源局、能源局 → 市能源局 where the plan itself says 市能源局."""
    if found := re.match(rf"^([{LEVEL}镇乡])?({BODY})$", unit):
        before = DISTRICT.match(previous) or _TOWN.match(previous)
        if before and found[1] in (None, before[1][-1]):
            return before[1] + found[2]
        every = ALL_DISTRICTS.match(previous)
        if every and previous.startswith(("各", "全市", "所辖", "辖区")):
            return f"各{every['own'] or found[1] or ''}{found[2]}"
        if all_towns := re.match(rf"^(各.*?){BODY}$", previous):
            return all_towns[1] + found[2]
    series = _IN_SERIES.match(unit)
    if series and previous.endswith(series["kind"]):
        heads = (previous[:at] for at in range(2, len(previous)))
        return next((head + unit for head in heads if head + unit in plan_text), unit)
    level = previous[:1]
    if level in ("市", *LEVEL, "省") and not unit.startswith((level, "市", "各", "省", "自治")) and f"{level}{unit}" in plan_text:
        return level + unit
    return unit


def find_short_names(text: str) -> dict[str, str]:
    """Short unit name → the name it stands for, where the plan says 以下简称; not the bare end of one (领导小组办公室 for 市整改办)."""
    found = {}
    for match in _SHORT_NAME.finditer(text):
        long = re.split(r"[由在向以按]|根据|成立|设立", match["long"])[-1]
        if long[:1] == match["short"][:1] or match["short"][0] not in f"市省{LEVEL}":
            found[match["short"]] = long
    return found
