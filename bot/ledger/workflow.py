"""The rules of closing an item (验收销号): who may do what when, and where an item stands after its events. Pure.

    整改中 ─报完成→ 已报完成 ─验收→ 已验收 ─销号→ 已销号
       ↑______________退回______________|______|

The responsible units report, only the acceptance unit accepts (every lead one; all where no lead is marked), the
administrators close; an extension is asked before the due day with a reason and a new day, and granted by the office
(DESIGN §9; 黄山 办法 “谁验收、谁负责”; 规章 第十九条 on extensions). Nothing is overwritten: a standing is what the
item's events make of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from corpus.errors import RectifyError
from corpus.model import Duty, Problem, Role

from .items import Item


class State(StrEnum):
    """整改中, 已报完成, 已验收, 已销号."""

    OPEN = "open"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class Action(StrEnum):
    """What people do to an item; SET is the office's own entry or an import, which may lead anywhere."""

    REPORT = "report"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    RETURN = "return"
    CLOSE = "close"
    ACKNOWLEDGE = "acknowledge"
    ASK_EXTENSION = "ask extension"
    GRANT = "grant extension"
    DECLINE = "decline extension"
    SET = "set"


class Declined(RectifyError):
    """An action that the rules do not allow here, with the reason."""


@dataclass(frozen=True)
class Evidence:
    """A photo or file that came with a report, by Telegram's id, or by its name where it came from elsewhere."""

    kind: str
    file_id: str
    name: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts: the units whose chat it is done in; `admin` an administrator, `office` one or anybody in the office's chat."""

    who: str
    units: tuple[str, ...] = ()
    user_id: int | None = None
    chat_id: int | None = None
    admin: bool = False
    in_office: bool = False

    @property
    def office(self) -> bool:
        """Whether the supervising office acts."""
        return self.admin or self.in_office


@dataclass(frozen=True)
class Event:
    """Something that happened to an item; `day` is a new due day (extensions), `units` for whom it was done.

    `done_on` is the day it is said to have happened where that is another than the day it was written down (`at`).
    """

    item: str
    action: Action
    at: datetime
    who: str
    units: tuple[str, ...] = ()
    user_id: int | None = None
    chat_id: int | None = None
    before: State = State.OPEN
    after: State = State.OPEN
    day: date | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    done_on: date | None = None
    id: int = 0


@dataclass(frozen=True)
class Standing:
    """Where an item stands. `granted` replaces the due day; `asked` is an extension that waits for its decision.

    `done_on` is the day it was reported (or set) as done, `note` and `evidence` what was said and shown of it since it
    was last open; a note of the office on an open item stands there too.
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

    @property
    def turn(self) -> int:
        """The id of the event that made it what it is: what was offered to be decided before it is out of date."""
        return next((e.id for e in reversed(self.events) if e.after is not e.before or e.action in _DECIDES), 0)

    @property
    def settled(self) -> bool:
        """Whether the responsible unit has nothing left to do."""
        return self.state is not State.OPEN


def standing(events: Iterable[Event], before: Standing | None = None) -> Standing:
    """What one item's events, oldest first, make of it; `before` is where it stood until the first of them."""
    now, found = before or Standing(), tuple(events)
    known = now.events
    for event in found:
        now = _after(now, event)
    return replace(now, events=(*known, *found))


def as_of(now: Standing, until: datetime) -> Standing:
    """Where an item stood at `until`, by what had been recorded then."""
    return standing(e for e in now.events if e.at <= until)


def _after(now: Standing, event: Event) -> Standing:
    moved = _moved(now, event)
    match event.action:
        case Action.REPORT:
            return replace(moved, accepted_by=frozenset(), note=event.note, evidence=event.evidence)
        case Action.SUPPLEMENT:
            said = "\n".join(n for n in (now.note, event.note) if n)
            return replace(moved, note=said, evidence=(*now.evidence, *event.evidence))
        case Action.ACCEPT:
            return replace(moved, accepted_by=now.accepted_by | set(event.units))
        case Action.RETURN:
            return replace(moved, accepted_by=frozenset(), acknowledged={})
        case Action.ACKNOWLEDGE:
            return replace(moved, acknowledged={**now.acknowledged, **dict.fromkeys(event.units, event.at.date())})
        case Action.ASK_EXTENSION:
            return replace(moved, asked=event)
        case Action.GRANT:
            return replace(moved, asked=None, granted=event.day, acknowledged={})
        case Action.DECLINE:
            return replace(moved, asked=None)
        case Action.SET:
            note = moved.note if _only_extends(event) else event.note or moved.note
            return replace(moved, granted=event.day or now.granted, note=note)
    return moved


def _only_extends(event: Event) -> bool:
    """Whether an entry of the office changes the due day alone: its note is the reason, and tells of no progress."""
    return event.day is not None and event.after is event.before and event.done_on is None


def _moved(now: Standing, event: Event) -> Standing:
    """The state after the event; an item that is open again has nothing done, one that is settled has a day."""
    if event.after is State.OPEN:
        fresh = now if now.state is State.OPEN else replace(now, done_on=None, note="", evidence=(), since=event.at)
        return replace(fresh, state=State.OPEN)
    done_on = event.done_on or now.done_on or event.at.date()
    return replace(now, state=event.after, done_on=done_on, since=now.since if event.after is now.state else event.at)


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


