"""Updates that Telegram brings itself: let in by their secret before their body is read, kept on disk before they are confirmed.

The library's own receiver reads bodies of 100 MB from anybody, and says 200 for what is in memory only
(.github/decisions/0010-updates-are-kept.md).
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.ext import ExtBot, Updater
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from .polling import Json, parsable

log = logging.getLogger(__name__)
LARGEST = 1 << 20
"""Bytes of a body: an update has some thousands."""
_HEADERS, _SECONDS = 16 << 10, 20.0
_SECRET = "X-Telegram-Bot-Api-Secret-Token"


@stream_request_body
class _Receiver(RequestHandler):
    """One update."""

    def initialize(self, hook: Hook, secret: str) -> None:
        self._hook, self._secret, self._body = hook, secret, bytearray()

    def prepare(self) -> None:
        """Whoever does not know the secret is refused before anything is read (Bot API: setWebhook)."""
        given = self.request.headers.get(_SECRET, "")
        if self.request.method != "POST" or not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.request.connection.no_keep_alive = True  # type: ignore[union-attr]
            raise HTTPError(HTTPStatus.FORBIDDEN)

    def data_received(self, chunk: bytes) -> None:
        """Bounded by the server."""
        self._body += chunk

    async def post(self) -> None:
        """200 says that the update is kept."""
        await self._hook.took(bytes(self._body))

    def log_exception(self, *_: Any) -> None:
        """Strangers fill no log."""


class Hook(Updater):
    """The library's updater with this receiver in place of its own."""

    def __init__(self, bot: ExtBot[Any], queue: asyncio.Queue[object], keep: Callable[[list[Json]], object]) -> None:
        super().__init__(bot, queue)
        self._keep = keep

    async def took(self, body: bytes) -> None:
        """Keep an update, then have it handled; what cannot be parsed is skipped, and not sent again."""
        _, updates = parsable(b'{"ok":true,"result":[' + body + b"]}")
        if not updates:
            log.warning("a body of %s bytes is no update", len(body))
            return
        self._keep(updates)
        for update in updates:
            await self.update_queue.put(Update.de_json(update, self.bot))

    async def _start_webhook(self, *_: Any, **options: Any) -> None:
        """See the base class; all that is asked of it comes by name."""
        secret, path = options["secret_token"], options["url_path"].strip("/")
        handler = (f"/{re.escape(path)}/?", _Receiver, {"hook": self, "secret": secret})
        server = _Server(Application([handler], log_function=lambda _: None), options["listen"], options["port"])
        self._httpd = server  # type: ignore[assignment]
        wanted = ("webhook_url", "allowed_updates", "secret_token")
        await self._bootstrap(options["bootstrap_retries"], **{name: options[name] for name in wanted})
        await server.serve_forever(options["ready"])


class _Server:
    """What the updater starts and stops."""

    def __init__(self, application: Application, listen: str, port: int) -> None:
        limits = {"max_body_size": LARGEST, "max_header_size": _HEADERS, "body_timeout": _SECONDS}
        self._server = HTTPServer(application, **limits, max_buffer_size=2 * LARGEST, idle_connection_timeout=3 * _SECONDS)
        self._at = port, listen

    async def serve_forever(self, ready: asyncio.Event | None = None) -> None:
        """Listen; it goes on by itself."""
        self._server.listen(*self._at)
        if ready:
            ready.set()

    async def shutdown(self) -> None:
        """Listen no more."""
        self._server.stop()
        await self._server.close_all_connections()
