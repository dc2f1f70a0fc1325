"""The header of a drawn table with one row a problem under known labels → its columns, and what each of them is.

    表头    = 标签{1,} in one level or several; the labels of at least half the columns are known

The cells are drawn here, so that fewer known labels make a header than in plain text (corpus.text.labels).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, zip_longest

from corpus.text.labels import FIELD_KINDS, MEASURE_KINDS, bare_label, completed, label_kind, of_each_measure, settled_kinds
from corpus.text.themes import own_kinds

from .cells import MEASURES, Row, Table, counts_columns
from .own_labels import told_fields
from .task_steps import NOTED, Column

_USUALLY_WITHIN, _HEADER_WITHIN = 4, 8
"""A header row stands among the first rows, below a title and a remark; seldom also below who filled the list in, and more remarks."""
_MAX_COLUMNS = 64
_SEVERAL = 2
_SORT_OF_MEASURES = re.compile("^(?!.{0,8}(?:已|前期|问责|追责|处罚|处置|保障)).{2,10}(?:措施|举措)$")
_MEASURE = "措施"


def find_header(table: Table, *, part: bool = False) -> tuple[int, list[Column], int] | None:
    """Row of the header, its columns, and where the rows below it begin; of a `part` it may tell less than a problem takes."""
    for top, row in enumerate(table[:_HEADER_WITHIN]):
        if len(row) > _MAX_COLUMNS:
            continue
        if top >= _USUALLY_WITHIN and any(map(_tells_a_field, table[:top])):
            return None  # a problem in rows of label and words, which is no remark
        columns, body = _columns(row), top + 1
        while body < len(table) and _second_level(table[body], columns):
            columns = _refined(columns, table[body])
            body += 1
        body += body < len(table) and counts_columns(table[body])
        columns = _with_statement(_told_apart(_of_terms(columns)))
        if _is_task_list(columns, _told_within(table[body:], columns)) or (part and _is_part(columns)):
            return top, columns, body
    return None


def _tells_a_field(row: Row) -> bool:
    """Whether a row is a label and its words: 责任单位 | 市住建局."""
    return len(row) > 1 and bool(row[1].text) and label_kind(bare_label(row[0].text)) in FIELD_KINDS


def _columns(row: Row) -> list[Column]:
    columns, at = [], 0
    for cell, kind in zip(row, own_kinds(cell.text for cell in row), strict=True):
        own = of_each_measure(cell.text)
        columns.append(Column(at, cell.width, bare_label(cell.text), (label_kind(own) if own else kind) or "", bool(own)))
        at += cell.width
    return columns


def _second_level(row: Row, columns: list[Column]) -> bool:
    """A header in two levels: below 责任单位 stand 牵头单位 and 配合单位, the rest goes on from above or is left blank."""
    split = {at for c in columns if c.width > 1 and c.label for at in range(c.start, c.start + c.width)}
    drawn = {c.start for c, cell in zip(_columns(row), row, strict=True) if not cell.above}
    if drawn and drawn <= split and any(cell.above for cell in row):
        return True
    if sum(bool(c.kind) for c in columns) < 2:
        return False  # a title above the header
    filled = [c for _, below in _under(columns, row) for c in below if c.label and c.start in drawn]
    blank = {c.start for c in columns if not c.label}
    free = split | blank | {c.start for c in columns if not c.kind or c.start + c.width in blank}
    return 1 < len(filled) < len(row) and all(c.kind for c in filled) and {c.start for c in filled} <= free


def _refined(columns: list[Column], row: Row) -> list[Column]:
    """Each column as what stands below it, where any of that is known: what is not is a column of its own."""
    return [c for column, below in _under(columns, row) for c in (below if any(c.kind for c in below) else [column])]


def _under(columns: list[Column], row: Row) -> Iterator[tuple[Column, list[Column]]]:
    """Each column with what stands below it; a heading that nothing merges goes on over the blank columns at its right."""
    heading = columns[0]
    for column, after in zip_longest(columns, columns[1:]):
        heading = column if column.label else heading
        spread = column.width > 1 or not column.label or (after and not after.label)
        below = [c for c in _columns(row) if column.start <= c.start < column.start + column.width]
        yield column, _of_measures([_completed(c, heading) for c in below], heading) if spread else below


def _of_measures(below: list[Column], above: Column) -> list[Column]:
    """Below 整改措施 the first column that is nothing else has them; a time or units there, or below 措施落实, are each measure's."""
    if above.kind not in MEASURE_KINDS and _MEASURE not in above.label:
        return below
    out = [
        c._replace(label=f"{_MEASURE}{c.label}", of_each=True, below=True) if c.kind in NOTED and not c.of_each else c
        for c in below
    ]
    terms = [c for c in out if above.kind in MEASURE_KINDS and (c.kind == above.kind or _speaks_of_measures(c))]
    out = [c._replace(label=above.label, kind=above.kind) if len(terms) >= _SEVERAL and c in terms else c for c in out]
    first = next((c for c in out if c.label and not c.kind), None)
    known = first is None or above.kind not in MEASURE_KINDS or any(c.kind in MEASURE_KINDS for c in out)
    return out if known else [c._replace(label=above.label, kind=above.kind) if c is first else c for c in out]


