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

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.language.writing import writable, written
from bot.messages import Key
from corpus.errors import RectifyError
from corpus.model import Duty, Problem, Role

from .items import Item
from .parties import Party, acting_for, of_units, parties_of
from .standing import Event, Evidence, Standing, as_of, as_parts_say, part_of, standing
from .states import Action, State
from .words import RIGHTS, STATES

__all__ = [
    "STATES", "Action", "Actor", "Declined", "Event", "Evidence", "Said", "Standing", "State", "act", "acting_for", "as_of",
    "deciders", "due_day", "is_early", "parties_for", "roles", "standing", "whose", "why_not",
]  # fmt: skip


class Declined(RectifyError):
    """An action that the rules do not allow here, with the reason."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the units whose chat it is done in; `admin` an administrator, `office` one or anybody in the office's chat.

    `instead` are units that have no chat, for which the office may act (代办).
    """

    who: str
    units: tuple[str, ...] = ()
    user_id: Key | None = None
    chat_id: Key | None = None
    admin: bool = False
    in_office: bool = False
    instead: tuple[str, ...] = ()

    @property
    def office(self) -> bool:
        """Whether the supervising office acts."""
        return self.admin or self.in_office

    @property
    def speaks_for(self) -> tuple[str, ...]:
        """The units in whose name it may be done."""
        return (*self.units, *(self.instead if self.office else ()))


@dataclass(frozen=True)
class Said:
    """What somebody said with an action: a new day, words, a state, and whose parts are meant (party names; () all)."""

    day: date | None = None
    note: str = ""
    state: State | None = None
    parties: tuple[str, ...] = ()


def due_day(item: Item, now: Standing) -> date | None:
    """The day that counts: the granted one, else the plan's."""
    return now.granted or item.due


def is_early(item: Item, now: Standing, day: date) -> bool:
    """Whether `day` is no extension of the plan's own; that day itself takes back an extension."""
    return item.due is not None and (day < item.due or (day == item.due and now.granted is None))


def deciders(problem: Problem) -> tuple[str, ...]:
    """The acceptance units whose word counts: the leads, or all where none is marked."""
    leads = tuple(d.unit for d in problem.acceptance if d.role is Role.LEAD)
    return leads or tuple(d.unit for d in problem.acceptance)


def roles(problem: Problem, units: Iterable[str]) -> tuple[Duty, ...]:
    """The duties of `units` in a problem's 责任单位."""
    mine = acting_for(units, (d.unit for d in problem.responsible))
    return tuple(d for d in problem.responsible if d.unit in mine)


def parties_for(item: Item, units: Iterable[str]) -> tuple[Party, ...]:
    """The parties of an item for which a chat bound to `units` speaks."""
    return of_units(whose(item), units)


def whose(item: Item) -> tuple[Party, ...]:
    """Everybody whose item it is."""
    return item.parties or parties_of(item.problem)


# --- doing ------------------------------------------------------------------------------------------------


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
) -> Event:
    """The event that `actor` makes by `action` at `at` (local time), if the rules allow it.

    Raises:
        Declined: who may not, an item in the wrong state, an extension too late or without a reason.
    """
    now, note = as_parts_say(now, (p.name for p in whose(item))), writable(note).strip()
    said = Said(day, note, state, parties)
    if reason := why_not(action, item, now, actor, at.date(), said):
        raise Declined(reason)
    if action is Action.GRANT and now.asked:
        day = day or now.asked.day
    units, names = _for_whom(action, item, now, actor, said)
    part = _part(action, state, names)
    after = _after(action, item, now, names, part, state, units)
    return Event(
        item.id, action, at, _in_whose_name(action, actor, units), units, actor.user_id, actor.chat_id, now.state, after, day, note, evidence, done_on,
        parts=names, part=part, batch=batch,
    )  # fmt: skip


