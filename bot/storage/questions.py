"""What was asked and how it was taken: questions, thumbs, choices, and the phrasings that administrators accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.messages import Key

from .events import Audit, stamp

KEPT = timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """A question as it was answered; `problem` is the first of the answer, `chosen` what its asker picked afterwards."""

    id: int
    chat_id: Key
    user_id: Key
    question: str
    kind: str
    problem: int | None
    refused: bool
    thumb: int
    chosen: int | None
    revision: int


@dataclass(frozen=True)
class Stats:
    """What was asked in a stretch of days."""

    questions: int
    refused: int
    up: int
    down: int
    people: int
    slowest: tuple[tuple[str, int], ...]


class Questions:
    """The questions of one database."""

    def __init__(self, db: Database, audit: Audit) -> None:
        self._db, self._audit = db, audit

    def keep(
        self,
        chat_id: Key,
        user_id: Key,
        question: str,
        kind: str,
        problem: int | None,
        refused: bool,
        milliseconds: int,
        revision: int = 0,
    ) -> int:
        """Keep a question, with the revision whose number `problem` is; returns its id."""
        with self._db.atomic():
            cursor = self._db.execute(
                "INSERT INTO asked(at, chat_id, user_id, question, kind, problem, refused, milliseconds, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (stamp(), chat_id, user_id, question[:500], kind, problem, int(refused), milliseconds, revision),
            )
        return int(cursor.lastrowid or 0)

    def get(self, id_: int) -> Asked | None:
        """A question by its id."""
        query = "SELECT id, chat_id, user_id, question, kind, problem, refused, thumb, chosen, revision FROM asked WHERE id = ?"
        row = self._db.execute(query, (id_,)).fetchone()
        return _asked(row) if row else None

    def thumb(self, id_: int, value: int) -> None:
        """👍 is 1, 👎 is -1; the last one counts."""
        with self._db.atomic():
            self._db.execute("UPDATE asked SET thumb = ? WHERE id = ?", (value, id_))

    def choose(self, id_: int, problem: int) -> None:
        """The problem that the asker meant."""
        with self._db.atomic():
            self._db.execute("UPDATE asked SET chosen = ? WHERE id = ?", (problem, id_))

    def to_review(self) -> list[Asked]:
        """Questions that no administrator has looked at: those with a choice or a 👎, then those refused, newest first."""
        query = (
            "SELECT id, chat_id, user_id, question, kind, problem, refused, thumb, chosen, revision FROM asked "
            "WHERE reviewed = 0 AND (chosen IS NOT NULL OR thumb = -1 OR (refused AND kind = 'none')) "
            "ORDER BY chosen IS NULL AND thumb != -1, id DESC"
        )
        return [_asked(row) for row in self._db.execute(query).fetchall()]

    def review(self, id_: int, by: Key, task: str | None = None, intent: str = "") -> Asked | None:
        """Close a review; with the id of the problem that its asker chose, the question becomes a phrasing of it.

        `intent` is what it was accepted as an example of (bot.revisions.examples).
        """
        asked = self.get(id_)
        if asked is None:
            return None
        with self._db.atomic():
            self._db.execute("UPDATE asked SET reviewed = 1 WHERE id = ?", (id_,))
            if task is not None:
                self._db.execute("INSERT OR REPLACE INTO phrasings VALUES (?, ?, ?, ?)", (asked.question, task, by, stamp()))
            if intent:
                self._audit.record("accept example", by, None, f"{intent} {asked.question}")
            else:
                self._audit.record("reject phrasing" if task is None else "accept phrasing", by, None, asked.question)
        return asked

    def phrasings(self) -> list[tuple[str, str]]:
        """Accepted phrasings as (id of their problem, words)."""
        return [(task, t) for t, task in self._db.execute("SELECT text, task FROM phrasings ORDER BY at").fetchall()]

    def prune(self, today: date) -> None:
        """Forget what was asked long ago; phrasings that were made of it stay."""
        with self._db.atomic():
            self._db.execute("DELETE FROM asked WHERE at < ?", ((today - KEPT).isoformat(),))

    def stats(self, days: int = 30) -> Stats:
        """Figures of the last days."""
        since = ((datetime.now(UTC) - timedelta(days=days)).isoformat(),)
        row = self._db.execute(
            "SELECT count(*), total(refused), total(thumb = 1), total(thumb = -1), count(DISTINCT user_id) FROM asked WHERE at > ?",
            since,
        ).fetchone()
        slow = self._db.execute("SELECT question, milliseconds FROM asked WHERE at > ? ORDER BY milliseconds DESC LIMIT 3", since)
        questions, refused, up, down, people = (int(x) for x in row)
        return Stats(questions, refused, up, down, people, tuple((q, ms) for q, ms in slow.fetchall()))


def _asked(row: tuple[Any, ...]) -> Asked:
    id_, chat, user, question, kind, problem, refused, thumb, chosen, revision = row
    return Asked(id_, chat, user, question, kind, problem, bool(refused), thumb, chosen, revision)
