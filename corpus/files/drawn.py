"""Tables as they are drawn on pages, of a PDF or a scan: boxes and the characters in them → cells, and pages → blocks.

表      = 格*                           a table that closes a page goes on in the one that opens the next
"""

from __future__ import annotations

from collections.abc import Iterator

from .cells import Block, Cell, Table
from .pdf_lines import Char, Line, joined, lines_of

_TOLERANCE = 3.0
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points."""
Page = list[Line | Table]


def is_inside(char: Char, box: Box) -> bool:
    """Whether the middle of a character lies in a box."""
    return box[0] <= (char.x0 + char.x1) / 2 <= box[2] and box[1] <= char.middle <= box[3]


def bounds(boxes: list[Box]) -> Box:
    """Where a table begins and ends."""
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def table_of(boxes: list[Box], chars: list[Char]) -> Table:
    """Cells as drawn: one that covers several rows goes on from above in those below its first."""
    columns, rows = _edges([b[0] for b in boxes]), _edges([b[1] for b in boxes])
    inside: dict[Box, list[Char]] = {box: [] for box in boxes}
    for char in chars:
        if box := next((b for b in boxes if is_inside(char, b)), None):
            inside[box].append(char)
    table: Table = []
    for row in rows:
        cells = sorted((b for b in boxes if b[1] <= row + _TOLERANCE and b[3] > row + _TOLERANCE), key=lambda b: b[0])
        table.append([_cell(box, inside[box], columns, above=box[1] < row - _TOLERANCE) for box in cells])
    return table


def _cell(box: Box, chars: list[Char], columns: list[float], *, above: bool) -> Cell:
    width = sum(box[0] - _TOLERANCE <= x < box[2] - _TOLERANCE for x in columns)
    return Cell("" if above else "\n".join(joined(lines_of(chars), (box[0], box[2]))), max(1, width), above)


def _edges(values: list[float]) -> list[float]:
    """Places of rules, those of one rule taken together."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _TOLERANCE:
            out.append(value)
    return out


def blocks_of(pages: list[Page]) -> Iterator[Block]:
    """Paragraphs and tables in their order; a table that opens a page goes on with the one that closed the page before."""
    lines: list[Line] = []
    table: Table = []
    for page in pages:
        for x in page:
            if isinstance(x, Line):
                if table:
                    yield table
                    table = []
                lines.append(x)
                continue
            yield from joined(lines)
            lines = []
            if table and _columns(table) != _columns(x):
                yield table
                table = []
            table = [*table, *x]
    yield from joined(lines)
    if table:
        yield table


def _columns(table: Table) -> int:
    return max(sum(cell.width for cell in row) for row in table)
