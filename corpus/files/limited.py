"""A module run in a process of its own, with limits on time and memory: what is read of a stranger's file may be hostile.

Whatever runs away ends that process and nothing else (.github/decisions/0013-files-are-read-apart.md).
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.errors import RectifyError

log = logging.getLogger(__name__)
_TRACE = 4000
"""So many characters of a trace are logged, as INFO: at a terminal the sentence is enough."""
_ROOT = Path(__file__).absolute().parents[2]
_PROGRESS = "progress"


class FailedReading(RectifyError):
    """What reads a file failed by itself, and not at its limits."""


def run_limited(
    module: str,
    arguments: tuple[str, ...],
    seconds: int,
    memory: int,
    data: bytes | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Any:
    """What `module` prints as JSON when it is run with `arguments`, `seconds` and `memory` (bytes), `data` on stdin.

    None where it did not come to an end within the limits, which the module sets itself by `limit`. `tell` takes how
    far it is, as the module says by `tell_outside`.

    Raises:
        FailedReading: the module failed by itself, which no limit and no file is to blame for.
    """
    command = [sys.executable, "-m", module, *arguments, str(seconds), str(memory)]
    own = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")}  # what reads a file needs no secret
    try:
        if tell:
            return json.loads(_followed(command, own, 3 * seconds + 5, tell))
        done = subprocess.run(
            command, cwd=_ROOT, env=own, input=data or b"", capture_output=True, timeout=3 * seconds + 5, check=False
        )
        if done.returncode > 0 and b"MemoryError" not in done.stderr:
            log.info("%s failed: %s", module, done.stderr.decode(errors="replace")[-_TRACE:])
            raise FailedReading
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None


def _followed(command: list[str], env: dict[str, str], seconds: int, tell: Callable[[int, int], None]) -> bytes:
    """What a command prints, while each 进度 done total on its stderr is told at once."""
    with (
        tempfile.TemporaryFile() as out,
        subprocess.Popen(
            command, cwd=_ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, text=True, errors="replace"
        ) as process,
    ):
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            for line in process.stderr or ():
                match line.split():
                    case [str(mark), done, total] if mark == _PROGRESS:
                        tell(int(done), int(total))
            process.wait()
        finally:
            timer.cancel()
            process.kill()
        out.seek(0)
        return out.read()


def tell_outside(done: int, total: int) -> None:
    """Let whoever ran this module know how far it is."""
    print(_PROGRESS, done, total, file=sys.stderr, flush=True)


def limit(seconds: str, memory: str) -> None:
    """Bound this process from now on; where a system knows no such limits (Windows), `run_limited`'s patience is the only one."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def put_out(said: Any) -> None:
    """Print a JSON value for `run_limited`."""
    sys.stdout.buffer.write(json.dumps(said).encode())
