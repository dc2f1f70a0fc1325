"""Whatever is done to the ledger, from any channel or terminal: decided inside its transaction, written down, told to whom it concerns.

The only writer of events. What the rules decline leaves nothing behind; letters go to the outbox in the same transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.config import Config
from bot.files.words import IMPORT
from bot.files.workbook_import import Changes, changes_of, events_of
from bot.files.workbook_reading import Sheet
from bot.language.writing import writable, written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.dating import dated_letters
from bot.ledger.desk import unbound_units
from bot.ledger.notices import Office, letters
from bot.ledger.text import item_name
from bot.ledger.triggers import Wait, find_wait
from bot.ledger.undoing import undo_of
from bot.ledger.words import ACTIONS as ACTION_NAMES
from bot.ledger.workflow import Action, Actor, Declined, Event, State, act, deciders, is_early
from bot.messages import Key
from bot.reminders.digests import Listener, is_signed
from bot.storage.database import Ledger
from bot.workspace import Workspace

from ..words import ACTIONS, CASE, DONE, OUTCOMES

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """What was done, and how everything and the item stand after it."""

    event: Event
    agenda: Agenda
    entry: Entry

    @property
    def words(self) -> str:
        """One sentence for who did it."""
        return outcome(self.event, self.entry)


@dataclass(frozen=True)
class Importing:
    """What a workbook changes, and the entries that it makes, as things stand in `agenda`."""

    agenda: Agenda
    changes: Changes
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Together:
    """What was done to several items, and why not to others (by their ids)."""

    done: tuple[Done, ...]
    declined: Mapping[str, str]

    @property
    def words(self) -> str:
        """What was done, as a sentence for who did it, and one for each that was declined."""
        first, *more = self.done
        count, items = len(self.done), "、".join(item_name(d.entry.item) for d in self.done)
        verb = ACTION_NAMES[first.event.action]
        said = OUTCOMES.several.format(verb=verb, count=count, items=items) if more else first.words
        names = {e.item.id: item_name(e.item) for e in first.agenda.entries}
        return "\n".join([said, *(f"{names.get(id_, id_)}：{reason}" for id_, reason in self.declined.items())])


class Actions:
    """What people do to one plan's ledger; `now` is the local time, aware."""

    def __init__(self, config: Config, ledger: Ledger, current: Workspace, now: Callable[[], datetime] | None = None) -> None:
        self._config, self._ledger, self._current, self._now = config, ledger, current, now or config.now
        self.workspace = current

    def actor(self, chat_id: Key, who: str, user_id: Key | None, thread_id: Key | None = None, source: str = "") -> Actor:
        """Who acts in a chat (or a topic of it): somebody by name, for its units; without an id for nobody but those.

        `source` as in `Actor`.
        """
        binding = self._ledger.chats.binding(chat_id, thread_id)
        office = self._config.office_chat and self._ledger.outbox.moved(self._config.office_chat)
        admin = user_id is not None and user_id in self._config.admins
        units, here = binding.units if binding else (), chat_id == office
        liaisons = self._ledger.liaisons.of(binding.address) if binding and not admin else {}
        others = () if user_id in liaisons else tuple(liaisons.values())
        instead = self._unbound() if admin or here else ()
        return Actor(who, units, user_id, chat_id, admin, here, instead, others, source)

    def agenda(self) -> Agenda:
        """Where everything stands now."""
        return self._current.agenda(self._config.today())

    def perform(self, action: Action, entry: Entry, actor: Actor, turn: int | None = None, **said: Any) -> Done:
        """Do it, if the rules allow; `turn` is what the actor saw.

        Raises:
            Declined: by the rules, or because the item has moved since.
        """
        turns = {} if turn is None else {entry.item.id: turn}
        return self.together(action, (entry,), actor, turns, **said).done[0]

    def together(
        self,
        action: Action,
        entries: Sequence[Entry],
        actor: Actor,
        turns: Mapping[str, int],
        then: Callable[[Event], None] = lambda _: None,
        along: Sequence[Entry] = (),
        **said: Any,
    ) -> Together:
        """Do the same to several items at once; `then` is done with the first event in the same transaction.

        Milestones `along` follow the extension of their problem. Where the rules decline one of several the others are done.

        Raises:
            Declined: nothing could be done, and why.
        """
        with self._ledger.writing():
            declined: dict[str, str] = {}
            events = self._before(action, actor, {e.item.id for e in entries})
            if not events:
                made = list(self._made(action, entries, actor, turns, declined, **said))
                made += [self._follows(action, entry, actor, **said) for entry in along]
                events = self._written(*made)
            then(events[0])
        agenda = self.agenda()
        done = [Done(event, agenda, entry) for event in events if (entry := agenda.entry(event.item))]
        return Together(tuple(done), declined)

    def _made(
        self,
        action: Action,
        entries: Sequence[Entry],
        actor: Actor,
        turns: Mapping[str, int],
        declined: dict[str, str],
        **said: Any,
    ) -> Iterator[Event]:
        """An event for each item; why not is kept, or raised where nothing would be left."""
        for entry in entries:
            now = self._ledger.events.standing(entry.item.id)
            try:
                if turns.get(entry.item.id, now.turn) != now.turn:
                    raise Declined(CASE.moved)
                yield act(action, entry.item, now, actor, self._now(), **said)
            except Declined as error:
                declined[entry.item.id] = str(error)
                if len(declined) == len(entries):
                    raise

    def _before(self, action: Action, actor: Actor, items: Container[str] | None = None) -> list[Event]:
        """What the same update, which is handled again, made already."""
        made = self._ledger.events.by_source(actor.source)
        return [e for e in made if e.action is action and (items is None or e.item in items)]

    def _follows(self, action: Action, entry: Entry, actor: Actor, **said: Any) -> Event:
        now = self._ledger.events.standing(entry.item.id)
        return act(action, entry.item, now, actor, self._now(), along=True, day=said["day"], batch=ACTIONS.along)

    def enter(self, entry: Entry, actor: Actor, *, day: date | None = None, **said: Any) -> Done:
        """The office's own entry, which may lead anywhere; `day` is a new due day.

        Raises:
            Declined: the day is no extension, or `actor` may not.
        """

        with self._ledger.writing():
            now = self._ledger.events.standing(entry.item.id)
            if day and is_early(entry.item, now, day):
                raise Declined(IMPORT.granted_early.format(day=written(entry.item.due)))
            (event,) = self._written(act(Action.SET, entry.item, now, actor, self._now(), day=day, **said))
        agenda = self.agenda()
        return Done(event, agenda, agenda.entry(entry.item.id) or entry)

    def sign(self, items: Iterable[str], party: Listener, actor: Actor, then: Callable[[], None] = lambda: None) -> int:
        """Sign (签收) for those of the items that are overdue and that nobody of the party has signed for; how many those are.

        `then` is done in the same transaction.
        """
        at = self._now()
        with self._ledger.writing():
            then()
            if before := self._before(Action.ACKNOWLEDGE, actor):
                return len(before)
            agenda = self._current.agenda(at.date())  # whatever was signed counts, a clock that was put back or not
            found = [entry for id_ in items if (entry := agenda.entry(id_)) and entry.overdue and not is_signed(entry, party)]
            return len(self._written(*(event for entry in found if (event := _signature(entry, actor, at)))))

    def import_changes(
        self, sheets: Sequence[Sheet], actor: Actor, skip: Iterable[str] = (), agreed: Sequence[Any] | None = None
    ) -> Changes:
        """Enter what a workbook changes of the ledger as it stands now: nothing where any row is wrong, or where it is so already; `agreed` is what was shown.

        Raises:
            Declined: it would now do something else than what was agreed to, or `actor` may not.
        """
        while not self.is_entered(made := self.importing(sheets, actor, skip, agreed)()):
            log.info("reckoned anew: something was entered meanwhile")
        return made.changes

    def importing(
        self, sheets: Sequence[Sheet], actor: Actor, skip: Iterable[str] = (), agreed: Sequence[Any] | None = None
    ) -> Callable[[], Importing]:
        """What `import_changes` would enter as things stand now, once it is called: that takes its time, touches nothing and may be in a thread."""
        agenda, at = self.agenda(), self._now()

        def made() -> Importing:
            changes = changes_of(sheets, agenda, skip)
            if agreed is not None and (changes.wrong or (changes.changes and fingerprint(changes) != agreed)):
                raise Declined(ACTIONS.changed)
            events = (e for change in (() if changes.wrong else changes.changes) for e in events_of(change, at, actor))
            return Importing(agenda, changes, tuple(replace(e, batch=f"{at:%Y%m%d%H%M%S%f}") for e in events))

        return made

    def is_entered(self, made: Importing) -> bool:
        """Enter it, unless things stand otherwise by now."""
        with self._ledger.writing():
            if self.agenda() != made.agenda:
                return False
            self._written(*made.events)
        return True

    def imported(self, actor: Actor) -> bool:
        """Whether the update that `actor` acts by, which is handled again, has brought a workbook in already."""
        return bool(self._before(Action.SET, actor))

    def undo(self, id_: int | None, actor: Actor, note: str = "", then: Callable[[Event], None] = lambda _: None) -> list[Event]:
        """Take back an entry (the last one where none is named) by an entry of its own; of an import all that came in with it.

        `then` is done with the first of the new entries in the same transaction.

        Raises:
            Declined: there is none, it was taken back already, something was built upon it, or the actor may not.
        """
        with self._ledger.writing():
            events = self._before(Action.UNDO, actor) or self._written(
                *undo_of(id_, self._ledger.events.standings(), actor, self._now(), note)
            )
            then(events[0])
        return events

    def date_trigger(self, words: str, day: date | None, actor: Actor, problem: int = 0) -> Wait:
        """Record when an event happened that deadlines wait for (of one `problem`, or of all); None withdraws it.

        Raises:
            UnknownEvent, WhichProblem: `words` do not say which.
        """
        events, audit = self._ledger.events, self._ledger.audit
        with self._ledger.writing():
            agenda = self.agenda()
            wait = find_wait(words, agenda, events.dated(), agenda.plan.problem(problem) if problem else None)
            events.date_event(wait.event, day, actor.user_id, wait.task)
            audit.record("event", actor.user_id, actor.chat_id, f"{wait.event} {day or ACTIONS.withdrawn} {wait.task}")
            for letter in dated_letters(wait, day, self.agenda(), self._ledger.chats.bindings(), self._now(), actor.who):
                self._ledger.outbox.enqueue(letter)
        return wait

    # --- inside a transaction -------------------------------------------------------------------------------

    def _written(self, *made: Event) -> list[Event]:
        """The events with their ids, appended, and whom they concern told of how things stand after the last."""
        legible = [replace(e, who=writable(e.who), note=writable(e.note)) for e in made]
        events = self._ledger.events.add_all(legible)
        entries, bindings = {e.item.id: e for e in self.agenda().entries}, self._ledger.chats.bindings()
        office = Office(self._config.admins, self._config.office_chat)
        for event in events:
            entry = entries.get(event.item)
            for letter in letters(event, entry, bindings, office) if entry else ():
                self._ledger.outbox.enqueue(letter)
        return events

    def _unbound(self) -> tuple[str, ...]:
        """The units for which nobody could act but the office."""
        bound = (u for b in self._ledger.chats.bindings() if b.active for u in b.units)
        return unbound_units(self._current.plan(), bound)


