"""Later turns that change the set shown before: something taken out of it, put beside it, or all that is left of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.refusal import Reason
from bot.answers.text import answer_text

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("before", "edit", "problems", "said"),
    [("水务局负责哪些", "黄河水那条别算进去", (5, 10, 16, 17), "不含（九）"), ("能源局牵头的有哪些", "矿区扬尘那条先撇开", (22, 27), "不含（二十）"),
     ("2025年到期的有哪些", "住建局的先刨出去", (6, 7, 13, 16, 17, 23, 24), "不含（十八）"),
     ("能源局牵头的有哪些", "水务局挑头的也捎带上", (17, 20, 22, 27), "加上（十七）"),
     ("能源局牵头的有哪些", "不看能源局了，看水务局的", (17,), "水务局牵头"), ("水务局负责哪些", "从晚到早排", (16, 17, 5, 9, 10), "共5项"),
     ("水务局负责哪些", "现在加起来是几条", (5, 9, 10, 16, 17), "共5项"), ("大气方面有哪些", "除了扬尘的", (22, 23, 24, 25, 26, 27), "不含（二十）"),
     ("乌达区的问题发我", "光要跟水有关系的", (9, 14, 16, 18, 19, 20), "共6项"), ("水务局的任务", "2025年的抛开", (5, 9, 10), "不含（十六）"),
     ("大气方面有哪些", "除了火点和洗煤的", (20, 21, 23, 24, 25, 26), "不含（二十二）、（二十七）"),
     ("2025年底到期的", "光留下海南区的", (6, 23, 24), "海南区负责"), ("长期坚持的有几个", "能源局牵头的抽出去，看其余", (1, 14), "不含（二十）")],
)  # fmt: skip
def test_a_set_is_changed_by_what_a_turn_names(desk: Desk, before: str, edit: str, problems: tuple[int, ...], said: str) -> None:
    """The problems named are taken out, put beside or kept, and it is said which; what no table lists is heard."""
    answer = converse([before, edit], desk, TODAY)
    assert answer.problems == problems
    assert said in answer_text(answer, desk.plan)


def test_one_change_follows_another(desk: Desk) -> None:
    """What was taken out stays out while other problems come in."""
    shown = converse(["能源局牵头的有哪些", "矿区扬尘那条先撇开"], desk, TODAY).problems
    both = converse(["能源局牵头的有哪些", "矿区扬尘那条先撇开", "水务局挑头的也捎带上"], desk, TODAY).problems
    assert set(both) == {*shown, 17}


def test_what_is_not_in_the_set_is_not_taken_out(desk: Desk) -> None:
    """It is said, and the set stands as it was."""
    turns = ["水务局负责哪些", "火点那条别算进去"]
    answer = converse(turns, desk, TODAY)
    assert answer.refusal is not None
    assert answer.refusal.reason is Reason.NOT_SHOWN
    assert converse([*turns, "第一个谁验收"], desk, TODAY).problems == (5,)
