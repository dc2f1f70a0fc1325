"""Figures held against a slow reckoning of the test's own over the plan's JSON: groups, extremes, units, steps, comparisons."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

import pytest
from bot_fixtures import TODAY, small_plan

from bot.answers.answer import Answer
from bot.answers.answering import converse
from bot.answers.answering import told as answered
from bot.answers.desk import Desk
from bot.answers.sets import carried_out
from bot.answers.text import answer_text
from bot.language.unit_names import Names
from bot.ledger.states import Progress
from bot.questions.query import Act, Kind, Query
from bot.questions.understanding import understand
from corpus.as_json import plan_as_json
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from index.phrasings import bundled_plan_text

_PLANS = ("real", "01", "03", "05", "08", "14")


@cache
def _plan(name: str) -> Plan:
    return parse_plan(bundled_plan_text()) if name == "real" else small_plan(name)


@cache
def _problems(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plan_as_json(_plan(name))["problems"]
    return found


def _asked(name: str, words: str) -> Answer:
    return carried_out(understand(words, Names.of(_plan(name)), TODAY), _plan(name), TODAY)


def _party(unit: str, districts: tuple[str, ...]) -> str:
    return next((d for d in districts if unit in (f"{d}委", f"{d}党委", f"{d}政府")), unit)


def _count(problem: dict[str, Any], field: str) -> int:
    """How many parties; of plans whose districts are written 区委, 区政府."""
    return len({re.sub("(?<=[区县旗市])(?:委|党委|政府|人民政府)$", "", d["unit"]) for d in problem[field]})


def _last(problem: dict[str, Any]) -> date | None:
    days = [date.fromisoformat(d) for d in problem["deadline"]["dates"]]
    return max(days) if days else None


@pytest.mark.parametrize("name", _PLANS)
def test_groups_by_aspect_hold_every_problem_once(name: str) -> None:
    """By aspect, as the plan lists them, and nothing is left out."""
    aspects = [(a["title"], tuple(a["problems"])) for a in plan_as_json(_plan(name))["aspects"] if a["problems"]]
    found = _asked(name, "各方面分别有几个问题")
    assert [(g.name, g.problems) for g in found.groups] == aspects
    assert not aspects or sorted(n for g in found.groups for n in g.problems) == [p["number"] for p in _problems(name)]


@pytest.mark.parametrize("name", _PLANS)
def test_groups_by_unit_hold_the_problems_of_each(name: str) -> None:
    """Every unit with its problems, most first; party committee and government of a district are one party."""
    districts = _plan(name).districts
    expected: dict[str, list[int]] = {}
    for p in _problems(name):
        for party in dict.fromkeys(_party(d["unit"], districts) for d in p["responsible"]):
            expected.setdefault(party, []).append(p["number"])
    found = _asked(name, "哪个单位任务最多")
    most = max(map(len, expected.values()))
    best = {n for n, ps in expected.items() if len(ps) == most}
    assert {g.name for g in found.groups if len(g.problems) == most} == best
    assert all(list(g.problems) == expected[g.name] for g in found.groups)


_CAPACITIES = [
    ("按牵头单位分一下", "responsible", "lead"),
    ("各单位分别牵头几项", "responsible", "lead"),
    ("按配合单位统计", "responsible", "member"),
    ("按验收单位统计一下", "acceptance", ""),
    ("按责任单位分", "responsible", ""),
]


@pytest.mark.parametrize("name", ["real", "01", "05"])
@pytest.mark.parametrize(("words", "field", "role"), _CAPACITIES)
def test_groups_by_capacity(name: str, words: str, field: str, role: str) -> None:
    """Who leads, helps or accepts which; and last those problems that name nobody in that capacity."""
    expected: dict[str, list[int]] = {}
    for p in _problems(name):
        for party in dict.fromkeys(_party(d["unit"], _plan(name).districts) for d in p[field] if role in ("", d["role"])):
            expected.setdefault(party, []).append(p["number"])
    named = {n for numbers in expected.values() for n in numbers}
    found = _asked(name, words)
    told = {g.name: list(g.problems) for g in found.groups}
    rest = [n for g, numbers in told.items() if g.startswith("没有标明") for n in numbers]
    assert {g: ns for g, ns in told.items() if not g.startswith("没有标明")} == expected
    assert rest == [p["number"] for p in _problems(name) if p["number"] not in named]


@pytest.mark.parametrize(("words", "role"), [("牵头最多的是谁", "lead"), ("配合最多的是哪个局", "member"), ("谁验收的最多", "")])
def test_who_has_most_in_a_capacity(words: str, role: str) -> None:
    """Counted in that capacity alone."""
    field = "responsible" if role else "acceptance"
    counts: dict[str, int] = {}
    for p in _problems("real"):
        for d in dict.fromkeys(_party(d["unit"], _plan("real").districts) for d in p[field] if role in ("", d["role"])):
            counts[d] = counts.get(d, 0) + 1
    offices = {n: c for n, c in counts.items() if "局" not in words or n not in _plan("real").districts}
    first = _asked("real", words).groups[0]
    assert (first.name, len(first.problems)) == max(offices.items(), key=lambda pair: pair[1])


@pytest.mark.parametrize("name", _PLANS)
@pytest.mark.parametrize(
    ("words", "count", "end"),
    [
        ("措施最多的是哪一项", lambda p: len(p["measures"]), max),
        ("措施最少的是哪一项", lambda p: len(p["measures"]), min),
        ("涉及单位最多的是哪项", lambda p: _count(p, "responsible"), max),
        ("验收单位最多的是哪一项", lambda p: _count(p, "acceptance"), max),
        ("责任单位最少的是哪几项", lambda p: _count(p, "responsible"), min),
    ],
)
def test_the_problems_with_most(name: str, words: str, count, end) -> None:  # type: ignore[no-untyped-def]
    """All that have most (or fewest), ties included."""
    edge = end(map(count, _problems(name)))
    assert _asked(name, words).problems == tuple(p["number"] for p in _problems(name) if count(p) == edge)


@pytest.mark.parametrize("name", _PLANS)
def test_the_longest_overdue(name: str) -> None:
    """Of what is past its last day the one whose day is longest ago, ties included."""
    late = {p["number"]: d for p in _problems(name) if (d := _last(p)) and d < TODAY}
    expected = tuple(n for n, d in late.items() if d == min(late.values()))
    assert _asked(name, "哪些逾期最久").problems == expected


@pytest.mark.parametrize(
    ("words", "top"),
    [
        ("逾期最久的前三个", 3),
        ("逾期最久的5项", 5),
        ("拖期最久的是哪两条，逾期最久的两条", 2),
        ("最早到期的三项", 3),
        ("最先到期的前4个问题", 4),
    ],
)
def test_so_many_from_an_end(desk: Desk, words: str, top: int) -> None:
    """As many as are asked for, by their days, and all that share the last day."""
    days = {p.number: max(p.deadline.dates) for p in desk.plan.problems if p.deadline.dates}
    wanted = sorted(days.values())[top - 1]
    assert set(converse([words], desk, TODAY).problems) == {n for n, day in days.items() if day <= wanted}


def test_so_many_units_from_an_end(desk: Desk) -> None:
    """任务最多的前三家 tells three, and after a list the end is one of that list."""
    assert len(converse(["任务最多的前三家单位"], desk, TODAY).groups) == 3
    listed = converse(["水务局负责的有哪些"], desk, TODAY).problems
    assert set(converse(["水务局负责的有哪些", "最早到期的两个"], desk, TODAY).problems) < set(listed)


@pytest.mark.parametrize("name", _PLANS)
@pytest.mark.parametrize(("words", "field"), [("整改责任单位有哪些", "responsible"), ("验收单位都有哪些", "acceptance")])
def test_every_unit_is_named_once(name: str, words: str, field: str) -> None:
    """All units of the field in the plan's order."""
    assert _asked(name, words).units == tuple(dict.fromkeys(d["unit"] for p in _problems(name) for d in p[field]))


