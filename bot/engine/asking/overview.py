"""Where everything stands, at a glance, and what falls due: by the ledger, or by the plan alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.files.charts import by_unit
from bot.language.writing import numbers_text, written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.parties import parties_named
from bot.ledger.states import Colour
from bot.ledger.text import counts_line, item_name, line, sign_of, words_of
from bot.ledger.words import COLOURS
from bot.ledger.workflow import parties_for
from corpus.text.numbers import NUMERAL, to_int

from ..words import STATUS

_DAYS, _MOST_DAYS = 30, 3660
_SHOWN, _UNITS, _COMING = 25, 6, 5
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "期": 7, "月": 30, "年": 365}


def title_line(agenda: Agenda) -> str:
    """The plan's name and how large it is."""
    plan = agenda.plan
    return STATUS.title.format(title=plan.title, problems=len(plan.problems), aspects=len(plan.aspects))


def planned_lines(agenda: Agenda, days: int) -> Iterator[str]:
    """What falls due within so many days by the plan alone, for who may not look into the ledger."""
    last = agenda.today + timedelta(days=days)
    coming = [e for e in agenda.entries if e.item.due and agenda.today <= e.item.due <= last]
    coming.sort(key=lambda e: (e.item.due or last, *_by_problem(e)))
    yield STATUS.planned.format(days=days, coming=len(coming))
    for entry in coming[:_SHOWN]:
        words = entry.item.problem.title.text if entry.item.whole else f"：{words_of(entry.item, 40)}"
        yield f"· {written(entry.item.due)} {item_name(entry.item)}{words}"
    if len(coming) > _SHOWN:
        yield STATUS.more_planned.format(count=len(coming) - _SHOWN)


def status_lines(agenda: Agenda) -> Iterator[str]:
    """The plan at a glance: states, colours, who is late, what comes next."""
    yield title_line(agenda)
    if not agenda.registered:
        yield STATUS.unregistered
    yield counts_line(agenda)
    stones = [e for e in agenda.entries if not e.item.whole]
    yield STATUS.stones.format(total=len(stones), done=sum(e.settled for e in stones), late=sum(e.overdue for e in stones))
    red = sum(e.overdue for e in agenda.entries if e.item.whole)
    yellow = len({e.item.task for e in agenda.entries if e.colour is Colour.YELLOW})
    soon = sum(_within(e, 30) for e in agenda.entries)
    yield STATUS.colours.format(
        red=COLOURS[Colour.RED], r=red, yellow=COLOURS[Colour.YELLOW], y=yellow, blue=COLOURS[Colour.BLUE], b=soon
    )
    if late := [b for b in by_unit(agenda) if b.counts[-1]][:_UNITS]:
        yield STATUS.late_units.format(units="、".join(STATUS.unit.format(unit=b.label, count=b.counts[-1]) for b in late))
    yield from _coming(agenda)
    if ongoing := [e for e in agenda.entries if e.item.ongoing]:
        yield STATUS.ongoing.format(problems=numbers_text(e.item.problem.number for e in ongoing))


def _within(entry: Entry, days: int) -> bool:
    return not entry.settled and entry.days_left is not None and 0 <= entry.days_left <= days


def _coming(agenda: Agenda) -> Iterator[str]:
    days = sorted({e.due for e in agenda.entries if e.due and not e.settled and e.due >= agenda.today})[:_COMING]
    if days:
        yield STATUS.coming
    for day in days:
        found = [e for e in agenda.entries if e.due == day and not e.settled]
        numbers = numbers_text(dict.fromkeys(e.item.problem.number for e in found))
        yield STATUS.day.format(day=written(day), left=(day - agenda.today).days, problems=numbers, count=len(found))


def read_days(words: str) -> int | None:
    """How many days are written; those of a month where nothing is, None where it is no number.

    >>> read_days("六十"), read_days("30天"), read_days("两周"), read_days(""), read_days("abc")
    (60, 30, 14, 30, None)
    """
    match = re.fullmatch(rf"({NUMERAL})(天|日|周|星期|个?月|年)?内?", words)
    count = to_int(match[1]) if match else None
    if not words:
        return _DAYS
    return None if match is None or count is None else min(count * _UNIT_DAYS[(match[2] or "天")[-1]], _MOST_DAYS)


def due_lines(agenda: Agenda, days: int, units: tuple[str, ...] = ()) -> Iterator[str]:
    """What is late, then what falls due within so many days, of all or of `units`; a long list ends with how many more there are."""
    last = agenda.today + timedelta(days=days)
    open_ = [e for e in agenda.entries if not e.settled and (not units or _is_left_to(e, units))]
    late = sorted((e for e in open_ if e.overdue), key=_by_problem)
    coming = sorted((e for e in open_ if e.due and agenda.today <= e.due <= last), key=lambda e: (e.due or last, *_by_problem(e)))
    whose = "、".join(parties_named(units))
    yield STATUS.due.format(whose=whose and f"{whose}：", days=days, late=len(late), coming=len(coming))
    if not agenda.registered:
        yield STATUS.unregistered
    if coming:
        yield STATUS.soon
        yield from _limited(coming)
    if late:
        yield STATUS.late
        yield from _late_lines(agenda, late)
    if units:
        yield STATUS.due_all


def _is_left_to(entry: Entry, units: tuple[str, ...]) -> bool:
    return any(not entry.settled_for(p.name) for p in parties_for(entry.item, units))


def _by_problem(entry: Entry) -> tuple[int, bool]:
    return entry.item.problem.number, not entry.item.whole


def _late_lines(agenda: Agenda, late: Iterable[Entry]) -> Iterator[str]:
    """A line a problem: itself if it is late, with how many of its milestones are."""
    numbers = dict.fromkeys(e.item.problem.number for e in late)
    for number in numbers:
        whole = agenda.whole(number)
        assert whole
        stones = sum(e.overdue for e in agenda.of_problem(whole.item.problem) if not e.item.whole)
        yield line(whole, sign_of(agenda, whole)) + (STATUS.late_stones.format(count=stones) if stones else "")


def _limited(entries: list[Entry]) -> Iterator[str]:
    yield from (line(e) for e in entries[:_SHOWN])
    if len(entries) > _SHOWN:
        yield STATUS.more.format(count=len(entries) - _SHOWN)
