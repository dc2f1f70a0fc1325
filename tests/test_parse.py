"""The whole parser: the real plan, plans of many layouts, and texts that are none."""

import dataclasses
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.as_json import plan_as_json
from corpus.errors import PlanError
from corpus.grammar.parse import parse_plan
from corpus.model import DeadlineKind, Firmness, Passage, Plan

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
REAL = ROOT / "corpus" / "data" / "wuhai-2024.txt"
PLANS = sorted((DATA / "plans").glob("[0-9]*.txt"))
NOT_PLANS = sorted((DATA / "plans").glob("notplan-*.txt"))
READING = json.loads((DATA / "wuhai-2024-reading.json").read_text("utf-8"))["problems"]


@cache
def _plan(path: Path) -> Plan:
    return parse_plan(path.read_bytes().decode("utf-8"))


def _passages(value: object) -> Iterator[Passage]:
    """Every passage anywhere in a tree of dataclasses and tuples."""
    if isinstance(value, Passage):
        yield value
    elif dataclasses.is_dataclass(value):
        for f in dataclasses.fields(value):
            yield from _passages(getattr(value, f.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _passages(item)


def _assert_quotes(plan: Plan) -> None:
    for passage in _passages(plan):
        assert plan.text[passage.span.start : passage.span.end] == passage.text
    for problem in plan.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(plan.text)


# --- the real plan ----------------------------------------------------------------------------------------


def test_the_real_plan_has_its_parts() -> None:
    """Five body sections, five aspects with 7, 8, 4, 8 and 3 problems, thirty in all, numbered from 1 to 30."""
    plan = _plan(REAL)
    assert [s.title.text for s in plan.sections] == ["指导思想", "整改原则", "整改目标", "主要任务", "保障措施"]
    assert [len(a.problems) for a in plan.aspects] == [7, 8, 4, 8, 3]
    assert [p.number for p in plan.problems] == list(range(1, 31))
    assert plan.title == "乌海市贯彻落实第二轮自治区生态环境保护督察报告整改方案"
    assert plan.districts == ("海勃湾区", "海南区", "乌达区")


def test_the_real_plan_has_its_measures_and_milestones() -> None:
    """96 measures with 75 milestones: 73 dated, 2 relative; 5 of them to strive for."""
    measures = [m for p in _plan(REAL).problems for m in p.measures]
    milestones = [x for m in measures for x in m.milestones]
    assert len(measures) == 96
    assert (sum(x.due is not None for x in milestones), sum(x.due is None for x in milestones)) == (73, 2)
    assert sum(x.firmness is Firmness.STRIVE for x in milestones) == 5
    assert all((x.due is None) == (x.trigger is not None) for x in milestones)


def test_the_real_plan_has_its_deadlines() -> None:
    """Of the thirty 整改时限, 25 are dates, four are ongoing and one is both a date and a relative one."""
    kinds = Counter(p.deadline.kind for p in _plan(REAL).problems)
    assert kinds == {DeadlineKind.DATE: 25, DeadlineKind.ONGOING: 4, DeadlineKind.MIXED: 1}


def test_the_real_plan_s_oddities_are_said() -> None:
    """The count of 31 against 30 and the （二） inside problem 3 are reported."""
    anomalies = _plan(REAL).anomalies
    assert any("31" in a and "30" in a for a in anomalies)
    assert any("问题（三）" in a and "（二）" in a for a in anomalies)


@pytest.mark.parametrize("expected", READING, ids=lambda p: f"problem {p['number']}")
def test_the_real_plan_reads_as_a_person_read_it(expected: dict[str, Any]) -> None:
    """Each problem of the independent hand reading comes out the same in every field."""
    got = next(p for p in plan_as_json(_plan(REAL))["problems"] if p["number"] == expected["number"])
    assert {k: got[k] for k in expected} == expected


def test_a_problem_is_found_by_its_number() -> None:
    """Plan.problem gives the problem of that number, and None for one that is not there."""
    plan = _plan(REAL)
    found = plan.problem(17)
    assert found is not None
    assert found.number == 17
    assert plan.problem(31) is None


# --- other layouts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_a_plan_of_another_layout_parses_as_expected(path: Path) -> None:
    """Title, sections, aspects and every field of every problem are those written down beside the plan."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    got = plan_as_json(_plan(path))
    keywords = expected.pop("anomalies")
    anomalies = got.pop("anomalies")
    assert got == expected
    assert [k for k in keywords if not any(k in a for a in anomalies)] == []


@pytest.mark.parametrize("path", [REAL, *PLANS], ids=lambda p: p.stem)
def test_every_passage_is_a_quotation(path: Path) -> None:
    """plan.text[span] is the passage's text, for every passage anywhere in the plan."""
    _assert_quotes(_plan(path))


@pytest.mark.parametrize("path", [REAL, *PLANS], ids=lambda p: p.stem)
def test_parsing_a_plan_s_own_text_changes_nothing(path: Path) -> None:
    """What normalise made of the text parses to the same plan once more."""
    assert parse_plan(_plan(path).text) == _plan(path)


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_line_ends_do_not_matter(path: Path) -> None:
    """A file from Windows reads like one from elsewhere."""
    text = path.read_text("utf-8")
    assert parse_plan("\ufeff" + text.replace("\n", "\r\n")).problems == _plan(path).problems


@pytest.mark.parametrize("path", NOT_PLANS, ids=lambda p: p.stem)
def test_a_text_that_is_no_plan_is_refused(path: Path) -> None:
    """News, a notice, a recipe and an empty page raise PlanError with one plain Chinese sentence."""
    with pytest.raises(PlanError) as caught:
        parse_plan(path.read_text("utf-8"))
    assert re.fullmatch(r"[^\n。]*[一-鿿][^\n。]*。", str(caught.value))


# --- two lists, and a body behind the list ---------------------------------------------------------------


_HEADER = "序号\t问题\t责任单位\t整改时限"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (_HEADER, "表格没有读到问题"),
        (f"{_HEADER}\n1\t甲问题。\t市局\t2025年底", "表格只读到1个问题"),
        ("序号\n问题\n责任单位\n整改时限\n1\n甲问题。\n市局\n2025年底", "表格只读到1个问题"),
    ],
    ids=["header only", "one row", "one cell a line"],
)
def test_a_table_beside_the_list_takes_nothing_from_it(more: str, said: str) -> None:
    """A small table behind thirty labelled problems leaves them as they are, and is reported."""
    plan = parse_plan(REAL.read_text("utf-8") + "\n" + more)
    assert plan.problems == _plan(REAL).problems
    assert any(said in words for words in plan.anomalies)


