"""Tables in an Excel file that head a ledger, ours or somebody's own: which column is which, and each cell's address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from corpus.errors import RectifyError

from .words import FIELDS
from .workbook_reading import Sheet, Value

HEADS = {
    "number": ("序号", "编号", "问题序号", "任务序号", "问题编号"),
    "problem": (
        "问题",
        "所属问题",
        "整改问题",
        "反馈问题",
        "存在问题",
        "督察反馈问题",
        "督察发现问题",
        "具体问题",
        "主要问题",
        "存在的问题",
        "存在的主要问题",
        "问题描述",
        "整改任务",
    ),
    "state": ("状态", "整改状态", "办理状态", "完成状态", "当前状态"),
    "state_too": (),
    "whether_done": ("是否完成", "是否完成整改", "是否整改完成", "是否整改到位"),
    "accepted": ("是否验收", "是否通过验收", "验收状态"),
    "closed": ("是否销号", "是否完成销号", "销号状态"),
    "done_on": ("完成时间", "完成日期", "实际完成时间", "整改完成时间", "办结时间", "销号时间"),
    "note": (
        "完成情况",
        "整改完成情况",
        "整改进展",
        "进展情况",
        "整改进展情况",
        "办理情况",
        "整改情况",
        "整改落实情况",
        "落实情况",
        "进展",
    ),
    "granted": ("延期至", "延期时间", "延期时限", "延期"),
    "party": ("责任方",),
    "measure": ("整改措施",),
    "milestone": ("时间节点",),
    "unit": ("责任单位", "整改责任单位", "责任部门", "承办单位", "整改单位", "单位"),
    "id": ("id",),
    "after": ("after",),
    "digest": ("digest",),
}
"""How ledgers head the columns that matter here; of two of a kind the one that comes first here is taken."""
STATES = ("state", "state_too", "whether_done", "accepted", "closed")
"""The columns that tell how far an item is."""
_DEEPEST = 50
"""The row by which a table's headings stand."""
_PLANNED = re.compile("计划|时限|要求|应|拟|预计")


class RowError(RectifyError):
    """Why a row is not taken; `key` is the column where it is wrong."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True)
class Table:
    """A sheet with the last row of its headings (from 1), and the place (from 0) of each column that matters.

    `unread` are the addresses and words of headings whose columns are not read.
    """

    sheet: Sheet
    head: int
    columns: dict[str, int]
    unread: tuple[str, ...] = ()

    def address(self, row: int, key: str) -> str:
        """整改台账!H7."""
        return _address(self.sheet, row, self.columns.get(self._where(key), 0))

    def value(self, row: int, key: str) -> Value:
        """The cell of a row under a heading; None where there is no such column."""
        place, cells = self.columns.get(key), self.sheet.rows[row - 1]
        return cells[place] if place is not None and place < len(cells) else None

    def place(self, row: int, key: str) -> tuple[int, int]:
        """The row and column (from 1) of a cell; (0, 0) where there is no such column."""
        place = self.columns.get(self._where(key))
        return (0, 0) if place is None else (row, place + 1)

    def _where(self, key: str) -> str:
        """The column that tells what `key` is; a state may be told by 是否完成 alone, or by 完成情况 in one word."""
        told = [k for k in (*STATES, "note") if k in self.columns] if key == "state" else []
        return told[0] if told else key

    @property
    def own(self) -> bool:
        """Whether our own export made it."""
        return "id" in self.columns

    def rows(self) -> Iterator[int]:
        """The rows below the headings that have something in them."""
        for row in range(self.head + 1, len(self.sheet.rows) + 1):
            if any(v is not None for v in self.sheet.rows[row - 1]) and not self._repeats_headings(row):
                yield row

    def _repeats_headings(self, row: int) -> bool:
        """Whether a row says the headings again, as on every printed page."""
        return all(heading(self.value(row, key)) == key for key in self.columns)


def table_of(sheet: Sheet) -> Table | None:
    """The sheet's table, if one of its first rows heads a ledger: it tells problems apart and says something of them.

    Headings may stand in several rows: what stands lowest counts.
    """
    for number, row in enumerate(sheet.rows[:_DEEPEST], 1):
        if not any(map(heading, row)):
            continue
        heads, last = list(row), number
        while last < len(sheet.rows) and any(map(heading, sheet.rows[last])) and last < number + 2:
            heads = [lower if lower is not None else cell for cell, lower in zip_longest(heads, sheet.rows[last])]
            last += 1
        columns = _columns(heads)
        if ("id" in columns or "problem" in columns) and columns.keys() & {*FIELDS, *STATES}:
            taken = {*columns.values()}
            others = [place for place, cell in enumerate(heads) if cell is not None and place not in taken]
            unread = () if "id" in columns else tuple(_named(sheet, last, place, heads[place]) for place in others)
            return Table(sheet, last, columns, unread)
    return None


def _columns(heads: list[Value]) -> dict[str, int]:
    found: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(heads):
        if key := heading(cell):
            found.setdefault(key, []).append((HEADS[key].index(_squeezed(cell)), place))
    if len(told := sorted(found.get("state", []))) > 1:
        found["state_too"] = told[1:]
    return {key: min(places)[1] for key, places in found.items()}


def heading(cell: Value) -> str | None:
    """Which column a cell heads; a time that is only planned heads none."""
    squeezed = _squeezed(cell)
    planned = isinstance(cell, str) and _PLANNED.search(cell) is not None and "延期" not in cell
    return None if planned else next((key for key, known in HEADS.items() if squeezed in known), None)


def _squeezed(cell: Value) -> str:
    return re.sub(r"\s|[（(][^）)]{0,40}[）)]|[:：]", "", cell) if isinstance(cell, str) else ""


def _named(sheet: Sheet, row: int, place: int, cell: Value) -> str:
    return f"{_address(sheet, row, place)} {' '.join(str(cell).split())[:20]}"


def _address(sheet: Sheet, row: int, place: int) -> str:
    return f"{sheet.title}!{_letters(place + 1)}{row}"


def _letters(place: int) -> str:
    out = ""
    while place:
        place, rest = divmod(place - 1, 26)
        out = chr(65 + rest) + out
    return out
