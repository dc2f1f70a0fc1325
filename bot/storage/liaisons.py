"""Who acts for the units of a chat or topic (联络员); where nobody is named, any member does."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from bot.messages import Address, Key

from .events import Audit, stamp
from .places import place_key


class Liaisons:
    """The liaisons of one database, each of one binding."""

    def __init__(self, db: Database, audit: Audit) -> None:
        self._db, self._audit = db, audit

    def of(self, place: Address) -> Mapping[Key, str]:
        """The people named for a binding, by their ids, with their names."""
        query = "SELECT user_id, name FROM liaisons WHERE chat_id = ? AND thread_id = ? ORDER BY at, name"
        return dict(self._db.execute(query, place_key(place)).fetchall())

    def is_one(self, user_id: Key) -> bool:
        """Whether somebody is named for a binding that holds."""
        query = "SELECT 1 FROM liaisons JOIN bindings USING (chat_id, thread_id) WHERE user_id = ? AND active LIMIT 1"
        return self._db.execute(query, (user_id,)).fetchone() is not None

    def name(self, place: Address, user_id: Key, name: str, by: Key | None) -> None:
        """Somebody acts for the units of a binding from now on; 0 names them where nobody is known to."""
        with self._db.atomic():
            self._db.execute(
                "INSERT OR REPLACE INTO liaisons VALUES (?, ?, ?, ?, ?, ?)", (*place_key(place), user_id, name, by or 0, stamp())
            )
            self._audit.record("liaison", by, place.chat, f"{user_id} {name}")

    def drop(self, place: Address, user_id: Key, by: Key | None) -> bool:
        """Somebody does so no longer; False where they did not."""
        with self._db.atomic():
            query = "DELETE FROM liaisons WHERE chat_id = ? AND thread_id = ? AND user_id = ?"
            removed = self._db.execute(query, (*place_key(place), user_id)).rowcount
            self._audit.record("liaison dropped", by, place.chat, str(user_id))
        return bool(removed)
