"""Pages set in two columns: the left column is read to its end before the right one.

    双栏    = (通栏行 | 左栏 右栏)*      a line that runs across the gutter parts what stands above it from what stands below
    栏间    = a place that most lines leave free, with lines on both sides that reach up to it

Two words far from each other on one line (责任单位  验收单位) are no columns: both must be as wide as prose is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from .pdf_lines import Char, Line, line_of, lines_of, rows_of

_GUTTER = 1.2
"""How wide the gutter is at least, in sizes."""
_NARROWEST = 12
_FEWEST_ROWS = 6
_REACHES = 3
_APART = 1.6
"""How much farther than lines from each other a header stands."""
Row = list[Char]


class PageLines(NamedTuple):
    """The lines of a page as they are read, each with the height at which it comes among what else is on the page."""

    lines: list[tuple[float, Line]]
    gutter: float | None


def lines_in_order(chars: list[Char], before: float | None = None) -> PageLines:
    """The lines of a page, and where it is parted; one with too little on it is parted as the page before."""
    rows = [sorted((c for c in row if c.text.strip()), key=lambda c: c.x0) for row in rows_of(chars)]
    rows = [row for row in rows if row]
    body = rows[slice(*_body(rows))]
    gutter = _gutter(body)
    if gutter is None and before is not None and body and not any(_crosses(row, before) for row in body):
        gutter = before
    if gutter is None:
        return PageLines([(line.top, line) for line in lines_of(chars)], None)
    return PageLines(list(_by_columns(rows, body, gutter)), gutter)


def _body(rows: list[Row]) -> tuple[int, int]:
    """Which rows stand together: a running header or footer stands apart from them."""
    heights = [row[0].middle for row in rows]
    steps = [b - a for a, b in pairwise(heights)]
    if len(steps) < _FEWEST_ROWS:
        return 0, len(rows)
    far = _APART * median(steps)
    return int(steps[0] > far), len(rows) - (steps[-1] > far)


def _gutter(rows: list[Row]) -> float | None:
    """Where the page is parted, None where it is not."""
    if len(rows) < _FEWEST_ROWS:
        return None
    size = median(row[0].size for row in rows)
    runs = [run for row in rows for run in _runs(row)]
    at = _freest(runs, size)
    if at is None:
        return None
    ends = [b for _, b in runs if b <= at]
    begun = sum(a >= at for a, _ in runs)
    across = len(runs) - len(ends) - begun
    reached = sum(max(ends, default=0.0) - b <= _REACHES * size for b in ends)
    enough = min(len(ends), begun) >= max(_FEWEST_ROWS, across) and 4 * reached >= len(ends)
    return at if enough else None


def _runs(row: Row) -> Iterator[tuple[float, float]]:
    """Where the row is printed, from gap to gap."""
    start = row[0].x0
    for a, b in pairwise(row):
        if b.x0 - a.x1 > _GUTTER * max(a.size, b.size):
            yield start, a.x1
            start = b.x0
    yield start, row[-1].x1


def _freest(runs: list[tuple[float, float]], size: float) -> float | None:
    """The middle of the strip that the fewest runs cover, as wide as a gutter and far enough from both margins."""
    low, high = (min(a for a, _ in runs) + _NARROWEST * size, max(b for _, b in runs) - _NARROWEST * size)
    depth, least, at = 0, len(runs), None
    places = sorted([(a, 1) for a, _ in runs] + [(b, -1) for _, b in runs])
    for (x, step), (following, _) in pairwise(places):
        depth += step
        if depth < least and following - x >= size and low <= (x + following) / 2 <= high:
            least, at = depth, (x + following) / 2
    return at


def _crosses(row: Row, at: float) -> bool:
    """Whether the row runs across the place."""
    return any(a < at < b for a, b in _runs(row))


def _by_columns(rows: list[Row], body: list[Row], gutter: float) -> Iterator[tuple[float, Line]]:
    printed = [row for row in body if not _crosses(row, gutter)]
    starts = [min((c.x0 for row in printed for c in row if (c.x0 > gutter) == side), default=0.0) for side in (False, True)]
    width = max(c.x1 - starts[c.x0 > gutter] for row in printed for c in row)
    columns = [(start, start + width) for start in starts]
    sides: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        if _crosses(row, gutter) or not any(row is x for x in body):
            yield from _block(sides, columns)
            sides = ([], [])
            line = line_of(row)
            yield line.top, line
        else:
            for side in (False, True):
                sides[side].append([c for c in row if (c.x0 > gutter) == side])
    yield from _block(sides, columns)


def _block(sides: tuple[list[Row], list[Row]], columns: list[tuple[float, float]]) -> Iterator[tuple[float, Line]]:
    """The left column, then the right one, both at the height where they begin."""
    lines = [line_of(row)._replace(column=column) for rows, column in zip(sides, columns, strict=True) for row in rows if row]
    top = min((line.top for line in lines), default=0.0)
    yield from ((top, line) for line in lines)
