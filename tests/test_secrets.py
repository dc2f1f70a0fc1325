"""No secret of the settings leaves the process: not in what it writes, says, keeps, backs up or hands to other processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_fixtures import Process
from telegram_server import DROP, GARBAGE, TelegramServer, error

from corpus.files import limited

TOKEN, PASSWORD = "7000000001:AAtoken-secret_0123456789012345678", "board-secret-0123456789"
SECRETS = ("AAtoken-secret", "board-secret", "AAtoken%2Dsecret")


def _leaks(path: Path) -> Iterator[str]:
    """The files under a directory, archives with their members, that hold a secret."""
    for file in (p for p in path.rglob("*") if p.is_file()):
        contents = {file.name: file.read_bytes()}
        if tarfile.is_tarfile(file):
            with tarfile.open(file) as tar:
                contents |= {m.name: found.read() for m in tar if (found := tar.extractfile(m))}
        yield from (name for name, content in contents.items() if any(s.encode() in content for s in SECRETS))


def _open(path: Path) -> list[str]:
    """What anybody but its owner may read of what people said and did."""
    kept = [*path.glob("*/*.db*"), *path.rglob("*.tar.gz"), *path.rglob("uploads/*"), *path.rglob("alive")]
    return [p.name for p in kept if stat.S_IMODE(p.stat().st_mode) & 0o077]


def test_a_life_with_all_that_goes_wrong(revision_root: Path, tmp_path: Path) -> None:
    """Errors of Telegram, refused files, an export and a backup: no output, message, file or list of processes has a secret."""
    data = tmp_path / "data"
    shutil.copytree(revision_root, data / "revisions")
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sentence_transformers.py").write_text("raise ImportError('not in this test')", "utf-8")
    with TelegramServer(TOKEN) as server:
        admin = server.add_user("李主任")
        settings = {
            "PYTHONPATH": f"{tmp_path / 'without'}{os.pathsep}{Path(__file__).parent.parent}",
            "RECTIFY_TOKEN": TOKEN,
            "RECTIFY_API_URL": server.url,
            "RECTIFY_ADMINS": str(admin.id),
            "RECTIFY_BOARD_PASSWORD": PASSWORD,
            "RECTIFY_MODEL": "fake/pairs",
        }
        process = Process(data, "serve", anew=True, **settings)
        try:
            server.ask(admin, admin, "/help")
            command_line = Path(f"/proc/{process._process.pid}/cmdline").read_text()
            for fault in (GARBAGE, DROP, error(500, "Internal Server Error")):
                server.fail("sendMessage", fault, chat=admin)
                server.ask(admin, admin, "/revisions")
            for fault in (error(404, "Not Found"), GARBAGE, DROP):
                server.fail("getFile", fault)
                since = server.mark()
                server.upload(admin, admin, "方案.txt", b"x", "/reindex")
                server.wait_for(lambda s: "没有" in s.text or "失败" in s.text, chat=admin, since=since)
            server.ask(admin, admin, "什么时候完成焦化")
            back_up = Process(data, "backup", str(tmp_path / "backups"), anew=True, **settings)
            assert back_up.wait() == 0
            assert _open(tmp_path) == []
            process.signal(signal.SIGTERM)
            assert process.wait() == 0
        finally:
            process.kill()
        said = [*(s.text for s in server.sent()), process.output, back_up.output, command_line]
    assert not [words for words in said if any(secret in words for secret in SECRETS)]
    assert list(_leaks(data)) == list(_leaks(tmp_path / "backups")) == []


@pytest.mark.parametrize("follow", [False, True])
def test_who_reads_a_file_knows_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, follow: bool) -> None:
    """The process that a stranger's file is read in is told no setting, by its environment or its command line."""
    (tmp_path / "spy.py").write_text("import json, os, sys; print(json.dumps([dict(os.environ), sys.argv]))", "utf-8")
    monkeypatch.setattr(limited, "_ROOT", tmp_path)
    monkeypatch.setenv("RECTIFY_TOKEN", TOKEN)
    monkeypatch.setenv("RECTIFY_BOARD_PASSWORD", PASSWORD)
    found = limited.run_limited("spy", (), 5, 1 << 30, tell=(lambda *_: None) if follow else None)
    assert found
    assert not any(secret in json.dumps(found) for secret in SECRETS)
