"""Times as people say them, relative to `today`: 今年底, 26年三月底前, 6月和9月, 24、25年, 去年6月到今年3月, 不是2025年.

A time is read whole: every piece of it (an atom) is found, then pieces are joined (a year that several months share, a range,
a list), bounded (…前, …以后) and taken in or out (不是, 除…外). What looks like a piece of time and is not understood is `left`,
so that nobody takes a part for the whole.

    atom    = ISO date | year [month [day] | half | quarter | 底] | month [day] | month–month | 本月 | 下周 | 后天 | 年底 | N天内 …
    time    = ["截至" | "到"] atom {"到" atom | "、" atom} ["前" | "以后"] | "不是" time | "除" time "外"
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.text.numbers import NUMERAL, to_int

_CN = "〇零○一二三四五六七八九十"
_REL_YEARS = {
    "大前年": -3, "大后年": 3, "今年": 0, "本年度": 0, "本年": 0, "当年": 0, "明年": 1, "来年": 1, "后年": 2, "去年": -1, "前年": -2,
}  # fmt: skip
_REL_DAYS = {"大后天": 3, "大前天": -3, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "昨天": -1, "前天": -2}
_FEASTS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1)}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12)}
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_MONTHS_IN = {"月": 1, "季度": 3, "年": 12}

_YEAR = rf"(?:(?P<year>(?<![0-9])(?:20[0-9]{{2}}|[0-9]{{2}})|二[{_CN}]{{3}})(?:\s?年度?|(?=那年))|(?P<relyear>{'|'.join(_REL_YEARS)}))"
_M = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_D = r"[12][0-9]|3[01]|0?[1-9]|二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九]"
_MONTH = rf"(?P<month>最[末后]一个|{_M})\s?(?:(?:-|—+|~|到|至)\s?(?P<month2>{_M})\s?)?月份?"
_DAY = rf"(?P<day>{_D})\s?[日号](?!问题|那|的?问题)"
_REL_MONTH = r"(?P<relmonth>本月|这个?月|当月|下下个?月|下个?月|上上个?月|上个?月)"
_PART = rf"(?:{_MONTH}(?:\s?{_DAY})?|(?P<half>[上下]半年)|(?P<quarter>第?[一二三四1-4]个?季度|q[1-4]))"
_BARE = r"(?P<bare>年[底末]|年内|岁末|月[底末]|季度?末|(?:本|这个?)季度|下个?季度|上个?季度|[上下]半年|第?[一二三四1-4]个?季度)"
_ISO = r"(?P<iso>(?<![0-9])20[0-9]{2}\s?[-./．]\s?(?:1[0-2]|0?[1-9])(?:\s?[-./．]\s?(?:3[01]|[12][0-9]|0?[1-9]))?(?![0-9]))日?"
_LEAD = "近|未来|今后|往后|接下来|以后|再过"
_STRETCH = rf"(?:{NUMERAL}|半)\s?个?(?:天|日|周|星期|礼拜|月|季度|年)"
_AHEAD = rf"(?P<ahead>(?:(?={_STRETCH}(?:之|以)?内)|(?:{_LEAD})的?\s?)(?P<n>{NUMERAL}|半)\s?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?:(?:之|以)?内)?)"
_ATOMS = re.compile(
    rf"{_ISO}|{_YEAR}\s?的?(?:{_PART})?(?P<end>年?[底末](?!下)|年?初)?|{_AHEAD}|{_REL_MONTH}(?:\s?{_DAY.replace('day', 'relday')})?(?P<rend>[底末初])?"
    rf"|(?P<week>本周|这周|这个?星期|这个?礼拜|下下个?(?:周|星期|礼拜)|下个?(?:周|星期|礼拜)|上个?(?:周|星期|礼拜))"
    rf"|(?P<dayword>{'|'.join(_REL_DAYS)})|(?P<feast>{'|'.join(_FEASTS)})(?!节?假)"
    rf"|(?<![0-9十年]){_MONTH.replace('month2', 'only2').replace('month', 'only')}(?:\s?{_DAY.replace('day', 'onlyday')})?(?P<oend>[底末初])?"
    rf"|{_BARE}"
)
_TENTH = re.compile(r"\s?(?:上旬|中旬|下旬|份)")
_TO = re.compile(r"\s?(?:到|至|—+|-|~)\s?")
_AND = re.compile(r"\s?(?:[、,，]|和|跟|与|及|以及|或者?|还有)\s?")
_BEFORE = re.compile(r"(?P<edge>底|末)?\s?(?:之|以)?前|为止|止(?!损)")
_AFTER = re.compile(r"(?P<and>及|和|或)?(?:之后|以后|往后|更晚|之?后(?!续|面|勤))|(?P<from>起|开始|以来)")
_UP_TO = re.compile(r"(?:截至|截止到?|到|至|不晚于)$")
_OUT_BEFORE = re.compile(r"(?:不是|并?非|除了?|除开|除去|抛开|刨去|不在|不含|不要|不算|排除)(?:在|于)?$")
_OUT_AFTER = re.compile(r"(?:到期的?|完成的?|的|本身|那[批些个])?(?:以外|之外|除外|外|不算|不要|不含)")
_ONLY_DAY = re.compile(rf"(?P<day>{_D})\s?[日号]")
_LOOSE = re.compile(r"[0-9]{1,4}\s?年|[0-9]{1,2}\s?月|季度|[0-9]{4}(?![0-9.%％万亿吨立平])")


@dataclass(frozen=True)
class Period:
    """A range of days, both ends included; `first` is None for 某日前, `last` for 某日以后."""

    first: date | None
    last: date | None
    words: str

    def holds(self, day: date) -> bool:
        """Whether `day` falls in it."""
        return (self.last is None or day <= self.last) and (self.first is None or day >= self.first)


@dataclass(frozen=True)
class Times:
    """Every time that a text names: what is meant (`within`), what is left out (`outside`), and `left`, what was not understood.

    `spans` are the characters of the text that speak of time.
    """

    within: tuple[Period, ...] = ()
    outside: tuple[Period, ...] = ()
    left: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.within or self.outside)

    @property
    def words(self) -> str:
        """The time as it was said: 2024年、2025年; 不在2025年."""
        return "、".join([*(p.words for p in self.within), *(f"不在{p.words}" for p in self.outside)])

    def holds(self, day: date) -> bool:
        """Whether `day` is meant."""
        return (not self.within or any(p.holds(day) for p in self.within)) and not any(p.holds(day) for p in self.outside)


ANY_TIME = Times()


@dataclass(frozen=True)
class _Atom:
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


def find_times(text: str, today: date) -> Times:
    """Every time that `text` names.

    >>> t = find_times("去年6月和9月到期的", date(2026, 11, 29)); [(p.first.isoformat(), p.last.isoformat()) for p in t.within]
    [('2025-06-01', '2025-06-30'), ('2025-09-01', '2025-09-30')]
    >>> find_times("不是2025年到期的", date(2026, 11, 29)).holds(date(2025, 6, 30))
    False
    """
    found = list(_atoms(text, today))
    atoms = _shared(found, text)
    within: list[Period] = []
    outside: list[Period] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(atoms):
        period, used, span, out = _period_at(atoms, at, text)
        (outside if out else within).append(period)
        spans.append(span)
        at += used
    known = [*spans, *((a.start, a.end) for a in found)]
    rest = "".join(c if not any(a <= i < b for a, b in known) else " " for i, c in enumerate(text))
    loose = _LOOSE.search(rest)
    return Times(tuple(within), tuple(outside), loose.group() if loose else "", tuple(known))


def find_period(text: str, today: date) -> Period | None:
    """The first time that `text` names, or None."""
    found = find_times(text, today)
    return found.within[0] if found.within else None


def in_year_of(times: Times, before: Times) -> Times:
    """A month said without its year (4月的呢) is one of the year that was talked about."""
    days = [d for p in before.within for d in (p.last, p.first) if d]
    if (
        not days
        or not times.within
        or any(re.search(r"年|20[0-9]{2}|[本这下上当]个?[月周季]|天|内", p.words) for p in times.within)
    ):
        return times
    year = days[0].year

    def moved(p: Period) -> Period:
        if not p.first or not p.last:
            return p
        ends = (date(year, p.first.month, p.first.day), min(p.last, p.last).replace(day=1, year=year))
        last = ends[1].replace(day=min(p.last.day, monthrange(year, p.last.month)[1]))
        return Period(ends[0], last, f"{year}年{p.words}")

    return replace(times, within=tuple(map(moved, times.within)))


def read_day(text: str, today: date) -> date | None:
    """A day written alone: 2025-03-01, 2025/3/1, 2025.3.1, 2025年3月1日; the last day of a longer time (2025年9月底).

    None where anything beside it is left over, or the time has no end.

    >>> read_day("2025.9.1", date(2026, 1, 1)), read_day("25年9月底", date(2026, 1, 1)), read_day("20", date(2026, 1, 1))
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30), None)
    """
    found = find_times(text.strip(), today)
    covered = sum(b - a for a, b in found.spans)
    if len(found.within) != 1 or found.outside or covered < len(text.strip()):
        return None
    return found.within[0].last


# --- pieces -----------------------------------------------------------------------------------------------


def _atoms(text: str, today: date) -> Iterator[_Atom]:
    for listed in re.finditer(r"(?<![0-9])((?:20)?[0-9]{2}(?:\s?(?:[、,，]|和|跟|与|及)\s?(?:20)?[0-9]{2})+)\s?年", text):
        for n in re.finditer("[0-9]+", listed[1]):
            year = int(n.group()) % 100 + 2000
            end = listed.end() if n.end() == len(listed[1]) else listed.start() + n.end()
            if listed.start() + n.end() < listed.end(1):
                yield _Atom(listed.start() + n.start(), end, date(year, 1, 1), date(year, 12, 31), year, whole_year=True)
    for match in _ATOMS.finditer(text):
        try:
            atom = _atom(match, today)
        except (ValueError, OverflowError):  # a day that no calendar has
            atom = None
        if atom:
            yield atom


def _atom(m: re.Match[str], today: date) -> _Atom | None:
    start, end = m.span()
    if m["iso"]:
        year, month, *day = (int(n) for n in re.findall("[0-9]+", m["iso"]))
        first, last = (date(year, month, day[0]),) * 2 if day else _month(year, month)
        return _Atom(start, end, first, last, year, month, day=bool(day))
    if m["ahead"]:
        until = _ahead(today, m["n"], m["unit"])
        return _Atom(start, end, today, until, day=True) if until else None
    if m["week"]:
        steps = {"下下": 2, "下": 1, "上": -1}.get(re.match("下下|下|上|", m["week"]).group(), 0)  # type: ignore[union-attr]
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=steps)
        return _Atom(start, end, monday, monday + timedelta(days=6))
    if m["dayword"]:
        day_ = today + timedelta(days=_REL_DAYS[m["dayword"]])
        return _Atom(start, end, day_, day_, day=True)
    if m["feast"]:
        day_ = date(today.year, *_FEASTS[m["feast"]])
        return _Atom(start, end, day_, day_, month=day_.month, day=True)
    if m["relmonth"]:
        first, last = _month(*_shifted(today, m["relmonth"]))
        if m["relday"]:
            first = last = first.replace(day=to_int(m["relday"]) or 0)
        return _Atom(start, end, first, last, first.year, first.month, edged=bool(m["rend"]), day=bool(m["relday"]))
    if m["bare"]:
        first, last = _bare(m["bare"], today)
        return _Atom(start, end, first, last, edged=m["bare"][-1] in "底末内")
    if m["only"]:
        return _of_month(m, "only", today.year, None, start, end)
    named = _year(m, today)
    return _of_year(m, named, start, end) if named else None


def _of_year(m: re.Match[str], year: int, start: int, end: int) -> _Atom:
    if m["month"]:
        return _of_month(m, "month", year, year, start, end)
    if m["half"]:
        a, b = _HALVES[m["half"]]
        return _Atom(start, end, date(year, a, 1), _month(year, b)[1], year)
    if m["quarter"]:
        quarter = to_int(m["quarter"].removeprefix("第").removeprefix("q")[0]) or 1
        return _Atom(start, end, date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter)[1], year)
    if m["end"] and m["end"][-1] in "底末":
        return _Atom(start, end, *_month(year, 12), year, 12, edged=True)
    if m["end"]:
        return _Atom(start, end, *_month(year, 1), year, 1)
    return _Atom(start, end, date(year, 1, 1), date(year, 12, 31), year, whole_year=True)


def _of_month(m: re.Match[str], name: str, year: int, said: int | None, start: int, end: int) -> _Atom:
    prefix = "only" if name == "only" else ""
    month = 12 if m[name].startswith("最") else to_int(m[name]) or 0
    last_month = to_int(m[f"{name}2"]) if m[f"{name}2"] else None
    written_day = m[f"{prefix}day"]
    edge = bool(m["oend"] if prefix else m["end"])
    if last_month:
        return _Atom(start, end, date(year, month, 1), _month(year, last_month)[1], said)
    if written_day:
        day = date(year, month, to_int(written_day) or 0)
        return _Atom(start, end, day, day, said, month, day=True)
    first, last = _month(year, month)
    return _Atom(start, end, first, last, said, month, edged=edge)


# --- pieces joined ----------------------------------------------------------------------------------------


def _shared(atoms: list[_Atom], text: str) -> list[_Atom]:
    """Months take the year of the piece that they are joined to, a bare year the month: 2024年4月、6月; 去年跟今年12月底."""
    atoms.sort(key=lambda a: (a.start, -a.end))
    kept: list[_Atom] = []
    for atom in atoms:
        if kept and atom.start < kept[-1].end:
            continue
        kept.append(atom)
    out: list[_Atom] = []
    for i, atom in enumerate(kept):
        before = out[-1] if out else None
        between = text[before.end : atom.start] if before else ""
        if (
            before
            and before.year
            and atom.year is None
            and atom.month
            and (_joins(between) or (before.whole_year and not between))
        ):
            atom = _in_year(atom, before.year, wrap=bool(_TO.fullmatch(between)) and before.last > atom.last)
            if not between:
                atom = replace(
                    out.pop(), first=atom.first, last=atom.last, end=atom.end, month=atom.month, whole_year=False, day=atom.day
                )
        if i + 1 < len(kept) and atom.whole_year and _AND.fullmatch(text[atom.end : kept[i + 1].start]):
            follower = kept[i + 1]
            if follower.month and follower.year and not follower.day:
                first, last = _month(atom.year or 0, follower.month)
                atom = replace(atom, first=first, last=last, month=follower.month, whole_year=False)
        out.append(atom)
    months, years = [a for a in out if a.month and not a.year], [a for a in out if a.whole_year]
    if len(out) == 2 and len(months) == len(years) == 1 and years[0].year:
        return [replace(_in_year(months[0], years[0].year), start=out[0].start, end=out[0].end)]
    return out


def _joins(between: str) -> bool:
    return bool(_AND.fullmatch(between) or _TO.fullmatch(between))


def _in_year(atom: _Atom, year: int, wrap: bool = False) -> _Atom:
    year += wrap and atom.first.replace(year=year) < date(year, atom.first.month, 1)
    first = atom.first.replace(year=year)
    last = atom.last.replace(year=year, day=min(atom.last.day, monthrange(year, atom.last.month)[1]))
    return replace(atom, first=first, last=last if atom.day else _month(year, last.month)[1], year=year)


def _period_at(atoms: list[_Atom], at: int, text: str) -> tuple[Period, int, tuple[int, int], bool]:
    """The period that begins with an atom: how many atoms it takes, its characters, and whether it is left out."""
    atom, used = atoms[at], 1
    first, last, start, end = atom.first, atom.last, atom.start, atom.end
    second = _second(atoms, at, text)
    if second:
        last, end, used = second.last, second.end, 2 if at + 1 < len(atoms) and second is atoms[at + 1] else 1
        if last < first:
            last = last.replace(year=first.year + 1)
    if tenth := _TENTH.match(text, end):
        end = tenth.end()
    head = text[:start]
    low: date | None = first
    high: date | None = last
    if (before := _BEFORE.match(text, end)) and not second:
        whole = atom.edged or atom.day or before["edge"] or before.group().endswith("止")
        low, high, end = None, last if whole else first - timedelta(days=1), before.end()
    elif after := _AFTER.match(text, end):
        low, high, end = (
            (first if after["from"] or after["and"] or "含" in text[after.end() :][:4] else last + timedelta(days=1)),
            None,
            after.end(),
        )
    elif not second and (up := _UP_TO.search(head)):
        low, start = None, up.start()
        head = text[:start]
    out = False
    if negated := _OUT_BEFORE.search(head):
        out, start = True, negated.start()
        behind = _OUT_AFTER.match(text, end)
        end = behind.end() if behind and "外" in behind.group() else end
    elif behind := _OUT_AFTER.match(text, end):
        out, end = True, behind.end()
    words = text[atom.start : end] if not out else text[atom.start : (second or atom).end]
    return Period(low, high, words), used, (start, end), out


def _second(atoms: list[_Atom], at: int, text: str) -> _Atom | None:
    """The end of a range: another atom, or a day of the same month (12月20号到31号)."""
    atom = atoms[at]
    joined = _TO.match(text, atom.end)
    if joined is None:
        return None
    if at + 1 < len(atoms) and atoms[at + 1].start == joined.end():
        return atoms[at + 1]
    day = _ONLY_DAY.match(text, joined.end())
    if day and atom.day:
        try:
            last = atom.first.replace(day=to_int(day["day"]) or 0)
        except ValueError:
            return None
        return replace(atom, last=last, end=day.end())
    return None


# --- reckoning --------------------------------------------------------------------------------------------


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
        return _month(today.year, today.month)
    if words in ("年底", "年末", "岁末"):
        return _month(today.year, 12)
    if words in _HALVES:
        a, b = _HALVES[words]
        return date(today.year, a, 1), _month(today.year, b)[1]
    if "季" in words:
        return _quarter(words, today)
    return date(today.year, 1, 1), date(today.year, 12, 31)


def _quarter(words: str, today: date) -> tuple[date, date]:
    step = {"下": 1, "上": -1}.get(words[0], 0)
    named = to_int(words.removeprefix("第")[0])
    index = today.year * 4 + ((named or (today.month + 2) // 3) - 1) + step
    year, quarter = index // 4, index % 4
    last = _month(year, 3 * quarter + 3)
    return last if words.endswith("末") else (date(year, 3 * quarter + 1, 1), last[1])


def _shifted(today: date, words: str) -> tuple[int, int]:
    step = {"下": 1, "上": -1}.get(words[0], 0)
    step *= 2 if words[:2] in ("下下", "上上") else 1
    months = today.year * 12 + today.month - 1 + step
    return months // 12, months % 12 + 1


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
