"""How much a message asks for, what kind of clause says it, and several amounts in one message."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.questions.amounts import Amount, amounts_in, counts_problems
from bot.questions.parts import parts_of


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("退出多少亩耕地", ["多少亩"]),
        ("拆了多长又补种多少", ["多长", "多少"]),
        ("岸电使用率要到百分之几", ["百分之几"]),
        ("噪声投诉占几成", ["几成"]),
        ("重复投诉占多大比例", ["多大比例"]),
        ("台风过后多长时间内清一轮", ["多长时间内"]),
        ("每个月几号之前报进度", ["每个月几号"]),
        ("报修几小时内上门", ["几小时内"]),
        ("几个月内不能投标", ["几个月内"]),
        ("哪几个局管", []),
        ("最后抓了几个人", ["几个人"]),
        ("水库占了多大面积", ["多大面积"]),
        ("几月几号到期", []),
        ("这几个都是谁牵头", []),
        ("第几项", []),
        ("谁负责", []),
    ],
)
def test_the_amounts_that_are_asked_for(words: str, asked: list[str]) -> None:
    """Shares, spans, sizes and numbers of a unit, as they are said; not days of the calendar, nor which of several."""
    assert [a.words for a in amounts_in(words)] == asked


@pytest.mark.parametrize(
    ("asked", "clause", "said"),
    [
        ("多少亩", "退出剩余2300亩", True),
        ("多少亩", "拆除6家鱼馆", False),
        ("百分之几", "使用率力争达到35%", True),
        ("几成", "四成车辆不加尿素", True),
        ("占比", "降低1.21个百分点", True),
        ("几成", "处理420起", False),
        ("多少工人", "妥善安置职工317人", True),
        ("几个职工", "拆除3座厂房", False),
        ("多少居民", "搬迁居民52户", True),
        ("各出几成", "由市、县按照6∶4的比例分担", True),
        ("多少度", "供水温度不低于45摄氏度", True),
        ("多少度", "每千瓦时补贴0.3元", False),
        ("几天内", "须在5个工作日内反馈", True),
        ("多长时间", "台风过后48小时内完成", True),
        ("多久", "安装监控8处", False),
        ("几个", "建成网点96个", False),
        ("多久", "2025年4月底前完成设计", False),
        ("多久", "注销后18个月内修复", True),
        ("多久", "每年5月至10月禁渔", False),
        ("几年", "2025年6月底前完成", False),
        ("几年", "列入名单的3年内不得承接", True),
        ("几天", "公示不少于5个工作日", True),
        ("每月几号", "每月25日前报送进展", True),
        ("每月几号", "2025年2月15日前制定方案", False),
        ("多久巡查一回", "每月巡查不少于2次", True),
        ("几天巡一次", "2025年4月底前提高到1.2万吨", False),
        ("岸线保有率要多少", "保有率不低于42%", True),
        ("满意度要多高", "回访50户", False),
        ("总装机多大", "占用林地52亩", False),
        ("总装机多大", "装机9.9万千瓦", True),
        ("坑有多深", "作业面5万平方米", False),
        ("路多宽", "新修通道11公里", False),
        ("占了多大面积", "建成3万吨级船坞", False),
        ("树砍了多少棵", "砍伐冷杉1370株", True),
        ("抓了几个人", "封堵暗管3个", False),
        ("要降到多少", "年均浓度降至43微克", True),
        ("要降到多少", "拆除6家鱼馆", False),
    ],
)
def test_a_clause_holds_the_kind_of_number_that_is_asked(asked: str, clause: str, said: bool) -> None:
    """Of a unit that everything has (个) no clause can be told from another."""
    (amount,) = amounts_in(asked)
    assert amount.is_said_in(clause) is said


@pytest.mark.parametrize(
    ("asked", "text", "can"),
    [
        ("几处", "发现一处，及时治理一处。", False),
        ("几处", "新建站点3座。", True),
        ("多少种", "种植120亩，设管护站3个。", False),
        ("多少张", "建成60平方米暂存间，38家机构纳入。", False),
        ("多少人", "居民280名。", True),
        ("多少间", "2024年12月底前拆除。", False),
        ("多少", "拆除6家鱼馆。", True),
    ],
)
def test_a_text_can_say_it_with_a_like_measure_word(asked: str, text: str, can: bool) -> None:
    """No number with 种 nor one like it: how many kinds is said nowhere in it."""
    assert [a.can_be_said_in(text) for a in amounts_in(asked)] == [can]


def test_what_a_plan_writes_in_one_way_must_stand_there() -> None:
    """No 亩 and no share in a clause: it is not said; of 次 and 家 that is not sure."""
    assert [a.is_strict for w in ("多少亩", "几成", "几次", "几家", "多少") for a in amounts_in(w)] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(("words", "counted"), [("有几项", True), ("多少个问题", True), ("几家公司", False), ("多少亩", False)])
def test_problems_are_counted_or_things(words: str, counted: bool) -> None:
    """几项 asks for problems, 几家 for what the clauses count."""
    assert counts_problems(words) is counted
    assert any(a.of_things for a in amounts_in(words)) is not counted


def test_how_much_of_the_whole() -> None:
    """完成了多少 and 百分之几 are of all that is to be done; 多少家 is not."""
    assert [Amount(w, f).of_whole for w, f in (("多少", "unit"), ("百分之几", "share"), ("多少家", "unit"))] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("栈道拆了多长又补种多少红树林", ("栈道拆了多长", "补种多少红树林")),
        ("湖里围网要拆多少又清淤多少", ("湖里围网要拆多少", "清淤多少")),
        ("渣台清理几座，回填多少立方", ("渣台清理几座", "回填多少立方")),
        ("违建拆了几处还要建几公里围栏", ("违建拆了几处", "建几公里围栏")),
        ("矿坑治理多少亩，种多少树", ("矿坑治理多少亩", "种多少树")),
        ("洒水车每天洒几次", ()),
    ],
)
def test_two_amounts_of_two_verbs_are_two_questions(desk: Desk, text: str, pieces: tuple[str, ...]) -> None:
    """What is done twice is asked twice, with 又, 还 or a comma between."""
    assert parts_of(text, lambda t: desk.understand(t, TODAY)) == pieces


@pytest.mark.parametrize(
    ("city", "words", "told"),
    [
        ("lanzhou", "建筑垃圾资源化率要达到多少", "60%"),
        ("lanzhou", "非现场监管占比要多高", "六成"),
        ("linlan", "考核里环境权重降到多少了", "5%"),
        ("mingchuan", "再生水利用率要达到多少", "40%"),
        ("zeling", "磷石膏利用率2027年多少", "2027年达到70%"),
    ],
)
def test_a_rate_is_told_by_what_has_one(small_desk: Callable[[str], Desk], city: str, words: str, told: str) -> None:
    """Be it a problem's clause, its goal or the body; of several years that which is meant."""
    desk = small_desk(city)
    assert told in answer_text(converse([words], desk, TODAY), desk.plan).split("\n")[0]


