"""Problems or units held against one another: by number, by name, or one of them by what is talked about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.language.dates import Period, Times
from bot.questions.acts import later_or_earlier
from bot.questions.query import UNIT_KINDS, Act, Kind, Query
from bot.questions.state import State
from corpus.model import Plan, Problem

from .answer import Answer, Citation, Comparison, Group
from .desk import Desk
from .exact import answer_set, select, why
from .refusal import Reason, Refusal
from .topics import by_topic, numbered
from .words import BEFORE, BEHIND

_MOST_TOPICS, _DAY = 4, timedelta(days=1)
_APART = re.compile(r"和|跟|与|比(?!例|重|率)|、|，|,|还是")


_COMPARED = re.compile(
    r"(?:哪[个项条家]|谁).*$|(?:的?(?:期限|时限|牵头|责任|验收)?(?:单位)?(?:有|都)?(?:啥|什么)?(?:一样|不一样|区别|不同|差别|相同)).*$|早|晚|多久|期限|时限|到期|靠后|的$"
)


def compare(question: Query, desk: Desk, today: date, state: State) -> Answer:
    """Problems by number, units, what is talked about, or two topics."""
    numbers = question.numbers or ((question.number,) if question.number is not None else ())
    if (than := later_or_earlier(question.words)) and len(numbers) <= 1:
        return _later_than(question, *than, desk, today, state)
    if len(numbers) == 1 and state.focus and state.focus[0] != numbers[0]:
        numbers = (state.focus[0], *numbers)
    if numbers:
        return _compare_numbers(question, numbers, desk, state)
    if len(question.filter.terms) > 1:
        return compare_units(question, desk.plan, today)
    meant = _by_topics(question, desk, state)
    return compare_problems(question, desk.plan, meant) if meant else by_topic(replace(question, act=Act.FIELD), desk, state)


def _later_than(question: Query, other: str, late: bool, desk: Desk, today: date, state: State) -> Answer:
    """The problems that are due behind another, or before it; of one that has no day its time is told."""
    asked = replace(question, act=Act.FIELD, field=Kind.DEADLINE, kind=Kind.DEADLINE)
    named = question.number is not None or question.bare
    of_it = numbered(asked, desk, state) if named else by_topic(replace(asked, words=other, topic=other), desk, state)
    problem = desk.plan.problem(of_it.problems[0]) if len(of_it.problems) == 1 else None
    end = _end_of(problem) if problem else None
    if of_it.refused or end is None:
        return of_it
    said = (BEHIND if late else BEFORE).format(year=end.year, month=end.month, day=end.day)
    ends = [(p.number, e) for p in desk.plan.problems if (e := _end_of(p)) and (e > end if late else e < end)]
    times = Times((Period(end + _DAY, None, said) if late else Period(None, end - _DAY, said),))
    listing = replace(
        question, act=Act.LIST, kind=Kind.LIST, field=None, number=None, filter=replace(question.filter, times=times, order=None),
        among=tuple(n for n, _ in ends), within=True,
    )  # fmt: skip
    return answer_set(listing, desk.plan, today, mentions=desk.mentions)


def _compare_numbers(question: Query, numbers: tuple[int, ...], desk: Desk, state: State) -> Answer:
    if len(numbers) == 1:
        return numbered(replace(question, act=Act.FIELD), desk, state)
    missing = next((n for n in numbers if not desk.plan.problem(n)), None)
    if missing is not None:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.NUMBER, str(missing)))
    return replace(compare_problems(question, desk.plan, numbers), carried=question.carried)


def _by_topics(question: Query, desk: Desk, state: State) -> tuple[int, ...]:
    """The problems that two topics mean, or one and what is talked about."""
    topics = [t for t in _APART.split(_COMPARED.sub("", question.words)) if desk.mentions.longest(t)]
    found = [desk.searcher.search(t).problems[0].owner.problem for t in topics[:_MOST_TOPICS]]
    before = state.focus if len(topics) == 1 and len(state.focus) == 1 else ()
    distinct = tuple(dict.fromkeys((*before, *(n for n in found if n))))
    return distinct if len(distinct) > 1 else ()


def compare_units(question: Query, plan: Plan, today: date) -> Answer:
    """水务局和能源局谁的任务多: the problems of each, who has more first."""
    groups = []
    for term in question.filter.terms:
        alone = replace(question.filter, terms=(term,), order=None)
        groups.append(Group(term.words, tuple(p.number for p in select(plan, alone, today))))
    groups.sort(key=lambda g: len(g.problems), reverse="少" not in question.words)
    numbers = tuple(dict.fromkeys(n for g in groups for n in g.problems))
    cited = tuple(c for n in numbers if (p := plan.problem(n)) for c in why(p, question.filter)[:1])
    return Answer(question, Kind.COUNT, numbers, cited, groups=tuple(groups))


def compare_problems(question: Query, plan: Plan, numbers: tuple[int, ...]) -> Answer:
    """Two problems or more held against each other in the field that is asked, or in all that tells them apart."""
    problems = [p for n in numbers if (p := plan.problem(n))]
    field = _compared(question)
    most = any(w in question.words for w in ("晚", "长", "靠后", "最后"))
    cited = _quoted(field, problems)
    ends = [None if field in UNIT_KINDS else _end_of(p) for p in problems]
    same = len({str(e or c.passage.text) for e, c in zip(ends, cited, strict=True)}) == 1
    ahead = tuple(p.number for p in problems) if same else _ahead(problems, ends, most)
    in_order = sorted(range(len(problems)), key=lambda i: problems[i].number not in ahead)  # who is ahead is told first
    numbers = tuple(problems[i].number for i in in_order)
    return Answer(question, field, numbers, tuple(cited[i] for i in in_order), comparison=Comparison(field, ahead, most))


def _quoted(asked: Kind, problems: list[Problem]) -> tuple[Citation, ...]:
    """What each problem says in the field that is held against one another: the units, or else the time."""
    kind = asked if asked in UNIT_KINDS else Kind.DEADLINE
    assert kind.field
    return tuple(Citation(p.number, None, kind, kind.field.passage(p)) for p in problems)


def _ahead(problems: list[Problem], ends: list[date | None], most: bool) -> tuple[int, ...]:
    """Those that are due first, or last; none where one of them has no day."""
    days = [e for e in ends if e]
    if len(days) < len(ends):
        return ()
    edge_day = (max if most else min)(days)
    return tuple(p.number for p, e in zip(problems, ends, strict=True) if e == edge_day)


def _end_of(problem: Problem) -> date | None:
    """The day by which all of it is due; None where that waits for an event, or never comes."""
    return None if problem.deadline.trigger else max(problem.deadline.dates, default=None)


def _compared(question: Query) -> Kind:
    if any(w in question.words for w in ("早", "晚", "先", "期限", "时限", "到期", "长", "靠后")):
        return Kind.DEADLINE
    if question.field in UNIT_KINDS or any(w in question.words for w in ("单位", "牵头", "归谁")):
        return Kind.ACCEPTANCE if "验收" in question.words else Kind.RESPONSIBLE
    return Kind.DEADLINE if question.field is Kind.DEADLINE else Kind.PROBLEM
