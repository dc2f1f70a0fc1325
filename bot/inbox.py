"""Updates in hand: kept on disk from their arrival until they are dealt with, so that a crash loses none.

The library confirms updates to Telegram while its handlers still run (FAULTS §2.2), so what is in hand is ours to keep. An
update that was in hand when the process died is handled again, once: what it answers may then come twice, never not at all.
Only work in progress stands here; a row loses its words when it is done and goes when Telegram can no longer repeat it.
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

from corpus.errors import RectifyError

log = logging.getLogger(__name__)
KEPT = timedelta(days=2)
"""Telegram repeats an update for at most 24 hours (Bot API, getUpdates)."""
STARTS = 2
"""After so many starts that did not get an update done it is given up, for it may be what ends the process."""
_PRUNE_EVERY = 500
_TABLE = "CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY, at TEXT NOT NULL, body TEXT, starts INTEGER NOT NULL DEFAULT 0) STRICT"
Json = dict[str, Any]


class InboxError(RectifyError):
    """The file of updates in hand cannot be used."""


class Inbox:
    """One open file; used from one thread. A disk that is full keeps nothing, and nobody from being answered."""

    def __init__(self, path: Path) -> None:
        self._in_hand: set[int] = set()
        self._finished = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA busy_timeout=5000", _TABLE):
                self._db.execute(statement)
        except (sqlite3.Error, OSError) as error:
            raise InboxError(f"{path} 打不开：{error}。它只存处理中的消息，可以删除后重新启动。") from error

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
            log.error("inbox: %s", error)
            row = None
        if row and row[0] is None:
            return False
        if row is None:
            self.take([update.to_dict()])
        self._in_hand.add(update_id)
        return True

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
        self._write("UPDATE updates SET starts = starts + 1 WHERE body IS NOT NULL", ())
        rows = self._db.execute("SELECT id, body, starts FROM updates WHERE body IS NOT NULL ORDER BY id").fetchall()
        again = [json.loads(body) for _, body, starts in rows if starts <= STARTS]
        given_up = [json.loads(body) for _, body, starts in rows if starts > STARTS]
        for update in given_up:
            self.done(update["update_id"])
        return again, given_up

    def _prune(self) -> None:
        self._write("DELETE FROM updates WHERE body IS NULL AND at < ?", ((datetime.now(UTC) - KEPT).isoformat(),))

    def _write(self, statement: str, values: Iterable[Any]) -> None:
        try:
            self._db.execute(statement, tuple(values))
        except sqlite3.Error as error:
            log.error("inbox: %s", error)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
