"""Nothing is answered that the plan does not say: facts stand in quotes, quotes in the plan, and nothing ever raises."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bot_fixtures import TODAY
from conftest import REAL_PROBLEMS

from bot.answers.answering import converse
from bot.answers.as_json import answer_json
from bot.answers.desk import Desk
from bot.questions.query import Kind
from bot.questions.understanding import understand
from corpus.model import Plan, Problem
from index.embedder import BUNDLED, SentenceEmbedder
from index.revision import load
from index.search import Searcher

_ASKED = {
    Kind.RESPONSIBLE: [
        "谁负责焦化企业超低排放改造",
        "哪个局管排土场违法占地",
        "清废行动谁牵头",
        "矿区道路扬尘由谁负责",
        "新能源重卡推广的责任单位",
        "工业污水处理设施归谁管",
        "老石旦采空区修复谁负责",
        "海南区违规取水谁负责",
        "思想认识不到位谁牵头整改",
        "第24项谁负责",
    ],
    Kind.ACCEPTANCE: [
        "报废机动车拆解谁验收",
        "河道四乱谁验收",
        "煤矿火点治理的验收单位",
        "焦化产能控制谁来验收",
        "固废综合利用基地谁验收",
        "第4项谁验收",
        "第21项验收单位",
    ],
    Kind.DEADLINE: [
        "清废行动什么时候完成",
        "第18项什么时候到期",
        "第2项最迟哪天",
        "第22项有没有期限",
        "第15项什么时候完",
        "第24项啥时候",
    ],
    Kind.GOAL: [
        "固废综合利用率目标是多少",
        "第19项要达到什么",
        "第23项的目标",
        "超低排放改造要达到什么程度",
        "第24项整改目标",
    ],
    Kind.FINDING: [
        "第7项查出了什么",
        "第13项督察发现了什么",
        "第24项发现什么问题",
        "第19项查出什么",
        "第25项怎么回事",
    ],
    Kind.MEASURES: [
        "河道四乱怎么改",
        "第3项怎么改",
        "第20项有哪些措施",
        "第24项怎么整改",
        "矿区扬尘怎么治理",
        "第1项怎么改",
    ],
    Kind.PROBLEM: ["第23项", "问题（二十八）", "12号问题", "看下十五"],
    Kind.LIST: [
        "水务局负责哪些",
        "自然资源局牵头哪些",
        "2025年6月底到期的有哪些",
        "逾期的有哪些",
        "没有乌达区份的是哪些",
        "长期坚持的有哪些",
        "黄河流域方面有哪些问题",
        "最晚到期的是哪项",
        "住建局验收哪几项",
    ],
    Kind.COUNT: ["一共几个问题", "能源局牵头几项", "海勃湾区有几项任务", "2024年底到期的有几项"],
}
_REAL = {
    Kind.RESPONSIBLE: ["谁负责焦化超低排放"],
    Kind.ACCEPTANCE: ["焦化退出谁验收"],
    Kind.GOAL: ["污水处理设施要达到什么目标"],
    Kind.MEASURES: ["生态用水被挤占怎么解决"],
}
_FIELDS = ("responsible", "acceptance", "deadline", "goal", "finding", "measures", "milestone", "body")
_FACT = re.compile(
    r"20[0-9]{2}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|[0-9][0-9.]*(?:%|万吨|个百分点|家|台|个月|米|亩|平方公里|万立方米|公里|处)"
)


def _quotes(value: dict[str, Any]) -> str:
    return "\n".join(c["quote"] for c in value["citations"])


def _told(value: dict[str, Any], plan: Plan) -> str:
    """What an answer may say: its quotes, the titles of its problems, what the user said, and the districts where all are meant."""
    numbers = [*value["problems"], *(c["problem"] for c in value["citations"])]
    titles = [p.title.text for n in numbers if n and (p := plan.problem(n))]
    quotes = _quotes(value)
    districts = plan.districts if "各区" in quotes else ()
    return "\n".join([quotes, *titles, value["question"], *districts])


@cache
def _unit_names(plan_units: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, plan_units), key=len, reverse=True)))


def _units(plan: Plan) -> re.Pattern[str]:
    return _unit_names(tuple({d.unit for p in plan.problems for d in (*p.responsible, *p.acceptance)} | set(plan.districts)))


def _unfounded(value: dict[str, Any], plan: Plan) -> list[str]:
    """Dates, numbers and units of the answer that nothing of it bears out."""
    told = _told(value, plan)
    facts: Iterable[str] = [*_FACT.findall(value["answer"]), *_units(plan).findall(value["answer"])]
    return [f for f in facts if f not in told]


def _passages(problem: Problem, citation: dict[str, Any]) -> list[str]:
    """What the named field of the named problem says; a problem's title belongs to its finding."""
    measures = [m for m in problem.measures if m.ordinal == citation["measure"]]
    return {
        "responsible": [problem.responsible_raw.text],
        "acceptance": [problem.acceptance_raw.text],
        "deadline": [problem.deadline_raw.text],
        "goal": [problem.goal.text],
        "finding": [problem.statement.text, problem.title.text],
        "measures": [m.passage.text for m in measures],
        "milestone": [m.passage.text for m in measures if m.milestones],
        "body": [],
    }[citation["field"]]


