"""Questions that the ledger answers: one problem, sets, units; and that without any entry the plan answers as ever."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from ledger_fixtures import ENERGY, OFFICE, TODAY, Book

from bot.answers.answer import Answer
from bot.answers.answering import converse
from bot.answers.as_json import answer_json
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.language.writing import written
from bot.ledger.states import Progress
from bot.ledger.workflow import Action, Actor, State
from bot.questions.query import Duty, Kind
from bot.questions.statuses import standing_of
from corpus.model import Plan

_NOTHING = "台账尚无登记"


@pytest.fixture
def book(plan: Plan) -> Book:
    """29 is closed, 2 reported and accepted by one of two, 23 reported, 25 extended."""
    book = Book(plan)
    book.do("1-29", Action.SET, OFFICE, state=State.CLOSED, done_on=date(2024, 4, 20))
    book.reported("1-2", note="方案已报批")
    book.do("1-2", Action.ACCEPT, ENERGY)
    book.do("1-23", Action.SET, OFFICE, state=State.REPORTED)
    book.do("1-3", Action.SET, OFFICE, day=date(2027, 6, 30))
    return book


def _asked(book: Book, desk: Desk, *turns: str, today: date = TODAY) -> Answer:
    return converse(turns, desk, today, book.agenda(today))


@pytest.mark.parametrize(
    ("turns", "problems", "said"),
    [
        (["第23项完成了吗"], (23,), "问题（二十三）已报完成。"),
        (["第29项逾期了吗"], (29,), "不是。\n问题（二十九）已销号。"),
        (["第4项是不是超期了"], (4,), "是。\n问题（四）"),
        (["第2项谁还没验收"], (2,), "还没有验收的单位：市自然资源局（市能源局已同意）"),
        (["第3项逾期没"], (3,), "延期至2027年6月30日"),
        (["第23项弄利索没"], (23,), "问题（二十三）已报完成。"),
        (["第4项进展如何"], (4,), "这一项尚无登记"),
        (["第4项谁负责", "那现在是不是已经逾期了"], (4,), "整改中，逾期"),
        (["第29项谁验收", "算不算超期"], (29,), "问题（二十九）已销号。"),
        (["第23、29项销号了没"], (23, 29), "问题（二十九）已销号。"),
        (["第28项", "下一条完成了吗"], (29,), "问题（二十九）已销号。"),
        (["焦化超低排放谁负责", "完成了吗"], (23,), "（承接上文：问题（二十三））\n问题（二十三）已报完成。"),
        (["焦化企业超低排放改造现在完成了吗"], (23,), "问题（二十三）已报完成。"),
    ],
)
def test_where_a_problem_stands(book: Book, desk: Desk, turns: list[str], problems: tuple[int, ...], said: str) -> None:
    """By number, by what was talked about, by its own words."""
    found = _asked(book, desk, *turns)
    assert (found.kind, found.problems, found.refused) == (Kind.STATUS, problems, False)
    assert said in answer_text(found, desk.plan)
    assert {c.problem for c in found.citations} == set(problems)
    assert _NOTHING not in answer_text(found, desk.plan)


HAINAN = Actor("李工", ("海南区委", "海南区政府"))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("第7项海南区报了没", "问题（七）海南区：已报完成"),
        ("问题七乌达区那部分完成了吗", "问题（七）乌达区：整改中"),
        ("第七条自然资源局办完了没有", "问题（七）市自然资源局：整改中"),
        ("第7项海勃湾区改完了吗", "问题（七）海勃湾区：整改中"),
        ("第7项谁还没完成", "问题（七）整改中"),
        ("第7项哪几家没报", "问题（七）整改中"),
    ],
)
def test_where_a_part_stands(book: Book, desk: Desk, words: str, first: str) -> None:
    """A party's own part comes first, and never 是 for its being named in the plan; who has not reported is named."""
    book.do("1-7", Action.REPORT, HAINAN)
    said = answer_text(_asked(book, desk, words), desk.plan)
    assert said.startswith(first)
    assert "还没报完成：市自然资源局、海勃湾区、乌达区" in said


def test_who_has_reported_owes_nothing_there(book: Book, desk: Desk) -> None:
    """Sets of a unit are those of its own part, as digests and the desk count them."""
    book.do("1-7", Action.REPORT, HAINAN)
    assert 7 not in _asked(book, desk, "海南区还有几项没完成").problems
    assert 7 in _asked(book, desk, "乌达区还有几项没完成").problems
    assert 7 in _asked(book, desk, "还有哪些没人报").problems
    done = _asked(book, desk, "海南区完成了几项")
    assert 7 in done.problems
    assert "（海南区：已报完成" in answer_text(done, desk.plan)


