"""Names that are asked for: the clauses that have them, or that the problem talked about only counts what is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.questions.naming import Naming, naming_in


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("那六家鱼馆都叫啥", Naming("六家鱼馆都叫啥", "鱼馆", "6")),
        ("没拆完的是哪些闸", Naming("没拆完的是哪些闸", "闸")),
        ("那三个屯是哪几个", Naming("三个屯是哪几个", "屯", "3")),
        ("除了春晖，另外两家叫什么", Naming("两家叫什么", "", "2", others=True, known="春晖")),
        ("名单给我", Naming("名单")),
        ("到底抓了几个人", Naming("抓了几个人", punished=True)),
        ("有没有领导因为这事挨处分", Naming("领导因为这事挨处分", punished=True)),
        ("验收的单位叫什么", None),
        ("牵头的是哪几个局", None),
        ("企业哪天进名单", None),
        ("谁处理的", None),
        ("没处理的废液是谁倒的", None),
        ("那个管理办法叫什么名字", None),
    ],
)
def test_names_that_are_asked_for(words: str, asked: Naming | None) -> None:
    """Of things and of people who were punished; no unit, no document, no list that somebody is put on."""
    assert naming_in(words) == asked


_UNSAID: list[tuple[str, Sequence[str]]] = [
    ("mingchuan", ["北沟尾矿库溢流", "下游那三个村是哪几个"]),
    ("mingchuan", ["古栗山核心区采石", "那两家企业叫啥"]),
    ("mingchuan", ["永昌钢铁监测造假", "抓了几个人"]),
    ("mingchuan", ["橙色预警没停限产的17家", "名单有没有"]),
    ("mingchuan", ["西坡村养鸡场", "处分了哪些干部，姓甚名谁"]),
    ("zeling", ["第三方检测数据造假", "另外三家机构叫啥"]),
    ("zeling", ["化工企业搬改关滞后", "除了金汇 剩下五家叫什么"]),
    ("zeling", ["餐饮趸船", "19艘船的清单发我一份"]),
]
_TOLD: list[tuple[str, Sequence[str], str]] = [
    ("mingchuan", ["钢铁超低排放弄虚作假", "两家企业的名字"], "永昌钢铁集团"),
    ("mingchuan", ["秸秆焚烧", "火点集中的两个乡镇叫什么"], "马店镇、小河乡"),
    ("zeling", ["第三方检测数据造假", "没去现场就出报告的那家公司叫啥"], "泽陵信测环境检测有限公司"),
    ("zeling", ["夜市烧烤", "那两处夜市叫什么"], "古渡街、状元巷两处夜市"),
]


@pytest.mark.parametrize(("city", "turns"), _UNSAID, ids=["，".join(t) for _, t in _UNSAID])
def test_what_is_only_counted_has_no_names(small_desk: Callable[[str], Desk], city: str, turns: Sequence[str]) -> None:
    """No near clause instead of them; and the problem stays what is talked about."""
    desk = small_desk(city)
    problem = converse(turns[:1], desk, TODAY).problems[0]
    found = converse(turns, desk, TODAY)
    assert found.refused
    assert "没有写“" in answer_text(found, desk.plan)
    assert converse([*turns, "哪天到期"], desk, TODAY).problems == (problem,)


@pytest.mark.parametrize(("city", "turns", "told"), _TOLD, ids=["，".join(t) for _, t, _ in _TOLD])
def test_names_that_stand_there_are_told(small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], told: str) -> None:
    """By the clause that has them, be it nearer or not than one that counts."""
    desk = small_desk(city)
    assert told in answer_text(converse(turns, desk, TODAY), desk.plan)


def test_a_number_beyond_the_last_is_said_though_another_count_stands_before_it(desk: Desk) -> None:
    """31个问题里的第31条 names a problem by its number."""
    found = converse(["方案里说是31个问题，那清单上第31条是啥"], desk, TODAY)
    assert found.refused
    assert "没有第31" in answer_text(found, desk.plan) or "30" in answer_text(found, desk.plan)


def test_whose_so_many_are_is_asked_of_the_problem_talked_about(desk: Desk) -> None:
    """分别是哪些企业的 behind a count asks no set of problems about firms."""
    found = converse(["排土场违法占地", "名单给一下，36个分别是哪些企业的"], desk, TODAY)
    assert found.refused
    assert "问题（七）" in answer_text(found, desk.plan)
