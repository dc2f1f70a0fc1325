"""/desk: the office's desk (bot.engine.acting.desk) in the office's chat and in administrators' private chats."""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ChatType

from bot.engine.words import OFFICE
from bot.ledger.workflow import Actor

from .actors import Casebook
from .types import Context
from .words import TELEGRAM


class DeskCommand:
    """The desk in Telegram."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def desk(self, update: Update, _: Context) -> None:
        """/desk."""
        message = update.message
        if message is None:
            return
        actor = self._book.writer(message)
        if not actor.office:
            self._book.talk.ledger.audit.record("refused", actor.user_id, message.chat_id, message.text or "")
            await self._book.talk.say(message, OFFICE.only)
        elif not is_desk_of(message, actor):
            await self._book.talk.say(message, TELEGRAM.desk_where)
        elif await self._book.asked(message):
            await self._book.show(message, self._book.engine.desk.overview(actor))


def is_desk_of(message: Message, actor: Actor) -> bool:
    """Whether it is written where the office works: in its own chat, or in an administrator's private one."""
    return actor.in_office or (actor.admin and message.chat.type == ChatType.PRIVATE)
