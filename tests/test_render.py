"""Whole texts as people read them, and the object that programs read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from bot_fixtures import TODAY, small_plan

from bot.answers.answer import Answer, Citation
from bot.answers.answering import converse
from bot.answers.as_json import answer_json
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.answers.words import CAN_ASK, HELP, SOCIAL
from bot.language.writing import LONGEST
from bot.questions.query import Kind, Query, Social
from bot.revisions.changes import difference_text, plan_text
from corpus.diff import compare
from corpus.grammar.parse import parse_plan
from corpus.model import Passage, Plan, Span

_WHOLE = {
    "responsible, with whom 各区 means": (
        ["第23项谁负责"],
        """责任单位：市生态环境局，各区委、区政府（各区县指海勃湾区、海南区、乌达区）
问题（二十三）工业企业深度治理推进缓慢，整改时限：2025年12月底
依据：「市生态环境局，各区委、区政府」——问题（二十三）· 责任单位
依据：「2025年12月底」——问题（二十三）· 整改时限""",
    ),
    "responsible, without 各区": (
        ["第10项谁负责"],
        """责任单位：市水务局，海南区委、区政府
问题（十）工业用水挤占生态用水，整改时限：2024年12月底
依据：「市水务局，海南区委、区政府」——问题（十）· 责任单位
依据：「2024年12月底」——问题（十）· 整改时限""",
    ),
    "acceptance, carried": (
        ["第29项", "那谁验收"],
        """（承接上文：问题（二十九））
验收单位：市商务局（牵头）、市公安局、市市场监督管理局、市生态环境局
问题（二十九）报废机动车拆解管理有短板
依据：「市商务局（牵头）、市公安局、市市场监督管理局、市生态环境局」——问题（二十九）· 验收单位""",
    ),
    "a deadline that waits for an event": (
        ["第2项什么时候完成"],
        """整改时限：2024年12月底前，完成非煤矿山整合区整合工作；《矿区总规》批复后12个月内，完成露天煤矿和井工煤矿整合区的整合工作。（其中相对时限待定起算日）
问题（二）矿权整合重组工作滞后
依据：「2024年12月底前，完成非煤矿山整合区整合工作；《矿区总规》批复后12个月内，完成露天煤矿和井工煤矿整合区的整合工作。」——问题（二）· 整改时限""",
    ),
    "a goal": (
        ["第15项目标"],
        """整改目标：完成老石旦一、二号采空区生态修复治理
问题（十五）老石旦一二号采空区生态修复被确定为2023年重点任务，但任务未按期完成
依据：「完成老石旦一、二号采空区生态修复治理」——问题（十五）· 整改目标""",
    ),
    "a finding": (
        ["第10项查出了什么"],
        """督察发现：工业用水挤占生态用水。2022年海南区城镇水务集团通过生态补水专用取水口取水出售给工业企业。
问题（十）工业用水挤占生态用水
依据：「工业用水挤占生态用水。2022年海南区城镇水务集团通过生态补水专用取水口取水出售给工业企业。」——问题（十）· 督察发现""",
    ),
    "measures": (
        ["第10项怎么改"],
        """问题（十）工业用水挤占生态用水的整改措施：
1. 2024年6月底前，通过切换供水水源等措施解决工业企业用水挤占生态用水问题。
2. 2024年12月底前，乌海市海南区城镇水务集团有限公司完成对现有黄河生态补水取水口综合利用情况开展水资源论证，编制水资源论证报告，按程序报请审批，确保合法规范取用水。""",
    ),
    "a problem": (
        ["第10项"],
        """问题（十）工业用水挤占生态用水
责任单位：市水务局，海南区委、区政府；整改时限：2024年12月底
依据：「工业用水挤占生态用水。2022年海南区城镇水务集团通过生态补水专用取水口取水出售给工业企业。」——问题（十）· 督察发现""",
    ),
    "a list": (
        ["商务局牵头哪些"],
        """共1项：商务局牵头：（二十九）
问题（二十九）报废机动车拆解管理有短板——2024年4月底（牵头）""",
    ),
    "a negated list": (
        ["没有海勃湾份的有哪些"],
        """共4项：海勃湾不负责：（五）、（十）、（十五）、（十七）
问题（五）存在违规违法取用水行为——2024年12月底
问题（十）工业用水挤占生态用水——2024年12月底
问题（十五）老石旦一二号采空区生态修复被确定为2023年重点任务，但任务未按期完成——2027年12月底
问题（十七）河道“四乱”问题整治不彻底——2025年6月底""",
    ),
    "a count": (
        ["2024年6月底到期的有几项"],
        """共2项：2024年6月底到期：（四）、（十一）
