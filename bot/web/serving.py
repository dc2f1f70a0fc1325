"""The board's server at work: beside the bot in a thread of its own, or alone."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from threading import Thread

from tornado.netutil import bind_sockets

from bot.config import Config
from bot.workspace import open_workspace

from .access import BoardError, Door, Place, place
from .site import Site
from .words import WEB

log = logging.getLogger(__name__)
_PATIENCE = 10.0


@contextmanager
def beside(config: Config, address: str) -> Iterator[None]:
    """Show the board in a thread and a loop of its own, so that it waits for nothing that the bot waits for.

    Raises:
        BoardError: it cannot be shown there.
    """
    door, loop, ended = (
        Door(place(address), config.board_password, config.board_secret),
        asyncio.new_event_loop(),
        asyncio.Event(),
    )
    with _listening(door.place) as sockets:
        thread = Thread(target=loop.run_until_complete, args=(_show(config, door, sockets, ended),), name="board", daemon=True)
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(ended.set)
            thread.join(_PATIENCE)


def alone_at(config: Config, address: str) -> None:
    """Show the board until SIGTERM or SIGINT.

    Raises:
        RectifyError: it cannot be shown there, or the ledger cannot be used.
    """
    door = Door(place(address), config.board_password, config.board_secret)
    with _listening(door.place) as sockets:
        asyncio.run(_until_signal(config, door, sockets))


async def _until_signal(config: Config, door: Door, sockets: list[socket]) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows, where Ctrl-C ends it
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await _show(config, door, sockets, ended)


async def _show(config: Config, door: Door, sockets: list[socket], ended: asyncio.Event) -> None:
    """Answer with a workspace of its own until it is to end."""
    with open_workspace(config) as workspace:
        Site(workspace, door).start(sockets)
        log.info(WEB.listening.format(address=door.place.written))
        await ended.wait()


@contextmanager
def _listening(at: Place) -> Iterator[list[socket]]:
    try:
        sockets = bind_sockets(at.port, at.host)
    except OSError as error:
        raise BoardError(WEB.port.format(address=at.written, reason=error.strerror or error)) from error
    try:
        yield sockets
    finally:
        for held in sockets:
            held.close()
