"""What happened to an item → letters: who is told, in which chat, with which buttons. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.language.writing import written
from bot.messages import Address, Binding, Button, Key, Letter, Mark, Paragraph, sentences
from corpus.model import Role

from .agenda import Entry
from .cards import ACTIONS, data
from .subjects import subject_of
from .text import called, deed_text, evidence_text, item_name, words_of
from .words import NOTICES, VERBS
from .workflow import Action, Actor, Event, State, acting_for, deciders, due_day, parties_for, why_not

_OF_ALL = (NOTICES.reported, NOTICES.reported_to_nobody, NOTICES.to_close, NOTICES.accepted)
"""Notices of an item that is complete: they tell what every party said and showed."""
_UNTOLD = (Action.SET, Action.PROGRESS, Action.SUPPLEMENT, Action.ACKNOWLEDGE)
_EXPIRE = timedelta(days=7)
"""A notice that could not be sent for so long is no news any more."""


@dataclass(frozen=True)
class Office:
    """Where the supervising office is reached: the administrators' private chats, and its own chat if it has one."""

    admins: frozenset[Key]
    chat_id: Key | None

    @property
    def chats(self) -> tuple[Address, ...]:
        """The office's chat, or where it has none the administrators."""
        return tuple(map(Address, (self.chat_id,) if self.chat_id is not None else sorted(self.admins, key=str)))


def letters(event: Event, entry: Entry, bindings: Iterable[Binding], office: Office) -> tuple[Letter, ...]:
    """Whom `event`, after which the item stands as in `entry`, is told to."""
    return tuple(_letters(event, entry, [b for b in bindings if b.active], office))


def _letters(event: Event, entry: Entry, bindings: list[Binding], office: Office) -> Iterator[Letter]:
    problem = entry.item.problem
    if event.action in _UNTOLD or any(e.id == event.undoes and _is_offices(e) for e in entry.standing.events):
        return
    responsible = [b for b in bindings if parties_for(entry.item, b.units) and _is_elsewhere(b, event)]
    match event.action:
        case Action.REPORT if entry.standing.state is State.OPEN:
            leads = [b for b in responsible if any(p.role is Role.LEAD for p in parties_for(entry.item, b.units))]
            yield from (_to(b.address, NOTICES.reported_in_part, event, entry) for b in leads)
        case Action.REPORT:
            yield from _to_accept(event, entry, bindings, office)
        case Action.ACCEPT if entry.standing.state is State.ACCEPTED:
            yield from (_to(Address(a), NOTICES.to_close, event, entry, "c") for a in sorted(office.admins, key=str))
            yield from (_to(b.address, NOTICES.accepted, event, entry) for b in responsible)
        case Action.ASK_EXTENSION:
            yield from (_to(c, NOTICES.asked, event, entry, "gtd") for c in office.chats)
        case Action.RETURN:
            about = [b for b in responsible if not event.parts or _is_named(event, entry, b)]
            yield from (_to(b.address, NOTICES.returned, event, entry, _open_to("rx", event, entry, b)) for b in about)
        case Action.WITHDRAW if event.before is State.REPORTED:
            others = [b for b in bindings if acting_for(b.units, deciders(problem)) and _is_elsewhere(b, event)]
            yield from (_to(b.address, NOTICES.withdrawn, event, entry) for b in others)
        case Action.CLOSE:
            others = [b for b in bindings if acting_for(b.units, deciders(problem)) and _is_elsewhere(b, event)]
            told = {b.address: b for b in (*responsible, *others)}.values()
            yield from (_to(b.address, NOTICES.closed, event, entry) for b in told)
        case Action.UNDO:
            others = [b for b in bindings if acting_for(b.units, deciders(problem)) and _is_elsewhere(b, event)]
            told = {b.address: b for b in (*responsible, *others)}.values()
            yield from (_to(b.address, NOTICES.undone, event, entry) for b in told)
        case Action.GRANT | Action.DECLINE if not event.batch:
            said = NOTICES.granted if event.action is Action.GRANT else NOTICES.declined
            yield from (_to(b.address, said, event, entry) for b in responsible)