问题（四）督察整改不到位——2024年6月底
问题（十一）自然保护区管理不到位——2024年6月底
（以上按整项时限；另有7个措施节点也在此期间，涉及（四）、（六）、（七）、（十）、（十一）、（二十八），可再问“有哪些节点”）""",
    ),
    "no such number": (["第99项"], f"方案清单中没有第99项。\n{CAN_ASK}"),
    "no such office": (["气象局负责哪些"], f"方案的责任单位和验收单位中没有“气象局”。\n{CAN_ASK}"),
    "an empty set": (["2030年到期的有哪些"], f"方案中没有符合条件的问题（2030年到期）。\n{CAN_ASK}"),
    "no topic": (["谁验收"], f"没看出您问的是哪一项，请说明是哪个问题，例如“煤矿火点谁负责”或“第22项谁负责”。\n{CAN_ASK}"),
    "another place": (["鄂尔多斯市焦化谁负责"], f"本方案不涉及“鄂尔多斯”。\n{CAN_ASK}"),
    "a telephone": (["水务局电话是多少"], f"方案中没有写“电话”这类内容。\n{CAN_ASK}"),
    "small talk": (["你好"], SOCIAL[Social.HELLO]),
    "help": (["帮助"], HELP),
}


@pytest.mark.parametrize(("turns", "text"), _WHOLE.values(), ids=_WHOLE)
def test_whole_texts(desk: Desk, turns: list[str], text: str) -> None:
    """An answer is exactly this text."""
    assert answer_text(converse(turns, desk, TODAY), desk.plan) == text


def test_what_the_plan_leaves_out(small_desk: Callable[[str], Desk]) -> None:
    """A field that the plan lacks is said to be lacking."""
    small = small_desk("02")
    text = answer_text(converse(["第3项谁验收"], small, TODAY), small.plan)
    assert text == "验收单位：方案未写明\n问题（三）建筑垃圾随意倾倒"


@pytest.mark.parametrize(
    ("name", "question", "line"),
    [
        ("48", "第1项谁负责", "包联领导：副市长 刘洋"),
        ("33", "第2项责任单位是谁", "责任领导：赵敏"),
        ("05", "第1项责任领导是谁", "责任领导：市政府分管生态环境工作的副市长"),
        ("11", "第2项的督导单位", "督导单位：市生态环境局机关纪委"),
        ("11", "第2项谁负责", "督导单位：市生态环境局机关纪委"),
    ],
)
def test_who_else_the_plan_names_is_said_with_the_units(
    small_desk: Callable[[str], Desk], name: str, question: str, line: str
) -> None:
    """Leaders and supervising units are no responsible units, and stand in a line of their own beside those."""
    small = small_desk(name)
    assert line in answer_text(converse([question], small, TODAY), small.plan).split("\n")


def test_a_milestone_says_how_firm_it_is(plan: Plan) -> None:
    """What the plan only strives for, and what waits for its event, is marked."""
    problem = plan.problem(24)
    assert problem is not None
    stones = [(m, s) for m in problem.measures for s in m.milestones if s.firmness.value == "strive"]
    measure, stone = stones[0]
    cited = Citation(24, measure.ordinal, Kind.MILESTONE, stone.quote)
    shown = Answer(_question(), Kind.MILESTONE, (24,), (cited,), milestone=stone, measure=measure.ordinal)
    assert answer_text(shown, plan).startswith(f"{stone.quote}（力争）。\n问题（二十四）交通运输结构调整行动迟缓，整项时限：")
    waiting = replace(shown, milestone=replace(stone, due=None, trigger="批复后"))
    assert answer_text(waiting, plan).startswith(f"{stone.quote}（力争）（待定起算日）。")


def _question(text: str = "问") -> Query:
    return Query(text, text, None)


def test_a_long_answer_is_cut_where_a_message_ends(plan: Plan) -> None:
    """No text is longer than a message may be; what is cut ends with …."""
    long = Passage("长" * 5000, Span(0, 5000))
    shown = Answer(_question(), Kind.BODY, (), (Citation(None, None, Kind.BODY, long, 1),))
    text = answer_text(shown, plan)
    assert len(text) == LONGEST
    assert text.endswith("…")


@pytest.mark.parametrize("words", ["一共几个问题", "第18项", "第18项怎么改", "第1项怎么改", "第2项怎么改"])
def test_the_longest_answers_fit(desk: Desk, words: str) -> None:
    """Lists of everything and long measures fit into a message uncut."""
    text = answer_text(converse([words], desk, TODAY), desk.plan)
    assert len(text) < LONGEST
    assert all(line.strip() for line in text.splitlines())


def test_more_measures_than_are_shown_are_counted(plan: Plan) -> None:
    """Seven measures are shown at most, the others counted; each by its beginning, those pointed at whole."""
    problem = plan.problem(23)
    assert problem is not None
    many = replace(problem, measures=problem.measures * 3)
    cited = tuple(Citation(23, m.ordinal, Kind.MEASURES, m.passage) for m in many.measures)
    shown = Answer(_question(), Kind.MEASURES, (23,), cited)
    changed = replace(plan, problems=tuple(many if p.number == 23 else p for p in plan.problems))
    lines = answer_text(shown, changed).splitlines()
    assert lines[0] == "问题（二十三）工业企业深度治理推进缓慢的整改措施："
    assert len(lines) == 9
    assert lines[-1] == "（另有2条措施）"
    assert lines[4].endswith("…")
    assert lines[1].endswith("…")
    pointed = answer_text(replace(shown, measure="1"), changed).splitlines()
    assert pointed[1] == f"1. {problem.measures[0].passage}"
    assert pointed[4].endswith("…")


def test_the_object_for_programs(desk: Desk) -> None:
    """An answer is this object, its id the caller's."""
    shown = answer_json(converse(["第10项谁验收"], desk, TODAY), desk.plan, {"n": 1})
    quote = {"problem": 10, "measure": None, "field": "acceptance", "quote": "市水务局"}
    assert shown == {
        "id": {"n": 1},
        "question": "第10项谁验收",
        "answer": "验收单位：市水务局\n问题（十）工业用水挤占生态用水\n依据：「市水务局」——问题（十）· 验收单位",
        "problems": [10],
        "refused": False,
        "kind": "acceptance",
        "choices": [],
        "citations": [quote],
    }


