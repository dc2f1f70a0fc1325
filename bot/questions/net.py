"""A small convolutional net over the characters of a message: the strongest sign of each of its patterns, and what they say of it.

Patterns of one to five characters, each taken where it stands out most, then a weighted sum a label: Y. Kim, Convolutional Neural
Networks for Sentence Classification, EMNLP 2014. It is learned by scripts/learn.py with torch and runs with numpy alone, in a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
UNKNOWN, FIRST, FOLLOWS = 1, 2, 3
"""What stands for a character that was not learned, before a first message, and before one that follows; 0 is no character."""
CHARACTERS = 4
"""The number of the first character."""
HEADS = ("intent", "edit", "role", "state", "extreme", "by")
"""What the net of messages tells of a message: what it wants; what it does with what was talked about; in which capacity it means units; in which
state it asks for things; which end it asks for; what it lists, or breaks down."""


@dataclass(frozen=True)
class Net:
    """`characters`: each one's number. `vectors`: a row a number. `patterns`: of every width shape (width, dimension, patterns), with
    a bias a pattern. `heads`: the labels, and a row a pattern and a column a label, with a bias a label. `places`: of a net that reads
    what is said of one character, a row a place before, at and behind it, the outermost for all beyond."""

    characters: Mapping[str, int]
    vectors: Floats
    patterns: tuple[tuple[Floats, Floats], ...]
    heads: Mapping[str, tuple[tuple[str, ...], Floats, Floats]]
    places: Floats | None = None

    def signs(self, words: str, follows: bool = False, of: int = 0) -> Floats:
        """How much each pattern stands out, shape (patterns,), in what is said of the character at `of`, if the net has places."""
        numbers = [FOLLOWS if follows else FIRST, *(self.characters.get(c, UNKNOWN) for c in words)]
        said, found = self.vectors[numbers], []
        if self.places is not None:
            reach = len(self.places) // 2
            said = said + self.places[np.clip(np.arange(len(numbers)) - of - 1, -reach, reach) + reach]
        every, start = said @ self._in_a_row, 0
        for weights, bias in self.patterns:
            width = len(weights)
            windows = np.zeros((len(said) + width - 1, len(bias)), np.float32)
            for at in range(width):
                windows[width - 1 - at : width - 1 - at + len(said)] += every[:, start : start + len(bias)]
                start += len(bias)
            found.append(np.maximum(windows.max(axis=0), 0.0) + bias)  # far enough from the words there is only the bias
        return np.asarray(np.maximum(np.concatenate(found), 0.0), np.float32)

    @cached_property
    def _in_a_row(self) -> Floats:
        """The weights of all patterns at all their places beside one another: one product in place of fifteen."""
        return np.ascontiguousarray(np.concatenate([of_one for weights, _ in self.patterns for of_one in weights], axis=1))

    def scores(self, head: str, signs: Floats) -> Floats:
        """The logits of a head's labels."""
        _, weights, bias = self.heads[head]
        return np.asarray(signs @ weights + bias, np.float32)

    def likely(self, head: str, signs: Floats) -> dict[str, float]:
        """The likelihoods of a head's labels."""
        return likelihoods(self.heads[head][0], self.scores(head, signs))


def likelihoods(names: Sequence[str], scores: Floats) -> dict[str, float]:
    """Label → how likely, of logits."""
    likely = np.exp(scores - scores.max())
    return dict(zip(names, (likely / likely.sum()).tolist(), strict=True))


def likeliest(likely: Mapping[str, float]) -> str:
    """The likeliest label."""
    return max(likely, key=lambda name: likely[name])


@cache
def load_net(name: str) -> Net:
    """A shipped net, read once: of messages (intents) or of the units in them (capacities)."""
    with files("bot").joinpath(f"data/{name}.npz").open("rb") as file:
        kept = np.load(file)
        numbers = {name: kept[name].astype(np.float32) for name in kept.files if kept[name].dtype.kind == "f"}
        labels = {name[:-7]: tuple(map(str, kept[name])) for name in kept.files if name.endswith("_labels")}
        characters = {c: n for n, c in enumerate(str(kept["characters"]), CHARACTERS)}
    widths = sorted(int(name[8:]) for name in numbers if name.startswith("pattern_"))
    patterns = tuple((numbers[f"pattern_{w}"], numbers[f"bias_{w}"]) for w in widths)
    heads = {head: (told, numbers[f"{head}_weights"], numbers[f"{head}_bias"]) for head, told in labels.items()}
    return Net(characters, numbers["vectors"], patterns, heads, numbers.get("places"))
