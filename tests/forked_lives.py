"""Lives of the program that can be killed: forked from one process that has everything imported, so that a start costs a fraction of a second.

python forked_lives.py        reads an order a line (JSON) from stdin, forks a life for each, prints its process id
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
MORNING = "2025-07-08T09:00:00+08:00"
PATIENCE = 60.0
ENV = {"OMP_NUM_THREADS": "1", "RECTIFY_MODEL": "fake/pairs"}
"""One thread, as a fork has only the one that forked; and the model's stand-in."""
Json = dict[str, Any]


@dataclass
class Soak:
    """The process that forks lives, a directory for what they leave, and a chance with a known seed."""

    work: Path
    forks: subprocess.Popen[str]
    chance: random.Random
    env: dict[str, str]
    count: int = 0

    def begin(self, data: Path, command: Sequence[str], **order: Any) -> tuple[int, Path]:
        """Start a life; its process and the file that it leaves when it comes to an end by itself."""
        self.count += 1
        done = self.work / f"done-{self.count}"
        env = self.env | {"RECTIFY_DATA": str(data), **order.pop("env", {})}
        full = {"command": list(command), "env": env, "done": str(done), "log": f"{data}.log", "steps": f"{data}.steps", **order}
        assert self.forks.stdin
        assert self.forks.stdout
        self.forks.stdin.write(json.dumps(full) + "\n")
        self.forks.stdin.flush()
        return int(self.forks.stdout.readline()), done

    def warm(self, data: Path, *commands: Sequence[str]) -> None:
        """Have the forking process itself do these, so that no life has to import and read what they need."""
        for command in commands:
            self.begin(data, command, here=True)

    def life(self, data: Path, command: Sequence[str], **order: Any) -> int | None:
        """A life to its end; its exit code, None where it was killed."""
        pid, done = self.begin(data, command, **order)
        wait(lambda: not alive(pid), f"the end of {command}")
        return int(done.read_text()) if done.exists() else None


def alive(pid: int) -> bool:
    """Whether a process that is not our child runs, or a thread of it, which holds its locks; what has ended waits as a zombie."""
    try:
        ended = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        return not ended or len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait(condition: Callable[[], object], what: str) -> None:
    """Until it holds; what never comes is a failure."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come in {PATIENCE:.0f} s")
        time.sleep(0.01)


@contextmanager
def forking(work: Path, seed: int) -> Iterator[Soak]:
    """The process that forks lives, in a directory of its own."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_") and "proxy" not in k.lower()}
    forks = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=work, env=known | ENV
    )
    soak = Soak(work, forks, random.Random(seed), ENV)
    try:
        yield soak
    finally:
        assert forks.stdin
        forks.stdin.close()
        forks.wait(PATIENCE)


# --- a life ---------------------------------------------------------------------------------------------


def lives() -> NoReturn:
    """Read orders from stdin, fork a life for each, say its process; ends with stdin, and all lives with it."""
    import httpcore  # noqa: F401
    from fakes import HashingEmbedder, remembering

    import bot.app
    import bot.revisions.revise
    import bot.telegram.application
    import bot.terminal.cli
    import index.embedder
    from index.lexical import Lexicon

    for module in (bot.app, bot.revisions.revise, index.embedder):
        module.SentenceEmbedder = lambda *_: HashingEmbedder()  # type: ignore[assignment]
    Lexicon.tokens = remembering(Lexicon.tokens)  # type: ignore[method-assign]
    living: set[int] = set()
    orders, sys.stdin = sys.stdin, Path(os.devnull).open()  # noqa: SIM115
    for line in orders:
        living -= {pid for pid in living if os.waitpid(pid, os.WNOHANG)[0]}
        pid = _begun(json.loads(line))
        living |= {pid} - {0}
        print(pid, flush=True)
    for pid in living:
        os.kill(pid, signal.SIGKILL)
    os._exit(0)  # at once: there is much to take apart


def _begun(order: Json) -> int:
    """The process of a life; 0 for what this one has done itself."""
    here = order.get("here")
    pid = 0 if here else os.fork()
    if pid == 0:
        (_here if here else _live)(order)
    return pid


def _here(order: Json) -> None:
    """A command of the forking process itself, for what it leaves in memory."""
    before = dict(os.environ)
    os.environ.update(order["env"])
    with Path(order["log"]).open("a", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        _run(order)
    os.environ.clear()
    os.environ.update(before)


def _live(order: Json) -> None:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.setsid()
    os.environ.update(order["env"])
    code = 1
    try:
        _arm(order)
        code = _serve() if order["command"] == ["serve"] else _run(order)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    Path(order["done"]).write_text(str(code))
    os._exit(code)


def _serve() -> int:
    from bot.app import serve
    from bot.config import Config

    started, at = time.monotonic(), datetime.fromisoformat(MORNING)
    return serve(Config.from_env(os.environ), lambda: at + timedelta(seconds=time.monotonic() - started))


def _run(order: Json) -> int:
    from bot.terminal.cli import main as command

    return command(order["command"])


def _arm(order: Json) -> None:
    """Have this life kill itself: at the n-th call of a function, or its n-th touch of disk or database; steps are counted."""
    count = itertools.count(1)

    def step(stop: int) -> None:
        if next(count) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    if order.get("point"):
        _wrap(*order["point"], lambda: step(order["stop"]))
    elif "stop" in order:
        _touches(lambda: step(order["stop"]), lambda: Path(order["steps"]).write_text(str(next(count))))


def _wrap(where: str, when: str, step: Callable[[], None]) -> None:
    import importlib

    module, _, name = where.partition(":")
    kind, _, method = name.partition(".")
    owner = getattr(importlib.import_module(module), kind)
    inner = getattr(owner, method)

    def wrapped(*arguments: Any, **options: Any) -> Any:
        if when == "before":
            step()
        found = inner(*arguments, **options)
        if when == "after":
            step()
        return found

    setattr(owner, method, wrapped)


def _touches(step: Callable[[], None], told: Callable[[], object]) -> None:
    import atexit

    from sqlite_utils import Database

    inner, busy = Database.execute, False

    def execute(self: Any, *arguments: Any, **options: Any) -> Any:
        step()
        return inner(self, *arguments, **options)

    def touched(event: str, arguments: Any) -> None:
        nonlocal busy
        written = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if not busy and (written or event in ("os.rename", "os.remove", "os.mkdir", "shutil.rmtree", "sqlite3.connect")):
            busy = True
            step()
            busy = False

    Database.execute = execute  # type: ignore[method-assign]
    sys.addaudithook(touched)
    atexit.register(told)
    exit_ = os._exit
    os._exit = lambda code: (told(), exit_(code))  # type: ignore[assignment, func-returns-value]


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    lives()
