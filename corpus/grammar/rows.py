"""A task list that is a table: its rows → records, whether cells are parted by tabs or stand one a line.

    表      = 表头 行*                      the header cells are labels; it may come again on each page
    行      = 序号? 单元格*                 a cell that was broken over lines goes to the column it looks like

Tables of documents, whose cells are drawn, are corpus.files.tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from corpus.model import Passage, Span
from corpus.text.labels import (
    FIELD_KINDS,
    MEASURE_KINDS,
    UNIT_KINDS,
    bare_label,
    header_kinds,
    is_closing,
    is_foot,
    joint_kinds,
    label_kind,
)
from corpus.text.lines import Line, trimmed
from corpus.text.numbers import ordinal, read_number

from .groups import group_tail
from .records import Record
from .words import LIST

_GROUP_STYLES = ("cn_dot", "part", "paren_cn")
_GROUP_LENGTH = 40
_MOST_COLUMNS = len(FIELD_KINDS) + 8
"""The fields with ordinal, statement and some that are none."""


class TextTable(NamedTuple):
    """A table in plain text: the line its header begins with, its records, and what is odd about them (in sentences)."""

    header: Line
    records: list[Record]
    anomalies: list[str]


def find_rows(text: str, lines: list[Line]) -> TextTable | None:
    """The first table of the text, one with tabs before one without; None where there is no header."""
    apart = group_lines(lines)
    for at, line in enumerate(lines):
        if (columns := _tab_header(line)) is not None:
            below = [x for x in lines[at + 1 :] if x.start not in apart]
            return _table(line, line.text.split("\t"), columns, *_tabbed(text, below, columns))
    for at, columns in _flat_headers(lines):
        below = [x for x in lines[at + len(columns) :] if x.start not in apart]
        anew = {b.start for a, b in pairwise(lines) if a.start in apart or _is_header_cell(a)}
        header = [x.text for x in lines[at : at + len(columns)]]
        return _table(lines[at], header, columns, *_tabular(text, below, columns, anew))
    return None


def _table(line: Line, header: list[str], columns: list[str], records: list[Record], anomalies: list[str]) -> TextTable:
    joint = {kind: kinds for cell, kind in zip(header, columns, strict=True) if (kinds := joint_kinds(bare_label(cell)))}
    for record in records:
        record.joint = joint
    return TextTable(line, records, anomalies)


def header_lines(lines: list[Line]) -> set[int]:
    """Where the lines begin that are a header or one cell of it: their labels are those of columns."""
    tabbed = {line.start for line in lines if _tab_header(line) is not None}
    return tabbed | {lines[at + i].start for at, columns in _flat_headers(lines) for i in range(len(columns))}


def group_lines(lines: list[Line]) -> set[int]:
    """Where the lines begin that head a group of rows (一、大气方面): above a header or a row, counting from one."""
    headers = header_lines(lines)
    found: list[int] = []
    style = None
    for line, below in pairwise(lines):
        number = read_number(line.text)
        opens_row = below.start in headers or (headers and below.start > min(headers) and ordinal(below.text.split("\t")[0]))
        if not opens_row or line.start in headers or "\t" in line.text or not number or number.style not in _GROUP_STYLES:
            continue
        if len(line.text) <= _GROUP_LENGTH and style in (None, number.style) and number.value == len(found) + 1:
            style = number.style
            found.append(line.start)
    return {*found, *_plain_groups(lines, headers)}


def _plain_groups(lines: list[Line], headers: set[int]) -> Iterator[int]:
    """Those without a number: what stands between the header and the first row (大气方面), and what ends alike above later ones."""
    if not any(label_kind(x.text.split("\t")[0]) == "ordinal" for x in lines if x.start in headers):
        return
    tails: set[str] = set()
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if below.start not in headers and ordinal(below.text.split("\t")[0]) is not None and (tail := group_tail(line.text)):
            tails |= {tail} if above.start in headers and line.start not in headers else set()
            if tail in tails:
                yield line.start


# --- rows of cells parted by tabs -------------------------------------------------------------------------


def _tab_header(line: Line) -> list[str] | None:
    """The kinds of its columns; a cell without words is of the label on its left, whose heading spans both."""
    cells = line.text.split("\t")
    kinds = header_kinds(cells, drawn=True) if len(cells) > 1 else None
    return kinds and list(accumulate(zip(kinds, cells, strict=True), _of_the_left, initial="other"))[1:]


def _of_the_left(left: str, column: tuple[str, str]) -> str:
    kind, words = column
    return kind if words.strip() else left


def _tabbed(text: str, lines: list[Line], columns: list[str]) -> tuple[list[Record], list[str]]:
    """A row is as many lines as it takes to hold its tabs: a cell may be broken over lines."""
    records: list[Record] = []
    anomalies: list[str] = []
    for row in _tab_rows(text, [x for x in lines if _tab_header(x) is None and not _is_foot(x)], columns):
        start, end = row[0].start, _printed_end(text, row[-1])
        cells = _tab_cells(text, start, end)
        if len(cells) != len(columns):
            words = row[0].text[:20]
            anomalies.append(LIST.cells.format(row=row[0].row, most=len(columns), count=len(cells), words=words))
            continue
        values = _by_kind(text, columns, cells)
        statement = values.pop("statement", Passage("", Span(start, start)))
        number = ordinal(cell.text) if (cell := values.pop("ordinal", None)) else None
        records.append(Record(number, "bare", start, statement, values, end, row[0].row))
    return records, anomalies


def _by_kind(text: str, columns: list[str], cells: list[Passage]) -> dict[str, Passage]:
    """What each column says; those that share a heading are one."""
    values: dict[str, Passage] = {}
    for kind, cell in zip(columns, cells, strict=True):
        if cell and kind != "other":
            values[kind] = trimmed(text, values.get(kind, cell).span.start, cell.span.end)
    return values


def _is_foot(line: Line) -> bool:
    return "\t" in line.text and is_foot(line.text.split("\t")[0])


def _printed_end(text: str, line: Line) -> int:
    """The end of a line with the tabs of the empty cells that close it."""
    end = text.find("\n", line.end)
    return len(text) if end < 0 else end


def _tab_rows(text: str, lines: list[Line], columns: list[str]) -> list[list[Line]]:
    """Lines to rows: one that has its tabs is full, and one that begins with the next 序号 begins a row whatever is missing."""
    tabs, rows, last = len(columns) - 1, list[list[Line]](), 0
    for line in lines:
        number = ordinal(line.text.split("\t")[0]) if columns[0] == "ordinal" and "\t" in line.text else None
        held = sum(text.count("\t", x.start, _printed_end(text, x)) for x in rows[-1]) if rows else tabs
        if rows and number != last + 1 and (held < tabs or "\t" not in line.text):
            rows[-1].append(line)
        elif "\t" in line.text:
            rows.append([line])
            last = number or last
    return rows


def _tab_cells(text: str, start: int, end: int) -> list[Passage]:
    at = [start - 1, *(i for i in range(start, end) if text[i] == "\t"), end]
    return [trimmed(text, a + 1, b) for a, b in pairwise(at)]


# --- cells flattened to one a line ------------------------------------------------------------------------


def _flat_headers(lines: list[Line]) -> Iterator[tuple[int, list[str]]]:
    """Index of the first cell and the kinds of the columns of every header: each run of lines that are labels."""
    at = 0
    for is_label, run in groupby(lines, key=_is_header_cell):
        cells = [line.text for line in run]
        # No kind comes twice, so that no header is longer than there are kinds.
        for i in range(max(0, len(cells) - _MOST_COLUMNS), len(cells) if is_label else 0):
            if columns := header_kinds(cells[i:]):
                yield at + i, columns
                break
        at += len(cells)


def _is_header_cell(line: Line) -> bool:
    """A label with a colon waits for its value: it is no column's."""
    return label_kind(line.text) is not None and not line.text.endswith(("：", ":"))


