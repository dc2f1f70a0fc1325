"""What stands among problems or behind the last and belongs to none: it ends the record above it, and is said.

余文    = 附件 | 清单标题 | 注：… | 落款 日期 | 主办单位：… at the foot of a page
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from corpus.text.labels import UNIT_KINDS, is_closing, label_kind
from corpus.text.lines import Line, lines_before, lines_between, table_ends
from corpus.text.numbers import read_number

from .body import LIST_TITLE, STRAY
from .deadlines import ANY_YEAR, find_terms, says_only_when
from .groups import groups_of, heads_group
from .records import Record, cut, value_between
from .units import names_only_units
from .words import LIST

_NEXT_ANNEX = re.compile(r"^附(?:件|表|图)\s*[0-9一二三四五六七八九十]{1,2}\s{0,3}[：:]?.{0,40}$")
_BARE_DATE = re.compile(
    r"^(?:[0-9]{4}|二[〇零○][〇零○一二三四五六七八九]{2})年(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月[0-9一二三四五六七八九十]{1,3}日(?:印发)?$"
)

_PARTS = ("其中", "其余", "（", "(")
"""What goes on with a time by its parts."""
_TOLD = re.compile("(?P<label>[一-鿿]{2,8})(?:[：:]|[ 　]{0,3}[|｜])")


def trim_records(text: str, lines: list[Line], records: list[Record], stops: Iterable[int]) -> list[str]:
    """Ends each record before the next of `stops` and before lines that are no part of it; says which those are."""
    said: list[str] = []
    stops = sorted(stops)
    ends = table_ends(text)
    tail = groups_of(lines, records[0].start)
    _without_foot_of_page(lines, records)
    for record in records:
        end = record.end
        _cut_cells(text, record, ends[bisect_left(ends, record.start) :][:1])
        below = [line for line in lines_between(lines, record.end, end)[:1] if line.start not in stops]
        behind = LIST.behind if record is records[-1] else LIST.stray
        said += [behind.format(row=line.row, words=line.text[:20]) for line in below]
        end = min([record.end, *(stop for stop in stops if stop > record.start)])
        if record is records[-1] and (line := _below_time(lines, records)):
            said.append(LIST.behind.format(row=line.row, words=line.text[:20]))
            end = min(end, line.start)
        inside = lines_between(lines, record.start + 1, end)
        strays = _strays(inside, _last_field(record) if record is records[-1] else None, tail)
        said += [words for _, words in strays]
        _end_at(text, record, min([end, *(line.start for line, _ in strays)]))
    return said


def _below_time(lines: list[Line], records: list[Record]) -> Line | None:
    """What stands below a deadline that is the last field, where the line above tells nothing else: a sentence without a time.

    Where no other problem has anything below its deadline, whatever tells more than a time.
    """
    *others, record = records
    kind, start = _last_field(record)
    if kind != "deadline" or not says_only_when(record.fields[kind].text.split("\n")[0], ANY_YEAR):
        return None
    below = lines_between(lines, start + 1, record.fields[kind].span.end)[:1]
    told = [x.fields[kind].text for x in others if kind in x.fields]
    alone = bool(told) and not any("\n" in words for words in told)
    return next((x for x in below if _is_none_of_times(x.text, alone)), None)


def _is_none_of_times(words: str, alone: bool) -> bool:
    if alone:
        return not (says_only_when(words, ANY_YEAR) or words.startswith(_PARTS) or read_number(words))
    return words.endswith("。") and not find_terms(words, ANY_YEAR)


def _cut_cells(text: str, record: Record, ends: list[int]) -> None:
    """Ends what begins in a table with it; the record, too, unless fields of it stand below."""
    for end in (x for x in ends if x < record.end):
        below = {kind: value for kind, value in record.fields.items() if value.span.start >= end}
        _end_at(text, record, end) if not below else record.fields.update(cut(text, record.fields, end) | below)


def _end_at(text: str, record: Record, end: int) -> None:
    record.end = end
    record.fields |= cut(text, record.fields, end)
    record.others = [
        (k, value_between(text, k, x.span.start, min(x.span.end, end))) for k, x in record.others if x.span.start < end
    ]


def _without_foot_of_page(lines: list[Line], records: list[Record]) -> None:
    """Takes 主办单位：…, 承办单位：… from the last problem where they close the page: behind all its fields, and of no other problem."""
    *others, last = records
    for kind, value in sorted(last.fields.items(), key=lambda x: -x[1].span.start):
        line = lines_before(lines, value.span.start + 1)[0]
        told = others or any(x.span.start < line.start for k, x in last.fields.items() if k in UNIT_KINDS)
        if kind not in UNIT_KINDS or not told or not is_closing(line.text) or any(kind in r.fields for r in others):
            return
        del last.fields[kind]


def _last_field(record: Record) -> tuple[str, int]:
    """The kind of the last field of a record, "" where other labels stand behind it, and where it begins."""
    fields = [("", record.start), *((kind, value.span.start) for kind, value in record.fields.items())]
    kind, start = max(fields, key=lambda x: x[1])
    return "" if any(x.span.start > start for _, x in record.others) else kind, start


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
        if STRAY.match(line.text) or _is_list_title(line) or heads_group(line.text, groups):
            closing = at
        elif not is_closing(line.text):
            break
    return found + [(x, LIST.stray.format(row=x.row, words=x.text[:20])) for x in inside[len(inside) - closing :]]


def _tail(inside: list[Line], kind: str) -> Line | None:
    """The first line behind the last problem that is no part of it: a note, a signature with its date, 抄送, a sentence below units."""
    for before, line in zip([None, *inside], inside, strict=False):
        if kind in UNIT_KINDS and _is_none_of_units(line.text):
            return line
        if is_closing(line.text) or ((_NEXT_ANNEX.match(line.text) or STRAY.match(line.text)) and line is not inside[-1]):
            return line
        if _BARE_DATE.match(line.text) and not (before and _is_label(before)):
            signed = before is not None and re.search(
                r"^[^，。；：]{4,30}(?:政府|办公室|委员会|局|组|专班|办|指挥部|公司)$", before.text
            )
            return before if signed else line
    return None


def _is_none_of_units(words: str) -> bool:
    """Whether a line below units is none of them: a sentence, or what a page offers or tells (上一条：…, 网站地图 | 关于我们)."""
    if words.endswith("。"):
        return not names_only_units(words)
    told = _TOLD.match(words)
    return told is not None and label_kind(told["label"]) is None and not names_only_units(words[told.end() :])


def _is_label(line: Line) -> bool:
    """Whether a line is nothing but a label, numbered or not: the day below it is its value."""
    number = read_number(line.text)
    return label_kind(line.text[number.width if number else 0 :]) is not None


def _is_list_title(line: Line) -> bool:
    return bool(LIST_TITLE.match(line.text)) and not read_number(line.text) and "：" not in line.text
