"""Entry point of `python -m bot` and of the command `rectify`."""

from __future__ import annotations

import signal
import sys


def start() -> int:
    """Run the command line; Ctrl-C while it is still being loaded ends it at once and without a trace."""
    heeded = signal.getsignal(signal.SIGINT)
    if heeded is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bot.terminal.cli import program

    signal.signal(signal.SIGINT, heeded)
    return program()


if __name__ == "__main__":
    sys.exit(start())
