"""Units that the end of a line broke are whole again, however few lines a text has."""

from corpus.grammar.parse import parse_plan
from corpus.text.breaks import unbroken
from corpus.text.layout import normalise

_PLAN = """沅河市督察反馈问题整改清单
一、湖区矮围清理不到位，部分矮围复建，湖区水面缩小。
责任单位：市水利局，市农业农村局，常澧县人民政府、岳湖县人
民政府、市城市管理局、市自然资源和规划局、市住房和城
市建设局
整改时限：2025年6月底前
整改目标：矮围全部拆除。"""


def test_a_unit_that_the_line_s_end_broke_is_one() -> None:
    """One broken unit tells that the text was wrapped: its other full lines go on as well."""
    units = [d.unit for d in parse_plan(_PLAN).problems[0].responsible]
    assert units[2:] == ["常澧县人民政府", "岳湖县人民政府", "市城市管理局", "市自然资源和规划局", "市住房和城市建设局"]


def test_units_on_lines_of_their_own_stay_apart() -> None:
    """A company's branch ends as no office does, and what stands below it is another unit."""
    text = "责任单位：左江冶炼有限责任公司崇左分厂\n县城市管理局\n整改目标：废渣清零。"
    assert normalise(text) == text


def test_a_role_on_the_line_below_a_unit_is_that_unit_s() -> None:
    """A narrow cell puts （牵头） below the unit that leads."""
    assert unbroken("responsible", "市农业农村局\n（牵头）\n市水利局") == "市农业农村局（牵头）\n市水利局"
