"""What people write in reply to the ledger's questions, whatever the channel: gathered until nothing is lacking, then the item moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.language.writing import written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.cards import ASKING, confirm_rows
from bot.ledger.forms import CANCEL, Gathered, asked_day, from_json, lacking
from bot.ledger.text import evidence_text, item_name
from bot.ledger.words import ASKS, CASE
from bot.ledger.workflow import Action, Actor, Declined, Evidence, Standing, due_day
from bot.messages import Key, sentences
from bot.storage.chats import Prompt, Prompts

from .actions import Actions
from .reply import Reply

LONGEST_NOTE = 2000
_FIRST = "first"
"""In what a prompt has gathered: the message that asked first."""


@dataclass(frozen=True)
class Written:
    """Words, and photos or files that came with them; `album` tells those apart that were sent together."""

    words: str
    evidence: tuple[Evidence, ...] = ()
    album: str = ""


class Reports:
    """Reports of completion, applications and returns; `today` is the local day."""

    def __init__(self, actions: Actions, prompts: Prompts, today: Callable[[], date]) -> None:
        self._actions, self._prompts, self._today = actions, prompts, today

    def waits(self, chat_id: Key, message_id: Key) -> bool:
        """Whether that message waits for words (others wait for a button)."""
        prompt = self._prompts.get(chat_id, message_id)
        return prompt is not None and prompt.action in ASKING

    def take(self, agenda: Agenda, message_id: Key, said: Written, actor: Actor) -> Reply:
        """What comes of a reply to the message that asked; nothing is said where `Reply` is empty.

        Raises:
            Declined: nothing can come of it, and why.
        """
        prompt = self._asked(actor.chat_id or 0, message_id)
        said = replace(said, words=said.words.strip()[:LONGEST_NOTE])
        gathered = from_json(prompt.gathered)
        if said.words in CANCEL and not gathered.event:
            self._prompts.remove(prompt)
            return Reply(sentences(ASKS.cancelled))
        if not said.words and not said.evidence:
            return _again(prompt, ASKS.only_files)
        entry = agenda.entry(prompt.item)
        if entry is None:
            raise Declined(CASE.gone)
        return self._add(entry, said, actor) if gathered.event else self._gather(prompt, entry, gathered, said, actor)

    def _asked(self, chat_id: Key, message_id: Key) -> Prompt:
        """The prompt of a message; of one that asked for what was still lacking the first, which gathers everything."""
        prompt = self._prompts.get(chat_id, message_id)
        if prompt and _FIRST in prompt.gathered:
            prompt = self._prompts.get(chat_id, prompt.gathered[_FIRST])
        if prompt is None:
            raise Declined(CASE.expired)
        return prompt

    def _gather(self, prompt: Prompt, entry: Entry, before: Gathered, said: Written, actor: Actor) -> Reply:
        """Add what came; ask for what is lacking, or file it."""
        action, due = Action(prompt.action), due_day(entry.item, entry.standing)
        extension = action is Action.ASK_EXTENSION
        day = asked_day(said.words, due, self._today()) if extension else None
        gathered = replace(before.with_reply(said.words, said.evidence, day), album=said.album)
        self._prompts.put(replace(prompt, gathered=gathered.as_json()))
        if lack := lacking(action, gathered, due):
            in_album = said.album and said.album == before.album  # an album is answered once
            return Reply() if in_album else _again(prompt, lack)
        if extension:
            return _confirmation(prompt, entry, gathered)
        done = self._actions.perform(action, entry, actor, note=gathered.note, evidence=gathered.evidence)
        self._prompts.put(replace(prompt, gathered=replace(gathered, event=done.event.id).as_json()))
        return Reply(sentences(done.words))

    def _add(self, entry: Entry, said: Written, actor: Actor) -> Reply:
        """More of what was filed already: the rest of an album, or an afterthought."""
        known = {e.file_id for e in entry.standing.evidence}
        fresh = tuple(e for e in said.evidence if e.file_id not in known)
        again = said.words in _lines_said(entry.standing)  # a message may be handled again after a crash
        words = "" if again else said.words
        if not fresh and not words:
            return Reply()
        self._actions.perform(Action.SUPPLEMENT, entry, actor, note=words, evidence=fresh)
        if said.album and not words:
            return Reply()
        return Reply(sentences(ASKS.added.format(evidence=evidence_text(Standing(evidence=fresh)) or words[:30])))


def _lines_said(now: Standing) -> set[str]:
    """Every line that was said of the item as a whole or of a party's part."""
    return {line for note in (now.note, *(part.note for part in now.parts.values())) for line in note.split("\n")}


def _confirmation(prompt: Prompt, entry: Entry, gathered: Gathered) -> Reply:
    """What was understood of an application, which is filed only when that is confirmed; another reply starts afresh."""
    due = written(due_day(entry.item, entry.standing))
    words = ASKS.confirm_extension.format(item=item_name(entry.item), due=due, day=written(gathered.day), reason=gathered.note)
    waits = (replace(prompt, message_id=0, gathered=gathered.as_json()), replace(prompt, gathered=Gathered().as_json()))
    return Reply(sentences(*words.split("\n")), tuple(map(tuple, confirm_rows(ASKS.submit))), waits=waits)


def _again(prompt: Prompt, lack: str) -> Reply:
    """What is lacking; a reply to that counts as one to the first question."""
    first = {_FIRST: prompt.message_id}
    return Reply(sentences(lack), asks=True, waits=(replace(prompt, message_id=0, gathered=first),))
