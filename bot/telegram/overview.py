"""Where everything stands, for whoever asks: /status with a picture, /due by the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from telegram import Message, Update

from bot.buttons import ButtonKind
from bot.engine.asking.overview import due_lines, planned_lines, read_days, status_lines, title_line
from bot.engine.words import ANSWERS, STATUS
from bot.language.writing import long_day
from bot.reminders.digests import begins_midway, digests, listeners
from bot.reminders.text import as_paragraphs, digest_text, overview_text
from bot.reminders.words import WORDS
from bot.workdays import is_workday
from bot.workspace import Workspace

from .actors import Casebook
from .conversation import Talk
from .documents import send_picture
from .html import to_html
from .types import Context, Press, topic_of

_EVERYBODY = ("全市", "全部", "所有")


class Overview:
    """What everybody may look at."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def status(self, update: Update, _: Context) -> None:
        """/status: counts, who is late, what comes next, and a picture."""
        message = update.message
        if message and (agenda := await self._book.asked(message)):
            if not await self._sees(message):
                await self._book.say(message, f"{title_line(agenda)}\n{ANSWERS.ledger_closed}")
                return
            await self._book.say(message, "\n".join(status_lines(agenda)))
            await send_picture(self._book.talk.sender, message, agenda)

    async def due(self, update: Update, context: Context) -> None:
        """/due [days] [全市]: what is past its day or falls due by then; in a unit's group that unit's, on request everybody's."""
        message, said = update.message, list(context.args or [])
        if message is None:
            return
        units = () if any(w in _EVERYBODY for w in said) else self._book.units_of(message)
        days = read_days("".join(w for w in said if w not in _EVERYBODY))
        if days is None:
            await self._book.talk.say(message, STATUS.due_what)
        elif agenda := await self._book.asked(message):
            sees = await self._sees(message)
            lines = due_lines(agenda, days, units) if sees else planned_lines(agenda, days)
            await self._book.say(message, "\n".join(lines))

    async def _sees(self, message: Message) -> bool:
        return await self._book.talk.members.sees(message, message.from_user.id if message.from_user else 0)


class Previews:
    """What would be said; nothing is sent to anybody else by it."""

    def __init__(self, talk: Talk, current: Workspace, now: Callable[[], datetime]) -> None:
        self._talk, self._current, self._now = talk, current, now
        self.commands = {"remind": self.remind}
        self.presses: dict[ButtonKind, Press] = {}

    async def remind(self, message: Message, _: int, words: list[str]) -> None:
        """/remind [DATE]: in a bound group its digest, elsewhere a line for each."""
        try:
            on = date.fromisoformat(words[0]) if words else self._now().date()
        except ValueError:
            await self._talk.sender.say(message, WORDS.remind_what)
            return
        agenda = self._current.agenda(on)
        ledger = self._talk.ledger
        config = self._talk.config
        made = digests(agenda, listeners(agenda.plan, ledger.chats.bindings()), config.lead_days, config.progress_day)
        if here := ledger.chats.binding(message.chat_id, topic_of(message)):
            made = [d for d in made if (d.party.chat_id, d.party.thread_id) == (here.chat_id, here.thread_id)]
            known = ledger.audit.is_begun() or not begins_midway(agenda)
            text = "\n".join(digest_text(d, known) for d in made)
        else:
            text = overview_text(on, made) if made else ""
        nothing = (WORDS.nothing if is_workday(on) else WORDS.day_off).format(day=long_day(on))
        await self._talk.sender.reply(message, to_html(as_paragraphs(text or nothing)))
