"""Words of time: what a term is, the expressions its parts are written with, and what each makes of them.

    时点    = 年? 月 日 | 年? 月 旬 | 年? 月 尾 | 年? 季度 尾 | 年? 半年 尾 | 年 尾 | 五年规划 尾
    尾      = (底|末|内)? 前?              前 without 底: the day before the period begins, and ambiguous
    年      = written, that of the range's beginning, or the one carried over from the term before
            | 今年 | 本年度 | 明年          of the year in which the plan speaks, where that is known
    相对    = 事件 (后|之日起) 数 (个月|年|日…) 内 | 数 (个月|年|日…) 内      never a date

The rules that put them together: corpus.grammar.term_rules.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from corpus.model import DeadlineKind
from corpus.text.numbers import DAY_OF_MONTH, MONTH_OF_YEAR, NUMERAL, to_int


@dataclass(frozen=True)
class Term:
    """One expression of time: `due` for a fixed one, `trigger` for a relative one, `every` for a recurring one.

    `bare` marks a period without 前 or 底 (2024年3月, 2024年): a term only where a clause begins with it.
    """

    start: int
    end: int
    kind: DeadlineKind
    due: date | None = None
    trigger: str | None = None
    ambiguous: bool = False
    bare: bool = False


class Years(NamedTuple):
    """What a time without a year is of: the year carried over from the one spoken of before it, and that in which the plan speaks."""

    carried: int | None = None
    own: int | None = None


_YYYY = r"(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2}"
YEAR = rf"(?P<year>{_YYYY})\s{{0,3}}年"
MONTH = rf"(?P<month>{MONTH_OF_YEAR})\s{{0,3}}月(?:份)?"
DAY = rf"(?P<day>{DAY_OF_MONTH})\s{{0,3}}[日号]"
_TO = r"\s{0,3}(?:至|到|—+|-|－|–|～|~)\s{0,3}"
SINCE = (
    rf"(?:(?<![0-9])(?P<since>{_YYYY})\s{{0,3}}年?(?:\s{{0,3}}(?:{MONTH_OF_YEAR})\s{{0,3}}月份?(?:\s{{0,3}}(?:{DAY_OF_MONTH})\s{{0,3}}[日号]|[上中下]旬)?[初底末]?"
    rf"|第?[一二三四1-4]季度|[上下]半年|(?<=年)\s{{0,3}}(?:{MONTH_OF_YEAR}))?{_TO})?"
)
"""How a range begins (2024年6月— of 2024年6月—12月): only its end is a deadline, but the year may stand here."""
SPOKEN = r"(?P<spoken>[今本明]年)(?:度)?"
"""A year as it is spoken of: the plan's own one, and the next."""
MAYBE_YEAR = rf"{SINCE}(?:(?:{YEAR}|{SPOKEN})\s{{0,3}})?"
BEFORE = r"(?:之前|以前|前)"
NOT_PAST = r"(?!\s{0,3}(?:以来|度|的|起(?![草步])|至今|版))"
"""A period that is no deadline: since it (2022年以来, 2025年7月1日起), or that only names something (2024年度, 2024年的).

What merely begins then, 起草 and 起步, is work to be done by it.
"""
NOT_A_RANGE = rf"(?!{_TO}(?:[0-9]|二[〇零○]))"
CLAUSE_BREAK = re.compile(r"[，。；！？\n;]|,(?![0-9]{3})")
PERIOD_TAIL = (
    r"(?P<tail>\s{0,3}(?:底|末)(?:\s{0,3}之?以?前)?|(?:之|以)?内"
    rf"|{BEFORE}|\s{{1,3}}{BEFORE}(?=[\s，,。；;、（(]|完成|$))?"
)
"""A narrow cell may have broken its line before it: 2025年9月|前; but not 2025年9月|前期工作."""
_HAPPENING = (
    "接到|收到|批复|批准|审批|印发|下发|下达|出台|发布|公布|公示|反馈|移交|通过|完成|完毕|完工|竣工|结束|验收|实施|施行"
    "|开工|启动|到位|投产|签订|签署|获批|立项|备案|办结|结案|销号|交付|审议|审定|修复|治理|整改"
)
EVENT = rf"(?:《[^》\n]{{1,40}}》|[^，。；、：《》（）\s自从在于]){{0,24}}?(?:{_HAPPENING})"
ANYTHING = r"(?:《[^》\n]{1,40}》|[^，。；、：《》（）\s自从在于今此其以最先前]){2,24}?"
OFFSET = rf"(?:{NUMERAL}\s{{0,3}}(?:个工作日|个半?月|个季度|季度|工作日|年半?|月|日|天|周)|半年|半个月)(?:(?:之|以)?内)?"
SPAN = (
    r"(?<![0-9一二三四五六七八九十百两第每近前过续后起年月])(?:今后|未来|此后)?"
    r"(?:(?:[0-9]{1,3}|[一二三四五六七八九十两]{1,3})\s{0,3}(?:个工作日|个半?月|个季度|年半?|日|天|周)|半年|半个月)(?:之|以)?内"
)
"""A length of time with nothing it is counted from (6个月内); not 近三年内 of the past, 每3个月内, or the 12月内 of a year."""
AFTER = r"(?:之?后(?:的)?|之?日起|起)"


