"""A ledger that is busy, damaged, or may not be written: one clear sentence, and nothing is lost."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from bot_fixtures import Command, Outcome
from telegram_fixtures import running

from bot.engine.words import ANSWERS
from bot.messages import Address, Letter, sentences
from bot.storage.database import Ledger, LedgerError
from bot.telegram.words import TELEGRAM
from bot.terminal.words import PROGRAM

PAGE = 4096
WRITING = (
    ["ledger", "set", "24", "reported"],
    ["ledger", "progress", "23", "--unit", "市生态环境局", "--note", "设备已到货"],
    ["ledger", "undo"],
    ["ledger", "event", "矿区总规批复", "2026-10-01"],
)


@pytest.fixture
def data(data_dir: Path, tmp_path: Path, command: Command) -> Path:
    """A directory whose ledger has an entry."""
    own = Path(shutil.copytree(data_dir, tmp_path / "own"))
    assert command("--data", own, "ledger", "set", "23", "reported").code == 0
    return own


def _entries(data: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return db.execute("SELECT item, after FROM events ORDER BY id").fetchall()


def _said(outcome: Outcome, words: str) -> None:
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert words in outcome.err


@contextmanager
def _held(data: Path) -> Iterator[None]:
    """Somebody else is writing, and does not come to an end."""
    with closing(sqlite3.connect(data / "ledger.db", isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield


# --- busy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", WRITING, ids=lambda a: a[1])
def test_a_ledger_that_stays_locked(command: Command, data: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Whoever would write hears in one line that nothing was entered; looking goes on, and what was entered stands."""
    monkeypatch.setattr("bot.storage.database.BUSY", 1)
    with _held(data):
        _said(command("--data", data, *arguments), PROGRAM.busy)
        assert command("--data", data, "ledger", "show", "23").code == 0
    assert _entries(data) == [("1-23", "reported")]


