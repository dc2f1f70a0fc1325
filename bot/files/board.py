"""Agenda × a week ago → what the board says: totals, problems, parties with their sheets, what falls due, what changed. Pure.

Counted as bot.ledger.figures counts; how it looks is the affair of bot.files.board_page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.language.writing import written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.figures import Figures, figures, items_of, parties_in
from bot.ledger.parties import parties_named
from bot.ledger.people import People, of_task
from bot.ledger.standing import Event
from bot.ledger.states import Action, Colour
from bot.ledger.text import days_text, due_text, item_name
from bot.ledger.words import ACTIONS, LINES, STATES
from bot.ledger.workflow import whose
from corpus.model import FIELDS, FieldKind, Role

from .charts import class_for, classify
from .kinds import Status
from .progress_report import told
from .words import BOARD, BOARD_ROLES

_NEAR = 30
_FIELDS = tuple(
    f for kind in FieldKind for f in FIELDS if f.kind is kind and f.key not in ("title", "measures", "progress", "others")
)
"""What the plan says of a problem below its title: words, units, times."""
_UNDATED = {"ongoing": BOARD.ongoing, "waiting": BOARD.waiting, "undated": BOARD.undated}


@dataclass(frozen=True)
class Part:
    """A party's part of an item: `key` is the party's place in the plan, `status` how it stands."""

    key: int
    party: str
    role: str
    status: Status


@dataclass(frozen=True)
class Line:
    """One item: `quote` is the plan's words, `month` 2026-12 or why it has none, `told` what the ledger says of it.

    `title` is a problem's, "" for a milestone; `haste` is over, near (within 30 days) or "".
    """

    where: str
    title: str
    quote: str
    day: str
    days: str
    month: str
    status: Status
    haste: str
    parts: tuple[Part, ...]
    told: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it is a problem itself."""
        return bool(self.title)

    @property
    def lacking(self) -> str:
        """The parties that have not reported."""
        return "、".join(p.party for p in self.parts if p.status in _UNDONE)


@dataclass(frozen=True)
class Row:
    """A problem in the table, in the plan's words, with its milestones; `months` are all in which something of it falls due."""

    line: Line
    aspect: int
    months: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    stones: tuple[Line, ...]


@dataclass(frozen=True)
class Task:
    """A problem on a party's sheet: itself (the party's part), who answers for it alone, and the milestones that are the party's."""

    number: int
    title: str
    role: str
    acceptance: str
    people: str
    line: Line | None
    stones: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """All that one party has to do, with its figures, and who answers for it."""

    key: int
    figures: Figures
    people: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Group:
    """What falls due in a month (or is late, or has no day), the earliest first."""

    key: str
    name: str
    lines: tuple[Line, ...]

    @property
    def problems(self) -> int:
        """How many problems are in it; the rest are milestones."""
        return sum(line.whole for line in self.lines)


@dataclass(frozen=True)
class Deed:
    """An entry of the ledger: of which day, on what, who did what."""

    day: str
    where: str
    quote: str
    words: str


@dataclass(frozen=True)
class Board:
    """Everything on the page; `statuses` and those of an aspect count problems; `mine` are the parties it is of."""

    agenda: Agenda
    mine: tuple[str, ...]
    registered: bool
    statuses: Counter[Status]
    aspects: tuple[tuple[int, str, Counter[Status]], ...]
    stones: tuple[Line, ...]
    rows: tuple[Row, ...]
    parties: tuple[tuple[int, str], ...]
    sheets: tuple[Sheet, ...]
    groups: tuple[Group, ...]
    months: tuple[tuple[str, str], ...]
    since: str
    newly: tuple[Line, ...]
    deeds: tuple[Deed, ...]


