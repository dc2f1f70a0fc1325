"""Which revision of the index is in force: switched in one step, found again where the pointer is lost, locked, pruned."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from .manifest import RevisionError, is_whole, numbers_in, verify
from .words import INDEX

log = logging.getLogger(__name__)
KEPT = 10
"""Revisions that pruning leaves, the newest."""


def publish(root: Path, number: int, replacing: int | None = None) -> None:
    """Make revision `number` the current one, in one step.

    With `replacing`, only while that one is still current: what was compared with it says nothing of another.

    Raises:
        RevisionError: there is no such revision, it is damaged, or another one was published meanwhile.
    """
    verify(root, number)
    with _writing(root), _locked(root, "publish"):
        if replacing is not None and (now := current_or_none(root)) not in (replacing, None):
            raise RevisionError(INDEX.overtaken.format(number=now, replacing=replacing))
        before = set(numbers_in(root)) - {number}
        _write_pointer(root / "PUBLISHED", [*(n for n in published(root) if n in before), number])
        _write_pointer(root / "CURRENT", [number])


def begin_record(root: Path) -> None:
    """Have it on record which revisions were published before another one is built: a draft never counts as one that was."""
    with _locked(root, "publish"):
        if not (root / "PUBLISHED").exists():
            _write_pointer(root / "PUBLISHED", published(root))


def _write_pointer(path: Path, numbers: list[int]) -> None:
    """Replaced as a whole, and on disk when this returns."""
    working = path.with_name(f"{path.name}.tmp")
    with working.open("w", encoding="ascii") as file:
        file.writelines(f"{number}\n" for number in numbers)
        file.flush()
        os.fsync(file.fileno())
    working.replace(path)
    sync_directory(path.parent)


def discard(root: Path, number: int) -> None:
    """Remove a revision that was built but not published."""
    if number not in (_pointer(root), current_or_none(root)):
        shutil.rmtree(root / f"{number:06}", ignore_errors=True)


def tidy(root: Path) -> bool:
    """Remove what a killed build or switch left behind, unless one is going on; whether there was anything."""
    if not root.is_dir():
        return False
    try:
        with exclusive(root) as leftovers:
            return bool(leftovers)
    except RevisionError as error:
        log.info("%s", error)
        return False


def prune(root: Path, keep: int = KEPT) -> list[int]:
    """Remove the oldest revisions beyond `keep`; never the current one, the one before it, nor the newest."""
    numbers = numbers_in(root)
    now = current(root)
    if now is None:
        return []
    safe = {now, *[n for n in numbers if n < now][-1:], *numbers[-keep:], *numbers[-1:]}
    gone = [n for n in numbers if n not in safe]
    for number in gone:
        # Renamed first, so that a half-removed directory is never taken for a revision.
        aside = root / f"{number:06}.tmp"
        (root / f"{number:06}").rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
    return gone


def current(root: Path) -> int | None:
    """The number of the revision in force, or None before the first was published; another than CURRENT names is logged, once.

    Raises:
        RevisionError: something was published, and nothing of it is whole.
    """
    number, odd = in_force(root)
    if odd:
        _say(root, odd)
    return number


def in_force(root: Path) -> tuple[int | None, str]:
    """The number of the revision in force, and a sentence where it is not the one that CURRENT names.

    Where CURRENT is lost, or what it names is damaged, it is the newest whole one that was published before, else after.

    Raises:
        RevisionError: something was published, and nothing of it is whole.
    """
    named, known = _pointer(root), published(root)
    wanted = named if named is not None else (known[-1] if known else None)
    if wanted is None:
        if (root / "CURRENT").exists():
            raise RevisionError(INDEX.lost.format(path=root / "CURRENT"))
        return None, ""
    rest = sorted(set(known) - {wanted}, key=lambda n: (n > wanted, -n))
    taken = next((n for n in (wanted, *rest) if is_whole(root, n)), None)
    if taken is None:
        verify(root, wanted)  # says what is wrong
    return taken, "" if taken == named else _odd(root, named, taken)


def _odd(root: Path, named: int | None, taken: int | None) -> str:
    lost = INDEX.pointer_lost.format(path=root / "CURRENT") if named is None else INDEX.revision_lost.format(number=named)
    return INDEX.taken.format(lost=lost, number=taken)


@cache
def _say(_: Path, odd: str) -> None:
    """Once a process and directory."""
    log.error("%s", odd)


def _pointer(root: Path) -> int | None:
    """What CURRENT names; None where it is not there or says nothing."""
    try:
        return int((root / "CURRENT").read_text("ascii"))
    except PermissionError as error:
        raise RevisionError(INDEX.may_not_read.format(path=root)) from error
    except (ValueError, OSError):
        return None


def published(root: Path) -> list[int]:
    """All that were published, in that order, as far as there is a record of it; in directories without, all that are there."""
    try:
        return [int(line) for line in (root / "PUBLISHED").read_text("ascii", "replace").split() if line.isdecimal()]
    except OSError:
        named = _pointer(root)
        return [n for n in numbers_in(root) if n != named] + ([] if named is None else [named])


def current_or_none(root: Path) -> int | None:
    """The revision in force; None where there is none that is whole."""
    try:
        return current(root)
    except RevisionError:
        return None


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    """Turns what the disk refuses into one clear sentence."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        yield
    except PermissionError as error:
        raise RevisionError(INDEX.may_not_write.format(path=root)) from error
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise RevisionError(INDEX.not_written.format(path=root, reason=reason)) from error


@contextmanager
def exclusive(root: Path) -> Iterator[list[Path]]:
    """One build at a time; what a killed one left behind is removed, and named."""
    with _writing(root), _locked(root, "lock", wait=False):
        leftovers = list(root.glob("*.tmp"))
        for leftover in leftovers:
            shutil.rmtree(leftover, ignore_errors=True) if leftover.is_dir() else _removed(leftover)
        yield leftovers


def _removed(path: Path) -> None:
    """A CURRENT.tmp may be another process's that is just switching."""
    with _locked(path.parent, "publish"):
        path.unlink(missing_ok=True)


@contextmanager
def _locked(root: Path, name: str, *, wait: bool = True) -> Iterator[None]:
    """Holds a lock file of the directory, against other processes and threads."""
    from filelock import FileLock, Timeout  # late: it takes a moment, and who only asks locks nothing

    try:
        held = FileLock(root / f".{name}").acquire(timeout=-1 if wait else 0)
    except Timeout as error:
        raise RevisionError(INDEX.busy) from error
    with held:
        yield


def sync_files(directory: Path) -> None:
    """Have every file of a directory on disk."""
    for path in directory.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_directory(directory)


def sync_directory(directory: Path) -> None:
    """Have the names in a directory on disk; Windows opens no directories, and is trusted with its names."""
    if sys.platform == "win32":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
