"""Who may do what to an item when, and why not. Pure (.github/decisions/0005-items-and-who-acts.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.language.writing import written
from bot.messages import Key
from corpus.model import Duty, Problem, Role

from .items import Item
from .parties import Party, acting_for, of_units, parties_of
from .standing import Standing, as_parts_say, part_of
from .states import Action, State
from .words import RIGHTS, STATES

BY_RESPONSIBLE = (
    Action.REPORT, Action.SUPPLEMENT, Action.PROGRESS, Action.WITHDRAW, Action.ACKNOWLEDGE, Action.ASK_EXTENSION,
)  # fmt: skip
"""What the parties of an item do."""
LONGEST_NOTE = 2000
"""Characters of an entry's words; what is longer comes as a file."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the units whose chat it is done in; `admin` an administrator, `office` one or anybody in the office's chat.

    `instead` are units that have no chat, for which the office may act (代办). `liaisons` are the people who act for `units`
    where the actor is none of them; `source` is what it came by, so that the same handled again is known.
    """

    who: str
    units: tuple[str, ...] = ()
    user_id: Key | None = None
    chat_id: Key | None = None
    admin: bool = False
    in_office: bool = False
    instead: tuple[str, ...] = ()
    liaisons: tuple[str, ...] = ()
    source: str = ""

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
    """What somebody said with an action: a new day, words, a state, and whose parts are meant (party names; () all).

    `along` marks a milestone whose day follows the extension of its problem.
    """

    day: date | None = None
    note: str = ""
    state: State | None = None
    parties: tuple[str, ...] = ()
    along: bool = False


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
    if actor.liaisons and (accepting or action in BY_RESPONSIBLE):
        return RIGHTS.liaisons.format(names="、".join(actor.liaisons))
    if action in BY_RESPONSIBLE:
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
        case Action.GRANT | Action.DECLINE if now.asked is None and not (said and said.along):
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
    own = acting_for(actor.units, deciders(item.problem))
    if own and actor.user_id is not None and any(p.user_id == actor.user_id for p in now.parts.values()):
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


def too_long(note: str) -> str | None:
    """Why words are no entry, however they come in; None where they are not too many."""
    return RIGHTS.long.format(count=len(note), most=LONGEST_NOTE) if len(note) > LONGEST_NOTE else None


def _unsaid(action: Action, item: Item, now: Standing, said: Said) -> str | None:
    """Words or a day that are lacking, or too many words."""
    due = due_day(item, now)
    if reason := too_long(said.note):
        return reason
    match action:
        case Action.ASK_EXTENSION if due and (said.day is None or said.day <= due):
            return RIGHTS.early.format(due=written(due))
        case Action.ASK_EXTENSION if not said.note.strip():
            return RIGHTS.no_reason
        case Action.RETURN if not said.note.strip():
            return RIGHTS.no_return_reason
        case Action.PROGRESS if not said.note.strip():
            return RIGHTS.no_words
        case Action.GRANT if due and said.day and said.day <= due:
            return RIGHTS.early.format(due=written(due))
        case Action.DECLINE if not said.note.strip():
            return RIGHTS.no_decline_reason
    return None
