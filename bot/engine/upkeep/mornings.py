"""What happens by itself on a day: the digests are made when it is time, once; what went wrong is told to administrators.

A timer only wakes this up: whether a day's digests were made stands in the outbox, under the local day, so that neither
crashes nor clocks that jump make them twice or lose them. After downtime they are made up for until 18:00 of the same day.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.config import LAST_CALL, Config
from bot.language.writing import long_day
from bot.ledger.agenda import Agenda
from bot.messages import Binding, Document, Key, Letter
from bot.reminders.digests import listeners
from bot.reminders.morning import Morning, told
from bot.reminders.text import at_most
from bot.reminders.words import REASONS, WEEK_FILES, WORDS
from bot.storage.database import Ledger
from bot.storage.outbox import Undelivered
from bot.workdays import covered, is_workday, starts_week
from bot.workspace import Workspace

from .lock import free
from .switching import changed, settle


def undelivered_text(day: date, rows: Sequence[Undelivered], titles: Mapping[Key, str]) -> str:
    """Who did not get what, at most twenty of them."""
    lines = [
        WORDS.undelivered_line.format(title=titles.get(r.chat_id) or r.chat_id, reason=REASONS.get(r.error, r.error))
        for r in rows
    ]
    return WORDS.undelivered.format(day=long_day(day), count=len(rows), lines="\n".join(at_most(lines, 20)))


log = logging.getLogger(__name__)
Draw = Callable[[str, Agenda, Agenda, datetime], bytes]
"""A kind of file (png, html), where everything stands, where it stood a week ago, the time → the file."""
EVERY = 15.0
"""Seconds between looks at the clock."""
_EVENING = time(18, 5)
_DECEMBER = 12
_MOST_MISSED = 400


@dataclass(frozen=True)
class Digests:
    """What a day's mornings send: the letters of its first one, and of each chat whose time has come."""

    day: date
    letters: tuple[Letter, ...]
    chats: tuple[tuple[Binding, list[Letter]], ...]


