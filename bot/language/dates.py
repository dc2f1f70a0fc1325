"""Times as people say them, relative to `today`: 今年底, 26年三月底前, 6月和9月, 24、25年, 去年6月到今年3月, 不是2025年.

A time is read whole: every piece of it (an atom) is found, then pieces are joined (a year that several months share, a range,
a list), bounded (…前, …以后) and taken in or out (不是, 除…外). What looks like a piece of time and is not understood is `left`,
so that nobody takes a part for the whole.

    atom    = ISO date | year [month [day] | half | quarter | 底] | month [day] | month–month | 本月 | 下周 | 后天 | 年底 | N天内 …
    time    = ["截至" | "到"] atom {"到" atom | "、" atom} ["前" | "以后"] | "不是" time | "除" time "外"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta

from corpus.text.numbers import DAY_OF_MONTH, to_int

from .time_pieces import Atom, atoms_of, in_year, month_days

_TENTH = re.compile(r"\s?(?:(?P<part>[上中下])旬|份)")
_TO = re.compile(r"\s?(?:(?P<behind>以后|之后)|起|开始)?[，,]?\s?(?:一?直?到|至|—+|-|~)\s?")
_AND = re.compile(r"\s?(?:[、,，]|和|跟|与|及|以及|或者?|还有)\s?")
_BEFORE = re.compile(r"(?P<edge>底|末)?\s?(?:(?P<and>及其?|和|或)[之以]前|(?:之|以)?前)|为止|止(?!损)")
_THAN = re.compile("[还更要]?(?:(?P<late>晚|迟|靠后)|早|先|靠前)")
_AFTER = re.compile(r"(?P<and>及|和|或)?(?:之后|以后|往后|更晚|之?后(?!续|面|勤))|(?P<from>起|开始|以来)")
_UP_TO = re.compile(
    r"(?:截至|截止到?|(?<![直拖延推等得要排落定放挪移顺调改写标列设限卡压拉留迟长])(?<!延期)(?<![延推]后)到|至|不晚于)$"
)
_ONLY_THEN = re.compile("[^，,。？?]{0,3}才")
"""到2026年才完成: then, and not until then."""
_TERM_IS = re.compile(r"(?:时限|期限|限|截止(?:时间|日期|日)?|到期日)(?:都|是|为|写|定|设|放)*$")
"""整改时限到2026年12月底的: those of that day, not all before it."""
_OUT_BEFORE = re.compile(r"(?:(?<!是)不是|并?非|除了?|除开|除去|抛开|刨去|不在|不含|不要|不算|排除)(?:在|于)?$")
_OUT_AFTER = re.compile(r"(?:到期的?|完成的?|的|本身|那[批些个])?(?:以外|之外|除外|外|不算|不要|不含)")
_ONLY_DAY = re.compile(rf"(?P<day>{DAY_OF_MONTH})\s?[日号]")
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

    @property
    def is_by(self) -> bool:
        """Whether something is to be done by its end (年底前), rather than at some day of it."""
        return self.first is None or self.words.endswith("前")


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

    def is_written_in(self, text: str) -> bool:
        """Whether a text writes a year that is meant."""
        return any(f"{day.year}年" in text for p in self.within for day in (p.first, p.last) if day)


ANY_TIME = Times()


def find_times(text: str, today: date) -> Times:
    """Every time that `text` names.

    >>> t = find_times("去年6月和9月到期的", date(2026, 11, 29)); [(p.first.isoformat(), p.last.isoformat()) for p in t.within]
    [('2025-06-01', '2025-06-30'), ('2025-09-01', '2025-09-30')]
    >>> find_times("不是2025年到期的", date(2026, 11, 29)).holds(date(2025, 6, 30))
    False
    """
    found = list(atoms_of(text, today))
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


_YEAR_SAID = re.compile(
    r"(?<!半)年(?![底末初])|[今明后去前本当来0-9〇零一二三四五六七八九十]年|20[0-9]{2}|[本这下上当]个?[月周季]|天|内"
)


def in_year_of(times: Times, before: Times) -> Times:
    """What is said without its year (4月的呢, 下半年呢, 那年底呢) is of the year that was talked about."""
    days = [d for p in before.within for d in (p.last, p.first) if d]
    if not days or any(_YEAR_SAID.search(p.words) for p in times.within):
        return times
    return replace(times, within=tuple(_moved(p, days[0].year) for p in times.within))


def _moved(period: Period, year: int) -> Period:
    """The same months and days of another year."""
    first, last = (d and in_year(d, year) for d in (None if period.is_by else period.first, period.last))
    return Period(first, last, f"{year}年{period.words}")


def read_time(text: str, today: date) -> Period | None:
    """The one time that a text is, with no word left over; None where it is none, several, or one that is left out.

    >>> read_time("2025年9月底前", date(2026, 1, 1)).last, read_time("7月15", date(2026, 1, 1))
    (datetime.date(2025, 9, 30), None)
    """
    words = _COMPACT.sub(r"\1-\2-\3", text.strip())
    found = find_times(words, today)
    covered = {i for first, end in found.spans for i in range(first, end)}
    left_over = any(not c.isspace() for i, c in enumerate(words) if i not in covered)
    return found.within[0] if len(found.within) == 1 and not found.outside and not left_over else None


_COMPACT = re.compile(r"^(20[0-9]{2})([01][0-9])([0-3][0-9])$")


def read_day(text: str, today: date) -> date | None:
    """A day written alone: 2025-03-01, 20250301, 2025.3.1, 2025年3月1日; the last day of a longer time (2025年9月底).

    None where anything beside it is left over, or the time has no end.

    >>> read_day("2025.9.1", date(2026, 1, 1)), read_day("25年9月底", date(2026, 1, 1)), read_day("20", date(2026, 1, 1))
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30), None)
    """
    found = read_time(text, today)
    return found.last if found else None


def day_at_head(text: str, today: date) -> tuple[date | None, bool]:
    """The last day of the time that a text begins with, and whether it begins with one at all.

    A number right behind it belongs to what was not understood, so that there is no day (7月15，因停电).
    """
    found = find_times(text, today)
    ends = [end for first, end in found.spans if not first]
    if not ends or not found.within:
        return None, bool(ends)
    return (None if re.match(r"\s?[0-9]", text[max(ends) :]) else found.within[0].last), True


def _shared(atoms: list[Atom], text: str) -> list[Atom]:
    """Months take the year of the piece that they are joined to, a bare year the month: 2024年4月、6月; 去年跟今年12月底."""
    kept = _apart(atoms)
    out: list[Atom] = []
    for i, atom in enumerate(kept):
        if out and (same := _restated(out[-1], atom, text)):
            out[-1] = same
            continue
        if out and _takes_year(out[-1], atom, text):
            atom = _with_year_of(out, atom, text)
        out.append(_with_month_of(kept[i + 1], atom, text) if i + 1 < len(kept) else atom)
    months, years = [a for a in out if a.month and not a.year], [a for a in out if a.whole_year]
    if len(out) == 2 and len(months) == len(years) == 1 and years[0].year:
        return [replace(_in_year(months[0], years[0].year), start=out[0].start, end=out[0].end)]
    return out


def _apart(atoms: list[Atom]) -> list[Atom]:
    """The pieces in their order, the longer of two that overlap."""
    kept: list[Atom] = []
    for atom in sorted(atoms, key=lambda a: (a.start, -a.end)):
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
    return kept


def _restated(before: Atom, atom: Atom, text: str) -> Atom | None:
    """2025年年底(12月底): a piece in brackets says the one before it once more, or more closely."""
    if text[before.end : atom.start] not in ("(", "（"):
        return None
    closer = _in_year(atom, before.year) if before.year and atom.month and not atom.year else atom
    holds = before.first <= closer.first and closer.last <= before.last
    closed = text[atom.end : atom.end + 1] in (")", "）")
    return replace(closer, start=before.start, end=atom.end + closed) if holds else None


def _takes_year(before: Atom, atom: Atom, text: str) -> bool:
    """Whether a month without a year is one of the piece before it: 2024年4月、6月; 明年的6月."""
    between = text[before.end : atom.start]
    joined = _joins(between) or (before.whole_year and not between)
    return bool(before.year and atom.year is None and atom.month and joined)


def _with_year_of(out: list[Atom], atom: Atom, text: str) -> Atom:
    """The month in the year of the last piece, which it replaces where nothing stands between."""
    before = out[-1]
    between = text[before.end : atom.start]
    atom = _in_year(atom, before.year or 0)
    if between:
        return atom
    month = {"first": atom.first, "last": atom.last, "end": atom.end, "month": atom.month, "day": atom.day}
    return replace(out.pop(), whole_year=False, **month)  # type: ignore[arg-type]


def _with_month_of(follower: Atom, atom: Atom, text: str) -> Atom:
    """去年 in 去年跟今年12月底: that month of its own year."""
    joined = atom.whole_year and _AND.fullmatch(text[atom.end : follower.start])
    if not joined or not follower.month or not follower.year or follower.day:
        return atom
    first, last = month_days(atom.year or 0, follower.month)
    return replace(atom, first=first, last=last, month=follower.month, whole_year=False)


def _joins(between: str) -> bool:
    return bool(_AND.fullmatch(between) or _TO.fullmatch(between))


def _in_year(atom: Atom, year: int) -> Atom:
    last = in_year(atom.last, year)
    return replace(atom, first=in_year(atom.first, year), last=last if atom.day else month_days(year, last.month)[1], year=year)


def _period_at(atoms: list[Atom], at: int, text: str) -> tuple[Period, int, tuple[int, int], bool]:
    """The period that begins with an atom: how many atoms it takes, its characters, and whether it is left out."""
    atom, second = atoms[at], _second(atoms, at, text)
    used = 2 if second and at + 1 < len(atoms) and second is atoms[at + 1] else 1
    whole = second or atom
    tenth = _TENTH.match(text, whole.end)
    end = tenth.end() if tenth else whole.end
    if tenth and whole is atom and tenth["part"]:
        atom = _part_of_month(atom, tenth["part"])
    low, high, start, end = _bounded(atom, second, end, text)
    out, span = _left_out(start, end, text)
    began = start if low is None or text[start] == "比" else atom.start
    words = text[began : span[1]] if not out else text[atom.start : whole.end]
    return Period(low, high, words.removesuffix("的")), used, span, out


def _part_of_month(atom: Atom, part: str) -> Atom:
    """The first ten, the second ten or the remaining days of a month."""
    start = atom.first.replace(day={"上": 1, "中": 11, "下": 21}[part])
    return replace(atom, first=start, last=atom.last if part == "下" else start + timedelta(days=9))


def _bounded(atom: Atom, second: Atom | None, end: int, text: str) -> tuple[date | None, date | None, int, int]:
    """The first and last day and the characters of a piece or a range, with 前, 以后 or 截至 around it."""
    first, last = atom.first, (second or atom).last
    if second and (joined := _TO.match(text, atom.end)) and joined["behind"]:
        first = atom.last + timedelta(days=1)  # 7月以后到年底
    if last < first:
        same = in_year(last, first.year)  # 2026年6月到年底: of that year
        last = same if same >= first else in_year(last, min(first.year + 1, MAXYEAR))
    if text[: atom.start].endswith("比") and (than := _THAN.match(text, end)):
        day, start = timedelta(days=1), atom.start - 1
        ahead = (last if atom.edged else first) - day
        return (last + day, None, start, than.end()) if than["late"] else (None, ahead, start, than.end())
    if not second and (before := _BEFORE.match(text, end)):
        whole = atom.edged or atom.day or before["edge"] or before["and"] or before.group().endswith("止")
        if _TERM_IS.search(text[: atom.start]):
            return first, last, atom.start, before.end()
        return (
            (atom.since, last, atom.start, before.end()) if whole else (None, first - timedelta(days=1), atom.start, before.end())
        )
    if after := _AFTER.match(text, end):
        included = after["from"] or after["and"] or "含" in text[after.end() :][:4]
        return first if included else last + timedelta(days=1), None, atom.start, after.end()
    if not second and not _ONLY_THEN.match(text, end) and (up := _UP_TO.search(text[: atom.start])):
        is_the_day = _TERM_IS.search(text[: up.start()])
        return first if is_the_day else None, last, up.start(), end
    return first, last, atom.start, end


def _left_out(start: int, end: int, text: str) -> tuple[bool, tuple[int, int]]:
    """Whether a time is one that is not meant, and its characters with the words that say so: 不是2025年, 除2025年外."""
    behind = _OUT_AFTER.match(text, end)
    if negated := _OUT_BEFORE.search(text[:start]):
        return True, (negated.start(), behind.end() if behind and "外" in behind.group() else end)
    return (True, (start, behind.end())) if behind else (False, (start, end))


def _second(atoms: list[Atom], at: int, text: str) -> Atom | None:
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
