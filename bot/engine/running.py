"""What goes on beside the chats as long as the bot runs: letters are delivered, mornings made, errors told to the administrators."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.files import exported
from bot.messages import Channel
from index.store import tidy

from .engine import Engine
from .upkeep.alarms import Alarms, Tell
from .upkeep.delivery import Delivery, Spacing
from .upkeep.mornings import Daily
from .upkeep.switching import unpublished
from .upkeep.watching import watched
from .words import RUNNING

ENDING = 4.0
"""Seconds for letters that are on their way when the program is asked to stop."""


class Running:
    """One run over an engine and a channel, which `tell`s the administrators; `also` goes on as long, `spacing` is the delivery's."""

    def __init__(
        self,
        engine: Engine,
        channel: Channel,
        tell: Tell,
        also: Sequence[tuple[str, Callable[[], Awaitable[None]]]] = (),
        spacing: Spacing | None = None,
    ) -> None:
        self._engine, self._tell = engine, tell
        self._delivery = Delivery(channel, engine.ledger, engine.config.admins, engine.now, spacing)
        daily = Daily(engine.config, engine.ledger, engine.workspace, engine.now, exported)
        self._works = ((RUNNING.delivery, self._delivery.run), (RUNNING.mornings, daily.run), *also)
        self._tasks: list[asyncio.Task[None]] = []
        self._alarms: list[Alarms] = []

    async def begin(self) -> None:
        """Say what the last run left undone, and start."""
        config = self._engine.config
        self._engine.service.warm()
        if tidy(config.revisions):
            await self._tell(RUNNING.unfinished)
        draft = self._engine.ledger.drafts.get()
        for letter in unpublished(config.revisions, config.admins, draft.built if draft else None):
            self._engine.ledger.outbox.enqueue(letter)
        self._alarms.append(Alarms(self._tell))
        logging.getLogger().addHandler(self._alarms[0])
        self._tasks += [asyncio.create_task(watched(name, work)) for name, work in self._works]

    async def end(self) -> None:
        """After the chats, or when it never came to them."""
        self._delivery.stop()
        for alarm in self._alarms:
            logging.getLogger().removeHandler(alarm)
        if self._tasks:
            await asyncio.wait(self._tasks[:1], timeout=ENDING)
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)
