"""Times as people say them, relative to `today`: 今年底, 26年三月底, 下个月, 明年, 2025年上半年."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.text.numbers import NUMERAL, to_int

_CN = "一二三四五六七八九十"
_YEAR = r"(?<![0-9])(?P<year>(?:20)?[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})\s?年"
_RELATIVE_YEAR = r"(?P<relyear>今年|本年|明年|后年|去年|前年|当年)"
_MONTH = rf"(?P<month>最[末后]一个|1[0-2]|0?[1-9]|十[一二]?|[{_CN}])\s?月份?"
_RELATIVE_MONTH = r"(?P<relmonth>本月|这个月|当月|下个?月|上个?月|下下个?月)"
_TAIL = r"\s?(?P<tail>年?[底末](?:之?以?前)?|[上下]半年|第?[一二三四1-4]季度|内|之前|以前|前|初|中旬?)?"
_DAY = r"(?P<day>[0-9]{1,2})[日号]"
_TIME = re.compile(
    rf"(?:(?:{_YEAR}|{_RELATIVE_YEAR})\s?的?(?:{_MONTH}\s?(?:{_DAY})?)?|(?<![0-9十年]){_MONTH.replace('month', 'only')}(?:{_DAY.replace('day', 'onlyday')})?"
    rf"|{_RELATIVE_MONTH}|(?P<week>本周|这周|下周|这个?星期|下个?星期)|(?P<dayword>今天|明天|后天)"
    rf"|(?P<baretail>年[底末]|月底|年内|季末)|(?P<barepart>[上下]半年|第?[一二三四1-4]季度)){_TAIL}(?:(?P<before>之前|以前|前)|(?P<after>之后|以后))?"
)
_AHEAD = re.compile(rf"(?:近|未来|今后|往后|接下来)?\s?(?P<n>{NUMERAL})\s?(?P<unit>天|日|周|个月|个?星期)(?:之|以)?内")
_DAYS = {"天": 1, "日": 1, "周": 7, "个": 30, "星": 7}
_YEARS = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12)}


@dataclass(frozen=True)
class Period:
    """A range of days, both ends included; `first` is None for 某日前, `last` for 某日以后."""

    first: date | None
    last: date | None
    words: str

    def holds(self, day: date) -> bool:
        """Whether `day` falls in it."""
        return (self.last is None or day <= self.last) and (self.first is None or day >= self.first)


def find_period(text: str, today: date) -> Period | None:
    """The first time that `text` names, or None.

    >>> p = find_period("25年9月底到期的", date(2026, 1, 1)); (p.first, p.last)
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30))
    """
    if half := re.search(r"(?:近|未来|今后)?半年(?:之|以)?内", text):
        return Period(today, today + timedelta(days=183), half.group())
    if (ahead := _AHEAD.search(text)) and (count := to_int(ahead["n"])) and count < 4000:
        unit = 7 if "星期" in ahead["unit"] else _DAYS[ahead["unit"][0]]
        return Period(today, today + timedelta(days=count * unit), ahead.group())
    for match in _TIME.finditer(text):
        period = _safely(match, today)
        if period:
            return _through(text, match.end(), period, today)
    return None


def in_year_of(period: Period, before: Period) -> Period:
    """A month said without its year (4月的呢) is one of the year that was talked about."""
    day = before.last or before.first
    if not day or not period.first or not period.last or not re.fullmatch(rf"{_MONTH.replace('month', 'only')}.*", period.words):
        return period
    months = (period.first.month, period.last.month)
    return Period(_month(day.year, months[0])[0], _month(day.year, months[1])[1], f"{day.year}年{period.words}")


def read_day(text: str, today: date) -> date | None:
    """A day written alone: 2025-03-01, 2025/3/1, 2025.3.1, 2025年3月1日; the last day of a longer time (2025年9月底).

    >>> read_day("2025.9.1", date(2026, 1, 1)), read_day("25年9月底", date(2026, 1, 1)), read_day("20", date(2026, 1, 1))
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30), None)
    """
    if match := re.fullmatch(r"\s*([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*[日号]?\s*", text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    period = find_period(text, today) if re.search("[年月日号天周底末]", text) else None
    return period.last if period else None


def _safely(match: re.Match[str], today: date) -> Period | None:
    try:
        return _period(match, today)
    except (ValueError, OverflowError):  # a year that no calendar has, such as 前年 in the year 1
        return None


def _through(text: str, at: int, first: Period, today: date) -> Period:
    """2024年6月到2025年6月 is one period; 2026年及以后 has no end."""
    if later := re.match(r"\s?(?:及|和|或|或者)?(?:以后|之后|往后|更晚|更靠后)", text[at:]):
        return Period(first.first, None, first.words + later.group())
    joined = re.match(r"\s?(?:到|至|—+|-|~)\s?", text[at:])
    match = _TIME.match(text, at + joined.end()) if joined else None
    second = _safely(match, today) if match else None
    if joined is None or match is None or second is None:
        return first
    return Period(first.first, second.last, first.words + joined.group() + match.group())


def _period(m: re.Match[str], today: date) -> Period | None:
    tail, words = m["tail"] or "", m.group()
    before = bool(m["before"]) or tail.endswith("前")
    tail = m["barepart"] or tail
    if m["week"]:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * m["week"].startswith("下"))
        return Period(monday, monday + timedelta(days=6), words)
    if m["dayword"]:
        day = today + timedelta(days={"今天": 0, "明天": 1, "后天": 2}[m["dayword"]])
        return Period(None if before else day, day, words)
    if m["baretail"]:
        first, last = _bare(m["baretail"], today)
    elif m["relmonth"]:
        first, last = _month(*_shifted(today, m["relmonth"]))
    else:
        bounds = _dated(m, tail, today)
        if bounds is None:
            return None
        first, last = bounds
    if m["after"]:
        return Period(last + timedelta(days=1), None, words)
    if tail in ("底前", "末前") and (m["month"] or m["only"]) and not m["before"]:
        return Period(first, last, words)  # 2025年6月底前 is how the plan itself names that month's deadline
    if before and not tail.startswith(("底", "末", "年底", "年末")) and not (m["day"] or m["onlyday"] or m["baretail"]):
        return Period(None, first - timedelta(days=1), words)
    return Period(None if before else first, last, words)


def _dated(m: re.Match[str], tail: str, today: date) -> tuple[date, date] | None:
    year = _year(m, today)
    named = m["month"] or m["only"] or ""
    month = 12 if named.startswith("最") else to_int(named)
    written_day = m["day"] or m["onlyday"]
    if written_day and month:
        try:
            day = date(year, month, int(written_day))
        except ValueError:
            return None
        return day, day
    if month:
        return _month(year, month)
    if tail in _HALVES:
        start, end = _HALVES[tail]
        return date(year, start, 1), _month(year, end)[1]
    if "季度" in tail:
        quarter = to_int(tail.removeprefix("第")[0]) or 1
        return date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter)[1]
    if tail.startswith(("底", "末", "年底", "年末")):
        return _month(year, 12)
    return date(year, 1, 1), date(year, 12, 31)


def _year(m: re.Match[str], today: date) -> int:
    if m["relyear"]:
        return today.year + _YEARS[m["relyear"]]
    if m["year"]:
        value = to_int(m["year"])
        return today.year if value is None else value + 2000 if value < 100 else value
    return today.year


def _bare(words: str, today: date) -> tuple[date, date]:
    if words == "月底":
        return _month(today.year, today.month)
    if words == "季末":
        return _month(today.year, (today.month + 2) // 3 * 3)
    if words in ("年底", "年末"):
        return _month(today.year, 12)
    return date(today.year, 1, 1), date(today.year, 12, 31)


def _shifted(today: date, words: str) -> tuple[int, int]:
    step = {"下": 1, "上": -1}.get(words[0], 0) + words.startswith("下下")
    months = today.year * 12 + today.month - 1 + step
    return months // 12, months % 12 + 1


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