def board(agenda: Agenda, before: Agenda, mine: tuple[str, ...] = (), people: People | None = None) -> Board:
    """What the board says on the agenda's day; `before` is a week ago. Of the parties `mine` alone it shows their own parts."""
    keys = {p.name: n for n, p in enumerate(parties_in(agenda))}
    lines = {e.item.id: _line(agenda, e, keys, mine) for e in agenda.entries}
    rows = tuple(_row(agenda, e, lines) for e in agenda.entries if e.item.whole)
    groups = tuple(_groups(agenda, lines))
    months = sorted({m for r in rows for m in r.months})
    aspects = (
        (a.ordinal, a.title.text, Counter(r.line.status for r in rows if r.aspect == a.ordinal)) for a in agenda.plan.aspects
    )
    return Board(
        agenda,
        mine,
        agenda.registered,
        Counter(r.line.status for r in rows),
        tuple(a for a in aspects if a[2]),
        tuple(x for x in lines.values() if not x.whole),
        rows,
        tuple((n, name) for name, n in keys.items()),
        tuple(_sheet(agenda, f, keys, people or {}) for f in figures(agenda, before) if not mine or f.party in mine),
        groups,
        tuple((m, _month(m)) for m in months),
        written(before.today),
        tuple(_newly(agenda, before, lines)),
        tuple(_deeds(agenda, before)),
    )


def status_of(agenda: Agenda, entry: Entry, party: str = "") -> Status:
    """How an item stands, or one party's part of it."""
    if entry.settled or (party and entry.settled_for(party)):
        return Status(entry.state if entry.settled else entry.part(party).state)
    if entry.item.whole:
        return Status(class_for(entry, party, agenda) if party else classify(agenda, entry))
    late = entry.overdue_for(party) if party else entry.overdue
    return Status.OPEN if not late else Status.LATE if entry.colour is Colour.RED else Status.BEHIND


def _status(agenda: Agenda, entry: Entry, mine: tuple[str, ...]) -> Status:
    """How an item stands; of parties, the most pressing of their parts."""
    own = [status_of(agenda, entry, p.name) for p in whose(entry.item) if p.name in mine]
    return min(own, key=tuple(Status).index) if own else status_of(agenda, entry)


def _line(agenda: Agenda, entry: Entry, keys: dict[str, int], mine: tuple[str, ...]) -> Line:
    parts = (Part(keys[p.name], p.name, BOARD_ROLES[p.role], status_of(agenda, entry, p.name)) for p in whose(entry.item))
    status = _status(agenda, entry, mine)
    day, days = (due_text(entry), days_text(entry)) if entry.due else (days_text(entry), "")
    return Line(
        item_name(entry.item),
        entry.item.problem.title.text if entry.item.whole else "",
        entry.item.quote,
        day,
        days if status in _UNDONE else "",
        _month_of(entry),
        status,
        _haste(entry),
        tuple(parts),
        tuple(_told(entry)),
    )


def _haste(entry: Entry) -> str:
    if entry.settled or entry.days_left is None or entry.days_left > _NEAR:
        return ""
    return "over" if entry.overdue else "near"


def _told(entry: Entry) -> Iterator[str]:
    yield from told(entry)
    if asked := entry.standing.asked:
        yield LINES.asked.format(day=written(asked.day), reason=asked.note)


def _row(agenda: Agenda, whole: Entry, lines: dict[str, Line]) -> Row:
    problem = whole.item.problem
    stones = tuple(lines[e.item.id] for e in agenda.of_problem(problem) if not e.item.whole)
    line = lines[whole.item.id]
    months = tuple(dict.fromkeys(x.month for x in (line, *stones)))
    fields = tuple((field.name, field.words(problem)) for field in _FIELDS if field.given(problem))
    return Row(line, problem.aspect or 0, months, fields, stones)


def _sheet(agenda: Agenda, found: Figures, keys: dict[str, int], people: People) -> Sheet:
    mine: dict[int, list[Entry]] = {}
    for entry in items_of(agenda, found.party):
        mine.setdefault(entry.item.problem.number, []).append(entry)
    tasks = (_task(agenda, found.party, entries, keys, people) for entries in mine.values())
    return Sheet(keys[found.party], found, "、".join(people.get(found.party, ())), tuple(tasks))


