"""What is in force now: the published plan with its ids, and where the ledger says that everything stands."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from bot.ledger.agenda import Agenda
from bot.ledger.words import TERMINAL
from bot.ledger.workflow import Actor
from bot.storage.database import Ledger
from corpus.errors import RectifyError
from corpus.grammar.parse import parse_plan
from corpus.identity import Ids, first_ids
from corpus.model import Plan
from index.phrasings import bundled_plan_text
from index.revision import load_ids, load_plan
from index.store import current

from .config import Config
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


@dataclass(frozen=True)
class OfficeDesk:
    """The plan in force, and the open ledger."""

    current: Current
    ledger: Ledger
    config: Config

    def agenda(self) -> Agenda:
        """Where everything stands."""
        return self.current.agenda(self.config.today())

    def actor(self) -> Actor:
        """Whoever sits at this terminal acts as an administrator."""
        return Actor(TERMINAL.who.format(user=_user()), admin=True)


@contextmanager
def open_office(config: Config, writing: bool) -> Iterator[OfficeDesk]:
    """The plan and the ledger; before anything is written the plan must have a revision, from which its ids come."""
    if writing:
        from bot.revisions.revise import publish_bundled

        publish_bundled(config)
    ledger = Ledger(config.ledger if writing or config.ledger.exists() else None)  # looking begins no ledger
    try:
        yield OfficeDesk(Current(config, ledger), ledger, config)
    finally:
        ledger.close()


def print_json(value: object) -> None:
    """One JSON value on stdout."""
    print(json.dumps(value, ensure_ascii=False))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


Now = Callable[[], datetime]


class ServeError(RectifyError):
    """Why the bot cannot run, or stopped."""


class Serving(ServeError):
    """Another process runs the bot on the data directory."""


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the data directory for this process alone."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / ".serving").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Serving(f"数据目录 {data} 正由另一个运行中的机器人使用，请先停掉它。") from error
        yield
