"""Later turns of a conversation: values alone, elements of what was shown and their unit's part, states, what a name said before means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text

TODAY = date(2024, 9, 10)

_SETS = [
    (("自然资源局牵头的", "2025年的"), (6,)),
    (("商务局和公安局都参与的", "就公安局的"), (20, 29)),
    (("能源局的任务", "逾期的"), None),
    (("应急管理局的任务", "2024年12月底的"), (8,)),
    (("2024年6月底到期的有哪些", "自然资源局的"), (11,)),
    (("第五方面", "生态环境局牵头的"), (30,)),
    (("第四方面有哪些", "其中没写日子的", "今年底到期的呢"), (21, 26)),
    (("水务局负责的有哪些", "住建局负责的有哪些", "两个局都有的是哪几个"), None),
    (("我是商务局的，牵头的有几项",), (29,)),
    (("我们局逾期几项", "商务局的"), (29,)),
    (("乌达区的任务发我一下",), (1, 2, 3, 4, 7, 8, 9, 12, 13, 14, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 29, 30)),
    (("应急管理局2026年到期的有哪些", "那2024年的呢"), (8,)),
    (("水务局和商务局谁的任务多", "各几项"), (5, 9, 10, 16, 17, 29)),
    (("第3项什么时候到期", "还有哪些也是这个时限"), (2, 5, 8, 9, 10, 12, 19, 21, 26)),
    (("第7项谁负责", "同一天到期的还有哪些"), (13, 16, 17)),
    (("报废车谁牵头", "公安局还管别的吗"), (20,)),
    (("排水许可证谁牵头", "这个局还有别的吗"), (21, 30)),
    (("能源局牵头的", "其余的呢"), (2, 8, 12, 15)),
    (("自然资源局和水务局一起的", "加上能源局呢"), ()),
    (("能源局和工信局都参与的", "去掉工信局"), (2, 8, 12, 15, 20, 22, 27)),
    (("商务局牵头的有哪些", "那它验收哪几项"), (29,)),
    (("公安局牵头的", "那它管哪几项"), (20, 29)),
    (("我是公安局的", "我负责的有哪些"), (20, 29)),
    (("急急急，哪些今年11月底到期",), (30,)),
    (("第三方面",), (16, 17, 18, 19)),
    (("公安局的任务", "那水务局呢", "有几项今年到期"), (5, 9, 10)),
    (("措施里标明2025年3月底前的有哪些问题",), (15,)),
    (("有没有已经过期的",), (4, 11, 29)),
    (("能源局的任务", "除去长期的"), (2, 8, 12, 15, 27)),
    (("2025年底前完成的水务局的任务", "排除长期的"), (5, 9, 10, 16, 17)),
    (("自然资源局和能源局谁的任务多", "共同的有哪些"), (2, 8, 15, 20, 22)),
    (("不是水务局验收的有几个", "水务局验收哪个"), (5, 9, 10, 16, 17)),
    (("2024年12月底到期的有哪些", "就要水务局的"), (5, 9, 10)),
]


@pytest.mark.parametrize(("turns", "problems"), _SETS, ids=["，".join(t) for t, _ in _SETS])
def test_a_value_edits_the_set(desk: Desk, turns: tuple[str, ...], problems: tuple[int, ...] | None) -> None:
    """2025年的 after a unit's tasks is that unit's; none is an answer that names what was asked."""
    found = converse(turns, desk, TODAY)
    assert found.problems == (problems or ())
    assert problems or answer_text(found, desk.plan).startswith("方案中没有符合条件的问题")


_TOLD = [
    (("公安局的任务", "第一个里它要做什么"), (20,), "市公安局做好抑尘爆破监管工作"),
    (("应急管理局有哪些任务", "它具体要干啥"), (8,), "市应急管理局加强露天煤矿安全生产监督检查工作"),
    (("公安局有哪些任务", "第一个什么时限", "另一个呢"), (29,), "整改时限：2024年4月底"),
    (("第22项咋改", "最后一条是啥"), (22,), "3. 市直相关部门加强对各区政府落实火点治理工作的指导"),
    (("第18项谁负责", "验收的几个"), (18,), "验收单位：市住房和城乡建设局（牵头）、市公用事业发展中心"),
    (("交通局负责哪些", "第二个"), (24,), "问题（二十四）交通运输结构调整行动迟缓"),
    (("交通局负责哪些", "最后一个", "啥时候到期"), (25,), "整改时限：2026年12月底"),
    (("明星煤化查出啥", "几时要修好"), (27,), "2024年9月底前，市生态环境局督促"),
    (("报废车谁验收", "不是这个，我说的是清废行动"), (30,), "验收单位：市生态环境局（牵头）"),
    (("2025年到期的有哪些", "哪个单位最多"), (), "最多的是"),
    (("第3和第7项谁牵头", "时限一样吗"), (3, 7), "不一样：整改时限不同"),
    (("水务局和能源局谁的任务多", "多几项"), (), "能源局多，7项"),
    (("第28项的坡面台阶什么时候完", "剩下的呢"), (28,), "4. 2024年12月底前，乌海市包钢万腾"),
    (("第28项措施", "第二条讲啥", "下一条呢"), (28,), "3. 2024年4月底前"),
    (("公安局的任务", "这几个都是谁牵头"), (20, 29), "责任单位：市商务局（牵头）"),
    (("第25项购置多少台",), (25,), "104台"),
    (("第10项谁验收", "海南区有责任吗", "为什么点它"), (10,), "督察发现："),
    (("第28项的措施", "继续"), (28,), "没有更多了，问题（二十八）的整改措施"),
    (("第5项谁验收", "督察组来咱们市是哪天"), (), "2023年10月31日"),
    (("第3项谁负责", "排水许可证什么时候发完"), (18,), "2025年9月底"),
    (("第3项里6.25米说的是什么",), (3,), "新、改、扩建焦炭项目"),
    (("中铁十局的石料什么时候清完", "那炼铁炉呢"), (11,), "2024年6月底前，海勃湾区完成"),
    (("第三条再念一遍", "谁来落实"), (3,), "责任单位：市工业和信息化局，各区委、区政府"),
    (("第7项怎么改", "由谁去推进"), (7,), "责任单位：市自然资源局"),
    (("第9项谁验收", "不是问验收，我问什么时候进场动工"), (9,), "整改时限：2024年12月底"),
    (("第15项谁验收", "我没问验收，问的是目标"), (15,), "整改目标："),
    (("第20项谁牵头", "不是让你说牵头，我要验收单位"), (20,), "验收单位："),
    (("第5项谁负责", "换个事，煤矿火点谁管"), (22,), "市能源局（牵头）"),
    (("第5项谁验收", "好，换个问题，时限呢"), (5,), "整改时限：2024年12月底"),
    (("水务局的任务", "先不说这个，2026年到期的有哪些"), (25, 27, 28), "共3项"),
    (("水务局的任务", "换个事，第二个谁验收"), (9,), "验收单位：市水务局"),
    (("谁对第8项最终把关",), (8,), "验收单位：市自然资源局（牵头）"),
    (("第4项最后由谁拍板",), (4,), "验收单位："),
    (
        ("2024年12月底到期的有哪些", "分别谁验收"),
        (2, 3, 5, 8, 9, 10, 12, 19, 21, 26),
        "验收单位：市自然资源局（牵头）、市应急管理局",
    ),
]


@pytest.mark.parametrize(("turns", "problems", "said"), _TOLD, ids=["，".join(t) for t, _, _ in _TOLD])
def test_what_is_told(desk: Desk, turns: tuple[str, ...], problems: tuple[int, ...], said: str) -> None:
    """Of the element, the unit's own part, the field of before, or the only measure that writes the name."""
    found = converse(turns, desk, TODAY)
    assert found.problems[: len(problems)] == problems
    assert said in answer_text(found, desk.plan)


