"""The vectors that ship with the program: what they cover, and that they are the model's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import HashingEmbedder

from index.chunks import Phrasing
from index.embedder import BUNDLED, SentenceEmbedder
from index.phrasings import bundled_plan_text
from index.revision import build, load
from index.shipped import SAME, bundled_chunks, shipped_vectors, usable_vectors, write_vectors
from index.store import publish
from index.vocabulary import background


def test_the_file_covers_all_that_the_first_index_is_built_of() -> None:
    """Where the plan, its phrasings or the background have changed, the file is to be written anew."""
    shipped = shipped_vectors(BUNDLED)
    missing = [c.embedded for c in bundled_chunks() if c.key not in shipped]
    assert not missing, f"{len(missing)} texts have no vector in index/data/vectors.npz, run scripts/vectors.py: {missing[:3]}"


def test_nothing_ships_that_nothing_uses() -> None:
    """The file holds no vector of a text that is gone (scripts/vectors.py drops them)."""
    assert set(shipped_vectors(BUNDLED)) <= {c.key for c in bundled_chunks()}


def test_a_sample_is_what_the_model_gives(real_embedder: SentenceEmbedder) -> None:
    """Passages, phrasings and background have the model's vectors, as nearly as processors agree."""
    shipped = shipped_vectors(BUNDLED)
    for spoken, embed in ((False, real_embedder.documents), (True, real_embedder.queries)):
        sample = [c for c in bundled_chunks() if c.kind.spoken is spoken and c.key in shipped][::131]
        assert len(sample) > 3
        kept = np.stack([shipped[c.key] for c in sample])
        assert (kept * embed([c.embedded for c in sample])).sum(axis=1).min() >= SAME
        np.testing.assert_allclose(np.linalg.norm(kept, axis=1), 1, atol=1e-6)


def test_another_model_has_none() -> None:
    """Vectors of one model say nothing in another's index."""
    assert shipped_vectors("another/model") == {}


def test_a_model_that_only_has_the_name_gets_none() -> None:
    """Where the model has changed under its name, what ships is left aside and everything is embedded."""
    chunks, impostor = bundled_chunks(), HashingEmbedder(BUNDLED)
    assert usable_vectors(impostor, chunks) == {}
    assert impostor.count == 1
    assert usable_vectors(HashingEmbedder(), chunks) == {}


class Refusing(SentenceEmbedder):
    """The bundled model, which is asked for nothing but what the test allows."""

    def __init__(self, *allowed: str) -> None:
        super().__init__()
        self.allowed = allowed

    def _encode(self, method, texts, progress):  # type: ignore[no-untyped-def]
        assert set(texts) <= set(self.allowed)
        return super()._encode(method, texts, progress)


def test_the_first_index_is_built_without_embedding(tmp_path: Path) -> None:
    """The bundled plan needs the model for nothing, and for a phrasing that was accepted later only for that one."""
    plan = bundled_plan_text()
    kept = bundled_chunks()
    phrasings = [Phrasing(c.problem, c.measure, c.text, c.section) for c in kept if c.kind.value == "phrasing"]
    built = build(tmp_path, plan, "方案.txt", phrasings, Refusing(), background())
    assert built.manifest.embedded == 0
    publish(tmp_path, built.manifest.number)
    revision, shipped = load(tmp_path, BUNDLED), shipped_vectors(BUNDLED)
    rows = revision.vectors.reconstruct_n(0, revision.vectors.ntotal)
    np.testing.assert_array_equal(rows, np.stack([shipped[c.key] for c in revision.chunks]))
    added = Phrasing(1, None, "谁也没有这样问过的一句话")
    assert build(tmp_path, plan, "方案.txt", [*phrasings, added], Refusing(added.text), background()).manifest.embedded == 1


def test_writing_is_reproducible(tmp_path: Path) -> None:
    """The same vectors give the same file in whatever order they come; what was read is written back as it was."""
    few = dict(list(shipped_vectors(BUNDLED).items())[:20])
    write_vectors(tmp_path / "one.npz", BUNDLED, few)
    write_vectors(tmp_path / "two.npz", BUNDLED, dict(reversed(few.items())))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_the_shipped_file_is_small() -> None:
    """It belongs into a package and a repository: at most 3.75 MB."""
    from importlib.resources import files

    size = Path(str(files("index").joinpath("data", "vectors.npz"))).stat().st_size
    assert size <= 3_750_000


@pytest.mark.parametrize("kind", [False, True])
def test_both_kinds_ship(kind: bool) -> None:
    """Passages of the plan and people's words alike."""
    shipped = shipped_vectors(BUNDLED)
    assert sum(c.key in shipped for c in bundled_chunks() if c.kind.spoken is kind) > 400
