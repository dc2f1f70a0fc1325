"""The board: it counts as the ledger's figures count, quotes the plan, escapes everything, and needs nothing from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bot_fixtures import Command
from ledger_fixtures import BARE, ENERGY, OFFICE, TODAY, Book

from bot.files.board import Board, board
from bot.files.board_page import as_page, policy
from bot.files.charts import by_aspect, by_unit
from bot.files.narrowing import names_of, of_units
from bot.files.words import BOARD, BOARD_STATUS
from bot.ledger.figures import figures
from bot.ledger.people import of_task
from bot.ledger.workflow import Action, Actor, State
from corpus.grammar.parse import parse_plan
from corpus.model import Passage, Plan, Span
from index.phrasings import bundled_plan_text

BEFORE = date(2026, 11, 19)
NOW = datetime(2026, 11, 26, 9, 5)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&lt</style></script>{{ 7*7 }}{% raw x %}"


def _book(plan: Plan) -> Book:
    """Something in every state, and a problem that one of its parties has reported."""
    book = Book(plan).do("1-29", Action.SET, OFFICE, state=State.CLOSED).do("1-30", Action.SET, OFFICE, state=State.ACCEPTED)
    book.reported("1-22", note="完成").do("1-17", Action.REPORT, Actor("王工", ("市水务局",)), note="清理12处")
    return book.do("1-27", Action.PROGRESS, ENERGY, note="已选址")


@pytest.fixture(scope="module")
def found(plan: Plan) -> Board:
    """The board of that ledger."""
    return board(_book(plan).agenda(), Book(plan).agenda(BEFORE))


def test_problems_are_counted_as_in_the_picture(found: Board, plan: Plan) -> None:
    """Each problem has one status; late, behind, open and closed are those of the chart, what is done is told apart."""
    assert sum(found.statuses.values()) == len(plan.problems) == len(found.rows)
    bars = by_aspect(found.agenda)
    for (_, title, counts), bar in zip(found.aspects, bars, strict=True):
        done = counts["reported"] + counts["accepted"]
        assert (title, counts["closed"], done, counts["open"], counts["behind"], counts["late"]) == (bar.label, *bar.counts)
    assert (found.statuses["closed"], found.statuses["accepted"], found.statuses["reported"]) == (1, 1, 1)


def test_parties_are_counted_as_the_ledger_counts(found: Board, plan: Plan) -> None:
    """A party's problems, and the late ones among them, are the same in its figures, on its sheet, and in the filtered table."""
    assert [s.figures for s in found.sheets] == list(figures(found.agenda, Book(plan).agenda(BEFORE)))
    bars = {b.label: b.counts for b in by_unit(found.agenda)}
    for sheet in found.sheets:
        parts = [p for r in found.rows for p in r.line.parts if p.key == sheet.key]
        shown = Counter(p.status for p in parts)
        own = Counter(t.line.status for t in sheet.tasks if t.line)
        assert (len(parts), shown["late"]) == (sheet.figures.items, sheet.figures.overdue)
        assert shown == own
        assert shown["late"] == (bars[sheet.figures.party][4] if sheet.figures.party in bars else 0)
        assert (
            sum(x.haste == "over" and x.status in ("late", "behind") for t in sheet.tasks for x in t.stones)
            == sheet.figures.stones
        )


def test_a_party_that_reported_is_done_while_the_others_are_late(found: Board) -> None:
    """The problem is late, its party is not, and its days are told of the others only."""
    row = next(r for r in found.rows if r.line.where == "问题（十七）")
    assert row.line.status == "late"
    assert {p.party: p.status for p in row.line.parts} == {"市水务局": "reported", "市自然资源局": "late", "海南区": "late"}
    sheet = next(s for s in found.sheets if s.figures.party == "市水务局")
    task = next(t for t in sheet.tasks if t.number == 17)
    assert task.line
    assert (task.line.status, task.line.days, task.role) == ("reported", "", "牵头")


def test_every_line_has_its_quote(found: Board, plan: Plan) -> None:
    """Whatever stands as a quote is the plan's words."""
    lines = [x for r in found.rows for x in (r.line, *r.stones)] + [x for g in found.groups for x in g.lines]
    assert all(x.quote and x.quote in plan.text for x in lines)
    assert all(words in plan.text for r in found.rows for _, words in r.fields)
    assert all(d.quote in plan.text for d in found.deeds)


