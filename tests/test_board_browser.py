"""The board as people see it, in a real Chromium: it fits a phone and a big screen, filters, and prints on A4."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import CHROMIUM, DRIVER, Browser, browser
from ledger_fixtures import OFFICE, Book
from pypdf import PdfReader

from bot.files.board import Board, board
from bot.files.board_page import as_page
from bot.files.words import BOARD, BOARD_STATUS
from bot.ledger.workflow import Action, Actor, State
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from corpus.text.lookalikes import folded

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium and chromedriver on this machine")
BEFORE, NOW = date(2026, 11, 19), datetime(2026, 11, 26, 9, 5)
EVIL = '<img src=x onerror="document.body.dataset.owned=1"><script>document.body.dataset.owned=1</script>\'"&amp'
A4 = (595, 842)


@pytest.fixture(scope="module")
def book(plan: Plan) -> Book:
    """Something in every state, and hostile words in a report."""
    book = Book(plan).do("1-29", Action.SET, OFFICE, state=State.CLOSED).do("1-30", Action.SET, OFFICE, state=State.ACCEPTED)
    book.reported("1-22", note="完成").do("1-17", Action.REPORT, Actor("王工", ("市水务局",)), note=EVIL)
    return book


@pytest.fixture(scope="module")
def found(book: Book) -> Board:
    """What the page has to say."""
    return board(book.agenda(), Book(book.plan).agenda(BEFORE))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests here."""
    with browser(tmp_path_factory.mktemp("browser") / "home") as started:
        yield started


@pytest.fixture(scope="module")
def address(book: Book, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page as a file."""
    path = tmp_path_factory.mktemp("page") / "看板.html"
    path.write_bytes(as_page(book.agenda(), Book(book.plan).agenda(BEFORE), NOW))
    return path.as_uri()


@pytest.fixture(scope="module")
def own_address(book: Book, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A unit's own page as a file."""
    path = tmp_path_factory.mktemp("own") / "看板.html"
    path.write_bytes(as_page(book.agenda(), Book(book.plan).agenda(BEFORE), NOW, ("市水务局",)))
    return path.as_uri()


def _shown(chromium: Browser) -> dict[str, str]:
    """The problems that are shown, and what their chips say; the count says the same."""
    script = """return [[...document.querySelectorAll('.row:not([hidden])')].map(r =>
        [r.querySelector('i').textContent, r.querySelector('.chip').textContent]),
        document.querySelector('#shown').textContent]"""
    rows, count = chromium.run(script)
    assert int(count) == len(rows)
    return dict(rows)


def _choose(chromium: Browser, **words: str) -> dict[str, str]:
    """Choose in the filters by what stands there ("" is everything); what is shown then."""
    for key, text in words.items():
        script = """const s = document.querySelector(`[data-filter=${arguments[0]}]`);
            s.value = arguments[1] ? [...s.options].find(o => o.text === arguments[1]).value : '';
            s.dispatchEvent(new Event('change'))"""
        chromium.run(script, key, text)
    return _shown(chromium)


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1366, 1920])
def test_it_fits_the_screen(chromium: Browser, address: str, width: int) -> None:
    """Nothing stands out to the right, folded or unfolded, with every sheet open; the page complains of nothing."""
    chromium.open(address, width)
    script = """document.querySelectorAll('details').forEach(d => d.open = true);
        document.querySelectorAll('.sheet').forEach(s => s.classList.add('chosen'));
        return [document.documentElement.scrollWidth, [...document.querySelectorAll('body *')].filter(e =>
            e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))]"""
    assert chromium.run("return document.documentElement.scrollWidth") == width
    assert chromium.run(script) == [width, []]
    assert chromium.log() == []


@pytest.mark.parametrize("width", [360, 1920])
def test_a_units_own_page_fits_too(chromium: Browser, own_address: str, width: int) -> None:
    """Its name is the heading, its problems are in the table, its one sheet prints."""
    chromium.open(own_address, width)
    assert chromium.run("return document.querySelector('h1').textContent") == BOARD.title_of.format(parties="市水务局")
    assert chromium.run("return document.documentElement.scrollWidth") == width
    assert set(_shown(chromium)) == {f"问题（{n}）" for n in ("五", "九", "十", "十六", "十七")}
    assert chromium.run("return document.querySelectorAll('.sheet').length") == 1
    assert chromium.log() == []


def test_it_filters_by_party_as_the_ledger_counts(chromium: Browser, address: str, found: Board) -> None:
    """Each party's problems are those of its figures, its late ones too, in the colour of its own part."""
    chromium.open(address, 1366)
    for sheet in found.sheets:
        own = {r.line.where: BOARD_STATUS[p.status] for r in found.rows for p in r.line.parts if p.key == sheet.key}
        assert _choose(chromium, status="", party=sheet.figures.party) == own
        assert len(_choose(chromium, status=BOARD_STATUS["late"])) == sheet.figures.overdue
    assert _choose(chromium, party="", status="") == {r.line.where: BOARD_STATUS[r.line.status] for r in found.rows}


