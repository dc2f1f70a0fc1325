"""What a digest says, on a phone, to people in a hurry: layout and wording of digests as text, paragraphs, JSON and table. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from bot.buttons import DAY, ButtonKind
from bot.language.writing import LONGEST, label, long_day, short_day
from bot.ledger.agenda import Entry
from bot.ledger.items import Item
from bot.ledger.states import Colour
from bot.ledger.subjects import subject_of
from bot.messages import Button, Mark, Paragraph, Paragraphs
from bot.workdays import workdays_between
from corpus.grammar.offsets import read_offset
from corpus.text.numbers import to_chinese

from .digests import Digest, Line, Section
from .words import BUTTONS, COLOURS, FACTS, LIST_COLUMNS, ROLES, SECTIONS, WORDS

SIGN, HANDLE, LIST = ButtonKind("k", DAY), ButtonKind("w", DAY), ButtonKind("d", DAY)
SIGNED = ButtonKind("y", f"{DAY}:[yn]")
GROUP_ABOVE = 12
_ROOM = 96
"""Characters left for 补发 and for who has signed."""
_LONGEST = LONGEST - _ROOM
_FIRST = 5
_FEWER = (40, 15, 8, 5, 3, 1)
_QUOTE, _SUBJECT = 46, 30
_CLAUSE = re.compile(r"[，；。、：]")
_FORMULA = re.compile(r"\A[=+\-@\t\r](?!\d+\Z)")
"""What a program of tables takes for a formula; a number is none."""


def digest_text(digest: Digest, known: bool = True, taken: int = 0) -> str:
    """The digest as plain text that fits a message of which so much is `taken`; `known` is whether the ledger says where things stand."""
    texts, room = ("\n".join(_digest(digest, most, known)) for most in _FEWER), _LONGEST - taken
    return next((t for t in texts if len(t) <= room), fitting(list(_digest(digest, 1, known)), room))


def is_cut(digest: Digest) -> bool:
    """Whether the text leaves lines out, so that a button under it gives the whole list as a file."""
    return len(digest.of(Section.OVERDUE)) > GROUP_ABOVE or len("\n".join(_digest(digest, _FEWER[0], False))) > _LONGEST


def fitting(lines: list[str], limit: int = LONGEST) -> str:
    """The lines as one text; where that is longer than a message, the first of them and how many more there are."""
    room = limit if len("\n".join(lines)) <= limit else limit - len(WORDS.more) - 4
    return "\n".join(at_most(lines, sum(end <= room + 1 for end in accumulate(len(line) + 1 for line in lines))))


def at_most(lines: list[str], most: int) -> list[str]:
    """The lines, or the first `most` of them and how many more there are."""
    return lines if len(lines) <= most else [*lines[:most], WORDS.more.format(count=len(lines) - most)]


def overview_text(on: date, made: Sequence[Digest]) -> str:
    """A line a digest: for whom, and how much of what."""
    lines = [WORDS.overview.format(day=long_day(on), count=len(made))]
    for digest in made:
        counts = "、".join(f"{SECTIONS[s]}{n}" for s in Section if (n := len(digest.of(s))))
        lines.append(
            WORDS.overview_line.format(
                units=shortened("、".join(digest.party.names), 60),
                counts=counts or WORDS.only_waiting,
                chat="" if digest.party.chat_id is not None else WORDS.no_chat,
            )
        )
    return fitting(lines)


def as_paragraphs(text: str) -> Paragraphs:
    """A notice whose title and whose sections' names are headings."""
    headings = ((i == 0 and bool(line)) or line.startswith("【") for i, line in enumerate(text.split("\n")))
    return tuple(Paragraph(Mark.HEADING if h else Mark.PLAIN, x) for h, x in zip(headings, text.split("\n"), strict=True))


def digest_buttons(digest: Digest) -> list[list[Button]]:
    """签收 where something is overdue, 办理, and 全部清单 where lines are left out; their data carries the day."""
    sign, handle = SIGN.button(BUTTONS.sign, digest.on), HANDLE.button(BUTTONS.handle, digest.on)
    if not digest.lines and not digest.untold:
        return []
    whole = [LIST.button(BUTTONS.whole, digest.on)] if is_cut(digest) else []
    return [[*([sign] if digest.of(Section.OVERDUE) else []), handle, *whole]]