def _task(agenda: Agenda, party: str, entries: Sequence[Entry], keys: dict[str, int], people: People) -> Task:
    problem = entries[0].item.problem
    lines = [_line(agenda, e, keys, (party,)) for e in entries]
    role = next((BOARD_ROLES[p.role] for p in whose(entries[0].item) if p.name == party), BOARD_ROLES[Role.RESPONSIBLE])
    whole = next((x for x in lines if x.whole), None)
    stones = tuple(x for x in lines if not x.whole)
    own = "、".join(people.get(of_task(entries[0].item.task, party), ()))
    return Task(problem.number, problem.title.text, role, problem.acceptance_raw.text, own, whole, stones)


# --- what falls due, and what changed -------------------------------------------------------------------------


def _groups(agenda: Agenda, lines: dict[str, Line]) -> Iterator[Group]:
    """What is late, then every month that something falls due in, then what has no day; nothing that is settled."""
    left = [e for e in agenda.entries if not e.settled]
    dated = sorted((e for e in left if e.due), key=lambda e: (e.due, not e.item.whole))
    yield from _group("late", BOARD.late, (e for e in dated if e.overdue), lines)
    coming = [e for e in dated if not e.overdue]
    for month in dict.fromkeys(_month_of(e) for e in coming):
        yield from _group(month, _month(month), (e for e in coming if _month_of(e) == month), lines)
    for key, name in _UNDATED.items():
        yield from _group(key, name, (e for e in left if _month_of(e) == key), lines)


def _group(key: str, name: str, entries: Iterable[Entry], lines: dict[str, Line]) -> Iterator[Group]:
    if found := tuple(lines[e.item.id] for e in entries):
        yield Group(key, name, found)


def _month_of(entry: Entry) -> str:
    if entry.due:
        return f"{entry.due:%Y-%m}"
    return "ongoing" if entry.item.ongoing else "waiting" if entry.item.trigger else "undated"


def _month(key: str) -> str:
    year, _, month = key.partition("-")
    return BOARD.month.format(year=year, month=int(month)) if month else _UNDATED[key]


def _newly(agenda: Agenda, before: Agenda, lines: dict[str, Line]) -> Iterator[Line]:
    """What has become overdue since."""
    late = {e.item.id for e in before.entries if e.overdue}
    return (lines[e.item.id] for e in agenda.entries if e.overdue and e.item.id not in late)


def _deeds(agenda: Agenda, before: Agenda) -> Iterator[Deed]:
    """What was entered since, the latest first; signatures are counted in the figures."""
    found = [(event, e) for e in agenda.entries for event in e.standing.events if event.at.date() > before.today]
    undone = {event.undoes for event, _ in found}
    for event, entry in sorted(found, key=lambda pair: pair[0].id, reverse=True):
        if event.action is not Action.ACKNOWLEDGE:
            quote = entry.item.problem.title.text if entry.item.whole else entry.item.quote
            words = _deed(event) + (BOARD.undone if event.id in undone else "")
            yield Deed(written(event.at.date()), item_name(entry.item), quote, words)


def _deed(event: Event) -> str:
    """Which parties did what, without names of persons."""
    whose_deed = () if event.action in _OFFICES else parties_named(event.units) or event.parts
    said = [f"{'、'.join(whose_deed) or BOARD.office}：{ACTIONS[event.action]}"]
    if event.undoes:
        said.append(LINES.undoes.format(id=event.undoes))
    if event.after is not event.before:
        said.append(f"{STATES[event.before]}→{STATES[event.after]}")
    elif event.parts and event.part:
        said.append(LINES.part.format(parties="、".join(event.parts), state=STATES[event.part]))
    if event.day:
        said.append(LINES.until.format(day=written(event.day)))
    return "，".join(said) + (f"。{event.note}" if event.note else "")


_OFFICES = (Action.SET, Action.GRANT, Action.DECLINE, Action.CLOSE, Action.UNDO)
_UNDONE = (Status.LATE, Status.BEHIND, Status.OPEN)
