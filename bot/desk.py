"""From settings to a desk that answers: loads the published revision, building it from the bundled plan the first time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tqdm import tqdm

from corpus.parse import parse_plan
from index.chunks import Phrasing
from index.embedder import Embedder, Progress, SentenceEmbedder
from index.revision import Built, build, current, load, publish
from index.search import Searcher
from index.vocabulary import BUNDLED_PLAN, background, bundled_phrasings, bundled_plan_text

from .answer import Desk
from .config import Config


def open_desk(config: Config, embedder: Embedder | None = None) -> Desk:
    """The desk of the published revision.

    Raises:
        RevisionError: the index is damaged or of another model, or cannot be built here.
    """
    embedder = embedder or SentenceEmbedder(config.model)
    publish_bundled(config, embedder)
    revision = load(config.revisions, embedder.name)
    return Desk.of(revision.plan, Searcher(revision, embedder))


def publish_bundled(config: Config, embedder: Embedder | None = None) -> None:
    """Build and publish the bundled plan, unless something is published already."""
    if current(config.revisions) is None:
        embedder = embedder or SentenceEmbedder(config.model)
        built = build_revision(config.revisions, bundled_plan_text(), BUNDLED_PLAN, embedder)
        publish(config.revisions, built.manifest.number)


def build_revision(
    root: Path,
    text: str,
    source: str,
    embedder: Embedder,
    accepted: Iterable[tuple[int, str]] = (),
    matched: Mapping[int, int] | None = None,
    progress: Progress | None = None,
) -> Built:
    """Build (not publish) a revision of `text` with the shipped phrasings that fit it and the accepted ones, (problem, words).

    `matched` is what corpus.diff or an administrator found of which problem became which. Without `progress` a bar goes to
    stderr.
    """
    phrasings = (*bundled_phrasings(parse_plan(text)), *(Phrasing(number, None, words) for number, words in accepted))
    if progress:
        return build(root, text, source, phrasings, embedder, background(), progress, matched)
    with tqdm(total=None, desc="建立索引", unit="条", file=sys.stderr, disable=None, leave=False) as bar:
        return build(root, text, source, phrasings, embedder, background(), _on(bar), matched)


def desk_of(root: Path, number: int, embedder: Embedder) -> Desk:
    """The desk of a revision that need not be published.

    Raises:
        RevisionError: it is damaged or of another model.
    """
    revision = load(root, embedder.name, number)
    return Desk.of(revision.plan, Searcher(revision, embedder))


def _on(bar: tqdm) -> Progress:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress
