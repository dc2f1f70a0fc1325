"""/event: when the events happened that relative deadlines wait for (bot.engine.dating)."""

from __future__ import annotations

from telegram import CallbackQuery, Message

from bot.buttons import ButtonKind, Pressed
from bot.engine.dating import TRIGGER
from bot.telegram.wire.sending import answer_query

from .actors import Casebook
from .types import Press


class EventCommand:
    """Dating and undating events in Telegram."""

    def __init__(self, book: Casebook) -> None:
        self._book, self._dating = book, book.engine.dating
        self.commands = {"event": self.event}
        self.presses: dict[ButtonKind, Press] = {TRIGGER: self.pressed}

    async def event(self, message: Message, _: int, words: list[str]) -> None:
        """/event; /event NAME DATE; /event NAME 撤销."""
        reply = self._dating.asked(await self._book.agenda(), words, self._book.writer(message))
        await self._book.show(message, reply)

    async def pressed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """A problem chosen, a confirmation, or 取消."""
        agenda, actor = await self._book.agenda(), self._book.actor(message, query.from_user)
        reply = self._dating.press(said, agenda, message.message_id, actor)
        await answer_query(query)
        await self._book.show(message, reply)
