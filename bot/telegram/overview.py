"""Where everything stands, for whoever asks: /status with a picture, /due by the ledger."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from telegram import Message, Update
from telegram.error import TelegramError

from bot.buttons import ButtonKind
from bot.engine.words import ANSWERS
from bot.files.charts import by_unit
from bot.language.writing import long_day, numbers_text, written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.parties import parties_named
from bot.ledger.states import Colour
from bot.ledger.text import counts_line, item_name, line, sign_of, words_of
from bot.ledger.words import COLOURS
from bot.ledger.workflow import parties_for
from bot.reminders.digests import begins_midway, digests, listeners
from bot.reminders.text import as_paragraphs, digest_text, overview_text
from bot.reminders.words import WORDS
from bot.workdays import is_workday
from bot.workspace import Workspace
from corpus.text.numbers import NUMERAL, to_int

from .actors import Casebook
from .conversation import Talk
from .documents import send_picture
from .html import to_html
from .types import Context, Press, topic_of
from .words import STATUS

log = logging.getLogger(__name__)
_DAYS, _MOST_DAYS = 30, 3660
_SHOWN, _UNITS, _COMING = 25, 6, 5
_EVERYBODY = ("全市", "全部", "所有")
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "期": 7, "月": 30, "年": 365}


class Overview:
    """What everybody may look at."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def status(self, update: Update, _: Context) -> None:
        """/status: counts, who is late, what comes next, and a picture."""
        message = update.message
        if message and (agenda := await self._book.asked(message)):
            if not await self._sees(message):
                await self._book.say(message, f"{_title(agenda)}\n{ANSWERS.ledger_closed}")
                return
            await self._book.say(message, "\n".join(status_lines(agenda)))
            try:
                await send_picture(message, agenda)
            except TelegramError as error:
                log.warning("picture not sent to %s: %s", message.chat_id, error.message)

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


def _title(agenda: Agenda) -> str:
    plan = agenda.plan
    return STATUS.title.format(title=plan.title, problems=len(plan.problems), aspects=len(plan.aspects))


def planned_lines(agenda: Agenda, days: int) -> Iterator[str]:
    """What falls due within so many days by the plan alone, for who may not look into the ledger."""
    last = agenda.today + timedelta(days=days)
    coming = [e for e in agenda.entries if e.item.due and agenda.today <= e.item.due <= last]
    coming.sort(key=lambda e: (e.item.due or last, *_by_problem(e)))
    yield STATUS.planned.format(days=days, coming=len(coming))
    for entry in coming[:_SHOWN]:
        words = entry.item.problem.title.text if entry.item.whole else f"：{words_of(entry.item, 40)}"
        yield f"· {written(entry.item.due)} {item_name(entry.item)}{words}"
    if len(coming) > _SHOWN:
        yield STATUS.more_planned.format(count=len(coming) - _SHOWN)


def status_lines(agenda: Agenda) -> Iterator[str]:
    """The plan at a glance: states, colours, who is late, what comes next."""
    yield _title(agenda)
    if not any(e.standing.events for e in agenda.entries):
        yield STATUS.unregistered
    yield counts_line(agenda)
    stones = [e for e in agenda.entries if not e.item.whole]
    yield STATUS.stones.format(total=len(stones), done=sum(e.settled for e in stones), late=sum(e.overdue for e in stones))
    red = sum(e.overdue for e in agenda.entries if e.item.whole)
    yellow = len({e.item.task for e in agenda.entries if e.colour is Colour.YELLOW})
    soon = sum(_within(e, 30) for e in agenda.entries)
    yield STATUS.colours.format(
        red=COLOURS[Colour.RED], r=red, yellow=COLOURS[Colour.YELLOW], y=yellow, blue=COLOURS[Colour.BLUE], b=soon
    )
    if late := [b for b in by_unit(agenda) if b.counts[-1]][:_UNITS]:
        yield STATUS.late_units.format(units="、".join(STATUS.unit.format(unit=b.label, count=b.counts[-1]) for b in late))
    yield from _coming(agenda)
    if ongoing := [e for e in agenda.entries if e.item.ongoing]:
        yield STATUS.ongoing.format(problems=numbers_text(e.item.problem.number for e in ongoing))


