"""A drawn table with label beside value, one problem or several down the page → labelled lines.

表单    = 问题+                              one begins where a label, a number or the number at its side comes again
问题    = (标签 值 | 标签：值 | 编号)+        in any order: its number and its words are written first
对照表  = 标签列 问题列{2,}                   labels down the page, a problem in each column: turned over, a task list
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, takewhile
from typing import NamedTuple

from corpus.text.labels import (
    DEMANDED_KINDS,
    FIELD_KINDS,
    UNIT_KINDS,
    bare_label,
    completed,
    family,
    is_column_of_form,
    label_kind,
)
from corpus.text.numbers import ordinal, read_number

from .cells import NOTE, Cell, Row, Table, field_line, head_line, note_line
from .own_labels import tells_its_fields, told_fields

_FEWEST_COLUMNS = 3
_ORDINAL, _PROBLEM = "序号", "问题"
_SENTENCE = re.compile("[。；]|^.{13}")
_WRITTEN = re.compile(r"(?P<label>[^：:\n]{2,16})[：:](?P<value>.*)", re.DOTALL)
"""责任单位：市水务局, label and value in one cell."""


class _Said(NamedTuple):
    """What a cell or two say: a label with its value, or "" with words; what kind of label; the number at the form's side."""

    label: str
    value: str
    kind: str | None
    side: int | None


@dataclass
class _Record:
    """One problem of a form before it is written."""

    number: int | None = None
    label: str = ""
    statement: str = ""
    above: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    empty: str = ""  # the label above, where nothing stood beside it

    def written(self) -> Iterator[str]:
        """Its lines; without a number of its own it has the one that stands above its table, if any does."""
        yield from self.above
        if self.number is not None:
            yield head_line(self.number, self.statement, 0)
        elif self.statement:
            yield field_line(self.label, self.statement)
        yield from self.lines


def is_form(table: Table) -> bool:
    """Whether most rows are label beside value, and they are fields of a problem; a cell with all of these is a row of a list."""
    rows = list(_said(table))
    labelled = [said for said in rows if said and said[0].kind and not _tells_others(said[0])]
    kinds = {x.kind for said in labelled for x in said if x.kind}
    return 2 * len(labelled) >= len(rows) and len(kinds & {*FIELD_KINDS, "statement", "numbered"}) >= 2


def _tells_others(said: _Said) -> bool:
    """Whether a label's words have labels of other fields within them."""
    return bool(told_fields(said.value, "statement") - {family(said.kind or "")})


def form(table: Table) -> Iterator[str]:
    """表单 = 问题+"""
    record = _Record()
    side: int | None = None
    table = table[_heads_columns(table[0]) :]
    for said in (x for row in _said(table) for x in row):
        if _opens(said, record, side):
            yield from record.written()
            record = _Record()
        side = said.side if said.side is not None else side
        _take(said, record)
    yield from record.written()


def _heads_columns(row: Row) -> bool:
    """Whether a row says what the columns of a form are: 项目 | 内容, 反馈问题 | 项目 | 内容."""
    words = [cell.text for cell in row if cell.text]
    return not words or (any(map(is_column_of_form, words)) and all(is_column_of_form(x) or label_kind(x) for x in words))


def _opens(said: _Said, record: _Record, side: int | None) -> bool:
    """Whether another problem begins: with a number, or with a label that this one has already had."""
    if said.side is not None and said.side != side and record.seen:
        return True
    return bool(said.kind) and _column(said) in record.seen and not _is_second_number(said, record)


def _is_second_number(said: _Said, record: _Record) -> bool:
    """序号 3 and beside it 问题编号 5-1: the first is the problem's, the other is told."""
    return said.kind == "ordinal" and record.seen == {"ordinal"} and bare_label(said.label) != record.label


def _column(said: _Said) -> str:
    """What stands once in a problem: its number, its words, or another label by its name."""
    return "ordinal" if said.kind in ("ordinal", "numbered") else bare_label(said.label) if said.kind != "other" else ""


