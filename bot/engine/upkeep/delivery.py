"""The outbox is sent: each chat its letters in their order, every chat by itself, none twice unless nobody can know.

One chat's failure stops nobody else's: what is declined for good is written off for that chat, what may work later waits
there with growing pauses. A channel's limits are kept before it complains, and a letter is marked as being sent only when its
turn has come (.github/decisions/0008-one-letter-once.md, .github/decisions/0009-pace-before-complaint.md).
"""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.messages import (
    Address,
    Channel,
    Declined,
    Gone,
    Key,
    Left,
    Letter,
    Limits,
    Moved,
    NotSent,
    Outcome,
    Sent,
    Unknown,
    Wait,
    sentences,
)
from bot.reminders.words import WORDS
from bot.storage.database import Ledger
from bot.storage.outbox import UNBOUND, Post, Row

from ..words import CHATS
from .lock import PATIENCE, Held, free

_POLL, _SHORTEST = 1.0, 0.05


@dataclass
class Spacing:
    """When the next letter may go, in all and to a chat; `second` is the length of one, so that tests need not wait."""

    second: float = 1.0
    clock: Callable[[], float] = time.monotonic
    first_pause: float = 2.0
    longest_pause: float = 300.0
    unreached_pause: float = 60.0
    unknown_pause: float = 30.0
    _all: float = 0.0
    _chats: dict[Key, float] = field(default_factory=dict)

    def wait_all(self) -> float:
        """Seconds until a letter may go to anybody."""
        return self._all - self.clock()

    def wait(self, chat_id: Key) -> float:
        """Seconds until a letter may go to this chat."""
        return max(self.wait_all(), self._chats.get(chat_id, 0.0) - self.clock())

    @property
    def poll(self) -> float:
        """Seconds after which the outbox is looked into again; not all the time where a second is next to nothing."""
        return max(_POLL * self.second, _SHORTEST)

    def take(self, chat_id: Key, limits: Limits) -> None:
        """A letter goes to this chat now; one that went a little late does not make the next late too."""
        now, every = self.clock(), limits.every * self.second
        self._all = max(self._all, now - every) + every
        self.hold(chat_id, limits.chat)
        if len(self._chats) > 1000:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}

    def hold(self, chat_id: Key, seconds: float) -> None:
        """Nothing goes to this chat for so many seconds."""
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), self.clock() + seconds * self.second)

    def pause(self, tries: int, answered: bool = True) -> float:
        """Seconds to wait after so many failed tries: doubled each time, with some chance in it so that chats do not march.

        To try where nobody answers troubles nobody, and what waited for a connection is to go soon after it is back.
        """
        longest = self.longest_pause if answered else self.unreached_pause
        return min(longest, self.first_pause * float(2 ** min(tries, 10))) * random.uniform(0.8, 1.2)


log = logging.getLogger(__name__)
LATE = timedelta(minutes=15)
"""A letter this much later than it was due is marked 补发."""
_AGAIN = 5.0
_GRACE = 2.0
_LONGEST_KEY = 200


