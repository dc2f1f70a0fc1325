"""`python -m bot remind`: the digests of a day as people or programs read them, and sending today's at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, time, timedelta

from corpus.errors import RectifyError

from .config import Config
from .current import Current
from .ledger import Ledger
from .notice_words import CHECK, WORDS
from .notices import digest_text, digests_json, long_day
from .outbox import Post
from .reminders import Digest, begins_midway, digests, parties
from .workdays import covered, is_workday

_PATIENCE = 300.0


def remind(config: Config, on: date, as_json: bool) -> int:
    """Print the digests of `on` with the standings as of the end of that day."""
    ledger = Ledger(config.ledger) if config.ledger.exists() else None
    try:
        made, known = _digests(config, ledger, on)
    finally:
        if ledger:
            ledger.close()
    print(json.dumps(digests_json(on, made, known), ensure_ascii=False) if as_json else preview(on, made, known))
    return 0


def send(config: Config, as_json: bool) -> int:
    """Make today's digests if nobody has, and have them sent: by the bot if it runs, else from here; exit code 1 if some were not.

    Raises:
        RectifyError: no token is set, or Telegram cannot be reached; the bot sends then what was made when it runs again.
    """
    if not config.token:
        raise RectifyError(WORDS["send_token"])
    on = config.today()
    with closing(Ledger(config.ledger)) as ledger:
        made, known = _digests(config, ledger, on)
        said = _sent(config, ledger, on) if is_workday(on) else WORDS["day_off"].format(day=long_day(on))
        missing = ledger.outbox.undelivered(on)
    print(json.dumps(digests_json(on, made, known), ensure_ascii=False) if as_json else said)
    if missing:
        print(WORDS["send_failed"].format(count=len(missing)), file=sys.stderr)
    return 1 if missing else 0


def _digests(config: Config, ledger: Ledger | None, on: date) -> tuple[list[Digest], bool]:
    """The digests of a day, and whether the ledger says where things stand."""
    agenda = Current(config, ledger).agenda(on)
    made = digests(agenda, parties(agenda.plan, ledger.bindings() if ledger else ()))
    return made, not begins_midway(agenda) or (ledger is not None and ledger.is_begun())


def _sent(config: Config, ledger: Ledger, on: date) -> str:
    """What was done, in a sentence."""
    from .app import Serving, send_now
    from .daily import Daily

    again = not Daily(config, ledger, Current(config, ledger), config.now).make(on, time.max)
    try:
        left = send_now(config, ledger, config.now, _PATIENCE)
    except Serving:
        return WORDS["send_by_bot"]
    chats = [r for b in ledger.bindings() if (r := ledger.outbox.find(f"digest:{on}", b.chat_id)) and r.state is Post.SENT]
    return WORDS["sent_again" if again else "sent"].format(count=len(chats)) + (WORDS["left"].format(count=left) if left else "")


def preview(on: date, made: list[Digest], known: bool) -> str:
    """The digests one after another, each with the chat it goes to."""
    if not made:
        return WORDS["nothing" if is_workday(on) else "day_off"].format(day=long_day(on))
    return f"\n\n{'─' * 20}\n\n".join(f"{_chat(d)}\n{digest_text(d, known)}" for d in made)


def _chat(digest: Digest) -> str:
    return WORDS["chat"].format(chat=digest.party.chat_id) if digest.party.chat_id is not None else WORDS["no_chat"]


def reminder_checks(config: Config) -> Iterator[tuple[str, bool, str]]:
    """What reminders need and how they went."""
    today = config.today()
    years = [y for y in (today.year, today.year + (today.month == 12)) if not covered(y)]
    yield (
        "工作日历",
        True,
        "；".join(WORDS["calendar"].format(year=y) for y in years) or CHECK["calendar"].format(year=today.year),
    )
    yield "提醒时间", True, f"{config.remind_at:%H:%M}"
    yield "督办办公室", True, str(config.office_chat) if config.office_chat else CHECK["no_office"]
    if not config.ledger.exists():
        return
    with closing(Ledger(config.ledger)) as ledger:
        bound = [b for b in ledger.bindings() if b.active]
        yield "已绑定的群", True, CHECK["bound"].format(count=len(bound)) if bound else CHECK["no_chats"]
        last = ledger.outbox.last_morning()
        yield "最近一次提醒", True, last.isoformat() if last else CHECK["never"]
        failed = ledger.outbox.undelivered(today - timedelta(days=7))
        reasons = "；".join(dict.fromkeys(f"{r.letter.chat_id} {r.error}" for r in failed[-3:]))
        yield "近7天未送达", not failed, CHECK["failed"].format(count=len(failed), reasons=reasons) if failed else "0"