def _take(said: _Said, record: _Record) -> None:
    if said.kind and said.kind != "other":
        record.seen.add(_column(said))
    if said.side is not None:
        record.number = said.side
    if _is_second_number(said, record) and record.number is not None:
        record.lines.append(note_line(bare_label(said.label), said.value))
        return
    if said.kind in ("ordinal", "numbered"):
        number = ordinal(said.value if said.kind == "ordinal" else said.label)
        if number is not None:
            record.number = number
            record.statement = said.value if said.kind == "numbered" else record.statement
            record.label = bare_label(said.label)
            return
    if said.kind == "statement" and not record.statement:
        record.label, record.statement = bare_label(said.label), said.value
    elif said.kind and not said.value:
        record.empty = bare_label(said.label)
        return
    elif said.value:
        above = not said.label and not record.seen
        if record.empty and not said.label:
            record.lines.append(field_line(record.empty, ""))  # 整改措施：, whose items stand in rows below
        bare = not said.label or tells_its_fields(said.value, said.kind or "")
        written = said.value if bare else field_line(bare_label(said.label), said.value)
        (record.above if above else record.lines).append(written)
    record.empty = ""


# --- what the cells of a row say --------------------------------------------------------------------------


def _kind(text: str) -> str | None:
    """Kind of a label cell; "numbered" for one that names its problem (问题一, 第十二项)."""
    number = read_number(text.strip())
    if number and number.style in ("issue", "nth") and number.width == len(text.strip()):
        return "numbered"
    return label_kind(text)


def _without_side(row: Row) -> tuple[int | None, Row]:
    """The number in a column of its own at the left side of a form, and the cells beside it."""
    row = _with_numbers(row)
    if len(row) > 2 and _kind(row[0].text) is None and (row[0].above or ordinal(row[0].text) is not None):
        return ordinal(row[0].text), row[1:]
    return None, row


def _said(table: Table) -> Iterator[list[_Said]]:
    """What each row with words says; labels beside one of units that stands over them are of its sort: 验收单位 | 牵头单位 | 市水利局."""
    heading, column = "", 0
    rows = [row for row in table if any(cell.text for cell in row)]
    for row, next_row in zip(rows, [*rows[1:], []], strict=False):
        side, cells = _without_side(row)
        beside = [_Said(*_beside(row, cells, next_row), side)] if _is_beside(cells) else []
        cells = cells[len(beside) :]
        under = _from(row, column) if heading else []
        if not (under and under[0].above):
            under, column = cells, sum(cell.width for cell in row) - sum(cell.width for cell in cells)
            heading = cells[0].text if label_kind(cells[0].text) in UNIT_KINDS else ""
        below = _below(under, heading) if heading else []
        heading = heading if below else ""
        yield [*beside, *_pairs(side, below or cells)]


def _is_beside(cells: Row) -> bool:
    """Whether the first cell has no label and stands at the left side of pairs of label and value."""
    labels = [_kind(cell.text) for cell in cells[:2]]
    return len(cells) % 2 == 1 and len(cells) > 1 and bool(cells[0].text) and not labels[0] and bool(labels[1])


def _beside(row: Row, cells: Row, below: Row) -> tuple[str, str, str]:
    """What such a cell says, with its label and kind: a sentence that is merged over more rows the problem, else a remark."""
    under = _from(below, sum(cell.width for cell in row) - sum(cell.width for cell in cells))
    tells = bool(_SENTENCE.search(cells[0].text)) and bool(under) and under[0].above
    return (_PROBLEM, cells[0].text, "statement") if tells else (NOTE, cells[0].text, "other")


def _from(row: Row, column: int) -> Row:
    """The cells from the one on that begins in that column."""
    starts = accumulate((cell.width for cell in row), initial=0)
    return next((row[i:] for i, start in enumerate(starts) if start == column), [])


def _below(cells: Row, heading: str) -> Row:
    """The cells beside a heading with their labels completed; [] where the first is no label, or has no value beside it."""
    labels = {i: completed(cells[i].text, heading) for i in range(1, len(cells) - 1, 2)}
    if not labels.get(1) or label_kind(cells[2].text):
        return []
    return [cell._replace(text=labels.get(i) or cell.text) for i, cell in enumerate(cells)][1:]


def _pairs(side: int | None, row: Row) -> Iterator[_Said]:
    """Each label with its value; words without a label, or below the value that they go on from, have none."""
    i = 0
    while i < len(row):
        text = row[i].text
        kind = _kind(text)
        beside = row[i + 1].text if i + 1 < len(row) else None
        if kind and beside is not None and (not _kind(beside) or (kind == "ordinal" and _kind(beside) == "numbered")):
            yield _Said(text.strip(), beside, kind, side)
            i += 2
            continue
        if text and not row[i].above:
            yield _alone(text, kind, side)
        i += 1


