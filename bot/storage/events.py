"""The rectification ledger (销号管理台账) as it is kept: an append-only table of events, and the days of events that deadlines wait for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.ledger.items import Dated, event_key
from bot.ledger.standing import Event, Evidence, Standing, as_of, standing
from bot.ledger.states import Action, State
from bot.messages import Key

_COLUMNS = "id, at, item, action, who, units, user_id, chat_id, before, after, day, note, evidence, done_on, parts, part, undoes, batch, source"


_DatedRow = tuple[Any, ...]


@dataclass(frozen=True)
class _Folded:
    """Standings up to the row `last` of the events; `latest` is the latest time among them."""

    standings: Mapping[str, Standing] = field(default_factory=dict)
    last: tuple[Any, ...] | None = None
    latest: datetime | None = None

    def with_rows(self, rows: Sequence[tuple[Any, ...]]) -> _Folded:
        """With the rows behind `last`, oldest first: only the items that they name are folded on."""
        events: defaultdict[str, list[Event]] = defaultdict(list)
        for event in map(_event, rows):
            events[event.item].append(event)
        moved = {item: standing(found, self.standings.get(item, Standing())) for item, found in events.items()}
        times = [e.at for found in events.values() for e in found]
        return _Folded({**self.standings, **moved}, rows[-1], max([*times, *([self.latest] if self.latest else [])]))


class Events:
    """The events of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._folded = _Folded()
        self._dated: list[_DatedRow] = []

    def add(self, event: Event) -> int:
        """Append an event; returns its id."""
        with self._db.atomic():
            return self._insert(event)

    def add_all(self, events: Iterable[Event]) -> list[Event]:
        """Append events, all or none; they come back with their ids."""
        with self._db.atomic():
            return [replace(event, id=self._insert(event)) for event in events]

    def standing(self, item: str) -> Standing:
        """Where one item stands."""
        return self.standings().get(item, Standing())

    def standings(self, until: datetime | None = None) -> Mapping[str, Standing]:
        """Where every item stands that anything happened to, as of `until` (an aware time).

        Only what was added since the last time is read and folded; while nothing was, the same mapping comes back.
        """
        folded = self._read_on()
        if until is None or folded.latest is None or folded.latest <= until:
            return folded.standings
        return {item: then for item, now in folded.standings.items() if (then := as_of(now, until)).events}

    def all(self) -> list[Event]:
        """Every event, oldest first."""
        return [_event(row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM events ORDER BY id").fetchall()]

    def by_source(self, source: str) -> list[Event]:
        """What came by the same update; nothing for ""."""
        query = f"SELECT {_COLUMNS} FROM events WHERE source != '' AND source = ? ORDER BY id"
        return [_event(row) for row in self._db.execute(query, (source,)).fetchall()]

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
        last = {(event, task): day for _, at, event, task, day in self._dated_rows() if at <= latest}
        return {key: date.fromisoformat(day) for key, day in last.items() if day}

    def ever_dated(self) -> Dated:
        """(event, problem id or "") → the last day that was recorded for it, withdrawn since or not."""
        return {(event, task): date.fromisoformat(day) for _, _, event, task, day in self._dated_rows() if day}

    def _dated_rows(self) -> list[_DatedRow]:
        """Every row of `dated`; only the last one known and those behind it are read."""
        query = "SELECT id, at, event, task, day FROM dated WHERE id >= ? ORDER BY id"
        known = self._dated
        rows = [tuple(r) for r in self._db.execute(query, (known[-1][0] if known else 0,)).fetchall()]
        if known and (not rows or rows[0] != known[-1]):  # taken back, or another database was put in its place
            known, rows = [], [tuple(r) for r in self._db.execute(query, (0,)).fetchall()]
        self._dated = [*known, *rows[1 if known else 0 :]]
        return self._dated

    def _read_on(self) -> _Folded:
        """What was folded, with what was added since; folded anew where the last row known is not there any more."""
        rows = self._rows_from(self._folded.last[0] if self._folded.last else 0)
        if self._folded.last and (not rows or rows[0] != self._folded.last):
            self._folded, rows = _Folded(), self._rows_from(0)
        elif self._folded.last:
            rows = rows[1:]
        if rows:
            self._folded = self._folded.with_rows(rows)
        return self._folded

    def _rows_from(self, id_: int) -> list[tuple[Any, ...]]:
        return [tuple(r) for r in self._db.execute(f"SELECT {_COLUMNS} FROM events WHERE id >= ? ORDER BY id", (id_,)).fetchall()]

    def _insert(self, event: Event) -> int:
        evidence = json.dumps([asdict(e) for e in event.evidence], ensure_ascii=False)
        cursor = self._db.execute(
            "INSERT INTO events(at, item, action, who, units, user_id, chat_id, before, after, day, note, evidence, done_on, "
            "parts, part, undoes, batch, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _stamp(event.at), event.item, event.action.value, event.who, "\n".join(event.units), event.user_id, event.chat_id,
                event.before.value, event.after.value, event.day.isoformat() if event.day else None, event.note, evidence,
                event.done_on.isoformat() if event.done_on else None,
                "\n".join(event.parts), event.part.value if event.part else None, event.undoes, event.batch,
                event.source,
            ),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)


def _event(row: tuple[Any, ...]) -> Event:
    id_, at, item, action, who, units, user, chat, before, after, day, note, evidence, done_on, *more = row
    parts, part, undoes, batch, source = more
    return Event(
        item, Action(action), datetime.fromisoformat(at), who, tuple(u for u in units.split("\n") if u), user, chat,
        State(before), State(after), date.fromisoformat(day) if day else None, note,
        tuple(Evidence(**e) for e in json.loads(evidence)), date.fromisoformat(done_on) if done_on else None, id_,
        tuple(p for p in parts.split("\n") if p), State(part) if part else None, undoes, batch, source,
    )  # fmt: skip


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


AUDITED = timedelta(days=3 * 366)
BEGIN = "begin ledger"
"""The audit's record of the office's word that the ledger begins with nothing done."""


class Audit:
    """Who tried and did what beside the events of items; append-only, for as long as it is kept."""

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

    def prune(self, today: date) -> None:
        """Forget what is older than it is kept; that the ledger began stays (and so the database sees to it)."""
        with self._db.atomic():
            self._db.execute("DELETE FROM audit WHERE at < ? AND action != ?", ((today - AUDITED).isoformat(), BEGIN))

    def is_begun(self) -> bool:
        """Whether the ledger says where things stand: more was entered than signatures, or the office has had it begin."""
        query = "SELECT EXISTS (SELECT 1 FROM events WHERE action != ?) OR EXISTS (SELECT 1 FROM audit WHERE action = ?)"
        return bool(self._db.execute(query, (Action.ACKNOWLEDGE.value, BEGIN)).fetchone()[0])


def stamp() -> str:
    """The time now as the database keeps it (ISO format, UTC)."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