_NONE = [
    (("商务局负责哪些", "体育局有份吗"), "没有“体育局”"),
    (("体育局负责哪些", "有几项"), "没有“体育局”"),
    (("我们区有哪些任务",), "还不知道您是哪个单位"),
    (("跟我们区有关吗",), "还不知道您是哪个单位"),
    (("我是青山区的",), "没有您说的这个单位"),
    (("我们局负责哪些",), "还不知道您是哪个单位"),
    (("第23项谁负责", "你觉得能完成吗"), "不作预测和评价"),
    (("排名发一下",), "没有写“排名”"),
    (("中铁十局干了啥", "其他条还提到它吗"), "其他问题没有涉及“中铁十局”"),
    (("PM2.5目标多少", "去年实际多少"), "没有写“实际多少”"),
    (("第25项去年实际换了多少辆",), "没有写“实际换了多少”"),
    (("第25项到目前换了多少辆公交车",), "没有写现在做到什么程度"),
    (("第3项谁验收", "他家住哪"), "没有写"),
    (("第23项谁负责", "厂长叫啥"), "没有写“厂长"),
    (("第5项怎么改", "换个事，管网谁修"), "没有找到能回答"),
    (("方案什么时候印发的",), "没有写“印发时间”"),
    (("什么时候下发的这个方案",), "没有写“印发时间”"),
    (("方案文号是多少",), "没有写“文号”"),
    (("哪位市领导包案",), "没有写“领导”"),
    (("第5项市领导谁包",), "没有写“领导”"),
    (("哪个局长分管第7项",), "没有写“局长”"),
    (("举报热线打多少",), "没有写“热线打多少”"),
    (("群众举报多少件",), "没有写“多少件”"),
]


