"""/time: when a bound chat is reminded (bot.engine.acting.timing)."""

from __future__ import annotations

from telegram import Update

from bot.messages import Address
from corpus.errors import RectifyError

from .actors import Casebook
from .desk import is_desk_of
from .members import may_settle
from .types import Context, topic_of


class RoutineCommand:
    """The command."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def time(self, update: Update, context: Context) -> None:
        """/time WISH in a bound group; /time UNIT WISH at the office's desk; alone it tells what holds."""
        message, book = update.message, self._book
        if message is None:
            return
        actor, place = book.writer(message), Address(message.chat_id, topic_of(message))
        try:
            reply = await book.engine.timing.asked(
                context.args or [], place, actor, is_desk_of(message, actor), lambda: may_settle(message, book.talk.config)
            )
        except RectifyError as error:
            await book.talk.say(message, str(error))
        else:
            await book.show(message, reply)
