"""A conversation has a state: the last question, what was shown for it in order, and what is talked about now. A follow-up edits.

another field      那谁验收             → the same problems, that field
another value      那海南区呢           → the last set with that unit, time or aspect in place of its own
narrower           其中25年的           → within what was shown
an element         第一个的措施         → 第N个 is of what was shown; only 项, 条 and 号 are the plan's own numbers
put right          不是，我问的是验收   → the last question with that in place of its own
who I am           我是海勃湾区的       → 我们 means those units from then on
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.language.dates import Times, in_year_of

from .acts import is_yes_or_no
from .filters import duty_said
from .question import Act, Duty, Filter, Kind, Question, Term

FEW = 8
"""So many problems may be answered one after another; of more the user is asked which."""
SETS = (Act.LIST, Act.COUNT, Act.GROUPS, Act.UNITS, Act.EXTREME, Act.MILESTONES)
FIELD_KINDS = (Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.DEADLINE, Kind.MILESTONE, Kind.MEASURES, Kind.GOAL, Kind.FINDING)
"""The kinds that are fields of one problem."""
_WITHIN = re.compile(
    r"其中|里面|里头|这里|当中|这几[个条项]|那几[个条项]|这[两俩三四五六七八九][个条项]|这些|那些|上面的?|以上|之中|中的|(?<=[个项条])里|剩下|挑|只看|只要|筛|选出"
)
_OF_SHOWN = re.compile(
    r"哪(?:[个条项]|[几两俩三四][个条项]|一[个条项])(?:是|归|有|单独|由|不|也|属)|(?:是|归).{0,10}哪(?:[个条项]|[几两俩三四][个条项])|^有.{0,12}[吗没么]|^哪些(?:是|只|归|由|不)|哪(?:[个条项]|[几两][个条项])[?？]?$"
)
_PART = re.compile(r"(?:干|做|管|负责)(?:啥|什么|哪块)[?？]?$")
_EDITS = re.compile(r"呢[?？]?$|^那|换成?|再看|改成")
_OTHER_DUTY = re.compile("^那?(?:牵头|主责|配合|协办|参与|验收)的(?:呢|有?哪些|有?几项|是?哪几[个项])[?？]?$")
_DOES = re.compile(
    r"在(?:里面|其中|这(?:里面?|项里?|条里?|个里?|中))|(?:里面|这里)?(?:要|该|得|应)(?:干|做)(?:啥|什么|哪些)|又?管(?:啥|什么)$"
)
_ANEW = re.compile(r"一共|总共|全部|所有|方案|全市|都有(?:哪些|谁|什么)|有哪些|还有没有|任务|问题有")


@dataclass(frozen=True)
class State:
    """What was said before: `listed` the last set that was asked for, `shown` its problems in order, `focus` those talked about now, `measure` and `clause`
    what was told of the problem talked about, `charged` its units, `me` who asks."""

    last: Question | None = None
    listed: Question | None = None
    kind: Kind | None = None
    shown: tuple[int, ...] = ()
    focus: tuple[int, ...] = ()
    measure: str | None = None
    clause: str = ""
    me: Term | None = None
    charged: tuple[str, ...] = ()

    def after(self, question: Question, kind: Kind, problems: tuple[int, ...], measure: str | None, clause: str) -> State:
        """The state behind an answer; a single element of what was shown leaves the list standing."""
        listed = question.act in SETS or len(problems) > 1
        kept = self.shown if not listed or not problems else problems
        if not listed and problems and problems[0] not in self.shown and not question.numbers and question.number is None:
            kept = problems
        listing = question if question.act in SETS and problems else self.listed
        return replace(
            self,
            last=question,
            listed=listing,
            kind=kind,
            shown=kept,
            focus=problems or self.focus,
            measure=measure,
            clause=clause,
        )


START = State()


def resolve(question: Question, state: State) -> Question:
    """The question as it is meant in its conversation."""
    if question.act is Act.SOCIAL or state.last is None:
        return _absolute(question)
    listed = state.listed or Question("", "", None)
    if question.corrects:
        return _corrected(question, state, state.last)
    if question.places and question.act is not Act.EXTREME:
        return _element(question, state)
    asks_duty = question.field in (Kind.RESPONSIBLE, Kind.ACCEPTANCE) and duty_said(question.words) is not Duty.ANY
    if asks_duty and question.bare and len(state.shown) > 1 and state.listed is state.last and _OF_SHOWN.search(question.words):
        return _narrowed(replace(question, field=None), state, listed, said=True)
    if listed.act in SETS and listed.filter.terms and _OTHER_DUTY.search(question.words):
        return _edited(question, listed)
    if about := _claim_or_state(question, state):
        return about
    if question.act in SETS:
        return _set_after(question, state, listed)
    if question.measure is not None and question.number is None and len(state.focus) == 1:
        return replace(question, number=state.focus[0], carried=state.focus[0], kind=question.field or Kind.MEASURES)
    if _names_measure(question, state):
        return _of_measure(question, state, question.number or 0)
    if question.number is not None or question.step:
        return _with_last_field(question, state)
    if _edits_set(question, listed) and not question.field:
        return _edited(question, listed)
    if (
        question.bare
        and question.act is not Act.COMPARE
        and not (question.filter.terms and question.act is Act.FIELD and not question.field)
    ):
        return _about_focus(question, state)
    if question.act is Act.COMPARE and question.bare:
        return _about_focus(question, state)
    return _with_last_field(question, state)


_LISTS = re.compile("哪|几|多少|有没有|有无|都有|还有")


def _claim_or_state(question: Question, state: State) -> Question | None:
    """过期了吧, 市水务局验收吧, 宣传部有份吗: said of what is talked about, not of the whole plan."""
    if not state.focus or len(state.focus) > FEW or _LISTS.search(question.words) or question.number is not None:
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


def _absolute(question: Question) -> Question:
    """第三个 where nothing was shown is the plan's third."""
    if question.places and question.number is None and all(p for p in question.places):
        first, *_ = question.places
        return replace(
            question, number=first, numbers=question.places if len(question.places) > 1 else (), places=(),
            kind=question.field or Kind.PROBLEM if question.act not in SETS else question.kind,
        )  # fmt: skip
    return question


