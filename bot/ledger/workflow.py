"""The rules of closing an item (验收销号): who may do what when, and what an item's events make of it. Pure.

    a part    整改中 ─报完成→ 已报完成          (撤回, 退回: back)
    an item   整改中 ─all parts→ 已报完成 ─验收→ 已验收 ─销号→ 已销号
                 ↑______________退回______________|______|

Each party reports its own part, only the acceptance unit accepts (every lead one; all where no lead is marked), the
administrators close; an extension is asked before the due day with a reason and a new day, and granted by the office
(.github/decisions/0005-items-and-who-acts.md). Nothing is overwritten: a standing is what the item's events make of it
(bot.ledger.standing), and what is taken back is taken back by an event.
"""

from __future__ import annotations

from datetime import date, datetime

from bot.language.writing import writable
from corpus.errors import RectifyError

from .items import Item
from .parties import Party, acting_for
from .rules import BY_RESPONSIBLE, Actor, Said, deciders, due_day, is_early, parties_for, roles, whose, why_not
from .standing import Event, Evidence, Standing, as_of, as_parts_say, part_of, standing
from .states import Action, State
from .words import RIGHTS, STATES

__all__ = [
    "STATES", "Action", "Actor", "Declined", "Event", "Evidence", "Said", "Standing", "State", "act", "acting_for", "as_of",
    "deciders", "due_day", "is_early", "parties_for", "roles", "standing", "whose", "why_not",
]  # fmt: skip


class Declined(RectifyError):
    """An action that the rules do not allow here, with the reason."""


def act(
    action: Action,
    item: Item,
    now: Standing,
    actor: Actor,
    at: datetime,
    *,
    day: date | None = None,
    note: str = "",
    evidence: tuple[Evidence, ...] = (),
    state: State | None = None,
    done_on: date | None = None,
    parties: tuple[str, ...] = (),
    batch: str = "",
    along: bool = False,
) -> Event:
    """The event that `actor` makes by `action` at `at` (local time), if the rules allow it.

    Raises:
        Declined: who may not, an item in the wrong state, an extension too late or without a reason.
    """
    now, note = as_parts_say(now, (p.name for p in whose(item))), writable(note).strip()
    said = Said(day, note, state, parties, along)
    if reason := why_not(action, item, now, actor, at.date(), said):
        raise Declined(reason)
    if action is Action.GRANT and now.asked:
        day = day or now.asked.day
    units, names = _for_whom(action, item, now, actor, said)
    part = _part(action, state, names)
    after = _after(action, item, now, names, part, state, units)
    return Event(
        item.id, action, at, _in_whose_name(action, actor, units), units, actor.user_id, actor.chat_id, now.state, after, day, note, evidence, done_on,
        parts=names, part=part, batch=batch, source=actor.source,
    )  # fmt: skip


def _for_whom(action: Action, item: Item, now: Standing, actor: Actor, said: Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In whose name it is done (units), and whose parts it is about (party names)."""
    every, chosen = whose(item), [p for p in whose(item) if p.name in said.parties]
    if action in BY_RESPONSIBLE:
        mine = _parties_of(item, actor, chosen)
        if action is Action.REPORT:
            mine = [p for p in mine if part_of(now, p.name).state is State.OPEN]
        if action in (Action.WITHDRAW, Action.SUPPLEMENT):
            mine = [p for p in mine if part_of(now, p.name).state is State.REPORTED]
        units = [u for p in mine for u in (acting_for(actor.speaks_for, p.units) or p.units)]
        return tuple(units), tuple(p.name for p in mine)
    if action in (Action.ACCEPT, Action.RETURN):
        returned = tuple(p.name for p in chosen or every) if action is Action.RETURN else ()
        speaks_for = actor.speaks_for if action is Action.ACCEPT else actor.units
        return acting_for(speaks_for, deciders(item.problem)), returned
    if action is Action.SET and chosen:
        return tuple(u for p in chosen for u in p.units), tuple(p.name for p in chosen)
    if action is Action.SET and said.state is not None:
        return (), tuple(p.name for p in every)
    return (), ()


def _parties_of(item: Item, actor: Actor, chosen: list[Party]) -> list[Party]:
    """The parties that `actor` acts for: its own, or of those named its own and (the office) those without a chat."""
    if not chosen:
        return list(parties_for(item, actor.units))
    return [p for p in parties_for(item, actor.speaks_for) if p in chosen] or (chosen if actor.admin else [])


def _in_whose_name(action: Action, actor: Actor, units: tuple[str, ...]) -> str:
    """Who acts; the office for units without a chat is recorded as such."""
    instead = action is not Action.SET and units and set(units) <= set(actor.instead) - set(actor.units)
    return RIGHTS.instead.format(who=actor.who) if instead else actor.who


def _part(action: Action, state: State | None, names: tuple[str, ...]) -> State | None:
    """What the parts become by it; None where they stay what they are."""
    match action:
        case Action.REPORT:
            return State.REPORTED
        case Action.WITHDRAW | Action.RETURN:
            return State.OPEN
        case Action.SET if names and state is not None:
            return State.OPEN if state is State.OPEN else State.REPORTED
    return None


def _after(
    action: Action,
    item: Item,
    now: Standing,
    names: tuple[str, ...],
    part: State | None,
    state: State | None,
    units: tuple[str, ...],
) -> State:
    """The state of the item after it."""
    match action:
        case Action.ACCEPT:
            return State.ACCEPTED if set(deciders(item.problem)) <= now.accepted_by | set(units) else now.state
        case Action.CLOSE:
            return State.CLOSED
        case Action.SET if not units:
            return state or now.state
    if part is State.OPEN:
        return State.OPEN
    if part is State.REPORTED:
        others = (p.name for p in whose(item) if p.name not in names)
        complete = all(part_of(now, name).state is not State.OPEN for name in others)
        return now.state if now.state is not State.OPEN else State.REPORTED if complete else State.OPEN
    return now.state
