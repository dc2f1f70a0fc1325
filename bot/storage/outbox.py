"""Messages that must arrive once: written down before they are sent, settled after (a transactional outbox).

    pending ─→ sending ─→ sent
       ↑          ├─────→ pending   it is certain that nothing was sent: try again
       │          ├─────→ failed    it never will be
       │          ├─────→ unknown   nobody knows: tried once more, marked 补发, and then left
       └──────────┴─────→ cut       the program ended: tried once more after each end, marked 补发, for so many lives

Telegram has no idempotency key, so a message whose outcome is unknown is rather sent twice than not at all, and not a third
time (.github/decisions/0008-one-letter-once.md). A message is known by its key and its chat: what was enqueued once is never
enqueued again.
"""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from html import unescape
from typing import Any

from sqlite_utils import Database

from bot.messages import Address, Button, Document, Key, Letter, Mark, Paragraph, Paragraphs

from .places import place_key

log = logging.getLogger(__name__)
TRIES = 2
"""Sends that may have arrived, at most, while the program lives."""
UNBOUND = "unbound"
"""The error of a letter whose chat speaks for others by now."""
LIVES = 5
"""Sends that ends of the program cut short, at most: none of them may have been out, but a letter must not end every life."""
KEPT = timedelta(days=60)
LIFETIME = timedelta(days=1)
"""How long a message waits to be sent if it has no end of its own."""
_BOLD = re.compile("<b>(.*?)</b>(.*)")
_OPEN = (
    f"(state IN ('pending', 'sending') OR (state = 'unknown' AND attempts < {TRIES}) OR (state = 'cut' AND attempts < {LIVES}))"
)
_OWN_KEY = "iif(thread_id IS NULL, key, substr(key, 1, length(key) - length(thread_id) - 1))"
_COLUMNS = "id, key, chat_id, thread_id, day, payload, due_at, expires_at, state, attempts, message_id, error"


