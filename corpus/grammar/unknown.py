"""Labels that nobody knows, told by their form and where they stand: each ends the field before it.

未知栏目    = 词 (单位|时间|情况|…) ：      within units or a time
           | 词 (情况|原因|打算|…) ：      behind the last measure
           | 词? (验收|销号) 词? ：       before nothing but units: who accepts
           | 措施1：                      where no label stands above the measures
           | the heading numbered next to a known one
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, zip_longest

from corpus.text.breaks import begins_something
from corpus.text.labels import MEASURE_KINDS, UNIT_KINDS, is_closing, label_kind
from corpus.text.lines import Line, lines_before, lines_between
from corpus.text.numbers import Number, read_number

from .label import Label
from .units import names_only_units

_UNKNOWN = re.compile(
    r"[【〔\[「『]?([一-鿿]{1,4}问题[（(]?[0-9一二三四五六七八九十]{1,2}[）)]?|[一-鿿]{0,10}(?:单位|部门|机构|领导|时间|时限|日期|情况|意见|电话|标准|类型|类别|来源|编号|状态|结果|说明|分工|责任|原因|理由|依据|人))[】〕\]」』]?[：:](?=.)"
)
_BECAME = re.compile(r"[【〔\[「『]?([一-鿿]{0,12}(?:情况|原因|打算|困难|结果|结论|意见|状态|进度|成效))[】〕\]」』]?[：:](?=.)")
"""What a label tells that stands behind the last measure, whatever it is called: what became of them, and why."""
_HEADING = re.compile(r"([^。；，：:]{2,16})(?:[：:]|$|。(?=.))")
_ACCEPTS = re.compile(r"(?P<name>[一-鿿]{0,4}(?:验收|销号)[一-鿿]{0,4})(?P<sign>[：:。]|$)")
"""What a label is called that may tell who accepts (验收销号, 验收安排)."""
_ENDED = re.compile(r"[。；;]\s{0,3}(?=[（(])")
_CLOSED = ("。", "：", ":")
_WIDEST = 16
"""What the number of a heading takes."""
_UNKNOWN_WITHIN = 400
"""How far behind the last field of a text words that look like a label end it."""


def with_unknown(labels: list[Label], lines: list[Line]) -> list[Label]:
    """Adds the lines that look like a label nobody knows where they would be units or a time, or behind measures: they end that field."""
    found: list[Label] = []
    for label, after in zip_longest(labels, labels[1:]):
        if label.kind in MEASURE_KINDS:
            found += _behind_measures(label, lines_between(lines, label.start, after.start if after else lines[-1].end))
        below = lines_between(lines, label.start + 1, after.start if after else label.value + _UNKNOWN_WITHIN)
        if label.kind in (*UNIT_KINDS, "deadline") and below and label.value < below[0].start:
            found += [
                Label("other", m[1], x.start, x.start + m.end())
                for x in below
                if (m := _UNKNOWN.match(x.text)) and read_number(x.text) is None
            ]
        if label.kind not in (*MEASURE_KINDS, "progress"):
            found += _own_measures(lines_between(lines, label.start + 1, after.start if after else lines[-1].end))
        own = lines_before(lines, label.start + 1)[0]
        within = list(_heading_within(label, own, min(own.end, after.start) if after else own.end))
        found += within or _next_heading(label, below)
    known = {x.start for x in labels}
    accepting = [x for x in _accepting(lines) if x.start not in known]
    taken = {x.start for x in accepting}
    found = [*accepting, *(x for x in found if x.start not in taken)]
    return sorted([*labels, *found], key=lambda x: x.start) if found else labels


def _accepting(lines: list[Line]) -> Iterator[Label]:
    """The lines labelled with 验收 in words that nobody knows, where units stand behind and nothing else: those accept."""
    for line, below in zip_longest(lines, lines[1:]):
        number = read_number(line.text)
        width = number.width if number else 0
        name = _ACCEPTS.match(line.text, width)
        if name and (number or name["sign"] != "。"):
            words = line.text[name.end() :] or (below.text if below and not begins_something(below.text) else "")
            if _accepts(name["name"], words):
                style, value = (number.style, number.value) if number else ("", 0)
                yield Label("acceptance", name["name"], line.start, line.start + name.end(), style, value)


def _accepts(name: str, words: str) -> bool:
    return label_kind(name) is None and names_only_units(words)


def _behind_measures(label: Label, lines: list[Line]) -> Iterator[Label]:
    """The lines behind the last measure, before whatever else is numbered, that say what became of them (整改滞后原因：…)."""
    counted: dict[str, Number] = {}
    found: list[Label] = []
    for x in lines:
        words = x.text[max(0, label.value - x.start) :]
        if number := read_number(words):
            if number.value != 1 and not (number.style in counted and number.follows(counted[number.style])):
                break
            counted[number.style], found = number, []
        elif x.start > label.start and (told := _BECAME.match(words)) and not is_closing(words):
            found.append(Label("other", told[1], x.start, x.start + told.end()))
    yield from found


def _own_measures(below: list[Line]) -> Iterator[Label]:
    """措施1：… where no label of measures stands above it, and none tells what became of them: there the measures begin."""
    numbered = ((x, n) for x in below if (n := read_number(x.text)) and n.style == "measure" and n.value == 1)
    yield from (Label("measures", "措施", x.start, x.start) for x, _ in islice(numbered, 1))


def _next_heading(label: Label, below: list[Line]) -> Iterator[Label]:
    """The first line below that is numbered as the label is, where it is the next heading (（五）验收要求 behind （四）整改措施)."""
    numbered = ((x, n) for x in below if label.number and (n := read_number(x.text)) and n.style == label.style)
    for line, number in islice(numbered, 1):
        head = _HEADING.match(line.text, number.width)
        if number.value == label.number + 1 and head:
            yield Label("other", head[1], line.start, line.start + head.end(), label.style, number.value)


def _heading_within(label: Label, line: Line, end: int) -> Iterator[Label]:
    """The next heading in the label's own line: …。（五）验收销号。… behind （四）整改措施。"""
    for ended in _ENDED.finditer(line.text, label.value - line.start, end - line.start) if label.number else ():
        number = read_number(line.text[ended.end() : ended.end() + _WIDEST])
        head = _HEADING.match(line.text, ended.end() + number.width) if number else None
        if number and (number.style, number.value) == (label.style, label.number + 1) and head and head.group().endswith(_CLOSED):
            kind = "acceptance" if _ACCEPTS.match(head.group()) and _accepts(head[1], line.text[head.end() :]) else "other"
            yield Label(kind, head[1], line.start + ended.end(), line.start + head.end(), label.style, number.value)
            return