def _is_offices(event: Event) -> bool:
    """Whether the office entered it, alone or with many others: nobody was told, nor is when it is taken back."""
    return event.action is Action.SET or bool(event.batch)


def _is_elsewhere(binding: Binding, event: Event) -> bool:
    """Whether it did not happen there; in another topic of the same chat it did not."""
    return binding.chat_id != event.chat_id or bool(event.units and not acting_for(binding.units, event.units))


def _open_to(verbs: str, event: Event, entry: Entry, binding: Binding) -> str:
    """Those of the verbs that the rules allow to a chat now."""
    actor, on = Actor("", binding.units), event.at.date()
    return "".join(v for v in verbs if not why_not(ACTIONS[v], entry.item, entry.standing, actor, on))


def _is_named(event: Event, entry: Entry, binding: Binding) -> bool:
    return any(p.name in event.parts for p in parties_for(entry.item, binding.units))


def _to_accept(event: Event, entry: Entry, bindings: list[Binding], office: Office) -> Iterator[Letter]:
    """The deciding acceptance units' chats; the office where there is none to decide, or none can be reached."""
    needed = deciders(entry.item.problem)
    if not needed:
        yield from (_to(c, NOTICES.reported_to_nobody, event, entry, "an") for c in office.chats)
        return
    reached: set[str] = set()
    for binding in bindings:
        if units := acting_for(binding.units, needed):
            reached |= set(units)
            yield _to(binding.address, NOTICES.reported, event, entry, "an")
    if missing := [u for u in needed if u not in reached]:
        text = sentences(NOTICES.unbound.format(units="、".join(missing)))
        for chat in office.chats:
            told = _to(chat, NOTICES.reported, event, entry)
            yield replace(told, key=f"{told.key}:unbound", paragraphs=(*told.paragraphs, *text))


def _other_day(event: Event, entry: Entry) -> Iterator[str]:
    """Which day was asked for, where another one is granted."""
    asked = [e.day for e in entry.standing.events if e.action is Action.ASK_EXTENSION and e.id < event.id]
    if event.action is Action.GRANT and asked and asked[-1] != event.day:
        yield NOTICES.another_day.format(day=written(asked[-1]))


def _to(address: Address, said: str, event: Event, entry: Entry, verbs: str = "") -> Letter:
    item = entry.item
    units = "、".join(event.units) or NOTICES.office
    if said in (NOTICES.to_close, NOTICES.accepted):
        units = "、".join(sorted(entry.standing.accepted_by)) or units
    words = {
        "units": units,
        "item": called(item),
        "day": written(event.day),
        "lacking": "、".join(entry.lacking),
        "parties": "、".join(event.parts),
        "undoes": event.undoes,
        "what": "".join(deed_text(e) for e in entry.standing.events if e.id == event.undoes),
        "due": written(item.due if said == NOTICES.granted else due_day(item, entry.standing)),
    }
    subject, told = subject_of(item), entry.standing if said in _OF_ALL else event
    facts = [
        words_of(item, 200) + (f"（{subject}）" if subject else ""),
        *_other_day(event, entry),
        *(x for x in (told.note, evidence_text(told)) if x),
        f"{event.who} {event.at:%Y-%m-%d %H:%M}",
    ]
    paragraphs = (Paragraph(Mark.HEADING, said.format(**words)), *sentences(*facts))
    buttons = [Button(VERBS[v], data(v, item.id, entry.standing.turn)) for v in verbs if v in ACTIONS]
    seen = [Button(VERBS["e"], data("e", item.id))] if entry.standing.evidence and verbs else []
    more = [*seen, Button(item_name(item), data("i", item.id))]
    rows = tuple(tuple(r) for r in (buttons, more) if r)
    return Letter(f"event:{event.id}", address, paragraphs, rows, day=event.at.date(), expires_at=event.at + _EXPIRE)
