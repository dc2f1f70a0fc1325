"""A set asked for after something was shown: within it (其中25年的, 哪几个是能源局牵头), as an edit of the last, or anew."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language.dates import in_year_of

from .duties import capacity_of, denies_duty
from .edits import TOGETHER_WITH, edited, edited_filter
from .focus import WHOLE, of_the_problem
from .phrases import load_phrases
from .query import NO_QUERY, Act, Contrast, Duty, Kind, Query
from .state import SETS, State

WITHIN = re.compile(
    r"其中|里面|里头|这里|当中|这几[个条项]|那几[个条项]|这[两俩三四五六七八九][个条项]|这些|那些|上面的?|以上|之中|中的|(?<=[个项条])里|剩下|挑|只看|只要|就要(?![到完过超])|光[要看]|单看|只留|留下|留着|筛|选出"
)
OF_SHOWN = re.compile(
    r"哪(?:[个条项俩仨]|[几两俩三四][个条项]|一[个条项])(?:的?(?:责任|验收|牵头|配合)单位(?:里面?|中)?(?:还|也)|是|归|有|单独|由|不|也|属|还|没|已|快|该|要)|(?:是|归).{0,10}哪(?:[个条项]|[几两俩三四][个条项])|^有.{0,12}[吗没么]|^.{1,14}的?有(?:吗|没有?)[?？]?$|^哪些(?:是|只|归|由|不)|哪(?:[个条项俩仨]|[几两][个条项])[?？]?$"
)
WHETHER_ANY = re.compile("(?:里面|其中)?有.{1,12}[吗没么]|(?:里面|其中)?有没有.{2,14}的[?？]?$|.{1,14}的?有(?:吗|没有?)[?？]?$")
"""有2025年到期的吗, said of the list that was shown: none is an answer too."""
_EDITS = re.compile(r"呢(?:[?？,，]|$)|^那|换成?|再看|改成")
_THE_ONE = re.compile("的那一?[个条项]")
"""没超期的那个什么时候到期: of the last set the one that is so."""
_ONLY_VALUES = re.compile("(?!.*(?:[谁哪啥几多什有]|全|所有|清单|问题|任务|列)).{2,16}的$")
"""2025年的, 逾期的, 能源局牵头的: nothing but values."""
_ANEW = re.compile(r"一共|总共|全部|所有|方案|全市|都有(?:哪些|谁|什么)|有哪些|还有没有|任务|问题有")


_IN_STATE = re.compile("(?:那|现在|目前)?有哪[些几][个条项]?(?:已经?|还|都|没|未)")
"""有哪些已经逾期了 after a list: of that list."""


def set_after(question: Query, state: State, last: Query) -> Query:
    """A set asked for after something was shown: within it, in place of it, or anew."""
    if question.act is Act.EXTREME:
        return _extreme_after(question, state, last)
    if again := _figure_again(question, state, last):
        return again
    if of_problem := of_the_problem(question, state):
        return of_problem
    if (
        question.act is Act.COUNT
        and question.bare
        and not question.filter
        and last.act in SETS
        and not WHOLE.search(question.words)
    ):
        return edited(question, last)
    of_one = state.shown and last is state.last and question.filter
    if WITHIN.search(question.words) and (len(state.shown) > 1 or of_one):
        return narrowed(question, state, last, said=True)
    edits = (
        _EDITS.search(question.words)
        or (question.filter.order and _THE_ONE.search(question.words))
        or (question.bare and _ONLY_VALUES.match(question.words))
    )
    says = question.filter or question.progress or _only_says_duty(question)
    if edits and says and last.act in SETS and not WITHIN.search(question.words) and _is_value_of(question, last):
        return edited(question, last)
    if question.act is Act.MILESTONES and not question.filter and last is state.last and last.filter.times:
        return replace(question, kind=Kind.LIST, filter=last.filter)
    if _ANEW.search(question.words) and not (question.progress and not question.filter and _IN_STATE.match(question.words)):
        return question
    if last.act in SETS and last.filter.terms and TOGETHER_WITH.search(question.words):
        return edited(question, last)
    counts = state.shown and _counts_theirs(question, last)
    if counts or _is_of_shown(question, state, last):
        return narrowed(question, state, last, said=bool(counts or WHETHER_ANY.match(question.words)))
    return _figure_of_shown(question, state, last)


def _figure_again(question: Query, state: State, last: Query) -> Query | None:
    """各几项 after two units were held against each other; 几条 after what has most measures."""
    before = state.last
    if question.act is Act.GROUPS and before and before.act is Act.COMPARE and before.filter.terms and not question.filter:
        return replace(before, text=question.text, words=question.words)
    of_most = last is before and last.extreme is not None and last.extreme.of == "measures"
    if not of_most or question.act is not Act.COUNT or question.filter or not state.shown:
        return None
    number, kind = state.shown[0], Kind.MEASURES
    if len(state.shown) > 1:
        return replace(
            question, act=Act.COMPARE, kind=None, number=number, numbers=state.shown, contrast=Contrast(kind, last.extreme)
        )
    return replace(question, act=Act.FIELD, kind=kind, field=kind, number=number, carried=number)


def affirms(question: Query, last: Query) -> bool:
    """林草局牵头哪个 after 林草局不牵头的: of the whole plan, as none of those can be."""
    denied = {u for t in last.filter.terms if t.negated for u in t.units}
    return any(denied & set(t.units) for t in question.filter.terms if not t.negated)


def _is_value_of(question: Query, last: Query) -> bool:
    """Whether it changes a value, or adds one to a set of a unit or a time: after a theme, a unit's set is a new one."""
    return bool(last.filter or last.progress or question.progress)


