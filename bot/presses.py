"""The buttons under an answer: another field of its problem, one of its candidates, thumbs."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import CallbackQueryHandler

from .answer import Desk
from .handlers import AnyApplication, Context
from .ledger import Asked
from .message import ORIGINAL, Pressed, field_of, original, read_button
from .question import Kind, Question
from .render import label
from .sending import answer_query, keyboard
from .service import Done
from .talk import Talk
from .texts import TELEGRAM


class Presses:
    """What happens when a button is pressed; data may be old or forged, so everything in it is checked again."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def register(self, application: AnyApplication) -> None:
        """The three kinds of buttons under answers; after all other handlers, those that nobody knows."""
        application.add_handler(CallbackQueryHandler(self.pressed, pattern="^v1:[fct]:"))
        application.add_handler(CallbackQueryHandler(self.expired), group=9)

    async def pressed(self, update: Update, _: Context) -> None:
        """A field, a choice or a thumb."""
        query = update.callback_query
        if query is None or not isinstance(query.message, Message):
            return
        button = read_button(query.data or "")
        known = button is not None and await self._known(query, query.message, button)
        if not known:
            await answer_query(query, TELEGRAM["expired"])
        raise Stop

    async def expired(self, update: Update, _: Context) -> None:
        """A button that nothing else knows."""
        if update.callback_query:
            await answer_query(update.callback_query, TELEGRAM["expired"])

    async def _known(self, query: CallbackQuery, message: Message, button: Pressed) -> bool:
        """Do what the button says; False where it says nothing that can be done."""
        if button.action == "f":
            return await self._field(query, message, button)
        asked = self._talk.ledger.question(button.subject)
        if asked is None or asked.chat_id != message.chat_id:
            return False
        if button.action == "t":
            return await self._thumb(query, asked, button.rest[0])
        return await self._choice(query, message, asked, button.rest[0])

    async def _thumb(self, query: CallbackQuery, asked: Asked, which: str) -> bool:
        if which not in ("u", "d"):
            return False
        self._talk.ledger.thumb(asked.id, 1 if which == "u" else -1)
        await answer_query(query, TELEGRAM["thanks" if which == "u" else "sorry"])
        return True

    async def _choice(self, query: CallbackQuery, message: Message, asked: Asked, chosen: str) -> bool:
        """The candidate that was meant, asked what was asked before; it counts as a phrasing if its asker chose it."""
        if not chosen.isdecimal():
            return False
        await answer_query(query)
        talk, user_id = self._talk, query.from_user.id
        if user_id == asked.user_id:
            talk.ledger.choose(asked.id, int(chosen))
        words = f"第{chosen}项{asked.question}"
        done = await talk.working(message, user_id, lambda: talk.service.ask(message.chat_id, user_id, words))
        if done:
            await talk.show(message, done, user_id, asked.question)
        return True

    async def _field(self, query: CallbackQuery, message: Message, button: Pressed) -> bool:
        """Another field of the problem; for a button of an older revision, of what that problem is now, and it says so."""
        number, letter = button.rest[0], button.rest[-1]
        if not number.isdecimal() or (field_of(letter) is None and letter != ORIGINAL):
            return False
        await answer_query(query)
        talk, user_id = self._talk, query.from_user.id
        now = await talk.working(message, user_id, lambda: talk.service.number_now(user_id, int(number), button.subject))
        if now is None:
            return True
        note = TELEGRAM["updated"] if now.revision != button.subject else ""
        if now.value is None:
            await talk.sender.reply(message, TELEGRAM["gone"])
        elif letter == ORIGINAL:
            await self._original(message, now, now.value, note)
        else:
            await self._answer(message, user_id, now.value, field_of(letter) or Kind.PROBLEM, note)
        return True

    async def _answer(self, message: Message, user_id: int, number: int, field: Kind, note: str) -> None:
        words = f"{label(number)}{field.value}"

        def question(_: Desk) -> Question:
            return Question(words, words, field, number, field)

        talk = self._talk
        done = await talk.working(message, user_id, lambda: talk.service.tell(user_id, question, message.chat_id))
        if done:
            await talk.show(message, done, user_id, words, note)

    async def _original(self, message: Message, done: Done[int | None], number: int, note: str) -> None:
        """The whole item as the plan has it, in as many messages as it takes."""
        problem = done.desk.plan.problem(number)
        pages = original(problem, done.desk.plan) if problem else [TELEGRAM["gone"]]
        for page in [*([note] if note else []), *pages]:
            await self._talk.sender.reply(message, page, keyboard([]))
