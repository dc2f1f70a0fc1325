"""A form pasted as text, whose lines have label and value between tabs, more than once: each label gets a line of its own.

表单行  = 标签 制表符 值 (制表符 标签 制表符 值)+
        | 问题一 制表符 问题
"""

from __future__ import annotations

from itertools import pairwise

from .labels import label_kind
from .numbers import read_number

_PAIR = 2


def one_label_a_line(text: str) -> str:
    """`text` with a line end for the tab before each label behind the first in a line of a form.

    >>> one_label_a_line("整改目标\\t达标\\t整改时限\\t2025年底前")
    '整改目标\\t达标\\n整改时限\\t2025年底前'
    """
    if "\t" not in text:
        return text
    return "\n".join(_parted(line, below) for line, below in pairwise([*text.split("\n"), ""]))


def _parted(line: str, below: str) -> str:
    """The line, as it is where no label opens it, or it heads a list: above as many cells that open with none."""
    cells = line.split("\t")
    number = read_number(cells[0]) if len(cells) == _PAIR else None
    if number and number.says and number.width == len(cells[0]):
        return "：".join(cells)
    if len(cells) <= _PAIR or label_kind(cells[0]) is None or any(map(label_kind, cells[1::_PAIR])) or _is_row(below):
        return line
    signs = ("\n" if i % _PAIR == 0 and label_kind(cell) else "\t" for i, cell in enumerate(cells) if i)
    return cells[0] + "".join(sign + cell for sign, cell in zip(signs, cells[1:], strict=True))


def _is_row(line: str) -> bool:
    """Whether a line has cells of which the first is no label: a list's, and not a form's."""
    first = line.split("\t")[0].strip() if "\t" in line else ""
    return bool(first) and label_kind(first) is None
