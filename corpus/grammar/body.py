"""The parts of a plan around its problems: title, body sections, aspects, and what belongs to none of them.

    标题    = the short lines at the top, up to …方案 or …清单
    部分    = 一、 标题 段落*               the body before (or after) the task list
    方面    = 一、 标题                     directly above a problem, in another style than the problems'
    余文    = 附件 | 清单标题 | 注：… | 落款 日期

Titles end where the sentences begin; what belongs to none of these is said, not dropped in silence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from corpus.model import Passage, Section, Span
from corpus.text.labels import UNIT_KINDS, is_closing, is_foot, is_navigation, label_kind
from corpus.text.lines import Line, lines_before, lines_between, table_ends, trimmed
from corpus.text.numbers import Number, read_number
from corpus.text.pages import TITLE_END

from .groups import groups_of, heads_group
from .records import Record, value_between
from .units import names_only_units
from .words import LIST

_LIST_TITLE = re.compile(
    r"^(?:附件\s{0,3}[0-9一二三四五六七八九十]{0,3}\s{0,3}[：:]?.{0,60}|[^。，；]{0,50}(?:清单|任务表|分工表|措施表|一览表|台账)[^。，；]{0,12})$"
)
_STRAY = re.compile(r"^(?:附件|附表|附图)\s{0,3}[0-9一二三四五六七八九十]{0,3}\s{0,3}[：:]?$|^[（(]?此页无正文[）)]?$|^（?完）?$")
_NEXT_ANNEX = re.compile(r"^附(?:件|表|图)\s*[0-9一二三四五六七八九十]{1,2}\s{0,3}[：:]?.{0,40}$")
_BARE_DATE = re.compile(
    r"^(?:[0-9]{4}|二[〇零○][〇零○一二三四五六七八九]{2})年(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月[0-9一二三四五六七八九十]{1,3}日(?:印发)?$"
)
_CONTENTS = re.compile("序号|编号|目[ 　]*[录次]|$")
"""What a table of contents, or a list of another sort, begins with: no title."""
_SPACED = re.compile("[一-鿿](?:[ 　]{1,9}[一-鿿])+")
"""锦 江 市, as a line of a title is set to fill its width."""
_FILE_NUMBER = re.compile(r"^[^。；]{0,30}[〔\[（(]20[0-9]{2}[〕\]）)]\s{0,3}第?[0-9]{1,5}号(?:[ 　].{0,20})?$")
_NAMED = re.compile(r"^(?:标[ 　]*题|名[ 　]*称|信息名称|文件名称)[ 　]*[：:][ 　]*(?=\S)")
"""标题：…, as the head of a page of a government's site names the document."""
_NOTICE = re.compile(
    r"[^。；]{0,40}关于(?:印发|转发|下发|报送|上报|呈报|公布|发布|公开|下达)[^。；]{4,90}的(?:通知|函)(?:[^。]{0,40}[：:])?$"
)
"""…关于印发《…方案》的通知, whose addressee may stand behind it in the same line."""
_OF_NOTICE = re.compile(
    r"(?:关于(?:印发|转发|下发|报送|上报|呈报|公布|发布|公开|下达)《?(?P<name>[^。；]{4,90}?)》?的)?(?:通知|函)(?:[^。]{0,40}[：:])?$"
)
_TITLE_LINES = 4
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


# --- title ------------------------------------------------------------------------------------------------


def find_title(lines: list[Line], list_start: int) -> tuple[str, int]:
    """标题 = the short lines at the top up to …方案 or …清单; returns it and where the rest begins.

    Behind a covering notice (…关于印发…方案的通知) it is the line that names the plan once more.
    """
    words, rest = _top_lines(lines, list_start)
    short = [x for x in lines_between(lines, 0, list_start) if len(x.text) <= _HEADING_LENGTH]
    named: list[Line] = []
    if noticed := _OF_NOTICE.search(words):
        if again := _said_again(lines_between(lines, rest, list_start), noticed["name"]):
            return again
        named = [x for x in short if x.start >= rest and re.search(r"^[^。；：《]+(?:方案|清单)$", x.text)][:1]
    elif _CONTENTS.match(words) or _is_guide(next((x.text for x in lines if not is_navigation(x.text)), "")):
        named = [x for x in short if TITLE_END.search(x.text) and not read_number(x.text) and label_kind(x.text) is None][-1:]
    return (named[0].text, named[0].end) if named else (words, rest)


