"""A revision of the index on disk: what its directory holds, what it says of itself, and whether that is so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.errors import RectifyError

from .words import INDEX

FORMAT = 2
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
            raise RevisionError(INDEX.broken_file.format(number=number, name=name, repair=repair_words(root, number, name)))
    return manifest


def is_whole(root: Path, number: int) -> bool:
    """Whether a revision is what its manifest says; looked at again when a file of it is another."""
    directory = root / f"{number:06}"
    try:
        files = [(directory / name).stat() for name in ("manifest.json", *INDEX_FILES)]
    except OSError:
        return False
    return _is_whole(root, number, tuple((f.st_size, f.st_mtime_ns) for f in files))


@lru_cache(maxsize=64)
def _is_whole(root: Path, number: int, _: tuple[tuple[int, int], ...]) -> bool:
    try:
        verify(root, number)
    except RevisionError:
        return False
    return True


def numbers_in(root: Path) -> list[int]:
    """The numbers of all revisions there, built or published."""
    return sorted(int(p.name) for p in root.glob("[0-9]*") if p.is_dir() and p.name.isdigit())


def read_manifest(root: Path, number: int) -> Manifest:
    """The manifest of a revision, of any state of its files."""
    path = root / f"{number:06}" / "manifest.json"
    try:
        manifest = _manifest_of(json.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise RevisionError(INDEX.no_such.format(number=number)) from error
    except _OtherFormat as error:
        said = INDEX.other_format.format(number=number, format=error, own=FORMAT, repair=repair_words(root, number))
        raise RevisionError(said) from error
    except (ValueError, TypeError, LookupError, OSError, RecursionError) as error:
        raise RevisionError(INDEX.broken_manifest.format(number=number, repair=repair_words(root, number))) from error
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
    file = str(plan) if broken != plan.name and plan.is_file() else INDEX.some_file
    return INDEX.rebuild.format(file=file)


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
