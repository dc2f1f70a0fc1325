"""How the sheets of the ledger look: headings, widths, colours, filters, and ready to print on A3.

Text is always written as text: nothing that begins with = + - @ can become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .kinds import OwnSheet
from .words import SHEET_NAMES, SHEET_TITLES, SHEETS, TABLES
from .workbook_text import clean

FIRST_ROW = 4
"""Where the rows begin, under the title, the day and the headings."""
HIDDEN = ("id", "after", "digest")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel takes for an escaped character (_x0041_ is A)."""
_TITLE_FONT = "方正小标宋简体"
_EDITABLE = "E2EFDA"
_CENTRED = {
    "number",
    "state",
    "done_on",
    "due",
    "granted",
    "measure",
    "alert",
    "at",
    "evidence",
    "accepted_on",
    "closed_on",
    "party",
    "role",
}


@dataclass(frozen=True)
class Column:
    """A column: what it holds, its heading, its width in characters, and whether an import reads it."""

    key: str
    heading: str
    width: float
    editable: bool = False


@dataclass(frozen=True)
class Content:
    """What a sheet says: its rows by column, the states that may be picked, and the colour of the 预警 of some rows (by number from 0)."""

    sheet: OwnSheet
    rows: Sequence[Mapping[str, Any]]
    states: Sequence[str] = ()
    fills: Mapping[int, str] = field(default_factory=dict)


def columns(sheet: OwnSheet) -> tuple[Column, ...]:
    """The visible columns of a sheet, in their order."""
    return tuple(Column(key, *TABLES[sheet][key]) for key in TABLES[sheet])


def add_sheet(book: Any, content: Content, title: str, as_of: str) -> None:
    """A sheet with a row for each of the content's; where states may be picked, with hidden ids for the way back."""
    name, rows, shown = content.sheet, content.rows, columns(content.sheet)
    sheet = book.create_sheet(SHEET_NAMES[name])
    hidden = HIDDEN if content.states else ()
    _headings(sheet, title + SHEET_TITLES[name], as_of + (SHEETS.hint if hidden else ""), shown, hidden)
    for number, row in enumerate(rows, FIRST_ROW):
        for place, key in enumerate([*(c.key for c in shown), *hidden], 1):
            _write(sheet.cell(number, place), row[key])
    _style_rows(sheet, shown, len(rows), content.fills)
    _page(sheet, len(shown), len(hidden), FIRST_ROW + len(rows) - 1)
    if content.states and rows:
        _choices(sheet, shown, len(rows), content.states)


def _headings(sheet: Any, title: str, below: str, shown: Sequence[Column], hidden: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font

    _write(sheet.cell(1, 1), title)
    _write(sheet.cell(2, 1), below)
    for row, font in ((1, Font(name=_TITLE_FONT, size=18, bold=True)), (2, Font(name="仿宋", size=11, color="595959"))):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(shown))
        sheet.cell(row, 1).font = font
        sheet.cell(row, 1).alignment = Alignment(horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height, sheet.row_dimensions[3].height = 34, 20, 30
    for place, heading in enumerate([*(c.heading for c in shown), *hidden], 1):
        _write(sheet.cell(3, place), heading)


def _write(cell: Any, value: Any) -> None:
    """A value into a cell; text stays text whatever it begins with."""
    if isinstance(value, str):
        cell.value = _ESCAPE_LIKE.sub("_x005F_", clean(value))
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t")
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"


def _style_rows(sheet: Any, shown: Sequence[Column], count: int, fills: Mapping[int, str]) -> None:
    from openpyxl.styles import PatternFill

    looks: dict[tuple[Any, ...], Any] = {}
    for place, column in enumerate(shown, 1):
        sheet.column_dimensions[_letter(place)].width = column.width
        for number in range(FIRST_ROW - 1, FIRST_ROW + count):
            _style(sheet.cell(number, place), column, number < FIRST_ROW, looks)
    for number, colour in fills.items():
        place = [c.key for c in shown].index("alert") + 1
        sheet.cell(FIRST_ROW + number, place).fill = PatternFill("solid", fgColor=colour)
    _heights(sheet, shown, count)


def _style(cell: Any, column: Column, heading: bool, looks: dict[tuple[Any, ...], Any]) -> None:
    """A cell as others of its kind look: to make a look anew for each takes most of the time that a workbook takes."""
    middle = heading or column.key in _CENTRED
    kind = (heading, middle, column.editable, *(cell._style or ()))
    if kind not in looks:
        _make_look(cell, column, heading, middle)
        looks[kind] = cell._style
    cell._style = copy(looks[kind])


def _make_look(cell: Any, column: Column, heading: bool, middle: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="A6A6A6")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.font = Font(name="黑体", size=11, bold=True) if heading else Font(name="仿宋", size=11)
    prefixed = cell.quotePrefix
    cell.alignment = Alignment(horizontal="center" if middle else "left", vertical="center", wrap_text=True)
    cell.quotePrefix = prefixed
    if heading:
        cell.fill = PatternFill("solid", fgColor=_EDITABLE if column.editable else "D9E1F2")


def _heights(sheet: Any, shown: Sequence[Column], count: int) -> None:
    """Rows as high as their text needs: viewers do not reckon it for wrapped cells of a written file."""
    for number in range(FIRST_ROW, FIRST_ROW + count):
        lines = 1
        for place, column in enumerate(shown, 1):
            text = str(sheet.cell(number, place).value or "")
            fits = max(1, int((column.width - 1) / 2.15))
            lines = max(lines, sum(-(-max(len(part), 1) // fits) for part in text.split("\n")))
        sheet.row_dimensions[number].height = min(400, 15.5 * lines + 6)


def _page(sheet: Any, shown: int, hidden: int, last: int) -> None:
    sheet.freeze_panes = f"{_letter(min(3, shown))}{FIRST_ROW}"
    sheet.auto_filter.ref = (
        f"A{FIRST_ROW - 1}:{_letter(shown + hidden)}{max(last, FIRST_ROW - 1)}"  # what is sorted takes its id along
    )
    for place in range(shown + 1, shown + hidden + 1):
        sheet.column_dimensions[_letter(place)].hidden = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{FIRST_ROW - 1}"
    sheet.print_area = f"A1:{_letter(shown)}{max(last, FIRST_ROW - 1)}"
    sheet.oddFooter.center.text = SHEETS.page
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.4)


def _choices(sheet: Any, shown: Sequence[Column], count: int, states: Sequence[str]) -> None:
    """The states to pick from, and days as days."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = DataValidation(type="list", formula1=f'"{",".join(states)}"', allow_blank=False, showErrorMessage=True)
    keys = [c.key for c in shown]
    letter = _letter(keys.index("state") + 1)
    listed.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + count - 1}")
    sheet.add_data_validation(listed)
    for key in (k for k in keys if k in _DAYS):
        for number in range(FIRST_ROW, FIRST_ROW + count):
            sheet.cell(number, keys.index(key) + 1).number_format = "yyyy-mm-dd"


_DAYS = ("done_on", "granted", "due", "accepted_on", "closed_on")


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))
