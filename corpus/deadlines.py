"""整改时限 and dated clauses → typed deadlines (DESIGN: 2024年6月底前 → 2024-06-30, relative ones stay undated).

`RULES` is an ordered table, most specific first: the first rule that matches at a place takes it. No clock
is read here: a date comes from the words alone, or there is none.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .model import Deadline, DeadlineKind
from .numerals import NUMERAL, to_int


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


@dataclass(frozen=True)
class Rule:
    """A grammar rule: what it matches, what it makes of it, and examples that the tests run."""

    name: str
    pattern: re.Pattern[str]
    convert: Callable[[re.Match[str], int | None], Term | None]
    examples: tuple[tuple[str, str], ...]


_YYYY = r"(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2}"
_MM = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_DD = r"3[01]|[12][0-9]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_YEAR = rf"(?P<year>{_YYYY})\s*年"
_MONTH = rf"(?P<month>{_MM})\s*月(?:份)?"
_DAY = rf"(?P<day>{_DD})\s*[日号]"
_TO = r"\s*(?:至|到|—+|-|－|–|～|~)\s*"
_SINCE = (
    rf"(?:(?<![0-9])(?P<since>{_YYYY})\s*年?(?:\s*(?:{_MM})\s*月份?(?:\s*(?:{_DD})\s*[日号]|[上中下]旬)?[初底末]?"
    rf"|第?[一二三四1-4]季度|[上下]半年)?{_TO})?"
)
"""How a range begins (2024年6月— of 2024年6月—12月): only its end is a deadline, but the year may stand here."""
_MAYBE_YEAR = rf"{_SINCE}(?:{_YEAR}\s*)?"
_BEFORE = r"(?:之前|以前|前)"
_NOT_PAST = r"(?!\s*(?:以来|度|的|起(?![草步])|至今|版))"
_NOT_A_RANGE = rf"(?!{_TO}(?:[0-9]|二[〇零○]))"
CLAUSE_BREAK = re.compile(r"[，。；！？\n;]|,(?![0-9]{3})")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def _year_of(match: re.Match[str], carried: int | None) -> int | None:
    """The year written, or that of the range's beginning, or the one carried over from the term before (次年: the next)."""
    written = match.groupdict().get("year") or match.groupdict().get("since")
    if written:
        return to_int(written)
    before = CLAUSE_BREAK.split(match.string[max(0, match.start() - 40) : match.start()])[-1]
    if carried is None or re.search(r"每|[今明去本上]年度?$", before):
        return None
    return carried + bool(re.search(r"(?:次|翌|第二|下一)年度?$", before))


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _term(match: re.Match[str], due: date | None, *, ambiguous: bool = False, bare: bool = False) -> Term | None:
    if due is None:
        return None
    return Term(match.start(), match.end(), DeadlineKind.DATE, due, ambiguous=ambiguous, bare=bare)


def _period(match: re.Match[str], first: date, last: date) -> Term | None:
    """A period's last day; with 前 and no 底, the day before it begins (DESIGN: flagged ambiguous)."""
    tail = match.group("tail") or ""
    if tail.endswith("前") and not re.search("[底末]", tail):
        return _term(match, first - timedelta(days=1), ambiguous=True)
    return _term(match, last, bare=not tail)


def _day(match: re.Match[str], carried: int | None) -> Term | None:
    """日 = 年? 月 日 前?"""
    year, month, day = _year_of(match, carried), to_int(match["month"]), to_int(match["day"])
    try:
        due = date(year, month, day) if year and month and day else None
    except ValueError:
        return None
    return _term(match, due, bare=not match["tail"])


def _part_of_month(match: re.Match[str], carried: int | None) -> Term | None:
    """旬 = 年? 月 (上旬|中旬|下旬|初) 前?: its last day (10, 20, month end)."""
    year, month = _year_of(match, carried), to_int(match["month"])
    if not year or not month:
        return None
    last = _last_day(year, month)
    due = {"上": date(year, month, 10), "初": date(year, month, 10), "中": date(year, month, 20), "下": last}
    part = match["part"][0]
    vague = part == "初" or (bool(match["tail"]) and part != "下")
    return _term(match, due[part], ambiguous=vague)


def _month(match: re.Match[str], carried: int | None) -> Term | None:
    """月 = 年? 月 (底|末|内)? 前?"""
    year, month = _year_of(match, carried), to_int(match["month"])
    return _period(match, date(year, month, 1), _last_day(year, month)) if year and month else None


