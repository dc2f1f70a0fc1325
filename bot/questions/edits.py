"""A set asked for after something was shown: within it, as an edit of the last set, or anew."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language.dates import ANY_TIME, in_year_of
from bot.ledger.parties import parties_named, party_name

from .filters import denies_duty, duty_said
from .phrases import load_phrases
from .query import NO_QUERY, Act, Duty, Filter, Kind, Query, Term
from .state import SETS, State

WITHIN = re.compile(
    r"其中|里面|里头|这里|当中|这几[个条项]|那几[个条项]|这[两俩三四五六七八九][个条项]|这些|那些|上面的?|以上|之中|中的|(?<=[个项条])里|剩下|挑|只看|只要|筛|选出"
)
OF_SHOWN = re.compile(
    r"哪(?:[个条项]|[几两俩三四][个条项]|一[个条项])(?:是|归|有|单独|由|不|也|属)|(?:是|归).{0,10}哪(?:[个条项]|[几两俩三四][个条项])|^有.{0,12}[吗没么]|^.{1,14}的?有(?:吗|没有?)[?？]?$|^哪些(?:是|只|归|由|不)|哪(?:[个条项]|[几两][个条项])[?？]?$"
)
WHETHER_ANY = re.compile("(?:里面|其中)?有.{1,12}[吗没么]|.{1,14}的?有(?:吗|没有?)[?？]?$")
"""有2025年到期的吗, said of the list that was shown: none is an answer too."""
_PART = re.compile(r"(?:干|做|管|负责)(?:啥|什么|哪块)[?？]?$")
_EDITS = re.compile(r"呢(?:[?？,，]|$)|^那|换成?|再看|改成")
_ONLY_VALUES = re.compile("(?!.*(?:[谁哪啥几多什有]|全|所有|清单|问题|任务|列)).{2,16}的$")
"""2025年的, 逾期的, 能源局牵头的: nothing but values."""
_OTHER_DUTY = re.compile(
    "^(?:[^谁哪]{0,10}|哪[些几个项条]+是(?:它|他们?|该局))(?:牵头|主责|配合|协办|参与|验收)的(?:问题|任务)?(?:呢|都?有?(?:哪|几|多少)[些个项条]{0,2}|是?哪几[个项]|有没有|有吗)?[?？]?$"
)
_THERE = re.compile("(?:那边|那块|这边|那里)呢")
_ONLY_UNIT = re.compile("^那?[^谁哪]{2,12}呢[?？]?$")
_DOES = re.compile(
    r"在(?:里面|里头|里边|其中|这(?:里面?|项里?|条里?|个里?|中))|(?:里面|里头|这里)?(?:要|该|得|应|具体)[^谁哪]{0,10}(?:干|做|完成|改)(?:完|好|到|些)?(?:啥|什么|哪些|多少)|又?管(?:啥|什么)$"
)
_ANEW = re.compile(r"一共|总共|全部|所有|方案|全市|都有(?:哪些|谁|什么)|有哪些|还有没有|任务|问题有")


_WHOLE = re.compile(r"总共|全部|所有|方案|全市|清单|整个|问题")


def edits_set(question: Query, last: Query) -> bool:
    """Whether a message without a topic of its own changes a value of the last set."""
    says = bool(question.filter) or duty_said(question.words) is not Duty.ANY
    return last.act in SETS and says and (question.bare or len(question.topic) <= 4)


def names_other_duty(question: Query, last: Query) -> bool:
    """那配合的呢, 验收的有哪些: the units of the last set in another capacity."""
    own = bool(question.filter.terms) or duty_said(question.words) is Duty.ANY
    return last.act in SETS and bool(last.filter.terms) and not own and bool(_OTHER_DUTY.search(question.words))


_BOTH = re.compile(
    "(?:两|俩|2)(?:[个份张边次批组者])?(?:单子|名单|清单|列表|结果)?.{0,8}(?:都有|都在|重合|重复|共有|共同|交集|相同)|(?:重合|交集)的?"
)


def in_both(question: Query, state: State) -> Query | None:
    """两个单子里都有的: what stands in both of the lists that were shown last."""
    named = question.filter and any(t.units for t in question.filter.terms)
    if not _BOTH.search(question.words) or named or question.filter.times or not state.earlier or state.listed is None:
        return None
    both = tuple(n for n in state.earlier if n in state.shown)
    kind = Kind.COUNT if question.amounts else Kind.LIST
    return replace(NO_QUERY, text=question.text, words=question.words, act=Act.LIST, kind=kind, among=both, within=True)


_OTHERS = re.compile("(?:别的|其[他它]|另外的?)(?:任务|问题|活|事|项)?(?:吗|么|没有?|哪|什么|啥|呢|[?？]|$)")
_SAME = re.compile("(?:同一?个?|这个?|该|那个?)(?P<of>[区县旗市局委办])(?:的|里)?(?:还|也)?(?:有|别|其[他它])")


def changes_units(question: Query, last: Query) -> bool:
    """加上城管局, 去掉交通局: one unit more or less than in the last set; 那它管哪几项: the same in any capacity."""
    terms, words = last.filter.terms, question.words
    if terms and question.bare and last.filter.duty is not Duty.ANY and not question.filter and _IN_ANY.search(words):
        return True
    return bool(terms and question.filter.terms and (_AND.match(words) or (_WITHOUT.match(words) and len(terms) > 1)))


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


def elsewhere(question: Query, state: State) -> Query | None:
    """别的条里还有没有说到它的: the problems that speak of the same, without those talked about."""
    if others := _rest(question, state) or _others_of(question, state):
        return others
    theme = question.filter.theme or state.spoken
    if not question.besides or not state.focus or not theme:
        return None
    wanted = replace(question.filter, theme=theme, anywhere=True, without=state.focus)
    return replace(question, act=Act.LIST, kind=Kind.LIST, filter=wanted, field=None, number=None, bare=False)


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
        and not _WHOLE.search(question.words)
    ):
        return edited(question, last)
    of_one = state.shown and last is state.last and question.filter
    if WITHIN.search(question.words) and (len(state.shown) > 1 or of_one):
        return narrowed(question, state, last, said=True)
    edits = _EDITS.search(question.words) or (question.bare and _ONLY_VALUES.match(question.words))
    says = question.filter or question.progress or _only_says_duty(question)
    if edits and says and last.act in SETS and not WITHIN.search(question.words) and _is_value_of(question, last):
        return edited(question, last)
    if question.act is Act.MILESTONES and not question.filter and last is state.last and last.filter.times:
        return replace(question, kind=Kind.LIST, filter=last.filter)
    if _ANEW.search(question.words):
        return question
    if last.act in SETS and last.filter.terms and _TOGETHER_WITH.search(question.words):
        return edited(question, last)
    if _is_of_shown(question, state, last):
        return narrowed(question, state, last, said=bool(WHETHER_ANY.match(question.words)))
    return _figure_of_shown(question, state, last)


def _figure_again(question: Query, state: State, last: Query) -> Query | None:
    """各几项 after two units were held against each other; 几条 after what has most measures."""
    before = state.last
    if question.act is Act.GROUPS and before and before.act is Act.COMPARE and before.filter.terms and not question.filter:
        return replace(before, text=question.text, words=question.words)
    of_most = last is before and last.extreme is not None and last.extreme.of == "measures" and len(state.focus) == 1
    if not of_most or question.act is not Act.COUNT or question.filter:
        return None
    number, kind = state.focus[0], Kind.MEASURES
    return replace(question, act=Act.FIELD, kind=kind, field=kind, number=number, carried=number)


def of_the_problem(question: Query, state: State) -> Query | None:
    """责任单位有哪些, and what one of its units has to do, said of the one problem that is talked about."""
    if len(state.focus) != 1:
        return None
    number = state.focus[0]
    if question.act is Act.UNITS and not question.filter and not _WHOLE.search(question.words):
        field = Kind.ACCEPTANCE if "验收" in question.words else Kind.RESPONSIBLE
        return replace(question, act=Act.FIELD, kind=field, field=field, number=number, carried=number)
    duty = duty_said(question.words)
    if question.act in (Act.LIST, Act.COUNT) and state.listed is None and not question.filter and duty is not Duty.ANY:
        kind = duty.told
        return replace(question, act=Act.FIELD, kind=kind, field=kind, number=number, carried=number)
    if not _asks_part_in_it(question, state):
        return None
    return replace(question, act=Act.FIELD, kind=None, number=number, carried=number, topic=question.words)


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


def _is_value_of(question: Query, last: Query) -> bool:
    """Whether it changes a value, or adds one to a set of a unit or a time: after a theme, a unit's set is a new one."""
    return bool(last.filter or last.progress or question.progress)


