"""What people are filing: opened by a press, a command or a reply, filled by replies, kept so that a restart forgets none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.messages import Key

from .chats import KEPT


@dataclass(frozen=True)
class Form:
    """One person's, in one chat, for one action (a value of Action) on items (ids); `shown` is the message that shows it last."""

    chat_id: Key
    user_id: Key
    action: str
    items: tuple[str, ...]
    gathered: Mapping[str, Any]
    shown: Key | None = None


class Forms:
    """The forms of one database: one at a time for the same person, chat, action and items."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, form: Form) -> None:
        """Keep a form, in place of the one before; those that nobody touched in a month are dropped. Joins a transaction under way."""
        now = datetime.now(UTC)
        gathered = json.dumps(dict(form.gathered), ensure_ascii=False)
        values = (form.chat_id, form.user_id, form.action, " ".join(form.items), gathered, form.shown, now.isoformat())
        with self._db.atomic():
            self._db.execute("DELETE FROM forms WHERE at < ?", ((now - KEPT).isoformat(),))
            self._db.execute("INSERT OR REPLACE INTO forms VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def get(self, chat_id: Key, user_id: Key, action: str, items: str) -> Form | None:
        """The form of somebody for an action on items (ids with blanks between)."""
        query = "SELECT gathered, shown FROM forms WHERE chat_id = ? AND user_id = ? AND action = ? AND items = ?"
        row = self._db.execute(query, (chat_id, user_id, action, items)).fetchone()
        return Form(chat_id, user_id, action, tuple(items.split()), json.loads(row[0]), row[1]) if row else None

    def lately(self, chat_id: Key, user_id: Key, within: timedelta) -> list[Form]:
        """What somebody touched in a chat within that time, the newest first."""
        query = "SELECT action, items, gathered, shown FROM forms WHERE chat_id = ? AND user_id = ? AND at > ? ORDER BY at DESC"
        rows = self._db.execute(query, (chat_id, user_id, (datetime.now(UTC) - within).isoformat())).fetchall()
        return [Form(chat_id, user_id, a, tuple(i.split()), json.loads(g), s) for a, i, g, s in rows]