def test_what_falls_due_is_complete_and_in_order(found: Board) -> None:
    """What is late, then month by month, then what has no day: everything that is not settled, each once."""
    keys = [g.key for g in found.groups]
    assert keys[0] == "late"
    dated = [k for k in keys if k[0].isdigit()]
    assert dated == sorted(dated)
    assert keys[1 : 1 + len(dated)] == dated
    assert sum(len(g.lines) for g in found.groups) == sum(not e.settled for e in found.agenda.entries)
    assert min(dated) >= f"{TODAY:%Y-%m}"


def test_the_week(found: Board, plan: Plan) -> None:
    """What was entered since, the latest first, with units and without a person's name; what has become overdue."""
    assert [d.where for d in found.deeds] == [
        "问题（二十七）",
        "问题（十七）",
        "问题（二十二）",
        "问题（三十）",
        "问题（二十九）",
    ]
    assert found.deeds[0].words == "市能源局：报进展。已选址"
    assert found.deeds[-1].words == f"{BOARD.office}：登记，整改中→已销号"
    assert not any(name in d.words for d in found.deeds for name in ("王工", "李主任"))
    later = board(Book(plan).agenda(date(2025, 7, 2)), Book(plan).agenda(date(2025, 6, 25)))
    assert {"2025年6月30日"} == {x.day for x in later.newly}
    assert later.deeds == ()


def test_an_entry_that_was_taken_back_is_marked(plan: Plan) -> None:
    """It is told together with what took it back."""
    book = Book(plan).do("1-29", Action.SET, OFFICE, state=State.CLOSED)
    event = book.events["1-29"][0]
    book.events["1-29"].append(replace(event, id=2, action=Action.UNDO, undoes=1, before=State.CLOSED, after=State.OPEN))
    found = board(book.agenda(), Book(plan).agenda(BEFORE))
    assert [d.words.endswith(BOARD.undone) for d in found.deeds] == [False, True]


# --- the page -------------------------------------------------------------------------------------------------


