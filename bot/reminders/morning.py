"""A working morning → the letters that go out: digests to chats, what the office is told, what administrators must know. Pure."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.buttons import ButtonKind
from bot.language.writing import long_day, short_day, written
from bot.ledger.agenda import Agenda
from bot.ledger.figures import Figures, figures
from bot.ledger.workflow import STATES
from bot.messages import Address, Button, Contact, Document, Key, Letter, plain
from bot.workdays import starts_week

from .contacts import mentions
from .digests import AHEAD, PATIENCE, Digest, Listener, Section, Unsigned, begins_midway, digests, unsigned
from .text import (
    LIST,
    as_paragraphs,
    at_most,
    digest_buttons,
    digest_text,
    fitting,
    place,
    problem_counts,
    said,
    shortened,
)
from .words import BUTTONS, FACTS, WORDS

log = logging.getLogger(__name__)


def unsigned_text(on: date, late: Iterable[Unsigned], days: int) -> str:
    """What was not signed in time, a line a chat."""
    lines = [WORDS.unsigned.format(days=days, day=long_day(on))]
    for found in late:
        counts = Counter(line.entry.item.problem.number for line in found.lines)
        units = "、".join(found.party.names)
        lines.append(WORDS.unsigned_line.format(units=units, count=len(found.lines), problems=problem_counts(counts)))
    return fitting(lines)


def weekly_text(agenda: Agenda, before: Agenda) -> str:
    """The office's week: problems by state, overdue by party and since a week ago (`before`), what falls due in 30 days, extensions that wait."""
    lines = [WORDS.weekly.format(day=long_day(agenda.today)), _states(agenda)]
    for part in (_overdue_by_party(agenda, before), _due_soon(agenda), _asked(agenda)):
        lines += ["", *part] if part else []
    return fitting(lines)


def _states(agenda: Agenda) -> str:
    counts = Counter(e.state for e in agenda.entries if e.item.whole)
    states = "，".join(f"{name}{counts[state]}" for state, name in STATES.items())
    return WORDS.weekly_states.format(problems=sum(counts.values()), states=states)


def _overdue_by_party(agenda: Agenda, before: Agenda) -> list[str]:
    """Problems that are overdue, milestones named as such, for each party, and since a week ago."""
    wholes = sum(e.overdue for e in agenda.entries if e.item.whole)
    stones = sum(e.overdue for e in agenda.entries if not e.item.whole)
    found = [f for f in figures(agenda, before) if f.overdue or f.stones]
    lines = [WORDS.weekly_unit.format(unit=f.party, count=f.overdue, stones=f.stones, change=_change(f)) for f in found]
    return [WORDS.weekly_overdue.format(count=wholes, stones=stones), *at_most(lines, 30)] if lines else []


def _change(found: Figures) -> str:
    return WORDS.change.format(change=f"{found.change:+d}") if found.change else ""


def _due_soon(agenda: Agenda) -> list[str]:
    soon = [e for e in agenda.entries if not e.settled and e.days_left is not None and 0 <= e.days_left <= 30]
    soon.sort(key=lambda e: e.days_left or 0)
    lines = [f"· {short_day(e.due, agenda.today)} {said(e.item)}" for e in soon if e.due]
    return [WORDS.weekly_soon.format(count=len(soon)), *at_most(lines, 15)] if soon else []


def _asked(agenda: Agenda) -> list[str]:
    asked = [(e, a) for e in agenda.entries if (a := e.standing.asked) and a.day]
    lines = [
        WORDS.weekly_asked_line.format(
            place=place(e.item), day=written(a.day), units="、".join(a.units), note=shortened(a.note, 40)
        )
        for e, a in asked
    ]
    return [WORDS.weekly_asked.format(count=len(asked)), *at_most(lines, 10)] if asked else []


def begin_text(agenda: Agenda) -> str:
    """The question whether the ledger begins with nothing done."""
    dated = [e for e in agenda.entries if e.days_left is not None]
    return WORDS.begin.format(overdue=sum(e.overdue for e in dated), dated=len(dated))


def missed_text(days: Sequence[date]) -> str:
    """Which days went by without digests."""
    shown = "、".join(FACTS.day.format(month=d.month, day=d.day) for d in days[:10]) + (FACTS.and_more if len(days) > 10 else "")
    return WORDS.missed.format(count=len(days), days=shown)


BEGIN = "begin"
"""Key of the question whether the ledger begins with nothing done, which is put once."""
BEGIN_LEDGER = ButtonKind("s", f"{BEGIN}|yes|no")


