"""Characters at their places → lines, and lines → paragraphs: what a PDF knows instead of line ends.

Two fonts on one line, or a font for figures, make no difference: only places count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from corpus.text.breaks import begins_something
from corpus.text.labels import label_kind
from corpus.text.layout import RULE
from corpus.text.lookalikes import folded
from corpus.text.numbers import read_number

_CJK = "\u2e80-\u9fff\uf900-\ufaff，。、；：（）“”"
_SPACED = re.compile(rf"(?<=[{_CJK}]) +(?=[{_CJK}])")
_ENDED = re.compile(r"[。；：！？]$")
_LATIN = r"[!-~¡-ӿ]+"
_WORD = re.compile(
    rf"[，。、；：）》”！？〕]*[（《“〔]*(?:{_LATIN}|.)"
    rf"(?:[“”‘’/]+(?:{_LATIN}|.)|[，。、；：）》”！？〕]+(?:{_LATIN}|[（《“〔]+.)?)*"
)
"""What stands at the beginning of a line together: no line begins with a closing sign or ends with an opening one.

Writers of text part nothing at a quotation mark or a slash, and nothing behind a closing sign that Latin letters,
figures or an opening sign follow (失，COD、NOx).
"""
_BEGUN = re.compile(r"(?<=[；;。，,])[一-鿿]{1,6}$")
"""What may be the first half of a label at the end of a line."""
_HANGING = "，。、；：）》”！？〕"
_PRINTED_GAP = 0.12
_GAPS = (0.25, 0.5, 0.8)
"""A gap, in sizes, that is a blank though none is printed: between Latin characters, beside a Chinese one, between two."""
_SAME_LINE = 0.4
_SHADOW = 0.3
"""A character drawn twice, a little aside, is a bold one."""
_INDENT = 1.2
_SLACK = 0.3
_SHORTEST_MARGIN = 12
_FULL = 4
_FEWEST_FULL = 3


class Char(NamedTuple):
    """A character and where it stands on its page, from the top."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    upright: bool = True

    @property
    def middle(self) -> float:
        """How far down the page its middle stands."""
        return (self.top + self.bottom) / 2


