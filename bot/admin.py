"""Administrators' commands: the one gate before all of them, and the table of what each group of commands adds."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Protocol

from telegram import CallbackQuery, Message, Update, User
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from corpus.errors import RectifyError

from .handlers import AnyApplication, Context
from .message import Pressed, read_button
from .sending import answer_query
from .service import Busy
from .talk import Talk
from .texts import ADMIN_COMMANDS, TELEGRAM

log = logging.getLogger(__name__)
ANONYMOUS = 1087968824
"""GroupAnonymousBot, in whose name anonymous administrators speak (Bot API, Message.sender_chat)."""
TOLD_AFTER = 3
Command = Callable[[Message, int, list[str]], Awaitable[None]]
"""What a command does: the message, the administrator's id, the words after the command."""
Press = Callable[[CallbackQuery, Message, Pressed], Awaitable[None]]
"""What a button does: the query, which this has to answer, the bot's message above the button, what its data says."""


class Part(Protocol):
    """A group of commands, and the buttons under what they say by the letter of their data (`v1:LETTER:…`)."""

    @property
    def commands(self) -> Mapping[str, Command]: ...  # noqa: D102

    @property
    def presses(self) -> Mapping[str, Press]: ...  # noqa: D102


class Administration:
    """What the users of RECTIFY_ADMINS may do, and nobody else: refused, recorded, told to them at the third try."""

    def __init__(self, talk: Talk, parts: Iterable[Part]) -> None:
        self._talk = talk
        self._commands: dict[str, Command] = {}
        self._presses: dict[str, Press] = {}
        for part in parts:
            self._commands |= part.commands
            self._presses |= part.presses
        assert self._commands.keys() == ADMIN_COMMANDS.keys()

    def register(self, application: AnyApplication) -> None:
        """Commands of new messages only (an edit is no command), and the buttons under what they say."""
        application.add_handler(CommandHandler(list(self._commands), self.command, filters=filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.pressed, pattern=f"^v1:[{''.join(self._presses)}]:"))

    async def command(self, update: Update, context: Context) -> None:
        """Run an administrator's command."""
        message, user = update.message, update.effective_user
        if message is None or message.text is None or user is None:
            return
        name = message.text.split()[0].lstrip("/").partition("@")[0].lower()
        with self._told() as told:
            if await self.admits(message):
                await self._commands[name](message, user.id, list(context.args or []))
        if told:
            await self._talk.sender.say(message, told[0])

    async def pressed(self, update: Update, _: Context) -> None:
        """A button under what a command said; rights are checked again."""
        query = update.callback_query
        if query is None or not isinstance(query.message, Message):
            return
        button = read_button(query.data or "")
        if query.from_user.id not in self._talk.config.admins:
            tries = self._record(query.from_user, query.message, query.data or "")
            await answer_query(query, TELEGRAM["not_admin"])
            await self._warn(query.message, query.from_user, query.data or "", tries)
        elif button is None:
            await answer_query(query, TELEGRAM["expired"])
        else:
            with self._told() as told:
                await self._presses[button.action](query, query.message, button)
            if told:
                await answer_query(query, told[0])
        raise Stop

    @contextlib.contextmanager
    def _told(self) -> Iterator[list[str]]:
        """What to tell an administrator whose command could not be done."""
        told: list[str] = []
        try:
            yield told
        except RectifyError as error:
            told.append(str(error))
        except Busy:
            told.append(TELEGRAM["crowded"])
        except sqlite3.Error as error:
            log.error("ledger: %s", error)
            told.append(TELEGRAM["unwritable"])

    async def admits(self, message: Message) -> bool:
        """Whether a command in this message (or its caption) is an administrator's own; recorded either way, refused if not."""
        user, words = message.from_user, message.text or message.caption or ""
        if user is None:
            return False
        if user.id in self._talk.config.admins and not message.sender_chat and not message.forward_origin:
            self._talk.ledger.record("command", user.id, message.chat_id, words)
            return True
        tries = self._record(user, message, words)
        await self._talk.say(message, TELEGRAM["anonymous" if user.id == ANONYMOUS else "not_admin"])
        await self._warn(message, user, words, tries)
        return False

    def _record(self, user: User, message: Message, tried: str) -> int:
        """Keep a refused try; how many it makes in a day."""
        self._talk.ledger.record("refused", user.id, message.chat_id, tried)
        return self._talk.ledger.times_refused(user.id)

    async def _warn(self, message: Message, user: User, tried: str, tries: int) -> None:
        if tries == TOLD_AFTER and user.id != ANONYMOUS:
            told = TELEGRAM["prying"].format(user=f"{user.full_name}（{user.id}）", command=tried[:60])
            await self._talk.sender.tell_admins(message.get_bot(), told)
