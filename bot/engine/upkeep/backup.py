"""A data directory as one archive: copied while the bot runs, opened again and checked before it counts, rotated.

The ledger is copied by SQLite itself (sqlite.org/lang_vacuum.html#vacuuminto), the revisions as far as they are whole; where none is
(it is of another program, or damaged), as they are: the plan's text and the ids by which the ledger knows it cannot be made again.
"""

from __future__ import annotations

import gzip
import re
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.config import Config
from corpus.errors import RectifyError
from index.manifest import RevisionError, is_whole, numbers_in
from index.store import in_force, published, sync_directory

from ..words import BACKUP

KEPT = 14
"""Archives that rotation leaves, the newest."""
LEDGER, REVISIONS, BESIDE = "ledger.db", "revisions", ("workdays.toml", "examples.tsv")
_MEMBER = re.compile(r"(?:\./)?(ledger\.db|workdays\.toml|examples\.tsv|revisions/(?:CURRENT|PUBLISHED|[0-9]{6}/[a-z]+\.[a-z]+))")
_ROWS = ("events", "dated", "bindings")
_BROKEN = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error)


class BackupError(RectifyError):
    """A directory that is not backed up, or an archive that is not restored; nothing was changed."""


@dataclass(frozen=True, order=True)
class Contents:
    """What a data directory holds: entries of the ledger (-1: there is none), the revision in force (0: none), all whole ones.

    `texts` are, where none is in force, those of which the plan is still there.
    """

    entries: int
    revision: int
    revisions: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()

    def __str__(self) -> str:
        ledger = BACKUP.ledger.format(count=self.entries) if self.entries >= 0 else BACKUP.no_ledger
        lost = BACKUP.texts.format(count=len(self.texts)) if self.texts else BACKUP.no_index
        return f"{ledger}，{BACKUP.index.format(number=self.revision, count=len(self.revisions)) if self.revision else lost}"


@dataclass(frozen=True)
class Backup:
    """A verified archive, what is in it, and what the operator has to know besides."""

    path: Path
    contents: Contents
    said: tuple[str, ...]


def back_up(config: Config, target: Path, now: datetime) -> Backup:
    """Make TARGET/rectify-<UTC>.tar.gz and remove what is older than the newest `KEPT`.

    Raises:
        BackupError: there is nothing to back up, it is damaged, or the archive is not what was copied.
        OSError: it cannot be written.
    """
    if not config.data.is_dir():
        raise BackupError(BACKUP.no_directory.format(path=config.data))
    target.mkdir(parents=True, exist_ok=True)
    archive = target / f"rectify-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"
    with TemporaryDirectory(prefix=".backup-", dir=target) as name:
        working = Path(name)
        said = list(_copy(config.data, working / "copied"))
        copied = contents_of(working / "copied", config.data / LEDGER)
        _pack(working / "copied", working / archive.name)
        if unpack(working / archive.name, working / "opened") != copied:
            raise BackupError(BACKUP.not_same)
        (working / archive.name).replace(archive)
    sync_directory(target)
    return Backup(archive, copied, (*said, *_rotate(target, archive, copied)))


def contents_of(directory: Path, called: Path) -> Contents:
    """What a copy of a data directory, or the directory itself while nobody writes in it, holds; `called` is what it is a copy of.

    Raises:
        BackupError: its ledger is damaged or none.
    """
    entries = _entries(directory / LEDGER, called) if (directory / LEDGER).exists() else -1
    whole = tuple(n for n in numbers_in(directory / REVISIONS) if is_whole(directory / REVISIONS, n))
    try:
        return Contents(entries, in_force(directory / REVISIONS)[0] or 0, whole)
    except RevisionError:
        return Contents(entries, 0, whole, _with_text(directory / REVISIONS))


def unpack(archive: Path, into: Path) -> Contents:
    """Write what an archive holds of a data directory below `into`, and nothing else of it.

    Raises:
        BackupError: it is no archive, was cut off, or holds nothing of a data directory or a damaged ledger.
    """
    into.mkdir()
    try:
        with gzip.open(archive) as stream, tarfile.open(fileobj=stream) as tar:
            for member in tar:
                if member.isfile() and (name := _MEMBER.fullmatch(member.name)) and (source := tar.extractfile(member)):
                    path = into / name[1]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with path.open("wb") as file:
                        shutil.copyfileobj(source, file)
            while stream.read(1 << 20):  # the check sum stands at the very end, behind what tar reads
                pass
    except _BROKEN as error:
        raise BackupError(BACKUP.no_archive.format(path=archive)) from error
    if not any(into.iterdir()):
        raise BackupError(BACKUP.foreign.format(path=archive))
    return contents_of(into, archive)


