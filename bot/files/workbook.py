"""Agenda → the ledger as an Excel file (整改台账): problems, milestones, each party's part, and the record of changes.

Each row ends with hidden cells: the item's id (of a part with #party), the event it was written after, and a digest of what
may be edited, so that an import takes what somebody changed and nothing else (bot.files.workbook_import).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.language.writing import written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.parties import Party
from bot.ledger.people import People, people_of
from bot.ledger.standing import Standing
from bot.ledger.states import Colour
from bot.ledger.text import days_text, deed_text, evidence_text, item_name, party_line
from bot.ledger.words import COLOUR_NAMES
from bot.ledger.workflow import STATES, State, parties_for, whose
from corpus.model import FIELDS, Problem

from .kinds import OwnSheet
from .progress_report import reached_on
from .words import ROLES, SHEETS
from .workbook_look import Content, add_sheet
from .workbook_text import PART, digest, editable_values

_FILLS = {Colour.RED: "FFC7CE", Colour.YELLOW: "FFEB9C"}


def as_workbook(agenda: Agenda, units: Sequence[str] = (), people: People | None = None) -> bytes:
    """The ledger as .xlsx; of parts those of `units` where some are given. `people` are the persons who act for a party."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    title = agenda.plan.title.removesuffix(SHEETS.plan)
    for content in _contents(agenda, tuple(units), people or {}):
        add_sheet(book, content, title, SHEETS.as_of.format(day=written(agenda.today)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _contents(agenda: Agenda, units: tuple[str, ...], people: People) -> Iterator[Content]:
    for name, found in (
        (OwnSheet.PROBLEMS, [e for e in agenda.entries if e.item.whole]),
        (OwnSheet.MILESTONES, [e for e in agenda.entries if not e.item.whole]),
    ):
        fills = {i: _FILLS[e.colour] for i, e in enumerate(found) if not e.settled and e.colour in _FILLS}
        yield Content(name, [_row(e, agenda, people) for e in found], tuple(STATES.values()), fills)
    shared = [e for e in agenda.entries if len(whose(e.item)) > 1]
    parts = [_part(e, p) for e in shared for p in (parties_for(e.item, units) if units else whose(e.item))]
    if parts:
        yield Content(OwnSheet.PARTS, parts, (STATES[State.OPEN], STATES[State.REPORTED]))
    yield Content(OwnSheet.HISTORY, list(_history(agenda)))


def _row(entry: Entry, agenda: Agenda, people: People) -> dict[str, Any]:
    problem, now = entry.item.problem, entry.standing
    aspect = next((a.title.text for a in agenda.plan.aspects if a.ordinal == problem.aspect), "")
    return (
        _named(entry)
        | _of_plan(problem)
        | {
            "aspect": aspect,
            "person": _people(entry, people),
            "parts": _parts(entry),
            "evidence": evidence_text(now),
            "accepted_on": reached_on(entry, State.ACCEPTED),
            "closed_on": reached_on(entry, State.CLOSED),
            "alert": _alert(entry),
            "id": entry.item.id,
            "after": now.events[-1].id if now.events else 0,
            **_editable(entry),
        }
    )


def _of_plan(problem: Problem) -> dict[str, str]:
    """Every field of the plan, the measures a line each."""
    measures = "\n".join(f"{m.ordinal}. {m.passage.text}" for m in problem.measures)
    return {field.key: field.words(problem) for field in FIELDS} | {"measures": measures}


def _named(entry: Entry) -> dict[str, Any]:
    """Which item it is, in the plan's words."""
    item, problem = entry.item, entry.item.problem
    return {
        "number": problem.number,
        "problem": problem.title.text,
        "measure": SHEETS.measure_of(item.measure),
        "milestone": item.quote,
        "due": item.due,
    }


def _editable(entry: Entry, party: str = "") -> dict[str, Any]:
    """What may be edited, days as days, and its digest."""
    values = editable_values(entry, party)
    days = {key: date.fromisoformat(values[key]) if values[key] else None for key in ("done_on", "granted")}
    return values | days | {"digest": digest(values)}


def _people(entry: Entry, people: People) -> str:
    named = [(p.name, people_of(people, entry.item.task, p.name)) for p in whose(entry.item)]
    return "\n".join(f"{party}：{'、'.join(names)}" for party, names in named if names)


def _parts(entry: Entry) -> str:
    """Where each party's part stands, where there are several."""
    every = whose(entry.item)
    return "\n".join(party_line(entry, party) for party in every) if len(every) > 1 else ""


def _part(entry: Entry, party: Party) -> dict[str, Any]:
    """A party's part of an item that is not its alone."""
    about = [e.id for e in entry.standing.events if not e.parts or party.name in e.parts]
    return _named(entry) | {
        "party": party.name,
        "units": "、".join(party.units),
        "role": ROLES[party.role],
        "evidence": evidence_text(Standing(evidence=entry.part(party.name).evidence)),
        "id": f"{entry.item.id}{PART}{party.name}",
        "after": about[-1] if about else 0,
        **_editable(entry, party.name),
    }


def _alert(entry: Entry) -> str:
    """The colour and why: 红：逾期12天."""
    if entry.settled or entry.days_left is None:
        return "" if entry.settled else days_text(entry)
    days = days_text(entry)
    return days if entry.colour is Colour.BLUE and entry.days_left > 30 else f"{COLOUR_NAMES[entry.colour]}：{days}"


def _history(agenda: Agenda) -> Iterator[dict[str, Any]]:
    happened = [(event, e.item) for e in agenda.entries for event in e.standing.events]
    for event, item in sorted(happened, key=lambda pair: pair[0].id):
        yield {"at": f"{event.at:%Y-%m-%d %H:%M}", "item": item_name(item), "event": deed_text(event)}