class Post(StrEnum):
    """The states of a message."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CUT = "cut"


@dataclass(frozen=True)
class Row:
    """A letter as it stands in the outbox; `bound` are the units that its chat spoke for when it was written."""

    id: int
    letter: Letter
    state: Post
    attempts: int
    message_id: Key | None
    error: str
    bound: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undelivered:
    """A letter that did not arrive: what it was, where it was to go, why not."""

    key: str
    chat_id: Key
    error: str


class Outbox:
    """The outbox of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- writing down ---------------------------------------------------------------------------------------

    def enqueue(self, letter: Letter) -> bool:
        """Have a letter sent; False where its key has been sent to (or waits for) the chat already."""
        now = datetime.now(UTC)
        with self._db.atomic():
            chat = self.moved(letter.to.chat)
            thread = letter.to.thread if chat == letter.to.chat else None
            return bool(
                self._db.execute(
                    "INSERT OR IGNORE INTO outbox(key, chat_id, thread_id, day, payload, due_at, expires_at, created_at) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        _key(letter.key, thread), chat, thread, letter.day.isoformat() if letter.day else None, _payload(letter, self.bound(Address(chat, thread))),
                        _utc(letter.due_at), _utc(letter.expires_at or now + LIFETIME), _utc(now),
                    ),
                ).rowcount
            )  # fmt: skip

    def make_morning(self, day: date, letters: Iterable[Letter]) -> bool:
        """Write down a day's digests and that they were made, all or nothing; False where they had been made."""
        with self._db.atomic():
            first = self._db.execute("INSERT OR IGNORE INTO mornings VALUES (?, ?)", (day.isoformat(), _utc(datetime.now(UTC))))
            if not first.rowcount:
                return False
            for letter in letters:
                self.enqueue(letter)
        return True

    def revive(self, chat_id: Key) -> None:
        """The chat is there again: what failed there and is not too late waits once more, as if it had never been tried.

        Not a digest, which is made anew (bot.storage.digested).
        """
        self._set(
            "state = 'pending', attempts = 0, error = '', settled_at = NULL",
            "chat_id = ? AND state = 'failed' AND expires_at > ? AND key NOT GLOB 'digest:*'",
            (chat_id, _utc(datetime.now(UTC))),
        )

    def supersede(self, letter: Letter) -> None:
        """Another letter is to take this one's key: the earlier is dropped if it was never tried, and keeps its words under another key."""
        where = (_key(letter.key, letter.to.thread), letter.to.chat)
        with self._db.atomic():
            self._db.execute("DELETE FROM outbox WHERE key = ? AND chat_id = ? AND state = 'pending' AND attempts = 0", where)
            self._db.execute("UPDATE outbox SET key = 'before:' || id || ':' || key WHERE key = ? AND chat_id = ?", where)

    def rewind(self, day: date) -> int:
        """It is `day`: mornings of later days were made by a clock that was ahead, and will be made again; how many those are.

        What waits of them is dropped; what was sent keeps its words, but no longer stands in the way of the day's own.
        """
        later = (day.isoformat(),)
        if (self.last_morning() or day) <= day:
            return 0  # asked again and again, which takes no lock and needs no room on the disk
        with self._db.atomic():
            early = self._db.execute("DELETE FROM mornings WHERE day > ?", later).rowcount
            self._db.execute(f"DELETE FROM outbox WHERE day > ? AND due_at IS NOT NULL AND {_OPEN}", later)
            self._db.execute("UPDATE outbox SET key = 'early:' || id || ':' || key WHERE day > ?", later)
        return early

    def is_made(self, day: date) -> bool:
        """Whether the digests of a day were made."""
        return self._db.execute("SELECT 1 FROM mornings WHERE day = ?", (day.isoformat(),)).fetchone() is not None

    def last_morning(self) -> date | None:
        """The last day whose digests were made."""
        (day,) = self._db.execute("SELECT max(day) FROM mornings").fetchone()
        return date.fromisoformat(day) if day else None

    # --- which revision the units were told of ----------------------------------------------------------------

    def begin_revision(self, number: int) -> None:
        """They know this one, unless they know another."""
        with self._db.atomic():
            self._db.execute("INSERT OR IGNORE INTO told VALUES (1, ?)", (number,))

    def told_revision(self) -> int | None:
        """The one they know; None before the first."""
        row = self._db.execute("SELECT revision FROM told").fetchone()
        return row[0] if row else None

    def tell_revision(self, known: int | None, number: int, letters: Iterable[Letter]) -> bool:
        """Write down what they are told of `number` and that they are, all or nothing; False where they know another than `known`."""
        with self._db.atomic():
            if known is None:
                return bool(self._db.execute("INSERT OR IGNORE INTO told VALUES (1, ?)", (number,)).rowcount)
            if not self._db.execute("UPDATE told SET revision = ? WHERE revision = ?", (number, known)).rowcount:
                return False
            for letter in letters:
                self.enqueue(letter)
        return True

    # --- sending --------------------------------------------------------------------------------------------

    def recover(self) -> int:
        """After a crash, what was being sent is cut; how many letters that is."""
        return self._set("state = 'cut'", "state = 'sending'", ())

    def waiting(self) -> Iterator[Row]:
        """Of every chat the first letter that is to be sent, then what is sent once more; one that is being sent holds up the others.

        One that cannot be read is written off, so that it holds up nobody.
        """
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM outbox WHERE id IN (SELECT min(id) FROM outbox WHERE {_OPEN} GROUP BY chat_id) "
            "AND state != 'sending' ORDER BY attempts, id"
        )
        return (row for row in map(self._readable, rows.fetchall()) if row)

    def _readable(self, row: tuple[Any, ...]) -> Row | None:
        try:
            read = _row(row)
            return (
                replace(read, letter=replace(read.letter, within=self.moved(read.letter.within))) if read.letter.within else read
            )
        except (ValueError, LookupError, TypeError) as error:
            log.error("letter %s to %s cannot be read: %r", row[1], row[2], error)
            self.fail(row[0], "unreadable")
            return None

    def begin(self, id_: int) -> bool:
        """To be called, and on disk, before a letter is sent; False where somebody else has taken it."""
        waits = "id = ? AND state IN ('pending', 'unknown', 'cut')"
        return bool(self._set("state = 'sending', attempts = attempts + 1", waits, (id_,)))

    def sent(self, id_: int, message_id: Key) -> None:
        """It has arrived; what a file held is not kept."""
        with self._db.atomic():
            self._settle(id_, Post.SENT, "", message_id)
            self._db.execute("UPDATE outbox SET payload = json_remove(payload, '$.document') WHERE id = ?", (id_,))

    def put_back(self, id_: int) -> None:
        """It is certain that it did not arrive: as it was before it was sent."""
        state = f"CASE WHEN attempts > {TRIES} THEN 'cut' WHEN attempts > 1 THEN 'unknown' ELSE 'pending' END"
        self._set(f"state = {state}, attempts = attempts - 1", "id = ?", (id_,))

    def doubt(self, id_: int, error: str) -> None:
        """Nobody knows whether it arrived."""
        self._settle(id_, Post.UNKNOWN, error)

    def fail(self, id_: int, error: str) -> None:
        """It will not arrive."""
        self._settle(id_, Post.FAILED, error)

    def move(self, old: Key, new: Key) -> int:
        """A group became a supergroup: its letters go there; one whose key is known there is dropped. How many it had."""
        self._db.execute("INSERT OR REPLACE INTO moved VALUES (?, ?)", (old, new))
        self._db.execute("UPDATE moved SET new = ? WHERE new = ?", (new, old))
        query = f"UPDATE OR IGNORE outbox SET key = {_OWN_KEY}, chat_id = ?, thread_id = NULL WHERE chat_id = ?"
        had = self._db.execute(query, (new, old)).rowcount
        return had + self._db.execute("DELETE FROM outbox WHERE chat_id = ?", (old,)).rowcount

    def moved(self, chat_id: Key) -> Key:
        """What a chat's id is now."""
        row = self._db.execute("SELECT new FROM moved WHERE old = ?", (chat_id,)).fetchone()
        return row[0] if row else chat_id

    # --- looking --------------------------------------------------------------------------------------------

    def bound(self, to: Address) -> tuple[str, ...]:
        """The units that a chat (or a topic of it) speaks for now."""
        where = place_key(to)
        row = self._db.execute("SELECT units FROM bindings WHERE chat_id = ? AND thread_id = ?", where).fetchone()
        return tuple(row[0].split("\n")) if row else ()

    def find(self, key: str, chat_id: Key, thread_id: Key | None = None) -> Row | None:
        """A letter by its key, chat and topic."""
        where = (_key(key, thread_id), chat_id)
        row = self._db.execute(f"SELECT {_COLUMNS} FROM outbox WHERE key = ? AND chat_id = ?", where).fetchone()
        return _row(row) if row else None

    def of_message(self, chat_id: Key, message_id: Key) -> Row | None:
        """The letter that arrived as that message."""
        query = f"SELECT {_COLUMNS} FROM outbox WHERE chat_id = ? AND message_id = ? AND state = 'sent' ORDER BY id DESC"
        row = self._db.execute(query, (chat_id, message_id)).fetchone()
        return self._readable(row) if row else None

    def knows(self, key: str) -> bool:
        """Whether anybody was sent (or will be) a letter with this key."""
        return self._db.execute(f"SELECT 1 FROM outbox WHERE {_OWN_KEY} = ? LIMIT 1", (key,)).fetchone() is not None

    def undelivered(self, since: date) -> list[Undelivered]:
        """Letters of `since` and later that failed, or of which nobody knows any more."""
        rows = self._db.execute(
            f"SELECT {_OWN_KEY}, chat_id, iif(error = '', state, error) FROM outbox "
            f"WHERE day >= ? AND state != 'sent' AND NOT {_OPEN} AND error != ? ORDER BY id",
            (since.isoformat(), UNBOUND),
        )
        return [Undelivered(*row) for row in rows.fetchall()]

    def open(self) -> int:
        """How many letters are still to be sent."""
        return int(self._db.execute(f"SELECT count(*) FROM outbox WHERE {_OPEN}").fetchone()[0])

    def prune(self, today: date) -> None:
        """Forget settled letters of days long past."""
        with self._db.atomic():
            self._db.execute("DELETE FROM outbox WHERE day < ? AND settled_at IS NOT NULL", ((today - KEPT).isoformat(),))

    def _settle(self, id_: int, state: Post, error: str, message_id: Key | None = None) -> None:
        now = _utc(datetime.now(UTC))
        self._set(
            "state = ?, error = ?, message_id = ?, settled_at = ?", "id = ?", (state.value, error[:300], message_id, now, id_)
        )

    def _set(self, what: str, which: str, values: tuple[Any, ...]) -> int:
        with self._db.atomic():
            return int(self._db.execute(f"UPDATE outbox SET {what} WHERE {which}", values).rowcount)


