"""The outbox is sent: each chat its letters in their order, every chat by itself, none twice unless nobody can know.

One chat's failure stops nobody else's: what is declined for good is written off for that chat, what may work later waits
there with growing pauses. Limits are kept before Telegram complains (Bot FAQ: about 30 messages a second in all, one a second
in a chat, 20 a minute in a group), and a letter is marked as being sent only when its turn has come
(.github/decisions/0008-one-letter-once.md, .github/decisions/0009-pace-before-complaint.md).
"""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.messages import Letter
from bot.reminders.words import WORDS
from bot.storage.database import Ledger
from bot.storage.outbox import Row
from bot.telegram.wire.sending import NO_PREVIEW, Sender, amended, keyboard


@dataclass
class Spacing:
    """When the next letter may go, in all and to a chat; `second` is the length of one, so that tests need not wait."""

    second: float = 1.0
    clock: Callable[[], float] = time.monotonic
    every: float = 1 / 25
    private: float = 1.0
    group: float = 3.0
    first_pause: float = 2.0
    longest_pause: float = 300.0
    unknown_pause: float = 30.0
    _all: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)

    def wait_all(self) -> float:
        """Seconds until a letter may go to anybody."""
        return self._all - self.clock()

    def wait(self, chat_id: int) -> float:
        """Seconds until a letter may go to this chat."""
        return max(self.wait_all(), self._chats.get(chat_id, 0.0) - self.clock())

    def take(self, chat_id: int) -> None:
        """A letter goes to this chat now; one that went a little late does not make the next late too."""
        now, every = self.clock(), self.every * self.second
        self._all = max(self._all, now - every) + every
        self.hold(chat_id, self.group if chat_id < 0 else self.private)
        if len(self._chats) > 1000:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}

    def hold(self, chat_id: int, seconds: float) -> None:
        """Nothing goes to this chat for so many seconds."""
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), self.clock() + seconds * self.second)

    def pause(self, tries: int) -> float:
        """Seconds to wait after so many failed tries: doubled each time, with some chance in it so that chats do not march."""
        return min(self.longest_pause, self.first_pause * float(2 ** min(tries, 10))) * random.uniform(0.8, 1.2)


