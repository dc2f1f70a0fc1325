"""Revisions of the index: immutable directories, built aside, published by one atomic switch, verified when loaded.

    <data>/revisions/CURRENT          the number of the published revision, replaced last
    <data>/revisions/000003/          manifest.json plan.txt ids.json chunks.jsonl vectors.faiss lexical.db

A reader goes through CURRENT and the manifest only, so it sees the old revision or the new one, never a mixture
(whoosh's TOC; FAISS itself streams in place and loads flipped bits in silence, hence the checksums).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corpus.diff import compare
from corpus.errors import PlanError, RectifyError
from corpus.identity import Ids, carried_ids, first_ids
from corpus.model import Plan, Span
from corpus.parse import parse_plan

from .chunks import Chunk, Kind, Phrasing, chunk_plan
from .embedder import Embedder, Progress, Vectors
from .lexical import Lexicon, lexicon_of

if TYPE_CHECKING:
    import faiss

log = logging.getLogger(__name__)
FORMAT = 2
KEPT = 10
"""Revisions that pruning leaves, the newest."""
_FILES = ("plan.txt", "ids.json", "chunks.jsonl", "vectors.faiss", "lexical.db")


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


class Built(NamedTuple):
    """A revision that lies on disk but is not yet published."""

    manifest: Manifest
    reused: int


@dataclass(frozen=True)
class Revision:
    """A loaded revision: the plan with its ids, its chunks and, row by row in the same order, their vectors and words."""

    manifest: Manifest
    plan: Plan
    ids: Ids
    chunks: tuple[Chunk, ...]
    vectors: faiss.Index
    lexical: sqlite3.Connection
    lexicon: Lexicon


def build(
    root: Path,
    text: str,
    source: str,
    phrasings: Iterable[Phrasing],
    embedder: Embedder,
    background: Iterable[tuple[Kind, str]] = (),
    progress: Progress | None = None,
    matched: Mapping[int, int] | None = None,
) -> Built:
    """Parse `text` and build the next revision beside the others; only what the current one lacks is embedded.

    `matched` says which problem of the revision before became which, where corpus.diff is not to decide it; those keep
    their ids.

    Raises:
        PlanError: the text is no plan.
        RevisionError: another build is running, or the directory cannot be written.
    """
    plan = parse_plan(text)
    chunks = chunk_plan(plan, phrasings, background)
    with _exclusive(root):
        number = max(_numbers(root), default=0) + 1
        vectors, reused = _embed(root, chunks, embedder, progress)
        target = root / f"{number:06}"
        working = root / f"{number:06}.tmp"
        working.mkdir()
        try:
            _write(working, plan, _ids(root, plan, number, matched), chunks, vectors)
            manifest = _manifest(working, number, plan, source, embedder.name, vectors, len(chunks), len(chunks) - reused)
            (working / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
            _sync(working)
            working.rename(target)
            _sync_directory(root)
        except BaseException:
            shutil.rmtree(working, ignore_errors=True)
            raise
    return Built(manifest, reused)


def publish(root: Path, number: int, replacing: int | None = None) -> None:
    """Make revision `number` the current one, in one step.

    With `replacing`, only while that one is still current: what was compared with it says nothing of another.

    Raises:
        RevisionError: there is no such revision, it is damaged, or another one was published meanwhile.
    """
    verify(root, number)
    with _writing(root), _locked(root, "publish"):
        if replacing is not None and (now := _current_or_none(root)) not in (replacing, None):
            raise RevisionError(f"其间第{now}版已经发布，本次是与第{replacing}版比较的，没有发布。请重新上传比较。")
        pointer = root / "CURRENT.tmp"
        pointer.write_text(f"{number}\n", "ascii")
        with pointer.open("rb") as file:
            os.fsync(file.fileno())
        pointer.replace(root / "CURRENT")
        _sync_directory(root)


def discard(root: Path, number: int) -> None:
    """Remove a revision that was built but not published."""
    if number != current(root):
        shutil.rmtree(root / f"{number:06}", ignore_errors=True)


def tidy(root: Path) -> bool:
    """Remove what a killed build or switch left behind, unless one is going on; whether there was anything."""
    if not root.is_dir():
        return False
    try:
        with _exclusive(root) as leftovers:
            return bool(leftovers)
    except RevisionError as error:
        log.info("%s", error)
        return False


def prune(root: Path, keep: int = KEPT) -> list[int]:
    """Remove the oldest revisions beyond `keep`; never the current one, the one before it, nor the newest."""
    numbers = _numbers(root)
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
    for number in _numbers(root):
        try:
            found.append(_read_manifest(root, number))
        except RevisionError:
            continue
    return found


def verify(root: Path, number: int) -> Manifest:
    """Check format, sizes and checksums of a revision.

    Raises:
        RevisionError: with what is wrong and the command that repairs it.
    """
    manifest = _read_manifest(root, number)
    directory = root / f"{number:06}"
    for name, (size, digest) in manifest.files.items():
        path = directory / name
        if not _intact(path, size, digest):
            raise RevisionError(f"第{number}版索引的 {name} 缺失或已损坏。{_repair(root, number, name)}")
    return manifest


def load(root: Path, model: str, number: int | None = None) -> Revision:
    """The current revision (or `number`), verified, for searching with `model`.

    Raises:
        NoRevision: nothing has been published.
        RevisionError: it is damaged, or was built with another model.
    """
    number = current(root) if number is None else number
    if number is None:
        raise NoRevision("还没有建立索引。请运行 python -m bot reindex 方案文件 --yes")
    manifest = verify(root, number)
    if manifest.model != model:
        raise RevisionError(f"第{number}版索引由模型 {manifest.model} 建立，当前设置是 {model}。{_repair(root, number)}")
    import faiss

    directory = root / f"{number:06}"
    plan = parse_plan((directory / "plan.txt").read_text("utf-8"))
    chunks = tuple(_read_chunks(directory / "chunks.jsonl"))
    vectors = faiss.read_index(str(directory / "vectors.faiss"))
    if not len(chunks) == vectors.ntotal == manifest.chunks or vectors.d != manifest.dimension:
        raise RevisionError(f"第{number}版索引的条数或维数与清单不符。{_repair(root, number)}")
    if any(c.span and plan.text[c.span.start : c.span.end] != c.text for c in chunks) or len(plan.problems) != manifest.problems:
        raise RevisionError(f"第{number}版索引与方案原文对不上（程序可能已更新）。{_repair(root, number)}")
    uri = f"{(directory / 'lexical.db').absolute().as_uri()}?mode=ro&immutable=1"
    lexical = sqlite3.connect(uri, uri=True, check_same_thread=False)
    return Revision(manifest, plan, load_ids(root, number), chunks, vectors, lexical, lexicon_of(plan))


def load_plan(root: Path) -> Plan:
    """The published plan alone, without its vectors.

    Raises:
        NoRevision: nothing has been published.
        RevisionError: it is damaged.
    """
    number = current(root)
    if number is None:
        raise NoRevision("还没有建立索引。")
    verify(root, number)
    return parse_plan((root / f"{number:06}" / "plan.txt").read_text("utf-8"))


def load_ids(root: Path, number: int | None = None) -> Ids:
    """The ids of the published revision (or of `number`); whoever loads a revision has verified it.

    Raises:
        NoRevision: nothing has been published.
    """
    number = current(root) if number is None else number
    if number is None:
        raise NoRevision("还没有建立索引。")
    kept = json.loads((root / f"{number:06}" / "ids.json").read_text("utf-8"))
    return Ids(dict(kept["problems"]), {(p, m, i): id_ for p, m, i, id_ in kept["milestones"]})


def lineage(root: Path) -> tuple[Plan, Ids] | None:
    """The plan and ids that the next revision goes on from: the current one's, or where they are damaged the newest whole ones."""
    for number in dict.fromkeys([_current_or_none(root), *reversed(_numbers(root))]):
        if number is not None and (found := _read_lineage(root, number)):
            return found
    return None