def acting_for(units: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
    """Which of the plan's `named` units a chat bound to `units` speaks for: 市生态环境局 also for 专项组（市生态环境局）."""
    bound = tuple(units)
    return tuple(dict.fromkeys(n for n in named if any(n == u or f"（{u}）" in n for u in bound)))


def roles(problem: Problem, units: Iterable[str]) -> tuple[Duty, ...]:
    """The duties of `units` in a problem's 责任单位."""
    mine = acting_for(units, (d.unit for d in problem.responsible))
    return tuple(d for d in problem.responsible if d.unit in mine)


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
) -> Event:
    """The event that `actor` makes by `action` at `at` (local time), if the rules allow it.

    Raises:
        Declined: who may not, an item in the wrong state, an extension too late or without a reason.
    """
    units, after = _allowed(action, item, now, actor, at.date(), day, note, state)
    if action is Action.GRANT and now.asked:
        day = day or now.asked.day
    return Event(
        item.id, action, at, actor.who, units, actor.user_id, actor.chat_id, now.state, after, day, note, evidence, done_on
    )


def is_open_to(action: Action, item: Item, now: Standing, actor: Actor, at: datetime) -> bool:
    """Whether `actor` may do it at all, given words and a day."""
    try:
        act(action, item, now, actor, at, day=date.max, note="…")
    except Declined:
        return False
    return True


def _allowed(
    action: Action, item: Item, now: Standing, actor: Actor, today: date, day: date | None, note: str, state: State | None
) -> tuple[tuple[str, ...], State]:
    """For which units the action is done, and the state it leads to."""
    responsible = tuple(d.unit for d in roles(item.problem, actor.units))
    accepting = acting_for(actor.units, deciders(item.problem))
    match action:
        case Action.REPORT:
            _need(bool(responsible), "只有责任单位可以报完成。")
            _need(now.state is State.OPEN, f"这一项{STATES[now.state]}，不用再报。")
            return responsible, State.REPORTED
        case Action.SUPPLEMENT:
            _need(bool(responsible), "只有责任单位可以补充材料。")
            _need(now.state is State.REPORTED, f"这一项{STATES[now.state]}，不能再补充材料。")
            return responsible, now.state
        case Action.ACKNOWLEDGE:
            _need(bool(responsible), "只有责任单位可以签收。")
            return responsible, now.state
        case Action.ACCEPT:
            return _accept(item, now, actor, accepting)
        case Action.RETURN:
            _need(bool(accepting) or actor.office, "只有验收单位可以退回。")
            _need(now.state in (State.REPORTED, State.ACCEPTED) or (actor.office and now.state is State.CLOSED), _NOT_REPORTED)
            _need(bool(note.strip()), "退回要写明原因。")
            return accepting, State.OPEN
        case Action.CLOSE:
            _need(actor.admin, "只有管理员可以销号。")
            _need(now.state is State.ACCEPTED, f"验收通过后才能销号，这一项{_STILL.get(now.state, STATES[now.state])}。")
            return (), State.CLOSED
        case Action.ASK_EXTENSION:
            _need(bool(responsible), "只有责任单位可以申请延期。")
            _extension(item, now, today, day, note)
            return responsible, now.state
        case Action.GRANT | Action.DECLINE:
            _need(actor.office, "延期由督办办公室决定。")
            _need(now.asked is not None, "这一项没有待批的延期申请。")
            return (), now.state
        case Action.SET:
            _need(actor.admin, "只有管理员可以登记。")
            return (), state or now.state


def _accept(item: Item, now: Standing, actor: Actor, accepting: tuple[str, ...]) -> tuple[tuple[str, ...], State]:
    needed = set(deciders(item.problem))
    _need(bool(accepting) or (actor.office and not needed), "只有验收单位可以验收。")
    _need(now.state is State.REPORTED, _NOT_REPORTED if now.state is State.OPEN else f"这一项{STATES[now.state]}。")
    _need(not accepting or not set(accepting) <= now.accepted_by, "已经记录过验收意见，还在等其他验收单位。")
    all_agree = needed <= now.accepted_by | set(accepting)
    return accepting, State.ACCEPTED if all_agree else State.REPORTED


def _extension(item: Item, now: Standing, today: date, day: date | None, note: str) -> None:
    due = due_day(item, now)
    _need(now.state is State.OPEN, f"这一项{STATES[now.state]}，不用延期。")
    _need(due is not None, "这一项没有确定的时限，不用延期。")
    assert due is not None
    _need(today <= due, f"延期要在到期（{_written(due)}）之前申请，现在已经逾期。")
    _need(day is not None and day > due, f"新的时限要晚于现在的时限（{_written(due)}）。")
    _need(bool(note.strip()), "申请延期要写明原因。")
    _need(now.asked is None, "已有一份延期申请在等待批复。")


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _need(fulfilled: bool, reason: str) -> None:
    if not fulfilled:
        raise Declined(reason)


STATES = {State.OPEN: "整改中", State.REPORTED: "已报完成", State.ACCEPTED: "已验收", State.CLOSED: "已销号"}
_STILL = {State.OPEN: "还在整改中"}
_NOT_REPORTED = "这一项还没有报完成。"
_DECIDES = (Action.ASK_EXTENSION, Action.GRANT, Action.DECLINE)