def test_who_leads_without_a_mark_is_said(desk: Desk) -> None:
    """No such problem among those shown, but two that mark nobody and name the unit."""
    found = converse(["第四方面有哪些", "其中生态环境局牵头的"], desk, TODAY)
    assert "另有2项未标牵头、由其负责：（二十三）、（二十六）" in answer_text(found, desk.plan)


@pytest.mark.parametrize(("turns", "said"), _NONE, ids=["，".join(t) for t, _ in _NONE])
def test_what_is_said_to_be_unknown(desk: Desk, turns: tuple[str, ...], said: str) -> None:
    """A unit that the plan does not know, who asks, what is so by now, a person."""
    found = converse(turns, desk, TODAY)
    assert (found.refused, found.problems) == (True, ())
    assert said in answer_text(found, desk.plan)


_BODY = [
    (("督察组什么时候进驻的", "什么时候反馈的"), "2024年3月27日"),
    (("水土保持率要提到多少", "哪年达到"), "力争2025年完成"),
    (("工作进展多久公开一次", "谁负责"), "各区、各部门要健全环境信息公开机制"),
    (("责任追究怎么规定的", "移交的呢"), "移交的生态环境损害责任追究问题"),
    (("验收销号怎么规定的", "管理台账呢"), "建立销号管理台账"),
]


@pytest.mark.parametrize(("turns", "said"), _BODY, ids=["，".join(t) for t, _ in _BODY])
def test_the_body_goes_on(desk: Desk, turns: tuple[str, ...], said: str) -> None:
    """What is asked behind a sentence of the body is told of its paragraph, with no problem dragged in."""
    found = converse(turns, desk, TODAY)
    assert found.problems == ()
    assert said in answer_text(found, desk.plan)


