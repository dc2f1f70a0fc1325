"""How much of a question's words are people's words for what a piece of the plan speaks of.

Each entry of the vocabulary whose official words the plan uses is a small document of its everyday words; BM25 over
their character pairs matches even what nobody has listed (养鸡味冲 against 鸡粪味、养鸡臭). A piece scores the sum of the
entries it speaks of. Nothing is stored: the vocabulary may change without a new index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from .lexical import pairs
from .vocabulary import entries, standing_in

_K1, _B = 1.2, 0.75
Rows = NDArray[np.intp]
_NO_ROWS = np.zeros(0, np.intp)


@dataclass(frozen=True)
class Everyday:
    """The pieces of a plan, and the entries of which it has an official word; only what a question meets is worked out."""

    pieces: tuple[str, ...]
    used: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Everyday:
        """For the pieces of a plan; "" is a piece that speaks of nothing."""
        stands = standing_in("\n".join(texts))
        return cls(tuple(texts), tuple(entry for entry in entries() if any(stands(name) for name in entry[0])))

    def scores(self, question: str) -> NDArray[np.float64]:
        """One a piece, 0 where no word is shared."""
        found: dict[int, float] = {}
        for pair in dict.fromkeys(pairs(question)):
            for entry, weight in self._weights(pair.removeprefix("_")):
                found[entry] = found.get(entry, 0.0) + weight
        rows = [self._speaking_of(entry) for entry in sorted(found)]
        weights = np.repeat([found[entry] for entry in sorted(found)], list(map(len, rows)))
        return np.asarray(np.bincount(np.concatenate([*rows, _NO_ROWS]), weights, len(self.pieces)), np.float64)

    def _weights(self, pair: str) -> Sequence[tuple[int, float]]:
        """The entries among whose everyday words the pair stands, and what it is worth there by BM25."""
        if pair not in self._everyday.whole:
            return ()
        if pair not in self._weighed:
            having = self._everyday.having(pair)
            rarity = log(1 + (len(self.used) - len(having) + 0.5) / (len(having) + 0.5))
            lengths = {entry: 1 - _B + _B * self._lengths[entry] / self._mean_length for entry in having}
            self._weighed[pair] = [(entry, rarity * n * (_K1 + 1) / (n + _K1 * lengths[entry])) for entry, n in having.items()]
        return self._weighed[pair]

    def _speaking_of(self, entry: int) -> Rows:
        """The pieces that have an official word of the entry."""
        if entry not in self._known:
            names = self.used[entry][0]
            self._known[entry] = np.array(sorted({row for name in names for row in self._together.having(name)}), np.intp)
        return self._known[entry]

    @cached_property
    def _weighed(self) -> dict[str, Sequence[tuple[int, float]]]:
        """What pairs are worth that were met before: at most those of the vocabulary."""
        return {}

    @cached_property
    def _known(self) -> dict[int, Rows]:
        return {}

    @cached_property
    def _together(self) -> _Texts:
        return _Texts.of(self.pieces)

    @cached_property
    def _everyday(self) -> _Texts:
        return _Texts.of(["、".join(everyday) for _, everyday in self.used])

    @cached_property
    def _lengths(self) -> list[int]:
        """Pairs in the everyday words of each entry."""
        return [sum(1 for word in everyday for _ in pairs(word)) for _, everyday in self.used]

    @cached_property
    def _mean_length(self) -> float:
        return sum(self._lengths) / max(1, len(self._lengths))


@dataclass(frozen=True)
class _Texts:
    """Texts in one, so that words are looked for in all of them at once; `ends`: where each one stops."""

    whole: str
    ends: NDArray[np.intp]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Texts:
        return cls("\n".join(texts), np.cumsum([len(text) + 1 for text in texts]))

    def having(self, words: str) -> Counter[int]:
        """How often the words stand in each text that has them."""
        return Counter(np.searchsorted(self.ends, list(self._places(words)), side="right").tolist())

    def _places(self, words: str) -> Iterator[int]:
        at = self.whole.find(words)
        while at >= 0:
            yield at
            at = self.whole.find(words, at + 1)
