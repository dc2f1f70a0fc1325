"""What the ledger answers: one problem, sets, a unit."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_fixtures import ENERGY, ENVIRONMENT, OFFICE, Book

from bot.ledger.queries import Wanted, problems_in, progress_line, remaining_lines, set_lines
from bot.ledger.states import Progress
from bot.ledger.workflow import Action, Evidence, State
from corpus.model import Plan


@pytest.fixture
def book(plan: Plan) -> Book:
    """Some of the real plan's problems in each state."""
    book = Book(plan)
    book.do("1-29", Action.SET, OFFICE, state=State.CLOSED, done_on=date(2024, 4, 20), note="已取缔")
    book.reported("1-2", note="方案已报批", evidence=(Evidence("photo", "A"),))
    book.do("1-2", Action.ACCEPT, ENERGY)
    book.do("1-25", Action.SET, OFFICE, day=date(2027, 6, 30))
    return book


def test_without_any_entry_it_says_so(plan: Plan) -> None:
    """The plan's days alone are reckoned with, and that is said."""
    agenda = Book(plan).agenda()
    assert not agenda.registered
    assert progress_line(agenda, 29).startswith("问题（二十九）整改中，逾期940天。")
    assert "台账尚无登记" in progress_line(agenda, 29)
    assert "台账尚无登记" in set_lines(agenda, Wanted(Progress.OVERDUE))
    assert problems_in(agenda, Wanted(Progress.CLOSED)) == ()


def test_one_that_is_closed(book: Book) -> None:
    """State first, then when, who and what."""
    assert progress_line(book.agenda(), 29).split("\n")[:4] == [
        "问题（二十九）已销号。",
        "报废机动车拆解管理有短板，时限：2024年4月30日",
        "完成时间：2024年4月20日（督办办公室登记）",
        "完成情况：已取缔",
    ]


def test_who_has_not_accepted(book: Book) -> None:
    """Of two joint acceptance units, the one that is still to agree."""
    assert "还没有验收的单位：市自然资源局（市能源局已同意）" in progress_line(book.agenda(), 2)


def test_an_entry_of_another_problem_is_no_entry_of_this(book: Book) -> None:
    """Only this problem has nothing registered."""
    assert "这一项尚无登记" in progress_line(book.agenda(), 23)


def test_late_milestones_are_named(book: Book) -> None:
    """问题（二十七） is due at the end of 2026, but its coal parks of 2025 are late."""
    said = progress_line(book.agenda(), 27)
    assert said.startswith("问题（二十七）整改中，还有35天。")
    assert "时间节点4个：已完成0个，逾期3个" in said
    assert "2025年12月底前，各区分别建成一处综合性煤炭产业园" in said


@pytest.mark.parametrize("progress", Progress)
def test_sets_agree_with_a_slow_reckoning(book: Book, progress: Progress) -> None:
    """Every set against its definition over all problems, for all and for a unit."""
    agenda = book.agenda()
    slow = {
        Progress.OVERDUE: lambda e, s: e.state is State.OPEN and e.due is not None and e.due < agenda.today,
        Progress.BEHIND: lambda e, s: (
            e.state is State.OPEN and not (e.due and e.due < agenda.today) and any(m.due and m.due < agenda.today for m in s)
        ),
        Progress.OPEN: lambda e, s: e.state is State.OPEN,
        Progress.REPORTED: lambda e, s: e.state is State.REPORTED,
        Progress.ACCEPTED: lambda e, s: e.state is State.ACCEPTED,
        Progress.CLOSED: lambda e, s: e.state is State.CLOSED,
        Progress.DONE_IN_TIME: lambda e, s: e.state is not State.OPEN and bool(e.due) and e.standing.done_on <= e.due,
        Progress.DONE_LATE: lambda e, s: e.state is not State.OPEN and bool(e.due) and e.standing.done_on > e.due,
        Progress.WAITING: lambda e, s: e.state is State.OPEN and e.item.trigger is not None and e.due is None,
        Progress.NOT_CLOSED: lambda e, s: e.state is not State.CLOSED,
        Progress.EXTENDED: lambda e, s: e.item.problem.number == 25,
        Progress.ASKED: lambda e, s: False,
        Progress.SETTLED: lambda e, s: e.state is not State.OPEN,
        Progress.ON_TIME: lambda e, s: e.state is not State.OPEN or e.due is None or e.due >= agenda.today,
    }[progress]
    wholes = [e for e in agenda.entries if e.item.whole]
    expected = [e for e in wholes if slow(e, [m for m in agenda.of_problem(e.item.problem) if not m.item.whole])]
    assert problems_in(agenda, Wanted(progress)) == tuple(e.item.problem.number for e in expected)
    mine = [e.item.problem.number for e in expected if any(d.unit == "市能源局" for d in e.item.problem.responsible)]
    assert problems_in(agenda, Wanted(progress, ("市能源局",))) == tuple(mine)


def test_a_set_is_counted_and_listed(book: Book) -> None:
    """The count, the numbers, and a line for each."""
    lines = set_lines(book.agenda(), Wanted(Progress.CLOSED)).split("\n")
    assert lines == ["已销号共1项：（二十九）", "✅ 问题（二十九）报废机动车拆解管理有短板——2024年4月30日，已销号"]
    assert set_lines(book.agenda(), Wanted(Progress.ASKED)) == "已申请延期共0项"


def test_what_a_unit_owes(book: Book) -> None:
    """What it has to do and what it has to accept; its part of a joint acceptance is done but the other's is not."""
    said = remaining_lines(book.agenda(), ("市能源局",))
    assert said.startswith("市能源局还没有完成共6项：（八）、（十二）、（十五）、（二十）、（二十二）、（二十七）")
    assert "市自然资源局验收的问题中已报完成、待验收共1项：（二）" in remaining_lines(book.agenda(), ("市自然资源局",))


def test_why_an_item_was_given_more_time(plan: Plan) -> None:
    """The words of the entry that gave it the day, not those of another."""
    book = Book(plan).do("1-25", Action.SET, OFFICE, day=date(2027, 6, 30), note="充电桩到货晚")
    book.do("1-25", Action.SET, OFFICE, note="已开箱")
    assert "延期原因：充电桩到货晚" in progress_line(book.agenda(), 25)


def test_an_extension_that_waits(plan: Plan) -> None:
    """Asked for and not decided."""
    book = Book(plan).do("1-28", Action.ASK_EXTENSION, ENVIRONMENT, day=date(2027, 6, 30), note="汛期停工")
    assert problems_in(book.agenda(), Wanted(Progress.ASKED)) == (28,)
    assert "已申请延期至2027年6月30日，等待批复" in progress_line(book.agenda(), 28)
