"""A table within a cell that holds the measures of the problem around it → numbered lines, with what stands beside each.

内表    = (序号? 措施 (时限 | 单位 | 情况)*)+      below a header of such labels, without a problem; or a number and words alone
"""

from __future__ import annotations

from corpus.text.labels import FIELD_KINDS, MEASURE_KINDS, bare_label, label_kind, of_each_measure
from corpus.text.numbers import ordinal, read_number

from .cells import Cell, Row, Table, field_line, note_line
from .task_steps import NOTED, Column, with_note

_PAIR = 2


def measure_lines(table: Table) -> list[str]:
    """The lines of such a table, [] of any other; only where it tells more than measures those have a label of their own."""
    rows = [row for row in table if any(cell.text for cell in row)]
    if rows and all(len(row) == _PAIR and ordinal(row[0].text) is not None and row[1].text for row in rows):
        return [_numbered(row[0].text, row[1].text) for row in rows]
    columns = [_column(i, cell) for i, cell in enumerate(rows[0])] if rows else []
    kinds = [c.kind for c in columns]
    at = next((i for i, kind in enumerate(kinds) if kind in MEASURE_KINDS), None)
    if at is None or "statement" in kinds or any(len(row) != len(columns) for row in rows) or not _is_header(columns):
        return []
    own = [i for i, c in enumerate(columns) if c.kind in NOTED]
    count = kinds.index("ordinal") if "ordinal" in kinds else None
    lines = [_line(row, count, with_note(_cells(row), at, own, columns)) for row in rows[1:]]
    told = [
        line
        for i, c in enumerate(columns)
        if i not in (at, count, *own)
        for line in _told(c, [(_line(row, count, row[i].text)) for row in rows[1:] if row[i].text])
    ]
    return [field_line(columns[at].label, "\n".join(lines)), *told] if told else lines


def _column(at: int, cell: Cell) -> Column:
    own = of_each_measure(cell.text)
    return Column(at, 1, bare_label(cell.text), label_kind(own or cell.text) or "", bool(own))


def _is_header(columns: list[Column]) -> bool:
    """Whether most cells are labels; a table of label and value has one in two."""
    return len(columns) > 1 and all(c.label for c in columns) and 2 * sum(bool(c.kind) for c in columns) > len(columns)


def _cells(row: Row) -> dict[int, Cell]:
    return {i: cell for i, cell in enumerate(row) if cell.text}


def _line(row: Row, count: int | None, words: str) -> str:
    return _numbered(row[count].text, words) if count is not None else words


def _numbered(number: str, words: str) -> str:
    n = ordinal(number)
    return words if n is None or read_number(words) else f"{n}.{words}"


def _told(column: Column, lines: list[str]) -> list[str]:
    """What another column tells of the measures, one line each."""
    if not lines:
        return []
    words = "\n".join(lines)
    return [field_line(column.label, words)] if column.kind in FIELD_KINDS else [note_line(column.label, words)]