@dataclass(frozen=True)
class Morning:
    """A working morning: where everything stands, who listens, and whether the ledger has begun.

    `missed` are the working days since the last morning; `expires_at` is when the digests are no longer worth sending;
    `before` is where everything stood a week ago.
    """

    agenda: Agenda
    parties: tuple[Listener, ...]
    office: Key | None
    admins: tuple[Key, ...]
    begun: bool
    missed: tuple[date, ...]
    due_at: datetime
    expires_at: datetime
    files: tuple[Document, ...] = ()
    before: Agenda | None = None
    ahead: tuple[int, ...] = AHEAD
    progress_day: int = 0

    @property
    def known(self) -> bool:
        """Whether the ledger tells where things stand: not while most of an old plan is overdue and nobody has said anything."""
        return self.begun or not begins_midway(self.agenda)

    def letters(self) -> Iterator[Letter]:
        """What the office and the administrators are sent; what is unsigned only when it is known to be undone."""
        on = self.agenda.today
        late = unsigned(self.agenda, self.parties) if self.known else []
        if late:
            yield from self._office("unsigned", unsigned_text(on, late, PATIENCE))
        if starts_week(on):
            yield from self._office("weekly", weekly_text(self.agenda, self.before or self.agenda))
            for file in self.files:
                yield from self._office("chart" if file.photo else "board", "", file)
        if not self.known and (self.office is not None or any(p.chat_id for p in self.parties)):
            yield from self._begin()
        if self.missed:
            yield from told(self.admins, f"missed:{on}", missed_text(self.missed), on)

    def of_chat(
        self, party: Listener, to: Address, followers: Iterable[Key] = (), contacts: tuple[Contact, ...] = ()
    ) -> list[Letter]:
        """What one chat is sent, its `contacts` mentioned, and who follows it; where that cannot be made the administrators hear of it, and the others get theirs."""
        try:
            made = digests(self.agenda, (party,), self.ahead, self.progress_day)
            return [
                letter
                for digest in made
                for letter in (self._digest(digest, to, contacts), *(self._followed(f, digest) for f in followers))
            ]
        except Exception:
            log.exception("no digest for %s", to.chat)
            text = WORDS.no_digest.format(day=long_day(self.agenda.today), units="、".join(party.units))
            return list(told(self.admins, f"broken:{self.agenda.today}:{to.chat}", text, self.agenda.today))

    def _digest(self, digest: Digest, to: Address, contacts: tuple[Contact, ...]) -> Letter:
        """The digest, with its buttons, and whom it mentions."""
        called = mentions(digest, contacts)
        text = digest_text(digest, self.known, len(plain(called)) + 1)
        overdue = tuple(line.entry.item.id for line in digest.of(Section.OVERDUE))
        buttons = tuple(map(tuple, digest_buttons(digest)))
        letter = self._letter(f"digest:{digest.on}", to, text, buttons, items=overdue)
        return replace(letter, paragraphs=(*letter.paragraphs, *called), due_at=self._own_time(digest.party))

    def _followed(self, person: Key, digest: Digest) -> Letter:
        """A chat's digest for one of its people: to be read, with the list but nothing that is the chat's to press."""
        rows = ([b for b in row if LIST.read(b.data)] for row in digest_buttons(digest))
        buttons = tuple(tuple(row) for row in rows if row)
        key = f"follow:{digest.party.chat_id}:{digest.party.thread_id}:{digest.on}"
        letter = self._letter(key, Address(person), digest_text(digest, self.known), buttons)
        return replace(letter, due_at=self._own_time(digest.party), within=digest.party.chat_id)

    def _own_time(self, party: Listener) -> datetime:
        """When a chat's digest is due: with everybody's, or at a time of its own that is later."""
        at = party.routine.at
        return max(self.due_at, datetime.combine(self.agenda.today, at, self.due_at.tzinfo)) if at else self.due_at

    def _office(self, kind: str, text: str, document: Document | None = None) -> Iterator[Letter]:
        if self.office is not None:
            yield self._letter(f"{kind}:{self.agenda.today}", Address(self.office), text, document=document)

    def _letter(
        self,
        key: str,
        to: Address,
        text: str,
        buttons: tuple[tuple[Button, ...], ...] = (),
        document: Document | None = None,
        items: tuple[str, ...] = (),
    ) -> Letter:
        on = self.agenda.today
        return Letter(key, to, as_paragraphs(text), buttons, document, on, self.due_at, self.expires_at, items)

    def _begin(self) -> Iterator[Letter]:
        """Asked once, and remembered for ever (no day)."""
        button = BEGIN_LEDGER.button(BUTTONS.begin, BEGIN)
        for chat in (self.office,) if self.office is not None else self.admins:
            yield Letter(BEGIN, Address(chat), as_paragraphs(begin_text(self.agenda)), ((button,),))


def told(admins: Iterable[Key], key: str, text: str, day: date) -> Iterator[Letter]:
    """The same to every administrator."""
    return (Letter(key, Address(admin), as_paragraphs(text), day=day) for admin in admins)