@pytest.mark.parametrize("words", ["2030年到期的完成了没", "商务局配合的都完成了吗", "今年8月到期的销号了没"])
def test_no_such_problem_at_all(book: Book, desk: Desk, words: str) -> None:
    """Where no problem is meant, that is said with what was understood, and not that none of them is done."""
    found = _asked(book, desk, words)
    assert (found.problems, found.refused) == ((), True)
    assert answer_text(found, desk.plan).startswith("方案中没有符合条件的问题（")


@pytest.mark.parametrize(
    ("words", "kind", "state"),
    [
        ("还有几项没销号", Kind.COUNT, lambda e: e.state is not State.CLOSED),
        ("哪些逾期了", Kind.LIST, lambda e: e.overdue),
        ("没有逾期的有哪些", Kind.LIST, lambda e: not e.overdue),
        ("哪些还没完成", Kind.LIST, lambda e: e.state is State.OPEN),
        ("谁还没验收", Kind.LIST, lambda e: e.state is State.REPORTED),
        ("已经完成了几项", Kind.COUNT, lambda e: e.state is not State.OPEN),
        ("哪些已完成验收", Kind.LIST, lambda e: e.state is State.ACCEPTED),
        ("哪些已销号", Kind.LIST, lambda e: e.state is State.CLOSED),
        ("截至今天销号成功的列个清单", Kind.LIST, lambda e: e.state is State.CLOSED),
        ("哪些批准延期了", Kind.LIST, lambda e: e.item.problem.number == 3),
        ("有没有申请延期的", Kind.LIST, lambda e: False),
        ("2025年到期还没完成的有哪些", Kind.LIST, lambda e: e.state is State.OPEN and _in_2025(e.item.problem.deadline.dates)),
        ("市能源局有哪些没销号", Kind.LIST, lambda e: _does(e.item.problem.responsible, "市能源局")),
        ("市能源局有哪些待验收", Kind.LIST, lambda e: e.state is State.REPORTED and _does(e.item.problem.acceptance, "市能源局")),
    ],
)
def test_a_set_is_complete(book: Book, desk: Desk, words: str, kind: Kind, state) -> None:  # type: ignore[no-untyped-def]
    """Every problem that stands so, and no other; an empty set is an answer."""
    expected = tuple(e.item.problem.number for e in book.agenda().entries if e.item.whole and state(e))
    found = _asked(book, desk, words)
    assert (found.kind, found.problems, found.refused) == (kind, expected, False)
    assert f"共{len(expected)}项" in answer_text(found, desk.plan).split("\n")[0]


def _in_2025(dates: tuple[date, ...]) -> bool:
    return any(d.year == 2025 for d in dates)


def _does(duties, unit: str) -> bool:  # type: ignore[no-untyped-def]
    return any(d.unit == unit for d in duties)


def test_what_a_unit_owes(book: Book, desk: Desk) -> None:
    """What it has to do, and what it has to accept."""
    found = _asked(book, desk, "市自然资源局还差什么")
    text = answer_text(found, desk.plan)
    assert text.startswith("市自然资源局还没有完成共")
    assert "市自然资源局验收的问题中已报完成、待验收共1项：（二）" in text
    assert 2 in found.problems
    assert _asked(book, desk, "气象局还差什么").refused


@pytest.mark.parametrize("words", ["全市到现在有哪些问题销号了", "有几项已经销号"])
def test_a_state_is_no_field_of_the_problem_before(book: Book, desk: Desk, words: str) -> None:
    """销号 and 验收 ask for a set by its state, also after a single problem."""
    assert _asked(book, desk, "第4项谁负责", words).problems == _asked(book, desk, words).problems != ()


def test_a_set_is_followed_up(book: Book, desk: Desk) -> None:
    """Another unit keeps the state; a state narrows the list of before."""
    by_unit = _asked(book, desk, "市能源局有哪些没销号")
    assert _asked(book, desk, "哪些没销号", "那能源局呢").problems == by_unit.problems
    within = _asked(book, desk, "水务局负责哪些", "其中哪些没销号").problems
    assert within == _asked(book, desk, "水务局负责哪些").problems


def test_overdue_is_by_the_ledger_once_it_has_entries(book: Book, desk: Desk, plan: Plan) -> None:
    """What is reported, closed or extended is not overdue, and the answer says why; without entries the plan's days decide."""
    by_plan = converse(["已逾期的有哪些"], desk, TODAY)
    empty = _asked(Book(plan), desk, "已逾期的有哪些")
    assert (empty.problems, empty.citations) == (by_plan.problems, by_plan.citations)
    assert answer_text(empty, plan).endswith("，逾期726天\n（按方案时限计算，台账尚无登记）")
    by_ledger = _asked(book, desk, "已逾期的有哪些")
    assert {2, 3, 23, 29} & set(by_plan.problems) == {2, 3, 23, 29}
    assert set(by_ledger.problems) == set(by_plan.problems) - {2, 3, 23, 29}
    assert answer_text(by_ledger, plan).endswith("（按台账登记和批准的延期计算）")