def test_a_quote_of_the_body_names_its_section(desk: Desk) -> None:
    """A quote of the body has no problem; its section stands in the text."""
    found = converse(["整改原则是什么"], desk, TODAY)
    shown = answer_json(found, desk.plan)
    assert {(c["problem"], c["field"]) for c in shown["citations"]} == {(None, "body")}
    assert "——正文第二部分" in shown["answer"]
    preamble = Answer(_question(), Kind.BODY, (), (Citation(None, None, Kind.BODY, Passage("言", Span(0, 1)), 0),))
    assert answer_text(preamble, desk.plan) == "言\n依据：「言」——正文引言"


@pytest.mark.parametrize("words", ["你好", "帮助", "第99项", "谁验收"])
def test_a_refusal_has_no_problems_and_no_quotes(desk: Desk, words: str) -> None:
    """A refusal says what can be asked and names nothing of the plan."""
    shown = answer_json(converse([words], desk, TODAY), desk.plan)
    assert (shown["refused"], shown["problems"], shown["citations"], shown["choices"]) == (True, [], [], [])
    assert "问" in shown["answer"] or "回答" in shown["answer"]


def test_a_plan_at_a_glance() -> None:
    """A line a problem, then what is odd in the plan."""
    assert (
        plan_text(small_plan("03"), small_plan("03").anomalies)
        == """南堤市省级生态环境保护督察“回头看”反馈问题整改方案
4个问题，2个方面，正文2部分
问题（一）扬尘管控不到位｜市住房和城乡建设局（牵头）、市城市管理局，城北区政府｜2025年12月31日前
问题（二）城区餐饮油烟扰民｜市城市管理局，城北区政府，港口区政府｜2026年上半年
问题（三）垃圾填埋场渗滤液处置不规范｜市城市管理局｜2026年6月底前完成积存渗滤液处置；封场方案批复后12个…
问题（四）危险废物贮存超期｜市生态环境局、市交通运输局，港口区政府｜立行立改，长期坚持
需要核对：
· 问题（二）措施2的时间有歧义：“2026年3月中旬前，港口区政府”，按2026-03-20计"""
    )


def test_what_changed() -> None:
    """A new deadline is shown beside the old one, a removed problem by its old number."""
    old = small_plan("03")
    text = old.text.replace("整改时限：2026年上半年", "整改时限：2026年12月底").replace(
        "市生态环境局、市交通运输局，港口区政府", "市生态环境局"
    )
    new = parse_plan(text)
    assert (
        difference_text(compare(old, new), old, new, new.anomalies)
        == """共4个问题：新增0，删除0，改号0，修改2。
～ 问题（二）整改时限：「2026年上半年」→「2026年12月底」
～ 问题（四）责任单位：「市生态环境局、市交通运输局，港口区政府」→「市生态环境局」
需要核对：问题（二）措施2的时间有歧义：“2026年3月中旬前，港口区政府”，按2026-03-20计"""
    )


def test_nothing_changed() -> None:
    """The same plan differs in nothing."""
    plan = small_plan("05")
    assert difference_text(compare(plan, plan), plan, plan, ()).startswith("共3个问题：新增0，删除0，改号0，修改0。")
