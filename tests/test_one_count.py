"""The same ledger, counted in every place that counts: what the office reads nowhere differs from what it reads elsewhere."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
from docx import Document
from ledger_fixtures import ENERGY, OFFICE, TODAY, Book

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.engine.asking.overview import status_lines
from bot.files.board import board
from bot.files.charts import by_unit
from bot.files.kinds import Status
from bot.files.progress_report import as_report
from bot.files.workbook import as_workbook
from bot.ledger.figures import figures
from bot.ledger.workflow import Action, Actor, State
from bot.reminders.morning import weekly_text
from corpus.model import Plan

HAINAN = Actor("李工", ("海南区委", "海南区政府"))


@pytest.fixture
def book(plan: Plan) -> Book:
    """Something in every state, one item reported by one of its parties only, one by its milestone."""
    book = Book(plan)
    book.do("1-29", Action.SET, OFFICE, state=State.CLOSED, done_on=date(2024, 4, 20))
    book.do("1-30", Action.SET, OFFICE, state=State.ACCEPTED)
    book.do("1-7", Action.REPORT, HAINAN)
    book.do("1-4", Action.SET, OFFICE, day=date(2027, 6, 30))
    book.reported("1-2", note="方案已报批")
    return book.do("1-2", Action.ACCEPT, ENERGY)


def _said(book: Book, desk: Desk, words: str) -> str:
    return answer_text(converse([words], desk, TODAY, book.agenda()), desk.plan)


def _number(pattern: str, text: str) -> int:
    match = re.search(pattern, text)
    assert match, (pattern, text)
    return int(match[1])


def _overdue(book: Book) -> int:
    return sum(e.overdue for e in book.agenda().entries if e.item.whole)


def test_problems_overdue_are_as_many_everywhere(book: Book, desk: Desk) -> None:
    """Chat, /status, the week's letter, the page, the Excel ledger."""
    agenda = book.agenda()
    late = _overdue(book)
    rows = list(openpyxl.load_workbook(io.BytesIO(as_workbook(agenda))).worksheets[0].iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if "状态" in row and "预警" in row)
    alert = rows[head].index("预警")
    told = {
        "chat": _number("共([0-9]+)项", _said(book, desk, "逾期的有几项")),
        "status": _number("逾期([0-9]+)", "\n".join(status_lines(agenda))),
        "week": _number("【逾期】([0-9]+)项", weekly_text(agenda, agenda)),
        "page": board(agenda, agenda).statuses[Status.LATE],
        "excel": sum(1 for r in rows[head + 1 :] if "逾期" in str(r[alert] or "")),
    }
    assert told == dict.fromkeys(told, late)


@pytest.mark.parametrize("party", ["海南区", "市能源局", "市自然资源局", "乌达区"])
def test_what_a_party_owes_is_as_much_everywhere(book: Book, desk: Desk, party: str) -> None:
    """By its own parts: what 海南区 has reported is late for the others alone."""
    agenda = book.agenda()
    found = next(f for f in figures(agenda, agenda) if f.party == party)
    told = {
        "picture": next(b for b in by_unit(agenda) if b.label == party).counts[-1],
        "page": next(s for s in board(agenda, agenda).sheets if s.figures.party == party).figures.overdue,
        "chat": _number("共([0-9]+)项", _said(book, desk, f"{party}逾期的有几项")),
        "week": _number(rf"· {party}：([0-9]+)项", weekly_text(agenda, agenda)),
    }
    assert told == dict.fromkeys(told, found.overdue)


def test_states_add_up_to_the_same(book: Book, desk: Desk) -> None:
    """Closed, accepted and reported in the report of Word as in the chat and on the page."""
    agenda = book.agenda()
    cells = [[c.text for c in row.cells] for row in Document(io.BytesIO(as_report(agenda))).tables[0].rows]
    report = dict(zip(cells[0][1:], map(int, cells[-1][1:]), strict=True))
    statuses = board(agenda, agenda).statuses
    assert sum(statuses.values()) == len(agenda.plan.problems) == list(report.values())[-1]
    assert statuses[Status.CLOSED] == report["已销号"] == _number("共([0-9]+)项", _said(book, desk, "已销号的有几项"))
