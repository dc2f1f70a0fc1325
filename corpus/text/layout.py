"""The text as it lies on the page: line ends, page numbers and hard wraps undone before anything is read.

What `normalise` returns is `Plan.text`. A text that is already one paragraph a line comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from corpus.errors import UnreadableFile

from .breaks import begins_something, breaks_label, breaks_unit, ends_unit_above, last_label
from .labels import label_kind
from .lookalikes import folded
from .numbers import read_number
from .pages import without_page_edges
from .words import TEXT

LINE_END = re.compile(r"\r\n|[\r\f\v\x1c-\x1e\x85\u2028\u2029]")
"""Whatever ends a line, apart from \\n itself."""
_GARBLED = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd-\uffff\U00040000-\U0010ffff]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_GARBLED_ONE_IN = 50


def _whole_lines(text: str) -> str:
    """`text` with \\n line ends, without what its pages add."""
    return without_page_edges(LINE_END.sub(lambda end: "\f" if end.group() == "\f" else "\n", text))


def is_garbled(text: str) -> bool:
    """Whether more than one character in fifty is a control, private-use or replacement character, or any is NUL."""
    return "\x00" in text or _GARBLED_ONE_IN * len(_GARBLED.findall(text)) > len(text)


def cleaned(text: str) -> str:
    """`text` with \\n line ends, without invisible characters and radicals that stand for characters.

    Raises:
        UnreadableFile: when it is blank, or too much of it are control and private-use characters.
    """
    if is_garbled(text):
        raise UnreadableFile(TEXT.garbled)
    text = folded(_INVISIBLE.sub("", _whole_lines(text)))
    if not text.strip():
        raise UnreadableFile(TEXT.empty)
    return text


RULE = re.compile(r"^[ 　]*[-—–－_=＝*＊~～·─━.…]{3,}[ 　]*$")
"""A line drawn between problems or pages."""
_MARKDOWN = re.compile(
    r"\*\*|\[\^[^\]\n]{1,12}\](?!:)"
    r"|^[ 　\t]{0,8}[●◆■▪➢▲△►▶◎☆★]++[ 　\t]*(?=[一-鿿（(【\[0-9])|^[ 　\t]{0,8}(?:#{1,6}|[>*+•●◆■▪➢·]|-(?![ 　\t]*[0-9]{1,3}[ 　\t]*[-—–－]))[ 　\t]+(?=\*{0,3}[^\s\-*_])",
    re.MULTILINE,
)
"""Emphasis, references to footnotes, and what headings, quotations and items of a list begin with."""
_SENTENCE_END = re.compile(r"[。；：:！？!?;”）)】]\s*$")
_MIN_WRAPPED_LINES = 6
_LONGEST = 8
"""Of a label the longest part above its rest."""


def normalise(text: str) -> str:
    """`text` with \\n line ends, without byte-order mark, NULs, Markdown emphasis, page numbers and rules, wrapped lines joined.

    >>> normalise("\\ufeff一、总则\\r\\n— 3 —\\r\\n（一）严格标准。")
    '一、总则\\n（一）严格标准。'
    """
    text = folded(_whole_lines(text.removeprefix("\ufeff")).replace("\x00", ""))
    text = _MARKDOWN.sub("", text)
    lines = [line for line in text.split("\n") if not RULE.match(line)]
    wrap = _find_wrap(lines)
    return "\n".join(_whole(_unwrapped(lines, wrap) if wrap else lines))


def _columns(line: str) -> float:
    """How wide a line is printed: a character of ASCII takes half the place of a Chinese one."""
    return len(line) - 0.5 * sum(c.isascii() for c in line)


class _Wrap(NamedTuple):
    """Where lines were broken: how their length is told, and the length of a full line."""

    measure: Callable[[str], float]
    width: float

    def is_full(self, line: str) -> bool:
        return self.width - self.measure(line.rstrip()) <= 3


def _find_wrap(lines: list[str]) -> _Wrap | None:
    """The column at which most unfinished lines were broken, counted in characters (an editor) or as printed (a PDF)."""
    found = [
        (share, wrap) for measure in (len, _columns) if (wrap := _wrap(lines, measure)) and (share := _share_full(lines, wrap))
    ]
    return max(found, key=lambda x: x[0])[1] if found else None


def _wrap(lines: list[str], measure: Callable[[str], float]) -> _Wrap | None:
    width = max((measure(line.rstrip()) for line in lines), default=0)
    return _Wrap(measure, width) if 16 <= width <= 60 else None


def _share_full(lines: list[str], wrap: _Wrap) -> float:
    """The share of full lines among those that may go on in the next one; 0 where nothing speaks of a wrap: few lines, no broken unit."""
    filled = [line for line in lines if line.strip()]
    unfinished = [(a, b) for a, b in pairwise(filled) if _may_go_on(a) and not begins_something(b.strip())]
    full = [(a, b) for a, b in unfinished if wrap.is_full(a)]
    if 3 * len(full) < 2 * len(unfinished) or not (len(full) >= _MIN_WRAPPED_LINES or any(_breaks_unit(a, b) for a, b in full)):
        return 0.0
    return len(full) / len(unfinished)


def _breaks_unit(line: str, below: str) -> bool:
    """责任单位：省水利厅，沅河市人|民政府"""
    words = line.strip()
    number = read_number(words)
    label = words[number.width if number else 0 :].replace(":", "：").partition("：")[0]
    return breaks_unit(label_kind(label) or "", words, below.strip())


def _may_go_on(line: str) -> bool:
    return len(line.strip()) > 12 and not _SENTENCE_END.search(line)


def _unwrapped(lines: list[str], wrap: _Wrap) -> list[str]:
    """A full line goes on in the next one, unless that one begins something and is no rest of a label."""
    out: list[str] = []
    open_line = False
    for line in lines:
        stripped = line.strip()
        if open_line and stripped and (not begins_something(stripped) or breaks_label(out[-1], stripped)):
            out[-1] = out[-1].rstrip() + stripped
        elif open_line and not stripped:
            continue
        else:
            out.append(line.rstrip())
        if stripped:
            open_line = wrap.is_full(line) and not re.search(r"[。；]$", stripped)
    return out


def _whole(lines: list[str]) -> list[str]:
    """The lines, one for two where what stands between them breaks a label or a unit, however wide they are."""
    out: list[str] = []
    kind = ""
    for line in lines:
        rest = line.strip()
        above = out[-1].rstrip() if out and rest else ""
        if above and (breaks_label(above, rest) or ends_unit_above(kind, above, rest)):
            out[-1] = above + rest
        else:
            out.append(line)
        if "：" in line or ":" in line or begins_something(rest):
            kind = last_label(out[-1][-len(line) - _LONGEST :]) or ""
    return out
