"""One plan in every kind of file: whatever carries it, each field of each problem reads the same."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.as_json import problem_as_json
from corpus.files.reading import reading_of, text_of
from corpus.grammar.parse import parse_plan

PRINTED = Path(__file__).parent / "data" / "carriers"
TITLE = "云岭市贯彻落实省生态环境保护督察反馈意见整改任务清单"
HEADER = ["序号", "反馈问题", "责任单位", "验收单位", "整改目标", "整改时限", "整改措施"]
ROWS = [
    [
        "VOCs无组织排放突出。现场监测发现，A区3家企业LDAR检测缺失，COD、NOx在线数据与PM2.5小时均值多次同步升高，部分设施停用达120天。",
        "市生态环境局（牵头），云山区委、区政府，市工业和信息化局",
        "市生态环境局",
        "VOCs排放量较2023年下降15%以上，PM2.5年均浓度降至35μg/m3以下。",
        "2025年12月底前",
        "1.2025年6月底前，完成3家企业LDAR检测与RTO炉改造，安装在线监测设备12套，并与省VOCs平台联网。\n"
        "2.2025年12月底前，建成“一企一策”数据库（v2.0），完成GB 37822标准提标改造。",
    ],
    [
        "污水处理厂MBR膜组件老化。二期1.5万吨/日工程未建成，雨季溢流污水直排黑水河，断面NH3-N浓度一度达到3.2mg/L。",
        "市住房和城乡建设局、江口县委、县政府",
        "市水务局",
        "出水稳定达到一级A标准。",
        "2026年6月底前，长期坚持",
        "1.更换MBR膜组件480帘。\n2.2026年6月底前，建成二期工程并通水。\n3.建立GIS管网台账，长期坚持。",
    ],
] * 6


def _numbered() -> list[list[str]]:
    return [[str(i), *row] for i, row in enumerate(ROWS, 1)]


def _prose() -> list[str]:
    lines = [TITLE]
    for number, row in enumerate(ROWS, 1):
        lines.append(f"问题{number}：{row[0]}")
        for label, value in zip(HEADER[2:], row[1:], strict=True):
            lines += [f"{label}：{value}"] if "\n" not in value else [f"{label}：", *value.split("\n")]
    return lines


def txt() -> bytes:
    """Plain text, one paragraph a line."""
    return "\n".join(_prose()).encode()


def docx() -> bytes:
    """A Word document of paragraphs."""
    document = Document()
    for line in _prose():
        document.add_paragraph(line)
    return _saved(document.save)


def docx_table() -> bytes:
    """A Word document with the list as a table."""
    document = Document()
    document.add_paragraph(TITLE)
    table = document.add_table(0, len(HEADER))
    for row in [HEADER, *_numbered()]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return _saved(document.save)


def xlsx() -> bytes:
    """An Excel list below a merged title, with an aspect of its own in the middle and the header once more."""
    book = Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.merge_cells("A1:G1")
    for row in [HEADER, *_numbered()[:7], HEADER, *_numbered()[7:]]:
        sheet.append([int(row[0]) if row[0].isdecimal() else row[0], *row[1:]])
    return _saved(book.save)


def xlsx_sheets() -> bytes:
    """An Excel list on two sheets, each with the header in two levels."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (("整改清单一", _numbered()[:5]), ("整改清单二", _numbered()[5:])):
        sheet = book.create_sheet(name)
        sheet.append([TITLE])
        sheet.append(["序号", "反馈问题", "单位", "", "整改目标", "整改时限", "整改措施"])
        sheet.append(["", "", "责任单位", "验收单位", "", "", ""])
        sheet.merge_cells("C2:D2")
        for column in "ABEFG":
            sheet.merge_cells(f"{column}2:{column}3")
        for row in rows:
            sheet.append(row)
    return _saved(book.save)


def web() -> bytes:
    """A saved web page with the list as a table."""
    cells = ["".join(f"<td>{html.escape(x).replace(chr(10), '<br>')}</td>" for x in row) for row in [HEADER, *_numbered()]]
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<!DOCTYPE html><html><meta charset=utf-8><body><h1>{TITLE}</h1><table>{rows}</table></body></html>".encode()


