"""What the last run left undone is handled again at the start; what is given up is told to who sent it, and to administrators."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType

from bot.telegram.wire.inbox import STARTS, Inbox
from bot.telegram.wire.sending import Sender

from .types import AnyApplication
from .words import TELEGRAM

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Resuming:
    """The start of one run over what the inbox kept."""

    inbox: Inbox
    sender: Sender
    admins: frozenset[int]

    async def resume(self, application: AnyApplication) -> None:
        """Queue what is to be handled again, then say what is not, and what went wrong with the keeping."""
        again, given_up = self.inbox.left()
        for update in again:
            await application.update_queue.put(Update.de_json(update, application.bot))
        if self.inbox.note:
            await self.sender.tell_admins(application.bot, self.inbox.note)
        for update in given_up:
            log.error("update %s given up, it was in hand when the program ended %s times", update["update_id"], STARTS)
            application.create_task(self._tell(application, Update.de_json(update, application.bot)))

    async def _tell(self, application: AnyApplication, update: Update) -> None:
        if message := heard(update):
            await self.sender.say(message, TELEGRAM.press_lost if update.callback_query else TELEGRAM.message_lost)
        said = update.message
        if said and said.from_user and said.from_user.id in self.admins and (said.text or "").startswith("/"):
            await self.sender.tell_admins(application.bot, TELEGRAM.given_up.format(command=(said.text or "")[:60]))


def heard(update: Update) -> Message | None:
    """What can be answered to whoever spoke to the bot or pressed a button of its; None where nobody did."""
    query, message = update.callback_query, update.message
    if query:
        return query.message if isinstance(query.message, Message) else None
    return message if message and is_addressed(message) else None


def is_addressed(message: Message) -> bool:
    """Whether a message is to the bot: in private, a command, a mention, or a reply to it."""
    to = message.reply_to_message
    if message.chat.type == ChatType.PRIVATE or (to and to.from_user and to.from_user.id == message.get_bot().id):
        return True
    entities = message.parse_entities([MessageEntity.BOT_COMMAND, MessageEntity.MENTION])
    return any(e.type == MessageEntity.BOT_COMMAND or name[1:] == message.get_bot().username for e, name in entities.items())
