"""How much of a question's words are people's words for what a piece of the plan speaks of.

Each entry of the vocabulary whose official words the plan uses is a small document of its everyday words; BM25 over
their character pairs matches even what nobody has listed (养鸡味冲 against 鸡粪味、养鸡臭). A piece scores the sum of the
entries it speaks of. Nothing is stored: the vocabulary may change without a new index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from .lexical import pairs
from .vocabulary import entries

_K1, _B = 1.2, 0.75


Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Everyday:
    """`postings`: pair → (entries, weights); `spoken_of`: the pieces that have an official word of each entry, of `pieces`."""

    postings: Mapping[str, tuple[Rows, NDArray[np.float64]]]
    spoken_of: tuple[Rows, ...]
    pieces: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Everyday:
        """For the pieces of a plan; "" is a piece that speaks of nothing."""
        together = "\n".join(texts)
        ends = np.cumsum([len(t) + 1 for t in texts])
        found = [(sorted({at for name in names for at in _places(name, together)}), everyday) for names, everyday in entries()]
        used = [(np.unique(np.searchsorted(ends, places, side="right")), everyday) for places, everyday in found if places]
        counts = [Counter(p for word in everyday for p in pairs(word)) for _, everyday in used]
        return cls(_postings(counts), tuple(rows for rows, _ in used), len(texts))

    def scores(self, question: str) -> NDArray[np.float64]:
        """One a piece, 0 where no word is shared."""
        found = np.zeros(len(self.spoken_of))
        for pair in dict.fromkeys(pairs(question)):
            if pair in self.postings:
                rows, weights = self.postings[pair]
                found[rows] += weights
        out = np.zeros(self.pieces)
        for entry in np.flatnonzero(found):
            out[self.spoken_of[entry]] += found[entry]
        return out


def _places(name: str, text: str) -> Iterator[int]:
    """Where `name` stands in `text`."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _postings(counts: Sequence[Counter[str]]) -> dict[str, tuple[Rows, NDArray[np.float64]]]:
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
