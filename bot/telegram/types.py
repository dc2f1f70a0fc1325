"""The types that the handlers of Telegram share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Protocol

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, ContextTypes

from bot.buttons import ButtonKind, Pressed

Context = ContextTypes.DEFAULT_TYPE
Heard = Callable[[Update, Context], Coroutine[Any, Any, None]]
"""What a command does with an update."""
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
HEARD, ADMIT = -2, -1
"""What every update passes first, in this order (groups of python-telegram-bot)."""


Command = Callable[[Message, int, list[str]], Awaitable[None]]
"""What a command does: the message, the administrator's id, the words after the command."""
Press = Callable[[CallbackQuery, Message, Pressed], Awaitable[None]]
"""What a button does: the query, which this has to answer, the bot's message above the button, what its data says."""


class Part(Protocol):
    """A group of commands, and the kinds of buttons under what they say."""

    @property
    def commands(self) -> Mapping[str, Command]: ...  # noqa: D102

    @property
    def presses(self) -> Mapping[ButtonKind, Press]: ...  # noqa: D102


def topic_of(message: Message) -> int | None:
    """The topic of a forum that a message stands in; None in its General topic and in every other chat."""
    return message.message_thread_id if message.is_topic_message else None
