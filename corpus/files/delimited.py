"""Tables that plain text draws by signs (| of Markdown, the commas of a .csv, tabs) → the lines of corpus.files.tables.

表      = | 单元格 | 单元格 | …        lines that begin with |, with or without the rule below the header
        | 单元格,单元格,…             the whole text, where one of its first lines is a header so parted
        | 单元格 制表符 单元格 …       lines that all have as many cells; others are read by corpus.grammar.rows
单元格  = "…"                         between tabs: a cell of Excel that holds line ends, a quotation mark in it written twice
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import groupby, islice

from corpus.text.form_lines import one_label_a_line
from corpus.text.labels import header_kinds, is_closing, label_kind
from corpus.text.numbers import ordinal

from .cells import Block, Cell, Row, Table
from .tables import holds_problems, is_task_list, render
from .task_header import find_header

_RULE = re.compile(r"[|:\-—–+ 　]*")
_HEADER_WITHIN = 8
_FEWEST_STROKES = 3
_COMMAS = ",，;"
_QUOTED = re.compile(r'(?:^|(?<=\t))"(?P<words>(?:[^"\t]|"")*+)"(?=\t|\r?$)', re.MULTILINE)
_WITHIN = "\v"
"""A line end within a cell, while the others end rows."""


def with_drawn_tables(text: str) -> str:
    """The text with such tables as labelled lines; as it is where none holds problems."""
    table = _of_commas(text)
    if table:
        return render([table])
    text = one_label_a_line(_QUOTED.sub(_cell_of_lines, text)) if "\t" in text else text
    blocks = list(_blocks(text)) if "|" in text else list(_tabbed(text))
    return text if all(isinstance(block, str) for block in blocks) else render(blocks)


def _cell_of_lines(quoted: re.Match[str]) -> str:
    """A cell as one line, without the marks around it; one that holds no line end is no cell of Excel's."""
    words = quoted["words"].replace("\r\n", "\n")
    return words.replace('""', '"').replace("\n", _WITHIN) if "\n" in words else quoted.group()


def _of_commas(text: str) -> Table | None:
    lines = list(islice((line for line in text.split("\n") if line.strip()), _HEADER_WITHIN))
    sign = next((s for s in _COMMAS if any(header_kinds(line.strip().split(s), drawn=True) for line in lines if s in line)), None)
    if sign is None:
        return None
    try:
        rows = list(csv.reader(text.replace("\r\n", "\n").splitlines(keepends=True), delimiter=sign))
    except csv.Error:
        return None
    table = [[Cell(cell.strip()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    return table if holds_problems(table) else None


def _blocks(text: str) -> Iterator[Block]:
    for drawn, run in groupby(text.split("\n"), key=_is_drawn):
        lines = list(run)
        table = [_cells(line) for line in lines if not _RULE.fullmatch(line)] if drawn else []
        if table and holds_problems(table):
            yield table
        else:
            yield from lines


def _tabbed(text: str) -> Iterator[Block]:
    """The text with its lists between tabs as tables, where all that are lists have whole rows and nothing stands close below."""
    lines = text.split("\n")
    runs = [(tabs, list(run)) for tabs, run in groupby(enumerate(lines), key=lambda x: "\t" in x[1])]
    tables = {run[0][0]: _padded([_between_tabs(line) for _, line in run]) for tabs, run in runs if tabs}
    lists = {at: table for at, table in tables.items() if _is_whole_list(table)}
    ends = [lines[at + len(table)].strip() for at, table in lists.items() if at + len(table) < len(lines)]
    widths = {len(table[0]) for table in lists.values()}
    if any(_may_be_list(table, widths) for at, table in tables.items() if at not in lists) or not all(map(_stands_apart, ends)):
        lists = {}
    for _, run in runs:
        table = lists.get(run[0][0])
        yield from [table] if table else [line for _, line in run]


def _between_tabs(line: str) -> Row:
    return [Cell(x.replace(_WITHIN, "\n").strip()) for x in line.split("\t")]


def _padded(table: Table) -> Table:
    """The table with the blank cells that a row lost at its end: a numbered one below a header with columns of no field there."""
    top = next((row for row in table if header_kinds([cell.text for cell in row], drawn=True)), [])
    least = max((i + 1 for i, cell in enumerate(top) if label_kind(cell.text) not in (None, "other")), default=0)
    return [
        [*row, *[Cell("")] * (len(top) - len(row))] if least <= len(row) and ordinal(row[0].text) is not None else row
        for row in table
    ]


def _is_whole_list(table: Table) -> bool:
    """Whether all rows have as many cells as the header, whose blank cells have labels below them."""
    header = find_header(table) if len({len(row) for row in table}) == 1 else None
    if header is None or not is_task_list(table):
        return False
    top, _, body = header
    return body > top + 1 or all(cell.text for cell in table[top])


def _may_be_list(table: Table, widths: set[int]) -> bool:
    """Whether rows that are no whole list may be of one: as wide as one, or below a header of their own."""
    return any(len(row) in widths or header_kinds([cell.text for cell in row], drawn=True) for row in table)


def _stands_apart(line: str) -> bool:
    """Whether a line below a table goes on with none of its cells."""
    return not line or is_closing(line)


def _is_drawn(line: str) -> bool:
    return line.lstrip(" 　").startswith("|") or line.count("|") >= _FEWEST_STROKES


def _cells(line: str) -> list[Cell]:
    bare = line.strip().removeprefix("|").removesuffix("|")
    return [Cell(re.sub(r"<br ?/?>", "\n", cell).strip()) for cell in bare.split("|")]