def _is_guide(line: str) -> bool:
    """Whether a line heads words on how the list is filled in (填报说明), which stand above its title."""
    return is_foot(line) and not is_closing(line)


def _said_again(lines: list[Line], name: str) -> tuple[str, int] | None:
    """The name in the lines that it is broken over, or in one."""
    for at in range(len(lines)):
        words = ""
        for line in lines[at : at + _TITLE_LINES]:
            words += line.text
            if words == name:
                return words, line.end
    return None


def _top_lines(lines: list[Line], list_start: int) -> tuple[str, int]:
    words = ""
    for line in [x for x in lines if not (is_navigation(x.text) or is_closing(x.text))]:
        if not words and line.start < list_start and (named := _NAMED.match(line.text)):
            return line.text[named.end() :], line.end
        if line.start < list_start and _NOTICE.match(line.text):
            return line.text, line.end
        if line.start >= list_start or len(line.text) > 45 or line.text.endswith(("。", "；")) or len(words) > 90:
            return words, line.start
        if words and (read_number(line.text) or line.text.endswith("：")):
            return words, line.start
        if _FILE_NUMBER.search(line.text):
            words = ""  # what stands above it is the letterhead
        elif not line.text.startswith("附件"):
            words += re.sub("[ 　]", "", line.text) if _SPACED.fullmatch(line.text) else line.text
        if TITLE_END.search(words):
            return words, line.end
    return words, list_start


# --- body sections ----------------------------------------------------------------------------------------


def find_headings(lines: list[Line], start: int, end: int, first: int | None = 1) -> list[Heading]:
    """Headings 一、 二、 … between two places, counting from `first`; with None, whatever their numbers."""
    found: list[Heading] = []
    for line in lines:
        number = read_number(line.text) if start <= line.start < end and len(line.text) <= _HEADING_LENGTH else None
        if number and number.style == "cn_dot" and (first is None or number.value == first + len(found)):
            found.append(_heading(line, number))
    return found


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
    if _LIST_TITLE.match(last) or _STRAY.match(last) or all(label_kind(cell) for cell in last.split("\t")):
        return True
    unfinished = len(last) < 40 and not last.endswith(("。", "；", "："))
    return unfinished and any(_LIST_TITLE.match(x.text) for x in body[-3:])


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
        if not number or number.style not in _ASPECT_STYLES or number.style == record.style:
            continue
        line = above[0]
        if line.text.endswith(("；", ";")) or len(line.text) > 80 or style not in (None, number.style):
            continue
        body = find_headings(lines, 0, line.start) if record is records[0] and number.style == "cn_dot" else []
        if number.value == (found[-1].ordinal + 1 if found else 1) or (body and number.value == len(body) + 1):
            style = number.style
            found.append(_heading(line, number, "。：:"))
    return found if len(found) > 1 or (found and found[0].ordinal == 1) else []


def aspect_of(record: Record, aspects: list[Heading]) -> int | None:
    """The ordinal of the aspect that the record stands under."""
    before = [head.ordinal for head in aspects if head.line.start < record.start]
    return before[-1] if before else None


# --- what belongs to no problem ---------------------------------------------------------------------------


def trim_records(text: str, lines: list[Line], records: list[Record], stops: Iterable[int]) -> list[str]:
    """Ends each record before the next of `stops` and before lines that are no part of it; says which those are."""
    said: list[str] = []
    stops = sorted(stops)
    ends = table_ends(text)
    tail = groups_of(lines, records[0].start)
    for record in records:
        end = record.end
        _cut_cells(text, record, ends[bisect_left(ends, record.start) :][:1])
        below = [line for line in lines_between(lines, record.end, end)[:1] if line.start not in stops]
        behind = LIST.behind if record is records[-1] else LIST.stray
        said += [behind.format(row=line.row, words=line.text[:20]) for line in below]
        end = min([record.end, *(stop for stop in stops if stop > record.start)])
        inside = lines_between(lines, record.start + 1, end)
        strays = _strays(inside, _last_field(record) if record is records[-1] else None, tail)
        said += [words for _, words in strays]
        _end_at(text, record, min([end, *(line.start for line, _ in strays)]))
    return said


