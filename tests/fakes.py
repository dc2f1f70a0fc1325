"""Stand-ins for what is slow or far away; each is honest about what it promises."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import numpy as np

from index.embedder import Embedder, Progress, Vectors

DIMENSION = 64
_BATCH = 32


class HashingEmbedder:
    """An `Embedder` whose vectors can be reckoned by hand: hashed character pairs, counted and normalised.

    Texts with many pairs in common have a high cosine. `texts` holds everything ever embedded, in order.
    """

    def __init__(self, name: str = "fake/pairs") -> None:
        self.name = name
        self.texts: list[str] = []

    @property
    def count(self) -> int:
        """How many texts were embedded so far."""
        return len(self.texts)

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of questions, the same as those of documents."""
        return self._embed(texts, progress)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages."""
        return self._embed(texts, progress)

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        self.texts += texts
        if progress:
            for done in range(_BATCH, len(texts) + _BATCH, _BATCH):
                progress(min(done, len(texts)), len(texts))
        return np.stack([vector(t) for t in texts]) if texts else np.zeros((0, 1), np.float32)


class KeepingEmbedder:
    """The real model, asked for each text once ever: its vectors are kept in a file, for they cost a minute a plan."""

    def __init__(self, model: Embedder, file: Path) -> None:
        self.name, self._model, self._file = model.name, model, file
        self._kept: dict[str, Vectors] = {}
        if file.exists():
            with np.load(file) as kept:
                self._kept = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of questions."""
        return self._embed("queries", texts, progress)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages."""
        return self._embed("documents", texts, progress)

    def _embed(self, method: str, texts: Sequence[str], progress: Progress | None) -> Vectors:
        keys = [sha256(f"{method}\0{t}".encode("utf-8", "replace")).hexdigest() for t in texts]
        new = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._kept}
        if new:
            made = getattr(self._model, method)(list(new.values()), progress)
            self._kept |= dict(zip(new, made, strict=True))
            self._keep()
        return np.stack([self._kept[k] for k in keys])

    def _keep(self) -> None:
        """Written aside and renamed, as other test processes may read it."""
        aside = self._file.with_suffix(f".{os.getpid()}.npz")
        np.savez(aside, keys=np.array(list(self._kept)), vectors=np.stack(list(self._kept.values())))
        aside.replace(self._file)


def vector(text: str) -> Vectors:
    """The unit vector of one text; of a text without pairs the first axis."""
    out = np.zeros(DIMENSION, np.float32)
    for i in range(len(text) - 1):
        code = crc32(text[i : i + 2].encode("utf-8", "replace"))
        out[code % DIMENSION] += 1.0 if code & 0x8000_0000 else -1.0
    if not out.any():
        out[0] = 1.0
    return out / np.linalg.norm(out)
