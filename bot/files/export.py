"""Agenda → a file of the ledger by its kind: .xlsx, .docx, .ics, .png or .html; slow ones are to be made off the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.ledger.agenda import Agenda
from bot.ledger.items import Item
from bot.ledger.people import People

from .narrowing import of_units
from .words import CALENDAR

KINDS = ("xlsx", "docx", "ics", "png", "html")
OF_UNITS = ("xlsx", "ics", "png", "html")
"""Kinds that may be of some units only; the public report is of everybody."""


def exported(
    kind: str,
    agenda: Agenda,
    before: Agenda,
    now: datetime,
    units: tuple[str, ...] = (),
    name: str = "",
    people: People | None = None,
    given: Callable[[], Iterable[Item]] = tuple,
) -> bytes:
    """The ledger as a file of `kind`, beside `before`, a week ago; `units` (all where there are none), called `name`, narrow it.

    `people` are the persons who act for a party, `given` what calendars may have held.
    """
    match kind:
        case "xlsx":
            from .workbook import as_workbook

            return as_workbook(of_units(agenda, units), units, people)
        case "docx":
            from .progress_report import as_report

            return as_report(agenda)
        case "png":
            from .charts import summary

            return summary(of_units(agenda, units))
        case "html":
            from .board_page import as_page

            return as_page(agenda, before, now, units, people)
    from .calendar import as_calendar

    return as_calendar(agenda, CALENDAR.unit_name.format(units=name) if name else CALENDAR.name, units, now, given())
