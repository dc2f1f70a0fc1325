"""An Excel ledger that came back, or somebody's own → what it changes in the ledger, row by row. Pure.

A file that bot.files.workbook wrote carries ids: of it only cells that somebody changed are taken, and a row whose item has moved
since is not. A ledger of other making is matched by 序号 and the likeness of the words; what is doubtful is reported
(.github/decisions/0021-a-file-that-comes-back.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from bot.language.unit_names import Names
from bot.language.writing import written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.rules import too_long
from bot.ledger.text import item_name
from bot.ledger.words import RIGHTS
from bot.ledger.workflow import STATES, Action, Actor, Event, State, act, is_early

from .kinds import OwnSheet
from .words import FIELDS, IMPORT, SHEET_NAMES
from .workbook_cells import day_said, refuse_unreadable, state_said, words_said
from .workbook_items import Foreign, entry_of, parties_of_row
from .workbook_reading import Sheet, UnreadableWorkbook
from .workbook_rows import STATES as STATE_COLUMNS
from .workbook_rows import RowError, Table, table_of
from .workbook_text import digest, editable_values, seen

MAX_WRONG = 200
"""Rows that may be wrong before a file is refused as a whole."""


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be taken: the cell's address (整改台账!H7) and why."""

    cell: str
    row: str
    reason: str


@dataclass(frozen=True)
class Change:
    """A row that changes an item (or some parties' part of it): each field with what it was and what it becomes."""

    cell: str
    row: str
    entry: Entry
    fields: tuple[tuple[str, str, str], ...]
    parties: tuple[str, ...] = ()

    @property
    def new(self) -> dict[str, str]:
        """Field → what it becomes."""
        return {name: after for name, _, after in self.fields}


