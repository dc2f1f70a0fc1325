"""Which item of the plan a row of an Excel ledger is: by its id, or by 序号 and the likeness of its words; doubts are raised. Pure."""

from __future__ import annotations

import re

from corpus.diff import dice
from corpus.model import Problem
from corpus.numerals import NUMERAL, to_int

from .agenda import Agenda, Entry
from .ledger_text import item_name
from .ledger_words import IMPORT
from .render import label
from .workbook_reading import Value
from .workbook_table import FIELDS, RowError, Table

_SURE, _LIKE, _UNLIKE = 0.85, 0.6, 0.35
"""How like words must be to a problem's: without its number, with it, and to be doubted under an id."""


class Foreign(Exception):
    """A row that names no item and changes nothing: a sub-heading, a sum, a remark."""


def entry_of(table: Table, row: int, agenda: Agenda) -> Entry:
    """The item of a row.

    Raises:
        Foreign: it is none.
        RowError: it names none, or two.
    """
    own = table.value(row, "id")
    return _by_id(table, row, str(own), agenda) if own else _by_words(table, row, agenda)


def _by_id(table: Table, row: int, id_: str, agenda: Agenda) -> Entry:
    entry = agenda.entry(id_)
    if entry is None:
        raise RowError("number", IMPORT["gone"])
    words = table.value(row, "problem")
    if words and _likeness(str(words), entry.item.problem) < _UNLIKE:
        raise RowError("problem", IMPORT["other"].format(name=item_name(entry.item), title=entry.item.problem.title.text[:30]))
    return entry


def _by_words(table: Table, row: int, agenda: Agenda) -> Entry:
    number, words = _number(table.value(row, "number")), table.value(row, "problem")
    if number is None and not any(table.value(row, k) for k in FIELDS):
        raise Foreign
    if not isinstance(words, str):
        if number is None:
            raise Foreign
        raise RowError("problem", IMPORT["no_words"])
    likeness = sorted(((_likeness(words, p), p.number) for p in agenda.plan.problems), reverse=True)
    best, second = likeness[0], likeness[1] if len(likeness) > 1 else (0.0, 0)
    if best[0] < (_LIKE if number is not None else _SURE) or (best[0] - second[0] < 0.1 and number not in (best[1], second[1])):
        raise RowError("problem", IMPORT["unknown"].format(words=words[:20]))
    chosen = best[1]
    if number is not None and number != chosen:
        like = next((x for x, n in likeness if n == number), 0.0)
        if best[0] - like >= 0.1:
            raise RowError("number", IMPORT["doubtful"].format(number=number, name=label(chosen)))
        chosen = number
    entry = agenda.whole(chosen)
    assert entry is not None
    return entry


def _number(value: Value) -> int | None:
    if isinstance(value, int | float):
        return int(value)
    match = re.fullmatch(rf"\D{{0,3}}?({NUMERAL})[）)项号、.．]*", value.strip()) if isinstance(value, str) else None
    return to_int(match[1]) if match else None


def _likeness(words: str, problem: Problem) -> float:
    """How surely `words` are this problem: its title or statement, whole or in part."""
    said = _bare(words)
    title, statement = _bare(problem.title.text), _bare(problem.statement.text)
    if len(said) >= 6 and (said in statement or said in title or title in said):
        return 1.0
    return max(dice(said, title), dice(said, statement))


def _bare(text: str) -> str:
    return re.sub(rf"^[（(]?{NUMERAL}[）)、.．]\s*|\s|[，。、；：“”‘’\"'（）()]", "", text.strip())
