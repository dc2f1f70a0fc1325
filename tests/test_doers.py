"""Who does what a milestone's clause asks: the units that it names, nobody else."""

import pytest

from corpus.grammar.parse import parse_plan

CITY = """云江市督察整改方案
一、甲方面
（一）河道垃圾未清。
责任单位：市水务局（牵头），市自然资源局，各区委、区政府
整改时限：2025年12月底前
整改措施：
1.{}
（二）矿山渣堆。
责任单位：东河区委、区政府，西河区委、区政府
整改时限：2025年12月底前
整改措施：
1.长期坚持。
"""
EAST, WEST = ["东河区委", "东河区政府"], ["西河区委", "西河区政府"]


def _doers(measure: str) -> list[list[str]]:
    plan = parse_plan(CITY.format(measure))
    return [list(stone.units) for stone in plan.problems[0].measures[0].milestones]


@pytest.mark.parametrize(
    ("measure", "units"),
    [
        ("2025年3月底前，市自然资源局组织一次学习。", ["市自然资源局"]),
        ("市水务局2025年3月底前截断3处排口。", ["市水务局"]),
        ("东河区2025年3月底前为村民接水。", EAST),
        ("东河区拆除2处栈道，力争2025年3月底前完成。", EAST),
        ("2025年3月底前，东河政府完成治理。", EAST),
        ("2025年3月底前，东河区人民政府完成治理。", ["东河区政府"]),
        ("2025年3月底前，由各区对排水户发放许可。", EAST + WEST),
        ("2025年3月底前，各区政府组织排查。", ["东河区政府", "西河区政府"]),
        ("2025年3月底前，各区委、区政府组织排查。", EAST + WEST),
        ("2025年3月底前，市水务局会同东河区、西河区政府开展排查。", ["市水务局", *EAST, "西河区政府"]),
        ("2025年3月底前，根据实际情况，东河区优化范围。", EAST),
        ("标准由市水务局在2025年3月底前确定。", ["市水务局"]),
        ("市水务局在《规划》批复后5个月内，印发方案。", ["市水务局"]),
        ("市水务局牵头，市自然资源局配合，2025年3月底前完成排查。", ["市水务局", "市自然资源局"]),
        ("2025年3月底前，东河区某水务集团有限公司完成论证。", []),
        ("2025年3月底前，完成东河区的治理。", []),
        ("2025年3月底前，东河区境内渣堆完成清理。", []),
        ("2025年3月底前补齐任务，由市水务局现场复核。", []),
        ("市水务局批复后3个月内，企业完成改造。", []),
        ("2025年3月底前，11家企业完成改造。", []),
    ],
)
def test_a_clause_names_its_doers(measure: str, units: list[str]) -> None:
    """Behind its time, 由 or a subordinate clause, joined by 、 or 会同; a company, a place or who only checks is none."""
    assert _doers(measure) == [units]


@pytest.mark.parametrize(
    ("measure", "units"),
    [
        ("东河区2025年3月底前制定方案，2025年6月底前完成治理。", [EAST, EAST]),
        ("东河区2025年3月底前制定方案，2025年6月底前西河区完成治理。", [EAST, WEST]),
        ("东河区2025年3月底前制定方案。2025年6月底前完成治理。", [EAST, []]),
        ("东河区2025年3月底前制定方案，2025年6月底前3家企业搬迁。", [EAST, []]),
    ],
)
def test_a_clause_goes_on_with_the_doer_of_its_sentence(measure: str, units: list[list[str]]) -> None:
    """Where it goes on with a deed and names nobody itself; the next sentence begins anew."""
    assert _doers(measure) == units
