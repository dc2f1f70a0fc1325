"""What is asked of the bot's work: what it sent, and waiting for what it is to send."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

from telegram_objects import Call, Message, Place, Sent, place
from telegram_people import People

PATIENCE = 120.0
"""Seconds after which what is waited for is taken never to come: a start alone takes half a minute on a busy machine."""
_LOOK = 0.02
"""Seconds until a condition is looked at again."""


class Onlooker(People):
    """Looks at what took effect and at every request."""

    def mark(self) -> int:
        """A point in what was sent, for `since`."""
        with self.changed:
            return len(self.outbox)

    def sent(self, chat: Place | None = None, *, method: str | None = None, since: int = 0) -> list[Sent]:
        """What took effect so far, in order, edits too; of one chat and one method if given."""
        with self.changed:
            return [s for s in self.outbox[since:] if (chat is None or s.chat_id == chat.id) and method in (None, s.method)]

    def message(self, message: Sent | Message) -> Message | None:
        """A message as it is now; None if it was deleted."""
        with self.changed:
            chat_id, message_id = place(message)
            return copy.deepcopy(self.chats[chat_id].messages.get(message_id))

    def wait_until(self, condition: Callable[[], Any], timeout: float = PATIENCE, what: str = "the condition") -> None:
        """Wait for a condition on the server; raises AssertionError with what happened instead.

        What the bot does without a request (it keeps a prompt, say) notifies nobody, so it is looked at again all the time.
        """
        end = time.monotonic() + timeout
        with self.changed:
            while not self.changed.wait_for(condition, _LOOK):
                if time.monotonic() < end:
                    continue
                calls = [
                    f"{c.method} {c.status} {c.result if c.status != 200 else ''}" for c in self.calls if c.method != "getUpdates"
                ]
                raise AssertionError(
                    f"{what} did not come in {timeout} s; sent: {[s.text for s in self.outbox[-8:]]}; calls: {calls[-12:]}"
                )

    def wait_for_many(
        self, count: int, predicate: Callable[[Sent], bool] = lambda _: True, timeout: float = PATIENCE, *,
        chat: Place | None = None, method: str | None = None, since: int = 0
    ) -> list[Sent]:  # fmt: skip
        """Wait until at least `count` messages or edits fit; returns all that do, in order."""

        def fitting() -> list[Sent]:
            return [s for s in self.sent(chat, method=method, since=since) if predicate(s)]

        self.wait_until(lambda: len(fitting()) >= count, timeout, f"{count} message(s)")
        return fitting()

    def wait_for(self, predicate: Callable[[Sent], bool] = lambda _: True, timeout: float = PATIENCE, **where: Any) -> Sent:
        """Wait for the first message or edit that fits; `where` as for `wait_for_many`."""
        return self.wait_for_many(1, predicate, timeout, **where)[0]

    def wait_for_call(
        self, method: str, predicate: Callable[[Call], bool] = lambda _: True, timeout: float = PATIENCE, *, since: int = 0
    ) -> Call:
        """Wait for the first finished request of a method that fits; `since` counts `calls`."""

        def fitting() -> list[Call]:
            return [c for c in self.calls[since:] if c.method == method and c.status is not None and predicate(c)]

        self.wait_until(fitting, timeout, f"a call of {method}")
        return fitting()[0]

    def wait_read(self, timeout: float = PATIENCE) -> None:
        """Wait until the bot has confirmed every update, which says nothing of its having dealt with them."""
        self.wait_until(lambda: not self.updates, timeout, "the confirmation of all updates")

    def ask(self, chat: Place, user: Place, text: str, timeout: float = PATIENCE, **how: Any) -> Sent:
        """Say something (`how` as for `say`) and wait for the answer in that chat: in a group, what replies to it."""
        since, private = self.mark(), self.chats[chat.id].type == "private"
        said = self.say(chat, user, text, **how)["message_id"]
        return self.wait_for(lambda s: private or s.reply_to == said, timeout, chat=chat, since=since)
