"""Files, pictures and evidence in answer to a message."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Iterable, Sequence

from telegram import Message
from telegram.error import TelegramError

from bot.engine.reply import Reply
from bot.ledger.agenda import Agenda
from bot.ledger.words import EVIDENCE_NAMES
from bot.ledger.workflow import Evidence
from bot.messages import Button
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.fetching import TooLarge, fetched
from bot.telegram.wire.sending import Sender

from .html import PAGE
from .words import TELEGRAM

log = logging.getLogger(__name__)
MOST_EVIDENCE = 10
"""Messages in a row: half of what a group can bear in a minute (Bot FAQ: 20)."""
_ZIPPED = 45 << 20
"""Bytes of evidence in one file (Bot API, sendDocument: 50 MB)."""


async def show_evidence(sender: Sender, message: Message, reply: Reply, proxy: str) -> None:
    """The evidence of a reply, one by one or as one file, and a word on what could not be shown."""
    if not reply.evidence:
        return
    zipped, found = reply.zipped, reply.evidence
    lines = await (_send_zip(sender, message, found, zipped, proxy) if zipped else _send_each(sender, message, found))
    if lines:
        await sender.say(message, "\n".join(lines))


async def _send_each(sender: Sender, message: Message, found: Sequence[Evidence]) -> list[str]:
    """Photos, videos and files again, by Telegram's ids; one that is gone keeps no other from being shown."""
    lost = [_named(n, e) for n, e in enumerate(found[:MOST_EVIDENCE], 1) if not await sender.show(message, e.kind, e.file_id)]
    lines = [TELEGRAM.evidence_gone.format(count=len(lost), names="、".join(lost))] if lost else []
    if more := len(found) - MOST_EVIDENCE:
        lines += [TELEGRAM.evidence_rest.format(shown=MOST_EVIDENCE, count=more)] if more > 0 else []
    return lines


async def _send_zip(sender: Sender, message: Message, found: Sequence[Evidence], name: str, proxy: str) -> list[str]:
    """All of it in one file, as far as Telegram hands it out and takes it."""
    lost, large, packed = [], [], io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n, evidence in enumerate(found, 1):
            try:
                file = await fetched(message.get_bot(), evidence.file_id, _ZIPPED - packed.tell(), proxy)
                archive.writestr(_file_name(n, evidence, file.ending), file.data)
            except TooLarge:
                large.append(_named(n, evidence))
            except TelegramError as error:
                log.warning("evidence not packed for %s: %s", message.chat_id, error.message)
                lost.append(_named(n, evidence))
    if len(lost) + len(large) < len(found):
        await send_file(sender, message, packed.getvalue(), name)
    lines = [TELEGRAM.evidence_gone.format(count=len(lost), names="、".join(lost))] if lost else []
    left = TELEGRAM.evidence_large.format(megabytes=_ZIPPED >> 20, count=len(large), names="、".join(large))
    return [*lines, *([left] if large else [])]


def _named(n: int, evidence: Evidence) -> str:
    """照片2; a file by its name."""
    return evidence.name or f"{EVIDENCE_NAMES.get(evidence.kind, '')}{n}"


def _file_name(n: int, evidence: Evidence, end: str) -> str:
    """A name that no other has, and that stays in its folder."""
    named = _named(n, evidence).replace("/", "_").replace("\\", "_")
    return f"{n:02d}_{named}" if evidence.name else f"{n:02d}_{named}{end or '.bin'}"


async def spend(message: Message, message_id: int, left: Iterable[Button]) -> None:
    """A message of the bot whose buttons but `left` do nothing any more; it may be one that can no longer be seen."""
    rows = [list(left)]
    try:
        await message.get_bot().edit_message_reply_markup(
            message.chat_id, message_id, reply_markup=keyboard(rows if rows[0] else [])
        )
    except TelegramError as error:
        log.warning("buttons of message %s not taken away: %s", message_id, error.message)


async def add(sender: Sender, message: Message, html: str) -> None:
    """Write under a message of the bot what was done with it; one that can no longer be seen, or has no room, is left as it is."""
    if message.text and len(message.text) + len(html) < PAGE:
        await sender.reply(message, f"{message.text_html}\n\n{html}", edit=message.message_id)
    else:
        await sender.reply(message, html)


async def send_file(sender: Sender, message: Message, data: bytes, name: str) -> None:
    """A file in answer to a message, or that it could not be sent."""
    if await sender.show(message, "document", data, name) is None:
        await sender.say(message, TELEGRAM.no_file.format(name=name))


async def send_picture(sender: Sender, message: Message, agenda: Agenda) -> None:
    """Where everything stands as a picture, drawn beside the event loop."""
    from bot.files.charts import summary

    await sender.show(message, "photo", await asyncio.to_thread(summary, agenda))
