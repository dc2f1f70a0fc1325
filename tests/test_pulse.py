"""Whether the running bot is alive, as a container and systemd see it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from bot_fixtures import Command
from telegram_fixtures import Process
from telegram_server import TelegramServer, error

from bot.engine.upkeep.pulse import SILENCE, Pulse, is_serving
from bot.telegram.wire.polling import Watch

TOKEN = "7000000001:AAtest-secret_0123456789"


@pytest.fixture
def systemd(tmp_path: Path) -> Callable[[], bytes]:
    """A socket at `tmp_path`/notify as systemd's: what it was told, in order."""
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.bind(str(tmp_path / "notify"))
    receiver.settimeout(40)
    return lambda: receiver.recv(100)


def test_a_bot_that_runs_and_one_that_does_not(
    command: Command, data_dir: Path, tmp_path: Path, systemd: Callable[[], bytes]
) -> None:
    """systemd hears of it when Telegram has answered; `check --serving` says yes then, and no two minutes after it was killed."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    before = command("check", "--serving", "--data", data)
    assert before.code == 1
    assert before.out.startswith("✗ 机器人：没有运行")
    with TelegramServer(TOKEN) as server:
        settings = {"RECTIFY_TOKEN": TOKEN, "RECTIFY_API_URL": server.url, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        process = Process(data, "serve", **settings)
        server.say(user := server.add_user("王工"), user, "/help")
        assert systemd() == b"READY=1\nWATCHDOG=1"
        assert command("check", "--serving", "--data", data).code == 0
        process.signal(signal.SIGKILL)
        process.wait()
    path = data / ".alive"
    os.utime(path, (path.stat().st_mtime - SILENCE - 1,) * 2)
    assert command("check", "--serving", "--json", "--data", data).code == 1


def test_the_signs_of_every_answer(tmp_path: Path, systemd: Callable[[], bytes]) -> None:
    """An answer is heard; a failure or no answer is life all the same, but nothing that was heard."""
    watch = Watch(lambda: None, pulse=Pulse(tmp_path / ".alive", str(tmp_path / "notify")))
    watch.saw(502)
    watch.missed()
    assert [systemd(), systemd()] == [b"READY=1\nWATCHDOG=1"] * 2
    assert not (tmp_path / ".alive").exists()
    watch.saw(200)
    assert systemd()
    assert (tmp_path / ".alive").stat().st_mode & 0o077 == 0


def test_lately_is_two_minutes_either_way(tmp_path: Path) -> None:
    """A clock that was put back shows a sign from the future, which is none."""
    path = tmp_path / ".alive"
    path.touch()
    at = path.stat().st_mtime
    assert [is_serving(path, at + s) for s in (0, SILENCE, SILENCE + 1, -SILENCE - 1)] == [True, True, False, False]
    assert not is_serving(tmp_path / "none", at)


def test_signs_that_cannot_be_given(tmp_path: Path) -> None:
    """No directory, no socket: the bot goes on."""
    Pulse(tmp_path / "none" / ".alive", str(tmp_path / "nobody")).heard()


def test_what_telegram_answers_badly_is_waited_out(command: Command, data_dir: Path, tmp_path: Path) -> None:
    """While getUpdates fails the bot lives, but does not count as serving."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with TelegramServer(TOKEN) as server:
        server.fail("getUpdates", error(502, "Bad Gateway"), times=None)
        process = Process(data, "serve", RECTIFY_TOKEN=TOKEN, RECTIFY_API_URL=server.url)
        server.wait_for_call("getUpdates")
        assert command("check", "--serving", "--data", data).code == 1
        process.kill()
        process.wait()
