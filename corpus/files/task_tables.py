"""A drawn table with one row a problem under known labels → labelled lines.

    任务表  = 表头 (通栏行 | 任务行 续行* | 合计行 | 落款行)*
    表头    = 标签{1,} in one level or two; the labels of at least half the columns are known
    通栏行  = 一、大气方面, a line of its own; without a number (县住建局牵头), a remark on each problem below it
    分项    = a measure a row with its own 完成时限 or 责任单位: corpus.files.task_steps
    续行    = a row without 序号 (or 问题): it goes on with the problem above
    落款行  = 联系人 | 李某 | 联系电话 | …, what closes a document, as a line of its own

The cells are drawn here, so that fewer known labels make a header than in plain text (corpus.text.labels).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from corpus.text.breaks import is_another, unbroken
from corpus.text.labels import (
    FIELD_KINDS,
    MEASURE_KINDS,
    bare_label,
    completed,
    family,
    is_closing,
    is_foot,
    label_kind,
    of_each_measure,
    settled_kinds,
)
from corpus.text.lines import TABLE_END
from corpus.text.numbers import ordinal, read_number
from corpus.text.themes import own_kinds

from .again import is_said, same, says_again
from .cells import Cell, Row, Table, counts_columns, field_line, head_line, last_number, note_line
from .own_labels import opens_with_statement, tells_its_fields, told_fields, without_statement_label
from .task_steps import NOTED, Column, Record, is_only_noted, noted_columns

_USUALLY_WITHIN, _HEADER_WITHIN = 4, 8
"""A header row stands among the first rows, below a title and a remark; seldom also below who filled the list in, and more remarks."""
_MAX_COLUMNS = 64
_MEASURE = "措施"
_TOTAL = re.compile(r"[总合小共]\s*计\s*(?:[：:0-9]|$)")
_GROUP_LENGTH = 40


# --- one row a problem: the header ------------------------------------------------------------------------


def find_header(table: Table) -> tuple[int, list[Column], int] | None:
    """Row of the header, its columns, and where the rows below it begin."""
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
        columns = _with_statement(_told_apart(columns))
        if _is_task_list(columns, _told_within(table[body:], columns)):
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
    first = next((c for c in out if c.label and not c.kind), None)
    known = first is None or above.kind not in MEASURE_KINDS or any(c.kind in MEASURE_KINDS for c in out)
    return out if known else [c._replace(label=above.label, kind=above.kind) if c is first else c for c in out]


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


def _is_task_list(columns: list[Column], told: dict[int, set[str]]) -> bool:
    """A list of contacts (序号 责任单位 联系人) is none: a problem with a field, or three fields, make one."""
    kinds = {c.kind for c in columns}
    fields = len((kinds & set(FIELD_KINDS)).union(*told.values()))
    known = [c for i, c in enumerate(columns) if c.kind or i in told]
    return any(kinds) and 2 * len(known) >= len(columns) and (fields >= 3 or (fields >= 1 and "statement" in kinds))


# --- one row a problem: the rows --------------------------------------------------------------------------


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
    return [head_line(number, _lines(statement), last), *(field_line(k, _lines(v)) for k, v in fields.items()), *own, *notes]


def _tells_others(value: str, column: Column, given: set[str]) -> bool:
    """Whether a cell tells fields under labels of their own, of which one, where its column is unknown, has no other."""
    return tells_its_fields(value, column.kind) and bool(column.kind or told_fields(value, column.kind) - given)