log = logging.getLogger(__name__)
LATE = timedelta(minutes=15)
"""A letter this much later than it was due is marked 补发."""
_POLL, _AGAIN = 1.0, 5.0
_GRACE = 2.0
_AMENDS = 3
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Delivery:
    """Sends the outbox of a ledger through a bot, from one event loop; at most one at a time may run on a data directory."""

    def __init__(
        self, bot: Bot, ledger: Ledger, sender: Sender, now: Callable[[], datetime], spacing: Spacing | None = None
    ) -> None:
        self._bot, self._ledger, self._sender, self._now = bot, ledger, sender, now
        self._outbox = ledger.outbox
        self._spacing = spacing or Spacing()
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._tries: dict[int, int] = {}
        self._changed = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Send what is enqueued, until `stop`."""
        self._recover()
        while not self._stopping:
            try:
                pause = self._send_due()
            except sqlite3.Error as error:
                log.error("the outbox: %s", error)
                pause = _AGAIN
            await self._wait(pause)
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=_GRACE)

    async def drain(self, patience: float) -> int:
        """Send what is enqueued, for at most so many seconds; how many letters are left."""
        self._recover()
        end = time.monotonic() + patience
        while (left := self._outbox.open()) and time.monotonic() < end:
            await self._wait(self._send_due())
        return left

    def stop(self) -> None:
        """Begin nothing more; what is under way has a moment to end, and is unknown if it does not."""
        self._stopping = True
        self._changed.set()

    def _recover(self) -> None:
        if unknown := self._outbox.recover():
            log.warning("%s letters were being sent when the program ended", unknown)

    def _send_due(self) -> float:
        """Begin to send what may go now; seconds until more may."""
        soonest = _POLL
        for row in self._outbox.waiting():
            if (wait := self._spacing.wait_all()) > 0:
                return min(soonest, wait)
            chat = row.letter.chat_id
            if chat in self._sending:
                continue
            wait = self._spacing.wait(chat)
            if wait > 0 or self._expires(row):
                soonest = min(soonest, max(wait, 0.0))
            elif self._outbox.begin(row.id):
                self._spacing.take(chat)
                self._sending[chat] = task = asyncio.create_task(self._send(row))
                task.add_done_callback(lambda _, chat=chat: self._done(chat))  # type: ignore[misc]
        return soonest

    def _expires(self, row: Row) -> bool:
        """Whether it is too late for a letter, which is then written off."""
        end = row.letter.expires_at
        if end is None or self._now() < end:
            return False
        self._outbox.fail(row.id, "expired")
        log.warning("%s not sent to %s in time", row.letter.key, row.letter.chat_id)
        return True

    def _done(self, chat: int) -> None:
        del self._sending[chat]
        self._changed.set()

    async def _wait(self, seconds: float) -> None:
        """Until something changes, or so long."""
        try:
            await asyncio.wait_for(self._changed.wait(), max(seconds, 0.001))
        except TimeoutError:
            return
        self._changed.clear()

    # --- one letter -----------------------------------------------------------------------------------------

    async def _send(self, row: Row) -> None:
        """Send a letter and settle it; a full disk must not have it sent again, so settling is tried until it is done."""
        try:
            outcome: int | Exception = await self._post(row.letter, self._is_repeated(row))
        except Exception as error:  # whatever went wrong, the letter may be out
            outcome = error
        while not await self._is_settled(row, outcome) and not self._stopping:
            await asyncio.sleep(_AGAIN * self._spacing.second)

    async def _is_settled(self, row: Row, outcome: int | Exception) -> bool:
        try:
            await self._settle(row, outcome)
        except sqlite3.Error as error:
            log.error("the outbox: %s", error)
            return False
        return True

    async def _settle(self, row: Row, outcome: int | Exception) -> None:
        if isinstance(outcome, TelegramError):
            await self._declined(row, outcome)
        elif isinstance(outcome, Exception):
            log.error("%s to %s", row.letter.key, row.letter.chat_id, exc_info=outcome)
            self._outbox.doubt(row.id, repr(outcome))
        else:
            self._outbox.sent(row.id, outcome)
            self._tries.pop(row.id, None)

    def _is_repeated(self, row: Row) -> bool:
        """Whether it says 补发: it may have arrived before, or it is late."""
        due = row.letter.due_at
        return row.attempts > 0 or (due is not None and self._now() > due + LATE)

    async def _post(self, letter: Letter, repeated: bool) -> int:
        """Send a letter, amended where Telegram asks for that; the message's id."""
        text = f"{WORDS.late}{letter.text}" if repeated else letter.text
        fields: dict[str, Any] = {"text": text, "parse_mode": ParseMode.HTML, "message_thread_id": letter.thread_id}
        for _ in range(_AMENDS):
            try:
                return await self._call(letter, fields)
            except BadRequest as error:
                changed = amended(fields, error)
                if changed is None:
                    raise
                fields = changed
        return await self._call(letter, fields)

    async def _call(self, letter: Letter, fields: dict[str, Any]) -> int:
        bot: Any = self._bot  # of telegram.ext, whose methods take rate_limit_args: 0, the outbox waits by itself
        rest = {"reply_markup": keyboard([list(row) for row in letter.buttons]), "rate_limit_args": 0}
        document = letter.document
        if document is None:
            return int((await bot.send_message(letter.chat_id, **fields, link_preview_options=NO_PREVIEW, **rest)).message_id)
        fields = {("caption" if name == "text" else name): value for name, value in fields.items()}
        send = bot.send_photo if document.photo else bot.send_document
        return int((await send(letter.chat_id, InputFile(document.data, document.name), **fields, **rest)).message_id)

    async def _declined(self, row: Row, error: TelegramError) -> None:
        """What becomes of a letter that was not taken."""
        chat = row.letter.chat_id
        log.warning("%s to %s: %s", row.letter.key, chat, error.message)
        if isinstance(error, ChatMigrated):
            self._outbox.put_back(row.id)
            self._ledger.chats.move_chat(chat, error.new_chat_id)
        elif isinstance(error, RetryAfter):
            self._outbox.put_back(row.id)
            self._spacing.hold(chat, _seconds(error) + random.uniform(0.1, 0.5))
        elif isinstance(error, Forbidden) or _is_gone(error):
            self._outbox.fail(row.id, error.message)
            await self._sender.set_active(self._bot, chat, False)
        elif isinstance(error, BadRequest):
            self._outbox.fail(row.id, error.message)
        elif _was_not_sent(error):
            self._outbox.put_back(row.id)
            self._spacing.hold(chat, self._spacing.pause(self._tries.get(row.id, 0)))
            self._tries[row.id] = self._tries.get(row.id, 0) + 1
        else:
            self._outbox.doubt(row.id, error.message)
            self._spacing.hold(chat, self._spacing.unknown_pause)


def _is_gone(error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and "chat not found" in error.message.lower()


def _was_not_sent(error: TelegramError) -> bool:
    """Whether it is (all but) certain that nothing was sent: no connection, or an answer of the server that it has failed."""
    cause = error.__cause__
    answered = cause is None or isinstance(cause, TelegramError)  # with an error, and a page of HTML in the second case
    return isinstance(error, InvalidToken | NetworkError) and (answered or isinstance(cause, _NOT_SENT))


def _seconds(error: RetryAfter) -> float:
    wait: Any = error.retry_after  # a timedelta in versions to come
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
