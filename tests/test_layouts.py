"""Small plans of the layouts that governments publish: each reads as a person read it, in every field."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.files.reading import read_plan_text
from corpus.grammar.parse import parse_plan
from corpus.model import Duty, Plan, Problem
from corpus.report import report_on

LAYOUTS = sorted(p for p in (Path(__file__).parent / "data" / "layouts").iterdir() if p.suffix != ".json")


def _problem(problem: Problem) -> dict[str, Any]:
    """A problem in the form of the readings: milestones by their days alone."""
    return {
        "number": problem.number,
        "statement": problem.statement.text,
        "responsible": _units(problem.responsible),
        "acceptance": _units(problem.acceptance),
        "goal": problem.goal.text,
        "deadline_raw": problem.deadline_raw.text,
        "deadline": {"kind": problem.deadline.kind.value, "dates": [d.isoformat() for d in problem.deadline.dates]},
        "measures": [m.passage.text for m in problem.measures],
        "due": [x.due.isoformat() if x.due else None for m in problem.measures for x in m.milestones],
        "progress": problem.progress.text,
        "others": [x.text for x in problem.others],
    }


def _units(duties: tuple[Duty, ...]) -> list[list[str]]:
    return [[d.unit, d.role.value] for d in duties]


def _read(path: Path) -> Plan:
    return parse_plan(read_plan_text(path))


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda p: p.stem)
def test_a_published_layout_reads_as_a_person_read_it(path: Path) -> None:
    """The title and every field of every problem are those written down beside the plan (others only where they are)."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    plan = _read(path)
    keys = expected["problems"][0].keys()
    assert [{k: v for k, v in _problem(p).items() if k in keys} for p in plan.problems] == expected["problems"]
    assert plan.title == expected["title"]


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda p: p.stem)
def test_what_is_odd_of_a_published_layout_is_said(path: Path) -> None:
    """Numbers that were lost, words that belong nowhere and years that were left out are told."""
    plan = _read(path)
    said = " ".join([*plan.anomalies, *(x.words for x in report_on(plan).outside)])
    assert [words for words in json.loads(path.with_suffix(".json").read_text("utf-8"))["said"] if words not in said] == []
