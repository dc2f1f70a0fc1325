"""/mine, /problem N in a bound group, /progress, /close N: the list of a chat's tasks, and items."""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ChatType

from bot.buttons import ButtonKind
from bot.engine.words import BINDING
from bot.ledger.agenda import NoSuchItem

from .actors import Casebook
from .desk import is_desk_of
from .types import Command, Context, Heard, Press
from .words import TELEGRAM


class Casework:
    """What people do to items (bot.engine.acting.items) in Telegram."""

    def __init__(self, book: Casebook, desk: Heard) -> None:
        """`desk` is what the office sees under /mine."""
        self._book, self._desk, self._items = book, desk, book.engine.items
        self.commands: dict[str, Command] = {"close": self.close}
        self.presses: dict[ButtonKind, Press] = {}

    # --- commands -------------------------------------------------------------------------------------------

    async def mine(self, update: Update, context: Context) -> None:
        """/mine: the tasks of the units that this group is bound to; where the office works, its desk."""
        message = update.message
        if message and not self._book.units_of(message) and is_desk_of(message, self._book.writer(message)):
            await self._desk(update, context)
        elif message and await self._is_bound(message) and (agenda := await self._book.asked(message)):
            await self._book.show(message, self._items.tasks(agenda, self._book.writer(message)))

    async def progress(self, update: Update, context: Context) -> None:
        """/progress N WORDS: what this group's units have done so far."""
        message, words = update.message, " ".join(context.args or [])
        if message and await self._is_bound(message):
            await self._book.written(message, lambda agenda, actor: self._items.progress(agenda, words, actor))

    async def _is_bound(self, message: Message) -> bool:
        if self._book.units_of(message):
            return True
        private = message.chat.type == ChatType.PRIVATE
        await self._book.talk.say(message, (TELEGRAM.mine_where if private else BINDING.not_bound))
        return False

    async def problem(self, message: Message, words: str) -> bool:
        """/problem N in a bound group or where the office works: the item with what can be done; False elsewhere, or where it is none."""
        actor = self._book.writer(message)
        if not actor.units and not is_desk_of(message, actor):
            return False
        agenda = await self._book.asked(message)
        if agenda is None:
            return True
        try:
            reply = self._items.item(agenda, words, actor)
        except NoSuchItem:
            return False
        await self._book.show(message, reply)
        return True

    async def close(self, message: Message, _: int, words: list[str]) -> None:
        """/close N or N.M, or all that were accepted: closed after publication, once that is confirmed."""
        await self._book.written(message, lambda agenda, actor: self._items.close(agenda, "".join(words), actor))
