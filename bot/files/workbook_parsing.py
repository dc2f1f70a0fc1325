"""The bytes of a workbook → its sheets; run in a process of its own by bot.files.workbook_reading.

    python -m bot.files.workbook_parsing SECONDS MEMORY < FILE      {"sheets": […]} or {"error": …} on stdout

Of a formula only its computed value is read.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element, iterparse

from corpus.errors import RectifyError
from corpus.files.excel import day_shown
from corpus.files.limited import limit, put_out

from .kinds import OwnSheet
from .words import SHEET_NAMES, SHEET_TITLES, WORKBOOK
from .workbook_package import checked
from .workbook_reading import DAY_ZERO, Place, Sheet, UnreadableWorkbook, Value, is_error, sheet_json
from .workbook_text import seen

MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 3000, 200, 20
MAX_MERGED = 5000
MAX_CHARACTERS = 5_000_000
_MAC = 1904
_FAULT = object()
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, read here.

    Raises:
        UnreadableWorkbook: it is not to be read, with the reason.
    """
    usual = checked(data)
    try:
        found = tuple(_xlsx(usual) if usual is not None else _older(data))
    except (RectifyError, MemoryError):
        raise
    except Exception as error:  # either library raises whatever its parts do on damaged files
        locked = "assword" in str(error)
        raise UnreadableWorkbook(WORKBOOK.locked if locked else WORKBOOK.broken) from error
    if sum(len(v) for sheet in found for row in sheet.rows for v in row if isinstance(v, str)) > MAX_CHARACTERS:
        raise UnreadableWorkbook(WORKBOOK.too_long)
    return found


def _few(names: list[str]) -> list[str]:
    if len(names) > MAX_SHEETS:
        raise UnreadableWorkbook(WORKBOOK.sheets.format(most=MAX_SHEETS))
    return names


def _checked_size(title: str, rows: Iterable[Any]) -> list[Any]:
    found = list(islice(rows, MAX_ROWS + 1))
    if found and _is_history(title, found[0]):
        return []
    if len(found) > MAX_ROWS:
        raise UnreadableWorkbook(WORKBOOK.rows.format(title=title[:20], most=MAX_ROWS))
    return found


def _is_history(title: str, first: Iterable[Any]) -> bool:
    """Whether it is the ledger's own record of what was done, which has a row for every entry that was ever made, and of which nothing is taken."""
    heading = SHEET_TITLES[OwnSheet.HISTORY]
    return title == SHEET_NAMES[OwnSheet.HISTORY] and any(isinstance(v, str) and v.endswith(heading) for v in first)


# --- .xlsx ------------------------------------------------------------------------------------------------


