"""Where items stand, as sentences and as JSON: names of items, their lines, a problem with its history. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bot.language.writing import label, written
from corpus.model import Problem

from .agenda import Agenda, Entry
from .items import Item
from .parties import Party
from .standing import Event, Part, Standing
from .states import Action, Colour, State
from .words import ACTIONS, COLOURS, EVIDENCE, HEADINGS, LINES, STATES
from .workflow import whose

_NEAR = 30
"""Days within which a day to come is blue (.github/decisions/0006-colours-and-days.md)."""


def item_name(item: Item) -> str:
    """问题（二）· 整改措施3 for a milestone, 问题（二） for the problem itself."""
    where = label(item.problem.number)
    if item.whole:
        return where
    return f"{where}· {HEADINGS.milestone.format(measure=item.measure)}" if item.measure else f"{where}· {HEADINGS.term}"


def words_of(item: Item, longest: int = 60) -> str:
    """What an item is about: the problem's title, or the milestone's own words."""
    text = " ".join((item.problem.title.text if item.whole else item.quote).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def called(item: Item) -> str:
    """An item in a sentence: 问题（二）, a milestone with its words: 问题（二）· 整改措施3“完成治理并验收”."""
    return item_name(item) if item.whole else f"{item_name(item)}“{words_of(item, 30)}”"


def days_text(entry: Entry) -> str:
    """逾期12天, 今天到期, 还有30天; 待定起算日, 长期坚持, 无时限 where there are no days to count."""
    if entry.days_left is None:
        return LINES.ongoing if entry.item.ongoing else LINES.waiting if entry.item.trigger else LINES.undated
    if entry.days_left < 0 and not entry.settled:
        return LINES.late.format(days=-entry.days_left)
    if entry.settled:
        return ""
    return LINES.today if entry.days_left == 0 else LINES.left.format(days=entry.days_left)


def due_text(entry: Entry) -> str:
    """The day that counts, with the plan's beside a granted one."""
    granted = entry.standing.granted
    if granted and granted != entry.item.due:
        return LINES.granted.format(day=written(granted), planned=written(entry.item.due) or entry.item.quote)
    return written(entry.due) or days_text(entry)


def sign(entry: Entry) -> str:
    """The colour as one sign; a settled item has its own."""
    if entry.state is State.CLOSED:
        return "✅"
    if entry.settled:
        return "☑️"
    near = entry.days_left is not None and entry.days_left <= _NEAR
    return COLOURS[entry.colour] if near or entry.colour is not Colour.BLUE else "▫️"


def sign_of(agenda: Agenda, whole: Entry) -> str:
    """A problem's sign: yellow, too, where a milestone is late while its own day is ahead."""
    behind = any(e.overdue for e in agenda.of_problem(whole.item.problem))
    return COLOURS[Colour.YELLOW] if behind and not whole.overdue and not whole.settled else sign(whole)


def line(entry: Entry, mark: str = "") -> str:
    """One item on one line: sign (or `mark`), name, words, day, state."""
    rest = "，".join(x for x in (due_text(entry), days_text(entry) if entry.due else "", STATES[entry.state]) if x)
    return f"{mark or sign(entry)} {item_name(entry.item)}{words_of(entry.item, 40) if entry.item.whole else '：' + words_of(entry.item, 40)}（{rest}）"


def counts_line(agenda: Agenda) -> str:
    """How many problems are in which state, and how many are late."""
    found = [e for e in agenda.entries if e.item.whole]
    states = "，".join(f"{STATES[s]}{sum(e.state is s for e in found)}" for s in State)
    return LINES.counts.format(total=len(found), states=states, late=sum(e.overdue for e in found))


def event_text(event: Event) -> str:
    """When who did what, and what was said."""
    return f"{event.at:%Y-%m-%d %H:%M} {deed_text(event)}"


def deed_text(event: Event) -> str:
    """Who did what, and what was said."""
    units = f"（{'、'.join(event.units)}）" if event.units and event.who not in event.units else ""
    back = f"（{'、'.join(event.parts)}）" if event.action is Action.RETURN and event.parts else ""
    parts = [f"{event.who}{units}：{ACTIONS[event.action]}{back}"]
    if event.undoes:
        parts.append(LINES.undoes.format(id=event.undoes))
    if event.parts and event.part and event.after is event.before:
        parts.append(LINES.part.format(parties="、".join(event.parts), state=STATES[event.part]))
    if event.after is not event.before:
        parts.append(f"{STATES[event.before]}→{STATES[event.after]}")
    if event.done_on:
        parts.append(LINES.done_on.format(day=written(event.done_on)))
    if event.day:
        parts.append(LINES.until.format(day=written(event.day)))
    if event.evidence:
        parts.append(evidence_text(event))
    return "，".join(parts) + (f"。{event.note}" if event.note else "。")


def evidence_text(event: Event | Standing | Part) -> str:
    """照片2张、文件1个（验收表.pdf）."""
    kinds = {kind: [e for e in event.evidence if e.kind == kind] for kind in EVIDENCE}
    named = [
        f"（{'、'.join(e.name for e in found if e.name)}）" if any(e.name for e in found) else "" for found in kinds.values()
    ]
    return "、".join(
        EVIDENCE[kind].format(count=len(found)) + names
        for (kind, found), names in zip(kinds.items(), named, strict=True)
        if found
    )


