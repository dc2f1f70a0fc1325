"""The picture: what it counts, and that it can be read."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path

import pytest
from ledger_fixtures import BARE, OFFICE, TODAY, Book

from bot.files.charts import MONTHS, WIDTH, by_aspect, by_month, by_unit, summary
from bot.ledger.workflow import Action, State
from corpus.grammar.parse import parse_plan
from corpus.model import Plan


@pytest.fixture
def book(plan: Plan) -> Book:
    """A ledger with something in every class."""
    book = Book(plan).do("1-29", Action.SET, OFFICE, state=State.CLOSED).do("1-30", Action.SET, OFFICE, state=State.ACCEPTED)
    return book.reported("1-22", note="完成")


def test_aspects_add_up_to_all_problems(book: Book, plan: Plan) -> None:
    """Closed, done, open, behind, late: each problem in one class."""
    bars = by_aspect(book.agenda())
    assert [b.label for b in bars] == [a.title.text for a in plan.aspects]
    sums = [sum(b.counts[i] for b in bars) for i in range(5)]
    agenda = book.agenda()
    assert sum(sums) == len(plan.problems)
    assert (sums[0], sums[1], sums[4]) == (1, 2, sum(e.overdue for e in agenda.entries if e.item.whole))


def test_units_are_counted_as_responsible(book: Book, plan: Plan) -> None:
    """The most late ones first; the two bodies of a district with the same problems are one bar."""
    bars = {b.label: b for b in by_unit(book.agenda())}
    assert sum(bars["市能源局"].counts) == sum(any(d.unit == "市能源局" for d in p.responsible) for p in plan.problems)
    assert "海南区" in bars
    assert "海南区委" not in bars
    late = [b.counts[4] for b in by_unit(book.agenda())]
    assert late == sorted(late, reverse=True)


def test_months_count_what_falls_due(book: Book) -> None:
    """From this month on, over the year's end, without what is settled or late."""
    months = by_month(book.agenda(), MONTHS)
    assert [m for m, _, _ in months] == ["2026年11月", "12月", "2027年1月", "2月", "3月", "4月"]
    due = [e for e in book.agenda().entries if e.due and (e.due.year, e.due.month) == (2026, 12) and not e.settled]
    assert months[1][1:] == (sum(e.item.whole for e in due), sum(not e.item.whole for e in due))
    assert book.agenda(date(2026, 12, 31)).today.month == 12


@pytest.mark.parametrize("today", [TODAY, date(2024, 1, 1), date(2099, 1, 1)])
def test_the_picture_is_a_png_for_a_phone(book: Book, today: date) -> None:
    """As wide as it says, taller than wide, with no glyph missing (matplotlib warns of each)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = summary(book.agenda(today))
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert (width, 2 * WIDTH > height > WIDTH) == (WIDTH, True)
    assert len(data) < 10 << 20


def test_the_picture_shows_something(book: Book) -> None:
    """Decoded, it holds the colours of its classes and dark ink."""
    from PIL import Image

    image = Image.open(io.BytesIO(summary(book.agenda()))).convert("RGB")
    colours = {c for _, c in image.getcolors(1 << 24) or []}
    for wanted in ("2E7D32", "81C784", "64B5F6", "FFC107", "E53935"):
        assert tuple(bytes.fromhex(wanted)) in colours


def test_a_small_plan_has_a_picture_too() -> None:
    """One problem, one unit, one aspect."""
    assert summary(Book(parse_plan(BARE)).agenda()).startswith(b"\x89PNG")


def test_nothing_is_shared_with_other_drawings(tmp_path: Path) -> None:
    """No pyplot, no changed configuration."""
    code = (
        "import sys, matplotlib; rc = matplotlib.rcParams\n"
        "raw = lambda: {k: dict.__getitem__(rc, k) for k in dict.keys(rc)}\n"  # reading the backend would import pyplot
        "before = raw()\n"
        "from index.phrasings import bundled_plan_text; from corpus.grammar.parse import parse_plan\n"
        "from ledger_fixtures import Book; from bot.files.charts import summary\n"
        "summary(Book(parse_plan(bundled_plan_text())).agenda())\n"
        "print('matplotlib.pyplot' in sys.modules, before == raw())"
    )
    root = Path(__file__).parent.parent
    env = {"PYTHONPATH": f"{root}:{root / 'tests'}", "PATH": "", "MPLCONFIGDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False True", done.stderr
