"""/time: when a bound chat is reminded, set by its own administrators, and by the office for any unit's chat."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message, Update

from bot.config import LAST_CALL
from bot.engine.words import BINDING
from bot.language.unit_guesses import read_units
from bot.ledger.parties import parties_named
from bot.messages import Binding
from bot.reminders.routines import is_wish, read_wish, wish_text
from bot.reminders.words import ROUTINE
from corpus.errors import RectifyError

from .actors import Casebook
from .desk import is_desk_of
from .members import may_settle
from .types import Context, topic_of


class RoutineCommand:
    """The command."""

    def __init__(self, book: Casebook) -> None:
        self._book, self._ledger = book, book.talk.ledger

    async def time(self, update: Update, context: Context) -> None:
        """/time WISH in a bound group; /time UNIT WISH at the office's desk; alone it tells what holds."""
        message = update.message
        if message is None:
            return
        words = context.args or []
        wish = " ".join(w for w in words if is_wish(w))
        try:
            found = await self._chats(message, [w for w in words if not is_wish(w)])
            said = await self._set(message, found, wish) if wish else "\n".join(map(self._told, found))
        except RectifyError as error:
            said = str(error)
        await self._book.talk.say(message, said)

    async def _chats(self, message: Message, units: Sequence[str]) -> list[Binding]:
        """The chats that are spoken of: this one, or at the desk those of units.

        Raises:
            RectifyError: there are none.
        """
        if not is_desk_of(message, self._book.writer(message)):
            binding = self._ledger.chats.binding(message.chat_id, topic_of(message))
            if binding is None or units:
                raise RectifyError(ROUTINE.what if binding else BINDING.not_bound)
            return [binding]
        names = (await self._book.talk.service.run(0, lambda desk: desk.names)).value
        parties = set(parties_named(u for m in read_units(units, names) for u in m.units))
        found = [b for b in self._ledger.chats.bindings() if parties & set(parties_named(b.units))]
        if not found:
            raise RectifyError(ROUTINE.whose.format(units="、".join(units)) if units else ROUTINE.of_whom)
        return found

    async def _set(self, message: Message, found: list[Binding], words: str) -> str:
        """Every one of them by its own; refused to whom it is not for, which is recorded."""
        at_desk = is_desk_of(message, self._book.writer(message))
        if not at_desk and not await may_settle(message, self._book.talk.config):
            user = message.from_user
            self._ledger.audit.record("refused", user.id if user else None, message.chat_id, "/time")
            return ROUTINE.rights
        today, first = self._book.talk.config.today(), self._book.talk.config.remind_at
        wishes = [read_wish(words, b.routine, today, first, LAST_CALL) for b in found]
        for binding, wish in zip(found, wishes, strict=True):
            self._ledger.routines.put(binding.address, wish, message.from_user.id if message.from_user else None)
        now = {b.address: b for b in self._ledger.chats.bindings()}
        return "\n".join(self._told(now[b.address]) for b in found)

    def _told(self, binding: Binding) -> str:
        config = self._book.talk.config
        words = wish_text(binding.routine, config.remind_at, config.today())
        return (ROUTINE.own if words else ROUTINE.usual).format(title=binding.title, at=f"{config.remind_at:%H:%M}", words=words)
