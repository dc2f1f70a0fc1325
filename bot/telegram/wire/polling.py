"""What python-telegram-bot leaves open about getUpdates: when to give up, and updates that cannot be parsed.

It stops polling but not the process when the token is refused or an answer has another shape than it expects, polls on for ever
beside another instance, and fetches a batch that it cannot parse again and again without a pause. All are seen here, in the
HTTP requests and answers themselves.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import NetworkError
from telegram.request import HTTPXRequest, RequestData

from bot.engine.upkeep.pulse import Pulse
from bot.telegram.words import SERVING

log = logging.getLogger(__name__)
Json = dict[str, Any]
PATIENCE = 60.0
"""Seconds of conflicts with another poller after which this one gives up; pauses between them grow to 30 s."""
SILENCE = 300.0
"""Seconds without a request after which polling has ended, whatever ended it; the longest pause between two is half a minute."""
_LOOK = 30.0
_ENDING, _SHORT = 0.2, 2.0
_LARGEST = 1 << 62
_NOTHING = b'{"ok":true,"result":[]}'
_AT_START = ("getMe", "deleteWebhook", "setWebhook")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


class Watch:
    """Judges the status of each getUpdates; calls `stop` once when going on is no use, and keeps the `reason`."""

    def __init__(
        self, stop: Callable[[], object], clock: Callable[[], float] = time.monotonic, pulse: Pulse | None = None
    ) -> None:
        """Its `pulse` beats with the answers."""
        self.reason: str | None = None
        self.pulse = pulse
        self._stop, self._clock = stop, clock
        self._first = self._last = float("-inf")
        self._asked: float | None = None

    def asks(self) -> None:
        """A request is made."""
        self._asked = self._clock()

    def saw(self, status: int) -> None:
        """One answer's HTTP status."""
        if self.pulse:
            self.pulse.heard() if status == HTTPStatus.OK else self.pulse.lives()
        if status in _REFUSED:
            self._give_up(SERVING.token_changed)
        elif status == HTTPStatus.CONFLICT:
            now = self._clock()
            if now - self._last > PATIENCE:
                self._first = now
            self._last = now
            if now - self._first >= PATIENCE:
                self._give_up(SERVING.second)

    def missed(self) -> None:
        """No answer came, and the next request will be made."""
        if self.pulse:
            self.pulse.lives()

    async def guard(self) -> None:
        """See to it that requests go on, once there was one."""
        while True:
            self.look()
            await asyncio.sleep(_LOOK)

    def look(self) -> None:
        """Give up where there was no request for long: a process that hears nothing is no bot."""
        if self._asked is not None and self._clock() - self._asked > SILENCE:
            self._give_up(SERVING.silent)

    def _give_up(self, reason: str) -> None:
        if self.reason is None:
            self.reason = reason
            self._stop()


class UpdatesRequest(HTTPXRequest):
    """The client of getUpdates: watched, updates kept before they are confirmed, and those unreadable reduced to their ids."""

    def __init__(self, watch: Watch, keep: Callable[[list[Json]], object], **options: Any) -> None:
        super().__init__(**options)
        self._watch, self._keep = watch, keep

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *arguments: Any, **options: Any
    ) -> tuple[int, bytes]:
        """See the base class; the last request of a stop, which only confirms, is not waited for long and may fail."""
        last = not (request_data and request_data.parameters.get("timeout"))
        if last and self._watch.reason:  # it would end the request of another poller, who is to go on
            return HTTPStatus.OK, _NOTHING
        self._watch.asks()
        try:
            options |= {"read_timeout": _SHORT, "connect_timeout": _SHORT} if last else {}
            status, body = await super().do_request(url, method, request_data, *arguments, **options)
        except NetworkError:
            if last:
                return HTTPStatus.OK, _NOTHING
            self._watch.missed()
            raise
        self._watch.saw(status)
        if self._watch.reason:  # the library would drop what is in hand on an error; nothing new is an orderly end
            await asyncio.sleep(_ENDING)
            return HTTPStatus.OK, _NOTHING
        if status != HTTPStatus.OK:
            return status, body
        body, updates = parsable(body)
        self._keep(updates)
        return status, body


class LoggedRequest(HTTPXRequest):
    """The client of everything else: what fails while the bot starts is logged, which the library leaves out."""

    async def do_request(self, url: str, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """See the base class."""
        starting = url.endswith(_AT_START)
        try:
            status, body = await super().do_request(url, *arguments, **options)
        except NetworkError as error:
            if starting:
                log.warning("%s cannot be reached, trying again: %s", urlsplit(url).netloc, error.message)
            raise
        if starting and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("%s answers %s, trying again", urlsplit(url).netloc, status)
        return status, body


def parsable(body: bytes) -> tuple[bytes, list[Json]]:
    """The answer, and the updates in it; each that cannot be parsed is replaced by one that has an id only, which skips it.

    What is no list of updates is no answer: nothing, which the library takes for garbled, and asks again after a pause.
    """
    try:
        if _SURROGATE.search(body):  # alone it is no character: no database and no answer could hold it
            body = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
        answer = json.loads(body)
        updates = [u for u in answer["result"] if _is_named(u)]
        kept = [u if _parses(u) else {"update_id": u["update_id"]} for u in updates]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return b"", []
    if kept == answer["result"]:
        return body, kept
    return (json.dumps(answer | {"result": kept}).encode(), kept) if kept else (b"", [])


def _is_named(update: object) -> bool:
    """Whether it has an id by which it can be kept and confirmed."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return type(number) is int and 0 <= number < _LARGEST


def _parses(update: Json) -> bool:
    try:
        Update.de_json(update, None)
    except Exception as error:  # whatever a malformed field makes of itself
        log.warning("update %s skipped, it cannot be parsed: %r", update.get("update_id"), error)
        return False
    return True
