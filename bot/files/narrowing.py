"""Agenda → what of it is some units' own. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.ledger.agenda import Agenda
from bot.ledger.items import Item
from bot.ledger.parties import acting_for
from bot.ledger.workflow import parties_for


def belongs_to(agenda: Agenda, units: tuple[str, ...]) -> Callable[[Item], bool]:
    """Whether an item is these units' own: they have a part in it or, where they have none in any, accept it; all are where none is named."""
    if not units:
        return lambda _: True
    if any(parties_for(e.item, units) for e in agenda.entries):
        return lambda item: bool(parties_for(item, units))
    return lambda item: bool(acting_for(units, (d.unit for d in item.problem.acceptance)))


def of_units(agenda: Agenda, units: tuple[str, ...]) -> Agenda:
    """What belongs to the units, with the problems of their milestones; everything where none is named."""
    own = belongs_to(agenda, units)
    mine = {e.item.id for e in agenda.entries if own(e.item)}
    tasks = {e.item.task for e in agenda.entries if e.item.id in mine}
    return replace(agenda, entries=tuple(e for e in agenda.entries if e.item.id in mine or (e.item.whole and e.item.id in tasks)))


def names_of(agenda: Agenda, units: tuple[str, ...]) -> tuple[str, ...]:
    """The parties for which the units speak, by their names."""
    return tuple({p.name: None for e in agenda.entries for p in parties_for(e.item, units)})
