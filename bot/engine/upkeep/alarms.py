"""Errors that are logged anywhere reach the administrators too: where it went wrong, and the number that the log has.

Once an hour for one kind: the same line of the program with the same kind of error, or a disk that takes no more or a ledger that is held, wherever that is found out.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import math
import sqlite3
import time
from collections.abc import Awaitable, Callable
from zlib import crc32

from bot.storage.database import is_locked

from ..words import ALARMS, ANSWERS
from .lock import Held

HOUR = 3600.0
_OURS = ("bot", "index", "corpus", "asyncio")
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_FULL = ("full", "readonly", "disk i/o")
"""In the words of sqlite.org/rescode.html: SQLITE_FULL, SQLITE_READONLY, SQLITE_IOERR."""
Tell = Callable[[str], Awaitable[None]]


def number_of(record: logging.LogRecord) -> str:
    """Of the moment and the line at which it was logged: whoever formats the record finds the same."""
    return f"E{crc32(f'{record.created!r} {record.pathname}:{record.lineno}'.encode()):08X}"


class Alarms(logging.Handler):
    """Tells what is logged as an error by this program's own modules; from any thread, in the event loop it was made in."""

    def __init__(self, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(logging.ERROR)
        self._tell, self._clock, self._loop = tell, clock, asyncio.get_running_loop()
        self._told: dict[tuple[str, int, object] | str, float] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """See the base class."""
        cause = _known_cause(record)
        kind = cause or (record.pathname, record.lineno, record.exc_info and record.exc_info[0])
        if record.name.split(".")[0] not in _OURS or self._clock() - self._told.get(kind, -math.inf) < HOUR:
            return
        self._told[kind] = self._clock()
        text = cause or ALARMS.text.format(number=number_of(record), area=_area(record.name))
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin, text)

    def _begin(self, text: str) -> None:
        task = asyncio.ensure_future(self._told_safely(text))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _told_safely(self, text: str) -> None:
        try:
            await self._tell(text)
        except Exception as error:  # a warning, for an error would be told too
            logging.getLogger(__name__).warning("not told: %s (%r)", text, error)


def _known_cause(record: logging.LogRecord) -> str | None:
    """What is told of errors (its own, or one of its words) of a ledger that cannot be written in: by a full disk, or as another program is at it."""
    words = record.args if isinstance(record.args, tuple) else ()
    return next(filter(None, map(cause, (*words, record.exc_info and record.exc_info[1]))), None)


def cause(error: object) -> str | None:
    """Why nothing can be entered, if this error says so."""
    if isinstance(error, Held) or is_locked(error):
        return ANSWERS.held
    return ANSWERS.unwritable if _takes_no_more(error) else None


def _takes_no_more(error: object) -> bool:
    full = isinstance(error, sqlite3.OperationalError) and any(words in str(error).lower() for words in _FULL)
    return full or (isinstance(error, OSError) and error.errno in _UNWRITABLE)


def _area(name: str) -> str:
    """In the users' words, by the longest name of a package that it is of."""
    known = [p for p in ALARMS.areas if name == p or name.startswith(f"{p}.")]
    return ALARMS.areas[max(known, key=len)] if known else ALARMS.elsewhere