def _misplaced(value: dict[str, Any], plan: Plan) -> list[dict[str, Any]]:
    """Quotes that do not stand in the plan, or not where they say."""
    wrong = []
    for c in value["citations"]:
        problem = plan.problem(c["problem"]) if c["problem"] else None
        if problem:
            good = any(c["quote"] in text for text in _passages(problem, c))
        else:
            parts = [*plan.preamble, *(p for s in plan.sections for p in s.paragraphs)]
            good = c["field"] == "body" and any(c["quote"] in p.text for p in parts)
        if not (good and c["quote"] and c["quote"] in plan.text):
            wrong.append(c)
    return wrong


def _asked(desk: Desk, *turns: str) -> dict[str, Any]:
    return answer_json(converse(turns, desk, TODAY), desk.plan)


@pytest.mark.parametrize(("kind", "words"), [(k, w) for k, all_ in _ASKED.items() for w in all_])
def test_every_fact_stands_in_a_quote(desk: Desk, kind: Kind, words: str) -> None:
    """Each date, amount and unit of an answer is borne out, each quote stands where it says, and the kind is the one asked."""
    value = _asked(desk, words)
    assert _unfounded(value, desk.plan) == []
    assert _misplaced(value, desk.plan) == []
    assert value["citations"]
    assert value["kind"] in (kind, Kind.CHOOSE)
    assert set(value["problems"]) >= {c["problem"] for c in value["citations"]} or value["kind"] is Kind.CHOOSE
    assert json.dumps(value, sort_keys=True) == json.dumps(_asked(desk, words), sort_keys=True)


def test_a_choice_and_a_conversation_are_honest(desk: Desk) -> None:
    """What is offered and what follows an earlier turn is borne out as well."""
    turns = [
        ("洗煤厂升级的目标",),
        ("取水",),
        ("固废",),
        ("生态修复",),
        ("扬尘", "谁验收"),
        ("焦化超低排放谁负责", "什么时候改完"),
    ]
    for turn in turns:
        value = _asked(desk, *turn)
        assert _unfounded(value, desk.plan) == [], turn
        assert _misplaced(value, desk.plan) == [], turn


def test_the_check_finds_what_is_invented(desk: Desk) -> None:
    """The checks of this file do notice an invented date, amount, unit and quote."""
    value = _asked(desk, "第10项谁验收")
    for invented in ("2031年5月", "99.9%", "市能源局"):
        assert _unfounded(value | {"answer": value["answer"] + invented}, desk.plan) == [invented]
    quote = {"problem": 10, "measure": None, "field": "goal", "quote": "市水务局"}
    assert _misplaced(value | {"citations": [quote]}, desk.plan) == [quote]


@pytest.fixture(scope="module")
def real_desk(real_revision_root: Path, real_embedder: SentenceEmbedder) -> Desk:
    """A desk over part of the real plan with the bundled model."""
    revision = load(real_revision_root, BUNDLED)
    return Desk.of(revision.plan, Searcher(revision, real_embedder))


