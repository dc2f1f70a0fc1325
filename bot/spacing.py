"""When the next letter may go: Telegram's limits kept before it complains (Bot FAQ), and pauses after what failed. Pure but for its clock.

`bot.pace` keeps the same limits for everything that is sent, inside a send; here a letter waits before it is marked as being sent.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


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
