"""Agenda → the ledger as an Excel file (整改台账): problems, milestones and the record of changes, ready to print and to send back.

Each row ends with hidden cells: the item's id, the event it was written after, and a digest of what may be edited, so that
an import takes what somebody changed and nothing else (bot.files.workbook_import). Text is always written as text: nothing that
begins with = + - @ can become a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from bot.language.writing import writable, written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.states import Colour
from bot.ledger.text import days_text, deed_text, evidence_text, item_name
from bot.ledger.words import COLOUR_NAMES
from bot.ledger.workflow import STATES

from .words import SHEET_NAMES, SHEET_TITLES, SHEETS, TABLES

FIRST_ROW = 4
"""Where the rows begin, under the title, the day and the headings."""
HIDDEN = ("id", "after", "digest")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel takes for an escaped character (_x0041_ is A)."""
_LONGEST = 32000  # a cell holds 32,767 characters
_FILLS = {Colour.RED: "FFC7CE", Colour.YELLOW: "FFEB9C"}
_EDITABLE = "E2EFDA"


@dataclass(frozen=True)
class Column:
    """A column: what it holds, its heading, its width in characters, and whether an import reads it."""

    key: str
    heading: str
    width: float
    editable: bool = False


def columns(sheet: str) -> tuple[Column, ...]:
    """The visible columns of a sheet, in their order."""
    return tuple(Column(key, *TABLES[sheet][key]) for key in TABLES[sheet])


def editable_values(entry: Entry) -> dict[str, str]:
    """What an import may change, as text: state, day done, what was said of it, day it was extended to."""
    now = entry.standing
    granted = now.granted if now.granted != entry.item.due else None
    return {
        "state": STATES[entry.state],
        "done_on": now.done_on.isoformat() if now.done_on else "",
        "note": clean(now.note),
        "granted": granted.isoformat() if granted else "",
    }


def digest(values: dict[str, str]) -> str:
    """What `editable_values` come to."""
    return sha256("\x1f".join(seen(values[k]) for k in sorted(values)).encode()).hexdigest()[:16]


def seen(text: str) -> str:
    """What of a text somebody who looks at it sees: signs without width left out, one kind of space and of line end."""
    return _UNSEEN.sub("", writable(text)).replace("\xa0", " ").strip()


def clean(text: str) -> str:
    """Text that a cell can hold."""
    return writable(text)[:_LONGEST]


