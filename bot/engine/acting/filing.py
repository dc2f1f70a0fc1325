"""What people file, whatever the channel: opened, filled by replies until nothing is lacking, shown, and entered once its opener confirms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.ledger.agenda import Agenda, Entry
from bot.ledger.cards import card, confirm_rows, data, question
from bot.ledger.confirming import confirmation
from bot.ledger.forms import Gathered, asked_day, cancels, from_json, lacking
from bot.ledger.rules import too_long
from bot.ledger.undoing import undo_of
from bot.ledger.words import ASKS, CONFIRM, VERBS
from bot.ledger.workflow import Action, Actor, Declined, Event, Evidence, Said, act, due_day, whose, why_not
from bot.messages import Button, Key, sentences
from bot.questions.query import Social
from bot.questions.social import social_of
from bot.storage.chats import Prompts
from bot.storage.database import Ledger
from bot.storage.forms import Form

from ..reply import Reply
from ..words import CASE
from .actions import Actions, outcome

_MOMENT = timedelta(minutes=10)
"""In which what somebody sends without a reply is taken for a part of what they file."""
_EVIDENCED = (Action.REPORT, Action.PROGRESS, Action.SUPPLEMENT)
_OF_PARTIES = Action.RETURN


@dataclass(frozen=True)
class Written:
    """Words, and photos or files that came with them; `album` tells those apart that were sent together."""

    words: str
    evidence: tuple[Evidence, ...] = ()
    album: str = ""


class Filing:
    """Reports, progress, applications, decisions, closings and what takes them back; `now` is the local time, aware."""

    def __init__(self, actions: Actions, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._actions, self._ledger, self._now = actions, ledger, now
        self.workspace = actions.workspace
        self._prompts: Prompts = ledger.prompts

    # --- opening --------------------------------------------------------------------------------------------

    def open(
        self, agenda: Agenda, action: Action, entries: Sequence[Entry], actor: Actor, begun: Gathered | None = None
    ) -> Reply:
        """Begin to file: ask for what is lacking, or show what will be entered.

        Raises:
            Declined: `actor` may not, or nobody knows who they are.
        """
        if actor.user_id is None:
            raise Declined(CASE.anonymous)
        for entry in entries if action is not Action.UNDO else ():
            reason = why_not(action, entry.item, entry.standing, actor, self._now().date(), _meant(begun))
            if reason and len(entries) == 1:
                raise Declined(reason)
        turns = {e.item.id: e.standing.turn for e in entries}
        gathered = replace(begun or Gathered(), turns=turns, who=actor.who)
        items = tuple(e.item.id for e in entries)
        return self._next(agenda, Form(actor.chat_id or 0, actor.user_id, action.value, items, {}), gathered, actor)

    def waits(self, chat_id: Key, message_id: Key) -> bool:
        """Whether that message belongs to something that is filed (others wait for something else, or for nothing)."""
        prompt = self._prompts.get(chat_id, message_id)
        return prompt is not None and prompt.action in set(Action)

    # --- filling --------------------------------------------------------------------------------------------

    def take(self, agenda: Agenda, message_id: Key, said: Written, actor: Actor) -> Reply:
        """What comes of a reply to a message that belongs to a form; nothing is said where `Reply` is empty.

        Raises:
            Declined: nothing can come of it, and why.
        """
        form, gathered = self._form(actor, message_id)
        return self._fill(agenda, form, gathered, said, actor)

    def expects(self, chat_id: Key, user_id: Key) -> bool:
        """Whether somebody files, or filed a moment ago, something that photos and files belong to."""
        return self._lately(chat_id, user_id) is not None

    def stray(self, agenda: Agenda, said: Written, actor: Actor) -> Reply:
        """A photo or file that is no reply: of what its sender files just now, or filed a moment ago; else nothing is said."""
        found = self._lately(actor.chat_id or 0, actor.user_id or 0)
        return self._fill(agenda, *found, said, actor) if found else Reply()

    def _lately(self, chat_id: Key, user_id: Key) -> tuple[Form, Gathered] | None:
        lately = self._ledger.forms.lately(chat_id, user_id, _MOMENT)
        forms = [(f, from_json(f.gathered)) for f in lately if f.action in _EVIDENCED]
        return next(((f, g) for f, g in forms if not g.over or g.event), None)

    def _fill(self, agenda: Agenda, form: Form, before: Gathered, said: Written, actor: Actor) -> Reply:
        action, words = Action(form.action), said.words.strip()
        if reason := too_long(words):
            return Reply(sentences(reason))
        idle = cancels(words) or _says_nothing(words)
        if before.over:
            return self._after(agenda, form, before, replace(said, words="" if idle else words), actor)
        if cancels(words):
            self._keep(form, replace(before, over=True))
            return Reply(sentences(ASKS.cancelled))
        if not said.evidence and (not words or idle):
            return Reply() if words else self._ask(form, before, ASKS.only_files)
        entry = _entry(agenda, form.items[0])
        gathered = self._with(action, entry, before, replace(said, words="" if idle else words))
        return self._next(agenda, form, replace(gathered, album=said.album), actor, said.album and said.album == before.album)

    def _with(self, action: Action, entry: Entry, before: Gathered, said: Written) -> Gathered:
        """With what a reply brought; nothing of an application whose day is no extension."""
        dated, due = action in (Action.ASK_EXTENSION, Action.GRANT), due_day(entry.item, entry.standing)
        day = asked_day(said.words, due, self._now().date()) if dated else None
        parties = tuple(p.name for p in whose(entry.item) if _names(said.words, p.name, p.units)) if action is _OF_PARTIES else ()
        evidence = said.evidence if action in _EVIDENCED else ()
        gathered = before.with_reply(action, said.words, evidence, day, parties)
        early = day and due and day <= due
        return replace(gathered, note=before.note, day=day) if early else gathered

    def _after(self, agenda: Agenda, form: Form, before: Gathered, said: Written, actor: Actor) -> Reply:
        """A reply to what was filed or cancelled: more of a report is added to it, once that is confirmed."""
        if not before.event:
            raise Declined(CASE.expired)
        if Action(form.action) not in _EVIDENCED:
            return Reply(sentences(ASKS.entered))
        if not said.words and not said.evidence:
            entry = _entry(agenda, form.items[0])
            return Reply(sentences(ASKS.filed), ((Button(VERBS["w"], data("w", entry.item.id, entry.standing.turn)),),))
        action = Action.PROGRESS if form.action == Action.PROGRESS else Action.SUPPLEMENT
        more = self._ledger.forms.get(form.chat_id, form.user_id, action.value, form.items[0])
        known = from_json(more.gathered) if more and not from_json(more.gathered).over else None
        if more and known:
            return self._fill(agenda, more, known, said, actor)
        entry = _entry(agenda, form.items[0])
        begun = replace(self._with(action, entry, Gathered(), said), album=said.album)
        return self.open(agenda, action, (entry,), actor, begun)

    def _next(self, agenda: Agenda, form: Form, gathered: Gathered, actor: Actor, together: object = False) -> Reply:
        """Ask for what is lacking, else show what will be entered; the parts of an album are answered `together`."""
        action, entry = Action(form.action), _entry(agenda, form.items[0])
        lack = lacking(action, gathered, due_day(entry.item, entry.standing))
        if lack and not form.shown:
            return Reply(question(action, entry, gathered.parties), asks=True, form=replace(form, gathered=gathered.as_json()))
        if lack:
            early = action in (Action.ASK_EXTENSION, Action.GRANT) and gathered.day
            gathered = replace(gathered, day=None) if early else gathered
            if together:
                self._keep(form, gathered)
                return Reply()
            return self._ask(form, replace(gathered, ready=False), lack)
        stones = follow(agenda, entry, gathered.day) if action is Action.GRANT else ()
        shown = confirmation(self._would(agenda, form, gathered, actor), agenda, stones)
        rows = confirm_rows(CONFIRM.yes, CONFIRM.along if stones else "")
        edits = form.shown if together and gathered.ready else None
        kept = replace(form, gathered=replace(gathered, ready=True).as_json())
        return Reply(shown, tuple(map(tuple, rows)), form=kept, edits=edits)

    def _would(self, agenda: Agenda, form: Form, gathered: Gathered, actor: Actor) -> list[Event]:
        """What would be entered now; what the rules decline of several is left out."""
        if form.action == Action.UNDO:
            standings = self._ledger.events.standings()
            return list(undo_of(gathered.entry, standings, actor, self._now(), gathered.note))
        made, why = [], ""
        for entry in (_entry(agenda, id_) for id_ in form.items):
            try:
                made.append(act(Action(form.action), entry.item, entry.standing, actor, self._now(), **_said(gathered)))
            except Declined as error:
                why = str(error)
        if not made:
            raise Declined(why)
        return made

    def _ask(self, form: Form, gathered: Gathered, lack: str) -> Reply:
        return Reply(sentences(lack), asks=True, form=replace(form, gathered=gathered.as_json()))

    # --- entering -------------------------------------------------------------------------------------------

    def confirm(self, agenda: Agenda, message_id: Key, actor: Actor, along: bool = False) -> Reply:
        """确认 under what will be entered; with `along` the milestones follow the extension. Confirmed again, what was done is said.

        Raises:
            Declined: it was not for this person or is out of date, or the rules do not allow it any more.
        """
        form, gathered = self._form(actor, message_id)
        if gathered.event:
            return self._done_before(form, gathered, actor)
        if gathered.over or not gathered.ready or form.shown != message_id:
            raise Declined(CASE.expired)

        def then(event: Event) -> None:
            self._keep(form, replace(gathered, event=event.id, over=True))

        if form.action == Action.UNDO:
            (first, *_) = self._actions.undo(gathered.entry, actor, gathered.note, then)
            return self._done_before(form, replace(gathered, event=first.id), actor)
        entries = [_entry(agenda, id_) for id_ in form.items]
        action = Action(form.action)
        stones = follow(agenda, entries[0], gathered.day) if along and action is Action.GRANT else ()
        done = self._actions.together(action, entries, actor, gathered.turns, then, stones, **_said(gathered))
        if len(entries) > 1:
            return Reply(sentences(*done.words.split("\n")), replaces=True)
        first_done = done.done[0]
        shown, rows = card(first_done.agenda, first_done.entry, actor, self._now(), note=first_done.words)
        return Reply(shown, tuple(map(tuple, rows)), replaces=True)

    def cancel(self, message_id: Key, actor: Actor) -> Reply:
        """取消 under what would be entered.

        Raises:
            Declined: it was not for this person, or it was entered already.
        """
        form, gathered = self._form(actor, message_id)
        if gathered.event:
            raise Declined(ASKS.entered)
        self._keep(form, replace(gathered, over=True))
        return Reply(sentences(ASKS.cancelled), replaces=True)

    def _done_before(self, form: Form, gathered: Gathered, actor: Actor) -> Reply:
        """What was done by it, as it was said then."""
        if len(form.items) > 1:
            return Reply(sentences(CASE.done), replaces=True)
        now = self._actions.agenda()
        entry = _entry(now, form.items[0])
        event = next(e for e in entry.standing.events if e.id == gathered.event)
        shown, rows = card(now, entry, actor, self._now(), note=outcome(event, entry))
        return Reply(shown, tuple(map(tuple, rows)), replaces=True)

    # --- keeping --------------------------------------------------------------------------------------------

    def _form(self, actor: Actor, message_id: Key) -> tuple[Form, Gathered]:
        """The form that a message belongs to, if it is the actor's own."""
        chat = actor.chat_id or 0
        prompt = self._prompts.get(chat, message_id)
        if prompt is None or prompt.action not in set(Action):
            raise Declined(CASE.expired)
        form = self._ledger.forms.get(chat, prompt.user_id, prompt.action, prompt.item)
        if form is None:
            raise Declined(CASE.expired)
        gathered = from_json(form.gathered)
        if prompt.user_id != actor.user_id:
            raise Declined(ASKS.whose.format(who=gathered.who))
        return form, gathered

    def _keep(self, form: Form, gathered: Gathered) -> None:
        self._ledger.forms.put(replace(form, gathered=gathered.as_json()))


