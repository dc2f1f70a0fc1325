"""Tables in an Excel file that head a ledger, ours or somebody's own: which column is which, and each cell's address. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from bot.language.writing import label
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.text import item_name
from bot.ledger.workflow import parties_for, whose
from corpus.diff import dice
from corpus.errors import RectifyError
from corpus.model import Problem
from corpus.text.numbers import NUMERAL, to_int

from .words import FIELDS, IMPORT
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
    "milestone": ("时间节点",),
    "unit": ("责任单位", "整改责任单位", "责任部门", "承办单位", "整改单位", "单位"),
    "id": ("id",),
    "after": ("after",),
    "digest": ("digest",),
}
"""How ledgers head the columns that matter here."""


class RowError(RectifyError):
    """Why a row is not taken; `key` is the column where it is wrong."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True)
class Table:
    """A sheet with the row of its headings (from 1), and the place (from 0) of each column that matters.

    `yes_no` says that the state is asked for by 是否完成.
    """

    sheet: Sheet
    head: int
    columns: dict[str, int]
    yes_no: bool = False

    def address(self, row: int, key: str) -> str:
        """整改台账!H7."""
        place = self.columns.get(key, 0)
        return f"{self.sheet.title}!{_letters(place + 1)}{row}"

    def value(self, row: int, key: str) -> Value:
        """The cell of a row under a heading; None where there is no such column."""
        place, cells = self.columns.get(key), self.sheet.rows[row - 1]
        return cells[place] if place is not None and place < len(cells) else None


def table_of(sheet: Sheet) -> Table | None:
    """The sheet's table, if one of its first rows heads a ledger: it tells problems apart and says something of them.

    Headings may stand in two rows: what stands lower counts.
    """
    for number, row in enumerate(sheet.rows[:15], 1):
        below = sheet.rows[number] if number < len(sheet.rows) else ()
        double = any(_heading(cell) for cell in below)
        heads = [lower if double and lower is not None else cell for cell, lower in zip_longest(row, below)]
        columns: dict[str, int] = {}
        for place, cell in enumerate(heads):
            key = _heading(cell)
            if key:
                columns.setdefault(key, place)
        if ("id" in columns or "problem" in columns) and columns.keys() & set(FIELDS):
            asked = heads[columns["state"]] if "state" in columns else ""
            return Table(sheet, number + double, columns, str(asked).startswith("是否"))
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


_SURE, _LIKE, _UNLIKE, _SAME = 0.85, 0.6, 0.35, 0.95
"""How like words must be to a problem's: without its number, with it, and to be doubted under an id."""


class Foreign(Exception):
    """A row that names no item and changes nothing: a sub-heading, a sum, a remark."""


def entry_of(table: Table, row: int, agenda: Agenda) -> Entry:
    """The item of a row.

    Raises:
        Foreign: it is none.
        RowError: it names none, or two.
    """
    own = table.value(row, "id")
    return _by_id(table, row, str(own), agenda) if own else _by_words(table, row, agenda)


def _by_id(table: Table, row: int, id_: str, agenda: Agenda) -> Entry:
    entry = agenda.entry(id_)
    if entry is None:
        raise RowError("number", IMPORT.gone)
    words = table.value(row, "problem")
    if words and _likeness(str(words), entry.item.problem) < _UNLIKE:
        raise RowError("problem", IMPORT.other.format(name=item_name(entry.item), title=entry.item.problem.title.text[:30]))
    stone, number = table.value(row, "milestone"), table.value(row, "number")
    if isinstance(stone, str) and not entry.item.whole and dice(_bare(stone), _bare(entry.item.quote)) < _SAME:
        raise RowError("milestone", IMPORT.other.format(name=item_name(entry.item), title=entry.item.quote[:30]))
    if number is not None and _number(number) != entry.item.problem.number:
        raise RowError("number", IMPORT.doubtful.format(number=number, name=item_name(entry.item)))
    return entry


def _by_words(table: Table, row: int, agenda: Agenda) -> Entry:
    number, words = _number(table.value(row, "number")), table.value(row, "problem")
    if _is_part(table.value(row, "number")):
        raise RowError("number", IMPORT.fraction.format(number=table.value(row, "number")))
    if number is None and not any(table.value(row, k) for k in FIELDS):
        raise Foreign
    if not isinstance(words, str):
        if number is None and (table.value(row, "number") is not None or not any(table.value(row, k) for k in FIELDS)):
            raise Foreign
        raise RowError("problem", IMPORT.no_words if number is not None else IMPORT.no_problem)
    likeness = sorted(((_likeness(words, p), p.number) for p in agenda.plan.problems), reverse=True)
    best, second = likeness[0], likeness[1] if len(likeness) > 1 else (0.0, 0)
    if best[0] < (_LIKE if number is not None else _SURE) or (best[0] - second[0] < 0.1 and number not in (best[1], second[1])):
        raise RowError("problem", IMPORT.unknown.format(words=words[:20]))
    chosen = best[1]
    if number is not None and number != chosen:
        like = next((x for x, n in likeness if n == number), 0.0)
        if best[0] - like >= 0.1:
            raise RowError("number", IMPORT.doubtful.format(number=number, name=label(chosen)))
        chosen = number
    entry = agenda.whole(chosen)
    assert entry is not None
    return entry


def parties_of_row(table: Table, row: int, entry: Entry, units: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The parties of the item that a row of another's ledger is about; none where it is about all of them.

    Raises:
        RowError: it names units, and none of them has a part in the item.
    """
    words = table.value(row, "unit")
    if table.value(row, "id") or not isinstance(words, str):
        return ()
    named = [u for name in re.split(r"[、，,；;\s/]+", words) if name for u in units(name)]
    if not named:
        return ()
    found = tuple(p.name for p in parties_for(entry.item, named))
    if not found:
        raise RowError("unit", IMPORT.not_theirs.format(unit=words[:20], name=item_name(entry.item)))
    return () if len(found) == len(whose(entry.item)) else found


def _is_part(value: Value) -> bool:
    """17.1: a part of something, nobody knows of what."""
    if isinstance(value, float):
        return not value.is_integer()
    return isinstance(value, str) and re.fullmatch(r"[0-9]+[.．][0-9]+", value.strip()) is not None


def _number(value: Value) -> int | None:
    if isinstance(value, int | float):
        return int(value)
    match = re.fullmatch(rf"\D{{0,3}}?({NUMERAL})[）)项号、.．]*", value.strip()) if isinstance(value, str) else None
    return to_int(match[1]) if match else None


def _likeness(words: str, problem: Problem) -> float:
    """How surely `words` are this problem: its title or statement, whole or in part."""
    said = _bare(words)
    title, statement = _bare(problem.title.text), _bare(problem.statement.text)
    if len(said) >= 6 and (said in statement or said in title or title in said):
        return 1.0
    return max(dice(said, title), dice(said, statement))


def _bare(text: str) -> str:
    return re.sub(rf"^[（(]?{NUMERAL}[）)、.．]\s*|\s|[，。、；：“”‘’\"'（）()]", "", text.strip())
