"""Back from an archive: opened and checked aside, then moved in, with what was there moved aside. Nothing is deleted.

What a crash left beside the ledger (-wal, -shm) belongs to that ledger and goes aside with it: replayed onto another it
destroys it (sqlite.org/howtocorrupt.html §1.4).
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from bot.config import Config
from bot.workspace import UNFINISHED, alone
from index.store import sync_directory

from ..words import BACKUP
from .backup import LEDGER, REVISIONS, BackupError, Contents, contents_of, unpack

_OF_ONE_STATE = (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", REVISIONS)
"""What an archive replaces as a whole, whether it has all of it or not."""


@dataclass(frozen=True)
class Restored:
    """What is in the data directory now, and where lies what was there before, if anything did."""

    contents: Contents
    aside: Path | None


def restore(config: Config, archive: Path, now: datetime) -> Restored:
    """Put the data directory back to what an archive holds.

    Raises:
        BackupError: the archive is none, or its ledger is damaged; nothing was changed.
        Serving: a bot runs on the directory.
        OSError: it cannot be written; bot.workspace.refuse_half_restored then keeps anything else from running on it.
    """
    if not archive.is_file():
        raise BackupError(BACKUP.no_file.format(path=archive))
    with alone(config.data):
        opened = Path(mkdtemp(prefix=".restoring-", dir=config.data))
        try:
            unpack(archive, opened / "data")
            aside = _exchanged(config.data, opened / "data", f"before-restore-{now:%Y%m%dT%H%M%S}-")
        finally:
            shutil.rmtree(opened, ignore_errors=True)
        return Restored(contents_of(config.data, config.ledger), aside)


def _exchanged(data: Path, opened: Path, prefix: str) -> Path | None:
    """Not one step, so it is marked while it is under way; a second try goes on from any state of the first."""
    _sync(opened)
    marker = data / UNFINISHED
    marker.touch()
    sync_directory(data)
    came = [p.name for p in opened.iterdir()]
    there = [name for name in dict.fromkeys((*_OF_ONE_STATE, *came)) if (data / name).exists()]
    aside = Path(mkdtemp(prefix=prefix, dir=data)) if there else None
    for name in there:
        assert aside
        (data / name).rename(aside / name)
    for name in came:
        (opened / name).rename(data / name)
    sync_directory(data)
    marker.unlink()
    return aside


def _sync(directory: Path) -> None:
    """Have all that is below it on disk before it takes the place of something."""
    for path in [directory, *directory.rglob("*")]:
        if path.is_dir():
            sync_directory(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
