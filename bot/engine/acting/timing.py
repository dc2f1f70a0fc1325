"""When a bound chat is reminded, and on which days not: set by who settles things there, and by the office for any unit's chat."""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import LAST_CALL, Config
from bot.language.unit_guesses import read_units
from bot.ledger.parties import parties_named
from bot.ledger.workflow import Actor
from bot.messages import Address, Binding, sentences
from bot.reminders.routines import is_wish, read_wish, wish_text
from bot.reminders.words import ROUTINE
from bot.storage.database import Ledger
from corpus.errors import RectifyError

from ..asking.conversations import Service
from ..reply import Reply
from ..words import BINDING
from .contacting import Settles


class Timing:
    """The routines of one ledger."""

    def __init__(self, service: Service, ledger: Ledger, config: Config) -> None:
        self._service, self._ledger, self._config = service, ledger, config

    async def asked(self, words: Sequence[str], place: Address, actor: Actor, at_desk: bool, settles: Settles) -> Reply:
        """A wish (14:00, 周五不提醒) in a bound chat, or at the office's desk a unit and a wish; alone it is told what holds.

        Raises:
            RectifyError: no chat is meant, the wish says no time, or who writes may not.
        """
        wish = " ".join(w for w in words if is_wish(w))
        found = await self._chats([w for w in words if not is_wish(w)], place, at_desk)
        if wish and not (at_desk or await settles()):
            self._ledger.audit.record("refused", actor.user_id, place.chat, "/time")
            raise RectifyError(ROUTINE.rights)
        return Reply(sentences(*map(self._told, self._set(found, wish, actor) if wish else found)))

    async def _chats(self, units: Sequence[str], place: Address, at_desk: bool) -> list[Binding]:
        """The chats that are spoken of: this one, or at the desk those of units."""
        if not at_desk:
            binding = self._ledger.chats.binding(place.chat, place.thread)
            if binding is None or units:
                raise RectifyError(ROUTINE.what if binding else BINDING.not_bound)
            return [binding]
        names = (await self._service.run(0, lambda desk: desk.names)).value
        parties = set(parties_named(u for m in read_units(units, names) for u in m.units))
        found = [b for b in self._ledger.chats.bindings() if parties & set(parties_named(b.units))]
        if not found:
            raise RectifyError(ROUTINE.whose.format(units="、".join(units)) if units else ROUTINE.of_whom)
        return found

    def _set(self, found: Sequence[Binding], words: str, actor: Actor) -> list[Binding]:
        """Every one of them by its own; all are read before any is kept."""
        today, first = self._config.today(), self._config.remind_at
        wishes = [read_wish(words, b.routine, today, first, LAST_CALL) for b in found]
        for binding, wish in zip(found, wishes, strict=True):
            self._ledger.routines.put(binding.address, wish, actor.user_id)
        now = {b.address: b for b in self._ledger.chats.bindings()}
        return [now[b.address] for b in found]

    def _told(self, binding: Binding) -> str:
        words = wish_text(binding.routine, self._config.remind_at, self._config.today())
        form = ROUTINE.own if words else ROUTINE.usual
        return form.format(title=binding.title, at=f"{self._config.remind_at:%H:%M}", words=words)
