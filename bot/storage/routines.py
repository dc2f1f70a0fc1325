"""When chats wish to be reminded, each binding by itself."""

from __future__ import annotations

from datetime import date, time

from sqlite_utils import Database

from bot.messages import Address, Key, Routine

from .events import Audit
from .places import place_key


class Routines:
    """The wishes of one database; a chat without any is reminded with everybody."""

    def __init__(self, db: Database, audit: Audit) -> None:
        self._db, self._audit = db, audit

    def put(self, place: Address, wish: Routine, by: Key | None) -> None:
        """A chat, or a topic of it, wishes this from now on (`Binding.routine`)."""
        at, quiet = wish.at.isoformat("minutes") if wish.at else "", _quiet(wish)
        with self._db.atomic():
            self._db.execute("INSERT OR REPLACE INTO routines VALUES (?, ?, ?, ?)", (*place_key(place), at, quiet))
            self._audit.record("routine", by, place.chat, f"{at} {quiet}".strip())


def _quiet(wish: Routine) -> str:
    return " ".join([*map(str, sorted(wish.weekdays)), *(d.isoformat() for d in sorted(wish.days))])


def routine(at: str, quiet: str) -> Routine:
    """A wish as the database keeps it, each "" where nothing is wished.

    >>> routine("14:30", "4 2027-02-05").rests(date(2027, 2, 5))
    True
    """
    weekdays = frozenset(int(word) for word in quiet.split() if len(word) == 1)
    days = frozenset(date.fromisoformat(word) for word in quiet.split() if len(word) > 1)
    return Routine(time.fromisoformat(at) if at else None, weekdays, days)
