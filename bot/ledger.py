"""What people and the bot did, in one SQLite file: bindings of chats to units, questions and thumbs, refused commands.

Primary data only: nothing here can be derived from the plan. `audit` is append-only. Writes are durable before they are
acted on (WAL with synchronous=FULL); the file is readable by its owner alone.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from corpus.errors import RectifyError

from .events import Events
from .outbox import Outbox
from .prompts import Prompts
from .schema import migrations
from .standing import Action

BEGIN = "begin ledger"
"""The audit's record of the office's word that the ledger begins with nothing done."""


class LedgerError(RectifyError):
    """The database cannot be opened, or is damaged."""


@dataclass(frozen=True)
class Binding:
    """A chat (and topic) that speaks for units, and when something was last delivered to it (times in ISO format, UTC)."""

    chat_id: int
    thread_id: int | None
    title: str
    units: tuple[str, ...]
    active: bool
    bound_at: str
    delivered_at: str | None = None


@dataclass(frozen=True)
class Asked:
    """A question as it was answered; `problem` is the first of the answer, `chosen` what its asker picked afterwards."""

    id: int
    chat_id: int
    user_id: int
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


class Ledger:
    """One open database; used from one thread."""

    def __init__(self, path: Path | None) -> None:
        """`path` None is an empty one that nothing is kept of."""
        try:
            if path and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._db = Database(sqlite3.connect(path or ":memory:", check_same_thread=False))
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
                self._db.execute(f"PRAGMA {pragma}")
            if self._db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise LedgerError(f"台账数据库 {path} 已损坏，请用备份恢复后再启动。")
            migrations.apply(self._db)
            self.events = Events(self._db)
            self.prompts = Prompts(self._db)
            self.outbox = Outbox(self._db)
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"台账数据库 {path} 打不开：{error}") from error

    def close(self) -> None:
        """Flush and close."""
        self._db.close()

    # --- bindings -----------------------------------------------------------------------------------------

    def bind(self, chat_id: int, thread_id: int | None, title: str, units: Iterable[str], by: int) -> None:
        """Bind a chat to units; what it was bound to before is replaced, and both stand in the audit."""
        words = "\n".join(units)
        with self._db.atomic():
            self._db.execute(
                "INSERT OR REPLACE INTO bindings VALUES (?, ?, ?, ?, 1, ?, ?)", (chat_id, thread_id, title, words, by, _now())
            )
            self.record("bind", by, chat_id, words.replace("\n", "、"))

    def unbind(self, chat_id: int, by: int) -> bool:
        """Remove a chat's binding; False where it had none."""
        with self._db.atomic():
            removed = self._db.execute("DELETE FROM bindings WHERE chat_id = ?", (chat_id,)).rowcount
            self.record("unbind", by, chat_id, "")
        return bool(removed)

    def bindings(self) -> list[Binding]:
        """All bindings by title."""
        rows = self._db.execute(
            "SELECT chat_id, thread_id, title, units, active, bound_at, "
            "(SELECT max(settled_at) FROM outbox WHERE outbox.chat_id = bindings.chat_id AND state = 'sent') "
            "FROM bindings ORDER BY title, chat_id"
        )
        return [Binding(c, t, title, tuple(u.split("\n")), bool(a), at, last) for c, t, title, u, a, at, last in rows.fetchall()]

    def binding(self, chat_id: int) -> Binding | None:
        """The binding of one chat."""
        return next((b for b in self.bindings() if b.chat_id == chat_id), None)

    def move_chat(self, old: int, new: int) -> None:
        """A group became a supergroup: its rows go to the new id, once (Bot API: migrate_to_chat_id)."""
        with self._db.atomic():
            moved = self._db.execute("UPDATE OR REPLACE bindings SET chat_id = ? WHERE chat_id = ?", (new, old)).rowcount
            moved += self._db.execute("UPDATE asked SET chat_id = ? WHERE chat_id = ?", (new, old)).rowcount
            moved += self._db.execute("UPDATE OR REPLACE prompts SET chat_id = ? WHERE chat_id = ?", (new, old)).rowcount
            moved += self.outbox.move(old, new)
            if moved:
                self.record("migrate", None, new, str(old))

    def set_active(self, chat_id: int, active: bool) -> Binding | None:
        """Suspend or resume a binding (the bot was removed from, or came back to, the chat); None where nothing changed."""
        with self._db.atomic():
            query = "UPDATE bindings SET active = ? WHERE chat_id = ? AND active != ?"
            if not self._db.execute(query, (int(active), chat_id, int(active))).rowcount:
                return None
            self.record("resume" if active else "suspend", None, chat_id, "")
        return self.binding(chat_id)

    def asked_in_bound(self, user_id: int) -> bool:
        """Whether this user has asked something in a chat that is bound."""
        query = "SELECT 1 FROM asked JOIN bindings USING (chat_id) WHERE user_id = ? AND active LIMIT 1"
        return self._db.execute(query, (user_id,)).fetchone() is not None

    # --- audit --------------------------------------------------------------------------------------------

    def record(self, action: str, user_id: int | None, chat_id: int | None, detail: str) -> None:
        """Append to the audit."""
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO audit(at, user_id, chat_id, action, detail) VALUES (?, ?, ?, ?, ?)",
                (_now(), user_id, chat_id, action, detail[:500]),
            )

    def times_refused(self, user_id: int) -> int:
        """How often this user tried an administrator's command in the last day."""
        since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        query = "SELECT count(*) FROM audit WHERE action = 'refused' AND user_id = ? AND at > ?"
        return int(self._db.execute(query, (user_id, since)).fetchone()[0])

    def is_begun(self) -> bool:
        """Whether the ledger says where things stand: more was entered than signatures, or the office has had it begin."""
        query = "SELECT EXISTS (SELECT 1 FROM events WHERE action != ?) OR EXISTS (SELECT 1 FROM audit WHERE action = ?)"
        return bool(self._db.execute(query, (Action.ACKNOWLEDGE.value, BEGIN)).fetchone()[0])

    # --- questions ----------------------------------------------------------------------------------------

    def asked(
        self,
        chat_id: int,
        user_id: int,
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
                (_now(), chat_id, user_id, question[:500], kind, problem, int(refused), milliseconds, revision),
            )
        return int(cursor.lastrowid or 0)

    def question(self, id_: int) -> Asked | None:
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

    def to_review(self, limit: int = 10) -> list[Asked]:
        """Questions with a choice or a 👎 that no administrator has looked at, newest first."""
        query = (
            "SELECT id, chat_id, user_id, question, kind, problem, refused, thumb, chosen, revision FROM asked "
            "WHERE reviewed = 0 AND (chosen IS NOT NULL OR thumb = -1) ORDER BY id DESC LIMIT ?"
        )
        return [_asked(row) for row in self._db.execute(query, (limit,)).fetchall()]

    def review(self, id_: int, by: int, task: str | None) -> Asked | None:
        """Close a review; with the id of the problem that its asker chose, the question becomes a phrasing of it."""
        asked = self.question(id_)
        if asked is None:
            return None
        with self._db.atomic():
            self._db.execute("UPDATE asked SET reviewed = 1 WHERE id = ?", (id_,))
            if task is not None:
                self._db.execute("INSERT OR REPLACE INTO phrasings VALUES (?, ?, ?, ?)", (asked.question, task, by, _now()))
            self.record("reject phrasing" if task is None else "accept phrasing", by, None, asked.question)
        return asked

    def phrasings(self) -> list[tuple[str, str]]:
        """Accepted phrasings as (id of their problem, words)."""
        return [(task, t) for t, task in self._db.execute("SELECT text, task FROM phrasings ORDER BY at").fetchall()]

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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