def _quarter(match: re.Match[str], carried: int | None) -> Term | None:
    """季度 = 年 第? 数 季度 (底|末|内)? 前?; 前三季度 are the first three."""
    year, number = _year_of(match, carried), to_int(match["quarter"])
    if not year or number not in (1, 2, 3, 4):
        return None
    return _period(match, date(year, 3 * number - 2, 1), _last_day(year, 3 * number))


def _half(match: re.Match[str], carried: int | None) -> Term | None:
    """半年 = 年 (上|下|前|后)半年 (底|末|内)? 前?"""
    if not (year := _year_of(match, carried)):
        return None
    first = match["half"] in "上前"
    return _period(match, date(year, 1 if first else 7, 1), date(year, 6, 30) if first else date(year, 12, 31))


def _year(match: re.Match[str], carried: int | None) -> Term | None:
    """年 = 年 (底|末|年底|内|之内)? 前?; 年中 is the end of June."""
    if not (year := _year_of(match, carried)):
        return None
    if (match["tail"] or "").endswith("中"):
        return _term(match, date(year, 6, 30), ambiguous=True)
    return _period(match, date(year, 1, 1), date(year, 12, 31))


def _five_year_plan(match: re.Match[str], _: int | None) -> Term | None:
    """五年规划 = “十四五” (末|期末|期间)? 前?: the fourteenth ends with 2025, each next five years later."""
    number = to_int(match["ordinal"])
    if number is None or not 10 <= number <= 20:
        return None
    last = 2025 + (number - 14) * 5
    if match["tail"] == "间":
        return _term(match, date(last, 12, 31), bare=True)
    return _period(match, date(last - 4, 1, 1), date(last, 12, 31))


def _relative(match: re.Match[str], _: int | None) -> Term:
    """相对时限 = 事件 (后|之日起) 数 (个月|年|日…) 内?: never a date."""
    return Term(match.start("trigger"), match.end(), DeadlineKind.RELATIVE, trigger=match["trigger"])


def _standing(match: re.Match[str], _: int | None) -> Term:
    """长期 = 立行立改 | 长期坚持 | 每年至少1次 | …"""
    return Term(match.start(), match.end(), DeadlineKind.ONGOING)


_PERIOD_TAIL = rf"(?P<tail>(?:底|末)(?:之?以?前)?|(?:之|以)?内|{_BEFORE})?"
_HAPPENING = (
    "接到|收到|批复|批准|审批|印发|下发|下达|出台|发布|公布|公示|反馈|移交|通过|完成|完毕|完工|竣工|结束|验收|实施|施行"
    "|开工|启动|到位|投产|签订|签署|获批|立项|备案|办结|结案|销号|交付|审议|审定|修复|治理|整改"
)
_EVENT = rf"(?:《[^》\n]{{1,40}}》|[^，。；、：《》（）\s自从在于]){{0,24}}?(?:{_HAPPENING})"
_ANYTHING = r"(?:《[^》\n]{1,40}》|[^，。；、：《》（）\s自从在于今此其以最先前]){2,24}?"
OFFSET = rf"(?:{NUMERAL}\s*(?:个工作日|个半?月|个季度|季度|工作日|年半?|月|日|天|周)|半年|半个月)(?:(?:之|以)?内)?"
_AFTER = r"(?:之?后(?:的)?|之?日起|起)"