def _of_terms(columns: list[Column]) -> list[Column]:
    """近期措施 | 长效措施 beside one another, of which nobody is known, are the measures where no other column has them."""
    if any(c.kind in MEASURE_KINDS for c in columns):
        return columns
    runs = [list(run) for told, run in groupby(columns, key=_speaks_of_measures) if told]
    terms = runs[0] if len(runs) == 1 and len(runs[0]) >= _SEVERAL else []
    return [c._replace(label=MEASURES, kind=MEASURE_KINDS[0]) if c in terms else c for c in columns]


def _speaks_of_measures(column: Column) -> bool:
    """Whether nobody knows a label that says what measures these are, and no deeds: 长效措施, 治本举措."""
    return not column.kind and bool(_SORT_OF_MEASURES.search(column.label))


def _told_apart(columns: list[Column]) -> list[Column]:
    """A time or units below 整改措施 are the problem's where it has no others."""
    whole = {_is_time(c) for c in columns if c.kind in NOTED and not c.of_each}
    return [
        c._replace(label=of_each_measure(c.label), of_each=False) if c.below and _is_time(c) not in whole else c for c in columns
    ]


def _is_time(column: Column) -> bool:
    return column.kind == NOTED[0]


def _completed(below: Column, above: Column) -> Column:
    """牵头 below 责任单位 is 牵头责任单位, and 牵头单位 below 验收单位 验收牵头单位."""
    label = completed(below.label, above.label)
    return below._replace(label=label, kind=label_kind(label) or "") if label else below


def _with_statement(columns: list[Column]) -> list[Column]:
    """Where no column is a known 问题 column, the one that speaks of 问题 is: 反馈问题及表现."""
    kinds = settled_kinds([c.kind or None for c in columns])
    columns = [c._replace(kind=kind or "") for c, kind in zip(columns, kinds, strict=True)]
    if any(c.kind == "statement" for c in columns):
        return columns
    found = next((c for c in columns if not c.kind and "问题" in c.label and len(c.label) <= 12), None)
    return [c._replace(kind="statement") if c is found else c for c in columns]


def _told_within(rows: Table, columns: list[Column]) -> dict[int, set[str]]:
    """Column → the fields that its cell in the first row below the header tells under labels of their own."""
    first = next((row for row in rows if len(row) == len(columns) > 1), [])
    first = first if not any(label_kind(cell.text) for cell in first) else []
    return {i: told for i, cell in enumerate(first) if (told := told_fields(cell.text, columns[i].kind))}


def _is_part(columns: list[Column]) -> bool:
    """序号 | 问题 | 类型, 序号 | 责任单位: numbers, and something that is told of what has them."""
    kinds = {c.kind for c in columns}
    told = kinds & {*FIELD_KINDS, "statement"}
    return "ordinal" in kinds and bool(told) and 2 * sum(bool(c.kind) for c in columns) >= len(columns) > 1


def _is_task_list(columns: list[Column], told: dict[int, set[str]]) -> bool:
    """A list of contacts (序号 责任单位 联系人) is none: a problem with a field, or three fields, make one."""
    kinds = {c.kind for c in columns}
    fields = len((kinds & set(FIELD_KINDS)).union(*told.values()))
    known = [c for i, c in enumerate(columns) if c.kind or i in told]
    return any(kinds) and 2 * len(known) >= len(columns) and (fields >= 3 or (fields >= 1 and "statement" in kinds))
