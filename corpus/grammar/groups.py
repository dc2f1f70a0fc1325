"""Lines that head a group of problems and have no number: 大气污染防治方面, ★石岭县（2项）.

组名    = 记号? 文字 （数目）?            no sentence, no label, and all of a list end alike: 方面, 领域, a place
"""

from __future__ import annotations

import re

from corpus.text.labels import label_kind
from corpus.text.lines import Line, lines_before
from corpus.text.numbers import read_number

from .districts import LEVEL

_COUNT = re.compile(r"[（(][^（）()]{1,12}[）)]$")
_STOPS = ("。", "；", ";", "：", ":", "，", "、")
_LONGEST = 24
_PLACE = f"{LEVEL}镇乡盟"
_ENDS = re.compile(f"(?:方面|领域|类|类别|类型|部分|要素|街道|[{_PLACE}])$")


def group_tail(line: str) -> str:
    """How the name of a group ends, "" where the line may be none; places end alike.

    >>> group_tail("大气污染防治方面"), group_tail("★石岭县（2项）") == group_tail("海宁区"), group_tail("1.巡查")
    ('面', True, '')
    """
    words = _COUNT.sub("", line)
    if not words or "\t" in line or len(line) > _LONGEST or line.endswith(_STOPS) or read_number(line) or label_kind(line):
        return ""
    return _PLACE if words[-1] in _PLACE else words[-1]


def groups_of(lines: list[Line], first: int) -> str:
    """How the groups of a labelled list end, where one heads its first problem, which begins at that place; "" where none does."""
    above = lines_before(lines, first)
    words = above[0].text if above else ""
    return group_tail(words) if _ENDS.search(_COUNT.sub("", words)) else ""


def heads_group(line: str, tail: str) -> bool:
    """Whether a line behind a problem heads the next group of a list whose groups end so."""
    return bool(tail) and bool(_ENDS.search(_COUNT.sub("", line))) and group_tail(line) == tail