RULES: tuple[Rule, ...] = (
    Rule(
        "recurring",
        re.compile(
            rf"每(?:半?年|季度?|个?月|半月|旬|周|日|天)(?:底|末)?(?:{_MONTH}(?:底|末)?)?前?(?:至少|不少于)?(?:{NUMERAL}次)?"
        ),
        _standing,
        (("每年至少1次", "ongoing"), ("每季度", "ongoing"), ("每年6月底前", "ongoing"), ("每月不少于2次", "ongoing")),
    ),
    Rule(
        "relative with a term",
        re.compile(
            rf"(?P<trigger>(?:(?:接到|收到)[^，。；\n]{{1,16}}?|(?:{_EVENT})[^，。；\n]{{0,6}}?){_AFTER}\s*{OFFSET}"
            rf"|{_ANYTHING}{_AFTER}\s*{OFFSET}(?<=内))"
        ),
        _relative,
        (
            ("批复后12个月内", "批复后12个月内"),
            ("方案印发后三个月内", "方案印发后三个月内"),
            ("市局在《矿区总规》批复后5个月内", "《矿区总规》批复后5个月内"),
            ("自方案印发之日起30个工作日内", "方案印发之日起30个工作日内"),
            ("接到通知后15日内", "接到通知后15日内"),
            ("整改方案批复后半年内", "整改方案批复后半年内"),
        ),
    ),
    Rule(
        "relative without a term",
        re.compile(rf"(?P<trigger>(?:{_EVENT})(?:完毕|完成|合格|通过)?之?后)"),
        _relative,
        (("验收完毕后", "验收完毕后"), ("项目竣工验收后", "项目竣工验收后")),
    ),
    Rule(
        "season",
        re.compile(
            r"(?P<trigger>(?:(?:20[0-9]{2}|[今明次]|当)年)?(?:主?汛期|供暖季|采暖季|供暖期|采暖期|取暖季|冬季取暖期|春耕|封冻期?|入冬|雨季|禁渔期|[春夏秋冬]季(?:供暖)?|供暖|春节|国庆节?|元旦|“?五一”?)(?:来临|到来|开始|结束)?(?:之)?(?:前|后))"
        ),
        _relative,
        (("汛期前", "汛期前"), ("2026年汛期前", "2026年汛期前"), ("供暖季开始前", "供暖季开始前")),
    ),
    Rule(
        "day",
        re.compile(rf"{_MAYBE_YEAR}{_MONTH}\s*{_DAY}(?P<tail>{_BEFORE})?{_NOT_A_RANGE}{_NOT_PAST}"),
        _day,
        (("2025年12月31日前", "2025-12-31"), ("2024年2月29日", "2024-02-29"), ("二〇二六年三月五日前", "2026-03-05")),
    ),
    Rule(
        "day in figures",
        re.compile(
            rf"(?<![0-9.．])(?P<year>20[0-9]{{2}})(?P<dot>[.．/-])(?P<month>1[0-2]|0?[1-9])(?P=dot)(?P<day>3[01]|[12][0-9]|0?[1-9])(?P<tail>{_BEFORE})?(?![0-9.．])"
        ),
        _day,
        (("2025.12.31", "2025-12-31"), ("2026-03-05前", "2026-03-05")),
    ),
    Rule(
        "part of a month",
        re.compile(rf"{_MAYBE_YEAR}{_MONTH}(?P<part>[上中下]旬|初)(?P<tail>{_BEFORE})?"),
        _part_of_month,
        (("2026年10月上旬", "2026-10-10"), ("2026年10月中旬前", "2026-10-20 ?"), ("2026年2月下旬前", "2026-02-28")),
    ),
    Rule(
        "month",
        re.compile(rf"{_MAYBE_YEAR}{_MONTH}{_PERIOD_TAIL}(?![0-9]){_NOT_A_RANGE}{_NOT_PAST}"),
        _month,
        (
            ("2024年6月底前", "2024-06-30"),
            ("2024年6月底", "2024-06-30"),
            ("2024年3月", "2024-03-31"),
            ("2024年2月前", "2024-01-31 ?"),
            ("二〇二五年十二月底前", "2025-12-31"),
            ("2024年2月末", "2024-02-29"),
            ("2024年1月至2025年6月", "2025-06-30"),
            ("2024年6月—12月", "2024-12-31"),
        ),
    ),
    Rule(
        "quarter",
        re.compile(rf"{_MAYBE_YEAR}[第前]?\s*(?P<quarter>[一二三四1-4])个?季度{_PERIOD_TAIL}{_NOT_PAST}"),
        _quarter,
        (
            ("2026年三季度末", "2026-09-30"),
            ("2026年第一季度", "2026-03-31"),
            ("2026年二季度前", "2026-03-31 ?"),
            ("2026年前三季度", "2026-09-30"),
        ),
    ),
    Rule(
        "half year",
        re.compile(rf"{_MAYBE_YEAR}(?P<half>[上下前后])半年{_PERIOD_TAIL}{_NOT_PAST}"),
        _half,
        (("2026年上半年", "2026-06-30"), ("2025年下半年底前", "2025-12-31"), ("2026年下半年前", "2026-06-30 ?")),
    ),
    Rule(
        "year",
        re.compile(
            rf"{_SINCE}{_YEAR}\s*(?P<tail>(?:年?底|末)(?:之?以?前)?|(?:之|以|度)?内|年?中|{_BEFORE})?(?!\s*[0-9]|年?初|[前第]?[一二三四]个?季|[春夏秋冬]季){_NOT_A_RANGE}{_NOT_PAST}"
        ),
        _year,
        (
            ("2024年底前", "2024-12-31"),
            ("2026年之前", "2025-12-31 ?"),
            ("2027年年底", "2027-12-31"),
            ("2025年内", "2025-12-31"),
            ("2024年至2026年", "2026-12-31"),
            ("2024年年底前", "2024-12-31"),
        ),
    ),
    Rule(
        "five-year plan",
        re.compile(r"[“\"]?(?P<ordinal>十[一二三四五六七八九])五[”\"]?(?:规划)?期?(?P<tail>(?:末|底)前?|间|前|内)"),
        _five_year_plan,
        (("“十四五”末", "2025-12-31"), ("“十五五”期末前", "2030-12-31")),
    ),
    Rule(
        "ongoing",
        re.compile(
            r"立行立改|即知即改|立即整改|立整立改|边督边改|长期坚持|长期整改|长期推进|长期保持|持续推进|持续整改|持续坚持|持续改善|常态化(?:推进|整改|坚持|管控)?|长期"
        ),
        _standing,
        (("立行立改，长期坚持", "ongoing"), ("持续推进", "ongoing")),
    ),
)

