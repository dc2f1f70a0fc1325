"""A working morning → the letters that go out: digests to chats, what the office is told, what administrators must know. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .agenda import Agenda
from .message import VERSION, Button
from .notice_words import BUTTONS, WORDS
from .notices import as_html, digest_buttons, digest_file, digest_file_caption, digest_text, is_cut
from .office_notices import begin_text, missed_text, unsigned_text, weekly_text
from .outbox import Document, Letter
from .reminders import PATIENCE, Digest, Party, Section, begins_midway, digests, unsigned
from .workdays import starts_week

BEGIN = "begin"
"""Key of the question whether the ledger begins with nothing done, which is put once."""


@dataclass(frozen=True)
class Morning:
    """A working morning: where everything stands, who listens, and whether the ledger has begun.

    `missed` are the working days since the last morning; `expires_at` is when the digests are no longer worth sending.
    """

    agenda: Agenda
    parties: tuple[Party, ...]
    office: int | None
    admins: tuple[int, ...]
    begun: bool
    missed: tuple[date, ...]
    due_at: datetime
    expires_at: datetime
    picture: bytes | None = None

    @property
    def known(self) -> bool:
        """Whether the ledger tells where things stand: not while most of an old plan is overdue and nobody has said anything."""
        return self.begun or not begins_midway(self.agenda)

    def letters(self) -> Iterator[Letter]:
        """Everything that is to be sent; what is unsigned is told to the office only when it is known to be undone."""
        on = self.agenda.today
        for digest in digests(self.agenda, self.parties):
            if digest.party.chat_id is not None:
                yield from self._digest(digest, digest.party.chat_id)
        late = unsigned(self.agenda, self.parties) if self.known else []
        if late:
            yield from self._office("unsigned", unsigned_text(on, late, PATIENCE))
        if starts_week(on):
            yield from self._office("weekly", weekly_text(self.agenda))
            if self.picture:
                yield from self._office("chart", "", Document(WORDS["chart_name"].format(day=on), self.picture, photo=True))
        if not self.known and (self.office is not None or any(p.chat_id for p in self.parties)):
            yield from self._begin()
        if self.missed:
            yield from told(self.admins, f"missed:{on}", missed_text(self.missed), on)

    def _digest(self, digest: Digest, chat: int) -> Iterator[Letter]:
        """The digest, and once a week the whole list where the digest leaves lines out."""
        overdue = tuple(line.entry.item.id for line in digest.of(Section.OVERDUE))
        buttons = tuple(map(tuple, digest_buttons(digest)))
        text = as_html(digest_text(digest, self.known))
        yield self._letter(f"digest:{digest.on}", chat, text, digest.party.thread_id, buttons, items=overdue)
        if is_cut(digest):
            year, week, _ = digest.on.isocalendar()
            document = Document(*digest_file(digest))
            caption = as_html(digest_file_caption(digest))
            yield self._letter(f"list:{year}-{week}", chat, caption, digest.party.thread_id, document=document)

    def _office(self, kind: str, text: str, document: Document | None = None) -> Iterator[Letter]:
        if self.office is not None:
            yield self._letter(f"{kind}:{self.agenda.today}", self.office, as_html(text), document=document)

    def _letter(
        self,
        key: str,
        chat: int,
        text: str,
        thread: int | None = None,
        buttons: tuple[tuple[Button, ...], ...] = (),
        document: Document | None = None,
        items: tuple[str, ...] = (),
    ) -> Letter:
        on = self.agenda.today
        return Letter(key, chat, text, thread, buttons, document, on, self.due_at, self.expires_at, items)

    def _begin(self) -> Iterator[Letter]:
        """Asked once, and remembered for ever (no day)."""
        button = Button(BUTTONS["begin"], f"{VERSION}:s:{BEGIN}")
        for chat in (self.office,) if self.office is not None else self.admins:
            yield Letter(BEGIN, chat, as_html(begin_text(self.agenda)), buttons=((button,),))


def told(admins: Iterable[int], key: str, text: str, day: date) -> Iterator[Letter]:
    """The same to every administrator."""
    return (Letter(key, admin, as_html(text), day=day) for admin in admins)
