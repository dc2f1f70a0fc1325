"""One directory, one plan: the plan in force with its ids, where the ledger says that everything stands, the database, the lock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.ledger.agenda import Agenda
from bot.ledger.items import Dated
from bot.ledger.parties import parties_named
from bot.ledger.people import of_task
from bot.ledger.workflow import Standing
from bot.storage.begun import PlanLost, refuse_lost_plan
from bot.storage.database import Ledger
from corpus.errors import RectifyError
from corpus.grammar.parse import parse_plan
from corpus.identity import Ids, first_ids
from corpus.model import Plan
from index.phrasings import bundled_plan_text
from index.revision import load_ids, load_plan
from index.store import current, current_or_none

from .config import Config
from .words import DIRECTORY
from .workdays import is_workday

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Made:
    """An agenda and what it was made of."""

    plan: Plan
    standings: Mapping[str, Standing]
    dated: Dated
    agenda: Agenda


class Workspace:
    """The plan of a directory, read anew when another revision is published; before the first it is the bundled plan.

    A process holds one for each plan, and hands it to whatever works on that plan.
    """

    def __init__(self, config: Config, database: Ledger | None) -> None:
        """`database` None is a ledger that was never begun, and is not begun by looking."""
        self.config, self.database = config, database
        self._read: tuple[int | None, Plan, Ids] | None = None
        self._made: _Made | None = None

    def plan(self) -> Plan:
        """The plan in force; touches files only, so that it may be called in a thread.

        Raises:
            RevisionError: the published revision is damaged.
        """
        return self._in_force()[0]

    @property
    def ids(self) -> Ids:
        """The ids of its problems and milestones."""
        return self._in_force()[1]

    def agenda(self, today: date | None = None, until: datetime | None = None) -> Agenda:
        """Where everything stands on `today`, with what was recorded up to the end of that day (or `until`, an aware time).

        Of today nothing is left out: what a clock that was ahead has dated later was recorded all the same.
        While neither the plan, the ledger nor the day is another one, the same agenda comes back.
        """
        today = today or self.config.today()
        plan, ids = self._in_force()
        if until is None and today < self.config.today():
            until = datetime.combine(today, time.max, self.config.timezone)
        events = self.database.events if self.database else None
        standings = events.standings(until) if events else {}
        dated = events.dated(until) if events else {}
        kept = self._made
        if kept and kept.plan is plan and kept.standings is standings and (kept.dated, kept.agenda.today) == (dated, today):
            return kept.agenda
        agenda = Agenda.of(plan, ids, standings, dated, today, is_workday)
        self._made = _Made(plan, standings, dated, agenda)
        return agenda

    def week_ago(self, agenda: Agenda) -> Agenda:
        """Where everything stood a week before the day of an agenda."""
        return self.agenda(agenda.today - timedelta(days=7))

    def people(self) -> dict[str, tuple[str, ...]]:
        """Who acts for each party (liaisons) or is its contact, by its name; of one problem by bot.ledger.people."""
        found: dict[str, tuple[str, ...]] = {}
        if database := self.database:
            for binding in database.chats.bindings():
                names = database.liaisons.of(binding.address).values()
                contacts = database.contacts.of(binding.address)
                for party in parties_named(binding.units):
                    own = (c.name for c in contacts if not c.task and c.party in ("", party))
                    found[party] = tuple(dict.fromkeys((*found.get(party, ()), *names, *own)))
                    for contact in (c for c in contacts if c.task):
                        key = of_task(contact.task, party)
                        found[key] = (*found.get(key, ()), contact.name)
        return found

    def alone(self) -> AbstractContextManager[None]:
        """Hold the directory for this process alone."""
        return alone(self.config.data)

    def _in_force(self) -> tuple[Plan, Ids]:
        number = current(self.config.revisions)
        if self._read is None or self._read[0] != number:
            self._read = (number, *self._parsed(number))
        return self._read[1:]

    def _parsed(self, number: int | None) -> tuple[Plan, Ids]:
        if number is None:
            plan = parse_plan(bundled_plan_text())
            return plan, first_ids(plan, 1)  # the ids that building the first revision will give
        return load_plan(self.config.revisions), load_ids(self.config.revisions, number)


@contextmanager
def open_workspace(config: Config, begin: bool = True) -> Iterator[Workspace]:
    """The workspace of a data directory; unless it is to `begin`, a ledger that was never begun is not begun by looking."""
    if current_or_none(config.revisions) is None:
        _say_lost_plan(config.ledger)
    if not begin and not config.ledger.exists():
        yield Workspace(config, None)
        return
    with closing(Ledger(config.ledger)) as database:
        yield Workspace(config, database)


def _say_lost_plan(ledger: Path) -> None:
    """Looking is not refused; entering and answering are (bot.revisions.revise.publish_bundled)."""
    try:
        refuse_lost_plan(ledger)
    except PlanLost as error:
        log.error("%s", error)


Now = Callable[[], datetime]


class ServeError(RectifyError):
    """Why the bot cannot run, or stopped."""


class Serving(ServeError):
    """Another process runs the bot on the data directory."""


class HalfRestored(RectifyError):
    """A restore of the directory was ended half way: it may hold no ledger, or another's index."""


UNFINISHED = ".restoring"
"""The mark of a restore under way."""


def refuse_half_restored(data: Path) -> None:
    """Raises: HalfRestored: nothing but another `restore` may use the directory."""
    if (data / UNFINISHED).exists():
        raise HalfRestored(DIRECTORY.half_restored.format(path=data))


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the data directory for this process alone."""
    data.mkdir(parents=True, exist_ok=True)
    from filelock import FileLock, Timeout  # late: it takes a moment

    try:
        held = FileLock(data / ".serving").acquire(timeout=0)
    except Timeout as error:
        raise Serving(DIRECTORY.in_use.format(path=data)) from error
    with held:
        yield