def _xlsx(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for name in _few(book.sheetnames):
        if hasattr(book[name], "iter_rows"):
            yield _sheet(book[name])


def _sheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()
    raw = _checked_size(sheet.title, (_filled(map(_shown, row)) for row in sheet.iter_rows()))
    layout = _layout(sheet)
    rows, errors = _plain(sheet.title, raw, layout.merged)
    hidden = layout.hidden if sheet.sheet_state == "visible" else set(range(1, len(rows) + 1))
    mac = sheet.parent.epoch.date().year == _MAC
    return Sheet(
        sheet.title, rows, frozenset(layout.formulas - errors), frozenset(errors), frozenset(hidden), frozenset(layout.columns),
        epoch=date(1904, 1, 1) if mac else DAY_ZERO,
    )  # fmt: skip


def _filled(row: Iterable[Any]) -> list[Any]:
    """A row without the empty cells at its end, of which there may be thousands."""
    values = list(row)
    while values and values[-1] is None:
        values.pop()
    return values


def _shown(cell: Any) -> Any:
    """A cell's value, `_FAULT` for #N/A and the like; of a date that is shown without its day, what is shown."""
    value = cell.value
    if cell.data_type == "e":
        return _FAULT
    if isinstance(value, datetime) and "y" in (shown := cell.number_format.lower()) and "d" not in shown:
        return day_shown(value, shown)
    return value


@dataclass
class _Layout:
    """What cells do not tell: merged areas (first row and column, last row and column), what is hidden, formulas without a value.

    `low` says that rows whose height is not written are not shown.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    formulas: set[Place] = field(default_factory=set)
    row: int = 0
    low: bool = False


def _layout(sheet: Any) -> _Layout:
    found = _Layout()
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        for _, element in iterparse(part):
            match element.tag.rpartition("}")[2]:
                case "row":
                    _read_row(element, found)
                    element.clear()
                case "sheetFormatPr":
                    found.low = element.get("zeroHeight") in ("1", "true")
                case "col" if _is_hidden(element, "width"):
                    last = min(int(element.get("max", "0")), MAX_COLUMNS)
                    found.columns |= set(range(int(element.get("min", "1")), last + 1))
                case "mergeCell":
                    found.merged.append(_area(element.get("ref", "A1")))
                    if len(found.merged) > MAX_MERGED:
                        raise UnreadableWorkbook(WORKBOOK.merged.format(title=sheet.title[:20], most=MAX_MERGED))
    return found


def _is_hidden(element: Element, size: str) -> bool:
    """Whether it is not shown, or drawn together to nothing."""
    return element.get("hidden") in ("1", "true") or float(element.get(size) or 1) == 0


def _area(reference: str) -> tuple[int, int, int, int]:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(reference)
    return top, left, bottom, right


def _read_row(row: Element, found: _Layout) -> None:
    """Whether it is hidden, and its formulas that nobody has computed; some writers leave the numbers of rows to be counted."""
    found.row = int(row.get("r") or found.row + 1)
    if _is_hidden(row, "ht") or (found.low and row.get("ht") is None):
        found.hidden.add(found.row)
    for cell in row:
        if _is_uncomputed(cell) and (at := cell.get("r")):
            top, left, _, _ = _area(at)
            found.formulas.add((top, left))


def _is_uncomputed(cell: Element) -> bool:
    """A formula without a value; one that came to no text has an empty one of the kind of text."""
    children = {child.tag.rpartition("}")[2]: child for child in cell}
    value = children.get("v")
    empty = value is None or (not value.text and cell.get("t") != "str")
    return "f" in children and empty and "is" not in children


# --- .xls, .et, .xlsb, .ods -------------------------------------------------------------------------------


def _older(data: bytes) -> Iterator[Sheet]:
    """By calamine, which tells nothing of hidden rows."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    _few(book.sheet_names)
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        cells = _checked_size(about.name, sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 1))
        merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        raw = [[_FAULT if is_error(v) else v for v in row] for row in cells]
        rows, errors = _plain(about.name, raw, merged)
        hidden = set() if about.visible == SheetVisibleEnum.Visible else set(range(1, len(rows) + 1))
        yield Sheet(about.name, rows, errors=frozenset(errors), hidden=frozenset(hidden), blind=True)


# --- values -----------------------------------------------------------------------------------------------


def _plain(
    title: str, raw: list[list[Any]], merged: Iterable[tuple[int, int, int, int]]
) -> tuple[tuple[tuple[Value, ...], ...], set[Place]]:
    """The values as a person wrote them, and where errors stand instead."""
    errors = {(r, c) for r, row in enumerate(raw, 1) for c, v in enumerate(row, 1) if v is _FAULT}
    rows = [[None if (r, c) in errors else _value(v) for c, v in enumerate(row, 1)] for r, row in enumerate(raw, 1)]
    if any(v is not None for row in rows for v in row[MAX_COLUMNS:]):
        raise UnreadableWorkbook(WORKBOOK.columns.format(title=title[:20], most=MAX_COLUMNS))
    for area in merged:
        _spread(rows, area)
    return tuple(tuple(row[:MAX_COLUMNS]) for row in rows), errors


def _spread(rows: list[list[Value]], area: tuple[int, int, int, int]) -> None:
    """The first cell's value into the rows below that are merged with it; what is wide stands in its first column."""
    top, left, bottom, _ = area
    if top > len(rows) or left > len(rows[top - 1]):
        return
    for row in rows[top:bottom]:
        row += [None] * (left - len(row))
        row[left - 1] = rows[top - 1][left - 1]


def _value(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return _text(value)
    return value if isinstance(value, int | float | date) else None if value is None else str(value)


def _text(words: str) -> str | None:
    """What the person wrote: escapes of the format undone, unseen signs left out, one kind of line end."""
    return seen(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), words)) or None


def main(seconds: str, memory: str) -> int:
    """Read what comes on stdin within the limits, and print what came of it."""
    import openpyxl  # noqa: F401 - so that what runs out of memory is the file, not the loading of libraries

    limit(seconds, memory)
    try:
        said: dict[str, Any] = {"sheets": [sheet_json(sheet) for sheet in sheets_of(sys.stdin.buffer.read())]}
    except RectifyError as error:
        said = {"error": str(error)}
    except (MemoryError, RecursionError):
        said = {"error": WORKBOOK.too_much.format(seconds=seconds)}
    put_out(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
