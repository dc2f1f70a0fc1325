"""A list of problems that stands apart from the list of their fields: 附件1 问题清单, 附件2 任务清单.

问题清单    = (编号 问题)+ | 表头 (序号 单元格+)+      counts as the fields' list does, and names every number of it
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.model import Passage
from corpus.text.labels import FIELD_KINDS, label_kind
from corpus.text.lines import Line, lines_between, trimmed
from corpus.text.numbers import Number, ordinal, read_number

from .records import Record
from .words import LIST

_FEWEST = 2
_ABOUT = "问题"
_STOPS = ("：", ":")


def tell_from_apart(text: str, lines: list[Line], records: list[Record]) -> list[str]:
    """Gives problems without any words those that another list above has for their numbers; says where that is."""
    numbers = [record.number for record in records]
    if len(records) < _FEWEST or any(record.statement for record in records) or None in numbers:
        return []
    above = lines_between(lines, 0, records[0].start)
    found = _cells(text, above, numbers) or _items(text, above, numbers)
    if not found:
        return []
    for record, told in zip(records, found, strict=True):
        record.statement = told.pop("statement")
        record.fields = {**told, **record.fields}
    return [LIST.apart.format(row=text.count("\n", 0, records[0].statement.span.start) + 1, count=len(records))]


def _items(text: str, above: list[Line], numbers: list[int | None]) -> list[dict[str, Passage]]:
    """The lines 1.… 2.… that count so below one that speaks of problems, with the labelled lines of each; [] without just one such list."""
    read = [(line, read_number(line.text)) for line in above]
    starts = [at for at in range(1, len(read)) if _ABOUT in above[at - 1].text]
    lists = [found for at in starts if (found := _list_from(text, read[at:], numbers))]
    return lists[0] if len(lists) == 1 else []


def _list_from(text: str, read: list[tuple[Line, Number | None]], numbers: list[int | None]) -> list[dict[str, Passage]]:
    """The list that begins with the first of the lines, where it has these numbers and ends with the last of them."""
    style = read[0][1].style if read[0][1] else ""
    found: list[dict[str, Passage]] = []
    for line, number in read:
        if number and number.style == style:
            if len(found) == len(numbers) or number.value != numbers[len(found)]:
                return []
            found.append({"statement": trimmed(text, line.start + number.width, line.end)})
        elif not found or not (told := _labelled(text, line)):
            break
        else:
            found[-1] |= told
    told_all = len(found) == len(numbers) and all(x["statement"] and not x["statement"].text.endswith(_STOPS) for x in found)
    return found if told_all else []


def _labelled(text: str, line: Line) -> dict[str, Passage]:
    """责任单位：市住建局 as a field."""
    label, colon, value = line.text.replace(":", "：").partition("：")
    kind = label_kind(label)
    return {kind: trimmed(text, line.end - len(value), line.end)} if colon and kind in FIELD_KINDS else {}


def _cells(text: str, above: list[Line], numbers: list[int | None]) -> list[dict[str, Passage]]:
    """The rows of a table whose cells stand one a line, below a header that is known to name the problem."""
    for at, line in enumerate(above):
        if label_kind(line.text) == "ordinal" and (kinds := _header(above[at:])):
            body = above[at + len(kinds) :]
            rows = [body[i * len(kinds) : (i + 1) * len(kinds)] for i in range(len(numbers))]
            after = body[len(numbers) * len(kinds) :][:1]
            counted = [ordinal(row[0].text) if len(row) == len(kinds) else None for row in rows] == numbers
            if counted and not any(ordinal(x.text) is not None for x in after):
                return [dict(_told(text, row, kinds)) for row in rows]
    return []


def _header(lines: list[Line]) -> list[str | None]:
    """The kinds of a header's cells up to the first row's number; [] where none is the problem."""
    width = next((i for i, line in enumerate(lines) if ordinal(line.text) is not None), 0)
    kinds = [label_kind(line.text) for line in lines[:width]]
    return kinds if kinds.count("statement") == 1 and None not in kinds else []


def _told(text: str, row: list[Line], kinds: list[str | None]) -> Iterator[tuple[str, Passage]]:
    for line, kind in zip(row, kinds, strict=True):
        if kind and kind in (*FIELD_KINDS, "statement"):
            yield kind, trimmed(text, line.start, line.end)
