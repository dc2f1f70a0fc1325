"""The kind of value that is asked decides which clause answers: how long, how often, by which day; the field where none does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text

_TODAY = date(2025, 3, 10)
_HOW_LONG: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("linlan", ["路桥公司被限制几个月不能投标"], (18,), "限制6个月内参加"),
    ("zeling", ["油烟噪声的投诉几天里要给反馈"], (3,), "5个工作日内反馈"),
    ("mingchuan", ["报修后维修点几小时得上门"], (5,), "4小时内上门"),
    ("shuoyuan", ["灰场的地下水井多长时间测一回"], (18,), "每月监测1次"),
    ("zeling", ["蚊蝇消杀的居民点多长时间巡查一趟"], (22,), "每周巡查1次"),
    ("lanzhou", ["采石场修复区的水土流失多长时间监测一遍"], (23,), "每年监测2次"),
    ("zeling", ["鹭鸣湖围网多长时间内拆完"], (7,), "整改时限：2028年12月底前"),
    ("mingchuan", ["泄露举报人信息的先停职几年"], (22,), "整改时限：立行立改"),
    ("shuoyuan", ["销号前公示几天"], (), "不少于10个工作日"),
    ("lanzhou", ["验收通过之后在门户网站公示几天"], (), "公示5个工作日"),
    ("linlan", ["咱们每月几号前往上报整改进展"], (), "每月25日前"),
    ("zeling", ["各单位每个月几号之前报进度"], (), "每月28日前"),
    ("mingchuan", ["秸秆焚烧火点多少个", "白杨市占了多少个"], (6,), "白杨市31个"),
    ("mingchuan", ["宏泰钢铁退城谁来验", "那老厂职工有几千人"], (3,), "做好3100名职工"),
    ("shuoyuan", ["碱湖滨岸侵占和盐尘污染哪天截止", "晒盐碱池占了多少亩"], (7,), "违规建设晒盐碱池4600亩"),
    ("linlan", ["官渡涌黑臭哪天截止", "到底超了几倍"], (), "方案的问题（三）没有写“几倍”"),
]

_AND_MORE = [
    ("zeling", "飞灰归谁管，堆了多少", (15,), ("责任单位：市城市管理执法委员会", "6400吨飞灰")),
    ("linlan", "红树林谁负责，毁了几亩", (10,), ("责任单位：市林业局（牵头）", "毁坏红树林")),
    ("mingchuan", "钢铁企业归谁管，数据怎么造假的", (2,), ("责任单位：市生态环境局牵头", "私接管路")),
    ("linlan", "电镀园区谁管，怎么糊弄的", (17,), ("责任单位：市生态环境局（牵头）", "混入一般固废")),
    ("zeling", "污泥归谁管，偷倒去哪了", (11,), ("责任单位：市住房和城市更新局", "倾倒在冶山区")),
    ("mingchuan", "散煤谁管，抓了多少吨", (5,), ("责任单位：市发展和改革委员会牵头", "没有写“多少吨”")),
    ("shuoyuan", "地膜谁验收，怎么改", (10,), ("验收单位：市农牧局", "整改措施")),
]


@pytest.mark.parametrize(("city", "words", "problems", "said"), _AND_MORE, ids=[w for _, w, _, _ in _AND_MORE])
def test_a_field_and_more_of_the_same_thing(
    small_desk: Callable[[str], Desk], city: str, words: str, problems: tuple[int, ...], said: tuple[str, ...]
) -> None:
    """What is asked of the first's subject is told or said to be lacking, and not left out."""
    desk = small_desk(city)
    found = converse([words], desk, _TODAY)
    assert found.problems == problems
    assert all(s in answer_text(found, desk.plan) for s in said)


def test_how_it_was_cheated_is_what_was_found(small_desk: Callable[[str], Desk]) -> None:
    """怎么糊弄的 asks for no measures, and is no complaint."""
    desk = small_desk("linlan")
    told = answer_text(converse(["第17项谁管", "拿啥糊弄的"], desk, _TODAY), desk.plan)
    assert "混入一般固废" in told