@dataclass(frozen=True)
class Changes:
    """All that a file would do; `rows` counts those that name an item, `unread` says what of the file was not taken into account."""

    rows: int = 0
    changes: tuple[Change, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    skipped: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def changes_of(sheets: Sequence[Sheet], agenda: Agenda, skip: Iterable[str] = ()) -> Changes:
    """What the sheets change of what the ledger says now; `skip` names rows (整改台账!7, or 7 of the first sheet) to pass over.

    Raises:
        UnreadableWorkbook: no sheet has the headings of a ledger.
    """
    tables = [t for sheet in sheets if (t := table_of(sheet))]
    if not tables:
        raise UnreadableWorkbook(IMPORT.no_table)
    wanted = {s if "!" in s else f"{tables[0].sheet.title}!{s}" for s in skip}
    found = _Found(agenda, Names.of(agenda.plan))
    for table in tables:
        for row in table.rows():
            name = f"{table.sheet.title}!{row}"
            if name in wanted:
                found.skipped.append(name)
            else:
                found.take(table, row, name)
    unread = tuple(_unread(sheets, tables, found.foreign))
    return Changes(found.rows, tuple(found.changes), tuple(found.wrong), tuple(found.skipped), unread)


def _unread(sheets: Sequence[Sheet], tables: Sequence[Table], foreign: Sequence[str]) -> Iterator[str]:
    """What of a file says nothing here, so that nobody takes it for read: columns, rows, sheets."""
    if columns := [c for table in tables for c in table.unread]:
        yield IMPORT.unread_columns.format(columns=_some(columns))
    if foreign:
        yield IMPORT.unread_rows.format(rows=_some(foreign))
    known = {table.sheet.title for table in tables} | ({SHEET_NAMES[OwnSheet.HISTORY]} if any(t.own for t in tables) else set())
    if others := [s.title for s in sheets if s.title not in known and any(v is not None for row in s.rows for v in row)]:
        yield IMPORT.unread_sheets.format(sheets=_some(others))
    if any(table.sheet.blind for table in tables):
        yield IMPORT.blind


def _some(names: Sequence[str], most: int = 20) -> str:
    return "、".join(names[:most]) + (IMPORT.and_more.format(count=len(names)) if len(names) > most else "")


def events_of(change: Change, now_at: datetime, actor: Actor) -> Iterator[Event]:
    """The office's entries that make the change so; an extension is one of its own, for its note would be no progress.

    Raises:
        Declined: when `actor` is no administrator.
    """
    new, standing = change.new, change.entry.standing
    state = next((s for s, word in STATES.items() if word == new.get("state")), None)
    if state is None and change.entry.state is not standing.state and "done_on" in new:
        state = change.entry.state  # a milestone that its problem settled
    granted = date.fromisoformat(new["granted"]) if new.get("granted") else None
    if new.get("granted") == "":
        granted = change.entry.item.due  # an extension that is taken back
    done_on = date.fromisoformat(new["done_on"]) if new.get("done_on") else None
    make, note = partial(act, Action.SET, change.entry.item, standing, actor, now_at), new.get("note", "")
    if granted:
        yield make(day=granted)
    if change.parties:
        yield from _of_parties(change, state, note, done_on, now_at, actor)
    elif note or state or done_on or not granted:
        yield make(note=note, state=state, done_on=done_on)


def _of_parties(
    change: Change, state: State | None, note: str, done_on: date | None, now_at: datetime, actor: Actor
) -> Iterator[Event]:
    """A part that is open still has progress; one that is done has a report."""
    stays_open = (state or change.entry.part(change.parties[0]).state) is State.OPEN
    make = partial(act, Action.PROGRESS if stays_open and note else Action.SET, change.entry.item, change.entry.standing, actor)
    if stays_open and note:
        yield make(now_at, note=note, parties=change.parties)
    if state or done_on or not stays_open:
        how = partial(act, Action.SET, change.entry.item, change.entry.standing, actor, now_at, parties=change.parties)
        yield how(state=state, done_on=done_on, note="" if stays_open else note)


# --- one row ----------------------------------------------------------------------------------------------


@dataclass
class _Found:
    """What the rows of a file come to, one after the other."""

    agenda: Agenda
    names: Names
    rows: int = 0
    changes: list[Change] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    said: dict[tuple[str, str], tuple[str, dict[str, str]]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    extended: dict[str, str] = field(default_factory=dict)

    def take(self, table: Table, row: int, name: str) -> None:
        """A row: a change, nothing, or wrong."""
        try:
            if change := self._change(table, row, name):
                self.changes.append(change)
            self.rows += 1
        except Foreign:
            self.foreign.append(name)
        except RowError as error:
            self.wrong.append(Wrong(table.address(row, error.key), name, str(error)))
            if len(self.wrong) > MAX_WRONG:
                raise UnreadableWorkbook(
                    IMPORT.all_wrong.format(most=MAX_WRONG, cell=self.wrong[0].cell, reason=self.wrong[0].reason)
                ) from None

    def _change(self, table: Table, row: int, name: str) -> Change | None:
        refuse_unreadable(table, row, ("number", "problem", "unit", *STATE_COLUMNS, *FIELDS))
        entry = entry_of(table, row, self.agenda)
        parties = parties_of_row(table, row, entry, self.agenda, self.names)
        now = editable_values(entry, parties[0] if parties else "")
        cells = self._cells(table, row, entry, parties, now, name)
        self._hold(entry, parties, name, cells)
        fields = [(k, now[k], v) for k, v in cells.items() if seen(v) != seen(now[k])]
        fields = [f for f in fields if f[0] != "granted" or self._first(entry, name)]
        _refuse_change(table, row, entry, fields, parties)
        fields = list(_sensible(fields, entry, self.agenda, now["state"]))
        return Change(table.address(row, fields[0][0]), name, entry, tuple(fields), parties) if fields else None

    def _cells(
        self, table: Table, row: int, entry: Entry, parties: tuple[str, ...], now: dict[str, str], name: str
    ) -> dict[str, str]:
        """What the row says: of our own file what somebody edited, of another's what is filled in."""
        present = entry.part(parties[0]).state if parties else entry.state
        cells = _cells(table, row, self.agenda.today, present)
        if not table.value(row, "id"):
            return {k: v for k, v in cells.items() if v}
        self._once(str(table.value(row, "id")), entry, name)
        exported = table.value(row, "digest")
        if digest(now | cells) == exported:
            return {}
        if not cells.get("done_on") and exported != digest(now) and not any(e.done_on for e in entry.standing.events):
            cells.pop("done_on", None)  # empty when it was exported; since then the ledger shows there the day of an entry
        return {k: v for k, v in cells.items() if seen(v) != seen(now[k])}

    def _once(self, id_: str, entry: Entry, name: str) -> None:
        """A row of ours that is there twice (copied, then one of the two edited) may say two things."""
        if (place := self.ids.setdefault(id_, name)) != name:
            raise RowError("number", IMPORT.twice.format(name=item_name(entry.item), row=place))

    def _first(self, entry: Entry, name: str) -> bool:
        """Whether no row above extends the item so: an extension is the item's, though every party's row may say it."""
        return self.extended.setdefault(entry.item.id, name) == name

    def _hold(self, entry: Entry, parties: tuple[str, ...], name: str, cells: dict[str, str]) -> None:
        """Against what earlier rows of the same item said.

        Raises:
            RowError: they disagree, or say the same of the same party once more.
        """
        for party in parties or ("",):
            for (item, other), (place, before) in self.said.items():
                if item == entry.item.id and (key := _disagreement(party, cells, other, before)):
                    raise RowError(key, IMPORT.contradicts.format(name=item_name(entry.item), row=place))
            place, _ = self.said.setdefault((entry.item.id, party), (name, cells))
            if place != name and cells:
                raise RowError(next(iter(cells)), IMPORT.twice.format(name=item_name(entry.item), row=place))


def _disagreement(party: str, cells: dict[str, str], other: str, before: dict[str, str]) -> str:
    """The field in which two rows of an item contradict each other, each about a party or ("") about all of them."""
    for key in FIELDS if party == other else ("granted",):
        if key in cells and key in before and cells[key] != before[key]:
            return key
    if "" in (party, other) and party != other:
        of_all, of_one = (cells, before) if not party else (before, cells)
        if of_one.get("state") == _OPEN and of_all.get("state", _OPEN) != _OPEN:
            return "state"
    return ""


_OPEN = STATES[State.OPEN]
_OF_ALL = (STATES[State.ACCEPTED], STATES[State.CLOSED])


def _cells(table: Table, row: int, today: date, present: State) -> dict[str, str]:
    """What the cells say, by field; a field whose column the table has not is not there."""
    cells: dict[str, str] = {key: day_said(table, row, key, today) for key in ("done_on", "granted") if key in table.columns}
    if "note" in table.columns:
        cells["note"] = words_said(table, row)
    if any(key in table.columns for key in (*STATE_COLUMNS, "note")):
        state = state_said(table, row, present)
        cells["state"] = STATES[state] if state else ""
    return {key: cells[key] for key in FIELDS if key in cells}


def _refuse_change(
    table: Table, row: int, entry: Entry, fields: Sequence[tuple[str, str, str]], parties: tuple[str, ...]
) -> None:
    """A change of what has moved since the export, or that nobody can have seen.

    Raises:
        RowError: so it is.
    """
    if not fields:
        return
    key, events = fields[0][0], [e for e in entry.standing.events if not (parties and e.parts) or {*parties} & {*e.parts}]
    if table.value(row, "id") and str(table.value(row, "after")) != str(events[-1].id if events else 0):
        raise RowError(key, IMPORT.moved.format(state=STATES[entry.state]))
    if row in table.sheet.hidden:
        raise RowError(key, IMPORT.hidden)
    if parties and any(f == "state" and after in _OF_ALL for f, _, after in fields):
        raise RowError("state", RIGHTS.whole_only)
    if concealed := [f for f, _, _ in fields if table.place(row, f)[1] in table.sheet.hidden_columns]:
        raise RowError(concealed[0], IMPORT.hidden_column)


def _sensible(fields: Iterable[tuple[str, str, str]], entry: Entry, agenda: Agenda, was: str) -> Iterator[tuple[str, str, str]]:
    """The fields that may change so."""
    new = {k: after for k, _, after in fields}
    state = new.get("state", was)
    for key, before, after in fields:
        if key == "done_on" and after and date.fromisoformat(after) > agenda.today:
            raise RowError(key, IMPORT.future.format(day=after))
        if key == "done_on" and after and state == STATES[State.OPEN]:
            raise RowError(key, IMPORT.done_open)
        if key == "done_on" and not after:
            if state == STATES[State.OPEN]:
                continue
            raise RowError(key, IMPORT.done_cleared)
        if key == "note" and not after:
            if state == STATES[State.OPEN] and "state" in new:
                continue
            raise RowError(key, IMPORT.note_cleared)
        if key == "note" and (reason := too_long(after)):
            raise RowError(key, reason)
        if key == "granted" and after and is_early(entry.item, entry.standing, date.fromisoformat(after)):
            raise RowError(key, IMPORT.granted_early.format(day=written(entry.item.due)))
        yield key, before, after
