"""What a revision changes for the units of a chat: the difference of their own problems only. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date, datetime

from corpus.diff import Difference
from corpus.model import Plan, Problem

from .changes import side_by_side
from .ledger import Binding
from .message import paged
from .outbox import Letter
from .render import label, titled
from .standing import acting_for
from .texts import CHANGES


def notices(old: Plan, new: Plan, difference: Difference, bindings: Iterable[Binding]) -> list[tuple[Binding, str]]:
    """For every bound chat whose units are touched, what it is to be told; also of problems that a unit has left."""
    told = [(b, list(_lines(old, new, difference, frozenset(b.units)))) for b in bindings if b.active]
    return [(b, "\n".join([CHANGES["told"].format(units="、".join(b.units)), *lines])) for b, lines in told if lines]


def letters(told: Iterable[tuple[Binding, str]], at: datetime, day: date) -> list[Letter]:
    """What `notices` says as letters of the local `day`, for a revision that was switched to at `at`."""
    return [
        Letter(f"revision:{at.isoformat()}:{i}", b.chat_id, html.escape(page, quote=False), b.thread_id, day=day)
        for b, text in told
        for i, page in enumerate(paged(text.split("\n")))
    ]


def _lines(old: Plan, new: Plan, difference: Difference, units: frozenset[str]) -> Iterable[str]:
    for number in difference.added:
        if (problem := new.problem(number)) and _concerns(problem, units):
            yield f"＋ {titled(problem)}"
    for number in difference.removed:
        if (problem := old.problem(number)) and _concerns(problem, units):
            yield f"－ 原{titled(problem)}"
    for a, b in difference.matched.items():
        before, after = old.problem(a), new.problem(b)
        if before and after and (_concerns(before, units) or _concerns(after, units)):
            if a != b:
                yield f"⇄ 原{label(a)}现为{label(b)}"
            yield from side_by_side(before, after, difference.changed.get(b, ()))


def _concerns(problem: Problem, units: frozenset[str]) -> bool:
    return bool(acting_for(units, (d.unit for d in (*problem.responsible, *problem.acceptance))))
