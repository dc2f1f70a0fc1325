"""A revision that no longer names the unit of a chat: administrators are asked what has become of it, and the chat is bound anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from bot.buttons import ButtonKind, Pressed
from bot.ledger.parties import parties_named, party_name
from bot.ledger.renamed import lost_units, successors, units_in, units_of_party
from bot.messages import Address, Binding, Button, Key, Letter, sentences
from bot.storage.database import Ledger
from corpus.model import Plan

from ..words import CHATS

REBIND = ButtonKind("r", "[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{8}")


@dataclass(frozen=True)
class Rebound:
    """A binding that was changed, and to which units."""

    binding: Binding
    units: tuple[str, ...]


def rebind(ledger: Ledger, said: Pressed, plan: Plan, by: Key) -> Rebound | None:
    """What a press of `REBIND` does: another party's units in place of the lost one's; None where there is nothing (left) to do."""
    where, lost, chosen = said.words
    binding = next((b for b in ledger.chats.bindings() if _place(b) == where), None)
    party = next((p for p in parties_named(units_in(plan)) if _key(p) == chosen), None)
    if binding is None or party is None or not any(_key(party_name(u)) == lost for u in lost_units(binding.units, plan)):
        return None
    kept = (u for u in binding.units if _key(party_name(u)) != lost)
    units = tuple(dict.fromkeys((*kept, *units_of_party(party, plan))))
    ledger.chats.bind(binding.chat_id, binding.thread_id, binding.title, units, by)
    return Rebound(binding, units)


def questions(
    old: Plan, new: Plan, matched: Mapping[int, int], bindings: Iterable[Binding], admins: Iterable[Key], switch: str, day: date
) -> Iterator[Letter]:
    """To every administrator, for each party of a chat that is not named any more, of a `switch` that no other is called by.

    `matched` maps the problems' numbers, old → new.
    """
    everybody = sorted(admins, key=str)
    for binding in bindings:
        for party in parties_named(lost_units(binding.units, new)):
            found = successors(party, old, new, matched)
            rows = tuple((_button(binding, party, name),) for name in found)
            text = (CHATS.lost if found else CHATS.lost_for_good).format(title=binding.title, unit=party)
            key = f"rebind:{switch}:{_place(binding)}:{_key(party)}"
            yield from (Letter(key, Address(a), sentences(text), rows, day=day) for a in everybody)


def _button(binding: Binding, lost: str, party: str) -> Button:
    return REBIND.button(CHATS.rebind.format(unit=party), _place(binding), _key(lost), _key(party))


def _place(binding: Binding) -> str:
    """A chat and topic in a button's data."""
    return _key(f"{binding.chat_id} {binding.thread_id}")


def _key(words: str) -> str:
    return f"{crc32(words.encode()):08x}"
