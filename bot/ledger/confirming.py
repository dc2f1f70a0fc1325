"""What will be entered, as it is shown before somebody confirms it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.language.writing import written
from bot.messages import Mark, Paragraph, Paragraphs, sentences, within

from .agenda import Agenda, Entry
from .states import Action, State
from .text import deed_text, evidence_text, item_name, words_of
from .words import CONFIRM, NOTICES
from .workflow import Event, due_day, whose

_LONGEST, _LINES = 3500, 40


def confirmation(events: Sequence[Event], agenda: Agenda, stones: Sequence[Entry] = ()) -> Paragraphs:
    """What `events`, which were not entered yet, would enter; `stones` are milestones that may follow an extension."""
    found = [(event, entry) for event in events if (entry := agenda.entry(event.item))]
    event, entry = found[0]
    action = event.action
    template = CONFIRM.several[action] if len(found) > 1 else CONFIRM.titles[action]
    units = "、".join(event.units) or NOTICES.office
    asked = entry.standing.asked
    title = template.format(
        item=item_name(entry.item), parties="、".join(event.parts), count=len(found), undoes=event.undoes,
        units="、".join(asked.units) if asked and action is Action.DECLINE else units,
        due=written(due_day(entry.item, entry.standing)), day=written(event.day),
    )  # fmt: skip
    lines = _each(found) if len(found) > 1 else _one(event, entry)
    return _asking((Paragraph(Mark.HEADING, title), *sentences(*lines, *_stones(entry, stones))))


def signing(units: Sequence[str], entries: Sequence[Entry]) -> Paragraphs:
    """What a party would sign for."""
    title = CONFIRM.titles[Action.ACKNOWLEDGE].format(units="、".join(units), count=len(entries))
    lines = [CONFIRM.line.format(item=item_name(e.item), words=_said(e)) for e in entries]
    return _asking((Paragraph(Mark.HEADING, title), *sentences(*_at_most(lines))))


def _asking(shown: Paragraphs) -> Paragraphs:
    """The question stands below whatever there is room to show."""
    return (*within(shown, _LONGEST), *sentences(CONFIRM.ask))


def _one(event: Event, entry: Entry) -> Iterator[str]:
    """The words of the item, then what is said and shown, what is decided about, and what is still lacking."""
    yield words_of(entry.item, 300)
    if event.action in (Action.ACCEPT, Action.CLOSE, Action.RETURN):
        yield from _reported(entry, event.parts if event.action is Action.RETURN else ())
    if event.action is Action.UNDO:
        yield from (f"· {deed_text(e)}" for e in entry.standing.events if e.id == event.undoes)
    if event.note:
        yield CONFIRM.note.get(event.action, CONFIRM.reason).format(note=event.note)
    if event.evidence:
        yield CONFIRM.evidence.format(evidence=evidence_text(event))
    if event.action is Action.REPORT and (others := [n for n in entry.lacking if n not in event.parts]):
        yield CONFIRM.lacking.format(parties="、".join(others))


def _reported(entry: Entry, only: Sequence[str] = ()) -> Iterator[str]:
    """What each party (of `only`, where some are named) said and showed."""
    for party in (p for p in whose(entry.item) if not only or p.name in only):
        part = entry.part(party.name)
        said = "；".join(x for x in (part.note, evidence_text(part)) if x)
        if part.state is not State.OPEN and said:
            yield CONFIRM.reported.format(party=party.name, note=said)


def _each(found: Sequence[tuple[Event, Entry]]) -> list[str]:
    return _at_most([CONFIRM.line.format(item=item_name(e.item), words=_said(e)) for _, e in found])


def _said(entry: Entry) -> str:
    return words_of(entry.item, 40) if entry.item.whole else f"：{words_of(entry.item, 40)}"


def _at_most(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _LINES else [*lines[:_LINES], CONFIRM.more.format(count=len(lines) - _LINES)]


def _stones(entry: Entry, stones: Sequence[Entry]) -> Iterator[str]:
    if stones:
        items = "；".join(f"{item_name(s.item)}“{words_of(s.item, 30)}”（{written(s.due)}）" for s in stones)
        yield CONFIRM.stones.format(count=len(stones), due=written(entry.due), items=items)