def _tabular(text: str, lines: list[Line], columns: list[str], anew: set[int]) -> tuple[list[Record], list[str]]:
    """A row is the cells from one 序号 to the next; a header that comes again is no row, nor is what closes the document.

    `anew`: where lines begin that stand below a header or what heads a group: they may count from one again.
    """
    rows = [line for line in lines if not _is_header_cell(line)]
    starts = _row_starts(rows, columns, anew)
    rows = rows[: next((i for i in range(starts[-1] + 1, len(rows)) if is_closing(rows[i].text)), None)] if starts else rows
    records, anomalies = [], []
    for a, b in pairwise([*starts, len(rows)]):
        number = read_number(rows[a].text) if columns[0] == "ordinal" else None
        cells = _whole(text, rows[a + 1 : b] if number else rows[a:b])
        kinds = columns[1:] if columns[0] == "ordinal" else columns
        placed = _place(cells, kinds)
        if placed is None:
            anomalies.append(LIST.few_cells.format(row=rows[a].row, most=len(kinds), words=rows[a].text[:20]))
            continue
        values = {k: trimmed(text, c[0].start, c[-1].end) for k, c in placed if k != "other"}
        statement = values.pop("statement", Passage("", Span(rows[a].end, rows[a].end)))
        records.append(
            Record(number.value if number else None, "bare", rows[a].start, statement, values, rows[b - 1].end, rows[a].row)
        )
    return records, anomalies


