"""The life of a group: the bot is removed and comes back, the group becomes a supergroup."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ChatMemberHandler, MessageHandler, TypeHandler, filters

from .conversation import Talk
from .types import HEARD, AnyApplication, Context
from .words import TELEGRAM

_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Groups:
    """Keeps bindings true to where the bot is."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def register(self, application: AnyApplication) -> None:
        """Service messages and membership, and before anything waits any message of a group thought lost."""
        application.add_handler(ChatMemberHandler(self.membership, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.migrated))
        application.add_handler(TypeHandler(Update, self.heard), group=HEARD)

    async def membership(self, update: Update, context: Context) -> None:
        """Removed from a group: its binding is suspended and the administrators are told; back again: resumed."""
        change = update.my_chat_member
        if change and change.chat.type != ChatType.PRIVATE:
            active = change.new_chat_member.status not in _GONE
            await self._talk.sender.set_active(context.bot, change.chat.id, active)
            came = active and change.old_chat_member.status in _GONE
            if came and not self._talk.ledger.chats.of_chat(change.chat.id):
                await self._talk.sender.write(context.bot, change.chat.id, TELEGRAM.joined)

    async def heard(self, update: Update, context: Context) -> None:
        """What is heard from a group shows that the bot is in it (it may have been down when it came back)."""
        message = update.message
        if message and message.chat.type != ChatType.PRIVATE and not filters.StatusUpdate.ALL.check_update(update):
            await self._talk.sender.set_active(context.bot, message.chat_id, True)

    async def migrated(self, update: Update, _: Context) -> None:
        """A group became a supergroup; both service messages say the same, and the second changes nothing."""
        message = update.effective_message
        if message and message.migrate_to_chat_id:
            self._talk.ledger.chats.move_chat(message.chat_id, message.migrate_to_chat_id)
        elif message and message.migrate_from_chat_id:
            self._talk.ledger.chats.move_chat(message.migrate_from_chat_id, message.chat_id)
