"""A saved web page → text: block elements make lines, tables go by corpus.files.tables, what is not content is left out."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import UnreadableFile
from corpus.text.lookalikes import folded
from corpus.text.numbers import read_number

from .cells import Block, Cell, Row, Table
from .tables import cell_text, render
from .words import PAGE

_DROPPED = re.compile("script|style|nav|noscript|template|head|footer|aside|iframe|object|svg|textarea|select|button|del|s|rt|rp")
_BLOCKS = re.compile(
    "html|body|p|div|section|article|main|header|ul|ol|li|dl|dt|dd|h[1-6]|blockquote|pre|hr|br|address|figure|"
    "figcaption|form|fieldset|center|caption|table|tr|td|th|thead|tbody|tfoot"
)
_CELLS = ("td", "th")
_MENUS = ("ul", "ol", "dl", "table")
_FEWEST_LINKS = 2
_LONGEST_LINK = 12
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)(?:$|[?#])", re.I)
_BETWEEN = re.compile(r"[\s|>＞»·/\-]+")
_MAX_SPAN = 100
_TITLE_WITHIN = 80
_OF_A_PLAN = re.compile("整改|督察|问题清单")
_MAX_CELLS = 50_000
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_SOURCE_BREAK = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n]\s*(?=[{_CJK}])")


@dataclass
class _Flow:
    """What a page or a cell holds so far: closed blocks, and the line being written."""

    blocks: list[Block] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    marker: str = ""

    def close_line(self) -> None:
        words = "".join(self.line).lstrip(" \t\r\n\xa0").rstrip()
        if words:
            self.blocks.append(words if not self.marker or read_number(words) else self.marker + words)
            self.marker = ""
        self.line = []


@dataclass
class _Grid:
    """A table being read: drawn cells with their spans, row by row."""

    rows: list[list[tuple[str, int, int]]] = field(default_factory=list)


def html_text(text: str) -> str:
    """The text of a saved web page, without scripts, styles and navigation.

    Raises:
        UnreadableFile: when it cannot be parsed.
    """
    from lxml import etree

    # Bytes, as lxml refuses a str that declares an encoding; NULs would end the text for libxml2.
    data = folded(text).removeprefix("\ufeff").replace("\x00", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        root = None
    # The parser drops what lies too deep without a word, and half a plan is worse than none.
    if root is None or any(x.type_name == "ERR_RESOURCE_LIMIT" for x in parser.error_log):
        raise UnreadableFile(PAGE.broken)
    page = _Page()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        page.start(element) if event == "start" else page.end(element)
    return _from_title(page.text(), _titles(root), named=bool(root.xpath("//meta[@name='ArticleTitle']")))


def _titles(root: Any) -> list[str]:
    """What the page itself says it is called: its metadata, its headings, its title without the site's name."""
    said = [*root.xpath("//meta[@name='ArticleTitle']/@content"), *(x.xpath("string()") for x in root.xpath("//h1|//h2"))]
    said += [re.split(r"[_|]|\s[-—–]\s|-(?=[^-]*$)", x.xpath("string()"))[0] for x in root.xpath("//title")]
    return [squeezed for x in said if (squeezed := "".join(str(x).split()))]


def _from_title(text: str, titles: list[str], *, named: bool) -> str:
    """The text from its own title on: what stands above is the site's. A title of its metadata that stands nowhere in it is put first."""
    lines = text.split("\n")
    for title in titles:
        at = next((i for i, line in enumerate(lines[:_TITLE_WITHIN]) if "".join(line.split()) == title), None)
        if at is not None:
            return "\n".join(lines[at:])
    missing = [x for x in titles[:1] if named and _OF_A_PLAN.search(x) and x not in "".join(text.split())]
    return "\n".join([*missing[:1], *lines])