def _style(size: int = 10) -> ParagraphStyle:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return ParagraphStyle("body", fontName="STSong-Light", fontSize=size, leading=1.4 * size, wordWrap="CJK")


def _in_two_fonts(words: str) -> str:
    """Latin letters and figures in another font, as every Chinese document has them."""
    out = ""
    for c in words:
        out += f'<font name="Helvetica">{escape(c)}</font>' if c.isascii() and c.isalnum() else escape(c)
    return out.replace("\n", "<br/>")


def _marks(canvas: Any, document: Any) -> None:
    """A running header, and — 3 — at the foot."""
    canvas.setFont("STSong-Light", 9)
    canvas.drawString(60, A4[1] - 30, "云岭市人民政府文件")
    canvas.drawString(280, 20, f"— {document.page} —")


def pdf() -> bytes:
    """A PDF of paragraphs in two fonts, with a running header and page marks."""
    out = io.BytesIO()
    body = [Paragraph(_in_two_fonts(line), _style()) for line in _prose()]
    SimpleDocTemplate(out, pagesize=A4).build(body, onFirstPage=_marks, onLaterPages=_marks)
    return out.getvalue()


def pdf_of_libreoffice() -> bytes:
    """The Word document's paragraphs as LibreOffice prints them, which lets signs hang beyond the margin."""
    return (PRINTED / "prose.libreoffice.pdf").read_bytes()


def pdf_columns_of_libreoffice() -> bytes:
    """The same in two columns, the title across both, with a running header and page marks."""
    return (PRINTED / "columns.libreoffice.pdf").read_bytes()


def pdf_table_of_libreoffice() -> bytes:
    """The Word document's table as LibreOffice prints it, in columns of four characters."""
    return (PRINTED / "table.libreoffice.pdf").read_bytes()


def pdf_table() -> bytes:
    """A PDF with the list as a ruled table over several pages, the header on each."""
    out = io.BytesIO()
    rows = [[Paragraph(_in_two_fonts(x), _style(8)) for x in row] for row in [HEADER, *_numbered()]]
    table = Table(
        rows, colWidths=[28, 150, 100, 70, 110, 80, 220], repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]
    )
    document = SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=30, rightMargin=30)
    document.build([Paragraph(TITLE, _style(14)), table], onFirstPage=_marks, onLaterPages=_marks)
    return out.getvalue()


def _saved(save: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


@cache
def _expected() -> list[dict[str, Any]]:
    return [problem_as_json(p) for p in parse_plan(txt().decode()).problems]


CARRIERS = [txt, docx, docx_table, xlsx, xlsx_sheets, web]
CARRIERS += [pdf, pdf_table, pdf_of_libreoffice, pdf_columns_of_libreoffice, pdf_table_of_libreoffice]


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda f: f.__name__)
def test_a_plan_reads_the_same_whatever_carries_it(carrier: Callable[[], bytes]) -> None:
    """Title and every field of the twelve problems are those of the plain text, to the letter."""
    plan = parse_plan(text_of(carrier(), "方案"))
    assert plan.title == TITLE
    assert [problem_as_json(p) for p in plan.problems] == _expected()


@pytest.mark.parametrize("what", ["a hidden sheet", "a sheet behind the list", "a hidden row"])
def test_what_of_a_workbook_nobody_sees_is_named(what: str) -> None:
    """A hidden sheet, and one behind the list that has no problem, are in no field; a hidden row is read; each is said."""
    book = load_workbook(io.BytesIO(xlsx()))
    if what == "a hidden row":
        book.active.row_dimensions[4].hidden = True
    else:
        sheet = book.create_sheet("填表说明")
        sheet.append(["1.请各单位如实填写"])
        sheet.sheet_state = "hidden" if what == "a hidden sheet" else "visible"
    text, notes, _ = reading_of(_saved(book.save), "方案")
    assert [problem_as_json(p) for p in parse_plan(text).problems] == _expected()
    assert len(notes) == 1
    assert ("隐藏" in notes[0]) == what.startswith("a hidden")
