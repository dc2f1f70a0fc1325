"""/bind, /unbind, /chats: which chat, or topic of one, speaks for which units (bot.engine.acting.binding)."""

from __future__ import annotations

from telegram import Message
from telegram.constants import ChatType

from bot.buttons import ButtonKind
from bot.engine.words import BINDING
from bot.messages import Address

from .actors import Casebook
from .types import Press, topic_of


class Bindings:
    """Binding a group in Telegram."""

    def __init__(self, book: Casebook) -> None:
        self._book, self._binder = book, book.engine.binder
        self.commands = {"bind": self.bind, "unbind": self.unbind, "chats": self.chats}
        self.presses: dict[ButtonKind, Press] = {}

    async def bind(self, message: Message, _: int, words: list[str]) -> None:
        """/bind UNIT…, in a group."""
        if message.chat.type == ChatType.PRIVATE:
            await self._book.talk.sender.say(message, BINDING.group_only)
        else:
            actor, title = self._book.writer(message), message.chat.title or ""
            await self._book.show(message, await self._binder.asked(words, _place(message), title, actor))

    async def unbind(self, message: Message, _: int, __: list[str]) -> None:
        """/unbind in a bound group, or in a bound topic."""
        await self._book.show(message, self._binder.unbind(_place(message), self._book.writer(message)))

    async def chats(self, message: Message, _: int, __: list[str]) -> None:
        """/chats."""
        await self._book.show(message, self._binder.listed(self._book.writer(message)))


def _place(message: Message) -> Address:
    return Address(message.chat_id, topic_of(message))
