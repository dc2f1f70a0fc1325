"""The supervising office at this terminal: the workspace opened for looking or for entering, who acts, and how JSON is printed."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date
from typing import TYPE_CHECKING

from bot.config import Config
from bot.language.unit_guesses import written_units
from bot.language.unit_names import Names
from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Actor
from bot.workspace import Workspace, open_workspace
from corpus.errors import RectifyError
from corpus.model import Plan

from .words import TERMINAL

if TYPE_CHECKING:
    from bot.engine.acting.actions import Actions


def looking(config: Config) -> AbstractContextManager[Workspace]:
    """The workspace as it is; looking begins no ledger."""
    return open_workspace(config, begin=False)


@contextmanager
def entering(config: Config) -> Iterator[tuple[Workspace, Actions]]:
    """The workspace and what may be done to its ledger; before anything is entered the plan must have a revision, from which its ids come."""
    from bot.engine.acting.actions import Actions
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


def units_called(words: str, plan: Plan) -> tuple[str, ...]:
    """The units of the plan that are named.

    Raises:
        RectifyError: none.
    """
    found = written_units(words, Names.of(plan))
    if unknown := [name for name, units in found if not units] or ([] if found else [words]):
        raise RectifyError(TERMINAL.unit.format(name=unknown[0][:30]))
    return tuple(dict.fromkeys(u for _, units in found for u in units))


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
