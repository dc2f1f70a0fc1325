"""Whom a chat's digests mention (联系人): for all of it, for a problem, or for one of its parties."""

from __future__ import annotations

from sqlite_utils import Database

from bot.messages import Address, Contact, Key

from .events import Audit, stamp
from .places import place_key


class Contacts:
    """The contacts of one database, each of one binding."""

    def __init__(self, db: Database, audit: Audit) -> None:
        self._db, self._audit = db, audit

    def of(self, place: Address) -> tuple[Contact, ...]:
        """The contacts of a chat, or of a topic of it, in the order in which they were named."""
        query = "SELECT user_id, name, task, party FROM contacts WHERE chat_id = ? AND thread_id = ? ORDER BY rowid"
        return tuple(Contact(*row) for row in self._db.execute(query, place_key(place)).fetchall())

    def name(self, place: Address, contact: Contact, by: Key | None) -> None:
        """Somebody is mentioned there from now on."""
        row = (*place_key(place), contact.key, contact.name, contact.task, contact.party, stamp())
        with self._db.atomic():
            self._db.execute("INSERT OR REPLACE INTO contacts VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            self._audit.record("contact", by, place.chat, f"{contact.key} {contact.name} {contact.task}{contact.party}")

    def drop(self, place: Address, person: Key, by: Key | None) -> bool:
        """Somebody is mentioned there no longer, whatever for; False where they were not."""
        with self._db.atomic():
            query = "DELETE FROM contacts WHERE chat_id = ? AND thread_id = ? AND user_id = ?"
            removed = self._db.execute(query, (*place_key(place), person)).rowcount
            self._audit.record("contact dropped", by, place.chat, str(person))
        return bool(removed)
