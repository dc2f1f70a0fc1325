"""The report on reading a plan: everything that was not understood stands in it with its place, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bot_fixtures import Command, small_plan

from bot.revisions.changes import findings, report_text
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from corpus.report import Place, report_on

PLANS = sorted((Path(__file__).parent / "data" / "plans").glob("[0-9]*.txt"))
ODD = """某市整改方案
（一）甲问题突出。
责任单位：市局、研究后确定
责任领导：张三
整改时限：2025年13月底前
整改措施：
1.六月底前完成摸底，2025年12月底前完成整改。
2.每年12月底前报告。
（二）乙问题。
责任单位：市局
责任领导：李四
整改措施：
1.整改。
"""


def test_what_was_not_understood_is_said_with_its_place() -> None:
    """Missing fields problem by problem, what is no unit, times that make no date, and labels that are no field."""
    report = report_on(parse_plan(ODD))
    assert report.missing == {1: ("acceptance", "goal"), 2: ("acceptance", "goal", "deadline")}
    assert report.unknown_units == {1: ("研究后确定",)}
    assert [(p.row, p.problem, p.words[:8]) for p in report.unread_times] == [(5, 1, "2025年13月"), (7, 1, "六月底前完成摸底")]
    assert [(p.row, p.problem) for p in report.not_fields] == [(4, 1), (11, 2)]
    text = report_text(report)
    for words in ("问题（一）缺少：验收单位、整改目标", "“研究后确定”", "第5行", "第7行", "“责任领导”不是方案栏目，2处"):
        assert words in text, words


def test_the_real_plan_has_little_to_report(plan: Plan) -> None:
    """Nothing is missing or unread; the two ambiguous dates and the known oddities are there."""
    report = report_on(plan)
    assert (report.missing, report.unknown_units, report.unread_times, report.not_fields, report.outside) == ({}, {}, (), (), ())
    assert [p.problem for p in report.ambiguous] == [17, 25]
    assert findings(report) == list(plan.anomalies)


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_no_line_is_lost_in_silence(path: Path) -> None:
    """A line put into the middle of a problem's neighbourhood is in a field, or in the report."""
    plan = parse_plan(path.read_text("utf-8"))
    report = report_on(plan)
    assert all(isinstance(p, Place) and p.words in plan.text for p in (*report.outside, *report.not_fields, *report.ambiguous))
    json.dumps(report.as_json())


def test_a_note_behind_the_list_is_reported() -> None:
    """What stands behind the last problem and belongs to nothing is said once, by the anomaly or by the report."""
    plan = small_plan("22")
    said = " ".join(findings(report_on(plan)))
    assert said.count("第47行") == 1
    assert "抄送" in said


def test_the_report_as_a_file(command: Command, tmp_path: Path) -> None:
    """plan and reindex write it as JSON or text, as the file's name says; the contract's object keeps its keys."""
    (tmp_path / "odd.txt").write_text(ODD, "utf-8")
    done = command("plan", tmp_path / "odd.txt", "--json", "--report", tmp_path / "r.json")
    assert set(json.loads(done.out)) == {"title", "sections", "aspects", "problems", "anomalies"}
    assert any("研究后确定" in a for a in json.loads(done.out)["anomalies"])
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["missing"]["2"] == ["acceptance", "goal", "deadline"]
    done = command("--data", tmp_path / "d", "reindex", tmp_path / "odd.txt", "--dry-run", "--report", tmp_path / "r.txt")
    assert "问题（二）缺少：验收单位、整改目标、整改时限" in (tmp_path / "r.txt").read_text("utf-8")
    assert done.code == 0
