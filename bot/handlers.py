"""Telegram updates of cadres → the functions that answer: private chats, groups, buttons, inline mode."""

from __future__ import annotations

import asyncio
import html
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.ext import ApplicationHandlerStop as Stop

from corpus.errors import RectifyError

from .answer import Desk
from .config import Config
from .ledger import Ledger
from .message import Button, Pressed, as_html, buttons, field_of, read_button
from .normal import checked_question
from .question import Filter, Kind, Question
from .render import answer_text, label
from .service import Answered, Busy, Service
from .texts import HELP, TELEGRAM

log = logging.getLogger(__name__)
Context = ContextTypes.DEFAULT_TYPE
STALE = timedelta(minutes=10)
"""A group's question this old is not answered any more: the talk has gone on."""
_TYPING_EVERY = 4.5
_ANSWERED = 500
_PLAIN = {"帮助": "help", "到期": "due", "总览": "status", "我的任务": "mine"}
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Handlers:
    """What cadres and groups may do."""

    def __init__(self, config: Config, service: Service, ledger: Ledger) -> None:
        self.config = config
        self.service = service
        self.ledger = ledger
        self._answered: OrderedDict[tuple[int, int], int] = OrderedDict()

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Order matters: an update that was handled before goes no further, commands come before text."""
        add = application.add_handler
        add(TypeHandler(Update, self.once), group=-2)
        add(TypeHandler(Update, self.admit), group=-1)
        new = filters.UpdateType.MESSAGE
        add(CommandHandler("start", self.start, filters=new))
        add(CommandHandler("help", self.help, filters=new))
        add(CommandHandler("ask", self.ask, filters=new | filters.UpdateType.EDITED_MESSAGE))
        add(CommandHandler("problem", self.problem, filters=new))
        add(CommandHandler("due", self.due, filters=new))
        add(CommandHandler("status", self.status, filters=new))
        add(CommandHandler("mine", self.mine, filters=new))
        add(CallbackQueryHandler(self.pressed, pattern="^v1:[fct]:"))
        add(InlineQueryHandler(self.inline))
        add(ChosenInlineResultHandler(_nothing))
        text = filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT
        add(MessageHandler(text & filters.UpdateType.MESSAGE, self.said))
        add(MessageHandler(text & filters.UpdateType.EDITED_MESSAGE, self.said))
        add(CallbackQueryHandler(self.expired), group=9)

    # --- before everything ------------------------------------------------------------------------------

    async def once(self, update: Update, _: Context) -> None:
        """An update that Telegram delivers again after a restart is not handled twice."""
        if not self.ledger.first_time(update.update_id):
            raise Stop

    async def admit(self, update: Update, _: Context) -> None:
        """With RECTIFY_USERS=bound, only administrators and bound groups are served."""
        if self.config.users == "open" or update.effective_user is None or update.my_chat_member:
            return
        chat = update.effective_chat
        known = update.effective_user.id in self.config.admins or (chat is not None and self.ledger.binding(chat.id) is not None)
        if not known:
            if update.message and chat and chat.type == ChatType.PRIVATE:
                await self.reply(update.message, TELEGRAM["not_bound_user"])
            raise Stop

    # --- commands ---------------------------------------------------------------------------------------

    async def start(self, update: Update, context: Context) -> None:
        """Greeting; a deep link (start=p23) shows that problem."""
        payload = (context.args or [""])[0]
        if payload.startswith("p") and payload[1:].isdecimal():
            await self._answer(update, f"第{payload[1:]}项")
        elif update.message:
            await self.reply(update.message, html.escape(TELEGRAM["start"] + HELP))

    async def help(self, update: Update, _: Context) -> None:
        """What can be asked."""
        if update.message:
            await self.reply(update.message, html.escape(HELP))

    async def ask(self, update: Update, context: Context) -> None:
        """/ask QUESTION, or /ask in reply to somebody's question."""
        message = update.effective_message
        words = " ".join(context.args or [])
        if not words and message and message.reply_to_message:
            words = message.reply_to_message.text or ""
        if words:
            await self._answer(update, words)
        elif message:
            await self.reply(message, TELEGRAM["ask_what"])

    async def problem(self, update: Update, context: Context) -> None:
        """/problem N."""
        number = (context.args or [""])[0]
        if number:
            await self._answer(update, f"第{number}项")
        elif update.message:
            await self.reply(update.message, TELEGRAM["problem_what"])

    async def due(self, update: Update, context: Context) -> None:
        """/due [days]: what is past its deadline and what falls due."""
        days = (context.args or ["30"])[0]
        ahead = min(int(days), 3660) if days.isdecimal() else 30
        await self._tell(update, lambda desk: desk.due(ahead, self.config.today()))

    async def status(self, update: Update, _: Context) -> None:
        """How many problems there are."""
        await self._answer(update, "一共几个问题")

    async def mine(self, update: Update, _: Context) -> None:
        """The tasks of the units that this group is bound to."""
        message, chat = update.message, update.effective_chat
        binding = self.ledger.binding(chat.id) if chat else None
        if message is None:
            return
        if binding is None:
            await self.reply(message, TELEGRAM["not_bound"])
            return
        wanted = Filter(units=(("本群", binding.units),))
        await self._tell(update, lambda _: Question(message.text or "", "", Kind.LIST, filter=wanted))

    # --- questions --------------------------------------------------------------------------------------

    async def said(self, update: Update, context: Context) -> None:
        """Any text in private; in a group a mention of the bot or a reply to it; an edited question is answered anew."""
        message = update.effective_message
        if message is None or message.text is None or (update.edited_message and not self._reply_to(message)):
            return
        words = message.text
        if message.chat.type != ChatType.PRIVATE:
            if not self._meant(message, context):
                return
            if datetime.now(UTC) - message.date > STALE:
                return
            words = words.replace(f"@{context.bot.username}", " ").strip()
        if command := _PLAIN.get(words.strip()):
            await {"help": self.help, "due": self.due, "status": self.status, "mine": self.mine}[command](update, context)
        else:
            await self._answer(update, words)

    def _meant(self, message: Message, context: Context) -> bool:
        to = message.reply_to_message
        mention = f"@{context.bot.username}".lower() in (message.text or "").lower()
        return mention or bool(to and to.from_user and to.from_user.id == context.bot.id)

    async def _answer(self, update: Update, words: str) -> None:
        message, user = update.effective_message, update.effective_user
        if message is None:
            return
        try:
            question = checked_question(words)
        except RectifyError as error:
            await self.reply(message, html.escape(str(error)))
            return
        user_id = user.id if user else 0
        answered = await self._working(message, lambda: self.service.ask(message.chat_id, user_id, question))
        if answered:
            await self._show(message, answered, user_id, question)

    async def _tell(self, update: Update, question: Callable[[Desk], Question]) -> None:
        message, user = update.effective_message, update.effective_user
        if message is None:
            return
        user_id = user.id if user else 0
        answered = await self._working(message, lambda: self.service.tell(user_id, question))
        if answered:
            await self._show(message, answered, user_id, message.text or "")

    async def _working(self, message: Message, ask: Callable[[], Awaitable[Answered]]) -> Answered | None:
        """Await an answer under a typing action; says so when busy."""
        typing = asyncio.create_task(_typing(message))
        try:
            return await ask()
        except Busy as busy:
            await self.reply(message, TELEGRAM["busy" if busy.own else "crowded"])
        except RectifyError as error:
            log.error("%s", error)
            await self.reply(message, TELEGRAM["failed"])
        finally:
            typing.cancel()
        return None

    async def _show(self, message: Message, answered: Answered, user_id: int, question: str) -> None:
        asked = self._keep(message.chat_id, user_id, question, answered)
        text = as_html(answered.answer, answered.desk.plan)
        markup = keyboard(buttons(answered.answer, answered.revision, asked))
        sent = await self.reply(message, text, markup, edit=self._reply_to(message), plain=answer_text(answered.answer, answered.desk.plan))
        if sent:
            self._answered[message.chat_id, message.message_id] = sent
            while len(self._answered) > _ANSWERED:
                self._answered.popitem(last=False)

    def _keep(self, chat_id: int, user_id: int, question: str, answered: Answered) -> int:
        reply = answered.answer
        problem = reply.problems[0] if reply.problems and not reply.refused else None
        return self.ledger.asked(chat_id, user_id, question, reply.kind.value, problem, reply.refused, answered.milliseconds)

    def _reply_to(self, message: Message) -> int | None:
        """The message that answered this one before it was edited."""
        return self._answered.get((message.chat_id, message.message_id))

    # --- buttons ----------------------------------------------------------------------------------------

    async def pressed(self, update: Update, _: Context) -> None:
        """A field, a choice or a thumb under an answer."""
        query = update.callback_query
        button = read_button(query.data or "") if query else None
        if query is None or not isinstance(query.message, Message):
            return
        if button is None:
            await answer_query(query, TELEGRAM["expired"])
        elif button.action == "t":
            await self._thumb(query, button)
        elif button.action == "c":
            await self._chosen(query, query.message, button)
        else:
            await self._other_field(query, query.message, button)
        raise Stop

    async def _thumb(self, query: CallbackQuery, button: Pressed) -> None:
        up = button.rest[0] == "u"
        self.ledger.thumb(button.subject, 1 if up else -1)
        await answer_query(query, TELEGRAM["thanks" if up else "sorry"])

    async def _chosen(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        """The candidate that was meant, asked what was asked before."""
        asked = self.ledger.question(button.subject)
        if asked is None or not button.rest[0].isdecimal():
            await answer_query(query, TELEGRAM["expired"])
            return
        await answer_query(query)
        self.ledger.choose(asked.id, int(button.rest[0]))
        await self._ask_for(query, message, f"第{button.rest[0]}项{asked.question}", asked.question)

    async def _other_field(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        """Another field of the problem; a button of an older revision says so and shows the new text."""
        number, field = button.rest[0], field_of(button.rest[1] if len(button.rest) > 1 else "")
        if field is None or not number.isdecimal():
            await answer_query(query, TELEGRAM["expired"])
            return
        await answer_query(query)
        wanted = int(number)

        def question(_: Desk) -> Question:
            words = f"{label(wanted)}"
            return Question(words, words, field, wanted, None if field is Kind.PROBLEM else field)

        answered = await self._working(message, lambda: self.service.tell(query.from_user.id, question))
        if answered:
            if answered.revision != button.subject:
                await self.reply(message, TELEGRAM["updated"])
            await self._show(message, answered, query.from_user.id, f"{label(wanted)}{field.value}")

    async def _ask_for(self, query: CallbackQuery, message: Message, words: str, question: str) -> None:
        answered = await self._working(message, lambda: self.service.ask(message.chat_id, query.from_user.id, words))
        if answered:
            await self._show(message, answered, query.from_user.id, question)

    async def expired(self, update: Update, _: Context) -> None:
        """A button that nothing else knows."""
        if update.callback_query:
            await answer_query(update.callback_query, TELEGRAM["expired"])

    # --- inline -----------------------------------------------------------------------------------------

    async def inline(self, update: Update, context: Context) -> None:
        """The answer and the fields of its problem, to paste into any chat."""
        query = update.inline_query
        if query is None or len(query.query.strip()) < 2:
            if query:
                await query.answer([], cache_time=5)
            return
        try:
            answered = await self.service.tell(query.from_user.id, lambda desk: desk.understand(query.query[:200], self.config.today()))
        except (Busy, RectifyError):
            await query.answer([], cache_time=1)
            return
        reply, plan = answered.answer, answered.desk.plan
        results = [] if reply.refused else [_article("0", answer_text(reply, plan), as_html(reply, plan))]
        for number in reply.problems[:5]:
            problem = plan.problem(number)
            if problem:
                text = f"{label(number)}{problem.title.text}\n责任单位：{problem.responsible_raw.text}\n整改时限：{problem.deadline_raw.text}"
                link = f"https://t.me/{context.bot.username}?start=p{number}"
                results.append(_article(str(number), text, f'{html.escape(text)}\n<a href="{link}">查看</a>'))
        await query.answer(results, cache_time=30, is_personal=True)

    # --- sending ----------------------------------------------------------------------------------------

    async def reply(
        self, message: Message, text: str, markup: InlineKeyboardMarkup | None = None, edit: int | None = None, plain: str | None = None
    ) -> int | None:
        """Send HTML as a reply (or edit what was sent); once more as plain text, or outside a topic that is gone. None if it failed."""
        for attempt in (text, plain or text):
            mode = ParseMode.HTML if attempt is text else None
            try:
                if edit:
                    await message.get_bot().edit_message_text(
                        attempt, message.chat_id, edit, parse_mode=mode, reply_markup=markup, link_preview_options=_NO_PREVIEW
                    )
                    return edit
                sent = await message.reply_text(
                    attempt,
                    parse_mode=mode,
                    reply_markup=markup,
                    do_quote=message.chat.type != ChatType.PRIVATE,
                    allow_sending_without_reply=True,
                    link_preview_options=_NO_PREVIEW,
                )
                return sent.message_id
            except BadRequest as error:
                words = error.message.lower()
                if "not modified" in words:
                    return edit
                if "thread not found" in words:
                    sent = await message.get_bot().send_message(message.chat_id, attempt, parse_mode=mode, reply_markup=markup)
                    return sent.message_id
                if "parse entities" not in words or plain is None:
                    log.warning("not sent to %s: %s", message.chat_id, error.message)
                    return None
            except TelegramError as error:
                log.warning("not sent to %s: %s", message.chat_id, error.message)
                return None
        return None


async def answer_query(query: CallbackQuery, text: str | None = None) -> None:
    """Stop the button's spinner; one that waited too long is past answering (Bot API answerCallbackQuery)."""
    try:
        await query.answer(text, show_alert=bool(text and len(text) > 12))
    except BadRequest as error:
        log.info("callback not answered: %s", error.message)


def keyboard(rows: list[list[Button]]) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram's markup."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(b.text, callback_data=b.data) for b in row] for row in rows]) if rows else None


def _article(id_: str, text: str, as_html_: str) -> InlineQueryResultArticle:
    first, _, rest = text.partition("\n")
    content = InputTextMessageContent(as_html_, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW)
    return InlineQueryResultArticle(id_, first[:90], content, description=rest[:120])


async def _typing(message: Message) -> None:
    """A typing action now and again until cancelled; that it fails is no matter."""
    while True:
        try:
            await message.reply_chat_action(ChatAction.TYPING)
        except TelegramError as error:
            log.debug("no typing action: %s", error.message)
        await asyncio.sleep(_TYPING_EVERY)


async def _nothing(_: Update, __: Context) -> None:
    """Nothing is to be done."""
