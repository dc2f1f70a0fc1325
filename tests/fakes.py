"""Stand-ins for what is slow or far away; each is honest about what it promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from zlib import crc32

import numpy as np

from index.embedder import Progress, Vectors
from index.lexical import Lexicon

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


def remembering(cut: Callable[[Lexicon, str], list[str]]) -> Callable[[Lexicon, str], list[str]]:
    """`Lexicon.tokens` that finds out once what a text is cut into by the same dictionary: most plans that tests build differ in a line."""
    kept: dict[tuple[frozenset[str], str], list[str]] = {}

    def tokens(lexicon: Lexicon, text: str) -> list[str]:
        known = frozenset(lexicon._own), text
        if known not in kept:
            kept[known] = cut(lexicon, text)
        return list(kept[known])

    return tokens


@cache
def vector(text: str) -> Vectors:
    """The unit vector of one text; of a text without pairs the first axis."""
    out = np.zeros(DIMENSION, np.float32)
    for i in range(len(text) - 1):
        code = crc32(text[i : i + 2].encode("utf-8", "replace"))
        out[code % DIMENSION] += 1.0 if code & 0x8000_0000 else -1.0
    if not out.any():
        out[0] = 1.0
    unit: Vectors = out / np.linalg.norm(out)
    unit.flags.writeable = False  # whoever asks again gets the same
    return unit
