"""An Excel list (.xlsx, .xls, .et, .xlsb, .ods) → text: each sheet with something in it as a table, merged cells as drawn.

What a sheet is called goes above it where it has no title of its own; sheets behind the last list are left out and said. Dates are written as their cells show them:
a month stays a month, though Excel keeps its first day.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from corpus.errors import UnreadableFile
from corpus.text.labels import is_closing
from corpus.text.lookalikes import folded

from .cells import Block, Cell, Table
from .joined_lists import places_of_the_same
from .tables import holds_problems, render
from .task_header import find_header
from .words import EXCEL

MAX_ROWS = 5000
MAX_COLUMNS = 200
MAX_CHARACTERS = 3_000_000
_NAMED = re.compile("整改|督察|问题|清单|台账|任务")
_SHOWN = re.compile(
    r'(?:"(?P<before>[^"]{0,20})")?[#,]{0,9}0(?:\.(?P<decimals>0{1,9}))?(?P<percent>%)?(?:"(?P<behind>[^"]{0,20})")?$'
)
"""How a cell shows a number, where that says more than the number itself."""
_Range = tuple[tuple[int, int], tuple[int, int]]


class Sheet(NamedTuple):
    """A sheet: its name, its words by row and column from 0, and the ranges that are merged."""

    name: str
    words: dict[tuple[int, int], str]
    merged: tuple[_Range, ...]
    hidden: bool = False
    veiled: int = 0
    """How many of its rows and columns with words are hidden; they are read."""


def excel_reading(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a workbook's sheets, and which were left out: hidden ones, and those behind its last list.

    Raises:
        UnreadableFile: when it is broken or protected, is larger than the limits, or has nothing in it.
    """
    try:
        sheets = list(_xlsx(data) if data.startswith(b"PK") and b"xl/workbook.xml" in data else _other(data))
    except (UnreadableFile, MemoryError):
        raise
    except ImportError as error:
        raise UnreadableFile(EXCEL.no_reader.format(name=error.name)) from None
    except Exception as error:
        # Either library meets broken workbooks with errors of every kind.
        if "assword" in str(error):
            raise UnreadableFile(EXCEL.password) from None
        raise UnreadableFile(EXCEL.broken) from None
    filled = [sheet for sheet in sheets if sheet.words]
    if not filled:
        raise UnreadableFile(EXCEL.empty.format(count=len(sheets)))
    if sum(len(words) for sheet in filled for words in sheet.words.values()) > MAX_CHARACTERS:
        raise UnreadableFile(EXCEL.long)
    seen = [sheet for sheet in filled if not sheet.hidden]
    if not seen:
        raise UnreadableFile(EXCEL.empty.format(count=len(sheets)))
    tables = [(sheet, _table(sheet)) for sheet in seen]
    joined = places_of_the_same([table for _, table in tables])
    last = max((i for i, (_, table) in enumerate(tables) if holds_problems(table) or i in joined), default=len(tables))
    read, behind = tables[: last + 1], tables[last + 1 :]
    notes = [EXCEL.hidden.format(name=sheet.name[:20]) for sheet in filled if sheet.hidden]
    notes += [EXCEL.veiled.format(name=sheet.name[:20], count=sheet.veiled) for sheet, _ in read if sheet.veiled]
    notes += [EXCEL.no_list.format(name=sheet.name[:20]) for sheet, _ in behind]
    return render(block for sheet, table in read for block in _blocks(sheet, table)), tuple(notes)


def _blocks(sheet: Sheet, table: Table) -> Iterator[Block]:
    header = find_header(table)
    above = [cell.text for row in table[: header[0]] for cell in row if cell.text] if header else []
    if header and all(map(is_closing, above)) and _NAMED.search(sheet.name):
        yield sheet.name
    yield table


def _table(sheet: Sheet) -> Table:
    """The rows that have something in them, with merged cells as one that is wide or goes on from above."""
    rows = sorted({r for r, _ in sheet.words})
    columns = sorted({c for _, c in sheet.words})
    if len(rows) > MAX_ROWS or len(columns) > MAX_COLUMNS:
        size = {"rows": len(rows), "columns": len(columns), "most_rows": MAX_ROWS, "most_columns": MAX_COLUMNS}
        raise UnreadableFile(EXCEL.large.format(name=sheet.name[:20], **size))
    last = max(columns)
    first = min(columns)
    covered = {at: rng for rng in sheet.merged for at in _cells(rng, rows, last)}
    return [list(_row(sheet, row, first, last, covered)) for row in rows]


