"""The parts of a plan around its problems: body sections, aspects.

    部分    = 一、 标题 段落*               the body before (or after) the task list
    方面    = 一、 标题                     directly above a problem, in another style than the problems'

The title: corpus.grammar.titles. What belongs to none of these is said (corpus.grammar.strays), not dropped in silence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.model import Passage, Section, Span
from corpus.text.decimals import chapter_behind
from corpus.text.labels import label_kind
from corpus.text.lines import Line, lines_before, trimmed
from corpus.text.numbers import OF_DECIMALS, Number, read_number

from .records import Record
from .words import LIST

LIST_TITLE = re.compile(
    r"^(?:附件\s{0,3}[0-9一二三四五六七八九十]{0,3}\s{0,3}[：:]?.{0,60}|[^。，；]{0,50}(?:清单|任务表|分工表|措施表|一览表|台账)[^。，；]{0,12})$"
)
STRAY = re.compile(r"^(?:附件|附表|附图)\s{0,3}[0-9一二三四五六七八九十]{0,3}\s{0,3}[：:]?$|^[（(]?此页无正文[）)]?$|^（?完）?$")
_HEADING_LENGTH = 60
_SECTION_BEHIND_LENGTH = 40
_ASPECT_STYLES = ("cn_dot", "part", "paren_cn")


class Heading(NamedTuple):
    """一、 标题: its number, the line it stands in, and its words."""

    ordinal: int
    line: Line
    title: Passage


def _heading(line: Line, number: Number, closing: str = "。") -> Heading:
    start = line.start + number.width
    words = line.text[number.width :].rstrip(closing)
    return Heading(number.value, line, Passage(words, Span(start, start + len(words))))


# --- body sections ----------------------------------------------------------------------------------------


def find_headings(lines: list[Line], start: int, end: int, first: int | None = 1) -> list[Heading]:
    """Headings 一、 二、 … between two places, counting from `first`; with None, whatever their numbers."""
    found: list[Heading] = []
    for line in lines:
        number = read_number(line.text) if start <= line.start < end and len(line.text) <= _HEADING_LENGTH else None
        if number and number.style == "cn_dot" and (first is None or number.value == first + len(found)):
            found.append(_heading(line, number))
    return found


def headings_behind(lines: list[Line], start: int, end: int) -> list[Heading]:
    """Headings of the body behind the list, whatever their numbers; that of its part (第三部分) where none of them has its number."""
    found = find_headings(lines, start, end, None)
    first = next((x for x in lines if x.start == start), None)
    number = read_number(first.text) if first else None
    apart = first and number and number.style == "part" and number.value not in {head.ordinal for head in found}
    return [_heading(first, number), *found] if apart and first and number else found


def find_sections(text: str, lines: list[Line], heads: list[Heading], end: int) -> tuple[Section, ...]:
    """部分 = 一、 标题 段落*, each up to the next heading, the last up to `end`."""
    stops = [*(head.line.start for head in heads[1:]), end]
    return tuple(
        Section(head.ordinal, head.title, paragraphs(text, lines, head.line.end, stop))
        for head, stop in zip(heads, stops, strict=False)
    )


def paragraphs(text: str, lines: list[Line], start: int, end: int) -> tuple[Passage, ...]:
    """Paragraphs between two places, without the title of the list that may close them."""
    body = [x for x in lines if start <= x.start < end]
    while body and _closes_body(body):
        body.pop()
    return tuple(trimmed(text, x.start, x.end) for x in body)


def _closes_body(body: list[Line]) -> bool:
    """Whether the last line is the list's title, a line of a title broken in two, its 附件 or a table's header."""
    last = body[-1].text
    if LIST_TITLE.match(last) or STRAY.match(last) or all(label_kind(cell) for cell in last.split("\t")):
        return True
    unfinished = len(last) < 40 and not last.endswith(("。", "；", "："))
    return unfinished and any(LIST_TITLE.match(x.text) for x in body[-3:])


def headings_before(lines: list[Line], start: int, aspects: list[Heading]) -> list[Heading]:
    """What the body may go on from behind a list that starts there: its headings, with the aspects where these count on from them."""
    heads = find_headings(lines, 0, start)
    return [*heads, *aspects] if not heads or (aspects and aspects[0].ordinal == heads[-1].ordinal + 1) else heads


def find_body_behind(lines: list[Line], records: list[Record], before: list[Heading]) -> tuple[int | None, list[str]]:
    """Where the body goes on behind the last problem (三、保障措施 after a list that stood in 二、, or problems 一、 and 二、), which is said.

    A last problem whose own measures are 一、 二、 三、 may go on with 四、 too: then it is a measure, unless it is a
    title among sentences.
    """
    last = records[-1]
    if part := _next_part(lines, last):
        return part.start, [LIST.body_behind.format(row=part.row, words=part.text[:20])]
    if chapter := chapter_behind(lines, last.start, last.start + 1):
        return chapter.start, [LIST.behind.format(row=chapter.row, words=chapter.text[:20])]
    own = read_number(lines_before(lines, last.start + 1)[0].text)
    counted = own.value if own and own.style == "cn_dot" else before[-1].ordinal if before and last.style != "cn_dot" else 0
    if not counted:
        return None, []
    said: list[str] = []
    fields_begin = max([last.start, *(value.span.start for value in last.fields.values())])
    for line in lines:
        number = read_number(line.text) if line.start > fields_begin and len(line.text) <= _SECTION_BEHIND_LENGTH else None
        if not number or number.style != "cn_dot" or number.value != counted + 1:
            continue
        if _goes_on(_numbered_measures(lines, last, line), line, number):
            said.append(LIST.measure_behind.format(row=line.row, words=line.text[:20]))
        else:
            return line.start, [*said, LIST.body_behind.format(row=line.row, words=line.text[:20])]
    return None, said


def _next_part(lines: list[Line], last: Record) -> Line | None:
    """第三部分 behind a last problem that stands in 第二部分."""
    parts = [
        (x, n.value) for x in lines if len(x.text) <= _SECTION_BEHIND_LENGTH and (n := read_number(x.text)) and n.style == "part"
    ]
    above = [value for line, value in parts if line.start <= last.start]
    return next((x for x, value in parts if x.start > last.start and above and value == above[-1] + 1), None)


def _numbered_measures(lines: list[Line], record: Record, end: Line) -> list[tuple[Line, Number]]:
    """The lines 一、 二、 … of the record's measures before the line `end`."""
    field = record.fields.get("measures")
    inside = [x for x in lines if field and field.span.start <= x.start < end.start]
    return [(x, n) for x in inside if (n := read_number(x.text)) and n.style == "cn_dot"]


