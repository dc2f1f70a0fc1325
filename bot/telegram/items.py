"""办理: the list of a chat's tasks, an item, and what its buttons do; /mine, /problem N in a bound group, /close N."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, ForceReply, Message, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError

from bot.buttons import ButtonKind, Pressed
from bot.engine.items import Items
from bot.engine.reply import Reply
from bot.ledger.agenda import NoSuchItem, find_item
from bot.ledger.cards import ITEM
from bot.ledger.words import CASE
from bot.ledger.workflow import Action
from bot.reminders.text import HANDLE
from bot.telegram.wire.sending import answer_query
from corpus.errors import RectifyError

from .actors import Casebook
from .desk import is_desk_of
from .html import mention, to_html
from .types import Command, Context, Heard, Press, topic_of
from .words import TELEGRAM

log = logging.getLogger(__name__)


class Casework:
    """What people do to items (bot.engine.items) in Telegram."""

    def __init__(self, book: Casebook, desk: Heard) -> None:
        """`desk` is what the office sees under /mine."""
        self._book, self._desk = book, desk
        self.commands: dict[str, Command] = {"close": self.close}
        self._items = Items(book.actions, book.talk.ledger.prompts, book.talk.config.now)
        self.presses: dict[ButtonKind, Press] = {}
        self.open_to_all: dict[ButtonKind, Press] = {ITEM: self._pressed, HANDLE: self._open}

    # --- commands -------------------------------------------------------------------------------------------

    async def mine(self, update: Update, context: Context) -> None:
        """/mine: the tasks of the units that this group is bound to; where the office works, its desk."""
        message = update.message
        if message is None:
            return
        units = self._book.units_of(message)
        if not units and is_desk_of(message, self._book.writer(message)):
            await self._desk(update, context)
        elif not units:
            private = message.chat.type == ChatType.PRIVATE
            await self._book.talk.say(message, (TELEGRAM.mine_where if private else TELEGRAM.not_bound))
        elif agenda := await self._book.asked(message):
            await self._book.show(message, self._items.tasks(agenda, self._book.writer(message)))

    async def problem(self, message: Message, words: str) -> bool:
        """/problem N in a bound group or where the office works: the item with what can be done; False elsewhere, or where it is none."""
        actor = self._book.writer(message)
        if not actor.units and not is_desk_of(message, actor):
            return False
        agenda = await self._book.asked(message)
        if agenda is None:
            return True
        try:
            reply = self._items.item(agenda, words, actor)
        except NoSuchItem:
            return False
        await self._book.show(message, reply)
        return True

    async def close(self, message: Message, _: int, words: list[str]) -> None:
        """/close N or N.M: an accepted item is closed after publication."""
        if not words:
            await self._book.talk.sender.say(message, CASE.close_what)
            return
        book = self._book
        entry = find_item("".join(words), await book.agenda())
        done = book.actions.perform(Action.CLOSE, entry, book.writer(message))
        await book.talk.sender.say(message, done.words)

    # --- buttons --------------------------------------------------------------------------------------------

    async def _pressed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """A button of an item or a list; what cannot be done is told to the presser."""
        book = self._book
        actor = book.actor(message, query.from_user)
        try:
            reply = self._items.press(await book.agenda(), said, message.message_id, actor)
        except RectifyError as error:
            await answer_query(query, str(error))
            return
        await answer_query(query, reply.aside or None)
        await (self._ask(query, message, reply) if reply.asks else book.show(message, reply))

    async def _open(self, query: CallbackQuery, message: Message, _: Pressed) -> None:
        """办理 under a digest: the list as a message of its own, for the digest is to stay."""
        book = self._book
        try:
            reply = self._items.tasks(await book.agenda(), book.actor(message, query.from_user))
        except RectifyError as error:
            await answer_query(query, str(error))
            return
        await answer_query(query)
        await book.show(message, reply)

    async def _ask(self, query: CallbackQuery, message: Message, reply: Reply) -> None:
        """A message of its own that mentions the presser, so that they alone are shown its reply field."""
        text = f"{mention(query.from_user.id, query.from_user.full_name)} {to_html(reply.paragraphs)}"
        thread = topic_of(message)
        selective = message.chat.type != ChatType.PRIVATE
        try:
            sent = await message.get_bot().send_message(
                message.chat_id, text, ParseMode.HTML, message_thread_id=thread,
                reply_markup=ForceReply(selective=selective, input_field_placeholder=CASE.replied[:64]),
            )  # fmt: skip
        except TelegramError as error:
            log.warning("not asked in %s: %s", message.chat_id, error.message)
        else:
            reply.keep(self._book.talk.ledger.prompts, sent.message_id)
