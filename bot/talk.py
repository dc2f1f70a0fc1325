"""One turn of a conversation in Telegram: let in, answered under a typing action, shown, and kept."""

from __future__ import annotations

import asyncio
import html
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from telegram import Message
from telegram.constants import ChatType

from corpus.errors import RectifyError

from .answer import Desk
from .config import Config
from .ledger import Ledger
from .message import as_html, buttons
from .normal import checked_question
from .question import Question
from .sending import Sender, keyboard, typing
from .service import Answered, Busy, Done, Service
from .texts import TELEGRAM
from .throttle import Throttle

log = logging.getLogger(__name__)
T = TypeVar("T")
STALE = timedelta(minutes=10)
"""A group's question this old is not answered any more: the talk has gone on."""
_REMEMBERED = 500


@dataclass
class Turn:
    """A message of a user and what answers it; it and its edits are answered one after another."""

    sent: int | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Talk:
    """What all handlers share; `users` and `groups` follow Telegram's limits of 1 message a second and 20 a minute."""

    config: Config
    service: Service
    ledger: Ledger
    sender: Sender
    users: Throttle = field(default_factory=lambda: Throttle(30, 1.0))
    groups: Throttle = field(default_factory=lambda: Throttle(15, 0.25))
    _turns: OrderedDict[tuple[int, int], Turn] = field(default_factory=OrderedDict)

    async def say(self, message: Message, text: str) -> None:
        """Plain text in answer to a message, in place of what answered it before it was edited."""
        if await self.admits(message, _user(message)):
            turn = self._turn(message)
            async with turn.lock:
                turn.sent = await self.sender.say(message, text, edit=turn.sent)

    async def answer(self, message: Message, words: str) -> None:
        """Answer a question; an edited one by editing the answer."""
        try:
            question = checked_question(words)
        except RectifyError as error:
            await self.say(message, str(error))
            return
        user_id = _user(message)
        await self._ask(message, question, lambda: self.service.ask(message.chat_id, user_id, question))

    async def tell(self, message: Message, question: Callable[[Desk], Question]) -> None:
        """Answer the question that a command makes."""
        user_id = _user(message)
        await self._ask(message, message.text or "", lambda: self.service.tell(user_id, question, message.chat_id))

    async def _ask(self, message: Message, words: str, work: Callable[[], Awaitable[Answered]]) -> None:
        if is_stale(message):
            return
        turn, user_id = self._turn(message), _user(message)
        async with turn.lock:
            done = await self.working(message, user_id, work)
            if done:
                turn.sent = await self.show(message, done, user_id, words, edit=turn.sent)

    async def working(self, message: Message, user_id: int, work: Callable[[], Awaitable[Done[T]]]) -> Done[T] | None:
        """Do `work` under a typing action, if the user and the group have not asked too much; None where it was not done."""
        if not await self.admits(message, user_id):
            return None
        try:
            async with typing(message):
                return await work()
        except Busy as busy:
            if self.users.tells(user_id):
                await self.sender.reply(message, TELEGRAM["busy" if busy.own else "crowded"])
        except RectifyError as error:
            log.error("%s", error)
            await self.sender.reply(message, TELEGRAM["failed"])
        return None

    async def admits(self, message: Message, user_id: int) -> bool:
        """Whether the user and the group may have another message; the first refusal is told, the others are silent."""
        private = message.chat.type == ChatType.PRIVATE
        if self.users.admits(user_id) and (private or self.groups.admits(message.chat_id)):
            return True
        if self.users.tells(user_id) and (private or self.groups.tells(message.chat_id)):
            await self.sender.reply(message, TELEGRAM["busy"])
        return False

    async def show(
        self, message: Message, done: Answered, user_id: int, question: str, note: str = "", edit: int | None = None
    ) -> int | None:
        """Keep the question and show its answer with its buttons, under `note`; the id of the bot's message."""
        reply = done.value
        problem = reply.problems[0] if reply.problems and not reply.refused else None
        kept = (message.chat_id, user_id, question, reply.kind.value, problem, reply.refused, done.milliseconds)
        markup = keyboard(buttons(reply, done.revision, self.ledger.asked(*kept)))
        text = as_html(reply, done.desk.plan)
        return await self.sender.reply(message, f"{html.escape(note)}\n\n{text}" if note else text, markup, edit)

    def was_answered(self, message: Message) -> bool:
        """Whether this message was answered, or is being answered, so that its edit is a question too."""
        return (message.chat_id, message.message_id) in self._turns

    def _turn(self, message: Message) -> Turn:
        turn = self._turns.setdefault((message.chat_id, message.message_id), Turn())
        while len(self._turns) > _REMEMBERED:
            self._turns.popitem(last=False)
        return turn


def is_stale(message: Message) -> bool:
    """Whether a group's message is too old to be answered."""
    said = message.edit_date or message.date
    return message.chat.type != ChatType.PRIVATE and datetime.now(UTC) - said > STALE


def _user(message: Message) -> int:
    return message.from_user.id if message.from_user else 0
