"""Agenda → what of it is some units' own. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.ledger.agenda import Agenda
from bot.ledger.parties import acting_for
from bot.ledger.workflow import parties_for


def of_units(agenda: Agenda, units: tuple[str, ...]) -> Agenda:
    """What the units have a part in: their milestones, and the problems of these; everything where none is named.

    Units that have no part in any are shown what they accept.
    """
    if not units:
        return agenda
    mine = {e.item.id for e in agenda.entries if parties_for(e.item, units)} or {
        e.item.id for e in agenda.entries if acting_for(units, (d.unit for d in e.item.problem.acceptance))
    }
    tasks = {e.item.task for e in agenda.entries if e.item.id in mine}
    return replace(agenda, entries=tuple(e for e in agenda.entries if e.item.id in mine or (e.item.whole and e.item.id in tasks)))


def names_of(agenda: Agenda, units: tuple[str, ...]) -> tuple[str, ...]:
    """The parties for which the units speak, by their names."""
    return tuple({p.name: None for e in agenda.entries for p in parties_for(e.item, units)})
