"""Which chat speaks for which units; and messages of the bot that wait for somebody's words, a file or a confirmation, kept so that a restart forgets none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.messages import Binding, Key

from .digested import Digested
from .events import Audit, stamp
from .outbox import Outbox
from .places import thread_key
from .routines import routine

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Prompt:
    """One such message: who was asked, what for (an Action or a command), of which item, and what it has gathered so far."""

    chat_id: Key
    message_id: Key
    user_id: Key
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

    def get(self, chat_id: Key, message_id: Key) -> Prompt | None:
        """What that message waits for; None for any other message."""
        query = "SELECT user_id, action, item, gathered FROM prompts WHERE chat_id = ? AND message_id = ?"
        row = self._db.execute(query, (chat_id, message_id)).fetchone()
        return Prompt(chat_id, message_id, row[0], row[1], row[2], json.loads(row[3] or "{}")) if row else None

    def remove(self, prompt: Prompt) -> None:
        """It waits no longer."""
        with self._db.atomic():
            self._db.execute("DELETE FROM prompts WHERE chat_id = ? AND message_id = ?", (prompt.chat_id, prompt.message_id))


class Chats:
    """The bindings of one database."""

    def __init__(self, db: Database, audit: Audit, outbox: Outbox, digested: Digested) -> None:
        self._db, self._audit, self._outbox, self._digested = db, audit, outbox, digested

    def bind(self, chat_id: Key, thread_id: Key | None, title: str, units: Iterable[str], by: Key) -> None:
        """Bind a chat, or a topic in it, to units; what that was bound to before is replaced, and both stand in the audit."""
        words = "\n".join(units)
        with self._db.atomic():
            self._db.execute(
                "INSERT OR REPLACE INTO bindings VALUES (?, ?, ?, ?, 1, ?, ?)",
                (chat_id, thread_key(thread_id), title, words, by, stamp()),
            )
            self._audit.record("bind", by, chat_id, words.replace("\n", "、"))

    def unbind(self, chat_id: Key, by: Key, thread_id: Key | None = None) -> bool:
        """Remove the binding of a chat, or of a topic in it; False where it had none."""
        with self._db.atomic():
            where = (chat_id, thread_key(thread_id))
            removed = self._db.execute("DELETE FROM bindings WHERE chat_id = ? AND thread_id = ?", where).rowcount
            self._audit.record("unbind", by, chat_id, "")
        return bool(removed)

    def bindings(self) -> list[Binding]:
        """All bindings by title, a chat's before those of its topics."""
        return self._bindings()

    def of_chat(self, chat_id: Key) -> list[Binding]:
        """The bindings of a chat and of its topics."""
        return self._bindings("WHERE chat_id = ?", chat_id)

    def _bindings(self, where: str = "", *values: Key) -> list[Binding]:
        rows = self._db.execute(
            "SELECT chat_id, thread_id, title, units, active, bound_at, "
            "(SELECT max(settled_at) FROM outbox WHERE outbox.chat_id = bindings.chat_id "
            "AND ifnull(outbox.thread_id, '') = bindings.thread_id AND state = 'sent'), ifnull(at, ''), ifnull(quiet, '') "
            f"FROM bindings LEFT JOIN routines USING (chat_id, thread_id) {where} ORDER BY title, chat_id, thread_id",
            values,
        )
        return [
            Binding(c, None if t == "" else t, title, tuple(u.split("\n")), bool(a), at, last, routine(own, quiet))
            for c, t, title, u, a, at, last, own, quiet in rows.fetchall()
        ]

    def binding(self, chat_id: Key, thread_id: Key | None = None) -> Binding | None:
        """What holds for what is said in a chat, or in a topic of it: the topic's own binding, else the chat's."""
        found = {b.thread_id: b for b in self.of_chat(chat_id)}
        return found.get(thread_id) or found.get(None)

    def move_chat(self, old: Key, new: Key) -> None:
        """A group became a supergroup: its rows go to the new id, once (Bot API: migrate_to_chat_id)."""
        with self._db.atomic():
            moved = self._db.execute(
                "UPDATE OR REPLACE bindings SET chat_id = ?, thread_id = '' WHERE chat_id = ?", (new, old)
            ).rowcount
            moved += self._db.execute("UPDATE asked SET chat_id = ? WHERE chat_id = ?", (new, old)).rowcount
            for table in ("prompts", "forms", "liaisons", "followers", "routines", "digested", "contacts"):
                moved += self._db.execute(f"UPDATE OR REPLACE {table} SET chat_id = ? WHERE chat_id = ?", (new, old)).rowcount
            moved += self._outbox.move(old, new)
            if moved:
                self._audit.record("migrate", None, new, str(old))

    def set_active(self, chat_id: Key, active: bool) -> Binding | None:
        """Suspend or resume the bindings of a chat (the bot was removed, or came back); one of them, None where nothing changed."""
        where = (chat_id, int(active))
        if not self._db.execute("SELECT 1 FROM bindings WHERE chat_id = ? AND active != ?", where).fetchone():
            return None  # asked at every message of a group, which takes no lock and needs no room on the disk
        with self._db.atomic():
            self._db.execute("UPDATE bindings SET active = ? WHERE chat_id = ?", (int(active), chat_id))
            self._audit.record("resume" if active else "suspend", None, chat_id, "")
            if active:
                self._outbox.revive(chat_id)
            else:
                self._digested.forget(chat_id)
        return self.of_chat(chat_id)[0]

    def follow(self, user_id: Key, binding: Binding) -> None:
        """Somebody gets what a bound chat is reminded of in private, too."""
        with self._db.atomic():
            where = (user_id, binding.chat_id, thread_key(binding.thread_id), stamp())
            self._db.execute("INSERT OR REPLACE INTO followers VALUES (?, ?, ?, ?)", where)
            self._audit.record("follow", user_id, binding.chat_id, "、".join(binding.units))

    def unfollow(self, user_id: Key) -> bool:
        """Somebody gets nothing in private any more; False where they got nothing."""
        with self._db.atomic():
            return bool(self._db.execute("DELETE FROM followers WHERE user_id = ?", (user_id,)).rowcount)

    def leave(self, user_id: Key, chat_id: Key) -> None:
        """Somebody is not in a chat any more, and follows it no longer."""
        with self._db.atomic():
            self._db.execute("DELETE FROM followers WHERE user_id = ? AND chat_id = ?", (user_id, chat_id))
            self._audit.record("left", user_id, chat_id, "")

    def followers(self) -> list[tuple[Key, Binding]]:
        """Who follows which binding; none that is suspended or gone."""
        active = {(b.chat_id, b.thread_id): b for b in self.bindings() if b.active}
        rows = self._db.execute("SELECT user_id, chat_id, thread_id FROM followers ORDER BY user_id, chat_id").fetchall()
        found = ((user, active.get((chat, None if thread == "" else thread))) for user, chat, thread in rows)
        return [(user, binding) for user, binding in found if binding]

    def asked_in_bound(self, user_id: Key) -> bool:
        """Whether this user has asked something in a chat that is bound."""
        query = "SELECT 1 FROM asked JOIN bindings USING (chat_id) WHERE user_id = ? AND active LIMIT 1"
        return self._db.execute(query, (user_id,)).fetchone() is not None
