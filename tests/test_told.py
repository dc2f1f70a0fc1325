"""Labels whose words nobody can list: told by what stands behind them in all problems together, or by nothing."""

import pytest

from corpus.errors import PlanError
from corpus.grammar.parse import parse_plan
from corpus.grammar.told import Column, told_kinds

TOLD = [
    ("谁来改", ["镇城建办、麻石桥社区", "镇农业办"], "responsible"),
    ("扛责部门", ["县水利局", "县住建局（牵头），县财政局"], "responsible"),
    ("哪家牵头", ["县水利局", "县住建局"], "lead"),
    ("哪家配合", ["县水利局、县公安局", "县住建局"], "member"),
    ("谁来核验", ["市水利局", "市住建局"], "acceptance"),
    ("盯办的", ["县水利局", "县纪委监委"], "supervision"),
    ("何时改好", ["6月底前", "长期坚持"], "deadline"),
    ("啥时整完", ["2025年6月", "2025年9月"], "deadline"),
    ("要达到什么", ["污水全部接管。", "河道不黑不臭。"], "goal"),
    ("改后效果", ["污水全部接管。", "河道不黑不臭。"], "goal"),
    ("怎么改", ["4月底前，清淤40米。", "5月底前，新铺支管。"], "measures"),
    ("咋弄", ["建立巡查台账。", "组织开展入户宣传。"], "measures"),
]
DOUBTFUL = [
    ("由谁查出", ["市生态环境局", "市水利局"]),
    ("涉及企业", ["青石水泥有限公司", "白沙化工厂"]),
    ("坐落", ["青禾镇沙溪村", "北渠乡"]),
    ("查出日子", ["2025年2月18日", "2025年3月2日"]),
    ("开头时候", ["2025年3月1日", "2025年4月2日"]),
    ("启动节点", ["2025年3月底前", "2025年4月底前"]),
    ("根子", ["监管不到位。", "落实责任不力。"]),
    ("佐证资料", ["更换滤袋的合同1份。", "拆除前后照片18张。"]),
    ("弄到哪步", ["已完成招标。", "目前正在施工。"]),
    ("花多少钱", ["120万元", "30万元"]),
    ("由谁看着", ["王某", "李某"]),
]


@pytest.mark.parametrize(("name", "words", "kind"), TOLD)
def test_what_stands_behind_a_label_tells_what_it_is(name: str, words: list[str], kind: str) -> None:
    """Units, times, things to do, or the last word of a goal's label: in all values together."""
    assert told_kinds([Column(name, [[x] for x in words])], {"progress"}) == {name: kind}


@pytest.mark.parametrize(("name", "words"), DOUBTFUL)
def test_what_may_be_something_else_is_not_told(name: str, words: list[str]) -> None:
    """Who found it and when, what it is about, why it is so, what is done and what proves it, are no field."""
    assert told_kinds([Column(name, [[x] for x in words])], {"progress"}) == {}


def test_two_that_may_be_one_kind_are_none_unless_one_of_them_says_it() -> None:
    """干的人 and 看的人 are both units: who does is told by the word, who looks on is nobody known."""
    units = [["镇城建办"], ["镇农业办"]]
    assert told_kinds([Column("甲类人", units), Column("乙类人", units)], set()) == {}
    assert told_kinds([Column("干的人", units), Column("看的人", units)], set()) == {"干的人": "responsible"}


def test_a_kind_that_has_a_known_label_is_told_of_no_other() -> None:
    """Beside 责任单位 what holds units is not who answers."""
    assert told_kinds([Column("扛责部门", [["县水利局"], ["县住建局"]])], {"lead"}) == {}


def test_a_label_that_stands_once_among_several_problems_is_none() -> None:
    """Only what comes again is a column of the plan."""
    fields = "整改目标：治理。\n整改时限：2025年6月底前\n整改措施：\n1.清淤。\n"
    plan = parse_plan(f"某县整改清单\n（一）甲。\n{fields}谁来改：县水利局\n（二）乙。\n{fields}")
    assert [p.responsible for p in plan.problems] == [(), ()]


def test_a_lead_in_among_measures_ends_none() -> None:
    """近期： with every problem, and items below it, parts the measures and is no label."""
    fields = "责任单位：县局\n整改时限：2025年6月底前\n整改措施：\n近期安排：先行清理。\n1.清淤。\n远期安排：\n2.护岸。\n"
    plan = parse_plan(f"某县整改清单\n（一）甲。\n{fields}（二）乙。\n{fields}")
    assert all("护岸" in p.measures[-1].passage.text for p in plan.problems)
    assert "先行清理" in " ".join(m.passage.text for m in plan.problems[0].measures)


def test_a_text_without_a_plan_is_refused() -> None:
    """Lines with colons that come again are no problems by themselves."""
    with pytest.raises(PlanError):
        parse_plan("会议通知\n参会人员：各乡镇\n会议地点：三楼\n参会人员：各部门\n会议地点：五楼\n")