def _goes_on(measures: list[tuple[Line, Number]], line: Line, number: Number) -> bool:
    if not measures or measures[-1][1].value != number.value - 1:
        return False
    stops = ("。", "；")
    return line.text.endswith(stops) or not all(x.text.endswith(stops) for x, _ in measures)


# --- aspects ----------------------------------------------------------------------------------------------


def find_aspects(lines: list[Line], records: list[Record]) -> list[Heading]:
    """方面: a heading in another style than the problems', directly above a problem, counting from one.

    Parts of the body that hold problems each (二、水环境问题 三、大气环境问题) count on from those above them.
    """
    found: list[Heading] = []
    style = None
    for record in records:
        above = lines_before(lines, record.start)
        number = read_number(above[0].text) if above else None
        decimal = record.style.startswith(OF_DECIMALS)  # its chapters count on from those of the body
        styles = (*_ASPECT_STYLES, "arabic_dot") if decimal else _ASPECT_STYLES
        if not number or number.style not in styles or number.style == record.style:
            continue
        line = above[0]
        if line.text.endswith(("；", ";")) or len(line.text) > 80 or style not in (None, number.style):
            continue
        body = find_headings(lines, 0, line.start) if record is records[0] and number.style == "cn_dot" else []
        if (
            number.value == (found[-1].ordinal + 1 if found else 1)
            or (body and number.value == len(body) + 1)
            or (decimal and not found)
        ):
            style = number.style
            found.append(_heading(line, number, "。：:"))
    return found if len(found) > 1 or (found and found[0].ordinal == 1) else []


def aspect_of(record: Record, aspects: list[Heading]) -> int | None:
    """The ordinal of the aspect that the record stands under."""
    before = [head.ordinal for head in aspects if head.line.start < record.start]
    return before[-1] if before else None