_SMALL = [
    ("lanzhou", ("红树林花多少钱", "什么时候完成"), (8,), "2027年12月底"),
    ("lanzhou", ("第23项谁负责", "红树林投资多少", "谁验收"), (8,), "验收单位：市整改办"),
    ("lanzhou", ("采石场修复多少亩", "谁牵头", "那验收呢"), (23,), "验收单位：市整改办"),
    ("lanzhou", ("第23项谁负责", "机场噪声归谁管", "谁验收"), (23,), "验收单位：市整改办"),
    ("lanzhou", ("石厝湾涉及哪些问题",), (4,), "共1项"),
    ("lanzhou", ("石门溪有几个问题",), (14,), "共1项"),
    ("linlan", ("第3项谁负责", "第5项罚了多少钱", "谁验收"), (5,), "验收单位："),
    ("lanzhou", ("港东区牵头几项", "第三个呢"), (), "没有符合条件"),
    ("lanzhou", ("今年底要完成的", "最后一个谁负责"), (), "没有符合条件"),
    ("lanzhou", ("大气方面有几个问题",), (), "没有找到"),
    ("lanzhou", ("市公安局负责几项", "都列出来"), (19, 22, 24), "共3项"),
    ("lanzhou", ("给我讲讲第14项",), (14,), "责任单位："),
    ("shuoyuan", ("水利局相关的问题", "其中它打头的呢"), (8, 9, 20), "牵头"),
    ("shuoyuan", ("2026年6月以后到年底之间到期的",), (4, 7, 10, 14), "2026年6月以后到年底到期"),
    ("shuoyuan", ("2028的有哪些",), (6, 9), "2028"),
    ("lanzhou", ("红树林什么时候完成", "这归港东区还是青屿县弄"), (8,), "责任单位："),
    ("lanzhou", ("红树林修复一共花几个亿",), (), "没有写"),
    ("shuoyuan", ("有哪些问题是两个单位以上牵头",), (1, 4, 13), "牵头单位2个以上"),
    ("linlan", ("我是市水利局的", "我们牵头几项", "分别到什么时候", "有逾期的吗"), (), "没有符合条件"),
    ("linlan", ("2025年的和2026年的各多少",), (2, 3, 5, 6, 7, 9, 11, 12, 13, 15, 16, 17, 19), "2026年：6项 （三）、（六）"),
    ("linlan", ("2025年6月和9月到期的分别有几项",), (2, 5), "2025年9月：1项 （五）"),
    ("linlan", ("第10项的第二条措施是什么", "谁来做", "什么时候做完"), (10,), "2025年10月底前"),
]
_COMPARED = [
    ("lanzhou", ("双溪县和云峰县谁的任务多", "都有的是哪几个"), (1, 2, 15, 16, 18), "共5项"),
    ("lanzhou", ("住建局和城管局谁管得多", "差多少", "两家都有的呢"), (10, 19, 22), "共3项"),
    ("lanzhou", ("双溪县和云峰县谁的任务多", "多几个"), (1, 2, 14, 15, 16, 18, 19, 23, 3, 13), "云峰县多，8项；双溪县7项"),
    ("lanzhou", ("第12项谁督导", "第13项的呢", "一样吗"), (12, 13), "不一样：验收单位不同"),
    ("lanzhou", ("红树林什么时候完成", "小水电呢", "哪个早"), (14, 8), "先到期的是问题（十四）"),
    ("lanzhou", ("第3项谁牵头", "5号呢", "是同一个单位吗"), (3, 5), "不一样：责任单位不同"),
    ("lanzhou", ("噪声扰民那个问题",), (22,), "责任单位：市公安局"),
    ("lanzhou", ("帮我看看红树林那个",), (8,), "整改时限：2027年12月底"),
]


@pytest.mark.parametrize(
    ("city", "turns", "problems", "said"), _SMALL + _COMPARED, ids=["，".join(t) for _, t, _, _ in _SMALL + _COMPARED]
)
def test_what_is_talked_about_behind_a_refusal(
    small_desk: Callable[[str], Desk], city: str, turns: tuple[str, ...], problems: tuple[int, ...], said: str
) -> None:
    """What a refused question was about, if the plan has it; of a set of none there is no first; one problem is a set, too; what two units share."""
    desk = small_desk(city)
    found = converse(turns, desk, TODAY)
    assert found.problems == problems
    assert said in answer_text(found, desk.plan)


@pytest.mark.parametrize(
    ("words", "problems", "said"),
    [("逾期半年以内的几项", (4, 12, 14, 15), "逾期不到182天"), ("逾期一年以上的", (2, 8, 17), "逾期365天以上"),
     ("这个月没有到期的吗", (10,), "这个月到期"), ("截至今天还没到期的", (3, 5, 6, 7, 9, 10, 18, 20), "未逾期")],
)  # fmt: skip
def test_how_long_late_and_what_falls_due_on_the_last_day_of_a_month(
    small_desk: Callable[[str], Desk], words: str, problems: tuple[int, ...], said: str
) -> None:
    """The bound is told; on its last day a month is a time like any other, and no 截至今天."""
    desk = small_desk("shuoyuan")
    found = converse([words], desk, date(2026, 11, 30))
    assert found.problems == problems
    assert said in answer_text(found, desk.plan)
