"""/follow in a unit's group: who sends it gets that unit's reminder in private, too; /unfollow ends it (bot.engine.acting.following)."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType

from bot.messages import Address
from corpus.errors import RectifyError

from .actors import Casebook
from .types import Context, topic_of


class Following:
    """The commands."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def follow(self, update: Update, context: Context) -> None:
        """/follow in a bound group; in private what is followed."""
        message, user, book = update.message, update.effective_user, self._book
        if message is None or user is None or message.sender_chat or not await book.asked(message):
            return
        actor, subscribing = book.writer(message), book.engine.subscribing
        if message.chat.type == ChatType.PRIVATE:
            await book.show(message, subscribing.followed(actor))
            return
        try:
            place = Address(message.chat_id, topic_of(message))
            reply = await subscribing.follow(place, actor, lambda words: book.talk.sender.write(context.bot, user.id, words))
        except RectifyError as error:
            await book.talk.say(message, str(error))
        else:
            await book.show(message, reply)

    async def unfollow(self, update: Update, _: Context) -> None:
        """/unfollow, wherever it is said."""
        message, book = update.message, self._book
        if message and message.from_user and await book.asked(message):
            await book.show(message, book.engine.subscribing.unfollow(book.writer(message)))
