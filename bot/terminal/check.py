"""`check`: what is configured, what is missing, and the command that repairs it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from time import time
from typing import NamedTuple

from bot.config import Config
from bot.engine.upkeep.pulse import SILENCE, is_serving
from bot.ledger.renamed import lost_units
from bot.reminders.words import WORDS
from bot.storage.begun import refuse_lost_plan
from bot.storage.database import Ledger, LedgerError
from bot.workdays import covered, take, taken
from corpus.errors import RectifyError
from index.manifest import repair_words, verify
from index.store import in_force

from .office import print_json
from .words import CHECK


class Found(NamedTuple):
    """One thing that was looked at; `missing` is what need not be there."""

    item: str
    ok: bool
    detail: str
    missing: bool = False

    @property
    def mark(self) -> str:
        """✓ in order, ✗ to be repaired, ○ not there."""
        return "✗" if not self.ok else "○" if self.missing else "✓"


def run_check(arguments: argparse.Namespace, config: Config) -> int:
    """`check`: exit code 1 where something is to be repaired."""
    results = [_serving(config)] if arguments.serving else list(_checks(config))
    if arguments.json:
        print_json([{"item": f.item, "ok": f.ok, "missing": f.missing, "detail": f.detail} for f in results])
    else:
        print("\n".join(CHECK.line.format(mark=f.mark, item=f.item, detail=f.detail) for f in results))
    return 0 if all(f.ok for f in results) else 1


def _checks(config: Config) -> Iterator[Found]:
    yield _data(config)
    yield from (Found(CHECK.settings, False, said) for said in config.unknown)
    yield Found(CHECK.model, True, config.model)
    yield _index(config)
    yield from _examples(config)
    yield Found(CHECK.zone, True, str(config.timezone))
    yield from _telegram_checks(config)
    yield from reminder_checks(config)


def _serving(config: Config) -> Found:
    """Cheap, for it is asked every minute."""
    serving = is_serving(config.alive, time())
    return Found(CHECK.robot, serving, CHECK.serving if serving else CHECK.not_serving.format(minutes=SILENCE / 60))


def _data(config: Config) -> Found:
    parent = config.data if config.data.exists() else config.data.absolute().parent
    writable = os.access(parent, os.W_OK)
    return Found(CHECK.data, writable, str(config.data) if writable else CHECK.not_writable.format(path=config.data))


def _index(config: Config) -> Found:
    try:
        number, odd = in_force(config.revisions)
        if odd:
            return Found(CHECK.index, False, odd)
        if number is None:
            refuse_lost_plan(config.ledger)
            return Found(CHECK.index, True, CHECK.no_index, missing=True)
        manifest = verify(config.revisions, number)
    except RectifyError as error:
        return Found(CHECK.index, False, str(error))
    if manifest.model != config.model:
        repair = repair_words(config.revisions, number)
        return Found(CHECK.index, False, CHECK.other_model.format(model=manifest.model, repair=repair))
    found = CHECK.revision.format(number=number, problems=manifest.problems, chunks=manifest.chunks)
    return Found(CHECK.index, True, found)


def _examples(config: Config) -> Iterator[Found]:
    """The office's own examples, where it has any."""
    from bot.revisions.examples import ExampleError, kept

    if not config.examples.exists():
        return
    try:
        yield Found(CHECK.own_examples, True, CHECK.examples.format(count=len({words for *_, words in kept(config.examples)})))
    except ExampleError as error:
        yield Found(CHECK.own_examples, False, str(error))


def _telegram_checks(config: Config) -> Iterator[Found]:
    """What is set for Telegram; never a secret."""
    yield Found(CHECK.token, True, CHECK.is_set if config.token else CHECK.no_token, missing=not config.token)
    admins = CHECK.persons.format(count=len(config.admins)) if config.admins else CHECK.no_admins
    yield Found(CHECK.admins, True, admins, missing=not config.admins)
    board = CHECK.is_set if config.board_password else CHECK.no_board
    yield Found(CHECK.board, True, board, missing=not config.board_password)
    links = CHECK.is_set if config.board_secret else CHECK.no_links
    yield Found(CHECK.links, True, links, missing=not config.board_secret)
    yield Found(CHECK.users, True, {"open": CHECK.everyone, "bound": CHECK.members}[config.users])
    webhook = CHECK.webhook.format(url=config.webhook_url, port=config.webhook_port) if config.webhook_url else CHECK.polling
    yield Found(CHECK.way, True, webhook)
    yield Found(CHECK.api, True, config.api_url + (CHECK.proxy if config.proxy else ""))


def reminder_checks(config: Config) -> Iterator[Found]:
    """What reminders need and how they went."""
    today = config.today()
    if config.workdays.exists():
        wrong = take(config.workdays)
        yield Found(CHECK.own_workdays, not wrong, wrong or CHECK.own_days.format(off=taken(False), work=taken(True)))
    years = [y for y in (today.year, today.year + (today.month == 12)) if not covered(y)]
    calendar = "；".join(WORDS.calendar.format(year=y) + CHECK.upgrade for y in years) or CHECK.calendar.format(year=today.year)
    yield Found(CHECK.workdays, True, calendar, missing=bool(years))
    days = "、".join(map(str, config.lead_days))
    progress = CHECK.progress_day.format(day=config.progress_day) if config.progress_day else ""
    yield Found(CHECK.remind_at, True, CHECK.reminded.format(at=config.remind_at, days=days) + progress)
    office = str(config.office_chat) if config.office_chat else CHECK.no_office
    yield Found(CHECK.office, True, office, missing=not config.office_chat)
    if config.ledger.exists():
        try:
            with closing(Ledger(config.ledger)) as ledger:
                yield from _ledger_checks(ledger, today)
                yield from _bound_checks(ledger, config)
        except LedgerError as error:
            yield Found(CHECK.ledger, False, str(error))


def _bound_checks(ledger: Ledger, config: Config) -> Iterator[Found]:
    """Units that groups are bound to and the plan does not name; what is wrong with the plan itself is said elsewhere."""
    from bot.revisions.revise import plan_in_use

    try:
        plan = plan_in_use(config.revisions)
    except RectifyError:
        return
    lost = lost_units(dict.fromkeys(u for b in ledger.chats.bindings() if b.active for u in b.units), plan)
    yield Found(CHECK.lost_units, not lost, CHECK.lost.format(units="、".join(lost)) if lost else CHECK.none_lost)


def _ledger_checks(ledger: Ledger, today: date) -> Iterator[Found]:
    """What the ledger says of chats and of what was sent."""
    bound = [b for b in ledger.chats.bindings() if b.active]
    groups = CHECK.bound.format(count=len(bound)) if bound else CHECK.no_chats
    yield Found(CHECK.chats, True, groups, missing=not bound)
    last = ledger.outbox.last_morning()
    yield Found(CHECK.last, True, last.isoformat() if last else CHECK.never, missing=not last)
    failed = ledger.outbox.undelivered(today - timedelta(days=7))
    reasons = "；".join(dict.fromkeys(f"{r.chat_id} {r.error}" for r in failed[-3:]))
    detail = CHECK.failed.format(count=len(failed), reasons=reasons) if failed else "0"
    yield Found(CHECK.undelivered, not failed, detail)
