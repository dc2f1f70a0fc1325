"""The office's desk in the terminal: the plan in force and the open ledger, for as long as a command takes."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .agenda import Agenda
from .config import Config
from .current import Current
from .ledger import Ledger
from .ledger_words import TERMINAL
from .standing import Actor


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
        return Actor(TERMINAL["who"].format(user=_user()), admin=True)


@contextmanager
def open_office(config: Config, writing: bool) -> Iterator[OfficeDesk]:
    """The plan and the ledger; before anything is written the plan must have a revision, from which its ids come."""
    if writing:
        from .desk import publish_bundled

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
