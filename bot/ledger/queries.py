"""What the ledger answers when somebody asks how far things are: of one problem, of a set, of a unit. Pure.

Every answer says what it stands on: the ledger's entries, or where nothing was ever registered the plan's days alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.language.writing import label, numbers_text, written

from .agenda import Agenda, Entry
from .parties import Party, of_units
from .states import Progress
from .text import days_text, due_text, evidence_text, item_name, line, party_line, sign_of, words_of
from .words import PROGRESS, STANDING
from .workflow import STATES, State, acting_for, deciders, roles, whose


@dataclass(frozen=True)
class Wanted:
    """A set of problems: how they stand, and whose they are; `accepting` asks for what `units` have to accept.

    OPEN, SETTLED, OVERDUE and ON_TIME of units are those of their own parts.
    OPEN is what the responsible unit has still to do (还差什么, 没完成), NOT_CLOSED all that is not closed (没销号),
    REPORTED what waits for acceptance (待验收), BEHIND what has a late milestone though it is not late itself.
    """

    progress: Progress
    units: tuple[str, ...] = ()
    accepting: bool = False


_HOLDS: dict[Progress, Callable[[Agenda, Entry], bool]] = {
    Progress.BEHIND: lambda a, e: not e.settled and not e.overdue and bool(late_milestones(a, e)),
    Progress.REPORTED: lambda _, e: e.state is State.REPORTED,
    Progress.ACCEPTED: lambda _, e: e.state is State.ACCEPTED,
    Progress.CLOSED: lambda _, e: e.state is State.CLOSED,
    Progress.NOT_CLOSED: lambda _, e: e.state is not State.CLOSED,
    Progress.EXTENDED: lambda _, e: e.standing.granted is not None and e.standing.granted != e.item.due,
    Progress.ASKED: lambda _, e: e.standing.asked is not None,
    Progress.WAITING: lambda _, e: _waits(e),
}
_HOLDS_FOR: dict[Progress, Callable[[Entry, tuple[str, ...]], bool]] = {
    Progress.OVERDUE: lambda e, units: _is_late(e, units),
    Progress.ON_TIME: lambda e, units: not _is_late(e, units),
    Progress.OPEN: lambda e, units: not _is_settled(e, units),
    Progress.SETTLED: lambda e, units: _is_settled(e, units),
    Progress.DONE_IN_TIME: lambda e, units: _was_in_time(e, units) is True,
    Progress.DONE_LATE: lambda e, units: _was_in_time(e, units) is False,
}
"""What holds of the parts of those who are asked about: who has reported is not late with what others still owe."""


def problems_in(agenda: Agenda, wanted: Wanted) -> tuple[int, ...]:
    """The numbers of the problems that stand so, in the plan's order: complete, by an exact filter."""
    found = (e for e in agenda.entries if e.item.whole and _concerns(e, wanted) and _holds(agenda, e, wanted))
    return tuple(e.item.problem.number for e in found)


def _holds(agenda: Agenda, entry: Entry, wanted: Wanted) -> bool:
    if (of_parts := _HOLDS_FOR.get(wanted.progress)) is not None:
        return of_parts(entry, wanted.units)
    return _HOLDS[wanted.progress](agenda, entry)


def _parties(entry: Entry, units: tuple[str, ...]) -> tuple[Party, ...]:
    """The parties of an item that some of the units are."""
    return of_units(whose(entry.item), units)


def _is_settled(entry: Entry, units: tuple[str, ...]) -> bool:
    parties = _parties(entry, units)
    return all(entry.settled_for(p.name) for p in parties) if parties else entry.settled


def _is_late(entry: Entry, units: tuple[str, ...]) -> bool:
    parties = _parties(entry, units)
    return any(entry.overdue_for(p.name) for p in parties) if parties else entry.overdue


def _was_in_time(entry: Entry, units: tuple[str, ...]) -> bool | None:
    """Whether what is done was done by its day; None where it is not done, or neither day is known."""
    parties = _parties(entry, units)
    days = [entry.part(p.name).done_on for p in parties] if parties else [entry.standing.done_on]
    if not _is_settled(entry, units) or entry.due is None or not all(days):
        return None
    return all(day <= entry.due for day in days if day)


def _waits(entry: Entry) -> bool:
    return entry.item.trigger is not None and entry.due is None and not entry.settled


