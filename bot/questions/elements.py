"""An element of what was shown (第一个, 最后那条, 另一个), a measure or a dated step of the problem talked about."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.text.numbers import to_int

from .phrases import load_phrases
from .query import FIELD_KINDS, NO_QUERY, Act, Duty, Kind, Query
from .state import SETS, State


def absolute(question: Query) -> Query:
    """第三个 where nothing was shown is the plan's third."""
    if question.places and question.number is None and all(p for p in question.places):
        first, *_ = question.places
        return replace(
            question, number=first, numbers=question.places if len(question.places) > 1 else (), places=(),
            kind=question.field or Kind.PROBLEM if question.act not in SETS else question.kind, topic=_PLACE.sub("", question.topic),
        )  # fmt: skip
    return question


_PLACE = re.compile("第?[0-9一二三四五六七八九十]{1,4}个|(?:[最前后头末另]|中间|剩下)(?:面|外|头)?的?[那这一]{0,2}[个条项]")
_OTHER = re.compile("另一?[个项条]|另外[那的]?一?[个项条]|剩下[那的]?一?[个项条]")


def other_one(question: Query, state: State) -> int | None:
    """另一个 of two that were shown: the one that is not talked about."""
    rest = [n for n in state.shown if n not in state.focus]
    return rest[0] if len(state.shown) == 2 and len(rest) == 1 and _OTHER.search(question.words) else None


_BACK = re.compile(
    "(?:回到|退回|回头(?:再)?(?:说|看|讲)|(?:还是|再|接着)(?:回到?)?(?:说|看|讲|问)(?:回|一?下)?)[^，。谁]{0,3}?(?:(?P<first>(?:最初|最早|最?开始|刚开始|一开始|开头|起先|第[一1]|头一)(?:那|问|说|提)?的?[那这个项条]{0,2})|第(?P<nth>[二三四五2-5])个|(?P<last>(?:上一|前一|刚才|之前|前面|先前|原来)(?:那|问|说)?的?[那这个项条]{0,2}))(?:问题|事)?(?=[，,。?？呢吧啊]|谁|什么|怎么|$)"
)


def back_to(question: Query, state: State) -> Query | None:
    """回到第一个, 再说刚才那个 after one problem and then another, where no list was shown: the one that was talked about first or before."""
    found = _BACK.search(question.words)
    if found is None or len(state.shown) > 1 or len(state.talked) < 2 or question.number is not None:
        return None
    before = state.beside or state.talked[-2]
    at = 0 if found["first"] else (to_int(found["nth"]) or 0) - 1 if found["nth"] else None
    number = before if at is None else state.talked[at] if at < len(state.talked) else None
    if number is None:
        return None
    named = replace(question, number=number, numbers=(), places=(), step=0, topic="", bare=True, refers_back=True, act=Act.FIELD)
    return replace(named, kind=question.field or Kind.PROBLEM, filter=NO_QUERY.filter)


_OWN_PART = re.compile("(?:干|做|办|管|负责|落实)(?:些|点)?(?:啥|什么|哪[些块几])")


def with_own_unit(question: Query, state: State) -> Query:
    """第二个具体让干啥 after the tasks of one unit: what that unit has to do there."""
    listed = state.listed.filter.terms if state.listed else ()
    own = len(listed) == 1 and listed[0].units and not (listed[0].negated or listed[0].duty.accepting)
    asked = question.act is Act.FIELD and not question.filter.terms and bool(_OWN_PART.search(question.words))
    if not (own and asked and question.number in state.shown):
        return question
    return replace(question, filter=replace(question.filter, terms=(replace(listed[0], duty=Duty.ANY, by_name=False),)))