_WHO: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("zeling", ["废弃砖窑里的污泥是谁倒的"], (11,), "泽陵市净源水务有限公司"),
    ("zeling", ["鸡粪肥水是谁投的"], (8,), "渔丰水产养殖专业合作社"),
    ("shuoyuan", ["碱渣是谁堆在湖边的"], (7,), "天碱实业有限公司"),
    ("linlan", ["狮子岭封场以后交给谁管护"], (9,), "青屿县城市环境服务中心"),
    ("linlan", ["养鸭场那个水库移民后续扶持谁来做"], (5,), "由市水务局会同云陂县"),
    ("zeling", ["燃油画舫改电动的补助谁审核"], (10,), "由市文化和旅游局负责审核"),
    ("linlan", ["山塘里未经处理的粪水是谁偷排的，偷排了多少吨"], (7,), "偷排未经处理粪水约1200吨"),
    ("linlan", ["补种的红树林谁毁的，毁了多少亩"], (10,), "毁坏红树林214亩"),
    ("lanzhou", ["2025年2月底前由哪个县拆洗砂场"], (24,), "青屿县2025年2月底前"),
    ("lanzhou", ["盗采海砂谁牵头", "2025年2月底前是谁去办"], (24,), "青屿县2025年2月底前"),
    ("lanzhou", ["盗采海砂谁负责"], (24,), "责任单位：市海洋与渔业局"),
    ("mingchuan", ["私设暗管的是哪家单位"], (14,), "盛达皮业公司私设暗管"),
    ("shuoyuan", ["用雨水管网偷排的是哪个单位"], (12,), "银泊区金穗淀粉有限公司"),
    ("zeling", ["负责污泥的是哪个单位"], (11,), "责任单位：市住房和城市更新局"),
    ("zeling", ["停用库的安全设施核查落到谁头上"], (12,), "由市应急管理局组织"),
    ("zeling", ["餐饮船污染水体这个问题是谁管"], (10,), "责任单位：市交通运输局"),
]

_HOW_MUCH: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("shuoyuan", ["督察期间的来电来信一共多少件"], (), "173件来电来信"),
    ("linlan", ["麻烦核实一下，交办的群众信访件有多少件"], (), "286件群众信访件"),
    ("zeling", ["移交的信访件里重点件有多少件"], (), "重点件57件"),
    ("mingchuan", ["想问一下，转办的群众举报件一共多少件"], (22,), "973件举报件"),
    ("mingchuan", ["现场核查请几名专家"], (), "3名行业专家"),
    ("lanzhou", ["几个月公开一次进展"], (), "每半年公开一次"),
    ("zeling", ["4.5平方公里种的是啥"], (7,), "种植沉水植物4.5平方公里"),
    ("shuoyuan", ["187个火点里安固县占多少"], (13,), "安固县占62%"),
    ("lanzhou", ["督导单位接到申请后多少天内要去现场"], (), "15个工作日内完成现场核查"),
    ("zeling", ["完成以后多少天内提交验收资料"], (), "完成后30日内提交"),
    ("linlan", ["自验合格后多长时间要提出申请"], (), "自验合格后15个工作日内"),
    ("zeling", ["多久要做完"], (), "没看出您问的是哪一项"),
    ("linlan", ["进度滞后第二次会怎么处理"], (), "对连续两次进度滞后的"),
    ("zeling", ["进度老是落后会怎么样"], (), "由市委、市政府主要领导约谈"),
    ("shuoyuan", ["连续排在末位会怎么样"], (), "连续三次排名末位"),
    ("lanzhou", ["整改进度慢了会被约谈吗"], (), "对进度滞后的下发预警函"),
]

_CAUSES: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("zeling", ["鹭鸣湖水质怎么越来越差的"], (7,), "鹭鸣湖水质由2020年的Ⅲ类降为2023年的Ⅴ类"),
    ("linlan", ["渗滤液怎么漫出来的"], (9,), "雨季多次漫溢至下游农田"),
    ("linlan", ["官渡涌怎么又黑了"], (3,), "返黑返臭"),
    ("shuoyuan", ["盐尘是怎么来的"], (7,), "裸露盐渍地达19平方公里"),
    ("zeling", ["长荇湖的黑水是咋来的"], (10,), "生活污水和餐厨油水直排"),
    ("zeling", ["鹭鸣湖水质怎么越来越差了，督察究竟查出了什么"], (7,), "鹭鸣湖水质由2020年的Ⅲ类降为"),
    ("linlan", ["补种的红树林怎么才活两成"], (10,), "因选种不当、缺乏管护"),
    ("linlan", ["补种的红树林怎么死了八成"], (10,), "因选种不当、缺乏管护"),
    ("linlan", ["农村污水设施部分怎么只建终端"], (6,), "部分设施只建终端不接户"),
    ("linlan", ["红树林怎么才能恢复"], (10,), "的整改措施"),
    ("zeling", ["货场怎么整改的"], (20,), "的整改措施"),
    ("linlan", ["红树林怎么恢复的"], (10,), "的整改措施"),
    ("shuoyuan", ["盐尘怎么治理"], (7,), "的整改措施"),
]

