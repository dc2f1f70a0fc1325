"""An Excel ledger that came back, or somebody's own → what it changes in the ledger, row by row. Pure.

A file that bot.files.workbook wrote carries ids: of it only cells that somebody changed are taken, and a row whose item has moved
since is not. A ledger of other making is matched by 序号 and the likeness of the words; what is doubtful is reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from bot.language.dates import read_day
from bot.language.unit_names import Names
from bot.language.writing import written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.text import item_name
from bot.ledger.words import STATE_WORDS
from bot.ledger.workflow import STATES, Action, Actor, Event, State, act, is_early

from .words import FIELDS, IMPORT
from .workbook import clean, digest, editable_values
from .workbook_reading import Sheet, UnreadableWorkbook, Value
from .workbook_rows import Foreign, RowError, Table, entry_of, parties_of_row, table_of


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
    """All that a file would do; `rows` counts those that name an item."""

    rows: int = 0
    changes: tuple[Change, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    skipped: tuple[str, ...] = field(default=())


def changes_of(sheets: Sequence[Sheet], agenda: Agenda, skip: Iterable[str] = ()) -> Changes:
    """What the sheets change of what the ledger says now; `skip` names rows (整改台账!7, or 7 of the first sheet) to pass over.

    Raises:
        UnreadableWorkbook: no sheet has the headings of a ledger.
    """
    tables = [t for sheet in sheets if (t := table_of(sheet))]
    if not tables:
        raise UnreadableWorkbook(IMPORT.no_table)
    wanted = {s if "!" in s else f"{tables[0].sheet.title}!{s}" for s in skip}
    rows, changes, wrong, skipped = 0, [], [], []
    units, seen = Names.of(agenda.plan).units_called, _Seen()
    for table in tables:
        for row in range(table.head + 1, len(table.sheet.rows) + 1):
            name = f"{table.sheet.title}!{row}"
            if not any(v is not None for v in table.sheet.rows[row - 1]):
                continue
            if name in wanted:
                skipped.append(name)
                continue
            try:
                if change := _change(table, row, agenda, units, seen):
                    changes.append(change)
                rows += 1
            except Foreign:
                continue
            except RowError as error:
                wrong.append(Wrong(table.address(row, error.key), name, str(error)))
    return Changes(rows, tuple(changes), (*wrong, *_twice(changes)), tuple(skipped))


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
class _Seen:
    """What rows of other making said so far: a file that contradicts itself is not taken."""

    said: dict[tuple[str, str], tuple[str, dict[str, str]]] = field(default_factory=dict)

    def hold(self, entry: Entry, parties: tuple[str, ...], row: str, cells: dict[str, str]) -> None:
        """Against every earlier row of the same item that is about the same party, or about all.

        Raises:
            RowError: they disagree.
        """
        for name in parties or ("",):
            for (item, other), (place, before) in self.said.items():
                if item == entry.item.id and (other == name or "" in (other, name)):
                    self._compare(entry, place, before, cells)
            self.said[entry.item.id, name] = (row, cells)

    @staticmethod
    def _compare(entry: Entry, place: str, before: dict[str, str], cells: dict[str, str]) -> None:
        for key in ("state", "done_on"):
            if key in cells and key in before and cells[key] != before[key]:
                raise RowError(key, IMPORT.contradicts.format(name=item_name(entry.item), row=place))


def _change(table: Table, row: int, agenda: Agenda, units: Callable[[str], tuple[str, ...]], seen: _Seen) -> Change | None:
    own, name = table.value(row, "id"), f"{table.sheet.title}!{row}"
    entry = entry_of(table, row, agenda)
    parties = parties_of_row(table, row, entry, units)
    now = _part_values(entry, parties) if parties else editable_values(entry)
    _refuse_formulas(table, row)
    cells = {key: _read(table, row, key, agenda) for key in FIELDS if key in table.columns}
    known = table.value(row, "digest")
    if own and digest(now | cells) == known:
        return None
    if not own:
        cells = {k: v for k, v in cells.items() if v}  # an empty cell of another's ledger says nothing
        seen.hold(entry, parties, name, cells)
    fields = tuple((k, now[k], v) for k, v in cells.items() if v.strip() != now[k].strip())
    last = entry.standing.events[-1].id if entry.standing.events else 0
    if fields and own and str(table.value(row, "after")) != str(last):
        raise RowError(fields[0][0], IMPORT.moved.format(state=STATES[entry.state]))
    if fields and row in table.sheet.hidden:
        raise RowError(fields[0][0], IMPORT.hidden)
    fields = tuple(_sensible(fields, entry, agenda, now["state"]))
    return Change(table.address(row, fields[0][0]), name, entry, fields, parties) if fields else None


def _part_values(entry: Entry, parties: tuple[str, ...]) -> dict[str, str]:
    """What `editable_values` are of the parts of some parties: what the first of them has."""
    part = entry.part(parties[0])
    last = part.progress[-1].note if part.progress and not part.note else ""
    done_on = part.done_on.isoformat() if part.done_on else ""
    return {"state": STATES[part.state], "done_on": done_on, "note": clean(part.note or last), "granted": ""}


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
        if key == "granted" and after and is_early(entry.item, entry.standing, date.fromisoformat(after)):
            raise RowError(key, IMPORT.granted_early.format(day=written(entry.item.due)))
        yield key, before, after


def _refuse_formulas(table: Table, row: int) -> None:
    for key in FIELDS:
        if key in table.columns and (row, table.columns[key] + 1) in table.sheet.formulas:
            raise RowError(key, IMPORT.formula)
        if key in table.columns and (row, table.columns[key] + 1) in table.sheet.errors:
            raise RowError(key, IMPORT.error)


def _read(table: Table, row: int, key: str, agenda: Agenda) -> str:
    value = table.value(row, key)
    if isinstance(value, str) and _NOTHING.fullmatch(value):
        value = None
    if value is None:
        if key == "state" and table.value(row, "id"):
            raise RowError(key, IMPORT.no_state)
        return ""
    match key:
        case "state":
            return _state(str(value), table.yes_no)
        case "note":
            return clean(str(value)).strip()
    return _day(key, value, agenda.today, table.sheet.epoch)


_NOTHING = re.compile(r"[\s/／\\—–\-－_无]+|暂无|不涉及")
"""How people write that there is nothing."""


def _state(words: str, yes_no: bool) -> str:
    squeezed = re.sub(r"[\s，。、]", "", words).lower()
    if yes_no and squeezed in _YES_NO:
        return STATES[_YES_NO[squeezed]]
    found = next((s for s, known in STATE_WORDS.items() if squeezed in known), None)
    if found is None:
        raise RowError("state", IMPORT.state.format(word=words[:20], states="、".join(STATES.values())))
    return STATES[found]


_YES_NO = {"是": State.REPORTED, "√": State.REPORTED, "已": State.REPORTED, "否": State.OPEN, "×": State.OPEN, "未": State.OPEN}


def _day(key: str, value: Value, today: date, epoch: date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and 20000 < value < 80000:  # Excel's days, in a cell that is not formatted as a date
        return (epoch + timedelta(days=int(value))).isoformat()
    written_as = unicodedata.normalize("NFKC", str(value)).strip()
    day = read_day(re.sub(r"[\sT]00:00(?::00(?:\.0+)?)?$", "", written_as), today)
    if day is None:
        raise RowError(key, IMPORT.day.format(word=str(value)[:20]))
    return day.isoformat()


def _twice(changes: Sequence[Change]) -> Iterator[Wrong]:
    """Two rows that change the same item, or the same party's part."""
    seen: dict[tuple[str, str], str] = {}
    for change in changes:
        for party in change.parties or ("",):
            key = (change.entry.item.id, party)
            if key in seen:
                name = item_name(change.entry.item)
                yield Wrong(change.cell, change.row, IMPORT.twice.format(name=name, row=seen[key]))
            seen.setdefault(key, change.row)


