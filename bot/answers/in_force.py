"""The plan's days as the ledger has moved them: extensions that were granted, and days reckoned from events that happened.

Sets, extremes and comparisons are made of these days, and an answer tells them before the plan's words. No word of the plan is changed.
"""

from __future__ import annotations

from dataclasses import replace

from bot.language.writing import written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.text import due_text
from corpus.model import Milestone, Plan, Problem

from .answer import Answer
from .words import ASKED, SHOWN


def in_force(plan: Plan, agenda: Agenda | None) -> Plan:
    """The plan with every day that the ledger moved in place of its own."""
    moved = {e.item.problem.number for e in agenda.entries if _is_moved(e)} if agenda else ()
    if not agenda or not moved:
        return plan
    return replace(plan, problems=tuple(_moved(p, agenda) if p.number in moved else p for p in plan.problems))


def term(answer: Answer, problem: Problem) -> str:
    """The day of a whole problem that the ledger moved, "" where the plan's words say all."""
    whole = answer.agenda.whole(problem.number) if answer.agenda else None
    return _told(whole) if whole else ""


def term_words(answer: Answer, problem: Problem) -> str:
    """The day that counts with the plan's beside it, where the ledger moved it; else the plan's words."""
    return term(answer, problem) or problem.deadline_raw.text or ASKED.missing


def step_day(answer: Answer, stone: Milestone) -> str:
    """The day of a milestone that the ledger moved, "" where the plan's words say all."""
    entries = answer.agenda.entries if answer.agenda else ()
    number = answer.problems[0]
    of = (e for e in entries if (e.item.problem.number, e.item.measure) == (number, answer.measure))
    return next((_told(e, SHOWN.reckoned_step) for e in of if e.item.quote == stone.quote.text), "")


def _is_moved(entry: Entry) -> bool:
    reckoned = bool(entry.item.trigger)
    return entry.due is not None and (reckoned or entry.due != entry.item.due)


def _told(entry: Entry, reckoned: str = SHOWN.reckoned) -> str:
    if not _is_moved(entry):
        return ""
    granted = entry.standing.granted and entry.due != entry.item.due
    return due_text(entry) if granted else reckoned.format(day=written(entry.due), words=entry.item.quote)


def _moved(problem: Problem, agenda: Agenda) -> Problem:
    whole, *_ = entries = agenda.of_problem(problem)
    terms = [e for e in entries if e.item.measure is None]
    days = {e.item.due: e.due for e in terms if e.item.due and e.due}
    dates = {days.get(d, d) for d in problem.deadline.dates} | {e.due for e in terms if e.due}
    steps = {(e.item.measure, e.item.quote): e.due for e in entries if e.item.measure}
    measures = tuple(
        replace(m, milestones=tuple(replace(s, due=steps.get((m.ordinal, s.quote.text), s.due)) for s in m.milestones))
        for m in problem.measures
    )
    waits = None if whole.due else problem.deadline.trigger
    return replace(problem, deadline=replace(problem.deadline, dates=tuple(sorted(dates)), trigger=waits), measures=measures)
