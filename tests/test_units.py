"""Units: splitting, roles, shared names and districts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.grammar.districts import expand, find_districts
from corpus.grammar.units import PlanNames, find_short_names, names_only_units, parse_duties
from corpus.model import Passage, Role, Span

DISTRICTS = ("海勃湾区", "海南区", "乌达区")
_ALL = "海勃湾区{0} 海勃湾区{1} 海南区{0} 海南区{1} 乌达区{0} 乌达区{1}"


def _duties(text: str, plan_text: str = "", default: Role | None = None, **names: dict[str, str]) -> str:
    """The units as one line, L marking leads, M members, nothing a plain responsible unit."""
    duties = parse_duties(Passage(text, Span(0, len(text))), PlanNames(DISTRICTS, **names), plan_text + text, default)
    sign = {Role.LEAD: "L:", Role.MEMBER: "M:", Role.RESPONSIBLE: ""}
    return " ".join(sign[d.role] + d.unit for d in duties)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市水务局", "市水务局"),
        ("市水务局、市财政局", "市水务局 市财政局"),
        ("市水务局，市财政局；市能源局。", "市水务局 市财政局 市能源局"),
        ("市水务局 市财政局", "市水务局 市财政局"),
        ("市水务局\n市财政局", "市水务局 市财政局"),
        ("市水务局、市水务局", "市水务局"),
        ("市住房和城乡建设局和市水务局", "市住房和城乡建设局 市水务局"),
        ("市水务局及市财政局", "市水务局 市财政局"),
        ("市公安局（交管支队）、市水务局", "市公安局（交管支队） 市水务局"),
        ("市水务局（牵头）、市财政局", "L:市水务局 M:市财政局"),
        ("市发展和改革委员会(牵头)、市财政局", "L:市发展和改革委员会 M:市财政局"),
        ("市水务局（牵头单位），市财政局（配合单位）", "L:市水务局 M:市财政局"),
        ("市委办公室、市政府办公室（共同牵头），市委组织部", "L:市委办公室 L:市政府办公室 M:市委组织部"),
        ("市委组织部，市委办公室、市政府办公室（共同牵头）", "M:市委组织部 L:市委办公室 L:市政府办公室"),
        ("市水务局、市财政局（均为牵头单位）", "L:市水务局 L:市财政局"),
        ("市自然资源局牵头，市林业局、市水利局配合", "L:市自然资源局 M:市林业局 M:市水利局"),
        ("牵头单位：市水利局；配合单位：市财政局、市能源局", "L:市水利局 M:市财政局 M:市能源局"),
        ("海勃湾区委、区政府", "海勃湾区委 海勃湾区政府"),
        ("海勃湾区委和区政府", "海勃湾区委 海勃湾区政府"),
        ("海勃湾区党委、政府", "海勃湾区党委 海勃湾区政府"),
        ("海勃湾区、海南区党委和政府", "海勃湾区党委 海勃湾区政府 海南区党委 海南区政府"),
        ("各区委、区政府", _ALL.format("委", "政府")),
        ("各区委、政府", _ALL.format("委", "政府")),
        ("各区党委、政府", _ALL.format("党委", "政府")),
        ("各县（市、区）党委、政府", _ALL.format("党委", "政府")),
        ("各区（县）委、政府", _ALL.format("委", "政府")),
        ("各区政府及经开区管委会", "海勃湾区政府 海南区政府 乌达区政府 经开区管委会"),
        ("各镇（街道）党委、政府", "各镇（街道）党委 各镇（街道）政府"),
        ("各乡镇（街道）", "各乡镇（街道）"),
        ("各有关单位，各成员单位", "各有关单位 各成员单位"),
        ("中央驻市单位、乌海能源有限责任公司", "中央驻市单位 乌海能源有限责任公司"),
        ("高新区党工委、管委会", "高新区党工委 高新区管委会"),
        ("市委、市政府", "市委 市政府"),
        ("市生态环境局海南区分局", "市生态环境局海南区分局"),
    ],
)
def test_units_are_split_and_given_their_roles(text: str, expected: str) -> None:
    """Each unit appears once, canonical, in the plan's order; any mark makes the unmarked ones members."""
    assert _duties(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市水利局为牵头单位，市财政局、清河镇人民政府为配合单位。", "L:市水利局 M:市财政局 M:清河镇人民政府"),
        ("市商务局是牵头单位，市公安局和市税务局是配合单位", "L:市商务局 M:市公安局 M:市税务局"),
        ("市林业局作为牵头验收单位，市公安局作为责任单位", "L:市林业局 M:市公安局"),
        ("牵头单位为市林业局，配合单位为市公安局、市能源局", "L:市林业局 M:市公安局 M:市能源局"),
        ("由市水利局牵头，市公安局、柳河镇人民政府配合。", "L:市水利局 M:市公安局 M:柳河镇人民政府"),
        ("由市水利局牵头组织验收，市公安局参加验收", "L:市水利局 M:市公安局"),
        ("市城管局牵头负责，各街道办事处、各社区协同配合", "L:市城管局 M:各街道办事处 M:各社区"),
        ("具体由市卫健委负责，市医保局予以配合", "市卫健委 M:市医保局"),
        ("以市教育局为主，市公安局协助", "L:市教育局 M:市公安局"),
        ("由市水利局、市财政局负责，其中市水利局牵头", "L:市水利局 M:市财政局"),
        ("由市农业农村局和市生态环境局共同负责，不设牵头单位。", "市农业农村局 市生态环境局"),
        ("无牵头单位，由市商务局、市公安局联合验收", "市商务局 市公安局"),
        ("市为民服务中心、市农村信用联合社", "市为民服务中心 市农村信用联合社"),
    ],
)
def test_roles_are_told_in_a_sentence(text: str, expected: str) -> None:
    """What a sentence says of a unit is its role and no part of its name, and who is to have no lead has none."""
    assert _duties(text) == expected