class Line(NamedTuple):
    """A line of text and where it stands on its page.

    `first` is how wide what stands together at its beginning is, `column` where its column begins and ends, if it is in one.
    """

    text: str
    x0: float
    x1: float
    top: float
    size: float
    first: float = 0.0
    column: tuple[float, float] | None = None
    paper: float = 0.0
    """How wide the page is, 0 where nobody knows."""


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Characters → lines from top to bottom."""
    lines = (line_of(sorted(row, key=lambda c: c.x0)) for row in rows_of(chars))
    return [line for line in lines if line.text]


def rows_of(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by the line they stand on, from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: c.middle):
        if rows and abs(char.middle - rows[-1][0].middle) < _SAME_LINE * max(char.size, rows[-1][0].size):
            rows[-1].append(char)
        else:
            rows.append([char])
    return rows


def line_of(row: list[Char]) -> Line:
    """The characters of one line, from left to right."""
    seen: list[Char] = []
    words: list[str] = []
    printed = False  # a blank since the last character
    for char in row:
        if not char.text.strip():
            printed = True
        elif not seen or char.text != seen[-1].text or char.x0 - seen[-1].x0 >= _SHADOW * char.size:
            words.append(" " * bool(seen and _is_blank(seen[-1], char, printed)) + char.text)
            seen.append(char)
            printed = False
    if not seen:
        return Line("", 0, 0, 0, 0)
    text = "".join(words)
    return Line(
        _tidied(text), seen[0].x0, seen[-1].x1, min(c.top for c in seen), max(c.size for c in seen), _first_width(text, seen)
    )


def _first_width(text: str, seen: list[Char]) -> float:
    """As it is drawn, for letters are of many widths."""
    first = _WORD.match(text)
    count = len(re.sub(r"\s", "", first.group())) if first else 1
    return seen[min(count, len(seen)) - 1].x1 - seen[0].x0


def _is_blank(before: Char, char: Char, printed: bool) -> bool:
    """Whether a blank stands between two characters: one that is printed, or a gap; Chinese lines are stretched a little."""
    gap = (char.x0 - before.x1) / max(char.size, 1.0)
    chinese = [unicodedata.east_asian_width(c.text[0]) in "WF" for c in (before, char)]
    return gap > (_PRINTED_GAP if printed else _GAPS[sum(chinese)])


def _tidied(line: str) -> str:
    """Radicals that fonts put for characters (⼀ for 一) set right, letter-spaced lines closed up."""
    line = folded(line.strip())
    characters = len(re.findall(rf"[{_CJK}]", line))
    return _SPACED.sub("", line) if characters > 4 and len(_SPACED.findall(line)) > characters * 0.6 else line


def joined(lines: list[Line], box: tuple[float, float] | None = None) -> Iterator[str]:
    """Paragraphs: a line goes on in the next one where that one's first word had no room left before the margin.

    `box` is where the cell that holds the lines begins and ends; without it the margin is where the longest line ends.
    """
    if not lines:
        return
    margins = _margins(lines, box)
    words = lines[0].text
    for before, line, after in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        if _goes_on(before, _with_what_it_holds(line, after), margins):
            words += " " * _is_parted(before.text, line.text) + line.text
        else:
            yield words
            words = line.text
    yield words


class _Margins(NamedTuple):
    """Where lines begin, where they are full, and whether paragraphs begin with a blank."""

    left: float
    edge: float
    indented: bool


def _margins(lines: list[Line], box: tuple[float, float] | None) -> _Margins:
    """Of lines in no column; a few short lines beside each other show no margin."""
    left, right = min(line.x0 for line in lines), max(map(_right, lines))
    starting = [line for line in lines if begins_something(line.text)]
    indented = 2 * sum(_is_indented(line, line.column[0] if line.column else left) for line in starting) > len(starting)
    if box:
        return _Margins(left, box[1] - min(max(0.0, left - box[0]), 0.6 * lines[0].size), indented)
    if right - left > _SHORTEST_MARGIN * lines[0].size and _is_margin(lines, left, right):
        return _Margins(left, right, indented)
    return _Margins(left, right + left + 1000, indented)


def _is_margin(lines: list[Line], left: float, right: float) -> bool:
    """Whether lines are broken where the longest ends: as far from the paper's edge as they begin, or as several unfinished ones."""
    size = lines[0].size
    if right >= lines[0].paper - left - _FULL * size:
        return True
    full = (
        _right(a) > right - _FULL / 2 * size and not _ENDED.search(a.text) and not begins_something(b.text)
        for a, b in pairwise(lines)
    )
    return sum(full) >= _FEWEST_FULL


def _right(line: Line) -> float:
    """Where a line ends, but for a closing sign, which may hang beyond the margin."""
    return line.x1 - line.size * (line.text[-1] in _HANGING)


def _is_indented(line: Line, left: float) -> bool:
    return line.x0 - left > _INDENT * line.size


def _with_what_it_holds(line: Line, after: Line | None) -> Line:
    """A line that the next one's closing sign would have stood on holds that one's beginning, too."""
    return line._replace(first=line.first + after.first) if after and after.text[0] in _HANGING else line


def _goes_on(before: Line, line: Line, margins: _Margins) -> bool:
    edge = before.column[1] if before.column else margins.edge
    if line.text[0] in _HANGING:
        return True
    if RULE.match(line.text):
        return False
    if edge - before.x1 > line.first + _SLACK * line.size or abs(before.size - line.size) > 0.2 * line.size:
        return False
    left = line.column[0] if line.column else margins.left
    if _is_indented(line, left) and (before.column != line.column or before.x0 < line.x0 - 0.5 * line.size):
        return False
    begins = begins_something(line.text)
    if begins and (_is_indented(line, left) if margins.indented else _ENDED.search(before.text)):
        return False
    return not _labels(line.text, before.text)


def _labels(line: str, before: str) -> bool:
    """Whether a line opens with a label: 整改时限：…, or （四）整改时限 alone; not in the middle of one (…；整改/时限：…)."""
    number = read_number(line)
    label, colon, _ = line[number.width if number else 0 :].replace(":", "：").partition("：")
    if not (colon or number) or not label_kind(label):
        return False
    begun = _BEGUN.search(before)
    return number is not None or not begun or not label_kind(begun.group() + label)


def _is_parted(before: str, behind: str) -> bool:
    """Whether a blank stood where the line was broken: between letters, or letters and figures, lines break only there."""
    one, other = before[-1], behind[0]
    return one.isascii() and other.isascii() and one.isalnum() and other.isalnum() and (one.isalpha() or other.isalpha())
