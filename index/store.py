"""Revisions of the index as directories: built beside one another, switched in one step, locked, checked, pruned."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.errors import RectifyError

log = logging.getLogger(__name__)
FORMAT = 2
KEPT = 10
"""Revisions that pruning leaves, the newest."""
INDEX_FILES = ("plan.txt", "ids.json", "chunks.jsonl", "vectors.faiss", "lexical.db")


class RevisionError(RectifyError):
    """An index that is missing, broken or of another model; the text names the command that repairs it."""


class NoRevision(RevisionError):
    """Nothing has been published yet."""


@dataclass(frozen=True)
class Manifest:
    """What a revision says of itself; `files` maps each file to [bytes, sha256]."""

    format: int
    number: int
    created: str
    title: str
    source: str
    model: str
    dimension: int
    problems: int
    chunks: int
    embedded: int
    files: Mapping[str, tuple[int, str]]


def publish(root: Path, number: int, replacing: int | None = None) -> None:
    """Make revision `number` the current one, in one step.

    With `replacing`, only while that one is still current: what was compared with it says nothing of another.

    Raises:
        RevisionError: there is no such revision, it is damaged, or another one was published meanwhile.
    """
    verify(root, number)
    with _writing(root), _locked(root, "publish"):
        if replacing is not None and (now := current_or_none(root)) not in (replacing, None):
            raise RevisionError(f"其间第{now}版已经发布，本次是与第{replacing}版比较的，没有发布。请重新上传比较。")
        pointer = root / "CURRENT.tmp"
        pointer.write_text(f"{number}\n", "ascii")
        with pointer.open("rb") as file:
            os.fsync(file.fileno())
        pointer.replace(root / "CURRENT")
        sync_directory(root)


def discard(root: Path, number: int) -> None:
    """Remove a revision that was built but not published."""
    if number != current(root):
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
    """The published revision's number, or None before the first."""
    try:
        return int((root / "CURRENT").read_text("ascii"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise RevisionError(f"没有读取 {root} 的权限。") from error
    except (ValueError, OSError) as error:
        raise RevisionError(
            f"索引指针 {root / 'CURRENT'} 已损坏。请运行 python -m bot revisions 查看，再用 rollback N 指定一版。"
        ) from error


def history(root: Path) -> list[Manifest]:
    """All complete revisions, oldest first; damaged manifests are left out."""
    found = []
    for number in numbers_in(root):
        try:
            found.append(read_manifest(root, number))
        except RevisionError:
            continue
    return found


def verify(root: Path, number: int) -> Manifest:
    """Check format, sizes and checksums of a revision.

    Raises:
        RevisionError: with what is wrong and the command that repairs it.
    """
    manifest = read_manifest(root, number)
    directory = root / f"{number:06}"
    for name, (size, digest) in manifest.files.items():
        path = directory / name
        if not is_intact(path, size, digest):
            raise RevisionError(f"第{number}版索引的 {name} 缺失或已损坏。{repair_words(root, number, name)}")
    return manifest


def current_or_none(root: Path) -> int | None:
    """The published revision; None where there is none, or its pointer is damaged."""
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
        raise RevisionError(f"没有写入 {root} 的权限，索引未改动。") from error
    except (OSError, sqlite3.Error) as error:
        raise RevisionError(f"无法写入 {root}（{getattr(error, 'strerror', None) or error}），索引未改动。") from error


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
    with (root / f".{name}").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RevisionError("另一次重建索引正在进行，请稍后再试。") from error
        yield


def sync_files(directory: Path) -> None:
    """Have every file of a directory on disk."""
    for path in directory.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_directory(directory)


def sync_directory(directory: Path) -> None:
    """Have the names in a directory on disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- reading ----------------------------------------------------------------------------------------------


def numbers_in(root: Path) -> list[int]:
    """The numbers of all revisions there, built or published."""
    return sorted(int(p.name) for p in root.glob("[0-9]*") if p.is_dir() and p.name.isdigit())


def read_manifest(root: Path, number: int) -> Manifest:
    """The manifest of a revision, of any state of its files."""
    path = root / f"{number:06}" / "manifest.json"
    try:
        manifest = _manifest_of(json.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise RevisionError(f"没有第{number}版索引。请用 python -m bot revisions 查看已有的版本。") from error
    except _OtherFormat as error:
        raise RevisionError(f"第{number}版索引的格式是{error}，本程序用{FORMAT}。{repair_words(root, number)}") from error
    except (ValueError, TypeError, LookupError, OSError, RecursionError) as error:
        raise RevisionError(f"第{number}版索引的清单已损坏。{repair_words(root, number)}") from error
    return manifest


class _OtherFormat(Exception):
    """A manifest of another version of this program; its fields may differ too."""


def _manifest_of(fields: dict[str, Any]) -> Manifest:
    """Raises: any of the usual errors when the manifest is not one that this program wrote."""
    if fields["format"] != FORMAT:
        raise _OtherFormat(fields["format"])
    sums = {name: (int(fields["files"][name][0]), str(fields["files"][name][1])) for name in INDEX_FILES}
    return Manifest(**fields | {"files": sums})


def repair_words(root: Path, number: int, broken: str = "") -> str:
    """The command that builds anew: from the revision's own copy of the plan, unless that is what is broken."""
    plan = root / f"{number:06}" / "plan.txt"
    file = str(plan) if broken != plan.name and plan.is_file() else "方案文件"
    return f"请运行 python -m bot reindex {file} --yes 重建。"


def is_intact(path: Path, size: int, digest: str) -> bool:
    """Whether a file is what its manifest says."""
    try:
        return path.stat().st_size == size and file_digest(path) == digest
    except OSError:
        return False


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