def _for_whom(action: Action, item: Item, now: Standing, actor: Actor, said: Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In whose name it is done (units), and whose parts it is about (party names)."""
    every, chosen = whose(item), [p for p in whose(item) if p.name in said.parties]
    if action in _BY_RESPONSIBLE:
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


# --- why not ----------------------------------------------------------------------------------------------


def why_not(action: Action, item: Item, now: Standing, actor: Actor, on: date, said: Said | None = None) -> str | None:
    """Why `actor` may not do it on that day, as one sentence; None where the rules allow it.

    Without `said` only what they may do at all is asked, given words and a day.
    """
    now = as_parts_say(now, (p.name for p in whose(item)))
    if reason := _rights(action, item, actor, said) or _state(action, item, now, actor, said):
        return reason
    return _untimely(action, item, now, on) or (_unsaid(action, item, now, said) if said else None)


def _rights(action: Action, item: Item, actor: Actor, said: Said | None) -> str | None:
    """Who may not."""
    needed = deciders(item.problem)
    accepting = acting_for(actor.speaks_for, needed)
    if action in _BY_RESPONSIBLE:
        return _no_party(action, item, actor, said)
    match action:
        case Action.ACCEPT if not (accepting or (actor.office and not needed)):
            return RIGHTS.accept
        case Action.RETURN if not (accepting or actor.office):
            return RIGHTS.give_back
        case Action.CLOSE if not actor.admin:
            return RIGHTS.close
        case Action.GRANT | Action.DECLINE if not actor.office:
            return RIGHTS.extension
        case Action.SET | Action.UNDO if not actor.admin:
            return RIGHTS.enter
    return None


def _no_party(action: Action, item: Item, actor: Actor, said: Said | None) -> str | None:
    """A chat that speaks for none of the item's parties (or not for those named); an administrator enters for whom is named."""
    named = said.parties if said else ()
    if named and (actor.admin or any(p.name in named for p in parties_for(item, actor.speaks_for))):
        return None
    if not named and parties_for(item, actor.units):
        return None
    verb = RIGHTS.verbs[action]
    if roles(item.problem, actor.speaks_for):
        return RIGHTS.others.format(parties="、".join(p.name for p in whose(item)), verb=verb)
    return RIGHTS.responsible.format(verb=verb)


def _state(action: Action, item: Item, now: Standing, actor: Actor, said: Said | None) -> str | None:
    """A state in which it is not done."""
    mine = parties_for(item, actor.speaks_for)
    if said and said.parties:
        mine = tuple(p for p in whose(item) if p.name in said.parties)
    parts = [part_of(now, p.name) for p in mine]
    state = STATES[now.state]
    reported = [p for p in parts if p.state is State.REPORTED]
    match action:
        case Action.REPORT if now.state is not State.OPEN:
            return RIGHTS.reported.format(state=state)
        case Action.REPORT if all(p.state is not State.OPEN for p in parts):
            return RIGHTS.part_reported.format(parties="、".join(_lacking(item, now)))
        case Action.SUPPLEMENT if now.state not in (State.OPEN, State.REPORTED) or not reported:
            return RIGHTS.no_supplement.format(state=state)
        case Action.PROGRESS if now.state is State.CLOSED:
            return RIGHTS.no_progress.format(state=state)
        case Action.WITHDRAW if now.state in (State.ACCEPTED, State.CLOSED) or not reported:
            return RIGHTS.no_withdrawal.format(state=state) if now.settled else RIGHTS.not_reported
        case Action.ACCEPT:
            return _unacceptable(item, now, actor)
        case Action.RETURN if not _returnable(now, actor, said):
            return RIGHTS.not_reported
        case Action.CLOSE if now.state is not State.ACCEPTED:
            return RIGHTS.not_accepted.format(state=RIGHTS.still if now.state is State.OPEN else state)
        case Action.GRANT | Action.DECLINE if now.asked is None:
            return RIGHTS.not_asked
        case Action.ASK_EXTENSION if now.state is not State.OPEN:
            return RIGHTS.no_extension.format(state=state)
        case Action.SET if said and said.parties and said.state in (State.ACCEPTED, State.CLOSED):
            return RIGHTS.whole_only
    return None


def _returnable(now: Standing, actor: Actor, said: Said | None) -> bool:
    """Whether there is a report to give back: the whole item's, or the part's that is named."""
    if now.state in (State.REPORTED, State.ACCEPTED) or (actor.office and now.state is State.CLOSED):
        return True
    return bool(said and any(part_of(now, name).state is State.REPORTED for name in said.parties))


def _lacking(item: Item, now: Standing) -> list[str]:
    """The parties that have not reported."""
    return [p.name for p in whose(item) if part_of(now, p.name).state is State.OPEN]


def _unacceptable(item: Item, now: Standing, actor: Actor) -> str | None:
    accepting = set(acting_for(actor.speaks_for, deciders(item.problem)))
    if now.state is not State.REPORTED:
        return RIGHTS.not_reported if now.state is State.OPEN else RIGHTS.is_so.format(state=STATES[now.state])
    if accepting and accepting <= now.accepted_by:
        return RIGHTS.agreed
    if actor.user_id is not None and not actor.office and any(p.user_id == actor.user_id for p in now.parts.values()):
        return RIGHTS.own_report
    return None


def _untimely(action: Action, item: Item, now: Standing, on: date) -> str | None:
    """An extension of what has no day, or is late already, or is asked for."""
    if action is not Action.ASK_EXTENSION:
        return None
    due = due_day(item, now)
    if due is None:
        return RIGHTS.undated
    if on > due:
        return RIGHTS.late.format(due=written(due))
    return RIGHTS.asked if now.asked else None


def _unsaid(action: Action, item: Item, now: Standing, said: Said) -> str | None:
    """Words or a day that are lacking."""
    due = due_day(item, now)
    match action:
        case Action.ASK_EXTENSION if due and (said.day is None or said.day <= due):
            return RIGHTS.early.format(due=written(due))
        case Action.ASK_EXTENSION if not said.note.strip():
            return RIGHTS.no_reason
        case Action.RETURN if not said.note.strip():
            return RIGHTS.no_return_reason
        case Action.PROGRESS if not said.note.strip():
            return RIGHTS.no_words
    return None


_BY_RESPONSIBLE = (
    Action.REPORT, Action.SUPPLEMENT, Action.PROGRESS, Action.WITHDRAW, Action.ACKNOWLEDGE, Action.ASK_EXTENSION,
)  # fmt: skip
