"""The supervising office at this terminal: the workspace opened for looking or for entering, who acts, and how JSON is printed."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date

from bot.config import Config
from bot.engine.acting.actions import Actions
from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Actor
from bot.workspace import Workspace, open_workspace

from .words import TERMINAL


def looking(config: Config) -> AbstractContextManager[Workspace]:
    """The workspace as it is; looking begins no ledger."""
    return open_workspace(config, begin=False)


@contextmanager
def entering(config: Config) -> Iterator[tuple[Workspace, Actions]]:
    """The workspace and what may be done to its ledger; before anything is entered the plan must have a revision, from which its ids come."""
    from bot.revisions.revise import publish_bundled

    publish_bundled(config)
    with open_workspace(config) as workspace:
        assert workspace.database
        yield workspace, Actions(config, workspace.database, workspace)


@contextmanager
def agendas(config: Config) -> Iterator[Callable[[date], Agenda]]:
    """How things stand as of now, reckoned from any day; a ledger that somebody begins meanwhile is seen."""
    with ExitStack() as stack:
        opened: list[Workspace] = []

        def agenda(day: date) -> Agenda:
            if not opened or (opened[-1].database is None and config.ledger.exists()):
                opened.append(stack.enter_context(looking(config)))
            return opened[-1].agenda(day, config.now())

        yield agenda


def actor() -> Actor:
    """Whoever sits at this terminal acts as an administrator."""
    return Actor(TERMINAL.who.format(user=_user()), admin=True)


def print_json(value: object) -> None:
    """One JSON value on a line, not ASCII-escaped."""
    print(json.dumps(value, ensure_ascii=False))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
