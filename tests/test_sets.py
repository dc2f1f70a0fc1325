"""Lists and counts, compared with a slow reckoning of the tests' own over the plan's JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from bot_fixtures import TODAY, small_plan

from bot.answers.answer import Answer
from bot.answers.exact import unmarked
from bot.answers.sets import carried_out
from bot.language.unit_names import Names
from bot.questions.dialogue import resolve
from bot.questions.query import Kind
from bot.questions.state import START
from bot.questions.understanding import understand
from corpus.as_json import plan_as_json
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from index.phrasings import bundled_plan_text

_PLANS = ("real", "01", "03", "05", "08", "11", "14", "20")
_COLLECTIVE_DUTIES = ("负责", "牵头", "配合", "验收")


@cache
def _plan(name: str) -> Plan:
    return parse_plan(bundled_plan_text()) if name == "real" else small_plan(name)


@cache
def _names(name: str) -> Names:
    return Names.of(_plan(name))


@cache
def _problems(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plan_as_json(_plan(name))["problems"]
    return found


def _asked(name: str, words: str, today: date = TODAY, previous: Answer | None = None) -> Answer:
    question = understand(words, _names(name), today)
    if previous:
        question = resolve(question, previous.state)
    assert question.kind in (Kind.LIST, Kind.COUNT), words
    found = carried_out(question, _plan(name), today)
    return replace(found, state=START.after(question, found.kind, found.problems, None, ""))


def _same(answer: Answer, expected: list[int]) -> bool:
    """The very problems in the plan's order; none of them is a refusal."""
    if not expected:
        return answer.refused and answer.refusal is not None and answer.refusal.reason == "empty" and answer.problems == ()
    return answer.problems == tuple(expected) and not answer.refused


def _does(problem: dict[str, Any], unit: str, duty: str) -> bool:
    if duty == "验收":
        return any(d["unit"] == unit or f"（{unit}）" in d["unit"] for d in problem["acceptance"])
    roles = {d["role"] for d in problem["responsible"] if d["unit"] == unit}
    if duty == "负责":
        return bool(roles)
    return {"牵头": "lead", "配合": "member"}[duty] in roles


def _units(name: str) -> list[str]:
    return sorted({d["unit"] for p in _problems(name) for d in (*p["responsible"], *p["acceptance"])})


def _area(unit: str) -> str:
    return re.sub("(?<=.[区县旗市])(?:委|党委|政府|人民政府)$", "", unit)


def _leads(problem: dict[str, Any]) -> set[str]:
    return {_area(d["unit"]) for d in problem["responsible"] if d["role"] == "lead"}


def _responsible(problem: dict[str, Any]) -> set[str]:
    return {_area(d["unit"]) for d in problem["responsible"]}


