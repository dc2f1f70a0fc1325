"""Updates in hand outlive the process, and are handled once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.telegram.wire.inbox import STARTS, Inbox


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file is."""
    return tmp_path / "data" / "inbox.db"


@pytest.fixture
def inbox(path: Path) -> Iterator[Inbox]:
    """An empty inbox."""
    opened = Inbox(path)
    yield opened
    opened.close()


def _update(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"text": "谁验收\ud800"}}


def test_what_is_not_done_is_left_for_the_next_start(inbox: Inbox, path: Path) -> None:
    """Whatever has come and is not done comes again after a crash, in its order; what is done does not."""
    inbox.take([_update(3), _update(1), _update(2)])
    assert inbox.begin(Update(1))
    inbox.done(1)
    assert inbox.begin(Update(2))
    again = Inbox(path)
    assert again.left() == ([_update(2), _update(3)], [])
    assert [again.begin(Update(n)) for n in (1, 2, 3)] == [False, True, True]
    again.close()


def test_an_update_is_handled_once(inbox: Inbox) -> None:
    """Not while it is in hand, nor when it is done, however often Telegram delivers it."""
    assert [inbox.begin(Update(7)), inbox.begin(Update(7))] == [True, False]
    inbox.take([_update(7)])
    inbox.done(7)
    inbox.take([_update(7)])
    assert not inbox.begin(Update(7))
    assert inbox.left() == ([], [])


def test_what_ends_the_process_is_given_up(inbox: Inbox) -> None:
    """An update that was being handled at so many ends is not tried again; one that only waited, or was left in good order, always is."""
    inbox.take([_update(5), _update(6), _update(7)])
    for ends in range(STARTS):
        assert inbox.left() == ([_update(5), _update(6), _update(7)], [])
        assert [inbox.is_suspect(n) for n in (5, 6, 7)] == [ends > 0, False, False]
        inbox.started(5)
        inbox.started(7)
        inbox.put_back(7)
    assert inbox.left() == ([_update(6), _update(7)], [_update(5)])
    assert inbox.left() == ([_update(6), _update(7)], [])


def test_nothing_is_kept_longer_than_needed(inbox: Inbox, path: Path) -> None:
    """The words go when the update is done, the row when Telegram can no longer repeat it; nobody else can read the file."""
    inbox.take([_update(5), _update(6)])
    inbox.done(5)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT body FROM updates WHERE id = 5").fetchone() == (None,)
        db.execute("UPDATE updates SET at = ?", ((datetime.now(UTC) - timedelta(days=3)).isoformat(),))
    assert inbox.left() == ([_update(6)], [])
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT id FROM updates").fetchall() == [(6,)]
    assert path.stat().st_mode & 0o077 == 0


def test_a_disk_that_is_full_stops_nobody(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    """Updates are handled all the same, once each as long as the process lives."""
    inbox._db.execute("PRAGMA query_only = ON")  # every write fails
    inbox.take([_update(5)])
    assert [inbox.begin(Update(5)), inbox.begin(Update(5))] == [True, False]
    inbox.done(5)
    assert "inbox:" in caplog.text


def test_a_damaged_file_is_put_aside(path: Path) -> None:
    """No database, or a page of it overwritten: another one is begun, the damaged one kept, and it is said."""
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    for _ in range(2):
        opened = Inbox(path)
        assert "inbox.db 已损坏，另存为 inbox.db.damaged" in opened.note
        opened.take([_update(n) for n in range(200)])
        opened.close()
        whole = Inbox(path)
        assert (whole.note, len(whole.left()[0])) == ("", 200)
        whole.close()
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 8192)


def test_where_nothing_can_be_written_it_is_kept_in_memory(tmp_path: Path) -> None:
    """The program runs, updates are handled once, and it is said."""
    (tmp_path / "inbox.db").mkdir()
    opened = Inbox(tmp_path / "inbox.db")
    assert "只记在内存里" in opened.note
    opened.take([_update(5)])
    assert [opened.begin(Update(5)), opened.begin(Update(5))] == [True, False]
    opened.close()