def element(question: Query, state: State) -> Query:
    """The places of what was shown; 第二条 after measures is one of them."""
    if _after_measures(question, state) and question.places[0] > 0:
        return of_measure(question, state, question.places[0])
    if _after_steps(question, state):
        return replace(question, act=Act.MILESTONES, number=state.focus[0], carried=state.focus[0])
    shown = state.shown
    if question.act is Act.EXTREME or not shown:
        return with_last_field(absolute(question), state) if not shown else question
    found = tuple(shown[i] for p in question.places if -len(shown) <= (i := _index(p, len(shown))) < len(shown))
    if not found:
        return replace(question, places=question.places, number=None, among=shown, bare=True)
    made = replace(question, number=found[0], numbers=found if len(found) > 1 else (), places=(), step=0)
    topic = _PLACE.sub("", question.topic)
    bare = len(load_phrases().filler.sub("", topic)) <= 1
    made = replace(made, filter=replace(made.filter, order=None), topic=topic, bare=bare)
    if made.act in SETS and not (made.filter or made.extreme):
        made = replace(made, act=Act.FIELD)
    if made.act in (Act.LIST, Act.COUNT):
        made = replace(made, act=Act.FIELD, kind=made.field or Kind.PROBLEM)
    return with_own_unit(with_last_field(made, state), state)


def _after_measures(question: Query, state: State) -> bool:
    """Whether the measures of one problem were shown, and nothing else is asked now."""
    return state.kind is Kind.MEASURES and len(state.focus) == 1 and question.field is None and question.act is Act.FIELD


def _after_steps(question: Query, state: State) -> bool:
    """头一步是啥 after the dated steps of one problem: one of them."""
    of_one = len(state.focus) == 1 and state.last is not None and state.last.act is Act.MILESTONES
    return of_one and question.act in (Act.FIELD, Act.MILESTONES) and question.field in (None, Kind.DEADLINE)


_NTH = re.compile("第.{1,3}条")


def names_measure(question: Query, state: State) -> bool:
    """第3条啥时候完 after the measures of a problem that has so many; 第3项 is the plan's, and so is 第3条 alone, or of who said 第2条怎么改."""
    last = question.number == -1 and state.kind is Kind.MEASURES and question.field is None
    if last and len(state.focus) == 1 and question.act is Act.FIELD and state.measures:
        return True
    one = question.number is not None and 0 < question.number <= state.measures and not question.numbers
    plain = replace(question, field=None if question.field in (Kind.DEADLINE, Kind.RESPONSIBLE) else question.field)
    own = state.last is not None and state.last.measure is None and state.last.number and _NTH.search(state.last.words)
    told = replace(state, kind=Kind.MEASURES) if state.kind is Kind.MILESTONE else state
    counted = state.last is not None and any(a.unit == "条" for a in state.last.amounts)
    alone = not (question.topic or question.field or question.refers_back or counted)
    return bool(one and _after_measures(plain, told) and _NTH.search(question.words) and not (own or alone))


def of_measure(question: Query, state: State, ordinal: int) -> Query:
    """One measure of the problem talked about."""
    number = state.focus[0]
    return replace(question, number=number, measure=ordinal, carried=number, places=(), kind=Kind.MEASURES)


def _index(place: int, length: int) -> int:
    """From 0, or from the end where negative; 0 is the middle."""
    return place - 1 if place > 0 else place if place < 0 else length // 2


def with_last_field(question: Query, state: State) -> Query:
    """第9项呢, 公交车呢: the field that was asked before, where none is named now."""
    last = state.last
    of_measures = state.kind is Kind.MEASURES  # then 第3条 may be one of them
    only_number = question.number is not None and not (question.topic or question.filter or of_measures)
    if question.field or question.act is not Act.FIELD or last is None or not (question.refers_back or only_number):
        return question
    if not only_number and not re.search("呢[?？]?$|^那|换成|也", question.words):
        return question
    goes_on = last.act is Act.FIELD and not any(a.of_things for a in question.amounts)
    field = last.field if goes_on and last.field in FIELD_KINDS else None
    kind = field if question.number is not None and field else question.kind
    return replace(question, field=field, kind=kind or question.kind, more=last.more if field else ())