def as_workbook(agenda: Agenda) -> bytes:
    """The whole ledger as .xlsx."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    wholes = [e for e in agenda.entries if e.item.whole]
    stones = [e for e in agenda.entries if not e.item.whole]
    _sheet(book, "problems", agenda, [_row(e, agenda) for e in wholes], wholes)
    _sheet(book, "milestones", agenda, [_row(e, agenda) for e in stones], stones)
    _sheet(book, "history", agenda, list(_history(agenda)), [])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(entry: Entry, agenda: Agenda) -> dict[str, Any]:
    item, problem = entry.item, entry.item.problem
    values = editable_values(entry)
    aspect = next((a.title.text for a in agenda.plan.aspects if a.ordinal == problem.aspect), "")
    return {
        "number": problem.number,
        "aspect": aspect,
        "problem": problem.title.text,
        "measure": SHEETS.measure_of(item.measure),
        "milestone": item.quote,
        "responsible": problem.responsible_raw.text,
        "acceptance": problem.acceptance_raw.text,
        "goal": problem.goal.text,
        "term": problem.deadline_raw.text,
        "due": item.due,
        "state": values["state"],
        "done_on": entry.standing.done_on,
        "note": values["note"],
        "evidence": evidence_text(entry.standing),
        "granted": date.fromisoformat(values["granted"]) if values["granted"] else None,
        "alert": _alert(entry),
        "id": item.id,
        "after": entry.standing.events[-1].id if entry.standing.events else 0,
        "digest": digest(values),
    }


def _alert(entry: Entry) -> str:
    """The colour and why: 红：逾期12天."""
    if entry.settled or entry.days_left is None:
        return "" if entry.settled else days_text(entry)
    days = days_text(entry)
    return days if entry.colour is Colour.BLUE and entry.days_left > 30 else f"{COLOUR_NAMES[entry.colour]}：{days}"


def _history(agenda: Agenda) -> Iterable[dict[str, Any]]:
    happened = [(event, e.item) for e in agenda.entries for event in e.standing.events]
    for event, item in sorted(happened, key=lambda pair: pair[0].id):
        yield {"at": f"{event.at:%Y-%m-%d %H:%M}", "item": item_name(item), "event": deed_text(event)}


# --- how it looks -----------------------------------------------------------------------------------------


def _sheet(book: Any, name: str, agenda: Agenda, rows: Sequence[dict[str, Any]], entries: Sequence[Entry]) -> None:
    shown = columns(name)
    sheet = book.create_sheet(SHEET_NAMES[name])
    hidden = HIDDEN if entries else ()
    _headings(sheet, name, agenda, shown, hidden)
    for number, row in enumerate(rows, FIRST_ROW):
        for place, key in enumerate([*(c.key for c in shown), *hidden], 1):
            _write(sheet.cell(number, place), row[key])
    _style_rows(sheet, shown, len(rows), entries)
    _page(sheet, len(shown), len(hidden), FIRST_ROW + len(rows) - 1)
    if entries:
        _choices(sheet, shown, len(rows))


def _headings(sheet: Any, name: str, agenda: Agenda, shown: Sequence[Column], hidden: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font

    title = f"{agenda.plan.title.removesuffix('整改方案')}{SHEET_TITLES[name]}"
    _write(sheet.cell(1, 1), title)
    _write(sheet.cell(2, 1), SHEETS.as_of.format(day=written(agenda.today)) + (SHEETS.hint if hidden else ""))
    for row, font in ((1, Font(name="方正小标宋简体", size=18, bold=True)), (2, Font(name="仿宋", size=11, color="595959"))):
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


def _style_rows(sheet: Any, shown: Sequence[Column], count: int, entries: Sequence[Entry]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="A6A6A6")
    border = Border(left=side, right=side, top=side, bottom=side)
    head, body = Font(name="黑体", size=11, bold=True), Font(name="仿宋", size=11)
    centred = {"number", "state", "done_on", "due", "granted", "measure", "alert", "at", "evidence"}
    for place, column in enumerate(shown, 1):
        sheet.column_dimensions[_letter(place)].width = column.width
        for number in range(FIRST_ROW - 1, FIRST_ROW + count):
            cell = sheet.cell(number, place)
            heading = number < FIRST_ROW
            middle = heading or column.key in centred
            cell.border, cell.font = border, head if heading else body
            prefixed = cell.quotePrefix
            cell.alignment = Alignment(horizontal="center" if middle else "left", vertical="center", wrap_text=True)
            cell.quotePrefix = prefixed
            if heading:
                cell.fill = PatternFill("solid", fgColor=_EDITABLE if column.editable else "D9E1F2")
    for number, entry in enumerate(entries, FIRST_ROW):
        if not entry.settled and entry.colour in _FILLS:
            place = [c.key for c in shown].index("alert") + 1
            sheet.cell(number, place).fill = PatternFill("solid", fgColor=_FILLS[entry.colour])
    _heights(sheet, shown, count)


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
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.4)


def _choices(sheet: Any, shown: Sequence[Column], count: int) -> None:
    """The four states to pick from, and days as days."""
    from openpyxl.worksheet.datavalidation import DataValidation

    states = DataValidation(type="list", formula1=f'"{",".join(STATES.values())}"', allow_blank=False, showErrorMessage=True)
    keys = [c.key for c in shown]
    letter = _letter(keys.index("state") + 1)
    states.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + count - 1}")
    sheet.add_data_validation(states)
    for key in ("done_on", "granted", "due"):
        for number in range(FIRST_ROW, FIRST_ROW + count):
            sheet.cell(number, keys.index(key) + 1).number_format = "yyyy-mm-dd"


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))
