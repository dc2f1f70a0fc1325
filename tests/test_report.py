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
    assert [(p.row, p.problem, p.words[:8]) for p in report.unread_times] == [(7, 1, "六月底前完成摸底")]
    text = report_text(report)
    for words in ("问题（一）缺少：验收单位、整改目标", "“研究后确定”", "“2025年13月底前”疑为误读", "第7行"):
        assert words in text, words


def test_cells_of_a_column_that_is_no_field_are_told() -> None:
    """A column 责任领导 of a table with one cell a line is in no field: how many cells were left out is told."""
    header, row = "序号 反馈问题 责任单位 责任领导 整改目标 整改时限 整改措施", "甲问题。 市局 张三 治理。 2025年6月底前 做。"
    lines = ["某市整改清单", *header.split(), *(x for n in "12" for x in (n, *row.split()))]
    report = report_on(parse_plan("\n".join(lines)))
    assert len(report.not_fields) == 2
    assert "张三" in report_text(report)


@pytest.mark.parametrize(
    ("deadline", "measure", "said"),
    [
        ("2025年l2月底前", "治理。", "疑为误读"),
        ("2025年13月底前", "治理。", "疑为误读"),
        ("尽快", "治理。", "没有可识别的时间"),
        ("2025年6月底前", "2025年6月31日前治理。", "疑为误读"),
        ("2025年6月底前", "2O25年8月底前，治理。", "疑为误读"),
        ("2025年6月底前", "年底前治理。", "未能识别的时间"),
        ("2025年6月前", "治理。", "歧义"),
    ],
)
def test_what_is_doubtful_of_a_time_is_told_once(deadline: str, measure: str, said: str) -> None:
    """One sentence about a time that was misread, means no day, lacks its year or may be read in two ways."""
    text = f"某市整改清单\n（一）甲。\n责任单位：市局\n验收单位：市局\n整改目标：治理。\n整改时限：{deadline}\n整改措施：\n1.{measure}"
    lines = report_text(report_on(parse_plan(text))).split("\n")
    about = [line for line in lines if ("时间" in line and "节点" not in line) or "误读" in line or "时限" in line]
    assert len(about) == 1
    assert said in about[0]


@pytest.mark.parametrize("count", [2, 3, 30])
def test_what_is_said_of_many_problems_is_said_once(count: int) -> None:
    """缺少验收单位 of three problems or more is one line that names them."""
    problem = "责任单位：市局\n整改目标：治理。\n整改时限：2025年6月底前\n整改措施：\n1.治理。"
    plan = parse_plan("\n".join(["某市整改清单", *(f"问题{n}：甲。\n{problem}" for n in range(1, count + 1))]))
    about = [words for words in findings(report_on(plan)) if "缺少验收单位" in words]
    assert len(about) == (count if count < 3 else 1)
    assert count < 3 or about[0].startswith(f"{count}个问题缺少验收单位：（一）（二）")


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("县城管局（局长李某）、县水务局（党组书记、局长王某）", ["县城管局", "县水务局"]),
        ("临江镇人民政府（镇长赵某）", ["临江镇人民政府"]),
        ("县住建局（责任人：陈某）、各乡镇（街道）", ["县住建局", "各乡镇（街道）"]),
        ("华岭焦化有限公司（总经理周某）", ["华岭焦化有限公司"]),
        ("县林业局(主要负责人)", ["县林业局"]),
    ],
)
def test_who_answers_for_a_unit_is_no_part_of_its_name(words: str, read: list[str]) -> None:
    """（局长李某） behind a unit names a person."""
    text = f"某县整改清单\n（一）甲。\n责任单位：{words}\n整改目标：治理。\n整改时限：长期坚持\n整改措施：\n1.治理。"
    assert [d.unit for d in parse_plan(text).problems[0].responsible] == read


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
