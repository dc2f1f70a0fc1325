"""Revisions of the index: immutable directories, built aside, published by one atomic switch, verified when loaded.

    <data>/revisions/CURRENT          the number of the published revision, replaced last
    <data>/revisions/000003/          manifest.json plan.txt ids.json chunks.jsonl vectors.faiss lexical.db

A reader goes through CURRENT and the manifest only, so it sees the old revision or the new one, never a mixture
(whoosh's TOC; FAISS itself streams in place and loads flipped bits in silence, hence the checksums).
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from corpus.diff import compare
from corpus.errors import PlanError
from corpus.grammar.parse import parse_plan
from corpus.identity import Ids, carried_ids, first_ids
from corpus.model import Plan, Span

from . import neighbours
from .chunks import Chunk, Kind, Phrasing, chunk_plan
from .embedder import Embedder, Progress, Vectors
from .lexical import Lexicon, lexicon_of
from .manifest import (
    FORMAT,
    INDEX_FILES,
    Manifest,
    NoRevision,
    RevisionError,
    file_digest,
    is_intact,
    numbers_in,
    repair_words,
    verify,
)
from .shipped import usable_vectors
from .store import begin_record, current, current_or_none, exclusive, sync_directory, sync_files
from .words import INDEX


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
    vectors: neighbours.Index
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
    """Parse `text` and build the next revision beside the others.

    Embedded is only what neither the current one has nor ships. `matched` says which problem of the revision before became which, where corpus.diff is not to decide it; those keep
    their ids.

    Raises:
        PlanError: the text is no plan.
        RevisionError: another build is running, or the directory cannot be written.
    """
    plan = parse_plan(text)
    chunks = chunk_plan(plan, phrasings, background)
    with exclusive(root):
        begin_record(root)
        number = max(numbers_in(root), default=0) + 1
        vectors, reused = _embed(root, chunks, embedder, progress)
        target = root / f"{number:06}"
        working = root / f"{number:06}.tmp"
        working.mkdir()
        try:
            _write(working, plan, _ids(root, plan, number, matched), chunks, vectors)
            manifest = _manifest(working, number, plan, source, embedder.name, vectors, len(chunks), len(chunks) - reused)
            (working / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
            sync_files(working)
            working.rename(target)
            sync_directory(root)
        except BaseException:
            shutil.rmtree(working, ignore_errors=True)
            raise
    return Built(manifest, reused)


def load(root: Path, model: str, number: int | None = None) -> Revision:
    """The current revision (or `number`), verified, for searching with `model`.

    Raises:
        NoRevision: nothing has been published.
        RevisionError: it is damaged, or was built with another model.
    """
    number = current(root) if number is None else number
    if number is None:
        raise NoRevision(INDEX.none_yet)
    manifest = verify(root, number)
    if manifest.model != model:
        repair = repair_words(root, number)
        raise RevisionError(INDEX.other_model.format(number=number, model=manifest.model, configured=model, repair=repair))
    directory = root / f"{number:06}"
    plan = parse_plan((directory / "plan.txt").read_text("utf-8"))
    chunks = tuple(_read_chunks(directory / "chunks.jsonl"))
    vectors = neighbours.read(directory / "vectors.faiss")
    if not len(chunks) == vectors.ntotal == manifest.chunks or vectors.d != manifest.dimension:
        raise RevisionError(INDEX.miscounted.format(number=number, repair=repair_words(root, number)))
    if any(c.span and plan.text[c.span.start : c.span.end] != c.text for c in chunks) or len(plan.problems) != manifest.problems:
        raise RevisionError(INDEX.other_text.format(number=number, repair=repair_words(root, number)))
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
        raise NoRevision(INDEX.none)
    return plan_of(root, number)


def plan_of(root: Path, number: int) -> Plan:
    """The plan of one revision alone.

    Raises:
        RevisionError: it is not there, or damaged.
    """
    verify(root, number)
    return parse_plan((root / f"{number:06}" / "plan.txt").read_text("utf-8"))


def load_ids(root: Path, number: int | None = None) -> Ids:
    """The ids of the published revision (or of `number`); whoever loads a revision has verified it.

    Raises:
        NoRevision: nothing has been published.
    """
    number = current(root) if number is None else number
    if number is None:
        raise NoRevision(INDEX.none)
    kept = json.loads((root / f"{number:06}" / "ids.json").read_text("utf-8"))
    return Ids(dict(kept["problems"]), {(p, m, i): id_ for p, m, i, id_ in kept["milestones"]})


def lineage(root: Path) -> tuple[Plan, Ids] | None:
    """The plan and ids that the next revision goes on from: the current one's, or where they are damaged the newest whole ones."""
    for number in _current_first(root):
        if plan := _kept_plan(root, number, "ids.json"):
            return plan, load_ids(root, number)
    return None


def kept_plan(root: Path) -> Plan | None:
    """The current plan from what its revision keeps of it, or where that is damaged the newest whole one: of any format."""
    return next((plan for number in _current_first(root) if (plan := _kept_plan(root, number))), None)


def _current_first(root: Path) -> list[int]:
    numbers = dict.fromkeys([current_or_none(root), *reversed(numbers_in(root))])
    return [number for number in numbers if number is not None]


def _kept_plan(root: Path, number: int, *beside: str) -> Plan | None:
    """The plan of a revision of any format, None where its text, or a file `beside` it, is not what it was when it was written."""
    directory = root / f"{number:06}"
    try:
        sums = json.loads((directory / "manifest.json").read_text("utf-8"))["files"]
        if all(is_intact(directory / name, *sums[name]) for name in ("plan.txt", *beside)):
            return parse_plan((directory / "plan.txt").read_text("utf-8"))
    except (OSError, ValueError, TypeError, LookupError, RecursionError, PlanError):
        pass
    return None


# --- writing ----------------------------------------------------------------------------------------------


def _embed(root: Path, chunks: tuple[Chunk, ...], embedder: Embedder, progress: Progress | None) -> tuple[Vectors, int]:
    """Vectors of all chunks; those whose words stand in the current revision are taken from it, those that ship from there."""
    known = _known_vectors(root, embedder.name)
    known |= usable_vectors(embedder, [c for c in chunks if c.key not in known])
    fresh = [c for c in chunks if c.key not in known]
    questions = [c for c in fresh if c.kind.spoken]
    passages = [c for c in fresh if not c.kind.spoken]

    if progress and fresh:
        progress(0, len(fresh))

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
    (directory / "plan.txt").write_text(plan.text, "utf-8", newline="\n")
    (directory / "ids.json").write_text(_ids_json(ids), "utf-8")
    lines = (json.dumps(vars(c), ensure_ascii=False) for c in chunks)
    (directory / "chunks.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (directory / "vectors.faiss").write_bytes(neighbours.as_bytes(vectors))
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
    files = {name: ((directory / name).stat().st_size, file_digest(directory / name)) for name in INDEX_FILES}
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(
        FORMAT, number, created, plan.title, source, model, int(vectors.shape[1]), len(plan.problems), chunks, embedded, files
    )


def _read_chunks(path: Path) -> Iterator[Chunk]:
    lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    rows: list[dict[str, Any]] = json.loads(f"[{','.join(lines)}]")
    for row in rows:
        span = Span(*row.pop("span")) if row["span"] else row.pop("span")
        yield Chunk(kind=Kind(row.pop("kind")), span=span, **row)
