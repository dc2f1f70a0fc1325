"""Questions of other cities' plans in other words, or after what was said before: each has the answer of the one beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from bot.answers.answer import Answer
from bot.answers.answering import converse
from bot.answers.desk import Desk

_TODAY = date(2024, 9, 10)
_SAME_SET: dict[str, list[tuple[str, Sequence[str], str]]] = {
    "a part of the year said without it is of the year talked about": [
        ("shuoyuan", ["2026年上半年到期的有哪些", "那下半年呢"], "2026年下半年到期的有哪些"),
        ("linlan", ["2025年下半年要完成的问题", "上半年呢"], "2025年上半年要完成的问题"),
        ("zeling", ["明年6月底前到期的有几项", "年底前呢"], "明年年底前到期的有几项"),
        ("lanzhou", ["2026年6月到期的有哪些", "年底呢"], "2026年底到期的有哪些"),
        ("lanzhou", ["2025年第二季度到期的", "第三季度的呢"], "2025年第三季度到期的"),
    ],
    "another unit in place of one that has no part": [
        ("shuoyuan", ["哪些问题安固县不涉及", "那银泊区呢"], "银泊区不涉及的问题有哪些"),
        ("linlan", ["不用青屿县管的有哪几个", "沙埠区呢"], "不用沙埠区管的有哪几个"),
        ("zeling", ["没有冶山区参与的任务", "换成玉垴县"], "没有玉垴县参与的任务"),
        ("lanzhou", ["港东区没份的是哪些", "那双溪县的呢"], "双溪县没份的是哪些"),
        ("mingchuan", ["不涉及铁山区的问题有几个", "洺西区呢"], "不涉及洺西区的问题有几个"),
    ],
    "no part, said after what is asked for": [
        ("shuoyuan", ["塔拉图旗有没有哪个问题是不沾边的"], "塔拉图旗不涉及的问题有哪些"),
        ("linlan", ["云陂县哪几个问题是没份的"], "云陂县不涉及的问题有哪些"),
        ("zeling", ["洪埠市什么任务是不参与的"], "洪埠市不参与的任务有哪些"),
        ("lanzhou", ["城中区有哪些事项不涉及"], "城中区不涉及的问题有哪些"),
        ("mingchuan", ["白杨市有什么问题是没责任的"], "白杨市不涉及的问题有哪些"),
    ],
    "two at once": [
        ("shuoyuan", ["同时点了安固县和银泊区的有哪些"], "安固县和银泊区都点名的有哪些"),
        ("linlan", ["同时写了青屿县和沙埠区的是哪几个"], "青屿县、沙埠区都写了名的有哪些"),
        ("zeling", ["责任单位里同时写到东汀区和望荷县的"], "东汀区和望荷县都写明的有哪些"),
        ("lanzhou", ["同时点到名的有港东区和双溪县的问题"], "港东区和双溪县都点名的有哪些"),
        ("mingchuan", ["既点了铁山区又点了洺西区的问题"], "铁山区和洺西区都点名的问题"),
    ],
    "a unit by its everyday name": [
        ("mingchuan", ["经开区管委会要落实哪几个问题"], "洺川经济技术开发区管委会负责哪几个问题"),
        ("mingchuan", ["开发区管委会有哪些任务"], "洺川经济技术开发区管委会有哪些任务"),
        ("zeling", ["高新区管委会管哪些"], "泽陵高新区管委会管哪些"),
        ("lanzhou", ["高新区管委会有几项任务"], "岚州高新区管委会有几项任务"),
        ("lanzhou", ["卫健委配合哪几个"], "市卫生健康委员会配合哪几个"),
    ],
}
_SETS = [(kind, *row) for kind, rows in _SAME_SET.items() for row in rows]


def _answered(turns: Sequence[str], desk: Desk) -> Answer:
    return converse(turns, desk, _TODAY)


@pytest.mark.parametrize(("kind", "city", "turns", "plainly"), _SETS, ids=[f"{c}-{'，'.join(t)}" for _, c, t, _ in _SETS])
def test_the_same_set(small_desk: Callable[[str], Desk], kind: str, city: str, turns: Sequence[str], plainly: str) -> None:
    """The set is that of the plain question, and not empty."""
    desk = small_desk(city)
    told, wanted = _answered(turns, desk), _answered([plainly], desk)
    assert wanted.problems, kind
    assert (told.problems, told.refused) == (wanted.problems, False), kind