def test_it_filters_by_everything_at_once(chromium: Browser, address: str, found: Board) -> None:
    """State, due month and aspect, alone and together; the address keeps them, and a click on a total does the same."""
    chromium.open(address, 1366)
    for key, name in BOARD_STATUS.items():
        assert set(_choose(chromium, status=name)) == {r.line.where for r in found.rows if r.line.status == key}
    _choose(chromium, status="")
    for key, name in found.months:
        assert set(_choose(chromium, month=name)) == {r.line.where for r in found.rows if key in r.months}
    _choose(chromium, month="")
    ordinal, title, _ = found.aspects[1]
    wanted = {r.line.where for r in found.rows if r.aspect == ordinal and r.line.status == "late" and "2025-06" in r.months}
    chromium.run("document.querySelector('.tile.late').click()")
    assert set(_choose(chromium, month="2025年6月", aspect=title)) == wanted
    assert wanted
    kept = chromium.run("return location.hash")
    chromium.open(address + kept, 390)
    assert set(_shown(chromium)) == wanted
    chromium.run("document.querySelector('#reset').click()")
    assert len(_shown(chromium)) == len(found.rows)


@pytest.mark.parametrize(
    "words", ["#party=%22%3E%3Cscript%3E", "#status=__proto__&party=constructor", "#%", f"#party={quote(EVIL)}"]
)
def test_an_address_that_somebody_made_up(chromium: Browser, address: str, found: Board, words: str) -> None:
    """Filters that are not there filter nothing, whether the page is opened with them or follows them later."""
    chromium.open(address + words, 390)
    assert len(_shown(chromium)) == len(found.rows)
    chromium.open(address, 390)
    chromium.follow(words)
    assert len(_shown(chromium)) == len(found.rows)
    assert [x for x in chromium.log() if "favicon" not in x] == []


def test_hostile_words_run_nothing(chromium: Browser, address: str) -> None:
    """They are read as words; and were one ever let through, the page's policy would keep it from running."""
    chromium.open(address, 390)
    assert EVIL in chromium.run("return document.body.textContent")
    inject = "document.body.insertAdjacentHTML('beforeend', arguments[0]); const s = document.createElement('script');"
    chromium.run(f"{inject} s.textContent = 'document.body.dataset.owned = 1'; document.body.append(s)", EVIL)
    assert chromium.run("return document.body.dataset.owned || ''") == ""
    assert any("Content Security Policy" in line for line in chromium.log())


def _printed(chromium: Browser) -> list[str]:
    """The text of each page that is printed, without its number."""
    pages = PdfReader(io.BytesIO(chromium.pdf())).pages
    assert {tuple(round(float(x)) for x in p.mediabox[2:]) for p in pages} == {A4}
    return [re.sub(r"^\d+ / \d+\n", "", folded(p.extract_text())) for p in pages]


@pytest.mark.parametrize("width", [390, 1920])
def test_a_plan_without_aspects(chromium: Browser, tmp_path: Path, width: int) -> None:
    """What the plan does not have is no filter; the rest works."""
    text = "（一）某厂长期超标排放。\n责任单位：市生态环境局\n整改目标：达标。\n整改时限：2026年12月底\n整改措施：1.2026年12月底前完成改造。"
    agenda = Book(parse_plan(text)).agenda()
    (tmp_path / "page.html").write_bytes(as_page(agenda, agenda, NOW))
    chromium.open((tmp_path / "page.html").as_uri(), width)
    assert chromium.run("return [...document.querySelectorAll('[data-filter]')].map(s => s.dataset.filter)") == [
        "party",
        "status",
        "month",
    ]
    assert _choose(chromium, party="市生态环境局", month="2026年12月") == {"问题（一）": BOARD_STATUS["open"]}
    assert _choose(chromium, status=BOARD_STATUS["late"]) == {}
    assert chromium.log() == []


def test_a_sheet_prints_alone(chromium: Browser, address: str, found: Board) -> None:
    """A party's sheet on A4: its name first, all its milestones, nothing of the other parties or the overview."""
    chromium.open(address, 390)
    chromium.run(
        "window.print = () => {}; [...document.querySelectorAll('[data-sheet]')].find(b => b.closest('tr').innerText.includes('市能源局')).click()"
    )
    assert chromium.run("return [...document.querySelectorAll('.sheet')].filter(s => s.offsetHeight).map(s => s.id)") == [
        f"sheet-{next(s.key for s in found.sheets if s.figures.party == '市能源局')}"
    ]
    chromium.run("document.querySelector('#one').click()")
    pages = _printed(chromium)
    assert pages[0].startswith(f"{BOARD.sheet_title}：市能源局")
    assert all(BOARD.sheet_columns[1] in page for page in pages)
    whole = "".join("".join(pages).split())
    sheet = next(s for s in found.sheets if s.figures.party == "市能源局")
    assert all("".join(t.title.split()) in whole for t in sheet.tasks)
    assert all("".join(x.quote.split())[:12] in whole for t in sheet.tasks for x in t.stones)
    assert BOARD.title not in whole
    assert "整改任务单：海南区" not in whole


def test_everything_prints(chromium: Browser, address: str, found: Board) -> None:
    """The overview first, what is folded on the screen unfolded, then each party's sheet on a page of its own."""
    chromium.open(address, 1366)
    folded = chromium.run("return [...document.querySelectorAll('.group:not([open]) li')].map(line => line.textContent)")
    pages = _printed(chromium)
    assert pages[0].startswith(BOARD.title)
    whole = "".join("".join(pages).split())
    assert folded
    assert all("".join(line.split())[:10] in whole for line in folded)
    starts = [page.split("\n")[0].strip() for page in pages]
    assert [s for s in starts if s.startswith(BOARD.sheet_title)] == [
        f"{BOARD.sheet_title}：{s.figures.party}" for s in found.sheets
    ]
