"""签收, whatever the channel: what would be signed for is shown, then written down in the name of whoever confirms it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from bot.buttons import Pressed
from bot.language.writing import moment
from bot.ledger.agenda import Entry
from bot.ledger.confirming import signing
from bot.ledger.words import ASKS, CONFIRM, RIGHTS
from bot.ledger.workflow import Actor, Declined
from bot.messages import Address, Button, sentences
from bot.reminders.digests import Listener, is_signed, listeners
from bot.reminders.text import SIGN, SIGNED
from bot.reminders.words import WORDS
from bot.storage.database import Ledger
from bot.storage.outbox import Row
from bot.workspace import Workspace

from ..reply import Reply
from .actions import Actions


class Signing:
    """What becomes of a digest's 签收; data may be old or forged, so everything in it is checked again."""

    def __init__(self, actions: Actions, ledger: Ledger, current: Workspace, now: Callable[[], datetime]) -> None:
        self._actions, self._ledger, self._current, self._now = actions, ledger, current, now

    def press(self, said: Pressed, place: Address, actor: Actor) -> Reply:
        """签收 under a digest: what is overdue in it and unsigned, to be confirmed.

        Raises:
            Declined: it is no digest of this place, there is nothing to sign for, or others act here.
        """
        row, party = self._digest(said.words[0], place)
        found = self._unsigned(row, party, actor)
        if not found:
            raise Declined(WORDS.signed_before)
        rows = ((SIGNED.button(CONFIRM.yes, said.words[0], "y"), SIGNED.button(ASKS.cancel, said.words[0], "n")),)
        return Reply(signing(party.names, found), rows)

    def confirmed(self, said: Pressed, place: Address, actor: Actor) -> Reply:
        """确认 or 取消 under that.

        Raises:
            Declined: as `press`, or it was signed for meanwhile.
        """
        if said.words[1] == "n":
            return Reply(sentences(ASKS.cancelled), replaces=True)
        return self._sign(*self._digest(said.words[0], place), actor, replaces=True)

    def acknowledged(self, day: str, place: Address, actor: Actor) -> Reply:
        """收到 in reply to a digest is 签收.

        Raises:
            Declined: as `press`.
        """
        return self._sign(*self._digest(day, place), actor)

    def _sign(self, row: Row, party: Listener, actor: Actor, replaces: bool = False) -> Reply:
        """For everything overdue in the digest that nobody of the place has signed for."""
        self._may(actor)
        count = self._actions.sign(row.letter.items, party, actor)
        if not count:
            raise Declined(WORDS.signed_before)
        day = date.fromisoformat(row.letter.key.partition(":")[2])
        words = WORDS.signed.format(count=count, who=actor.who, at=moment(self._now(), day))
        left: tuple[Button, ...] = tuple(b for line in row.letter.buttons for b in line if not SIGN.read(b.data))
        return Reply(sentences(words), replaces=replaces, aside=words, spent=row.message_id, left=left)

    def _digest(self, day: str, place: Address) -> tuple[Row, Listener]:
        row = self._ledger.outbox.find(f"digest:{day}", place.chat, place.thread)
        binding = self._ledger.chats.binding(place.chat, place.thread)
        found = listeners(self._current.plan(), [binding]) if binding else ()
        party = next((p for p in found if p.chat_id == place.chat), None)
        if row is None or party is None:
            raise Declined(WORDS.digest_gone)
        return row, party

    def _unsigned(self, row: Row, party: Listener, actor: Actor) -> list[Entry]:
        self._may(actor)
        agenda = self._current.agenda(self._now().date(), self._now())
        entries = (agenda.entry(id_) for id_ in row.letter.items)
        return [e for e in entries if e and e.overdue and not is_signed(e, party)]

    def _may(self, actor: Actor) -> None:
        if actor.liaisons:
            raise Declined(RIGHTS.liaisons.format(names="、".join(actor.liaisons)))
