"""Files out of Telegram: asked for again where that may help, their bytes counted."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

import httpx
from telegram import Bot
from telegram.error import NetworkError, TelegramError

from .outcomes import asked

_SECONDS = 60.0


class TooLarge(Exception):
    """A file of more bytes than may be, or than Telegram hands out."""


@dataclass(frozen=True)
class Fetched:
    """A file's bytes, and the ending of its name with Telegram (".jpg", or nothing)."""

    data: bytes
    ending: str


@cache
def trusted() -> ssl.SSLContext:
    """What Telegram's certificate is checked by, read once for all clients; it takes a good part of a start."""
    return httpx.create_ssl_context()


async def fetched(bot: Bot, file_id: str, most: int, proxy: str = "") -> Fetched:
    """A file by its id, of at most so many bytes whatever its size is said to be.

    Raises:
        TooLarge: it is larger.
        TelegramError: it does not come.
    """
    async with httpx.AsyncClient(proxy=proxy or None, timeout=_SECONDS, verify=trusted()) as client:
        return await asked(lambda: _fetched(bot, client, file_id, most))


async def _fetched(bot: Bot, client: httpx.AsyncClient, file_id: str, most: int) -> Fetched:
    try:
        file = await bot.get_file(file_id)
    except TelegramError as error:
        if "too big" in error.message.lower():
            raise TooLarge from error
        raise
    if (file.file_size or 0) > most:
        raise TooLarge
    url = file.file_path or ""
    try:
        return Fetched(await _bytes(client, url, most), PurePosixPath(url).suffix)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NetworkError(type(error).__name__) from error  # its words hold the address, and that the token


async def _bytes(client: httpx.AsyncClient, url: str, most: int) -> bytes:
    data = bytearray()
    async with client.stream("GET", url) as reply:
        reply.raise_for_status()
        async for block in reply.aiter_bytes():
            data += block
            if len(data) > most:
                raise TooLarge
    return bytes(data)
