"""The revisions of the index from a chat: /revisions, /rollback."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from telegram import CallbackQuery, Message

from bot.buttons import NUMBER, ButtonKind, Pressed
from bot.engine.upkeep.switching import begin, changed, settle
from bot.ledger.words import ASKS
from bot.revisions.changes import difference_text
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import answer_query
from corpus.diff import compare
from corpus.errors import RectifyError
from index.manifest import history, verify
from index.revision import plan_of
from index.store import current, current_or_none, publish

from .conversation import Talk
from .types import Press
from .words import TELEGRAM

_LONGEST = 3000
VERSION = ButtonKind("v", f"{NUMBER}:{NUMBER}:[yn]")


class Versions:
    """Which revision is answered from."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._root = talk.config.revisions
        self.commands = {"revisions": self.revisions, "rollback": self.rollback}
        self.presses: dict[ButtonKind, Press] = {VERSION: self.pressed}

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
        await self._talk.sender.say(message, "\n".join(lines) or TELEGRAM.no_revisions)

    def _day(self, at: str) -> str:
        return f"{datetime.fromisoformat(at).astimezone(self._talk.config.timezone):%Y-%m-%d}"

    async def rollback(self, message: Message, _: int, words: list[str]) -> None:
        """/rollback N: what that changes, and a question."""
        say = self._talk.sender.say
        if not words or not re.fullmatch("[0-9]{1,9}", words[0]):
            await say(message, TELEGRAM.rollback_what)
            return
        number, now = int(words[0]), current_or_none(self._root) or 0
        manifest = await asyncio.to_thread(verify, self._root, number)
        if number == now:
            await say(message, TELEGRAM.rollback_same.format(number=number))
            return
        day, changes = self._day(manifest.created), await asyncio.to_thread(_changes, self._root, now, number)
        text = TELEGRAM.rollback_ask.format(current=now, number=number, day=day, source=manifest.source, changes=changes)
        yes = VERSION.button(TELEGRAM.rollback_yes, number, now, "y")
        no = VERSION.button(ASKS.cancel, number, now, "n")
        await say(message, text, keyboard([[yes, no]]))

    async def pressed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """确认退回: the next question is answered from that revision; where another was published since, nothing is done."""
        number, before = int(said.words[0]), int(said.words[1])
        agreed = said.words[2] == "y"
        if agreed and (current_or_none(self._root) or 0) != before:
            await answer_query(query, TELEGRAM.rollback_moved)
            return
        await answer_query(query)
        text = TELEGRAM.cancelled
        if agreed:
            chats = await switched(self._talk, lambda: publish(self._root, number))
            text = TELEGRAM.rolled_back.format(number=number, chats=chats)
        await self._talk.sender.say(message, text, edit=message.message_id)


def _changes(root: Path, now: int, number: int) -> str:
    """What going back changes, no longer than a message has room for; "" where the revision in force cannot be read."""
    try:
        before, after = plan_of(root, now), plan_of(root, number)
    except (RectifyError, OSError):
        return ""
    found = difference_text(compare(before, after), before, after)
    return found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…\n{TELEGRAM.rollback_more}"


async def switched(talk: Talk, switch: Callable[[], None]) -> int:
    """Switch beside the event loop, and have every touched chat told through the outbox; how many chats those are."""
    root, ledger = talk.config.revisions, talk.ledger
    begin(root, ledger)
    await asyncio.to_thread(switch)
    told = await asyncio.to_thread(
        changed, root, ledger.outbox.told_revision(), ledger.chats.bindings(), talk.config.today(), talk.config.admins
    )
    return settle(ledger, told)