def digests_json(on: date, made: Iterable[Digest], known: bool = True) -> dict[str, Any]:
    """The contract's object for a day (.github/decisions/0011-the-command-line-is-a-contract.md)."""
    return {
        "on": on.isoformat(),
        "digests": [
            {
                "unit": "、".join(d.party.names),
                "chat_id": d.party.chat_id,
                "text": digest_text(d, known),
                "items": [_item_json(line) for line in d.lines],
            }
            for d in made
        ],
    }


def digest_list(digest: Digest) -> list[tuple[str, ...]]:
    """The whole digest as a table: `LIST_COLUMNS`, then a row a line."""
    return [LIST_COLUMNS, *(_row(line) for line in digest.lines)]


def digest_file(digest: Digest) -> tuple[str, bytes]:
    """The whole digest as a file that Excel opens: its name and bytes; what would be a formula there is marked as text."""
    written = io.StringIO()
    csv.writer(written).writerows([_FORMULA.sub(r"'\g<0>", cell) for cell in row] for row in digest_list(digest))
    return WORDS.list_name.format(day=digest.on), written.getvalue().encode("utf-8-sig")


def _digest(digest: Digest, most: int, known: bool) -> Iterator[str]:
    """The digest's lines of text with at most `most` items a section."""
    yield WORDS.title.format(day=long_day(digest.on))
    yield "、".join(digest.party.names)
    if not known and digest.of(Section.OVERDUE):
        yield WORDS.unknown_ledger
    for section in Section:
        if lines := digest.of(section):
            yield ""
            yield from _section(section, lines, most, digest.on)
    if digest.waiting:
        yield ""
        yield from _waiting(digest.waiting)
    if digest.untold:
        yield ""
        yield _untold(digest.untold)


def _section(section: Section, lines: tuple[Line, ...], most: int, on: date) -> Iterator[str]:
    yield WORDS.section.format(name=SECTIONS[section], count=len(lines))
    grouped = len(lines) > (GROUP_ABOVE if section is Section.OVERDUE else most)
    shown = lines[: min(most, _FIRST)] if grouped else lines[:most]
    if grouped:
        yield _counted(lines)
        if section is Section.OVERDUE:
            yield WORDS.newest
    for line in shown:
        yield f"{COLOURS[line.entry.colour]} {said(line.entry.item)}"
        yield f"　{' · '.join(_facts(line, on))}"
    if len(shown) < len(lines):
        yield WORDS.rest.format(count=len(lines) - len(shown))


def _counted(lines: Iterable[Line]) -> str:
    counts = Counter(line.entry.item.problem.number for line in lines)
    return WORDS.grouped.format(count=len(counts), problems=problem_counts(counts))


def problem_counts(counts: Counter[int]) -> str:
    """（五）2项、（九）: how many of each problem, in the plan's order."""
    return "、".join(_problem_count(n, c) for n, c in sorted(counts.items()))


def _problem_count(number: int, count: int) -> str:
    return (FACTS.problem_count if count > 1 else FACTS.problem).format(number=to_chinese(number), count=count)


def place(item: Item) -> str:
    """问题（二十三）, 问题（二十三）措施1, 问题（二）时限 for one of several dates of a 整改时限."""
    part = FACTS.measure.format(number=item.measure) if item.measure else "" if item.whole else FACTS.term
    return label(item.problem.number) + part


def said(item: Item) -> str:
    """Where it stands and what is to be done, in the plan's words: a milestone's (and of what, where it leaves that out), or the title."""
    if item.whole:
        return f"{place(item)}{shortened(item.problem.title.text)}"
    subject = subject_of(item)
    return f"{place(item)}：{shortened(item.quote)}" + (f"（{shortened(subject, _SUBJECT)}）" if subject else "")


