"""Who is a member of a group, as Telegram says (Bot API, getChatMember)."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, TelegramError

log = logging.getLogger(__name__)
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_HEADS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def is_member(bot: Bot, chat: int, user: int, unknown: bool = True) -> bool:
    """Whether a user is in a group; `unknown` where Telegram does not say."""
    status = await _status(bot, chat, user)
    return unknown if status is None else status not in _OUTSIDE


async def leads(bot: Bot, chat: int, user: int) -> bool:
    """Whether a user is one of the group's administrators."""
    return await _status(bot, chat, user) in _HEADS


async def _status(bot: Bot, chat: int, user: int) -> str | None:
    try:
        return (await bot.get_chat_member(chat, user)).status
    except BadRequest as error:
        return ChatMemberStatus.LEFT if "not found" in error.message.lower() else None
    except TelegramError as error:
        log.warning("membership not known: %s", error.message)
        return None
