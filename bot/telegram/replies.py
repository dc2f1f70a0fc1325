"""Replies to what the bot asked for: words, photos and files are gathered until nothing is lacking, then the item moves."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from telegram import ForceReply, Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import MessageHandler, filters

from bot.engine.actions import outcome
from bot.language.writing import written
from bot.ledger.agenda import Entry
from bot.ledger.cards import ASKING, confirm_rows
from bot.ledger.forms import CANCEL, Gathered, asked_day, from_json, lacking
from bot.ledger.text import evidence_text, item_name
from bot.ledger.words import ASKS, CASE
from bot.ledger.workflow import Action, Actor, Declined, Evidence, Standing, due_day
from bot.storage.chats import Prompt
from bot.storage.database import Ledger
from corpus.errors import RectifyError

from .actors import Casebook
from .types import AnyApplication, Context

LONGEST_NOTE = 2000
_FIRST = "first"
"""In what a prompt has gathered: the message that asked first."""


class ToPrompt(filters.MessageFilter):
    """Messages in reply to one that waits for a reply (others wait for a button)."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        to = message.reply_to_message
        prompt = self._ledger.prompts.get(message.chat_id, to.message_id) if to else None
        return prompt is not None and prompt.action in ASKING


class Replies:
    """What people answer to the ledger's questions."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._one = asyncio.Lock()  # the parts of an album arrive together and add up

    def register(self, application: AnyApplication) -> None:
        """Before any other text is looked at."""
        mine = ToPrompt(self._book.talk.ledger) & filters.UpdateType.MESSAGE
        application.add_handler(MessageHandler(mine, self.replied))

    async def replied(self, update: Update, _: Context) -> None:
        """A reply to a prompt."""
        message = update.message
        if message is None or message.reply_to_message is None:
            return
        try:
            async with self._one:
                await self._take(message, self._asked(message.chat_id, message.reply_to_message.message_id))
        except RectifyError as error:
            await self._say(message, str(error))
        raise Stop

    def _asked(self, chat_id: int, message_id: int) -> Prompt:
        """The prompt of a message; of one that asked for what was still lacking the first, which gathers everything."""
        prompts = self._book.talk.ledger.prompts
        prompt = prompts.get(chat_id, message_id)
        if prompt and _FIRST in prompt.gathered:
            prompt = prompts.get(chat_id, prompt.gathered[_FIRST])
        if prompt is None:
            raise Declined(CASE.expired)
        return prompt

    async def _take(self, message: Message, prompt: Prompt) -> None:
        words, evidence = (message.text or message.caption or "").strip()[:LONGEST_NOTE], evidence_of(message)
        ledger, said = self._book.talk.ledger, from_json(prompt.gathered)
        if words in CANCEL and not said.event:
            ledger.prompts.remove(prompt)
            await self._say(message, ASKS.cancelled)
            return
        if not words and not evidence:
            await self._ask_again(message, prompt, ASKS.only_files)
            return
        agenda = await self._book.agenda()
        entry = agenda.entry(prompt.item)
        if entry is None:
            raise Declined(CASE.gone)
        if said.event:
            await self._add(message, entry, words, evidence)
        else:
            await self._gather(message, prompt, entry, said, words, evidence)

    async def _gather(
        self, message: Message, prompt: Prompt, entry: Entry, said: Gathered, words: str, evidence: tuple[Evidence, ...]
    ) -> None:
        """Add what came; ask for what is lacking, or file it."""
        action, due = Action(prompt.action), due_day(entry.item, entry.standing)
        extension = action is Action.ASK_EXTENSION
        day = asked_day(words, due, self._book.talk.config.today()) if extension else None
        album, said = said.album, replace(said.with_reply(words, evidence, day), album=message.media_group_id or "")
        ledger = self._book.talk.ledger
        ledger.prompts.put(replace(prompt, gathered=said.as_json()))
        if lack := lacking(action, said, due):
            if not (message.media_group_id and message.media_group_id == album):  # an album is answered once
                await self._ask_again(message, prompt, lack)
        elif extension:
            await self._confirm(message, prompt, entry, said)
        else:
            event, agenda = await self._book.perform(action, entry, self._actor(message), note=said.note, evidence=said.evidence)
            done = replace(said, event=event.id)
            ledger.prompts.put(replace(prompt, gathered=done.as_json()))
            await self._say(message, outcome(event, agenda.entry(entry.item.id) or entry))

    async def _add(self, message: Message, entry: Entry, words: str, evidence: tuple[Evidence, ...]) -> None:
        """More of what was filed already: the rest of an album, or an afterthought."""
        known = {e.file_id for e in entry.standing.evidence}
        fresh = tuple(e for e in evidence if e.file_id not in known)
        words = "" if words in entry.standing.note.split("\n") else words  # an update may be handled again after a crash
        if not fresh and not words:
            return
        await self._book.perform(Action.SUPPLEMENT, entry, self._actor(message), note=words, evidence=fresh)
        if not (message.media_group_id and not words):
            await self._say(message, ASKS.added.format(evidence=evidence_text(Standing(evidence=fresh)) or words[:30]))

    async def _confirm(self, message: Message, prompt: Prompt, entry: Entry, said: Gathered) -> None:
        """Say what was understood of an application, and file it only when that is confirmed."""
        due = due_day(entry.item, entry.standing)
        text = ASKS.confirm_extension.format(
            item=item_name(entry.item), due=written(due), day=written(said.day), reason=said.note
        )
        sent = await self._book.say(message, text, confirm_rows(ASKS.submit))
        if sent is not None:
            ledger = self._book.talk.ledger
            ledger.prompts.put(replace(prompt, message_id=sent, gathered=said.as_json()))
            ledger.prompts.put(replace(prompt, gathered=Gathered().as_json()))  # another reply starts afresh

    async def _ask_again(self, message: Message, prompt: Prompt, lack: str) -> None:
        """Say what is lacking; a reply to that counts as one to the first question."""
        field = ForceReply(selective=message.chat.type != ChatType.PRIVATE, input_field_placeholder=CASE.replied[:64])
        sent = await self._book.talk.sender.say(message, lack, field)
        if sent is not None:
            self._book.talk.ledger.prompts.put(replace(prompt, message_id=sent, gathered={_FIRST: prompt.message_id}))

    def _actor(self, message: Message) -> Actor:
        return self._book.actor(message.chat, message.from_user, message.sender_chat)

    async def _say(self, message: Message, text: str) -> None:
        await self._book.talk.sender.say(message, text)


def evidence_of(message: Message) -> tuple[Evidence, ...]:
    """The photo (its largest size), video or file of a message."""
    if message.photo:
        return (Evidence("photo", message.photo[-1].file_id),)
    if message.video:
        return (Evidence("video", message.video.file_id, (message.video.file_name or "")[:80]),)
    if message.document:
        return (Evidence("document", message.document.file_id, (message.document.file_name or "")[:80]),)
    return ()