_OF_STONES: dict[Progress, Callable[[Entry], bool]] = {
    Progress.REPORTED: lambda e: e.state is State.REPORTED and e.problem.state is State.OPEN,
    Progress.WAITING: _waits,
}
"""What milestones are told beside the problems of a set: reported on their own, waiting for an event."""


def _stones_too(agenda: Agenda, progress: Progress, units: tuple[str, ...]) -> Iterator[str]:
    """The milestones that stand so, though their problem does not."""
    holds = _OF_STONES.get(progress)
    found = [e for e in agenda.entries if holds and not e.item.whole and holds(e) and (not units or _parties(e, units))]
    if found:
        yield PROGRESS.stones_too.format(kind=STANDING[progress], count=len(found))
        yield from (line(e) for e in found)


def late_milestones(agenda: Agenda, whole: Entry) -> tuple[Entry, ...]:
    """A problem's milestones that are past their day and not settled."""
    return tuple(e for e in agenda.of_problem(whole.item.problem) if not e.item.whole and e.overdue)


def lacking_acceptance(whole: Entry) -> tuple[str, ...]:
    """The deciding acceptance units that have not agreed to what was reported."""
    return tuple(u for u in deciders(whole.item.problem) if u not in whole.standing.accepted_by)


def _concerns(entry: Entry, wanted: Wanted) -> bool:
    if not wanted.units:
        return True
    problem = entry.item.problem
    return bool(acting_for(wanted.units, deciders(problem)) if wanted.accepting else roles(problem, wanted.units))


# --- sentences --------------------------------------------------------------------------------------------


def progress_line(agenda: Agenda, number: int, units: tuple[str, ...] = (), measure: str = "", *, who: bool = False) -> str:
    """One problem: where it stands in a line, then since when and by whom, who has not accepted, which milestones are late.

    第23项完成了吗, 第29项逾期了吗, 谁还没验收, 整改到哪一步了; first the parts of the `units` (海南区报了没)
    or the milestones of the `measure` that are asked about; `who` asks for those that have not reported. "" where the plan has no such problem.
    """
    whole = agenda.whole(number)
    return "\n".join((*_parts(whole, units), *_steps_of(agenda, whole, measure), *_about(agenda, whole, who))) if whole else ""


def _steps_of(agenda: Agenda, whole: Entry, measure: str) -> Iterator[str]:
    """Where the milestones of one measure stand."""
    return (line(e) for e in agenda.of_problem(whole.item.problem) if measure and e.item.measure == measure)


def _parts(whole: Entry, units: tuple[str, ...]) -> Iterator[str]:
    """Where the parts of these units stand."""
    for party in _parties(whole, units):
        yield PROGRESS.part.format(item=label(whole.item.problem.number), part=party_line(whole, party))


def _about(agenda: Agenda, whole: Entry, who: bool) -> Iterator[str]:
    now = whole.standing
    late = days_text(whole)
    yield PROGRESS.fact.format(item=label(whole.item.problem.number), state=STATES[whole.state], days=f"，{late}" if late else "")
    yield PROGRESS.title.format(title=words_of(whole.item, 80), due=due_text(whole))
    if moved := [e.note for e in now.events if e.day and e.day == now.granted and e.note]:
        yield PROGRESS.extended.format(note=moved[-1])
    if not now.events:
        yield PROGRESS.no_entry if agenda.registered else PROGRESS.unregistered
    every = whose(whole.item)
    if len(every) > 1 and (who or len(whole.lacking) < len(every)) and not whole.settled:
        yield PROGRESS.lacking.format(parties="、".join(whole.lacking))
    if whole.settled and now.done_on:
        yield PROGRESS.done.format(day=written(now.done_on), who=_reported_by(whole))
    if now.note:
        yield PROGRESS.note.format(note=now.note)
    if now.evidence:
        yield PROGRESS.evidence.format(evidence=evidence_text(now))
    yield from _entered(whole)
    if whole.state is State.REPORTED and (missing := lacking_acceptance(whole)):
        agreed = PROGRESS.agreed.format(units="、".join(sorted(now.accepted_by))) if now.accepted_by else ""
        yield PROGRESS.waiting.format(units="、".join(missing), agreed=agreed)
    if whole.state is State.ACCEPTED:
        yield PROGRESS.to_close
    if now.asked:
        yield PROGRESS.asked.format(day=written(now.asked.day))
    yield from _milestones(agenda, whole)


