"""Which dated step of a problem a question of when names by its own words."""

from __future__ import annotations

import pytest
from bot_fixtures import small_plan

from bot.answers.steps import named_step
from bot.questions.query import Query


@pytest.mark.parametrize(
    ("number", "words", "topic", "told"),
    [
        (2, "华兴大棚啥时候修好", "华兴大棚修好", "2024年12月底前修复6000平方米料场大棚"),
        (3, "新址什么时候投产", "新址投产", "争取2026年10月底前投产"),  # not what is done 投产后6个月内
        (8, "铁路专用线何时通车", "铁路专用线通车", "2026年6月底前通车"),  # the other step speaks of it at greater length
        (15, "鱼馆什么时候拆", "鱼馆拆", "2025年3月底前全部拆除"),
        (13, "20条街什么时候改完", "20条街改完", "20条街巷雨污分流改造"),
        (18, "尾矿库什么时候闭库", "尾矿库闭库", None),  # the goal says it, and more steps follow
        (4, "广原东方水泥那条到哪天为止", "广原东方水泥那条到为止", None),
        (17, "飞灰什么时候", "飞灰", "8600吨飞灰螯合固化"),  # the goal has it among other things
        (2, "二十多台大棚啥时候修", "二十多台大棚修", "2024年12月底前修复6000平方米料场大棚"),
    ],
)
def test_a_step_is_named_by_what_is_done(number: int, words: str, topic: str, told: str | None) -> None:
    """The only step that says it, or that has the figure; none where the whole problem may be meant."""
    problem = small_plan("mingchuan").problem(number)
    assert problem
    found = named_step(Query(words, words, None, topic=topic), problem)
    assert (found is None) == (told is None)
    assert found is None or (told or "") in found[2].text
