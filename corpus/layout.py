"""The text as it lies on the page: line ends, page numbers and hard wraps undone before anything is read.

What `normalise` returns is `Plan.text`. A text that is already one paragraph a line comes back as it is.
"""

from __future__ import annotations

import re
from collections import Counter

from .numbering import STYLES

_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－]+\s*\d{1,3}\s*[-—–－]+|第\s*\d{1,3}\s*页(?:\s*[共/]\s*(?:第)?\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3})\s*$"
)
_LINE_END = re.compile("\r\n|[\r\f\v\x85\u2028\u2029]")
_MARKDOWN = re.compile(r"\*\*|^#{1,6}[ 　]+(?=\S)", re.MULTILINE)
_SENTENCE_END = re.compile(r"[。；：:！？!?;”）)】]\s*$")
_LABEL_LIKE = re.compile(r"^\s*[【〔\[]?[一-鿿 　]{2,12}[】〕\]]?[：:]|^\s*[【〔\[][一-鿿 　]{2,12}[】〕\]]")
_MIN_WRAPPED_LINES = 6


def normalise(text: str) -> str:
    """`text` with \\n line ends, without byte-order mark, NULs, Markdown emphasis and page numbers, wrapped lines joined.

    >>> normalise("\\ufeff一、总则\\r\\n— 3 —\\r\\n（一）严格标准。")
    '一、总则\\n（一）严格标准。'
    """
    text = _LINE_END.sub("\n", text.removeprefix("\ufeff")).replace("\x00", "")
    text = _MARKDOWN.sub("", text)
    lines = [line for line in text.split("\n") if not _PAGE_NUMBER.match(line)]
    width = _wrap_width(lines)
    return "\n".join(_unwrapped(lines, width) if width else lines)


def _wrap_width(lines: list[str]) -> int | None:
    """The column at which lines were broken, if most unfinished lines are that long."""
    lengths = [len(line.rstrip()) for line in lines if line.strip()]
    if not lengths:
        return None
    width = max(lengths)
    if not 16 <= width <= 60:
        return None
    unfinished = [line for line in lines if len(line.strip()) > 12 and not _SENTENCE_END.search(line)]
    near = Counter(width - len(line.rstrip()) <= 3 for line in unfinished)
    return width if near[True] >= _MIN_WRAPPED_LINES and near[True] >= 2 * near[False] else None


def _unwrapped(lines: list[str], width: int) -> list[str]:
    """A line that nearly fills the width goes on in the next one, unless that one begins something."""
    out: list[str] = []
    open_line = False
    for line in lines:
        stripped = line.strip()
        if open_line and stripped and not _begins_something(stripped):
            out[-1] = out[-1].rstrip() + stripped
        elif open_line and not stripped:
            continue
        else:
            out.append(line.rstrip())
        if stripped:
            open_line = len(line.rstrip()) >= width - 3 and not re.search(r"[。；]$", stripped)
    return out


def _begins_something(line: str) -> bool:
    return any(style.match(line) for style in STYLES.values()) or bool(_LABEL_LIKE.match(line))
