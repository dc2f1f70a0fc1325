"""Agenda → a file of the ledger by its kind: .xlsx, .docx, .ics or .png; slow ones are to be made off the event loop."""

from __future__ import annotations

from datetime import datetime

from bot.ledger.agenda import Agenda

from .words import CALENDAR

KINDS = ("xlsx", "docx", "ics", "png")


def exported(kind: str, agenda: Agenda, units: tuple[str, ...], name: str, now: datetime) -> bytes:
    """The ledger as a file of `kind`; `units` and what they are called are for calendars."""
    match kind:
        case "xlsx":
            from .workbook import as_workbook

            return as_workbook(agenda)
        case "docx":
            from .progress_report import as_report

            return as_report(agenda)
        case "png":
            from .charts import summary

            return summary(agenda)
    from .calendar import as_calendar

    return as_calendar(agenda, CALENDAR.unit_name.format(units=name) if name else CALENDAR.name, units, now)
