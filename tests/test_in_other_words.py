"""Questions of other cities' plans in other words, or after what was said before: each has the answer of the one beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from bot.answers.answer import Answer
from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text

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
        ("mingchuan", ["既要铁山区干又要洺西区干的是哪几项"], "铁山区和洺西区都负责的有哪些"),
        ("linlan", ["又得青屿县出力又得沙埠区出力的有哪些"], "青屿县、沙埠区都负责的有哪些"),
    ],
    "a unit's part, a number of units and a time in other words": [
        ("zeling", ["验收得两家单位一块来的是哪些"], "验收单位两家的有哪些"),
        ("zeling", ["责任单位里没出现过市水利和湖泊局的列给我"], "市水利和湖泊局不负责的有哪些"),
        ("zeling", ["时限一直到2027年的有哪些"], "2027年到期的有哪些"),
        ("zeling", ["望荷县单独写进责任单位的，逐条念"], "望荷县单独写明的有哪些"),
        ("zeling", ["东汀区单列写入责任单位的，一条条发我"], "东汀区单独写明的有哪些"),
        ("shuoyuan", ["“台账”两个字在哪些问题的措施里出现过"], "提到台账的有哪些"),
        ("shuoyuan", ["验收单位那栏并列写着两家的有哪些"], "验收单位两家的有哪些"),
        ("shuoyuan", ["公安局没当牵头，只是帮着配合的有哪些"], "公安局只配合的有哪些"),
    ],
    "what the measures write": [
        ("zeling", ["措施里写着巡查的是哪几条"], "提到巡查的有哪些"),
        ("linlan", ["整改措施中讲了在线监测的有哪些"], "提到在线监测的有哪些"),
        ("mingchuan", ["哪几条讲到要举一反三"], "提到举一反三的有哪些"),
        ("lanzhou", ["措施里面提到在线监测的问题有几个"], "提到在线监测的有几个"),
        ("shuoyuan", ["写了台账的是哪几项"], "提到台账的有哪些"),
    ],
    "where a name shows": [
        ("zeling", ["漪河两个字在附件哪些问题里出现过"], "提到漪河的问题有哪些"),
        ("linlan", ["凡是措施提到移送公安机关的都挑出来"], "提到移送公安机关的有哪些"),
        ("mingchuan", ["永昌钢铁在哪几条里露了脸"], "提到永昌钢铁的有哪些"),
    ],
    "an end in other words": [
        ("linlan", ["哪项时限最宽松"], "最晚到期的是哪项"),
        ("linlan", ["20项里收尾最晚的是哪个"], "最晚到期的是哪项"),
        ("shuoyuan", ["哪一项给的时间最短"], "最早到期的是哪项"),
        ("zeling", ["22项里头到期最早的是哪个"], "最早到期的是哪项"),
    ],
    "picked out": [
        ("shuoyuan", ["林草局的有哪些", "2026年完成的挑出来"], "林草局2026年到期的有哪些"),
        ("zeling", ["2026年到期的都给我筛出来"], "2026年到期的有哪些"),
        ("shuoyuan", ["水利局牵头的拎出来"], "水利局牵头的有哪些"),
        ("shuoyuan", ["2025年当年到期的有哪些"], "2025年到期的有哪些"),
    ],
    "less what a unit of another part has": [
        ("zeling", ["东汀区负责的有哪些", "剔掉由生态环境局来验收的"], "东汀区负责、不由生态环境局验收的有哪些"),
        ("zeling", ["2026年到期的", "扣掉望荷县的"], "2026年到期、望荷县不负责的有哪些"),
        ("zeling", ["刨去市水利局验收的有几项"], "不由市水利局验收的有几项"),
        ("zeling", ["水务局和住建局的任务", "去掉水务局"], "住建局的任务"),
    ],
    "a unit by its everyday name": [
        ("mingchuan", ["经开区管委会要落实哪几个问题"], "洺川经济技术开发区管委会负责哪几个问题"),
        ("mingchuan", ["开发区管委会有哪些任务"], "洺川经济技术开发区管委会有哪些任务"),
        ("zeling", ["高新区管委会管哪些"], "泽陵高新区管委会管哪些"),
        ("lanzhou", ["高新区管委会有几项任务"], "岚州高新区管委会有几项任务"),
        ("lanzhou", ["卫健委配合哪几个"], "市卫生健康委员会配合哪几个"),
    ],
    "no day in the deadline, in whatever words": [
        ("shuoyuan", ["时限没写具体日期、写的是立行立改的有哪些"], "立行立改的有哪些"),
        ("linlan", ["没写到期日子的任务有几个"], "不设期限的有几个"),
        ("zeling", ["期限不是具体日期而是立行立改的问题"], "立行立改的有哪些问题"),
        ("mingchuan", ["整改时限栏写的是长期坚持的有几项"], "长期坚持的有几项"),
        ("lanzhou", ["期限里没标明哪一天的是哪几项"], "不设期限的是哪几项"),
    ],
    "a unit that a field holds or does not hold": [
        ("shuoyuan", ["验收单位里不包括市生态环境局的有哪些"], "不由市生态环境局验收的有哪些"),
        ("linlan", ["沙埠区负责哪些", "其中责任单位还包含市生态环境局的是哪几项"], "沙埠区和市生态环境局都负责的有哪些"),
        ("zeling", ["东汀区有哪些任务", "哪几项的责任单位还包括市公安局"], "东汀区和市公安局都参与的有哪些"),
        ("mingchuan", ["铁山区负责哪些", "里面验收单位没列市生态环境局的有哪几项"], "铁山区负责但不由市生态环境局验收的有哪些"),
        ("mingchuan", ["验收单位含有市水利局的是哪些"], "市水利局验收的有哪些"),
    ],
    "another district that is written, after one": [
        ("shuoyuan", ["点名写了银泊区的有哪些", "那点名写安固县的呢"], "单独点名安固县的有哪些"),
        ("zeling", ["责任单位里点名写了东汀区委、区政府的", "那点名列玉垴县委、县政府的呢"], "单独点名玉垴县的有哪些"),
    ],
    "of those shown the one that is ahead": [
        ("shuoyuan", ["2026年到期的有哪些", "这几项里哪一项更早到期"], "2026年最早到期的是哪项"),
        ("linlan", ["2025年到期的问题", "里面哪一项更晚到期"], "2025年最晚到期的是哪项"),
        ("zeling", ["2026年到期的有哪些", "哪一项先到期"], "2026年最早到期的是哪项"),
        ("mingchuan", ["2025年到期的有几项", "这些里头哪个更晚"], "2025年最晚到期的是哪项"),
    ],
    "thanks beside a question": [
        ("shuoyuan", ["农牧局的任务，谢谢"], "农牧局有哪些任务"),
        ("linlan", ["水务局的问题，多谢"], "水务局有哪些问题"),
        ("zeling", ["您好，林业局负责的有哪些，辛苦"], "林业局负责的有哪些"),
        ("lanzhou", ["商务局的任务 谢谢"], "商务局有哪些任务"),
        ("mingchuan", ["感谢，市商务局的任务"], "市商务局有哪些任务"),
    ],
    "the others than one": [
        ("shuoyuan", ["除了生态环境局牵头的 其他单位牵头的都列给我"], "不是生态环境局牵头的有哪些"),
        ("linlan", ["除了水务局牵头的，别的单位牵头的问题有哪些"], "不是水务局牵头的问题有哪些"),
        ("lanzhou", ["不是城市管理局牵头的其他问题列一下"], "不是城市管理局牵头的问题有哪些"),
        ("mingchuan", ["除了水利局验收的，其余的都列出来"], "不是水利局验收的有哪些"),
        ("shuoyuan", ["除了能源局牵头的另外的单位牵头的问题有几个"], "不是能源局牵头的问题有几个"),
    ],
    "of the unit talked about, in another capacity": [
        ("shuoyuan", ["农牧局牵头几个", "配合的呢", "牵头的里面哪个到期最晚"], "农牧局牵头的里哪个到期最晚"),
        ("linlan", ["水务局牵头的有哪些", "那配合的呢", "牵头的里面最早到期的是哪个"], "水务局牵头的最早到期的是哪个"),
        ("lanzhou", ["城市管理局配合哪些", "牵头的呢", "配合的里面最晚到期的是哪个"], "城市管理局配合的最晚到期的是哪个"),
        ("mingchuan", ["工信局配合的有哪些", "牵头的呢", "配合的里头哪个最先到期"], "工信局配合的哪个最先到期"),
        ("mingchuan", ["住建局牵头的是哪几项", "配合的有几个", "牵头的里面哪个最晚到期"], "住建局牵头的哪个最晚到期"),
    ],
    "who has most, and how many": [
        ("shuoyuan", ["哪个市直部门的任务最多 有几个"], "哪个部门任务最多"),
        ("linlan", ["哪个局任务最多有几项"], "哪个局任务最多"),
        ("zeling", ["谁的任务最多有多少个"], "哪个单位任务最多"),
        ("lanzhou", ["哪一家单位的问题最多，有几个"], "哪个单位任务最多"),
        ("mingchuan", ["哪个部门的活最多有几项"], "哪个单位任务最多"),
    ],
    "all districts together": [
        ("mingchuan", ["各县市区都要落实的是哪几个"], "第1、5、6、10、11、16、19、22项谁负责"),
        ("shuoyuan", ["各旗县区都要管的有哪些"], "第1、10、13、19项谁负责"),
        ("linlan", ["各县区都参与的问题有哪些"], "第1、6、14、18项谁负责"),
        ("zeling", ["各县（市、区）都要落实的有几个"], "第1、2、9项谁负责"),
        ("lanzhou", ["各县区都要负责的是哪几项"], "第1、16、18项谁负责"),
    ],
    "so many parties": [
        ("shuoyuan", ["牵头单位是两家的有哪些"], "第1项、第4项、第13项谁负责"),
        ("linlan", ["验收单位有两家的问题有几个"], "第1项、第6项、第11项、第13项谁验收"),
        ("zeling", ["验收单位两家以上的有哪些"], "第4项、第10项、第12项、第15项谁验收"),
        ("mingchuan", ["只由一个县（市、区）落实的问题是哪几个"], "第14项、第15项、第18项、第20项谁负责"),
        ("lanzhou", ["责任单位有九家以上的问题"], "第1项、第16项、第18项谁负责"),
    ],
    "what is without a day": [
        ("shuoyuan", ["没写明具体期限的有哪些问题"], "没有具体日期的有哪些"),
        ("linlan", ["没明确时间期限的问题有哪些"], "没有具体日期的有哪些"),
        ("lanzhou", ["未明确完成期限的有几个问题"], "没有具体日期的有哪些"),
        ("mingchuan", ["没有明确完成日期的有哪些问题"], "没有具体日期的有哪些"),
        ("zeling", ["没写明日期的有哪些问题"], "没有具体日期的有哪些"),
        ("shuoyuan", ["时限里没标具体时间的是哪几项"], "没有具体日期的有哪些"),
        ("linlan", ["不定死日子、一直要抓的有哪些"], "没有具体日期的有哪些"),
        ("mingchuan", ["没给具体日期，写着长期坚持的有哪些"], "长期坚持的有哪些"),
    ],
}
_OF_THE_BODY = [
    ("mingchuan", "督办问责是怎么说的", "周调度、月通报"),
    ("mingchuan", "宣传引导有什么要求", "洺川日报"),
    ("mingchuan", "验收销号怎么规定的", "集中销号"),
    ("wuhai", "组织领导是怎么说的", "专项组作用"),
    ("wuhai", "信息公开讲了啥", "每年至少公开1次"),
]
_NONE: list[tuple[str, Sequence[str]]] = [
    ("mingchuan", ["有没有整改时限是2024年的问题"]),
    ("shuoyuan", ["整改时限在2024年的有哪些"]),
    ("linlan", ["有无整改期限是2024年的问题"]),
    ("zeling", ["整改时限为2024年的问题有几个"]),
    ("lanzhou", ["整改期限在2024年的问题"]),
    ("mingchuan", ["市商务局配合哪个问题", "有牵头的没"]),
    ("shuoyuan", ["供销社配合哪些问题", "有牵头的吗"]),
    ("linlan", ["财政局配合哪些", "有没有牵头的"]),
    ("lanzhou", ["卫健委配合哪几个", "有牵头的没有"]),
    ("lanzhou", ["国资委配合哪几个", "有牵头的么"]),
    ("mingchuan", ["有没有哪个问题已经上报完成了"]),
    ("shuoyuan", ["有无已经上报完成的问题"]),
]
_OF_ONE: list[tuple[str, Sequence[str], tuple[int, ...]]] = [
    ("mingchuan", ["危险废物监管盲区怎么改", "曲河县呢"], (19,)),
    ("shuoyuan", ["第7项怎么改", "工信局呢"], (7,)),
    ("linlan", ["第11项的措施", "沙埠区呢"], (11,)),
    ("zeling", ["第14项怎么整改", "公安局呢"], (14,)),
    ("lanzhou", ["第19项怎么改", "那城中区呢"], (19,)),
    ("mingchuan", ["第9项和第14项哪个先到期"], (14, 9)),
    ("shuoyuan", ["第3项和第8项哪个早"], (8, 3)),
    ("linlan", ["第5项跟第3项谁更晚到期"], (3, 5)),
    ("zeling", ["第7项和第8项哪个先到期"], (8, 7)),
    ("lanzhou", ["第10项与第12项哪个到期晚"], (10, 12)),
    ("mingchuan", ["第8项怎么改", "督察说的毛病是啥"], (8,)),
    ("linlan", ["第12项什么时候完成", "毛病在哪"], (12,)),
]
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


@pytest.mark.parametrize(("city", "turns"), _NONE, ids=[f"{c}-{'，'.join(t)}" for c, t in _NONE])
def test_none(small_desk: Callable[[str], Desk], city: str, turns: Sequence[str]) -> None:
    """Nothing is so, which is said: no step instead of a problem's own term, no problem that was talked about."""
    told = _answered(turns, small_desk(city))
    assert (told.problems, told.refused) == ((), True)


@pytest.mark.parametrize(("city", "turns", "problems"), _OF_ONE, ids=[f"{c}-{'，'.join(t)}" for c, t, _ in _OF_ONE])
def test_what_is_talked_about(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...]
) -> None:
    """A unit's part in it and what was found are asked of the problem talked about; of two, the one ahead is told first."""
    assert _answered(turns, small_desk(city)).problems == problems


@pytest.mark.parametrize(("city", "words", "told"), _OF_THE_BODY, ids=[f"{c}-{w}" for c, w, _ in _OF_THE_BODY])
def test_a_paragraph_by_its_heading(small_desk: Callable[[str], Desk], desk: Desk, city: str, words: str, told: str) -> None:
    """What the body says under a heading is that paragraph, no problem."""
    of = desk if city == "wuhai" else small_desk(city)
    found = _answered([words], of)
    assert (found.problems, told in answer_text(found, of.plan)) == ((), True)