_THEIRS: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("mingchuan", ["钢铁企业超低排放谁负责", "洺西区的什么时候修好"], (2,), "洺西区督促华兴特钢公司2024年12月底前"),
    ("linlan", ["底泥露天堆放那个谁牵头", "澜湾区的什么时候清完"], (3,), "2025年5月底前，澜湾区清运河堤"),
    ("zeling", ["河湖长履职谁牵头", "望荷县的什么时候拆完"], (2,), "2025年6月底前，望荷县拆除"),
    ("lanzhou", ["盗采海砂谁牵头", "青屿县的哪天之前弄完"], (24,), "青屿县2025年2月底前拆除"),
    ("shuoyuan", ["草原超载谁牵头", "苏木沁旗什么时候完成"], (3,), "整改时限：2027年12月底前"),
    ("lanzhou", ["盗采海砂谁牵头", "青屿县的哪几项2025年到期"], (18, 24), "共2项"),
]

_EACH: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("linlan", ["黑臭水体反弹和小水电清理 各由谁负责"], (3, 8), "市住房和城乡建设局（牵头）"),
    ("linlan", ["陶瓷企业治污跟制革企业恶臭这俩谁验收"], (15, 16), "市生态环境局"),
    ("zeling", ["一并报我两个收尾时间 餐饮船和游船污染的和铁路货场污染的"], (10, 20), "2025年10月底前"),
    ("mingchuan", ["散煤复烧和秸秆露天焚烧两边牵头的各报一个"], (5, 6), "市发展和改革委员会"),
]

_WHERE_TO: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("mingchuan", ["鑫源明胶公司要搬到哪儿"], (9,), "搬迁进入县化工集中区"),
    ("mingchuan", ["盛达皮业公司的鞣制废水排到哪里去了"], (14,), "排入村边排水沟"),
    ("shuoyuan", ["金穗淀粉的高浓度废水偷排到哪条渠里"], (12,), "向城区排水干渠偷排"),
    ("linlan", ["河堤上的底泥清走送去哪里"], (3,), "送临澜绿源建材有限公司"),
    ("zeling", ["沿河化工企业搬改关滞后", "剩下那4家化工企业搬到哪个园区去"], (), "方案的问题（五）没有写“搬到哪个园区”"),
    ("linlan", ["龙潭水库的养鸭场要搬迁到哪个村"], (), "方案的问题（五）没有写“搬迁到哪个村”"),
]

_INTO: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("linlan", ["电镀园区地埋的废水管道改成什么样"], (17,), "园区废水管道由地埋改为架空明管"),
    ("linlan", ["电镀园区要改成什么样"], (17,), "整改目标"),
    ("linlan", ["红树林要恢复成什么样"], (10,), "整改目标"),
    ("linlan", ["电镀园区积存的危险废物验收"], (17,), "验收单位"),
    ("linlan", ["农村生活污水处理设施验收合格的给市财政奖补"], (6,), "对验收合格的设施按每座3万元"),
    ("mingchuan", ["翰林华府的裸土要弄成什么样"], (7,), "6万平方米裸土苫盖或临时绿化"),
]

_STEPS: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("linlan", ["大坪村那十几家废旧塑料加工作坊什么时候取缔"], (2,), "2025年6月底前，依法取缔大坪村11家"),
    ("shuoyuan", ["古营子砖厂那二百来亩什么时候复垦完"], (2,), "2025年5月底前，完成210亩耕地复垦"),
    ("zeling", ["大坳渣库的帷幕哪天建成"], (12,), "2026年10月底前，完成库底防渗帷幕建设"),
    ("linlan", ["小水电清理整改不彻底", "先看上洞", "拦水坝几月拆"], (8,), "2027年6月底前，拆除石门、上洞2座电站拦水坝"),
    ("linlan", ["红树林遭到破坏", "蟹塘谁负责", "最晚到哪年"], (10,), "整改时限：2028年12月底前"),
    ("linlan", ["污水管网建设严重滞后", "2026年年底要干到什么程度"], (4,), "2026年12月底前，新建污水管网50公里"),
    ("linlan", ["污水管网建设严重滞后", "要干到什么程度"], (4,), "整改目标"),
    ("linlan", ["非法采砂屡打不绝", "时限没写日子？那写的什么"], (14,), "整改时限：立行立改，长期坚持"),
    ("linlan", ["非法采砂屡打不绝", "没写日子的有哪些"], (1, 6, 14, 18), "共4项"),
    ("zeling", ["大坳渣库截渗几时弄完", "那库底防渗帷幕呢 也是那天吗"], (12,), "2026年10月底前，完成库底防渗帷幕建设"),
    ("shuoyuan", ["绿洲风电清渣什么时候做完", "那4380亩草原呢，是不是一样"], (4,), "2026年10月底前，4380亩受损草原"),
    ("linlan", ["填埋场渗滤液积存外溢", "农田的补偿标准几月确定"], (9,), "由青屿县人民政府在2025年4月底前确定"),
]

