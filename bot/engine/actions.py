"""What was done to an item, as a sentence for who did it."""

from __future__ import annotations

from bot.language.writing import written
from bot.ledger.agenda import Entry
from bot.ledger.text import item_name
from bot.ledger.words import DONE
from bot.ledger.workflow import Action, Event, State, deciders


def outcome(event: Event, entry: Entry) -> str:
    """What was done, as one sentence for who did it; plain text."""
    item, needed = entry.item, deciders(entry.item.problem)
    name = event.action.value
    if event.action is Action.REPORT and not needed:
        name = "report_nobody"
    if event.action is Action.REPORT and entry.standing.state is State.OPEN:
        name, needed = "report_part", entry.lacking
    if event.action is Action.ACCEPT and entry.standing.state is State.REPORTED:
        name, needed = "accept_partly", tuple(u for u in needed if u not in entry.standing.accepted_by)
    return DONE[name].format(
        item=item_name(item), units="、".join(needed), day=written(event.day), parties="、".join(event.parts), undoes=event.undoes
    )
