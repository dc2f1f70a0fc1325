"""An Excel file from anybody → its sheets as cells of plain values, or one sentence why it is not read.

The bytes are not trusted: they are read in a process of its own with limits (bot.files.workbook_parsing).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.errors import RectifyError
from corpus.files.limited import FailedReading, run_limited

from .words import WORKBOOK

MAX_BYTES = 10 * 1024 * 1024
SECONDS, MEMORY = 20, 1 << 29
Value = str | int | float | date | None
Place = tuple[int, int]
_ERROR = re.compile(
    r"(?:(?:[#＃](?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)!?|Err:\d{3}|#{3,})[\s;；,，、]*)+"
)
DAY_ZERO = date(1899, 12, 30)


class UnreadableWorkbook(RectifyError):
    """A file that is not taken in, with the reason."""


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet, row by row from the first; what is merged downwards has its first cell's value in every row.

    `formulas` are the places (row, column from 1) without a computed value, `errors` those that hold #N/A and the like;
    `hidden` are rows that are not shown (all of them where the sheet is not), `hidden_columns` columns (from 1), `blind` says
    that the format does not tell; `epoch` is day 0 of a count of days.
    """

    title: str
    rows: tuple[tuple[Value, ...], ...]
    formulas: frozenset[Place] = frozenset()
    errors: frozenset[Place] = frozenset()
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    blind: bool = False
    epoch: date = DAY_ZERO


def read_sheets(data: bytes, seconds: int = SECONDS, memory: int = MEMORY) -> tuple[Sheet, ...]:
    """Every sheet of a workbook (.xlsx, or an older .xls, .et, .xlsb, .ods).

    Raises:
        UnreadableWorkbook: none of these, damaged, too large, with macros, with a password, or more than `seconds` of
            computing or `memory` bytes do not suffice.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableWorkbook(WORKBOOK.too_big.format(megabytes=MAX_BYTES >> 20))
    try:
        said = run_limited("bot.files.workbook_parsing", (), seconds, memory, data)
    except FailedReading:
        raise UnreadableWorkbook(WORKBOOK.failed) from None
    if said is None:
        raise UnreadableWorkbook(WORKBOOK.too_much.format(seconds=seconds))
    if "error" in said:
        raise UnreadableWorkbook(said["error"])
    return tuple(map(sheet_from_json, said["sheets"]))


def is_error(value: object) -> bool:
    """Whether a cell's words are an error of Excel's (#N/A), as when the values of formulas were pasted."""
    return isinstance(value, str) and _ERROR.fullmatch(value) is not None


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    """A sheet as a JSON value."""
    return {
        "title": sheet.title,
        "rows": [[_packed(v) for v in row] for row in sheet.rows],
        "formulas": sorted(sheet.formulas),
        "errors": sorted(sheet.errors),
        "hidden": sorted(sheet.hidden),
        "hidden_columns": sorted(sheet.hidden_columns),
        "blind": sheet.blind,
        "epoch": sheet.epoch.isoformat(),
    }


def sheet_from_json(said: Mapping[str, Any]) -> Sheet:
    """What `sheet_json` made."""
    return Sheet(
        said["title"],
        tuple(tuple(map(_unpacked, row)) for row in said["rows"]),
        _places(said["formulas"]),
        _places(said["errors"]),
        frozenset(said["hidden"]),
        frozenset(said["hidden_columns"]),
        said["blind"],
        date.fromisoformat(said["epoch"]),
    )


def _packed(value: Value) -> Any:
    return [value.isoformat()] if isinstance(value, date) else value


def _unpacked(value: Any) -> Value:
    return date.fromisoformat(value[0]) if isinstance(value, list) else value


def _places(said: Iterable[Sequence[int]]) -> frozenset[Place]:
    return frozenset((row, column) for row, column in said)
