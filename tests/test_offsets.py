"""Relative times and what becomes of them once their event is dated."""

from datetime import date

import pytest

from bot.workdays import is_workday
from corpus.grammar.offsets import Offset, add_months, read_offset


@pytest.mark.parametrize(
    ("trigger", "offset"),
    [
        ("《矿区总规》批复后12个月内", Offset("《矿区总规》批复", months=12)),
        ("方案批复后半年内", Offset("方案批复", months=6)),
        ("接到通知后15日内", Offset("接到通知", days=15)),
        ("方案印发之日起30个工作日内", Offset("方案印发", workdays=30)),
        ("批复后一年半内", Offset("批复", months=18)),
        ("6个月内", Offset("", months=6)),
        ("验收完毕后", Offset("验收完毕")),
        ("2026年汛期前", Offset("2026年汛期", days=-1)),
    ],
)
def test_a_trigger_is_an_event_and_a_length(trigger: str, offset: Offset) -> None:
    """What the plan counts from, and how long."""
    assert read_offset(trigger) == offset


@pytest.mark.parametrize(
    ("offset", "due"),
    [
        (Offset("", months=12), date(2027, 1, 31)),
        (Offset("", months=1), date(2026, 2, 28)),
        (Offset("", days=15), date(2026, 2, 15)),
        (Offset("", workdays=3), date(2026, 2, 4)),
        (Offset("", days=-1), date(2026, 1, 30)),
    ],
)
def test_a_length_ends_on_a_day(offset: Offset, due: date) -> None:
    """Counted from 31 January 2026, a Saturday; a shorter month ends with its last day."""
    assert offset.due(date(2026, 1, 31), is_workday) == due


def test_months_go_over_years() -> None:
    """December and what follows."""
    assert [add_months(date(2026, 12, 15), n) for n in (0, 1, 13)] == [date(2026, 12, 15), date(2027, 1, 15), date(2028, 1, 15)]