def _within(entry: Entry, days: int) -> bool:
    return not entry.settled and entry.days_left is not None and 0 <= entry.days_left <= days


def _coming(agenda: Agenda) -> Iterator[str]:
    days = sorted({e.due for e in agenda.entries if e.due and not e.settled and e.due >= agenda.today})[:_COMING]
    if days:
        yield STATUS.coming
    for day in days:
        found = [e for e in agenda.entries if e.due == day and not e.settled]
        numbers = numbers_text(dict.fromkeys(e.item.problem.number for e in found))
        yield STATUS.day.format(day=written(day), left=(day - agenda.today).days, problems=numbers, count=len(found))


def read_days(words: str) -> int | None:
    """How many days are written; those of a month where nothing is, None where it is no number.

    >>> read_days("六十"), read_days("30天"), read_days("两周"), read_days(""), read_days("abc")
    (60, 30, 14, 30, None)
    """
    match = re.fullmatch(rf"({NUMERAL})(天|日|周|星期|个?月|年)?内?", words)
    count = to_int(match[1]) if match else None
    if not words:
        return _DAYS
    return None if match is None or count is None else min(count * _UNIT_DAYS[(match[2] or "天")[-1]], _MOST_DAYS)


def due_lines(agenda: Agenda, days: int, units: tuple[str, ...] = ()) -> Iterator[str]:
    """What is late, then what falls due within so many days, of all or of `units`; a long list ends with how many more there are."""
    last = agenda.today + timedelta(days=days)
    open_ = [e for e in agenda.entries if not e.settled and (not units or _is_left_to(e, units))]
    late = sorted((e for e in open_ if e.overdue), key=_by_problem)
    coming = sorted((e for e in open_ if e.due and agenda.today <= e.due <= last), key=lambda e: (e.due or last, *_by_problem(e)))
    whose = "、".join(parties_named(units))
    yield STATUS.due.format(whose=whose and f"{whose}：", days=days, late=len(late), coming=len(coming))
    if not any(e.standing.events for e in agenda.entries):
        yield STATUS.unregistered
    if coming:
        yield STATUS.soon
        yield from _limited(coming)
    if late:
        yield STATUS.late
        yield from _late_lines(agenda, late)
    if units:
        yield STATUS.due_all


def _is_left_to(entry: Entry, units: tuple[str, ...]) -> bool:
    return any(not entry.settled_for(p.name) for p in parties_for(entry.item, units))


def _by_problem(entry: Entry) -> tuple[int, bool]:
    return entry.item.problem.number, not entry.item.whole


def _late_lines(agenda: Agenda, late: Iterable[Entry]) -> Iterator[str]:
    """A line a problem: itself if it is late, with how many of its milestones are."""
    numbers = dict.fromkeys(e.item.problem.number for e in late)
    for number in numbers:
        whole = agenda.whole(number)
        assert whole
        stones = sum(e.overdue for e in agenda.of_problem(whole.item.problem) if not e.item.whole)
        yield line(whole, sign_of(agenda, whole)) + (STATUS.late_stones.format(count=stones) if stones else "")


def _limited(entries: list[Entry]) -> Iterator[str]:
    yield from (line(e) for e in entries[:_SHOWN])
    if len(entries) > _SHOWN:
        yield STATUS.more.format(count=len(entries) - _SHOWN)


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
        made = digests(agenda, listeners(agenda.plan, ledger.chats.bindings()), self._talk.config.lead_days)
        if here := ledger.chats.binding(message.chat_id, topic_of(message)):
            made = [d for d in made if (d.party.chat_id, d.party.thread_id) == (here.chat_id, here.thread_id)]
            known = ledger.audit.is_begun() or not begins_midway(agenda)
            text = "\n".join(digest_text(d, known) for d in made)
        else:
            text = overview_text(on, made) if made else ""
        nothing = (WORDS.nothing if is_workday(on) else WORDS.day_off).format(day=long_day(on))
        await self._talk.sender.reply(message, to_html(as_paragraphs(text or nothing)))
