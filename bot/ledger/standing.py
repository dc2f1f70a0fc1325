"""What happened to an item, and what it makes of it: the item's state and each party's part. Pure.

Events from before items had parts name no part: what they did holds for the whole item, as it did then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.messages import Key

from .parties import parties_named
from .states import Action, State


@dataclass(frozen=True)
class Evidence:
    """A photo or file that came with a report, by Telegram's id, or by its name where it came from elsewhere."""

    kind: str
    file_id: str
    name: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened to an item; `day` is a new due day (extensions), `units` in whose name it was done.

    `done_on` is the day it is said to have happened where that is another than the day it was written down (`at`).
    `parts` are the parties whose part it is about, and `part` the state that these take by it; `undoes` is the id of
    the entry that it takes back; entries that came in together have the same `batch`, and `source` is what they came by.
    """

    item: str
    action: Action
    at: datetime
    who: str
    units: tuple[str, ...] = ()
    user_id: Key | None = None
    chat_id: Key | None = None
    before: State = State.OPEN
    after: State = State.OPEN
    day: date | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    done_on: date | None = None
    id: int = 0
    parts: tuple[str, ...] = ()
    part: State | None = None
    undoes: int = 0
    batch: str = ""
    source: str = ""


@dataclass(frozen=True)
class Progress:
    """What somebody said that a party has done so far (进展)."""

    on: date
    note: str
    by: str


@dataclass(frozen=True)
class Part:
    """A party's part of an item: whether it reported, when it was done, what it said and showed, and its progress until then."""

    state: State = State.OPEN
    since: datetime | None = None
    done_on: date | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    progress: tuple[Progress, ...] = ()
    user_id: Key | None = None


