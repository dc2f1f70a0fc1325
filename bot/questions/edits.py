"""A message that changes a value of the last set: 那配合的呢, 那海南区呢, 2025年的呢, 加上城管局, 去掉交通局."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language.dates import ANY_TIME, in_year_of

from .duties import capacity_of, denies_duty, duty_said
from .having import BOUNDS, bounds
from .query import Act, Duty, Filter, Kind, Query, Term
from .state import SETS


def edits_set(question: Query, last: Query) -> bool:
    """Whether a message without a topic of its own changes a value of the last set."""
    says = bool(question.filter) or capacity_of(question) is not Duty.ANY
    return last.act in SETS and says and (question.bare or len(question.topic) <= 4)


_OTHER_DUTY = re.compile(
    "^(?:那|它|他们?|该局)?(?:还|又|也|另外)(?:牵头|主责|配合|协办|参与|验收)(?:了|着|过)?(?:哪|几|多少)[些个几项条]{0,3}(?:问题|任务)?[?？]?$|^(?:[^谁哪]{0,10}|哪[些几个项条]+是(?:它|他们?|该局))(?:牵头|主责|配合|协办|参与|验收)的(?:问题|任务)?(?:呢|都?[有是]?(?:哪|几|多少)[些个项条]{0,2}|是?哪几[个项]|有没有|有吗)?[?？]?$"
)


def names_other_duty(question: Query, last: Query) -> bool:
    """那配合的呢, 验收的有哪些: the units of the last set in another capacity."""
    own = bool(question.filter.terms) or capacity_of(question) is Duty.ANY
    return last.act in SETS and bool(last.filter.terms) and not own and bool(_OTHER_DUTY.search(question.words))


def changes_units(question: Query, last: Query) -> bool:
    """加上城管局, 去掉交通局: one unit more or less than in the last set; 那它管哪几项: the same in any capacity."""
    terms, words = last.filter.terms, question.words
    if terms and last.act in SETS and not question.filter.terms and question.number is None and _ITS_ALONE.search(words):
        return True
    if terms and question.bare and last.filter.duty is not Duty.ANY and not question.filter and _IN_ANY.search(words):
        return True
    if terms and not question.filter and _takes_away(question.words):
        return True
    if last.act in SETS and question.filter.terms and _narrows(question, last.filter):
        return True
    return bool(terms and question.filter.terms and (_AND.match(words) or (_WITHOUT.match(words) and len(terms) > 1)))


def _narrows(question: Query, before: Filter) -> bool:
    """剔掉由生态环境局验收的, 去掉水务局的还剩哪些: those of a unit that the last set was not asked by."""
    said = {u for t in question.filter.terms for u in t.units}
    others = all(not said & set(t.units) for t in before.terms)
    return others and bool(_WITHOUT.match(question.words)) and (not _ASKS_ANEW.search(question.words) or "剩" in question.words)


_ASKS_ANEW = re.compile("[哪几谁啥]|多少|什么|别的|其[他它余]|还有")


def _takes_away(words: str) -> bool:
    """去掉它自己验收的: those of the last set's units in a capacity."""
    return bool(_WITHOUT.match(words)) and duty_said(words) is not Duty.ANY


_BOUND_ALONE = re.compile(rf"(?:那|换成|要是)?{BOUNDS}的?(?:呢|有哪[些几][个项]?|有几[个项]|有多少[个项]?|有[吗没么]有?)?[?？]?$")


def other_bounds(question: Query, last: Query) -> Query | None:
    """五家以上的呢 after 责任单位超过三家的, 三项以上的呢 after how many each unit has: the same with other bounds."""
    found = _BOUND_ALONE.match(question.words)
    if found is None or question.filter or last.act not in SETS:
        return None
    least, most = bounds(found["before"], found["n"], found["behind"])
    said = {"text": question.text, "words": question.words}
    if len(last.filter.having) == 1:
        having = replace(last.filter.having[0], least=least, most=most)
        return replace(last, filter=replace(last.filter, having=(having,)), **said)  # type: ignore[arg-type]
    return replace(last, held=(least, most), **said) if last.act is Act.GROUPS and last.by == "unit" else None  # type: ignore[arg-type]


