"""Tables in an Excel file that head a ledger, ours or somebody's own: which column is which, and each cell's address. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.errors import RectifyError

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
        "问题描述",
        "整改任务",
    ),
    "state": ("状态", "整改状态", "销号状态", "办理状态", "完成状态", "当前状态", "是否完成"),
    "done_on": ("完成时间", "完成日期", "实际完成时间", "办结时间", "销号时间"),
    "note": ("完成情况", "整改完成情况", "整改进展", "进展情况", "整改进展情况", "办理情况", "整改情况"),
    "granted": ("延期至", "延期时间", "延期时限", "延期"),
    "id": ("id",),
    "after": ("after",),
    "digest": ("digest",),
}
"""How ledgers head the columns that matter here."""
FIELDS = ("state", "done_on", "note", "granted")
"""The columns that an import reads."""


class RowError(RectifyError):
    """Why a row is not taken; `key` is the column where it is wrong."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True)
class Table:
    """A sheet with the row of its headings (from 1), and the place (from 0) of each column that matters."""

    sheet: Sheet
    head: int
    columns: dict[str, int]

    def address(self, row: int, key: str) -> str:
        """整改台账!H7."""
        place = self.columns.get(key, 0)
        return f"{self.sheet.title}!{_letters(place + 1)}{row}"

    def value(self, row: int, key: str) -> Value:
        """The cell of a row under a heading; None where there is no such column."""
        place, cells = self.columns.get(key), self.sheet.rows[row - 1]
        return cells[place] if place is not None and place < len(cells) else None


def table_of(sheet: Sheet) -> Table | None:
    """The sheet's table, if one of its first rows heads a ledger: it tells problems apart and says something of them."""
    for number, row in enumerate(sheet.rows[:15], 1):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = _heading(cell)
            if key:
                columns.setdefault(key, place)
        if ("id" in columns or "problem" in columns) and columns.keys() & set(FIELDS):
            return Table(sheet, number, columns)
    return None


def _heading(cell: Value) -> str | None:
    squeezed = re.sub(r"\s|[（(].*?[）)]|[:：]", "", cell) if isinstance(cell, str) else ""
    return next((key for key, known in HEADS.items() if squeezed in known), None)


def _letters(place: int) -> str:
    out = ""
    while place:
        place, rest = divmod(place - 1, 26)
        out = chr(65 + rest) + out
    return out