def import_lines(changes: Changes, done: bool) -> Iterator[str]:
    """What a file changes, and what is wrong with it."""
    changed = bool(changes.changes or changes.wrong)
    said = IMPORT.unchanged if not changed else IMPORT.imported if done else IMPORT.would_import
    yield said.format(rows=changes.rows, count=len(changes.changes))
    yield from (IMPORT.wrong.format(cell=w.cell, reason=w.reason) for w in changes.wrong)
    yield from (_change_line(c) for c in changes.changes)
    if changes.skipped:
        yield IMPORT.skipped.format(rows="、".join(changes.skipped))


def import_json(name: str, changes: Changes, done: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "file": name,
        "rows": changes.rows,
        "imported": len(changes.changes) if done else 0,
        "changes": [_change_json(c) for c in changes.changes],
        "wrong": [{"cell": w.cell, "row": w.row, "reason": w.reason} for w in changes.wrong],
        "skipped": list(changes.skipped),
    }


def _change_json(change: Change) -> dict[str, Any]:
    item = change.entry.item
    fields = {k: [before, after] for k, before, after in change.fields}
    return {
        "cell": change.cell,
        "id": item.id,
        "problem": item.problem.number,
        "measure": item.measure,
        "parties": list(change.parties),
        "fields": fields,
    }


def _change_line(change: Change) -> str:
    fields = "；".join(f"{FIELDS[k]} {_shown(k, before)}→{_shown(k, after)}" for k, before, after in change.fields)
    whose_part = f"（{'、'.join(change.parties)}）" if change.parties else ""
    return IMPORT.change.format(cell=change.cell, item=item_name(change.entry.item) + whose_part, fields=fields)


def _shown(key: str, value: str) -> str:
    if key in ("done_on", "granted") and value:
        return written(date.fromisoformat(value))
    flat = " ".join(value.split())
    return (flat if len(flat) <= 30 else f"{flat[:29]}…") or "空"
