"""A drawn list whose problems take several rows each → the same with one row a problem, as corpus.files.task_tables reads it.

叠表    = 表头{k} 行{k}+                 k rows of labels alone, and as many rows of the same cells a problem below them
栏目行  = 编号? 问题? (标签 值)+          in a list below its header: the labels stand in the rows, not above them
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.text.labels import FIELD_KINDS, OPENING_KINDS, bare_label, label_kind
from corpus.text.themes import own_kinds

from .cells import Block, Cell, Row, Table, field_line
from .task_header import find_header
from .task_steps import Column

_HEADER_WITHIN = 8
_MOST_ROWS = 4


def with_one_row_a_problem(block: Block) -> Block:
    """A table with a row for each problem where it has several; what else there is as it is."""
    return block if isinstance(block, str) else _with_fields_in_rows(_folded(block))


# --- several rows of labels above -------------------------------------------------------------------------


def _folded(table: Table) -> Table:
    """The table with the rows of each problem side by side, where its header has as many rows of other labels."""
    for top in range(min(len(table), _HEADER_WITHIN)):
        heads = _label_rows(table[top : top + _MOST_ROWS])
        if len(heads) > 1 and _are_like(table[top + len(heads) :], heads):
            return [*table[:top], *_side_by_side(table[top:], heads)]
    return table


def _label_rows(rows: Table) -> Table:
    """The first rows that hold labels and nothing else, no kind of them twice."""
    heads: Table = []
    seen: set[str | None] = set()
    for row in rows:
        kinds = own_kinds(cell.text for cell in row if not cell.above)
        if not kinds or None in kinds or len({*kinds}) < len(kinds) or seen & {*kinds}:
            break
        seen |= {*kinds}
        heads.append(row)
    return heads


def _are_like(rows: Table, heads: Table) -> bool:
    """Whether rows have the cells of those labels, one by one."""
    return len(rows) >= len(heads) and all(_is_like(row, head) for row, head in zip(rows, heads, strict=False))


def _is_like(row: Row, head: Row) -> bool:
    if [cell.width for cell in row] != [cell.width for cell in head]:
        return False
    return all(cell.above or not cell.text for cell, label in zip(row, head, strict=True) if label.above)


def _side_by_side(rows: Table, heads: Table) -> Iterator[Row]:
    at = 0
    while at < len(rows):
        more = len(heads) if _are_like(rows[at : at + len(heads)], heads) else 1
        yield (
            [cell for row, head in zip(rows[at : at + more], heads, strict=False) for cell in _own(row, head)]
            if more > 1
            else rows[at]
        )
        at += more


def _own(row: Row, head: Row) -> Row:
    """The cells of a row that stand below labels of its own."""
    return [cell for cell, label in zip(row, head, strict=True) if not label.above]


# --- labels in the rows -----------------------------------------------------------------------------------


def _with_fields_in_rows(table: Table) -> Table:
    """The table with what rows of label and value tell in the cell of their problem, below its words."""
    header = find_header(table)
    if header is None or all(c.kind != "statement" for c in header[1]) or _pairs(table[header[0]]):
        return table
    _, columns, body = header
    at = next(i for i, c in enumerate(columns) if c.kind == "statement")
    rows: Table = []
    for row in table[body:]:
        lead, told = _told_in(row, columns)
        if told and lead:
            rows.append([lead.get(i, Cell("", c.width)) for i, c in enumerate(columns)])
        if told and rows and len(rows[-1]) == len(columns):
            rows[-1] = [cell._replace(text=_lines(cell.text, told)) if i == at else cell for i, cell in enumerate(rows[-1])]
        else:
            rows.append(row)
    return [*table[:body], *rows]


def _told_in(row: Row, columns: list[Column]) -> tuple[dict[int, Cell], str]:
    """编号 | 问题 | 标签 | 值 as the cells that open a problem, by column, and the lines that tell of it; "" where a row is no such one."""
    first = next((i for i, cell in enumerate(row) if label_kind(cell.text)), len(row))
    opening = [i for i, c in enumerate(columns) if c.kind in OPENING_KINDS]
    pairs = _pairs(row[first:]) if first <= len(opening) else []
    told = _lines(*(field_line(bare_label(label), value) for label, value in pairs if value))
    lead = dict(zip(opening, row[:first], strict=False)) if any(cell.text for cell in row[:first]) else {}
    return lead, told


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _pairs(cells: Row) -> list[tuple[str, str]]:
    """The labels of fields with the value beside each; [] where a label or a value is none."""
    while cells and not cells[-1].text:
        cells = cells[:-1]
    pairs = [(a.text, b.text) for a, b in zip(cells[::2], [*cells[1::2], Cell("")], strict=False)]
    kinds = [label_kind(label) for label, _ in pairs]
    told = (
        all(kinds)
        and any(kind in (*FIELD_KINDS, "statement") for kind in kinds)
        and not any(label_kind(value) for _, value in pairs)
    )
    return pairs if told else []