def _copy(data: Path, into: Path) -> Iterator[str]:
    """Copies, and says what was left out; CURRENT is read first, so that what it names is among what is copied."""
    into.mkdir()
    number, names = None, numbers_in(data / REVISIONS)
    try:
        number, odd = in_force(data / REVISIONS)
        yield from [odd] if odd else []
    except RevisionError as error:
        yield str(error)
        _copy_as_they_are(data / REVISIONS, into / REVISIONS)
    if (data / LEDGER).exists():
        _copy_ledger(data / LEDGER, into / LEDGER)
    elif number is None:
        raise BackupError(BACKUP.empty.format(path=data))
    if number is not None:
        yield from _copy_revisions(data / REVISIONS, names, number, into / REVISIONS)
    for path in (data / name for name in BESIDE):
        if path.is_file():
            shutil.copy(path, into)


def _copy_ledger(path: Path, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise BackupError(BACKUP.unreadable.format(path=path, error=error)) from error


def _copy_revisions(root: Path, numbers: list[int], current: int, into: Path) -> Iterator[str]:
    """The whole ones; one that is pruned meanwhile is none that is needed."""
    into.mkdir()
    for number in numbers:
        if is_whole(root, number):
            _copy_revision(root, number, into)
        else:
            yield BACKUP.left_out.format(number=number)
    (into / "PUBLISHED").write_text("".join(f"{n}\n" for n in published(root)), "ascii")
    (into / "CURRENT").write_text(f"{current}\n", "ascii")


def _with_text(root: Path) -> tuple[int, ...]:
    """The revisions of which the plan's text is there, whatever became of the rest."""
    return tuple(n for n in numbers_in(root) if (root / f"{n:06}" / "plan.txt").is_file())


def _copy_as_they_are(root: Path, into: Path) -> None:
    into.mkdir()
    for number in _with_text(root):
        _copy_revision(root, number, into)
    for path in (root / "CURRENT", root / "PUBLISHED"):
        if path.is_file():
            shutil.copy(path, into)


def _copy_revision(root: Path, number: int, into: Path) -> None:
    """All of it or nothing: another program may remove it meanwhile, or the disk may not give it."""
    try:
        shutil.copytree(root / f"{number:06}", into / f"{number:06}")
    except (shutil.Error, FileNotFoundError):
        shutil.rmtree(into / f"{number:06}", ignore_errors=True)


def _entries(path: Path, called: Path) -> int:
    """How much stands in a ledger that nobody has open: its entries, dated events and bindings.

    Raises:
        BackupError: it is damaged, or no ledger.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            sound = database.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            rows = sum(database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in _ROWS if t in tables)
    except sqlite3.Error as error:
        raise BackupError(BACKUP.unreadable.format(path=called, error=error)) from error
    if not sound or "bindings" not in tables:
        raise BackupError(BACKUP.unreadable.format(path=called, error=BACKUP.unsound if tables else BACKUP.nothing))
    return int(rows)


def _pack(directory: Path, archive: Path) -> None:
    """Readable by its owner alone: it holds who asked and reported what."""
    archive.touch(0o600)
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        tar.add(directory, ".")


def _rotate(target: Path, newest: Path, contents: Contents) -> Iterator[str]:
    """Remove the oldest beyond `KEPT`; one that holds more than the newest stays, for the newest may be of a wrong directory."""
    older = sorted((p for p in target.glob("rectify-*.tar.gz") if p != newest), reverse=True)
    for archive in older[KEPT - 1 :]:
        if _holds_more(archive, contents):
            yield BACKUP.kept.format(path=archive.name)
        else:
            archive.unlink()


def _holds_more(archive: Path, contents: Contents) -> bool:
    with TemporaryDirectory(prefix=".backup-", dir=archive.parent) as working:
        try:
            held = unpack(archive, Path(working) / "opened")
        except BackupError:
            return False
    return held.entries > contents.entries or bool(held.revision) > bool(contents.revision)
