"""One directory, one plan: what is read again when something changed, and what is not."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from ledger_fixtures import AT, TODAY

from bot.config import Config
from bot.ledger.workflow import Action, Event, State
from bot.storage.database import Ledger
from bot.workspace import Serving, Workspace, open_workspace


@pytest.fixture
def workspace(data_dir: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace of a copy of the published plan, with a ledger."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with open_workspace(Config.from_env({}, str(data))) as opened:
        yield opened


def _ledger(workspace: Workspace) -> Ledger:
    assert workspace.database
    return workspace.database


def test_nothing_is_made_again_while_nothing_changed(workspace: Workspace) -> None:
    """The same agenda comes back on the same day; another day, an event or a dated trigger makes another."""
    late = AT + timedelta(days=36500)
    first = workspace.agenda(TODAY, late)
    assert workspace.agenda(TODAY, late) is first
    assert workspace.agenda(TODAY + timedelta(days=1), late) is not first
    _ledger(workspace).events.add(Event("1-16", Action.SET, AT, "李主任", after=State.CLOSED))
    second = workspace.agenda(TODAY, late)
    entry = second.entry("1-16")
    assert entry
    assert entry.state is State.CLOSED
    _ledger(workspace).events.date_event("《矿区总规》批复", date(2025, 1, 1), 1)
    assert workspace.agenda(TODAY, late) is not second


def test_a_day_that_is_past_shows_what_was_known_then(workspace: Workspace) -> None:
    """An agenda of a day before an entry does not know of it, whatever was asked before."""
    _ledger(workspace).events.add(Event("1-16", Action.SET, AT, "李主任", after=State.CLOSED))
    now, then = workspace.agenda(TODAY).entry("1-16"), workspace.agenda(AT.date() - timedelta(days=1)).entry("1-16")
    assert now
    assert then
    assert (now.state, then.state) == (State.CLOSED, State.OPEN)


def test_two_workspaces_know_nothing_of_each_other(workspace: Workspace, data_dir: Path, tmp_path: Path) -> None:
    """A second directory in the same process has its own plan, ledger and lock."""
    other = Path(shutil.copytree(data_dir, tmp_path / "other"))
    _ledger(workspace).events.add(Event("1-16", Action.SET, AT, "李主任", after=State.CLOSED))
    with open_workspace(Config.from_env({}, str(other))) as second, workspace.alone(), second.alone():
        entry = second.agenda(TODAY).entry("1-16")
        assert entry
        assert entry.state is State.OPEN
        with pytest.raises(Serving), workspace.alone():
            raise AssertionError


def test_looking_begins_no_ledger(data_dir: Path, tmp_path: Path) -> None:
    """Who only looks finds no database where there was none."""
    data = Path(shutil.copytree(data_dir, tmp_path / "fresh"))
    with open_workspace(Config.from_env({}, str(data)), begin=False) as opened:
        assert opened.agenda(TODAY).entries
    assert not (data / "ledger.db").exists()
