"""Which group speaks for which units: /bind, /unbind, /chats."""

from __future__ import annotations

import re
from datetime import datetime

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from .ledger import Binding
from .message import Pressed, paged, yes_no
from .sending import answer_query, keyboard
from .talk import Talk
from .texts import TELEGRAM

_ITEM = "· "


class Bindings:
    """Binding a group, after a confirmation of what was understood."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.commands = {"bind": self.bind, "unbind": self.unbind, "chats": self.chats}
        self.presses = {"b": self.confirmed}

    async def bind(self, message: Message, user_id: int, words: list[str]) -> None:
        """/bind UNIT…: shows what was understood and asks."""
        sender = self._talk.sender
        asked = [w for part in words for w in re.split("[，、,;；]", part) if w]
        if message.chat.type == ChatType.PRIVATE or not asked:
            await sender.say(message, TELEGRAM["group_only" if message.chat.type == ChatType.PRIVATE else "bind_what"])
            return
        names = (await self._talk.service.run(user_id, lambda desk: desk.names)).value
        if unknown := [w for w in asked if not names.units_called(w)]:
            await sender.say(message, TELEGRAM["bind_unknown"].format(names="、".join(unknown)))
            return
        units = dict.fromkeys(u for w in asked for u in names.units_called(w))
        text = TELEGRAM["bind_confirm"].format(units="\n".join(f"{_ITEM}{u}" for u in units))
        await sender.say(message, text, keyboard(yes_no("b", message.message_id, "确认", "取消")))

    async def confirmed(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        """确认 or 取消: the units stand in the bot's own question, so that a restart in between forgets nothing."""
        units = [line.removeprefix(_ITEM) for line in (message.text or "").split("\n") if line.startswith(_ITEM)]
        known = (await self._talk.service.run(query.from_user.id, lambda desk: desk.names)).value.units
        if not units or any(known.get(u) != (u,) for u in units):
            await answer_query(query, TELEGRAM["expired"])
            return
        await answer_query(query)
        agreed = button.rest[0] == "y"
        if agreed:
            thread = message.message_thread_id if message.is_topic_message else None
            self._talk.ledger.bind(message.chat_id, thread, message.chat.title or "", units, query.from_user.id)
        text = TELEGRAM["bound" if agreed else "cancelled"].format(units="、".join(units))
        await self._talk.sender.say(message, text, edit=message.message_id)

    async def unbind(self, message: Message, user_id: int, _: list[str]) -> None:
        """/unbind in a bound group."""
        done = self._talk.ledger.unbind(message.chat_id, user_id)
        await self._talk.sender.say(message, TELEGRAM["unbound" if done else "not_bound"])

    async def chats(self, message: Message, _: int, __: list[str]) -> None:
        """/chats: who is bound to what, what was last delivered when, and what is suspended."""
        lines = [self._line(binding) for binding in self._talk.ledger.bindings()]
        for page in paged(lines) or [TELEGRAM["no_chats"]]:
            await self._talk.sender.say(message, page)

    def _line(self, binding: Binding) -> str:
        last = binding.delivered_at
        return TELEGRAM["binding"].format(
            title=binding.title,
            chat=binding.chat_id,
            units="、".join(binding.units),
            day=f"{self._local(binding.bound_at):%Y-%m-%d}",
            delivered=TELEGRAM["delivered"].format(at=f"{self._local(last):%Y-%m-%d %H:%M}") if last else TELEGRAM["undelivered"],
            suspended="" if binding.active else TELEGRAM["suspended"],
        )

    def _local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self._talk.config.timezone)
