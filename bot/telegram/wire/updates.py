"""Updates in their order: one after another for each user in each chat, side by side otherwise.

python-telegram-bot handles updates one by one or in no order at all
(.github/decisions/0010-updates-are-kept.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from telegram import Chat, ChatMember, Message, MessageEntity, Update, User
from telegram.ext import BaseUpdateProcessor

from .inbox import Inbox

log = logging.getLogger(__name__)


@dataclass
class Hand:
    """What is being handled: an update's own name, the same when it is handled again; `again` has it kept for another try."""

    name: str = ""
    again: bool = False


IN_HAND: ContextVar[Hand] = ContextVar("IN_HAND")
"""Of this task."""


def in_hand() -> Hand:
    """What is being handled here; outside of any update nothing that has a name."""
    return IN_HAND.get(Hand())


AT_ONCE = 2000
"""Updates in hand, most of them waiting for their turn; what they may cost together is limited elsewhere."""
WAITING = 20
"""Of one user in one chat; as many as somebody may have asked while the program was down."""
FILES = 200
"""Of one user in one chat, photos and files: a report may bring several albums, and nothing of it is dropped."""
GRACE = 6.0
"""Seconds for what is in hand when the program is asked to stop; what takes longer is left to the next start."""


class _Turn:
    """Who is next, and how many words and how many files wait."""

    def __init__(self) -> None:
        self.lock, self.words, self.files = asyncio.Lock(), _Waiting(WAITING), _Waiting(FILES)


@dataclass
class _Waiting:
    most: int
    count: int = 0


async def _is_ready() -> None:
    """Nothing to wait for."""


class InTurn(BaseUpdateProcessor):
    """Handles each update once, in its turn and once all is `ready`, and lets the inbox know; `refuse` tells a user for whom too many wait."""

    def __init__(
        self, inbox: Inbox, refuse: Callable[[Update], Awaitable[None]], ready: Callable[[], Awaitable[object]] = _is_ready
    ) -> None:
        super().__init__(AT_ONCE)
        self._inbox, self._refuse, self._ready = inbox, refuse, ready
        self._turns: WeakValueDictionary[tuple[int, int], _Turn] = WeakValueDictionary()
        self._running: set[asyncio.Task[Hand]] = set()
        self._careful = asyncio.Lock()
        self._over = False

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    def end(self) -> None:
        """From now on what is in hand has so many seconds left."""
        asyncio.get_running_loop().call_later(GRACE, self._give_up)

    def _give_up(self) -> None:
        self._over = True
        for task in self._running:
            task.cancel()

    async def do_process_update(self, update: object, coroutine: Any) -> None:
        """See the base class."""
        assert isinstance(update, Update)
        if self._over or not self._inbox.begin(update):
            coroutine.close()
            return
        if not is_sound(update):
            log.warning("update %s skipped, a field is missing or of another type", update.update_id)
            coroutine.close()
            self._inbox.done(update.update_id)
            return
        task = asyncio.ensure_future(self._in_turn(update, coroutine))
        self._running.add(task)
        try:
            await asyncio.wait({task})
        finally:
            self._running.discard(task)
        if task.cancelled() or (not task.exception() and task.result().again):
            self._inbox.put_back(update.update_id)
        else:
            self._inbox.done(update.update_id)
            await task

    async def _in_turn(self, update: Update, coroutine: Coroutine[Any, Any, None]) -> Hand:
        """What became of it in its turn."""
        turn, hand = self._turn(update), Hand(f"telegram:{update.update_id}")
        waiting = turn.files if _brings_a_file(update) else turn.words
        try:
            if waiting.count > waiting.most:
                await self._refuse(update)
                return hand
            waiting.count += 1
            async with turn.lock, self._care(update):
                waiting.count -= 1
                await self._ready()
                self._inbox.started(update.update_id)
                IN_HAND.set(hand)
                await coroutine
            return hand
        finally:
            coroutine.close()

    def _care(self, update: Update) -> AbstractAsyncContextManager[Any]:
        return self._careful if self._inbox.is_suspect(update.update_id) else contextlib.nullcontext()

    def _turn(self, update: Update) -> _Turn:
        """Of the update's user in its chat; what has no chat (an inline query) waits for nothing."""
        user, chat = update.effective_user, update.effective_chat
        if chat is None:
            return _Turn()
        return self._turns.setdefault((chat.id, user.id if user else 0), _Turn())


def _brings_a_file(update: Update) -> bool:
    return update.message is not None and bool(update.message.photo or update.message.document)


def is_sound(update: Update) -> bool:
    """Whether what handlers read has its type, which the library does not check (Bot API: Message, CallbackQuery, InlineQuery)."""
    message, query, inline = update.effective_message, update.callback_query, update.inline_query
    user, said = update.effective_user, message if isinstance(message, Message) else None
    membership = update.my_chat_member
    wanted: list[tuple[object, Any]] = []
    if user:
        wanted += [(user.id, int), (user.first_name, str)]
    if message:
        wanted += [(message.chat, Chat), (getattr(message.chat, "id", None), int), (message.message_id, int)]
    if said:
        wanted += [(said.text, str | None), (said.caption, str | None), (said.entities, tuple), (said.date, datetime)]
        wanted += [(e, MessageEntity) for e in said.entities] if isinstance(said.entities, tuple) else []
        wanted += [(said.reply_to_message.text, str | None)] if said.reply_to_message else []
    if query or inline:
        wanted += [(user, User), (query.data if query else inline and inline.query, str | None if query else str)]
    if membership:
        wanted += [(membership.chat, Chat), (membership.new_chat_member, ChatMember)]
    return all(isinstance(value, kind) for value, kind in wanted)
