"""reindex at a terminal: doubts are asked, a failing check needs a second yes, --yes publishes and says so."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bot_fixtures import Command, Outcome
from revised_plans import DEADLINE, changed, twins

from bot.config import Config
from bot.revisions.words import CHANGES
from bot.storage.database import Ledger
from corpus.model import Plan
from index.manifest import history
from index.revision import load_ids
from index.store import current

LOST = ("整改时限：2024年12月底\n", "")


@pytest.fixture
def data(data_dir: Path, tmp_path: Path) -> Path:
    """A data directory of its own with the real plan published."""
    return Path(shutil.copytree(data_dir, tmp_path / "data"))


class _Terminal(io.TextIOWrapper):
    """Standard input that somebody types at."""

    def isatty(self) -> bool:
        return True


def _at_a_terminal(command: Command, monkeypatch: pytest.MonkeyPatch, stdin: str, *arguments: object) -> Outcome:
    monkeypatch.setattr("bot_fixtures.io.TextIOWrapper", _Terminal)
    return command(*arguments, stdin=stdin)


@pytest.mark.parametrize(("typed", "published"), [("yes\n", False), ("yes\n仍要发布\n", True), ("no\n", False)])
def test_a_loss_needs_a_second_yes(
    command: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, published: bool
) -> None:
    """One yes builds and checks; only the second, in so many words, publishes; else nothing of it is left."""
    (tmp_path / "新.txt").write_text(changed(9, LOST), "utf-8")
    done = _at_a_terminal(command, monkeypatch, typed, "--data", data, "reindex", tmp_path / "新.txt")
    assert done.code == 0
    assert ("已发布第2版" in done.out) is published
    assert current(data / "revisions") == 1 + published
    assert [m.number for m in history(data / "revisions")] == ([1, 2] if published else [1])


def test_touched_chats_hear_of_it_from_the_terminal_too(command: Command, data: Path, tmp_path: Path) -> None:
    """What a reindex or a rollback in the terminal changes waits in the outbox for the bot, for touched chats only."""
    with closing(Ledger(data / "ledger.db")) as ledger:
        ledger.chats.bind(-1, None, "专班群", ["市生态环境局"], 1)
        ledger.chats.bind(-2, None, "水务局群", ["市水务局"], 1)
        ledger.chats.bind(-3, None, "商务局群", ["市商务局"], 1)
    (tmp_path / "新.txt").write_text(changed(9, ("2024年12月底", "2025年12月底")), "utf-8")
    command("--data", data, "reindex", tmp_path / "新.txt", "--dry-run")
    assert _waiting(data) == []
    assert command("--data", data, "reindex", tmp_path / "新.txt", "--yes").code == 0
    assert [chat for chat, _ in _waiting(data)] == [-2]
    assert "「2024年12月底」→「2025年12月底」" in _waiting(data)[0][1]
    assert command("--data", data, "rollback", 1).code == 0
    assert [chat for chat, _ in _waiting(data)] == [-2, -2]
    assert "「2025年12月底」→「2024年12月底」" in _waiting(data)[1][1]


def _waiting(data: Path) -> list[tuple[int, str]]:
    """Chat and content of the letters in the outbox."""
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        return db.execute("SELECT chat_id, payload FROM outbox ORDER BY id").fetchall()


def test_yes_publishes_and_says_what_failed(command: Command, data: Path, tmp_path: Path) -> None:
    """With --yes a loss is published, said on stderr and in the anomalies."""
    (tmp_path / "新.txt").write_text(changed(9, LOST), "utf-8")
    done = command("--data", data, "reindex", tmp_path / "新.txt", "--yes", "--json")
    report = json.loads(done.out)
    assert (report["published"], report["revision"]) == (True, 2)
    assert "问题（九）原有整改时限，新文本中没有" in report["anomalies"]
    assert CHANGES.forced in done.err
    assert set(report) == {
        "revision", "published", "problems", "added", "removed", "renumbered", "changed", "embedded", "reused", "anomalies"
    }  # fmt: skip


@pytest.mark.parametrize(("typed", "number"), [("2\nyes\n", 8), ("\nyes\n", 7), ("0\nyes\n", None)])
def test_a_doubt_is_asked(
    command: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plan: Plan, typed: str, number: int | None
) -> None:
    """What is chosen keeps the id of the old problem; with 0 none of them does."""
    (tmp_path / "新.txt").write_text(twins(plan), "utf-8")
    done = _at_a_terminal(command, monkeypatch, typed, "--data", data, "reindex", tmp_path / "新.txt")
    assert "是新方案的哪一个" in done.err
    assert load_ids(data / "revisions").numbers.get("1-7") == number


def test_phrasings_follow_their_problem_and_come_back(command: Command, data: Path, tmp_path: Path, plan: Plan) -> None:
    """An accepted phrasing is searched under its problem's new number, and after a rollback under the old one."""
    config = Config.from_env({}, str(data))
    ledger = Ledger(config.ledger)
    asked = ledger.questions.keep(1, 2, "哪家偷着挖沙子", "choose", 6, False, 5, 1)
    ledger.questions.review(asked, 9, load_ids(config.revisions).problems[6])
    ledger.close()
    (tmp_path / "新.txt").write_text(changed(6, DEADLINE), "utf-8")
    assert command("--data", data, "reindex", tmp_path / "新.txt", "--yes").code == 0
    chunks = (config.revisions / "000002" / "chunks.jsonl").read_text("utf-8")
    assert any(json.loads(x)["text"] == "哪家偷着挖沙子" and json.loads(x)["problem"] == 6 for x in chunks.splitlines())
    assert command("--data", data, "rollback", 1).code == 0
    assert current(config.revisions) == 1


@pytest.mark.parametrize("arguments", [["plan"], ["reindex", "--dry-run"], ["reindex", "--yes", "--json"]], ids=" ".join)
def test_a_file_that_is_no_plan_is_named(arguments: list[str], command: Command, data: Path, tmp_path: Path) -> None:
    """Which file it was, what was found in it and what was looked for, in one line."""
    path = tmp_path / "会议通知.txt"
    path.write_text("今天下午开会，请准时参加。", "utf-8")
    done = command(*arguments, path, "--data", data)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("会议通知.txt：没有读到整改问题：1行文字中找不到“责任单位”“整改措施”")
