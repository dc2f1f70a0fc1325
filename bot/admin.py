"""Administrators' commands and the life of groups: binding, removal, migration, review of phrasings, revisions."""

from __future__ import annotations

import html
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters
from telegram.ext import ApplicationHandlerStop as Stop

from corpus.errors import RectifyError
from index.revision import current, history, publish

from .handlers import Context, Handlers, answer_query, keyboard
from .message import VERSION, Button, read_button
from .texts import ADMIN_COMMANDS, TELEGRAM

log = logging.getLogger(__name__)
ANONYMOUS = 1087968824
"""GroupAnonymousBot, in whose name anonymous administrators speak (Bot API, Message.sender_chat)."""
TOLD_AFTER = 3
_PENDING = 200
_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
Command = Callable[[Message, int, list[str]], Awaitable[None]]


class Administration:
    """What the users of RECTIFY_ADMINS may do, and nobody else."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self._config = handlers.config
        self._ledger = handlers.ledger
        self._pending: OrderedDict[int, tuple[int, int | None, str, tuple[str, ...], int]] = OrderedDict()
        self._commands: dict[str, Command] = {
            "bind": self.bind,
            "unbind": self.unbind,
            "chats": self.chats,
            "stats": self.stats,
            "phrasings": self.phrasings,
            "revisions": self.revisions,
            "rollback": self.rollback,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Commands of new messages only, confirmations, and what happens to the bot in a group."""
        assert self._commands.keys() == ADMIN_COMMANDS.keys()
        application.add_handler(CommandHandler(list(self._commands), self.command, filters=filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.confirmed, pattern="^v1:[bp]:"))
        application.add_handler(ChatMemberHandler(self.membership, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.migrated))

    async def command(self, update: Update, context: Context) -> None:
        """Run an administrator's command, or refuse it, record it, and tell the administrators of the third try."""
        message, user = update.message, update.effective_user
        if message is None or message.text is None or user is None:
            return
        name = message.text.split()[0].lstrip("/").partition("@")[0].lower()
        if user.id in self._config.admins and message.sender_chat is None and message.forward_origin is None:
            self._ledger.record("command", user.id, message.chat_id, message.text)
            try:
                await self._commands[name](message, user.id, list(context.args or []))
            except RectifyError as error:
                await self._say(message, str(error))
            return
        self._ledger.record("refused", user.id, message.chat_id, message.text)
        await self._say(message, TELEGRAM["anonymous" if user.id == ANONYMOUS else "not_admin"])
        if user.id != ANONYMOUS and self._ledger.times_refused(user.id) == TOLD_AFTER:
            await self.tell_admins(context, TELEGRAM["prying"].format(user=f"{user.full_name}（{user.id}）", command=message.text[:60]))

    # --- binding ----------------------------------------------------------------------------------------

    async def bind(self, message: Message, user_id: int, words: list[str]) -> None:
        """/bind UNIT…: shows what was understood and asks."""
        if message.chat.type == ChatType.PRIVATE:
            await self._say(message, TELEGRAM["group_only"])
            return
        if not words:
            await self._say(message, TELEGRAM["bind_what"])
            return
        names = self._handlers.service.open().names
        asked = [w for part in words for w in part.replace("，", "、").replace(",", "、").split("、") if w]
        unknown = [w for w in asked if not names.units.get(w)]
        if unknown:
            await self._say(message, TELEGRAM["bind_unknown"].format(names="、".join(unknown)))
            return
        units = tuple(dict.fromkeys(u for w in asked for u in names.units[w]))
        thread = message.message_thread_id if message.is_topic_message else None
        self._pending[message.message_id] = (message.chat_id, thread, message.chat.title or "", units, user_id)
        while len(self._pending) > _PENDING:
            self._pending.popitem(last=False)
        rows = [[Button("确认", f"{VERSION}:b:{message.message_id}:y"), Button("取消", f"{VERSION}:b:{message.message_id}:n")]]
        text = TELEGRAM["bind_confirm"].format(units="\n".join(f"· {u}" for u in units))
        await self._handlers.reply(message, html.escape(text), keyboard(rows))

    async def unbind(self, message: Message, user_id: int, _: list[str]) -> None:
        """/unbind in a bound group."""
        done = self._ledger.unbind(message.chat_id, user_id)
        await self._say(message, TELEGRAM["unbound" if done else "not_bound"])

    async def confirmed(self, update: Update, _: Context) -> None:
        """A pressed 确认 or 取消 of a binding, or 采纳 or 忽略 of a phrasing; rights are checked again."""
        query = update.callback_query
        button = read_button(query.data or "") if query else None
        if query is None or not isinstance(query.message, Message):
            return
        if query.from_user.id not in self._config.admins:
            self._ledger.record("refused", query.from_user.id, query.message.chat_id, query.data or "")
            await answer_query(query, TELEGRAM["not_admin"])
        elif button is None:
            await answer_query(query, TELEGRAM["expired"])
        elif button.action == "p":
            done = self._ledger.review(button.subject, query.from_user.id, button.rest[0] == "y")
            await answer_query(query, TELEGRAM["accepted" if button.rest[0] == "y" else "rejected"] if done else TELEGRAM["expired"])
            await self._handlers.reply(query.message, html.escape(query.message.text or ""), edit=query.message.message_id)
        else:
            pending = self._pending.pop(button.subject, None)
            if pending is None:
                await answer_query(query, TELEGRAM["expired"])
                raise Stop
            await answer_query(query)
            chat_id, thread, title, units, _user = pending
            if button.rest[0] == "y":
                self._ledger.bind(chat_id, thread, title, units, query.from_user.id)
            text = TELEGRAM["bound"].format(units="、".join(units)) if button.rest[0] == "y" else TELEGRAM["cancelled"]
            await self._handlers.reply(query.message, html.escape(text), edit=query.message.message_id)
        raise Stop

    # --- looking ----------------------------------------------------------------------------------------

    async def chats(self, message: Message, _: int, __: list[str]) -> None:
        """/chats: who is bound to what."""
        lines = [
            f"{b.title or b.chat_id}：{'、'.join(b.units)}（{b.bound_at[:10]}{'' if b.active else '，已暂停'}）" for b in self._ledger.bindings()
        ]
        await self._say(message, "\n".join(lines) or TELEGRAM["no_chats"])

    async def stats(self, message: Message, _: int, __: list[str]) -> None:
        """/stats: the last thirty days."""
        s = self._ledger.stats()
        lines = [f"近30天：{s.people}人问了{s.questions}次，拒答{s.refused}次，👍{s.up}，👎{s.down}"]
        lines += [f"最慢：{ms}毫秒　{question[:40]}" for question, ms in s.slowest]
        await self._say(message, "\n".join(lines))

    async def phrasings(self, message: Message, _: int, __: list[str]) -> None:
        """/phrasings: questions with a choice or a 👎, one message each."""
        waiting = self._ledger.to_review()
        if not waiting:
            await self._say(message, TELEGRAM["no_review"])
        for asked in waiting:
            text = TELEGRAM["review"].format(
                question=asked.question,
                answered=f"第{asked.problem}项" if asked.problem else "未答",
                chosen=f"第{asked.chosen}项" if asked.chosen else "👎",
            )
            rows = [[Button("采纳", f"{VERSION}:p:{asked.id}:y"), Button("忽略", f"{VERSION}:p:{asked.id}:n")]]
            await self._handlers.reply(message, html.escape(text), keyboard(rows if asked.chosen else [rows[0][1:]]))

    async def revisions(self, message: Message, _: int, __: list[str]) -> None:
        """/revisions: what can be gone back to."""
        number = current(self._config.revisions)
        lines = [
            f"{'▶ ' if m.number == number else ''}第{m.number}版　{m.created[:10]}　{m.problems}个问题　{m.source}"
            for m in history(self._config.revisions)
        ]
        await self._say(message, "\n".join(lines))

    async def rollback(self, message: Message, _: int, words: list[str]) -> None:
        """/rollback N."""
        if not words or not words[0].isdecimal():
            await self._say(message, TELEGRAM["rollback_what"])
            return
        publish(self._config.revisions, int(words[0]))
        await self._say(message, f"已退回到第{words[0]}版。")

    # --- groups -----------------------------------------------------------------------------------------

    async def membership(self, update: Update, context: Context) -> None:
        """Removed from a group: its binding is suspended and the administrators are told; back again: resumed."""
        change: ChatMemberUpdated | None = update.my_chat_member
        if change is None or change.chat.type == ChatType.PRIVATE:
            return
        binding = self._ledger.binding(change.chat.id)
        gone = change.new_chat_member.status in _GONE
        if binding is None or binding.active == (not gone):
            return
        self._ledger.set_active(change.chat.id, not gone)
        text = TELEGRAM["moved_out" if gone else "came_back"].format(title=binding.title)
        await self.tell_admins(context, text)

    async def migrated(self, update: Update, _: Context) -> None:
        """A group became a supergroup; both service messages say the same."""
        message = update.effective_message
        chat: Chat | None = update.effective_chat
        if message is None or chat is None:
            return
        old, new = (chat.id, message.migrate_to_chat_id) if message.migrate_to_chat_id else (message.migrate_from_chat_id, chat.id)
        if old and new and self._ledger.binding(old):
            self._ledger.move_chat(old, new)

    # --- sending ----------------------------------------------------------------------------------------

    async def tell_admins(self, context: Context, text: str) -> None:
        """A private message to every administrator who has spoken to the bot."""
        for admin in self._config.admins:
            try:
                await context.bot.send_message(admin, text)
            except TelegramError as error:
                log.warning("administrator %s not told: %s", admin, error.message)

    async def _say(self, message: Message, text: str) -> None:
        await self._handlers.reply(message, html.escape(text))