def clause_start(text: str, end: int) -> int:
    """Where the clause begins that goes on to `end`."""
    return next((i + 1 for i in range(end - 1, -1, -1) if CLAUSE_BREAK.match(text, i, end)), 0)


def _year_of(match: re.Match[str], years: Years) -> int | None:
    """The year written, or that of the range's beginning, or the one carried over from the term before (次年: the next)."""
    written = match.groupdict().get("year") or match.groupdict().get("since")
    if written:
        return to_int(written)
    if spoken := match.groupdict().get("spoken"):
        return years.own and years.own + (spoken[0] == "明")
    before = CLAUSE_BREAK.split(match.string[max(0, match.start() - 40) : match.start()])[-1]
    if years.carried is None or re.search(r"每|[今明去本上]年度?$", before):
        return None
    return years.carried + bool(re.search(r"(?:次|翌|第二|下一)年度?$", before))


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _term(match: re.Match[str], due: date | None, *, ambiguous: bool = False, bare: bool = False) -> Term | None:
    if due is None:
        return None
    return Term(match.start(), match.end(), DeadlineKind.DATE, due, ambiguous=ambiguous, bare=bare)


def _period(match: re.Match[str], first: date, last: date) -> Term | None:
    """A period's last day; with 前 and no 底, the day before it begins, which is ambiguous."""
    tail = match.group("tail") or ""
    if tail.endswith("前") and not re.search("[底末]", tail):
        return _term(match, first - timedelta(days=1), ambiguous=True)
    return _term(match, last, bare=not tail)


def read_day(match: re.Match[str], years: Years) -> Term | None:
    """日 = 年? 月 日 前?"""
    year, month, day = _year_of(match, years), to_int(match["month"]), to_int(match["day"])
    try:
        due = date(year, month, day) if year and month and day else None
    except ValueError:
        return None
    return _term(match, due, bare=not match["tail"])


def read_part_of_month(match: re.Match[str], years: Years) -> Term | None:
    """旬 = 年? 月 (上旬|中旬|下旬|初) 前?: its last day (10, 20, month end)."""
    year, month = _year_of(match, years), to_int(match["month"])
    if not year or not month:
        return None
    last = _last_day(year, month)
    due = {"上": date(year, month, 10), "初": date(year, month, 10), "中": date(year, month, 20), "下": last}
    part = match["part"][0]
    vague = part == "初" or (bool(match["tail"]) and part != "下")
    return _term(match, due[part], ambiguous=vague)


def read_month(match: re.Match[str], years: Years) -> Term | None:
    """月 = 年? 月 (底|末|内)? 前?"""
    year, month = _year_of(match, years), to_int(match["month"])
    return _period(match, date(year, month, 1), _last_day(year, month)) if year and month else None


def read_quarter(match: re.Match[str], years: Years) -> Term | None:
    """季度 = 年 第? 数 季度 (底|末|内)? 前?; 前三季度 are the first three."""
    year, number = _year_of(match, years), to_int(match["quarter"])
    if not year or number not in (1, 2, 3, 4):
        return None
    return _period(match, date(year, 3 * number - 2, 1), _last_day(year, 3 * number))


def read_half(match: re.Match[str], years: Years) -> Term | None:
    """半年 = 年 (上|下|前|后)半年 (底|末|内)? 前?"""
    if not (year := _year_of(match, years)):
        return None
    first = match["half"] in "上前"
    return _period(match, date(year, 1 if first else 7, 1), date(year, 6, 30) if first else date(year, 12, 31))


def read_year(match: re.Match[str], years: Years) -> Term | None:
    """年 = 年 (底|末|年底|内|之内)? 前?; 年中 is the end of June."""
    if not (year := _year_of(match, years)):
        return None
    if (match["tail"] or "").endswith("中"):
        return _term(match, date(year, 6, 30), ambiguous=True)
    return _period(match, date(year, 1, 1), date(year, 12, 31))


def read_five_year_plan(match: re.Match[str], _: Years) -> Term | None:
    """五年规划 = “十四五” (末|期末|期间)? 前?: the fourteenth ends with 2025, each next five years later."""
    number = to_int(match["ordinal"])
    if number is None or not 10 <= number <= 20:
        return None
    last = 2025 + (number - 14) * 5
    if match["tail"] == "间":
        return _term(match, date(last, 12, 31), bare=True)
    return _period(match, date(last - 4, 1, 1), date(last, 12, 31))


def read_relative(match: re.Match[str], _: Years) -> Term:
    """相对时限 = 事件 (后|之日起) 数 (个月|年|日…) 内?: never a date."""
    return Term(match.start("trigger"), match.end(), DeadlineKind.RELATIVE, trigger=match["trigger"])


def read_span(match: re.Match[str], _: Years) -> Term:
    """时长 = 数 (个月|年|日…) 内, without the event it runs from."""
    return Term(match.start(), match.end(), DeadlineKind.RELATIVE, trigger=match["trigger"], bare=True)


def read_standing(match: re.Match[str], _: Years) -> Term:
    """长期 = 立行立改 | 长期坚持 | 每年至少1次 | …"""
    return Term(match.start(), match.end(), DeadlineKind.ONGOING)
