"""An .xlsx file from anybody → its sheets as cells of plain values, or one sentence why it is not read.

The bytes are not trusted: what is inflated is counted, macros and document types are refused, of a formula only its
computed value is read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from xml.etree.ElementTree import iterparse

from corpus.errors import RectifyError

MAX_BYTES = 10 * 1024 * 1024
MAX_INFLATED = 60 * 1024 * 1024
MAX_ENTRIES = 1000
MAX_ROWS, MAX_COLUMNS = 3000, 60
Value = str | int | float | date | None
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = "文件已损坏，或不是完整的 .xlsx，请用 Excel 或 WPS 重新另存为 .xlsx 后再发。"


class UnreadableWorkbook(RectifyError):
    """A file that is not taken in, with the reason."""


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet, row by row from the first; a merged area has the value of its first cell everywhere.

    `formulas` are the places (row, column from 1) without a computed value, `errors` those that hold #N/A and the like;
    `hidden` are rows that are not shown (all of them where the sheet is not), `epoch` is day 0 of a count of days.
    """

    title: str
    rows: tuple[tuple[Value, ...], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()
    epoch: date = date(1899, 12, 30)


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a workbook.

    Raises:
        UnreadableWorkbook: no .xlsx, damaged, too large, with macros, with a password.
    """
    _check(data)
    from openpyxl import load_workbook

    data = _transitional(data)

    try:
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return tuple(
            _sheet(values[name], formulas[name]) for name in values.sheetnames[:20] if hasattr(values[name], "iter_rows")
        )
    except RectifyError:
        raise
    except Exception as error:  # openpyxl raises whatever its parts do on damaged files
        raise UnreadableWorkbook(_BROKEN) from error


def _sheet(values: Any, formulas: Any) -> Sheet:
    for sheet in (values, formulas):
        sheet.reset_dimensions()
    raw = [row[:MAX_COLUMNS] for row in islice(values.iter_rows(values_only=True), MAX_ROWS + 1)]
    if len(raw) > MAX_ROWS:
        raise UnreadableWorkbook(f"工作表“{values.title[:20]}”超过{MAX_ROWS}行，请只保留台账内容后再发。")
    errors = {(r, c) for r, row in enumerate(raw, 1) for c, v in enumerate(row, 1) if isinstance(v, str) and _ERROR.fullmatch(v)}
    rows = [[None if (r, c) in errors else _value(v) for c, v in enumerate(row, 1)] for r, row in enumerate(raw, 1)]
    merged, hidden = _layout(values)
    for area in merged:
        _spread(rows, area)
    written = enumerate(islice(formulas.iter_rows(values_only=True), MAX_ROWS), 1)
    unknown = {
        (r, c)
        for r, row in written
        for c, v in enumerate(row[:MAX_COLUMNS], 1)
        if isinstance(v, str) and v.startswith("=") and (r > len(rows) or c > len(rows[r - 1]) or rows[r - 1][c - 1] is None)
    }
    if values.sheet_state != "visible":
        hidden = set(range(1, len(rows) + 1))
    epoch = values.parent.epoch.date()
    return Sheet(
        values.title, tuple(map(tuple, rows)), frozenset(unknown - errors), frozenset(errors), frozenset(hidden),
        date(1904, 1, 1) if epoch.year == _MAC else date(1899, 12, 30),
    )  # fmt: skip


_MAC = 1904
_MERGED = 2000
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def _layout(sheet: Any) -> tuple[list[tuple[int, int, int, int]], set[int]]:
    """The merged areas (first column and row, last column and row) and the hidden rows, which cells do not tell."""
    from openpyxl.utils import range_boundaries

    merged: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        for _, element in iterparse(part):
            name = element.tag.rpartition("}")[2]
            if name == "row":
                if element.get("hidden") in ("1", "true"):
                    hidden.add(int(element.get("r", "0")))
                element.clear()
            elif name == "mergeCell" and len(merged) < _MERGED:
                merged.append(range_boundaries(element.get("ref", "A1")))
    return merged, hidden


def _spread(rows: list[list[Value]], area: tuple[int, int, int, int]) -> None:
    """The first cell's value into every cell of a merged area."""
    left, top, right, bottom = area
    if top > len(rows) or left > len(rows[top - 1]):
        return
    value = rows[top - 1][left - 1]
    for row in rows[top - 1 : bottom]:
        row += [None] * (min(right, MAX_COLUMNS) - len(row))
        row[left - 1 : min(right, MAX_COLUMNS)] = [value] * (min(right, MAX_COLUMNS) - left + 1)


def _value(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None if value is None else str(value)
    return _text(value) if isinstance(value, str) else value


def _text(words: str) -> str | None:
    """What the person wrote: escapes of the format undone, unseen signs left out, one kind of line end."""
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), words)
    return _UNSEEN.sub("", plain).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip() or None


_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}


def _transitional(data: bytes) -> bytes:
    """A workbook in the strict form of the format under the names of the usual one."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {i: package.read(i) for i in package.infolist()}
    if not any(_STRICT in content for info, content in parts.items() if info.filename.endswith("workbook.xml")):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for info, content in parts.items():
            for name, usual in _NAMES.items():
                content = content.replace(_STRICT + name, usual)
            package.writestr(info.filename, content)
    return out.getvalue()


def _check(data: bytes) -> None:
    if not data:
        raise UnreadableWorkbook("文件是空的。")
    if len(data) > MAX_BYTES:
        raise UnreadableWorkbook(f"文件超过{MAX_BYTES >> 20}MB，请去掉图片后再发。")
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableWorkbook(
            "文件设有打开密码，请去掉密码后再发。" if locked else "这是旧版 .xls 文件，请另存为 .xlsx 后再发。"
        )
    if not data.startswith(b"PK"):
        raise UnreadableWorkbook("这不是 Excel 文件（.xlsx）。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_package(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, KeyError):
        raise UnreadableWorkbook(_BROKEN) from None


def _check_package(package: zipfile.ZipFile) -> None:
    infos = package.infolist()
    names = {x.filename.lower() for x in infos}
    if any(x.flag_bits & 1 for x in infos):
        raise UnreadableWorkbook("文件设有密码，请去掉密码后再发。")
    if len(infos) > MAX_ENTRIES or sum(x.file_size for x in infos) > MAX_INFLATED:
        raise UnreadableWorkbook("压缩内容过大，无法安全打开。")
    if not any(n.startswith("xl/") for n in names):
        raise UnreadableWorkbook("这不是 Excel 文件（.xlsx）。")
    if any("vbaproject" in n or "/macrosheets/" in n for n in names):
        raise UnreadableWorkbook("文件带有宏，请另存为不含宏的 .xlsx 后再发。")
    left = MAX_INFLATED
    for info in infos:  # what a part declares is not believed
        with package.open(info) as part:
            head = part.read(4096)
            left -= len(head)
            while left >= 0 and (block := part.read(1 << 20)):
                left -= len(block)
        if left < 0:
            raise UnreadableWorkbook("压缩内容过大，无法安全打开。")
        if info.filename.endswith((".xml", ".rels")) and (
            b"<!DOCTYPE" in head.upper() or head.startswith((b"\xff\xfe", b"\xfe\xff"))
        ):
            raise UnreadableWorkbook(_BROKEN)
