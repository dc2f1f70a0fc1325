"""The words of the ledger as cells hold them, going out and coming back, and a digest by which an edit is seen. Pure."""

from __future__ import annotations

import re
from hashlib import sha256

from bot.language.writing import writable
from bot.ledger.agenda import Entry
from bot.ledger.workflow import STATES

PART = "#"
"""Stands in a row's id between the item's id and the party whose part it is."""
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LONGEST = 32000  # a cell holds 32,767 characters


def editable_values(entry: Entry, party: str = "") -> dict[str, str]:
    """What an import may change, as text: state, day done, what was said of it, day it was extended to; of a party its part's."""
    now = entry.standing
    granted = now.granted if now.granted != entry.item.due else None
    extended = granted.isoformat() if granted else ""
    if not party:
        done_on = now.done_on.isoformat() if now.done_on else ""
        return {"state": STATES[entry.state], "done_on": done_on, "note": clean(now.note), "granted": extended}
    part = entry.part(party)
    last = part.progress[-1].note if part.progress and not part.note else ""
    done_on = part.done_on.isoformat() if part.done_on else ""
    return {"state": STATES[part.state], "done_on": done_on, "note": clean(part.note or last), "granted": extended}


def digest(values: dict[str, str]) -> str:
    """What `editable_values` come to."""
    return sha256("\x1f".join(seen(values[k]) for k in sorted(values)).encode()).hexdigest()[:16]


def seen(text: str) -> str:
    """What of a text somebody who looks at it sees: signs without width left out, one kind of space and of line end."""
    return _UNSEEN.sub("", writable(text)).replace("\xa0", " ").strip()


def clean(text: str) -> str:
    """Text that a cell can hold."""
    held = writable(text)
    return held if len(held) <= _LONGEST else f"{held[: _LONGEST - 1]}…"
