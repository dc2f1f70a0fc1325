"""Entry point of `python -m bot`."""

from __future__ import annotations

import sys

from bot.terminal.cli import program

if __name__ == "__main__":
    sys.exit(program())