def _only_says_duty(question: Query) -> bool:
    return not question.filter and duty_said(question.words) is not Duty.ANY


def _is_of_shown(question: Query, state: State, last: Query) -> bool:
    """Whether a state, a capacity or 哪几个 picks from the list that was shown."""
    if last.act not in SETS or not state.shown:
        return False
    by_state = question.progress and not question.filter
    return bool(by_state or OF_SHOWN.search(question.words) or _only_says_duty(question))


def _figure_of_shown(question: Query, state: State, last: Query) -> Query:
    """Units, groups and steps are those of what is talked about."""
    steps_of_one = question.act is Act.MILESTONES and last is NO_QUERY and not question.filter.terms
    if question.act not in (Act.UNITS, Act.GROUPS, Act.MILESTONES) or (question.filter and not steps_of_one):
        return question
    if question.act is Act.MILESTONES and len(state.focus) == 1:
        return replace(question, number=state.focus[0], carried=state.focus[0])
    return replace(question, among=state.shown) if last.act in SETS and len(state.shown) > 1 else question


def narrowed(question: Query, state: State, last: Query, *, said: bool) -> Query:
    """Within what was shown; a capacity alone is that of the unit talked about."""
    wanted = question.filter
    duty = duty_said(question.words)
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


def edited(question: Query, last: Query) -> Query:
    """The last set with the values that the message names in place of its own."""
    counted = question.act in (Act.COUNT, Act.UNITS, Act.GROUPS)
    act, kind = (question.act, question.kind) if counted else (last.act, last.kind)
    return replace(
        question, act=act, kind=kind or Kind.LIST, filter=_edited_filter(question, last.filter), among=last.among,
        within=last.within, progress=question.progress or last.progress, extreme=last.extreme, field=None,
    )  # fmt: skip


