"""Problems and fields run together in one line, parted: each begins a line of its own before anything is read.

段      = 问题 问题+           where the labels of one problem come again, the next number, or the label of the problem, opens the next
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.text.form_lines import one_label_a_line
from corpus.text.labels import CHIEF_KINDS, DEMANDED_KINDS, MEASURE_KINDS, OPENING_KINDS
from corpus.text.numbers import Number, read_number

from .fields import labels_within
from .label import Label

_ENDED = re.compile(r"[。；;！!]\s{0,9}")
_FEWEST_COLONS = 4
"""A line with fewer holds no two problems of two fields each."""
_WIDEST = 48
"""What a number takes with the words of whose finding it is."""


def parted(text: str) -> str:
    """`text` with a line end before each problem that goes on in the line of another, and each label that does in that of a form.

    >>> parted("（一）甲。责任单位：市局。整改目标：好。（二）乙。责任单位：县局。整改目标：好。")
    '（一）甲。责任单位：市局。整改目标：好。\\n（二）乙。责任单位：县局。整改目标：好。'
    """
    return "\n".join(piece for line in one_label_a_line(text).split("\n") for piece in _problems(line))


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
        if label.column in seen or (label.kind in CHIEF_KINDS and seen & {*CHIEF_KINDS} and seen & {*MEASURE_KINDS}):
            seen = set()
            if label.kind in OPENING_KINDS:
                yield label.start
            elif number and before and (found := _numbered(line, before.value, label.start, number)):
                at, number = found
                yield at
        seen |= {label.column} & {*DEMANDED_KINDS, *OPENING_KINDS}
        before = label


def _numbered(line: str, start: int, end: int, last: Number) -> tuple[int, Number] | None:
    """The last place between two labels where a sentence has ended and the next number follows, in the style of the last."""
    found = None
    for ended in _ENDED.finditer(line, start, end):
        number = read_number(line[ended.end() : min(end, ended.end() + _WIDEST)])
        if number and number.follows(last):
            found = ended.end(), number
    return found
