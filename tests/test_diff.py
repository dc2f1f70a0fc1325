"""What changed between two plans: pairs by words first, numbers second."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from corpus.diff import changed_fields, compare, similarity
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from corpus.text.numbers import to_chinese


@dataclass(frozen=True)
class Item:
    """One problem of a made-up plan."""

    title: str
    finding: str
    goal: str
    measures: tuple[str, ...]
    units: str = "市生态环境局"
    deadline: str = "2025年12月底"


COKE = Item(
    "焦化企业改造缓慢",
    "8家焦化企业未按期完成超低排放改造，无组织排放严重。",
    "全部焦化企业完成超低排放改造。",
    ("制定焦化行业改造方案。", "督促企业建设封闭料棚和干熄焦设施。"),
)
WATER = Item(
    "违规取用黄河水",
    "部分企业无取水许可证取用黄河水，计量设施缺失。",
    "取水许可手续齐全，计量全覆盖。",
    ("核查全部取水口并补办许可。", "安装在线计量设施并联网。"),
)
DUST = Item(
    "矿区道路扬尘严重",
    "运煤专线路面破损，车辆抛洒，积尘厚达十厘米。",
    "道路硬化率达到百分之百。",
    ("硬化运煤道路三十公里。", "配备洒水车，每日清扫四次。"),
)
WASTE = Item(
    "固废堆存不规范",
    "粉煤灰和煤矸石随意倾倒在沟谷，未采取防渗措施。",
    "历史遗留固废全部规范处置。",
    ("建成规范化渣场两座。", "清运沟谷内堆存的煤矸石。"),
)
CITY = Item(
    "城区污水管网破损",
    "老城区雨污合流，雨天污水溢流进入人工湖。",
    "消除城区污水直排口。",
    ("改造老旧管网十二公里。", "新建调蓄池一座。"),
)
NORTH = Item(
    "北矿区排土场复绿滞后",
    "北矿区三号排土场未按方案覆土，植被成活率不足三成，边坡冲沟发育。",
    "完成北矿区三号排土场复绿。",
    ("对排土场覆土五十厘米并播撒草籽。", "修筑截排水沟，治理边坡冲沟。"),
)
SOUTH = replace(
    NORTH,
    title="南矿区排土场复绿滞后",
    finding="南矿区一号排土场未按方案覆土，植被成活率不足三成，边坡冲沟发育。",
    goal="完成南矿区一号排土场复绿。",
)


def _plan(*items: Item) -> Plan:
    return parse_plan("\n".join(["某市生态环境保护督察整改方案", "整改任务清单", *_lines(items)]))


def _lines(items: Iterable[Item]) -> Iterable[str]:
    for i, item in enumerate(items, 1):
        yield f"（{to_chinese(i)}）{item.title}。{item.finding}"
        yield f"责任单位：{item.units}\n验收单位：市整改办\n整改目标：{item.goal}\n整改时限：{item.deadline}\n整改措施："
        yield from (f"{n}. {m}" for n, m in enumerate(item.measures, 1))


FIVE = (COKE, WATER, DUST, WASTE, CITY)
OLD = _plan(*FIVE)


def test_the_made_up_plan_reads_as_meant() -> None:
    """Five problems with their own words, so that what follows tests the comparison."""
    assert [(p.number, p.title.text, len(p.measures)) for p in OLD.problems] == [(i, x.title, 2) for i, x in enumerate(FIVE, 1)]


CHANGES = {
    "unit": ({"units": "市生态环境局、市工业和信息化局"}, ("responsible",)),
    "deadline moved": ({"deadline": "2026年6月底"}, ("deadline",)),
    "goal": ({"goal": "焦化企业全部完成超低排放改造并验收。"}, ("goal",)),
    "measure reworded": ({"measures": ("制定焦化行业改造方案并印发。", COKE.measures[1])}, ("measures",)),
    "measure split": ({"measures": (COKE.measures[0], "督促企业建设封闭料棚。", "督促建设干熄焦设施。")}, ("measures",)),
    "measure dropped": ({"measures": COKE.measures[:1]}, ("measures",)),
    "deadline and unit": ({"deadline": "2026年6月底", "units": "市工业和信息化局"}, ("responsible", "deadline")),
}


@pytest.mark.parametrize(("change", "fields"), CHANGES.values(), ids=CHANGES)
def test_a_changed_field_is_named(change: dict[str, object], fields: tuple[str, ...]) -> None:
    """Only the problem and the fields that changed are reported; everything keeps its number."""
    found = compare(OLD, _plan(replace(COKE, **change), *FIVE[1:]))  # type: ignore[arg-type]
    assert found.changed == {1: fields}
    assert (found.added, found.removed, found.renumbered, found.doubtful) == ((), (), {}, {})


def test_the_same_plan_has_no_changes(plan: Plan) -> None:
    """The real plan compared with itself matches all thirty problems and nothing else."""
    found = compare(plan, parse_plan(plan.text))
    assert found.matched == {n: n for n in range(1, 31)}
    assert (found.added, found.removed, found.changed, found.doubtful, found.renumbered) == ((), (), {}, {}, {})


def test_a_removed_problem_shifts_the_others() -> None:
    """Those behind a removed problem are renumbered, not changed."""
    found = compare(OLD, _plan(COKE, DUST, WASTE, CITY))
    assert (found.removed, found.added, found.changed, found.doubtful) == ((2,), (), {}, {})
    assert found.renumbered == {3: 2, 4: 3, 5: 4}


def test_an_inserted_problem_shifts_the_others() -> None:
    """Those behind an inserted problem are renumbered, not changed."""
    found = compare(OLD, _plan(COKE, NORTH, *FIVE[1:]))
    assert (found.added, found.removed, found.changed, found.doubtful) == ((2,), (), {}, {})
    assert found.renumbered == {2: 3, 3: 4, 4: 5, 5: 6}


def test_reworded_and_renumbered_at_once() -> None:
    """A problem is found again by most of its words though its number and some words are new."""
    reworded = replace(DUST, finding="运煤专线路面破损，车辆抛洒严重，两侧积尘厚达十厘米。", deadline="2026年底")
    found = compare(OLD, _plan(reworded, COKE, WATER, WASTE, CITY))
    assert found.renumbered == {1: 2, 2: 3, 3: 1}
    assert found.changed == {1: ("statement", "deadline")}
    assert (found.added, found.removed) == ((), ())


def test_another_plan_shares_nothing() -> None:
    """Problems in other words are removed and added, even under the same numbers."""
    found = compare(_plan(COKE, WATER), _plan(DUST, WASTE, CITY))
    assert (found.matched, found.removed, found.added) == ({}, (1, 2), (1, 2, 3))


def test_swapped_twins_follow_their_words() -> None:
    """Two near twins that change places unaltered are two renumberings: words come before numbers."""
    found = compare(_plan(NORTH, SOUTH), _plan(SOUTH, NORTH))
    assert similarity(_plan(NORTH).problems[0], _plan(SOUTH).problems[0]) > 0.8
    assert (found.renumbered, found.changed, found.doubtful) == ({1: 2, 2: 1}, {}, {})


def test_twins_that_shift_follow_their_words() -> None:
    """Two near twins pushed down by an inserted problem are not taken for one another."""
    found = compare(_plan(NORTH, SOUTH, COKE), _plan(WATER, NORTH, SOUTH, COKE))
    assert (found.matched, found.added, found.doubtful) == ({1: 2, 2: 3, 3: 4}, (1,), {})


def test_twins_in_their_places_are_not_doubtful() -> None:
    """Where each twin keeps its number, the number decides though one was reworded a little."""
    found = compare(_plan(NORTH, SOUTH), _plan(replace(NORTH, finding=NORTH.finding + "整改流于形式。"), SOUTH))
    assert (found.matched, found.changed, found.doubtful) == ({1: 1, 2: 2}, {1: ("statement",)}, {})


def test_near_twins_under_new_numbers_are_doubtful() -> None:
    """A problem that two new ones resemble about equally, neither under its number, is left to the administrator."""
    west = replace(NORTH, finding=NORTH.finding.replace("北矿区三号", "西矿区三号"), goal="完成西矿区三号排土场复绿。")
    east = replace(NORTH, finding=NORTH.finding.replace("北矿区三号", "东矿区三号"), goal="完成东矿区三号排土场复绿。")
    found = compare(_plan(NORTH, COKE), _plan(COKE, west, east))
    assert found.matched[1] in (2, 3)
    assert {n: set(c) for n, c in found.doubtful.items()} == {1: {2, 3}}
    assert found.doubtful[1][0] == found.matched[1]


def test_identical_twins_that_shift_are_doubtful() -> None:
    """Words cannot tell problems apart that are the same to the letter; the one whose place is taken is doubtful."""
    found = compare(_plan(NORTH, NORTH), _plan(COKE, NORTH, NORTH))
    assert set(found.matched) == {1, 2}
    assert 1 in found.doubtful


def test_line_breaks_and_blanks_are_no_change() -> None:
    """A plan that was only set anew has no changed fields."""
    old, new = OLD.problems[0], OLD.problems[0]
    spaced = [replace(m, passage=replace(m.passage, text=m.passage.text.replace("企业", " 企\n业 "))) for m in new.measures]
    broken = replace(new, measures=tuple(spaced), goal=replace(new.goal, text=f" {new.goal.text}\n"))
    assert broken.measures != old.measures
    assert changed_fields(old, broken) == ()


def test_what_both_lack_is_no_likeness() -> None:
    """Two problems without goal and measures are compared by their findings alone."""
    bare = [replace(p, goal=replace(p.goal, text=""), measures=()) for p in OLD.problems]
    assert similarity(bare[0], bare[1]) < 0.2
    assert similarity(bare[0], bare[0]) == 1
    silent = [replace(p, statement=replace(p.statement, text="")) for p in bare]
    assert similarity(silent[0], silent[1]) == 0


def test_similarity_is_symmetric(plan: Plan) -> None:
    """It does not matter which plan is the older; every problem is like itself."""
    for a in plan.problems[:6]:
        assert similarity(a, a) == pytest.approx(1)
        assert all(similarity(a, b) == pytest.approx(similarity(b, a)) for b in plan.problems)