def problem_text(agenda: Agenda, problem: Problem) -> str:
    """A problem with its fields, its milestones and all that happened to them."""
    return "\n".join(_problem_lines(agenda, problem))


def _problem_lines(agenda: Agenda, problem: Problem) -> Iterator[str]:
    whole, *stones = agenda.of_problem(problem)
    yield f"{label(problem.number)}{problem.title.text}"
    yield LINES.responsible.format(units=problem.responsible_raw.text)
    yield LINES.acceptance.format(units=problem.acceptance_raw.text)
    yield LINES.term.format(words=problem.deadline_raw.text)
    yield from standing_lines(whole, sign_of(agenda, whole))
    if stones:
        yield LINES.stones
        yield from (f"　{line(e)}" for e in stones)
    yield from history_lines((whole, *stones))


def history_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """All that happened to these items, oldest first; nothing where nothing did."""
    of = [(event, entry.item) for entry in entries for event in entry.standing.events]
    if of:
        yield LINES.history
    for event, item in sorted(of, key=lambda pair: pair[0].id):
        yield f"　{'' if item.whole else item_name(item) + ' '}{event_text(event)}{LINES.number.format(id=event.id)}"


def standing_lines(entry: Entry, mark: str = "") -> Iterator[str]:
    """State (with its sign, or `mark`), day, what was said and shown, and an extension that waits."""
    now = entry.standing
    yield LINES.state.format(state=STATES[entry.state], sign=mark or sign(entry), days=days_text(entry)).rstrip("，")
    if entry.due:
        yield LINES.due.format(day=due_text(entry))
    if now.done_on:
        yield LINES.done.format(day=written(now.done_on))
    parties = list(party_lines(entry))
    if now.note and not (parties and any(p.note for p in now.parts.values())):
        yield LINES.note.format(note=now.note)
    if now.evidence:
        yield LINES.evidence.format(evidence=evidence_text(now))
    if now.accepted_by and entry.state is State.REPORTED:
        yield LINES.accepted_by.format(units="、".join(sorted(now.accepted_by)))
    yield from parties
    if now.asked:
        yield LINES.asked.format(day=written(now.asked.day), reason=now.asked.note)


def party_lines(entry: Entry) -> Iterator[str]:
    """Where each party's part stands, where there are several and one of them said something."""
    every = whose(entry.item)
    if len(every) < 2 or not any(p.name in entry.standing.parts for p in every) or entry.standing.state in _WHOLE:
        return
    for party in every:
        yield f"　{party_line(entry, party)}"


def party_line(entry: Entry, party: Party) -> str:
    """海南区：已报完成（2025年6月20日）：已全部整治；乌达区：整改中，进展（6月1日）：已清理8处."""
    part = entry.part(party.name)
    words = LINES.party.format(party=party.name, state=STATES[part.state])
    if part.state is not State.OPEN and part.done_on:
        words += LINES.party_day.format(day=written(part.done_on))
    if part.state is not State.OPEN and part.note:
        words += LINES.party_note.format(note=part.note)
    if part.state is State.OPEN and part.progress:
        last = part.progress[-1]
        words += LINES.party_progress.format(day=written(last.on), note=last.note)
    return words


_WHOLE = (State.ACCEPTED, State.CLOSED)

# --- JSON -------------------------------------------------------------------------------------------------


def problem_json(agenda: Agenda, problem: Problem) -> dict[str, Any]:
    """A problem of the ledger with its milestones and their histories."""
    whole, *stones = agenda.of_problem(problem)
    return {
        "problem": problem.number,
        "title": problem.title.text,
        "responsible": [d.unit for d in problem.responsible],
        "acceptance": [d.unit for d in problem.acceptance],
        **_entry_json(whole),
        "milestones": [{"measure": e.item.measure, "quote": e.item.quote, **_entry_json(e)} for e in stones],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    now = entry.standing
    return {
        "id": entry.item.id,
        "state": entry.state.value,
        "due": _iso(entry.due),
        "planned": _iso(entry.item.due),
        "granted": _iso(now.granted),
        "days_left": entry.days_left,
        "overdue": entry.overdue,
        "colour": entry.colour.value,
        "done_on": _iso(now.done_on),
        "note": now.note,
        "accepted_by": sorted(now.accepted_by),
        "parties": [_party_json(entry, p) for p in whose(entry.item)],
        "events": [event_json(e) for e in now.events],
    }


def _party_json(entry: Entry, party: Party) -> dict[str, Any]:
    """A party's part."""
    part = entry.part(party.name)
    return {
        "party": party.name,
        "units": list(party.units),
        "role": party.role.value,
        "state": part.state.value,
        "done_on": _iso(part.done_on),
        "note": part.note,
        "progress": [{"on": _iso(p.on), "note": p.note, "by": p.by} for p in part.progress],
    }


def event_json(event: Event) -> dict[str, Any]:
    """An event as a JSON value; files go by kind and name, not by Telegram's ids."""
    return {
        "id": event.id,
        "at": event.at.isoformat(timespec="seconds"),
        "who": event.who,
        "units": list(event.units),
        "parts": list(event.parts),
        "part": event.part.value if event.part else None,
        "undoes": event.undoes or None,
        "action": event.action.value,
        "before": event.before.value,
        "after": event.after.value,
        "day": _iso(event.day),
        "done_on": _iso(event.done_on),
        "note": event.note,
        "evidence": [{"kind": e.kind, "name": e.name} for e in event.evidence],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
