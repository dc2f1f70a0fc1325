"""Problems, measures and places that a message names by number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.desk import Desk
from bot.questions.numbers import chosen_place, find_step, read_numbers

_PROBLEMS = [
    ("第5到第9项谁牵头", (5, 6, 7, 8, 9)),
    ("第5、9、10项", (5, 9, 10)),
    ("5、9、10三条的期限", (5, 9, 10)),
    ("第七和第八个问题", (7, 8)),
    ("序号29那项", (29,)),
    ("18项ddl", (18,)),
    ("25和27的牵头单位", (25, 27)),
    ("问题（廿三）", (23,)),
    ("第二十武项", (25,)),
    ("倒数第二项", (-2,)),
    ("最后一项", (-1,)),
    ("哪一项最晚", ()),
    ("最晚到期的是哪一条", ()),
    ("有3项任务", ()),
    ("13个项目建成几个", ()),
    ("5.5米焦化", ()),
    ("那十几家养猪场什么时候清完", ()),
    ("看看二十几座电站", ()),
    ("那三十多户人家搬走没有", ()),
    ("那20几月到期", (20,)),
    ("那20多久完成", (20,)),
]
_PLACES = [
    ("第一个的措施", (1,)),
    ("后一个谁负责", (-1,)),
    ("前两个什么时候到期", (1, 2)),
    ("最后两个谁验收", (-2, -1)),
    ("倒数第二个", (-2,)),
    ("中间那个", (0,)),
    ("第一个问题", ()),
    ("下个月", ()),
]


@pytest.mark.parametrize(("words", "problems"), _PROBLEMS, ids=[w for w, _ in _PROBLEMS])
def test_problems_by_number(words: str, problems: tuple[int, ...]) -> None:
    """项, 条, 号 and 问题 name problems by their own numbers in any writing; an amount and 哪一项 do not."""
    assert read_numbers(words).problems == problems


@pytest.mark.parametrize(("words", "places"), _PLACES, ids=[w for w, _ in _PLACES])
def test_places_in_what_was_shown(words: str, places: tuple[int, ...]) -> None:
    """个 counts in what was shown, from the end where negative; the middle is 0."""
    assert read_numbers(words).places == places


@pytest.mark.parametrize(
    ("words", "measure"), [("第23项措施3", 3), ("第5项措施有哪些", None), ("第二条措施", 2), ("措施里第4条", 4), ("第23项", None)]
)
def test_a_measure_by_number(words: str, measure: int | None) -> None:
    """A measure is named beside its problem or alone, and is not taken for a problem."""
    found = read_numbers(words)
    assert found.measure == measure
    assert measure not in found.problems or measure is None


@pytest.mark.parametrize(
    ("words", "step"), [("下一条", 1), ("后一项谁负责", 1), ("上一条", -1), ("前一项", -1), ("下一年", 0), ("焦化", 0)]
)
def test_steps(words: str, step: int) -> None:
    """下一条 goes on by one, 上一条 back, anything else nowhere."""
    assert find_step(words) == step


@pytest.mark.parametrize(("text", "place"), [("2", 2), ("选第二个", 2), ("就3吧", 3), ("第2项谁负责", None), ("", None)])
def test_a_short_answer_to_a_choice(text: str, place: int | None) -> None:
    """Only a message that is nothing but a place chooses."""
    assert chosen_place(text) == place


@given(
    st.lists(st.sampled_from([*"0123456789一二十百第项条号个到、和与（）问题措施倒数前后两"]), max_size=14).map("".join)
    | st.text(max_size=30)
)
def test_any_text_has_its_numbers_read(text: str) -> None:
    """Nothing raises, and what is read stands where it says."""
    found = read_numbers(text)
    assert all(0 <= a <= b for a, b in found.spans)
    assert all(isinstance(n, int) for n in (*found.problems, *found.places))


def test_an_amount_that_the_plan_writes_names_no_problem(desk: Desk) -> None:
    """25条河流 is an amount of the plan's, as is 98项 where no problem has that number; 25条谁负责 and 第98项 are problems."""
    named = {
        w: desk.understand(w, date(2026, 11, 27)).number
        for w in ("25条河流的规划哪天编完", "98项里没改到位的谁验收", "25条谁负责", "第98项谁验收")
    }
    assert list(named.values()) == [None, None, 25, 98]


def test_one_of_a_thing_is_each_of_it(desk: Desk) -> None:
    """一条船给多少 asks for no first problem where the plan writes 每条船; 一条谁负责 does."""
    mentions = replace(desk.mentions, texts=(*desk.mentions.texts, (99, "每条渔船给予3万元补助。")))
    asked = ("渔民上岸一条渔船给多少", "一条谁负责")
    assert [read_numbers(words, mentions.amount).problems for words in asked] == [(), (1,)]


@pytest.mark.parametrize(
    "words", ["老石旦一二号采空区几月进场", "整合滞后那个谁负责", "牵头三项以上的", "任务一共多少", "只负责一项的"]
)
def test_numbers_within_names_and_phrases_are_none(desk: Desk, words: str) -> None:
    """一二号采空区 is a place of the plan, 滞后那个 no place in a list, 一共 no number."""
    found = read_numbers(words, desk.mentions.amount)
    assert (found.problems, found.places) == ((), ())
