"""Sets that no table reads: what is wanted is learned, and all that limits it is understood or nothing is told."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.ledger.states import Progress
from bot.questions.asides import DENIES, asking_words
from bot.questions.query import Act, Duty

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("question", "problems"),
    [("凡是跟水和大气沾边的，拉个单子", (5, 9, 10, 14, 16, 18, 19, 20, 26)), ("凡是跟运输和车辆有关系的，拉个单子", (20, 21, 24, 25)),
     ("能源局挑大梁的都给我拎出来", (20, 22, 27))],
)  # fmt: skip
def test_a_set_in_other_words(desk: Desk, question: str, problems: tuple[int, ...]) -> None:
    """Units, capacities and things limit it; the rest says how it is asked."""
    assert converse([question], desk, TODAY).problems == problems


def test_ends_states_units_and_steps_are_heard(desk: Desk) -> None:
    """Which end, which state, whose capacity and that dated steps are meant, where no table has the words."""
    assert desk.understand("超低排放中间有几个关口要卡", TODAY).act is Act.MILESTONES
    assert desk.understand("哪些问题拖着没改完，给我一份", TODAY).progress in (Progress.OVERDUE, Progress.OPEN)
    units = desk.understand("做席签用，挑过头的部门报一遍", TODAY)
    units = desk.understand("打配合的部门，名单报我", TODAY)
    assert (units.act, units.duty) == (Act.UNITS, Duty.MEMBER)


def test_a_set_keeps_its_one_character_and_its_denial(desk: Desk) -> None:
    """水的问题里 limits as a longer word does, and a capacity that is denied is never taken for the one that is meant."""
    of_water = converse(["和水有关的有哪些"], desk, TODAY).problems
    assert set(converse(["水的问题里哪几个还在干"], desk, TODAY).problems) <= {*of_water}
    denied = desk.understand("我就想知道哪些是自己不用当头儿的，我是能源局的", TODAY)
    assert not any(t.duty is Duty.LEAD and not t.negated for t in denied.filter.terms)


@pytest.mark.parametrize(
    "question",
    ["水务局挑大梁的彩票店数目", "能源局管的茶叶摊给我拎出来", "跟水和彩票沾边的，拉个单子", "万腾炼钢的一共挨说了几条"],
)
def test_a_thing_that_the_plan_lacks_is_never_left_out(desk: Desk, question: str) -> None:
    """No set is told as if the word were not there, nor without a name of two characters that no dictionary has."""
    answer = converse([question], desk, TODAY)
    assert answer.refused or answer.question.act not in (Act.LIST, Act.COUNT) or not answer.problems


def test_words_of_asking_limit_nothing() -> None:
    """None of them denies, and what any plan may speak of is none of them."""
    words = asking_words()
    assert {"数目", "统统", "题目"} <= words
    assert not any(DENIES.search(w) for w in words)
    assert not words & {"扬尘", "河道", "污水", "焦化"}
    assert not words & {"剔掉", "减掉", "拿掉", "撇开"}
