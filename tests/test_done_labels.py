"""What was done, told under one label with the measures: measures without false days, or the progress beside measures."""

from __future__ import annotations

import pytest

from corpus.grammar.deadlines import find_terms
from corpus.grammar.parse import parse_plan
from corpus.model import Problem

LABELS = ["整改措施及成效", "整改措施及完成情况", "整改举措和成果", "整改措施落实情况", "工作措施及进展情况"]
FIELDS = "责任单位：县水务局\n验收单位：市水务局\n整改目标：治理。\n整改时限：2025年12月底前\n"


def _problem(words: str) -> tuple[Problem, str]:
    plan = parse_plan(f"某县整改清单\n（一）甲。\n{FIELDS}{words}")
    return plan.problems[0], " ".join(plan.anomalies)


@pytest.mark.parametrize("label", LABELS)
def test_alone_they_are_the_measures(label: str) -> None:
    """The items are measures, only what is still to be done has a day, and the report says that the two are mixed."""
    problem, said = _problem(f"{label}：\n1.2025年3月底前完成摸排，已建台账。\n2.2025年12月底前，建成管网3公里。")
    assert [m.ordinal for m in problem.measures] == ["1", "2"]
    assert [x.due.isoformat() for m in problem.measures for x in m.milestones if x.due] == ["2025-12-31"]
    assert "整改措施与成效写在一起" in said
    assert not problem.progress


@pytest.mark.parametrize("label", LABELS)
def test_beside_the_measures_they_are_the_progress(label: str) -> None:
    """整改措施 stands for itself, and what was done gives no day."""
    problem, said = _problem(f"整改措施：\n1.2025年12月底前，建成管网3公里。\n{label}：\n1.2025年3月底前完成摸排。")
    assert [m.passage.text for m in problem.measures] == ["2025年12月底前，建成管网3公里。"]
    assert problem.progress.text == "1.2025年3月底前完成摸排。"
    assert "写在一起" not in said


@pytest.mark.parametrize(
    ("item", "days"),
    [
        ("2025年6月底前完成更换，现已投运。", []),
        ("2025年6月底前完成了更换。", []),
        ("于2025年5月30日完成更换。", []),
        ("2025年5月，完成更换。", []),
        ("截至2025年5月，完成更换3台，2025年9月底前完成其余2台。", []),
        ("2025年6月底前完成更换。", ["2025-06-30"]),
        ("完成摸排。2025年9月底前，建成泵站1座。", ["2025-09-30"]),
        ("摸排已完成。2025年9月底前，建成泵站1座。", ["2025-09-30"]),
    ],
)
def test_a_day_that_may_have_passed_is_none(item: str, days: list[str]) -> None:
    """Only 前 without a word of the past in its sentence is a day to keep."""
    problem, _ = _problem(f"整改措施及成效：\n1.{item}\n2.加强监管。")
    assert [x.due.isoformat() for m in problem.measures for x in m.milestones if x.due] == days


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("加快改造，年底前建成3公里。", "2025-12-31"),
        ("确保到年底前完成。", "2025-12-31"),
        ("管网改造于年底前完工", "2025-12-31"),
        ("力争年末前投运", "2025-12-31"),
        ("2025年6月底前完成设计，年底前完工", "2025-12-31"),
        ("今年底前完成", None),
        ("次年年底前完成", None),
        ("每年年底前报告", None),
    ],
)
def test_the_end_of_the_plan_s_year_in_a_sentence(words: str, due: str | None) -> None:
    """年底前 is of the plan's year wherever it stands; of another year, or of every year, it is no day."""
    days = [t.due.isoformat() for t in find_terms(words, 2025) if t.due and t.due.month == 12]
    assert days == ([due] if due else [])
