"""A switch of revisions and the notices to the units are one reach: a kill between them loses neither, and nobody hears twice."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fakes import HashingEmbedder
from telegram_fixtures import running

from bot.config import Config
from bot.engine.upkeep.mornings import Daily
from bot.engine.upkeep.switching import begin, tell, unpublished
from bot.messages import Address, Letter, sentences
from bot.revisions.revise import build_revision
from bot.storage.database import Ledger
from bot.workspace import Workspace
from index.revision import build
from index.store import publish

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 29)
SUNDAY = datetime(2026, 11, 29, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
OLD = (ROOT / "tests" / "data" / "plans" / "14-beiping.txt").read_text("utf-8")
NEW = OLD.replace("力争2026年上半年完成12个重点节能改造项目。", "力争2026年三季度完成十五个示范项目。")
KILLED = """
import os, signal, sys
from bot.engine.upkeep import switching
from bot.terminal.cli import main
switching.tell = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(["--data", sys.argv[1], "rollback", sys.argv[2]])
"""


class Office:
    """Two revisions of a small plan, the first in force, and a group for each of its units."""

    def __init__(self, data: Path) -> None:
        self.config = Config.from_env({"RECTIFY_MODEL": HashingEmbedder().name}, str(data))
        root = self.config.revisions
        for text in (OLD, NEW):
            publish(root, build_revision(root, text, "x", HashingEmbedder()).manifest.number)
        publish(root, 1)
        self.ledger = Ledger(self.config.ledger)
        self.plan = Workspace(self.config, self.ledger).plan()
        for i, unit in enumerate(dict.fromkeys(d.unit for p in self.plan.problems for d in p.responsible)):
            self.ledger.chats.bind(-100 - i, None, unit, [unit], 1)
        begin(root, self.ledger)

    def told(self) -> list[str]:
        """The first line and the chat of every letter so far."""
        rows = self.ledger._db.execute("SELECT key, chat_id FROM outbox ORDER BY id").fetchall()
        found = [self.ledger.outbox.find(key, chat) for key, chat in rows]
        return [f"{row.letter.to.chat} {row.letter.text.split('（')[0]}" for row in found if row]

    def look(self) -> None:
        """What a program that is started (or runs) does within seconds."""
        asyncio.run(Daily(self.config, self.ledger, Workspace(self.config, self.ledger), lambda: SUNDAY).look())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """One of these."""
    made = Office(tmp_path / "data")
    yield made
    made.ledger.close()


@pytest.mark.parametrize(
    ("number", "words"), [(2, "整改方案已更新，涉及本群单位"), (1, "整改方案已退回到以前的一版，涉及本群单位")]
)
def test_killed_between_the_switch_and_the_notices(office: Office, number: int, words: str) -> None:
    """kill -9 right behind the switch, forward or back: the next start tells every touched unit, once."""
    if number == 1:
        publish(office.config.revisions, 2)
        tell(office.config.revisions, office.ledger, DAY, ())
    before = len(office.told())
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")} | {"RECTIFY_MODEL": office.config.model}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(office.config.data), str(number)], cwd=ROOT, env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(office.told()) == before
    office.look()
    told = office.told()[before:]
    assert told
    assert len(set(told)) == len(told)
    assert all(words in line for line in told)
    office.look()
    assert office.told()[before:] == told


def test_who_switches_tells_at_once_and_nobody_tells_again(office: Office) -> None:
    """Two processes that see the same switch write its notices once; there and back is told as there and back."""
    root = office.config.revisions
    publish(root, 2)
    other = Ledger(office.config.ledger)
    count = tell(root, office.ledger, DAY, ())
    assert count > 0
    assert tell(root, other, DAY, ()) == 0
    other.close()
    assert len(office.told()) == count
    publish(root, 1)
    assert tell(root, office.ledger, DAY, ()) == count
    assert tell(root, office.ledger, DAY, ()) == 0


def test_a_ledger_of_before_is_told_nothing_of_the_past(office: Office) -> None:
    """One that knows of no revision takes the one in force for known."""
    office.ledger._db.execute("DELETE FROM told")
    office.look()
    assert (office.told(), office.ledger.outbox.told_revision()) == ([], 1)


def test_a_revision_that_is_gone_cannot_be_told(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing fails; the log says so, and the next switch is told again."""
    root = office.config.revisions
    publish(root, 2)
    shutil.rmtree(root / "000001")
    office.look()
    assert (office.told(), office.ledger.outbox.told_revision()) == ([], 2)
    assert "cannot be told" in caplog.text


def test_what_was_told_is_not_told_again(office: Office) -> None:
    """By another process that still knows the revision before: nothing of it is written down."""
    outbox, letters = office.ledger.outbox, [Letter(key, Address(-1), sentences(key)) for key in "ab"]
    assert outbox.tell_revision(1, 2, letters[:1])
    assert not outbox.tell_revision(1, 2, letters[1:])
    assert (outbox.told_revision(), outbox.knows("a"), outbox.knows("b")) == (2, True, False)


def test_a_bot_that_starts_tells_of_what_was_not_published(data_dir: Path, tmp_path: Path) -> None:
    """The administrators, in their chat."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    built = build(data / "revisions", OLD, "x", (), HashingEmbedder()).manifest.number
    with running(data) as bot:
        assert f"第{built}版已建好，但没有发布" in bot.server.wait_for(chat=bot.admin).text


def test_what_was_built_and_not_published_is_told(office: Office) -> None:
    """The program ended in between, or nobody decided: administrators hear how to use it, once; what was published before is no such thing."""
    root = office.config.revisions
    assert unpublished(root, [7]) == []
    built = build(root, OLD, "x", (), HashingEmbedder()).manifest.number
    for _ in range(2):
        (letter,) = unpublished(root, [7])
        office.ledger.outbox.enqueue(letter)
    assert f"第{built}版已建好，但没有发布" in letter.text
    assert f"/rollback {built}" in letter.text
    assert office.ledger.outbox.open() == 1
    publish(root, built)
    publish(root, 1)
    assert unpublished(root, [7]) == []
