"""Who belongs to whom: members of groups, as Telegram says (Bot API, getChatMember), and who may look into the ledger."""

from __future__ import annotations

import logging

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, TelegramError

from bot.config import Config
from bot.messages import Key
from bot.storage.database import Ledger

from .membership import Membership
from .wire.outcomes import asked

log = logging.getLogger(__name__)
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_AGAIN = 2
_HEADS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Members:
    """Who may look into the ledger: bound groups and the office's, in private their members, liaisons and administrators."""

    def __init__(self, config: Config, ledger: Ledger) -> None:
        self._config, self._ledger = config, ledger
        self._membership = Membership(ledger, self._office)

    async def sees(self, message: Message, user: int) -> bool:
        """Whether a user may, where `message` stands."""
        if message.chat.type != ChatType.PRIVATE:
            bound = any(b.active for b in self._ledger.chats.of_chat(message.chat_id))
            return bound or message.chat_id == self._office()
        return await self.belongs(message.get_bot(), user)

    async def belongs(self, bot: Bot, user: int) -> bool:
        """Whether a user is an administrator, a liaison, or a member of a bound group or the office's."""
        known = user in self._config.admins or self._ledger.liaisons.is_one(user)
        return known or await self._membership.includes(bot, user)

    def _office(self) -> Key | None:
        office = self._config.office_chat
        return self._ledger.outbox.moved(office) if office else None


async def is_member(bot: Bot, chat: Key, user: Key, unknown: bool = True) -> bool:
    """Whether a user is in a group; `unknown` where Telegram does not say."""
    status = await _status(bot, chat, user)
    return unknown if status is None else status not in _OUTSIDE


async def leads(bot: Bot, chat: int, user: int) -> bool:
    """Whether a user is one of the group's administrators."""
    return await _status(bot, chat, user) in _HEADS


async def may_settle(message: Message, config: Config) -> bool:
    """Whether whoever wrote it settles what holds for a chat: an administrator of the program or of the group, anonymous or not."""
    user = message.from_user
    if message.sender_chat:
        return message.sender_chat.id == message.chat_id
    if user is None:
        return False
    return user.id in config.admins or await leads(message.get_bot(), message.chat_id, user.id)


async def _status(bot: Bot, chat: Key, user: Key) -> str | None:
    try:
        return (await asked(lambda: bot.get_chat_member(chat, int(user)), _AGAIN)).status
    except BadRequest as error:
        return ChatMemberStatus.LEFT if "not found" in error.message.lower() else None
    except TelegramError as error:
        log.warning("membership not known: %s", error.message)
        return None
