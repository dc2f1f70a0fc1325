"""督办工作台, whatever the channel: the office looks at what waits for whom, and moves it.

What a button says may be old or forged: who presses is asked again, and every list is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from bot.buttons import Pressed
from bot.language.writing import written
from bot.ledger.agenda import Agenda
from bot.ledger.cards import data, tasks_of
from bot.ledger.desk import Desk, desk
from bot.ledger.desk_pages import (
    OFFICE_DESK,
    DeskPress,
    desk_pressed,
    overview,
    party_key,
    party_page,
    section_page,
)
from bot.ledger.desk_text import Section
from bot.ledger.figures import items_of
from bot.ledger.forms import Gathered
from bot.ledger.parties import parties_named
from bot.ledger.queries import lacking_acceptance
from bot.ledger.text import item_name, line, words_of
from bot.ledger.workflow import Action, Actor, Declined, acting_for
from bot.messages import Address, Binding, Button, Letter, Mark, Paragraph, Paragraphs, sentences
from bot.reminders.text import HANDLE, SIGN
from bot.reminders.words import BUTTONS
from bot.storage.database import Ledger
from bot.workdays import is_from
from bot.workspace import Workspace

from ..reply import Reply
from ..words import OFFICE
from .filing import Filing
from .rights import must_be_office

__all__ = ["OFFICE_DESK", "OfficeDesk"]
_SHOWN = 5


class OfficeDesk:
    """One plan's desk; `now` is the local time, aware."""

    def __init__(self, ledger: Ledger, current: Workspace, filing: Filing, now: Callable[[], datetime]) -> None:
        self._ledger, self._current, self._filing, self._now = ledger, current, filing, now
        self._verbs: dict[str, Callable[[DeskPress, Actor], Reply]] = {
            "h": lambda _, actor: self.overview(actor, replaces=True), "s": self._section, "u": self._urge_item,
            "p": self._urge_party, "t": self._party, "r": partial(self._instead, Action.REPORT), "g": partial(self._instead, Action.PROGRESS),
            "q": self._ask_progress, "c": self._close,
        }  # fmt: skip

    def overview(self, actor: Actor, replaces: bool = False) -> Reply:
        """The whole desk at a glance.

        Raises:
            Declined: to anybody but the office.
        """
        must_be_office(actor)
        return _reply(overview(self.found()), replaces=replaces)

    def press(self, said: Pressed, actor: Actor) -> Reply:
        """What comes of a button of `OFFICE_DESK`.

        Raises:
            Declined: nothing, and why.
        """
        must_be_office(actor)
        press = desk_pressed(said)
        return self._verbs[press.verb](press, actor)

    def found(self) -> Desk:
        """The desk as of now."""
        today = self._now().date()
        agenda = self._current.agenda(today)
        bound = [u for b in self._ledger.chats.bindings() if b.active for u in b.units]
        asks = is_from(today, self._current.config.progress_day)
        return desk(agenda, self._current.week_ago(agenda), bound, asks)

    def _section(self, press: DeskPress, actor: Actor) -> Reply:
        section = next((s for s in Section if s.value == press.subject), None)
        if section is None:
            return self.overview(actor, replaces=True)
        return _reply(section_page(self.found(), section, press.number, actor), replaces=True)

    # --- 催办 -----------------------------------------------------------------------------------------------

    def _urge_item(self, press: DeskPress, actor: Actor) -> Reply:
        """Whoever has to accept is reminded of the item, once a day."""
        entry = self._agenda().entry(press.subject)
        if entry is None or entry.standing.turn != press.number or not (waits := lacking_acceptance(entry)):
            raise Declined(OFFICE.moved)
        since = entry.standing.since
        head = OFFICE.urge_item.format(item=item_name(entry.item), day=written(since.date()) if since else "")
        said = (Paragraph(Mark.HEADING, head), *sentences(words_of(entry.item, 200), self._signed(actor)))
        rows = ((Button(item_name(entry.item), data("i", entry.item.id)),),)
        chats = [b for b in self._bindings() if acting_for(b.units, waits)]
        return self._urged(f"urge:{entry.item.id}:{press.number}", chats, said, lambda _: rows, actor)

    def _urge_party(self, press: DeskPress, actor: Actor) -> Reply:
        """A party is reminded of what it has not signed for, once a day."""
        found = next((x for x in self.found().unsigned if party_key(x.party) == press.subject), None)
        if found is None:
            raise Declined(OFFICE.moved)
        head = OFFICE.urge_party.format(party=found.party, count=len(found.items), day=written(found.since))
        lines = [line(e) for e in sorted(found.items, key=lambda e: e.days_left or 0)[:_SHOWN]]
        more = [OFFICE.more.format(count=len(found.items) - _SHOWN)] if len(found.items) > _SHOWN else []
        said = (Paragraph(Mark.HEADING, head), *sentences(*lines, *more, self._signed(actor)))
        chats = [b for b in self._bindings() if found.party in parties_named(b.units)]
        return self._urged(f"urge:{press.subject}", chats, said, self._to_sign, actor)

    def _urged(
        self,
        key: str,
        chats: Iterable[Binding],
        said: Paragraphs,
        rows: Callable[[Address], tuple[tuple[Button, ...], ...]],
        actor: Actor,
    ) -> Reply:
        today, told = self._now().date(), []
        with self._ledger.writing():
            for chat in chats:
                letter = Letter(f"{key}:{today}", chat.address, said, rows(chat.address), day=today)
                if self._ledger.outbox.enqueue(letter):
                    told.append(chat.title)
            if told:
                self._ledger.audit.record("urge", actor.user_id, actor.chat_id, f"{key} {'、'.join(told)}")
        return Reply(aside=OFFICE.urged.format(chats="、".join(told)) if told else OFFICE.urged_before)

    def _to_sign(self, to: Address) -> tuple[tuple[Button, ...], ...]:
        """签收 for the chat's last digest, where there is one, and 办理."""
        last = self._ledger.outbox.last_morning()
        sign = (
            [SIGN.button(BUTTONS.sign, last)] if last and self._ledger.outbox.find(f"digest:{last}", to.chat, to.thread) else []
        )
        return ((*sign, HANDLE.button(BUTTONS.handle, self._now().date())),)

    def _ask_progress(self, _: DeskPress, actor: Actor) -> Reply:
        """Every chat that has something to do is asked how far it is, once a day."""
        agenda, said = self._agenda(), Paragraph(Mark.HEADING, OFFICE.ask_progress)
        chats = [b for b in self._bindings() if tasks_of(agenda, b.units)]
        handle = ((HANDLE.button(BUTTONS.handle, self._now().date()),),)
        paragraphs = (said, *sentences(OFFICE.how_progress, self._signed(actor)))
        return self._urged("progress", chats, paragraphs, lambda _: handle, actor)

    # --- 代办 -----------------------------------------------------------------------------------------------

    def _party(self, press: DeskPress, _: Actor) -> Reply:
        """What a party without a chat has to do."""
        party = self._unbound(press.subject)
        mine = (e for e in items_of(self._agenda(), party) if not e.settled_for(party))
        return _reply(party_page(party, tuple(e for e in mine if e.item.whole), press.number), replaces=True)

    def _instead(self, action: Action, press: DeskPress, actor: Actor) -> Reply:
        """Its report or progress, filed by the office in its name."""
        agenda, party = self._agenda(), self._unbound(f"{press.number:08x}")
        entry = agenda.entry(press.subject)
        if entry is None:
            raise Declined(OFFICE.moved)
        return self._filing.open(agenda, action, (entry,), actor, Gathered(parties=(party,)))

    def _unbound(self, key: str) -> str:
        party = next((name for name in self.found().unbound if party_key(name) == key), None)
        if party is None:
            raise Declined(OFFICE.moved)
        return party

    def _close(self, _: DeskPress, actor: Actor) -> Reply:
        """All that was accepted is closed, once that is confirmed."""
        found = self.found().to_close
        if not found:
            raise Declined(OFFICE.moved)
        return self._filing.open(self._agenda(), Action.CLOSE, found, actor)

    # --- what it stands on ----------------------------------------------------------------------------------

    def _agenda(self) -> Agenda:
        return self._current.agenda(self._now().date())

    def _bindings(self) -> list[Binding]:
        return [b for b in self._ledger.chats.bindings() if b.active]

    def _signed(self, actor: Actor) -> str:
        return OFFICE.signed.format(who=actor.who, at=f"{self._now():%Y-%m-%d %H:%M}")


def _reply(shown: tuple[Paragraphs, list[list[Button]]], replaces: bool) -> Reply:
    paragraphs, rows = shown
    return Reply(paragraphs, tuple(map(tuple, rows)), replaces=replaces)
