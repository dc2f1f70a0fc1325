"""The office's desk as messages with the buttons that move it (办理, 代办, 催办, 全部销号): an overview, and a page of a section. Pure.

A button says VERB:SUBJECT:NUMBER; SUBJECT is a section, an item's id or the key of a party.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from bot.buttons import ButtonKind, Pressed, in_rows
from bot.language.writing import label, written
from bot.messages import Button, Mark, Paragraph, Paragraphs, sentences

from .agenda import Entry
from .cards import data
from .desk import Desk
from .desk_text import Row, Section, heading, rows
from .parties import party_name
from .text import line
from .words import DESK
from .workflow import Actor

PAGE = 8
_FIRST = 3
OFFICE_DESK = ButtonKind("o", "[hsuptrgqc]:[0-9a-z@-]{0,40}:[0-9]{1,12}")
Shown = tuple[Paragraphs, list[list[Button]]]


@dataclass(frozen=True)
class DeskPress:
    """What a button of the desk says."""

    verb: str
    subject: str
    number: int


def desk_pressed(said: Pressed) -> DeskPress:
    """What a press of `OFFICE_DESK` says."""
    verb, subject, number = said.words
    return DeskPress(verb, subject, int(number))


def party_key(name: str) -> str:
    """A party in a button's data, which has no room for its name."""
    return f"{crc32(name.encode()):08x}"


def to_desk() -> Button:
    """The way back to the overview."""
    return OFFICE_DESK.button(DESK.back, "h", "", 0)


def overview(found: Desk) -> Shown:
    """Every section that has something, its first lines, and a button for each."""
    told = [s for s in Section if rows(found, s)]
    parts = [p for s in told if s is not Section.PARTIES for p in _opening(found, s)]
    buttons = [OFFICE_DESK.button(_name(found, s), "s", s.value, 0) for s in told]
    title = Paragraph(Mark.HEADING, DESK.title.format(day=written(found.on)))
    return (title, *(parts or sentences(DESK.clear))), [*in_rows(buttons, 2), [OFFICE_DESK.button(DESK.progress, "q", "", 0)]]


def section_page(found: Desk, section: Section, page: int, actor: Actor) -> Shown:
    """A page of a section: its lines, and beneath them what each may be moved by."""
    every = rows(found, section)
    pages = max(1, -(-len(every) // PAGE))
    page = min(page, pages - 1)
    shown = every[page * PAGE : (page + 1) * PAGE]
    head = heading(found, section) + (DESK.page.format(page=page + 1, pages=pages) if pages > 1 else "")
    buttons = [row for told in shown if (row := list(_moves(found, told)))]
    if section is Section.CLOSE and actor.admin and len(every) > 1:
        buttons.append([OFFICE_DESK.button(DESK.close_all.format(count=len(every)), "c", "", 0)])
    turns = [OFFICE_DESK.button(text, "s", section.value, n) for text, n in _turns(page, pages)]
    return (Paragraph(Mark.HEADING, head), *sentences(*(told.line for told in shown))), [*buttons, [*turns, to_desk()]]


def party_page(party: str, entries: tuple[Entry, ...], page: int) -> Shown:
    """What a party without a chat has to do, with what the office may report for it."""
    pages = max(1, -(-len(entries) // PAGE))
    page = min(page, pages - 1)
    shown, key = entries[page * PAGE : (page + 1) * PAGE], party_key(party)
    head = DESK.instead_page.format(party=party, count=len(entries))
    head += DESK.page.format(page=page + 1, pages=pages) if pages > 1 else ""
    buttons = [[_for_party("r", e, DESK.report, key), _for_party("g", e, DESK.tell, key)] for e in shown]
    turns = [OFFICE_DESK.button(text, "t", key, n) for text, n in _turns(page, pages)]
    return (Paragraph(Mark.HEADING, head), *sentences(*map(line, shown))), [*buttons, [*turns, to_desk()]]


def _for_party(verb: str, entry: Entry, text: str, key: str) -> Button:
    """A button about a party's part of an item."""
    return OFFICE_DESK.button(text.format(item=label(entry.item.problem.number)), verb, entry.item.id, int(key, 16))


def _opening(found: Desk, section: Section) -> Iterator[Paragraph]:
    """A section's heading and its first lines; the unbound on one line."""
    every = rows(found, section)
    yield Paragraph(Mark.HEADING, heading(found, section))
    if section is Section.UNBOUND:
        yield from sentences("、".join(row.party for row in every))
        return
    yield from sentences(*(row.line for row in every[:_FIRST]))
    if len(every) > _FIRST:
        yield from sentences(DESK.more.format(count=len(every) - _FIRST))


def _moves(found: Desk, row: Row) -> Iterator[Button]:
    """办理, or 代办 where nobody who has a chat could; 催办 where somebody has."""
    reached = [name for name in row.waits_for if party_name(name) not in found.unbound]
    if row.entry:
        name = DESK.instead if row.waits_for and not reached else DESK.handle
        where = label(row.entry.item.problem.number) + (
            DESK.measure.format(number=row.entry.item.measure) if row.entry.item.measure else ""
        )
        yield Button(f"{name} {where}", data("i", row.entry.item.id))
    if reached and row.entry:
        yield OFFICE_DESK.button(DESK.urge, "u", row.entry.item.id, row.entry.standing.turn)
    elif row.party in found.unbound and not row.waits_for:
        yield OFFICE_DESK.button(DESK.instead_for.format(party=row.party), "t", party_key(row.party), 0)
    elif reached:
        yield OFFICE_DESK.button(f"{DESK.urge} {row.party}", "p", party_key(row.party), 0)


def _name(found: Desk, section: Section) -> str:
    count = "" if section is Section.PARTIES else f" {len(rows(found, section))}"
    return DESK.names[section] + count


def _turns(page: int, pages: int) -> Iterator[tuple[str, int]]:
    if page:
        yield DESK.earlier, page - 1
    if page + 1 < pages:
        yield DESK.later, page + 1
