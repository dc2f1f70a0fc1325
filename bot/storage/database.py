"""What people and the bot did, in one SQLite file: bindings of chats to units, questions and thumbs, refused commands.

Primary data only: nothing here can be derived from the plan. `audit` is append-only. Writes are durable before they are
acted on (WAL with synchronous=FULL); the file is readable by its owner alone.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

from corpus.errors import RectifyError

from .chats import Chats, Prompts
from .contacts import Contacts
from .digested import Digested
from .drafts import Drafts
from .events import Audit, Events
from .forms import Forms
from .liaisons import Liaisons
from .outbox import Outbox
from .questions import Questions
from .routines import Routines
from .words import LEDGER

migrations = Migrations("ledger")
BUSY = 5000
"""Milliseconds for which whoever else writes is waited for."""
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

_TOLD = (
    # the revision of the plan that the units were last told of: one row, or none before the first
    "CREATE TABLE told (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL) STRICT",
    # what people did is kept for three years (bot.storage.events); that the ledger began, for ever
    "DROP TRIGGER audit_stays",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit WHEN OLD.action = 'begin ledger' OR OLD.at > strftime('%Y-%m-%d', 'now', '-1096 days') BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;",
    "CREATE INDEX asked_at ON asked(at)",
    "CREATE INDEX audit_of_user ON audit(action, user_id, at)",
)
_PARTS = (
    # whose parts of the item an event is about (party names, one a line), and the state that these take by it; events from
    # before items had parts name none and hold for the whole item
    "ALTER TABLE events ADD COLUMN parts TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE events ADD COLUMN part TEXT",
    # the event that is taken back, and what came in together (an import)
    "ALTER TABLE events ADD COLUMN undoes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE events ADD COLUMN batch TEXT NOT NULL DEFAULT ''",
)
_FOLLOWERS = (
    # who gets the reminders of a bound chat (or topic, '' for none) in private
    "CREATE TABLE followers (user_id ANY NOT NULL, chat_id ANY NOT NULL, thread_id ANY NOT NULL, at TEXT NOT NULL, PRIMARY KEY (user_id, chat_id, thread_id)) STRICT",
)
_TOPICS = (
    # a chat has a binding for each of its topics, and one ('') for all that is said elsewhere in it
    "CREATE TABLE bindings_by_topic (chat_id ANY NOT NULL, thread_id ANY NOT NULL DEFAULT '', title TEXT NOT NULL, units TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1, bound_by ANY NOT NULL, bound_at TEXT NOT NULL, PRIMARY KEY (chat_id, thread_id)) STRICT",
    "INSERT INTO bindings_by_topic SELECT chat_id, ifnull(thread_id, ''), title, units, active, bound_by, bound_at FROM bindings",
    "DROP TABLE bindings",
    "ALTER TABLE bindings_by_topic RENAME TO bindings",
    # as bot.storage.outbox keeps the keys of letters to topics
    "UPDATE outbox SET key = key || '@' || thread_id WHERE thread_id IS NOT NULL",
)

_FORMS = (
    # what people are filing: gathered from replies (JSON), `shown` the message that shows it last
    "CREATE TABLE forms (chat_id ANY NOT NULL, user_id ANY NOT NULL, action TEXT NOT NULL, items TEXT NOT NULL, gathered TEXT NOT NULL, shown ANY, at TEXT NOT NULL, PRIMARY KEY (chat_id, user_id, action, items)) STRICT",
    # who acts for the units of a chat (联络员); any member where there is none
    "CREATE TABLE liaisons (chat_id ANY NOT NULL, thread_id ANY NOT NULL DEFAULT '', user_id ANY NOT NULL, name TEXT NOT NULL, named_by ANY NOT NULL, at TEXT NOT NULL, PRIMARY KEY (chat_id, thread_id, user_id)) STRICT",
    # what an event came by (a channel's update), so that the same handled again is known
    "ALTER TABLE events ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX events_of_source ON events(source) WHERE source != ''",
)

_ROUTINES = (
    # when a chat wishes to be reminded: a time of day or '', and weekdays (0 is Monday) and days on which it is left alone
    "CREATE TABLE routines (chat_id ANY NOT NULL, thread_id ANY NOT NULL, at TEXT NOT NULL, quiet TEXT NOT NULL, PRIMARY KEY (chat_id, thread_id)) STRICT",
    # whose digest of a day was made, and for which units (one a line)
    "CREATE TABLE digested (day TEXT NOT NULL, chat_id ANY NOT NULL, thread_id ANY NOT NULL, units TEXT NOT NULL, PRIMARY KEY (day, chat_id, thread_id)) STRICT",
    # of the days before, everybody's was made in the morning
    "INSERT INTO digested SELECT day, chat_id, thread_id, units FROM mornings, bindings WHERE active",
)
_CONTACTS = (
    # whom the digests of a chat mention: for a problem's id, for a party, or for all ('' and '')
    "CREATE TABLE contacts (chat_id ANY NOT NULL, thread_id ANY NOT NULL, user_id ANY NOT NULL, name TEXT NOT NULL, task TEXT NOT NULL, party TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (chat_id, thread_id, user_id, task, party)) STRICT",
)
_DRAFT = (
    # bot.storage.drafts, as JSON: one row, or none
    "CREATE TABLE draft (one INTEGER PRIMARY KEY CHECK (one = 1), said TEXT NOT NULL) STRICT",
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


_KEYS = re.compile(r"\b(chat_id|thread_id|message_id|user_id|bound_by|added_by|old|new) INTEGER( PRIMARY KEY)?")
_KEYED = ("bindings", "audit", "asked", "phrasings", "events", "dated", "outbox", "moved", "prompts")


@migrations()
def m011_keys_of_any_channel(db: Database) -> None:
    """Chats, people and messages by keys that only their channel understands, numbers or words."""
    for table in _KEYED:
        _rebuild(db, table)


def _rebuild(db: Database, table: str) -> None:
    """The same table with columns of any type for keys, its rows, indexes and triggers as they were (sqlite.org/lang_altertable.html §7)."""
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    others = db.execute(
        "SELECT sql FROM sqlite_master WHERE type != 'table' AND tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    columns = _KEYS.sub(lambda m: f"{m[1]} ANY{' PRIMARY KEY NOT NULL' if m[2] else ''}", made[made.index("(") :])
    copied = (f"CREATE TABLE rebuilt {columns}", f"INSERT INTO rebuilt SELECT * FROM {table}")
    _run(db, (*copied, f"DROP TABLE {table}", f"ALTER TABLE rebuilt RENAME TO {table}", *(sql for (sql,) in others)))


@migrations()
def m020_parts(db: Database) -> None:
    """Each party's part of an item, and entries that take others back."""
    _run(db, _PARTS)