class Daily:
    """The day's work on one ledger; `now` is the local time, aware; `draw` makes the week's files, and may take its time."""

    def __init__(
        self, config: Config, ledger: Ledger, current: Workspace, now: Callable[[], datetime], draw: Draw | None = None
    ) -> None:
        self._config, self._ledger, self._current, self._now, self._draw = config, ledger, current, now, draw
        self._outbox = ledger.outbox
        self._pruned: date | None = None

    async def run(self) -> None:
        """Look at the clock until cancelled, or something fails."""
        while True:
            if await free(self._ledger):
                await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Do what it is time for and has not been done; what fails keeps nothing else from it, and is raised in the end."""
        now = self._now()
        steps: tuple[Callable[[datetime], Awaitable[None]], ...] = (self._morning, self._chats, self._revised, self._later)
        failed = [error for step in steps if (error := await _error_of(step(now)))]
        if failed:
            raise failed[0]

    async def _morning(self, now: datetime) -> None:
        """The day's digests, once; of days that a clock which was ahead took for today they are made when these come."""
        day = now.date()
        self._ledger.digested.rewind(day)
        if early := self._outbox.rewind(day):
            log.warning("the clock was ahead: %s mornings after %s will be made again", early, day)
        if self._is_open(now) and not self._outbox.is_made(day):
            await asyncio.to_thread(self._current.plan)  # a new revision takes a moment to read
            files = await self._files(day)
            self._enter(await asyncio.to_thread(self._digests(day, now, LAST_CALL, files)))

    def _is_open(self, now: datetime) -> bool:
        return is_workday(now.date()) and self._config.remind_at <= now.time() < LAST_CALL

    async def _chats(self, now: datetime) -> None:
        """Chats whose time comes later, and those that were bound or came back after the morning was made, get their digest too."""
        day = now.date()
        if self._is_open(now) and self._outbox.is_made(day) and self._due(now):
            await asyncio.to_thread(self._current.plan)
            self._enter(await asyncio.to_thread(self._digests(day, now, LAST_CALL)))

    async def _revised(self, now: datetime) -> None:
        """What a revision changed that the units have not heard of: another process switched, or one was killed in between."""
        known, bindings = self._outbox.told_revision(), self._ledger.chats.bindings()
        settle(
            self._ledger,
            await asyncio.to_thread(changed, self._config.revisions, known, bindings, now.date(), self._config.admins),
        )

    async def _later(self, now: datetime) -> None:
        """What the evening and the month ask for, and what may be forgotten."""
        day = now.date()
        if is_workday(day) and now.time() >= _EVENING:
            self._enqueue(self._evening(day))
        if self._config.office_chat or self._ledger.chats.bindings():
            self._enqueue(self._calendar(day))
        if self._pruned != day:
            self._outbox.prune(day)
            self._ledger.digested.prune(day)
            self._ledger.questions.prune(day)
            self._ledger.audit.prune(day)
            self._pruned = day

    async def _files(self, day: date) -> tuple[Document, ...]:
        """The week's picture and board, on the day the office gets them."""
        if self._draw is None or self._config.office_chat is None or not starts_week(day):
            return ()
        made = [await self._file(self._draw, kind, day) for kind in WEEK_FILES]
        return tuple(document for document in made if document)

    async def _file(self, draw: Draw, kind: str, day: date) -> Document | None:
        """One of them; the week goes out without one that cannot be made."""
        name = WEEK_FILES[kind].format(day=day)
        try:
            agenda = self._current.agenda(day)
            data = await asyncio.to_thread(draw, kind, agenda, self._current.week_ago(agenda), self._now())
            return Document(name, data, photo=kind == "png")
        except Exception:
            log.exception("the week's file %s", name)
            text = WORDS.no_file.format(day=long_day(day), name=name)
            self._enqueue(told(sorted(self._config.admins), f"{kind}:{day}", text, day))
            return None

    def make(self, day: date, last: time) -> bool:
        """Make the digests of a day whose time has come, to be sent until `last`; False where they had been made."""
        now = self._at(day, max(self._now().time(), self._config.remind_at))
        return self._enter(self._digests(day, now, last)())

    def _digests(self, day: date, now: datetime, last: time, files: tuple[Document, ...] = ()) -> Callable[[], Digests]:
        """The digests of those whose time has come by `now`, once it is called: that takes its time, touches nothing and may be in a thread."""
        morning, due = self._at_work(day, last, files), self._due(now)
        followers, contacts = self._ledger.chats.followers(), [self._ledger.contacts.of(b.address) for b in due]

        def made() -> Digests:
            chats = []
            for binding, called in zip(due, contacts, strict=True):
                (party, *_), to = listeners(morning.agenda.plan, [binding]), binding.address
                chats.append((binding, morning.of_chat(party, to, [who for who, b in followers if b.address == to], called)))
            return Digests(day, tuple(morning.letters()), tuple(chats))

        return made

    def _enter(self, made: Digests) -> bool:
        """Write them down, all or nothing; not of a chat that speaks for others by now, whose turn comes again. False where that had been done."""
        speaking = {(b.address, b.units) for b in self._ledger.chats.bindings() if b.active}
        with self._ledger.writing():
            first = self._outbox.make_morning(made.day, made.letters)
            still = [(b, letters) for b, letters in made.chats if (b.address, b.units) in speaking]
            chats = [self._ledger.digested.make(made.day, *chat) for chat in still]
        if first:
            log.info("%s: digests of %s chats", made.day, len(chats))
        return first or any(chats)

    def _due(self, now: datetime) -> list[Binding]:
        """The chats whose time has come on that day, and whose digest was not made."""
        bindings = (b for b in self._ledger.chats.bindings() if b.active and not b.routine.rests(now.date()))
        due = (b for b in bindings if (b.routine.at or time.min) <= now.time())
        return [b for b in due if not self._ledger.digested.is_made(now.date(), b)]

    def _at_work(self, day: date, last: time, files: tuple[Document, ...] = ()) -> Morning:
        agenda = self._current.agenda(day)
        return Morning(
            agenda,
            listeners(agenda.plan, self._ledger.chats.bindings()),
            self._config.office_chat,
            tuple(sorted(self._config.admins)),
            self._ledger.audit.is_begun(),
            tuple(self._missed(day)),
            self._at(day, self._config.remind_at),
            self._at(day, last),
            files,
            self._current.week_ago(agenda),
            self._config.lead_days,
            self._config.progress_day,
        )

    def _missed(self, day: date) -> Iterator[date]:
        """Working days since the last morning, without those that administrators know of."""
        last = self._outbox.last_morning()
        gone = (day - last).days if last else 0
        days = (day - timedelta(days=n) for n in range(min(gone, _MOST_MISSED) - 1, 0, -1))
        return (d for d in days if is_workday(d) and not self._outbox.knows(f"skipped:{d}"))

    def _evening(self, day: date) -> Iterator[Letter]:
        """A day whose digests were not made in time is skipped; what did not arrive is named."""
        admins = sorted(self._config.admins)
        if not self._outbox.is_made(day) and self._outbox.last_morning():
            log.warning("the digests of %s were not made", day)
            text = WORDS.skipped.format(day=long_day(day), last=f"{LAST_CALL:%H:%M}")
            yield from told(admins, f"skipped:{day}", text, day)
        elif late := [b.title for b in self._due(self._at(day, LAST_CALL)) if b.routine.at and self._was_bound(b, day)]:
            text = WORDS.skipped_chats.format(day=long_day(day), titles="、".join(late), last=f"{LAST_CALL:%H:%M}")
            yield from told(admins, f"skipped-chats:{day}", text, day)
        if rows := self._outbox.undelivered(day):
            titles = {b.chat_id: b.title for b in self._ledger.chats.bindings()}
            yield from told(admins, f"undelivered:{day}", undelivered_text(day, rows, titles), day)

    def _was_bound(self, binding: Binding, day: date) -> bool:
        """Whether a chat was bound before it was too late for that day's digest."""
        return datetime.fromisoformat(binding.bound_at) < self._at(day, LAST_CALL)

    def _calendar(self, day: date) -> Iterator[Letter]:
        """Once a month, that a year's holidays are not known: this year's, or in December the next one's."""
        year = day.year if not covered(day.year) else day.year + 1
        if not covered(year) and (year == day.year or day.month == _DECEMBER):
            key = f"calendar:{day.year}-{day.month}"
            yield from told(sorted(self._config.admins), key, WORDS.calendar.format(year=year), day)

    def _enqueue(self, letters: Iterator[Letter]) -> None:
        for letter in letters:
            self._outbox.enqueue(letter)

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._config.timezone)


async def _error_of(step: Awaitable[None]) -> Exception | None:
    """What a step raised; it is logged."""
    try:
        await step
    except Exception as error:
        log.exception("the day's work")
        return error
    return None
