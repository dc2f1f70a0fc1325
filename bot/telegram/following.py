"""/follow in a unit's group: who sends it gets that unit's reminder in private, too; /unfollow ends it."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.engine.words import BINDING

from .actors import Casebook
from .types import Context, topic_of
from .words import FOLLOWING


class Following:
    """Private subscriptions of the reminders of a bound chat."""

    def __init__(self, book: Casebook) -> None:
        self._book, self._chats = book, book.talk.ledger.chats

    async def follow(self, update: Update, context: Context) -> None:
        """/follow in a bound group; in private what is followed."""
        message, user = update.message, update.effective_user
        if message is None or user is None or message.sender_chat or not await self._book.asked(message):
            return
        if message.chat.type == ChatType.PRIVATE:
            await self._book.talk.say(message, self._followed(user.id))
            return
        binding = self._chats.binding(message.chat_id, topic_of(message))
        if binding is None:
            await self._book.talk.say(message, BINDING.not_bound)
            return
        try:
            await context.bot.send_message(user.id, FOLLOWING.begun.format(units="、".join(binding.units)))
        except TelegramError:  # they never began a private chat
            await self._book.talk.say(message, FOLLOWING.start_first)
            return
        self._chats.follow(user.id, binding)
        await self._book.talk.say(message, FOLLOWING.done.format(who=user.full_name))

    async def unfollow(self, update: Update, _: Context) -> None:
        """/unfollow, wherever it is said."""
        message = update.message
        if message and message.from_user and await self._book.asked(message):
            done = self._chats.unfollow(message.from_user.id)
            await self._book.talk.say(message, FOLLOWING.ended if done else FOLLOWING.none)

    def _followed(self, user_id: int) -> str:
        units = dict.fromkeys(u for who, b in self._chats.followers() if who == user_id for u in b.units)
        return FOLLOWING.list.format(units="、".join(units)) if units else FOLLOWING.none
