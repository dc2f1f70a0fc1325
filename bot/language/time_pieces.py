"""The pieces that a time is made of, each with its days: ISO dates, 2025年6月底, 上半年, 本月, 下下周, 后天, 两年内."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.text.numbers import DAY_OF_MONTH, MONTH_OF_YEAR, NUMERAL, to_int

_CN = "〇零○一二三四五六七八九十"
_REL_YEARS = {
    "大前年": -3, "大后年": 3, "今年": 0, "本年度": 0, "本年": 0, "当年": 0, "明年": 1, "来年": 1, "后年": 2, "去年": -1, "前年": -2,
}  # fmt: skip
_REL_DAYS = {"大后天": 3, "大前天": -3, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "昨天": -1, "前天": -2}
_FEASTS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1)}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12)}
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_MONTHS_IN = {"月": 1, "季度": 3, "年": 12}
_YEAR = rf"(?:(?P<year>(?<![0-9])(?:20[0-9]{{2}}|[0-9]{{2}})|二[{_CN}]{{3}}|二[三四五六七八九](?=年))(?:\s?年度?(?:当年)?|(?=那年)|(?<=20[0-9][0-9])(?=的|到期|那[几些批]))|(?P<relyear>{'|'.join(_REL_YEARS)}))"
_MONTH = rf"(?P<month>最[末后]一个|{MONTH_OF_YEAR})\s?(?:(?:-|—+|~|到|至)\s?(?P<month2>{MONTH_OF_YEAR})\s?)?月份?"
_DAY = rf"(?P<day>{DAY_OF_MONTH})\s?[日号](?!问题|那|的?问题)"
_REL_MONTH = r"(?P<relmonth>本月|这个?月|当月|下下个?月|下个?月|上上个?月|上个?月)"
_PART = rf"(?:{_MONTH}(?:\s?{_DAY})?|(?P<half>[上下]半年)|(?P<quarter>第?[一二三四1-4]个?季度|q[1-4]))"
_BARE = r"(?P<bare>年[底末]|年内|岁末|月[底末]|[本这]?个?季度?末|(?:本|这个?)季度|下个?季度|上个?季度|[上下]半年|第?[一二三四1-4]个?季度)"
_ISO = r"(?P<iso>(?<![0-9])20[0-9]{2}\s?[-./．]\s?(?:1[0-2]|0?[1-9])(?:\s?[-./．]\s?(?:3[01]|[12][0-9]|0?[1-9]))?(?![0-9]))日?"
_LEAD = "近|这(?=[^年]{1,4}(?:月|周|天|星期|礼拜|季度))|未来|今后|往后|接下来|以后|再过"
_STRETCH = rf"(?:{NUMERAL}|半)\s?个?(?:天|日|周|星期|礼拜|月|季度|年)"
_AHEAD = rf"(?P<ahead>(?:(?={_STRETCH}(?:之|以)?内)|(?:{_LEAD})的?\s?)(?P<n>{NUMERAL}|半)\s?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?:(?:之|以)?内)?)"
_ATOMS = re.compile(
    rf"{_ISO}|(?P<rest>今年(?:剩下|剩余|余下)的?(?:几?个月|时间|日子|月份)?)|{_YEAR}\s?的?(?:{_PART})?(?P<end>年?[底末](?!下)|年?初)?|{_AHEAD}|{_REL_MONTH}(?:\s?{_DAY.replace('day', 'relday')})?(?P<rend>[底末初])?"
    rf"|(?P<week>本周|这周|这个?星期|这个?礼拜|下下个?(?:周|星期|礼拜)|下个?(?:周|星期|礼拜)|上个?(?:周|星期|礼拜))"
    rf"|(?<![写注标载])(?P<dayword>{'|'.join(_REL_DAYS)})(?!期)|(?P<feast>{'|'.join(_FEASTS)})(?!节?假)"
    rf"|(?<![0-9十年]){_MONTH.replace('month2', 'only2').replace('month', 'only')}(?:\s?{_DAY.replace('day', 'onlyday')})?(?P<oend>[底末初])?"
    rf"|{_BARE}"
)


@dataclass(frozen=True)
class Atom:
    """One piece of time: its place in the text, its days, and what others may share with it."""

    start: int
    end: int
    first: date
    last: date
    year: int | None = None
    month: int | None = None
    whole_year: bool = False
    edged: bool = False
    day: bool = False
    since: date | None = None
    """From when what is to be done by its end is meant: 月底前 is of this month, 年底前 of this year."""


def atoms_of(text: str, today: date) -> Iterator[Atom]:
    """Every piece of time in a text; years of a list that share one 年 each by itself."""
    for listed in re.finditer(
        r"(?<![0-9])((?:20)?[0-9]{2}(?:(?:\s?(?:[、,，]|和|跟|与|及)\s?|\s)(?:20)?[0-9]{2}){1,9})\s?(?P<both>[这那]?[两俩三]个?)?年",
        text,
    ):
        for n in re.finditer("[0-9]+", listed[1]):
            year = int(n.group()) % 100 + 2000
            end = listed.end() if n.end() == len(listed[1]) else listed.start() + n.end()
            if listed["both"] or listed.start() + n.end() < listed.end(1):
                yield Atom(listed.start() + n.start(), end, date(year, 1, 1), date(year, 12, 31), year, whole_year=True)
    for match in _ATOMS.finditer(text):
        try:
            atom = _atom(match, today)
        except (ValueError, OverflowError):  # a day that no calendar has
            atom = None
        if atom:
            yield atom


def _atom(m: re.Match[str], today: date) -> Atom | None:
    start, end = m.span()
    if m["iso"]:
        year, month, *day = (int(n) for n in re.findall("[0-9]+", m["iso"]))
        first, last = (date(year, month, day[0]),) * 2 if day else month_days(year, month)
        return Atom(start, end, first, last, year, month, day=bool(day))
    if m["ahead"]:
        until = _ahead(today, m["n"], m["unit"])
        return Atom(start, end, today, until, day=True) if until else None
    if m["week"]:
        steps = {"下下": 2, "下": 1, "上": -1}.get(re.match("下下|下|上|", m["week"]).group(), 0)  # type: ignore[union-attr]
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=steps)
        return Atom(start, end, monday, monday + timedelta(days=6))
    if m["dayword"]:
        day_ = today + timedelta(days=_REL_DAYS[m["dayword"]])
        return Atom(start, end, day_, day_, day=True)
    if m["feast"]:
        day_ = _feast(m, today)
        return Atom(start, end, day_, day_, month=day_.month, day=True)
    if m["relmonth"]:
        first, last = month_days(*_shifted(today, m["relmonth"]))
        if m["relday"]:
            first = last = first.replace(day=to_int(m["relday"]) or 0)
        since = min(first, today.replace(day=1)) if last >= today else None
        return Atom(start, end, first, last, first.year, first.month, edged=bool(m["rend"]), day=bool(m["relday"]), since=since)
    if m["bare"]:
        first, last = _bare(m["bare"], today)
        since = date(today.year, 1, 1) if m["bare"][0] in "年岁" else first.replace(day=1)
        since = _later(since, -2) if m["bare"].endswith("季末") or m["bare"].endswith("季度末") else since
        return Atom(start, end, first, last, edged=m["bare"][-1] in "底末内", since=since if last >= today else None)
    if m["rest"]:
        return Atom(start, end, today, date(today.year, 12, 31), today.year)
    if m["only"]:
        return _of_month(m, "only", today.year, None, start, end)
    named = _year(m, today)
    found = _of_year(m, named, start, end) if named else None
    of_this = found and m["relyear"] and named == today.year and found.edged
    return replace(found, since=date(today.year, 1, 1)) if found and of_this else found


def _feast(m: re.Match[str], today: date) -> date:
    """The feast that is next, or the last one where what came after it is meant: 国庆前 in November is of the year to come."""
    day = date(today.year, *_FEASTS[m["feast"]])
    gone = re.match("节?(?:以来|[之以]?后|期间)", m.string[m.end() :])
    return day.replace(year=day.year + 1) if day < today and not gone else day


def _of_year(m: re.Match[str], year: int, start: int, end: int) -> Atom:
    if m["month"]:
        return _of_month(m, "month", year, year, start, end)
    if m["half"]:
        a, b = _HALVES[m["half"]]
        return Atom(start, end, date(year, a, 1), month_days(year, b)[1], year)
    if m["quarter"]:
        quarter = to_int(m["quarter"].removeprefix("第").removeprefix("q")[0]) or 1
        return Atom(start, end, date(year, 3 * quarter - 2, 1), month_days(year, 3 * quarter)[1], year)
    if m["end"] and m["end"][-1] in "底末":
        return Atom(start, end, *month_days(year, 12), year, 12, edged=True)
    if m["end"]:
        return Atom(start, end, *month_days(year, 1), year, 1)
    return Atom(start, end, date(year, 1, 1), date(year, 12, 31), year, whole_year=True)


def _of_month(m: re.Match[str], name: str, year: int, said: int | None, start: int, end: int) -> Atom:
    prefix = "only" if name == "only" else ""
    month = 12 if m[name].startswith("最") else to_int(m[name]) or 0
    last_month = to_int(m[f"{name}2"]) if m[f"{name}2"] else None
    written_day = m[f"{prefix}day"]
    edge = bool(m["oend"] if prefix else m["end"])
    if last_month:
        return Atom(start, end, date(year, month, 1), month_days(year, last_month)[1], said)
    if written_day:
        day = date(year, month, to_int(written_day) or 0)
        return Atom(start, end, day, day, said, month, day=True)
    first, last = month_days(year, month)
    return Atom(start, end, first, last, said, month, edged=edge)


def _year(m: re.Match[str], today: date) -> int | None:
    if m["relyear"]:
        return today.year + _REL_YEARS[m["relyear"]]
    value = to_int(m["year"])
    return None if value is None else value + 2000 if value < 100 else value


def _ahead(today: date, count: str, unit: str) -> date | None:
    if count == "半":
        return _later(today, 6) if unit == "年" else today + timedelta(days=15) if unit == "月" else None
    n = to_int(count)
    if not n or n > 4000:
        return None
    return today + timedelta(days=n * _UNIT_DAYS[unit]) if unit in _UNIT_DAYS else _later(today, n * _MONTHS_IN[unit])


def _later(day: date, months: int) -> date:
    """So many calendar months later; the last day of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _bare(words: str, today: date) -> tuple[date, date]:
    if words[0] == "月":
        return month_days(today.year, today.month)
    if words in ("年底", "年末", "岁末"):
        return month_days(today.year, 12)
    if words in _HALVES:
        a, b = _HALVES[words]
        return date(today.year, a, 1), month_days(today.year, b)[1]
    if "季" in words:
        return _quarter(words, today)
    return date(today.year, 1, 1), date(today.year, 12, 31)


def _quarter(words: str, today: date) -> tuple[date, date]:
    step = {"下": 1, "上": -1}.get(words[0], 0)
    named = to_int(words.removeprefix("第")[0])
    index = today.year * 4 + ((named or (today.month + 2) // 3) - 1) + step
    year, quarter = index // 4, index % 4
    last = month_days(year, 3 * quarter + 3)
    return last if words.endswith("末") else (date(year, 3 * quarter + 1, 1), last[1])


def _shifted(today: date, words: str) -> tuple[int, int]:
    step = {"下": 1, "上": -1}.get(words[0], 0)
    step *= 2 if words[:2] in ("下下", "上上") else 1
    months = today.year * 12 + today.month - 1 + step
    return months // 12, months % 12 + 1


def month_days(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def in_year(day: date, year: int) -> date:
    """The same day of another year; the last of February where it has none."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
