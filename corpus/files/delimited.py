"""Tables that plain text draws by signs (| of Markdown, the commas of a .csv) → the lines of corpus.files.tables.

表      = | 单元格 | 单元格 | …        lines that begin with |, with or without the rule below the header
        | 单元格,单元格,…             the whole text, where one of its first lines is a header so parted
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import groupby, islice

from corpus.text.labels import header_kinds

from .cells import Block, Cell, Table
from .tables import holds_problems, render

_RULE = re.compile(r"[|:\-—–+ 　]*")
_HEADER_WITHIN = 8
_FEWEST_STROKES = 3
_COMMAS = ",，;"


def with_drawn_tables(text: str) -> str:
    """The text with such tables as labelled lines; as it is where none holds problems."""
    table = _of_commas(text)
    if table:
        return render([table])
    if "|" not in text:
        return text
    blocks = list(_blocks(text))
    return text if all(isinstance(block, str) for block in blocks) else render(blocks)


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


def _is_drawn(line: str) -> bool:
    return line.lstrip(" 　").startswith("|") or line.count("|") >= _FEWEST_STROKES


def _cells(line: str) -> list[Cell]:
    bare = line.strip().removeprefix("|").removesuffix("|")
    return [Cell(re.sub(r"<br ?/?>", "\n", cell).strip()) for cell in bare.split("|")]
