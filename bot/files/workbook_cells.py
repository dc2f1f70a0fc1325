"""What a cell of an Excel ledger says: how far an item is, a day, words, or nothing. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from bot.language.dates import read_time
from bot.ledger.words import STATE_WORDS
from bot.ledger.workflow import STATES, State

from .words import IMPORT
from .workbook_reading import Value, is_error
from .workbook_rows import STATES as STATE_COLUMNS
from .workbook_rows import RowError, Table
from .workbook_text import clean

_NOTHING = re.compile(r"[\s/／\\—–\-－_~～无。.…]+|(?:暂无|不涉及|无需|待定|空)。?|n/?an?|none|null|nil", re.I)
"""How people, and programs that wrote the file, say that there is nothing."""
_DITTO = re.compile(r"[〃″\"”]|(?:同上|同前|同左|如上|见上|同上[行格项]|与?上[行格项]相?同|同第?\d+[行项])。?")
"""What stands in another cell, which may be another one since somebody sorted."""
_YES = re.compile(r"是|√|✓|✔|☑|已|yes|y|true|已?(?:完成|验收|销号)|(?:通过|完成)(?:验收|销号)|验收通过", re.I)
_NO = re.compile(r"否|×|✗|✘|☐|未|no|n|false|(?:未|尚未|没有|待)(?:整改|完成|验收|通过验收|完成销号|销号)", re.I)
_ORDER = tuple(State)
_ANY_DONE = ("已完成", "完成", "已整改", "已完成整改", "完成整改", "整改完成", "已办结", "办结")
"""What others call done, whether or not it was accepted afterwards."""
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}年|[〇零○一二三四五六七八九]{4}年")
_LONGEST = timedelta(days=31)


def refuse_unreadable(table: Table, row: int, keys: tuple[str, ...]) -> None:
    """Cells that hold an error, or a formula whose value nobody has computed.

    Raises:
        RowError: one of the columns `keys` does.
    """
    for key in keys:
        if table.place(row, key) in table.sheet.formulas:
            raise RowError(key, IMPORT.formula)
        pasted = is_error(table.value(row, key)) and not table.value(row, "id")
        if pasted or table.place(row, key) in table.sheet.errors:
            raise RowError(key, IMPORT.error)


def words_said(table: Table, row: int) -> str:
    """What the row says of its item in words; in somebody's own table "" where it is a state alone, which `state_said` takes.

    Raises:
        RowError: they stand in another cell.
    """
    value = table.value(row, "note")
    if table.value(row, "id"):
        return clean(str(value or ""))
    words = said(value)
    if _DITTO.fullmatch(words):
        raise RowError("note", IMPORT.ditto.format(word=words))
    return "" if _state_in(words) else words


def _state_in(words: str) -> set[State]:
    """The states of which a cell of words is one and no more (完成情况：已完成)."""
    squeezed = re.sub(r"[\s，。、]", "", words)
    if squeezed in _ANY_DONE:
        return {*_ORDER[1:]}
    if known := {s for s, words_of in STATE_WORDS.items() if squeezed.lower() in words_of}:
        return known
    return {*_ORDER[1:]} if _YES.fullmatch(squeezed) else {State.OPEN} if _NO.fullmatch(squeezed) else set()


def state_said(table: Table, row: int, present: State) -> State | None:
    """How far the row says that its item is; the present state where that is among what it may mean; None where it says nothing.

    Raises:
        RowError: it is not understood, or two columns contradict each other.
    """
    if table.value(row, "id"):
        return _ours(table.value(row, "state"))
    meant, spoke = set(_ORDER), ""
    for key, states in _claims(table, row):
        if not meant & states:
            raise RowError(key, IMPORT.cells.format(cell=table.address(row, spoke)))
        meant, spoke = meant & states, key
    if not spoke or present in meant:
        return present if spoke else None
    onwards = [s for s in _ORDER if s in meant and _ORDER.index(s) > _ORDER.index(present)]
    if not onwards and len(meant) > 1:
        raise RowError(spoke, IMPORT.back.format(state=STATES[present]))
    return (onwards or [*meant])[0]


def _ours(value: Value) -> State:
    if value is None:
        raise RowError("state", IMPORT.no_state)
    return _one_of(str(value))


def _claims(table: Table, row: int) -> Iterator[tuple[str, set[State]]]:
    """What each column that tells of it allows."""
    if in_words := _state_in(said(table.value(row, "note"))):
        yield "note", in_words
    for key in STATE_COLUMNS:
        words = said(table.value(row, key))
        if not words:
            continue
        squeezed = re.sub(r"[\s，。、]", "", words)
        if key in ("state", "state_too"):
            yield key, {*_ORDER[1:]} if squeezed in _ANY_DONE else {_one_of(words)}
            continue
        least = {"whether_done": 1, "accepted": 2, "closed": 3}[key]
        if not (_YES.fullmatch(squeezed) or _NO.fullmatch(squeezed)):
            raise RowError(key, IMPORT.yes_no.format(word=words[:20]))
        yield key, {*_ORDER[:least]} if _NO.fullmatch(squeezed) else {*_ORDER[least:]}


def _one_of(words: str) -> State:
    squeezed = re.sub(r"[\s，。、]", "", words).lower()
    found = next((s for s, known in STATE_WORDS.items() if squeezed in known), None)
    if found is None:
        raise RowError("state", IMPORT.state.format(word=words[:20], states="、".join(STATES.values())))
    return found


def said(value: Value) -> str:
    """A cell's words; "" where they say that there is nothing."""
    words = "" if value is None else clean(str(value)).strip()
    return "" if _NOTHING.fullmatch(words) else words


def day_said(table: Table, row: int, key: str, today: date) -> str:
    """The day of a cell as 2025-09-30, "" where it says none.

    Raises:
        RowError: what stands there is no day, one without its year, or a whole year for the day of a completion.
    """
    value = table.value(row, key)
    if isinstance(value, date):
        return value.isoformat()
    if (
        isinstance(value, int | float) and 20000 < value < 80000 and not table.sheet.blind
    ):  # Excel's days, in a cell that is not formatted as a date
        return (table.sheet.epoch + timedelta(days=int(value))).isoformat()
    if not said(value):
        return ""
    words = re.sub(r"[\sT]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?$", "", unicodedata.normalize("NFKC", str(value)).strip())
    found = read_time(words, today)
    if found is None or found.last is None:
        raise RowError(key, IMPORT.day.format(word=str(value)[:20]))
    if not _YEAR.search(words):
        raise RowError(key, IMPORT.year.format(word=str(value)[:20]))
    if key == "done_on" and (found.first is None or found.last - found.first > _LONGEST):
        raise RowError(key, IMPORT.no_one_day.format(word=str(value)[:20]))
    return found.last.isoformat()
