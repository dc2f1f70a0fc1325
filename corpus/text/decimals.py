"""Decimal headings (1.2, 3.2.1), told from items that begin with a figure (1.5座) by those that they are counted with.

    小标题  = 数 (点 数)+ 空格? 文字         where the one before or behind it of its level is there, too
    章      = 数 空格 文字                   right above its own first one: 1 水污染 above 1.1 …

Each is then written so that it reads alone: a blank behind a decimal, a point behind the number of a chapter.
"""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest

from .lines import Line, lines_between
from .numbers import OF_DECIMAL

_BLANKS = " 　\t"
_HEADING = re.compile(
    rf"[{_BLANKS}]{{0,8}}(?P<path>[0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}})(?![0-9.．])(?![{_BLANKS}]?[年月日号])"
)
"""1.3月底前 is the first item, which begins with a month."""
_CHAPTER = re.compile(rf"[{_BLANKS}]{{0,8}}(?P<n>[0-9]{{1,2}})(?P<blank>[{_BLANKS}]?)(?=[{_BLANKS}]{{0,8}}[一-鿿“《])")
_QUANTITY = re.compile(OF_DECIMAL)
_CHAPTER_OF = re.compile(r"([0-9]{1,2})[.．]")
_Path = tuple[int, ...]


def with_plain_headings(text: str) -> str:
    """`text` with a blank behind each decimal heading, and a point behind the number of each chapter above such headings.

    >>> with_plain_headings("1 扬尘\\n1.1责任单位\\n市局\\n1.2整改目标\\n治理1.5公里。\\n1.5座泵站。")
    '1.扬尘\\n1.1 责任单位\\n市局\\n1.2 整改目标\\n治理1.5公里。\\n1.5座泵站。'
    """
    lines = text.split("\n")
    found = [(m, _path(m)) if (m := _HEADING.match(line)) else None for line in lines]
    paths = {x[1] for x in found if x}
    counted = [
        x if x and _is_counted(x[1], paths) and not _QUANTITY.match(line[x[0].end() :]) else None
        for x, line in zip(found, lines, strict=True)
    ]
    if not any(counted):
        return text
    filled = [i for i, line in enumerate(lines) if line.strip()]
    below = dict(zip_longest(filled, filled[1:], fillvalue=-1))
    out = list(lines)
    for i in filled:
        if here := counted[i]:
            out[i] = _spaced(lines[i], here[0].end())
        elif (chapter := _CHAPTER.match(lines[i])) and (first := counted[below[i]]) and first[1] == (int(chapter["n"]), 1):
            out[i] = f"{lines[i][: chapter.end('n')]}.{lines[i][chapter.end() :]}"
    return "\n".join(out)


def _path(match: re.Match[str]) -> _Path:
    return tuple(map(int, re.split("[.．]", match["path"])))


def _is_counted(path: _Path, paths: set[_Path]) -> bool:
    """Whether the heading before it is there, or behind the first the second or one of its own."""
    return (*path[:-1], path[-1] - 1 if path[-1] > 1 else 2) in paths or (path[-1] == 1 and (*path, 1) in paths)


def _spaced(line: str, at: int) -> str:
    return line if line[at : at + 1] in (*_BLANKS, "、", "：", ":", "") else f"{line[:at]} {line[at:]}"


def chapter_behind(lines: list[Line], problem: int, start: int) -> Line | None:
    """The line from `start` on that opens the chapter behind that of the problem which begins at a place: 4.保障措施 above 4.1 …"""
    own = next((m for line in lines_between(lines, problem, problem + 1) if (m := _CHAPTER_OF.match(line.text))), None)
    after = int(own[1]) + 1 if own else 0
    behind = pairwise(lines_between(lines, start, lines[-1].end))
    opens, first = f"{after}.", re.compile(rf"{after}[.．]1(?![0-9])")
    return next((line for line, below in behind if own and line.text.startswith(opens) and first.match(below.text)), None)