class _Page(HTMLParser):
    """Tags, their attributes, and all text but that of script and style."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text, self._open = "", ""
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        self.text += "" if self._open else data


def test_the_page_needs_nothing_else(plan: Plan) -> None:
    """One script and one style, both its own by their hashes; no address, no attribute that runs or loads anything."""
    data = as_page(_book(plan).agenda(), Book(plan).agenda(BEFORE), NOW)
    page = _Page(data)
    assert Counter(t for t, _ in page.tags)["script"] == Counter(t for t, _ in page.tags)["style"] == 1
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {n for n in names if n.startswith("on") or n in ("src", "style", "action", "srcset", "data", "background")}
    assert all((a["href"] or "").startswith("#") for _, a in page.tags if "href" in a)
    assert b"url(" not in data
    assert b"@import" not in data
    assert not re.search(rb"https?://", data)
    assert len(data) < 1 << 20


@pytest.mark.parametrize(("live", "looks"), [(False, ""), (True, "connect-src 'self'; ")])
def test_its_policy_allows_its_own_script_and_style_alone(plan: Plan, live: bool, looks: str) -> None:
    """By hashes, written into the page; only the live one may look whether it has changed."""
    expected = rf"default-src 'none'; {looks}script-src 'sha256-\S+'; style-src 'sha256-\S+'; base-uri 'none'; form-action 'none'"
    assert re.fullmatch(expected, policy(live))
    page = _Page(as_page(Book(plan).agenda(), Book(plan).agenda(BEFORE), None if live else NOW))
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": policy(live)}) in page.tags
    assert (BOARD.live in page.text, "11月26日 09:05" in page.text) == (live, not live)


@pytest.mark.parametrize(
    "behind",
    ["超标排放", "责任单位：市生态环境局、市", "验收单位：市", "达标排放", "整改时限：2026年12月底", "完成改造"],
)
def test_hostile_words_of_the_plan_stay_words(behind: str) -> None:
    """Markup, quotes and template signs in any field are shown as they are, and make no tag."""
    text = BARE.replace("责任单位：市生态环境局", "责任单位：市生态环境局、市能源局")
    first, _, rest = text.partition(behind)
    _is_harmless(Book(parse_plan(f"{first}{behind}{HOSTILE}{rest}")), HOSTILE)


@pytest.mark.parametrize("place", ["note", "progress", "reason", "plan", "aspect"])
def test_hostile_words_of_the_ledger_stay_words(place: str) -> None:
    """A report, progress, a reason; and the names of the plan and of an aspect."""
    plan = parse_plan(BARE)
    if place == "plan":
        plan = replace(plan, title=HOSTILE)
    if place == "aspect":
        plan = replace(plan, aspects=(replace(plan.aspects[0], title=Passage(HOSTILE, Span(0, 0))),))
    book, unit = Book(plan), Actor(HOSTILE, ("市生态环境局",))
    if place == "note":
        book.do("1-1", Action.REPORT, unit, note=HOSTILE)
    if place == "progress":
        book.do("1-1", Action.PROGRESS, unit, note=HOSTILE)
    if place == "reason":
        book.do("1-1", Action.ASK_EXTENSION, unit, day=date(2027, 6, 30), note=HOSTILE)
    _is_harmless(book, HOSTILE)


def _is_harmless(book: Book, words: str) -> None:
    """The words are on the page as text, and no tag or attribute is there that a plain page has not."""
    found, plain = (_Page(as_page(a, a, NOW)) for a in (book.agenda(), _book(parse_plan(bundled_plan_text())).agenda()))
    assert words in found.text
    assert {t for t, _ in found.tags} <= {t for t, _ in plain.tags}
    assert {n for _, a in found.tags for n in a} <= {n for _, a in plain.tags for n in a}


@pytest.mark.parametrize("today", [date(2024, 1, 1), TODAY, date(2099, 1, 1)])
def test_a_small_plan_has_a_board_on_any_day(today: date) -> None:
    """One problem, one unit, one aspect; before, at and after its time."""
    agenda = Book(parse_plan(BARE)).agenda(today)
    assert "某厂长期超标排放" in as_page(agenda, agenda, NOW).decode()
    assert set(BOARD_STATUS) >= set(board(agenda, agenda).statuses)


# --- a unit's own ---------------------------------------------------------------------------------------------

ACCEPTING = "市中央环境保护督察反馈意见整改工作专项组（市生态环境局）"
UNITS = [("市水务局",), ("海南区委", "海南区政府"), ("市能源局", "市水务局"), ("市生态环境局",)]


def _own(plan: Plan, units: tuple[str, ...]) -> Board:
    agenda = of_units(_book(plan).agenda(), units)
    return board(agenda, of_units(Book(plan).agenda(BEFORE), units), names_of(agenda, units))


@pytest.mark.parametrize("units", UNITS, ids="、".join)
def test_a_units_own_board_counts_as_the_whole_one(found: Board, plan: Plan, units: tuple[str, ...]) -> None:
    """The figures and sheets of its parties are those of the whole board, and of others there are none."""
    own = _own(plan, units)
    assert own.sheets
    assert {s.figures.party for s in own.sheets} == set(own.mine)
    every = {s.figures.party: s for s in found.sheets}
    for sheet in own.sheets:
        whole = every[sheet.figures.party]
        assert sheet.figures == whole.figures
        assert [(t.number, t.line and t.line.status, len(t.stones)) for t in sheet.tasks] == [
            (t.number, t.line and t.line.status, len(t.stones)) for t in whole.tasks
        ]


@pytest.mark.parametrize("units", UNITS, ids="、".join)
def test_a_units_own_board_shows_its_own_part(found: Board, plan: Plan, units: tuple[str, ...]) -> None:
    """Its problems and no others, each as its own part stands, of several the most pressing."""
    own, order = _own(plan, units), list(BOARD_STATUS)
    parts = {r.line.where: [p.status for p in r.line.parts if p.party in own.mine] for r in found.rows}
    expected = {where: min(mine, key=order.index) for where, mine in parts.items() if mine}
    assert {r.line.where: r.line.status for r in own.rows if any(p.party in own.mine for p in r.line.parts)} == expected
    assert sum(own.statuses.values()) == len(own.rows)
    assert all(sum(counts.values()) for _, _, counts in own.aspects)
    page = _Page(as_page(_book(plan).agenda(), Book(plan).agenda(BEFORE), NOW, units)).text
    strangers = [r.line.title for r in found.rows if r.line.where not in {x.line.where for x in own.rows}]
    assert strangers
    assert [t for t in strangers if t in page] == []


def test_a_unit_that_only_accepts_sees_what_it_accepts(plan: Plan) -> None:
    """It has no part of its own, which is said; the problems that it accepts are there, each as it stands, and no others."""
    page = _Page(as_page(_book(plan).agenda(), Book(plan).agenda(BEFORE), NOW, (ACCEPTING,))).text
    assert BOARD.title_of.format(parties=ACCEPTING) in page
    assert BOARD.accepting in page
    accepted = [p for p in plan.problems if ACCEPTING in [d.unit for d in p.acceptance]]
    assert accepted
    assert [p.number for p in plan.problems if p.title.text in page] == [p.number for p in accepted]


@pytest.mark.parametrize("units", [(ACCEPTING,), ("市应急管理局",)], ids="、".join)
def test_nothing_entered_of_a_unit_is_no_ledger_that_nobody_has_begun(plan: Plan, units: tuple[str, ...]) -> None:
    """That the days are the plan's alone is said while the ledger is empty, and of no unit afterwards."""
    begun, empty = Book(plan).reported("1-26", note="完成").agenda(), Book(plan).agenda()
    assert not any(e.standing.events for e in of_units(begun, units).entries)
    said = [BOARD.unregistered in as_page(a, Book(plan).agenda(BEFORE), NOW, units).decode() for a in (begun, empty)]
    assert said == [False, True]


