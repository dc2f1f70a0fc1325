"""/liaison in a bound group: who acts for its units (bot.engine.acting.appointing)."""

from __future__ import annotations

from telegram import Update

from bot.messages import Address
from corpus.errors import RectifyError

from .actors import Casebook
from .members import may_settle
from .types import Context, topic_of
from .words import LIAISON


class LiaisonCommand:
    """The command."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def liaison(self, update: Update, context: Context) -> None:
        """/liaison in reply to somebody's message names them, with 取消 no longer; alone it tells who they are."""
        message, book = update.message, self._book
        if message is None:
            return
        user = message.reply_to_message.from_user if message.reply_to_message else None
        if user and user.is_bot:
            await book.talk.say(message, LIAISON.no_bot)
            return
        person, place = (user.id, user.full_name) if user else None, Address(message.chat_id, topic_of(message))
        try:
            reply = await book.engine.appointing.asked(
                context.args or [], person, place, book.writer(message), lambda: may_settle(message, book.talk.config)
            )
        except RectifyError as error:
            await book.talk.say(message, str(error))
        else:
            await book.show(message, reply)