@pytest.mark.parametrize("name", _PLANS)
@pytest.mark.parametrize(
    ("words", "first", "last"), [("2025年", "2025-01-01", "2025-12-31"), ("2025年6月底前", "", "2025-06-30")]
)
def test_the_steps_of_a_time(name: str, words: str, first: str, last: str) -> None:
    """Every dated clause of a measure, and every deadline, that falls in it, by day."""
    stones = [(s["due"], p["number"]) for p in _problems(name) for m in p["measures"] for s in m["milestones"] if s["due"]]
    days = [(d, p["number"]) for p in _problems(name) for d in p["deadline"]["dates"]]
    expected = sorted((d, n) for d, n in (*stones, *days) if first <= d <= last)
    found = _asked(name, f"{words}要完成的措施有哪些")
    assert [(s.due.isoformat(), s.problem) for s in found.steps if s.due] == expected


@pytest.mark.parametrize(
    ("words", "problems", "first"),
    [
        ("第7项和第8项哪个先到期", (8, 7), "先到期的是问题（八）。"),
        ("第7项和第8项哪个晚", (7, 8), "后到期的是问题（七）。"),
        ("第7项和第8项，哪一项的整改时限更晚", (7, 8), "后到期的是问题（七）。"),
        ("第7项和第8项这两个问题哪个要求完成得更早", (8, 7), "先到期的是问题（八）。"),
        ("第7项和第8项两项里哪一项要先整改完", (8, 7), "先到期的是问题（八）。"),
        ("第5项和第9项时限一样吗", (5, 9), "一样：整改时限相同。"),
        ("第28项和第29项验收单位一样吗", (28, 29), "不一样：验收单位不同。"),
        ("第15项比第16项晚吗", (15, 16), "是。"),
        ("第16项比第15项晚吗", (15, 16), "不是。"),
        ("第6项跟第8项的牵头单位一样吗", (6, 8), "一样：牵头单位相同。"),
        ("第6项和第24项哪个责任单位多", (24, 6), "问题（二十四）的责任单位多，7个；问题（六）的责任单位4个。"),
        ("第5项和第6项哪项措施少", (5, 6), "问题（五）的整改措施少，3条；问题（六）的整改措施5条。"),
        ("第2项和第15项时限一样吗", (2, 15), "不一样：整改时限不同。"),
        ("水务局和商务局谁的任务多", (5, 9, 10, 16, 17, 29), "水务局多，5项；商务局1项。"),
        ("水务局和商务局谁的任务少", (29, 5, 9, 10, 16, 17), "商务局少，1项；水务局5项。"),
    ],
)
def test_comparisons(desk: Desk, words: str, problems: tuple[int, ...], first: str) -> None:
    """The conclusion stands in the first line, what is compared behind it."""
    found = converse([words], desk, TODAY)
    assert found.problems == problems
    assert answer_text(found, desk.plan).split("\n")[0] == first


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("第23项是不是生态环境局验收", True),
        ("第23项是市水务局验收吧", False),
        ("第29项是市商务局牵头吗", True),
        ("第29项是市公安局牵头吗", False),
        ("第29项是2024年4月底到期吗", True),
        ("第29项2025年到期对吗", False),
        ("第10项涉及海南区吗", True),
    ],
)
def test_yes_or_no(desk: Desk, words: str, verdict: bool) -> None:
    """A claim of a unit or a day is answered 是 or 不是 first, then the field that decides it."""
    found = converse([words], desk, TODAY)
    assert found.verdict is verdict
    assert answer_text(found, desk.plan).startswith("是。" if verdict else "不是。")
    assert found.citations