def test_a_unit_that_the_plan_does_not_name_has_an_empty_board(plan: Plan) -> None:
    """Its name is on it, and nothing is said to be accepted."""
    page = _Page(as_page(_book(plan).agenda(), Book(plan).agenda(BEFORE), NOW, ("市体育局",))).text
    assert BOARD.title_of.format(parties="市体育局") in page
    assert BOARD.accepting not in page


def test_who_answers_for_a_party_stands_on_its_sheet(plan: Plan) -> None:
    """Of a file that is made once: those of all its tasks at the head, those of one beside it; the live page names nobody."""
    agenda, before = _book(plan).agenda(), Book(plan).agenda(BEFORE)
    people = {"市水务局": ("王工", "李工"), of_task("1-17", "市水务局"): ("孙工",)}
    page = _Page(as_page(agenda, before, NOW, ("市水务局",), people)).text
    assert "责任人：王工、李工" in page
    assert page.count("责任人：孙工") == 1
    assert "责任人" not in _Page(as_page(agenda, before, None, ("市水务局",))).text


def test_a_units_name_is_escaped(plan: Plan) -> None:
    """Whatever stands in a link that somebody signed."""
    page = _Page(as_page(_book(plan).agenda(), Book(plan).agenda(BEFORE), NOW, (HOSTILE,)))
    assert HOSTILE in page.text
    assert not [a for t, a in page.tags if t == "img"]


def test_a_ledger_without_entries_says_so(plan: Plan) -> None:
    """The page says that it stands on the plan's days alone."""
    agenda = Book(plan).agenda()
    assert BOARD.unregistered in _Page(as_page(agenda, agenda, NOW)).text
    assert BOARD.unregistered not in _Page(as_page(_book(plan).agenda(), agenda, NOW)).text


def test_it_is_exported_in_the_terminal(command: Command, tmp_path: Path) -> None:
    """`ledger export 看板.html`, of everything or of one unit."""
    path = tmp_path / "看板.html"
    done = command("ledger", "export", path, "--data", tmp_path / "data")
    assert (done.code, done.err) == (0, "")
    assert BOARD.title in path.read_text("utf-8")
    done = command("ledger", "export", path, "--unit", "能源局", "--data", tmp_path / "data")
    assert (done.code, done.err) == (0, "")
    assert BOARD.title_of.format(parties="市能源局") in path.read_text("utf-8")
