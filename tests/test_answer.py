"""Conversations with the desk over the whole real plan, and over a small plan without phrasings of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bot_fixtures import TODAY, small_plan, words_of_two

from bot.answers.answering import answer, converse
from bot.answers.body import office_seat
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.questions.query import Kind, Query
from bot.questions.understanding import understand

_SINGLE = [
    # question, kind, first problem
    ("谁负责焦化企业超低排放改造", Kind.RESPONSIBLE, 23),
    ("報廢機動車拆解誰驗收", Kind.ACCEPTANCE, 29),
    ("新能源公交车什么时候更换完", Kind.DEADLINE, 25),
    ("固废综合利用率目标是多少", Kind.GOAL, 12),
    ("河道四乱怎么改", Kind.MEASURES, 17),
    ("矿区扬尘怎么治理", Kind.MEASURES, 20),
    ("清废行动谁牵头", Kind.RESPONSIBLE, 30),
    ("第23项", Kind.PROBLEM, 23),
    ("问题（二）什么时候完成", Kind.DEADLINE, 2),
]
_TURNS = [
    # turns, kind, problems, carried
    (["焦化超低排放谁负责", "那谁验收"], Kind.ACCEPTANCE, (23,), 23),
    (["焦化超低排放谁负责", "什么时候改完"], Kind.DEADLINE, (23,), 23),
    (["焦化超低排放谁负责", "那煤矿火点呢"], Kind.RESPONSIBLE, (22,), None),
    (["焦化超低排放谁负责", "下一条"], Kind.RESPONSIBLE, (24,), None),
    (["焦化超低排放谁负责", "下一条", "下一条"], Kind.RESPONSIBLE, (25,), None),
    (["焦化超低排放谁负责", "上一项怎么改"], Kind.MEASURES, (22,), None),
    (["焦化超低排放谁负责", "谢谢", "那谁验收"], Kind.ACCEPTANCE, (23,), 23),
    (["焦化超低排放谁负责", "第99项", "怎么改"], Kind.MEASURES, (23,), 23),
    (["第23项怎么改", "那第3条呢"], Kind.MEASURES, (23,), 23),
    (["第23项怎么改", "第3条"], Kind.PROBLEM, (3,), None),
    (["水务局负责哪些", "其中2025年6月底到期的有哪些"], Kind.LIST, (16, 17), None),
    (["水务局负责哪些", "第5项怎么改"], Kind.MEASURES, (5,), None),
    (["万腾钢铁监测评估什么时候完成", "谁负责"], Kind.RESPONSIBLE, (23,), 23),
]
_REFUSED = [
    # turns, reason, word
    (["谁验收"], "topicless", ""),
    (["下一条"], "topicless", ""),
    (["你好", "怎么改呢"], "topicless", ""),
    (["第99项"], "number", "99"),
    (["第0项"], "number", "0"),
    (["第30项谁负责", "下一条"], "number", "31"),
    (["第1项", "上一条"], "number", "0"),
    (["气象局负责哪些"], "unit", "气象局"),
    (["2030年到期的有哪些"], "empty", ""),
    (["商务局配合哪些"], "empty", ""),
    (["鄂尔多斯市焦化谁负责"], "place", "鄂尔多斯"),
    (["焦化企业老板叫什么"], "type", "老板"),
    (["水务局电话是多少"], "type", "电话"),
    (["烟囱那摊子事谁负责"], "weak", ""),
]


@pytest.mark.parametrize(("words", "kind", "number"), _SINGLE, ids=[w for w, *_ in _SINGLE])
def test_one_question(desk: Desk, words: str, kind: Kind, number: int) -> None:
    """A question is answered with its kind from its problem."""
    found = converse([words], desk, TODAY)
    assert (found.kind, found.problems[0], found.refused) == (kind, number, False)
    assert found.question.text == words


@pytest.mark.parametrize(("turns", "kind", "problems", "carried"), _TURNS, ids=["，".join(t) for t, *_ in _TURNS])
def test_a_conversation(desk: Desk, turns: list[str], kind: Kind, problems: tuple[int, ...], carried: int | None) -> None:
    """The last turn is answered with what the earlier ones leave open, passing over turns that were refused."""
    found = converse(turns, desk, TODAY)
    assert (found.kind, found.problems, found.carried) == (kind, problems, carried)


@pytest.mark.parametrize(("turns", "reason", "word"), _REFUSED, ids=["，".join(t) for t, *_ in _REFUSED])
def test_refusals(desk: Desk, turns: list[str], reason: str, word: str) -> None:
    """What cannot be answered is refused with its reason, without problems or quotes."""
    found = converse(turns, desk, TODAY)
    assert found.refusal is not None
    assert (found.refusal.reason, found.refusal.word) == (reason, word)
    assert (found.kind, found.refused, found.problems, found.citations) == (Kind.NONE, True, (), ())


@pytest.mark.parametrize(
    ("words", "kind"), [("你好", Kind.SMALLTALK), ("帮助", Kind.HELP), ("👍", Kind.HELP), ("讲个笑话", Kind.SMALLTALK)]
)
def test_no_question_to_the_plan(desk: Desk, words: str, kind: Kind) -> None:
    """Small talk and help are refused with their own kind."""
    found = converse([words], desk, TODAY)
    assert (found.kind, found.refused, found.problems, found.refusal) == (kind, True, (), None)


@pytest.mark.parametrize(
    ("city", "words", "said"),
    [
        ("zeling", "整改办挂在哪个部门", "（市整改办）设在市生态环境局"),
        ("mingchuan", "环委会办公室在哪", "（以下简称市环委办）设在市生态环境局"),
        ("shuoyuan", "总指挥部设在哪", None),
    ],
)
def test_where_the_office_of_the_rectification_is(city: str, words: str, said: str | None) -> None:
    """The body's sentence that says it, and none where no sentence does."""
    found = office_seat(Query(words, words, None), small_plan(city))
    assert (found is None) == (said is None)
    assert found is None or (said or "") in found.citations[0].passage.text