def test_a_time_that_is_not_understood_vetoes_every_set(desk: Desk) -> None:
    """No list, count or figure is made of a part of what was said."""
    for words in ("2025年13月到期的有哪些", "99月到期的有哪些", "水务局2025年13月到期的有几项"):
        found = converse([words], desk, TODAY)
        assert found.refusal is not None, words
        assert found.refusal.reason == "time", words


def test_a_state_that_only_a_ledger_tells(desk: Desk) -> None:
    """Without a ledger 已销号 is no matter of the plan, 逾期 is reckoned by its days."""
    closed = Query("已销号的有哪些", "已销号的有哪些", Kind.LIST, act=Act.LIST, progress=Progress.CLOSED)
    refused = answered(closed, desk, TODAY, None)
    assert refused.refusal is not None
    assert refused.refusal.reason == "type"
    assert converse(["已逾期的有哪些"], desk, TODAY).problems


@pytest.mark.parametrize(("words", "least", "most"), [("哪些单位只负责一项", 1, 1), ("负责三项以上的单位有哪些", 3, 99)])
def test_units_by_how_many_they_have(desk: Desk, words: str, least: int, most: int) -> None:
    """Every party with so many problems and no other, each with its problems."""
    found = converse([words], desk, TODAY)
    held = converse(["每个单位各有几项"], desk, TODAY)
    assert found.groups
    assert all(least <= len(g.problems) <= most for g in found.groups)
    offices = {g for g in held.groups if least <= len(g.problems) <= most}
    assert offices <= set(found.groups)