@pytest.mark.parametrize(
    ("text", "plan_text", "expected"),
    [
        ("市自然资源局、能源局", "市能源局负责。", "市自然资源局 市能源局"),
        ("市自然资源局、能源局", "", "市自然资源局 能源局"),
        ("县公安局、水利局", "县水利局负责。", "县公安局 县水利局"),
        ("第十五师218团、221团", "第十五师221团", "第十五师218团 第十五师221团"),
        ("松北油田第五采油厂、第六采油厂", "松北油田第六采油厂", "松北油田第五采油厂 松北油田第六采油厂"),
        ("第十五师218团、221团", "", "第十五师218团 221团"),
    ],
    ids=["city", "unsaid", "county", "regiments", "plants", "unsaid series"],
)
def test_a_left_out_prefix_is_written_out_only_where_the_plan_says_so(text: str, plan_text: str, expected: str) -> None:
    """能源局 becomes 市能源局, and a series of numbers is of one division, only when the plan itself has that name."""
    assert _duties(text, plan_text) == expected


def test_the_label_gives_the_role() -> None:
    """Under 牵头单位 every unit leads, unless a mark says otherwise."""
    assert _duties("市水务局、市财政局（配合）", default=Role.LEAD) == "L:市水务局 M:市财政局"


def test_a_short_name_is_replaced_by_what_it_stands_for() -> None:
    """A unit that the plan introduced with 以下简称 is given its full name."""
    short = find_short_names("由市整改工作领导小组办公室（以下简称市整改办）统筹。")
    assert short == {"市整改办": "市整改工作领导小组办公室"}
    assert find_short_names("领导小组，领导小组办公室（以下简称市整改办）设在市生态环境局。") == {}
    assert _duties("市整改办", short_names=short) == "市整改工作领导小组办公室"


@pytest.mark.parametrize(
    ("unit", "districts", "expected"),
    [
        ("各县（市、区）党委", ("东港区", "云岭县"), ("东港区党委", "云岭县党委")),
        ("各区政府", ("东港区", "云岭县"), ("东港区政府",)),
        ("各区政府", (), ("各区政府",)),
        ("各县政府", ("东港区",), ("各县政府",)),
        ("市水务局", ("东港区",), ("市水务局",)),
    ],
    ids=["all-levels", "one-level", "none-known", "other-level", "no-collective"],
)
def test_a_collective_is_expanded_to_the_districts_of_its_level(
    unit: str, districts: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """各区政府 is the government of every 区 of the plan; what cannot be expanded stays as written."""
    assert expand(unit, districts) == expected


@pytest.mark.parametrize(
    ("fields", "text", "title", "expected"),
    [
        (["甲山区委、区政府，乙水县委、县政府"], "", "丙市整改方案", ("甲山区", "乙水县")),
        (["乙水县委，甲山区委", "各区委"], "", "丙市整改方案", ("乙水县", "甲山区")),
        (["各区委、区政府"], "，东湖区政府未完成整改。", "丙市整改方案", ("东湖区",)),
        (["市水务局"], "矿区、自然保护区、高新区和各区的示范区。", "丙市整改方案", ()),
        (
            ["甲山区委"],
            "网点增至9个，实现县（市、区）全覆盖，实现县处级轮训，7个县（市、区）、个县（市、区）都有。",
            "丙市整改方案",
            ("甲山区",),
        ),
    ],
    ids=["field-order", "listed-first", "prose", "common-words", "every-level"],
)
def test_districts_come_from_the_plan_itself(fields: list[str], text: str, title: str, expected: tuple[str, ...]) -> None:
    """Districts are those of the unit fields in their order, then those of the prose; 矿区 and the like are none."""
    assert find_districts(fields, "\n".join([*fields, text]), title) == expected


@settings(max_examples=150)
@given(st.text(max_size=60) | st.text("市区县各委政府局、，；（）牵头共同配合和及水务海南 \n", max_size=40))
def test_every_duty_quotes_the_field(text: str) -> None:
    """Any text is read without an error; each duty names a unit and quotes words that stand in the field."""
    for duty in parse_duties(Passage(text, Span(7, 7 + len(text))), PlanNames(DISTRICTS), text):
        start, end = duty.quote.span
        assert duty.unit
        assert text[start - 7 : end - 7] == duty.quote.text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("由市水利局牵头，市公安局参加。", True),
        ("市水利局、经开区管委会", True),
        ("由市公安局组织验收。", True),
        ("已由市水利局验收。", False),
        ("经市水利局组织验收。", False),
        ("2025年8月市水利局验收", False),
        ("各责任单位要于每月25日前报送进展。", False),
    ],
)
def test_whether_words_name_units_alone(words: str, expected: bool) -> None:
    """What tells of something that was done or is to be done is no list of units, though it names one."""
    assert names_only_units(words) is expected
