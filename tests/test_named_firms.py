"""Which firms a problem names: all of them, by number, by topic or of what is talked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.desk import Desk

_ASKED = [
    ("", ["第26条点名的是哪些企业"], 26, ["华信煤焦化", "中联化工", "美方煤焦化"]),
    ("", ["第27项涉及哪几家企业"], 27, ["正丰洗煤", "明星煤化", "铁鑫煤化"]),
    ("", ["第28项谁负责", "里面点到了哪些公司"], 28, ["科兆恒升", "冠宁", "卓川"]),
    ("", ["第26项谁验收", "该问题被点名的企业有哪些"], 26, ["华信煤焦化", "中联化工", "美方煤焦化"]),
    ("linlan", ["第15项谁牵头", "都有哪几家公司被点名"], 15, ["金釉陶瓷"]),
    ("mingchuan", ["第21项提到的企业有哪几家"], 21, ["永昌钢铁", "华兴特钢", "洺西热电厂"]),
    ("mingchuan", ["第9项什么时候完成", "这个问题点名了哪几家厂"], 9, ["康达制药", "鑫源明胶"]),
]


@pytest.mark.parametrize(("city", "turns", "number", "firms"), _ASKED, ids=["，".join(t) for _, t, _, _ in _ASKED])
def test_every_firm_of_a_problem(
    desk: Desk, small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], number: int, firms: Sequence[str]
) -> None:
    """The words that are quoted name them all."""
    found = converse(turns, small_desk(city) if city else desk, TODAY)
    quoted = "".join(c.passage.text for c in found.citations)
    assert found.problems == (number,)
    assert all(firm in quoted for firm in firms)


@pytest.mark.parametrize("words", ["第6项涉及哪几家单位", "哪几个问题里提到了正丰洗煤这家企业", "第23项的企业要干什么"])
def test_what_asks_for_no_firm(desk: Desk, words: str) -> None:
    """Units are the plan's own, and where a firm is named asks for problems."""
    assert not desk.understand(words, TODAY).firms


def test_where_no_firm_is_named_the_finding_is_told(desk: Desk) -> None:
    """思想认识 names none: what was found is quoted, nothing is made up."""
    found = converse(["第1项点到了哪几家企业"], desk, TODAY)
    assert found.problems == (1,)
    assert found.citations[0].passage.text in desk.plan.text
