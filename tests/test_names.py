"""The names of a plan as people write them."""

import pytest
from bot_fixtures import small_plan
from hypothesis import given
from hypothesis import strategies as st

from bot.language.cut_names import cut_short, written
from bot.language.unit_names import Names
from corpus.model import Plan

_FOUND = {
    "the full name": ("市水务局负责哪些", ["市水务局"]),
    "without its level": ("水务局负责哪些", ["市水务局"]),
    "an old name": ("环保局管哪些", ["市生态环境局"]),
    "a short name": ("发改委牵头几项", ["市发展和改革委员会"]),
    "a shorter one": ("住建验收哪几项", ["市住房和城乡建设局"]),
    "a department": ("组织部有几项", ["市委组织部"]),
    "a part of it": ("交警支队管啥", ["市公安局"]),
    "a state company": ("国资委", ["市国有资产监督管理委员会"]),
    "a development zone": ("高新区管委会管几项", ["乌海高新技术产业开发区管理委员会"]),
    "outside the city": ("包头铁路物流中心有啥任务", ["包头铁路物流中心"]),
    "a piece of it left out": ("住房城乡建设局负责哪几项", ["市住房和城乡建设局"]),
    "a joint left out": ("发展改革委员会有几项", ["市发展和改革委员会"]),
    "a district is its two bodies": ("海勃湾区有几项", ["海勃湾区委", "海勃湾区政府"]),
    "a district by its short name": ("海勃湾有几项", ["海勃湾区委", "海勃湾区政府"]),
    "a district's government alone": ("乌达区政府管啥", ["乌达区政府"]),
    "the district that is called as a region": ("海南区", ["海南区委", "海南区政府"]),
}


@pytest.fixture(scope="module")
def names(plan: Plan) -> Names:
    """The names of the real plan."""
    return Names.of(plan)


@pytest.mark.parametrize(("text", "units"), _FOUND.values(), ids=_FOUND)
def test_units_are_found_under_any_name(names: Names, text: str, units: list[str]) -> None:
    """A unit of the plan is found under its official, short and old names."""
    assert [sorted(u) for _, u in names.find(text)] == [sorted(units)]


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("市工信局", "市工业和信息化局"),
        ("市发改委", "市发展和改革委员会"),
        ("住建局", "市住房和城乡建设局"),
        ("区工信局", ""),
        ("", ""),
    ],
)
def test_an_abbreviation_with_its_level_before_it(names: Names, name: str, unit: str) -> None:
    """市工信局 is the city's bureau of that name; another level's is nobody's."""
    assert names.units_called(name) == ((unit,) if unit else ())


def test_several_units(names: Names) -> None:
    """Two units in one question are both found, in its order."""
    assert names.find("住建局和能源局都管") == [("住建局", ("市住房和城乡建设局",)), ("能源局", ("市能源局",))]


@pytest.mark.parametrize("words", ["消防队", "气象局", "城管局"])
def test_an_office_that_has_no_task(names: Names, words: str) -> None:
    """An office of the trade that the plan charges with nothing is found with no unit."""
    assert names.find(f"{words}负责哪些") == [(words, ())]


@pytest.mark.parametrize("text", ["新能源车推广", "国家能源集团退出了吗", "煤矿火点", "", "海"])
def test_words_inside_other_terms_are_no_unit(names: Names, text: str) -> None:
    """能源 in 新能源 or 能源集团 is not the energy office."""
    assert names.find(text) == []


@pytest.mark.parametrize(
    ("words", "ordinal"),
    [
        ("大气污染那块", 4),
        ("黄河流域方面", 3),
        ("生态安全屏障", 2),
        ("其他需要关注的", 5),
        ("xyz", None),
        ("", None),
        ("水", None),
    ],
)
def test_an_aspect_is_named_by_part_of_its_title(names: Names, words: str, ordinal: int | None) -> None:
    """An aspect is known by the pairs of characters it shares with what is said."""
    assert names.aspect(words) == ordinal