def follow(agenda: Agenda, entry: Entry, day: date | None) -> tuple[Entry, ...]:
    """The milestones of a problem that is put off to `day`, which are due on its old day or later and are not done."""
    if not entry.item.whole or entry.due is None or day is None:
        return ()
    every = agenda.of_problem(entry.item.problem)
    return tuple(e for e in every if not e.item.whole and not e.settled and e.due and entry.due <= e.due < day)


def _meant(begun: Gathered | None) -> Said | None:
    """Whose part is meant, where that is said beforehand; its words are still to come."""
    return Said(note="…", parties=begun.parties) if begun and begun.parties else None


def _said(gathered: Gathered) -> dict[str, Any]:
    return {"day": gathered.day, "note": gathered.note, "evidence": gathered.evidence, "parties": gathered.parties}


def _says_nothing(words: str) -> bool:
    """收到, 好的, 谢谢: no report, no reason."""
    return bool(words) and social_of(words, has_unit=False, has_subject=False) is Social.ACKNOWLEDGED


def _names(words: str, party: str, units: Sequence[str]) -> bool:
    return any(name in words for name in (party, *units))


def _entry(agenda: Agenda, item: str) -> Entry:
    entry = agenda.entry(item)
    if entry is None:
        raise Declined(CASE.gone)
    return entry
