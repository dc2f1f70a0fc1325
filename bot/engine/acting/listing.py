"""全部清单 under a digest: all that a chat has to do or to accept, as files."""

from __future__ import annotations

from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Declined
from bot.messages import Address, Document
from bot.reminders.digests import Listener, everything, listeners
from bot.reminders.text import digest_file
from bot.reminders.words import WORDS
from bot.storage.chats import Chats

from ..reply import Reply


def listed(agenda: Agenda, chats: Chats, place: Address) -> Reply:
    """The lists of a place, as things stand: a chat's own, or in private those of the chats that are followed there.

    Raises:
        Declined: nothing is bound or followed there.
    """
    found = _parties(agenda, chats, place)
    if not found:
        raise Declined(WORDS.digest_gone)
    return Reply(documents=tuple(Document(*digest_file(everything(agenda, party))) for party in found))


def _parties(agenda: Agenda, chats: Chats, place: Address) -> list[Listener]:
    binding = chats.binding(place.chat, place.thread)
    own = [p for p in listeners(agenda.plan, [binding] if binding else ()) if p.chat_id == place.chat]
    return own[:1] or [listeners(agenda.plan, [b])[0] for who, b in chats.followers() if who == place.chat]
