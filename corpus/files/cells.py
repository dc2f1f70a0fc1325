"""Cells of a table as any document draws them, and the lines that are written from them."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.text.numbers import read_number


class Cell(NamedTuple):
    """A cell as drawn: how many columns it covers, and whether it only goes on from the row above."""

    text: str
    width: int = 1
    above: bool = False


NOTE = "备注"
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