def _cut_cells(text: str, record: Record, ends: list[int]) -> None:
    """Ends what begins in a table with it; the record, too, unless fields of it stand below."""
    for end in (x for x in ends if x < record.end):
        below = {kind: value for kind, value in record.fields.items() if value.span.start >= end}
        _end_at(text, record, end) if not below else record.fields.update(_cut(text, record.fields, end) | below)


def _end_at(text: str, record: Record, end: int) -> None:
    record.end = end
    record.fields |= _cut(text, record.fields, end)
    record.others = [
        (k, value_between(text, k, x.span.start, min(x.span.end, end))) for k, x in record.others if x.span.start < end
    ]


def _last_field(record: Record) -> tuple[str, int]:
    """The kind of the last field of a record, "" where other labels stand behind it, and where it begins."""
    fields = [("", record.start), *((kind, value.span.start) for kind, value in record.fields.items())]
    kind, start = max(fields, key=lambda x: x[1])
    return "" if any(x.span.start > start for _, x in record.others) else kind, start


def _cut(text: str, fields: dict[str, Passage], end: int) -> dict[str, Passage]:
    """The fields that go on behind a place, up to it."""
    long = {kind: value for kind, value in fields.items() if value.span.end > end}
    return {kind: value_between(text, kind, min(value.span.start, end), end) for kind, value in long.items()}


def _strays(inside: list[Line], last_field: tuple[str, int] | None, groups: str) -> list[tuple[Line, str]]:
    """The lines that close a record's area and are no part of it, each with a sentence that says so.

    A list's title may be followed by who filled it in (填报单位：…), before the first problem below it.

    `last_field` is the kind of the last field of the last problem and where it begins: only behind it the document closes.
    `groups`: how the names of groups end.
    """
    found: list[tuple[Line, str]] = []
    if last_field is not None and (tail := _tail([x for x in inside if x.start > last_field[1]], last_field[0])):
        found.append((tail, LIST.behind.format(row=tail.row, words=tail.text[:20])))
        inside = [x for x in inside if x.start < tail.start]
    closing = 0
    for at, line in enumerate(reversed(inside), 1):
        if _STRAY.match(line.text) or _is_list_title(line) or heads_group(line.text, groups):
            closing = at
        elif not is_closing(line.text):
            break
    return found + [(x, LIST.stray.format(row=x.row, words=x.text[:20])) for x in inside[len(inside) - closing :]]


def _tail(inside: list[Line], kind: str) -> Line | None:
    """The first line behind the last problem that is no part of it: a note, a signature with its date, 抄送, a sentence below units."""
    for before, line in zip([None, *inside], inside, strict=False):
        if kind in UNIT_KINDS and line.text.endswith("。") and not names_only_units(line.text):
            return line
        if is_closing(line.text) or ((_NEXT_ANNEX.match(line.text) or _STRAY.match(line.text)) and line is not inside[-1]):
            return line
        if _BARE_DATE.match(line.text) and not (before and _is_label(before)):
            signed = before is not None and re.search(
                r"^[^，。；：]{4,30}(?:政府|办公室|委员会|局|组|专班|办|指挥部|公司)$", before.text
            )
            return before if signed else line
    return None


def _is_label(line: Line) -> bool:
    """Whether a line is nothing but a label, numbered or not: the day below it is its value."""
    number = read_number(line.text)
    return label_kind(line.text[number.width if number else 0 :]) is not None


def _is_list_title(line: Line) -> bool:
    return bool(_LIST_TITLE.match(line.text)) and not read_number(line.text) and "：" not in line.text