@pytest.mark.parametrize(("words", "role"), [("牵头单位都有谁", "lead"), ("配合单位有哪些", "member")])
def test_units_of_one_capacity(desk: Desk, words: str, role: str) -> None:
    """Only those that the plan marks so, in its order."""
    named = dict.fromkeys(d.unit for p in desk.plan.problems for d in p.responsible if d.role.value == role)
    found = converse([words], desk, TODAY)
    assert found.units == tuple(named) or (not named and found.refused)


@pytest.mark.parametrize("words", ["市里每年向谁报告", "由各区发放排水许可证，对吗", "用水量比2020年降多少", "一天最少扫几遍"])
def test_turns_of_phrase_that_are_no_figures(desk: Desk, words: str) -> None:
    """每年, 各区, 比 and 最少 stand in other questions too."""
    assert desk.understand(words, TODAY).act not in (Act.GROUPS, Act.COMPARE, Act.EXTREME)


_SHARES = [
    (["大气污染方面的问题占几成"], 8, "8项，占30项的27%。"),
    (["2024年到期的占百分之几"], 14, "14项，占30项的47%。"),
    (["能源局牵头的占多少"], 3, "3项，占30项的10%。"),
    (["2024年到期的是不是过半"], 14, "不是。"),
    (["有牵头单位的超过一半了吗"], 16, "是。"),
    (["能源局牵头的有哪些", "占多少"], 3, "3项，占30项的10%。"),
    (["生态环境局负责的有哪些", "其中2024年到期的占几成"], 6, "6项，占14项的43%。"),
]


@pytest.mark.parametrize(("turns", "count", "first"), _SHARES, ids=[t[-1] for t, *_ in _SHARES])
def test_what_part_of_all_a_set_is(desk: Desk, turns: list[str], count: int, first: str) -> None:
    """The share stands before the set that it is reckoned from."""
    found = converse(turns, desk, TODAY)
    assert (len(found.problems), answer_text(found, desk.plan).split("\n")[0]) == (count, first)


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("海南区和乌达区谁的任务更多", Act.COMPARE),
        ("2025年到期的，海南区和乌达区哪边多", Act.COMPARE),
        ("占河堤盖房的，海南区和乌达区哪边更多", Act.FIELD),
        ("乱占耕地的图斑，海南区和乌达区哪个多", Act.FIELD),
    ],
)
def test_what_is_counted_of_two_units(desk: Desk, words: str, act: Act) -> None:
    """Tasks are counted where nothing else is named; what else there is more of, a clause tells."""
    assert desk.understand(words, TODAY).act is act
