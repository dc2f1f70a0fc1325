"""/desk: the office's desk (bot.engine.desk) in the office's chat and in administrators' private chats."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.buttons import ButtonKind, Pressed
from bot.engine.desk import OFFICE_DESK, OfficeDesk
from bot.engine.words import OFFICE
from bot.ledger.workflow import Actor
from bot.telegram.wire.sending import answer_query
from corpus.errors import RectifyError

from .actors import Casebook
from .types import Context, Press
from .words import TELEGRAM


class DeskCommand:
    """The desk in Telegram."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._desk = OfficeDesk(book.talk.ledger, book.talk.service.workspace, book.actions, book.talk.config.now)
        self.presses: dict[ButtonKind, Press] = {OFFICE_DESK: self._pressed}

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
            await self._book.show(message, self._desk.overview(actor))

    async def _pressed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """A button of the desk; what cannot be done is told to the presser."""
        book = self._book
        await book.agenda()
        try:
            reply = self._desk.press(said, book.actor(message, query.from_user))
        except RectifyError as error:
            await answer_query(query, str(error))
            return
        await answer_query(query, reply.aside or None)
        await book.show(message, reply)


def is_desk_of(message: Message, actor: Actor) -> bool:
    """Whether it is written where the office works: in its own chat, or in an administrator's private one."""
    return actor.in_office or (actor.admin and message.chat.type == ChatType.PRIVATE)
