"""A revision under way in chat outlives the program at every stage: what was uploaded is never lost, what was built never left behind."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from revised_plans import DEADLINE, FORMATS, changed, twins
from telegram_fixtures import Process, Running, running
from telegram_server import Sent, TelegramServer

from bot.telegram.revising import Revising
from bot.telegram.words import REVISING
from corpus.model import Plan
from index.manifest import history
from index.store import current


@pytest.fixture
def data(data_dir: Path, tmp_path: Path) -> Path:
    """A data directory of one's own."""
    return Path(shutil.copytree(data_dir, tmp_path / "data"))


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """A server that outlives its bot."""
    with TelegramServer() as started:
        yield started


def _upload(bot: Running, text: str) -> None:
    bot.server.upload(bot.admin, bot.admin, "新方案.docx", FORMATS[".docx"](text), "/reindex")


def _shown(bot: Running, words: str, since: int = 0) -> Sent:
    return bot.server.wait_for(lambda s: words in (s.text or ""), chat=bot.admin, since=since)


def _published(bot: Running, asked: Sent) -> None:
    """By 发布 under the message that asks, with all that belongs to it."""
    bot.server.press(asked, REVISING.publish, bot.admin)
    _shown(bot, "已发布第2版")
    assert current(bot.config.revisions) == 2
    assert [m.number for m in history(bot.config.revisions)] == [1, 2]
    bot.server.wait_until(lambda: bot.in_loop(bot.ledger.drafts.get) is None)


async def _never(*_: Any) -> None:
    await asyncio.Event().wait()


def test_what_waits_for_a_button_waits_on(data: Path, server: TelegramServer) -> None:
    """The same message, the same buttons, the same report."""
    with running(data, server=server) as bot:
        _upload(bot, changed(6, DEADLINE))
        asked = _shown(bot, REVISING.ask)
    with running(data, server=server) as bot:
        assert server.message(asked)
        _published(bot, asked)


def test_a_doubt_that_was_decided_stays_decided(data: Path, server: TelegramServer, plan: Plan) -> None:
    """Neither the question nor the answer is lost."""
    with running(data, server=server) as bot:
        _upload(bot, twins(plan))
        asked = _shown(bot, "都相近")
    with running(data, server=server) as bot:
        bot.server.press(asked, next(b.text for row in asked.buttons for b in row if "问题（八）" in b.text), bot.admin)
        asked = _shown(bot, REVISING.ask)
    with running(data, server=server) as bot:
        since = server.mark()
        shown = server.wait_for(lambda s: REVISING.ask in (s.text or ""), chat=bot.admin)
        assert "⇄ 原问题（七）现为问题（八）" in shown.text
        assert not [s for s in server.sent(bot.admin, since=since) if "都相近" in (s.text or "")]
        _published(bot, asked)


@pytest.mark.parametrize("stage", ["_read", "_build", "_publish"])
def test_ended_in_the_middle(data: Path, server: TelegramServer, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """While the file is read, while it is built, between building and switching: read again, or asked again; nothing half is left."""
    with running(data, server=server) as bot, monkeypatch.context() as held:
        held.setattr(Revising, stage, _never)
        _upload(bot, changed(6, DEADLINE))
        if stage == "_read":
            server.wait_until(lambda: bot.in_loop(bot.ledger.drafts.get))
        else:
            bot.server.press(_shown(bot, REVISING.ask), REVISING.publish, bot.admin)
            built = stage == "_publish"
            server.wait_until(lambda: not built or bot.in_loop(bot.ledger.drafts.get).built == 2)
    since = server.mark() if stage != "_build" else 0
    with running(data, server=server) as bot:
        asked = _shown(bot, REVISING.ask, since)
        assert "问题（六）整改时限" in asked.text
        _published(bot, asked)


def test_a_second_yes_is_asked_again(data: Path, server: TelegramServer) -> None:
    """What was built and failed its checks is built anew at the next 发布; 取消 leaves nothing."""
    with running(data, server=server) as bot:
        _upload(bot, changed(9, ("整改时限：2024年12月底\n", "")))
        bot.server.press(_shown(bot, REVISING.ask), REVISING.publish, bot.admin)
        _shown(bot, REVISING.failing.format(n=1))
        since = server.mark()
    with running(data, server=server) as bot:
        asked = _shown(bot, REVISING.ask, since)
        assert [m.number for m in history(bot.config.revisions)] == [1]
        bot.server.press(asked, REVISING.cancel, bot.admin)
        _shown(bot, REVISING.cancelled)
        server.wait_until(lambda: bot.in_loop(bot.ledger.drafts.get) is None)


def test_killed(tmp_path: Path) -> None:
    """By kill -9 of a real `serve` while the report waits for its button, and again while the last life's is building."""
    with TelegramServer() as server:
        admin = server.add_user("李主任")
        settings = {"RECTIFY_TOKEN": server.token, "RECTIFY_API_URL": server.url, "RECTIFY_ADMINS": str(admin.id)}
        lives = [Process(tmp_path / "data", "serve", **settings)]
        try:
            server.upload(admin, admin, "新方案.txt", FORMATS[".txt"](changed(6, DEADLINE)), "/reindex")
            asked = server.wait_for(lambda s: REVISING.ask in (s.text or ""), chat=admin)
            lives[-1].kill()
            lives.append(Process(tmp_path / "data", "serve", **settings))
            server.press(asked, REVISING.publish, admin)
            server.wait_for(lambda s: (s.text or "").startswith("正在建立索引"), chat=admin)
            lives[-1].kill()
            since = server.mark()
            lives.append(Process(tmp_path / "data", "serve", **settings))
            asked = server.wait_for(lambda s: REVISING.ask in (s.text or ""), chat=admin, since=since)
            server.press(asked, REVISING.publish, admin)
            server.wait_for(lambda s: "已发布第2版" in (s.text or ""), chat=admin)
        finally:
            for life in lives:
                life.kill()
