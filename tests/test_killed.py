"""Killed at any point of a morning: every chat has its digest afterwards, once, or twice where nobody could know."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from telegram_fixtures import Process
from telegram_server import Sent, TelegramServer

from bot.config import Config
from bot.engine.upkeep.delivery import Delivery, Spacing
from bot.engine.upkeep.mornings import Daily
from bot.storage.database import Ledger
from bot.storage.outbox import LIVES
from bot.telegram.wire.channel import TelegramChannel
from bot.telegram.wire.pace import Pace
from bot.workspace import Workspace

ROOT = Path(__file__).parent
CHATS = 6
pytestmark = pytest.mark.filterwarnings("ignore:coroutine 'connect_tcp")
"""What a life that ends leaves of a connection that was being made."""
MORNING = datetime(2025, 7, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNITS = ("市水务局", "市能源局", "市商务局", "市公安局", "市生态环境局", "市自然资源局")


class Town(TelegramServer):
    """A server with groups that are bound in the ledger of `data`."""

    def bind(self, data: Path) -> None:
        """Six groups, a unit each."""
        ledger = Ledger(data / "ledger.db")
        person = self.add_user("王工")
        for unit in UNITS[:CHATS]:
            ledger.chats.bind(self.add_chat("supergroup", unit, [person]).id, None, unit, [unit], 1)
        ledger.close()

    def copies(self) -> list[int]:
        """How many digests each group got."""
        return [sum("整改提醒" in s.text for s in self.sent(c)) for c in self.chats.values() if c.type == "supergroup"]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Six bound groups."""
    (tmp_path / "data").mkdir()
    with Town("7000000001:AAtest-secret_0123456789") as server:
        server.bind(tmp_path / "data")
        yield server


# --- the delivery alone, ended in the middle of what it does ------------------------------------------------


def _live(town: Town, data: Path, end_at: tuple[int, str] | None = None) -> None:
    """A life: makes the morning and delivers; at the n-th send it ends, and what is under way is never settled."""

    async def live() -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()
        if end_at:
            town.on_call("sendMessage", *end_at, lambda: loop.call_soon_threadsafe(end.set))
        ledger, config = Ledger(data / "ledger.db"), Config.from_env({}, str(data))
        await Daily(config, ledger, Workspace(config, ledger), lambda: MORNING).look()
        request = HTTPXRequest(connection_pool_size=20)
        bot: ExtBot[None] = ExtBot(town.token, town.base_url, request=request, rate_limiter=Pace(time.monotonic, asyncio.sleep))
        delivery = Delivery(TelegramChannel(bot), ledger, (), lambda: MORNING, Spacing(0.002))
        tasks = [asyncio.ensure_future(delivery.drain(20)), asyncio.ensure_future(end.wait())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await request.shutdown()
        ledger.close()

    asyncio.run(live())


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("n", range(1, CHATS + 1))
def test_ended_at_every_send(town: Town, tmp_path: Path, n: int, when: str) -> None:
    """Before or after its n-th message takes effect; a second life delivers the rest, and a third has nothing to do."""
    _live(town, tmp_path / "data", (n, when))
    _live(town, tmp_path / "data")
    copies = town.copies()
    assert all(1 <= c <= 2 for c in copies), copies
    assert all(s.text.startswith("（补发）") for s in town.sent())  # it is nine: all of them are late
    _live(town, tmp_path / "data")
    assert town.copies() == copies


def test_ended_again_and_again(town: Town, tmp_path: Path) -> None:
    """At twenty random moments, with answers that come late: whatever of it was sent, the last life completes, and no letter took them all."""
    chance = random.Random(5)
    for _ in range(20):
        _live(town, tmp_path / "data", (chance.randint(1, 3), chance.choice(["before", "after"])))
    _live(town, tmp_path / "data")
    assert all(1 <= c <= LIVES for c in town.copies()), town.copies()
    assert (
        sum(town.copies()) <= 2 * CHATS + 20
    )  # an end costs one letter a copy, but for the first, which costs all that were out


@pytest.mark.parametrize("when", ["before", "after"])
def test_ended_twice_at_the_same_letter(town: Town, tmp_path: Path, when: str) -> None:
    """Two ends in a row at the first send, and at the send that makes up for it: the letter arrives all the same."""
    for _ in range(2):
        _live(town, tmp_path / "data", (1, when))
    _live(town, tmp_path / "data")
    assert all(1 <= c <= 3 for c in town.copies()), town.copies()


# --- the whole program, as a process ------------------------------------------------------------------------


@pytest.fixture
def start(town: Town, revision_root: Path, tmp_path: Path) -> Iterator[Callable[[], Process]]:
    """Starts the bot at nine in the morning, where no model can be loaded, which takes seconds."""
    shutil.copytree(revision_root, tmp_path / "data" / "revisions")
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sentence_transformers.py").write_text("raise ImportError('not in this test')", "utf-8")
    path = f"{tmp_path / 'without'}{os.pathsep}{ROOT.parent}"
    started: list[Process] = []

    def run() -> Process:
        settings = {"RECTIFY_TOKEN": town.token, "RECTIFY_API_URL": town.url, "RECTIFY_MODEL": "fake/pairs", "PYTHONPATH": path}
        started.append(Process(tmp_path / "data", MORNING.isoformat(), program=(str(ROOT / "serve_at.py"),), **settings))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        assert "Traceback" not in process.output
        assert "AAtest-secret" not in process.output


def _served(town: Town) -> bool:
    return all(town.copies())


def _copies(town: Town, group: int) -> list[Sent]:
    return [s for s in town.sent() if s.chat_id == group]


def test_the_process_is_killed(town: Town, start: Callable[[], Process]) -> None:
    """kill -9 right after the third send took effect: the rest is served after the restart, and the third group has it twice."""
    first = start()
    killed: list[int] = []
    town.on_call("sendMessage", 3, "after", lambda: (killed.append(town.calls[-1].params["chat_id"]), first.kill()))
    first.wait()
    asked = len(town.calls)
    second = start()
    town.wait_until(lambda: any(c.method == "getUpdates" for c in town.calls[asked:]), what="the polling of the second life")
    town.wait_until(lambda: _served(town) and len(_copies(town, killed[0])) > 1, what="a digest for every group, two for one")
    second.signal(signal.SIGTERM)
    assert second.wait() == 0
    counts = {c.id: len(_copies(town, c.id)) for c in town.chats.values() if c.type == "supergroup"}
    assert counts.pop(killed[0]) == 2
    assert all(1 <= c <= 2 for c in counts.values())


def test_the_process_is_asked_to_stop(town: Town, start: Callable[[], Process]) -> None:
    """SIGTERM in the middle of a batch, and a second instance beside it: everybody has one copy in the end."""
    first = start()
    town.on_call("sendMessage", 2, "before", lambda: first.signal(signal.SIGTERM))
    assert first.wait() == 0
    second = start()
    town.wait_until(lambda: _served(town), what="a digest for every group")
    third = start()
    assert third.wait() == 1
    assert "另一个运行中的机器人" in third.output
    second.signal(signal.SIGTERM)
    assert second.wait() == 0
    assert town.copies() == [1] * CHATS
