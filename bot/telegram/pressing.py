"""Buttons of Telegram → the functions that do what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from telegram import CallbackQuery, Message, Update
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import CallbackQueryHandler

from bot.buttons import ButtonKind, Buttons, Pressed
from bot.engine.asking.asking import Begin
from bot.engine.engine import MEMBERS_ONLY, Decide
from bot.engine.engine import Press as Pushed
from bot.engine.reply import Reply
from bot.engine.words import ANSWERS
from bot.ledger.workflow import Declined
from bot.messages import Address
from bot.reminders.words import WORDS
from bot.telegram.wire.sending import answer_query

from .actors import Casebook
from .members import is_member
from .types import AnyApplication, Command, Context, Press, topic_of


class Pressing:
    """Every kind of button that the program knows; what none of them says is told to have expired."""

    def __init__(self, *tables: Mapping[ButtonKind, Press]) -> None:
        """Raises:
        ButtonClash: two kinds have one letter.
        """
        self.buttons = Buttons(*tables)

    def register(self, application: AnyApplication) -> None:
        """The one handler of all buttons."""
        application.add_handler(CallbackQueryHandler(self.pressed))

    async def pressed(self, update: Update, _: Context) -> None:
        """A button, perhaps an old or a forged one, perhaps of a message that can no longer be seen."""
        query = update.callback_query
        if query is None:
            return
        found, message = self.buttons.read(query.data or ""), _seen(query)
        if found is None or message is None:
            await answer_query(query, ANSWERS.expired)
        else:
            press, said = found
            await press(query, message, said)
        raise Stop


def presses_of(book: Casebook) -> dict[ButtonKind, Press]:
    """The buttons that everybody may press: under answers, items, digests and the desk; what comes of them the engine decides."""
    answers: dict[ButtonKind, Press] = {kind: _under_an_answer(book, begin) for kind, begin in book.engine.asking.presses.items()}
    return answers | {kind: _at_work(book, decide, kind in MEMBERS_ONLY) for kind, decide in book.engine.presses.items()}


class Ruled:
    """The buttons that are administrators' alone, behind their gate (bot.telegram.admin), which tells what is declined."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self.commands: dict[str, Command] = {}
        self.presses: dict[ButtonKind, Press] = {k: self._press(decide) for k, decide in book.engine.admin_presses.items()}

    def _press(self, decide: Decide) -> Press:
        async def pressed(query: CallbackQuery, message: Message, said: Pressed) -> None:
            agenda, actor = await self._book.agenda(), self._book.actor(message, query.from_user)
            reply = decide(Pushed(said, message.message_id, _place(message), actor), agenda)
            await answer_query(query, reply.aside or None)
            await self._book.show(message, reply)

        return pressed


def _under_an_answer(book: Casebook, begin: Begin) -> Press:
    """What takes a while is heard at once, and shown when it is done."""

    async def pressed(query: CallbackQuery, message: Message, said: Pressed) -> None:
        talk, user_id = book.talk, query.from_user.id
        try:
            found = begin(said, talk.asker(message, user_id))
        except Declined as why:
            found = Reply(aside=str(why))
        await answer_query(query, (isinstance(found, Reply) and found.aside) or None)
        if not isinstance(found, Reply) and (reply := await talk.working(message, user_id, found)):
            await talk.show(message, reply)

    return pressed


def _at_work(book: Casebook, decide: Decide, members_only: bool) -> Press:
    async def pressed(query: CallbackQuery, message: Message, said: Pressed) -> None:
        if members_only and not await is_member(query.get_bot(), message.chat_id, query.from_user.id):
            book.talk.ledger.audit.record("refused", query.from_user.id, message.chat_id, query.data or "")
            await answer_query(query, WORDS.members_only)
            return
        place = _place(message)
        await book.pressed(query, message, lambda agenda, actor: decide(Pushed(said, message.message_id, place, actor), agenda))

    return pressed


def _place(message: Message) -> Address:
    return Address(message.chat_id, topic_of(message))


def _seen(query: CallbackQuery) -> Message | None:
    """The message above the button; of one that can no longer be seen all that is known, its chat and id (Bot API, InaccessibleMessage)."""
    message = query.message
    if message is None or isinstance(message, Message):
        return message
    bare = Message(message.message_id, datetime.now(UTC), message.chat)
    bare.set_bot(query.get_bot())
    return bare
