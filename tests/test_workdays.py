"""China's working days, as the State Council published them."""

from datetime import date

import pytest

from bot.workdays import covered, is_workday, next_workday, previous_workday, starts_quarter, starts_week, workdays_between


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),  # 国庆节
        (date(2026, 10, 10), True),  # a Saturday worked for it
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2026, 11, 23), True),
        (date(2025, 1, 26), True),  # a Sunday before 春节
    ],
)
def test_holidays_and_moved_workdays(day: date, works: bool) -> None:
    """A holiday is none, a moved Saturday or Sunday is one."""
    assert is_workday(day) is works


def test_beyond_the_calendar_the_statutory_holidays_count() -> None:
    """A year whose moved days are not published is Monday to Friday without the holidays that the law names, and is said to be uncovered."""
    assert covered(2026)
    assert not covered(2050)
    assert [is_workday(date(2050, 10, d)) for d in (1, 3, 10)] == [False, False, True]
    assert [is_workday(date(2050, 1, d)) for d in (1, 3, 8)] == [False, False, False]


def test_new_year_s_day_is_none() -> None:
    """The first of January is no working day in any year, published or not."""
    assert not any(is_workday(date(year, 1, 1)) for year in range(2020, 2060))


def test_the_next_workday_is_after_the_holidays() -> None:
    """From 1 October 2026 it is the 8th; a working day is its own."""
    assert next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert next_workday(date(2026, 10, 8)) == date(2026, 10, 8)


def test_workdays_between_leaves_out_holidays() -> None:
    """30 September to 8 October 2026 is one working day on."""
    assert workdays_between(date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert workdays_between(date(2026, 10, 8), date(2026, 9, 30)) == 0


def test_weeks_and_quarters_start_on_a_working_day() -> None:
    """After 国庆节 2025 both start on Thursday, 9 October; a worked Sunday starts no week; the day before is 30 September."""
    assert [starts_week(date(2025, 10, d)) for d in (6, 9, 10, 13)] == [False, True, False, True]
    assert [starts_quarter(date(2025, 10, d)) for d in (1, 9, 10)] == [False, True, False]
    assert not starts_week(date(2025, 1, 26))
    assert previous_workday(date(2025, 10, 8)) == date(2025, 9, 30)
