"""Other problems than those talked about: 除了这些呢, 别的条里还有吗, 林业局还管别的吗, 两个单子里都有的, 他们还验收哪些."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language.dates import Times
from bot.ledger.parties import parties_named, party_name

from .duties import duty_said
from .query import NO_QUERY, Act, Duty, Filter, Kind, Query, Term
from .state import SETS, State

_BOTH = re.compile(
    "(?:两|俩|2)(?:[个份张边次批组者])?(?:单子|名单|清单|列表|结果)?.{0,8}(?:都有|都在|重合|重复|共有|共同|交集|相同)|(?:重合|交集)的?|^(?:那)?(?:[两俩]个?[局区县家边]?)?都(?:有|负责|管)的|^(?:那)?共同的"
)


def in_both(question: Query, state: State) -> Query | None:
    """两个单子里都有的: what stands in both of the lists that were shown last, or is of both units that were compared."""
    named = question.filter and any(t.units for t in question.filter.terms)
    if not _BOTH.search(question.words) or named or question.filter.times or state.last is None:
        return None
    if _compares_two(state.last):
        of_both = replace(state.last.filter, any_unit=False)
        return replace(
            state.last, act=Act.LIST, kind=Kind.LIST, text=question.text, words=question.words, filter=of_both, contrast=None
        )
    if not state.earlier or state.listed is None:
        return None
    both = tuple(n for n in state.earlier if n in state.shown)
    kind = Kind.COUNT if question.amounts else Kind.LIST
    return replace(NO_QUERY, text=question.text, words=question.words, act=Act.LIST, kind=kind, among=both, within=True)


_BY_HOW_MANY = re.compile("^(?:那)?(?:相?差|多|少|多出)(?:了|出)?(?:几|多少)[个项条]?(?:任务|问题)?[?？]?$")


def by_how_many(question: Query, state: State) -> Query | None:
    """多几个, 差多少 after 水务局和能源局谁的任务多: both counts once more."""
    asks = state.last is not None and _compares_two(state.last) and _BY_HOW_MANY.match(question.words)
    return replace(state.last, text=question.text, words=question.words) if asks and state.last else None


def _compares_two(last: Query) -> bool:
    return last.act is Act.COMPARE and len(last.filter.terms) == 2


_ALTOGETHER = re.compile(
    "(?:那|这?[两俩]个?[局区县家边组张]?)?(?:任务|问题)?(?:(?P<sum>加起来|合起来|加一起|加在一起|合在一起|合计|相加)|一?共|总共)(?:是|有)?(?:多少|几)[项个条]?(?:任务|问题)?[?？]?$"
)


def in_either(question: Query, state: State) -> Query | None:
    """加起来多少 after 水务局和能源局各几项, or after the list of one and then of the other: what stands in either."""
    found, last = _ALTOGETHER.match(question.words), state.last
    if found is None or question.filter or last is None:
        return None
    count = replace(NO_QUERY, text=question.text, words=question.words, act=Act.COUNT, kind=Kind.COUNT)
    if (last.act is Act.COMPARE or last.act in SETS) and len(last.filter.terms) > 1:
        return replace(count, filter=replace(last.filter, any_unit=True), among=last.among, within=last.within)
    if last.act in (Act.LIST, Act.COUNT) and not (found["sum"] and state.earlier):
        return replace(last, act=Act.COUNT, kind=Kind.COUNT, text=question.text, words=question.words)
    if not found["sum"] or not state.earlier or state.listed is not last:
        return None
    either = tuple(sorted({*state.earlier, *state.shown}))
    return replace(count, among=either, within=True)


_OTHERS = re.compile("(?:别的|其[他它]|另外的?)(?:任务|问题|活|事|项)?(?:吗|么|没有?|哪|什么|啥|呢|[?？]|$)")
_SAME = re.compile("(?:同一?个?|这个?|该|那个?)(?P<of>[区县旗市局委办])(?:的|里)?(?:还|也)?(?:有|别|其[他它])")
_REST = re.compile(
    "^(?:那)?(?:除了?(?:这|那|上面|以上)[些几个项条]{0,3}(?:以外|之外|外)?的?(?:呢|还有(?:哪些|什么|别的)?(?:呢|吗)?)|(?:其余|剩下|余下|其他|别)的(?:呢|有哪些|是哪些))[?？]?$"
)


def _rest(question: Query, state: State) -> Query | None:
    """除了这些呢, 其余的呢 after a set: what it leaves out, of the same units."""
    listed = state.listed
    if listed is None or listed is not state.last or len(state.shown) < 1 or not _REST.match(question.words):
        return None
    of = listed.among if listed.within else None
    before = listed.filter
    narrower = before.times or before.order or before.duty is not Duty.ANY or listed.progress
    terms = tuple(replace(t, duty=Duty.ANY) for t in before.terms) if narrower else ()
    wanted = Filter(terms=terms, aspect=before.aspect if narrower else None, without=state.shown)
    return replace(NO_QUERY, text=question.text, words=question.words, act=Act.LIST, kind=Kind.LIST, filter=wanted, among=of)


def _others_of(question: Query, state: State) -> Query | None:
    """林业局还管别的吗, 同一个区的还有吗: the other problems of that unit."""
    same = _SAME.search(question.words)
    terms = question.filter.terms
    if not state.focus or question.number is not None or not (same or (terms and _OTHERS.search(question.words))):
        return None
    if same and not terms:
        local = tuple(u for u in state.charged if party_name(u) != u and party_name(u).endswith(same["of"]))
        units = local or (state.told if same["of"] in "局委办" else ())
        names = parties_named(units)
        terms = (Term(names[0], units),) if len(names) == 1 else ()
    wanted = replace(question.filter, terms=terms, without=state.focus)
    return replace(question, act=Act.LIST, kind=Kind.LIST, filter=wanted, field=None, bare=True) if terms else None


_AS_LATE = re.compile(
    "(?:(?:这个?|该|同一?个?|一样的?|同样的?|相同的?|一个)(?:整改)?(?:时限|期限|时间|日子)|同(?:一?天|日|期))(?:到期|完成|整改完)?的?|(?:一起|同时)(?:到期|整改完)"
)
_WHICH_ELSE = re.compile("还有|也是|别的|其[他它余]|哪[些几]|有没有|有几|多少")


def _as_late(question: Query, state: State) -> Query | None:
    """还有哪些也是这个时限, 同一天到期的有几项: the other problems that are due on the day of the one talked about."""
    asks = _AS_LATE.search(question.words) and _WHICH_ELSE.search(question.words)
    if not asks or state.due is None or question.filter.terms or question.filter.times or question.number is not None:
        return None
    kind = Kind.COUNT if question.kind is Kind.COUNT else Kind.LIST
    wanted = Filter(times=Times((state.due,)), whole=True, without=state.focus)
    return replace(NO_QUERY, text=question.text, words=question.words, act=Act(kind), kind=kind, filter=wanted)


def elsewhere(question: Query, state: State) -> Query | None:
    """别的条里还有没有说到它的: the problems that speak of the same, without those talked about."""
    if others := _rest(question, state) or _others_of(question, state) or _as_late(question, state):
        return others
    theme = question.filter.theme or state.spoken
    if not question.besides or not state.focus or not theme:
        return None
    wanted = replace(question.filter, theme=theme, anywhere=True, without=state.focus)
    return replace(question, act=Act.LIST, kind=Kind.LIST, filter=wanted, field=None, number=None, bare=False)


_THEIRS = re.compile(
    r"^(?:那么?)?(?:他们?|它们?|人家|[这该]个?(?:局|单位|部门|委|办))(?:还|也|一?共|总共|都|另外|又)*(?:有|要|得)?(?:负责|牵头|验收|配合|管|参与|干|办|摊上|摊|扛|背|领|担|接)?[的了着]?有?(?:哪|几|多少|什么|啥|别的|其他)"
)


def of_those_told(question: Query, state: State) -> Query | None:
    """他们还验收哪些 after 谁验收: the problems of the unit that was just told."""
    if not state.told or question.filter.terms or question.number is not None or not _THEIRS.search(question.words):
        return None
    term = Term("、".join(state.told), state.told, duty_said(question.words))
    kind = Kind.COUNT if question.kind is Kind.COUNT else Kind.LIST
    return replace(
        question, act=Act(kind), kind=kind, field=None, filter=replace(question.filter, terms=(term,)), unanswerable=None
    )
