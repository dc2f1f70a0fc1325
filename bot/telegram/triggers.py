"""/event: when the events happened that relative deadlines wait for (bot.engine.acting.dating)."""

from __future__ import annotations

from telegram import Message

from bot.buttons import ButtonKind

from .actors import Casebook
from .types import Press


class EventCommand:
    """Dating and undating events in Telegram."""

    def __init__(self, book: Casebook) -> None:
        self._book, self._dating = book, book.engine.dating
        self.commands = {"event": self.event}
        self.presses: dict[ButtonKind, Press] = {}

    async def event(self, message: Message, _: int, words: list[str]) -> None:
        """/event; /event NAME DATE; /event NAME 撤销."""
        reply = self._dating.asked(await self._book.agenda(), words, self._book.writer(message))
        await self._book.show(message, reply)
