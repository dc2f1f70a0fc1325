"""The page over HTTP: made anew when the ledger, the plan or the day is another; nothing can be sent to it."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from socket import socket
from time import time
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.files.board_page import as_page, policy
from bot.ledger.agenda import Agenda
from bot.workspace import Workspace
from corpus.errors import RectifyError

from .access import Door, Guest, Refused
from .words import WEB

log = logging.getLogger(__name__)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_LIMITS = {"max_body_size": 1024, "max_header_size": 16 << 10, "body_timeout": 10.0, "idle_connection_timeout": 90.0}


class Site:
    """The board of a workspace behind a door."""

    def __init__(self, workspace: Workspace, door: Door) -> None:
        self.door, self._workspace = door, workspace
        self._made: tuple[Agenda, Agenda, dict[tuple[str, ...], bytes]] | None = None

    async def page(self, units: tuple[str, ...] = ()) -> bytes:
        """The page as it is now, of everything or of these units; the same bytes while nothing has changed."""
        await asyncio.to_thread(self._workspace.plan)  # a new revision takes a moment to read
        agenda = self._workspace.agenda()
        if self._made is None or self._made[0] is not agenda:
            before = self._workspace.week_ago(agenda)
            self._made = self._workspace.agenda(), before, {}  # today's is asked for last, so that it is kept
        agenda, before, pages = self._made
        if units not in pages:
            pages[units] = await asyncio.to_thread(as_page, agenda, before, None, units)
        return pages[units]

    def start(self, sockets: list[socket]) -> None:
        """Answer in the running loop, until it ends."""
        rules: list[Any] = [(r"/", _Board, {"site": self})]
        settings: dict[str, Any] = {"compress_response": True, "log_function": lambda _: None}
        missing: dict[str, Any] = {"default_handler_class": _Nothing, "default_handler_args": {"site": self}}
        HTTPServer(Application(rules, **settings, **missing), **_LIMITS).add_sockets(sockets)


class _Handler(RequestHandler):
    """What every answer has: the headers, the door, one sentence where there is nothing to show."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, site: Site) -> None:
        self._site, self._guest, self._words = site, Guest(), ""

    def set_default_headers(self) -> None:
        """See the base class."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.set_header("Content-Security-Policy", f"{policy(True)}; frame-ancestors 'none'")

    def prepare(self) -> None:
        """Nobody is told anything before the door, not even what is there."""
        found = self._site.door.opens(self.request.headers, self.request.query, time())
        if isinstance(found, Refused):
            self._words = found.words
            raise HTTPError(found.status)
        self._guest = found

    def write_error(self, status_code: int, **_: Any) -> None:
        """A sentence in place of a page."""
        if status_code == HTTPStatus.UNAUTHORIZED:
            self.set_header("WWW-Authenticate", f'Basic realm="{WEB.realm}", charset="UTF-8"')
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(self._words or WEB.answers.get(status_code, WEB.failed))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Strangers fill no log."""
        if not isinstance(value, HTTPError):
            log.error("the board", exc_info=(typ, value, tb))


class _Board(_Handler):
    """The page."""

    async def get(self) -> None:
        """The page, or that it is the same as before (ETag)."""
        try:
            self.write(await self._site.page(self._guest.units))
        except RectifyError as error:
            log.warning("the board: %s", error)
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from error

    head = get


class _Nothing(_Handler):
    """Everything else."""

    def get(self) -> None:
        """There is nothing."""
        raise HTTPError(HTTPStatus.NOT_FOUND)

    head = get
