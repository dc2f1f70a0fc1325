"""Characters that look like others and are typed or drawn for them: radicals for characters (⻓ for 长), letters for figures.

A radical or a sign is set right, as nobody means it; a letter in a date (l2月) is a doubt, as nobody can tell what was meant;
a letter in the number of an item (l. before 2.) is a figure where the count says which, and that is told.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from .numbers import DECIMAL

_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺑尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺡氵⺢水⺣灬⺤爪⺥爪⺦丬⺧牛⺨犭"
    "⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝"
    "⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""Each radical of the block U+2E80 with its character: NFKC knows only those of the Kangxi block."""
_SIGNS = "∶：︰：﹕：꞉：˸：﹔；﹐，﹑、﹒．︓：︔；〖【〗】［[］]﹝〔﹞〕"
"""Signs that are drawn as another: the ratio ∶ for a colon, 〖 for 【. Labels are told by them."""
_MARK = r"[0-9lIOo|ZzSBb]"
_DATE_LIKE = re.compile(rf"(?<![A-Za-z0-9])(?:{_MARK}{{1,4}}\s*[年月日号]\s*(?:[份底末前]|之前|以前)*\s*)+")


_FIGURES = str.maketrans("lIOo|", "11001")
_ORDINAL = re.compile(
    r"(?:^|(?<=[\n。；;：:]))[ 　]{0,4}(?P<open>(?:问题|任务)?[（(]?)(?P<mark>[0-9lIOo|]{1,3})"
    rf"(?P<close>[.．](?!{DECIMAL})|[、）)：:])(?![A-Za-z])"
)
_LETTER_IN_FIGURES = re.compile(r"[lIOo|][0-9]{0,2}[.．、）)：:]|[0-9][lIOo|]")
_SHOWN = 12
_Style = tuple[str, str]
_MONTH_AND_DAY = re.compile(r"(?:(?<![0-9])([12][0-9]{3})\s*年\s*)?(?<![0-9])([0-9]{1,2})\s*月(?:\s*([0-9]{1,2})\s*[日号])?")


@cache
def _table() -> dict[int, str]:
    pairs = _RADICALS + _SIGNS
    table = {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
        folded_one = unicodedata.normalize("NFKC", chr(code))
        if len(folded_one) == 1:
            table[code] = folded_one
    return table


def folded(text: str) -> str:
    """`text` with every radical, compatibility character and sign as the one it stands for, one for one.

    >>> folded("⻓期坚持，市⺠政局，⼀⽔〖〗")
    '长期坚持，市民政局，一水【】'
    """
    return text.translate(_table())


def misread_dates(text: str) -> list[tuple[int, int]]:
    """Where a date has letters among its figures (2025年l2月底, 2O25年8月), or is none (6月31日): scans and typists make them.

    >>> misread_dates("2025年l2月底前，2026年4月底前"), misread_dates("2025年2月29日前，2024年2月29日前")
    ([(0, 10)], [(0, 11)])
    """
    return [m.span() for m in _DATE_LIKE.finditer(text) if re.search(r"[A-Za-z|]", m.group()) or _is_none(m.group())]


def _is_none(date_like: str) -> bool:
    """Whether the figures name a month or a day that no calendar has."""
    if not (found := _MONTH_AND_DAY.search(date_like)):
        return False
    year, month, day = (int(found[i] or default) for i, default in ((1, 2024), (2, 1), (3, 1)))
    return not 1 <= month <= 12 or not 1 <= day <= monthrange(year or 2024, month)[1]


class Misread(NamedTuple):
    """A number before an item that has letters among its figures: where it stands, the figures, and the words it opens."""

    at: int
    figures: str
    words: str


def misread_ordinals(text: str) -> Iterator[Misread]:
    """Numbers of items with letters for figures, where the count leaves no doubt: l. before 2., 1O. behind 9.

    >>> [(x.at, x.figures) for x in misread_ordinals("措施：\\nl.清淤。\\n2.护岸。\\n措施：\\nI级区封闭。")]
    [(4, '1')]
    """
    marks = list(_ORDINAL.finditer(text)) if _LETTER_IN_FIGURES.search(text) else []
    following: dict[int, int] = {}
    seen: dict[_Style, int] = {}
    for mark in reversed(marks):
        following[mark.start()] = seen.get(_style(mark), 0)
        seen[_style(mark)] = _value(mark)
    last: dict[_Style, int] = {}
    for mark in marks:
        value, before = _value(mark), last.get(_style(mark), 0)
        if not mark["mark"].isdecimal():
            if not (value > 1 and before == value - 1) and not (value == 1 and following[mark.start()] == 2):
                continue
            words = text[mark.start("open") : mark.end() + _SHOWN].split("\n")[0]
            yield Misread(mark.start("mark"), mark["mark"].translate(_FIGURES), words)
        last[_style(mark)] = value


def _style(mark: re.Match[str]) -> _Style:
    return mark["open"], mark["close"]


def _value(mark: re.Match[str]) -> int:
    return int(mark["mark"].translate(_FIGURES))


def with_figures(text: str, misread: Iterable[Misread]) -> str:
    """`text` with those numbers in figures, everything else in its place."""
    pieces, at = [], 0
    for x in misread:
        pieces += [text[at : x.at], x.figures]
        at = x.at + len(x.figures)
    return "".join([*pieces, text[at:]])
