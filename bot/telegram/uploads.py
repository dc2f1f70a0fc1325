"""A file out of a chat: refused by its name and size before anything is fetched, then fetched with its bytes counted."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from pathlib import Path, PurePosixPath

from telegram import Bot, Document, Message
from telegram.error import TelegramError

from bot.config import Config
from bot.language.writing import shortened
from bot.telegram.wire.fetching import TooLarge, fetched
from corpus.errors import RectifyError
from corpus.files.reading import MAX_BYTES
from corpus.files.scans import is_installed
from corpus.files.words import KINDS, SUFFIXES

from .words import REVISING

log = logging.getLogger(__name__)
_READABLE = (
    "",
    ".txt",
    ".md",
    ".csv",
    ".docx",
    ".docm",
    ".pdf",
    ".html",
    ".htm",
    ".xhtml",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".et",
    ".ods",
)


class Refused(RectifyError):
    """A file that is not taken, with the reason."""


def attached(message: Message) -> Document | None:
    """The file that came with a message; a photo in its largest size is one, too."""
    if message.document or not message.photo:
        return message.document
    photo = message.photo[-1]
    return Document(photo.file_id, photo.file_unique_id, file_name=REVISING.photo, file_size=photo.file_size)


def shown_name(document: Document) -> str:
    """The file's name as it may be shown: no folders, no invisible signs, no leading dots, not endless."""
    last = re.split(r"[/\\]", document.file_name or "")[-1]
    return shortened(
        re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", last).lstrip(". ") or REVISING.nameless, 60
    )


def refusal(document: Document) -> str | None:
    """Why a file is refused unseen, or None; name and size may be missing, then its bytes decide."""
    suffix = PurePosixPath((document.file_name or "").replace("\\", "/")).suffix.lower()[:12]
    said = SUFFIXES.get(suffix)
    if said and not (said == KINDS.picture and is_installed()):
        return said
    if not said and suffix not in _READABLE:
        return REVISING.kind.format(suffix=suffix)
    if document.file_size is not None and document.file_size > MAX_BYTES:
        return REVISING.large.format(megabytes=MAX_BYTES >> 20)
    return REVISING.empty if document.file_size == 0 else None


async def download(bot: Bot, document: Document, path: Path, config: Config) -> None:
    """Fetch the file to `path`, readable by its owner alone; no more than MAX_BYTES of it.

    Raises:
        Refused: it cannot be fetched, or is larger than was said.
    """
    try:
        file = await fetched(bot, document.file_id, MAX_BYTES, config.proxy)
        await asyncio.to_thread(_write, path, file.data)
    except TooLarge:
        raise Refused(REVISING.large.format(megabytes=MAX_BYTES >> 20)) from None
    except TelegramError:
        raise Refused(REVISING.no_file) from None
    except OSError as error:
        log.error("an upload is not kept: %s", error)
        raise Refused(REVISING.unwritable) from None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)


def swept(data: Path) -> None:
    """Remove uploads that a killed process left behind."""
    for path in (data / "uploads").glob("*"):
        path.unlink(missing_ok=True)
