"""`backup` and `restore`: a safe copy of the data directory, and back from it."""

from __future__ import annotations

import argparse
import sys

from bot.config import Config
from bot.engine.upkeep.backup import back_up
from bot.engine.upkeep.restore import restore
from bot.engine.words import BACKUP


def run_backup(arguments: argparse.Namespace, config: Config) -> int:
    """`backup TARGET`: a verified archive in that folder; what the operator has to know besides stands on stderr."""
    made = back_up(config, arguments.target, config.now())
    print("\n".join(made.said), end="\n" if made.said else "", file=sys.stderr)
    print(BACKUP.made.format(path=made.path, contents=made.contents))
    return 0


def run_restore(arguments: argparse.Namespace, config: Config) -> int:
    """`restore ARCHIVE`."""
    done = restore(config, arguments.archive, config.now())
    print(BACKUP.restored.format(contents=done.contents))
    if done.aside:
        print(BACKUP.aside.format(path=done.aside))
    return 0
