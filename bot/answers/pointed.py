"""One problem that a message points at by what only the plan tells: 商务局那条, 先到期的那个 of what was shown, 咱这条 of one's own tasks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.language.unit_names import OURS
from bot.questions.query import UNIT_KINDS, Act, Duty, Filter, Kind, Query
from bot.questions.state import State

from .desk import Desk
from .exact import edge, select


def pointed_at(question: Query, state: State, desk: Desk, today: date) -> Query:
    """The question with the number of that problem, or of two."""
    return _only_task(_element_by_value(question, state, desk, today), state, desk, today)


def _only_task(question: Query, state: State, desk: Desk, today: date) -> Query:
    """咱这条到几月, of who has said who they are: their only task, of what was shown if something was; of several all, or which of those shown."""
    if state.me is None or question.number is not None or not _OUR_ONE.search(question.words):
        return question
    found = tuple(p.number for p in select(desk.plan, Filter(terms=(state.me,)), today, state.shown or None))
    if not found:
        return question
    if len(found) > 1 and not state.shown:
        return replace(question, act=Act.LIST, kind=Kind.LIST, field=None, filter=Filter(terms=(state.me,)))
    of_one = replace(question, act=Act.FIELD, kind=question.field or Kind.PROBLEM, filter=Filter(), bare=True)
    return replace(of_one, number=found[0]) if len(found) == 1 else replace(of_one, among=found)


_OUR_ONE = re.compile(f"(?:{OURS.pattern}|咱|俺)的?[那这]一?[条个项件]")


def _element_by_value(question: Query, state: State, desk: Desk, today: date) -> Query:
    """商务局那条哪天截止: of what was shown the one that has this unit or time, which only the plan tells."""
    limited = question.filter.terms or question.filter.times
    if len(state.shown) < 2 or not question.that_one:
        return question
    if question.that_one != "value" and not limited and question.field:
        return _element_by_end(question, state, desk)
    field = question.field or (question.named[-1] if question.named else None)
    whole = question.act in (Act.ORIGINAL, Act.STATUS)
    asks_one = question.field or whole or question.kind in (Kind.LIST, None)
    meant = question.filter
    if field in UNIT_KINDS:  # 工信局那条谁验收: whoever it is there
        meant = replace(meant, terms=tuple(replace(t, duty=Duty.ANY) for t in meant.terms))
    found = tuple(p.number for p in select(desk.plan, meant, today, state.shown)) if limited else ()
    if not (field or whole) or not asks_one or not 0 < len(found) <= 2:
        return question
    return replace(
        question, act=Act.FIELD, kind=field or Kind.PROBLEM, field=field, number=found[0], numbers=found[1:] and found,
        filter=Filter(), among=None,
    )  # fmt: skip


def _element_by_end(question: Query, state: State, desk: Desk) -> Query:
    """先到期的那个谁负责: of what was shown the one that is due first, or last."""
    shown = [p for n in state.shown if (p := desk.plan.problem(n))]
    found = tuple(p.number for p in edge(shown, last=question.that_one == "last"))
    if not found:
        return question
    field = (question.field, *question.more)[-1]  # 到期 says which of them
    return replace(
        question, act=Act.FIELD, kind=field, field=field, more=(), number=found[0], numbers=found[1:] and found,
        carried=found[0], filter=Filter(), among=None, extreme=None, places=(),
    )  # fmt: skip
