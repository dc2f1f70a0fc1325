"""Administrators' commands: binding groups, looking at use, review of phrasings, revisions."""

from __future__ import annotations

import asyncio
import html
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from corpus.errors import RectifyError
from index.revision import current, history, publish

from .handlers import AnyApplication, Context
from .ledger import Asked
from .message import VERSION, Button, Pressed, read_button
from .sending import answer_query, keyboard
from .service import Busy
from .talk import Talk
from .texts import ADMIN_COMMANDS, TELEGRAM

ANONYMOUS = 1087968824
"""GroupAnonymousBot, in whose name anonymous administrators speak (Bot API, Message.sender_chat)."""
TOLD_AFTER = 3
_PENDING = 200
Command = Callable[[Message, int, list[str]], Awaitable[None]]


@dataclass(frozen=True)
class _Wish:
    """A binding that waits for its confirmation."""

    thread_id: int | None
    title: str
    units: tuple[str, ...]


class Administration:
    """What the users of RECTIFY_ADMINS may do, and nobody else."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._config, self._ledger = talk.config, talk.ledger
        self._wishes: OrderedDict[tuple[int, int], _Wish] = OrderedDict()
        self._commands: dict[str, Command] = {
            "bind": self.bind,
            "unbind": self.unbind,
            "chats": self.chats,
            "stats": self.stats,
            "phrasings": self.phrasings,
            "revisions": self.revisions,
            "rollback": self.rollback,
        }
        assert self._commands.keys() == ADMIN_COMMANDS.keys()

    def register(self, application: AnyApplication) -> None:
        """Commands of new messages only (an edit is no command), and their confirmations."""
        application.add_handler(CommandHandler(list(self._commands), self.command, filters=filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.confirmed, pattern="^v1:[bp]:"))

    async def command(self, update: Update, context: Context) -> None:
        """Run an administrator's command, or refuse it, record it, and tell the administrators of the third try."""
        message, user = update.message, update.effective_user
        if message is None or message.text is None or user is None:
            return
        if user.id not in self._config.admins or message.sender_chat or message.forward_origin:
            await self._refuse(message, user.id, user.full_name)
            return
        self._ledger.record("command", user.id, message.chat_id, message.text)
        name = message.text.split()[0].lstrip("/").partition("@")[0].lower()
        try:
            await self._commands[name](message, user.id, list(context.args or []))
        except RectifyError as error:
            await self._say(message, str(error))
        except Busy:
            await self._say(message, TELEGRAM["crowded"])

    async def _refuse(self, message: Message, user_id: int, name: str) -> None:
        text = message.text or ""
        self._ledger.record("refused", user_id, message.chat_id, text)
        third = user_id != ANONYMOUS and self._ledger.times_refused(user_id) == TOLD_AFTER
        await self._talk.say(message, TELEGRAM["anonymous" if user_id == ANONYMOUS else "not_admin"])
        if third:
            told = TELEGRAM["prying"].format(user=f"{name}（{user_id}）", command=text[:60])
            await self._talk.sender.tell_admins(message.get_bot(), told)

    # --- binding --------------------------------------------------------------------------------------------

    async def bind(self, message: Message, user_id: int, words: list[str]) -> None:
        """/bind UNIT…: shows what was understood and asks."""
        if message.chat.type == ChatType.PRIVATE:
            await self._say(message, TELEGRAM["group_only"])
            return
        if not words:
            await self._say(message, TELEGRAM["bind_what"])
            return
        asked = [w for part in words for w in re.split("[，、,;；]", part) if w]
        names = (await self._talk.service.run(user_id, lambda desk: desk.names)).value
        if unknown := [w for w in asked if not names.units.get(w)]:
            await self._say(message, TELEGRAM["bind_unknown"].format(names="、".join(unknown)))
            return
        units = tuple(dict.fromkeys(u for w in asked for u in names.units[w]))
        thread = message.message_thread_id if message.is_topic_message else None
        self._wishes[message.chat_id, message.message_id] = _Wish(thread, message.chat.title or "", units)
        while len(self._wishes) > _PENDING:
            self._wishes.popitem(last=False)
        text = TELEGRAM["bind_confirm"].format(units="\n".join(f"· {u}" for u in units))
        await self._ask(message, text, "b", message.message_id, ("确认", "取消"))

    async def unbind(self, message: Message, user_id: int, _: list[str]) -> None:
        """/unbind in a bound group."""
        done = self._ledger.unbind(message.chat_id, user_id)
        await self._say(message, TELEGRAM["unbound" if done else "not_bound"])

    async def confirmed(self, update: Update, _: Context) -> None:
        """A pressed 确认 or 取消 of a binding, or 采纳 or 忽略 of a phrasing; rights are checked again."""
        query = update.callback_query
        if query is None or not isinstance(query.message, Message):
            return
        button = read_button(query.data or "")
        if query.from_user.id not in self._config.admins:
            self._ledger.record("refused", query.from_user.id, query.message.chat_id, query.data or "")
            await answer_query(query, TELEGRAM["not_admin"])
        elif button is None:
            await answer_query(query, TELEGRAM["expired"])
        elif button.action == "p":
            await self._reviewed(query, query.message, button)
        else:
            await self._bound(query, query.message, button)
        raise Stop

    async def _bound(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        wish = self._wishes.pop((message.chat_id, button.subject), None)
        if wish is None:
            await answer_query(query, TELEGRAM["expired"])
            return
        await answer_query(query)
        agreed = button.rest[0] == "y"
        if agreed:
            self._ledger.bind(message.chat_id, wish.thread_id, wish.title, wish.units, query.from_user.id)
        text = TELEGRAM["bound" if agreed else "cancelled"].format(units="、".join(wish.units))
        await self._talk.sender.reply(message, html.escape(text), edit=message.message_id)

    async def _reviewed(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        accept = button.rest[0] == "y"
        asked = self._ledger.review(button.subject, query.from_user.id, accept)
        verdict = TELEGRAM["accepted" if accept else "rejected"] if asked else TELEGRAM["expired"]
        await answer_query(query, verdict)
        if asked:
            await self._talk.sender.reply(message, html.escape(f"{message.text or ''}\n{verdict}"), edit=message.message_id)

    # --- looking --------------------------------------------------------------------------------------------

    async def chats(self, message: Message, _: int, __: list[str]) -> None:
        """/chats: who is bound to what."""
        lines = [
            TELEGRAM["binding"].format(
                title=b.title or b.chat_id,
                units="、".join(b.units),
                day=b.bound_at[:10],
                suspended="" if b.active else TELEGRAM["suspended"],
            )
            for b in self._ledger.bindings()
        ]
        await self._say(message, "\n".join(lines)[:4000] or TELEGRAM["no_chats"])

    async def stats(self, message: Message, _: int, __: list[str]) -> None:
        """/stats: the last thirty days."""
        s = self._ledger.stats()
        lines = [TELEGRAM["stats"].format(people=s.people, questions=s.questions, refused=s.refused, up=s.up, down=s.down)]
        lines += [TELEGRAM["slow"].format(milliseconds=ms, question=question[:40]) for question, ms in s.slowest]
        await self._say(message, "\n".join(lines))

    async def phrasings(self, message: Message, _: int, __: list[str]) -> None:
        """/phrasings: questions with a choice or a 👎, one message each."""
        waiting = self._ledger.to_review()
        if not waiting:
            await self._say(message, TELEGRAM["no_review"])
        for asked in waiting:
            await self._ask(message, _review(asked), "p", asked.id, ("采纳" if asked.chosen else "", "忽略"))

    async def revisions(self, message: Message, _: int, __: list[str]) -> None:
        """/revisions: what can be gone back to."""
        number = current(self._config.revisions)
        lines = [
            TELEGRAM["revision"].format(
                mark="▶ " if m.number == number else "", number=m.number, day=m.created[:10], problems=m.problems, source=m.source
            )
            for m in history(self._config.revisions)
        ]
        await self._say(message, "\n".join(lines[-30:]) or TELEGRAM["no_revisions"])

    async def rollback(self, message: Message, _: int, words: list[str]) -> None:
        """/rollback N: the next question is answered from revision N."""
        if not words or not re.fullmatch("[0-9]{1,9}", words[0]):
            await self._say(message, TELEGRAM["rollback_what"])
            return
        await asyncio.to_thread(publish, self._config.revisions, int(words[0]))
        await self._say(message, TELEGRAM["rolled_back"].format(number=int(words[0])))

    # --- sending --------------------------------------------------------------------------------------------

    async def _say(self, message: Message, text: str) -> None:
        await self._talk.sender.reply(message, html.escape(text, quote=False))

    async def _ask(self, message: Message, text: str, action: str, subject: int, answers: tuple[str, str]) -> None:
        """A question with buttons for yes and no; an empty one is left out."""
        row = [Button(a, f"{VERSION}:{action}:{subject}:{v}") for a, v in zip(answers, "yn", strict=True) if a]
        await self._talk.sender.reply(message, html.escape(text, quote=False), keyboard([row]))


def _review(asked: Asked) -> str:
    answered = f"第{asked.problem}项" if asked.problem else "未答"
    chosen = f"第{asked.chosen}项" if asked.chosen else "👎"
    return TELEGRAM["review"].format(question=asked.question, answered=answered, chosen=chosen)