def test_a_section_of_the_body(desk: Desk) -> None:
    """A question about the body is answered with its sentences, of no problem."""
    found = converse(["整改原则是什么"], desk, TODAY)
    assert (found.kind, found.problems) == (Kind.BODY, ())
    assert {(c.problem, c.field, c.section) for c in found.citations} == {(None, "body", 2)}


def test_two_near_problems_are_asked_back(desk: Desk) -> None:
    """Where two problems are nearly as near, both are offered, each with a quote of its own."""
    choose = converse([words_of_two(desk)], desk, TODAY)
    assert choose.problems == choose.choices
    assert len(set(choose.choices)) == len(choose.choices) >= 2
    assert {c.problem for c in choose.citations} == set(choose.choices)


def test_answers_of_a_refused_turn_are_not_carried(desk: Desk) -> None:
    """`answer` itself does not build on a refusal that it is handed."""
    refused = converse(["第99项"], desk, TODAY)
    found = answer(understand("谁验收", desk.names, TODAY), desk, TODAY, refused.state)
    assert found.refusal is not None
    assert found.refusal.reason == "topicless"


def test_today_decides_what_a_time_means(desk: Desk) -> None:
    """今年 is the asker's year."""
    assert converse(["今年6月底到期的有哪些"], desk, date(2024, 2, 1)).problems == (4, 11)
    assert converse(["今年6月底到期的有哪些"], desk, date(2025, 2, 1)).problems == (7, 13, 16, 17)


def test_a_plan_without_phrasings(small_desk: Callable[[str], Desk]) -> None:
    """A city's own plan answers numbers, lists and conversations too."""
    small = small_desk("03")
    assert converse(["住建局验收几项"], small, TODAY).problems == (3,)
    assert converse(["第2项谁负责", "那什么时候完成"], small, TODAY).kind is Kind.DEADLINE
    assert converse(["城北区有哪些任务"], small, TODAY).problems == (1, 2)


def test_the_same_conversation_gives_the_same_answer(desk: Desk) -> None:
    """An answer depends on nothing but the turns, the desk and the day."""
    turns = ["焦化超低排放谁负责", "那谁验收"]
    assert converse(turns, desk, TODAY) == converse(turns, desk, TODAY)


def test_several_fields_are_answered_together(desk: Desk) -> None:
    """谁负责、谁验收 is answered with both, the first being the kind; the facts stand in the first lines."""
    found = converse(["焦化超低排放谁负责、谁验收、什么时候完成"], desk, TODAY)
    problem = desk.plan.problem(23)
    assert problem is not None
    assert (found.kind, found.problems) == (Kind.RESPONSIBLE, (23,))
    first = "\n".join(answer_text(found, desk.plan).split("\n")[:3])
    assert problem.responsible_raw.text in first
    assert problem.acceptance_raw.text in first
    assert problem.deadline_raw.text in first
    assert {"responsible", "acceptance", "deadline"} <= {c.field for c in found.citations}


@pytest.mark.parametrize("words", ["督察组哪天进驻的", "督察报告是几号反馈回来的", "督察组是哪天到哪天来的"])
def test_the_inspectors_days_stand_in_the_preamble(desk: Desk, words: str) -> None:
    """When they came and reported is answered by the preamble."""
    found = converse([words], desk, TODAY)
    assert found.kind is Kind.BODY
    assert "2024年3月27日" in found.citations[0].passage.text


def test_a_time_of_a_problem_is_no_inspectors_day(desk: Desk) -> None:
    """督察反馈的…什么时候改完 asks for a problem."""
    assert converse(["督察反馈的焦化行业超低排放改造什么时候改完"], desk, TODAY).problems[:1] == (23,)
