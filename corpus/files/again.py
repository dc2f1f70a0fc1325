"""What a row of a drawn task list says again: the problem that it goes on with, and words that are those of the cell above.

续行    = (编号 | 编号（续）| 续) 空格* 单元格+     the number of the problem above, with its words or none
同上    = a cell of units, a goal or a time
"""

from __future__ import annotations

import re

from corpus.text.ditto import is_ditto
from corpus.text.labels import UNIT_KINDS

from .cells import Cell
from .task_steps import Column

_GOES_ON = re.compile("[（(]?(?:续|接)[上前]?[表页行]?[）)]?$|^[（(]?续[表页]?[）)]?(?=[0-9 ])")
"""2（续）, as the first cell of a row on the next page says."""


def same(cell: Cell, column: Column, above: str) -> Cell:
    """A cell that says 同上 goes on from the one above it."""
    same = above and column.kind in ("goal", "deadline", *UNIT_KINDS) and is_ditto(cell.text)
    return cell._replace(text="", above=True) if same else cell


def says_again(cells: dict[int, Cell], key: int | None, columns: list[Column], merged: dict[int, str]) -> bool:
    """Whether a row goes on with the problem whose number or words it says again: 2, 2（续）, with the same problem or none."""
    if key is None or key not in cells or not is_said(cells[key], merged.get(key, "")):
        return False
    if _GOES_ON.search(cells[key].text):
        return True
    told = [(c, merged.get(i, "")) for i, c in cells.items() if columns[i].kind == "statement" and i != key]
    return bool(told) and all(not c.text or is_said(c, words) for c, words in told)


def is_said(cell: Cell, before: str) -> bool:
    """Whether a cell has the words of the one above it, and no more than that they go on; so has 续 alone."""
    return bool(cell.text) and not cell.above and bare_number(cell.text) in ("", before, bare_number(before))


def bare_number(words: str) -> str:
    """2（续）→ 2, 续 → nothing."""
    return _GOES_ON.sub("", words).strip()
