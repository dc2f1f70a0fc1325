"""办理, whatever the channel: the list of a chat's tasks, an item, and what the buttons under them do.

What a button says may be old or forged: rights and states are checked at the press, by the chat that it is pressed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.buttons import Pressed
from bot.files.calendar import as_calendar
from bot.files.export import exported
from bot.files.words import BOARD, CALENDAR, SHEETS
from bot.ledger.agenda import Agenda, Entry, find_item
from bot.ledger.cards import ACTIONS, ItemPress, acceptable, card, closable, every_evidence, may_see, pressed, task_list
from bot.ledger.forms import Gathered
from bot.ledger.text import evidence_text, history_lines, item_name
from bot.ledger.workflow import Action, Actor, Declined, Evidence
from bot.messages import Button, Document, Key, Paragraphs, sentences

from ..asking.turns import own_words
from ..reply import Reply
from ..words import CASE
from .earlier import given
from .filing import Filing

Said = tuple[Paragraphs, list[list[Button]]]


class Items:
    """What people do to items; `now` is the local time, aware, `week_ago` where everything stood a week before an agenda."""

    def __init__(self, filing: Filing, now: Callable[[], datetime], week_ago: Callable[[Agenda], Agenda]) -> None:
        self._filing, self._now, self._week_ago = filing, now, week_ago
        self._verbs: dict[str, Callable[[Agenda, ItemPress, Key, Actor], Reply]] = {
            "i": self._show, "m": self._list, "y": self._confirm, "b": self._confirm, "q": self._quit, "o": self._original,
            "e": self._evidence, "z": self._zip, "h": self._history, "k": self._calendar, "s": self._sheet, "v": self._board, "j": self._accept_all,
        }  # fmt: skip

    def tasks(self, agenda: Agenda, actor: Actor, page: int = 0) -> Reply:
        """The tasks of the units that the actor's chat speaks for.

        Raises:
            Declined: it speaks for none.
        """
        return _reply(self._tasks(agenda, actor, page))

    def item(self, agenda: Agenda, words: str, actor: Actor) -> Reply:
        """The item that the words name, with what the actor may do to it.

        Raises:
            NoSuchItem: none.
        """
        return _reply(self._card(agenda, find_item(words, agenda), actor))

    def progress(self, agenda: Agenda, words: str, actor: Actor) -> Reply:
        """N and what was done so far: shown, to be confirmed; without a word of that it is asked for.

        Raises:
            NoSuchItem: N is none.
            Declined: nothing is named, or the rules do not allow it.
        """
        number, _, note = words.strip().partition(" ")
        if not number:
            raise Declined(CASE.progress_what)
        return self._filing.open(agenda, Action.PROGRESS, (find_item(number, agenda),), actor, Gathered(note=note.strip()))

    def close(self, agenda: Agenda, words: str, actor: Actor) -> Reply:
        """N or N.M to be closed, or without words all that were accepted: shown, to be confirmed.

        Raises:
            NoSuchItem: the words name none.
            Declined: the rules do not allow it, or nothing is to be closed.
        """
        found: Sequence[Entry] = (find_item(words, agenda),) if words else closable(agenda, actor, self._now().date())
        if not found:
            raise Declined(CASE.nothing_to_close)
        return self._filing.open(agenda, Action.CLOSE, found, actor)

    def press(self, agenda: Agenda, said: Pressed, message_id: Key, actor: Actor) -> Reply:
        """What comes of a button of `bot.ledger.cards.ITEM` under a message.

        Raises:
            Declined: nothing, and why.
        """
        press = pressed(said)
        if press.verb in ACTIONS:
            return self._act(agenda, press, ACTIONS[press.verb], actor)
        return self._verbs[press.verb](agenda, press, message_id, actor)

    # --- looking --------------------------------------------------------------------------------------------

    def _list(self, agenda: Agenda, press: ItemPress, _: Key, actor: Actor) -> Reply:
        return _reply(self._tasks(agenda, actor, press.number), replaces=True)

    def _show(self, agenda: Agenda, press: ItemPress, _: Key, actor: Actor) -> Reply:
        return _reply(self._card(agenda, _entry(agenda, press.item), actor, press.number), replaces=True)

    def _original(self, agenda: Agenda, press: ItemPress, _: Key, __: Actor) -> Reply:
        return Reply(own_words(_entry(agenda, press.item).item.problem, agenda.plan))

    def _evidence(self, agenda: Agenda, press: ItemPress, _: Key, actor: Actor) -> Reply:
        """All that was shown, then whose it was where several parties showed something."""
        found = self._seen(agenda, press, actor)
        parts = _entry(agenda, press.item).standing.parts
        shown = [CASE.shown_by.format(party=name, what=evidence_text(part)) for name, part in parts.items() if part.evidence]
        in_order = tuple(e for part in parts.values() for e in part.evidence) == found
        whose = sentences(CASE.shown.format(parties="；".join(shown))) if in_order and len(shown) > 1 else ()
        return Reply(whose, aside="" if found else CASE.no_evidence, evidence=found)

    def _zip(self, agenda: Agenda, press: ItemPress, _: Key, actor: Actor) -> Reply:
        """All of it, of a problem its milestones' too, as one file."""
        self._seen(agenda, press, actor)
        found = every_evidence(agenda, _entry(agenda, press.item), actor)
        name = item_name(_entry(agenda, press.item).item)
        return Reply(aside="" if found else CASE.no_evidence, evidence=found, zipped=CASE.zip_name.format(item=name))

    def _seen(self, agenda: Agenda, press: ItemPress, actor: Actor) -> tuple[Evidence, ...]:
        entry = _entry(agenda, press.item)
        if not may_see(entry, actor):
            raise Declined(CASE.not_seen)
        return entry.standing.evidence

    def _history(self, agenda: Agenda, press: ItemPress, _: Key, actor: Actor) -> Reply:
        """All that happened to the item; of a problem to its milestones too."""
        entry = _entry(agenda, press.item)
        if not may_see(entry, actor):
            raise Declined(CASE.not_seen)
        entries = agenda.of_problem(entry.item.problem) if entry.item.whole else (entry,)
        return Reply(sentences(item_name(entry.item), *history_lines(entries)))

    def _calendar(self, agenda: Agenda, _: ItemPress, __: Key, actor: Actor) -> Reply:
        units = _units(actor)
        name = CALENDAR.unit_name.format(units="、".join(units)[:40])
        held = given(self._filing.workspace)
        return Reply(made=lambda: Document(f"{name}.ics", as_calendar(agenda, name, units, self._now(), held())))

    def _sheet(self, agenda: Agenda, _: ItemPress, __: Key, actor: Actor) -> Reply:
        """The units' own Excel ledger, made beside whatever else goes on."""
        units = _units(actor)
        name = SHEETS.unit_name.format(units="、".join(units)[:40])
        people = self._filing.workspace.people()
        return Reply(made=lambda: Document(f"{name}.xlsx", exported("xlsx", agenda, agenda, self._now(), units, people=people)))

    def _board(self, agenda: Agenda, _: ItemPress, __: Key, actor: Actor) -> Reply:
        """The units' own board, a page of its own."""
        units, before, people = _units(actor), self._week_ago(agenda), self._filing.workspace.people()
        name = BOARD.unit_name.format(units="、".join(units)[:40])
        return Reply(made=lambda: Document(f"{name}.html", exported("html", agenda, before, self._now(), units, people=people)))

    # --- doing ----------------------------------------------------------------------------------------------

    def _act(self, agenda: Agenda, press: ItemPress, action: Action, actor: Actor) -> Reply:
        """Begin to do it (bot.engine.acting.filing); under a message that is out of date the item is shown as it is."""
        entry = _entry(agenda, press.item)
        if entry.standing.turn != press.number:
            return _reply(self._card(agenda, entry, actor), CASE.moved, replaces=True)
        return self._filing.open(agenda, action, (entry,), actor, _begun(press, entry))

    def _accept_all(self, agenda: Agenda, _: ItemPress, __: Key, actor: Actor) -> Reply:
        found = acceptable(agenda, actor, self._now().date())
        if not found:
            raise Declined(CASE.moved)
        return self._filing.open(agenda, Action.ACCEPT, found, actor)

    def _confirm(self, agenda: Agenda, press: ItemPress, message_id: Key, actor: Actor) -> Reply:
        return self._filing.confirm(agenda, message_id, actor, along=press.verb == "b")

    def _quit(self, _: Agenda, __: ItemPress, message_id: Key, actor: Actor) -> Reply:
        return self._filing.cancel(message_id, actor)

    def _tasks(self, agenda: Agenda, actor: Actor, page: int) -> Said:
        _units(actor)
        return task_list(agenda, actor, self._now().date(), page)

    def _card(self, agenda: Agenda, entry: Entry, actor: Actor, page: int = 0, note: str = "") -> Said:
        return card(agenda, entry, actor, self._now(), page, note)


def _begun(press: ItemPress, entry: Entry) -> Gathered:
    """What a press says already: the day that was asked for, the entry that is taken back."""
    now = entry.standing
    if press.verb == "g" and now.asked:
        return Gathered(day=now.asked.day)
    return Gathered(entry=now.last.id) if press.verb == "u" and now.last else Gathered()


def _reply(said: Said, aside: str = "", replaces: bool = False) -> Reply:
    paragraphs, rows = said
    return Reply(paragraphs, tuple(map(tuple, rows)), aside, replaces)


def _entry(agenda: Agenda, item: str) -> Entry:
    entry = agenda.entry(item)
    if entry is None:
        raise Declined(CASE.gone)
    return entry


def _units(actor: Actor) -> tuple[str, ...]:
    if not actor.units:
        raise Declined(CASE.not_yours)
    return actor.units
