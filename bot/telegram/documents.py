"""Files, pictures and evidence in answer to a message."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterable
from itertools import islice
from typing import Any

from telegram import Message
from telegram.error import TelegramError

from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Evidence

log = logging.getLogger(__name__)
MOST_EVIDENCE = 20


def _place(message: Message) -> dict[str, Any]:
    """The chat and topic of a message."""
    return {"chat_id": message.chat_id, "message_thread_id": message.message_thread_id if message.is_topic_message else None}


async def send_evidence(message: Message, found: Iterable[Evidence]) -> None:
    """Photos, videos and files again, by Telegram's ids; one that is gone keeps no other from being shown."""
    bot, place = message.get_bot(), _place(message)
    for evidence in islice(found, MOST_EVIDENCE):
        try:
            if evidence.kind == "photo":
                await bot.send_photo(photo=evidence.file_id, **place)
            elif evidence.kind == "video":
                await bot.send_video(video=evidence.file_id, **place)
            else:
                await bot.send_document(document=evidence.file_id, **place)
        except TelegramError as error:
            log.warning("evidence not shown in %s: %s", message.chat_id, error.message)


async def send_file(message: Message, data: bytes, name: str) -> None:
    """A file in answer to a message."""
    await message.get_bot().send_document(document=io.BytesIO(data), filename=name, **_place(message))


async def send_picture(message: Message, agenda: Agenda) -> None:
    """Where everything stands as a picture, drawn beside the event loop."""
    from bot.files.charts import summary

    picture = await asyncio.to_thread(summary, agenda)
    await message.get_bot().send_photo(photo=io.BytesIO(picture), **_place(message))
