"""The revisions of the index from a chat: /revisions, /rollback."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime

from telegram import Message

from bot.buttons import ButtonKind
from bot.engine.switching import begin, changed, settle
from index.manifest import history
from index.store import current, publish

from .conversation import Talk
from .types import Press
from .words import TELEGRAM

_SHOWN = 30


class Versions:
    """Which revision is answered from."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._root = talk.config.revisions
        self.commands = {"revisions": self.revisions, "rollback": self.rollback}
        self.presses: dict[ButtonKind, Press] = {}

    async def revisions(self, message: Message, _: int, __: list[str]) -> None:
        """/revisions: what can be gone back to."""
        number = current(self._root)
        lines = [
            TELEGRAM.revision.format(
                mark="▶ " if m.number == number else "",
                number=m.number,
                day=self._day(m.created),
                problems=m.problems,
                source=m.source,
            )
            for m in history(self._root)
        ]
        await self._talk.sender.say(message, "\n".join(lines[-_SHOWN:]) or TELEGRAM.no_revisions)

    def _day(self, at: str) -> str:
        return f"{datetime.fromisoformat(at).astimezone(self._talk.config.timezone):%Y-%m-%d}"

    async def rollback(self, message: Message, _: int, words: list[str]) -> None:
        """/rollback N: the next question is answered from revision N."""
        if not words or not re.fullmatch("[0-9]{1,9}", words[0]):
            await self._talk.sender.say(message, TELEGRAM.rollback_what)
            return
        number = int(words[0])
        await switched(self._talk, lambda: publish(self._root, number))
        await self._talk.sender.say(message, TELEGRAM.rolled_back.format(number=number))


async def switched(talk: Talk, switch: Callable[[], None]) -> int:
    """Switch beside the event loop, and have every touched chat told through the outbox; how many chats those are."""
    root, ledger = talk.config.revisions, talk.ledger
    begin(root, ledger)
    await asyncio.to_thread(switch)
    told = await asyncio.to_thread(changed, root, ledger.outbox.told_revision(), ledger.chats.bindings(), talk.config.today())
    return settle(ledger, told)
