"""`remind` as programs and people use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bot_fixtures import Command
from telegram_server import TelegramServer

from bot.config import Config
from bot.engine.upkeep.delivery import Spacing
from bot.ledger.workflow import Action, Event, State
from bot.storage.database import Ledger
from bot.workspace import alone


def test_a_day_before_anything_is_set_up(command: Command, tmp_path: Path) -> None:
    """Without index or ledger: the bundled plan's digests, a unit each, and nothing is written."""
    outcome = command("remind", "--on", "2025-06-27", "--json", "--data", tmp_path / "data")
    shown = json.loads(outcome.out)
    assert (outcome.code, shown["on"], outcome.err) == (0, "2025-06-27", "")
    water = next(d for d in shown["digests"] if d["unit"] == "市水务局")
    assert water["chat_id"] is None
    assert {i["section"] for i in water["items"]} == {"overdue", "soon"}
    assert "（台账尚未导入，以下按方案时限计算）" in water["text"]
    assert not (tmp_path / "data").exists()


def test_a_day_off(command: Command, tmp_path: Path) -> None:
    """A sentence for people, no digests for programs."""
    assert command("remind", "--on", "2025-10-03", "--data", tmp_path).out == "2025年10月3日（周五）不是工作日，没有提醒。\n"
    assert json.loads(command("remind", "--on", "2025-10-03", "--json").out) == {"on": "2025-10-03", "digests": []}


def test_a_past_day_is_shown_as_it_was(command: Command, tmp_path: Path) -> None:
    """What was closed later is still overdue on an earlier day; a bound group has its id."""
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.chats.bind(-100, None, "水务局群", ["市水务局"], 1)
    at = datetime(2025, 7, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    ledger.events.add(Event("1-5", Action.SET, at, "李主任", after=State.CLOSED))
    ledger.events.date_event("《矿区总规》批复", at.date(), 1)
    ledger.close()

    def problems(day: str) -> set[int]:
        shown = json.loads(command("remind", "--on", day, "--json", "--data", tmp_path).out)
        (mine,) = [d for d in shown["digests"] if d["chat_id"] == -100]
        return {i["problem"] for i in mine["items"]}

    assert 5 in problems("2025-07-02")
    assert 5 not in problems("2025-07-04")
    assert "群 -100" in command("remind", "--on", "2025-07-04", "--data", tmp_path).out


def test_a_day_that_is_none(command: Command) -> None:
    """Wrong usage, said in a sentence."""
    outcome = command("remind", "--on", "明天")
    assert outcome.code == 2
    assert "日期应写成 2026-12-01 这样：明天" in outcome.err


# --- sending ------------------------------------------------------------------------------------------------


@pytest.fixture
def bound(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[TelegramServer], None]:
    """Binds a group of a server, in the settings of the command line; it is a Tuesday morning."""
    monkeypatch.setattr(Config, "now", lambda self: datetime(2025, 7, 8, 8, 31, tzinfo=ZoneInfo("Asia/Shanghai")))
    monkeypatch.setattr("bot.engine.upkeep.delivery.Spacing", partial(Spacing, 0.001))

    def bind(server: TelegramServer) -> None:
        chat = server.add_chat("supergroup", "水务局群", [server.add_user("王工")])
        ledger = Ledger(tmp_path / "data" / "ledger.db")
        ledger.chats.bind(chat.id, None, "水务局群", ["市水务局", "海南区政府"], 1)
        ledger.close()
        for name, value in (("TOKEN", server.token), ("API_URL", server.url), ("DATA", str(tmp_path / "data"))):
            monkeypatch.setenv(f"RECTIFY_{name}", value)

    return bind


def test_today_is_sent_once(command: Command, bound: Callable[[TelegramServer], None]) -> None:
    """The group has its digest; a second time nothing is sent, and it is said."""
    with TelegramServer() as server:
        bound(server)
        assert command("remind", "--send") == (0, "已发送今天的提醒：1个群。\n", "")
        again = command("remind", "--send", "--json")
        assert [s.method for s in server.sent()] == ["sendMessage"]
        assert server.sent()[0].text.startswith("整改提醒 2025年7月8日（周二）\n市水务局")
        assert json.loads(again.out)["digests"][0]["text"] == server.sent()[0].text
        assert "此前已经生成，没有重复发送：1个群已送达" in command("remind", "--send").out
        assert "近7天未送达：0" in command("check").out
        assert "最近一次提醒：2025-07-08" in command("check").out


def test_a_running_bot_sends_it(command: Command, bound: Callable[[TelegramServer], None], tmp_path: Path) -> None:
    """Made here, left to the one that holds the data directory."""
    with TelegramServer() as server:
        bound(server)
        with alone(tmp_path / "data"):
            assert command("remind", "--send").out == "机器人正在运行，今天的提醒由它发送。\n"
        assert server.sent() == []
        assert command("remind", "--send").code == 0
        assert len(server.sent()) == 1


def test_what_does_not_arrive_is_a_failure(command: Command, bound: Callable[[TelegramServer], None]) -> None:
    """Exit code 1, said on stderr, and named by check."""
    with TelegramServer() as server:
        bound(server)
        (chat,) = [c for c in server.chats.values() if c.type == "supergroup"]
        server.kick(chat, server.me, next(iter(server.users.values())))
        outcome = command("remind", "--send")
        assert (outcome.code, outcome.err) == (1, "有1条没有送达，原因见 check。\n")
        checked = command("check")
        assert (checked.code, "bot was kicked from the supergroup chat" in checked.out) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["--send"], {}, "没有设置 RECTIFY_TOKEN"),
        (["--send", "--on", "2025-07-07"], {"RECTIFY_TOKEN": "1:a"}, "--send 只能发送今天的提醒"),
        (["--send"], {"RECTIFY_TOKEN": "1:a", "RECTIFY_API_URL": "http://127.0.0.1:9"}, "连不上 Telegram"),
    ],
)
def test_sending_that_is_refused(
    command: Command,
    bound: Callable[[TelegramServer], None],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    words: str,
) -> None:
    """One sentence, exit code 1."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    outcome = command("remind", *arguments)
    assert (outcome.code, words in outcome.err, outcome.err.count("\n")) == (1, True, 1)


def test_a_wrong_token(command: Command, bound: Callable[[TelegramServer], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused in a sentence; what was made waits."""
    with TelegramServer() as server:
        bound(server)
        monkeypatch.setenv("RECTIFY_TOKEN", "1:wrong")
        assert "Telegram 不认可 RECTIFY_TOKEN" in command("remind", "--send").err
        monkeypatch.setenv("RECTIFY_TOKEN", server.token)
        assert command("remind", "--send").code == 0
        assert len(server.sent()) == 1
