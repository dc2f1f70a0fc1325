"""Buttons of Telegram → the functions that do what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from telegram import CallbackQuery, Message, Update
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import CallbackQueryHandler

from bot.buttons import ButtonKind, Buttons
from bot.engine.words import ANSWERS
from bot.telegram.wire.sending import answer_query

from .types import AnyApplication, Context, Press


class Pressing:
    """Every kind of button that the program knows; what none of them says is told to have expired."""

    def __init__(self, *tables: Mapping[ButtonKind, Press]) -> None:
        """Raises:
        ButtonClash: two kinds have one letter.
        """
        self.buttons = Buttons(*tables)

    def register(self, application: AnyApplication) -> None:
        """The one handler of all buttons."""
        application.add_handler(CallbackQueryHandler(self.pressed))

    async def pressed(self, update: Update, _: Context) -> None:
        """A button, perhaps an old or a forged one, perhaps of a message that can no longer be seen."""
        query = update.callback_query
        if query is None:
            return
        found, message = self.buttons.read(query.data or ""), _seen(query)
        if found is None or message is None:
            await answer_query(query, ANSWERS.expired)
        else:
            press, said = found
            await press(query, message, said)
        raise Stop


def _seen(query: CallbackQuery) -> Message | None:
    """The message above the button; of one that can no longer be seen all that is known, its chat and id (Bot API, InaccessibleMessage)."""
    message = query.message
    if message is None or isinstance(message, Message):
        return message
    bare = Message(message.message_id, datetime.now(UTC), message.chat)
    bare.set_bot(query.get_bot())
    return bare
