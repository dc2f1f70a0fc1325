"""China's working days: Monday to Friday with the State Council's holidays and moved workdays (调休).

What the operator's file says goes before. The calendar is known year by year, in the autumn before; beyond it Monday to Friday without the statutory holidays
(全国年节及纪念日放假办法) counts, and `covered` says so: days moved for them are not known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from .words import WORKDAYS

_ONE = timedelta(days=1)
_KINDS = {"off": False, "work": True}
_own: dict[date, bool] = {}
"""What the operator's file says of days; it is the process's, as the calendar is."""


def take(path: Path) -> str:
    """Let the days of the operator's file go before the calendar; what is wrong with it, in a sentence, and then none of it counts.

    The file is TOML with two lists of days, `off` and `work`; where there is none, the calendar counts alone.
    """
    global _own
    _own = {}
    try:
        _own = _read(path)
    except (FileNotFoundError, NotADirectoryError):  # what is wrong with the data directory is said elsewhere
        return ""
    except (OSError, ValueError, RecursionError) as error:
        return WORKDAYS.not_taken.format(path=path, reason=_reason(error))
    return ""


def taken(works: bool) -> int:
    """How many days off, or days worked, the operator's file names."""
    return sum(w is works for w in _own.values())


def is_workday(day: date) -> bool:
    """Whether offices work on `day`."""
    if day in _own:
        return _own[day]
    return _official(day) if _published(day.year) else day.weekday() < 5 and day not in _statutory(day.year)


def covered(year: int) -> bool:
    """Whether the moved days of `year` are known: published, or worked days of it stand in the operator's file."""
    return _published(year) or any(works and day.year == year for day, works in _own.items())


@cache
def _published(year: int) -> bool:
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


def is_from(day: date, of_month: int) -> bool:
    """Whether `day` is that day of its month (its last where it has fewer, the working day before where nobody works), or later; never where it is 0."""
    last = (day.replace(day=28) + 4 * _ONE).replace(day=1) - _ONE
    return of_month > 0 and day >= previous_workday(last.replace(day=min(of_month, last.day)))


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


def _read(path: Path) -> dict[date, bool]:
    """Raises: OSError, ValueError: the file cannot be read, or says something else than days."""
    written = tomllib.loads(path.read_text("utf-8-sig"))
    if unknown := [key for key in written if key not in _KINDS]:
        raise ValueError(WORKDAYS.unknown.format(name=unknown[0]))
    days = {kind: set(_days(kind, written.get(kind, []))) for kind in _KINDS}
    if both := days["off"] & days["work"]:
        raise ValueError(WORKDAYS.both.format(day=min(both)))
    return {day: works for kind, works in _KINDS.items() for day in days[kind]}


def _days(kind: str, written: object) -> Iterator[date]:
    for day in written if isinstance(written, list) else [written]:
        try:
            yield date.fromisoformat(str(day))
        except ValueError as error:
            raise ValueError(WORKDAYS.no_day.format(kind=kind, day=day)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, tomllib.TOMLDecodeError):
        line = re.search(r"line ([0-9]+)", str(error))
        where = WORKDAYS.line.format(number=line[1]) if line else WORKDAYS.some_line
        return WORKDAYS.not_understood.format(line=where)
    if isinstance(error, UnicodeDecodeError):
        return WORKDAYS.encoding
    if isinstance(error, OSError):
        return WORKDAYS.unreadable.format(reason=error.strerror or error)
    return str(error) if isinstance(error, ValueError) else WORKDAYS.no_list