@migrations()
def m030_told_and_bounds(db: Database) -> None:
    """Which revision the units know, and how long what people did is kept."""
    _run(db, _TOLD)


@migrations()
def m040_topics(db: Database) -> None:
    """Each topic of a chat has a binding of its own."""
    _run(db, _TOPICS)


@migrations()
def m050_forms(db: Database) -> None:
    """Forms that are being filled in, liaisons, and what events came by."""
    _run(db, _FORMS)


@migrations()
def m060_followers(db: Database) -> None:
    """Private subscriptions."""
    _run(db, _FOLLOWERS)


@migrations()
def m070_routines(db: Database) -> None:
    """Each chat's own time and days, and whose digest of a day was made."""
    _run(db, _ROUTINES)


@migrations()
def m080_contacts(db: Database) -> None:
    """Whom digests mention."""
    _run(db, _CONTACTS)


@migrations()
def m090_draft(db: Database) -> None:
    """The revision that is under way in chat."""
    _run(db, _DRAFT)


def _run(db: Database, statements: Iterable[str]) -> None:
    for statement in statements:
        db.execute(statement)


class LedgerError(RectifyError):
    """The database cannot be opened, or is damaged."""


def is_locked(error: object) -> bool:
    """Whether something failed because another program writes in the database."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


class Ledger:
    """One open database and its parts; used from one thread."""

    def __init__(self, path: Path | None) -> None:
        """`path` None is an empty one that nothing is kept of."""
        try:
            if path and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._held_since: float | None = None
            self._db = Database(sqlite3.connect(path or ":memory:", check_same_thread=False))
            for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY}", "foreign_keys=ON"):
                self._db.execute(f"PRAGMA {pragma}")
            if self._db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise LedgerError(LEDGER.broken.format(path=path))
            migrations.apply(self._db)
            self.audit = Audit(self._db)
            self.events = Events(self._db)
            self.outbox = Outbox(self._db)
            self.digested = Digested(self._db, self.outbox)
            self.contacts = Contacts(self._db, self.audit)
            self.routines = Routines(self._db, self.audit)
            self.chats = Chats(self._db, self.audit, self.outbox, self.digested)
            self.prompts = Prompts(self._db)
            self.forms = Forms(self._db)
            self.drafts = Drafts(self._db)
            self.liaisons = Liaisons(self._db, self.audit)
            self.questions = Questions(self._db, self.audit)
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(LEDGER.not_opened.format(path=path, reason=error)) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that nobody else writes in: what is read in it is still so when it is written; what raises undoes it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.conn.rollback()
            raise
        self._db.conn.commit()

    def held_for(self) -> float | None:
        """For how many seconds another process has been seen writing, if it is; as long as it is, no write waits for it."""
        self._db.execute("PRAGMA busy_timeout=0")
        try:
            with self.writing():
                pass
        except sqlite3.OperationalError as error:
            if is_locked(error):
                now = time.monotonic()
                self._held_since = now if self._held_since is None else self._held_since
                return now - self._held_since
        self._held_since = None
        self._db.execute(f"PRAGMA busy_timeout={BUSY}")
        return None

    def close(self) -> None:
        """Flush and close."""
        self._db.close()