def _signature(entry: Entry, actor: Actor, at: datetime) -> Event | None:
    try:
        return act(Action.ACKNOWLEDGE, entry.item, entry.standing, actor, at)
    except Declined as error:
        log.info("%s not signed: %s", entry.item.id, error)
        return None


def fingerprint(changes: Changes) -> list[list[str]]:
    """What the changes without the wrong rows come to, to be compared."""
    wrong = {w.row for w in changes.wrong}
    return [
        [c.entry.item.id, *c.parties, name, after] for c in changes.changes if c.row not in wrong for name, _, after in c.fields
    ]


def outcome(event: Event, entry: Entry) -> str:
    """What was done, as one sentence for who did it; plain text."""
    item, needed = entry.item, deciders(entry.item.problem)
    said = DONE[event.action]
    if event.action is Action.REPORT and not needed:
        said = OUTCOMES.reported_to_nobody
    if event.action is Action.REPORT and entry.standing.state is State.OPEN:
        said, needed = OUTCOMES.reported_in_part, entry.lacking
    if event.action is Action.ACCEPT and entry.standing.state is State.REPORTED:
        said, needed = OUTCOMES.accepted_in_part, tuple(u for u in needed if u not in entry.standing.accepted_by)
    return said.format(
        item=item_name(item), units="、".join(needed), day=written(event.day), parties="、".join(event.parts), undoes=event.undoes
    )
