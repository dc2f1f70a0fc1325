"""kill -9 again and again, at chosen points and at random ones, over real processes and the Bot API on loopback; then what must hold is checked.

    python scripts/soak.py [--rounds N] [--seed S] [--only WORDS]

A round: a data directory with an index in place, one life that is killed, one that is not, and the checks: no update unanswered that
Telegram was told has arrived, no digest lost or sent more than once again for a kill, nothing entered twice or undone that was confirmed,
both databases whole (PRAGMA integrity_check), a start without a trace. Lives are forked from one process that has everything
imported, so that a start costs a fraction of a second. A failure prints its point, round and seed; exit 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from forked_lives import Soak, alive, forking, wait

UNITS = ("市水务局", "市能源局", "市商务局", "市生态环境局")
ASKERS = 4
MEMORY = Path("/dev/shm")

POINTS = {
    "an update came, not kept": ("bot.telegram.wire.inbox:Inbox.take", "before"),
    "an update is kept, not confirmed": ("bot.telegram.wire.inbox:Inbox.take", "after"),
    "an answer is made, not sent": ("bot.storage.questions:Questions.keep", "after"),
    "an answer is sent, not done with": ("bot.telegram.wire.inbox:Inbox.done", "before"),
    "a morning is begun": ("bot.storage.outbox:Outbox.make_morning", "before"),
    "a morning is made": ("bot.storage.outbox:Outbox.make_morning", "after"),
    "a letter is taken, not sent": ("bot.storage.outbox:Outbox.begin", "after"),
    "a letter is sent, not recorded": ("bot.storage.outbox:Outbox.sent", "before"),
    "a button is pressed, nothing entered": ("bot.engine.acting.actions:Actions.sign", "before"),
    "a button is pressed and entered, not said": ("bot.engine.acting.actions:Actions.sign", "after"),
}
"""Where a serving life is killed: at one of the first calls, before or after it."""
COMMANDS = {
    "reporting": ["ledger", "set", "23", "reported", "--unit", "市生态环境局"],
    "progress": ["ledger", "progress", "23", "--unit", "市生态环境局", "--note", "设备已到货"],
    "undoing": ["ledger", "undo", "--note", "登记错了"],
    "importing": ["ledger", "import", "{import}"],
    "publishing": ["reindex", "{plan}", "--yes"],
    "rolling back": ["rollback", "1"],
    "backing up": ["backup", "{backups}"],
    "migrating": ["ledger", "show", "--json"],
}
"""Commands that are killed at any of their touches of disk or database."""


# --- rounds ---------------------------------------------------------------------------------------------


def whole(data: Path) -> None:
    """Both databases, by their own check, and no trace in what the lives wrote."""
    for name in ("ledger.db", "inbox.db"):
        if (data / name).exists():
            with closing(sqlite3.connect(data / name)) as db:
                assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)], name
    said = Path(f"{data}.log").read_text("utf-8", "replace")
    assert "Traceback" not in said, said[-3000:]


def serving_round(soak: Soak, source: Path, point: tuple[str, str] | None) -> None:
    """A morning, questions and a signature, with one kill; `point` None is a kill after a random time."""
    from telegram_server import TelegramServer

    data = Path(shutil.copytree(source, soak.work / f"serve-{soak.count}"))
    with TelegramServer("7000000001:AAsoak-secret_0123456789012345678") as server:
        people = [server.add_user(f"王工{i}") for i in range(ASKERS)]
        groups = [server.add_chat("supergroup", unit, [people[0]]) for unit in UNITS]
        bind(data, [(g.id, unit) for g, unit in zip(groups, UNITS, strict=True)])
        env = {"RECTIFY_TOKEN": server.token, "RECTIFY_API_URL": server.url}
        signed = server_signs(server, groups[0], people[0])
        stop = soak.chance.randint(1, 3) if point else 0
        pid, _ = soak.begin(data, ["serve"], env=env, **({"point": point, "stop": stop} if point else {}))
        for person in people:
            server.say(person, person, "第10项谁验收")
        if point is None:
            time.sleep(soak.chance.uniform(0.1, 2.5))
            os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 4.0
        while alive(pid) and time.monotonic() < until:
            signed()
            time.sleep(0.01)
        if alive(pid):  # a point that this life never came to
            os.kill(pid, signal.SIGKILL)
        wait(lambda: not alive(pid), "the kill")
        whole(data)
        calls = len(server.calls)
        again, done = soak.begin(data, ["serve"], env=env)
        wait(lambda: any(c.method == "getUpdates" for c in server.calls[calls:]), "the second start")
        wait(lambda: signed() or (all(map(server.sent, people)) and all(digests(server, g) for g in groups)), "all answers")
        wait(lambda: signed() or entered(data), "the signature")
        os.kill(again, signal.SIGTERM)
        wait(lambda: not alive(again), "the end in good order")
        assert done.read_text() == "0"
        assert all(1 <= len(server.sent(p)) <= 2 for p in people), [len(server.sent(p)) for p in people]
        assert all(1 <= digests(server, g) <= 2 for g in groups), [digests(server, g) for g in groups]
        whole(data)
        assert entered(data) == len(set(signatures(data)))
    shutil.rmtree(data)


def digests(server: Any, group: Any) -> int:
    """How many digests a group has."""
    return sum("整改提醒" in s.text for s in server.sent(group, method="sendMessage"))


def server_signs(server: Any, group: Any, person: Any) -> Callable[[], None]:
    """Presses 签收 under each digest of the group, and the yes to what it asks then, each once."""
    pressed: set[tuple[int, str]] = set()

    def press() -> None:
        for sent in server.sent(group, method="sendMessage"):
            for button in sent.flat():
                wanted = button.data.startswith("v1:k:") or (button.data.startswith("v1:y:") and button.data.endswith(":y"))
                if wanted and (sent.message_id, button.data) not in pressed:
                    pressed.add((sent.message_id, button.data))
                    server.press(sent, button.data, person, forged=True)

    return press


def signatures(data: Path) -> list[tuple[str, str]]:
    """Who signed for which item, as often as it was entered."""
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        return db.execute("SELECT item, units FROM events WHERE action = 'acknowledge'").fetchall()


def entered(data: Path) -> int:
    """How many signatures stand in the ledger."""
    return len(signatures(data))


def command_round(soak: Soak, source: Path, name: str, steps: dict[str, int]) -> None:
    """A command killed at a random touch, then repeated: all of it stands once, or none of it stood before."""
    data = Path(shutil.copytree(begun(soak, source, name), soak.work / f"command-{soak.count}"))
    places = {"import": source.parent / "in.xlsx", "plan": source.parent / "new.txt", "backups": f"{data}.backups"}
    command = [word.format(**places) if "{" in word else word for word in COMMANDS[name]]
    if name == "migrating":
        make_old(soak, data)
    before = events(data)
    if name not in steps:
        trial = Path(shutil.copytree(data, soak.work / f"trial-{soak.count}"))
        assert soak.life(trial, command, stop=-1) == 0, Path(f"{trial}.log").read_text()
        steps[name] = int(Path(f"{trial}.steps").read_text())
        steps[f"{name} events"] = events(trial) - before
    code = soak.life(data, command, stop=soak.chance.randint(1, steps[name]))
    whole(data)
    made = steps[f"{name} events"]
    assert events(data) - before in (0, made), "half of it is entered"
    assert code != 0 or events(data) - before == made, "it said that it was done"
    assert soak.life(data, ["ledger", "show", "--json"]) == 0, "it does not start"
    if name in ("publishing", "rolling back"):
        told_once(soak, data)
    else:
        undone = name == "undoing" and events(data) - before == made
        assert soak.life(data, command) == int(undone), Path(f"{data}.log").read_text()[-2000:]
    whole(data)
    for path in (data, Path(f"{data}.backups")):
        shutil.rmtree(path, ignore_errors=True)


def begun(soak: Soak, source: Path, name: str) -> Path:
    """A directory with what a command needs to be there before it, made once."""
    first = {"undoing": COMMANDS["reporting"], "rolling back": ["reindex", str(source.parent / "new.txt"), "--yes"]}.get(name)
    data = soak.work / f"begun-{name}"
    if first and not data.exists():
        assert soak.life(Path(shutil.copytree(source, data)), first) == 0, Path(f"{data}.log").read_text()
    return data if first else source


def make_old(soak: Soak, data: Path) -> None:
    """A ledger of an older version, to be migrated."""
    from sqlite_utils import Database

    from bot.storage.database import migrations

    (data / "ledger.db").unlink()
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        migrations.apply(Database(db), stop_before=soak.chance.choice(["m010_phrasings_by_task", "m020_parts"]))


def told_once(soak: Soak, data: Path) -> None:
    """After the next look of a running bot the units know the plan in force, and nobody was told the same twice."""
    from bot.config import Config
    from bot.engine.upkeep.switching import tell
    from bot.storage.database import Ledger
    from index.store import current

    config = Config.from_env(soak.env, str(data))
    with closing(Ledger(config.ledger)) as ledger:
        tell(config.revisions, ledger, config.today(), ())
        assert ledger.outbox.told_revision() in (current(config.revisions), None)
        rows = ledger._db.execute("SELECT chat_id, payload FROM outbox WHERE key LIKE 'revision:%'").fetchall()
    assert len(set(rows)) == len(rows), "told twice"
    assert rows or current(config.revisions) == 1, "nobody was told"


def events(data: Path) -> int:
    """How many entries the ledger has."""
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        known = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'events'").fetchone()[0]
        return int(db.execute("SELECT count(*) FROM events").fetchone()[0]) if known else 0


def bind(data: Path, chats: Sequence[tuple[int, str]]) -> None:
    """Bind groups in the ledger of a directory."""
    from bot.storage.database import Ledger

    with closing(Ledger(data / "ledger.db")) as ledger:
        for chat, unit in chats:
            ledger.chats.bind(chat, None, unit, [unit], 1)


# --- all of it ------------------------------------------------------------------------------------------


@contextmanager
def soaking(revisions: Path, work: Path, seed: int) -> Iterator[tuple[Soak, Path]]:
    """The forking process, and the directory that every round begins with: `revisions`, bound groups, a new plan, a workbook."""
    from index.phrasings import bundled_plan_text

    source = work / "source" / "data"
    shutil.copytree(revisions, source / "revisions")
    bind(source, [(-100 - i, unit) for i, unit in enumerate(UNITS)])
    (work / "source" / "new.txt").write_text(bundled_plan_text().replace("2025年12月底前", "2026年10月底前"), "utf-8")
    with forking(work, seed) as soak:
        _workbook(soak, source)
        yield soak, source


def _workbook(soak: Soak, source: Path) -> None:
    """An Excel of another directory, in which something was entered."""
    other = Path(shutil.copytree(source, soak.work / "other"))
    sets = [["ledger", "set", number, "closed"] for number in ("23", "24")]
    made = ["ledger", "export", str(source.parent / "in.xlsx")]
    others = (["ledger", "import", made[-1]], ["ask", "第10项谁验收"], ["remind"])
    soak.warm(other, *sets, made, *others, ["reindex", str(source.parent / "new.txt"), "--yes"])
    assert (source.parent / "in.xlsx").exists(), Path(f"{other}.log").read_text()


def rounds(soak: Soak, source: Path, only: str = "") -> Iterator[tuple[str, Callable[[], None]]]:
    """One round of every point whose name has the words."""
    steps: dict[str, int] = {}
    for name, point in {**POINTS, "at any time": None}.items():
        if only in name:
            yield name, lambda point=point: serving_round(soak, source, point)  # type: ignore[misc]
    for name in COMMANDS:
        if only in name:
            yield name, lambda name=name: command_round(soak, source, name, steps)  # type: ignore[misc]


def main(argv: Sequence[str] | None = None) -> int:
    """So many rounds of every point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", default="", metavar="WORDS", help="points whose name has these words")
    arguments = parser.parse_args(argv)
    from fakes import HashingEmbedder

    from bot.revisions.revise import build_revision
    from index.phrasings import BUNDLED_PLAN, bundled_plan_text
    from index.store import publish

    failed: list[str] = []
    work = Path(tempfile.mkdtemp(prefix="soak-", dir=MEMORY if MEMORY.is_dir() else None))
    built = build_revision(work / "revisions", bundled_plan_text(), BUNDLED_PLAN, HashingEmbedder())
    publish(work / "revisions", built.manifest.number)
    print(f"seed {arguments.seed}, {arguments.rounds} rounds a point, in {work}", flush=True)
    with soaking(work / "revisions", work, arguments.seed) as (soak, source):
        made = dict(rounds(soak, source, arguments.only))
        for name, round_ in made.items():
            begun, wrong = time.monotonic(), 0
            for number in range(arguments.rounds):
                try:
                    round_()
                except AssertionError as error:
                    wrong += 1
                    failed.append(f"{name}, round {number}: {error}")
                    print(failed[-1], flush=True)
            taken = time.monotonic() - begun
            print(
                f"{name}: {arguments.rounds - wrong}/{arguments.rounds} rounds, {taken / arguments.rounds:.2f} s each", flush=True
            )
    if not failed:
        shutil.rmtree(work)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
