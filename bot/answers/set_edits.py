"""A later turn that takes problems out of the set that was shown, or puts others beside it: 农污那条别算进去, 2028年的也捎上.

What it does is learned (bot.questions.net); what it means is what it names: units, times, a state, a thing, a place in the list. Those
are looked up among the problems shown, or in the whole plan; the set that is told is the one shown without them, or with them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.ledger.agenda import Agenda
from bot.questions.duties import capacity_of
from bot.questions.edits import edited
from bot.questions.orders import BESIDE_IT, spares
from bot.questions.phrases import load_phrases
from bot.questions.query import Act, Duty, Edit, Filter, Kind, Query
from bot.questions.residue import unfilled
from bot.questions.state import START, State
from bot.questions.themes import linked_things
from bot.questions.within import narrowed

from .desk import Desk
from .sets import carried_out
from .topics import by_topic

_PLAIN = (Act.LIST, Act.COUNT)


_BUT_FOR = re.compile(rf"(?:那)?(?:除[了去开]?|刨[去除开]|去掉|撇开)[^，,谁哪]{{2,10}}?{BESIDE_IT}的?呢[?？]?$")
"""除了夜市那个呢: the others of what was shown."""


def set_edited(own: Query, read: Query, state: State, desk: Desk, today: date, agenda: Agenda | None) -> Query | None:
    """The set shown before, as the message changes it, of itself (`own`) and as the tables read it in its conversation (`read`).

    None where it does not change it, or names nothing that is there.
    """
    if state.listed is None or own.act is Act.SOCIAL or own.corrects or own.step:
        return None
    listed = state.listed if state.listed.act in _PLAIN else _plain(state.listed, state.shown)
    if other := _the_other(own, listed, state, desk, today, agenda):
        return other
    edit = Edit.EXCLUDE if _BUT_FOR.match(own.words) and not own.filter.terms else own.edit
    denied = own.filter.terms and all(t.negated for t in own.filter.terms)
    match Edit.EXCLUDE if denied and edit is Edit.WIDEN else edit:  # 再把水务局的也去了
        case Edit.EXCLUDE:
            return _told(own, listed, gone=_gone(own, listed, state, desk, today, agenda), shown=state.shown)
        case Edit.WIDEN if own.filter.terms and len(listed.filter.terms) > 1 and not listed.filter.any_unit:
            return None  # 加上能源局呢 after what two units have together: what three have
        case Edit.WIDEN:
            more = _besides(own, listed, desk, today, agenda)
            every = _plain(listed, tuple(sorted({*state.shown, *more})))
            return (
                _as_asked(own, replace(every, joined=tuple(n for n in more if n not in state.shown), spared=())) if more else None
            )
        case Edit.NARROW if own.act is Act.FIELD and len(state.shown) > 1 and not (_names_values(own) or own.field or own.places):
            kept = _speaking(own, state.shown, desk)
            return _as_asked(own, _plain(listed, kept)) if kept else None
        case Edit.NARROW if own.act in _PLAIN and own.filter and not own.share and not read.within and len(state.shown) > 1:
            return narrowed(own, state, listed, said=True)
        case Edit.SHOWN:
            return None if read.among is not None else _of_all_shown(own, listed, state)
        case Edit.REPLACE if own.act is Act.FIELD and own.field is None and (own.filter.terms or own.filter.times):
            meant = tuple(t for t in own.filter.terms if not t.negated)
            return _as_asked(
                own, edited(replace(own, filter=replace(own.filter, terms=meant)), replace(listed, spared=(), joined=()))
            )
        case _:
            return None


_BUT_ONE = re.compile(
    rf"除[了开去]?(?P<gone>[^，,]{{1,12}}?){BESIDE_IT}的?[，, ]*(?:另外?|剩下?|其余|余下|别)的?[那一]?[个条项]?(?P<asked>.+)"
)


def _the_other(own: Query, listed: Query, state: State, desk: Desk, today: date, agenda: Agenda | None) -> Query | None:
    """除了盗采那个，另一个啥时候完: the one problem of those shown that is left beside what is named."""
    said = _BUT_ONE.match(own.words)
    if said is None or own.act is not Act.FIELD or own.field is None or len(state.shown) < 2:
        return None
    gone = _gone(
        replace(own, words=said["gone"], topic=said["gone"], field=None, number=None, numbers=()),
        listed,
        state,
        desk,
        today,
        agenda,
    )
    rest = tuple(n for n in state.shown if n not in gone)
    if len(rest) != 1:
        return None
    asked = replace(own, kind=own.field, number=rest[0], carried=rest[0], filter=Filter(), places=())
    return replace(asked, numbers=(), topic="", bare=True, among=None)


def takes_nothing_out(question: Query, own: Query, state: State) -> bool:
    """Whether a message is to take something out of the set shown before, and names nothing that is in it."""
    unchanged = question.act is Act.FIELD and question.field is None and not question.spared
    return own.edit is Edit.EXCLUDE and unchanged and own.act is Act.FIELD and state.listed is state.last and len(state.shown) > 1


_SORTED = re.compile(
    "按(?:整改)?(?:时限|期限|时间|日期|日子|到期|截止|先后|早晚|急缓)[^，。]{0,6}(?:排|列|顺|来)|[早急近快]的[^，。]{0,3}(?:排|放|搁|在)[^，。]{0,3}[前头上]|从[早近]到[晚远]|由[早近]到[晚远]|先后(?:顺序)?排|排个?(?:序|先后)"
)
_BACKWARDS = re.compile("从[晚远]到[早近]|由[晚远]到[早近]|倒[着过序]|[晚远]的[^，。]{0,3}(?:排|放|搁|在)[^，。]{0,3}[前头上]")


def _of_all_shown(own: Query, listed: Query, state: State) -> Query | None:
    """What is asked of all that was shown: how many they are, which, or in the order in which they fall due."""
    figure = state.last is not None and (state.last.extreme or state.last.contrast)
    if own.filter or own.progress or len(state.shown) < 2 or figure:
        return None
    backwards = _BACKWARDS.search(own.words)
    if (_SORTED.search(own.words) or backwards) and listed.act in _PLAIN:
        among = replace(_plain(listed, state.shown), by="latest" if backwards else "earliest")
        return replace(_as_asked(own, among), act=Act.LIST, kind=Kind.LIST)
    if own.act is Act.COUNT or (own.act is Act.FIELD and own.intent == "count" and own.field is None):
        return _as_asked(replace(own, kind=Kind.COUNT), replace(listed, among=state.shown, within=True))
    return None


def _plain(listed: Query, shown: tuple[int, ...]) -> Query:
    """The problems as they stand, however they were found."""
    return replace(
        listed,
        act=Act.LIST,
        kind=Kind.LIST,
        filter=Filter(),
        progress=None,
        extreme=None,
        by="",
        held=None,
        among=shown,
        within=True,
        spared=(),
        joined=(),
    )


def _told(own: Query, listed: Query, *, gone: tuple[int, ...], shown: tuple[int, ...]) -> Query | None:
    rest = tuple(n for n in shown if n not in gone)
    return _as_asked(own, replace(listed, among=rest, within=True, spared=gone, joined=())) if gone and rest else None


def _as_asked(own: Query, made: Query) -> Query:
    act, kind = (Act.COUNT, Kind.COUNT) if own.kind is Kind.COUNT else (Act.LIST, Kind.LIST)
    return replace(made, text=own.text, words=own.words, act=act, kind=kind, field=None, topic="", bare=True)


def _names_values(own: Query) -> bool:
    return bool(own.filter or own.progress or capacity_of(own) is not Duty.ANY)


def _gone(own: Query, listed: Query, state: State, desk: Desk, today: date, agenda: Agenda | None) -> tuple[int, ...]:
    """Those of the problems shown that the message takes out: those it names, or those that are not as it says (立行立改的排除在外)."""
    if own.number is not None and own.number > 0:
        named = own.numbers or (own.number,)
    elif own.places:
        named = tuple(state.shown[p - 1 if p > 0 else p] for p in own.places if 0 < abs(p) <= len(state.shown))
    elif _names_values(own):
        asked = narrowed(replace(own, act=Act.LIST, kind=Kind.LIST, field=None), state, listed, said=True)
        named = carried_out(asked, desk.plan, today, desk.mentions, agenda).problems
        if _says_what_stays(asked.filter) or spares("overdue", own.words):
            named = tuple(n for n in state.shown if n not in named) if named else ()
    else:
        things = [part for part in _JOINED.split(own.words) if part]
        each = [_speaking(replace(own, words=part, topic=part), state.shown, desk) for part in things]
        every = tuple(n for found in each for n in found)
        named = every if len(each) > 1 and all(each) else _speaking(own, state.shown, desk)
    return tuple(n for n in state.shown if n in named)


_JOINED = re.compile("[、和跟与及]")


def _says_what_stays(wanted: Filter) -> bool:
    """Whether the words were read together with what is done to them: 水务局的不要 as those that are not its."""
    return wanted.order == "dated" or wanted.not_then or bool(wanted.times.outside) or any(t.negated for t in wanted.terms)


def _besides(own: Query, listed: Query, desk: Desk, today: date, agenda: Agenda | None) -> tuple[int, ...]:
    """Those of the whole plan that the message names; of what the set was limited to, what it names another value of is another."""
    if own.number is not None and own.number > 0:
        return own.numbers or (own.number,)
    if not _names_values(own):
        return _speaking(own, tuple(p.number for p in desk.plan.problems), desk)
    own = replace(own, act=Act.LIST, kind=Kind.LIST, field=None)
    for asked in (edited(own, listed) if _is_of_its_kind(own, listed) else own, own):
        if more := carried_out(replace(asked, among=None, within=False), desk.plan, today, desk.mentions, agenda).problems:
            return more
    return ()


def _is_of_its_kind(own: Query, listed: Query) -> bool:
    """Whether the message names what the set has another value of: a unit for a unit, a time for a time, a capacity."""
    wanted, before = own.filter, listed.filter
    if wanted.terms:
        return bool(before.terms)
    if wanted.times:
        return bool(before.times)
    if wanted.theme or wanted.themes or wanted.aspect:
        return bool(before.theme or before.themes or before.aspect)
    return not own.progress or bool(listed.progress)


def _speaking(own: Query, among: tuple[int, ...], desk: Desk) -> tuple[int, ...]:
    """The problems that speak of the thing that is named; where none of its words is telling, the one that is meant most likely."""
    pieces = load_phrases().filler.split(unfilled(own.words, own.filter))
    linked = {n for thing in linked_things(own.words, desk.mentions) for n in desk.mentions.problems_with(thing)}
    if linked:
        return tuple(n for n in among if n in linked)
    for thing in sorted(desk.mentions.named_in(pieces), key=len, reverse=True):
        if found := tuple(n for n in desk.mentions.problems_with(thing) if n in among):
            return found if len(found) < len(among) else ()
    asked = replace(own, act=Act.FIELD, kind=None, field=None, bare=False, topic=own.topic or own.words)
    meant = by_topic(asked, desk, START)
    found = () if meant.refused or meant.kind is Kind.CHOOSE else meant.problems[:1]
    return tuple(n for n in found if n in among)
