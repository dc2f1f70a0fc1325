"""What the supervising office and the administrators are told: what nobody signed, the week, what went wrong. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from corpus.model import Problem

from .agenda import Agenda
from .ledger_text import written
from .notice_words import REASONS, WORDS
from .notices import long_day, place, problem_counts, said, short_day, shortened
from .outbox import Row
from .reminders import Unsigned
from .render import LONGEST
from .standing import STATES


def unsigned_text(on: date, late: Iterable[Unsigned], days: int) -> str:
    """What was not signed in time, a line a chat."""
    lines = [WORDS["unsigned"].format(days=days, day=long_day(on))]
    for found in late:
        counts = Counter(line.entry.item.problem.number for line in found.lines)
        units = "、".join(found.party.units)
        lines.append(WORDS["unsigned_line"].format(units=units, count=len(found.lines), problems=problem_counts(counts)))
    return "\n".join(lines)[:LONGEST]


def weekly_text(agenda: Agenda) -> str:
    """The office's week: problems by state, overdue by unit, what falls due in 30 days, extensions that wait."""
    lines = [WORDS["weekly"].format(day=long_day(agenda.today)), _states(agenda)]
    for part in (_overdue_by_unit(agenda), _due_soon(agenda), _asked(agenda)):
        lines += ["", *part] if part else []
    return "\n".join(lines)[:LONGEST]


def _states(agenda: Agenda) -> str:
    counts = Counter(e.standing.state for e in agenda.entries if e.item.whole)
    states = "，".join(f"{name}{counts[state]}" for state, name in STATES.items())
    return WORDS["weekly_states"].format(problems=sum(counts.values()), states=states)


def _overdue_by_unit(agenda: Agenda) -> list[str]:
    overdue = [e for e in agenda.entries if e.overdue]
    counts = Counter(unit for e in overdue for unit in _units(e.item.problem))
    lines = [WORDS["weekly_unit"].format(unit=unit, count=n) for unit, n in counts.most_common()]
    return [WORDS["weekly_overdue"].format(count=len(overdue)), *_at_most(lines, 30)] if overdue else []


def _due_soon(agenda: Agenda) -> list[str]:
    soon = [e for e in agenda.entries if not e.settled and e.days_left is not None and 0 <= e.days_left <= 30]
    soon.sort(key=lambda e: e.days_left or 0)
    lines = [f"· {short_day(e.due, agenda.today)} {said(e.item)}" for e in soon if e.due]
    return [WORDS["weekly_soon"].format(count=len(soon)), *_at_most(lines, 15)] if soon else []


def _asked(agenda: Agenda) -> list[str]:
    asked = [(e, a) for e in agenda.entries if (a := e.standing.asked) and a.day]
    lines = [
        WORDS["weekly_asked_line"].format(
            place=place(e.item), day=written(a.day), units="、".join(a.units), note=shortened(a.note, 40)
        )
        for e, a in asked
    ]
    return [WORDS["weekly_asked"].format(count=len(asked)), *_at_most(lines, 10)] if asked else []


def _at_most(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[:most], WORDS["more"].format(count=len(lines) - most)]


def _units(problem: Problem) -> Iterable[str]:
    return dict.fromkeys(d.unit for d in problem.responsible)


def begin_text(agenda: Agenda) -> str:
    """The question whether the ledger begins with nothing done."""
    dated = [e for e in agenda.entries if e.days_left is not None]
    return WORDS["begin"].format(overdue=sum(e.overdue for e in dated), dated=len(dated))


def missed_text(days: Sequence[date]) -> str:
    """Which days went by without digests."""
    shown = "、".join(f"{d.month}月{d.day}日" for d in days[:10]) + ("等" if len(days) > 10 else "")
    return WORDS["missed"].format(count=len(days), days=shown)


def undelivered_text(day: date, rows: Sequence[Row], titles: Mapping[int, str]) -> str:
    """Who did not get what, at most twenty of them."""
    lines = [
        WORDS["undelivered_line"].format(
            title=titles.get(r.letter.chat_id) or r.letter.chat_id, reason=REASONS.get(r.error, r.error or r.state.value)
        )
        for r in rows
    ]
    return WORDS["undelivered"].format(day=long_day(day), count=len(rows), lines="\n".join(_at_most(lines, 20)))
