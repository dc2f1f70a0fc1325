"""Cells of a table as any document draws them, and the lines that are written from them."""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

from corpus.text.numbers import read_number, value_of


class Cell(NamedTuple):
    """A cell as drawn: how many columns it covers, and whether it only goes on from the row above."""

    text: str
    width: int = 1
    above: bool = False


NOTE = "备注"
MEASURES = "整改措施"
"""The label of measures that are drawn without one of their own."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FEWEST_COUNTED = 3
Row = list[Cell]
Table = list[Row]
Block = str | Table


def head_line(number: int | None, statement: str, last: int) -> str:
    """The line that opens a problem; a statement that brings its own number keeps it."""
    if number is None and read_number(statement):
        return statement
    return f"问题{last + 1 if number is None else number}：{statement}"


def field_line(label: str, value: str) -> str:
    """标签：值, with a value of several lines below its label."""
    return f"{label}：\n{value}" if "\n" in value else f"{label}：{value}"


def note_line(label: str, value: str) -> str:
    """What is no field of a problem is told so that none takes it in: 备注：标签：值."""
    return f"{NOTE}：{label}：{value}" if label else f"{NOTE}：{value}"


def last_number(lines: list[str], last: int) -> int:
    """The number of the last problem among `lines`, `last` where there is none."""
    numbers = [int(m[1]) for line in lines if (m := re.match(r"问题([0-9]+)：", line))]
    return numbers[-1] if numbers else last


def counts_columns(row: Row) -> bool:
    """Whether a row below a header numbers its columns and says nothing: 甲 | 乙 | 1 | 2 | 3, each sort of number from its first on.

    >>> [counts_columns([Cell(x) for x in words.split()]) for words in ("甲 乙 1 2 3", "（1） （2） （3）", "1 2 4", "A B C")]
    [True, True, False, True]
    """
    counted = [_counted(cell.text) for cell in row]
    places = [[*run] for _, run in groupby(enumerate(counted, 1), key=lambda x: x[1][0])]
    return len(row) >= _FEWEST_COUNTED and all(
        [n for _, (_, n) in run] in ([*range(1, len(run) + 1)], [at for at, _ in run]) for run in places
    )


def _counted(words: str) -> tuple[str, int | None]:
    """The sort of a column's number and what it counts: 乙, （3）, B, 4栏, 5=3+4."""
    bare = words.partition("=")[0].strip("（()） 　").removesuffix("栏")
    if len(bare) == 1 and bare in _STEMS:
        return _STEMS, _STEMS.index(bare) + 1
    return "A" if bare.isalpha() and bare.isascii() else "1", value_of(bare)
