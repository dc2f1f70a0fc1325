"""`python -m bot remind`: the digests of a day as people or programs read them."""

from __future__ import annotations

import json
from datetime import date

from .config import Config
from .current import Current
from .ledger import Ledger
from .notices import WORDS, digest_text, digests_json, long_day
from .reminders import Digest, begins_midway, digests, parties
from .workdays import is_workday


def remind(config: Config, on: date, as_json: bool) -> int:
    """Print the digests of `on` with the standings as of the end of that day."""
    ledger = Ledger(config.ledger) if config.ledger.exists() else None
    try:
        agenda = Current(config, ledger).agenda(on)
        made = digests(agenda, parties(agenda.plan, ledger.bindings() if ledger else ()))
        known = not begins_midway(agenda) or (ledger is not None and ledger.is_begun())
    finally:
        if ledger:
            ledger.close()
    print(json.dumps(digests_json(on, made, known), ensure_ascii=False) if as_json else preview(on, made, known))
    return 0


def preview(on: date, made: list[Digest], known: bool) -> str:
    """The digests one after another, each with the chat it goes to."""
    if not made:
        return WORDS["nothing" if is_workday(on) else "day_off"].format(day=long_day(on))
    return f"\n\n{'─' * 20}\n\n".join(f"{_chat(d)}\n{digest_text(d, known)}" for d in made)


def _chat(digest: Digest) -> str:
    return WORDS["chat"].format(chat=digest.party.chat_id) if digest.party.chat_id is not None else WORDS["no_chat"]
