"""Labels whose words nobody can list (谁来改, 何时改好), told by what stands behind them in all problems together.

    单位    = nothing but units         who accepts or supervises, leads or helps where the label speaks of it (核验, 盯办, 配合)
    时限    = nothing but times         unless the label speaks of when something was found or began
    措施    = items with 前 or a deed   none of which is done
    目标    = whatever a label that ends with 目标, 标准, 效果 … has behind it
    进展    = what is done, behind the measures
    问题    = a sentence, at the front

A kind that the plan has under a known label, or that two labels might be, is told of none; those stay 其他.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from corpus.text.breaks import names_unit
from corpus.text.labels import CHIEF_KINDS

from .deadlines import ANY_YEAR, find_terms, says_only_when
from .doers import does
from .units import told_units

_ACCEPTS = re.compile("验|核|收|销")
_ELSE_UNIT = re.compile("发现|查|找|报|填|交|通|反馈|来源|渠道|途径|涉|企业|公司|对象|位置|地|点|坐落|资金|钱")
"""Whose label it is that only found the problem, handed it over, or is what it is about."""
_UNITS_BY_WORD = (("督|盯|监", "supervision"), ("牵头|主办|领办|挑头", "lead"), ("配合|协|参与", "member"))
_DOES = re.compile("改|办|做|干|落实|责|承|抓|整|治|修|管")
_ELSE_TIME = re.compile("发现|查|找|报|填|交办|受理|公示|公开|开始|开工|启动|起|验|核|销|投诉|建成|成立")
_ENDS_TIME = re.compile("完|成|限|截|止|好|期|结|到位")
_GOAL = re.compile("达到|(?:目标|标准|要求|效果|程度|目的|指标|样|样子)$")
_FINDS = re.compile("(?:问题|发现|表现|现象|现状|隐患|短板|毛病|病症|看到|查到|回事|情形)$")
_NO_MEASURES = re.compile(
    "(?:情况|原因|问题|成效|结果|进展|依据|材料|资料|佐证|附件|现状|表现|隐患|成因|根源|根子|说明|要求|标准)$|为何|为什么|为啥"
)
_NO_FINDING = re.compile(
    "(?:原因|成因|来源|途径|渠道|位置|地点|坐落|时间|日期|类别|类型|编号|依据|名称|人|单位|部门)$|为何|为什么|为啥|谁|目标|措施"
)
_DONE = re.compile("已|完毕|截至|目前|(?<![为除])了(?!解)")
_LACKS = re.compile("未|不(?!断|低于|少于|得|超过)|缺|没有|滞后|超标|薄弱")
_SENTENCE = 10


class Column(NamedTuple):
    """A label nobody knows: its words, and of each problem that has it the pieces behind it (items, or one)."""

    name: str
    values: Sequence[Sequence[str]]

    @property
    def firsts(self) -> list[str]:
        """The first piece of each value."""
        return [pieces[0] for pieces in self.values]


def told_kinds(columns: Sequence[Column], known: set[str], front: str = "") -> dict[str, str]:
    """Label → kind, of those of which it is beyond doubt; `known` kinds have a label, `front` may be the problem.

    >>> told_kinds([Column("谁来改", [["镇城建办"], ["镇农业办"]]), Column("何时改好", [["6月底前"], ["长期坚持"]])], set())
    {'谁来改': 'responsible', '何时改好': 'deadline'}
    """
    of_units = [x for x in columns if _all_units(x)]
    of_times = [x for x in columns if all(says_only_when(y, ANY_YEAR) for y in x.firsts)]
    rest = [x for x in columns if x not in (*of_units, *of_times)]
    found = _units(of_units)
    found += [
        ("deadline", x.name) for x in _surest([x for x in of_times if _is_deadline(x)], lambda x: bool(_ENDS_TIME.search(x.name)))
    ]
    found += [("goal", x.name) for x in rest if _GOAL.search(x.name)]
    rest = [x for x in rest if not _GOAL.search(x.name)]
    at_front = [x for x in rest if x.name == front and _is_finding(x)]
    found += [("statement", x.name) for x in at_front]
    doing = [x for x in rest if x not in at_front and _all_do(x)]
    found += [("measures", x.name) for x in _surest(doing, _has_days)]
    found += [("progress", x.name) for x in rest if x not in at_front and all(_DONE.search(y) for v in x.values for y in v)]
    counts = Counter(kind for kind, _ in found)
    blocked = known | ({*CHIEF_KINDS} if known & {*CHIEF_KINDS} else set())
    return {name: kind for kind, name in found if counts[kind] == 1 and kind not in blocked}


def _surest(columns: list[Column], sign: Callable[[Column], bool]) -> list[Column]:
    """Those of the columns that have a sign, all of them where none or only one is there."""
    signed = [x for x in columns if sign(x)]
    return signed if signed and len(columns) > 1 else columns


# --- what the values are ----------------------------------------------------------------------------------


def _all_units(column: Column) -> bool:
    """Whether all values name units, though some of them only a village or the like."""
    told = [told_units(x) for x in column.firsts]
    named = [names_unit(unit) for units in told for unit in units]
    return all(told) and 2 * sum(named) > len(named)


def _units(columns: list[Column]) -> list[tuple[str, str]]:
    found = [(_unit_kind(x.name), x.name) for x in columns]
    doing = [x for kind, x in found if kind == "responsible" and _DOES.search(x)]
    alone = len([x for kind, x in found if kind == "responsible"]) == 1
    return [(kind, x) for kind, x in found if kind and (kind != "responsible" or alone or doing == [x])]


def _unit_kind(name: str) -> str:
    if _ACCEPTS.search(name):
        return "acceptance"
    if _ELSE_UNIT.search(name):
        return ""
    return next((kind for words, kind in _UNITS_BY_WORD if re.search(words, name)), "responsible")


def _is_deadline(column: Column) -> bool:
    """Whether the times are to be kept: of those that may have passed the label must say that something ends."""
    if _ELSE_TIME.search(column.name):
        return False
    kept = any(not t.bare for x in column.firsts for t in find_terms(x, ANY_YEAR, ANY_YEAR))
    return kept or bool(_ENDS_TIME.search(column.name))


def _all_do(column: Column) -> bool:
    """Whether every value has items to do, and nothing that is done."""
    if _NO_MEASURES.search(column.name) or any(_DONE.search(y) for v in column.values for y in v):
        return False
    numbered = 2 * sum(len(v) > 1 for v in column.values) >= len(column.values)
    enough = any if numbered else all
    return all(enough(_is_to_do(y) for y in v) for v in column.values)


def _is_to_do(words: str) -> bool:
    return _has_day(words) or (does(words) and not _LACKS.search(words))


def _has_days(column: Column) -> bool:
    return any(_has_day(y) for v in column.values for y in v)


def _has_day(words: str) -> bool:
    return any(t.due and not t.bare for t in find_terms(words, ANY_YEAR, ANY_YEAR))


def _is_finding(column: Column) -> bool:
    """Whether the words tell a finding, or are sentences that the label gives no other meaning."""
    sentences = all(len(x) >= _SENTENCE and not _has_day(x) for x in column.firsts)
    return bool(_FINDS.search(column.name)) or (sentences and not _NO_FINDING.search(column.name))


def finds(name: str) -> bool:
    """Whether a label says that a finding stands behind it."""
    return bool(_FINDS.search(name))
