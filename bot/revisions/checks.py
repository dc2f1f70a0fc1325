"""What must hold before a revision is published: nothing lost in silence, every quote the plan's, its own questions answered."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date

from bot.answers.answering import answer
from bot.answers.desk import Desk
from bot.language.spelling import normalise
from bot.language.writing import label, shortened
from bot.questions.query import Kind, Query
from corpus.diff import Difference
from corpus.model import FIELDS, Passage, Plan, Problem

from .words import CHECKS

_SHARE_LOST = 4
_FEW = 2
_TITLE = 40
_ASKED = {kind.field: kind for kind in Kind if kind.letter}


def lost(difference: Difference, old: Plan, new: Plan) -> list[str]:
    """What the plan before had and this one has not, so that it looks like a file or a reading that is not whole."""
    found = [words for a, b in difference.matched.items() for words in _lost_fields(old.problem(a), new.problem(b))]
    if len(difference.removed) > max(_FEW, len(old.problems) // _SHARE_LOST):
        found.append(CHECKS.many_removed.format(n=len(difference.removed)))
    if old.sections and not new.sections:
        found.append(CHECKS.no_body)
    return found


def _lost_fields(before: Problem | None, after: Problem | None) -> Iterator[str]:
    if before and after:
        for field in FIELDS:
            if field.required and field.given(before) and not field.given(after):
                yield CHECKS.lost_field.format(where=label(after.number), name=field.name)


def misquoted(plan: Plan) -> list[str]:
    """Passages that are not the words of the plan at their place; there can be none unless the program is wrong."""
    wrong = [p for p in _passages(plan) if plan.text[p.span.start : p.span.end] != p.text]
    return [CHECKS.misquoted.format(words=shortened(p.text, _TITLE)) for p in wrong]


def _passages(value: object) -> Iterator[Passage]:
    if isinstance(value, Passage):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _passages(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _passages(item)


def unanswered(desk: Desk, today: date) -> list[str]:
    """The plan's own questions that this desk does not answer: a title has to find its problem, and that each of its fields.

    Problems of much the same title are asked back (`choose`); then each has to be among the choices. Of those with one
    and the same title any will do.
    """
    return [words for problem in desk.plan.problems for words in _unanswered(desk, problem, today)]


def _unanswered(desk: Desk, problem: Problem, today: date) -> Iterator[str]:
    title = normalise(problem.title.text)
    if title:
        found = answer(Query(title, title, None, field=Kind.RESPONSIBLE, topic=title), desk, today)
        twins = {p.number for p in desk.plan.problems if p.title.text == problem.title.text}
        if not twins & {*found.problems[:1], *found.choices}:
            yield CHECKS.not_found.format(title=shortened(title, _TITLE), where=label(problem.number))
    for field in FIELDS:
        kind = _ASKED.get(field)
        if kind and field.given(problem):
            reply = answer(Query(title, title, kind, problem.number, kind), desk, today)
            if reply.problems[:1] != (problem.number,) or reply.kind.asked is not kind:
                yield CHECKS.unanswered.format(where=label(problem.number), name=field.name)
