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

from bot.language.dates import ANY_TIME
from corpus.text.numbers import to_int

from .another_value import another_thing, of_told_clause, other_theme, other_value
from .duties import capacity_of
from .edits import changes_units, edited, edits_set, names_other_duty, other_bounds
from .elements import absolute, back_to, element, names_measure, of_measure, other_one, with_last_field
from .focus import about_focus, of_the_problem, others_in_it
from .others import by_how_many, elsewhere, in_both, in_either, of_those_told
from .query import NO_QUERY, SET_KINDS, UNIT_KINDS, Act, Contrast, Duty, Kind, Query
from .said_of_it import claim_or_state, stands
from .state import FEW, SETS, State
from .within import OF_SHOWN, WHETHER_ANY, WITHIN, affirms, asks_for_them, narrowed, next_best, set_after

__all__ = ["resolve"]


def resolve(question: Query, state: State) -> Query:
    """The question as it is meant in its conversation."""
    question = _mine(question, state)
    if _REST_OF_IT.match(question.words) and len(state.focus) == 1 and state.measure and state.measure.isdecimal():
        return of_measure(replace(question, act=Act.FIELD, social=None, field=None), state, int(state.measure))
    if question.undone and question.number is None and len(state.focus) == 1:
        return replace(question, number=state.focus[0], carried=state.focus[0])
    if question.act is Act.SOCIAL or question.undone or state.last is None:
        return absolute(question)
    if back := back_to(question, state):
        return back
    question = another_thing(question, state)
    if (number := other_one(question, state)) is not None:
        return with_last_field(replace(question, number=number, bare=True, refers_back=True), state)
    if state.listed and question.kind in SET_KINDS and affirms(question, state.listed):
        return question
    if question.corrects:
        return _corrected(question, state, state.last)
    if ranked := _next_in_rank(question, state):
        return ranked
    of_both = in_both(question, state) or in_either(question, state) or by_how_many(question, state) or _the_two(question, state)
    if other := others_in_it(question, state) or elsewhere(question, state) or of_both or _end_of_shown(question, state):
        return other
    if question.places and question.act is not Act.EXTREME:
        return element(question, state)
    if theirs := of_those_told(question, state) or _of_the_list(question, state):
        return theirs
    if standing := stands(question, state):
        return standing
    if (
        about := of_told_clause(question, state)
        or claim_or_state(question, state)
        or other_value(question, state)
        or other_theme(question, state)
    ):
        return about
    if question.act in SETS:
        return set_after(question, state, state.listed or NO_QUERY)
    if question.act is Act.FIELD and question.number is None and (part := of_the_problem(question, state)):
        return part
    return _of_a_problem(question, state)


_REST_OF_IT = re.compile("(?:那|还有)?(?:剩下|余下|其余|剩余)的?(?:那些|部分|几[个座家条])?呢[?？]?$")
"""剩下的呢 after a step was told: the measure of it, whole."""


_SAME = re.compile(
    "^(?:[那这它][两俩]?[个项]?|两[个项]|它们)?(?:都?是)?(?:不是)?(?:一样|相同|同一?个?(?:单位|部门|局)|一个(?:单位|部门|局))(?:管|负责)?的?[吗么不没]"
)


def _the_two(question: Query, state: State) -> Query | None:
    """一样吗, 哪个早 after one problem and then another: both are held against one another."""
    asked = question.contrast or (Contrast(claims=True) if _SAME.match(question.words) else None)
    points = question.number is not None or question.filter or question.places
    if asked is None or asked.topics or asked.than or points or state.beside is None or len(state.focus) != 1:
        return None
    of_units = asked.end is None and state.last is not None and state.last.field in UNIT_KINDS
    field = state.last.field if of_units and state.last and state.last.field else asked.field
    duty = Duty.ACCEPTS if field is Kind.ACCEPTANCE else asked.duty
    both = (state.beside, *state.focus)
    return replace(question, act=Act.COMPARE, contrast=replace(asked, field=field, duty=duty), number=both[0], numbers=both)


_NEXT_IN_RANK = re.compile("^(?:那么?)?(?:排|数)?第(?P<n>[二三四五2-5])(?:名|位)?的?(?:是)?(?:谁|哪[个家局])?呢?[?？]?$")


def _next_in_rank(question: Query, state: State) -> Query | None:
    """排第二的呢 after which unit has most."""
    found, last = _NEXT_IN_RANK.match(question.words), state.last
    if found is None or last is None or last.extreme is None:
        return None
    end = replace(last.extreme, place=to_int(found["n"]) or 1)
    return next_best(replace(question, act=Act.EXTREME, kind=Kind.LIST, extreme=end, field=None, bare=True), last)


def _end_of_shown(question: Query, state: State) -> Query | None:
    """哪个先到期 after a list: held against one another are those talked about."""
    asked = question.contrast
    named = question.number is not None or question.filter or (asked and (asked.topics or asked.than))
    meant = state.focus if len(state.focus) > 1 else state.shown
    if question.act is not Act.COMPARE or not asked or named or len(meant) < 2:
        return None
    if asked.end is None and len(meant) <= FEW and question.bare:
        return replace(question, number=meant[0], numbers=meant)
    if not asked.end or asked.end.of == "unit":
        return None
    return replace(question, act=Act.EXTREME, kind=Kind.LIST, extreme=asked.end, among=meant, within=True, field=None)


