"""Vectors that ship with the program, so that the first index is built without embedding: those of the bundled plan, the
phrasings and the background, as scripts/vectors.py writes them. What they do not cover is embedded."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np

from .chunks import Chunk, chunk_plan
from .embedder import BUNDLED, Vectors
from .phrasings import bundled_phrasings, bundled_plan
from .vocabulary import background

FILE = "vectors.npz"


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


def write_vectors(path: Path, model: str, vectors: Mapping[str, Vectors]) -> None:
    """Keep vectors in half precision, in the order of their keys: the same ones always give the same file."""
    keys = sorted(vectors)
    digests = np.array([list(bytes.fromhex(key)) for key in keys], np.uint8)
    rows = np.stack([vectors[key] for key in keys]).astype(np.float16)
    np.savez_compressed(path, model=np.array(model), keys=digests, vectors=rows)