def _only_says_duty(question: Query) -> bool:
    return not question.filter and capacity_of(question) is not Duty.ANY


def _is_of_shown(question: Query, state: State, last: Query) -> bool:
    """Whether a state, a capacity or 哪几个 picks from the list that was shown."""
    if last.act not in SETS or not state.shown:
        return False
    by_state = question.progress and not question.filter
    return bool(by_state or OF_SHOWN.search(question.words) or _only_says_duty(question))


_HOW_MANY = re.compile("有?(?:几|多少)[个条项件]")


def _counts_theirs(question: Query, last: Query) -> bool:
    """有几个今年到期 after the set of a unit: of that set."""
    of_units = last.act in SETS and last.filter.terms and not last.filter.times
    limited = question.filter.times or question.filter.order
    return bool(of_units and limited and not question.filter.terms and _HOW_MANY.match(question.words))


def _figure_of_shown(question: Query, state: State, last: Query) -> Query:
    """Units, groups and steps are those of what is talked about."""
    steps_of_one = question.act is Act.MILESTONES and last is NO_QUERY and not question.filter.terms
    if question.act not in (Act.UNITS, Act.GROUPS, Act.MILESTONES) or (question.filter and not steps_of_one):
        return question
    if question.number is not None:
        return question
    if question.act is Act.MILESTONES and len(state.focus) == 1:
        return replace(question, number=state.focus[0], carried=state.focus[0])
    return replace(question, among=state.shown) if last.act in SETS and len(state.shown) > 1 else question


def narrowed(question: Query, state: State, last: Query, *, said: bool) -> Query:
    """Within what was shown; a capacity alone is that of the unit talked about."""
    wanted = question.filter
    duty = capacity_of(question)
    if not wanted.terms and duty is not Duty.ANY and last.filter.terms:
        denied = denies_duty(question.words)
        wanted = replace(wanted, terms=tuple(replace(t, duty=duty, negated=t.negated or denied) for t in last.filter.terms))
    if question.progress and not wanted.terms:
        wanted = replace(wanted, terms=last.filter.terms)  # its own parts
    if wanted.times and last.filter.times:
        wanted = replace(wanted, times=in_year_of(wanted.times, last.filter.times))
    act = question.act if question.act in SETS else Act.LIST
    kind = Kind.COUNT if question.kind is Kind.COUNT else Kind.LIST
    progress = question.progress or last.progress
    return replace(question, act=act, kind=kind, filter=wanted, among=state.shown, within=said, progress=progress)


_OF_PROBLEMS = re.compile("哪[个条项一些]|问题|任务|的是|单位")


def _extreme_after(question: Query, state: State, last: Query) -> Query:
    """最早的呢 after the latest is of the same set; 最晚的那个 after a list is of the list."""
    if nearest := next_best(question, last):
        return nearest
    ahead = "ahead" if question.filter.order == "ahead" else None  # 最近要到期的: an end, and no limit of its own
    own = bool(replace(question.filter, order=None) if ahead else question.filter)
    duty = capacity_of(question)
    if last.act is Act.GROUPS and question.extreme and question.extreme.duty is Duty.ANY:
        question = replace(question, extreme=replace(question.extreme, duty=last.duty))
    if duty not in (Duty.ANY, last.filter.duty) and last.filter.terms and not own and WITHIN.search(question.words):
        return replace(question, filter=edited_filter(question, last.filter))
    if (
        not own
        and len(state.focus) == 1
        and state.listed is None
        and question.field is Kind.DEADLINE
        and not _OF_PROBLEMS.search(question.words)
    ):
        return replace(question, act=Act.FIELD, kind=Kind.DEADLINE, number=state.focus[0], carried=state.focus[0], extreme=None)
    if last.act is Act.EXTREME and not own and len(state.shown) <= 1:
        return replace(question, filter=replace(last.filter, order=ahead or last.filter.order), among=last.among)
    if (WITHIN.search(question.words) or not own) and len(state.shown) > 1 and not _ANEW.search(question.words):
        return replace(question, among=state.shown, within=True)
    return question


_COUNTED = re.compile("局|部门|单位|[区县旗]|措施|节点|方面|月|到期|完成")


def next_best(question: Query, last: Query) -> Query | None:
    """第二多的呢 after who has most, or after a figure of each: of the same."""
    extreme, before = question.extreme, last.extreme
    if extreme is None or extreme.place == 1 or question.filter or _COUNTED.search(question.words):
        return None
    if before:
        wanted = (
            last.filter if last.act is Act.EXTREME else replace(last.filter, terms=())
        )  # whose the tasks were that came first
        asked = replace(before, place=extreme.place, most=extreme.most)
    elif last.act is Act.GROUPS and last.by in _OF_GROUPS:
        wanted, asked = last.filter, replace(extreme, of=last.by, duty=last.duty)
    else:
        return None
    return replace(question, extreme=asked, filter=wanted, among=last.among)


_OF_GROUPS = ("unit", "office", "district", "aspect", "month")


_ALL_THERE_ARE = re.compile("问题|任务|清单|目录|方案|全[市县区]|事项")


def asks_for_them(question: Query, state: State) -> bool:
    """列一下, 都是哪些, 都列出来 after 有几项: the set itself."""
    whole = question.act is Act.LIST and not _ALL_THERE_ARE.search(question.words)
    plain = question.bare and not (question.field or question.filter or question.number or question.progress)
    after_set = state.listed is not None and state.listed is state.last and state.last.act in (Act.LIST, Act.COUNT)
    asks = whole or (question.act is Act.FIELD and load_phrases().find("list", question.words))
    return bool(plain and after_set and asks)
