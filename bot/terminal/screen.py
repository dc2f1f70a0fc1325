"""Answers on a terminal: wrapped by what characters take there, with hanging indents, and coloured where it has colours."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from .words import CHAT

_TOKEN = re.compile(r"[（《〈“‘「『【〔]*(?:[!-~]+(?:(?<=[0-9])[一-鿿])?|.)[，。、；：？！）》〉”’」』】〕…—%]*")
"""What stays together: a Latin word, a number with what it counts, one character; marks with what they open or close."""
_LABEL = re.compile(r"\s*(?:[0-9]{1,3}\.\s|[^\w\s（《“「【]+\s*(?=\S)|[一-鿿]{2,6}：)|\s*")
_BOLD, _DIM = "1", "2"


def say(text: str, end: str = "\n") -> None:
    """Print an answer: laid out for the terminal, as it is for a pipe or a file."""
    out = sys.stdout
    print(laid_out(text, shutil.get_terminal_size().columns, has_colours(out, os.environ)) if out.isatty() else text, end=end)


def has_colours(out: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether colours are shown there, and wanted (NO_COLOR)."""
    return out.isatty() and not environ.get("NO_COLOR") and environ.get("TERM", "") not in ("", "dumb")


def laid_out(text: str, columns: int, colours: bool) -> str:
    """The text in lines of at most so many columns; with colours the fact is bold and what it stands on dim."""
    told = text.split("\n")
    styles = _styles(told) if colours else ("",) * len(told)
    return "\n".join(_styled(line, style) for whole, style in zip(told, styles, strict=True) for line in wrapped(whole, columns))


def wrapped(line: str, columns: int) -> list[str]:
    """A line in pieces that fit; those after the first stand below the words behind its label or mark.

    >>> wrapped("依据：「市水务局」", 12), wrapped("· 取水口已拆除。", 10)
    (['依据：「市水', '      务局」'], ['· 取水口已', '  拆除。'])
    """
    if width(line) <= columns:
        return [line]
    hang = " " * min(_hang(line), columns // 2)
    lines, taken = [""], 0
    for token in _fitting(line, columns - len(hang)):
        if taken + width(token) > columns:
            lines.append(hang)
            taken, token = len(hang), token.lstrip()
        lines[-1] += token
        taken += width(token)
    return lines


def width(text: str) -> int:
    """How many columns a text takes: a Chinese character two.

    >>> width("问> "), width("（一）abc")
    (4, 9)
    """
    from prompt_toolkit.utils import get_cwidth

    return sum(map(get_cwidth, text))


def _fitting(line: str, columns: int) -> Iterator[str]:
    """What stays together, and what is longer than a line (an address) character by character."""
    for token in _TOKEN.findall(line):
        yield from [token] if width(token) <= columns else token


def _hang(line: str) -> int:
    label = _LABEL.match(line)
    found = width(label[0]) if label else 0
    return found if label and label[0].strip() else found + 2


def _styles(lines: Iterable[str]) -> Iterator[str]:
    fact = _BOLD
    for line in lines:
        aside = line.startswith(CHAT.asides)
        yield _DIM if aside else fact
        fact = fact if aside else ""


def _styled(line: str, style: str) -> str:
    return f"\x1b[{style}m{line}\x1b[0m" if style and line else line
