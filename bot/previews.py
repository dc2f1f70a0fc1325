"""The digests of any day from a chat: /remind, /remind 2026-12-01."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from telegram import Message

from .admin import Press
from .current import Current
from .notice_words import WORDS
from .notices import as_html, digest_text, long_day, overview_text
from .reminders import begins_midway, digests, parties
from .talk import Talk
from .workdays import is_workday


class Previews:
    """What would be said; nothing is sent to anybody else by it."""

    def __init__(self, talk: Talk, current: Current, now: Callable[[], datetime]) -> None:
        self._talk, self._current, self._now = talk, current, now
        self.commands = {"remind": self.remind}
        self.presses: dict[str, Press] = {}

    async def remind(self, message: Message, _: int, words: list[str]) -> None:
        """/remind [DATE]: in a bound group its digest, elsewhere a line for each."""
        try:
            on = date.fromisoformat(words[0]) if words else self._now().date()
        except ValueError:
            await self._talk.sender.say(message, WORDS["remind_what"])
            return
        agenda = self._current.agenda(on)
        ledger = self._talk.ledger
        made = digests(agenda, parties(agenda.plan, ledger.bindings()))
        if ledger.binding(message.chat_id):
            made = [d for d in made if d.party.chat_id == message.chat_id]
            known = ledger.is_begun() or not begins_midway(agenda)
            text = "\n".join(digest_text(d, known) for d in made)
        else:
            text = overview_text(on, made) if made else ""
        nothing = WORDS["nothing" if is_workday(on) else "day_off"].format(day=long_day(on))
        await self._talk.sender.reply(message, as_html(text or nothing))
