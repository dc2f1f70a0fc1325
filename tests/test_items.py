"""What has to be done by a time, from the plan and the recorded days of events."""

from datetime import date

import pytest

from bot.ledger.items import Item, event_key, items, waiting_for
from bot.workdays import is_workday
from corpus.identity import first_ids, iter_milestones
from corpus.model import DeadlineKind, Plan

Found = dict[str, Item]


@pytest.fixture(scope="module")
def found(plan: Plan) -> Found:
    """The items of the real plan, no event recorded, by id."""
    return {i.id: i for i in items(plan, first_ids(plan, 1), {}, is_workday)}


def test_every_problem_and_every_milestone_is_an_item(plan: Plan, found: Found) -> None:
    """Nothing that the plan dates is left out, and nothing stands twice."""
    assert sum(i.whole for i in found.values()) == len(plan.problems)
    assert sum(i.measure is not None for i in found.values()) == len(list(iter_milestones(plan)))


def test_a_fixed_deadline_is_the_items_day(found: Found) -> None:
    """问题（二十三） is due on 31 December 2025, in the plan's words."""
    item = found["1-23"]
    assert (item.due, item.quote, item.ongoing) == (date(2025, 12, 31), "2025年12月底", False)


def test_an_ongoing_problem_has_no_day(found: Found) -> None:
    """立行立改，长期坚持 never falls due."""
    assert found["1-22"].ongoing
    assert found["1-22"].due is None


def test_a_relative_deadline_waits_for_its_event(plan: Plan, found: Found) -> None:
    """问题（二） has no day until 矿区总规 is approved; its fixed part is due before."""
    assert plan.problems[1].deadline.kind is DeadlineKind.MIXED
    assert found["1-2"].due is None
    assert found["1-2@1"].due == date(2024, 12, 31)


def test_a_recorded_event_dates_everything_that_hangs_on_it(plan: Plan) -> None:
    """Approved on 1 October 2026: five months on is 1 March, twelve months on 1 October 2027."""
    dated = {(event_key("矿区总规批复"), ""): date(2026, 10, 1)}
    due = {i.id: i.due for i in items(plan, first_ids(plan, 1), dated, is_workday) if i.trigger}
    assert due == {"1-2": date(2027, 10, 1), "1-2-1-1": date(2027, 3, 1), "1-2-3-2": date(2027, 10, 1)}


def test_an_event_recorded_for_another_problem_dates_nothing(plan: Plan) -> None:
    """批复 of one project is not 批复 of another."""
    dated = {(event_key("矿区总规批复"), "1-9"): date(2026, 10, 1)}
    assert not any(i.due for i in items(plan, first_ids(plan, 1), dated, is_workday) if i.trigger)


def test_the_events_that_are_waited_for(found: Found) -> None:
    """One event, three items."""
    waiting = waiting_for(found.values())
    assert {e: {i.id for i in its} for e, its in waiting.items()} == {"矿区总规批复": {"1-2", "1-2-1-1", "1-2-3-2"}}
