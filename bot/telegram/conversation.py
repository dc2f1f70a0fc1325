"""One turn of a conversation in Telegram: let in, answered under a typing action, shown, and kept."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from telegram import Message, Update
from telegram.constants import ChatType

from bot.config import Config
from bot.engine.asking.asking import Asker, Asking
from bot.engine.asking.conversations import Busy, Service
from bot.engine.asking.throttle import Throttle
from bot.engine.reply import Reply
from bot.storage.database import Ledger
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import Sender, answer_query
from corpus.errors import RectifyError

from .html import pages
from .members import Members
from .types import topic_of
from .words import TELEGRAM

log = logging.getLogger(__name__)
T = TypeVar("T")
STALE = timedelta(minutes=10)
"""A group's question this old is not answered any more: the talk has gone on."""
_REMEMBERED = 500


@dataclass
class Talk:
    """What all handlers share; `users` and `groups` follow Telegram's limits of 1 message a second and 20 a minute."""

    config: Config
    service: Service
    ledger: Ledger
    sender: Sender
    members: Members
    asking: Asking
    users: Throttle = field(default_factory=lambda: Throttle(60, 2.0))
    groups: Throttle = field(default_factory=lambda: Throttle(12, 0.12))
    _answers: OrderedDict[tuple[int, int], int | None] = field(default_factory=OrderedDict)

    async def say(self, message: Message, text: str) -> None:
        """Plain text in answer to a message, in place of what answered it before it was edited."""
        if await self.admits(message, _user(message)):
            self._answered(message, await self.sender.say(message, text, edit=self._before(message)))

    async def answer(self, message: Message, words: str) -> None:
        """Answer a question; an edited one by editing the answer."""
        user_id = _user(message)
        asker = self.asker(message, user_id)
        if is_stale(message):
            return
        if reply := await self.working(message, user_id, lambda: self.asking.ask(asker, words)):
            self._answered(message, await self.show(message, reply, edit=self._before(message)))

    def asker(self, message: Message, user_id: int) -> Asker:
        """Who asks where a message stands."""
        return Asker(message.chat_id, user_id, topic_of(message), lambda: self.members.sees(message, user_id))

    async def working(self, message: Message, user_id: int, work: Callable[[], Awaitable[T]]) -> T | None:
        """Do `work` under a typing action, if the user and the group have not asked too much; None where it was not done."""
        if not await self.admits(message, user_id):
            return None
        try:
            async with self.sender.typing(message):
                return await work()
        except Busy as busy:
            if self.users.tells(user_id):
                await self.sender.reply(message, (TELEGRAM.busy if busy.own else TELEGRAM.crowded))
        except RectifyError as error:
            log.error("%s", error)
            await self.sender.reply(message, TELEGRAM.failed)
        return None

    async def admits(self, message: Message, user_id: int) -> bool:
        """Whether the user and the group may have another message; the first refusal is told, the others are silent."""
        private = message.chat.type == ChatType.PRIVATE
        if self.users.admits(user_id) and (private or self.groups.admits(message.chat_id)):
            return True
        if self.users.tells(user_id) and (private or self.groups.tells(message.chat_id)):
            await self.sender.reply(message, TELEGRAM.busy)
        return False

    async def refuse(self, update: Update) -> None:
        """Too much of this user waits already: said once."""
        user = update.effective_user
        if update.callback_query:
            await answer_query(update.callback_query, TELEGRAM.busy)
        elif update.message and user and self.users.tells(user.id):
            await self.sender.say(update.message, TELEGRAM.busy)

    async def show(self, message: Message, reply: Reply, edit: int | None = None) -> int | None:
        """An answer in as many messages as it takes, its buttons under the last; the id of the first."""
        markup = keyboard([list(row) for row in reply.rows])
        first, *more = pages(reply.paragraphs)
        sent = await self.sender.reply(message, first, None if more else markup, edit)
        for i, page in enumerate(more, 1):
            await self.sender.reply(message, page, markup if i == len(more) else None)
        return sent

    def was_answered(self, message: Message) -> bool:
        """Whether this message was answered, so that its edit is a question too."""
        return (message.chat_id, message.message_id) in self._answers

    def _before(self, message: Message) -> int | None:
        """The bot's message that answered this one before it was edited."""
        return self._answers.get((message.chat_id, message.message_id))

    def _answered(self, message: Message, by: int | None) -> None:
        self._answers[message.chat_id, message.message_id] = by
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)


def is_stale(message: Message) -> bool:
    """Whether a group's message is too old to be answered."""
    said = message.edit_date or message.date
    return message.chat.type != ChatType.PRIVATE and datetime.now(UTC) - said > STALE


def _user(message: Message) -> int:
    return message.from_user.id if message.from_user else 0
