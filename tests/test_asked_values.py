"""The kind of value that is asked decides which clause answers: how long, how often, by which day; the field where none does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text

_TODAY = date(2025, 3, 10)
_HOW_LONG: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("linlan", ["路桥公司被限制几个月不能投标"], (18,), "限制6个月内参加"),
    ("zeling", ["油烟噪声的投诉几天里要给反馈"], (3,), "5个工作日内反馈"),
    ("mingchuan", ["报修后维修点几小时得上门"], (5,), "4小时内上门"),
    ("shuoyuan", ["灰场的地下水井多长时间测一回"], (18,), "每月监测1次"),
    ("zeling", ["蚊蝇消杀的居民点多长时间巡查一趟"], (22,), "每周巡查1次"),
    ("lanzhou", ["采石场修复区的水土流失多长时间监测一遍"], (23,), "每年监测2次"),
    ("zeling", ["鹭鸣湖围网多长时间内拆完"], (7,), "整改时限：2028年12月底前"),
    ("mingchuan", ["泄露举报人信息的先停职几年"], (22,), "整改时限：立行立改"),
    ("shuoyuan", ["销号前公示几天"], (), "不少于10个工作日"),
    ("lanzhou", ["验收通过之后在门户网站公示几天"], (), "公示5个工作日"),
    ("linlan", ["咱们每月几号前往上报整改进展"], (), "每月25日前"),
    ("zeling", ["各单位每个月几号之前报进度"], (), "每月28日前"),
    ("mingchuan", ["秸秆焚烧火点多少个", "白杨市占了多少个"], (6,), "白杨市31个"),
]


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _HOW_LONG, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _HOW_LONG])
def test_how_long_and_how_often(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """The clause that holds so much time answers, no day that a field has; the field where no clause says how long."""
    desk = small_desk(city)
    found = converse(turns, desk, _TODAY)
    first = next(x for x in answer_text(found, desk.plan).split("\n") if not x.startswith("（承接"))
    assert (found.problems, told in first) == (problems, True)
