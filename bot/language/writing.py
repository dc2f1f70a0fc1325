"""How days, items and long words are written for a person in a hurry. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from corpus.model import Problem
from corpus.text.numbers import to_chinese

LONGEST = 4096
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Without what neither XML (Excel, Word) nor UTF-8 can hold: control characters, halves of a pair; lines end in \\n."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def label(number: int) -> str:
    """问题（二十三）."""
    return f"问题（{to_chinese(number)}）"


def titled(problem: Problem) -> str:
    """问题（二十三）工业企业深度治理推进缓慢."""
    return f"{label(problem.number)}{problem.title.text}"


def asked(number: object, words: str = "", measure: object = "") -> str:
    """第23项谁负责, 第23项第2条措施: a question about one problem, as people put it."""
    return f"第{number}项{words}" + (f"第{measure}条措施" if measure else "")


def shortened(text: str, limit: int) -> str:
    """The text on one line, its end left out beyond `limit` characters."""
    flat = " ".join(text.split("\n"))
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def written(day: date | None) -> str:
    """2025年6月30日, or nothing."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def numbers_text(numbers: Iterable[int]) -> str:
    """（三）、（五）."""
    return "、".join(f"（{to_chinese(n)}）" for n in numbers)


_WEEKDAYS = "一二三四五六日"


# --- days -------------------------------------------------------------------------------------------------


def long_day(day: date) -> str:
    """2025年6月27日（周五）."""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def short_day(day: date, on: date) -> str:
    """6月30日, with its year where that is another than `on`'s."""
    return f"{'' if day.year == on.year else f'{day.year}年'}{day.month}月{day.day}日"


def moment(at: datetime, on: date | None = None) -> str:
    """7月8日 09:12; on the day itself the time alone."""
    return f"{at:%H:%M}" if at.date() == on else f"{at.month}月{at.day}日 {at:%H:%M}"
