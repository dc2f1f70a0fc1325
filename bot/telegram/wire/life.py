"""The life of the application: it begins, serves until a signal, and ends in seconds, however far its beginning has come.

python-telegram-bot's `run_polling` closes what it has begun from outside of the loop, which fails while a request is under way,
and its `stop` ends only when all updates are done (.github/decisions/0010-updates-are-kept.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application

from .updates import InTurn

log = logging.getLogger(__name__)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGABRT)
"""SIGABRT is what systemd's watchdog sends."""


class BoundedApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application whose beginning a signal ends, and whose stop takes seconds."""

    async def live(self, begin: Callable[[], Awaitable[object]]) -> None:
        """Serve until a signal; `begin` has the updater take updates. What it raises is raised, once all is ended."""
        serving = asyncio.ensure_future(self._serve(begin))
        for number in SIGNALS:
            with contextlib.suppress(NotImplementedError):  # Windows, where Ctrl-C cancels this task
                asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
        try:
            await asyncio.wait({serving})
        finally:
            serving.cancel()
            await asyncio.wait({serving})
            await self._end()
        if not serving.cancelled():
            await serving

    async def _serve(self, begin: Callable[[], Awaitable[object]]) -> None:
        """See `Application.run_polling`: initialised again and again while Telegram cannot be reached."""
        await self._bootstrap_initialize(max_retries=-1)
        if self.post_init:
            await self.post_init(self)
        await begin()
        await self.start()
        await asyncio.Event().wait()

    async def _end(self) -> None:
        """In the order of `Application.run_polling`."""
        if self.updater and self.updater.running:
            await self.updater.stop()
        if self.running:
            await self.stop()
            if self.post_stop:
                await self.post_stop(self)
        await self.shutdown()
        if self.post_shutdown:
            await self.post_shutdown(self)

    async def stop(self) -> None:
        """See the base class."""
        if isinstance(self.update_processor, InTurn):
            self.update_processor.end()
        await super().stop()

    def unreachable(self, error: TelegramError) -> None:
        """What happens to an error of the updater's own requests: it goes where all errors go."""
        self.create_task(self.process_error(error=error, update=None))
