"""Money that is asked for: what kind, for each of what, and which clause tells it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.questions.amounts import amounts_in
from bot.questions.money import IN_ALL, Money, money_in


@pytest.mark.parametrize(
    ("words", "asked", "each"),
    [
        ("退出来的鱼塘一亩赔多少", "赔多少", "亩"),
        ("报废一台老柴油车能补几万", "补几万", "台"),
        ("焚烧厂总投资是多少亿", "投资是多少", ""),
        ("那家药厂最后罚了多少钱", "罚了多少钱", ""),
        ("停车一次收几块钱", "收几块钱", "次"),
        ("修一个污水站花多少", "花多少", ""),
        ("滞留的那笔资金有多少", "资金有多少", ""),
        ("门票多钱一张", "多钱", "张"),
        ("倒渣是谁收费，每车多少", "收费", "车"),
        ("污水设施一共补了多少钱", "补了多少钱", IN_ALL),
        ("导气井每口造价按多少核的", "造价按多少", ""),
        ("干化项目概算批了多少", "概算批了多少", ""),
    ],
)
def test_the_money_that_is_asked_for(words: str, asked: str, each: str) -> None:
    """The words that ask, and for each of what; what building costs is asked of the whole."""
    assert money_in(words) == Money(asked, each)
    assert [(a.form, a.words) for a in amounts_in(words)][:1] == [("money", asked)]


@pytest.mark.parametrize(
    "words", ["罚了多少家", "白河一年给补多少水", "污泥有几万吨", "一块钱产值耗多少煤", "花多少天", "补种几株", "几户卖了房"]
)
def test_what_asks_for_no_money(words: str) -> None:
    """Things are counted, however much the verb is one of money."""
    assert money_in(words) is None


@pytest.mark.parametrize(
    ("words", "clause", "said"),
    [
        ("罚了多少钱", "处以罚款20万元。", True),
        ("罚了多少钱", "总投资3600万元。", False),
        ("花了多少钱", "总投资3600万元。", True),
        ("一户补多少钱", "每户每年补贴1200元。", True),
        ("一户补多少钱", "每亩补助600元。", False),
        ("一辆车交多少押金", "按每台2000元缴纳保证金。", True),
        ("一度电给多少", "每千瓦时补贴0.2元。", True),
        ("最多能拿多少钱", "最高奖励5万元。", True),
        ("能补多少钱", "按设备投资的30%给予补助。", True),
        ("能补多少钱", "完成改造30家。", False),
        ("一年挣多少钱", "罚款20万元。", False),
    ],
)
def test_the_clause_that_tells_it(words: str, clause: str, said: bool) -> None:
    """An amount of money of that kind, and for each of that thing; what is given is told by any."""
    money = money_in(words)
    assert money is not None
    assert money.is_said_in(clause) is said


@pytest.mark.parametrize(
    ("city", "turns", "told"),
    [
        ("shuoyuan", ["湿地围垦侵占严重", "核心区的耕地退出来一亩补助多少钱"], "每亩"),
        ("lanzhou", ["青屿县滞留的项目资金有多少"], "1860万元"),
        ("shuoyuan", ["天鹅洼湿地自然保护区核心区的耕地退出来一户补助多少钱"], None),
        ("shuoyuan", ["天鹅洼湿地自然保护区核心区的耕地谁负责", "最后罚了多少钱"], None),
        ("lanzhou", ["青屿县滞留的项目资金罚了多少"], None),
    ],
)
def test_money_is_told_or_refused_by_the_clauses(
    small_desk: Callable[[str], Desk], city: str, turns: list[str], told: str | None
) -> None:
    """A problem that tells what an acre brings tells no fine, and nothing for a household."""
    desk = small_desk(city)
    found = converse(turns, desk, TODAY)
    assert found.refused is (told is None)
    assert told is None or told in answer_text(found, desk.plan).split("依据")[0]


def test_a_price_for_each_tells_no_sum() -> None:
    """每座3万元 is not what was given in all."""
    asked = Money("补了多少钱", IN_ALL)
    assert not asked.is_said_in("按每座3万元标准给予奖补")
    assert not asked.is_said_in("回收地膜每吨补贴50元")
    assert asked.is_said_in("累计发放奖补资金260万元")
