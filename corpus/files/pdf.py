"""A .pdf file → the text of its text layer, without running headers, footers and page numbers.

Hard wraps are left in: corpus.text.layout undoes them when the plan is parsed.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.text.labels import label_kind
from corpus.text.layout import is_garbled

if TYPE_CHECKING:
    from pypdf import PdfReader
MAX_PAGES = 500
MAX_CHARACTERS = 5_000_000
_EDGE_LINES = 2
_MIN_PAGES_FOR_RUNNING = 3
_EDGE_NUMBER = re.compile(
    r"^[-—–－·•\s]*(?:第\s*)?([0-9]{1,4})\s*页?(?:\s*[/，,共]+\s*(?:第|共)?\s*[0-9]{1,4}\s*页?)?[-—–－·•\s]*$"
)
"""Also a number without any mark: only those at the edges that count up with the pages are page numbers."""
_CJK = "\u2e80-\u9fff\uf900-\ufaff，。、；：（）“”"
_SPACED = re.compile(rf"(?<=[{_CJK}]) +(?=[{_CJK}])")
_RADICALS = re.compile("[\u2e80-\u2fd5]")


def pdf_text(data: bytes) -> str:
    """The text layer of a PDF, pages in order.

    Raises:
        UnreadableFile: when it is broken, encrypted, over `MAX_PAGES` pages, or has no text layer.
    """
    try:
        pages = _pages(data)
    except UnreadableFile:
        raise
    except Exception:
        # pypdf meets broken files with errors of every kind (KeyError, TypeError, zlib.error, RecursionError …).
        raise UnreadableFile("PDF 文件已损坏，无法读取，请重新导出后再发。") from None
    return "\n".join(line for page in without_running(pages) for line in page)


def _pages(data: bytes) -> list[list[str]]:
    """The lines of each page."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opens(reader):
        raise UnreadableFile("PDF 已加密，请去掉密码后再发。")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableFile(f"PDF 超过{MAX_PAGES}页，请只发整改方案部分。")
    pages: list[list[str]] = []
    size = 0
    for page in reader.pages:
        words = page.extract_text()
        size += len(words)
        if size > MAX_CHARACTERS:
            raise UnreadableFile("PDF 文字过多，请只发整改方案部分。")
        pages.append([_tidied(line) for line in words.splitlines() if line.strip()])
    _check_text_layer(pages)
    return pages


def _opens(reader: PdfReader) -> bool:
    """Whether the empty password opens it: many published files only restrict printing."""
    try:
        return bool(reader.decrypt(""))
    except Exception:
        # An algorithm that needs a library which is not installed cannot be told from a broken dictionary.
        return False


def _check_text_layer(pages: list[list[str]]) -> None:
    words = "".join("".join(page) for page in pages)
    blank = sum(1 for page in pages if not page)
    if not words.strip() or 2 * blank > len(pages):
        raise UnreadableFile("PDF 没有文字层（可能是扫描件），请先做文字识别（OCR），或发送 Word 原件。")
    if is_garbled(words):
        raise UnreadableFile("PDF 的文字层是乱码，复制不出文字，请发送 Word 原件。")


def _tidied(line: str) -> str:
    """Radicals that fonts put for characters (⼀ for 一) set right, letter-spaced lines closed up."""
    line = _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m.group()), line.strip())
    characters = len(re.findall(rf"[{_CJK}]", line))
    return _SPACED.sub("", line) if characters > 4 and len(_SPACED.findall(line)) > characters * 0.6 else line


def without_running(pages: list[list[str]]) -> list[list[str]]:
    """Pages without page numbers and without the lines at their edges that most of them share.

    >>> without_running([["方案", "甲", "1"], ["方案", "乙", "2"], ["方案", "丙", "3"]])
    [['甲'], ['乙'], ['丙']]
    """
    pages = _without_page_numbers(pages)
    if len(pages) < _MIN_PAGES_FOR_RUNNING:
        return pages
    seen = Counter(line for page in pages for line in {page[i] for i in _edges(page)})
    running = {line for line, n in seen.items() if n >= max(_MIN_PAGES_FOR_RUNNING, 0.6 * len(pages)) and not _is_content(line)}
    return [[line for i, line in enumerate(page) if not (i in _edges(page) and line in running)] for page in pages]


def _edges(page: list[str]) -> set[int]:
    n = len(page)
    return {i for i in range(n) if i < _EDGE_LINES or i >= n - _EDGE_LINES}


def _is_content(line: str) -> bool:
    """整改措施： may well stand at the edge of most pages."""
    return label_kind(re.split("[：:]", line)[0]) is not None


def _without_page_numbers(pages: list[list[str]]) -> list[list[str]]:
    """A number at the very edge goes where such numbers count up with the pages; a lone 序号 does not."""
    for edge in (0, -1):
        numbers = [_EDGE_NUMBER.match(page[edge]) if page else None for page in pages]
        values = [int(m[1]) if m else None for m in numbers]
        steps = sum(1 for a, b in pairwise(values) if a is not None and b == a + 1)
        if steps >= max(1, 0.5 * (len(pages) - 1)):
            offsets = Counter(v - i for i, v in enumerate(values) if v is not None)
            offset = offsets.most_common(1)[0][0]
            pages = [
                page if v is None or v - i != offset else (page[1:] if edge == 0 else page[:-1])
                for i, (page, v) in enumerate(zip(pages, values, strict=True))
            ]
    return pages
