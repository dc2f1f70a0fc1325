"""An .xlsx file from anybody → its sheets as cells of plain values, or one sentence why it is not read.

The bytes are not trusted: what is inflated is counted, macros and document types are refused, of a formula only its
computed value is read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

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
    """The cells of a sheet, row by row from the first; `formulas` are the places (row, column from 1) without a computed value."""

    title: str
    rows: tuple[tuple[Value, ...], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a workbook.

    Raises:
        UnreadableWorkbook: no .xlsx, damaged, too large, with macros, with a password.
    """
    _check(data)
    from openpyxl import load_workbook

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
    rows = [tuple(_value(v) for v in row[:MAX_COLUMNS]) for row in islice(values.iter_rows(values_only=True), MAX_ROWS + 1)]
    if len(rows) > MAX_ROWS:
        raise UnreadableWorkbook(f"工作表“{values.title[:20]}”超过{MAX_ROWS}行，请只保留台账内容后再发。")
    written = enumerate(islice(formulas.iter_rows(values_only=True), MAX_ROWS), 1)
    unknown = {
        (r, c)
        for r, row in written
        for c, v in enumerate(row[:MAX_COLUMNS], 1)
        if isinstance(v, str) and v.startswith("=") and (r > len(rows) or c > len(rows[r - 1]) or rows[r - 1][c - 1] is None)
    }
    return Sheet(values.title, tuple(rows), frozenset(unknown))


def _value(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None if value is None else str(value)
    return value.strip() or None if isinstance(value, str) else value


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