def test_a_plan_without_aspects_or_districts() -> None:
    """A county's own plan has no districts and may have no aspects; its offices are found all the same."""
    names = Names.of(small_plan("02"))
    assert (names.districts, names.aspects, names.aspect("水环境方面")) == ((), (), None)
    assert names.find("水利局管哪些") == [("水利局", ("县水务局",))]
    assert names.find("城管负责啥") == [("城管", ("县城市管理综合执法局",))]


_CUT_SHORT = [
    ("lanzhou", "石化基地管委会负责哪些", ["岚州湾石化基地管委会"]),
    ("lanzhou", "岚州湾石化基地管理委员会有几项任务", ["岚州湾石化基地管委会"]),
    ("lanzhou", "管委会的任务有哪些", ["岚州湾石化基地管委会", "岚州高新区管委会"]),
    ("mingchuan", "洺川供电公司负责哪项", ["国网洺川供电公司"]),
    ("zeling", "海事处验收几项", ["泽陵海事处"]),
    ("zeling", "泽陵高新区负责哪些", ["泽陵高新区管委会"]),
    ("lanzhou", "岚州湾石化基地有哪些任务", ["岚州湾石化基地管委会"]),
    ("mingchuan", "古栗山保护区涉及哪些问题", []),
]


@pytest.mark.parametrize(("city", "text", "units"), _CUT_SHORT, ids=[t for _, t, _ in _CUT_SHORT])
def test_a_unit_is_known_by_the_end_of_its_name(city: str, text: str, units: list[str]) -> None:
    """What people leave off (a place, a legal form) says nothing; an end that several bear means all of them."""
    assert [sorted(u) for _, u in Names.of(small_plan(city)).find(text)] == ([sorted(units)] if units else [])


@pytest.mark.parametrize(
    ("city", "text"),
    [("mingchuan", "白杨市发电厂在哪个问题里"), ("linlan", "云陂县水库谁负责"), ("zeling", "玉垴县矿业公司谁管")],
)
def test_a_district_that_a_longer_name_begins_with_is_not_meant(city: str, text: str) -> None:
    """白杨市发电厂 is a plant that the plan names in full, not the district."""
    assert Names.of(small_plan(city)).find(text) == []


def test_ends_that_belong_to_any_office_name_none() -> None:
    """办公室 and 有限公司 are nobody's, a regiment with its division's name and without is one."""
    ends = cut_short(["市委办公室", "市政府办公室", "榕海港务集团有限公司", "第十五师221团", "221团", "各有关单位"])
    assert not {"办公室", "有限公司", "有关单位"} & set(ends)
    assert ends["港务集团"] == ends["港务集团有限公司"] == ("榕海港务集团有限公司",)
    assert ends["221团"] == ("第十五师221团", "221团")


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("海南区水务集团", "海南区城镇水务集团违规取水", True),
        ("万源公司", "乌海市万源煤矿等3家企业", True),
        ("云岭保护区", "岭背云岭省级自然保护区内", True),
        ("白鹤洲江豚保护区", "白鹤洲长江江豚省级自然保护区", True),
        ("海南区水务集团", "海南区政府。水务集团", False),
        ("白鹿湖", "白鹭湖", False),
    ],
)
def test_a_plan_may_write_a_name_in_full(name: str, text: str, stands: bool) -> None:
    """Something may stand between its halves, but no other name, and no end of a clause."""
    assert any(way(text) for way in written(name)) is stands


@pytest.mark.parametrize("name", ["01", "03", "05", "11", "14", "20", "24"])
def test_every_unit_is_found_by_its_own_name(name: str) -> None:
    """Every unit that a plan charges is found by the name the plan gives it, alone."""
    plan = small_plan(name)
    names = Names.of(plan)
    for unit in {d.unit for p in plan.problems for d in (*p.responsible, *p.acceptance)}:
        assert (unit, (unit,)) in names.find(f"{unit}负责哪些")


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_looked_through(names: Names, text: str) -> None:
    """Any text raises nothing, and whatever is found stands in it."""
    assert all(words in text for words, _ in names.find(text))
    names.aspect(text)
