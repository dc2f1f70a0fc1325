"""Files that are no workbook, or mean harm, are refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from bot.files.workbook_parsing import MAX_ROWS, sheets_of
from bot.files.workbook_reading import MAX_BYTES, UnreadableWorkbook, read_sheets

pytestmark = pytest.mark.usefixtures("own_processes")


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
    sheet = sheets_of(out.getvalue())[0]
    assert sheet.rows[0] == (1, "问题")
    assert sheet.formulas == {(1, 3)}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "是空的"),
        (b"%PDF-1.7", "不是 Excel"),
        ("序号,问题\n1,x".encode(), "不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是 Excel"),
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
        sheets_of(data)


def test_a_document_of_word_is_no_workbook() -> None:
    """Another package of Office."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    with pytest.raises(UnreadableWorkbook, match="不是 Excel"):
        sheets_of(out.getvalue())


def test_sizes_that_lie_are_counted() -> None:
    """A part that declares a few bytes and inflates to many."""
    data = bytearray(_with(_book(), **{"xl/media/a.bin": b"\0" * (70 << 20)}))
    size = (70 << 20).to_bytes(4, "little")
    lie = bytes(data).replace(size, (100).to_bytes(4, "little"))
    with pytest.raises(UnreadableWorkbook):
        sheets_of(lie)


_NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _of(rows: str, behind: str = "", before: str = "") -> bytes:
    """A workbook with a sheet of that markup."""
    sheet = f"{before}<worksheet {_NAMES}><sheetData>{rows}</sheetData>{behind}</worksheet>"
    return _with(_book(), **{"xl/worksheets/sheet1.xml": sheet.encode()})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_of('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), f"超过{MAX_ROWS}行"),
        (_of('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "x" * 6_000_000 + "</t></is></c></row>"), "文字过多"),
        (
            _of("", "<mergeCells>" + "".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(1, 6000)) + "</mergeCells>"),
            "合并单元格超过",
        ),
        (_of("", before="<!--" + "x" * 70000 + '--><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "已损坏"),
        (_of('<row r="1"><c r="GZ1"><v>1</v></c></row>'), "超过200列"),
        (_with(_book(), **{f"xl/media/{i}.bin": b"" for i in range(1001)}), "压缩内容过大"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"x" * 900, "已损坏"),
    ],
    ids=["last row", "text", "merged", "late entity", "wide", "parts", "broken xls"],
)
def test_what_means_harm(data: bytes, reason: str) -> None:
    """A sentence for each."""
    with pytest.raises(UnreadableWorkbook, match=reason):
        sheets_of(data)


def test_cells_as_other_programs_write_them() -> None:
    """Text in runs with its reading, a day as ISO text, a tick, an error, a formula that came to nothing and one that nobody computed."""
    (sheet,) = sheets_of(
        _of(
            '<row r="1" hidden="true"><c r="A1" t="inlineStr"><is><r><t>整改</t></r><r><t>问题 </t></r><rPh sb="0" eb="1"><t>zhěng</t></rPh></is></c>'
            '<c r="B1" t="d"><v>2025-05-20T00:00:00</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c>'
            '<c r="E1" t="str"><f>A1</f><v></v></c><c r="F1"><f>NOW()</f></c><c r="G1"><f t="shared" si="0"/><v>3</v></c></row>'
        )
    )
    assert sheet.rows == (("整改问题", date(2025, 5, 20), "是", None, None, None, 3),)
    assert (sheet.errors, sheet.formulas, sheet.hidden) == ({(1, 4)}, {(1, 6)}, {1})


def test_what_is_drawn_together_is_hidden() -> None:
    """A row without height, a column without width; one that has some is seen."""
    cols = '<cols><col min="2" max="2" width="0" customWidth="1"/><col min="3" max="3" width="12.5"/></cols>'
    rows = '<row r="1" ht="15"><c r="A1"><v>1</v></c></row><row r="2" ht="0" customHeight="1"><c r="A2"><v>2</v></c></row>'
    (sheet,) = sheets_of(_of(f"{rows}", cols))
    assert (sheet.hidden, sheet.hidden_columns) == ({2}, {2})


def test_far_cells_cost_nothing() -> None:
    """A cell in the last column that Excel has, in every row, is no reason to keep a million empty ones."""
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c><c r="XFD{i}"/></row>' for i in range(1, 50))
    assert [len(row) for row in sheets_of(_of(rows))[0].rows] == [1] * 49


def test_it_is_read_in_a_process_of_its_own() -> None:
    """With the same result."""
    workbook = openpyxl.Workbook()
    for row in ([1, "问题", 2.5, date(2025, 5, 20), None], ["#N/A", "=A1", "x"]):
        workbook.active.append(row)
    workbook.active.row_dimensions[2].hidden = True
    out = io.BytesIO()
    workbook.save(out)
    assert read_sheets(out.getvalue()) == sheets_of(out.getvalue())


@pytest.mark.parametrize("limit", [{"memory": 30 << 20}, {"seconds": 0}], ids=["memory", "time"])
def test_too_much_is_refused(limit: dict[str, int]) -> None:
    """Beyond the limits there is one sentence, and this process is none the worse."""
    with pytest.raises(UnreadableWorkbook, match="过于复杂"):
        read_sheets(_book(2000), **limit)


def test_a_reason_comes_through() -> None:
    """From the process that found it."""
    with pytest.raises(UnreadableWorkbook, match="带有宏"):
        read_sheets(_with(_book(), **{"xl/vbaProject.bin": b"x"}))
