"""The events that relative deadlines wait for (《矿区总规》批复): which items hang on each, whether it is dated, which one is meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.language.writing import numbers_text, written
from corpus.errors import RectifyError
from corpus.model import Problem

from .agenda import Agenda, Entry
from .items import Dated, event_key, waiting_for
from .text import item_name, words_of
from .words import WAITS

_GENERIC = 6
"""An event of fewer characters (批复, 印发, 方案批复) names nothing by itself: each problem means its own."""


@dataclass(frozen=True)
class Wait:
    """An event with the items that wait for it; `task` is the problem's id where each problem has its own, else ""."""

    event: str
    task: str
    day: date | None
    entries: tuple[Entry, ...]


class UnknownEvent(RectifyError):
    """Words that name no event of the plan."""


class WhichProblem(RectifyError):
    """A generic event that several problems wait for; `problems` are their numbers."""

    def __init__(self, text: str, problems: tuple[int, ...]) -> None:
        super().__init__(text)
        self.problems = problems


def waits(agenda: Agenda, dated: Dated) -> tuple[Wait, ...]:
    """Every event that is waited for; a generic one once for each problem."""
    entries = {e.item.id: e for e in agenda.entries}
    out: list[Wait] = []
    for event, items in waiting_for(e.item for e in agenda.entries).items():
        tasks = dict.fromkeys(i.task for i in items)
        for task in tasks if len(event) < _GENERIC and len(tasks) > 1 else [""]:
            mine = tuple(entries[i.id] for i in items if not task or i.task == task)
            out.append(Wait(event, task, dated.get((event, task)) or dated.get((event, "")), mine))
    return tuple(out)


def find_wait(words: str, agenda: Agenda, dated: Dated, problem: Problem | None = None) -> Wait:
    """The event that `words` name: by its whole name, else as the only one that contains them.

    Raises:
        UnknownEvent: none; the text lists those that are waited for.
        WhichProblem: a generic one that several problems wait for, and `problem` is not said.
    """
    every, said = waits(agenda, dated), event_key(words)
    task = agenda.ids.problems[problem.number] if problem else None
    found = [w for w in every if w.event == said] or [w for w in every if len(said) > 1 and (said in w.event or w.event in said)]
    if task:
        found = [_narrowed(w, task) for w in found if any(e.item.task == task for e in w.entries)]
    if len(found) == 1:
        return found[0]
    if len({w.event for w in found}) == 1:
        numbers = tuple(w.entries[0].item.problem.number for w in found)
        raise WhichProblem(WAITS.which.format(event=words[:20], problems=numbers_text(numbers)), numbers)
    known = "、".join(dict.fromkeys(w.event for w in found or every))
    raise UnknownEvent((WAITS.unknown if known else WAITS.none).format(event=words[:20], known=known))


def _narrowed(wait: Wait, task: str) -> Wait:
    """For one problem only, unless the event is everybody's."""
    mine = tuple(e for e in wait.entries if e.item.task == task)
    return wait if len(mine) == len(wait.entries) else Wait(wait.event, task, wait.day, mine)


def reckoned(agenda: Agenda, wait: Wait) -> Iterator[str]:
    """A line for every item that hangs on the event, with its day in `agenda`."""
    for entry in wait.entries:
        now = agenda.entry(entry.item.id)
        day = written(now.due) if now and now.due else WAITS.undated
        yield WAITS.item.format(item=item_name(entry.item), words=words_of(entry.item, 40), day=day)


def dated_lines(found: Iterable[Wait]) -> Iterator[str]:
    """Every event with its day and how many items hang on it."""
    for wait in found:
        numbers = numbers_text(dict.fromkeys(e.item.problem.number for e in wait.entries))
        day = written(wait.day) or WAITS.undated_event
        yield WAITS.line.format(event=wait.event, day=day, count=len(wait.entries), problems=numbers)
