"""Problems or units held against one another: by number, by name, or one of them by what is talked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.language.dates import Period, Times
from bot.questions.query import UNIT_KINDS, Act, Contrast, Kind, Query, Than
from bot.questions.state import State
from corpus.model import Plan, Problem

from .answer import Answer, Citation, Comparison, Group
from .desk import Desk
from .exact import COUNTED, answer_set, count_of, in_capacity, select, why
from .refusal import Reason, Refusal
from .topics import by_topic, numbered
from .words import BEFORE, BEHIND

_MOST_TOPICS, _DAY = 8, timedelta(days=1)
_Value = date | int | str | frozenset[str]


def compare(question: Query, desk: Desk, today: date, state: State) -> Answer:
    """Problems by number, units, what is talked about, or two topics."""
    numbers = question.numbers or ((question.number,) if question.number is not None else ())
    asked = question.contrast or Contrast()
    if asked.than and len(numbers) <= 1:
        return _later_than(question, asked.than, desk, today, state)
    if len(numbers) == 1 and state.focus and state.focus[0] != numbers[0]:
        numbers = (state.focus[0], *numbers)
    if numbers:
        return _compare_numbers(question, numbers, desk, state)
    if len(question.filter.terms) > 1:
        return compare_units(question, desk.plan, today)
    meant = _by_topics(asked.topics[:_MOST_TOPICS], desk, state)
    if not meant:
        return by_topic(replace(question, act=Act.FIELD), desk, state)
    return compare_problems(question, desk.plan, meant, asked.topics[_MOST_TOPICS:])


def _later_than(question: Query, than: Than, desk: Desk, today: date, state: State) -> Answer:
    """The problems that are due behind another, or before it; of one that has no day its time is told."""
    asked = replace(question, act=Act.FIELD, field=Kind.DEADLINE, kind=Kind.DEADLINE)
    named = question.number is not None or question.bare
    of_it = numbered(asked, desk, state) if named else by_topic(replace(asked, words=than.other, topic=than.other), desk, state)
    problem = desk.plan.problem(of_it.problems[0]) if len(of_it.problems) == 1 else None
    end = _end_of(problem) if problem else None
    if of_it.refused or end is None:
        return of_it
    said = (BEHIND if than.late else BEFORE).format(year=end.year, month=end.month, day=end.day)
    ends = [(p.number, e) for p in desk.plan.problems if (e := _end_of(p)) and (e > end if than.late else e < end)]
    times = Times((Period(end + _DAY, None, said) if than.late else Period(None, end - _DAY, said),))
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


def _by_topics(topics: Sequence[str], desk: Desk, state: State) -> tuple[int, ...]:
    """The problems that two topics or more mean, or one and what is talked about."""
    found = [desk.searcher.search(t).problems[0].owner.problem for t in topics]
    before = state.focus if len(topics) == 1 and len(state.focus) == 1 else ()
    distinct = tuple(dict.fromkeys((*before, *(n for n in found if n))))
    return distinct if len(distinct) > 1 else ()


def compare_units(question: Query, plan: Plan, today: date) -> Answer:
    """水务局和能源局谁的任务多: the problems of each, who has more first."""
    groups = []
    for term in question.filter.terms:
        alone = replace(question.filter, terms=(term,), order=None)
        groups.append(Group(term.words, tuple(p.number for p in select(plan, alone, today))))
    end = question.contrast.end if question.contrast else None
    groups.sort(key=lambda g: len(g.problems), reverse=end is None or end.most)
    numbers = tuple(dict.fromkeys(n for g in groups for n in g.problems))
    cited = tuple(c for n in numbers if (p := plan.problem(n)) for c in why(p, question.filter)[:1])
    return Answer(question, Kind.COUNT, numbers, cited, groups=tuple(groups))


def compare_problems(question: Query, plan: Plan, numbers: tuple[int, ...], left: tuple[str, ...] = ()) -> Answer:
    """Two problems or more held against each other in the field that is asked, or in all that tells them apart; what is `left` out is said."""
    problems = [p for n in numbers if (p := plan.problem(n))]
    asked = question.contrast or Contrast()
    most = asked.end is not None and asked.end.most
    values = [_value(asked, p) for p in problems]
    ahead = _ahead(problems, values, most)
    in_order = sorted(range(len(problems)), key=lambda i: problems[i].number not in ahead)  # who is ahead is told first
    found = Comparison(asked.field, ahead, most, tuple(v for i in in_order if isinstance(v := values[i], int)), left)
    cited = _quoted(asked.field, problems)
    whether = numbers[0] in ahead and (not asked.end or len(ahead) < len(problems)) if asked.claims else None
    shown = tuple(numbers[i] for i in in_order)
    return Answer(question, asked.field, shown, tuple(cited[i] for i in in_order), comparison=found, verdict=whether)


def _value(asked: Contrast, problem: Problem) -> _Value:
    """What a problem is held against another by: how many, whose units, by when; the time's words where it has no day."""
    if asked.end and asked.end.of in COUNTED:
        return count_of(problem, asked.end.of, asked.duty)
    if asked.field in UNIT_KINDS:
        return frozenset(d.unit for d in in_capacity(problem, asked.duty))
    return _end_of(problem) or problem.deadline_raw.text


def _quoted(asked: Kind, problems: list[Problem]) -> tuple[Citation, ...]:
    """What each problem says in the field that is held against one another: the units, or else the time."""
    kind = asked if asked in UNIT_KINDS else Kind.DEADLINE
    assert kind.field
    return tuple(Citation(p.number, None, kind, kind.field.passage(p)) for p in problems)


def _ahead(problems: list[Problem], values: list[_Value], most: bool) -> tuple[int, ...]:
    """Those that are due first or last, or have most or fewest; all where they are the same, none where they cannot be ordered."""
    if len(set(values)) == 1:
        return tuple(p.number for p in problems)
    ordered = [v for v in values if isinstance(v, date | int)]
    if len(ordered) < len(values):
        return ()
    edge = (max if most else min)(ordered)
    return tuple(p.number for p, v in zip(problems, values, strict=True) if v == edge)


def _end_of(problem: Problem) -> date | None:
    """The day by which all of it is due; None where that waits for an event, or never comes."""
    return None if problem.deadline.trigger else max(problem.deadline.dates, default=None)