def _row_starts(rows: list[Line], columns: list[str], anew: set[int]) -> list[int]:
    """Where each record begins: the cell that holds the next ordinal, else every len(columns) cells."""
    if columns[0] != "ordinal":
        return list(range(0, len(rows), len(columns)))
    starts: list[int] = []
    expected = None
    for i, row in enumerate(rows):
        number = read_number(row.text)
        first = expected is None or (row.start in anew and number and number.value == 1)
        if number and number.style == "bare" and (first or number.value == expected):
            starts.append(i)
            expected = number.value + 1
    return starts


_LOOKS_LIKE = {
    "deadline": re.compile(r"^.{0,40}(?:年|月|日|底|前|长期|立行立改|内|后|完成).{0,40}$"),
    **dict.fromkeys(
        MEASURE_KINDS, re.compile(r"^(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）).．、]|[①-⑳]|[一二三四五六七八九]是)")
    ),
    **dict.fromkeys(
        UNIT_KINDS,
        re.compile(r"^[^。；]{2,}(?:局|委|府|会|办|办公室|中心|单位|部门|公司|院|组|牵头[）)]|配合[）)])(?:[、，,]|$)"),
    ),
}


def _whole(text: str, cells: list[Line]) -> list[Line]:
    """What goes on behind a 、 at the end of a line is one cell."""
    whole: list[Line] = []
    for cell in cells:
        if whole and whole[-1].text.endswith(("、", "，", ",", "（", "(")):
            first = whole.pop()
            cell = Line(text[first.start : cell.end], first.start, first.row)
        whole.append(cell)
    return whole


def _place(cells: list[Line], kinds: list[str]) -> list[tuple[str, list[Line]]] | None:
    """Cells to columns in order, each column at least one; where a cell was broken over lines, the best fit by looks."""
    n, m = len(cells), len(kinds)
    if n < m:
        return None
    best = [0.0, *[float("-inf")] * n]
    came: list[list[int]] = []
    for kind in kinds:
        best, origin = _best_ends(cells, kind, best)
        came.append(origin)
    placed: list[tuple[str, list[Line]]] = []
    i = n
    for j in range(m - 1, -1, -1):
        placed.append((kinds[j], cells[came[j][i] : i]))
        i = came[j][i]
    return placed


def _best_ends(cells: list[Line], kind: str, before: list[float]) -> tuple[list[float], list[int]]:
    """For each i the best score of the columns so far over cells[:i], and where the column `kind` begins for it.

    The best beginning is carried along while i grows, so that a row of thousands of lines takes no longer than reading it.
    """
    scores, origin = [float("-inf")], [0]
    running, at, total = float("-inf"), 0, 0.0  # total: what cells[:i] score inside the column
    for i, cell in enumerate(cells):
        opened = before[i] - total + _fit(cell, kind, True) - _fit(cell, kind, False)
        if opened > running:
            running, at = opened, i
        total += _fit(cell, kind, False)
        scores.append(running + total)
        origin.append(at)
    return scores, origin


def _fit(cell: Line, kind: str, first: bool) -> float:
    pattern = _LOOKS_LIKE.get(kind)
    looks = bool(pattern and pattern.match(cell.text))
    other = any(p.match(cell.text) for k, p in _LOOKS_LIKE.items() if k != kind)
    if kind in (*MEASURE_KINDS, "statement", "goal"):
        return (1.0 if looks else 0.0) - (0.5 if other and not looks else 0) - (0 if first else 0.1)
    return (1.0 if looks else -1.0) - (0 if first else 0.6)
