"""Files that are not read: each is told by its name, with the way out; what is read under reserve is told too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from pypdf import PdfReader, PdfWriter

from corpus.errors import PlanError, UnreadableFile
from corpus.files.excel import MAX_ROWS
from corpus.files.reading import reading_of, text_of
from corpus.grammar.parse import parse_plan

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _package(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, words in parts.items():
            package.writestr(name.replace("__", "/"), words)
    return out.getvalue()


def _workbook(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(count: int) -> Callable[[Workbook], None]:
    def fill(book: Workbook) -> None:
        for i in range(count):
            book.active.append([i, "问题"])

    return fill


def _far(book: Workbook) -> None:
    book.active["A1"] = "序号"
    book.active[f"{get_column_letter(16384)}1048576"] = "远"


REFUSED = {
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), "旧版 Word 文件"),
    "WPS": (OLE + "WpsCustomData".encode("utf-16-le"), "WPS 文字文件"),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    "RTF": (b"{\\rtf1 abc}", "RTF 文件"),
    "OFD": (_package(**{"OFD.xml": "<a/>"}), "OFD 版式文件"),
    "ODT": (_package(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument"),
    "slides": (_package(ppt__presentation="x"), "演示文稿"),
    "JPEG": (b"\xff\xd8\xff\xe0" + b"\0" * 50, "这是图片"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "这是图片"),
    "an empty workbook": (_workbook(lambda book: None), "工作表都是空的"),
    "too many rows": (_workbook(_rows(MAX_ROWS + 1)), f"超过{MAX_ROWS}行"),
    "a broken workbook": (_package(xl__workbook="x", **{"xl/workbook.xml": "<"}), "已损坏"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_is_refused_by_its_name_and_with_the_way_out(case: str) -> None:
    """One sentence says what the file is; none calls it damaged for what the program lacks."""
    data, words = REFUSED[case]
    with pytest.raises(UnreadableFile) as caught:
        text_of(data, "文件")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "lines",
    [
        "责任单位：\n整改时限：\n" * 50,
        "序号\n反馈问题\n责任单位\n整改目标\n整改时限\n整改措施\n" * 50,
        "一、责任单位\n二、整改目标\n三、整改措施\n" * 9,
        "【责任单位】\n【整改目标】\n【整改措施】\n" * 9,
        "问题1：\n责任单位：\n整改时限：\n",
    ],
)
def test_labels_without_words_are_no_problems(lines: str) -> None:
    """A form that nobody has filled in, or a column of headers, holds no problem: one clear line."""
    with pytest.raises(PlanError, match="没有读到整改问题"):
        parse_plan(lines)


def test_a_cell_at_the_end_of_the_sheet_costs_nothing() -> None:
    """Only cells that are filled in count, wherever they stand."""
    assert text_of(_workbook(_far), "表.xlsx").split("\n") == ["序号", "远"]


def test_a_month_in_excel_stays_a_month() -> None:
    """A date is written as its cell shows it: 2025年6月 has no day, though Excel keeps the first."""

    def fill(book: Workbook) -> None:
        for at, shown in (("A1", 'yyyy"年"m"月"'), ("A2", "yyyy-mm-dd")):
            book.active[at] = datetime(2025, 6, 1)
            book.active[at].number_format = shown

    assert text_of(_workbook(fill), "表.xlsx") == "2025年6月\n2025年6月1日"


def test_a_number_in_excel_stays_as_it_is_shown() -> None:
    """A share stays one (95%, not 0.95), a unit of the format stays with its number; plain numbers are plain."""

    def fill(book: Workbook) -> None:
        for i, (number, shown) in enumerate(
            [(0.95, "0%"), (0.856, "0.0%"), (12, '0"座"'), (1234567, "#,##0"), (3.0, "General")], 1
        ):
            book.active[f"A{i}"] = number
            book.active[f"A{i}"].number_format = shown

    assert text_of(_workbook(fill), "表.xlsx") == "95%\n85.6%\n12座\n1234567\n3"


def test_a_list_without_rows_is_refused_for_that() -> None:
    """Its header was found, and the sentence says so."""

    def fill(book: Workbook) -> None:
        book.active.append(["序号", "反馈问题", "责任单位", "整改时限"])

    with pytest.raises(PlanError, match="有表头"):
        parse_plan(text_of(_workbook(fill), "表.xlsx"))


def test_a_pdf_that_only_forbids_printing_is_read_under_aes() -> None:
    """An owner's password of today's kind hinders nobody from reading."""
    from test_carriers import pdf

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("", "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert len(parse_plan(text_of(out.getvalue(), "方案.pdf")).problems) == 12


def test_what_word_has_not_accepted_is_told() -> None:
    """Insertions, deletions and struck-out words are counted, with the first of them."""
    document = Document()
    document.add_paragraph("整改方案").add_run("旧话").font.strike = True
    out = io.BytesIO()
    document.save(out)
    reading = reading_of(out.getvalue(), "方案.docx")
    assert reading.text == "整改方案旧话"
    assert reading.notes == ("Word 文件中有带删除线的文字1处（“旧话”），仍已读入",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("某县整改情况\n责任单位：县水利局\n没有别的。", "只找到“责任单位”"),
        ("序号\t问题\t责任单位\t整改时限\n", "有表头“序号"),
        ("今天下午开会。", "1行文字中找不到"),
    ],
)
def test_a_text_without_problems_is_refused_with_what_was_found(text: str, words: str) -> None:
    """The reason says what was found and what was looked for."""
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    assert words in str(caught.value)
