"""A problem of a drawn task list with a row for each measure → its measures with what stands beside each of them.

分项    = 措施 (完成时限 | 责任单位)+       in a row of its own: these close the measure in brackets
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.text.labels import MEASURE_KINDS, UNIT_LABELS, of_each_measure
from corpus.text.numbers import read_number

from .cells import Cell

NOTED = ("deadline", *UNIT_LABELS["responsible"])
"""What may stand beside each measure of a problem."""
_TIMED = re.compile("(?:时限|期限|时间)$")
_DUE = "完成时限"
_OF_EACH = "措施"
_COLUMNS = 2


class Column(NamedTuple):
    """A column of the header: where it stands, what its cells are, and whether it says that they are those of each measure (措施完成时限)."""

    start: int
    width: int
    label: str
    kind: str
    of_each: bool = False
    below: bool = False
    """Whether its label says nothing of measures, and only stands below theirs."""


class Record(NamedTuple):
    """A problem: the pieces of each of its columns, row by row its cells (of merged ones what they go on with), and whether they are apart."""

    pieces: dict[int, list[str]]
    rows: list[dict[int, Cell]]
    apart: list[bool]


def noted_columns(record: Record, columns: list[Column]) -> dict[int, str]:
    """Column → its words, where each measure has a row with its own time or units: the measures with these behind, and the rest.

    So have those of a problem in one row, where the header says that they are each measure's and there are as many.
    {} where they are those of the whole problem.
    """
    at = next((i for i, c in enumerate(columns) if c.kind in MEASURE_KINDS), None)
    if at is None:
        return {}
    rows = record.rows if _is_of_steps(record, at) else _rows_within(record, at, columns)
    each = {i for row in rows for i in row if columns[i].of_each}
    own = [i for i, c in enumerate(columns) if c.kind in NOTED and (i in each or sum(_is_own(row, i) for row in rows) > 1)]
    if not any(columns[i].kind == "deadline" for i in own):
        return {}
    written = {i: "\n".join(row[i].text for row in rows if _is_own(row, i)) for i in own}
    return written | {at: "\n".join(with_note(row, at, own, columns) for row in rows)}


def _rows_within(record: Record, at: int, columns: list[Column]) -> list[dict[int, Cell]]:
    """The measures of one row, each with the line beside it of the columns that say so and have as many; [] where none does."""
    row = record.rows[0] if len(record.rows) == 1 else {}
    measures = row[at].text.split("\n") if at in row else []
    told = {i: row[i].text.split("\n") for i, c in enumerate(columns) if c.of_each and i in row}
    told = {i: lines for i, lines in told.items() if len(lines) == len(measures)}
    if not told or (len(measures) > 1 and not all(map(read_number, measures))):
        return []
    return [
        {at: Cell(words)} | {i: Cell(_without_number(lines[n])) for i, lines in told.items()} for n, words in enumerate(measures)
    ]


def _without_number(words: str) -> str:
    """2.2026年底前 → 2026年底前, as its measure has the number."""
    number = read_number(words)
    return words[number.width :] if number else words


def _is_own(row: dict[int, Cell], i: int) -> bool:
    return i in row and not row[i].above


def _is_of_steps(record: Record, at: int) -> bool:
    """Whether each row has a measure of its own: in a row that is drawn apart, or a numbered one, or behind one that has ended."""
    if len(record.rows) < 2 or not all(_is_own(row, at) for row in record.rows):
        return False
    return all(
        apart or read_number(row[at].text) or before[at].text.endswith(("。", "；", ";"))
        for before, row, apart in zip(record.rows, record.rows[1:], record.apart[1:], strict=False)
    )


def with_note(row: dict[int, Cell], at: int, own: list[int], columns: list[Column]) -> str:
    """编制方案。（措施责任单位：市水务局；措施完成时限：2025年6月底前）: of such a note corpus.grammar.measures knows that it is a column's."""
    said = sorted((i for i in own if i in row), key=lambda i: columns[i].kind == "deadline")
    notes = "；".join(f"{_note_label(columns[i])}：{row[i].text}" for i in said)
    return f"{row[at].text}（{notes}）" if notes else row[at].text


def _note_label(column: Column) -> str:
    label = column.label if column.kind != "deadline" or _TIMED.search(column.label) else _DUE
    return label if of_each_measure(label) else f"{_OF_EACH}{label}"


def is_only_noted(i: int, columns: list[Column], noted: dict[int, str]) -> bool:
    """Whether a column stands with the measures alone: it says so, or another has the time that is the problem's."""
    if columns[i].of_each:
        return columns[i].kind == "deadline" or any(c.kind in NOTED[1:] and not c.of_each for c in columns)
    times = [j for j, c in enumerate(columns) if c.kind == "deadline"]
    return i in noted and columns[i].kind == "deadline" and any(j not in noted and not columns[j].of_each for j in times)


def counted(values: list[str]) -> list[str]:
    """The measures of several columns, near ones and later ones, so that they count on from one column to the next.

    >>> counted(["1.关停。\\n2.验收。", "1.建章立制。", "定期巡查。"]), counted(["关停。", "建章立制。"])
    (['1.关停。\\n2.验收。', '3.建章立制。', '4.定期巡查。'], ['关停。', '建章立制。'])
    """
    first = next((n for value in values if (n := read_number(value))), None)
    if first is None or len(values) < _COLUMNS:
        return values
    last, out = 0, []
    for value in values:
        lines = value.split("\n")
        numbers = [read_number(line) for line in lines]
        style = numbers[0].style if numbers[0] else ""
        items = [(n is not None and n.style == style) or not style for n in numbers]
        goes_on = style == first.style and numbers[0] is not None and numbers[0].value == last + 1
        for i in range(len(lines)) if not goes_on else ():
            number = numbers[i]
            last += items[i]
            lines[i] = f"{last}.{lines[i][number.width if number else 0 :]}" if items[i] else lines[i]
        last = max([last, *(n.value for n in numbers if n and n.style == first.style)]) if goes_on else last
        out.append("\n".join(lines))
    return out