def test_a_bot_waits_beside_its_loop(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process writes the event loop goes on; what was asked and done meanwhile is answered and kept when that has come to its end."""
    monkeypatch.setattr("bot.storage.database.BUSY", 1)
    with running(data) as bot:
        user, group = bot.server.add_user("王工"), bot.server.add_chat("supergroup", "水务局", [bot.admin])
        with _held(data):
            bot.server.say(user, user, "第10项谁验收")
            bot.server.say(group, bot.admin, "/bind 市水务局")
            bot.server.wait_read()
            assert all(bot.in_loop(lambda: bot.ledger.held_for() is not None) for _ in range(300))
        assert "验收单位" in bot.server.wait_for(chat=user).text
        bot.server.wait_for(chat=group)
        commands = "SELECT detail FROM audit WHERE action = 'command'"
        assert bot.in_loop(lambda: bot.ledger._db.execute(commands).fetchall()) == [("/bind 市水务局",)]
        assert bot.in_loop(lambda: bot.ledger._db.execute("SELECT question FROM asked").fetchall()) == [("第10项谁验收",)]


def test_a_ledger_that_is_held_for_long(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are answered, what would be entered is refused with the reason, no write waits; what was to be sent goes when it is over."""
    monkeypatch.setattr("bot.engine.upkeep.lock.PATIENCE", 0.1)
    monkeypatch.setattr("bot.storage.database.BUSY", 600_000)
    with running(data) as bot:
        user, group = bot.server.add_user("王工"), bot.server.add_chat("supergroup", "水务局群", [bot.admin])
        bot.in_loop(lambda: bot.ledger.chats.bind(group.id, None, group.title, ["市水务局"], 1))
        bot.in_loop(lambda: bot.ledger.outbox.enqueue(Letter("k", Address(bot.admin.id), sentences("先说的"))))
        bot.server.wait_for(lambda s: s.text == "先说的", chat=bot.admin)
        bot.server.wait_until(
            lambda: bot.in_loop(bot.ledger.outbox.open) == 0
        )  # or its record meets the lock, and waits as long as BUSY
        with _held(data):
            bot.server.wait_for(lambda s: s.text == ANSWERS.held, chat=bot.admin)  # told by itself
            since = bot.server.mark()
            assert "验收单位" in bot.ask("第10项谁验收", user)
            assert bot.ask("/event 矿区总规批复 2026-10-01", bot.admin) == ANSWERS.held
            assert bot.server.ask(group, bot.admin, "/unfollow").text == TELEGRAM.held
            assert "验收单位" in bot.ask("第9项谁验收", user)
        bot.in_loop(lambda: bot.ledger.outbox.enqueue(Letter("l", Address(user.id), sentences("后说的"))))
        bot.server.wait_for(lambda s: s.text == "后说的", chat=user)
        assert bot.in_loop(lambda: bot.ledger._db.execute("SELECT count(*) FROM asked").fetchone()) == (0,)
        bot.ask("第9项谁验收", user)
        assert bot.in_loop(lambda: bot.ledger._db.execute("SELECT count(*) FROM asked").fetchone()) == (1,)
        assert [s.text for s in bot.server.sent(bot.admin, since=since)] == [ANSWERS.held]


def test_a_group_that_is_heard_needs_no_lock(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message of a group shows that the bot is in it: where that is known nothing is written, so that it can be answered."""
    monkeypatch.setattr("bot.storage.database.BUSY", 1)
    with closing(Ledger(data / "ledger.db")) as ledger:
        ledger.chats.bind(-5, None, "水务局群", ["市水务局"], 1)
        with _held(data):
            assert ledger.chats.set_active(-5, True) is None
            with pytest.raises(sqlite3.OperationalError):
                ledger.chats.set_active(-5, False)


def test_a_short_lock_is_waited_for(data: Path) -> None:
    """Some seconds, as long as an import may take."""
    with closing(Ledger(data / "ledger.db")) as ledger:
        assert ledger._db.execute("PRAGMA busy_timeout").fetchone()[0] >= 5000


# --- full -------------------------------------------------------------------------------------------------


@contextmanager
def _no_room(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("arguments", WRITING, ids=lambda a: a[1])
@pytest.mark.parametrize("size", [4 * 1024, 33 * 1024, 40 * 1024])
def test_a_disk_that_takes_no_more(command: Command, data: Path, size: int, arguments: list[str]) -> None:
    """Wherever the room ends, the command says so in one line, and the ledger is as it was or has the whole entry."""
    before = _entries(data)
    with _no_room(size):
        outcome = command("--data", data, *arguments)
    if outcome.code:
        _said(outcome, "台账数据库")
        assert _entries(data) == before
    else:
        assert len(_entries(data)) in (len(before), len(before) + 1)


# --- damaged ----------------------------------------------------------------------------------------------


def test_a_page_that_was_damaged(command: Command, data: Path) -> None:
    """Whichever page it is, the file is refused in one sentence; nothing of it is changed or wiped."""
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (data / "ledger.db").read_bytes()
    for page in range(len(whole) // PAGE):
        damaged = whole[: page * PAGE] + b"\xa5" * PAGE + whole[(page + 1) * PAGE :]
        (data / "ledger.db").write_bytes(damaged)
        with pytest.raises(LedgerError, match=r"^台账数据库 \S+ (打不开|已损坏)"):
            Ledger(data / "ledger.db")
        assert (data / "ledger.db").read_bytes() == damaged
    _said(command("--data", data, "ledger", "set", "24", "reported"), "台账数据库")


# --- not to be written ------------------------------------------------------------------------------------


def _without_rights() -> None:
    """Root, too, may no longer write what its owner may not (PR_CAPBSET_DROP, CAP_DAC_OVERRIDE); nobody else has that right."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


@pytest.mark.parametrize("arguments", [["ledger", "set", "24", "reported"], ["serve"], ["reindex", "plan.txt", "--yes"]])
def test_a_directory_that_may_not_be_written(data: Path, arguments: list[str]) -> None:
    """One line, exit code 1, and every file is as it was."""
    (data.parent / "plan.txt").write_text((next((data / "revisions").glob("*/plan.txt"))).read_text("utf-8"), "utf-8")
    files = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    _writable(data, False)
    environment = {"RECTIFY_DATA": str(data), "RECTIFY_TOKEN": "7000000001:AAsecret_0123456789012345678901234567"}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=data.parent,
            env={k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")}
            | environment
            | {"PYTHONPATH": str(Path(__file__).parent.parent)},
            preexec_fn=_without_rights,
            capture_output=True,
            text=True,
        )
    finally:
        _writable(data, True)
    assert ended.returncode == 1
    assert ended.stderr.strip().count("\n") == 0
    assert str(data) in ended.stderr
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == files


def _writable(data: Path, may: bool) -> None:
    for path in (data, *data.rglob("*")):
        path.chmod((0o700 if path.is_dir() else 0o600) if may else (0o500 if path.is_dir() else 0o400))
