"""办理: the list of a chat's tasks, an item, and what its buttons do; /mine, /problem N in a bound group, /close N."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, ForceReply, Message, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import CallbackQueryHandler

from bot.engine.actions import outcome
from bot.ledger.agenda import Agenda, Entry, NoSuchItem, find_item
from bot.ledger.cards import ACTIONS, ASKING, Pressed, card, may_see, question, read, task_list
from bot.ledger.forms import Gathered, from_json
from bot.ledger.words import CASE
from bot.ledger.workflow import Action, Actor, Declined, why_not
from bot.messages import Button
from bot.storage.chats import Prompt
from bot.telegram.wire.sending import answer_query
from corpus.errors import RectifyError

from .actors import Casebook, escaped
from .files import send_calendar, send_evidence
from .html import original
from .types import AnyApplication, Command, Context, Press
from .words import TELEGRAM

log = logging.getLogger(__name__)


class Casework:
    """What people do to items by buttons; data may be old or forged, so rights and states are checked at the press."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self.commands: dict[str, Command] = {"close": self.close}
        self.presses: dict[str, Press] = {}
        self._verbs = {
            "i": self._show, "m": self._list, "y": self._confirm, "q": self._quit,
            "o": self._hand_out, "e": self._hand_out, "k": self._hand_out,
        }  # fmt: skip

    def register(self, application: AnyApplication) -> None:
        """Buttons of items, and 办理 under a digest."""
        application.add_handler(CallbackQueryHandler(self.pressed, pattern="^v1:[lw]:"))

    # --- commands -------------------------------------------------------------------------------------------

    async def mine(self, update: Update, _: Context) -> None:
        """/mine: the tasks of the units that this group is bound to."""
        message = update.message
        if message is None:
            return
        units = self._book.units_of(message.chat_id)
        if not units:
            private = message.chat.type == ChatType.PRIVATE
            await self._book.talk.say(message, (TELEGRAM.mine_where if private else TELEGRAM.not_bound))
        elif agenda := await self._book.asked(message):
            await self._book.say(message, *task_list(agenda, units, 0))

    async def problem(self, message: Message, words: str) -> bool:
        """/problem N in a bound group: the item with what can be done; False where the words name none."""
        agenda = await self._book.asked(message)
        if agenda is None:
            return True
        try:
            entry = find_item(words, agenda)
        except NoSuchItem:
            return False
        await self._book.say(message, *self._card(agenda, entry, self._actor(message)))
        return True

    async def close(self, message: Message, _: int, words: list[str]) -> None:
        """/close N or N.M: an accepted item is closed after publication."""
        if not words:
            await self._book.talk.sender.say(message, CASE.close_what)
            return
        book = self._book
        entry = find_item("".join(words), await book.agenda())
        event, agenda = await book.perform(Action.CLOSE, entry, self._actor(message))
        after = agenda.entry(entry.item.id) or entry
        await book.talk.sender.say(message, outcome(event, after))

    def _actor(self, message: Message) -> Actor:
        return self._book.actor(message.chat, message.from_user, message.sender_chat)

    # --- buttons --------------------------------------------------------------------------------------------

    async def pressed(self, update: Update, _: Context) -> None:
        """A button of the ledger."""
        query = update.callback_query
        if query is None or not isinstance(query.message, Message):
            return
        try:
            await self._pressed(query, query.message)
        except RectifyError as error:
            await answer_query(query, str(error))
        raise Stop

    async def _pressed(self, query: CallbackQuery, message: Message) -> None:
        button = read(query.data or "")
        if (query.data or "").startswith("v1:w:"):
            await self._open(query, message)
        elif button is None or not (button.verb in self._verbs or button.verb in ACTIONS):
            await answer_query(query, TELEGRAM.expired)
        elif button.verb in self._verbs:
            await self._verbs[button.verb](query, message, button)
        else:
            await self._act(query, message, button, ACTIONS[button.verb])

    async def _open(self, query: CallbackQuery, message: Message) -> None:
        """办理 under a digest: the list as a message of its own, for the digest is to stay."""
        units = self._units(message)
        await answer_query(query)
        await self._book.say(message, *task_list(await self._book.agenda(), units, 0))

    async def _list(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        units = self._units(message)
        await answer_query(query)
        text, rows = task_list(await self._book.agenda(), units, button.number)
        await self._book.say(message, text, rows, edit=message.message_id)

    async def _show(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        agenda, entry = await self._entry(button)
        await answer_query(query)
        text, rows = self._card(agenda, entry, self._presser(query, message), button.number)
        await self._book.say(message, text, rows, edit=message.message_id)

    async def _hand_out(self, query: CallbackQuery, message: Message, button: Pressed) -> None:
        """The plan's words, the evidence, the calendar: messages of their own."""
        agenda = await self._book.agenda()
        units, now = self._units(message) if button.verb == "k" else (), self._book.talk.config.now()
        entry = agenda.entry(button.item)
        if button.verb == "k":
            await answer_query(query)
            await send_calendar(message, agenda, units, now)
        elif entry is None:
            raise Declined(CASE.gone)
        elif button.verb == "o":
            await answer_query(query)
            for page in original(entry.item.problem, agenda.plan):
                await self._book.say(message, page)
        elif not may_see(entry, self._presser(query, message)):
            raise Declined(CASE.not_seen)
        else:
            await answer_query(query, None if entry.standing.evidence else CASE.no_evidence)
            await send_evidence(message, entry.standing.evidence)

    async def _act(self, query: CallbackQuery, message: Message, button: Pressed, action: Action) -> None:
        """Do it at once, or ask for the words that it needs; what the rules decline is said and the item shown as it is."""
        book, actor = self._book, self._presser(query, message)
        agenda, entry = await self._entry(button)
        try:
            if entry.standing.turn != button.number:
                raise Declined(CASE.moved)
            if action in ASKING:
                if reason := why_not(action, entry.item, entry.standing, actor, book.talk.config.today()):
                    raise Declined(reason)
                await answer_query(query)
                await self._ask(query, message, entry, action)
                return
            event, agenda = await book.perform(action, entry, actor, button.number)
            note = outcome(event, agenda.entry(entry.item.id) or entry)
            await answer_query(query, note)
        except Declined as error:
            await answer_query(query, str(error))
            note = ""
        after = agenda.entry(entry.item.id) or entry
        text, rows = self._card(agenda, after, actor, note=note)
        await book.say(message, text, rows, edit=message.message_id)

    async def _ask(self, query: CallbackQuery, message: Message, entry: Entry, action: Action) -> None:
        """A message that waits for a reply."""
        user = query.from_user
        text = question(action, entry, user.full_name, user.id)
        thread = message.message_thread_id if message.is_topic_message else None
        selective = message.chat.type != ChatType.PRIVATE
        try:
            sent = await message.get_bot().send_message(
                message.chat_id, text, ParseMode.HTML, message_thread_id=thread,
                reply_markup=ForceReply(selective=selective, input_field_placeholder=CASE.replied[:64]),
            )  # fmt: skip
        except TelegramError as error:
            log.warning("not asked in %s: %s", message.chat_id, error.message)
            return
        self._book.talk.ledger.prompts.put(
            Prompt(message.chat_id, sent.message_id, user.id, action.value, entry.item.id, Gathered().as_json())
        )

    async def _confirm(self, query: CallbackQuery, message: Message, _: Pressed) -> None:
        """确认提交 under what was understood of an application."""
        book, ledger = self._book, self._book.talk.ledger
        prompt = ledger.prompts.get(message.chat_id, message.message_id)
        agenda = await book.agenda()
        entry = agenda.entry(prompt.item) if prompt else None
        if prompt is None or entry is None:
            raise Declined(CASE.expired)
        said, actor = from_json(prompt.gathered), self._presser(query, message)
        event, agenda = await book.perform(
            Action(prompt.action), entry, actor, day=said.day, note=said.note, evidence=said.evidence
        )
        ledger.prompts.remove(prompt)
        await answer_query(query)
        after = agenda.entry(entry.item.id) or entry
        text, rows = self._card(agenda, after, actor, note=outcome(event, after))
        await book.say(message, text, rows, edit=message.message_id)

    async def _quit(self, query: CallbackQuery, message: Message, _: Pressed) -> None:
        if prompt := self._book.talk.ledger.prompts.get(message.chat_id, message.message_id):
            self._book.talk.ledger.prompts.remove(prompt)
        await answer_query(query)
        await self._book.say(message, escaped(TELEGRAM.cancelled), edit=message.message_id)

    def _card(self, agenda: Agenda, entry: Entry, actor: Actor, page: int = 0, note: str = "") -> tuple[str, list[list[Button]]]:
        return card(agenda, entry, actor, self._book.talk.config.now(), page, note)

    async def _entry(self, button: Pressed) -> tuple[Agenda, Entry]:
        agenda = await self._book.agenda()
        entry = agenda.entry(button.item)
        if entry is None:
            raise Declined(CASE.gone)
        return agenda, entry

    def _presser(self, query: CallbackQuery, message: Message) -> Actor:
        return self._book.actor(message.chat, query.from_user)

    def _units(self, message: Message) -> tuple[str, ...]:
        units = self._book.units_of(message.chat_id)
        if not units:
            raise Declined(CASE.not_yours)
        return units
