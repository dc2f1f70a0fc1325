"""Programs that are begun by a fork of a process that has imported what they need: a start costs a tenth of one from nothing.

What runs is the same program, by its name or its path, with its own environment, directory and log; what no test needs is
imported by each as ever. python starting.py reads an order a line (JSON) from stdin and tells what came of it.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "bot.app", "bot.terminal.cli", "anyio._backends._asyncio", "certifi", "chinese_calendar", "faiss", "filelock", "h11",
    "httpcore", "jieba", "opencc", "prompt_toolkit", "pypinyin", "bot.files.export", "bot.engine.upkeep.backup",
)  # fmt: skip
"""What a start imports; never a model, which a test may have replaced."""
_LOOK = 0.01
_lock = threading.Lock()


class Begun:
    """A program that was begun: as much of `subprocess.Popen` as is needed; its process is nobody's child here."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._looking = threading.Lock()

    def poll(self) -> int | None:
        """The exit code, or None while it runs; -9 where it was killed."""
        with self._looking:  # a server's thread may kill it while it is waited for
            if self.returncode is None and _has_ended(self.pid):
                self.returncode = os.waitstatus_to_exitcode(int(_told({"wait": self.pid})))
            return self.returncode

    def wait(self, timeout: float) -> int:
        """The exit code, once it ended."""
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(_LOOK)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        with self._looking:
            if self.returncode is None:
                os.kill(self.pid, number)  # what has ended and was not waited for is still there

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def begin(program: Sequence[str], arguments: Sequence[str], cwd: Path, env: dict[str, str], out: Path) -> Begun:
    """Begin a program: `-m` and a module, or the path of a script; it writes into a file, or sits at the terminal `out`."""
    order = {"program": list(program), "arguments": list(arguments), "cwd": str(cwd), "env": env, "out": str(out)}
    return Begun(int(_told(order)))


def _has_ended(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def _told(order: dict[str, Any]) -> str:
    """What the forking process says to an order."""
    with _lock:
        forking = _forking()
        assert forking.stdin
        assert forking.stdout
        forking.stdin.write(json.dumps(order) + "\n")
        forking.stdin.flush()
        return forking.stdout.readline()


@cache
def _forking() -> subprocess.Popen[str]:
    """The process that forks, begun when it is first needed; it ends with this one."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__]
    forking = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT)
    atexit.register(_ended, forking)
    return forking


def _ended(forking: subprocess.Popen[str]) -> None:
    forking.kill()
    forking.wait()


# --- the forking process ------------------------------------------------------------------------------------


def serve() -> None:
    """Import, then fork for every order; in the child that runs the program this raises what ends it."""
    for name in NEEDED:
        with contextlib.suppress(ImportError):  # of what only some systems have
            importlib.import_module(name)
    orders, told = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")
    while line := orders.readline():
        order = json.loads(line)
        said = os.waitpid(order["wait"], 0)[1] if "wait" in order else os.fork()
        if said == 0 and "wait" not in order:
            orders.close()
            _run(order)
        print(said, file=told, flush=True)
    os._exit(0)


def _run(order: dict[str, Any]) -> None:
    """Become the program; its end is the end of this process."""
    os.setsid()  # what it opens first then is its own terminal
    out = os.open(order["out"], os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    for source, target in ((out if os.isatty(out) else os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (out, 2)):
        os.dup2(source, target)
    sys.stdin, sys.stdout, sys.stderr = (open(n, "rw"[n > 0], closefd=False, buffering=-1 if n < 2 else 1) for n in range(3))  # noqa: SIM115
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.path[:0] = [p for p in order["env"].get("PYTHONPATH", "").split(os.pathsep) if p]
    flag, *rest = order["program"]
    if flag == "-m":
        sys.argv = ["", *rest[1:], *order["arguments"]]
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [flag, *rest, *order["arguments"]]
        runpy.run_path(flag, run_name="__main__")
    sys.exit(0)


if __name__ == "__main__":
    serve()
