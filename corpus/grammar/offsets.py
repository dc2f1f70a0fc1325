"""A relative time (《矿区总规》批复后12个月内) → the event it runs from and how long; with the event's date, a day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.text.numbers import NUMERAL, to_int

from .terms import AFTER

_RUNS = re.compile(
    rf"^(?P<event>.*?)(?:{AFTER})?\s{{0,3}}(?:(?P<n>{NUMERAL})\s{{0,3}}(?P<unit>个工作日|工作日|个半月|个月|个季度|季度|月|年半|年|天|日|周)|(?P<half>半年|半个月))(?:之|以)?内?$"
)
_MONTHS = {"个月": 1, "月": 1, "个季度": 3, "季度": 3, "年": 12}
_DAYS = {"天": 1, "日": 1, "周": 7}


@dataclass(frozen=True)
class Offset:
    """So many months, days and working days after `event`; the day before it for 前, that day itself for a bare 后."""

    event: str
    months: int = 0
    days: int = 0
    workdays: int = 0

    def due(self, happened: date, is_workday: Callable[[date], bool]) -> date:
        """The last day, when the event happened on `happened` (民法典 §201: the day of the event does not count)."""
        day = add_months(happened, self.months) + timedelta(days=self.days)
        for _ in range(self.workdays):
            day += timedelta(days=1)
            while not is_workday(day):
                day += timedelta(days=1)
        return day


def read_offset(trigger: str) -> Offset:
    """What a milestone's or deadline's `trigger` counts from, and how long.

    >>> read_offset("《矿区总规》批复后12个月内"), read_offset("方案印发后半年内").months
    (Offset(event='《矿区总规》批复', months=12, days=0, workdays=0), 6)
    """
    match = _RUNS.match(trigger.strip())
    if match is None:
        return Offset(re.sub(r"(?:之|以)?[前后]$", "", trigger.strip()), days=-1 if trigger.strip().endswith("前") else 0)
    event = match["event"].strip(" ，,")
    if match["half"]:
        return Offset(event, months=6) if match["half"] == "半年" else Offset(event, days=15)
    count, unit = to_int(match["n"]) or 0, match["unit"]
    if "工作日" in unit:
        return Offset(event, workdays=count)
    if unit == "个半月":
        return Offset(event, months=count, days=15)
    if unit == "年半":
        return Offset(event, months=12 * count + 6)
    return Offset(event, months=count * _MONTHS.get(unit, 0), days=count * _DAYS.get(unit, 0))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter (民法典 §202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
