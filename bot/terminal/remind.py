"""`python -m bot remind`: the digests of a day as people or programs read them, and sending today's at once."""

from __future__ import annotations

import json
import sys
from datetime import date, time

from bot.config import Config
from bot.language.writing import long_day
from bot.reminders.digests import Digest, begins_midway, digests, listeners
from bot.reminders.text import digest_text, digests_json
from bot.reminders.words import WORDS
from bot.storage.database import Ledger
from bot.storage.outbox import Post
from bot.workdays import is_workday
from bot.workspace import Workspace, open_workspace
from corpus.errors import RectifyError

_PATIENCE = 300.0


def remind(config: Config, on: date, as_json: bool) -> int:
    """Print the digests of `on` with the standings as of the end of that day."""
    with open_workspace(config, begin=False) as workspace:
        made, known = _digests(workspace, on)
    print(json.dumps(digests_json(on, made, known), ensure_ascii=False) if as_json else preview(on, made, known))
    return 0


def send(config: Config, as_json: bool) -> int:
    """Make today's digests if nobody has, and have them sent: by the bot if it runs, else from here; exit code 1 if some were not.

    Raises:
        RectifyError: no token is set, or Telegram cannot be reached; the bot sends then what was made when it runs again.
    """
    if not config.token:
        raise RectifyError(WORDS.send_token)
    on = config.today()
    with open_workspace(config) as workspace:
        assert workspace.database
        ledger = workspace.database
        made, known = _digests(workspace, on)
        said = _sent(workspace, ledger, on) if is_workday(on) else WORDS.day_off.format(day=long_day(on))
        missing = ledger.outbox.undelivered(on)
    print(json.dumps(digests_json(on, made, known), ensure_ascii=False) if as_json else said)
    if missing:
        print(WORDS.send_failed.format(count=len(missing)), file=sys.stderr)
    return 1 if missing else 0


def _digests(workspace: Workspace, on: date) -> tuple[list[Digest], bool]:
    """The digests of a day, and whether the ledger says where things stand."""
    agenda, ledger = workspace.agenda(on), workspace.database
    everybody, config = listeners(agenda.plan, ledger.chats.bindings() if ledger else ()), workspace.config
    made = digests(agenda, everybody, config.lead_days, config.progress_day)
    return made, not begins_midway(agenda) or (ledger is not None and ledger.audit.is_begun())


def _sent(workspace: Workspace, ledger: Ledger, on: date) -> str:
    """What was done, in a sentence."""
    from bot.app import send_now
    from bot.engine.upkeep.mornings import Daily
    from bot.workspace import Serving

    config = workspace.config
    again = not Daily(config, ledger, workspace, config.now).make(on, time.max)
    try:
        left = send_now(config, ledger, config.now, _PATIENCE)
    except Serving:
        return WORDS.send_by_bot
    chats = [
        r
        for b in ledger.chats.bindings()
        if (r := ledger.outbox.find(f"digest:{on}", b.chat_id, b.thread_id)) and r.state is Post.SENT
    ]
    return (
        (WORDS.sent_again if again else WORDS.sent).format(count=len(chats))
        + (WORDS.left.format(count=left) if left else "")
        + _later(ledger, on)
    )


def _later(ledger: Ledger, on: date) -> str:
    """How many chats have their digest at a later time of their own."""
    later = (b for b in ledger.chats.bindings() if b.active and not b.routine.rests(on))
    count = sum(not ledger.digested.is_made(on, b) for b in later)
    return WORDS.later.format(count=count) if count else ""


def preview(on: date, made: list[Digest], known: bool) -> str:
    """The digests one after another, each with the chat it goes to."""
    if not made:
        return (WORDS.nothing if is_workday(on) else WORDS.day_off).format(day=long_day(on))
    return f"\n\n{'─' * 20}\n\n".join(f"{_chat(d)}\n{digest_text(d, known)}" for d in made)


def _chat(digest: Digest) -> str:
    return WORDS.chat.format(chat=digest.party.chat_id) if digest.party.chat_id is not None else WORDS.no_chat
