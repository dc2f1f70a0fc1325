"""Which item of the plan a row of an Excel ledger is, and whose part of it. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.unit_guesses import written_units
from bot.language.unit_names import Names
from bot.language.writing import label
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.text import item_name
from bot.ledger.workflow import parties_for, whose
from corpus.diff import dice
from corpus.model import Problem
from corpus.text.numbers import NUMERAL, to_int

from .words import FIELDS, IMPORT, SHEETS
from .workbook_reading import Value
from .workbook_rows import STATES, RowError, Table
from .workbook_text import PART

_SURE, _LIKE, _UNLIKE, _SAME = 0.85, 0.6, 0.35, 0.95
"""How like words must be to a problem's: without its number, with it, and to be doubted under an id."""
_REMARK = re.compile(r"(?:合计|总计|小计|共计|备注|注|说明|填表|审核|制表|联系|单位)(?:[:：人]|\s|$)")


class Foreign(Exception):
    """A row that names no item and changes nothing: a sub-heading, a sum, a remark."""


def entry_of(table: Table, row: int, agenda: Agenda) -> Entry:
    """The item of a row.

    Raises:
        Foreign: it is none.
        RowError: it names none, or two.
    """
    if own := table.value(row, "id"):
        return _by_id(table, row, str(own), agenda)
    if table.own and any(table.value(row, key) is not None for key in FIELDS):
        raise RowError("number", IMPORT.no_id)  # added by hand: of a milestone or a part its words would not tell which
    return _by_words(table, row, agenda)


def _by_id(table: Table, row: int, id_: str, agenda: Agenda) -> Entry:
    """The item of an id that our export wrote, held against every word of it that stands in the row."""
    item_id, _, party = id_.partition(PART)
    entry = agenda.entry(item_id)
    if entry is None or (party and party not in {p.name for p in whose(entry.item)}):
        raise RowError("number", IMPORT.gone)
    if party and table.value(row, "party") not in (None, party):
        raise RowError("party", IMPORT.other.format(name=item_name(entry.item), title=party))
    item, words = entry.item, table.value(row, "problem")
    if words and _likeness(str(words), item.problem) < _UNLIKE:
        raise RowError("problem", IMPORT.other.format(name=item_name(item), title=item.problem.title.text[:30]))
    stone, number, measure = (table.value(row, k) for k in ("milestone", "number", "measure"))
    if isinstance(stone, str) and not item.whole and dice(_bare(stone), _bare(item.quote)) < _SAME:
        raise RowError("milestone", IMPORT.other.format(name=item_name(item), title=item.quote[:30]))
    if isinstance(measure, str) and not item.whole and measure != SHEETS.measure_of(item.measure):
        raise RowError("measure", IMPORT.other.format(name=item_name(item), title=SHEETS.measure_of(item.measure)))
    if number is not None and _number(number) != item.problem.number:
        raise RowError("number", IMPORT.doubtful.format(number=number, name=item_name(item)))
    return entry


def _by_words(table: Table, row: int, agenda: Agenda) -> Entry:
    said, words = table.value(row, "number"), table.value(row, "problem")
    number, says = _number(said), any(table.value(row, k) is not None for k in (*FIELDS, *STATES))
    if not isinstance(words, str):
        if (number is None and not says) or _is_remark(said):
            raise Foreign
        raise RowError("problem", IMPORT.no_words if number is not None else IMPORT.no_problem)
    if not says and (number is None or _is_remark(said)):
        raise Foreign
    if said is not None and number is None:
        raise RowError("number", IMPORT.fraction.format(number=str(said)[:20]))
    entry = agenda.whole(_chosen(words, number, agenda))
    assert entry is not None
    return entry


def _is_remark(said: Value) -> bool:
    return isinstance(said, str) and _REMARK.match(said.strip()) is not None


def _chosen(words: str, number: int | None, agenda: Agenda) -> int:
    """The number of the problem that words and a number (where there is one) agree on.

    Raises:
        RowError: the words are no problem's, or two problems', or another one's than the number's.
    """
    likeness = _likenesses(words, agenda)
    best = max(likeness, key=lambda n: (likeness[n], n == number))
    held = [p.number for p in agenda.plan.problems if _bare(p.title.text) in _bare(words)]
    if len(held) > 1:
        raise RowError("problem", IMPORT.several.format(names="、".join(map(label, held))))
    second = max((x for n, x in likeness.items() if n != best), default=0.0)
    unsure = likeness[best] - second < 0.1 and best != number
    if likeness[best] < (_LIKE if number is not None else _SURE) or (unsure and number is None):
        raise RowError("problem", IMPORT.unknown.format(words=words[:20]))
    if number is not None and number != best:
        if likeness[best] - likeness.get(number, 0.0) >= 0.1:
            raise RowError("number", IMPORT.doubtful.format(number=number, name=label(best)))
        return number
    return best


def parties_of_row(table: Table, row: int, entry: Entry, agenda: Agenda, names: Names) -> tuple[str, ...]:
    """The parties of the item that a row of another's ledger is about; none where it is about all of them.

    Raises:
        RowError: it names somebody that the plan does not know, or that has no part in the item.
    """
    words, own = table.value(row, "unit"), table.value(row, "id")
    if own or not isinstance(words, str):
        _, _, party = str(own or "").partition(PART)
        return (party,) if party else ()
    found: dict[str, None] = {}
    for unit, known in written_units(words, names):
        units = known or _of_every_district(unit, agenda, names)
        mine = parties_for(entry.item, units)
        if not mine:
            reason = (
                IMPORT.not_theirs.format(unit=unit[:20], name=item_name(entry.item))
                if units
                else IMPORT.unit.format(unit=unit[:20])
            )
            raise RowError("unit", reason)
        found |= dict.fromkeys(p.name for p in mine)
    return () if len(found) == len(whose(entry.item)) else tuple(found)


def _of_every_district(name: str, agenda: Agenda, names: Names) -> tuple[str, ...]:
    """各区, 各区县: the units of all districts that the plan names."""
    every = re.fullmatch("各[市区县旗]+", name)
    return tuple(u for district in agenda.plan.districts for u in names.units_called(district)) if every else ()


def _number(value: Value) -> int | None:
    """The number of a problem; None where it is none, or only a part of something (17.1)."""
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else None
    match = (
        re.fullmatch(rf"(?:问题|任务|第)?[（(]?({NUMERAL})[）)项号条个、.．]*", value.strip()) if isinstance(value, str) else None
    )
    return to_int(match[1]) if match else None


def _likenesses(words: str, agenda: Agenda) -> dict[int, float]:
    """How surely `words` are each problem: those that have them word for word are, and then no other is."""
    problems = agenda.plan.problems
    verbatim = {p.number: 1.0 for p in problems if _verbatim(words, p)}
    return dict.fromkeys((p.number for p in problems), 0.0) | (verbatim or {p.number: _likeness(words, p) for p in problems})


def _verbatim(words: str, problem: Problem) -> bool:
    said, title = _bare(words), _bare(problem.title.text)
    return len(said) >= 6 and (said in _bare(problem.statement.text) or said in title or title in said)


def _likeness(words: str, problem: Problem) -> float:
    """How surely `words` are this problem: its title or statement, whole or in part."""
    said = _bare(words)
    return 1.0 if _verbatim(words, problem) else max(dice(said, _bare(t.text)) for t in (problem.title, problem.statement))


@lru_cache(4096)
def _bare(text: str) -> str:
    return re.sub(rf"^[（(]?{NUMERAL}[）)、.．]\s*|\s|[，。、；：“”‘’\"'（）()]", "", text.strip())
