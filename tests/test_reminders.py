"""Who hears a digest, and what the office hears of it; the days themselves are proved in test_reminders_year.py."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Action, Event, Standing, standing
from bot.messages import Binding
from bot.reminders.digests import Section, begins_midway, digests, listeners, unsigned
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan

ZONE = ZoneInfo("Asia/Shanghai")
WATER = Binding(-100, 7, "水务局群", ("市水务局",), True, "2025-01-02T01:00:00+00:00")
MONDAY = date(2025, 7, 7)


def _agenda(plan: Plan, today: date, **standings: Standing) -> Agenda:
    return Agenda.of(plan, first_ids(plan, 1), {k.replace("_", "-"): s for k, s in standings.items()}, {}, today, is_workday)


def _signed(item: str, day: date, *units: str) -> Standing:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    return standing([Event(item, Action.ACKNOWLEDGE, at, "王工", units)])


def _overdue(plan: Plan, today: date, binding: Binding = WATER, **standings: Standing) -> set[str]:
    (digest,) = digests(_agenda(plan, today, **standings), [listeners(plan, [binding])[0]])
    return {line.entry.item.id for line in digest.of(Section.OVERDUE)}


def test_a_chat_of_several_units_hears_one_digest(plan: Plan) -> None:
    """市水务局 and 市商务局 in one group: a digest for both, in its topic, and neither is listed again."""
    both = Binding(-100, 7, "两局群", ("市水务局", "市商务局"), True, WATER.bound_at)
    made = digests(_agenda(plan, MONDAY), listeners(plan, [both]))
    (digest,) = [d for d in made if d.party.chat_id]
    assert (digest.party.units, digest.party.thread_id) == (("市水务局", "市商务局"), 7)
    assert {5, 29} <= {line.entry.item.problem.number for line in digest.lines}
    assert not {"市水务局", "市商务局"} & {u for d in made if not d.party.chat_id for u in d.party.units}


def test_a_suspended_chat_speaks_for_nobody(plan: Plan) -> None:
    """The unit of a group that removed the bot is one without a chat."""
    everybody = listeners(plan, [Binding(-100, None, "水务局群", ("市水务局",), False, WATER.bound_at)])
    assert [p.chat_id for p in everybody if p.units == ("市水务局",)] == [None]


def test_a_signature_is_for_what_was_overdue_then(plan: Plan) -> None:
    """Signed before the day that counts now (a revision moved it), the item is told daily again."""
    tuesday = date(2025, 7, 8)
    assert "1-16" not in _overdue(plan, tuesday, **{"1_16": _signed("1-16", date(2025, 7, 1), "市水务局")})
    assert "1-16" in _overdue(plan, tuesday, **{"1_16": _signed("1-16", date(2025, 6, 20), "市水务局")})
    assert "1-16" in _overdue(plan, tuesday, **{"1_16": _signed("1-16", date(2025, 7, 1), "海南区政府")})


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2025, 7, 3), False),  # due on 30 June, told on 1, 2 and 3 July
        (date(2025, 7, 4), True),
        (date(2025, 7, 5), False),  # a Saturday
        (date(2025, 7, 7), True),
    ],
)
def test_three_working_days_unsigned_go_to_the_office(plan: Plan, today: date, late: bool) -> None:
    """The fourth working morning tells the office, and every one after it."""
    found = unsigned(_agenda(plan, today), listeners(plan, [WATER]))
    assert ("1-16" in {line.entry.item.id for u in found for line in u.lines}) is late


def test_what_was_signed_or_just_bound_does_not_go_to_the_office(plan: Plan) -> None:
    """A signature ends it; a group bound yesterday has not had its three days."""
    today = date(2025, 7, 9)
    signed = unsigned(_agenda(plan, today, **{"1_16": _signed("1-16", date(2025, 7, 1), "市水务局")}), listeners(plan, [WATER]))
    assert "1-16" not in {line.entry.item.id for u in signed for line in u.lines}
    new = Binding(-100, None, "水务局群", ("市水务局",), True, "2025-07-08T01:00:00+00:00")
    assert not unsigned(_agenda(plan, today), listeners(plan, [new]))
    assert not unsigned(_agenda(plan, today), listeners(plan, []))


def test_a_plan_begun_before_the_ledger(plan: Plan) -> None:
    """In 2026 most days are past; early in 2024 few are; with all of it closed nothing is."""
    assert begins_midway(_agenda(plan, date(2026, 11, 26)))
    assert not begins_midway(_agenda(plan, date(2024, 3, 1)))


@pytest.mark.parametrize(
    ("today", "ahead", "told"),
    [
        (date(2025, 6, 20), (60, 10), True),  # ten days before 30 June, and every working day from then on
        (date(2025, 6, 27), (60, 10), True),
        (date(2025, 6, 13), (60, 10), False),
        (date(2025, 6, 13), (30, 15, 7), True),  # fifteen days before is a Sunday: told on the Friday
        (date(2025, 6, 20), (30, 15, 7), False),
    ],
)
def test_how_long_ahead_an_item_is_told(plan: Plan, today: date, ahead: tuple[int, ...], told: bool) -> None:
    """On each of the days set, and daily within the last of them."""
    made = digests(_agenda(plan, today), [listeners(plan, [WATER])[0]], ahead)
    assert ("1-16" in {line.entry.item.id for digest in made for line in digest.of(Section.SOON)}) is told