@pytest.mark.parametrize("name", ["real", "01", "05", "11"])
@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("没有明确牵头单位的问题有哪些", lambda p: not _leads(p) and len(_responsible(p)) > 1),
        ("共同牵头的有几项", lambda p: len(_leads(p)) > 1),
        ("两个单位一起牵头的有哪些", lambda p: len(_leads(p)) > 1),
        ("只有一家单位负责的有哪些", lambda p: len(_responsible(p)) == 1),
        ("有牵头单位的有几项", lambda p: bool(_leads(p)) or len(_responsible(p)) == 1),
        ("没有配合单位的是哪几项", lambda p: all(d["role"] != "member" for d in p["responsible"])),
        ("责任单位超过五家的有哪些", lambda p: len(_responsible(p)) > 5),
        ("责任单位不到3个的有几项", lambda p: len(_responsible(p)) < 3),
        ("由三家以上单位验收的有哪些", lambda p: len({_area(d["unit"]) for d in p["acceptance"]}) >= 3),
        ("至少两家验收的是哪几项", lambda p: len({_area(d["unit"]) for d in p["acceptance"]}) >= 2),
        ("措施只有两条的有哪些", lambda p: len(p["measures"]) == 2),
        ("有4条以上措施的问题有几个", lambda p: len(p["measures"]) >= 4),
        (
            "2024年到期的里面没有牵头单位的",
            lambda p: not _leads(p) and len(_responsible(p)) > 1 and any(d.year == 2024 for d in _due(p)),
        ),
        ("谁负责谁验收的有几项", lambda p: {_area(d["unit"]) for d in p["acceptance"]} <= _responsible(p)),
        ("责任单位和验收单位是同一个的有哪些", lambda p: {_area(d["unit"]) for d in p["acceptance"]} <= _responsible(p)),
    ],
)
def test_how_the_units_are_made_up(name: str, words: str, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Without a lead, led together, of one unit alone, accepted by who is responsible."""
    assert _same(_asked(name, words), [p["number"] for p in _problems(name) if holds(p)])


@pytest.mark.parametrize("name", _PLANS)
@pytest.mark.parametrize("duty", _COLLECTIVE_DUTIES)
def test_the_tasks_of_every_unit(name: str, duty: str) -> None:
    """Every unit's list in every capacity is the complete set, and its count is asked with the same result."""
    for unit in _units(name):
        expected = [p["number"] for p in _problems(name) if _does(p, unit, duty)]
        assert _same(_asked(name, f"{unit}{duty}哪些问题"), expected), unit
        count = _asked(name, f"{unit}一共{duty}几项任务")
        assert _same(count, expected), unit
        assert not expected or count.kind is Kind.COUNT


@pytest.mark.parametrize("name", _PLANS)
def test_what_a_unit_has_no_part_in(name: str) -> None:
    """The negated set is the complement of the set."""
    for unit in _units(name):
        expected = [p["number"] for p in _problems(name) if not _does(p, unit, "负责")]
        assert _same(_asked(name, f"没有{unit}份的是哪些"), expected), unit


def _due(problem: dict[str, Any]) -> list[date]:
    return [date.fromisoformat(d) for d in problem["deadline"]["dates"]]


@pytest.mark.parametrize("name", _PLANS)
def test_what_is_due_in_each_month_half_and_year(name: str) -> None:
    """A time's list holds the problems with a fixed date in it; where none falls due the steps of measures are told."""
    months = [(y, m) for y in range(2023, 2029) for m in range(1, 13)]
    spans = {f"{y}年{m}月底": {(y, m)} for y, m in months}
    spans |= {f"{y}年上半年": {(y, m) for m in range(1, 7)} for y in range(2023, 2029)}
    spans |= {f"{y}年": {(y, m) for m in range(1, 13)} for y in range(2023, 2029)}
    for words, wanted in spans.items():
        expected = [p["number"] for p in _problems(name) if any((d.year, d.month) in wanted for d in _due(p))]
        found = _asked(name, f"{words}到期的有哪些")
        assert _same(found, expected) or (not expected and _are_steps_in(found, wanted)), words


def _are_steps_in(found: Answer, wanted: set[tuple[int, int]]) -> bool:
    """Whether steps of measures are told instead, all of them of the months that are asked for."""
    days = [s.due for s in found.steps if s.measure]
    return bool(days) and len(days) == len(found.steps) and all(d and (d.year, d.month) in wanted for d in days)


@pytest.mark.parametrize("name", _PLANS)
@pytest.mark.parametrize("today", [date(2024, 6, 30), date(2024, 7, 1), date(2025, 12, 31), date(2026, 1, 1), date(2030, 1, 1)])
def test_what_is_overdue(name: str, today: date) -> None:
    """A problem is overdue from the day after its last fixed date."""
    expected = [p["number"] for p in _problems(name) if _due(p) and max(_due(p)) < today]
    assert _same(_asked(name, "逾期的有哪些", today), expected)


@pytest.mark.parametrize("name", _PLANS)
def test_first_last_and_ongoing(name: str) -> None:
    """The earliest, the latest and those without a deadline, ties included."""
    last_days = {p["number"]: max(_due(p)) for p in _problems(name) if _due(p)}
    for words, edge in (("最早到期的是哪项", min), ("最晚到期的是哪项", max)):
        expected = [n for n, d in last_days.items() if d == edge(last_days.values())] if last_days else []
        assert _same(_asked(name, words), expected), words
    ongoing = [p["number"] for p in _problems(name) if _has_no_end(p["deadline"])]
    assert _same(_asked(name, "没有截止日期的有哪些"), ongoing)


def _has_no_end(deadline: dict[str, Any]) -> bool:
    """Without any date, or with one and a 长期坚持 behind it."""
    return deadline["kind"] in ("ongoing", "none") or (deadline["kind"] == "mixed" and not deadline["trigger"])


def test_each_aspect_of_the_real_plan() -> None:
    """A named aspect's list is the aspect's."""
    spoken = {1: "生态文明思想方面", 2: "生态安全屏障方面", 3: "黄河流域方面", 4: "大气污染方面", 5: "其他需要关注方面"}
    for aspect in plan_as_json(_plan("real"))["aspects"]:
        assert _same(_asked("real", f"{spoken[aspect['ordinal']]}有哪些问题"), aspect["problems"])


def test_an_aspect_is_meant_by_its_whole_title() -> None:
    """A title that stands whole in the words needs no 方面 beside it."""
    for aspect in plan_as_json(_plan("real"))["aspects"]:
        assert _same(_asked("real", f"{aspect['title']}有哪些"), aspect["problems"])


@pytest.mark.parametrize(("before", "behind"), [("只由", "验收"), ("", "一家验收"), ("仅由", "验收")])
def test_a_unit_may_be_meant_alone(before: str, behind: str) -> None:
    """只由水务局验收的 leaves out what others accept with it."""
    for unit in ("市水务局", "市生态环境局", "市自然资源局"):
        alone = [p["number"] for p in _problems("real") if p["acceptance"] and all(unit in a["unit"] for a in p["acceptance"])]
        assert _same(_asked("real", f"{before}{unit}{behind}的有哪些"), alone)


@pytest.mark.parametrize(
    "asked",
    [
        "只有{}负责的有哪些",
        "责任单位里只写了{}一个区的有哪些",
        "只点{}这一个区名的是哪几项",
        "区县里仅涉及{}的有哪些",
        "只列{}一个区的",
    ],
)
def test_a_district_alone_is_said_among_districts(asked: str) -> None:
    """只有海南区, 只点名海南区这一个区 leave out the problems of other districts, whatever offices are beside it."""
    districts = _plan("real").districts
    for district in districts:
        bodies = {
            p["number"]: {d for d in districts for r in p["responsible"] if r["unit"].startswith(d)} for p in _problems("real")
        }
        assert _same(_asked("real", asked.format(district)), [n for n, named in bodies.items() if named == {district}])


@pytest.mark.parametrize("asked", ["只点名两个区的有哪些", "责任单位只写了两个区的是哪几项"])
def test_so_many_districts_alone(asked: str) -> None:
    """只点名两个区 counts the districts that a problem has."""
    two = [
        p["number"] for p in _problems("real")
        if len([d for d in _plan("real").districts if any(r["unit"].startswith(d) for r in p["responsible"])]) == 2
    ]  # fmt: skip
    assert two
    assert _same(_asked("real", asked), two)


def test_all_conditions_hold_together() -> None:
    """Two units, or a unit, a capacity and a time, let through what meets all of them."""
    both = [p["number"] for p in _problems("real") if _does(p, "市生态环境局", "负责") and _does(p, "市能源局", "负责")]
    assert _same(_asked("real", "环保局和能源局都参与的有哪些"), both)
    leads = [p["number"] for p in _problems("real") if _does(p, "市自然资源局", "牵头") and any(d.year == 2025 for d in _due(p))]
    assert leads
    assert _same(_asked("real", "自然资源局牵头的2025年到期的有哪些"), leads)


def test_a_whole_plan_is_counted() -> None:
    """Without a condition all problems are counted."""
    assert _same(_asked("real", "一共几个问题"), list(range(1, 31)))


def test_an_office_without_tasks_is_named_in_the_refusal() -> None:
    """An office that the plan does not charge with anything is refused by name, not answered with an empty list."""
    answer = _asked("real", "气象局负责哪些")
    assert answer.refusal is not None
    assert (answer.kind, answer.refusal.reason, answer.refusal.word) == (Kind.NONE, "unit", "气象局")


def test_a_follow_up_asks_within_the_earlier_list() -> None:
    """其中 keeps to the earlier list; a new unit starts from the whole plan."""
    first = _asked("real", "水务局负责哪些")
    within = _asked("real", "其中2025年6月底到期的有哪些", previous=first)
    assert within.problems == tuple(n for n in first.problems if date(2025, 6, 30) in _plan("real").problem(n).deadline.dates)  # type: ignore[union-attr]
    assert within.problems
    assert _asked("real", "那能源局负责哪些", previous=first).problems == _asked("real", "能源局负责哪些").problems


def test_citations_say_why() -> None:
    """Each problem of a list is cited: by the unit's own words, by its deadline, else by its title."""
    plan = _plan("real")
    by_unit = _asked("real", "商务局牵头哪些")
    assert [(c.problem, c.field, c.passage.text) for c in by_unit.citations] == [
        (29, "responsible", "市商务局（牵头）"),
        (29, "deadline", "2024年4月底"),
    ]
    by_date = _asked("real", "2024年4月到期的有哪些")
    title = "报废机动车拆解管理有短板"
    assert [(c.field, c.passage.text) for c in by_date.citations] == [("finding", title), ("deadline", "2024年4月底")]
    whole = _asked("real", "一共几个问题")
    assert [c.passage for c in whole.citations] == [x for p in plan.problems for x in (p.title, p.deadline_raw)]
    collective = _asked("real", "乌达区验收的和负责的有哪些")
    assert all(c.problem in collective.problems for c in collective.citations)


def test_what_has_no_lead_is_told_apart() -> None:
    """Where nobody is marked as the lead a unit does not lead; such problems are named apart, under the same conditions."""
    plan, names = _plan("real"), _names("real")
    led = understand("能源局牵头哪些问题", names, TODAY).filter
    assert [p.number for p in unmarked(plan, led)] == [2]
    assert unmarked(plan, understand("能源局牵头的2026年到期的有哪些", names, TODAY).filter) == []
    assert unmarked(plan, understand("不归能源局牵头的有哪些", names, TODAY).filter) == []


@pytest.mark.parametrize("step", range(0, 1500, 100))
def test_overdue_only_grows(step: int) -> None:
    """A later day never takes a problem off the overdue list."""
    day = date(2024, 1, 1) + timedelta(days=step)
    assert set(_asked("real", "逾期的有哪些", day).problems) <= set(
        _asked("real", "逾期的有哪些", day + timedelta(days=100)).problems
    )


@pytest.mark.parametrize("words", ["就哪条没{unit}的事", "哪条责任单位里没{unit}", "没有{unit}份的是哪些"])
def test_a_unit_may_be_negated_in_any_way(words: str) -> None:
    """没 before the unit negates it wherever the rest stands."""
    expected = [p["number"] for p in _problems("real") if not _does(p, "海南区委", "负责")]
    assert _same(_asked("real", words.format(unit="海南区")), expected)


def test_who_is_named_and_who_is_only_among_all() -> None:
    """写各区的不算 leaves out the problems that say 各区委、区政府 only; 写各区的也算 changes nothing."""
    by_name = [p["number"] for p in _problems("real") if "海南区委" in p["responsible_raw"]]
    every = [p["number"] for p in _problems("real") if _does(p, "海南区委", "负责")]
    assert by_name != every
    assert _same(_asked("real", "海南区负责的有哪些，写各区的不算"), by_name)
    assert _same(_asked("real", "海南区负责的有哪些，写各区的也算"), every)


@pytest.mark.parametrize("words", ["能源局牵头配合都算有哪些", "能源局都背了哪些，打下手的也算", "能源局牵头加配合的有哪些"])
def test_leading_and_helping_together_are_any_capacity(words: str) -> None:
    """Where both are said, both count."""
    assert _same(_asked("real", words), [p["number"] for p in _problems("real") if _does(p, "市能源局", "负责")])


def test_a_month_after_a_list_is_one_of_its_year() -> None:
    """4月的呢 after what is due in June 2024 means April 2024, whatever year it is."""
    june = _asked("real", "24年6月底到期的有哪些", date(2026, 11, 23))
    april = _asked("real", "4月的呢", date(2026, 11, 23), june)
    assert _same(april, [p["number"] for p in _problems("real") if any((d.year, d.month) == (2024, 4) for d in _due(p))])


@pytest.mark.parametrize("name", ["linlan", "zeling", "mingchuan", "real"])
@pytest.mark.parametrize("words", ["2025年底前要完成的有哪些", "截至2025年12月底应完成几项"])
def test_by_then_all_of_it_is_done(name: str, words: str) -> None:
    """A problem of which a part is due later is not done by then."""
    expected = [p["number"] for p in _problems(name) if _due(p) and max(_due(p)) <= date(2025, 12, 31)]
    assert _same(_asked(name, words), expected)
