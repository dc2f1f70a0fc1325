"""What printed pages add to a text that was copied from them: their numbers, and the lines that run along their heads and feet.

页缝    = (换页符 | 页码 | 标题再现 | 空行)+      where one page ends and the next begins
页眉    = a line beside several of them, or the document's title beside one; on the first page, too, above the title in full
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .breaks import begins_something, names_unit
from .labels import label_kind

_COUNT = r"(?:\d{1,3}|[一二三四五六七八九十百]{1,4})"
_DASH = "[-—–－·・•～~]{1,9}"
_DASHED = rf"{_DASH}\s{{0,3}}\d{{1,3}}\s{{0,3}}{_DASH}"
_SAID = (
    rf"第\s{{0,3}}{_COUNT}\s{{0,3}}页(?:[\s，,/共第]{{1,9}}{_COUNT}\s{{0,3}}页?)?|共\s{{0,3}}{_COUNT}\s{{0,3}}页[\s，,/]{{0,9}}第\s{{0,3}}{_COUNT}\s{{0,3}}页"
    r"|[Pp]age\s{0,3}\d{1,3}(?:\s{0,3}(?:of|/)\s{0,3}\d{1,3})?"
)
_PAGE_NUMBER = re.compile(
    rf"^\s*+(?:{_DASHED}|[（(]?(?:{_SAID})[）)]?|\d{{1,3}}\s{{0,3}}/\s{{0,3}}\d{{1,3}}|[（(]?(?:续上?表|接上表|转下页|接下页)\s{{0,3}}\d{{0,2}}[）)]?)\s*$"
)
"""What a page says of itself: its number, and that a table goes on."""
_AT_ITS_EDGE = re.compile(rf"^(?:{_SAID}|{_DASHED})(?=\s)|(?<=[\s）)》])(?:{_SAID}|{_DASHED})$")
TITLE_END = re.compile(
    r"(?P<sort>方案|清单|台账|一览表|分解表|任务表|措施表|分工表|责任表|推进表|公示表|汇总表|情况表|整改表|销号表|任务书|汇编|公示|公告|公开|报告|验收意见|情况通报|情况说明)"
    r"(?:》|（[^）]{0,40}）)?$"
)
"""How the title of a document ends."""
_BARE = re.compile(r"\s*(\d{1,3})\s*")
_STOPPED = ("。", "；", ";", "，", "、", "：", ":", "！", "？")
_SHORTEST, _LONGEST = 6, 60
_EVERYWHERE = 3
"""So often a title alone tells that it runs along the pages."""
_SEVERAL, _SHARE = 2, 0.4
_DEEPEST = 3
"""How many lines a head or foot has."""
_TITLE_LINES = 4
"""Over how many lines a title is broken."""


class _Seam(NamedTuple):
    """The lines between the last words of one page and the first of the next, from one place to before another."""

    start: int
    end: int


def without_page_edges(text: str) -> str:
    """`text` without page numbers, and without what runs along the heads and feet of its pages.

    >>> without_page_edges("某市整改方案\\n1.建立台账，逐一\\n第 3 页\\n\\f某市整改方案\\n销号；")
    '某市整改方案\\n1.建立台账，逐一\\n销号；'
    """
    text = _without_contents(text)
    lines = text.replace("\f", "\n\f\n").split("\n")
    words = [_words(line) for line in lines]
    gone = _again(lines, words) | {i for i, line in enumerate(lines) if line == "\f" or _PAGE_NUMBER.match(line)}
    if not gone:
        return text
    for _ in range(_DEEPEST):
        seams = _seams(words, gone)
        gone |= _running(words, seams) | _counting(lines, seams)
    gone |= _above_title(words, {words[i] for i in gone} - {""})
    left = {i for seam in _seams(words, gone) for i in range(seam.start, seam.end)}
    return "\n".join(line for i, line in enumerate(lines) if i not in left)


_CONTENTS = re.compile(r"(?m)^[ 　\t]*目[ 　\t]*[录次][ 　\t]*$")
_LEADERS = "-—–－ 　\t.．…·"
"""What leads from an entry to its page."""


def _without_contents(text: str) -> str:
    """`text` without its table of contents: below 目录 the lines that end in the number of a page, of which each stands again below."""
    found = _CONTENTS.search(text)
    if not found:
        return text
    head, below = text[: found.start()], text[found.end() :].split("\n")
    first = [line.lstrip(" 　\t")[:_SHORTEST] for line in below]
    last = Counter(first)
    at = entries = 0
    for at, line in enumerate(below):
        last[first[at]] -= 1
        entry = _entry(line)
        if line.strip(" 　\t\f") and not (entry and last[entry[:_SHORTEST]]):
            break
        entries += bool(entry)
    return head + "\n".join(below[at:]) if entries > 1 else text


def _entry(line: str) -> str:
    """The words of a line that leads to the number of a page; "" where it is none."""
    led = line.strip().rstrip(_LEADERS[:6]).rstrip("0123456789")
    words = led.rstrip(_LEADERS)
    gap = led[len(words) :]
    return words if len(gap) > 1 or "\t" in gap else ""


def is_page_edge(line: str) -> bool:
    """Whether a line is nothing but what a page says of itself: 第3页, （续表）."""
    return bool(_PAGE_NUMBER.match(line))


def _words(line: str) -> str:
    """What a line says beside the number of its page; "" where that is all."""
    return "" if _PAGE_NUMBER.match(line) else _AT_ITS_EDGE.sub("", line.strip()).strip()


def _again(lines: list[str], words: list[str]) -> set[int]:
    """Where a title stands again that the text has at least three times, or anything beside the number of a page."""
    told = Counter(x for x in words if _may_run(x))
    titles = {x for x, n in told.items() if n >= _EVERYWHERE and TITLE_END.search(x)}
    marked = {words[i] for i, line in enumerate(lines) if told[words[i]] >= _SEVERAL and line.strip() != words[i]}
    again = titles | marked
    return {i for i, x in enumerate(words) if x in titles or (x in marked and lines[i].strip() != x)} - {
        words.index(x) for x in again
    }


def _may_run(line: str) -> bool:
    """Whether a line may be a head or foot: no number, label or unit opens or ends it, and it is no sentence."""
    short = _SHORTEST <= len(line) <= _LONGEST and not line.endswith(_STOPPED) and "\t" not in line
    return short and not (begins_something(line) or names_unit(line) or label_kind(re.split("[：:]", line)[0]))


def _seams(words: list[str], gone: set[int]) -> list[_Seam]:
    """Each run of lines that are gone or blank, where one is gone."""
    found: list[_Seam] = []
    for i in sorted(gone):
        if found and i < found[-1].end:
            continue
        start = end = i
        while start > 0 and not words[start - 1].strip():
            start -= 1
        while end < len(words) and (end in gone or not words[end].strip()):
            end += 1
        found.append(_Seam(start, end))
    return found


def _running(words: list[str], seams: list[_Seam]) -> set[int]:
    """The lines beside seams that several have at that side; a document's title is one wherever it stands again."""
    edges = list(_edges(words, seams))
    seen = Counter((side, words[i]) for side, i in edges)
    least = max(_SEVERAL, _SHARE * len(seams))
    first = {x: i for i, x in reversed(list(enumerate(words)))}
    found: set[int] = set()
    for side, i in edges:
        again = bool(TITLE_END.search(words[i])) and first[words[i]] < i
        if _may_run(words[i]) and (again or (seen[side, words[i]] >= least and not TITLE_END.search(words[i]))):
            found.add(i)
    return found


