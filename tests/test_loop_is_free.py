"""The event loop is never held: whatever is searched, drawn, built, imported or made into files is done beside it."""

from __future__ import annotations

import asyncio
import gc
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from revised_plans import UNIT, changed
from telegram_fixtures import Running, running
from telegram_server import Sent

from bot.telegram.words import REVISING

MOST = 0.05
"""Seconds of its own processor time that one step of the loop may take; a busy machine makes none longer."""


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What held a loop for longer, by the time that its thread was at work; collecting garbage is nobody's step."""
    found: list[str] = []
    inner = asyncio.Handle._run

    def timed(self: asyncio.Handle) -> None:
        begun = time.thread_time()
        inner(self)
        taken = time.thread_time() - begun
        if taken > MOST:
            found.append(f"{1000 * taken:.0f} ms: {self!r}")

    monkeypatch.setattr(asyncio.Handle, "_run", timed)
    gc.disable()
    yield found
    gc.enable()


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot with a data directory of its own, and a group of a unit that has much to do."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as started:
        yield started


def _shown(bot: Running, words: str) -> Sent:
    return bot.server.wait_for(lambda s: words in (s.text or ""), chat=bot.admin)


def test_asked_drawn_and_exported(own: Running, held: list[str]) -> None:
    """Questions, lists, the picture, every file that can be exported."""
    server, person = own.server, own.server.add_user("王工")
    group = server.add_chat("supergroup", "海南区", [person, own.admin])
    own.in_loop(lambda: own.ledger.chats.bind(group.id, None, "海南区", ["海南区委", "海南区政府"], 1))
    for text in (
        "谁负责焦化超低排放",
        "海南区负责哪些问题",
        "2025年底前到期的有哪些",
        "一共多少个问题，各单位几个",
        "/due 30",
        "/problem 23",
    ):
        server.ask(person, person, text)
    for text in ("/mine", "/status"):
        server.ask(group, person, text)
    server.say(person, person, "/status")
    server.wait_for(chat=person, method="sendPhoto")
    asked = server.ask(own.admin, own.admin, "/export")
    for button in asked.flat():
        since = server.mark()
        server.press(asked, button.text, own.admin)
        server.wait_for(chat=own.admin, method="sendDocument", since=since)
    assert held == []


def test_built_and_imported(own: Running, held: list[str]) -> None:
    """A revision is read, compared, built, checked, published and told; the ledger goes out as Excel and comes in again."""
    server = own.server
    group = server.add_chat("supergroup", "能源局", [own.admin])
    own.in_loop(lambda: own.ledger.chats.bind(group.id, None, "能源局", ["市能源局"], 1))
    server.upload(own.admin, own.admin, "新方案.txt", changed(8, UNIT).encode(), "/reindex")
    server.press(_shown(own, REVISING.ask), REVISING.publish, own.admin)
    _shown(own, "已发布第2版")
    server.ask(own.admin, own.admin, "谁负责焦化超低排放")
    server.say(own.admin, own.admin, "/ledger")
    sent = server.wait_for(chat=own.admin, method="sendDocument")
    assert sent.file
    since = server.mark()
    server.upload(own.admin, own.admin, "台账.xlsx", sent.file.data, "/ledger")
    server.wait_for(chat=own.admin, since=since)
    assert held == []


def test_a_step_that_works_is_seen(held: list[str]) -> None:
    """The watch itself: a step that reckons for longer is named, one that only waits is not."""

    async def reckon() -> None:
        end = time.thread_time() + 2 * MOST
        while time.thread_time() < end:
            pass

    asyncio.run(asyncio.wait_for(asyncio.sleep(0), 1))
    assert held == []
    asyncio.run(reckon())
    assert len(held) == 1
