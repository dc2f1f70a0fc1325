"""The rectification ledger (销号管理台账) as it is kept: an append-only table of events, and the days of events that deadlines wait for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.ledger.items import Dated, event_key
from bot.ledger.workflow import Action, Event, Evidence, Standing, State, standing
from bot.messages import Key

_COLUMNS = "id, at, item, action, who, units, user_id, chat_id, before, after, day, note, evidence, done_on"


class Events:
    """The events of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, event: Event) -> int:
        """Append an event; returns its id."""
        with self._db.atomic():
            return self._insert(event)

    def add_all(self, events: Iterable[Event]) -> None:
        """Append events, all or none."""
        with self._db.atomic():
            for event in events:
                self._insert(event)

    def decide(self, item: str, make: Callable[[Standing], Event], afterwards: Callable[[Event], None] = lambda _: None) -> Event:
        """Append the event that `make` makes of the item's standing, in one transaction; it comes back with its id.

        What `make` raises changes nothing; `afterwards` is done in the same transaction.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            event = make(self.standing(item))
            event = replace(event, id=self._insert(event))
            afterwards(event)
        except BaseException:
            self._db.conn.rollback()
            raise
        self._db.conn.commit()
        return event

    def standing(self, item: str) -> Standing:
        """Where one item stands."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM events WHERE item = ? ORDER BY id", (item,)).fetchall()
        return standing(_event(row) for row in rows)

    def standings(self, until: datetime | None = None) -> dict[str, Standing]:
        """Where every item stands that anything happened to, as of `until` (an aware time)."""
        found: defaultdict[str, list[Event]] = defaultdict(list)
        for event in self.all():
            if until is None or event.at <= until:
                found[event.item].append(event)
        return {item: standing(events) for item, events in found.items()}

    def all(self) -> list[Event]:
        """Every event, oldest first."""
        return [_event(row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM events ORDER BY id").fetchall()]

    # --- events that relative deadlines wait for ------------------------------------------------------------

    def date_event(self, words: str, day: date | None, by: Key | None, task: str = "") -> None:
        """Record when an event happened (for one problem, or for all that wait for it); None withdraws it."""
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO dated(at, event, task, day, user_id) VALUES (?, ?, ?, ?, ?)",
                (_stamp(datetime.now(UTC)), event_key(words), task, day.isoformat() if day else None, by),
            )

    def dated(self, until: datetime | None = None) -> Dated:
        """(event, problem id or "") → its day, the last word on each as of `until`."""
        latest = _stamp(until.astimezone(UTC)) if until else "9"
        rows: Iterable[tuple[str, str, str | None]] = self._db.execute(
            "SELECT event, task, day FROM dated WHERE at <= ? ORDER BY id", (latest,)
        ).fetchall()
        last = {(event, task): day for event, task, day in rows}
        return {key: date.fromisoformat(day) for key, day in last.items() if day}

    def _insert(self, event: Event) -> int:
        evidence = json.dumps([asdict(e) for e in event.evidence], ensure_ascii=False)
        cursor = self._db.execute(
            "INSERT INTO events(at, item, action, who, units, user_id, chat_id, before, after, day, note, evidence, done_on) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _stamp(event.at), event.item, event.action.value, event.who, "\n".join(event.units), event.user_id, event.chat_id,
                event.before.value, event.after.value, event.day.isoformat() if event.day else None, event.note, evidence,
                event.done_on.isoformat() if event.done_on else None,
            ),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)


def _event(row: tuple[Any, ...]) -> Event:
    id_, at, item, action, who, units, user, chat, before, after, day, note, evidence, done_on = row
    return Event(
        item, Action(action), datetime.fromisoformat(at), who, tuple(u for u in units.split("\n") if u), user, chat,
        State(before), State(after), date.fromisoformat(day) if day else None, note,
        tuple(Evidence(**e) for e in json.loads(evidence)), date.fromisoformat(done_on) if done_on else None, id_,
    )  # fmt: skip


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


BEGIN = "begin ledger"
"""The audit's record of the office's word that the ledger begins with nothing done."""


class Audit:
    """Who tried and did what beside the events of items; append-only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, action: str, user_id: Key | None, chat_id: Key | None, detail: str) -> None:
        """Append to the audit."""
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO audit(at, user_id, chat_id, action, detail) VALUES (?, ?, ?, ?, ?)",
                (stamp(), user_id, chat_id, action, detail[:500]),
            )

    def times_refused(self, user_id: Key) -> int:
        """How often this user tried an administrator's command in the last day."""
        since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        query = "SELECT count(*) FROM audit WHERE action = 'refused' AND user_id = ? AND at > ?"
        return int(self._db.execute(query, (user_id, since)).fetchone()[0])

    def is_begun(self) -> bool:
        """Whether the ledger says where things stand: more was entered than signatures, or the office has had it begin."""
        query = "SELECT EXISTS (SELECT 1 FROM events WHERE action != ?) OR EXISTS (SELECT 1 FROM audit WHERE action = ?)"
        return bool(self._db.execute(query, (Action.ACKNOWLEDGE.value, BEGIN)).fetchone()[0])


def stamp() -> str:
    """The time now as the database keeps it (ISO format, UTC)."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
