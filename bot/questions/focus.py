"""A message that names no subject is about what is talked about: a problem, each of a few, one clause, or one unit's part in it."""

from __future__ import annotations

import re
from dataclasses import replace

from .amounts import figures_in
from .duties import duty_said
from .elements import with_own_unit
from .query import FIELD_KINDS, UNIT_KINDS, Act, Duty, Filter, Kind, Query
from .state import FEW, State
from .statuses import is_to_be

_OF_ALL = re.compile("整|问题|总|全部|这项|该项|那项|最终|最后")


def _of_the_clause(question: Query, state: State) -> bool:
    """修到啥时候 after a clause was told, 这条谁干: of that measure rather than of the whole problem."""
    if not (state.measure and state.measure.isdecimal()) or _OF_ALL.search(question.words):
        return False
    return question.field is Kind.DEADLINE or (
        question.field is Kind.RESPONSIBLE and bool(re.search("这条|这一条|这步|这个措施|具体", question.words))
    )


def _asks_detail(question: Query, state: State) -> bool:
    """哪两个地方 after 尾水处理示范区建几个: of the same clause, not of the problem as a whole."""
    asks = question.act is Act.FIELD and question.field is None and question.kind is None
    detail = question.amounts or "哪" in question.words
    return bool(asks and detail and state.last and state.last.act is Act.FIELD and state.last.field is None and state.last.topic)


_EACH = re.compile("分别|各自|这[几两俩三四五六七八九]|它们|他们|都")


def about_focus(question: Query, state: State) -> Query:
    """A message without a subject is about what is talked about: one problem, or each of a few."""
    focus = state.focus
    each = bool(_EACH.search(question.words))
    if each and len(state.shown) > 1 >= len(focus):
        focus = state.shown
    if not focus:
        return question
    if len(focus) > FEW and not (each and question.field and question.field.short):
        return replace(question, among=focus)
    numbers = focus if len(focus) > 1 else ()
    if not numbers and _of_the_clause(question, state):
        return replace(question, number=focus[0], carried=focus[0], measure=int(state.measure or 0), kind=question.field)
    of_things = any(a.of_things for a in question.amounts)
    if not numbers and question.field is None and (figures_in(question.words) or of_things):
        return replace(question, number=focus[0], carried=focus[0], topic=question.words, bare=False)
    if not numbers and _asks_detail(question, state):
        asked = f"{state.last.topic if state.last else ''}{question.words}"
        return replace(question, number=focus[0], carried=focus[0], topic=asked, bare=False)
    kind = (
        question.field
        or question.kind
        or (state.kind if state.kind in FIELD_KINDS and not question.field else None)
        or Kind.PROBLEM
    )
    return with_own_unit(replace(question, number=focus[0], numbers=numbers, carried=focus[0], kind=kind), state)


_WHO_ELSE = re.compile("还有|别的|其[他它]|另外|[以之]外")
_WITH_WHOM = re.compile(
    "(?:跟|和|与|同)(?:谁|哪|什么|啥)[^，。]{0,6}(?:一[起块道同]|共同|联合|合[着伙起]|搭)"
    "|(?:跟|和|与|同)(?:我们?|咱们?|俺们?|它|他们?)[局委区县]?[^，。]{0,2}(?:一[起块道同]|共同|联合|搭)[^，。任题项条]{0,12}(?:谁|哪(?![些几]?[项条个]))"
)


def others_in_it(question: Query, state: State) -> Query | None:
    """除了交通局还有谁管, 跟哪两家一块弄 after one problem: the units of it."""
    after_field = state.last is not None and state.last.act is Act.FIELD and len(state.focus) == 1
    terms = question.filter.terms
    beside = terms and all(t.negated for t in terms) and _WHO_ELSE.search(question.words) and question.field in UNIT_KINDS
    with_whom = len(state.focus) == 1 and _WITH_WHOM.search(question.words)
    if question.number is not None or question.filter.times or not ((after_field and beside) or with_whom):
        return None
    number, field = state.focus[0], question.field if question.field in UNIT_KINDS else Kind.RESPONSIBLE
    asked = replace(question, act=Act.FIELD, kind=field, field=field, more=(), number=number, carried=number)
    return replace(asked, filter=Filter(), topic="", bare=True)


WHOLE = re.compile(r"总共|全部|所有|方案|全市|清单|整个|问题")


def of_the_problem(question: Query, state: State) -> Query | None:
    """责任单位有哪些, and what one of its units has to do, said of the one problem that is talked about."""
    if len(state.focus) != 1:
        return None
    number = state.focus[0]
    if question.act is Act.UNITS and not question.filter and not WHOLE.search(question.words):
        field = Kind.ACCEPTANCE if "验收" in question.words else Kind.RESPONSIBLE
        return replace(question, act=Act.FIELD, kind=field, field=field, number=number, carried=number)
    duty = duty_said(question.words) if question.progress is None else Duty.ANY  # 有几项销号了 asks for a state
    if question.act in (Act.LIST, Act.COUNT) and state.listed is None and not question.filter and duty is not Duty.ANY:
        kind = duty.told
        return replace(question, act=Act.FIELD, kind=kind, field=kind, number=number, carried=number)
    if _asks_its_day(question, state):
        kind = Kind.DEADLINE
        return replace(
            question, act=Act.FIELD, kind=kind, field=kind, number=number, carried=number, topic=question.words, bare=False
        )
    by_then = question.act is not Act.FIELD and question.filter.times and not question.filter.terms and is_to_be(question.words)
    if not (by_then or _asks_part_in_it(question, state)):
        return None
    bare = question.bare and not by_then
    return replace(question, act=Act.FIELD, kind=None, number=number, carried=number, topic=question.words, bare=bare)


_OF_SETS = re.compile("哪[些几]|几[项条个]|任务|问题|都|最|到期")


def _asks_its_day(question: Query, state: State) -> bool:
    """红柳县的什么时候完工 after a problem: the step of one of its units, no set of all that the unit has."""
    after_field = state.last is not None and state.last.act is Act.FIELD and question.act is Act.LIST
    theirs = len(question.filter.terms) == 1 and any(u in state.charged for u in question.filter.terms[0].units)
    return after_field and theirs and question.named == (Kind.DEADLINE,) and not _OF_SETS.search(question.words)


_PART = re.compile(r"(?:干|做|管|负责)(?:啥|什么|哪块)[?？]?$")
_THERE = re.compile("(?:那边|那块|这边|那里)呢")
_ONLY_UNIT = re.compile("^那?[^谁哪]{2,12}呢[?？]?$")
_DOES = re.compile(
    r"在(?:里面|里头|里边|其中|这(?:里面?|项里?|条里?|个里?|中))|(?:里面|里头|这里)?(?:要|该|得|应|具体)[^谁哪]{0,10}(?:干|做|完成|改)(?:完|好|到|些)?(?:啥|什么|哪些|多少)|又?管(?:啥|什么)$"
)


def _asks_part_in_it(question: Query, state: State) -> bool:
    """生态环境局要干啥, 能源局那边呢: asked of one of the problem's own units."""
    if not any(u in state.charged for t in question.filter.terms for u in t.units):
        return False
    last = state.last
    after_field = last is not None and last.act is Act.FIELD
    after_doing = last is not None and after_field and last.field in (None, Kind.MEASURES)
    only_it = after_doing and question.bare and _ONLY_UNIT.match(question.words)
    goes_on = only_it or (after_field and (_THERE.search(question.words) or _PART.search(question.words)))
    return bool(goes_on or _DOES.search(question.words))