def _mine(question: Query, state: State) -> Query:
    """牵头的有几项, of who has said who they are: theirs, where no other unit is talked about."""
    others = state.listed is not None and state.listed.filter.terms
    duty = capacity_of(question)
    limited = duty is not Duty.ANY or question.progress
    if state.me is None or others or question.act not in (Act.LIST, Act.COUNT) or question.filter.terms or not limited:
        return question
    return replace(question, filter=replace(question.filter, terms=(replace(state.me, duty=duty),)))


_NOMINAL = re.compile("的呢?[?？]?$")


_WHENEVER = re.compile(
    "(?:不管|不论|不分|不限|无论|甭管)(?:是|在)?(?:哪一?[年月]|什么时[候间]|啥时候?|时间|年份|[时期]限)|哪一?年的?(?:都|也)(?:要|算|行|可以)"
)


def _of_the_list(question: Query, state: State) -> Query | None:
    """那配合的呢 after a set edits it; 哪几个是能源局牵头 is answered within it."""
    listed = state.listed or NO_QUERY
    if _WHENEVER.search(question.words) and question.number is None and (listed.filter.times or listed.filter.order):
        whenever = replace(listed.filter, times=ANY_TIME, order=None)
        return replace(listed, text=question.text, words=question.words, filter=whenever)
    if bounded := other_bounds(question, listed):
        return bounded
    if question.share and question.bare and state.listed is state.last and not question.filter:
        return edited(replace(question, act=Act.COUNT, kind=Kind.COUNT), listed)
    if listed.act in SETS and changes_units(question, listed):
        return edited(question, listed)
    if asks_for_them(question, state):
        return replace(listed, text=question.text, words=question.words, act=Act.LIST, kind=Kind.LIST)
    if names_other_duty(question, listed):
        return edited(question, listed)
    duty = capacity_of(question) if question.field in UNIT_KINDS else Duty.ANY
    picks = _NOMINAL.search(question.words) or WHETHER_ANY.match(question.words)
    if WITHIN.search(question.words) and picks and (question.filter.terms or question.filter.times):
        return (
            narrowed(replace(question, field=None), state, listed, said=True) if len(state.shown) > 1 and state.listed else None
        )
    any_of_one = len(state.shown) == 1 and listed.filter.terms and WHETHER_ANY.match(question.words)
    of_shown = question.bare and (len(state.shown) > 1 or any_of_one) and state.listed is state.last
    if duty is not Duty.ANY and question.act is not Act.EXTREME and of_shown and OF_SHOWN.search(question.words):
        return narrowed(replace(question, field=None), state, listed, said=True)
    if _is_their_own(question, state, listed, duty):
        return narrowed(replace(question, field=None), state, listed, said=True)
    return None


def _is_their_own(question: Query, state: State, listed: Query, duty: Duty) -> bool:
    """其中它打头的呢 after the tasks of a unit: those of them that it has in another capacity."""
    says = WITHIN.search(question.words) and _NOMINAL.search(question.words) and not question.filter
    of_them = state.listed is state.last and len(state.shown) > 1 and listed.filter.terms
    return bool(says and of_them and duty not in (Duty.ANY, listed.filter.duty))


def _of_a_problem(question: Query, state: State) -> Query:
    """A measure, a number, an edit of the last set, or what is talked about."""
    if question.measure is not None and question.number is None and len(state.focus) == 1:
        return replace(question, number=state.focus[0], carried=state.focus[0], kind=question.field or Kind.MEASURES)
    if question.step and state.last and state.last.measure and len(state.focus) == 1 and "条" in question.words:
        next_one = state.last.measure + question.step
        if 0 < next_one <= state.measures:
            return of_measure(replace(question, step=0), state, next_one)
    if question.number == -1 and "条" in question.words and question.field is None and _counted_measures(state):
        return replace(question, number=None, among=state.shown, bare=True, kind=None)  # of which of them is not said
    if names_measure(question, state):
        return of_measure(question, state, state.measures if question.number == -1 else question.number or 0)
    if question.number == -1 and len(state.shown) > 1 and state.listed is state.last:
        return element(replace(question, number=None, places=(-1,)), state)
    if question.number is not None or question.step:
        return with_last_field(question, state)
    listed = state.listed or NO_QUERY
    if edits_set(question, listed) and not question.field:
        return edited(question, listed)
    of_units = question.filter.terms and question.act is Act.FIELD and not question.field
    return about_focus(question, state) if question.bare and not of_units else with_last_field(question, state)


def _counted_measures(state: State) -> bool:
    """Whether it was told how many measures several problems have."""
    end = state.last.contrast.end if state.last and state.last.contrast else None
    return end is not None and end.of == "measures" and len(state.shown) > 1


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
        return about_focus(question, state)
    if question.field is None and last.field:
        return replace(question, field=last.field)
    return question
