"""What a message wants, as learned from examples: a net over its characters (bot.questions.net), units, times and names masked.

The net is made by scripts/learn.py from `data/intents.tsv`: intent, whether something was said before, and the masked words, a line
each; an office's own examples are learned beside it (bot.questions.learning), over pieces of the words. It is one voice: tables and
slots decide what they know, this what they leave open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .net import Net, likeliest, likelihoods, load_net

BUCKETS = 1 << 14
_LONGEST = 4
SETS = ("list", "count", "status_list", "milestones", "units", "groups", "extreme")
"""Intents that are about a set of problems."""


@dataclass(frozen=True)
class Heard:
    """What a message is learned to be: of each head of the net its labels with their likelihoods.

    `depends_on` tells of a word whether what is wanted, or in which capacity, is heard so by that word.
    """

    told: Mapping[str, dict[str, float]]
    depends_on: Callable[[str], bool]

    @property
    def intent(self) -> dict[str, float]:
        """How likely each intent is."""
        return self.told["intent"]

    def sure(self, head: str, least: float) -> str:
        """The likeliest label of a head, if it is so likely; else nothing."""
        name, likely = max(self.told[head].items(), key=lambda pair: pair[1])
        return name if likely >= least else ""


@dataclass(frozen=True)
class Intents:
    """Intent → how likely. `moved` is what an office's own examples add: of each bucket of words (`features`) a weight an intent.

    `seen` is how much of each bucket was learned from.
    """

    net: Net
    seen: NDArray[np.float32]
    moved: NDArray[np.float32] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The intents that there are."""
        return self.net.heads["intent"][0]

    def of(self, masked: str, follows: bool) -> dict[str, float]:
        """The likelihood of every intent for masked words."""
        return likelihoods(self.names, self.scores(masked, follows))

    def hear(self, masked: str, follows: bool) -> Heard:
        """All that is learned of masked words."""
        told = self._told(masked, follows)

        def depends_on(word: str) -> bool:
            if word not in masked:
                return False
            others = self._told(masked.replace(word, ""), follows)
            return any(_falls(told[head], others[head]) for head in ("intent", "role"))

        return Heard(told, depends_on)

    def _told(self, masked: str, follows: bool) -> dict[str, dict[str, float]]:
        signs = self.net.signs(masked, follows)
        told = {head: self.net.likely(head, signs) for head in self.net.heads}
        return told | {"intent": likelihoods(self.names, self._moved(signs, masked, follows))}

    def scores(self, masked: str, follows: bool) -> NDArray[np.float32]:
        """The logits of the intents."""
        return self._moved(self.net.signs(masked, follows), masked, follows)

    def _moved(self, signs: NDArray[np.float32], masked: str, follows: bool) -> NDArray[np.float32]:
        scores = self.net.scores("intent", signs)
        if self.moved is None:
            return scores
        rows = np.array(list(features(masked, follows)), np.intp)
        return np.asarray(scores + self.moved[rows].sum(axis=0) / np.sqrt(len(rows)), np.float32)


_FALLS = 0.25
"""By so much the likeliest is less likely without a word that it depends on."""


def _falls(told: dict[str, float], other: dict[str, float]) -> bool:
    name = likeliest(told)
    return told[name] - other[name] >= _FALLS


@cache
def load_intents() -> Intents:
    """The shipped net, read once."""
    with files("bot").joinpath("data/intents.npz").open("rb") as file:
        return Intents(load_net("intents"), np.load(file)["seen"].astype(np.float32))


def features(masked: str, follows: bool) -> Iterator[int]:
    """The buckets of all character 1–4-grams, once each, and of pairs marked by whether something was said before."""
    text = f"^{masked}$"
    grams = {text[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(text) - n + 1)}
    grams |= {f"{int(follows)}|{text[i : i + 2]}" for i in range(len(text) - 1)} | {f"follows={int(follows)}"}
    return iter(sorted({crc32(g.encode()) % BUCKETS for g in grams}))


def mask(
    words: str, units: Iterable[str], districts: Iterable[str], spans: Iterable[tuple[int, int]], names: Iterable[str]
) -> str:
    """Words with what is particular taken out: units Ｕ, districts Ｄ, times Ｔ, the plan's own words Ｐ, numbers Ｎ."""
    text = marked_at(words, ((span, "Ｔ") for span in sorted(set(spans))))
    for unit in sorted(units, key=len, reverse=True):
        text = text.replace(unit, mark_of(unit, districts))
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "Ｐ")
    return without_figures(re.sub("Ｐ+", "Ｐ", text))


def mark_of(unit: str, districts: Iterable[str]) -> str:
    """What stands for a unit: Ｄ for one of a district."""
    return "Ｄ" if unit.startswith(tuple(d[:2] for d in districts)) else "Ｕ"


def marked_at(words: str, marks: Iterable[tuple[tuple[int, int], str]]) -> str:
    """The words with a mark in place of each span, of those that overlap the first; as long as before, with "\\0" for what is gone."""
    out = list(words)
    for (start, end), mark in marks:
        if all(c != "\0" for c in out[start:end]):
            out[start:end] = [mark, *["\0"] * (end - start - 1)]
    return "".join(out)


def without_figures(text: str) -> str:
    """Marked words with Ｎ for numbers and one sign for all between clauses, without what is gone."""
    text = re.sub(r"[0-9]+(?:\.[0-9]+)?", "Ｎ", text.replace("\0", ""))
    return re.sub(r"[?？。!！,，、;；\s]+", "，", text)
