"""The grammar of words of time, as an ordered table: the first rule that matches at a place takes it.

Most specific first. Every rule carries examples with their meaning, which the tests run; a trailing ? marks an
ambiguous one. No clock is read: a date comes from the words alone, or there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.text.numbers import DECIMAL, NUMERAL

from .terms import (
    AFTER,
    ANYTHING,
    BEFORE,
    DAY,
    EVENT,
    MAYBE_YEAR,
    MONTH,
    NOT_A_RANGE,
    NOT_PAST,
    OFFSET,
    PERIOD_TAIL,
    SINCE,
    SPAN,
    SPOKEN,
    YEAR,
    Term,
    Years,
    read_day,
    read_five_year_plan,
    read_half,
    read_month,
    read_part_of_month,
    read_quarter,
    read_relative,
    read_span,
    read_standing,
    read_year,
)


@dataclass(frozen=True)
class Rule:
    """A grammar rule: what it matches, what it makes of it, and examples that the tests run."""

    name: str
    pattern: re.Pattern[str]
    convert: Callable[[re.Match[str], Years], Term | None]
    examples: tuple[tuple[str, str], ...]


RULES: tuple[Rule, ...] = (
    Rule(
        "recurring",
        re.compile(
            rf"每(?:半?年|季度?|个?月|半月|旬|周|日|天)(?:底|末)?(?:{MONTH}(?:底|末)?)?前?(?:至少|不少于)?(?:{NUMERAL}次)?"
        ),
        read_standing,
        (("每年至少1次", "ongoing"), ("每季度", "ongoing"), ("每年6月底前", "ongoing"), ("每月不少于2次", "ongoing")),
    ),
    Rule(
        "relative with a term",
        re.compile(
            rf"(?P<trigger>(?:(?:接到|收到)[^，。；\n]{{1,16}}?|(?:{EVENT})[^，。；\n]{{0,6}}?){AFTER}\s{{0,3}}{OFFSET}"
            rf"|{ANYTHING}{AFTER}\s{{0,3}}{OFFSET}(?<=内))"
        ),
        read_relative,
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
        re.compile(rf"(?P<trigger>(?:{EVENT})(?:完毕|完成|合格|通过)?之?后)"),
        read_relative,
        (("验收完毕后", "验收完毕后"), ("项目竣工验收后", "项目竣工验收后")),
    ),
    Rule(
        "season",
        re.compile(
            r"(?P<trigger>(?:(?:20[0-9]{2}|[今明次]|当)年)?(?:主?汛期|供暖季|采暖季|供暖期|采暖期|取暖季|冬季取暖期|春耕|春播|秋收|植树季|造林季|旅游旺季|灌溉期|枯水期|丰水期|冰冻期|封冻期?|入冬|雨季|禁渔期|[春夏秋冬]季(?:供暖)?|供暖|春节|国庆节?|元旦|“?五一”?)(?:来临|到来|开始|结束)?(?:之)?(?:前|后))"
        ),
        read_relative,
        (("汛期前", "汛期前"), ("2026年汛期前", "2026年汛期前"), ("供暖季开始前", "供暖季开始前")),
    ),
    Rule(
        "day",
        re.compile(rf"{MAYBE_YEAR}{MONTH}\s{{0,3}}{DAY}(?P<tail>{BEFORE})?{NOT_A_RANGE}{NOT_PAST}"),
        read_day,
        (("2025年12月31日前", "2025-12-31"), ("2024年2月29日", "2024-02-29"), ("二〇二六年三月五日前", "2026-03-05")),
    ),
    Rule(
        "day in figures",
        re.compile(
            rf"(?<![0-9.．])(?P<year>20[0-9]{{2}})(?P<dot>[.．/-])(?P<month>1[0-2]|0?[1-9])(?P=dot)(?P<day>3[01]|[12][0-9]|0?[1-9])(?P<tail>{BEFORE})?(?![0-9.．])"
        ),
        read_day,
        (("2025.12.31", "2025-12-31"), ("2026-03-05前", "2026-03-05")),
    ),
    Rule(
        "month in figures",
        re.compile(
            rf"(?<![0-9.．])(?P<year>20[0-9]{{2}})[.．/-](?!{DECIMAL})(?P<month>1[0-2]|0?[1-9])(?![0-9.．/%％年月]){PERIOD_TAIL}{NOT_A_RANGE}{NOT_PAST}"
        ),
        read_month,
        (("2024.6", "2024-06-30"), ("2024.06底前", "2024-06-30"), ("2024-12", "2024-12-31"), ("2024.6-2025.3", "2025-03-31")),
    ),
    Rule(
        "part of a month",
        re.compile(rf"{MAYBE_YEAR}{MONTH}(?P<part>[上中下]旬|初)(?P<tail>{BEFORE})?"),
        read_part_of_month,
        (("2026年10月上旬", "2026-10-10"), ("2026年10月中旬前", "2026-10-20 ?"), ("2026年2月下旬前", "2026-02-28")),
    ),
    Rule(
        "month",
        re.compile(rf"{MAYBE_YEAR}{MONTH}{PERIOD_TAIL}(?![0-9]){NOT_A_RANGE}{NOT_PAST}"),
        read_month,
        (
            ("2024年6月底前", "2024-06-30"),
            ("2024年6月底", "2024-06-30"),
            ("2024年3月", "2024-03-31"),
            ("2024年2月前", "2024-01-31 ?"),
            ("二〇二五年十二月底前", "2025-12-31"),
            ("2024年2月末", "2024-02-29"),
            ("2024年1月至2025年6月", "2025-06-30"),
            ("2024年6月—12月", "2024-12-31"),
            ("2024年1—6月", "2024-06-30"),
        ),
    ),
    Rule(
        "quarter",
        re.compile(rf"{MAYBE_YEAR}[第前]?\s{{0,3}}(?P<quarter>[一二三四1-4])个?季度{PERIOD_TAIL}{NOT_PAST}"),
        read_quarter,
        (
            ("2026年三季度末", "2026-09-30"),
            ("2026年第一季度", "2026-03-31"),
            ("2026年二季度前", "2026-03-31 ?"),
            ("2026年前三季度", "2026-09-30"),
        ),
    ),
    Rule(
        "half year",
        re.compile(rf"{MAYBE_YEAR}(?P<half>[上下前后])半年{PERIOD_TAIL}{NOT_PAST}"),
        read_half,
        (("2026年上半年", "2026-06-30"), ("2025年下半年底前", "2025-12-31"), ("2026年下半年前", "2026-06-30 ?")),
    ),
    Rule(
        "year",
        re.compile(
            rf"{SINCE}{YEAR}\s{{0,3}}(?P<tail>(?:年?底|末)(?:之?以?前)?|(?:之|以|度)?内|年?中|{BEFORE})?(?!\s{{0,3}}[0-9]|年?初|[前第]?[一二三四]个?季|[春夏秋冬]季){NOT_A_RANGE}{NOT_PAST}"
        ),
        read_year,
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
        "end of a year as it is spoken of",
        re.compile(rf"{SPOKEN}(?P<tail>年?[底末](?:之?以?前)?|(?:之|以)?内|{BEFORE}){NOT_PAST}"),
        read_year,
        (),
    ),
    Rule(
        "end of the plan's year",
        re.compile(r"(?<![0-9一二三四五六七八九〇零○年每今本明去前近翌次当同往历去半])年(?P<tail>年?[底末](?:之?以?前)?)"),
        read_year,
        (),
    ),
    Rule(
        "relative without an event",
        re.compile(rf"(?P<trigger>{SPAN})"),
        read_span,
        (("6个月内", "6个月内"), ("三年内完成", "三年内"), ("今后三年内", "今后三年内"), ("30个工作日内", "30个工作日内")),
    ),
    Rule(
        "five-year plan",
        re.compile(r"[“\"]?(?P<ordinal>十[一二三四五六七八九])五[”\"]?(?:规划)?期?(?P<tail>(?:末|底)前?|间|前|内)"),
        read_five_year_plan,
        (("“十四五”末", "2025-12-31"), ("“十五五”期末前", "2030-12-31")),
    ),
    Rule(
        "ongoing",
        re.compile(
            r"立行立改|即行即改|即知即改|立即整改|立整立改|边督边改|长期坚持|长期整改|长期推进|长期保持|持续(?:推进|整改|坚持|改善|巩固|保持|落实)|常态化(?:推进|整改|坚持|管控)?|长期"
        ),
        read_standing,
        (("立行立改，长期坚持", "ongoing"), ("即行即改", "ongoing"), ("持续推进", "ongoing")),
    ),
)


def iter_examples() -> Iterator[tuple[str, str, str]]:
    """(rule, words, meaning) of every example in `RULES`; a trailing ? marks an ambiguous one."""
    for rule in RULES:
        for words, meaning in rule.examples:
            yield rule.name, words, meaning
