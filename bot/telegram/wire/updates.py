"""Updates in their order: one after another for each user in each chat, side by side otherwise, and an end that is bounded.

python-telegram-bot handles updates one by one or in no order at all, and stops only when all are done
(.github/decisions/0010-updates-are-kept.md).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from telegram import Chat, ChatMember, Message, MessageEntity, Update, User
from telegram.ext import Application, BaseUpdateProcessor

from corpus.errors import RectifyError

log = logging.getLogger(__name__)
KEPT = timedelta(days=2)
"""Telegram repeats an update for at most 24 hours (Bot API, getUpdates)."""
STARTS = 2
"""After so many starts that did not get an update done it is given up, for it may be what ends the process."""
_PRUNE_EVERY = 500
_TABLE = "CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY, at TEXT NOT NULL, body TEXT, starts INTEGER NOT NULL DEFAULT 0) STRICT"
Json = dict[str, Any]


class InboxError(RectifyError):
    """The file of updates in hand cannot be used."""


class Inbox:
    """One open file; used from one thread. A disk that is full keeps nothing, and nobody from being answered."""

    def __init__(self, path: Path) -> None:
        self._in_hand: set[int] = set()
        self._finished = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA busy_timeout=5000", _TABLE):
                self._db.execute(statement)
        except (sqlite3.Error, OSError) as error:
            raise InboxError(f"{path} 打不开：{error}。它只存处理中的消息，可以删除后重新启动。") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def take(self, updates: Iterable[Json]) -> None:
        """Keep what has come; known ones stay as they are."""
        rows = [(u["update_id"], _now(), json.dumps(u, ensure_ascii=True)) for u in updates]
        marks = ", ".join(["(?, ?, ?)"] * len(rows))
        if rows:
            self._write(f"INSERT OR IGNORE INTO updates(id, at, body) VALUES {marks}", [v for row in rows for v in row])

    def begin(self, update: Update) -> bool:
        """Whether this update is to be handled now: not if it was already, or is in hand; one that is not kept yet is."""
        update_id = update.update_id
        if update_id in self._in_hand:
            return False
        try:
            row = self._db.execute("SELECT body FROM updates WHERE id = ?", (update_id,)).fetchone()
        except sqlite3.Error as error:
            log.error("inbox: %s", error)
            row = None
        if row and row[0] is None:
            return False
        if row is None:
            self.take([update.to_dict()])
        self._in_hand.add(update_id)
        return True

    def done(self, update_id: int) -> None:
        """It is dealt with."""
        self._in_hand.discard(update_id)
        self._write("UPDATE updates SET body = NULL WHERE id = ?", (update_id,))
        self._finished += 1
        if self._finished % _PRUNE_EVERY == 0:
            self._prune()

    def left(self) -> tuple[list[Json], list[Json]]:
        """What the last run left undone: what is to be handled again, and what is given up; to be called at the start."""
        self._prune()
        self._write("UPDATE updates SET starts = starts + 1 WHERE body IS NOT NULL", ())
        rows = self._db.execute("SELECT id, body, starts FROM updates WHERE body IS NOT NULL ORDER BY id").fetchall()
        again = [json.loads(body) for _, body, starts in rows if starts <= STARTS]
        given_up = [json.loads(body) for _, body, starts in rows if starts > STARTS]
        for update in given_up:
            self.done(update["update_id"])
        return again, given_up

    def _prune(self) -> None:
        self._write("DELETE FROM updates WHERE body IS NULL AND at < ?", ((datetime.now(UTC) - KEPT).isoformat(),))

    def _write(self, statement: str, values: Iterable[Any]) -> None:
        try:
            self._db.execute(statement, tuple(values))
        except sqlite3.Error as error:
            log.error("inbox: %s", error)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


AT_ONCE = 2000
"""Updates in hand, most of them waiting for their turn; what they may cost together is limited elsewhere."""
WAITING = 20
"""Of one user in one chat; as many as somebody may have asked while the program was down."""
GRACE = 6.0
"""Seconds for what is in hand when the program is asked to stop; what takes longer is left to the next start."""


class _Turn:
    """Who is next."""

    def __init__(self) -> None:
        self.lock, self.waiting = asyncio.Lock(), 0


class InTurn(BaseUpdateProcessor):
    """Handles each update once, in its turn, and lets the inbox know; `refuse` tells a user for whom too many wait."""

    def __init__(self, inbox: Inbox, refuse: Callable[[Update], Awaitable[None]]) -> None:
        super().__init__(AT_ONCE)
        self._inbox, self._refuse = inbox, refuse
        self._turns: WeakValueDictionary[tuple[int, int], _Turn] = WeakValueDictionary()
        self._running: set[asyncio.Task[None]] = set()
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
        if not task.cancelled():
            self._inbox.done(update.update_id)
            await task

    async def _in_turn(self, update: Update, coroutine: Coroutine[Any, Any, None]) -> None:
        turn = self._turn(update)
        try:
            if turn.waiting > WAITING:
                await self._refuse(update)
                return
            turn.waiting += 1
            async with turn.lock:
                turn.waiting -= 1
                await coroutine
        finally:
            coroutine.close()

    def _turn(self, update: Update) -> _Turn:
        """Of the update's user in its chat; what has no chat (an inline query) waits for nothing."""
        user, chat = update.effective_user, update.effective_chat
        if chat is None:
            return _Turn()
        return self._turns.setdefault((chat.id, user.id if user else 0), _Turn())


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


class BoundedApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application whose stop takes seconds."""

    async def stop(self) -> None:
        """See the base class."""
        if isinstance(self.update_processor, InTurn):
            self.update_processor.end()
        await super().stop()
