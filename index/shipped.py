"""Vectors that ship with the program, so that the first index is built without embedding: those of the bundled plan, the
phrasings and the background, as scripts/vectors.py writes them. What they do not cover is embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from .chunks import Chunk, chunk_plan
from .embedder import BUNDLED, Embedder, Vectors
from .phrasings import bundled_phrasings, bundled_plan
from .vocabulary import background

FILE = "vectors.npz"
SAME = 0.999
"""Cosine from which two unit vectors are one model's of one text: half precision and processors that reckon in bfloat16 (measured: 0.99994)
are within it, another model's are far below."""


def bundled_chunks() -> tuple[Chunk, ...]:
    """All that the first index is built of."""
    plan = bundled_plan()
    return chunk_plan(plan, bundled_phrasings(plan), background())


def shipped_vectors(model: str) -> dict[str, Vectors]:
    """Content key → unit vector of `model`; nothing of a model other than the bundled one."""
    file = files("index").joinpath("data", FILE)
    if model != BUNDLED or not file.is_file():
        return {}
    with file.open("rb") as stream, np.load(stream) as kept:
        if str(kept["model"]) != model:
            return {}
        rows = kept["vectors"].astype(np.float32)
        keys = [row.tobytes().hex() for row in kept["keys"]]
    return dict(zip(keys, rows / np.linalg.norm(rows, axis=1, keepdims=True), strict=True))


def usable_vectors(embedder: Embedder, chunks: Sequence[Chunk]) -> dict[str, Vectors]:
    """What ships for these chunks, if it is of the very model that answers: one question is embedded to see that it is."""
    shipped = shipped_vectors(embedder.name)
    covered = {c.key: shipped[c.key] for c in chunks if c.key in shipped}
    sample = next((c for c in chunks if c.kind.spoken and c.key in covered), None)
    if sample is None:
        return {}
    (vector,) = embedder.queries([sample.embedded])
    kept = covered[sample.key]
    return covered if vector.shape == kept.shape and float(vector @ kept) >= SAME else {}


def write_vectors(path: Path, model: str, vectors: Mapping[str, Vectors]) -> None:
    """Keep vectors in half precision, in the order of their keys: the same ones always give the same file."""
    keys = sorted(vectors)
    digests = np.array([list(bytes.fromhex(key)) for key in keys], np.uint8)
    rows = np.stack([vectors[key] for key in keys]).astype(np.float16)
    np.savez_compressed(path, model=np.array(model), keys=digests, vectors=rows)
