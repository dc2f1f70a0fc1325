"""The commands that each kind of chat is shown in its menu."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.config import Config

from .words import ADMIN_COMMANDS, COMMANDS, GROUP_COMMANDS, OFFICE_COMMANDS

log = logging.getLogger(__name__)
_OFFICES = COMMANDS | OFFICE_COMMANDS
_ADMINS = _OFFICES | ADMIN_COMMANDS


async def set_menus(bot: Bot, config: Config) -> None:
    """Every menu; one that cannot be set does not keep the bot from starting."""
    await _set(bot, COMMANDS, BotCommandScopeAllPrivateChats())
    await _set(bot, COMMANDS | GROUP_COMMANDS, BotCommandScopeAllGroupChats())
    for admin in sorted(config.admins):
        await set_menu_of(bot, admin)
    if config.office_chat:
        await _set(bot, _OFFICES, BotCommandScopeChat(config.office_chat))


async def set_menu_of(bot: Bot, admin: int) -> None:
    """An administrator's, which cannot be set before they began the private chat."""
    await _set(bot, _ADMINS, BotCommandScopeChat(admin))


async def _set(bot: Bot, commands: dict[str, str], scope: Any) -> None:
    try:
        await bot.set_my_commands([BotCommand(name, text) for name, text in commands.items()], scope)
    except TelegramError as error:
        log.warning("menu of %s not set: %s", scope.type, error.message)
