"""A conversation has a state: the last question, what was shown for it in order, and what is talked about now. A follow-up edits.

another field      那谁验收             → the same problems, that field
another value      那海南区呢           → the last set with that unit, time or aspect in place of its own
narrower           其中25年的           → within what was shown
an element         第一个的措施         → 第N个 is of what was shown; only 项, 条 and 号 are the plan's own numbers
put right          不对，我要问验收     → the last question with that in place of its own
who I am           我是海勃湾区的       → 我们 means those units from then on
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.ledger.states import Progress

from .acts import is_yes_or_no
from .edits import (
    OF_SHOWN,
    WHETHER_ANY,
    WITHIN,
    asks_for_them,
    changes_units,
    edited,
    edits_set,
    elsewhere,
    in_both,
    names_other_duty,
    narrowed,
    of_the_problem,
    of_those_told,
    set_after,
)
from .elements import absolute, element, names_measure, of_measure, other_one, with_last_field, with_own_unit
from .filters import blanked, duty_said
from .query import FIELD_KINDS, NO_QUERY, SET_KINDS, UNIT_KINDS, Act, Duty, Kind, Query
from .state import FEW, SETS, State
from .statuses import asks_how_far

__all__ = ["resolve"]


def resolve(question: Query, state: State) -> Query:
    """The question as it is meant in its conversation."""
    question = _mine(question, state)
    if question.act is Act.SOCIAL or state.last is None:
        return absolute(question)
    if (number := other_one(question, state)) is not None:
        return with_last_field(replace(question, number=number, bare=True, refers_back=True), state)
    if question.corrects:
        return _corrected(question, state, state.last)
    if other := elsewhere(question, state) or in_both(question, state) or _end_of_shown(question, state):
        return other
    if question.places and question.act is not Act.EXTREME:
        return element(question, state)
    if theirs := of_those_told(question, state) or _of_the_list(question, state):
        return theirs
    if stands := _stands(question, state):
        return stands
    if about := _claim_or_state(question, state) or _other_value(question, state) or _other_theme(question, state):
        return about
    if question.act in SETS:
        return set_after(question, state, state.listed or NO_QUERY)
    if question.act is Act.FIELD and question.number is None and (part := of_the_problem(question, state)):
        return part
    return _of_a_problem(question, state)


def _end_of_shown(question: Query, state: State) -> Query | None:
    """哪个先到期 after a list: held against one another are those talked about."""
    asked = question.contrast
    named = question.number is not None or question.filter or (asked and (asked.topics or asked.than))
    meant = state.focus if len(state.focus) > 1 else state.shown
    if question.act is not Act.COMPARE or not asked or named or not asked.end or len(meant) < 2 or asked.end.of == "unit":
        return None
    return replace(question, act=Act.EXTREME, kind=Kind.LIST, extreme=asked.end, among=meant, within=True, field=None)


def _mine(question: Query, state: State) -> Query:
    """牵头的有几项, of who has said who they are: theirs, where no other unit is talked about."""
    others = state.listed is not None and state.listed.filter.terms
    duty = duty_said(question.words)
    limited = duty is not Duty.ANY or question.progress
    if state.me is None or others or question.act not in (Act.LIST, Act.COUNT) or question.filter.terms or not limited:
        return question
    return replace(question, filter=replace(question.filter, terms=(replace(state.me, duty=duty),)))


def _of_the_list(question: Query, state: State) -> Query | None:
    """那配合的呢 after a set edits it; 哪几个是能源局牵头 is answered within it."""
    listed = state.listed or NO_QUERY
    if question.share and question.bare and state.listed is state.last and not question.filter:
        return edited(replace(question, act=Act.COUNT, kind=Kind.COUNT), listed)
    if listed.act in SETS and changes_units(question, listed):
        return edited(question, listed)
    if asks_for_them(question, state):
        return replace(listed, text=question.text, words=question.words, act=Act.LIST, kind=Kind.LIST)
    if names_other_duty(question, listed):
        return edited(question, listed)
    duty = duty_said(question.words) if question.field in UNIT_KINDS else Duty.ANY
    picks = _NOMINAL.search(question.words) or WHETHER_ANY.match(question.words)
    if WITHIN.search(question.words) and picks and (question.filter.terms or question.filter.times):
        return (
            narrowed(replace(question, field=None), state, listed, said=True) if len(state.shown) > 1 and state.listed else None
        )
    any_of_one = len(state.shown) == 1 and listed.filter.terms and WHETHER_ANY.match(question.words)
    of_shown = question.bare and (len(state.shown) > 1 or any_of_one) and state.listed is state.last
    if duty is not Duty.ANY and question.act is not Act.EXTREME and of_shown and OF_SHOWN.search(question.words):
        return narrowed(replace(question, field=None), state, listed, said=True)
    return None


def _of_a_problem(question: Query, state: State) -> Query:
    """A measure, a number, an edit of the last set, or what is talked about."""
    if question.measure is not None and question.number is None and len(state.focus) == 1:
        return replace(question, number=state.focus[0], carried=state.focus[0], kind=question.field or Kind.MEASURES)
    if names_measure(question, state):
        return of_measure(question, state, state.measures if question.number == -1 else question.number or 0)
    if question.number is not None or question.step:
        return with_last_field(question, state)
    listed = state.listed or NO_QUERY
    if edits_set(question, listed) and not question.field:
        return edited(question, listed)
    of_units = question.filter.terms and question.act is Act.FIELD and not question.field
    return _about_focus(question, state) if question.bare and not of_units else with_last_field(question, state)


_ONLY_VALUE = re.compile("^(?:那|到|换成|如果|要是)?[^谁哪]{2,14}?(?:那边|那块|这边)?呢[?？]?$")


def _other_value(question: Query, state: State) -> Query | None:
    """27年底呢 after 2026年底累计要改多少亩: the question before with another time, of the same problem or section."""
    last = state.last
    if last is None or last.act is not Act.FIELD or not last.topic or question.field or not _ONLY_VALUE.match(question.words):
        return None
    if other := _other_unit(question, last, state):
        return other
    if not question.filter.times or question.filter.terms:
        return None
    said = blanked(last.words, last.filter.times.spans).replace(" ", "")
    number = state.focus[0] if len(state.focus) == 1 else None
    asked = f"{question.filter.times.words}{said}"
    return replace(
        last,
        text=question.text,
        words=asked,
        topic=asked,
        filter=question.filter,
        number=number,
        numbers=(),
        carried=number,
        bare=False,
    )


def _other_theme(question: Query, state: State) -> Query | None:
    """长荇湖的呢 after 漪河出现在哪些问题里: the last set of another theme."""
    last, theme = state.last, re.sub("^那|的?(?:那[边块个]|呢|[?？]){1,4}$|的$", "", question.words)
    if last is None or last.act not in SETS or not last.filter.theme or question.act is not Act.FIELD or question.bare:
        return None
    named = not (question.field or question.filter or question.number or question.places or question.step)
    return (
        replace(last, text=question.text, words=question.words, filter=replace(last.filter, theme=theme))
        if named and _ONLY_VALUE.match(question.words)
        else None
    )


_NOMINAL = re.compile("的[?？]?$")


def _other_unit(question: Query, last: Query, state: State) -> Query | None:
    """海勃湾区呢 after what 海南区 has to do in a problem: the same of another of its units."""
    if len(question.filter.terms) != 1 or len(last.filter.terms) != 1 or last.number is None or not question.bare:
        return None
    (unit,), (before,) = question.filter.terms, last.filter.terms
    if not any(u in state.charged for u in unit.units):
        return None
    asked = last.words.replace(before.words, unit.words)
    return replace(last, text=question.text, words=asked, topic=asked, filter=question.filter, carried=last.number)


_HOW_LONG = re.compile("(?:都|已经?)?(?:逾期|超期|过期|超|拖|晚|误)?了?(?:多久|几天|多少天|多长时间)了?[?？]?$")


_WHY = re.compile("(?:那|延期的?)?(?:理由|原因|为啥|为什么)(?:都?是)?(?:啥|什么)?[?？]?$")
_DID = re.compile("(?:做|干|办|落实|完成)了(?:啥|什么|哪些|多少)|(?:进展|进度|情况)(?:呢|如何|怎么样|咋样)?[?？]?$")
_PUT_OFF = re.compile("延(?:期|长)?(?:到|至)(?:啥|什么|哪|几|何)")


def _stands(question: Query, state: State) -> Query | None:
    """水务局报了吗, 多久了 and 海南区呢 after how far a problem is: how far it is, or that unit's part of it."""
    last, focus = state.last, state.focus
    if last is None or not 0 < len(focus) <= FEW or question.number is not None:
        return None
    of = {"number": focus[0], "numbers": focus if len(focus) > 1 else (), "carried": focus[0], "among": None}
    whole = replace(question, act=Act.STATUS, kind=None, progress=None, **of)  # type: ignore[arg-type]
    if last.progress and _HOW_LONG.match(question.words):
        return replace(last, act=Act.LIST, text=question.text, words=question.words, among=state.shown, within=True)
    after = last.act is Act.STATUS
    if _PUT_OFF.search(question.words) and not question.filter.terms:
        return replace(whole, act=Act.FIELD, kind=Kind.DEADLINE, field=Kind.DEADLINE, bare=True)
    if (after or last.progress is Progress.EXTENDED) and _WHY.match(question.words):
        return whole
    if after and len(question.filter.terms) == 1 and _DID.search(question.words):
        return whole
    if after and question.measure is not None and question.field in (None, Kind.MEASURES):
        return replace(whole, measure=question.measure)
    only_unit = bool(question.filter.terms) and bool(_ONLY_VALUE.match(question.words))
    if after and (_HOW_LONG.match(question.words) or only_unit):
        return whole
    asks = asks_how_far(question) and not (question.filter.times or question.progress or _LISTS.search(question.words))
    return whole if asks and question.filter.terms and (question.bare or len(question.topic) <= 8) else None


