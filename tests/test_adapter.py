"""The matrix that turns a question's vector towards the plan's words."""

from __future__ import annotations

import numpy as np
import pytest

from index.embedder import BUNDLED, SentenceEmbedder, adapter_of

SIZE = 384


def test_a_turned_vector_is_a_unit_vector() -> None:
    """The bundled model's vectors are turned a little and stay of length one."""
    query = np.eye(SIZE, dtype=np.float32)[7]
    turned = adapter_of(BUNDLED, SIZE)(query)
    assert turned.dtype == np.float32
    assert np.linalg.norm(turned) == pytest.approx(1, abs=1e-5)
    assert 0.3 < float(turned @ query) < 1


@pytest.mark.parametrize(("model", "size"), [("BAAI/bge-small-zh-v1.5", SIZE), (BUNDLED, 64)])
def test_other_vectors_are_left_alone(model: str, size: int) -> None:
    """Another model's vectors, and those of another size, are as they were."""
    query = np.eye(size, dtype=np.float32)[3]
    assert adapter_of(model, size)(query) is query


def test_everyday_words_come_nearer_to_official_ones(real_embedder: SentenceEmbedder) -> None:
    """烧炭的厂 lies nearer to 焦化企业 than before, compared with what it does not mean."""
    official, other = real_embedder.documents(["焦化企业", "地下水超采"])
    query = real_embedder.queries(["烧炭的厂"])[0]
    turned = adapter_of(BUNDLED, SIZE)(query)
    assert turned @ official - turned @ other > query @ official - query @ other
