"""`python -m bot` at a real pseudo-terminal: keys go in, and what is written comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starting import Begun, begin

ROOT = Path(__file__).parent.parent
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[()][A-Z0-9]|[=>])")
_PATIENCE = 60.0


class Terminal:
    """One program that sits at a terminal."""

    def __init__(self, at: int, theirs: int, program: Begun) -> None:
        self._at, self._theirs, self._program = at, theirs, program
        self._new = b""

    def type(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._at, keys.encode())

    def until(self, words: str) -> str:
        """What is written from here on up to these words, with its escapes; what comes behind them is left for the next time."""
        end = time.monotonic() + _PATIENCE
        while words not in plain(self._text()):
            left = end - time.monotonic()
            assert left > 0, f"never said {words!r}: {plain(self._text())[-2000:]!r}"
            assert self._read(left), f"ended before {words!r}: {plain(self._text())[-2000:]!r}"
        text = self._text()
        size = bisect_left(range(len(text)), True, key=lambda n: words in plain(text[:n]))
        self._new = text[size:].encode()
        return text[:size]

    def ended(self) -> int:
        """The exit code, when it has come to its end."""
        end = time.monotonic() + _PATIENCE
        while self._read(end - time.monotonic()):
            assert time.monotonic() < end, f"does not end: {plain(self._text())[-2000:]!r}"
        return self._program.wait(_PATIENCE)

    def _text(self) -> str:
        return self._new.decode(errors="ignore")

    def _read(self, seconds: float) -> bool:
        if not select.select([self._at], [], [], max(seconds, 0))[0]:
            return True
        try:
            read = os.read(self._at, 1 << 16)
        except OSError:  # EIO: nobody sits there any longer
            return False
        self._new += read
        self.leave()  # it sits there by now
        return bool(read)

    def leave(self) -> None:
        """Sit there no longer oneself, so that the end of the program is seen."""
        if self._theirs >= 0:
            os.close(self._theirs)
            self._theirs = -1


def plain(text: str) -> str:
    """What is written without what only moves and colours."""
    return _ESCAPES.sub("", text).replace("\r", "")


@contextmanager
def terminal(*arguments: object, work: Path, columns: int = 80, **settings: str) -> Iterator[Terminal]:
    """`python -m bot ARGUMENTS` in the folder `work`, at a terminal of that width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    quiet = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_") and k not in ("NO_COLOR", "COLUMNS", "LINES")}
    environ = quiet | {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "PROMPT_TOOLKIT_NO_CPR": "1"} | settings
    program = begin(("-m", "bot"), [str(a) for a in arguments], work, environ, Path(os.ttyname(theirs)))
    made = Terminal(ours, theirs, program)
    try:
        yield made
    finally:
        program.kill()
        program.wait(_PATIENCE)
        made.leave()
        os.close(ours)
