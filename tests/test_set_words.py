"""Which problems a message limits itself to: units in a capacity, joined or left out, by name or through 各区."""

from __future__ import annotations

from datetime import date

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.text import answer_text
from bot.language.dates import find_times
from bot.questions.query import Duty
from corpus.model import Problem, Role


def _has(problem: Problem, unit: str, role: Role | None = None) -> bool:
    return any(d.unit == unit and role in (None, d.role) for d in problem.responsible)


def _accepts(problem: Problem, unit: str, role: Role | None = None) -> bool:
    return any(d.unit == unit and role in (None, d.role) for d in problem.acceptance)


def _is_ahead(problem: Problem) -> bool:
    return bool(problem.deadline.dates) and max(problem.deadline.dates) >= TODAY


def _has_late_step(problem: Problem) -> bool:
    return any(s.due is not None and s.due < TODAY for m in problem.measures for s in m.milestones)


def _districts(problem: Problem) -> int:
    """How many of the plan's three districts are responsible."""
    return len({d.unit[:3] for d in problem.responsible if d.unit[:3] in ("海勃湾", "海南区", "乌达区")})


def _all_of_the_city(problem: Problem) -> bool:
    return all(d.unit.startswith("市") for d in problem.responsible)


_WATER, _ENERGY, _TRADE, _LAND, _SOUTH = "市水务局", "市能源局", "市商务局", "市自然资源局", "海南区政府"
_ECOLOGY = {"市生态环境局", "市中央环境保护督察反馈意见整改工作专项组（市生态环境局）"}
_SETS = [
    ("乌海市水务局负责哪些", lambda p: _has(p, _WATER)),
    ("乌海市商务局牵头哪些", lambda p: _has(p, _TRADE, Role.LEAD)),
    ("水务局或商务局牵头的有哪些", lambda p: _has(p, _WATER, Role.LEAD) or _has(p, _TRADE, Role.LEAD)),
    ("水务局、商务局负责的有哪些", lambda p: _has(p, _WATER) or _has(p, _TRADE)),
    ("自然资源局和能源局都参与的有哪些", lambda p: _has(p, _LAND) and _has(p, _ENERGY)),
    ("不归水务局管的有几项", lambda p: not _has(p, _WATER)),
    ("除了能源局负责的还有哪些", lambda p: not _has(p, _ENERGY)),
    ("自然资源局牵头验收的有哪些", lambda p: _accepts(p, _LAND, Role.LEAD)),
    ("自然资源局验收的有哪些", lambda p: _accepts(p, _LAND)),
    ("海南区单独点名的有哪些", lambda p: "海南区委" in p.responsible_raw.text),
    ("海南区负责哪些", lambda p: _has(p, _SOUTH)),
    ("自然资源局牵头、市生态环境局配合的有哪些", lambda p: _has(p, _LAND, Role.LEAD) and _has(p, "市生态环境局", Role.MEMBER)),
    ("能源局牵头、验收单位有自然资源局的", lambda p: _has(p, _ENERGY, Role.LEAD) and _accepts(p, _LAND)),
    ("牵头单位是能源局，验收单位是生态环境局的有几项", lambda p: _has(p, _ENERGY, Role.LEAD) and _accepts(p, "市生态环境局")),
    ("海南区负责但不由自然资源局验收的有哪些", lambda p: _has(p, _SOUTH) and not _accepts(p, _LAND)),
    ("不由能源局牵头但由能源局验收的", lambda p: _accepts(p, _ENERGY) and not _has(p, _ENERGY, Role.LEAD)),
    ("水务局验收但不牵头的有几项", lambda p: _accepts(p, _WATER) and not _has(p, _WATER, Role.LEAD)),
    ("哪些还没到期但节点已经过了", lambda p: _is_ahead(p) and _has_late_step(p)),
    ("整项没到期、节点却已经逾期的有哪几项", lambda p: _is_ahead(p) and _has_late_step(p)),
    ("水务局负责的、有节点过了的有哪些", lambda p: _has(p, _WATER) and _has_late_step(p)),
    ("有逾期节点的问题有哪些", _has_late_step),
    ("节点没按时完成的有几项", _has_late_step),
    ("哪些问题涉及两个以上的区", lambda p: _districts(p) >= 2),
    ("涉及不止一个区县的有几项", lambda p: _districts(p) >= 2),
    ("横跨两个区的问题有哪些", lambda p: _districts(p) == 2),
    ("三个以上的区都要负责的有几项", lambda p: _districts(p) >= 3),
    ("哪些问题涉及两个以上的县", lambda p: False),
    ("不涉及区县的有哪些", lambda p: not _districts(p)),
    ("责任单位清一色市直局的有哪些", _all_of_the_city),
    ("只有市直部门负责的有哪些", _all_of_the_city),
    ("验收单位全是市级部门的有几项", lambda p: all(d.unit.startswith("市") for d in p.acceptance)),
    ("生态环境局验收、没有别家的有几项", lambda p: {d.unit for d in p.acceptance} <= _ECOLOGY),
    ("只剩生态环境局一家验收 没有别家的有哪些", lambda p: {d.unit for d in p.acceptance} <= _ECOLOGY),
    ("除了水务局没有别的单位验收的有哪些", lambda p: {d.unit for d in p.acceptance} == {_WATER}),
    ("水务局单独验收的有几项", lambda p: {d.unit for d in p.acceptance} == {_WATER}),
    ("验收单位就水务局自己的有几项", lambda p: {d.unit for d in p.acceptance} == {_WATER}),
    ("能源局配合的有哪些", lambda p: _has(p, _ENERGY, Role.MEMBER)),
]


