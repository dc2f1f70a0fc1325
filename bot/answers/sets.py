"""Questions about a set of problems, carried out: lists and counts by plan or ledger, groups, extremes, units, dated steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.ledger.agenda import Agenda
from bot.ledger.states import Progress
from bot.questions.mentions import Mentions
from bot.questions.query import Act, Kind, Query
from corpus.model import Plan

from .answer import Answer
from .by_ledger import by_state, set_by_ledger
from .exact import answer_set, select
from .figures import Held, answer_extreme, answer_groups, answer_steps, answer_units, selected
from .refusal import Reason, Refusal
from .words import NOT_IN_THE_PLAN

_BY_THE_PLAN = (Progress.OVERDUE, Progress.ON_TIME)


def carried_out(
    question: Query, plan: Plan, today: date, mentions: Mentions | None = None, agenda: Agenda | None = None
) -> Answer:
    """The set that the question asks for, by the ledger where it is asked for a state and has entries."""
    if question.share_of:
        of = tuple(p.number for p in select(plan, question.share_of, today, question.among, mentions))
        question = replace(question, among=of, within=True)
    if question.filter.steps and agenda:
        question = _with_late_steps(question, agenda)
    if question.act is Act.MILESTONES:
        return answer_steps(question, plan, today, agenda, mentions)
    if question.act in _FIGURES:
        return _figure(question, plan, today, mentions, agenda)
    if agenda is not None and (told := set_by_ledger(question, plan, agenda, mentions)):
        return told
    if question.progress and question.progress not in _BY_THE_PLAN:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.TYPE, NOT_IN_THE_PLAN))
    found = answer_set(_by_the_days(question), plan, today, mentions=mentions)
    if steps := _steps_instead(question, found, plan, today, mentions, agenda):
        return steps
    by_days = question.progress is not None or (question.filter.steps and agenda and not agenda.registered)
    return replace(found, unregistered=agenda is not None and bool(by_days))


def _with_late_steps(question: Query, agenda: Agenda) -> Query:
    """The same of the problems of which a step is late: with the ledger's days, and without the steps that are done."""
    late = tuple(dict.fromkeys(e.item.problem.number for e in agenda.entries if e.overdue and not e.item.whole))
    among = late if question.among is None else tuple(n for n in late if n in question.among)
    return replace(question, filter=replace(question.filter, steps="late"), among=among, within=True)


_FIGURES = {Act.GROUPS: answer_groups, Act.EXTREME: answer_extreme, Act.UNITS: answer_units}


def _figure(question: Query, plan: Plan, today: date, mentions: Mentions | None, agenda: Agenda | None) -> Answer:
    """A figure over all problems, or over those in a state: by the ledger where it has entries, else by the plan's days."""
    if question.by in ("state", "reported"):
        return by_state(question, selected(question, plan, today, mentions), agenda)
    late = question.act is Act.EXTREME and question.extreme is not None and question.extreme.of == "late"
    progress = Progress.OVERDUE if late or question.filter.order == "overdue" else question.progress
    held = None
    if progress and agenda and agenda.registered:
        question = replace(question, filter=replace(question.filter, order=None))
        held = Held(agenda, progress)
    elif progress and progress not in _BY_THE_PLAN and question.act is Act.UNITS and agenda:
        return carried_out(replace(question, act=Act.LIST, kind=Kind.LIST), plan, today, mentions, agenda)  # 已销号的都有谁: none
    elif progress and progress not in _BY_THE_PLAN:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.TYPE, NOT_IN_THE_PLAN))
    elif progress:
        question = _by_the_days(replace(question, progress=progress))
    found = _FIGURES[question.act](question, plan, today, mentions, held)
    return replace(found, unregistered=agenda is not None and progress is not None and held is None)


def _by_the_days(question: Query) -> Query:
    """逾期 as the plan's days tell it: what fell due, or what did not."""
    if not question.progress or question.filter.order:
        return question
    on_time = question.progress is Progress.ON_TIME
    return replace(question, filter=replace(question.filter, order="overdue", not_then=on_time))


def _steps_instead(
    question: Query, found: Answer, plan: Plan, today: date, mentions: Mentions | None, agenda: Agenda | None
) -> Answer | None:
    """The dated steps of a time in which no problem as a whole falls due."""
    empty = found.refusal is not None and found.refusal.reason == Reason.EMPTY
    if not empty or not question.filter.times.within or question.filter.whole or question.progress:
        return None
    steps = answer_steps(question, plan, today, agenda, mentions)
    return None if steps.refused else steps
