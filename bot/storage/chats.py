"""Messages of the bot that wait for somebody's words, a file or a confirmation, kept so that a restart forgets none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Prompt:
    """One such message: who was asked, what for (an Action or a command), of which item, and what it has gathered so far."""

    chat_id: int
    message_id: int
    user_id: int
    action: str
    item: str
    gathered: Mapping[str, Any]


class Prompts:
    """The prompts of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, prompt: Prompt) -> None:
        """Keep a prompt, in place of what its message asked before; those that nobody answered in a month are dropped."""
        gathered = json.dumps(dict(prompt.gathered), ensure_ascii=False)
        now = datetime.now(UTC)
        with self._db.atomic():
            self._db.execute("DELETE FROM prompts WHERE at < ?", ((now - KEPT).isoformat(),))
            self._db.execute(
                "INSERT OR REPLACE INTO prompts(chat_id, message_id, user_id, action, item, at, gathered) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (prompt.chat_id, prompt.message_id, prompt.user_id, prompt.action, prompt.item, now.isoformat(), gathered),
            )

    def get(self, chat_id: int, message_id: int) -> Prompt | None:
        """What that message waits for; None for any other message."""
        query = "SELECT user_id, action, item, gathered FROM prompts WHERE chat_id = ? AND message_id = ?"
        row = self._db.execute(query, (chat_id, message_id)).fetchone()
        return Prompt(chat_id, message_id, row[0], row[1], row[2], json.loads(row[3] or "{}")) if row else None

    def remove(self, prompt: Prompt) -> None:
        """It waits no longer."""
        with self._db.atomic():
            self._db.execute("DELETE FROM prompts WHERE chat_id = ? AND message_id = ?", (prompt.chat_id, prompt.message_id))
