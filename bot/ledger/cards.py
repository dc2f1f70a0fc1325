"""Items as messages with the buttons that the rules allow: the list of a chat's tasks, one item, and questions. Pure.

A button says VERB:ITEM:NUMBER, ITEM an id of corpus.identity, NUMBER the page that was looked at or the turn (bot.ledger.workflow)
that an action answers, so that a button under an old message does nothing to what has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.buttons import ButtonKind, Pressed, in_rows
from bot.language.writing import label
from bot.messages import Button, Mark, Paragraph, Paragraphs, sentences, within

from .agenda import Agenda, Entry
from .text import days_text, item_name, line, sign, sign_of, standing_lines, words_of
from .words import ASKS, CARD, OWN_UNIT, PROMPTS, VERBS
from .workflow import Action, Actor, Evidence, State, acting_for, deciders, parties_for, roles, why_not

PAGE = 8
_LONGEST = 4000
_MOST_STONES = 60
"""Buttons; Telegram takes a hundred, and no problem has so many milestones."""
ACTIONS = {
    "r": Action.REPORT,
    "p": Action.PROGRESS,
    "w": Action.WITHDRAW,
    "x": Action.ASK_EXTENSION,
    "a": Action.ACCEPT,
    "n": Action.RETURN,
    "c": Action.CLOSE,
    "g": Action.GRANT,
    "t": Action.GRANT,
    "d": Action.DECLINE,
    "u": Action.UNDO,
}
"""What a verb does; t grants another day than was asked for."""
ITEM = ButtonKind("l", f"[{''.join(ACTIONS)}oezhimybqkjsv]:[0-9@-]{{0,40}}:[0-9]{{1,12}}")


@dataclass(frozen=True)
class ItemPress:
    """What a button of an item or a list says."""

    verb: str
    item: str
    number: int


def data(verb: str, item: str = "", number: int = 0) -> str:
    """The data of a button."""
    return ITEM.data(verb, item, number)


def pressed(said: Pressed) -> ItemPress:
    """What a press of `ITEM` says.

    >>> said = ITEM.read(data("a", "1-23-2-1", 40))
    >>> said and pressed(said)
    ItemPress(verb='a', item='1-23-2-1', number=40)
    """
    verb, item, number = said.words
    return ItemPress(verb, item, int(number))


# --- the list -----------------------------------------------------------------------------------------------


def tasks_of(agenda: Agenda, units: Sequence[str]) -> tuple[Entry, ...]:
    """The problems that `units` are responsible for or accept and that are not closed, the most urgent first."""
    mine = [e for e in agenda.entries if e.item.whole and e.state is not State.CLOSED and _concerns(e, units)]
    return tuple(sorted(mine, key=lambda e: _urgency(agenda, e, units)))


def _concerns(entry: Entry, units: Sequence[str]) -> bool:
    return bool(roles(entry.item.problem, units) or acting_for(units, deciders(entry.item.problem)))


def _urgency(agenda: Agenda, entry: Entry, units: Sequence[str]) -> tuple[int, int, int]:
    """What waits for this chat's acceptance, what is late, what has a late milestone, what falls due, what has no day."""
    stones = agenda.of_problem(entry.item.problem)
    days = [e.days_left for e in stones if not e.settled and e.days_left is not None]
    soonest = min(days, default=10**6)
    accepts = acting_for(units, deciders(entry.item.problem))
    if accepts and any(e.standing.state is State.REPORTED for e in stones):
        rank = 0
    elif entry.settled or not roles(entry.item.problem, units):
        rank = 5
    elif entry.overdue:
        rank = 1
    elif any(e.overdue for e in stones):
        rank = 2
    else:
        rank = 3 if days else 4
    return rank, entry.days_left or 0 if entry.overdue else soonest, entry.item.problem.number


