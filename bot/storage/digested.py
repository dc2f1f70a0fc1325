"""Whose digest of a day was made, and for which units: each chat has one a day, whenever its time comes (.github/decisions/0007-one-digest-a-morning.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from bot.messages import Binding, Key, Letter

from .outbox import KEPT, Outbox
from .places import place_key


class Digested:
    """The digests that were made in one database, whether there was anything to say or not."""

    def __init__(self, db: Database, outbox: Outbox) -> None:
        self._db, self._outbox = db, outbox

    def make(self, day: date, binding: Binding, letters: Iterable[Letter]) -> bool:
        """Write down a chat's digest of a day, all or nothing; False where it had been made for all of its units.

        One that was made for other units gives way: it is not sent any more, or stands under another key.
        """
        with self._db.atomic():
            if self.is_made(day, binding):
                return False
            words = "\n".join(binding.units)
            self._db.execute(
                "INSERT OR REPLACE INTO digested VALUES (?, ?, ?, ?)", (day.isoformat(), *place_key(binding.address), words)
            )
            for letter in letters:
                self._outbox.supersede(letter)
                self._outbox.enqueue(letter)
        return True

    def is_made(self, day: date, binding: Binding) -> bool:
        """Whether a chat's digest of a day was made for all the units that it speaks for."""
        query = "SELECT units FROM digested WHERE day = ? AND chat_id = ? AND thread_id = ?"
        row = self._db.execute(query, (day.isoformat(), *place_key(binding.address))).fetchone()
        return row is not None and set(binding.units) <= set(row[0].split("\n"))

    def forget(self, chat_id: Key) -> None:
        """The bot is out of a chat: what did not arrive there is made again when it is back."""
        arrived = (
            "SELECT 1 FROM outbox WHERE outbox.day = digested.day AND outbox.chat_id = digested.chat_id "
            "AND ifnull(outbox.thread_id, '') = digested.thread_id AND outbox.key GLOB 'digest:*' AND state = 'sent'"
        )
        with self._db.atomic():
            self._db.execute(f"DELETE FROM digested WHERE chat_id = ? AND NOT EXISTS ({arrived})", (chat_id,))

    def rewind(self, day: date) -> None:
        """It is `day`: the digests of later days were made by a clock that was ahead."""
        last = self._db.execute("SELECT max(day) FROM digested").fetchone()[0]
        if last is None or last <= day.isoformat():
            return  # asked again and again, which takes no lock and needs no room on the disk
        with self._db.atomic():
            self._db.execute("DELETE FROM digested WHERE day > ?", (day.isoformat(),))

    def prune(self, today: date) -> None:
        """Forget days long past."""
        with self._db.atomic():
            self._db.execute("DELETE FROM digested WHERE day < ?", ((today - KEPT).isoformat(),))
