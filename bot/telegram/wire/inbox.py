"""Updates in hand, kept on disk until they are dealt with: what an end of the process leaves is handled at the next start.

What was being handled at an end may be what ended it. It is handled alone at the next start, so that one update is blamed and not all
that were in hand, and given up after so many ends (.github/decisions/0010-updates-are-kept.md).
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import Update

from bot.telegram.words import TELEGRAM

log = logging.getLogger(__name__)
KEPT = timedelta(days=2)
"""Telegram repeats an update for at most 24 hours (Bot API, getUpdates)."""
STARTS = 3
"""An update that was in hand at so many ends of the process is given up, for it may be what ends it."""
_PRUNE_EVERY = 500
_TABLE = "CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY, at TEXT NOT NULL, body TEXT, starts INTEGER NOT NULL DEFAULT 0) STRICT"
Json = dict[str, Any]


class Inbox:
    """One open file; used from one thread. A disk that is full keeps nothing, and nobody from being answered.

    `note` is what administrators have to know of how it was opened; "" where all is well.
    """

    def __init__(self, path: Path) -> None:
        self._in_hand: set[int] = set()
        self._suspects: set[int] = set()
        self._finished = 0
        self._db, self.note = _opened(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def take(self, updates: Iterable[Json]) -> None:
        """Keep what has come; known ones stay as they are."""
        rows = [(u["update_id"], _now(), json.dumps(u, ensure_ascii=True)) for u in updates]
        marks = ", ".join(["(?, ?, ?)"] * len(rows))
        if rows:
            self._write(f"INSERT OR IGNORE INTO updates(id, at, body) VALUES {marks}", [v for row in rows for v in row])

    def begin(self, update: Update) -> bool:
        """Whether this update is to be handled now: not if it was already, or is in hand; one that is not kept yet is."""
        update_id = update.update_id
        if update_id in self._in_hand:
            return False
        try:
            row = self._db.execute("SELECT body FROM updates WHERE id = ?", (update_id,)).fetchone()
        except sqlite3.Error as error:
            log.warning("inbox: %s", error)
            row = None
        if row and row[0] is None:
            return False
        if row is None:
            self.take([update.to_dict()])
        self._in_hand.add(update_id)
        return True

    def is_suspect(self, update_id: int) -> bool:
        """Whether it was being handled when the process ended: such are handled one at a time, so that only one is blamed."""
        return update_id in self._suspects

    def started(self, update_id: int) -> None:
        """Its turn has come."""
        self._write("UPDATE updates SET starts = starts + 1 WHERE id = ?", (update_id,))

    def put_back(self, update_id: int) -> None:
        """It was left undone in good order, for the next start."""
        self._write("UPDATE updates SET starts = max(0, starts - 1) WHERE id = ?", (update_id,))

    def done(self, update_id: int) -> None:
        """It is dealt with."""
        self._in_hand.discard(update_id)
        self._write("UPDATE updates SET body = NULL WHERE id = ?", (update_id,))
        self._finished += 1
        if self._finished % _PRUNE_EVERY == 0:
            self._prune()

    def left(self) -> tuple[list[Json], list[Json]]:
        """What the last run left undone: what is to be handled again, and what is given up; to be called at the start."""
        self._prune()
        rows = self._db.execute("SELECT id, body, starts FROM updates WHERE body IS NOT NULL ORDER BY id").fetchall()
        self._suspects = {id_ for id_, _, starts in rows if starts}
        again = [json.loads(body) for _, body, starts in rows if starts < STARTS]
        given_up = [json.loads(body) for _, body, starts in rows if starts >= STARTS]
        for update in given_up:
            self.done(update["update_id"])
        return again, given_up

    def _prune(self) -> None:
        self._write("DELETE FROM updates WHERE body IS NULL AND at < ?", ((datetime.now(UTC) - KEPT).isoformat(),))

    def _write(self, statement: str, values: Iterable[Any]) -> None:
        try:
            self._db.execute(statement, tuple(values))
        except (sqlite3.Error, OverflowError) as error:
            log.warning("inbox: %s", error)


def _opened(path: Path) -> tuple[sqlite3.Connection, str]:
    """The database, and what is to be told: a damaged one is put aside, and where none can be written it is kept in memory."""
    try:
        return _connected(path), ""
    except (sqlite3.OperationalError, OSError) as error:
        log.warning("inbox: %s", error)
        return _connected(None), TELEGRAM.inbox_full.format(path=path.name, error=error)
    except sqlite3.DatabaseError as error:
        log.warning("inbox: %s", error)
        aside = path.with_name(f"{path.name}.damaged")
        path.replace(aside)
        for rest in ("-wal", "-shm"):
            path.with_name(path.name + rest).unlink(missing_ok=True)
        return _opened(path)[0], TELEGRAM.inbox_damaged.format(path=path.name, aside=aside.name)


def _connected(path: Path | None) -> sqlite3.Connection:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    try:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA busy_timeout=5000", _TABLE):
            db.execute(statement)
        if (found := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(found)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
