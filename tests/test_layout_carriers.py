"""Published layouts in other files than they came in: as Word, Excel, PDF and a web page they read the same in every field."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import lxml.html
import pytest
from docx import Document
from openpyxl import Workbook
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.as_json import problem_as_json
from corpus.files.reading import text_of
from corpus.grammar.parse import parse_plan
from corpus.text.pages import without_page_edges

LAYOUTS = Path(__file__).parent / "data" / "layouts"
TEXTS = [
    p for p in sorted(LAYOUTS.glob("*.txt")) if "\t" not in (words := p.read_text("utf-8")) and without_page_edges(words) == words
]
"""Without those that were copied from pages, whose heads and feet no other carrier has."""
TABLES = [
    p
    for p in sorted(LAYOUTS.glob("*.html"))
    if p.stem.split("-")[0]
    in ("79", "86", "91", "101", "110", "111", "114", "123", "124", "197", "198", "202", "203", "206", "208", "212")
]


class Merged(NamedTuple):
    """A cell with its words, where it begins, and how many rows and columns it covers."""

    words: str
    row: int
    column: int
    rows: int
    columns: int


class Page(NamedTuple):
    """A page with a title, one table and the lines behind it."""

    title: str
    cells: list[Merged]
    behind: list[str]


def _saved(save: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def _style(size: int) -> ParagraphStyle:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return ParagraphStyle("body", fontName="STSong-Light", fontSize=size, leading=1.4 * size, wordWrap="CJK")


def _written(words: str, size: int = 10) -> Paragraph:
    return Paragraph(escape(words).replace("\n", "<br/>"), _style(size))


# --- lines ------------------------------------------------------------------------------------------------


def docx(lines: list[str]) -> bytes:
    """A Word document of paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return _saved(document.save)


def web(lines: list[str]) -> bytes:
    """A saved web page of paragraphs."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f"<!DOCTYPE html><html><meta charset=utf-8><body>{body}</body></html>".encode()


def pdf(lines: list[str]) -> bytes:
    """A PDF of paragraphs, most of which do not fill a line."""
    return _saved(lambda out: SimpleDocTemplate(out, pagesize=A4).build([_written(line) for line in lines]))


# --- tables -----------------------------------------------------------------------------------------------


def _page(path: Path) -> Page:
    body = lxml.html.fromstring(path.read_bytes().decode("utf-8"))
    title = body.xpath("//h1")[0].text_content()
    return Page(title, list(_cells(body.xpath("//table")[0])), [p.text_content() for p in body.xpath("//p")])


def _cells(table: Any) -> Iterator[Merged]:
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(table.xpath(".//tr")):
        for cell in row.xpath("td"):
            c = next(c for c in range(99) if (r, c) not in taken)
            rows, columns = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            taken |= {(r + i, c + j) for i in range(rows) for j in range(columns)}
            yield Merged("\n".join(x.strip() for x in cell.itertext()), r, c, rows, columns)


def docx_table(page: Page) -> bytes:
    """A Word document with the table, cells merged."""
    document = Document()
    document.add_paragraph(page.title)
    rows, columns = (max(x) + 1 for x in zip(*((c.row, c.column) for c in page.cells), strict=True))
    table = document.add_table(rows, columns)
    for x in page.cells:
        table.cell(x.row, x.column).text = x.words
        table.cell(x.row, x.column).merge(table.cell(x.row + x.rows - 1, x.column + x.columns - 1))
    for line in page.behind:
        document.add_paragraph(line)
    return _saved(document.save)


def xlsx(page: Page) -> bytes:
    """An Excel sheet with the title above the table."""
    book = Workbook()
    sheet = book.active
    sheet.cell(1, 1, page.title)
    for x in page.cells:
        sheet.cell(x.row + 2, x.column + 1, x.words)
        if x.rows * x.columns > 1:
            sheet.merge_cells(None, x.row + 2, x.column + 1, x.row + x.rows + 1, x.column + x.columns)
    for at, line in enumerate(page.behind, max(x.row for x in page.cells) + 3):
        sheet.cell(at, 1, line)
    return _saved(book.save)


def pdf_table(page: Page) -> bytes:
    """A PDF with the table ruled."""
    rows, columns = (max(x) + 1 for x in zip(*((c.row, c.column) for c in page.cells), strict=True))
    grid: list[list[Any]] = [[""] * columns for _ in range(rows)]
    style: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    for x in page.cells:
        grid[x.row][x.column] = _written(x.words, 8)
        style.append(("SPAN", (x.column, x.row), (x.column + x.columns - 1, x.row + x.rows - 1)))
    table = Table(grid, colWidths=[30, *[740 / (columns - 1)] * (columns - 1)], style=style)
    story = [_written(page.title, 14), table, *map(_written, page.behind)]
    return _saved(lambda out: SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=30, rightMargin=30).build(story))


def _reading(text: str) -> tuple[str, list[dict[str, Any]]]:
    plan = parse_plan(text)
    return plan.title, [problem_as_json(p) for p in plan.problems]


@pytest.mark.parametrize("carrier", [docx, web, pdf], ids=lambda f: f.__name__)
@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_lines_read_the_same_whatever_carries_them(path: Path, carrier: Callable[[list[str]], bytes]) -> None:
    """Title and every field of a layout of lines are those of the plain text."""
    text = path.read_text("utf-8")
    assert _reading(text_of(carrier(text.strip().split("\n")), "方案")) == _reading(text)


@pytest.mark.parametrize("carrier", [docx_table, xlsx, pdf_table], ids=lambda f: f.__name__)
@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_a_table_reads_the_same_whatever_carries_it(path: Path, carrier: Callable[[Page], bytes]) -> None:
    """Title and every field of a layout of cells, some merged, are those of the web page."""
    assert _reading(text_of(carrier(_page(path)), "方案")) == _reading(text_of(path.read_bytes(), "方案"))
