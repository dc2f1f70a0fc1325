"""Taking entries back (撤销), each by an entry of its own: the last one, a named one, or an import as a whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from .parties import parties_named
from .rules import too_long
from .standing import Event, Standing, standing
from .states import Action, State
from .words import RIGHTS
from .workflow import Actor, Declined


def undo_of(id_: int | None, standings: Mapping[str, Standing], actor: Actor, at: datetime, note: str) -> tuple[Event, ...]:
    """The entries that take back entry `id_`, or the last one of the ledger.

    Raises:
        Declined: there is none, it was taken back already, something was built upon it, or the actor may not.
    """
    if reason := too_long(note) if actor.admin else RIGHTS.enter:
        raise Declined(reason)
    chosen = _chosen(id_, standings.values())
    together = [e for s in standings.values() for e in s.events if e.batch and e.batch == chosen.batch] or [chosen]
    undone = {e.undoes for s in standings.values() for e in s.events}
    left = sorted((e for e in together if e.id not in undone), key=lambda e: -e.id) or [chosen]
    return tuple(_undoing(left, standings, actor, at, note))


def _chosen(id_: int | None, standings: Iterable[Standing]) -> Event:
    if id_ is None:
        last = [e for s in standings if (e := s.last)]
        if not last:
            raise Declined(RIGHTS.nothing)
        return max(last, key=lambda e: e.id)
    found = next((e for s in standings for e in s.events if e.id == id_), None)
    if found is None:
        raise Declined(RIGHTS.no_event.format(id=id_))
    return found


def _undoing(
    events: Iterable[Event], standings: Mapping[str, Standing], actor: Actor, at: datetime, note: str
) -> Iterator[Event]:
    """The latest first, each held against what stands when the ones before it are taken back."""
    now = dict(standings)
    for event in events:
        before = now[event.item]
        if reason := why_not_undo(event, before):
            raise Declined(reason)
        undo = Event(event.item, Action.UNDO, at, actor.who, (), actor.user_id, actor.chat_id, note=note, undoes=event.id)
        after = standing((undo,), before)
        now[event.item] = after
        yield Event(
            event.item, Action.UNDO, at, actor.who, (), actor.user_id, actor.chat_id, before.state, after.state,
            note=note, undoes=event.id,
        )  # fmt: skip


def why_not_undo(event: Event, now: Standing) -> str | None:
    """Why an entry cannot be taken back; None where it can be: nothing that was built upon it stands."""
    undone = {e.undoes for e in now.events}
    if event.action is Action.UNDO:
        return RIGHTS.undo_undo
    if event.id in undone:
        return RIGHTS.undone
    later = [e for e in now.events if e.id > event.id and e.id not in undone and e.action not in (*_NO_BASE, Action.UNDO)]
    if event.action in _NO_BASE:
        return None
    built = [e for e in later if not _is_apart(event, e)]
    return RIGHTS.built_upon.format(id=built[-1].id) if built else None


def _is_apart(first: Event, later: Event) -> bool:
    """Whether two entries are about different parties' parts of an item that stayed open."""
    stays_open = later.before is later.after is State.OPEN and first.after is State.OPEN
    return stays_open and not set(_about(first)) & set(_about(later)) and bool(_about(first) and _about(later))


def _about(event: Event) -> tuple[str, ...]:
    return event.parts or parties_named(event.units)


_NO_BASE = (Action.ACKNOWLEDGE, Action.PROGRESS, Action.SUPPLEMENT)
"""Entries upon which nothing is built."""
