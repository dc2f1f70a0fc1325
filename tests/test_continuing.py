"""Where a later turn goes: it stays with the problem talked about, moves to another, or asks what no plan answers; with the real model."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from importlib.resources import files

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.continuing import Going, is_asked_of_it, stays
from bot.answers.desk import Desk
from bot.answers.refusal import Reason

_PLAIN = Going(behind=0.0, clear=0.0, nearer=0.0, share=0.0, here=2.0, words=4.0, foreign=0.0)


@pytest.mark.parametrize(
    ("before", "turn", "number"),
    [
        ("老石旦采空区那事归谁", "复垦的地最后交给谁", 15),
        ("公交车换成新能源的要换多少", "重卡呢", 25),
        ("拆报废车的窝点谁去查", "他们两家都查到什么时候", 29),
        ("乌兰淖尔湖取水没证", "那两家报告几时要补上", 9),
        ("焦炉超低排放还有几家没完成", "钢厂要做的监测评估呢", 23),
        ("排水许可证谁来发", "几月底前要发完", 18),
        ("保护区里堆的石头谁倒的", "占了实验区的那家占多大", 11),
        ("洗煤厂扬尘收集不行", "控制能力的评估谁来做", 27),
    ],
)
def test_it_stays(whole_desk: Desk, before: str, turn: str, number: int) -> None:
    """More is asked of the problem talked about, in whatever words."""
    found = converse([before, turn], whole_desk, TODAY)
    assert (found.problems[:1], found.refused) == ((number,), False)


@pytest.mark.parametrize(
    ("before", "turn", "number"),
    [
        ("老石旦采空区那事归谁", "工业固废综合利用率要到多少", 12),
        ("公交车换成新能源的要换多少", "煤矿着火的点谁来灭", 22),
        ("拆报废车的窝点谁去查", "那焦化产能怎么控", 3),
        ("乌兰淖尔湖取水没证", "矿区的路扫得不干净归谁管", 21),
        ("焦炉超低排放还有几家没完成", "地下水超采的双控没落实", 14),
        ("排水许可证谁来发", "铁路货运比例太低怎么办", 24),
    ],
)
def test_it_moves(whole_desk: Desk, before: str, turn: str, number: int) -> None:
    """Another problem is asked about, and nobody says so."""
    assert converse([before, turn], whole_desk, TODAY).problems[:1] == (number,)


@pytest.mark.parametrize("turn", ["明天高铁几点发车", "孩子发烧吃什么药", "哪家火锅好吃", "房贷利率降了多少", "怎么学游泳"])
def test_no_plan_answers_it(whole_desk: Desk, turn: str) -> None:
    """What has to do with no plan is not answered by the nearest clause of the problem talked about."""
    assert converse(["公交车换成新能源的要换多少", turn], whole_desk, TODAY).refused


@pytest.mark.parametrize("turn", ["机场噪声归谁管", "红树林谁负责", "地铁建设谁牵头", "核电站谁管", "珊瑚礁谁负责"])
def test_what_the_plan_lacks_is_named_as_in_a_first_turn(whole_desk: Desk, turn: str) -> None:
    """Who is refused hears what for, whatever was talked about before."""
    alone, later = converse([turn], whole_desk, TODAY), converse(["谁负责焦化超低排放", turn], whole_desk, TODAY)
    assert (later.refusal, alone.refusal and alone.refusal.reason) == (alone.refusal, Reason.TOPIC)


def test_the_signs_point_where_they_should() -> None:
    """Far behind moves, near and fuller stays; what sounds foreign and is borne by nothing is refused."""
    assert stays(_PLAIN)
    assert not stays(Going(4.0, 1.0, -3.0, -0.6, 0.0, 10.0, -1.0))
    assert is_asked_of_it(_PLAIN)
    assert not is_asked_of_it(Going(2.0, -5.0, -2.0, -0.3, 0.5, 6.0, 5.0))


def test_each_sign_has_its_weight() -> None:
    """What is fitted is what is summed."""
    tables = tomllib.loads(files("bot").joinpath("data/continuing.toml").read_text("utf-8"))
    signs = {"bias", *(f.name for f in fields(Going))}
    assert {name: set(weights) for name, weights in tables.items()} == {"stays": signs, "answers": signs}