class _Page:
    """Follows the start and end of elements, so that no depth of nesting matters."""

    def __init__(self) -> None:
        self._flows = [_Flow()]
        self._grids: list[_Grid] = []
        self._lists: list[int | None] = []
        self._dropped = 0
        self._pre = 0
        self._cells = 0

    def text(self) -> str:
        """All that was read."""
        self._flows[0].close_line()
        return render(self._flows[0].blocks)

    def start(self, element: Any) -> None:
        """An element opens."""
        tag = str(element.tag)
        if self._dropped or _is_dropped(element, tag):
            self._dropped += 1
            return
        if _BLOCKS.fullmatch(tag):
            self._flows[-1].close_line()
        self._open(element, tag)
        self._write(element.text)

    def end(self, element: Any) -> None:
        """An element closes; the words behind it belong to what is around it."""
        tag = str(element.tag)
        if self._dropped:
            self._dropped -= 1
        else:
            if _BLOCKS.fullmatch(tag):
                self._flows[-1].close_line()
            self._close(element, tag)
        if not self._dropped:
            self._write(element.tail)

    def _open(self, element: Any, tag: str) -> None:
        if tag == "table":
            self._grids.append(_Grid())
        elif tag == "tr" and self._grids:
            self._grids[-1].rows.append([])
        elif tag in _CELLS and self._grids:
            self._flows.append(_Flow())
        elif tag in ("ol", "ul"):
            self._lists.append(_number(element, "start", 1, 9999) if tag == "ol" else None)
        elif tag == "li" and self._lists and (number := self._lists[-1]) is not None:
            self._flows[-1].marker = f"{number}. "
            self._lists[-1] = number + 1
        elif tag == "pre":
            self._pre += 1

    def _close(self, element: Any, tag: str) -> None:
        if tag in _CELLS and self._grids:
            self._close_cell(element)
        elif tag == "table":
            self._flows[-1].blocks.append(_filled(self._grids.pop()))
        elif tag in ("ol", "ul"):
            self._lists.pop()
        elif tag == "li":
            self._flows[-1].marker = ""
        elif tag == "pre":
            self._pre -= 1

    def _close_cell(self, element: Any) -> None:
        words = cell_text(self._flows.pop().blocks)
        rows = self._grids[-1].rows
        if not rows:
            rows.append([])
        self._cells += 1
        if self._cells > _MAX_CELLS:
            raise UnreadableFile(PAGE.large)
        rows[-1].append((words, _number(element, "colspan", 1, _MAX_SPAN), _number(element, "rowspan", 1, _MAX_SPAN)))

    def _write(self, words: str | None) -> None:
        if not words:
            return
        if self._pre:
            first, *rest = words.replace("\r\n", "\n").split("\n")
            self._flows[-1].line.append(first)
            for line in rest:
                self._flows[-1].close_line()
                self._flows[-1].line = [line]
        else:
            self._flows[-1].line.append(re.sub(r"[ \t\r\n\xa0]+", " ", _SOURCE_BREAK.sub("", words)))


def _is_dropped(element: Any, tag: str) -> bool:
    if _DROPPED.fullmatch(tag) or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    return tag in _MENUS and _is_menu(element)


def _is_menu(element: Any) -> bool:
    """Whether a list or a table is nothing but links to other pages, a few words each: what a site offers on every page."""
    links = element.findall(".//a[@href]")
    words = ["".join(x.xpath("string()").split()) for x in links[: _FEWEST_LINKS + 1]]
    if len(links) < _FEWEST_LINKS or any(len(x) > _LONGEST_LINK for x in words):
        return False
    linked = sum(len("".join(x.xpath("string()").split())) for x in links)
    return not any(_FILE.search(x.get("href")) for x in links) and linked + len(links) >= len(
        _BETWEEN.sub("", element.xpath("string()"))
    )


def _number(element: Any, name: str, default: int, most: int) -> int:
    words = (element.get(name) or "").strip()
    return max(default, min(most, int(words))) if words.isdecimal() and len(words) < 10 else default


def _filled(grid: _Grid) -> Table:
    """The grid with its spans laid out: a rowspan leaves cells marked `above` in the rows below it."""
    table: Table = []
    cells = 0
    hanging: dict[int, tuple[int, int]] = {}  # column → (rows still to cover, width)
    for drawn in grid.rows:
        row: Row = []
        below: dict[int, tuple[int, int]] = {}
        at, waiting = 0, deque(drawn)
        last = max(hanging, default=-1)
        while waiting or last >= at:
            if at in hanging:
                left, width = hanging[at]
                row.append(Cell("", width, above=True))
            elif waiting:
                words, width, rows = waiting.popleft()
                left = rows
                row.append(Cell(words, width))
            else:
                left, width = 1, 1
                row.append(Cell(""))
            if left > 1:
                below[at] = (left - 1, width)
            at += width
        hanging = below
        cells += len(row)
        if cells > _MAX_CELLS:
            raise UnreadableFile(PAGE.large)
        if row:
            table.append(row)
    return table
