"""Wording to field, number, set and kind."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from bot_fixtures import TODAY, small_plan
from hypothesis import given
from hypothesis import strategies as st

from bot.language.unit_names import Names
from bot.ledger.states import Progress
from bot.questions.phrases import load_phrases
from bot.questions.query import Duty, Filter, Kind, Query, Term
from bot.questions.understanding import understand
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from index.phrasings import bundled_plan_text

REAL = "real"
_FIELDS = {
    Kind.RESPONSIBLE: [
        "焦化超低排放由谁负责",
        "哪个局管排土场占地",
        "矿区道路扬尘的责任单位是哪些",
        "煤矿火点归谁管",
        "新能源公交谁牵头",
        "黄河取水该找哪个部门",
        "采空区修复是哪家的事",
        "排水许可证哪几个单位配合",
    ],
    Kind.ACCEPTANCE: [
        "河道四乱谁验收",
        "报废车拆解最后谁签字",
        "排水许可证的验收单位",
        "清废行动归哪个局销号",
        "洗煤厂改造由谁来验",
        "矿权整合谁牵头验收",
    ],
    Kind.DEADLINE: [
        "煤炭洗选改造什么时候完成",
        "铁路专用线啥时候开工",
        "采空区修复的期限",
        "矿权整合最迟哪天",
        "违规取水要到几月改完",
        "火点治理有没有截止日期",
        "污水处理厂何时达标",
    ],
    Kind.GOAL: [
        "固废综合利用率要达到多少",
        "污水处理厂的整改目标",
        "火点治理要达到什么效果",
        "焦化行业要改成什么样",
        "河长制要做到什么程度",
    ],
    Kind.FINDING: [
        "海勃湾园区污水厂查出什么问题",
        "矿山修复督察发现了啥",
        "乌达美方焦化怎么了",
        "新能源车推广为什么被点名",
    ],
    Kind.MEASURES: [
        "违法取用黄河水怎么改",
        "洗煤厂怎么整改",
        "新能源车推广有哪些措施",
        "四乱问题如何处理",
        "扬尘治理采取啥办法",
        "清废点位具体步骤",
    ],
    None: ["柳树沟采空区", "焦化产能缺口", "铁路外运比例"],
}
_NUMBERS = [
    # words, number, kind
    ("第7项是什么", 7, Kind.PROBLEM),
    ("第七个问题谁负责", 7, Kind.RESPONSIBLE),
    ("问题（十二）目标是什么", 12, Kind.GOAL),
    ("問題（２３）誰驗收", 23, Kind.ACCEPTANCE),
    ("12号问题什么时候到期", 12, Kind.DEADLINE),
    ("第三十项怎么改", 30, Kind.MEASURES),
    ("第二十八条查出了什么", 28, Kind.FINDING),
    ("看下十五", 15, Kind.PROBLEM),
    ("23", 23, Kind.PROBLEM),
    ("（九）", 9, Kind.PROBLEM),
    ("第99项", 99, Kind.PROBLEM),
    ("第0项", 0, Kind.PROBLEM),
    ("13个重点项目建成几个", None, None),
    ("2025年6月", None, Kind.LIST),
    ("8家焦化企业谁负责", None, Kind.RESPONSIBLE),
]
_WATER, _ENERGY, _ECOLOGY = ("市水务局",), ("市能源局",), ("市生态环境局",)
_HAIBOWAN, _HAINAN, _WUDA = (("海勃湾区委", "海勃湾区政府"), ("海南区委", "海南区政府"), ("乌达区委", "乌达区政府"))
_SETS = [
    # plan, words, kind, units, duty, negated, order, aspect, (first day, last day)
    (REAL, "水务局负责哪些", Kind.LIST, [_WATER], Duty.ANY, False, None, None, None),
    (REAL, "水务局", Kind.LIST, [_WATER], Duty.ANY, False, None, None, None),
    (REAL, "水务局牵头哪些问题", Kind.LIST, [_WATER], Duty.LEAD, False, None, None, None),
    (REAL, "市能源局配合哪些任务", Kind.LIST, [_ENERGY], Duty.MEMBER, False, None, None, None),
    (REAL, "能源局验收哪几项", Kind.LIST, [_ENERGY], Duty.ACCEPTS, False, None, None, None),
    (REAL, "环保局牵头几项", Kind.COUNT, [_ECOLOGY], Duty.LEAD, False, None, None, None),
    (REAL, "生态环境局配合的也算，一共几项", Kind.COUNT, [_ECOLOGY], Duty.ANY, False, None, None, None),
    (REAL, "不管牵头还是配合，能源局有多少项", Kind.COUNT, [_ENERGY], Duty.ANY, False, None, None, None),
    (REAL, "工信局和能源局都参与的有哪些", Kind.LIST, [("市工业和信息化局",), _ENERGY], Duty.ANY, False, None, None, None),
    (REAL, "海南区有几项任务", Kind.COUNT, [_HAINAN], Duty.ANY, False, None, None, None),
    (REAL, "乌达区一共多少个问题", Kind.COUNT, [_WUDA], Duty.ANY, False, None, None, None),
    (REAL, "没有海勃湾区份的是哪些", Kind.LIST, [_HAIBOWAN], Duty.ANY, True, None, None, None),
    (REAL, "公安局不涉及的有哪些", Kind.LIST, [("市公安局",)], Duty.ANY, True, None, None, None),
    (REAL, "不归能源局牵头的有哪些", Kind.LIST, [_ENERGY], Duty.LEAD, True, None, None, None),
    (REAL, "水务局不负责的有几项", Kind.COUNT, [_WATER], Duty.ANY, True, None, None, None),
    (REAL, "能源局没有参与的有哪些", Kind.LIST, [_ENERGY], Duty.ANY, True, None, None, None),
    (REAL, "消防局负责哪些", Kind.LIST, [()], Duty.ANY, False, None, None, None),
    (REAL, "2025年6月底到期的有哪些", Kind.LIST, [], Duty.ANY, False, None, None, ("2025-06-01", "2025-06-30")),
    (REAL, "今年底前到期的有几项", Kind.COUNT, [], Duty.ANY, False, None, None, ("2025-01-01", "2025-12-31")),
    (REAL, "明年到期的问题有哪些", Kind.LIST, [], Duty.ANY, False, None, None, ("2026-01-01", "2026-12-31")),
    (REAL, "三季度要完成的有几项", Kind.COUNT, [], Duty.ANY, False, None, None, ("2025-07-01", "2025-09-30")),
    (REAL, "水务局2025年到期的有哪些", Kind.LIST, [_WATER], Duty.ANY, False, None, None, ("2025-01-01", "2025-12-31")),
    (REAL, "最早到期的是哪项", Kind.LIST, [], Duty.ANY, False, "first", None, None),
    (REAL, "最晚到期的是哪一项", Kind.LIST, [], Duty.ANY, False, "last", None, None),
    (REAL, "逾期的有哪些", Kind.LIST, [], Duty.ANY, False, "overdue", None, None),
    (REAL, "已经逾期的有几项", Kind.COUNT, [], Duty.ANY, False, "overdue", None, None),
    (REAL, "长期坚持的有哪几条", Kind.LIST, [], Duty.ANY, False, "ongoing", None, None),
    (REAL, "没有截止日期的问题有几个", Kind.COUNT, [], Duty.ANY, False, "undated", None, None),
    (REAL, "一共几个问题", Kind.COUNT, [], Duty.ANY, False, None, None, None),
    (REAL, "大气污染方面有几项", Kind.COUNT, [], Duty.ANY, False, None, 4, None),
    (REAL, "黄河流域部分有哪些问题", Kind.LIST, [], Duty.ANY, False, None, 3, None),
    ("01", "发改委负责哪些", Kind.LIST, [("市发展和改革委员会",)], Duty.ANY, False, None, None, None),
    ("01", "清溪县有几项任务", Kind.COUNT, [("清溪县党委", "清溪县政府")], Duty.ANY, False, None, None, None),
    ("01", "明年上半年到期的有哪些", Kind.LIST, [], Duty.ANY, False, None, None, ("2026-01-01", "2026-06-30")),
    ("01", "水环境方面有几项", Kind.COUNT, [], Duty.ANY, False, None, 2, None),
    ("03", "城管局牵头哪些", Kind.LIST, [("市城市管理局",)], Duty.LEAD, False, None, None, None),
    ("03", "港口区有哪些任务", Kind.LIST, [("港口区政府",)], Duty.ANY, False, None, None, None),
    ("03", "住建局验收几项", Kind.COUNT, [("市住房和城乡建设局",)], Duty.ACCEPTS, False, None, None, None),
    ("05", "水利局配合哪些", Kind.LIST, [("市水利局",)], Duty.MEMBER, False, None, None, None),
    ("05", "没有柏岭县份的是哪些", Kind.LIST, [("柏岭县政府",)], Duty.ANY, True, None, None, None),
]
_FOLLOWING = [
    # words, field, refers back, bare, step
    ("那谁验收", Kind.ACCEPTANCE, True, True, 0),
    ("什么时候完成呢", Kind.DEADLINE, True, True, 0),
    ("怎么改", Kind.MEASURES, False, True, 0),
    ("那目标呢", Kind.GOAL, True, True, 0),
    ("它由谁负责", Kind.RESPONSIBLE, True, True, 0),
    ("那焦化呢", None, True, False, 0),
    ("下一条", None, True, False, 1),
    ("上一项谁负责", Kind.RESPONSIBLE, True, False, -1),
]


@cache
def _names(name: str) -> Names:
    return Names.of(parse_plan(bundled_plan_text()) if name == REAL else small_plan(name))


def _understood(words: str, name: str = REAL) -> Query:
    return understand(words, _names(name), TODAY)


@pytest.mark.parametrize(("field", "words"), [(f, w) for f, all_ in _FIELDS.items() for w in all_])
def test_the_field_that_is_asked(field: Kind | None, words: str) -> None:
    """A question about a topic asks for the field that its words name, of no number and of no set."""
    question = _understood(words)
    assert (question.field, question.kind, question.number) == (field, field, None)
    assert question.text == words
    assert not question.bare


@pytest.mark.parametrize(("words", "number", "kind"), _NUMBERS, ids=[w for w, *_ in _NUMBERS])
def test_a_problem_by_its_number(words: str, number: int | None, kind: Kind | None) -> None:
    """A problem is named by its number in any writing; a number of things is no name."""
    question = _understood(words)
    assert (question.number, question.kind) == (number, kind)


@pytest.mark.parametrize(
    ("name", "words", "kind", "units", "duty", "negated", "order", "aspect", "days"),
    _SETS,
    ids=[f"{n}-{w}" for n, w, *_ in _SETS],
)
def test_a_set_of_problems(
    name: str,
    words: str,
    kind: Kind,
    units: list[tuple[str, ...]],
    duty: Duty,
    negated: bool,
    order: str | None,
    aspect: int | None,
    days: tuple[str | None, str] | None,
) -> None:
    """A list or a count is asked for by units in a capacity, times, states and aspects, each understood exactly."""
    question = _understood(words, name)
    wanted = question.filter
    period = wanted.period
    assert question.kind is kind
    assert [set(u) for _, u in wanted.units] == [set(u) for u in units]
    assert (wanted.duty, wanted.negated, _state(question), wanted.aspect) == (duty, negated, order, aspect)
    assert (period and (period.first and period.first.isoformat(), period.last.isoformat())) == days


def _state(question: Query) -> str | None:
    """In which state problems are wanted, or from which end of their order."""
    if question.extreme:
        return "last" if question.extreme.most else "first"
    return question.filter.order or (question.progress and question.progress.value)


@pytest.mark.parametrize(
    "words",
    [
        "哪几个单位负责海南区采空区",
        "海勃湾区焦化厂污水怎么改",
        "能源局的火点整改要达到什么效果",
        "焦化企业有几家要改造",
        "到2025年底焦化要改成啥样",
    ],
)
def test_a_topic_besides_makes_it_no_set(words: str) -> None:
    """A question with a topic of its own is not taken for a list, though it names a unit or a time."""
    assert _understood(words).kind not in (Kind.LIST, Kind.COUNT)


@pytest.mark.parametrize(("words", "field", "back", "bare", "step"), _FOLLOWING, ids=[w for w, *_ in _FOLLOWING])
def test_follow_up_words(words: str, field: Kind | None, back: bool, bare: bool, step: int) -> None:
    """What points back to the earlier turn, leaves its topic out or moves one on is seen."""
    question = _understood(words)
    assert (question.field, question.refers_back, question.bare, question.step) == (field, back, bare, step)


@pytest.mark.parametrize("words", ["你好", "您好啊", "谢谢啦", "讲个笑话", "你是机器人吗", "晚上好", "哈哈哈", "再见"])
def test_small_talk(words: str) -> None:
    """Greetings, thanks and chatter are small talk."""
    assert _understood(words).kind is Kind.SMALLTALK


@pytest.mark.parametrize("words", ["帮助", "/help", "怎么用", "你能干什么", "？？？", "👍👍", "...", "！", "", "\u200b"])
def test_help(words: str) -> None:
    """A call for help is one, and so is a message without a word."""
    assert _understood(words).kind is Kind.HELP


def test_a_greeting_before_a_question_does_not_hide_it() -> None:
    """A question that begins politely is still answered."""
    assert _understood("你好，请问焦化超低排放改造由谁负责").kind is Kind.RESPONSIBLE


@pytest.mark.parametrize("words", ["水务局电话是多少", "采空区治理要花多少钱", "河道四乱怎么投诉", "罚了多少"])
def test_kinds_of_things_that_no_plan_has(words: str) -> None:
    """Telephones, money and procedures are marked."""
    assert _understood(words).unanswerable


def test_the_topic_is_what_is_left() -> None:
    """The words of asking are taken out of the topic, and nothing else."""
    assert _understood("请问焦化超低排放谁负责？").topic == "焦化超低排放"
    assert _understood("那煤矿火点什么时候改完").topic == "煤矿火点改完"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("谁负责焦化超低排放", "誰負責焦化超低排放"),
        ("水务局验收哪几项", "水務局驗收哪幾項"),
        ("那什么时候完成", "那什麼時候完成"),
    ],
)
def test_traditional_characters_are_understood_alike(simplified: str, traditional: str) -> None:
    """A question in traditional characters is the same question, kept as it was typed."""
    one, other = _understood(simplified), _understood(traditional)
    assert other.text == traditional
    assert (one.words, one.kind, one.field, one.filter, one.topic) == (
        other.words,
        other.kind,
        other.field,
        other.filter,
        other.topic,
    )


def test_an_empty_filter_limits_nothing() -> None:
    """A filter is true where it limits something; a negation or a role alone does not."""
    assert not Filter()
    assert not Filter(any_unit=True, not_then=True)
    assert Filter(order="first")
    assert Filter(terms=(Term("消防队", ()),))


def test_every_phrase_list_is_known() -> None:
    """The data file names each field once, in its precedence, and all the lists that the code asks for."""
    phrases = load_phrases()
    assert [k for k, _ in phrases.fields] == list(_FIELD_ORDER)
    assert {"list", "count", "lead", "member", "both_roles", "accepts", "negated", "aspect", "previous"} <= set(phrases.lists)
    assert phrases.find("courtesy", "您好") == "您好"
    assert phrases.find("courtesy", "焦化") is None


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [("how_far", "那整改完了没有", "整改完了没有"), ("how_far", "整改措施", None), ("accepts_itself", "谁负责谁验", "谁负责谁验"),
     ("first", "第一个到期的", "第一个到期"), ("weather", "今天海南区的空气", "今天海南区的空气"), ("courtesy", "hi-tech", None)],
)  # fmt: skip
def test_a_phrase_may_leave_a_choice(name: str, words: str, found: str | None) -> None:
    """[a/b/] is a, b or nothing, the longest that is there; … stands for a few characters, and a Latin word is whole."""
    assert load_phrases().find(name, words) == found


def test_the_state_that_says_most_is_meant() -> None:
    """没报完成 holds 报完成, and is its contrary."""
    said = [load_phrases().state(words) for words in ("还没报完成的", "已报完成的", "没验收的")]
    assert [s and s[0] for s in said] == [Progress.OPEN, Progress.REPORTED, Progress.REPORTED]


_FIELD_ORDER = (Kind.DEADLINE, Kind.ACCEPTANCE, Kind.RESPONSIBLE, Kind.GOAL, Kind.FINDING, Kind.MEASURES)


@given(st.text(alphabet=st.characters(codec=None), max_size=60), st.dates())
def test_any_text_is_understood_somehow(text: str, today: date) -> None:
    """Any text on any day gives a question that keeps it."""
    assert understand(text, _names(REAL), today).text == text


def test_the_same_text_means_the_same(plan: Plan) -> None:
    """Understanding is a function of the text, the names and the day."""
    names = Names.of(plan)
    assert understand("水务局下个月到期的有哪些", names, TODAY) == understand("水务局下个月到期的有哪些", Names.of(plan), TODAY)