@pytest.mark.parametrize(
    ("city", "turns", "told"),
    [
        ("mingchuan", ["白鹭湖湖心岛", "鱼馆有几户"], "鱼馆6家"),
        ("mingchuan", ["钢渣堆", "厂外一共堆了多少方"], "钢渣约210万吨"),
        ("zeling", ["云顶山违建", "木屋盖了多少座"], "木屋67栋"),
        ("mingchuan", ["暗查的52个工地里头有几个没抑尘，能说一下吗"], "33个未落实抑尘要求"),
        ("mingchuan", ["砖瓦窑那14家要淘汰几家"], "2025年9月底前，整合淘汰其中5家"),
        ("mingchuan", ["第4项谁负责", "14家里淘汰几家"], "淘汰其中5家"),
        ("zeling", ["第二冶炼厂地块土壤砷最高超了多少"], "91倍"),
        ("zeling", ["渣土车定位掉线超过多久就扣证"], "超过30分钟的暂扣通行证"),
        ("shuoyuan", ["46个能源项目里有几个没交生态恢复费用"], "其中18个未同步"),
        ("mingchuan", ["绕村通道多长", "哪年修好"], "2025年6月底前建成绕村货运通道"),
        ("mingchuan", ["绕村通道多长，哪年修好"], "\n（承接上文：问题（八））\n铁山区2025年6月底前建成"),
        ("zeling", ["抽查的28名河湖长里有几名答不上来，知道吗"], "11人说不清"),
    ],
)
def test_a_like_unit_tells_it(small_desk: Callable[[str], Desk], city: str, turns: list[str], told: str) -> None:
    """户 for 家, 方 for 吨: a measure word that the plan does not use refuses nothing; a request behind it makes no claim of it."""
    desk = small_desk(city)
    assert told in answer_text(converse(turns, desk, TODAY), desk.plan)
    assert "是。" not in answer_text(converse(turns, desk, TODAY), desk.plan)


@pytest.mark.parametrize(
    ("city", "turns", "unsaid"),
    [
        ("mingchuan", ["白鹭湖面积持续萎缩", "湖心岛住着几个人"], "没有写“几个人”"),
        ("zeling", ["马鞍冲填埋场", "陈腐垃圾填了有多深"], "没有写“多深”"),
        ("zeling", ["19艘餐饮趸船", "关停的一家掏多少"], "没有写“掏多少”"),
        ("mingchuan", ["应急减排清单漏掉的203家里头有几家早就倒闭了"], "没有写“几家”"),
    ],
)
def test_what_no_clause_has_so_much_of(small_desk: Callable[[str], Desk], city: str, turns: list[str], unsaid: str) -> None:
    """No number of that kind, nor another beside the figure that the question itself names."""
    desk = small_desk(city)
    assert unsaid in answer_text(converse(turns, desk, TODAY), desk.plan)
