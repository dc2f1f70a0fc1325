"""What is in force now: the published plan with its ids, and where the ledger says that everything stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time

from corpus.identity import Ids, first_ids
from corpus.model import Plan
from corpus.parse import parse_plan
from index.revision import current, load_ids, load_plan
from index.vocabulary import bundled_plan_text

from .agenda import Agenda
from .config import Config
from .ledger import Ledger
from .workdays import is_workday


class Current:
    """The plan of the published revision, read anew when another one is published; before the first it is the bundled plan."""

    def __init__(self, config: Config, ledger: Ledger | None) -> None:
        self._config, self._ledger = config, ledger
        self._kept: tuple[int | None, Plan, Ids] | None = None

    def plan(self) -> tuple[Plan, Ids]:
        """The plan and its ids; touches files only, so that it may be called in a thread.

        Raises:
            RevisionError: the published revision is damaged.
        """
        number = current(self._config.revisions)
        if self._kept is None or self._kept[0] != number:
            self._kept = (number, *self._read(number))
        return self._kept[1:]

    def agenda(self, today: date, until: datetime | None = None) -> Agenda:
        """Where everything stands on `today`, with what was recorded up to the end of that day (or `until`, an aware time)."""
        plan, ids = self.plan()
        until = until or datetime.combine(today, time.max, self._config.timezone)
        events = self._ledger.events if self._ledger else None
        standings = events.standings(until) if events else {}
        return Agenda.of(plan, ids, standings, events.dated(until) if events else {}, today, is_workday)

    def _read(self, number: int | None) -> tuple[Plan, Ids]:
        if number is None:
            plan = parse_plan(bundled_plan_text())
            return plan, first_ids(plan, 1)  # the ids that building the first revision will give
        return load_plan(self._config.revisions), load_ids(self._config.revisions, number)


@contextmanager
def agendas(config: Config) -> Iterator[Callable[[date], Agenda]]:
    """How things stand as of now, reckoned from any day, in the terminal; a ledger that was never begun is not begun by asking."""
    if not config.ledger.exists():
        yield Current(config, None).agenda
        return
    with closing(Ledger(config.ledger)) as ledger:
        current = Current(config, ledger)
        yield lambda day: current.agenda(day, config.now())
