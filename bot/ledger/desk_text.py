"""The office's desk as text and as JSON: sections of lines, each about an item or a party. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.language.writing import written
from corpus.text.numbers import to_chinese

from .agenda import Entry
from .desk import Desk
from .figures import Figures
from .text import item_name, words_of
from .words import DESK

_FEW = 8


class Section(StrEnum):
    """待验收, 待批延期, 待销号, 逾期未签收, 本月未报进展, 未绑定群, 没有具体单位, 绑定失效, 各单位, in the order of the desk."""

    ACCEPT = "accept"
    DECIDE = "decide"
    CLOSE = "close"
    UNSIGNED = "unsigned"
    UNTOLD = "untold"
    UNBOUND = "unbound"
    COLLECTIVE = "collective"
    LOST = "lost"
    PARTIES = "parties"


@dataclass(frozen=True)
class Row:
    """A line of the desk, and the item or the party that it is about; `waits_for` is who has to move."""

    line: str
    entry: Entry | None = None
    party: str = ""
    waits_for: tuple[str, ...] = ()


def rows(found: Desk, section: Section) -> tuple[Row, ...]:
    """The lines of a section."""
    return tuple(_ROWS[section](found))


def heading(found: Desk, section: Section) -> str:
    """【待验收】3项; 【未绑定群】12家; 【各单位】."""
    return DESK.headings[section].format(count=len(rows(found, section)))


def desk_lines(found: Desk) -> Iterator[str]:
    """All of it for people: each heading with its count, a line an item or a party."""
    yield DESK.title.format(day=written(found.on))
    for section in Section:
        if section not in _SELDOM or rows(found, section):
            yield heading(found, section)
        yield from (row.line for row in rows(found, section))


_SELDOM = (Section.LOST, Section.UNTOLD, Section.COLLECTIVE)
"""Sections that are not shown empty."""


def _untold(found: Desk) -> Iterator[Row]:
    for party, entries in found.untold:
        problems = "".join(f"（{to_chinese(e.item.problem.number)}）" for e in entries[:_FEW])
        more = DESK.and_more if len(entries) > _FEW else ""
        line = DESK.untold_line.format(party=party, count=len(entries), problems=problems + more)
        yield Row(line + (DESK.no_chat if party in found.unbound else ""))


def _units(found: Desk) -> tuple[str, ...]:
    """The units without a chat."""
    return tuple(party for party in found.unbound if party not in found.collectives)


def _accept(found: Desk) -> Iterator[Row]:
    for x in found.to_accept:
        waits = "、".join(x.waits_for) or DESK.office
        line = DESK.accept_line.format(item=_said(x.entry), units=waits, day=written(x.since))
        yield Row(line, x.entry, waits_for=x.waits_for)


def _decide(found: Desk) -> Iterator[Row]:
    for x in found.to_decide:
        line = DESK.decide_line.format(item=_said(x.entry), party=x.party, day=written(x.asked), reason=x.reason)
        yield Row(line, x.entry)


def _unsigned(found: Desk) -> Iterator[Row]:
    """Who could sign comes first; who has no chat was told of nothing."""
    for x in sorted(found.unsigned, key=lambda x: x.party in found.unbound):
        stones = sum(not e.item.whole for e in x.items)
        line = DESK.unsigned_line.format(party=x.party, problems=len(_problems(x.items)), stones=stones, day=written(x.since))
        line += DESK.no_chat if x.party in found.unbound else ""
        yield Row(line, party=x.party, waits_for=(x.party,))


_ROWS: dict[Section, Callable[[Desk], Iterator[Row]]] = {
    Section.ACCEPT: _accept,
    Section.DECIDE: _decide,
    Section.CLOSE: lambda found: (Row(DESK.close_line.format(item=_said(e)), e) for e in found.to_close),
    Section.UNSIGNED: _unsigned,
    Section.UNTOLD: _untold,
    Section.UNBOUND: lambda found: (Row(DESK.unbound_line.format(party=p), party=p) for p in _units(found)),
    Section.COLLECTIVE: lambda found: (Row(DESK.collective_line.format(party=p), party=p) for p in found.collectives),
    Section.LOST: lambda found: (Row(DESK.lost_line.format(unit=unit)) for unit in found.lost),
    Section.PARTIES: lambda found: (Row(figures_line(f), party=f.party) for f in found.parties),
}


def figures_line(found: Figures) -> str:
    """海南区：29项，逾期27项（较上周+2），逾期节点51个，按期0项，超期0项，签收率33%."""
    signed = "" if found.signed_share is None else DESK.signed.format(share=round(100 * found.signed_share))
    change = DESK.change.format(change=f"{found.change:+d}") if found.change else ""
    timely = "" if found.on_time_share is None else DESK.timely.format(share=round(100 * found.on_time_share))
    return DESK.figures_line.format(
        party=found.party, items=found.items, overdue=found.overdue, change=change, stones=found.stones,
        on_time=found.on_time, late=found.late, signed=timely + signed,
    )  # fmt: skip


def _said(entry: Entry) -> str:
    return f"{item_name(entry.item)}{'' if entry.item.whole else '：'}{words_of(entry.item, 40)}"


def _problems(entries: Iterable[Entry]) -> set[int]:
    return {e.item.problem.number for e in entries}


# --- JSON -------------------------------------------------------------------------------------------------


def desk_json(found: Desk) -> dict[str, Any]:
    """For programs."""
    return {
        "on": found.on.isoformat(),
        "to_accept": [
            _place(x.entry) | {"waits_for": list(x.waits_for), "since": x.since.isoformat() if x.since else None}
            for x in found.to_accept
        ],
        "to_decide": [
            _place(x.entry) | {"party": x.party, "asked": x.asked.isoformat() if x.asked else None, "reason": x.reason}
            for x in found.to_decide
        ],
        "to_close": [_place(e) for e in found.to_close],
        "unsigned": [{"party": x.party, "since": x.since.isoformat(), "items": len(_problems(x.items))} for x in found.unsigned],
        "untold": [{"party": party, "problems": [e.item.problem.number for e in entries]} for party, entries in found.untold],
        "unbound": list(_units(found)),
        "collective": list(found.collectives),
        "parties": [_figures_json(f) for f in found.parties],
    }


def _figures_json(found: Figures) -> dict[str, Any]:
    told = asdict(found)
    return told | {"overdue_change": told.pop("change"), "overdue_milestones": told.pop("stones")}


def _place(entry: Entry) -> dict[str, Any]:
    return {"problem": entry.item.problem.number, "measure": entry.item.measure}
