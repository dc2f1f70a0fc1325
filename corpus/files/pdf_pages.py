"""What runs along the pages of a PDF and belongs to none of them: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TypeVar

from corpus.text.labels import label_kind

_T = TypeVar("_T")
_EDGE_LINES = 2
_MIN_PAGES_FOR_RUNNING = 2
_EDGE_NUMBER = re.compile(
    r"^[-—–－·•\s]{0,9}(?:第\s{0,3})?([0-9]{1,4})\s{0,3}页?"
    r"(?:\s{0,3}[/，,共]{1,3}\s{0,3}(?:第|共)?\s{0,3}[0-9]{1,4}\s{0,3}页?)?[-—–－·•\s]{0,9}$"
)
"""Also a number without any mark: only those at the edges that count up with the pages are page numbers."""


def without_running(pages: list[list[_T]]) -> list[list[_T]]:
    """Pages without page numbers and without the lines at their edges that most of them, or two at one place, share.

    >>> without_running([["方案", "甲", "1"], ["方案", "乙", "2"], ["方案", "丙", "3"]])
    [['甲'], ['乙'], ['丙']]
    """
    pages = _without_page_numbers(pages)
    if len(pages) < _MIN_PAGES_FOR_RUNNING:
        return pages
    seen = Counter(key for page in pages for key in {_place(page, i) for i in _edges(page)})
    least = max(_MIN_PAGES_FOR_RUNNING, 0.4 * len(pages))
    running = {key for key, n in seen.items() if n >= least and key[0] and not _is_content(key[0])}
    return [[x for i, x in enumerate(page) if not (i in _edges(page) and _place(page, i) in running)] for page in pages]


def _text(x: object) -> str:
    """The words of a line; a table has none."""
    return x if isinstance(x, str) else str(getattr(x, "text", ""))


def _place(page: list[_T], i: int) -> tuple[str, int]:
    """What stands at an edge, and at which height: what runs along stands at the same one on every page."""
    top = getattr(page[i], "top", None)
    return _text(page[i]), round(top / 4) if top is not None else min(i, i - len(page), key=abs)


def _edges(page: list[_T]) -> set[int]:
    n = len(page)
    return {i for i in range(n) if i < _EDGE_LINES or i >= n - _EDGE_LINES}


def _is_content(line: str) -> bool:
    """整改措施： may well stand at the edge of most pages."""
    return label_kind(re.split("[：:]", line)[0]) is not None


def _without_page_numbers(pages: list[list[_T]]) -> list[list[_T]]:
    """A number at the very edge goes where such numbers count up with the pages; a lone 序号 does not."""
    for edge in (0, -1):
        numbers = [_EDGE_NUMBER.match(_text(page[edge])) if page else None for page in pages]
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
