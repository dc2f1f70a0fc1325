"""Files read apart in forks of one process that has the readers imported: under their limits as ever, without a start of Python each."""

from __future__ import annotations

import importlib
import io
import json
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from corpus.files import limited

READERS = ["corpus.files.apart", "corpus.grammar.parse", "bot.files.workbook_parsing", "openpyxl", "lxml.etree"]
Tell = Callable[[int, int], None]


def run_forked(
    module: str, arguments: tuple[str, ...], seconds: int, memory: int, data: bytes | None = None, tell: Tell | None = None
) -> Any:
    """What `limited.run_limited` gives, which is asked where something is told on the way."""
    if tell:
        return limited.run_limited(module, arguments, seconds, memory, data, tell)
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(READERS)
    ours, theirs = forks.Pipe(duplex=False)
    reader = forks.Process(target=_read, args=(theirs, module, (*arguments, str(seconds), str(memory)), data or b""))
    with ours, theirs:
        reader.start()
        theirs.close()  # so that its end is seen
        try:
            return json.loads(ours.recv_bytes()) if ours.poll(3 * seconds + 5) else None
        except EOFError:
            return None
        finally:
            reader.kill()
            reader.join()


def _read(out: Connection, module: str, arguments: tuple[str, ...], data: bytes) -> None:
    sys.stdin, sys.stdout = io.TextIOWrapper(io.BytesIO(data)), io.TextIOWrapper(said := io.BytesIO())
    importlib.import_module(module).main(*arguments)
    out.send_bytes(said.getvalue())
