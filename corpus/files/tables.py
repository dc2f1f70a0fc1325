"""Tables of a document → the labelled lines that corpus.grammar.records reads, whatever kind of file they stood in.

    任务表  = 表头 (通栏行 | 任务行 续行*)*      one row a problem under known labels → 问题1：… 责任单位：…
    表单    = (标签 值)+                         one problem down the page, label beside value → 标签：值
    其他    = 单元格*                            any other table → one cell a line

One row a problem: corpus.files.task_tables. What stands in a cell: corpus.files.cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.text.labels import FIELD_KINDS, bare_label, label_kind
from corpus.text.numbers import read_number

from .cells import Block, Row, Table, field_line, head_line, last_number, ordinal
from .task_tables import find_header, task_list


def render(blocks: Iterable[Block]) -> str:
    """Paragraphs and tables in their order as text, one paragraph a line.

    >>> from corpus.files.cells import Cell
    >>> render(["附件", [[Cell("序号"), Cell("问题"), Cell("责任单位")], [Cell("7"), Cell("扬尘。"), Cell("市住建局")]]])
    '附件\\n问题7：扬尘。\\n责任单位：市住建局'
    """
    lines: list[str] = []
    last = 0
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            written = table_lines(block, last)
            last = last_number(written, last)
            lines += written
    return "\n".join(lines)


def table_lines(table: Table, last: int = 0) -> list[str]:
    """The lines of one table; problems without a number of their own go on counting from `last`."""
    header = find_header(table)
    if header:
        top, columns, body = header
        title = [cell.text for row in table[:top] for cell in row if cell.text and not cell.above]
        if lines := task_list(table[body:], columns, last):
            return title + lines
    if _is_form(table):
        return list(_form(table, last))
    return [cell.text for row in table for cell in row if cell.text and not cell.above]


# --- label beside value -----------------------------------------------------------------------------------


def _form_kind(text: str) -> str | None:
    """Kind of a label cell; "numbered" for one that names its problem (问题一)."""
    number = read_number(text.strip())
    if number and number.style in ("issue", "nth") and number.width == len(text.strip()):
        return "numbered"
    return label_kind(text)


def _is_form(table: Table) -> bool:
    """Most rows are label beside value, and they are fields of a problem."""
    rows = [list(_pairs(_without_side(row)[1])) for row in table if any(cell.text for cell in row)]
    labelled = [pairs for pairs in rows if any(label for label, _ in pairs)]
    kinds = {_form_kind(label) for pairs in labelled for label, _ in pairs if label}
    return 2 * len(labelled) >= len(rows) and len(kinds & {*FIELD_KINDS, "statement", "numbered"}) >= 2


def _without_side(row: Row) -> tuple[int | None, Row]:
    """The number in a column of its own at the left side of a form, and the cells beside it."""
    if len(row) > 2 and _form_kind(row[0].text) is None and (row[0].above or ordinal(row[0].text) is not None):
        return ordinal(row[0].text), row[1:]
    return None, row


def _pairs(row: Row) -> Iterator[tuple[str, str]]:
    """(label, value) of a row, ("", words) for a cell without a label or below the value it goes on from."""
    i = 0
    while i < len(row):
        label = row[i]
        if _form_kind(label.text) and i + 1 < len(row) and not _form_kind(row[i + 1].text):
            yield label.text, row[i + 1].text
            i += 2
        else:
            if label.text and not label.above:
                yield "", label.text
            i += 1


def _form(table: Table, last: int) -> Iterator[str]:
    """表单 = (标签 值)+; what stands between a problem's number and its words goes below them."""
    number: int | None = None
    held: list[str] | None = None
    for label, value, side in ((*pair, side) for row in table for side, cells in [_without_side(row)] for pair in _pairs(cells)):
        number = number if side is None else side
        kind = _form_kind(label) if label else None
        if kind == "ordinal" and ordinal(value) is not None:
            yield from held or ()
            number, held = ordinal(value), []
        elif kind == "statement":
            line = head_line(number, value, last)
            last, number = last_number([line], last), None
            yield from (line, *(held or ()))
            held = None
        elif value:
            written = field_line(label.strip() if kind == "numbered" else bare_label(label), value) if label else value
            if held is None:
                yield written
            else:
                held.append(written)
    yield from held or ()
