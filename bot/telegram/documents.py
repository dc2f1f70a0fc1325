"""Files, pictures and evidence in answer to a message."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.engine.reply import Reply
from bot.ledger.agenda import Agenda
from bot.ledger.words import EVIDENCE_NAMES
from bot.ledger.workflow import Evidence
from bot.messages import Button
from bot.telegram.wire.channel import NO_PREVIEW, keyboard

from .words import TELEGRAM

log = logging.getLogger(__name__)
MOST_EVIDENCE = 10
"""Messages in a row: half of what a group can bear in a minute (Bot FAQ: 20)."""
_ZIPPED = 45 << 20
"""Bytes of evidence in one file (Bot API, sendDocument: 50 MB)."""


def _place(message: Message) -> dict[str, Any]:
    """The chat and topic of a message."""
    return {"chat_id": message.chat_id, "message_thread_id": message.message_thread_id if message.is_topic_message else None}


async def show_evidence(message: Message, reply: Reply) -> None:
    """The evidence of a reply, one by one or as one file, and a word on what could not be shown."""
    if not reply.evidence:
        return
    send = _send_zip(message, reply.evidence, reply.zipped) if reply.zipped else _send_each(message, reply.evidence)
    lines = await send
    if lines:
        await message.get_bot().send_message(text="\n".join(lines), **_place(message))


async def _send_each(message: Message, found: Sequence[Evidence]) -> list[str]:
    """Photos, videos and files again, by Telegram's ids; one that is gone keeps no other from being shown."""
    lost = [name for n, e in enumerate(found[:MOST_EVIDENCE], 1) if not await _sent(message, e) and (name := _named(n, e))]
    lines = [TELEGRAM.evidence_gone.format(count=len(lost), names="、".join(lost))] if lost else []
    if more := len(found) - MOST_EVIDENCE:
        lines += [TELEGRAM.evidence_rest.format(shown=MOST_EVIDENCE, count=more)] if more > 0 else []
    return lines


async def _sent(message: Message, evidence: Evidence) -> bool:
    bot, place = message.get_bot(), _place(message)
    try:
        if evidence.kind == "photo":
            await bot.send_photo(photo=evidence.file_id, **place)
        elif evidence.kind == "video":
            await bot.send_video(video=evidence.file_id, **place)
        else:
            await bot.send_document(document=evidence.file_id, **place)
    except TelegramError as error:
        log.warning("evidence not shown in %s: %s", message.chat_id, error.message)
        return False
    return True


async def _send_zip(message: Message, found: Sequence[Evidence], name: str) -> list[str]:
    """All of it in one file, as far as Telegram hands it out and takes it."""
    lost, large, packed = [], [], io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n, evidence in enumerate(found, 1):
            try:
                file = await message.get_bot().get_file(evidence.file_id)
                if packed.tell() + (file.file_size or 0) > _ZIPPED:
                    large.append(_named(n, evidence))
                    continue
                data, end = bytes(await file.download_as_bytearray()), (file.file_path or "").rpartition(".")[2]
                archive.writestr(_file_name(n, evidence, end), data)
            except TelegramError as error:
                log.warning("evidence not packed for %s: %s", message.chat_id, error.message)
                lost.append(_named(n, evidence))
    if len(lost) + len(large) < len(found):
        await send_file(message, packed.getvalue(), name)
    lines = [TELEGRAM.evidence_gone.format(count=len(lost), names="、".join(lost))] if lost else []
    left = TELEGRAM.evidence_large.format(megabytes=_ZIPPED >> 20, count=len(large), names="、".join(large))
    return [*lines, *([left] if large else [])]


def _named(n: int, evidence: Evidence) -> str:
    """照片2; a file by its name."""
    return evidence.name or f"{EVIDENCE_NAMES.get(evidence.kind, '')}{n}"


def _file_name(n: int, evidence: Evidence, end: str) -> str:
    """A name that no other has, and that stays in its folder."""
    named = _named(n, evidence).replace("/", "_").replace("\\", "_")
    return f"{n:02d}_{named}" if evidence.name else f"{n:02d}_{named}.{end or 'bin'}"


async def spend(message: Message, message_id: int, left: Iterable[Button]) -> None:
    """A message of the bot whose buttons but `left` do nothing any more; it may be one that can no longer be seen."""
    rows = [list(left)]
    try:
        await message.get_bot().edit_message_reply_markup(
            message.chat_id, message_id, reply_markup=keyboard(rows if rows[0] else [])
        )
    except TelegramError as error:
        log.warning("buttons of message %s not taken away: %s", message_id, error.message)


async def add(message: Message, html: str) -> None:
    """Write under a message of the bot what was done with it; one that can no longer be seen is left as it is."""
    if not message.text:
        await message.get_bot().send_message(text=html, parse_mode=ParseMode.HTML, **_place(message))
        return
    try:
        await message.edit_text(f"{message.text_html}\n\n{html}", ParseMode.HTML, link_preview_options=NO_PREVIEW)
    except TelegramError as error:
        log.warning("message %s not edited: %s", message.message_id, error.message)


async def send_file(message: Message, data: bytes, name: str) -> None:
    """A file in answer to a message."""
    await message.get_bot().send_document(document=io.BytesIO(data), filename=name, **_place(message))


async def send_picture(message: Message, agenda: Agenda) -> None:
    """Where everything stands as a picture, drawn beside the event loop."""
    from bot.files.charts import summary

    picture = await asyncio.to_thread(summary, agenda)
    await message.get_bot().send_photo(photo=io.BytesIO(picture), **_place(message))
