"""A year of working mornings for every unit of the real plan, against a slow reckoning written straight from
.github/decisions/0007-one-digest-a-morning.md.

The reckoning (`Book`, `Chat.hears`) knows the rules and the holidays by itself and shares no code with `bot`; what happens to
the items (reports of parties at their own days, progress, acceptances, parts given back and withdrawn, extensions, signatures,
entries taken back, an event that dates others) is drawn at random and entered through
the ledger's own rules.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import workdays
from bot.config import Config
from bot.ledger.parties import milestone_parties
from bot.ledger.undoing import undo_of
from bot.ledger.workflow import Action, Actor, State, act
from bot.reminders.digests import digests, listeners
from bot.storage.database import Ledger
from bot.workspace import Workspace
from corpus.model import DeadlineKind, Plan, Role

ZONE = ZoneInfo("Asia/Shanghai")
ONE = timedelta(days=1)
EVENT = "《矿区总规》批复"


def _span(first: str, last: str) -> set[date]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    return {day + i * ONE for i in range((end - day).days + 1)}


HOLIDAYS = (  # 国办发明电〔2024〕12号; 国办发明电〔2025〕7号 names none in November and December 2026
    _span("2025-01-01", "2025-01-01")
    | _span("2025-01-28", "2025-02-04")
    | _span("2025-04-04", "2025-04-06")
    | _span("2025-05-01", "2025-05-05")
    | _span("2025-05-31", "2025-06-02")
    | _span("2025-10-01", "2025-10-08")
    | _span("2026-01-01", "2026-01-03")
)
MOVED = {date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)}

STATUTORY = {date(2027, 1, 1), *(date(2027, 2, d) for d in range(5, 11))}
"""元旦 and 春节 of a year whose moved days are not published."""


def works(day: date) -> bool:
    """Whether offices work on a day."""
    return day in MOVED or (day.weekday() < 5 and day not in HOLIDAYS | STATUTORY)


def first_working_day(days: list[date]) -> date | None:
    """The first of the days on which offices work."""
    return next((d for d in days if works(d)), None)


def last_working_day(day: date) -> date:
    """The day, or the last one before it on which offices work."""
    return day if works(day) else last_working_day(day - ONE)


def _area(unit: str) -> str:
    """海南区 for 海南区委 and 海南区政府."""
    return unit[: unit.rindex("区") + 1] if unit.endswith(("区委", "区政府")) else unit


@dataclass
class Task:
    """An item and what happened to it, as a clerk would keep it."""

    id: str
    number: int
    due: date | None
    ongoing: bool
    responsible: tuple[str, ...]
    deciders: tuple[str, ...]
    parties: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reported: set[str] = field(default_factory=set)
    state: str = "open"
    agreed: set[str] = field(default_factory=set)
    signed: dict[str, date] = field(default_factory=dict)
    pages: list[tuple[int, Action, dict[str, Any]]] = field(default_factory=list)

    def page(self) -> dict[str, Any]:
        """What the clerk has on this item."""
        kept = {"due": self.due, "state": self.state, "reported": self.reported, "agreed": self.agreed, "signed": self.signed}
        return deepcopy(kept)


class Book:
    """All items of the plan, and what is past for them."""

    def __init__(self, plan: Plan) -> None:
        self.tasks: dict[str, Task] = {}
        for p in plan.problems:
            responsible = tuple(d.unit for d in p.responsible)
            leads = tuple(d.unit for d in p.acceptance if d.role is Role.LEAD)
            people = (responsible, leads or tuple(d.unit for d in p.acceptance))
            relative = p.deadline.kind in (DeadlineKind.RELATIVE, DeadlineKind.MIXED)
            due = None if relative or not p.deadline.dates else max(p.deadline.dates)
            self._add(f"1-{p.number}", p.number, due, p.deadline.kind is DeadlineKind.ONGOING, *people)
            for i, day in enumerate(sorted(p.deadline.dates)[: None if relative else -1], 1):
                self._add(f"1-{p.number}@{i}", p.number, day, False, *people)
            for m in p.measures:
                for i, stone in enumerate(m.milestones, 1):
                    self._add(f"1-{p.number}-{m.ordinal}-{i}", p.number, stone.due, False, *people)
                    doers = {d.name: d.units for d in milestone_parties(p, stone)}
                    self.tasks[f"1-{p.number}-{m.ordinal}-{i}"].parties = tuple(doers.items())

    def _add(
        self, id_: str, number: int, due: date | None, ongoing: bool, responsible: tuple[str, ...], deciders: tuple[str, ...]
    ) -> None:
        every: dict[str, tuple[str, ...]] = {}
        for unit in responsible:
            every[_area(unit)] = (*every.get(_area(unit), ()), unit)
        self.tasks[id_] = Task(id_, number, due, ongoing, responsible, deciders, tuple(every.items()))

    def problem(self, task: Task) -> Task:
        """The task that is the problem as a whole."""
        return self.tasks[f"1-{task.number}"]

    def done(self, task: Task, names: Iterable[str] = ()) -> bool:
        """Whether all parties (or those of the units `names`) have nothing left to do."""
        problem = self.problem(task)
        if task.state != "open" or problem.state != "open":
            return True
        mine = [party for party, units in task.parties if not names or set(names) & set(units)]
        return bool(mine) and all(party in task.reported | problem.reported for party in mine)


@dataclass(frozen=True)
class Chat:
    """Who listens: the names under which a chat (or a unit alone) is charged."""

    names: frozenset[str]

    def hears(self, book: Book, day: date) -> Iterator[tuple[str, str]]:
        """(item, section) of everything that is to be said on a day."""
        if not works(day):
            return
        monday, quarter = day - day.weekday() * ONE, date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        weekly = first_working_day([monday + i * ONE for i in range(7)]) == day
        quarterly = first_working_day([quarter + i * ONE for i in range(20)]) == day
        for task in book.tasks.values():
            asked = self.names & set(task.deciders) - task.agreed
            if task.state == "reported" and asked and book.problem(task).state in ("open", "reported"):
                yield task.id, "acceptance"
            if not self.names & {u for _, us in task.parties for u in us} or book.done(task) or book.done(task, self.names):
                continue
            if task.due is None:
                if task.ongoing and quarterly:
                    yield task.id, "ongoing"
            elif task.due < day:
                signed = any(task.signed.get(n, date.min) > task.due for n in self.names)
                if weekly or not signed:
                    yield task.id, "overdue"
            elif task.due == day:
                yield task.id, "today"
            elif (task.due - day).days <= 7 or any(last_working_day(task.due - n * ONE) == day for n in (7, 15, 30)):
                yield task.id, "soon"


class Year:
    """The simulation: a real ledger, the clerk's book beside it, and chance."""

    def __init__(self, plan: Plan, data: Path, seed: int) -> None:
        self.plan, self.book, self.chance = plan, Book(plan), random.Random(seed)
        self.ledger = Ledger(data / "ledger.db")
        self.current = Workspace(Config.from_env({}, str(data)), self.ledger)
        units = sorted({d.unit for p in plan.problems for d in (*p.responsible, *p.acceptance)})
        bound = [(u,) for u in units[:20]] + [("海勃湾区委", "海勃湾区政府"), ("市能源局", "市水务局", "市商务局")]
        for i, names in enumerate(bound, 1):
            self.ledger.chats.bind(-i, None, f"{i:02}", names, 1)
        self.chats = {-i: Chat(self._speaks_for(names, units)) for i, names in enumerate(bound, 1)}
        spoken_for = {n for c in self.chats.values() for n in c.names}
        groups: dict[str, list[str]] = {}
        for unit in units:
            groups.setdefault(_area(unit), []).append(unit)
        self.alone = {frozenset(us): Chat(frozenset(us)) for us in groups.values() if not spoken_for & set(us)}
        assert self.alone
        self.told: dict[tuple[str, str], list[date]] = {}
        self.done: Counter[str] = Counter()
        self.deeds = (
            self._report, self._report, self._sign, self._extend, self._accept, self._accept, self._give_back,
            self._give_back_one, self._withdraw, self._tell, self._undo,
        )  # fmt: skip

    @staticmethod
    def _speaks_for(names: tuple[str, ...], units: list[str]) -> frozenset[str]:
        """Itself, the group that it keeps, and the other body of its area."""
        return frozenset(u for u in units if any(u == n or f"（{n}）" in u or _area(u) == _area(n) for n in names))

    def morning(self, day: date) -> None:
        """What the digests of a day are must be what is to be heard, no line lost, none twice, and nothing to nobody."""
        agenda = self.current.agenda(day)
        made = digests(agenda, listeners(self.plan, self.ledger.chats.bindings()))
        heard: dict[object, list[tuple[str, str]]] = {}
        for digest in made:
            key = digest.party.chat_id or digest.party.named
            assert key not in heard
            heard[key] = sorted((line.entry.item.id, line.section.value) for line in digest.lines)
            for line in digest.lines:
                self.told.setdefault((line.entry.item.id, line.section.value), []).append(day)
        chats: dict[object, Chat] = {**self.chats, **self.alone}
        expected = {key: sorted(chat.hears(self.book, day)) for key, chat in chats.items()}
        assert {k: v for k, v in heard.items() if v} == {k: v for k, v in expected.items() if v}, day
        assert works(day) or not made

    def workday(self, day: date) -> None:
        """People act, after the digest."""
        at = datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            task = self.chance.choice(list(self.book.tasks.values()))
            deed = self.chance.choice(self.deeds)
            deed(task, at)
        for task in [t for t in self.book.tasks.values() if t.state == "reported"][:2]:
            if self.chance.random() < 0.3:
                self._accept(task, at)

    def date_event(self, happened: date, at: date) -> None:
        """The event that three items wait for is recorded."""
        self.ledger.events.date_event(EVENT, happened, 1)
        self.ledger._db.execute("UPDATE dated SET at = ?", (f"{at}T00:00:00+00:00",))
        for id_, months in (("1-2", 12), ("1-2-1-1", 5), ("1-2-3-2", 12)):
            month = happened.month - 1 + months
            self.book.tasks[id_].due = date(happened.year + month // 12, month % 12 + 1, happened.day)

    def _do(self, action: Action, task: Task, at: datetime, actor: Actor, day: date | None = None, **how: Any) -> None:
        """One entry; the clerk keeps the page of the book as it was before."""
        entry = self.current.agenda(at.date(), at).entry(task.id)
        assert entry
        event = act(action, entry.item, entry.standing, actor, at, day=day, note="情况属实", **how)
        task.pages.append((self.ledger.events.add(event), action, task.page()))
        self.done[action.value] += 1

    def close(self, task: Task, at: datetime) -> None:
        """The office enters that it was closed."""
        self._do(Action.SET, task, at, Actor("李主任", admin=True), state=State.CLOSED)
        task.state = "closed"

    def _report(self, task: Task, at: datetime) -> None:
        """One party that has not, at times all that have not."""
        left = [(party, units) for party, units in task.parties if party not in task.reported]
        if task.state != "open" or not left:
            return
        for party, units in left if self.chance.random() < 0.5 else left[:1]:
            self._do(Action.REPORT, task, at, Actor("群", units[:1]))
            task.reported.add(party)
        if len(task.reported) == len(task.parties):
            task.state, task.agreed = "reported", set()

    def _accept(self, task: Task, at: datetime) -> None:
        left = [d for d in task.deciders if d not in task.agreed]
        if task.state == "reported" and left:
            self._do(Action.ACCEPT, task, at, Actor("群", (left[0],)))
            task.agreed.add(left[0])
            # a bureau speaks for the group it keeps
            task.agreed |= {d for d in task.deciders if f"（{left[0]}）" in d}
            task.state = "accepted" if set(task.deciders) <= task.agreed else "reported"

    def _give_back(self, task: Task, at: datetime) -> None:
        if task.state in ("reported", "accepted") and task.deciders:
            self._do(Action.RETURN, task, at, Actor("群", task.deciders[:1]))
            task.state, task.agreed, task.signed, task.reported = "open", set(), {}, set()

    def _of_those_reported(self) -> Task | None:
        """An item of which some party has reported its part and that is not accepted."""
        found = [t for t in self.book.tasks.values() if t.state in ("open", "reported") and t.reported and t.deciders]
        return self.chance.choice(found) if found else None

    def _give_back_one(self, _: Task, at: datetime) -> None:
        """The acceptance unit gives back the part of one party, whether or not the others have reported."""
        if task := self._of_those_reported():
            party = self.chance.choice(sorted(task.reported))
            self._do(Action.RETURN, task, at, Actor("群", task.deciders[:1]), parties=(party,))
            task.reported.discard(party)
            task.state, task.agreed, task.signed = "open", set(), {}

    def _withdraw(self, _: Task, at: datetime) -> None:
        """A party takes back its own report before it is accepted."""
        if task := self._of_those_reported():
            party = self.chance.choice(sorted(task.reported))
            self._do(Action.WITHDRAW, task, at, Actor("群", dict(task.parties)[party][:1]))
            task.reported.discard(party)
            task.state, task.agreed = "open", set()

    def _tell(self, task: Task, at: datetime) -> None:
        """A party says how far it is, which changes nothing."""
        if task.state != "closed":
            self._do(Action.PROGRESS, task, at, Actor("群", self.chance.choice(task.parties)[1][:1]))

    def _undo(self, _: Task, at: datetime) -> None:
        """The office takes back the last entry of an item of which there is one; of an extension its asking, too."""
        kept = [t for t in self.book.tasks.values() if t.pages and t.state != "closed"]
        if not kept:
            return
        action = self.chance.choice(sorted({t.pages[-1][1] for t in kept}))
        task = self.chance.choice([t for t in kept if t.pages[-1][1] is action])
        granted = task.pages[-1][1] is Action.GRANT
        for _ in range(1 + granted):
            id_, action, page = task.pages.pop()
            standings = self.ledger.events.standings()
            for event in undo_of(id_, standings, Actor("李主任", admin=True), at, "登记有误"):
                self.ledger.events.add(event)
            vars(task).update(page)
            self.done[f"undo {action.value}"] += 1

    def _sign(self, task: Task, at: datetime) -> None:
        """One unit signs for all that it has overdue."""
        unit = task.responsible[0] if task.responsible else ""
        for t in self.book.tasks.values():
            if unit in {u for _, us in t.parties for u in us} and t.due and t.due < at.date() and not self.book.done(t):
                self._do(Action.ACKNOWLEDGE, t, at, Actor("群", (unit,)))
                t.signed |= {u: at.date() for u in t.responsible if u == unit or f"（{unit}）" in u}

    def _extend(self, task: Task, at: datetime) -> None:
        if task.state == "open" and task.responsible and task.due and at.date() <= task.due:
            day = task.due + timedelta(days=self.chance.randint(5, 90))
            self._do(Action.ASK_EXTENSION, task, at, Actor("群", task.responsible[:1]), day)
            self._do(Action.GRANT, task, at, Actor("李主任", admin=True), day)
            task.due, task.signed = day, {}


@pytest.fixture
def year(plan: Plan, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Year]:
    """A year that begins with a third of what is overdue already closed."""
    simulated = Year(plan, tmp_path, request.param)
    yield simulated
    simulated.ledger.close()


@pytest.mark.parametrize("year", [1], indirect=True)
def test_a_year_of_mornings(year: Year) -> None:
    """2025 day by day: every chat and every unit without one hears what the rules say, on each of its 248 working days and on no other."""
    start = date(2025, 1, 1)
    for task in year.book.tasks.values():
        if task.due and task.due < start and year.chance.random() < 0.6:
            year.close(task, datetime(2024, 12, 31, 12, tzinfo=ZONE))
    mornings = 0
    for day in (start + i * ONE for i in range(365)):
        if day == date(2025, 3, 20):
            year.date_event(date(2025, 3, 10), day)
        year.morning(day)
        if works(day):
            mornings += 1
            year.workday(day)
    assert mornings == 248
    every = {"report", "accept", "return", "withdraw", "progress", "acknowledge", "grant extension"}
    assert every <= set(year.done)
    assert sum(deed.startswith("undo") for deed in year.done) >= 2
    sections = {section for _, section in year.told}
    assert sections == {"overdue", "today", "soon", "acceptance", "ongoing"}
    assert any(id_ == "1-2-1-1" for id_, _ in year.told)
    assert all(year.told.get((id_, "soon")) for id_, section in year.told if section == "today")


@pytest.mark.parametrize("year", [3], indirect=True)
def test_beyond_the_calendar(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """From 2026, which is published, into 2027, which is not: Monday to Friday without the statutory holidays counts, and nothing due at the turn is lost."""
    known = workdays._official

    def published(day: date) -> bool:
        if day.year > 2026:
            raise NotImplementedError
        return known(day)

    monkeypatch.setattr(workdays, "_official", published)
    workdays._published.cache_clear()
    for day in (date(2026, 11, 2) + i * ONE for i in range(120)):
        year.morning(day)
        if works(day):
            year.workday(day)
    workdays._published.cache_clear()
    assert any(d.year == 2027 for days in year.told.values() for d in days)