class Delivery:
    """Sends the outbox of a ledger through a channel, from one event loop; at most one at a time may run on a data directory."""

    def __init__(
        self,
        channel: Channel,
        ledger: Ledger,
        admins: Iterable[Key],
        now: Callable[[], datetime],
        spacing: Spacing | None = None,
    ) -> None:
        self._channel, self._ledger, self._now = channel, ledger, now
        self._admins = sorted(admins, key=str)
        self._outbox = ledger.outbox
        self._spacing = spacing or Spacing()
        self._sending: dict[Key, asyncio.Task[None]] = {}
        self._careful: Key | None = None  # whose letter, which an end of the program cut short, is sent again: one at a time
        self._tries: dict[int, int] = {}
        self._changed = asyncio.Event()
        self._stopping = self._held = False

    async def run(self) -> None:
        """Send what is enqueued, until `stop`; begun again after a failure it goes on with what is under way."""
        if not self._sending:
            self._recover()
        while not self._stopping:
            held = not await free(self._ledger)
            pause = self._spacing.poll if held else self._sent_what_is_due()
            if held and not self._held:
                log.error("the outbox: %s", Held(f"another program has held the ledger for {PATIENCE:.0f} s"))
            self._held = held
            await self._wait(pause)
        await self._under_way()

    async def drain(self, patience: float) -> int:
        """Send what is enqueued, for at most so many seconds; how many letters are left."""
        self._recover()
        end = time.monotonic() + patience
        while self._outbox.open() and time.monotonic() < end:
            await self._wait(self._send_due())
        await self._under_way()
        return self._outbox.open()

    async def _under_way(self) -> None:
        """What is being sent has a moment to end."""
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=_GRACE)

    def stop(self) -> None:
        """Begin nothing more; what is under way has a moment to end, and is unknown if it does not."""
        self._stopping = True
        self._changed.set()

    def _recover(self) -> None:
        if unknown := self._outbox.recover():
            log.warning("%s letters were being sent when the program ended", unknown)

    def _sent_what_is_due(self) -> float:
        try:
            return self._send_due()
        except sqlite3.Error as error:
            log.error("the outbox: %s", error)
            return _AGAIN

    def _send_due(self) -> float:
        """Begin to send what may go now; seconds until more may."""
        soonest = self._spacing.poll
        for row in self._outbox.waiting():
            if (wait := self._spacing.wait_all()) > 0:
                return min(soonest, wait)
            chat = row.letter.to.chat
            if chat in self._sending or (row.state is Post.CUT and self._careful in self._sending):
                continue
            wait = self._spacing.wait(chat)
            if wait > 0 or self._expires(row) or self._is_astray(row):
                soonest = min(soonest, max(wait, 0.0))
            elif self._outbox.begin(row.id):
                self._careful = chat if row.state is Post.CUT else self._careful
                self._spacing.take(chat, self._channel.limits(chat))
                self._sending[chat] = task = asyncio.create_task(self._send(row))
                task.add_done_callback(lambda done, chat=chat: self._done(chat, done))  # type: ignore[misc]
        return soonest

    def _expires(self, row: Row) -> bool:
        """Whether it is too late for a letter, which is then written off."""
        end = row.letter.expires_at
        if end is None or self._now() < end:
            return False
        self._outbox.fail(row.id, "expired")
        log.warning("%s not sent to %s in time", row.letter.key, row.letter.to.chat)
        return True

    def _is_astray(self, row: Row) -> bool:
        """Whether the chat was unbound, or bound to others, since the letter was written for it; it is then written off."""
        if not row.bound or set(row.bound) & set(self._outbox.bound(row.letter.to)):
            return False
        self._outbox.fail(row.id, UNBOUND)
        log.info("%s not sent to %s, which is bound to others now", row.letter.key, row.letter.to.chat)
        return True

    def _done(self, chat: Key, task: asyncio.Task[None]) -> None:
        del self._sending[chat]
        if not task.cancelled() and (error := task.exception()):
            log.error("a letter to %s could not be settled", chat, exc_info=error)
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
            outcome = await self._channel.post(row.letter, WORDS.late if self._is_repeated(row) else "")
        except Exception as error:  # whatever went wrong, the letter may be out
            log.error("%s to %s", row.letter.key, row.letter.to.chat, exc_info=error)
            outcome = Unknown(repr(error))
        while not (await free(self._ledger) and self._is_settled(row, outcome)) and not self._stopping:
            await asyncio.sleep(_AGAIN * self._spacing.second)

    def _is_repeated(self, row: Row) -> bool:
        """Whether it says 补发: it may have arrived before, or it is late."""
        due = row.letter.due_at
        return row.attempts > 0 or (due is not None and self._now() > due + LATE)

    def _is_settled(self, row: Row, outcome: Outcome) -> bool:
        try:
            self._settle(row, outcome)
        except sqlite3.Error as error:
            log.error("the outbox: %s", error)
            return False
        return True

    def _settle(self, row: Row, outcome: Outcome) -> None:
        """What becomes of a letter after an attempt."""
        chat = row.letter.to.chat
        if not isinstance(outcome, Sent):
            log.warning("%s to %s: %s", row.letter.key, chat, outcome)
        match outcome:
            case Sent(id_):
                self._outbox.sent(row.id, id_)
                self._tries.pop(row.id, None)
            case Moved(new):
                self._outbox.put_back(row.id)
                self._ledger.chats.move_chat(chat, new)
            case Wait(seconds):
                self._outbox.put_back(row.id)
                self._spacing.hold(chat, seconds + random.uniform(0.1, 0.5))
            case NotSent(answered=answered):
                self._outbox.put_back(row.id)
                self._spacing.hold(chat, self._spacing.pause(self._tries.get(row.id, 0), answered))
                self._tries[row.id] = self._tries.get(row.id, 0) + 1
            case Unknown(reason):
                self._outbox.doubt(row.id, reason)
                self._spacing.hold(chat, self._spacing.unknown_pause)
            case Gone(reason):
                self._outbox.fail(row.id, reason)
                self._suspend(chat, reason)
            case Left():
                self._outbox.fail(row.id, UNBOUND)
                self._ledger.chats.leave(chat, row.letter.within or "")
            case Declined(reason):
                self._outbox.fail(row.id, reason)
                self._warn(chat, reason)

    # --- what administrators are told -----------------------------------------------------------------------

    def _suspend(self, chat: Key, reason: str) -> None:
        """The bot is out of a group, whose binding is suspended."""
        if binding := self._ledger.chats.set_active(chat, False):
            self._tell(f"out:{chat}:{self._now():%Y-%m-%dT%H:%M:%S}", CHATS.out.format(title=binding.title))
        elif not self._ledger.chats.of_chat(chat):  # the office's own chat, perhaps
            self._warn(chat, reason)

    def _warn(self, chat: Key, reason: str) -> None:
        """A chat does not get its letters: told at once, and once a day for each reason; an administrator's own is not."""
        if chat in self._admins:
            return
        bound, day = self._ledger.chats.of_chat(chat), self._now().date()
        text = CHATS.declined.format(title=bound[0].title if bound else chat, reason=reason)
        self._tell(f"declined:{chat}:{day}:{reason}"[:_LONGEST_KEY], text)

    def _tell(self, key: str, text: str) -> None:
        for admin in self._admins:
            self._outbox.enqueue(Letter(key, Address(admin), sentences(text), day=self._now().date()))
