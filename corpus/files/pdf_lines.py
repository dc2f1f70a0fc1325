"""Characters at their places → lines, and lines → paragraphs: what a PDF knows instead of line ends.

Two fonts on one line, or a font for figures, make no difference: only places count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from corpus.text.labels import label_kind
from corpus.text.layout import begins_something
from corpus.text.lookalikes import folded

_CJK = "\u2e80-\u9fff\uf900-\ufaff，。、；：（）“”"
_SPACED = re.compile(rf"(?<=[{_CJK}]) +(?=[{_CJK}])")
_ENDED = re.compile(r"[。；：！？]$")
_WORD = re.compile(r"[（《“〔]*(?:[!-~]+|.)[，。、；：）》”！？〕]*")
"""What stands at the beginning of a line together: no line begins with a closing sign or ends with an opening one."""
_PRINTED_GAP = 0.12
_GAPS = (0.25, 0.5, 0.8)
"""A gap, in sizes, that is a blank though none is printed: between Latin characters, beside a Chinese one, between two."""
_SAME_LINE = 0.4
_SHADOW = 0.3
"""A character drawn twice, a little aside, is a bold one."""
_INDENT = 1.2
_SLACK = 0.3
_SHORTEST_MARGIN = 12


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
    """A line of text and where it stands on its page."""

    text: str
    x0: float
    x1: float
    top: float
    size: float


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Characters → lines from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: c.middle):
        if rows and abs(char.middle - rows[-1][0].middle) < _SAME_LINE * max(char.size, rows[-1][0].size):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = (_line(sorted(row, key=lambda c: c.x0)) for row in rows)
    return [line for line in lines if line.text]


def _line(row: list[Char]) -> Line:
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
    return Line(_tidied("".join(words)), seen[0].x0, seen[-1].x1, min(c.top for c in seen), max(c.size for c in seen))


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
    left, edge = _margins(lines, box)
    words = lines[0].text
    for before, line in pairwise(lines):
        if _goes_on(before, line, left, edge):
            words += " " * (_ends_latin(before.text) and _begins_latin(line.text)) + line.text
        else:
            yield words
            words = line.text
    yield words


def _margins(lines: list[Line], box: tuple[float, float] | None) -> tuple[float, float]:
    """Where lines begin and where they are full; a few short lines beside each other show no margin."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    if box:
        return left, box[1] - min(max(0.0, left - box[0]), 0.6 * lines[0].size)
    return left, right if right - left > _SHORTEST_MARGIN * lines[0].size else right + left + 1000


def _goes_on(before: Line, line: Line, left: float, edge: float) -> bool:
    first = _WORD.match(line.text)
    need = sum(0.5 if c.isascii() else 1.0 for c in first.group()) * line.size if first else 0.0
    if edge - before.x1 > need + _SLACK * line.size or abs(before.size - line.size) > 0.2 * line.size:
        return False
    indented = line.x0 - left > _INDENT * line.size and before.x0 < line.x0 - 0.5 * line.size
    if indented or (begins_something(line.text) and _ENDED.search(before.text)):
        return False
    label, colon, _ = line.text.replace(":", "：").partition("：")
    return not (colon and label_kind(label))


def _ends_latin(text: str) -> bool:
    return text[-1].isascii() and text[-1].isalpha()


def _begins_latin(text: str) -> bool:
    return text[0].isascii() and text[0].isalpha()