@pytest.mark.parametrize(("kind", "words"), [(k, w) for k, all_ in _REAL.items() for w in all_])
def test_with_the_bundled_model(real_desk: Desk, kind: Kind, words: str) -> None:
    """The same holds for what the bundled model finds."""
    value = _asked(real_desk, words)
    assert _unfounded(value, real_desk.plan) == []
    assert _misplaced(value, real_desk.plan) == []
    assert value["kind"] == kind
    assert value["problems"][0] in REAL_PROBLEMS


@pytest.mark.parametrize(
    "words",
    [
        "火星探测器什么时候发射", "红烧肉怎么做才好吃", "旅游景区有哪些问题", "会议室怎么预订", "茶园改造什么时候完成", "教育双减怎么落实",
    ],
)  # fmt: skip
def test_the_bundled_model_refuses_what_the_plan_does_not_say(real_desk: Desk, words: str) -> None:
    """A question about something else is refused without problems and quotes."""
    value = _asked(real_desk, words)
    assert (value["refused"], value["problems"], value["citations"]) == (True, [], [])


@pytest.mark.parametrize(
    "words",
    [
        "机场扩建谁负责", "离休干部医药费怎么报", "托管班几点接孩子", "公务接待标准是几菜一汤", "东湖水泥厂搬到哪", "你本人认为这些煤矿该不该关",
        "下乡补助涨没涨", "团建去哪家农家乐",
    ],
)  # fmt: skip
def test_the_whole_plan_does_not_answer_what_it_does_not_say(whole_desk: Desk, words: str) -> None:
    """Nor is one among thirty problems, where more is near."""
    value = _asked(whole_desk, words)
    assert (value["refused"], value["problems"], value["citations"]) == (True, [], [])


# --- strange inputs -----------------------------------------------------------------------------------------

_PIECES = (
    *"焦化水务局第二十三项谁负责什么时候完成今年底前海勃湾区没有份牵头验收怎么改目标那下一条一共几个有哪些",
    *"abcXYZ0123456789",
    *"，。？！、：；（）()【】《》“”'\"`~@#$%^&*-_=+[]{}|\\/<>,.?!;:",
    *"😀🔥👨‍👩‍👧🇨🇳①㉓Ⅲ½％２３ＡＢ",
    *"\x00\x01\x07\x1b\t\r\n\u200b\u200d\u202e\u2066\ufeff\ufffd\ud800\udfff\ue000\U0010ffff",
    *"誰負責驗收與廢車",
    *(" AND ", " OR ", " NOT ", " NEAR(", "NEAR/2", 'tokens:"', "*", '""', "--", "; DROP TABLE passages;", "{0}", "%s", "{word}"),
    *(
        "2025年6月底",
        "99999999999年",
        "第99999999999999999999项",
        "问题（",
        "）问题",
        "第零项",
        "0x1F",
        "NaN",
        "1e999",
        "<b>",
        "../../",
    ),
    *("水务局", "各区委、区政府", "焦化超低排放", "煤矿火点", "最早到期", "逾期", "长期坚持", "大气污染方面"),
)


def _strange(count: int, seed: int) -> list[str]:
    source = random.Random(seed)
    return ["".join(source.choices(_PIECES, k=source.randrange(0, 24))) for _ in range(count)]


def test_strange_inputs_are_understood(desk: Desk) -> None:
    """Five thousand senseless inputs are all understood as something."""
    for text in _strange(5000, 1):
        assert understand(text, desk.names, TODAY).text == text


def test_strange_conversations_are_answered_honestly(desk: Desk) -> None:
    """Hundreds of senseless conversations raise nothing; whatever is answered is quoted from the plan and can be printed."""
    texts = _strange(600, 2)
    for first, second in zip(texts[::2], texts[1::2], strict=True):
        value = _asked(desk, first, second)
        assert _misplaced(value, desk.plan) == [], (first, second)
        assert not (value["refused"] and (value["problems"] or value["citations"])), (first, second)
        assert value["answer"].strip()
        assert {c["field"] for c in value["citations"]} <= set(_FIELDS)
        json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