def _entered(whole: Entry) -> Iterator[str]:
    """When it was accepted and closed, and what each party has done so far."""
    events = whole.standing.events
    for state in (State.ACCEPTED, State.CLOSED):
        steps = [e for e in events if e.after is state is not e.before] if whole.state in (state, State.CLOSED) else []
        if steps:
            who = "、".join(steps[-1].units) or PROGRESS.office
            yield PROGRESS.entered.format(state=STATES[state], day=written(steps[-1].at.date()), who=who)
    told = (p for p in whose(whole.item) if whole.part(p.name).progress and not whole.settled_for(p.name))
    yield from (PROGRESS.told.format(part=party_line(whole, p)) for p in told)


def _reported_by(whole: Entry) -> str:
    units = next((e.units for e in reversed(whole.standing.events) if e.after is State.REPORTED and e.units), ())
    return "、".join(units) or PROGRESS.office


def _milestones(agenda: Agenda, whole: Entry) -> Iterator[str]:
    stones = [e for e in agenda.of_problem(whole.item.problem) if not e.item.whole]
    if not stones:
        return
    late = late_milestones(agenda, whole)
    yield PROGRESS.stones.format(total=len(stones), done=sum(e.settled for e in stones), late=len(late))
    for entry in late[:5]:
        yield PROGRESS.late.format(item=item_name(entry.item), words=words_of(entry.item, 60), days=days_text(entry))


def set_lines(agenda: Agenda, wanted: Wanted) -> str:
    """A set in plain sentences: its count first, then a line a problem, then what that stands on.

    哪些逾期了, 还有几项没销号, 市能源局还差什么, 市水务局有哪些待验收.
    """
    whose = (PROGRESS.accepts if wanted.accepting else PROGRESS.of).format(units="、".join(wanted.units)) if wanted.units else ""
    return listing(agenda, wanted.progress, problems_in(agenda, wanted), whose, () if wanted.accepting else wanted.units)


def listing(agenda: Agenda, progress: Progress, numbers: tuple[int, ...], whose: str = "", units: tuple[str, ...] = ()) -> str:
    """Problems that stand so, already found, in the sentences of `set_lines`; with the parts of `units` where those stand otherwise."""
    lines = [
        PROGRESS.set.format(whose=whose, kind=STANDING[progress], count=len(numbers), numbers=numbers_text(numbers)).rstrip("：")
    ]
    lines += [_set_line(agenda, whole, units) for n in numbers if (whole := agenda.whole(n))]
    lines += _stones_too(agenda, progress, units)
    if not agenda.registered:
        lines.append(PROGRESS.unregistered)
    elif progress is Progress.OVERDUE:
        lines.append(PROGRESS.by_ledger)
    return "\n".join(lines)


def _set_line(agenda: Agenda, whole: Entry, units: tuple[str, ...]) -> str:
    late = late_milestones(agenda, whole)
    more = PROGRESS.late_stones.format(count=len(late)) if late and not whole.overdue else ""
    rest = "，".join(x for x in (due_text(whole), days_text(whole) if whole.due else "", STATES[whole.state]) if x)
    missing = lacking_acceptance(whole) if whole.state is State.REPORTED else ()
    waits = PROGRESS.waits.format(units="、".join(missing)) if missing else ""
    return f"{sign_of(agenda, whole)} {label(whole.item.problem.number)}{words_of(whole.item, 40)}——{rest}{more}{waits}{_own_parts(whole, units)}"


def _own_parts(whole: Entry, units: tuple[str, ...]) -> str:
    parts = [party_line(whole, p) for p in _parties(whole, units) if whole.part(p.name).state is not whole.state]
    return PROGRESS.own.format(parts="；".join(parts)) if parts else ""


def remaining_lines(agenda: Agenda, units: Iterable[str]) -> str:
    """What `units` still owe, as responsible units and as acceptance units: 市能源局还差什么."""
    named = tuple(units)
    parts = [set_lines(agenda, Wanted(Progress.OPEN, named))]
    if problems_in(agenda, Wanted(Progress.REPORTED, named, accepting=True)):
        parts.append(set_lines(agenda, Wanted(Progress.REPORTED, named, accepting=True)))
    first, *others = parts
    return "\n".join([first.removesuffix(f"\n{PROGRESS.unregistered}"), *others] if others else [first])
