"""Sets of problems that speak of something, in what else they stand, and what two lists have in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bot_fixtures import TODAY, small_plan

from bot.answers.answer import Answer
from bot.answers.answering import converse, turn
from bot.answers.desk import Desk
from bot.answers.refusal import Reason
from bot.language.unit_names import Names
from bot.questions.mentions import Mentions
from bot.questions.query import Act
from bot.questions.understanding import understand
from corpus.model import Problem


def _last(desk: Desk, *turns: str) -> Answer:
    reply: Answer | None = None
    for text in turns:
        reply = turn(text, desk, TODAY, reply)
    assert reply
    return reply


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("跟水有关的都是哪几项", "水"),
        ("涉煤的有几项", "煤"),
        ("跟车沾边的都有哪几项", "车"),
        ("与尘有关系的列一下", "尘"),
        ("关于洗煤的有哪些", "洗煤"),
        ("提到黄河水的问题有哪些", "黄河水"),
        ("和扬尘相关的有几个问题", "扬尘"),
    ],
)
def test_what_a_turn_of_phrase_names_is_the_theme(desk: Desk, words: str, theme: str) -> None:
    """One character is enough where 有关, 涉, 关于 or 提到 say that it is a theme."""
    asked = desk.understand(words, TODAY)
    assert asked.filter.theme == theme
    assert asked.act in (Act.LIST, Act.COUNT)
    assert _last(desk, words).problems == tuple(sorted(_last(desk, words).problems)) != ()


def test_what_one_has_to_do_about_a_theme_is_not_only_what_names_it(desk: Desk) -> None:
    """海勃湾区 is one of 各区, whom the clauses about dust mean."""
    found = converse(["海勃湾区政府具体要做啥关于扬尘"], desk, TODAY)
    assert found.problems == (20, 21)


@pytest.mark.parametrize(
    "words", ["涉嫌造假的有哪些", "和水有关的单位有哪些", "和第3项有关的措施", "涉及多少亩", "和水务局有关的有哪些"]
)
def test_what_is_no_theme(desk: Desk, words: str) -> None:
    """Not 涉嫌, no field or unit or amount that is asked, no unit that limits by itself."""
    assert desk.understand(words, TODAY).filter.theme in ("", "造假")


def test_words_that_only_write_a_character_are_not_of_it() -> None:
    """水平 and a district called 海南 speak of no water and no sea."""
    mentions = Mentions(((1, "治理水平低"), (2, "海南区污水直排")), ((1, ""), (2, "")), list, {}, ("海南区",))
    assert mentions.problems_with("水") == (2,)
    assert mentions.problems_with("海") == ()


@pytest.mark.parametrize("words", ["乌珠林沟在什么地方", "五虎山在哪个地方"])
def test_where_something_is_asks_for_no_list(desk: Desk, words: str) -> None:
    """地方 asked of one name is no set of problems."""
    assert not desk.understand(words, TODAY).filter.theme


def test_the_aspect_counts_for_all_its_problems(desk: Desk) -> None:
    """涉气 are the problems of 大气污染, whether they write 气 or not."""
    assert set(range(20, 28)) <= set(_last(desk, "涉气的有哪些").problems)


@pytest.mark.parametrize(
    ("first", "then", "problems"),
    [
        ("第8项谁负责", "别的条里还有没有提到万源煤矿", (16,)),
        ("第5项谁负责", "其他问题里还提到乌珠林沟吗", (16, 17)),
        ("第16项谁验收", "还有哪些条说到乌珠林沟", (5, 17)),
        ("第17项怎么改", "别的问题里提到乌珠林沟的有几个", (5, 16)),
        ("第21项谁负责", "另外的项提到骆驼山没有", ()),
    ],
)
def test_other_problems_that_speak_of_it(desk: Desk, first: str, then: str, problems: tuple[int, ...]) -> None:
    """别的条里 leaves out what is talked about; none is said to be none."""
    reply = _last(desk, first, then)
    assert reply.problems == problems
    assert problems or (reply.refusal and reply.refusal.reason is Reason.ELSEWHERE)


@pytest.mark.parametrize(
    ("turns", "problems"),
    [
        (("水务局负责哪些", "2025年6月底到期的有哪些", "两个单子里都有的是哪些"), (16, 17)),
        (("能源局牵头哪些", "长期坚持的有哪些", "这两份名单重合的有几项"), (20, 22)),
        (("公安局的任务有哪些", "商务局负责哪些", "两边都有的"), (29,)),
        (("水务局负责哪些", "2024年到期的有哪些", "两个清单的交集"), (5, 9, 10)),
        (("商务局牵头哪些", "水务局负责哪些", "两个名单里重复的是哪几个"), ()),
    ],
)
def test_what_two_lists_have_in_common(desk: Desk, turns: tuple[str, ...], problems: tuple[int, ...]) -> None:
    """The intersection of the last two lists that were shown, or an honest none."""
    assert _last(desk, *turns).problems == problems


@pytest.mark.parametrize("words", ["万源煤业有哪些问题", "万源煤矿有哪些问题", "万源公司有哪些问题"])
def test_a_firm_is_one_under_all_its_names(desk: Desk, words: str) -> None:
    """The plan writes 万源煤矿 and 万源煤业公司: their own part makes them one."""
    assert _last(desk, words).problems == (8, 16)


_NAMED = [
    ("", "双清环保在哪个问题里被点了名", "双清环保"),
    ("", "提到广远宝诚这家煤矿的有哪些", "广远宝诚"),
    ("", "海南区水务集团出现在哪几条里", "海南区城镇水务集团"),
    ("", "哪些问题点了包钢万腾公司的名", "包钢万腾"),
    ("mingchuan", "哪几项写到了永昌钢铁这家企业", "永昌钢铁"),
    ("mingchuan", "古栗山保护区出现在哪些问题里", "古栗山"),
    ("mingchuan", "康达公司被点名的是哪几项", "康达制药公司"),
    ("zeling", "提到净源公司的问题是哪个", "净源水务"),
    ("zeling", "天垚矿业公司在哪几个问题里被点到", "天垚矿业"),
    ("shuoyuan", "朔原第二热电厂在哪几项里提到过", "第二热电厂"),
    ("shuoyuan", "哪个问题说到了古营水泥厂", "古营水泥"),
    ("linlan", "绿源建材这家公司在哪个问题里出现过", "绿源建材"),
    ("lanzhou", "提到市国资委的问题有几个", "市国有资产监督管理委员会"),
]


@pytest.mark.parametrize(("city", "words", "written"), _NAMED, ids=[w for _, w, _ in _NAMED])
def test_wherever_a_name_is_written(desk: Desk, small_desk: Callable[[str], Desk], city: str, words: str, written: str) -> None:
    """被点名, 出现在 and 提到 ask for every problem that writes the name, though in full and in whatever field."""
    asked = small_desk(city) if city else desk
    expected = tuple(p.number for p in asked.plan.problems if written in asked.plan.text[p.span.start : p.span.end])
    assert _last(asked, words).problems == expected != ()


@pytest.mark.parametrize(
    "words", ["中联化工为什么被点名", "提到双清环保的问题谁负责", "被点名的企业有哪几家", "能源局涉及哪些问题"]
)
def test_what_asks_for_more_than_where_a_name_is_written(desk: Desk, words: str) -> None:
    """Why, who and which firms are asked of something; an office that is concerned has its tasks."""
    assert not desk.understand(words, TODAY).filter.theme


@pytest.mark.parametrize("words", ["税务局呢", "那民政局呢", "换成体育局", "统计局负责哪些", "教育局负责哪几项"])
def test_an_office_that_the_plan_does_not_know(desk: Desk, words: str) -> None:
    """After a set, and by itself, the honest answer is that the plan charges no such office."""
    reply = _last(desk, "水务局负责哪些", words)
    assert reply.refusal
    assert reply.refusal.reason is Reason.UNIT


@pytest.mark.parametrize("words", ["哪个局负责", "那是哪个局", "谁家的局", "这个局呢"])
def test_an_office_that_is_asked_for_is_not_named(plan_names: Names, words: str) -> None:
    """哪个局 is a question."""
    assert plan_names.find(words) == []


@pytest.fixture(scope="module")
def plan_names(desk: Desk) -> Names:
    """The names of the bundled plan."""
    return desk.names


def test_deadlines_in_the_plan_s_own_words(small_desk: Callable[[str], Desk]) -> None:
    """立行立改 are those whose deadline writes it, 长期坚持 those that write that."""
    plan = small_plan("03-nandi")
    for words in ("立行立改", "长期坚持"):
        asked = understand(f"{words}的有哪些", Names.of(plan), TODAY)
        assert asked.filter.written == ((words,) if words in plan.text else ())


@pytest.mark.parametrize("words", ["今天天气咋样", "今天空气质量怎么样", "明天会下雨吗", "现在PM2.5多少", "今天雾霾大不大"])
def test_the_weather_is_no_plan_s(desk: Desk, words: str) -> None:
    """Refused for what it is, and nothing is quoted."""
    reply = _last(desk, words)
    assert reply.refusal
    assert (reply.refusal.reason, reply.citations) == (Reason.WEATHER, ())


@pytest.mark.parametrize("words", ["采空区是谁挖的", "渣土是谁倒的", "排口是谁封的", "黄河水是谁抽的", "火点是谁点的"])
def test_who_did_what_was_found_is_no_duty(desk: Desk, words: str) -> None:
    """谁挖的 is told by a clause that says 挖, or said to be unsaid: never the responsible units."""
    asked = desk.understand(words, TODAY)
    assert (asked.doer, asked.field) == (words[-2], None)
    reply = _last(desk, words)
    assert reply.refused or asked.doer in reply.citations[0].passage.text + reply.citations[1].passage.text


@pytest.mark.parametrize("words", ["清废行动是谁牵头的", "煤矿火点这事是谁管的", "焦化超低排放是谁负责的", "这项是谁改的"])
def test_whose_duty_it_is_stays_a_field(desk: Desk, words: str) -> None:
    """谁管的, 谁牵头的 ask for the units."""
    assert desk.understand(words, TODAY).doer == ""


def _about(*forms: str) -> Callable[[Problem], bool]:
    return lambda p: any(words in p.statement.text for words in forms)


_SOLID_WASTE = _about("固废", "固体废物", "固体废弃物")


def _in(aspect: int) -> Callable[[Problem], bool]:
    return lambda p: p.aspect == aspect


_UNITED = [
    ("扬尘或者固废的有哪些", [_about("扬尘"), _SOLID_WASTE]),
    ("跟煤矿、焦化有关的有哪些问题", [_about("煤矿"), _about("焦化")]),
    ("大气和黄河流域方面的问题一共几项", [_in(4), _in(3)]),
    ("大气污染和生态屏障这两块有哪些", [_in(4), _in(2)]),
    ("扬尘跟固废问题有几个", [_about("扬尘"), _SOLID_WASTE]),
    ("大气和固废方面各几项", [_in(4), _SOLID_WASTE]),
]


@pytest.mark.parametrize(("words", "kinds"), _UNITED, ids=[w for w, _ in _UNITED])
def test_problems_about_one_of_several_things(desk: Desk, words: str, kinds: list[Callable[[Problem], bool]]) -> None:
    """Everything that is about any of them, none of them left out; 各几项 tells each."""
    found = _last(desk, words)
    assert found.problems == tuple(p.number for p in desk.plan.problems if any(is_of(p) for is_of in kinds))
    each = [tuple(p.number for p in desk.plan.problems if is_of(p)) for is_of in kinds]
    assert [g.problems for g in found.groups] in ([], each)


def test_several_things_within_a_time(desk: Desk) -> None:
    """The time holds for all of them, and so does the unit."""
    found = _last(desk, "大气和黄河流域方面2025年到期的")
    assert found.problems == tuple(p.number for p in desk.plan.problems if p.aspect in (3, 4) and _due_in(p, 2025))
    assert _last(desk, "生态环境局牵头的扬尘和固废问题有几个").problems == (30,)


def _due_in(problem: Problem, year: int) -> bool:
    return any(d.year == year for d in problem.deadline.dates)


def test_a_thing_besides_a_unit_or_a_time_limits_the_set_too(desk: Desk) -> None:
    """排土场 of 海南区的排土场几项, also as the trade calls it (洗煤厂) and beside a time; never all that the unit has."""
    for words, names in (
        ("海南区管的排土场有几项", ("排土场",)),
        ("能源局名下火点那块有哪些", ("火点",)),
        ("2024年底到期的扬尘有几项", ("扬尘",)),
    ):
        found = _last(desk, words)
        every = _last(desk, words.replace(names[0], "问题")).problems
        assert found.problems == tuple(n for n in desk.mentions.problems_with(names[0]) if n in every) != every
        assert names[0] in _words_of(found)


def _words_of(found: Answer) -> str:
    """What the set is said to be about."""
    return "".join(t.words for t in found.question.filter.themes) + found.question.filter.theme


@pytest.mark.parametrize(
    "words",
    [
        "高尔夫球场，海南区负责的有哪些",
        "海勃湾区地铁要负责哪几项",
        "公安局管的养狗的有几件",
        "2025年底前要完成的机场有几个",
        "公安局负责的垂钓有几条",
        "水务局管的光伏的事有几项",
        "水务局的彩票有几项",
        "水务局牵头的航天的事有几件",
        "生态环境局的高铁任务有哪些",
        "由乌达区负责的茶叶一共几项",
        "公安局管的轮渡的事有几项",
    ],
)
def test_a_thing_that_the_plan_lacks_makes_no_list_of_all_of_a_unit(desk: Desk, words: str) -> None:
    """Whether the trade's words know it or nobody's do: the plan does not."""
    assert _last(desk, words).refused


@pytest.mark.parametrize(
    "words", ["公安局也要出力的有哪几个", "水务局身上压了几项，我好给市长报", "能源局手头的活儿有哪些", "水务局的差事有几件"]
)
def test_what_is_said_of_a_set_is_no_thing(desk: Desk, words: str) -> None:
    """Who wants it and what is done with tasks leaves the set whole."""
    assert _last(desk, words).problems
    assert not _words_of(_last(desk, words))


@pytest.mark.parametrize("words", ["跟固废相关的问题有几个", "固体废物有关的有哪些", "固废那几项分别什么时候到期"])
def test_a_thing_is_meant_short_and_in_full(desk: Desk, words: str) -> None:
    """固废 is 固体废物 wherever the plan writes either; 那几项 asks the field of each."""
    assert _last(desk, words).problems == tuple(p.number for p in desk.plan.problems if _SOLID_WASTE(p))


def test_those_of_an_aspect_are_all_of_it(desk: Desk) -> None:
    """那几个 of an aspect are all of it."""
    assert _last(desk, "大气那几个问题谁验收").problems == tuple(p.number for p in desk.plan.problems if p.aspect == 4)
