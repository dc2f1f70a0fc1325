"""Files that are no workbook, or mean harm, are refused in one sentence."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from bot.files.workbook_reading import MAX_BYTES, MAX_ROWS, UnreadableWorkbook, read_sheets


def _book(rows: int = 2) -> bytes:
    workbook = openpyxl.Workbook()
    for i in range(rows):
        workbook.active.append([i, "问题"])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _with(data: bytes, **parts: bytes) -> bytes:
    """The package with more or other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, parts.pop(info.filename, old.read(info)))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def test_cells_are_read_as_values() -> None:
    """Numbers, text, and the computed value of a formula; of one without a value, its place."""
    workbook = openpyxl.Workbook()
    workbook.active.append([1, " 问题 ", "=A1+1", "", None])
    out = io.BytesIO()
    workbook.save(out)
    sheet = read_sheets(out.getvalue())[0]
    assert sheet.rows[0][:3] == (1, "问题", None)
    assert sheet.formulas == {(1, 3)}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "是空的"),
        (b"%PDF-1.7", "不是 Excel"),
        ("序号,问题\n1,x".encode(), "不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 .xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"PK\x03\x04garbage", "已损坏"),
        (b"PK" + b"\0" * (MAX_BYTES + 1), "超过10MB"),
        (_book()[:-200], "已损坏"),
        (_with(_book(), **{"xl/vbaProject.bin": b"x"}), "带有宏"),
        (_with(_book(), **{"xl/media/a.bin": b"\0" * (70 << 20)}), "压缩内容过大"),
        (_with(_book(), **{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "已损坏"),
        (_with(_book(), **{"xl/worksheets/sheet1.xml": b"<worksheet"}), "已损坏"),
        (_book(MAX_ROWS + 1), f"超过{MAX_ROWS}行"),
    ],
    ids=["empty", "pdf", "csv", "xls", "locked", "garbage", "large", "cut", "macros", "bomb", "entities", "no xml", "rows"],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    """Each with the reason."""
    with pytest.raises(UnreadableWorkbook, match=reason):
        read_sheets(data)


def test_a_document_of_word_is_no_workbook() -> None:
    """Another package of Office."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    with pytest.raises(UnreadableWorkbook, match="不是 Excel"):
        read_sheets(out.getvalue())


def test_sizes_that_lie_are_counted() -> None:
    """A part that declares a few bytes and inflates to many."""
    data = bytearray(_with(_book(), **{"xl/media/a.bin": b"\0" * (70 << 20)}))
    size = (70 << 20).to_bytes(4, "little")
    lie = bytes(data).replace(size, (100).to_bytes(4, "little"))
    with pytest.raises(UnreadableWorkbook):
        read_sheets(lie)
