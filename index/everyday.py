"""How much of a question's words are people's words for what a piece of the plan speaks of.

Each entry of the vocabulary whose official words the plan uses is a small document of its everyday words; BM25 over
their character pairs matches even what nobody has listed (养鸡味冲 against 鸡粪味、养鸡臭). A piece scores the sum of the
entries it speaks of. Nothing is stored: the vocabulary may change without a new index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from .lexical import pairs
from .vocabulary import entries

_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class Everyday:
    """`postings`: pair → (entries, weights); `spoken_of`: piece × entry, 1 where the piece has an official word of it."""

    postings: Mapping[str, tuple[NDArray[np.intp], NDArray[np.float64]]]
    spoken_of: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Everyday:
        """For the pieces of a plan; "" is a piece that speaks of nothing."""
        used = [(names, everyday) for names, everyday in entries() if any(n in t for n in names for t in texts)]
        spoken_of = np.array([[any(n in t for n in names) for names, _ in used] for t in texts], np.float32)
        counts = [Counter(p for word in everyday for p in pairs(word)) for _, everyday in used]
        return cls(_postings(counts), spoken_of.reshape(len(texts), len(used)))

    def scores(self, question: str) -> NDArray[np.float64]:
        """One a piece, 0 where no word is shared."""
        found = np.zeros(self.spoken_of.shape[1])
        for pair in dict.fromkeys(pairs(question)):
            if pair in self.postings:
                rows, weights = self.postings[pair]
                found[rows] += weights
        return np.asarray(self.spoken_of @ found, np.float64)


def _postings(counts: Sequence[Counter[str]]) -> dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]]:
    lengths = [c.total() for c in counts]
    mean = sum(lengths) / max(1, len(lengths))
    having: dict[str, list[tuple[int, int]]] = {}
    for i, found in enumerate(counts):
        for pair, n in found.items():
            having.setdefault(pair, []).append((i, n))
    out = {}
    for pair, places in having.items():
        rarity = log(1 + (len(counts) - len(places) + 0.5) / (len(places) + 0.5))
        weights = [rarity * n * (_K1 + 1) / (n + _K1 * (1 - _B + _B * lengths[i] / mean)) for i, n in places]
        out[pair] = (np.array([i for i, _ in places], np.intp), np.array(weights))
    return out
