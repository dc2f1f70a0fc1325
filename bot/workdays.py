"""China's working days: Monday to Friday with the State Council's holidays and moved workdays (调休).

The calendar is known year by year, in the autumn before; beyond it Monday to Friday without the statutory holidays
(全国年节及纪念日放假办法) counts, and `covered` says so: days moved for them are not known.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_ONE = timedelta(days=1)


def is_workday(day: date) -> bool:
    """Whether offices work on `day`."""
    return _official(day) if covered(day.year) else day.weekday() < 5 and day not in _statutory(day.year)


@cache
def covered(year: int) -> bool:
    """Whether the holidays of `year` are known."""
    try:
        _official(date(year, 1, 1))
        _official(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def next_workday(day: date) -> date:
    """`day` itself, or the first working day after it."""
    while not is_workday(day):
        day += _ONE
    return day


def previous_workday(day: date) -> date:
    """`day` itself, or the last working day before it."""
    while not is_workday(day):
        day -= _ONE
    return day


def starts_week(day: date) -> bool:
    """Whether `day` is the first working day of its week: Monday, or the next one where Monday is a holiday."""
    return next_workday(day - day.weekday() * _ONE) == day


def starts_quarter(day: date) -> bool:
    """Whether `day` is the first working day of its quarter."""
    return next_workday(date(day.year, (day.month - 1) // 3 * 3 + 1, 1)) == day


def workdays_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; 0 where `last` is not later."""
    return sum(is_workday(first + i * _ONE) for i in range(1, (last - first).days + 1))


@cache  # the library looks through all its years at every call
def _official(day: date) -> bool:
    import chinese_calendar  # late: its tables take a moment

    return bool(chinese_calendar.is_workday(day))


@cache
def _statutory(year: int) -> frozenset[date]:
    import holidays  # late, as above

    return frozenset(holidays.country_holidays("CN", years=year))
