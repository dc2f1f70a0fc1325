"""Signs of life: a file that is touched whenever something was heard from the channel, and systemd's watchdog."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from pathlib import Path

SILENCE = 120.0
"""Seconds without a sign after which the bot counts as not serving; a long poll is answered within 25."""
EVERY = 30.0


class Pulse:
    """The signs of one process."""

    def __init__(self, path: Path, notify: str | None = None) -> None:
        """`notify` is systemd's socket (sd_notify(3), NOTIFY_SOCKET; one that begins with @ is abstract)."""
        self._path = path
        self._notify = notify.replace("@", "\0", 1) if notify and notify.startswith("@") else notify

    def heard(self) -> None:
        """The channel has answered."""
        with contextlib.suppress(OSError):  # a full disk must not end what still answers
            self._path.touch(0o600)
        self.lives()

    def lives(self) -> None:
        """The program is at work, whether the channel answers or not: starting it anew would not mend a network."""
        if self._notify and hasattr(socket, "AF_UNIX"):
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.sendto(b"READY=1\nWATCHDOG=1", self._notify)

    async def beat(self) -> None:
        """Signs at intervals, where the channel calls by itself and may have no reason to."""
        while True:
            self.heard()
            await asyncio.sleep(EVERY)


def socket_of_systemd() -> str | None:
    """Where systemd listens, if it started this process."""
    return os.environ.get("NOTIFY_SOCKET")


def is_serving(path: Path, now: float) -> bool:
    """Whether there was a sign lately; one from the future is of a clock that was put back."""
    try:
        return abs(now - path.stat().st_mtime) <= SILENCE
    except OSError:
        return False