def _key(key: str, thread: Key | None) -> str:
    """A letter's key as it is kept: the same is sent to each topic of a chat once."""
    return key if thread is None else f"{key}@{thread}"


def _payload(letter: Letter, bound: tuple[str, ...]) -> str:
    said = [[p.mark.value, p.text, p.lead, *([] if p.person is None else [p.person])] for p in letter.paragraphs]
    held: dict[str, Any] = {"paragraphs": said, "buttons": [[[b.text, b.data] for b in row] for row in letter.buttons]}
    if letter.document:
        data = base64.b64encode(letter.document.data).decode()
        held["document"] = [letter.document.name, data, letter.document.photo]
    return json.dumps(held | {"items": letter.items, "bound": bound, "within": letter.within}, ensure_ascii=False)


def _row(row: tuple[Any, ...]) -> Row:
    id_, key, chat, thread, day, payload, due, expires, state, attempts, message_id, error = row
    held = json.loads(payload)
    letter = Letter(
        key if thread is None else key.removesuffix(f"@{thread}"), Address(chat, thread), _paragraphs(held),
        tuple(tuple(Button(text, data) for text, data in line) for line in held["buttons"]),
        _document(held.get("document")), date.fromisoformat(day) if day else None,
        datetime.fromisoformat(due) if due else None, datetime.fromisoformat(expires), tuple(held["items"]), held.get("within"),
    )  # fmt: skip
    return Row(id_, letter, Post(state), attempts, message_id, error, tuple(held.get("bound", ())))


def _paragraphs(held: dict[str, Any]) -> Paragraphs:
    """What a letter says; versions before wrote HTML of one form, lines that are bold as a whole, at their beginning, or not at all."""
    if "paragraphs" in held:
        return tuple(Paragraph(Mark(mark), *rest) for mark, *rest in held["paragraphs"])
    return tuple(_from_html(line) for line in held["text"].split("\n"))


def _from_html(line: str) -> Paragraph:
    bold = _BOLD.fullmatch(line)
    if bold is None:
        return Paragraph(Mark.PLAIN, unescape(line))
    lead, rest = unescape(bold[1]), unescape(bold[2])
    return Paragraph(Mark.PLAIN, rest, lead) if rest else Paragraph(Mark.HEADING, lead)


def _document(held: tuple[str, str, bool] | None) -> Document | None:
    return Document(held[0], base64.b64decode(held[1]), held[2]) if held else None


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