_LISTS = re.compile("哪|几|多少|有没有|有无|都有|还有")


def _claim_or_state(question: Query, state: State) -> Query | None:
    """过期了吧, 市水务局验收吧, 宣传部有份吗: said of what is talked about, not of the whole plan."""
    if (
        question.share
        or not state.focus
        or len(state.focus) > FEW
        or _LISTS.search(question.words)
        or question.number is not None
    ):
        return None
    whether_any = re.match("还?有", question.words) or WHETHER_ANY.match(question.words)
    of_set = whether_any or re.search("的呢?[?？]?$", question.words)
    if state.listed is state.last and question.act in SETS and of_set:
        return None
    several = len(state.focus) > 1
    numbers = state.focus if several else ()
    whole = {"number": state.focus[0], "numbers": numbers, "carried": state.focus[0], "places": (), "among": None}
    if question.act is Act.LIST and question.progress and not question.filter and not (several and state.listed is state.last):
        return replace(question, act=Act.STATUS, kind=None, progress=None, **whole)  # type: ignore[arg-type]
    claims = question.filter.terms or question.filter.times or question.bare
    if (
        is_yes_or_no(question.words)
        and claims
        and question.act in (Act.LIST, Act.COUNT, Act.VERIFY)
        and (question.bare or len(question.topic) <= 6 or question.kind)
    ):
        if several and question.act is Act.LIST and not re.search("都|这|那|两|就", question.words):
            return None
        return replace(question, act=Act.VERIFY, kind=None, **whole)  # type: ignore[arg-type]
    return None


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


def _about_focus(question: Query, state: State) -> Query:
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


def _corrected(question: Query, state: State, before: Query) -> Query:
    """The last question with what the message names in place of its own."""
    last = before if before.act in SETS or not (question.filter and question.bare and state.listed) else state.listed
    if question.number is not None or question.places:
        return (
            element(question, replace(state, kind=None))
            if question.places
            else with_last_field(replace(question, refers_back=True), state)
        )
    if question.act in SETS or (question.filter and not question.field and last.act in SETS):
        wholly = question.filter.terms and question.filter.times
        if last.act in SETS and not wholly and (question.bare or len(question.topic) <= 4 or question.kind in SET_KINDS):
            return edited(question, last)
        return question
    if question.bare and question.field and last.act in SETS and last.filter.terms and question.field is Kind.ACCEPTANCE:
        made = replace(last.filter, terms=tuple(replace(t, duty=Duty.ACCEPTS) for t in last.filter.terms))
        return replace(question, act=last.act, kind=last.kind or Kind.LIST, filter=made, field=None)
    if question.bare:
        return _about_focus(question, state)
    if question.field is None and last.field:
        return replace(question, field=last.field)
    return question
