"""Where everything stands on a day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.agenda import Agenda
from bot.ledger.items import items
from bot.ledger.states import Colour
from bot.ledger.workflow import Action, Actor, Standing, State, act, standing
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan


def _agenda(plan: Plan, today: date, **standings: Standing) -> Agenda:
    named = {id_.replace("_", "-").removeprefix("i"): s for id_, s in standings.items()}
    return Agenda.of(plan, first_ids(plan, 1), named, {}, today, is_workday)


def _reported(plan: Plan, id_: str) -> Standing:
    item = next(i for i in items(plan, first_ids(plan, 1), {}, is_workday) if i.id == id_)
    everybody = Actor("各责任单位", tuple(u for p in item.parties for u in p.units))
    return standing([act(Action.REPORT, item, Standing(), everybody, datetime(2025, 9, 1, tzinfo=ZoneInfo("Asia/Shanghai")))])


@pytest.mark.parametrize(
    ("today", "colour", "left"),
    [
        (date(2025, 12, 1), Colour.BLUE, 30),
        (date(2025, 12, 31), Colour.BLUE, 0),
        (date(2026, 1, 1), Colour.RED, -1),
    ],
)
def test_a_problem_is_red_from_the_day_after_its_deadline(plan: Plan, today: date, colour: Colour, left: int) -> None:
    """问题（二十三） is due on 31 December 2025."""
    entry = _agenda(plan, today).whole(23)
    assert entry
    assert (entry.colour, entry.days_left, entry.overdue) == (colour, left, left < 0)


def test_a_missed_milestone_is_yellow_until_the_deadline_is_past(plan: Plan) -> None:
    """2025年6月底 is missed in August; in 2026 the whole problem is late."""
    problem = plan.problem(23)
    assert problem

    def colours(today: date) -> set[Colour]:
        return {e.colour for e in _agenda(plan, today).of_problem(problem) if e.due == date(2025, 6, 30)}

    assert colours(date(2025, 6, 30)) == {Colour.BLUE}
    assert colours(date(2025, 8, 1)) == {Colour.YELLOW}
    assert colours(date(2026, 1, 1)) == {Colour.RED}


def test_what_was_reported_is_not_late(plan: Plan) -> None:
    """A reported problem settles its milestones too."""
    agenda = _agenda(plan, date(2026, 6, 1), i1_23=_reported(plan, "1-23"))
    problem = plan.problem(23)
    assert problem
    assert {(e.settled, e.overdue, e.colour) for e in agenda.of_problem(problem)} == {(True, False, Colour.BLUE)}
    assert {e.state for e in agenda.of_problem(problem)} == {State.REPORTED}


def test_an_ongoing_problem_is_never_late(plan: Plan) -> None:
    """立行立改，长期坚持 has no days to count."""
    entry = _agenda(plan, date(2030, 1, 1)).whole(22)
    assert entry
    assert (entry.days_left, entry.overdue, entry.colour) == (None, False, Colour.BLUE)