@dataclass(frozen=True)
class Standing:
    """Where an item stands. `granted` replaces the due day; `asked` is an extension that waits for its decision.

    `done_on` is the day it was reported (or set) as done, `note` and `evidence` what was said and shown of it since it
    was last open; a note of the office on an open item stands there too. `parts` are the parties that said something.
    `acknowledged` maps the units that signed (签收) since it was last given back or extended to the day they last did;
    `accepted_by` are the acceptance units that agreed since it was last reported.
    """

    state: State = State.OPEN
    since: datetime | None = None
    accepted_by: frozenset[str] = frozenset()
    acknowledged: Mapping[str, date] = field(default_factory=dict)
    granted: date | None = None
    asked: Event | None = None
    done_on: date | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    events: tuple[Event, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def turn(self) -> int:
        """The id of the event that made it what it is: what was offered to be decided before it is out of date."""
        return next((e.id for e in reversed(self.events) if e.after is not e.before or e.action in _DECIDES), 0)

    @property
    def settled(self) -> bool:
        """Whether no party has anything left to do."""
        return self.state is not State.OPEN

    @property
    def last(self) -> Event | None:
        """The last entry that was not taken back."""
        undone = {e.undoes for e in self.events}
        return next((e for e in reversed(self.events) if e.action is not Action.UNDO and e.id not in undone), None)


def standing(events: Iterable[Event], before: Standing | None = None) -> Standing:
    """What one item's events, oldest first, make of it; `before` is where it stood until the first of them."""
    now, found = before or Standing(), tuple(events)
    every = (*now.events, *found)
    if any(e.action is Action.UNDO for e in found):
        undone, now = {e.undoes for e in every}, Standing()
        found = tuple(e for e in every if e.action is not Action.UNDO and e.id not in undone)
    for event in found:
        now = _after(now, event)
    return replace(now, events=every)


def as_of(now: Standing, until: datetime) -> Standing:
    """Where an item stood at `until`, by what had been recorded then."""
    return standing(e for e in now.events if e.at <= until)


def part_of(now: Standing, party: str) -> Part:
    """A party's part: its own, and where the whole item is settled that of the item."""
    own = now.parts.get(party, Part())
    if now.state is State.OPEN:
        return own
    if own.state is State.OPEN:
        own = replace(own, done_on=now.done_on, since=now.since)
    return replace(own, state=now.state)


def as_parts_say(now: Standing, parties: Iterable[str]) -> Standing:
    """The standing, reported where every one of the parties has reported (a revision may have taken away the one that had not)."""
    parts = [now.parts.get(name, Part()) for name in parties]
    if now.state is not State.OPEN or not parts or any(p.state is State.OPEN for p in parts):
        return now
    since = max((p.since for p in parts if p.since), default=None)
    return replace(now, state=State.REPORTED, since=since, done_on=max((p.done_on for p in parts if p.done_on), default=None))


def _after(now: Standing, event: Event) -> Standing:
    moved = _with_parts(_moved(now, event), event)
    match event.action:
        case Action.REPORT:
            return replace(_told(moved, event, now), accepted_by=frozenset())
        case Action.SUPPLEMENT:
            return _told(moved, event, now)
        case Action.ACCEPT:
            return replace(moved, accepted_by=now.accepted_by | set(event.units))
        case Action.RETURN:
            return replace(_left(moved, event), accepted_by=frozenset(), acknowledged={})
        case Action.WITHDRAW:
            return replace(_left(moved, event), accepted_by=frozenset())
        case Action.ACKNOWLEDGE:
            return replace(moved, acknowledged={**now.acknowledged, **dict.fromkeys(event.units, event.at.date())})
        case Action.ASK_EXTENSION:
            return replace(moved, asked=event)
        case Action.GRANT:
            return replace(moved, asked=None, granted=event.day, acknowledged={})
        case Action.DECLINE:
            return replace(moved, asked=None)
        case Action.SET:
            return replace(_entered(moved, event, now), granted=event.day or now.granted)
    return moved


def _entered(moved: Standing, event: Event, before: Standing) -> Standing:
    """An entry of the office: of one party's part, else of the whole item."""
    if event.parts and event.units:
        return _told(moved, event, before)
    if _only_extends(event):
        return moved
    withdrawn = event.part is State.OPEN and any(p.state is not State.OPEN for p in before.parts.values())
    return replace(moved, note=event.note or ("" if withdrawn else moved.note))


def _only_extends(event: Event) -> bool:
    """Whether an entry of the office changes the due day alone: its note is the reason, and tells of no progress."""
    return event.day is not None and event.after is event.before and event.done_on is None and event.part is None


def _told(moved: Standing, event: Event, before: Standing) -> Standing:
    """With what was said and shown of the whole item: one party's words, or each party's under its name."""
    if not event.parts:  # from before items had parts
        known = before if event.action is Action.SUPPLEMENT else Standing()
        note = "\n".join(n for n in (known.note, event.note) if n)
        return replace(moved, note=note, evidence=(*known.evidence, *event.evidence))
    return _summed(moved)


def _left(moved: Standing, event: Event) -> Standing:
    """With what the other parties said, where one took its report back or was given it back."""
    return _summed(moved) if event.parts else moved


def _summed(moved: Standing) -> Standing:
    told = {name: part for name, part in moved.parts.items() if part.state is not State.OPEN}
    by_note: dict[str, list[str]] = {}
    for name, part in told.items():
        by_note.setdefault(part.note, []).append(name)
    notes = [note if len(by_note) == 1 else f"{'、'.join(names)}：{note}" for note, names in by_note.items() if note]
    days = [part.done_on for part in told.values() if part.done_on]
    done_on = max(days, default=moved.done_on) if moved.settled else None
    evidence = tuple(dict.fromkeys(e for part in told.values() for e in part.evidence))
    return replace(moved, note="\n".join(notes), evidence=evidence, done_on=done_on)


_OF_PARTS = (Action.REPORT, Action.SUPPLEMENT, Action.PROGRESS, Action.WITHDRAW, Action.RETURN, Action.SET)


def _with_parts(now: Standing, event: Event) -> Standing:
    """With what the event does to the parts that it is about; what the office says of the whole item is no party's word."""
    names = event.parts or (parties_named(event.units) if event.action is Action.REPORT else ())
    if event.action not in _OF_PARTS or not names:
        return now
    if event.action is Action.SET and not event.units:
        event = replace(event, note="", evidence=())
    return replace(now, parts={**now.parts, **{name: _part_after(now.parts.get(name, Part()), event) for name in names}})


def _part_after(part: Part, event: Event) -> Part:
    day = event.done_on or event.at.date()
    state = event.part or (State.REPORTED if event.action is Action.REPORT else None)
    match event.action:
        case Action.PROGRESS:
            return replace(part, progress=(*part.progress, Progress(day, event.note, event.who)))
        case Action.SUPPLEMENT:
            note = "\n".join(n for n in (part.note, event.note) if n)
            return replace(part, note=note, evidence=(*part.evidence, *event.evidence))
    if state is State.OPEN:
        return Part(since=event.at, note=event.note if event.action is Action.SET else "", progress=part.progress)
    if state is None:
        return replace(part, note=event.note or part.note, done_on=event.done_on or part.done_on)
    keeps = part.state is state
    note, evidence = (event.note or part.note, event.evidence or part.evidence) if keeps else (event.note, event.evidence)
    done_on = event.done_on or (part.done_on if keeps else None) or event.at.date()
    return Part(state, part.since if keeps else event.at, done_on, note, evidence, part.progress, event.user_id)


def _moved(now: Standing, event: Event) -> Standing:
    """The state after the event; an item that is open again has nothing done, one that is settled has a day."""
    if event.after is State.OPEN:
        return replace(_reopened(now, event), state=State.OPEN) if now.state is not State.OPEN else now
    done_on = event.done_on or now.done_on or event.at.date()
    return replace(now, state=event.after, done_on=done_on, since=now.since if event.after is now.state else event.at)


def _reopened(now: Standing, event: Event) -> Standing:
    """Nothing is done any more; the parts that the event does not name keep their report."""
    kept = {n: p if event.part is State.OPEN else Part(progress=p.progress) for n, p in now.parts.items()}
    return replace(now, done_on=None, note="", evidence=(), since=event.at, parts=kept)


_DECIDES = (Action.ASK_EXTENSION, Action.GRANT, Action.DECLINE, Action.UNDO)