def task_list(agenda: Agenda, actor: Actor, on: date, page: int) -> tuple[Paragraphs, list[list[Button]]]:
    """A page of `tasks_of` with a button for each, the ways to the other pages, and what may be done to several at once."""
    every = tasks_of(agenda, actor.units)
    pages = max(1, -(-len(every) // PAGE))
    page = min(page, pages - 1)
    shown = every[page * PAGE : (page + 1) * PAGE]
    late = sum(e.overdue for e in every)
    stones = sum(s.overdue for e in every for s in agenda.of_problem(e.item.problem) if not s.item.whole)
    head = CARD.tasks.format(total=len(every), late=late, stones=stones, page=page + 1, pages=pages)
    if not every:
        return sentences(CARD.no_tasks), []
    lines = (Paragraph(Mark.HEADING, head), *sentences(*(_task_line(agenda, e) for e in shown)))
    rows = in_rows((Button(_task_button(agenda, e), data("i", e.item.id, page)) for e in shown), 2)
    turns = [Button(CARD.back, data("m", "", page - 1))] if page else []
    turns += [Button(CARD.on, data("m", "", page + 1))] if page + 1 < pages else []
    return lines, [
        *rows,
        *([turns] if turns else []),
        *_at_once(agenda, actor, on),
        [Button(CARD.calendar, data("k")), Button(CARD.sheet, data("s")), Button(CARD.board, data("v"))],
    ]


def acceptable(agenda: Agenda, actor: Actor, on: date) -> tuple[Entry, ...]:
    """What `actor` may accept now."""
    return _allowed(agenda, Action.ACCEPT, actor, on)


def closable(agenda: Agenda, actor: Actor, on: date) -> tuple[Entry, ...]:
    """The problems that `actor` may close now."""
    return tuple(e for e in _allowed(agenda, Action.CLOSE, actor, on) if e.item.whole)


def _allowed(agenda: Agenda, action: Action, actor: Actor, on: date) -> tuple[Entry, ...]:
    return tuple(e for e in agenda.entries if not why_not(action, e.item, e.standing, actor, on))


def _at_once(agenda: Agenda, actor: Actor, on: date) -> list[list[Button]]:
    """Acceptance of all that waits for this chat's."""
    count = len(acceptable(agenda, actor, on))
    return [[Button(CARD.accept_all.format(count=count), data("j"))]] if count > 1 else []


def _task_line(agenda: Agenda, entry: Entry) -> str:
    late = sum(e.overdue for e in agenda.of_problem(entry.item.problem) if not e.item.whole)
    return line(entry, sign_of(agenda, entry)) + (CARD.late_stones.format(count=late) if late and not entry.overdue else "")


def _task_button(agenda: Agenda, entry: Entry) -> str:
    """🔴 问题（三）."""
    stones = agenda.of_problem(entry.item.problem)
    waiting = any(e.standing.state is State.REPORTED for e in stones)
    return f"{'☑️' if waiting else sign_of(agenda, entry)} {label(entry.item.problem.number)}"


# --- one item -----------------------------------------------------------------------------------------------


def card(
    agenda: Agenda, entry: Entry, actor: Actor, now: datetime, page: int = 0, note: str = ""
) -> tuple[Paragraphs, list[list[Button]]]:
    """An item with what `actor` may do to it; `note` stands above it."""
    problem = entry.item.problem
    above = sentences(note, "") if note else ()
    head = Paragraph(Mark.PLAIN, words_of(entry.item, 700), item_name(entry.item))
    facts = [CARD.of.format(title=problem.title.text)] if not entry.item.whole else []
    facts += [
        CARD.responsible.format(units=problem.responsible_raw.text),
        CARD.acceptance.format(units=problem.acceptance_raw.text or CARD.none),
        *([CARD.term.format(words=problem.deadline_raw.text)] if entry.item.whole else []),
        *standing_lines(entry, sign_of(agenda, entry) if entry.item.whole else ""),
    ]
    return within((*above, head, *sentences(*facts)), _LONGEST), _rows(agenda, entry, actor, now, page)


def _rows(agenda: Agenda, entry: Entry, actor: Actor, now: datetime, page: int) -> list[list[Button]]:
    item, standing = entry.item, entry.standing
    allowed = [
        v
        for v, action in ACTIONS.items()
        if not why_not(action, item, standing, actor, now.date()) and not _through(entry, action, actor)
        if action is not Action.UNDO or standing.last
    ]
    rows = in_rows((Button(VERBS[v], data(v, item.id, standing.turn)) for v in allowed), 2)
    more = [Button(VERBS["o"], data("o", item.id))] if item.whole else []
    more += [Button(VERBS["e"], data("e", item.id))] if standing.evidence and may_see(entry, actor) else []
    more += [Button(VERBS["z"], data("z", item.id))] if every_evidence(agenda, entry, actor) else []
    if item.whole:
        stones = [e for e in agenda.of_problem(item.problem) if not e.item.whole]
        rows += [[Button(_stone_button(e), data("i", e.item.id, page))] for e in stones[:_MOST_STONES]]
    else:
        more.append(Button(label(item.problem.number), data("i", item.task, page)))
    if may_see(entry, actor) and any(e.standing.events for e in (agenda.of_problem(item.problem) if item.whole else (entry,))):
        more.append(Button(CARD.history, data("h", item.id)))
    back = [] if not actor.units and actor.office else [Button(CARD.list, data("m", "", page))]
    return [*rows, [*more, *back]]


def _through(entry: Entry, action: Action, actor: Actor) -> bool:
    """A milestone whose problem is reported, accepted or closed is settled by it: only its own affairs are left."""
    mine = parties_for(entry.item, actor.speaks_for)
    return action in (Action.REPORT, Action.PROGRESS) and (entry.settled or all(entry.settled_for(p.name) for p in mine))


def _stone_button(entry: Entry) -> str:
    days = days_text(entry) or entry.state.value
    words = words_of(entry.item, 22)
    return f"{sign(entry)} {words}" + (f"（{days}）" if not entry.settled else "")


def may_see(entry: Entry, actor: Actor) -> bool:
    """Whether evidence is shown to `actor`: the units of the problem and the office."""
    return actor.office or _concerns(entry, actor.units)


def every_evidence(agenda: Agenda, entry: Entry, actor: Actor) -> tuple[Evidence, ...]:
    """What was shown of an item, of a problem with its milestones, as far as `actor` may see it."""
    entries = agenda.of_problem(entry.item.problem) if entry.item.whole else (entry,)
    return tuple(shown for e in entries if may_see(e, actor) for shown in e.standing.evidence)


# --- questions ----------------------------------------------------------------------------------------------


def question(action: Action, entry: Entry, parties: Iterable[str] = ()) -> Paragraphs:
    """What a prompt asks for, of the parties that the office acts for, else of one's own; the channel says whom."""
    asked = PROMPTS[action].format(whose="、".join(parties) or OWN_UNIT)
    return sentences(f"{item_name(entry.item)}{'' if entry.item.whole else '：'}{words_of(entry.item, 60)}", asked)


def confirm_rows(yes: str, along: str = "") -> list[list[Button]]:
    """Yes or no under what will be entered; `along`, where it is not "", yes with the milestones."""
    first = [[Button(along, data("b"))]] if along else []
    return [*first, [Button(yes, data("y")), Button(ASKS.cancel, data("q"))]]


def names(entries: Iterable[Entry]) -> str:
    """问题（二）、问题（三）· 整改措施1."""
    return "、".join(item_name(e.item) for e in entries)