def edited(question: Query, last: Query) -> Query:
    """The last set with the values that the message names in place of its own."""
    counted = question.act in (Act.COUNT, Act.UNITS, Act.GROUPS)
    act, kind = (question.act, question.kind) if counted else (last.act, last.kind)
    before = replace(last.filter, order=None, not_then=False) if question.progress else last.filter  # 已销号的呢 after 逾期的
    return replace(
        question, act=act, kind=kind or Kind.LIST, filter=edited_filter(question, before), among=last.among,
        within=last.within, progress=question.progress or last.progress, extreme=last.extreme, field=None,
    )  # fmt: skip


_WITHOUT = re.compile("(?:那|再)?(?:去掉|不算|不要|除[去开掉了]|拿掉|减[去掉]|[刨抛扣剔][掉去开除])")
_IN_ANY = re.compile("(?:管|负责|参与|涉及)(?:了|的|着)?(?:哪|几|多少|什么|啥)")
_ITS_ALONE = re.compile(
    "[就只光仅](?:有|是|由|归)?(?:它|他们?|该[局委])(?:自己)?(?:一?个?[家局]|一?个?(?:单位|部门))?|(?:它|他们?|该[局委])(?:自己)?(?:单独|独自|单干|一家)"
)
"""就它一家干的是哪条: those that the last set's unit has alone."""
_AND = re.compile("(?:那|再)?(?:加上?|算上|带上).{2,12}")
TOGETHER_WITH = re.compile("(?:跟|和|与|同).{2,12}(?:一起|一块|共同|一同|都有份)|也[^，。谁哪]{1,5}的(?:是|有)?哪")


def edited_filter(question: Query, before: Filter) -> Filter:
    """What the last set was limited to, with the values of the message in place of its own."""
    wanted = question.filter
    if wanted.terms and _narrows(question, before):
        return replace(before, terms=(*before.terms, *(replace(t, negated=True) for t in wanted.terms)))
    if _WITHOUT.match(question.words) and wanted.terms:
        gone = {u for t in wanted.terms for u in t.units}
        return replace(before, terms=tuple(t for t in before.terms if not gone & set(t.units)))
    if (TOGETHER_WITH.search(question.words) or _AND.match(question.words)) and wanted.terms:
        return replace(before, terms=(*before.terms, *wanted.terms), any_unit=False, times=wanted.times or before.times)
    if wanted.order in ("ongoing", "undated", "overdue") and not wanted.times:
        before = replace(before, times=ANY_TIME)
    if wanted.times and before.order in ("ongoing", "undated"):
        before = replace(before, order=None, written=())
    times = in_year_of(wanted.times, before.times) if wanted.times and before.times else wanted.times or before.times
    return replace(
        before, terms=_edited_terms(question, before.terms), times=times or ANY_TIME,
        any_unit=before.any_unit if (len(wanted.terms) != 1 and len(before.terms) > 1) or not wanted.terms else wanted.any_unit,
        aspect=wanted.aspect or (None if wanted.theme or wanted.themes else before.aspect),
        theme=wanted.theme or ("" if wanted.themes else before.theme), themes=wanted.themes or before.themes,
        order=wanted.order if wanted.order not in (None, "due") else before.order, having=wanted.having or before.having,
        written=wanted.written or before.written, steps=wanted.steps or before.steps,
    )  # fmt: skip


def _edited_terms(question: Query, before: tuple[Term, ...]) -> tuple[Term, ...]:
    """Other units in the capacity of those before, or those before in another, or also not in another (其中不牵头的)."""
    terms, duty = question.filter.terms, capacity_of(question)
    if not terms and _ITS_ALONE.search(question.words):
        return tuple(replace(t, duty=duty if duty is not Duty.ANY else t.duty, sole=True) for t in before)
    if not terms and (denies_duty(question.words) or _takes_away(question.words)):
        return (*before, *(replace(t, duty=duty, negated=True) for t in before))
    if not terms and _IN_ANY.search(question.words):
        return tuple(replace(t, duty=Duty.ANY) for t in before)
    if not terms:
        return before if duty is Duty.ANY else tuple(replace(t, duty=duty) for t in before)
    if duty is not Duty.ANY or not before:
        return terms
    first, negated = before[0], any(t.negated for t in terms) or all(t.negated for t in before)
    return tuple(replace(t, duty=first.duty, by_name=t.by_name or first.by_name, negated=negated) for t in terms)
