"""From settings to a desk that answers: loads the published revision, building it from the bundled plan the first time."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from corpus.parse import parse_plan
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
    if current(config.revisions) is None:
        built = build_revision(config.revisions, bundled_plan_text(), BUNDLED_PLAN, embedder)
        publish(config.revisions, built.manifest.number)
    revision = load(config.revisions, embedder.name)
    return Desk.of(revision.plan, Searcher(revision, embedder))


def build_revision(root: Path, text: str, source: str, embedder: Embedder) -> Built:
    """Build (not publish) a revision of `text` with the phrasings that fit it, with a progress bar on stderr."""
    phrasings = bundled_phrasings(parse_plan(text))
    with tqdm(total=None, desc="建立索引", unit="条", file=sys.stderr, disable=None, leave=False) as bar:
        return build(root, text, source, phrasings, embedder, background(phrasings), _on(bar))


def _on(bar: tqdm) -> Progress:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress
