"""Days that the ledger moved: an extension or an event's date is told first, the plan's words beside it, and sets are made of them."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_fixtures import OFFICE, TODAY, Book

from bot.answers.answer import Answer
from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.in_force import in_force
from bot.answers.text import answer_text
from bot.ledger.figures import figures
from bot.ledger.workflow import Action, Actor, State
from corpus.model import Plan

_HAINAN = Actor("李工", ("海南区委", "海南区政府"))


@pytest.fixture
def book(plan: Plan) -> Book:
    """27 is extended by half a year, 15 reported, 29 closed, one district has reported 7, and the event that 2 waits for has happened."""
    book = Book(plan, {("矿区总规批复", ""): date(2026, 10, 1)})
    book.do("1-27", Action.SET, OFFICE, day=date(2027, 6, 30), note="资金未到位")
    book.do("1-29", Action.SET, OFFICE, state=State.CLOSED, done_on=date(2024, 4, 20))
    book.do("1-7", Action.REPORT, _HAINAN)
    book.do("1-15", Action.SET, OFFICE, state=State.REPORTED)
    return book


def _asked(book: Book, desk: Desk, *turns: str) -> Answer:
    return converse(turns, desk, TODAY, book.agenda())


_EXTENDED = "延期至2027年6月30日（方案时限2026年12月31日）"
_RECKONED = "2027年10月1日（按登记的起算日计算，方案：2024年12月底前，完成非煤矿山整合区整合工作；"


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["第27项什么时候到期"], f"整改时限：{_EXTENDED}"),
        (["第27项谁负责"], f"整改时限：{_EXTENDED}"),
        (["第27项"], f"整改时限：{_EXTENDED}"),
        (["第27项谁牵头", "延到哪天"], f"整改时限：{_EXTENDED}"),
        (["第26、27项的时限"], f"整改时限：{_EXTENDED}"),
        (["第26项和第27项哪个先到期"], f"整改时限：{_EXTENDED}"),
        (["能源局牵头的有哪些"], "煤炭洗选行业提升改造缓慢——延期至2027年6月30日"),
        (["第2项啥时候到期"], f"整改时限：{_RECKONED}"),
        (["第2项谁验收", "期限呢"], f"整改时限：{_RECKONED}"),
        (["煤炭矿权整合方案几时印发"], "（2027年3月1日，按登记的起算日计算）。"),
        (["27项为什么延期"], "延期原因：资金未到位"),
        (["第29项销号了吗"], "已销号：2026年11月20日（督办办公室登记）"),
        (["第29项谁负责", "什么时候销的号"], "已销号：2026年11月20日（督办办公室登记）"),
        (["第15项完成了吗", "哪天完成的"], "完成时间：2026年11月20日"),
        (["第15项措施1完成了吗", "措施2呢"], "☑️ 问题（十五）· 整改措施2："),
        (["第7项完成了没", "海南区报了吗"], "问题（七）海南区：已报完成"),
        (["第7项完成了没", "乌达区呢"], "问题（七）乌达区：整改中"),
        (["第27项延期了吗", "理由"], "延期原因：资金未到位"),
        (["哪些延期了", "各延到哪天"], f"整改时限：{_EXTENDED}"),
        (["第15项完成了吗", "晚了几天"], "完成时间：2026年11月20日"),
        (["第7项进展", "海南区做了什么"], "问题（七）海南区：已报完成"),
        (["哪些还没销号", "已销号的呢"], "已销号共1项：（二十九）"),
        (["海南区负责哪些", "按期完成的"], "海南区负责的问题中按期完成共2项：（十五）、（二十九）"),
        (["我是海南区的", "按期完成的"], "海南区负责的问题中按期完成共2项：（十五）、（二十九）"),
        (["我是海南区的", "我们逾期的"], "我们负责的问题中已逾期共"),
        (["逾期的按单位分"], "按责任单位分"),
        (["第7项进展怎么样"], "还没报完成：市自然资源局、海勃湾区、乌达区"),
    ],
)
def test_the_day_that_counts_is_told(book: Book, desk: Desk, turns: list[str], said: str) -> None:
    """First the ledger's, the plan's beside it, and what is quoted is the plan's."""
    found = _asked(book, desk, *turns)
    assert said in answer_text(found, desk.plan)
    assert all(c.passage.text in desk.plan.text for c in found.citations)
    assert "待定起算日" not in answer_text(found, desk.plan)


@pytest.mark.parametrize(
    ("words", "has", "lacks"),
    [
        ("2027年到期的有哪些", (2, 15, 27), (25,)),
        ("2026年12月底到期的有哪些", (25, 28), (27,)),
        ("60天内到期的有哪些", (25, 28), (27,)),
        ("能源局2027年到期的", (2, 27), ()),
    ],
)
def test_sets_are_of_the_days_that_count(
    book: Book, desk: Desk, words: str, has: tuple[int, ...], lacks: tuple[int, ...]
) -> None:
    """An extended problem is in the set of its new day, and in that of its old one no longer."""
    found = set(_asked(book, desk, words).problems)
    assert (found >= set(has), found & set(lacks)) == (True, set())


@pytest.mark.parametrize("words", ["哪些单位逾期最多", "谁逾期最多", "哪个单位过期的最多"])
def test_who_has_most_overdue_is_the_desk_s_figure(book: Book, desk: Desk, words: str) -> None:
    """By the parties' own parts: 海南区, which has reported 7, is not late with it."""
    agenda = book.agenda()
    first, *_ = _asked(book, desk, words).groups
    told = {f.party: f.overdue for f in figures(agenda, agenda)}
    assert (first.name, len(first.problems)) == max(told.items(), key=lambda pair: pair[1])
    assert 7 not in first.problems


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("各区逾期的分别几项", {"海勃湾区", "海南区", "乌达区"}),
        ("逾期的按方面分一下", {"贯彻落实习近平生态文明思想还有差距"}),
        ("哪个区没完成的最多", {"海南区"}),
        ("已完成的按单位列一下", {"市商务局", "市自然资源局"}),
    ],
)
def test_figures_of_a_state(book: Book, desk: Desk, words: str, names: set[str]) -> None:
    """Groups and extremes of what stands so, not of everything."""
    found = _asked(book, desk, words)
    assert names <= {g.name for g in found.groups}
    assert not {15, 29} & set(found.problems) or "已完成" in words


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        ("按期完成的有哪些", (15, 29)),
        ("海南区按时完成了几项", (15, 29)),
        ("超期完成的有哪些", ()),
        ("待定起算日的有哪些", ()),
    ],
)
def test_what_was_done_when(book: Book, desk: Desk, words: str, problems: tuple[int, ...]) -> None:
    """In time or late by the days that are entered; nothing waits for an event that has happened."""
    found = _asked(book, desk, words)
    assert (found.problems, found.refused) == (problems, False)


def test_what_waits_for_an_event(plan: Plan, desk: Desk) -> None:
    """The problem, and the milestones told beside it."""
    found = converse(["待定起算日的有哪些"], desk, TODAY, Book(plan).agenda())
    assert found.problems == (2,)
    assert "另有待定起算日的时间节点2个：" in answer_text(found, desk.plan)


@pytest.mark.parametrize("words", ["全市整改进度怎么样", "整改完成率多少", "方案整体进展如何", "全部问题完成多少了"])
def test_how_far_everything_is(book: Book, desk: Desk, words: str) -> None:
    """A count by state, and the share."""
    text = answer_text(_asked(book, desk, words), desk.plan)
    assert text.startswith("共30项，已完成（含已报完成、已验收、已销号）2项，占7%；逾期")


def test_what_is_late_longest_is_open(book: Book, desk: Desk) -> None:
    """Nothing that is reported or closed, and with the days."""
    found = _asked(book, desk, "逾期最久的是哪几个")
    assert not {15, 29} & set(found.problems)
    assert "逾期879天" in answer_text(found, desk.plan)


def test_a_plan_that_nothing_moved_stays_as_it_is(plan: Plan) -> None:
    """The same object: no day differs."""
    assert in_force(plan, Book(plan).agenda()) is plan
