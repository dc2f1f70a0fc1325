"""办理, whatever the channel: the list of a chat's tasks, an item, and what the buttons under them do.

What a button says may be old or forged: rights and states are checked at the press, by the chat that it is pressed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.buttons import Pressed
from bot.files.calendar import as_calendar
from bot.files.words import CALENDAR
from bot.ledger.agenda import Agenda, Entry, find_item
from bot.ledger.cards import ACTIONS, ASKING, ItemPress, card, may_see, pressed, question, task_list
from bot.ledger.forms import Gathered, from_json
from bot.ledger.text import history_lines, item_name
from bot.ledger.words import ASKS, CASE
from bot.ledger.workflow import Action, Actor, Declined, why_not
from bot.messages import Button, Document, Key, Paragraphs, sentences
from bot.storage.chats import Prompt, Prompts

from .actions import Actions
from .reply import Reply
from .turns import own_words

Said = tuple[Paragraphs, list[list[Button]]]


class Items:
    """What people do to items; `now` is the local time, aware."""

    def __init__(self, actions: Actions, prompts: Prompts, now: Callable[[], datetime]) -> None:
        self._actions, self._prompts, self._now = actions, prompts, now
        self._verbs: dict[str, Callable[[Agenda, ItemPress, Key, Actor], Reply]] = {
            "i": self._show, "m": self._list, "y": self._confirm, "q": self._quit,
            "o": self._original, "e": self._evidence, "k": self._calendar, "h": self._history,
        }  # fmt: skip

    def tasks(self, agenda: Agenda, actor: Actor, page: int = 0) -> Reply:
        """The tasks of the units that the actor's chat speaks for.

        Raises:
            Declined: it speaks for none.
        """
        return _reply(task_list(agenda, _units(actor), page))

    def item(self, agenda: Agenda, words: str, actor: Actor) -> Reply:
        """The item that the words name, with what the actor may do to it.

        Raises:
            NoSuchItem: none.
        """
        return _reply(self._card(agenda, find_item(words, agenda), actor))

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
        return _reply(task_list(agenda, _units(actor), press.number), replaces=True)

    def _show(self, agenda: Agenda, press: ItemPress, _: Key, actor: Actor) -> Reply:
        return _reply(self._card(agenda, _entry(agenda, press.item), actor, press.number), replaces=True)

    def _original(self, agenda: Agenda, press: ItemPress, _: Key, __: Actor) -> Reply:
        return Reply(own_words(_entry(agenda, press.item).item.problem, agenda.plan))

    def _evidence(self, agenda: Agenda, press: ItemPress, _: Key, actor: Actor) -> Reply:
        entry = _entry(agenda, press.item)
        if not may_see(entry, actor):
            raise Declined(CASE.not_seen)
        found = entry.standing.evidence
        return Reply(aside="" if found else CASE.no_evidence, evidence=found)

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
        return Reply(document=Document(f"{name}.ics", as_calendar(agenda, name, units, self._now())))

    # --- doing ----------------------------------------------------------------------------------------------

    def _act(self, agenda: Agenda, press: ItemPress, action: Action, actor: Actor) -> Reply:
        """Do it at once, or ask for the words that it needs; what the rules decline is said and the item shown as it is."""
        entry = _entry(agenda, press.item)
        try:
            if action in ASKING:
                return self._asked(entry, press, action, actor)
            done = self._actions.perform(action, entry, actor, press.number)
        except Declined as error:
            return _reply(self._card(agenda, entry, actor), str(error), replaces=True)
        return _reply(self._card(done.agenda, done.entry, actor, note=done.words), done.words, replaces=True)

    def _asked(self, entry: Entry, press: ItemPress, action: Action, actor: Actor) -> Reply:
        """A question whose answer does it (bot.engine.reports)."""
        if entry.standing.turn != press.number:
            raise Declined(CASE.moved)
        if reason := why_not(action, entry.item, entry.standing, actor, self._now().date()):
            raise Declined(reason)
        prompt = Prompt(actor.chat_id or 0, 0, actor.user_id or 0, action.value, entry.item.id, Gathered().as_json())
        return Reply(question(action, entry), asks=True, waits=(prompt,))

    def _confirm(self, agenda: Agenda, _: ItemPress, message_id: Key, actor: Actor) -> Reply:
        """确认提交 under what was understood of an application."""
        prompt = self._prompts.get(actor.chat_id or 0, message_id)
        entry = agenda.entry(prompt.item) if prompt else None
        if prompt is None or entry is None:
            raise Declined(CASE.expired)
        said = from_json(prompt.gathered)
        action = Action(prompt.action)
        done = self._actions.perform(action, entry, actor, day=said.day, note=said.note, evidence=said.evidence)
        self._prompts.remove(prompt)
        return _reply(self._card(done.agenda, done.entry, actor, note=done.words), replaces=True)

    def _quit(self, _: Agenda, __: ItemPress, message_id: Key, actor: Actor) -> Reply:
        if prompt := self._prompts.get(actor.chat_id or 0, message_id):
            self._prompts.remove(prompt)
        return Reply(sentences(ASKS.cancelled), replaces=True)

    def _card(self, agenda: Agenda, entry: Entry, actor: Actor, page: int = 0, note: str = "") -> Said:
        return card(agenda, entry, actor, self._now(), page, note)


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