def _cells(merged: _Range, rows: Iterable[int], last: int) -> Iterator[tuple[int, int]]:
    (top, left), (bottom, right) = merged
    return ((r, c) for r in rows if top <= r <= bottom for c in range(left, min(right, last) + 1))


def _row(sheet: Sheet, row: int, first: int, last: int, covered: dict[tuple[int, int], _Range]) -> Iterator[Cell]:
    at = first
    while at <= last:
        merged = covered.get((row, at))
        if merged is None:
            yield Cell(sheet.words.get((row, at), ""))
            at += 1
            continue
        (top, left), (_, right) = merged
        right = min(right, last)
        yield Cell("" if row > top else sheet.words.get((top, left), ""), right - at + 1, above=row > top)
        at = right + 1


# --- .xlsx ------------------------------------------------------------------------------------------------


def _xlsx(data: bytes) -> Iterator[Sheet]:
    """By openpyxl, which knows how a date is shown."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        merged = tuple(((m.min_row - 1, m.min_col - 1), (m.max_row - 1, m.max_col - 1)) for m in sheet.merged_cells.ranges)
        words = dict(_filled(sheet))
        yield Sheet(sheet.title, words, merged, sheet.sheet_state != "visible", _veiled(sheet, words))


def _veiled(sheet: Any, words: dict[tuple[int, int], str]) -> int:
    """Rows and columns that are hidden and have words in them."""
    from openpyxl.utils import get_column_letter

    rows, columns = sheet.row_dimensions, sheet.column_dimensions
    letters = [get_column_letter(c + 1) for c in {c for _, c in words}]
    hidden = [bool(rows[r + 1].hidden) for r in {r for r, _ in words} if r + 1 in rows]
    return sum(hidden) + sum(bool(columns[x].hidden) for x in letters if x in columns)


def _filled(sheet: Any) -> Iterator[tuple[tuple[int, int], str]]:
    """What is filled in; the cells that are there, as iter_rows would make all those of a range that may be endless."""
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None and (words := _words(cell.value, cell.number_format)):
            yield (row - 1, column - 1), words


# --- .xls, .et, .xlsb, .ods -------------------------------------------------------------------------------


def _other(data: bytes) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        rows = sheet.to_python(skip_empty_area=False)
        words = {(r, c): said for r, row in enumerate(rows) for c, value in enumerate(row) if (said := _words(value, ""))}
        hidden = about.visible != SheetVisibleEnum.Visible
        yield Sheet(about.name, words, tuple(sheet.merged_cell_ranges or ()), hidden)


# --- values -----------------------------------------------------------------------------------------------


def _words(value: object, shown: str) -> str:
    """A cell's value as it is read: a number as its cell shows it, a date in years, months and days."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, shown)
    if isinstance(value, date):
        return day_shown(value, shown)
    if isinstance(value, time):
        return ""
    words = re.sub(r"_x000[dD]_|\r\n?", "\n", str(value))
    return folded("\n".join(line.strip() for line in words.split("\n") if line.strip()))


def _number(value: float, shown: str) -> str:
    """As the cell shows it: 85% for 0.85, 12座 for 12; without the commas of thousands."""
    match = _SHOWN.match(shown.split(";")[0])
    if match is None or not (match["percent"] or match["before"] or match["behind"]):
        return str(int(value)) if float(value).is_integer() else str(value)
    number = f"{value * (100 if match['percent'] else 1):.{len(match['decimals'] or '')}f}"
    return f"{match['before'] or ''}{number}{match['percent'] or ''}{match['behind'] or ''}"


def day_shown(day: date, shown: str) -> str:
    """As the cell shows it: 2025年6月 where its format names no day."""
    bare = re.sub(r'"[^"]{0,99}"|\[[^\]]{0,99}\]|\\.', "", shown.lower())
    if bare and "y" in bare and "d" not in bare:
        return f"{day.year}年{day.month}月" if "m" in bare else f"{day.year}年"
    if isinstance(day, datetime) and day.year == 1899:
        return ""
    return f"{day.year}年{day.month}月{day.day}日"
