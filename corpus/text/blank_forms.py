"""Forms that nobody has filled in, which stand among or behind problems as samples: none of their labels is a problem's.

空表    = 标题? (标签 空白)+                  a label of the problem among them, and two more that problems have
空白    = nothing | ＿＿＿ | □… □… | ＿年＿月＿日 | （盖章）
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .labels import DEMANDED_KINDS, OPENING_KINDS, label_kind
from .lines import Line, lines_before
from .numbers import read_number

_NOTHING = re.compile(r"[＿_☐年月日时分\s（()）：:，。；;、/]|□[^□☐\s]{0,12}|(?:盖章|公章|签章|签字|签名)|[0-9]{1,2}[.．、]")
_TITLE = re.compile(r"[^。；：:\t]{2,30}(?:表|单|书|卡|样式|模板|格式)(?:[（(][^（）()]{1,10}[）)])?")
_FEWEST = 3


def blank_forms(lines: list[Line]) -> list[list[Line]]:
    """The lines of each such form, with its title."""
    runs = [run for run in _runs(lines) if _is_of_problem([label_kind(_label(x.text)) for x in run])]
    return [[*(x for x in lines_before(lines, run[0].start) if _TITLE.fullmatch(x.text)), *run] for run in runs]


def _is_of_problem(kinds: list[str | None]) -> bool:
    """Whether the labels of a form are those of a problem: which it is, near the top, and what problems have."""
    fields = {kind for kind in kinds if kind in DEMANDED_KINDS}
    return any(kind in OPENING_KINDS for kind in kinds[:_FEWEST]) and len(fields) + 1 >= _FEWEST


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Blank lines of a form that follow each other."""
    run: list[Line] = []
    for line in lines:
        if _is_blank(line.text):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _label(line: str) -> str:
    number = read_number(line)
    return re.split("[：:\t]", line[number.width if number else 0 :], maxsplit=1)[0]


def _is_blank(line: str) -> bool:
    """Whether a line is a label with a blank to be filled in."""
    value = line[line.find(_label(line)) + len(_label(line)) :]
    return value[:1] in ("：", ":") and not _NOTHING.sub("", value)