def shortened(words: str, limit: int = _QUOTE) -> str:
    """Words cut after a clause.

    >>> shortened("2024年5月底前，完成治理设计编制工作并启动实施", 20), shortened("完成治理")
    ('2024年5月底前…', '完成治理')
    """
    flat = " ".join(words.split())
    if len(flat) <= limit:
        return flat
    ends = [m.start() for m in _CLAUSE.finditer(flat, 0, limit)]
    return flat[: ends[-1] if ends and ends[-1] > limit // 3 else limit - 1] + "…"


def _facts(line: Line, on: date) -> Iterator[str]:
    """Date, days, extension, role, and the reason for the colour."""
    entry = line.entry
    if entry.due and line.section is not Section.ACCEPTANCE:
        form = FACTS.due_strive if entry.item.strive else FACTS.due
        yield form.format(day=short_day(entry.due, on), left=_left(entry, on))
    if entry.standing.granted and entry.item.due and entry.standing.granted != entry.item.due:
        yield FACTS.granted.format(before=short_day(entry.item.due, on), after=short_day(entry.standing.granted, on))
    if line.section is Section.ACCEPTANCE:
        yield _reported(entry, on)
    if line.section is Section.ONGOING:
        yield entry.item.quote
    yield _roles(line)
    if reason := _reason(line, on):
        yield reason


def _left(entry: Entry, on: date) -> str:
    left = entry.days_left or 0
    if left <= 0:
        return FACTS.overdue.format(days=-left) if left else FACTS.today
    return FACTS.left.format(days=left) + ("" if entry.due and workdays_between(on, entry.due) else FACTS.last_workday)


def _reported(entry: Entry, on: date) -> str:
    since = entry.standing.since
    return FACTS.reported_on.format(day=short_day(since.date(), on)) if since else FACTS.reported


def _reason(line: Line, on: date) -> str:
    """Why the colour is yellow or red; blue is no warning, and its days say enough."""
    match line.entry.colour:
        case Colour.RED:
            return FACTS.red_stone if not line.entry.item.whole else FACTS.red
        case Colour.YELLOW:
            return FACTS.yellow.format(term=_term(line.whole, on))
    return ""


def _term(whole: Entry, on: date) -> str:
    if whole.due:
        return FACTS.whole_term.format(day=short_day(whole.due, on))
    return FACTS.ongoing if whole.item.ongoing else FACTS.undated if whole.item.trigger else FACTS.no_term


def _roles(line: Line) -> str:
    """牵头; for several units in different roles 市能源局牵头、市水务局配合; 验收 with it where they accept too."""
    names = {p.name: ROLES[p.role] for p in line.mine} if line.section is not Section.ACCEPTANCE else {}
    kinds = list(dict.fromkeys(names.values()))
    own = kinds if len(kinds) < 2 else [f"{unit}{role}" for unit, role in names.items()]
    return "、".join([*own, *([FACTS.accepts] if line.accepts else [])])


def _waiting(entries: Iterable[Entry]) -> Iterator[str]:
    events: dict[str, list[str]] = {}
    for entry in entries:
        assert entry.item.trigger
        events.setdefault(read_offset(entry.item.trigger).event, []).append(place(entry.item))
    for event, names in events.items():
        yield WORDS.waiting.format(items="、".join(dict.fromkeys(names)), event=event)


def _untold(entries: tuple[Entry, ...]) -> str:
    numbers = [e.item.problem.number for e in entries]
    return WORDS.untold.format(count=len(entries), problems=problem_counts(Counter(numbers)), number=numbers[0])


def _item_json(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "problem": entry.item.problem.number,
        "measure": entry.item.measure,
        "due": entry.due.isoformat() if entry.due else None,
        "days_left": entry.days_left,
        "colour": entry.colour.value,
        "section": line.section.value,
        "quote": entry.item.quote,
    }


def _row(line: Line) -> tuple[str, ...]:
    entry = line.entry
    quote = f"{entry.item.problem.title.text}（{entry.item.quote}）" if entry.item.whole else entry.item.quote
    left = "" if entry.days_left is None else str(entry.days_left)
    day = entry.due.isoformat() if entry.due else ""
    number, part = label(entry.item.problem.number), entry.item.measure or (FACTS.whole if entry.item.whole else FACTS.term)
    return (SECTIONS[line.section], number, part, quote, _roles(line), day, left, COLOURS[entry.colour])