_WHEN: list[tuple[str, Sequence[str], tuple[int, ...], str]] = [
    ("mingchuan", ["错峰生产的企业名单每年什么时候公布"], (4,), "每年10月20日前公布"),
    ("shuoyuan", ["天鹅洼湿地每年哪几个月封湖禁渔"], (5,), "每年3月至5月、9月至11月"),
    ("shuoyuan", ["生态文明报告员每年什么时候报告"], (1,), "每年6月和12月底前"),
    ("linlan", ["冲滩拆解什么时候起不再批"], (13,), "2026年起全市不再新批"),
    ("zeling", ["稻虾共作示范哪年开始每年3万亩"], (8,), "自2026年起每年示范"),
    ("zeling", ["餐饮趸船什么时候停止经营"], (10,), "2025年6月底前"),
    ("zeling", ["清塘错峰是哪几个月"], (8,), "每年2月至4月"),
    ("zeling", ["水泥停窑错峰几月到几月"], (18,), "每年11月至次年2月"),
    ("mingchuan", ["打击流动售煤的检查卡点从几月设到几月"], (5,), "每年10月至次年3月"),
    ("linlan", ["红树林从几月种到几月"], (10,), "整改时限：2028年12月底前"),
]


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _HOW_LONG, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _HOW_LONG])
def test_how_long_and_how_often(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """The clause that holds so much time answers, no day that a field has; the field where no clause says how long."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _WHO, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _WHO])
def test_who_does_and_who_did(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """Whoever a clause says did what was found, bears it or has to do it by a day; the units where the whole problem is asked."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _HOW_MUCH, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _HOW_MUCH])
def test_how_much_and_what_follows(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """What has such a number answers, be it the body; a figure that is named is of its clause, no set; whoever is slow is told what follows."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _CAUSES, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _CAUSES])
def test_how_it_came_about(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """What was found tells how something came about, the measures how it is put right, though both are asked with 怎么."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _THEIRS, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _THEIRS])
def test_when_a_unit_has_its_own_part_done(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """After a problem its unit's own step, no set of all that the unit has; that where a set is asked for."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _EACH, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _EACH])
def test_a_field_of_each_of_two_topics(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """各由谁, 这俩谁 ask the same of each, a line each."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _WHERE_TO, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _WHERE_TO])
def test_where_something_is_moved(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """The clause that names the place; where none does, that it is not written, and no clause of something else."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _INTO, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _INTO])
def test_what_a_thing_is_turned_into(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """The clause of the only measure that names the thing, where the goal does not; else the goal."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _STEPS, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _STEPS])
def test_when_a_step_is_done(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """The step of what was named before, in its measure or the turn before, and of a time that a goal is asked for; else the field."""
    assert told in _first_line(small_desk(city), turns, problems)


@pytest.mark.parametrize(("city", "turns", "problems", "told"), _WHEN, ids=[f"{c}-{'，'.join(t)}" for c, t, *_ in _WHEN])
def test_when_it_begins_and_when_it_comes_again(
    small_desk: Callable[[str], Desk], city: str, turns: Sequence[str], problems: tuple[int, ...], told: str
) -> None:
    """What is done every year at a time, and what holds from a day on, is no step and no deadline."""
    assert told in _first_line(small_desk(city), turns, problems)


def _first_line(desk: Desk, turns: Sequence[str], problems: tuple[int, ...]) -> str:
    """The answer's first line, of these problems."""
    found = converse(turns, desk, _TODAY)
    assert found.problems == problems
    return next(x for x in answer_text(found, desk.plan).split("\n") if not x.startswith("（承接"))
