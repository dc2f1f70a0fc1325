"""A table within a cell that holds the measures of the problem around it → numbered lines, with what stands beside each.

内表    = (序号? 措施 (时限 | 单位 | 情况)*)+      below a header of such labels, without a problem; or a number and words alone

It may be drawn with the cells of the form around it: beside 整改措施, or below a line of it.
"""

from __future__ import annotations

from itertools import takewhile

from corpus.text.labels import FIELD_KINDS, MEASURE_KINDS, bare_label, label_kind, of_each_measure
from corpus.text.numbers import ordinal, read_number

from .cells import MEASURES, Cell, Row, Table, field_line, note_line
from .task_steps import NOTED, Column, with_note

_PAIR = 2


def measure_lines(table: Table, *, told: bool = False) -> list[str]:
    """The lines of such a table, [] of any other; only where it tells more than measures those have a label of their own.

    Where it is `told` by what stands around it that it holds measures, the first column that is nothing else has them.
    """
    rows = [row for row in table if any(cell.text for cell in row)]
    if rows and all(len(row) == _PAIR and ordinal(row[0].text) is not None and row[1].text for row in rows):
        return [_numbered(row[0].text, row[1].text) for row in rows]
    columns = _of_measures([_column(i, cell) for i, cell in enumerate(rows[0])] if rows else [], told=told)
    kinds = [c.kind for c in columns]
    at = next((i for i, kind in enumerate(kinds) if kind in MEASURE_KINDS), None)
    if at is None or "statement" in kinds or any(len(row) != len(columns) for row in rows) or not _is_header(columns):
        return []
    own = [i for i, c in enumerate(columns) if c.kind in NOTED]
    count = kinds.index("ordinal") if "ordinal" in kinds else None
    lines = [_line(row, count, with_note(_cells(row), at, own, columns)) for row in rows[1:]]
    others = [
        line
        for i, c in enumerate(columns)
        if i not in (at, count, *own)
        for line in _told(c, [(_line(row, count, row[i].text)) for row in rows[1:] if row[i].text])
    ]
    return [field_line(columns[at].label, "\n".join(lines)), *others] if others else lines


def _of_measures(columns: list[Column], *, told: bool) -> list[Column]:
    first = next((c for c in columns if c.label and not c.kind), None)
    known = not told or any(c.kind in MEASURE_KINDS for c in columns)
    return columns if known else [c._replace(label=MEASURES, kind="measures") if c is first else c for c in columns]


def with_measures_in_cells(table: Table) -> Table:
    """A form with the rows of such a table within it as one cell beside 整改措施: what goes on below its label, or is numbered."""
    out: Table = []
    at, within = 0, False
    while at < len(table):
        within = within or _tells_of_problem(table[at])
        inner = _inner(table, at, within=within)
        lines = measure_lines(inner, told=True) if inner else []
        beside = len(inner[0]) < len(table[at]) if inner else False
        if lines:
            out = out[:-1] if out and not beside and _is_label_of_measures(out[-1]) else out
            label = table[at][0] if beside else Cell(MEASURES)
            out.append([label, Cell("\n".join(lines), sum(x.width for x in table[at]) - label.width)])
        else:
            out.append(table[at])
        at += len(inner) if lines else 1
    return out


def _tells_of_problem(row: Row) -> bool:
    """问题 | 扬尘。, 整改目标 | 达标。: a row of a form."""
    return len(row) > 1 and label_kind(row[0].text) in ("statement", "goal") and bool(row[1].text) and not label_kind(row[1].text)


def _inner(table: Table, at: int, *, within: bool) -> Table:
    """The header that begins in that row, beside 整改措施 or `within` a form, and the rows below with as many cells; [] where none does."""
    row = table[at]
    if len(row) < _PAIR:
        return []
    beside = _is_of_measures(row[0]) and not row[0].above
    if beside and not (at + 1 < len(table) and _goes_on(table[at + 1], row)):
        return []
    header = row[beside:]
    below = at > 0 and _is_label_of_measures(table[at - 1])
    if not (beside or below or any(_is_of_measures(cell) for cell in header)) or not _is_header([_column(0, c) for c in header]):
        return []
    if not beside and not (within and label_kind(header[0].text) == "ordinal"):
        return []
    rows = (table[i] for i in range(at + 1, len(table)))
    more = takewhile(lambda x: _goes_on(x, row) if beside else x and ordinal(x[0].text) is not None, rows)
    return [header, *takewhile(lambda x: len(x) == len(header), (x[beside:] for x in more))]


def _goes_on(row: Row, above: Row) -> bool:
    """Whether a row goes on beside the label of the row above it."""
    return len(row) == len(above) and not row[0].text


def _is_label_of_measures(row: Row) -> bool:
    """Whether a row is 整改措施 and nothing else."""
    filled = [cell for cell in row if cell.text]
    return len(filled) == 1 and _is_of_measures(filled[0])


def _is_of_measures(cell: Cell) -> bool:
    return label_kind(cell.text) in MEASURE_KINDS


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
