"""A text as lines with their places: what every other module of the grammar starts from."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from corpus.model import Passage, Span

from .words import WRITTEN

TABLE_END = WRITTEN.below_table
"""A line that says nothing itself: a drawn list of problems ends above it (corpus.files.tables), what is below is in no cell."""
JOINED, UNLIKE = WRITTEN.joined, WRITTEN.unlike
"""Such lines above a list that was joined of several by their numbers, and above one that was not, as the numbers differ."""
_ENDS = re.compile(rf"^{TABLE_END}$", re.MULTILINE)


class Line(NamedTuple):
    """A non-blank line, trimmed; `row` counts from 1 over all lines of the text."""

    text: str
    start: int
    row: int

    @property
    def end(self) -> int:
        """Where the line's text ends."""
        return self.start + len(self.text)


def trimmed(text: str, start: int, end: int) -> Passage:
    """The passage from start to end without blanks around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Passage(text[start:end], Span(start, end))


def lines_between(lines: list[Line], start: int, end: int) -> list[Line]:
    """Of lines in their order those that begin from `start` to before `end`, without going through all of them."""
    return lines[bisect_left(lines, start, key=_start) : bisect_left(lines, end, key=_start)]


def lines_before(lines: list[Line], end: int) -> list[Line]:
    """The last line that begins before `end`, as a list of it or of none."""
    at = bisect_left(lines, end, key=_start)
    return lines[max(0, at - 1) : at]


def table_ends(text: str) -> list[int]:
    """Where the lines begin at which a table ends."""
    return [match.start() for match in _ENDS.finditer(text)]


def rows_below(text: str, said: str) -> list[int]:
    """The rows below the lines that tell so how a table was read, counting from one."""
    return [row + 1 for row, line in enumerate(text.split("\n"), 1) if line == said]


def _start(line: Line) -> int:
    return line.start


def read_lines(text: str) -> list[Line]:
    """Every line with something in it, but those that only tell how tables were read."""
    lines, at = [], 0
    for row, raw in enumerate(text.split("\n"), 1):
        passage = trimmed(text, at, at + len(raw))
        if passage and passage.text not in (TABLE_END, JOINED, UNLIKE):
            lines.append(Line(passage.text, passage.span.start, row))
        at += len(raw) + 1
    return lines
