"""A .pdf file → the text of its text layer: ruled tables as tables, lines joined to paragraphs, nothing that runs along.

    页      = (行 | 表)*                    a line of text by the places of its characters, whatever fonts they are in
    段      = 行+                           a line goes on in the next one where that one's first word had no room left in it
    表      = 格*                           what rules enclose; one that is cut by a page goes on (corpus.files.tables)

Running headers, footers and page numbers are left out: corpus.files.pdf_pages.
"""

from __future__ import annotations

import io
import logging
from typing import Any

from corpus.errors import NotRecognised, UnreadableFile
from corpus.text.layout import is_garbled

from .cells import Table
from .drawn import Page, blocks_of, is_inside, table_of
from .pdf_columns import lines_in_order
from .pdf_lines import Char, Line
from .pdf_pages import without_running
from .tables import render
from .words import PDF, RECOGNISED

MAX_PAGES = 500
MAX_CHARACTERS = 5_000_000
_MIN_RULES = 6
_FEWEST_RULES = 4
_MIN_CELLS = 4
_SAME_EDGE = 2.0
_Edges = tuple[float, float]
"""Where a table begins and ends on the page's width."""


def pdf_reading(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text layer of a PDF, pages in order, and which pages are pictures without one.

    Raises:
        NotRecognised: when most pages are pictures.
        UnreadableFile: when it is broken, needs a password, is over `MAX_PAGES` pages, or has nothing but garbage in it.
    """
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        pages, notes = _pages(data)
    except UnreadableFile:
        raise
    except PDFPasswordIncorrect:
        raise UnreadableFile(PDF.password) from None
    except ImportError as error:
        raise UnreadableFile(PDF.no_reader.format(name=error.name)) from None
    except Exception as error:
        # pdfminer meets broken files with errors of every kind (KeyError, TypeError, zlib.error, RecursionError …).
        if "PasswordIncorrect" in repr(error):
            raise UnreadableFile(PDF.password) from None
        raise UnreadableFile(PDF.broken) from None
    return render(blocks_of(without_running(pages))), notes


def _pages(data: bytes) -> tuple[list[Page], tuple[str, ...]]:
    """The lines and tables of each page, and what is to be said of those that are pictures."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[Page] = []
    size = 0
    blank: list[int] = []
    pictures: list[int] = []
    gutter: float | None = None
    edges: _Edges | None = None
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        if len(pdf.pages) > MAX_PAGES:
            raise UnreadableFile(PDF.pages.format(most=MAX_PAGES))
        for number, page in enumerate(pdf.pages, 1):
            chars, rules = _drawn(page)
            size += len(chars)
            if not chars:
                blank.append(number)
                pictures += [number] if page.images else []
            if size > MAX_CHARACTERS:
                raise UnreadableFile(PDF.long)
            tables = _tables(page.find_tables(), edges) if rules >= (_FEWEST_RULES if edges else _MIN_RULES) else []
            edges = (tables[-1].bbox[0], tables[-1].bbox[2]) if tables else None
            found, gutter = _page(chars, tables, gutter)
            pages.append([x._replace(paper=page.width) if isinstance(x, Line) else x for x in found])
            page.close()
    _check_text_layer(pages, len(blank))
    return pages, (RECOGNISED.part.format(pages="、".join(map(str, pictures))),) if pictures else ()


def _check_text_layer(pages: list[Page], blank: int) -> None:
    words = render(x.text if isinstance(x, Line) else x for page in pages for x in page)
    if not words.strip() or 2 * blank > len(pages):
        raise NotRecognised(RECOGNISED.scan.format(pages=len(pages), blank=blank), len(pages))
    if is_garbled(words):
        raise UnreadableFile(PDF.garbled)


def _drawn(page: Any) -> tuple[list[Char], int]:
    """The characters of a page with their places from its top, and how many rules and boxes are drawn on it.

    Taken from pdfminer's own objects: what pdfplumber makes of each costs more than all the rest.
    """
    from pdfminer.layout import LTChar, LTContainer, LTCurve

    chars: list[Char] = []
    rules = 0
    waiting: list[Any] = [page.layout]
    top = page.height + page.mediabox[1]
    while waiting:
        for x in waiting.pop():
            if isinstance(x, LTChar):
                chars.append(Char(x.get_text(), x.x0, x.x1, top - x.y1, top - x.y0, x.size, x.upright))
            elif isinstance(x, LTCurve):
                rules += 1
            elif isinstance(x, LTContainer):
                waiting.append(x)
    return [c for c in chars if c.upright], rules


def _tables(found: list[Any], before: _Edges | None) -> list[Any]:
    """Those of a page that hold enough cells, or go on with the one that the page before ended with: as wide, of a row or two."""
    return [t for t in found if len(t.cells) >= _MIN_CELLS or (before and _is_as_wide((t.bbox[0], t.bbox[2]), before))]


def _is_as_wide(edges: _Edges, others: _Edges) -> bool:
    return all(abs(a - b) < _SAME_EDGE for a, b in zip(edges, others, strict=True))


def _page(chars: list[Char], tables: list[Any], gutter: float | None) -> tuple[Page, float | None]:
    """Tables and the lines beside them, from top to bottom; and where the page is parted in two columns, if it is."""
    outside = [c for c in chars if not any(is_inside(c, t.bbox) for t in tables)]
    lines, gutter = lines_in_order(outside, gutter)
    found: list[tuple[float, Line | Table]] = [*lines, *((t.bbox[1], table_of(t.cells, chars)) for t in tables)]
    return [x for _, x in sorted(found, key=lambda pair: pair[0])], gutter
