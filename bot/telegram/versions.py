"""The revisions of the index from a chat: /revisions, /rollback."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from telegram import Message

from bot.buttons import ButtonKind
from bot.messages import Binding
from bot.revisions.changes import letters, notices
from corpus.diff import compare
from corpus.errors import RectifyError
from corpus.model import Plan
from index.manifest import history
from index.revision import load_plan
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
        number, before = int(words[0]), await asyncio.to_thread(self._plan)
        await asyncio.to_thread(publish, self._root, number)
        after = await asyncio.to_thread(self._plan)
        if before and after:
            difference = await asyncio.to_thread(compare, before, after)
            tell_units(self._talk, notices(before, after, difference, self._talk.ledger.chats.bindings()))
        await self._talk.sender.say(message, TELEGRAM.rolled_back.format(number=number))

    def _plan(self) -> Plan | None:
        """The published plan, None where it cannot be read."""
        try:
            return load_plan(self._root)
        except RectifyError:
            return None


def tell_units(talk: Talk, told: Iterable[tuple[Binding, str]]) -> int:
    """Have every touched chat sent the difference of its own problems, through the outbox; how many chats that are."""
    written = letters(told, datetime.now(UTC), talk.config.today())
    for letter in written:
        talk.ledger.outbox.enqueue(letter)
    return len({letter.to for letter in written})
