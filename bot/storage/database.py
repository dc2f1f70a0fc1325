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

from sqlite_utils import Database, Migrations

from bot.ledger.workflow import Action
from bot.messages import Binding
from corpus.errors import RectifyError

from .chats import Prompts
from .events import Events
from .outbox import Outbox

migrations = Migrations("ledger")
_FIRST = (
    "CREATE TABLE bindings (chat_id INTEGER PRIMARY KEY, thread_id INTEGER, title TEXT NOT NULL, units TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1, bound_by INTEGER NOT NULL, bound_at TEXT NOT NULL) STRICT",
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, user_id INTEGER, chat_id INTEGER, action TEXT NOT NULL, detail TEXT NOT NULL) STRICT",
    "CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;",
    "CREATE TABLE asked (id INTEGER PRIMARY KEY, at TEXT NOT NULL, chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL, problem INTEGER, refused INTEGER NOT NULL, milliseconds INTEGER NOT NULL, thumb INTEGER NOT NULL DEFAULT 0, chosen INTEGER, reviewed INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE TABLE phrasings (text TEXT PRIMARY KEY, problem INTEGER NOT NULL, added_by INTEGER NOT NULL, at TEXT NOT NULL) STRICT",
)
_EVENTS = (
    # what happened to items (corpus.identity ids), oldest first; `day`, `note` and `evidence` as bot.ledger.workflow.Event has them
    "CREATE TABLE events (id INTEGER PRIMARY KEY, at TEXT NOT NULL, item TEXT NOT NULL, action TEXT NOT NULL, who TEXT NOT NULL, units TEXT NOT NULL, user_id INTEGER, chat_id INTEGER, before TEXT NOT NULL, after TEXT NOT NULL, day TEXT, note TEXT NOT NULL, evidence TEXT NOT NULL) STRICT",
    "CREATE INDEX events_of_item ON events(item, id)",
    "CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;",
    "CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;",
    # when the events that relative deadlines wait for happened; the last row of an (event, task) counts, day NULL withdraws it
    "CREATE TABLE dated (id INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, task TEXT NOT NULL, day TEXT, user_id INTEGER) STRICT",
)
_OUTBOX = (
    # written before it is sent, settled after; a key is sent to a chat once. Times are UTC; `day` is NULL where it holds for ever
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY, key TEXT NOT NULL, chat_id INTEGER NOT NULL, thread_id INTEGER, day TEXT, payload TEXT NOT NULL, due_at TEXT, expires_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, message_id INTEGER, error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, settled_at TEXT, UNIQUE (key, chat_id)) STRICT",
    "CREATE INDEX outbox_by_state ON outbox(state, chat_id, id)",
    # working days whose digests were made, whether anybody had anything to hear or not
    "CREATE TABLE mornings (day TEXT PRIMARY KEY, made_at TEXT NOT NULL) STRICT",
    # groups that became supergroups
    "CREATE TABLE moved (old INTEGER PRIMARY KEY, new INTEGER NOT NULL) STRICT",
    # a message of the bot that waits for a reply: what the reply will do
    "CREATE TABLE prompts (chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, user_id INTEGER NOT NULL, action TEXT NOT NULL, item TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (chat_id, message_id)) STRICT",
)
_SAID = (
    # the day something is said to have been done, where that is not the day it was written down
    "ALTER TABLE events ADD COLUMN done_on TEXT",
    # what a prompt has gathered so far (JSON)
    "ALTER TABLE prompts ADD COLUMN gathered TEXT NOT NULL DEFAULT ''",
)
_PHRASINGS = (
    # a phrasing belongs to a problem's id (corpus.identity), so that it follows its problem through every revision; rows
    # from before have the problem's number in digits
    "CREATE TABLE phrasings_by_task (text TEXT PRIMARY KEY, task TEXT NOT NULL, added_by INTEGER NOT NULL, at TEXT NOT NULL) STRICT",
    "INSERT INTO phrasings_by_task SELECT text, CAST(problem AS TEXT), added_by, at FROM phrasings",
    "DROP TABLE phrasings",
    "ALTER TABLE phrasings_by_task RENAME TO phrasings",
    # the revision whose numbers `problem` and `chosen` are; 0 where it was not kept
    "ALTER TABLE asked ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
)


@migrations()
def m001_create_tables(db: Database) -> None:
    """Bindings, audit, questions, accepted phrasings."""
    _run(db, _FIRST)


@migrations()
def m002_create_events(db: Database) -> None:
    """The rectification ledger and the dates of events."""
    _run(db, _EVENTS)


@migrations()
def m003_create_outbox(db: Database) -> None:
    """Messages to send, and messages that wait for a reply."""
    _run(db, _OUTBOX)


@migrations()
def m004_add_said(db: Database) -> None:
    """Days of completion, and what prompts gather."""
    _run(db, _SAID)


@migrations()
def m010_phrasings_by_task(db: Database) -> None:
    """Phrasings follow their problems by id."""
    _run(db, _PHRASINGS)


def _run(db: Database, statements: Iterable[str]) -> None:
    for statement in statements:
        db.execute(statement)


BEGIN = "begin ledger"
"""The audit's record of the office's word that the ledger begins with nothing done."""


class LedgerError(RectifyError):
    """The database cannot be opened, or is damaged."""


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