def _with_numbers(row: Row) -> Row:
    """The row with a number that has a cell of its own, within a label's value, before the words that it numbers: 整改措施 | 1 | 清淤。"""
    out: Row = []
    for cell in row:
        before = out[-1] if len(out) > 1 else None
        numbers = before and before.text and ordinal(before.text) is not None and _kind(out[-2].text) != "ordinal"
        if before and numbers and cell.text and not _kind(cell.text) and (out[-2].above or _kind(out[-2].text)):
            out[-1] = before._replace(text=f"{ordinal(before.text)}.{cell.text}", width=before.width + cell.width)
        else:
            out.append(cell)
    return out


def _alone(text: str, kind: str | None, side: int | None) -> _Said:
    """A cell by itself: the number of a problem, a label with its value, or words."""
    if kind == "numbered":
        return _Said(text.strip(), "", kind, side)
    written = _WRITTEN.match(text)
    if written and (labelled := label_kind(written["label"])):
        return _Said(written["label"].strip(), written["value"].strip(), labelled, side)
    return _Said("", text, None, side)


# --- turned over ------------------------------------------------------------------------------------------


def turned(table: Table) -> Table | None:
    """The table with its columns for rows, where its first column holds the labels of a task list and the others a problem each.

    A cell that is drawn across several problems holds for each of them.
    """
    body = list(_one_label_a_row([row for row in table if not _is_line(row)]))
    width = len(body[0]) if body else 0
    if width < _FEWEST_COLUMNS or any(len(row) != width or any(c.above for c in row) for row in body):
        return None
    heads = [row for i, row in enumerate(body) if not i or _kind(row[0].text) == "ordinal"]
    numbers = next((found for row in heads if (found := _numbers(row))), [])
    fields = [*numbers[1:], *(row for row in body if not (numbers and row in heads and _numbers(row) == numbers))]
    kinds = [_kind(row[0].text) for row in fields]
    if not _is_of_problems(kinds, told=bool(numbers)) or any(_kind(cell.text) for row in fields for cell in row[1:]):
        return None
    apart = numbers[:1] or [row for row, kind in zip(fields, kinds, strict=True) if kind == "statement"]
    if any(len({cell.text for cell in row[1:]}) < width - 1 for row in apart):
        return None
    columns = [[row[i] for row in (*numbers[:1], *fields)] for i in range(1, width)]
    lines = [[cell for cell in row if cell.text] for row in table if _is_line(row)]
    return [*lines, [row[0] for row in (*numbers[:1], *fields)], *columns]


def _one_label_a_row(rows: Table) -> Iterator[Row]:
    """The rows with one label and a cell for each column behind it: labels in two columns (责任单位 | 牵头单位) are made one."""
    across = max((row[0].width for row in rows), default=1)
    heading = ""
    for row in rows:
        heading = heading if row[0].above else row[0].text
        beside = row[0].width < across and len(row) > 1
        label = Cell(completed(row[1].text, heading) or row[1].text) if beside else row[0]
        yield [label, *(Cell(x.text, above=x.above) for x in row[1 + beside :] for _ in range(x.width))]


def _numbers(row: Row) -> Table:
    """A row of 问题一 | 问题二, 案例1 | 案例2 or 3 | 7 as one of numbers and, where words are behind them, one of these; [] of any other."""
    read = [read_number(cell.text) for cell in row[1:]]
    words = [cell.text[n.width :] if n and n.says else "" for n, cell in zip(read, row[1:], strict=True)]
    told = [n.value if n and n.says else ordinal(cell.text) for n, cell in zip(read, row[1:], strict=True)]
    if None in told:
        told = _counted([cell.text for cell in row[1:]])
    if not told or (any(words) and not all(words)):
        return []
    head = [Cell(_ORDINAL), *(Cell(str(n)) for n in told)]
    return [head, [Cell(_PROBLEM), *map(Cell, words)]] if any(words) else [head]


def _counted(cells: list[str]) -> list[int | None]:
    """The numbers behind the same words: 案例一, 案例二."""
    same = len(list(takewhile(lambda x: len({*x}) == 1, zip(*cells, strict=False))))
    told = [ordinal(x[same:]) for x in cells] if same else []
    return told if told == [*range(1, len(told) + 1)] else []


def _is_line(row: Row) -> bool:
    """Whether a row holds words and no label: a title above, a remark below."""
    filled = [cell for cell in row if cell.text]
    return len(filled) <= 1 and not any(_kind(cell.text) for cell in filled)


def _is_of_problems(kinds: list[str | None], *, told: bool) -> bool:
    """Whether labels down the page are those of problems: fields, and what was found or a number."""
    known = {kind for kind in kinds if kind}
    return 2 * sum(map(bool, kinds)) >= len(kinds) and len(known & set(DEMANDED_KINDS)) >= 2 and (told or "statement" in known)