def _element(question: Question, state: State) -> Question:
    """The places of what was shown; 第二条 after measures is one of them."""
    if _after_measures(question, state) and question.places[0] > 0:
        return _of_measure(question, state, question.places[0])
    shown = state.shown
    if question.act is Act.EXTREME or not shown:
        return _absolute(question) if not shown else question
    found = tuple(shown[i] for p in question.places if -len(shown) <= (i := _index(p, len(shown))) < len(shown))
    if not found:
        return replace(question, places=question.places, number=None, among=shown, bare=True)
    made = replace(question, number=found[0], numbers=found if len(found) > 1 else (), places=(), step=0)
    made = replace(made, filter=replace(made.filter, order=None))
    if made.act in SETS and not (made.filter or made.extreme):
        made = replace(made, act=Act.FIELD)
    if made.act in (Act.LIST, Act.COUNT):
        made = replace(made, act=Act.FIELD, kind=made.field or Kind.PROBLEM)
    return _with_last_field(made, state)


def _after_measures(question: Question, state: State) -> bool:
    """Whether the measures of one problem were shown, and nothing else is asked now."""
    return state.kind is Kind.MEASURES and len(state.focus) == 1 and question.field is None and question.act is Act.FIELD


_MEASURE_AGAIN = re.compile("^那第.{1,3}条")


def _names_measure(question: Question, state: State) -> bool:
    """那第3条呢 after the measures of a problem; 第3条 alone is the plan's third problem."""
    one = question.number is not None and question.number > 0 and not question.numbers
    return one and _after_measures(question, state) and bool(_MEASURE_AGAIN.search(question.words))


def _of_measure(question: Question, state: State, ordinal: int) -> Question:
    number = state.focus[0]
    return replace(question, number=number, measure=ordinal, carried=number, places=(), kind=Kind.MEASURES)


def _index(place: int, length: int) -> int:
    """From 0, or from the end where negative; 0 is the middle."""
    return place - 1 if place > 0 else place if place < 0 else length // 2


