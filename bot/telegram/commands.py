"""What cadres and groups say → the functions that answer: commands, plain text, mentions and replies."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from telegram import Document, Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import CommandHandler, MessageHandler, TypeHandler, filters

from bot.language.writing import asked
from bot.ledger.workflow import Actor
from bot.telegram.wire.sending import answer_query

from .conversation import Talk, is_stale
from .menus import set_menu_of
from .saying import help_of
from .types import ADMIT, AnyApplication, Context, Heard
from .uploads import shown_name
from .words import TELEGRAM

_ASK = re.compile(r"/ask(?:@\w+)?\s*")
PLAIN = {"帮助": "help", "到期": "due", "总览": "status", "我的任务": "mine"}
"""Commands in words."""


class Handlers:
    """What everybody may do."""

    def __init__(
        self,
        talk: Talk,
        writer: Callable[[Message], Actor],
        ledger: Mapping[str, Heard],
        work_on: Callable[[Message, str], Awaitable[bool]],
    ) -> None:
        """`writer` says who wrote a message; `ledger` are the commands of the ledger that everybody may use; `work_on` shows a problem to be worked on, if it is one."""
        self._talk, self._writer, self._work_on = talk, writer, work_on
        self._commands: dict[str, Heard] = {"start": self.start, "help": self.help, "problem": self.problem, **ledger}

    def register_gate(self, application: AnyApplication) -> None:
        """What every update passes first."""
        application.add_handler(TypeHandler(Update, self.admit), group=ADMIT)

    def register(self, application: AnyApplication) -> None:
        """Commands, then text; what is left of a private chat is told what to do instead."""
        add, new, edited = application.add_handler, filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
        for name, command in self._commands.items():
            add(CommandHandler(name, command, filters=new))
        add(CommandHandler("ask", self.ask, filters=new | edited))
        add(MessageHandler(filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT & (new | edited), self.said))
        captioned = filters.CAPTION & (filters.PHOTO | filters.VIDEO | filters.Document.ALL) & ~filters.VIA_BOT & new
        add(MessageHandler(captioned, self.captioned))
        private = filters.ChatType.PRIVATE & new & ~filters.VIA_BOT
        add(MessageHandler(private & filters.COMMAND, self.unknown))
        add(MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, self.no_text))

    # --- before everything ----------------------------------------------------------------------------------

    async def admit(self, update: Update, context: Context) -> None:
        """With RECTIFY_USERS=bound: administrators, bound groups, and in private their members and liaisons."""
        talk, user, chat = self._talk, update.effective_user, update.effective_chat
        if talk.config.users == "open" or user is None or update.my_chat_member:
            return
        in_group = chat is not None and chat.type != ChatType.PRIVATE
        if update.message and filters.StatusUpdate.ALL.check_update(update):
            return
        known = chat and in_group and talk.ledger.chats.of_chat(chat.id)
        if known or user.id in talk.config.admins or (not in_group and await talk.members.belongs(context.bot, user.id)):
            return
        if update.callback_query:
            await answer_query(update.callback_query, TELEGRAM.not_bound_user)
        elif update.message and not in_group:
            await talk.say(update.message, TELEGRAM.not_bound_user)
        raise Stop

    # --- commands -------------------------------------------------------------------------------------------

    async def start(self, update: Update, context: Context) -> None:
        """Greeting; a deep link (start=p23, start=p23m3) shows that problem, or that measure of it."""
        link = re.fullmatch(r"p([0-9]{1,4})(?:m([0-9]{1,3}))?", (context.args or [""])[0])
        if update.message and link:
            await self._talk.answer(update.message, asked(link[1], measure=link[2] or ""))
        elif update.message:
            user, private = update.message.from_user, update.message.chat.type == ChatType.PRIVATE
            own = TELEGRAM.your_id.format(id=user.id) if user and private else ""  # what RECTIFY_ADMINS asks for
            await self._talk.say(update.message, TELEGRAM.start + self._help(update.message) + own)
            if user and private and user.id in self._talk.config.admins:
                await set_menu_of(context.bot, user.id)

    async def help(self, update: Update, _: Context) -> None:
        """What can be asked, and what this role can do."""
        if update.message:
            await self._talk.say(update.message, self._help(update.message))

    def _help(self, message: Message) -> str:
        return help_of(self._writer(message), message.chat.type == ChatType.PRIVATE)

    async def ask(self, update: Update, context: Context) -> None:
        """/ask QUESTION, or /ask in reply to somebody's question."""
        message = update.effective_message
        if message is None or self._unanswered_edit(update, message):
            return
        words = " ".join(context.args or [])
        if not words and message.reply_to_message:
            words = message.reply_to_message.text or message.reply_to_message.caption or ""
        if words:
            await self._talk.answer(message, words)
        else:
            await self._talk.say(message, TELEGRAM.ask_what)

    async def problem(self, update: Update, context: Context) -> None:
        """/problem N: the answer, or for who works on it the item with what can be done."""
        message = update.message
        if message is None:
            return
        words = (context.args or [""])[0][:12]
        if not words:
            await self._talk.say(message, TELEGRAM.problem_what)
        elif not await self._work_on(message, words):
            await self._talk.answer(message, asked(words.strip("第项条号个")))

    # --- text -----------------------------------------------------------------------------------------------

    async def said(self, update: Update, context: Context) -> None:
        """Any text in private; in a group a mention of the bot or a reply to it; an edited question is answered anew."""
        message = update.effective_message
        if message is None or message.text is None or self._unanswered_edit(update, message):
            return
        mention = re.compile(rf"@{re.escape(context.bot.username)}\b", re.IGNORECASE)
        if message.chat.type != ChatType.PRIVATE and not (mention.search(message.text) or _to_bot(message)):
            return
        words = mention.sub(" ", message.text).strip()
        command = self._plain_word(words) if update.message else None
        if command and not is_stale(message):
            context.args = []
            await command(update, context)
        elif not words and message.reply_to_message and not _to_bot(message):
            await self._talk.answer(message, message.reply_to_message.text or message.reply_to_message.caption or "")
        else:
            await self._talk.answer(message, words)

    async def captioned(self, update: Update, context: Context) -> None:
        """A question as the caption of a photo or a file: in private, in a group with /ask or a mention."""
        message = update.message
        if message is None or message.caption is None:
            return
        ask, mention = _ASK.match(message.caption), re.compile(rf"@{re.escape(context.bot.username)}\b", re.IGNORECASE)
        private = message.chat.type == ChatType.PRIVATE
        words = mention.sub(" ", _ASK.sub("", message.caption, count=1) if ask else message.caption).strip()
        if words and not words.startswith("/") and (private or ask or mention.search(message.caption)):
            await self._talk.answer(message, words)
        elif private:
            await self.no_text(update, context)

    async def unknown(self, update: Update, _: Context) -> None:
        """A command that is none, in private."""
        if update.message:
            await self._talk.say(update.message, TELEGRAM.unknown_command)

    async def no_text(self, update: Update, _: Context) -> None:
        """A picture, a voice or a file, in private: of a file what can be done with it."""
        message = update.message
        if message is None:
            return
        words = TELEGRAM.text_only
        if message.document:
            admin = message.from_user is not None and message.from_user.id in self._talk.config.admins
            words = _about_file(message.document, admin)
        await self._talk.say(message, words)

    def _plain_word(self, words: str) -> Heard | None:
        return self._commands.get(PLAIN.get(words.removeprefix("/"), ""))

    def _unanswered_edit(self, update: Update, message: Message) -> bool:
        """Only the edit of a message that was answered is a question."""
        return update.edited_message is not None and not self._talk.was_answered(message)


def _about_file(document: Document, admin: bool) -> str:
    """What a file without a word may be for."""
    name = shown_name(document)
    if not admin:
        return TELEGRAM.file.format(name=name)
    sheet = name.lower().endswith((".xlsx", ".xlsm", ".xls", ".et"))
    return (TELEGRAM.sheet if sheet else TELEGRAM.plan_file).format(name=name)


def _to_bot(message: Message) -> bool:
    to = message.reply_to_message
    return bool(to and to.from_user and to.from_user.id == message.get_bot().id)