@pytest.mark.parametrize(("words", "holds"), _SETS, ids=[w for w, _ in _SETS])
def test_the_set_is_complete(desk: Desk, words: str, holds) -> None:  # type: ignore[no-untyped-def]
    """Exactly the problems that meet what is said, in the plan's order."""
    found = converse([words], desk, TODAY)
    assert found.problems == tuple(p.number for p in desk.plan.problems if holds(p))


def test_a_capacity_at_the_end_is_that_of_all_before_it(desk: Desk) -> None:
    """水务局或商务局牵头 asks for either as the lead."""
    wanted = desk.understand("水务局或商务局牵头的有哪些", TODAY).filter
    assert ([t.duty for t in wanted.terms], wanted.any_unit) == ([Duty.LEAD, Duty.LEAD], True)


def test_a_unit_that_the_plan_does_not_charge_vetoes_the_set(desk: Desk) -> None:
    """A set of two units of which one is unknown is refused by its name, not answered for the other alone."""
    found = converse(["水务局和气象局都参与的有哪些"], desk, TODAY)
    assert found.refusal is None or (found.refusal.reason, found.refusal.word) == ("unit", "气象局")
    assert found.refused or not found.problems


def test_regardless_is_no_negation(desk: Desk) -> None:
    """能源局不管牵头配合 are all of its problems; 能源局不管的 are the others."""
    told = {w: desk.understand(w, TODAY).filter.negated for w in ("能源局不管牵头配合一共摊上哪几条", "能源局不管的有哪些")}
    assert list(told.values()) == [False, True]


@pytest.mark.parametrize(
    "words",
    [
        "拖到2027年的有哪些",
        "延期到2027年的有哪些",
        "推到2027年的有哪些",
        "时限排到2027年的有哪些",
        "期限挪到2027年的有几项，编号发我",
    ],
)
def test_put_off_until_a_time_is_within_it(words: str) -> None:
    """拖到2027年 is due in 2027; 到2027年要完成的 is everything until then."""
    assert [p.first for p in find_times(words, TODAY).within] == [date(2027, 1, 1)]
    until = find_times("到2027年要完成的", TODAY).within
    assert [(p.first, p.words) for p in until] == [(None, "到2027年")]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("时限里写了阶段性成果的是哪一项", "阶段性成果"),
        ("整改时限写着矿区总规的有哪些", "矿区总规"),
        ("期限写的是立行立改的有几项", "立行立改"),
    ],
)
def test_the_words_of_the_deadline(desk: Desk, words: str, written: str) -> None:
    """What is said to be written in the deadline is looked for in that field, and nowhere else."""
    found = converse([words], desk, TODAY)
    assert found.problems == tuple(p.number for p in desk.plan.problems if written in p.deadline_raw.text) != ()


@pytest.mark.parametrize("tail", ["列一下序号", "把编号列出来", "名称发我", "给出编号"])
def test_how_a_set_is_to_be_shown_limits_nothing(desk: Desk, tail: str) -> None:
    """Numbers and names are what a set is shown with."""
    found = converse([f"2025年12月底到期的有几项？{tail}"], desk, TODAY)
    assert found.problems == converse(["2025年12月底到期的有几项"], desk, TODAY).problems != ()


@pytest.mark.parametrize(
    "words",
    ["区县牵头的有哪些", "由县、区政府自己牵头的有几项", "各县区牵头的是哪些", "哪些是区里牵头的", "哪些问题由区党委政府牵头"],
)
def test_whichever_district(desk: Desk, words: str) -> None:
    """区县牵头的 are those that any of the districts leads; where none does, those that it answers for with no lead marked are told."""
    asked = desk.understand(words, TODAY).filter
    assert {t.words for t in asked.terms} == set(desk.plan.districts)
    assert {t.duty for t in asked.terms} == {Duty.LEAD}
    assert asked.any_unit
    assert converse([words], desk, TODAY).refusal is not None


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("整改时限在2024年11月底及以前的有哪些", "2024年11月底前到期的有哪些"),
        ("2025年6月及之前到期的有哪些", "2025年6月底前到期的有哪些"),
        ("市水务局和市能源局同为责任单位的有哪些", "市水务局和市能源局都负责的有哪些"),
        ("海南区单独写明的是哪几条？只写各区的不算", "海南区单独写明的是哪几条"),
        ("30条里头最早到期的是哪条", "最早到期的是哪条"),
        ("有没有哪个问题已经完成整改并销号了", "已经销号的有哪些"),
    ],
)
def test_the_same_set_in_other_words(desk: Desk, words: str, same: str) -> None:
    """What a part of the words would say is not answered as the whole."""
    assert converse([words], desk, TODAY).problems == converse([same], desk, TODAY).problems


