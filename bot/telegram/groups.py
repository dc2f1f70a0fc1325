"""The life of a group: the bot is removed and comes back, the group becomes a supergroup."""

from __future__ import annotations

import re
from datetime import datetime

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ChatMemberHandler, MessageHandler, TypeHandler, filters

from bot.buttons import NUMBER, ButtonKind, Pressed, yes_no
from bot.messages import Binding, paged
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import answer_query

from .conversation import Talk
from .types import HEARD, AnyApplication, Context, Press
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


_ITEM = "· "
BIND = ButtonKind("b", f"{NUMBER}:[yn]")


class Bindings:
    """Binding a group, after a confirmation of what was understood."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.commands = {"bind": self.bind, "unbind": self.unbind, "chats": self.chats}
        self.presses: dict[ButtonKind, Press] = {BIND: self.confirmed}

    async def bind(self, message: Message, user_id: int, words: list[str]) -> None:
        """/bind UNIT…: shows what was understood and asks."""
        sender = self._talk.sender
        asked = [w for part in words for w in re.split("[，、,;；]", part) if w]
        if message.chat.type == ChatType.PRIVATE or not asked:
            await sender.say(message, (TELEGRAM.group_only if message.chat.type == ChatType.PRIVATE else TELEGRAM.bind_what))
            return
        names = (await self._talk.service.run(user_id, lambda desk: desk.names)).value
        if unknown := [w for w in asked if not names.units_called(w)]:
            await sender.say(message, TELEGRAM.bind_unknown.format(names="、".join(unknown)))
            return
        units = dict.fromkeys(u for w in asked for u in names.units_called(w))
        text = TELEGRAM.bind_confirm.format(units="\n".join(f"{_ITEM}{u}" for u in units))
        await sender.say(message, text, keyboard(yes_no(BIND, message.message_id, "确认", "取消")))

    async def confirmed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """确认 or 取消: the units stand in the bot's own question, so that a restart in between forgets nothing."""
        units = [line.removeprefix(_ITEM) for line in (message.text or "").split("\n") if line.startswith(_ITEM)]
        known = (await self._talk.service.run(query.from_user.id, lambda desk: desk.names)).value.units
        if not units or any(known.get(u) != (u,) for u in units):
            await answer_query(query, TELEGRAM.expired)
            return
        await answer_query(query)
        agreed = said.words[1] == "y"
        if agreed:
            thread = message.message_thread_id if message.is_topic_message else None
            self._talk.ledger.chats.bind(message.chat_id, thread, message.chat.title or "", units, query.from_user.id)
        text = (TELEGRAM.bound if agreed else TELEGRAM.cancelled).format(units="、".join(units))
        await self._talk.sender.say(message, text, edit=message.message_id)

    async def unbind(self, message: Message, user_id: int, _: list[str]) -> None:
        """/unbind in a bound group."""
        done = self._talk.ledger.chats.unbind(message.chat_id, user_id)
        await self._talk.sender.say(message, (TELEGRAM.unbound if done else TELEGRAM.not_bound))

    async def chats(self, message: Message, _: int, __: list[str]) -> None:
        """/chats: who is bound to what, what was last delivered when, and what is suspended."""
        lines = [self._line(binding) for binding in self._talk.ledger.chats.bindings()]
        for page in paged(lines) or [TELEGRAM.no_chats]:
            await self._talk.sender.say(message, page)

    def _line(self, binding: Binding) -> str:
        last = binding.delivered_at
        return TELEGRAM.binding.format(
            title=binding.title,
            chat=binding.chat_id,
            units="、".join(binding.units),
            day=f"{self._local(binding.bound_at):%Y-%m-%d}",
            delivered=TELEGRAM.delivered.format(at=f"{self._local(last):%Y-%m-%d %H:%M}") if last else TELEGRAM.undelivered,
            suspended="" if binding.active else TELEGRAM.suspended,
        )

    def _local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self._talk.config.timezone)