def _current_or_none(root: Path) -> int | None:
    try:
        return current(root)
    except RevisionError:
        return None


def _read_lineage(root: Path, number: int) -> tuple[Plan, Ids] | None:
    try:
        files = _read_manifest(root, number).files
        if all(_intact(root / f"{number:06}" / name, *files[name]) for name in ("plan.txt", "ids.json")):
            return parse_plan((root / f"{number:06}" / "plan.txt").read_text("utf-8")), load_ids(root, number)
    except (RevisionError, PlanError):
        pass
    return None


# --- writing ----------------------------------------------------------------------------------------------


def _embed(root: Path, chunks: tuple[Chunk, ...], embedder: Embedder, progress: Progress | None) -> tuple[Vectors, int]:
    """Vectors of all chunks; those whose words stand in the current revision are taken from it."""
    known = _known_vectors(root, embedder.name)
    fresh = [c for c in chunks if c.key not in known]
    questions = [c for c in fresh if c.kind.spoken]
    passages = [c for c in fresh if not c.kind.spoken]

    def report(offset: int) -> Progress | None:
        return (lambda done, _: progress(offset + done, len(fresh))) if progress else None

    new = dict(zip((c.key for c in passages), embedder.documents([c.embedded for c in passages], report(0)), strict=True))
    new |= zip((c.key for c in questions), embedder.queries([c.embedded for c in questions], report(len(passages))), strict=True)
    return np.stack([known[c.key] if c.key in known else new[c.key] for c in chunks]), len(chunks) - len(fresh)


