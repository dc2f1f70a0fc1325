"""Whole conversations over the bundled plan: each turn with the problems it is about and words that its answer must contain."""

from __future__ import annotations

import pytest
from bot_fixtures import TODAY

from bot.answers.answer import Answer
from bot.answers.answering import turn
from bot.answers.desk import Desk
from bot.answers.text import answer_text

_WATER = (5, 9, 10, 16, 17)
_ALL = tuple(range(1, 31))
_CONVERSATIONS: list[list[tuple[str, tuple[int, ...], str]]] = [
    # turns: what is typed, the problems, words of the answer
    [("水务局负责哪些", _WATER, "共5项"), ("其中2025年的", (16, 17), "共2项"), ("第二个的措施", (17,), "河长制")],
    [
        ("焦化企业超低排放改造谁负责", (23,), "市生态环境局"),
        ("那谁验收", (23,), "验收单位："),
        ("什么时候到期", (23,), "2025年12月底"),
    ],
    [
        ("能源局牵头哪些", (20, 22, 27), "能源局牵头"),
        ("那配合的呢", (8, 12, 15), "能源局配合"),
        ("换成水务局", (), "没有符合条件"),
    ],
    [("能源局牵头哪些", (20, 22, 27), "共3项"), ("换成水务局", (17,), "水务局牵头")],
    [("2025年6月底到期的有哪些", (7, 13, 16, 17), "共4项"), ("9月的呢", (18,), "2025年9月"), ("12月的呢", (6, 23, 24), "共3项")],
    [("我是乌达区的", (), "记住了：乌达区"), ("我们单独点名的有哪些", (19,), "共1项")],
    [("第23项怎么改", (23,), "整改措施"), ("那第2条呢", (23,), "包钢万腾"), ("这条什么时候完成", (23,), "2024年9月底前")],
    [("最早到期的是哪个", (29,), "2024年4月底"), ("谁负责", (29,), "市商务局（牵头）"), ("那目标呢", (29,), "规范报废机动车")],
    [
        ("水务局负责哪些", _WATER, "共5项"),
        ("前两个谁验收", (5, 9), "验收单位：市水务局"),
        ("后一个什么时候完成", (9,), "2024年12月底"),
    ],
    [
        ("第10项谁负责", (10,), "海南区委、区政府"),
        ("不是，我想问的是验收", (10,), "验收单位：市水务局"),
        ("不对，是第9项", (9,), "黄河水"),
    ],
    [("第23项谁负责", (23,), "市生态环境局"), ("谢谢", (), "好的"), ("那目标呢", (23,), "8家焦化企业")],
    [("第29项谁负责", (29,), "市商务局"), ("第99项", (), "没有第99项"), ("谁验收", (29,), "市市场监督管理局")],
    [("煤矿火点谁负责", (22,), "市能源局（牵头）"), ("水务局负责哪些", _WATER, "共5项")],
    [("水务局负责哪些", _WATER, "共5项"), ("煤矿火点谁负责", (22,), "市能源局（牵头）"), ("那谁验收", (22,), "验收单位：")],
    [("2025年到期的有哪些", (6, 7, 13, 16, 17, 18, 23, 24), "共8项"), ("哪几个是水务局的", (16, 17), "共2项")],
    [
        ("水务局负责哪些", _WATER, "共5项"),
        ("谁验收", _WATER, "验收单位：市水务局"),
        ("继续", _WATER, "共5项"),
        ("还有吗", (), "没有更多"),
    ],
    [("一共几个问题", _ALL, "共30项"), ("谁验收", (), "请说明是哪一项")],
    [("第9项谁负责", (9,), "各区委、区政府"), ("第10项呢", (10,), "责任单位："), ("下一条", (11,), "责任单位：")],
    [("第23项谁负责", (23,), "市生态环境局"), ("水务局管啥", _WATER, "共5项")],
    [("第29项谁验收", (29,), "市商务局（牵头）"), ("是不是市公安局牵头", (29,), "不是")],
    [
        ("大气污染方面有哪些", tuple(range(20, 28)), "共8项"),
        ("其中最晚的", (25, 27), "2026年12月底"),
        ("分别谁验收", (25, 27), "市交通运输局"),
    ],
    [("商务局牵头哪些", (29,), "共1项"), ("里面有明年到期的吗", (), "没有符合条件")],
    [("第15项谁验收", (15,), "验收单位："), ("分哪几步", (15,), "时间节点"), ("最后一步呢", (15,), "2027年12月")],
    [("整改原则是什么", (), "正文第二部分"), ("第三条讲的啥", (), "举一反三"), ("第3项谁验收", (3,), "验收单位：")],
    [("水务局的任务", _WATER, "共5项"), ("几项啊", _WATER, "共5项"), ("它验收的有哪些", _WATER, "水务局验收")],
    [("第16项谁负责", (16,), "市水务局"), ("那下一个问题呢", (17,), "责任单位："), ("上一个谁验收", (16,), "验收单位：")],
    [("报废机动车拆解谁牵头", (29,), "市商务局（牵头）"), ("市场监管局在里头要干啥", (29,), "市场监管")],
    [("能源局有哪些任务", (2, 8, 12, 15, 20, 22, 27), "共7项"), ("跟水务局一起的有吗", (), "没有符合条件")],
    [
        ("2024年6月底前要完成的有哪些", (4, 11, 29), "措施节点"),
        ("有哪些节点", (3, 4, 6, 7, 10, 11, 15, 17, 21, 23, 28, 29), "2024年6月30日"),
    ],
    [("第28项责任单位", (28,), "市生态环境局"), ("最晚拖到几时", (28,), "2026年12月底")],
    [("海勃湾区有哪些任务", tuple(n for n in _ALL if n not in (5, 10, 15, 17)), "共26项"), ("除了这些还有吗", (), "没有更多")],
    [("商务局牵头哪些", (29,), "共1项"), ("原文发我", (29,), "万众金属"), ("怎么改", (29,), "整改措施")],
]


def _said(desk: Desk, turns: list[tuple[str, tuple[int, ...], str]]) -> list[Answer]:
    replies: list[Answer] = []
    for text, *_ in turns:
        replies.append(turn(text, desk, TODAY, replies[-1] if replies else None))
    return replies


@pytest.mark.parametrize("turns", _CONVERSATIONS, ids=["，".join(t for t, *_ in turns) for turns in _CONVERSATIONS])
def test_a_whole_conversation(desk: Desk, turns: list[tuple[str, tuple[int, ...], str]]) -> None:
    """Every turn is answered with its own problems and its fact, after whatever was said before."""
    replies = _said(desk, turns)
    told = [(r.problems, answer_text(r, desk.plan)) for r in replies]
    assert [p for p, _ in told] == [p for _, p, _ in turns]
    assert [words for (_, _, words), (_, text) in zip(turns, told, strict=True) if words not in text] == []


def test_a_refusal_leaves_the_conversation_as_it_was(desk: Desk) -> None:
    """The state behind a refused turn is the one before it."""
    first = turn("第29项谁负责", desk, TODAY, None)
    refused = turn("第99项", desk, TODAY, first)
    assert refused.refused
    assert refused.state == first.state
