"""The day of an event that deadlines wait for → letters to the chats whose items hang on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from bot.language.writing import written
from bot.messages import Binding, Letter, Mark, Paragraph, sentences

from .agenda import Agenda
from .triggers import Wait, reckoned
from .words import WAITS
from .workflow import parties_for


def dated_letters(
    wait: Wait, day: date | None, agenda: Agenda, bindings: Iterable[Binding], at: datetime, who: str
) -> Iterator[Letter]:
    """What every active chat with a party of a waiting item is told, of the agenda that counts with the day; None withdraws it."""
    form = WAITS.told if day else WAITS.told_withdrawn
    head = Paragraph(Mark.HEADING, form.format(event=wait.event, day=written(day)))
    for binding in bindings:
        mine = tuple(e for e in wait.entries if parties_for(e.item, binding.units))
        if binding.active and mine:
            said = (head, *sentences(*reckoned(agenda, replace(wait, entries=mine)), f"{who} {at:%Y-%m-%d %H:%M}"))
            yield Letter(f"dated:{wait.event}:{at.isoformat()}", binding.address, said, day=at.date())
