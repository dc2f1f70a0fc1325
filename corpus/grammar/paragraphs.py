"""Problems run together in one paragraph, parted: each begins a line of its own before anything is read.

段      = 问题 问题+           where the labels of one problem come again, the next number, or the label of the problem, opens the next
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.text.labels import DEMANDED_KINDS
from corpus.text.numbers import read_number

from .fields import Label, labels_within

_ENDED = re.compile(r"[。；;！!]\s{0,9}")
_FEWEST_COLONS = 4
"""A line with fewer holds no two problems of two fields each."""
_OPENS = ("statement", "ordinal")


def parted(text: str) -> str:
    """`text` with a line end before each problem that goes on in the line of another.

    >>> parted("（一）甲。责任单位：市局。整改目标：好。（二）乙。责任单位：县局。整改目标：好。")
    '（一）甲。责任单位：市局。整改目标：好。\\n（二）乙。责任单位：县局。整改目标：好。'
    """
    return "\n".join(piece for line in text.split("\n") for piece in _problems(line))


def _problems(line: str) -> Iterator[str]:
    many = len(re.findall("[：:]", line)) >= _FEWEST_COLONS
    cuts = [0, *(_cuts(line) if many else ()), len(line)]
    yield from (line[a:b].rstrip() if b < len(line) else line[a:b] for a, b in pairwise(cuts))


def _cuts(line: str) -> Iterator[int]:
    """Where a problem begins behind another: before its label, or its number in the style of the line's own."""
    number = read_number(line)
    seen: set[str] = set()
    before: Label | None = None
    for label in labels_within(line):
        if label.column in seen:
            seen = set()
            if label.kind in _OPENS:
                yield label.start
            elif number and before and (at := _numbered(line, before.value, label.start, number.style, number.value + 1)):
                number = number._replace(value=number.value + 1)
                yield at
        seen |= {label.column} & {*DEMANDED_KINDS, *_OPENS}
        before = label


def _numbered(line: str, start: int, end: int, style: str, value: int) -> int | None:
    """The last place between two labels where a sentence has ended and that number follows."""
    found = None
    for ended in _ENDED.finditer(line, start, end):
        number = read_number(line[ended.end() : min(end, ended.end() + 24)])
        found = ended.end() if number and number[:2] == (style, value) else found
    return found