@pytest.mark.parametrize(
    "words",
    ["哪几项写了两家单位一块验", "有没有两家共同验收的，列出来", "哪些问题由两个局联合验", "哪些任务是两个单位一道验收的"],
)
def test_so_many_who_do_it_together_are_counted(desk: Desk, words: str) -> None:
    """两家一起验 describes problems as 验收单位是两家的 does."""
    both = tuple(p.number for p in desk.plan.problems if len({d.unit for d in p.acceptance}) == 2)
    assert converse([words], desk, TODAY).problems == both != ()


@pytest.mark.parametrize("words", ["刨掉它牵头的还有几个", "去掉自己牵头的 剩下什么", "除去它牵头的呢"])
def test_a_capacity_is_taken_from_the_set_before(desk: Desk, words: str) -> None:
    """What the unit leads goes, and all else that it has part in stays."""
    found = converse(["能源局负责的有哪些", words], desk, TODAY)
    kept = tuple(p.number for p in desk.plan.problems if _has(p, _ENERGY) and not _has(p, _ENERGY, Role.LEAD))
    assert found.problems == kept != ()


def test_a_time_of_steps_alone_says_that_no_problem_is_due_then(desk: Desk) -> None:
    """2025年3月底 is only a measure's day."""
    found = converse(["2025年3月底到期的有哪些"], desk, TODAY)
    assert "没有整项在2025年3月底到期" in answer_text(found, desk.plan)
    assert found.steps


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("哪几项由市政府验收", "市政府"),
        ("由市委验收的有几项", "市委"),
        ("市政府牵头的有几项", "市政府"),
        ("哪几项要省里验收", "省里"),
        ("由自治区验收的有几项", "自治区"),
        ("由团市委验收的有哪几项", "团市委"),
    ],
)
def test_a_government_that_has_no_part_has_none(desk: Desk, words: str, body: str) -> None:
    """Nothing of another body, be its name longer by an office, is told instead."""
    found = converse([words], desk, TODAY)
    assert not found.problems
    assert f"没有“{body}”" in answer_text(found, desk.plan)


def test_the_office_of_a_government_has_its_part(desk: Desk) -> None:
    """市政府办公室 is another than 市政府."""
    assert converse(["哪几项由市政府办公室验收"], desk, TODAY).problems == (1,)


@pytest.mark.parametrize(
    ("words", "most"),
    [
        ("最近要到期的给我三个", 3),
        ("接下来快到期的三项是哪些", 3),
        ("离到期最近的三项", 3),
        ("下一个到期的是哪个", 1),
        ("最近要交账的是哪项", 1),
    ],
)
def test_what_comes_next_is_not_due_yet(desk: Desk, words: str, most: int) -> None:
    """So many of those to come, nearest first, with all that share the last day; nothing that is overdue."""
    days = sorted(max(p.deadline.dates) for p in desk.plan.problems if _is_ahead(p))
    nearest = {p.number for p in desk.plan.problems if _is_ahead(p) and max(p.deadline.dates) <= days[most - 1]}
    assert set(converse([words], desk, TODAY).problems) == nearest


def test_what_comes_next_is_of_the_set_talked_about(desk: Desk) -> None:
    """最近要到期的是哪个 after a unit's set is of that set."""
    water = [p for p in desk.plan.problems if _has(p, _WATER) and _is_ahead(p)]
    first = min(max(p.deadline.dates) for p in water)
    found = converse(["水务局的任务有哪些", "最近要到期的是哪个"], desk, TODAY)
    assert found.problems == tuple(p.number for p in water if max(p.deadline.dates) == first)


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        (["最晚到期的是哪个", "反过来最先该交账的是哪个"], False),
        (["最早到期的是哪个", "那最后交账的呢"], True),
        (["最晚到期的是哪一项", "反过来，最早的呢"], False),
    ],
)
def test_the_other_end_is_of_all_again(desk: Desk, turns: list[str], last: bool) -> None:
    """反过来 after one end is the other end of the same problems, not of the one that was told."""
    days = {p.number: max(p.deadline.dates) for p in desk.plan.problems if p.deadline.dates}
    day = (max if last else min)(days.values())
    assert converse(turns, desk, TODAY).problems == tuple(n for n, d in days.items() if d == day)


def test_the_measures_of_several_are_counted(desk: Desk) -> None:
    """有几条 after what has most measures counts theirs; 最后一条 then asks of which of them."""
    counts = {p.number: len(p.measures) for p in desk.plan.problems}
    most = tuple(n for n, c in counts.items() if c == max(counts.values()))
    found = converse(["措施最多的问题", "有几条"], desk, TODAY)
    assert len(most) > 1
    assert found.problems == most
    assert f"都是{counts[most[0]]}条" in answer_text(found, desk.plan)
    assert converse(["措施最多的问题", "有几条", "最后一条"], desk, TODAY).refused