def test_what_was_reported_is_what_has_entries(book: Book, desk: Desk, plan: Plan) -> None:
    """各单位报上来的进展 are the problems that something was entered for; without any entry it is said that there is none."""
    asked = "各单位报上来的进展有哪些"
    assert set(_asked(book, desk, asked).problems) == {2, 3, 23, 29}
    none = _asked(Book(plan), desk, asked)
    assert (none.problems, answer_text(none, plan).startswith("台账里还没有")) == ((), True)


@pytest.mark.parametrize(
    "words", ["第23项完成了吗", "焦化企业超低排放改造完成了吗", "还有几项没销号", "市能源局还差什么", "哪些逾期了", "谁还没验收"]
)
def test_without_any_entry_it_is_said_once(plan: Plan, desk: Desk, words: str) -> None:
    """The plan's days alone are reckoned with."""
    assert answer_text(_asked(Book(plan), desk, words), plan).count(_NOTHING) == 1


@pytest.mark.parametrize(
    "words",
    [
        "谁负责焦化企业超低排放改造",
        "2025年6月底到期的有哪些",
        "第18项什么时候到期",
        "能源局牵头几项",
    ],
)
def test_a_question_to_the_plan_is_answered_by_the_plan(plan: Plan, desk: Desk, words: str) -> None:
    """An empty ledger changes nothing."""
    assert replace(_asked(Book(plan), desk, words), agenda=None) == converse([words], desk, TODAY)


@pytest.mark.parametrize(
    "words", ["第4项进展如何", "第27项逾期了吗", "第2项谁还没验收", "哪些逾期了", "市能源局还差什么", "市水务局还有几项没完成"]
)
def test_every_day_and_unit_is_borne_out(book: Book, desk: Desk, words: str) -> None:
    """Each day and unit stands in a quote or in the ledger, each quote in the plan."""
    value = answer_json(_asked(book, desk, words), desk.plan)
    ledger = [written(d) for e in book.agenda().entries for d in (e.due, e.item.due, e.standing.done_on) if d]
    told = "\n".join([value["question"], *(c["quote"] for c in value["citations"]), *ledger])
    told += "".join(p.title.text for n in value["problems"] if (p := desk.plan.problem(n)))
    units = {d.unit for p in desk.plan.problems for d in (*p.responsible, *p.acceptance)}
    facts = [*re.findall(r"20\d{2}年\d{1,2}月(?:\d{1,2}日)?", value["answer"]), *(u for u in units if u in value["answer"])]
    assert [f for f in facts if f not in told] == []
    assert value["citations"]
    assert all(c["quote"] in desk.plan.text for c in value["citations"])


def test_the_state_takes_no_part_in_the_duty(desk: Desk) -> None:
    """没销号 does not ask what a unit closes, 待验收 asks what it accepts."""
    asked = {w: standing_of(desk.understand(w, TODAY)) for w in ("能源局没销号的", "能源局待验收的")}
    found = {w: (s.progress, s.filter.duty) for w, s in asked.items() if s}
    assert found == {
        "能源局没销号的": (Progress.NOT_CLOSED, Duty.ANY),
        "能源局待验收的": (Progress.REPORTED, Duty.ACCEPTS),
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2023年5月底前河流岸线保护和利用规划编完没有", "仅完成64%"),
        ("河流岸线保护和利用规划编完没有", "整改中"),
        ("2024年12月底前河道岸线保护和利用规划审查批复完成没有", "整改中"),
    ],
)
def test_a_year_before_the_plan_is_told_by_what_was_found(plan: Plan, desk: Desk, words: str, said: str) -> None:
    """Of a time that no day of the plan has, the inspectors tell how far it was; the ledger of all others."""
    first = answer_text(_asked(Book(plan), desk, words), plan).split("\n")[0]
    assert said in first


def test_a_step_of_what_is_done_is_not_past(book: Book, desk: Desk) -> None:
    """有逾期节点的 are those whose steps are late by the ledger: none of what is closed or reported, none by the plan's days alone."""
    numbers = {e.item.problem.number for e in book.agenda(TODAY).entries if e.overdue and not e.item.whole}
    found = _asked(book, desk, "有逾期节点的问题有哪些")
    assert set(found.problems) == numbers
    assert not {29, 23} & numbers
    assert "有时间节点已过期" in answer_text(found, desk.plan)
