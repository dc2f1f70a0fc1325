"""A drawn table with one row a problem under known labels → labelled lines.

任务表  = 表头 (通栏行 | 任务行 续行* | 合计行 | 落款行)*
表头    = corpus.files.task_header
通栏行  = 一、大气方面, a line of its own; without a number (县住建局牵头), a remark on each problem below it
分项    = a measure a row with its own 完成时限 or 责任单位: corpus.files.task_steps
续行    = a row without 序号 (or 问题): it goes on with the problem above
落款行  = 联系人 | 李某 | 联系电话 | …, what closes a document, as a line of its own
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.text.breaks import is_another, unbroken
from corpus.text.labels import (
    MEASURE_KINDS,
    bare_label,
    family,
    is_closing,
    is_foot,
    label_kind,
    of_each_measure,
)
from corpus.text.lines import TABLE_END
from corpus.text.numbers import ordinal, read_number

from .again import is_said, same, says_again
from .cells import Cell, Row, Table, counts_columns, field_line, head_line, last_number, note_line
from .own_labels import opens_with_statement, tells_its_fields, told_fields, without_statement_label
from .task_steps import Column, Record, counted, is_only_noted, noted_columns

_TOTAL = re.compile(r"[总合小共]\s*计\s*(?:[：:0-9]|$)")
_GROUP_LENGTH = 40


def task_list(rows: Table, columns: list[Column], last: int) -> list[str]:
    """任务表 = 表头 (通栏行 | 任务行 续行* | 合计行)*"""
    lines: list[str] = []
    group, unsaid = "", False
    for entry in _entries([row for row in rows if not _is_empty(row)], columns):
        if isinstance(entry, str):
            written = [group] * unsaid + ([] if _is_group(entry) else [entry])
            group, unsaid = (entry, True) if _is_group(entry) else ("", False)
            written = _below_cells(written) if lines else written
        else:
            written = _record_lines(entry, columns, last) + [note_line("", group)] * bool(group)
            last, unsaid = last_number(written[:1], last), False
        lines += written
    return [*lines, *_below_cells([group] * unsaid)]


def _below_cells(words: list[str]) -> list[str]:
    """Lines across the table below its problems, apart from their last cells where nothing in them says what they are."""
    told = not words or read_number(words[0]) or is_closing(words[0])
    return words if told else [TABLE_END, *words]


def _is_empty(row: Row) -> bool:
    """Whether a row says nothing of a problem: 合计 3 …, what is counted below the problems, or numbers alone."""
    return bool(_TOTAL.match(next((cell.text for cell in row if cell.text), ""))) or _is_only_numbered(row) or counts_columns(row)


def _is_only_numbered(row: Row) -> bool:
    """A row that was numbered beforehand and never filled in."""
    return [ordinal(cell.text) is not None for cell in row if cell.text or cell.above] == [True] and len(row) > 1


def _is_group(words: str) -> bool:
    """Whether a line across the table says something of the problems below it and is no aspect, which has a number."""
    return len(words) <= _GROUP_LENGTH and not words.endswith("。") and not read_number(words) and not is_closing(words)


def _entries(rows: Table, columns: list[Column]) -> Iterator[str | Record]:
    """Headings across the table, and problems as column → pieces of text.

    A merged cell is read once a problem: for every problem it stands beside, as the plan means it for each. So is one
    that every row of a problem says again.
    """
    key = _key(rows, columns)
    merged: dict[int, str] = {}
    record = Record({}, [], [])
    for row in rows:
        if _repeats_header(row, columns):
            continue
        heading = _heading(row, columns) or _foot(row)
        cells = {i: same(cell, columns[i], merged.get(i, "")) for i, cell in _placed(row, columns).items()}
        again = bool(record.pieces) and not heading and says_again(cells, key, columns, merged)
        if record.pieces and (heading or (_opens(cells, key) and not again)):
            yield record
            record = Record({}, [], [])
        if heading:
            yield heading
            continue
        if again:
            cells = {i: c._replace(text="", above=True) if is_said(c, merged.get(i, "")) else c for i, c in cells.items()}
        goes_on, apart = bool(record.pieces), key in cells and cells[key].above
        for i, cell in cells.items():
            if not cell.above:
                merged[i] = cell.text
            if not (cell.above and goes_on):
                pieces, words = record.pieces.setdefault(i, []), merged.get(i, "")
                _append(pieces, words, apart or is_another(columns[i].kind, "".join(pieces[-1:]), words))
        record.rows.append({i: cell._replace(text=words) for i, cell in cells.items() if (words := merged.get(i, ""))})
        record.apart.append(apart)
    if record.pieces:
        yield record


def _opens(cells: dict[int, Cell], key: int | None) -> bool:
    return key is None or (key in cells and bool(cells[key].text) and not cells[key].above)


def _key(rows: Table, columns: list[Column]) -> int | None:
    """The column whose cell opens a problem: 序号 where it is filled in at all, else the problem itself."""
    kinds = [c.kind for c in columns]
    if "ordinal" in kinds:
        i = kinds.index("ordinal")
        if any(i in (cells := _placed(row, columns)) and ordinal(cells[i].text) is not None for row in rows):
            return i
    return kinds.index("statement") if "statement" in kinds else None


def _repeats_header(row: Row, columns: list[Column]) -> bool:
    labels = {c.label for c in columns}
    texts = [bare_label(cell.text) for cell in row if cell.text and not cell.above]
    return bool(texts) and all(t in labels or label_kind(t) for t in texts)


def _heading(row: Row, columns: list[Column]) -> str:
    """The words of a row that holds nothing but one line across the table (an aspect), or ""."""
    filled = [cell for cell in row if cell.text and not cell.above]
    if any(cell.above for cell in row):
        return ""
    total = sum(cell.width for cell in row)
    if len(filled) == 2 and filled[0] is row[0] and ordinal(row[0].text) and filled[1].width >= max(2, total - 2):
        return f"{row[0].text.rstrip('、.．')}、{filled[1].text}"
    if len(filled) != 1:
        return ""
    across = len(row) == 1 or filled[0].width >= max(2, total - 1)
    in_ordinal = filled[0] is row[0] and columns[0].kind == "ordinal" and ordinal(row[0].text) is None
    return filled[0].text if across or in_ordinal else ""


def _foot(row: Row) -> str:
    """The words of a row that closes the list: 联系人 | 李某 | 联系电话 | 0577-…, 责任人：李某 | 联系电话：0577-…; "" of any other."""
    words = [cell.text for cell in row if cell.text] if row else []
    words = words if words and (is_foot(row[0].text) or all(map(_names_nobodys_field, words))) else []
    return " ".join(x if is_closing(x) or not is_foot(x) else f"{x}：" for x in words).replace("： ", "：")


def _names_nobodys_field(words: str) -> bool:
    """责任人：李某, in one cell."""
    label, colon, _ = words.replace(":", "：").partition("：")
    return is_closing(words) or bool(colon and label_kind(label) == "other")


def _placed(row: Row, columns: list[Column]) -> dict[int, Cell]:
    """Cells by column: in order where there are as many (drawn edges may not meet), else by where they begin."""
    if len(row) == len(columns):
        return dict(enumerate(row))
    groups: dict[int, list[Cell]] = {}
    at = 0
    for cell in row:
        i = next((i for i, c in enumerate(columns) if c.start <= at < c.start + c.width), len(columns) - 1)
        groups.setdefault(i, []).append(cell)
        at += cell.width
    # A cell that is drawn is not hidden by one beside it that goes on from above.
    return {i: Cell(_lines(c.text for c in cells), above=all(c.above for c in cells)) for i, cells in groups.items()}


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _append(pieces: list[str], more: str, apart: bool) -> None:
    """A cell that goes on below: in a row of its own (`apart`), or cut by a page in the middle of a sentence."""
    if pieces and more:
        ended = pieces[-1].endswith(("。", "；", "：", "！", "？", ";", ":"))
        pieces.append("\n" if apart or ended or read_number(more) else "")
    pieces += [more] if more else []


def _record_lines(record: Record, columns: list[Column], last: int) -> list[str]:
    """One problem in labelled lines; what a column of another kind says becomes 备注, so that no field takes it in."""
    fields: dict[str, list[str]] = {}
    statement: list[str] = []
    own: list[str] = []
    notes: list[str] = []
    number = None
    given = {family(c.kind) for c in columns}
    noted = noted_columns(record, columns)
    for i, column in enumerate(columns):
        value = noted.get(i, unbroken(column.kind, "".join(record.pieces.get(i, []))))
        if is_only_noted(i, columns, noted):
            notes += [note_line(column.label, value)] if column.of_each and value else []
            continue
        if column.kind == "ordinal" and number is None and (number := ordinal(value)) is not None:
            continue
        if column.kind == "statement" or (not statement and opens_with_statement(value) and tells_its_fields(value, column.kind)):
            statement.append(without_statement_label(value))
        elif _tells_others(value, column, given):
            own.append(value)
        elif column.kind not in ("", "ordinal") and value:
            fields.setdefault((column.of_each and of_each_measure(column.label)) or column.label, []).append(value)
        elif value:
            notes.append(note_line(column.label, value))
    told = (field_line(k, _lines(counted(v) if label_kind(k) in MEASURE_KINDS else v)) for k, v in fields.items())
    return [head_line(number, _lines(statement), last), *told, *own, *notes]


def _tells_others(value: str, column: Column, given: set[str]) -> bool:
    """Whether a cell tells fields under labels of their own, of which one, where its column is unknown, has no other."""
    return tells_its_fields(value, column.kind) and bool(column.kind or told_fields(value, column.kind) - given)