def _known_vectors(root: Path, model: str) -> dict[str, Vectors]:
    try:
        revision = load(root, model)
    except (RevisionError, PlanError):
        return {}
    revision.lexical.close()
    rows = revision.vectors.reconstruct_n(0, revision.vectors.ntotal)
    return {c.key: row for c, row in zip(revision.chunks, rows, strict=True)}


def _ids(root: Path, plan: Plan, number: int, matched: Mapping[int, int] | None) -> Ids:
    """The ids of the next revision, carried over from the one before."""
    before = lineage(root)
    if before is None:
        return first_ids(plan, number)
    old, ids = before
    return carried_ids(plan, number, old, ids, compare(old, plan).matched if matched is None else matched)


def _write(directory: Path, plan: Plan, ids: Ids, chunks: tuple[Chunk, ...], vectors: Vectors) -> None:
    import faiss

    (directory / "plan.txt").write_text(plan.text, "utf-8", newline="\n")
    (directory / "ids.json").write_text(_ids_json(ids), "utf-8")
    lines = (json.dumps(asdict(c), ensure_ascii=False) for c in chunks)
    (directory / "chunks.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors))
    (directory / "vectors.faiss").write_bytes(faiss.serialize_index(flat).tobytes())  # its own writer hides why it failed
    _write_words(directory / "lexical.db", chunks, lexicon_of(plan))


def _ids_json(ids: Ids) -> str:
    places = [[*place, id_] for place, id_ in ids.milestones.items()]
    return json.dumps({"problems": list(ids.problems.items()), "milestones": places})


def _write_words(path: Path, chunks: tuple[Chunk, ...], lexicon: Lexicon) -> None:
    """Two full-text tables, so that phrasings do not distort the word statistics of the plan; rowid = place in chunks."""
    database = sqlite3.connect(path)
    for table in ("passages", "phrasings"):
        database.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(tokens, content='', tokenize=\"unicode61 tokenchars '_%.'\")")
    for i, chunk in enumerate(chunks):
        if chunk.kind is Kind.PHRASING or not chunk.kind.spoken:
            table = "phrasings" if chunk.kind is Kind.PHRASING else "passages"
            database.execute(f"INSERT INTO {table}(rowid, tokens) VALUES (?, ?)", (i, " ".join(lexicon.tokens(chunk.embedded))))
    database.commit()
    database.close()


def _manifest(
    directory: Path, number: int, plan: Plan, source: str, model: str, vectors: Vectors, chunks: int, embedded: int
) -> Manifest:
    files = {name: ((directory / name).stat().st_size, _digest(directory / name)) for name in _FILES}
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(
        FORMAT, number, created, plan.title, source, model, int(vectors.shape[1]), len(plan.problems), chunks, embedded, files
    )


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
def _exclusive(root: Path) -> Iterator[list[Path]]:
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


def _sync(directory: Path) -> None:
    for path in directory.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _sync_directory(directory)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- reading ----------------------------------------------------------------------------------------------


def _numbers(root: Path) -> list[int]:
    return sorted(int(p.name) for p in root.glob("[0-9]*") if p.is_dir() and p.name.isdigit())


def _read_manifest(root: Path, number: int) -> Manifest:
    path = root / f"{number:06}" / "manifest.json"
    try:
        manifest = _manifest_of(json.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise RevisionError(f"没有第{number}版索引。请用 python -m bot revisions 查看已有的版本。") from error
    except _OtherFormat as error:
        raise RevisionError(f"第{number}版索引的格式是{error}，本程序用{FORMAT}。{_repair(root, number)}") from error
    except (ValueError, TypeError, LookupError, OSError, RecursionError) as error:
        raise RevisionError(f"第{number}版索引的清单已损坏。{_repair(root, number)}") from error
    return manifest


class _OtherFormat(Exception):
    """A manifest of another version of this program; its fields may differ too."""


def _manifest_of(fields: dict[str, Any]) -> Manifest:
    """Raises: any of the usual errors when the manifest is not one that this program wrote."""
    if fields["format"] != FORMAT:
        raise _OtherFormat(fields["format"])
    sums = {name: (int(fields["files"][name][0]), str(fields["files"][name][1])) for name in _FILES}
    return Manifest(**fields | {"files": sums})


def _repair(root: Path, number: int, broken: str = "") -> str:
    """The command that builds anew: from the revision's own copy of the plan, unless that is what is broken."""
    plan = root / f"{number:06}" / "plan.txt"
    file = str(plan) if broken != plan.name and plan.is_file() else "方案文件"
    return f"请运行 python -m bot reindex {file} --yes 重建。"


def _read_chunks(path: Path) -> Iterator[Chunk]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row: dict[str, Any] = json.loads(line)
            span = Span(*row.pop("span")) if row["span"] else row.pop("span")
            yield Chunk(kind=Kind(row.pop("kind")), span=span, **row)


def _intact(path: Path, size: int, digest: str) -> bool:
    try:
        return path.stat().st_size == size and _digest(path) == digest
    except OSError:
        return False


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