_WITHOUT = re.compile("(?:那|再)?(?:去掉|不算|不要|除去|拿掉|减去|刨掉)")
_IN_ANY = re.compile("(?:管|负责|参与|涉及)(?:了|的|着)?(?:哪|几|多少|什么|啥)")
_AND = re.compile("(?:那|再)?(?:加上?|算上|带上).{2,12}")
_TOGETHER_WITH = re.compile("(?:跟|和|与|同).{2,12}(?:一起|一块|共同|一同|都有份)")


def _edited_filter(question: Query, before: Filter) -> Filter:
    wanted = question.filter
    if _WITHOUT.match(question.words) and wanted.terms:
        gone = {u for t in wanted.terms for u in t.units}
        return replace(before, terms=tuple(t for t in before.terms if not gone & set(t.units)))
    if (_TOGETHER_WITH.search(question.words) or _AND.match(question.words)) and wanted.terms:
        return replace(before, terms=(*before.terms, *wanted.terms), any_unit=False, times=wanted.times or before.times)
    if wanted.order in ("ongoing", "undated", "dated", "overdue") and not wanted.times:
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
        written=wanted.written or before.written,
    )  # fmt: skip


def _edited_terms(question: Query, before: tuple[Term, ...]) -> tuple[Term, ...]:
    """Other units in the capacity of those before, or those before in another, or also not in another (其中不牵头的)."""
    terms, duty = question.filter.terms, duty_said(question.words)
    if not terms and denies_duty(question.words):
        return (*before, *(replace(t, duty=duty, negated=True) for t in before))
    if not terms and _IN_ANY.search(question.words):
        return tuple(replace(t, duty=Duty.ANY) for t in before)
    if not terms:
        return before if duty is Duty.ANY else tuple(replace(t, duty=duty) for t in before)
    if duty is not Duty.ANY or not before:
        return terms
    first, negated = before[0], any(t.negated for t in terms) or all(t.negated for t in before)
    return tuple(replace(t, duty=first.duty, by_name=t.by_name or first.by_name, negated=negated) for t in terms)


_OF_PROBLEMS = re.compile("哪[个条项一些]|问题|任务|的是|单位")


def _extreme_after(question: Query, state: State, last: Query) -> Query:
    """最早的呢 after the latest is of the same set; 最晚的那个 after a list is of the list."""
    own = bool(question.filter)
    duty = duty_said(question.words)
    if last.act is Act.GROUPS and question.extreme and question.extreme.duty is Duty.ANY:
        question = replace(question, extreme=replace(question.extreme, duty=last.duty))
    if duty not in (Duty.ANY, last.filter.duty) and last.filter.terms and not own and WITHIN.search(question.words):
        return replace(question, filter=_edited_filter(question, last.filter))
    if (
        not own
        and len(state.focus) == 1
        and state.listed is None
        and question.field is Kind.DEADLINE
        and not _OF_PROBLEMS.search(question.words)
    ):
        return replace(question, act=Act.FIELD, kind=Kind.DEADLINE, number=state.focus[0], carried=state.focus[0], extreme=None)
    if last.act is Act.EXTREME and not own and len(state.shown) <= 1:
        return replace(question, filter=last.filter, among=last.among)
    if (WITHIN.search(question.words) or not own) and len(state.shown) > 1 and not _ANEW.search(question.words):
        return replace(question, among=state.shown, within=True)
    return question


def asks_for_them(question: Query, state: State) -> bool:
    """列一下, 都是哪些 after 有几项: the set itself."""
    plain = question.bare and question.act is Act.FIELD and not (question.field or question.filter or question.number)
    after_set = state.listed is not None and state.listed is state.last and state.last.act in (Act.LIST, Act.COUNT)
    return bool(plain and after_set and load_phrases().find("list", question.words))


_THEIRS = re.compile(
    r"^(?:那么?)?(?:他们?|它们?|人家|[这该]个?(?:局|单位|部门|委|办))(?:还|也|一?共|总共|都|另外|又)*(?:有|要|得)?(?:负责|牵头|验收|配合|管|参与|干|办)?[的了着]?有?(?:哪|几|多少|什么|啥|别的|其他)"
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