_NAME = re.compile(r"《[^》\n]*》|（[0-9]{4}年?\s*[—\-－–至~～]\s*[0-9]{4}年?）")
_PAST = re.compile(
    r"^[，,（(\s]*(?:已|曾)|^[，,]?[^，。；（(\n]{0,12}(?:已经?(?:完成|建成|取得|达到|印发|整改)|(?<![为除])了(?!解))"
)
_TOLD_BEFORE = re.compile(r"(?:已经?|业已)(?:于|在)?\s*$")


def find_terms(text: str) -> list[Term]:
    """Every expression of time in `text`, left to right, without those inside a document's name.

    >>> [(t.due, t.trigger) for t in find_terms("2025年6月底前完成A，9月底前完成B")]
    [(datetime.date(2025, 6, 30), None), (datetime.date(2025, 9, 30), None)]
    """
    words, text = text, text.translate(_FULL_WIDTH)
    hidden = [m.span() for m in _NAME.finditer(text)]
    terms: list[Term] = []
    at, year = 0, None
    ahead = dict.fromkeys((rule.name for rule in RULES), 0)
    while found := _next_term(text, at, year, ahead):
        at = max(found.end, at + 1)
        inside = any(a <= found.start and found.end <= b for a, b in hidden)
        if found.due and not inside:
            year = found.due.year + (found.ambiguous and (found.due.month, found.due.day) == (12, 31))
        if not inside:
            terms.append(replace(found, trigger=found.trigger and words[found.start : found.end]))
    return terms


def _next_term(text: str, at: int, year: int | None, ahead: dict[str, int]) -> Term | None:
    """The leftmost term from `at`; among those that start together, the one of the earlier rule.

    `ahead` holds how far each rule is known not to match, so that a long text is not searched anew for every term.
    """
    best: Term | None = None
    for rule in RULES:
        first = True
        for match in rule.pattern.finditer(text, max(at, ahead[rule.name])):
            if first:
                ahead[rule.name], first = match.start(), False
            if best is not None and match.start() >= best.start:
                break
            if (term := rule.convert(match, year)) is not None:
                best = term
                break
        if first:
            ahead[rule.name] = len(text) + 1
    return best


def is_past(text: str, term: Term) -> bool:
    """Whether `text` says that what belongs to the term is already done: 2025年5月已完成, 已于2025年5月完成.

    A bracket that tells of the progress, 2025年12月底前（已完成）, takes nothing from a term with 前.
    """
    if _TOLD_BEFORE.search(text[max(0, term.start - 8) : term.start]):
        return True
    after = text[term.end :]
    return bool(_PAST.match(after)) if term.bare else bool(re.match(r"\s*[，,]?\s*已", after))


def parse_deadline(text: str) -> Deadline:
    """A 整改时限 as a typed deadline; kind NONE where it names no time.

    >>> parse_deadline("立行立改，长期坚持").kind, parse_deadline("批复后12个月内").dates
    (<DeadlineKind.ONGOING: 'ongoing'>, ())
    """
    terms = [t for t in find_terms(text) if not is_past(text, t)]
    dates = tuple(dict.fromkeys(t.due for t in terms if t.due))
    triggers = [t.trigger for t in terms if t.trigger]
    kinds = {t.kind for t in terms}
    if not kinds:
        kind = DeadlineKind.NONE
    elif len(kinds) > 1:
        kind = DeadlineKind.MIXED if dates else DeadlineKind.RELATIVE
    else:
        kind = kinds.pop()
    return Deadline(kind, dates, "；".join(triggers) or None, any(t.ambiguous for t in terms))


def iter_examples() -> Iterator[tuple[str, str, str]]:
    """(rule, words, meaning) of every example in `RULES`; a trailing ? marks an ambiguous one."""
    for rule in RULES:
        for words, meaning in rule.examples:
            yield rule.name, words, meaning