def _with_last_field(question: Question, state: State) -> Question:
    """第9项呢, 公交车呢: the field that was asked before, where none is named now."""
    last = state.last
    if question.field or question.act is not Act.FIELD or last is None or not question.refers_back:
        return question
    if not re.search("呢[?？]?$|^那|换成|也", question.words):
        return question
    field = last.field if last.act is Act.FIELD and last.field in FIELD_KINDS else None
    kind = field if question.number is not None and field else question.kind
    return replace(question, field=field, kind=kind or question.kind, more=last.more if field else ())


# --- sets -------------------------------------------------------------------------------------------------


def _edits_set(question: Question, last: Question) -> bool:
    """Whether a message without a topic of its own changes a value of the last set."""
    says = bool(question.filter) or duty_said(question.words) is not Duty.ANY
    return last.act in SETS and says and (question.bare or len(question.topic) <= 4) and not question.parts


def _set_after(question: Question, state: State, last: Question) -> Question:
    """A set asked for after something was shown: within it, in place of it, or anew."""
    if question.act is Act.EXTREME:
        return _extreme_after(question, state, last)
    if question.act is Act.UNITS and not question.filter and len(state.focus) == 1 and not _ANEW.search(question.words):
        field = Kind.ACCEPTANCE if "验收" in question.words else Kind.RESPONSIBLE
        return replace(question, act=Act.FIELD, kind=field, field=field, number=state.focus[0], carried=state.focus[0])
    goes_on = state.last and state.last.act is Act.FIELD and re.search("(?:那边|那块|这边|那里)呢", question.words)
    inside = any(u in state.charged for t in question.filter.terms for u in t.units) and (
        goes_on or _DOES.search(question.words) or (state.last and state.last.act is Act.FIELD and _PART.search(question.words))
    )
    if inside and len(state.focus) == 1:
        return replace(
            question,
            act=Act.FIELD,
            kind=None,
            number=state.focus[0],
            carried=state.focus[0],
            topic=question.words,
            filter=Filter(),
        )
    if _WITHIN.search(question.words) and len(state.shown) > 1:
        return _narrowed(question, state, last, said=True)
    duty = duty_said(question.words)
    only_duty = not question.filter and duty is not Duty.ANY
    if only_duty and last.act in SETS and _EDITS.search(question.words):
        return _edited(question, last)
    if (
        question.progress
        and not question.filter
        and last.act in SETS
        and len(state.shown) > 1
        and not _ANEW.search(question.words)
    ):
        return _narrowed(question, state, last, said=False)
    if (
        last.act in SETS
        and len(state.shown) > 1
        and (_OF_SHOWN.search(question.words) or only_duty)
        and not _ANEW.search(question.words)
    ):
        return _narrowed(question, state, last, said=False)
    if last.act in SETS and question.filter and _EDITS.search(question.words) and not _ANEW.search(question.words):
        return _edited(question, last)
    if question.act in (Act.UNITS, Act.GROUPS, Act.MILESTONES) and not question.filter and not _ANEW.search(question.words):
        if question.act is Act.MILESTONES and len(state.focus) == 1:
            return replace(question, number=state.focus[0], carried=state.focus[0])
        if last.act in SETS and len(state.shown) > 1:
            return replace(question, among=state.shown)
    return question


def _narrowed(question: Question, state: State, last: Question, *, said: bool) -> Question:
    """Within what was shown; a capacity alone is that of the unit talked about."""
    wanted = question.filter
    duty = duty_said(question.words)
    if not wanted.terms and duty is not Duty.ANY and last.filter.terms:
        wanted = replace(wanted, terms=tuple(replace(t, duty=duty) for t in last.filter.terms))
    if wanted.times and last.filter.times:
        wanted = replace(wanted, times=in_year_of(wanted.times, last.filter.times))
    act = question.act if question.act in SETS else Act.LIST
    kind = Kind.COUNT if question.kind is Kind.COUNT else Kind.LIST
    return replace(question, act=act, kind=kind, filter=wanted, among=state.shown, within=said)