def test_labelled_problems_beside_a_larger_table_are_reported() -> None:
    """Where the table holds more problems it is the list, and the labelled ones are not passed over in silence."""
    rows = [f"{i}\t问题{i}。\t市局\t2025年底" for i in (1, 2)]
    plan = parse_plan("\n".join(["（一）甲问题。", "责任单位：市局", "整改时限：长期", _HEADER, *rows]))
    assert [p.number for p in plan.problems] == [1, 2]
    assert any("另有1个分栏目书写的问题" in words for words in plan.anomalies)


_BODY = "某市整改方案\n一、指导思想\n思想。\n二、工作目标\n目标。\n三、整改任务\n（一）甲问题。\n责任单位：市局\n整改时限：2025年底\n整改措施：\n"


def test_measures_that_go_on_like_the_body_stay_measures() -> None:
    """Measure 四 of the last problem is not taken for part 四 of the body, and that is said."""
    plan = parse_plan(_BODY + "一、做。\n二、查。\n三、改。\n四、验。")
    assert [m.ordinal for m in plan.problems[0].measures] == ["1", "2", "3", "4"]
    assert [s.ordinal for s in plan.sections] == [1, 2, 3]
    assert any("四、验。" in words and "措施收录" in words for words in plan.anomalies)


@pytest.mark.parametrize("measures", ["1.做。\n2.查。", "一、做。\n二、查。\n三、改。", "一、做。\n二、查。\n三、改。\n四、验。"])
def test_a_part_behind_the_list_is_cut_off_and_said(measures: str) -> None:
    """四、保障措施 behind the last problem is the body's fourth part whatever the measures' numbers, and that is said."""
    plan = parse_plan(_BODY + measures + "\n四、保障措施\n加强领导。")
    assert len(plan.problems[0].measures) == len(measures.split("\n"))
    assert plan.sections[-1].title.text == "保障措施"
    assert any("四、保障措施" in words and "正文收录" in words for words in plan.anomalies)


def test_a_header_with_wide_blanks_is_no_paragraph() -> None:
    """The header of a table, however its labels are spaced, closes the body before it and is no part of it."""
    header = "序　号\t问　题\t责任单位\t整改时限"
    plan = parse_plan(f"某市整改方案\n一、目标\n目标。\n{header}\n1\t甲问题。\t市局\t2025年底")
    assert [p.text for p in plan.sections[0].paragraphs] == ["目标。"]


# --- broken texts -----------------------------------------------------------------------------------------


def _parse_or_refuse(text: str) -> None:
    try:
        plan = parse_plan(text)
    except PlanError:
        return
    assert plan.problems
    assert len({p.number for p in plan.problems}) == len(plan.problems)
    _assert_quotes(plan)


_FRAGMENTS = """
附件|一、总则|二、清单|（一）甲问题。|（二）乙问题。|问题1：丙|第三项：丁|1.|2.|1|2|3|序号|问题|责任单位|整改目标|整改时限|整改措施
责任单位：市局|【责任单位】市局（牵头）|验收单位：各区委、区政府|整改时限：2025年底|整改措施：|1.做。|（1）2025年底前完成。
一是做；二是完。|甲县党委、政府|2025年6月1日|注：说明|（责任单位：市局；整改时限：长期）|牵头单位：甲；配合单位：乙|——|序号\t问题\t责任单位\t整改措施
"""
_PIECES = st.lists(st.sampled_from(re.split(r"[|\n]", _FRAGMENTS.strip())), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | _PIECES.map("\n".join) | _PIECES.map("\t".join) | _PIECES.map("".join))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """Arbitrary text gives a plan whose passages are quotations, or PlanError, and nothing else."""
    _parse_or_refuse(text)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["delete", "duplicate", "shuffle", "cut"]), st.integers(0, 10**6), st.floats(0.01, 0.4))
def test_a_damaged_real_plan_is_parsed_or_refused(how: str, seed: int, share: float) -> None:
    """Lines lost, doubled, out of order or cut short never raise anything but PlanError, and quotations stay true."""
    chance = random.Random(seed)
    lines = REAL.read_text("utf-8").split("\n")
    chosen = set(chance.sample(range(len(lines)), int(share * len(lines))))
    if how == "shuffle":
        chance.shuffle(lines)
    keep = {"delete": lambda x: [], "duplicate": lambda x: [x, x], "cut": lambda x: [x[: chance.randrange(len(x) + 1)]]}
    change = keep.get(how, lambda x: [x])
    _parse_or_refuse("\n".join(y for i, x in enumerate(lines) for y in (change(x) if i in chosen else [x])))
