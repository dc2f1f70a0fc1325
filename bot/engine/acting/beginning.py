"""The office's word that the ledger begins with nothing done, asked for when by the plan much is late and nothing was ever entered."""

from __future__ import annotations

from datetime import datetime

from bot.buttons import Pressed
from bot.language.writing import moment
from bot.ledger.workflow import Actor, Declined
from bot.messages import sentences
from bot.reminders.morning import BEGIN as ASKED
from bot.reminders.morning import BEGIN_LEDGER
from bot.reminders.words import WORDS
from bot.storage.events import BEGIN, Audit

from ..reply import Reply
from ..words import OFFICE


def begin(said: Pressed, audit: Audit, actor: Actor, now: datetime) -> Reply:
    """What comes of its buttons: asked once more, then recorded in the audit; nothing else is entered.

    Raises:
        Declined: to anybody but the office, and where it has begun.
    """
    if not actor.office:
        audit.record("refused", actor.user_id, actor.chat_id, BEGIN_LEDGER.data(*said.words))
        raise Declined(OFFICE.not_admin)
    if audit.is_begun():
        raise Declined(WORDS.already_begun)
    match said.words[0]:
        case "yes":
            return _begun(audit, actor, now)
        case word if word == ASKED:
            return Reply(
                sentences(WORDS.begin_sure),
                ((BEGIN_LEDGER.button(WORDS.begin_yes, "yes"), BEGIN_LEDGER.button(WORDS.begin_no, "no")),),
            )
    return Reply(sentences(WORDS.begin_not), adds=True)


def _begun(audit: Audit, actor: Actor, now: datetime) -> Reply:
    audit.record(BEGIN, actor.user_id, actor.chat_id, actor.who)
    words = WORDS.begun.format(who=actor.who, at=moment(now))
    return Reply(sentences(words), aside=words, adds=True)