def _edited(question: Question, last: Question) -> Question:
    """The last set with the values that the message names in place of its own."""
    wanted, before = question.filter, last.filter
    duty = duty_said(question.words)
    terms = wanted.terms or (tuple(replace(t, duty=duty) for t in before.terms) if duty is not Duty.ANY else before.terms)
    if wanted.terms and duty is Duty.ANY and before.terms:
        terms = tuple(replace(t, duty=before.terms[0].duty, by_name=t.by_name or before.terms[0].by_name) for t in wanted.terms)
    times = in_year_of(wanted.times, before.times) if wanted.times and before.times else wanted.times or before.times
    made = replace(
        before, terms=terms, any_unit=wanted.any_unit if wanted.terms else before.any_unit, times=times or Times(),
        aspect=wanted.aspect or (None if wanted.theme else before.aspect), theme=wanted.theme or before.theme,
        order=wanted.order if wanted.order not in (None, "due") else before.order,
    )  # fmt: skip
    act, kind = (last.act, last.kind) if question.act not in (Act.COUNT, Act.UNITS, Act.GROUPS) else (question.act, question.kind)
    progress = question.progress or last.progress
    return replace(
        question,
        act=act,
        kind=kind or Kind.LIST,
        filter=made,
        among=last.among,
        within=last.within,
        progress=progress,
        extreme=last.extreme,
        field=None,
    )


def _extreme_after(question: Question, state: State, last: Question) -> Question:
    """最早的呢 after the latest is of the same set; 最晚的那个 after a list is of the list."""
    own = bool(question.filter)
    if last.act is Act.EXTREME and not own and len(state.shown) <= 1:
        return replace(question, filter=last.filter, among=last.among)
    if (_WITHIN.search(question.words) or not own) and len(state.shown) > 1 and not _ANEW.search(question.words):
        return replace(question, among=state.shown, within=True)
    return question


# --- what is talked about ---------------------------------------------------------------------------------


_OF_ALL = re.compile("整|问题|总|全部|这项|该项|那项|最终|最后")


def _of_the_clause(question: Question, state: State) -> bool:
    """修到啥时候 after a clause was told, 这条谁干: of that measure rather than of the whole problem."""
    if not (state.measure and state.measure.isdecimal()) or _OF_ALL.search(question.words):
        return False
    return question.field is Kind.DEADLINE or (
        question.field is Kind.RESPONSIBLE and bool(re.search("这条|这一条|这步|这个措施|具体", question.words))
    )


def _about_focus(question: Question, state: State) -> Question:
    """A message without a subject is about what is talked about: one problem, or each of a few."""
    focus = state.focus
    if (
        state.shown
        and re.search(r"分别|各自|这[几两俩三四五六七八九]|它们|他们|都", question.words)
        and len(state.shown) > 1
        and len(focus) <= 1
    ):
        focus = state.shown
    if not focus:
        return question
    if len(focus) > FEW:
        return replace(question, among=focus)
    numbers = focus if len(focus) > 1 else ()
    if not numbers and _of_the_clause(question, state):
        return replace(question, number=focus[0], carried=focus[0], measure=int(state.measure or 0), kind=question.field)
    kind = (
        question.field
        or question.kind
        or (state.kind if state.kind in FIELD_KINDS and not question.field else None)
        or Kind.PROBLEM
    )
    return replace(question, number=focus[0], numbers=numbers, carried=focus[0], kind=kind)


def _corrected(question: Question, state: State, before: Question) -> Question:
    """The last question with what the message names in place of its own."""
    last = before if before.act in SETS or not (question.filter and question.bare and state.listed) else state.listed
    if question.number is not None or question.places:
        return (
            _element(question, replace(state, kind=None))
            if question.places
            else _with_last_field(replace(question, refers_back=True), state)
        )
    if question.act in SETS or (question.filter and not question.field and last.act in SETS):
        wholly = question.filter.terms and question.filter.times
        if (
            last.act in SETS
            and not wholly
            and (question.bare or len(question.topic) <= 4 or question.kind in (Kind.LIST, Kind.COUNT))
        ):
            return _edited(question, last)
        return question
    if question.bare and question.field and last.act in SETS and last.filter.terms and question.field is Kind.ACCEPTANCE:
        made = replace(last.filter, terms=tuple(replace(t, duty=Duty.ACCEPTS) for t in last.filter.terms))
        return replace(question, act=last.act, kind=last.kind or Kind.LIST, filter=made, field=None)
    if question.bare:
        return _about_focus(question, state)
    if question.field is None and last.field:
        return replace(question, field=last.field)
    return question