def _above_title(words: list[str], running: set[str]) -> set[int]:
    """The first line where it runs along the pages and is not the title itself: a short form of that which stands below it in full."""
    filled = [i for i, x in enumerate(words) if x]
    if len(filled) < 2 or words[filled[0]] not in running or words[filled[1]] in running:
        return set()
    head = words[filled[0]]
    short = TITLE_END.search(head)
    below = _title_of([words[i] for i in filled[1 : 1 + _TITLE_LINES]])
    full = TITLE_END.search(below)
    same = full and (not short or (short["sort"] == full["sort"] and len(below) > len(head)))
    return {filled[0]} if same else set()


def _title_of(lines: list[str]) -> str:
    """The title that lines begin with, which may be broken over several; "" where they begin with none."""
    title = ""
    for line in lines:
        if "，" in line or line.endswith(_STOPPED) or begins_something(line):
            return ""
        title += line
        if TITLE_END.search(title):
            return title
    return ""


def _edges(words: list[str], seams: list[_Seam]) -> Iterator[tuple[int, int]]:
    """The last line above each seam and the first below it: the side, and the place."""
    for seam in seams:
        yield from ((side, i) for side, i in ((-1, seam.start - 1), (1, seam.end)) if 0 <= i < len(words))


def _counting(lines: list[str], seams: list[_Seam]) -> set[int]:
    """The bare numbers above seams that count up from page to page, with that of the last page."""
    last = max((i for i, line in enumerate(lines) if line.strip()), default=0)
    at = [i for i in dict.fromkeys([*(seam.start - 1 for seam in seams), last]) if i >= 0]
    numbers = [(i, int(m[1])) for i in at if (m := _BARE.fullmatch(lines[i]))]
    return {i for a, b in pairwise(numbers) if b[1] == a[1] + 1 for i, _ in (a, b)}
