"""Events that deadlines wait for: found by their names, asked back where a name means several."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_fixtures import Book

from bot.ledger.triggers import UnknownEvent, WhichProblem, dated_lines, find_wait, reckoned, waits
from corpus.grammar.parse import parse_plan
from corpus.model import Plan

TWO = """一、其他问题
（一）某矿区治理滞后。
责任单位：市自然资源局
验收单位：市自然资源局
整改目标：完成治理。
整改时限：批复后6个月内
整改措施：1.批复后3个月内完成设计。
（二）某河道整治滞后。
责任单位：市水务局
验收单位：市水务局
整改目标：完成整治。
整改时限：批复后1年内
整改措施：1.加快整治。
"""


@pytest.mark.parametrize("words", ["矿区总规批复", "《矿区总规》批复", "矿区总规", "《矿区总规》获批复"[:6]])
def test_an_event_by_its_name_or_a_part(plan: Plan, words: str) -> None:
    """With and without marks."""
    wait = find_wait(words, Book(plan).agenda(), {})
    assert (wait.event, wait.task, wait.day, len(wait.entries)) == ("矿区总规批复", "", None, 3)


def test_what_hangs_on_it_is_reckoned(plan: Plan) -> None:
    """The whole plan's items with the day that makes of them, in the plan's words."""
    dated = {("矿区总规批复", ""): date(2026, 10, 1)}
    agenda = Book(plan, dated).agenda()
    wait = find_wait("矿区总规批复", agenda, dated)
    lines = list(reckoned(agenda, wait))
    assert lines[0] == "· 问题（二）：矿权整合重组工作滞后——2027年10月1日"
    assert lines[1].endswith("——2027年3月1日")
    assert list(dated_lines(waits(agenda, dated))) == ["矿区总规批复：2026年10月1日，涉及问题（二）的3个事项"]
    assert all(line.endswith("待定起算日") for line in reckoned(Book(plan).agenda(), wait))


def test_an_unknown_event_lists_the_known(plan: Plan) -> None:
    """What is waited for."""
    with pytest.raises(UnknownEvent, match="等待的事件有：矿区总规批复"):
        find_wait("印发", Book(plan).agenda(), {})


def test_a_generic_name_is_asked_back() -> None:
    """批复 of which problem? Each has its own day."""
    plan = parse_plan(TWO)
    agenda = Book(plan).agenda()
    with pytest.raises(WhichProblem, match=r"问题（一）、（二）中各有所指") as which:
        find_wait("批复", agenda, {})
    assert which.value.problems == (1, 2)
    wait = find_wait("批复", agenda, {}, plan.problem(2))
    assert (wait.task, len(wait.entries)) == ("1-2", 1)
    dated = {("批复", "1-2"): date(2026, 1, 15)}
    now = Book(plan, dated).agenda()
    second, first = now.whole(2), now.whole(1)
    assert second
    assert first
    assert (second.due, first.due) == (date(2027, 1, 15), None)
