"""What a message wants, as learned from examples: a logistic regression over its characters, units, times and names masked.

The weights (`data/intents.npz`) are made by scripts/learn.py from `data/intents.tsv`: intent, whether something was said before,
and the masked words, a line each; an office's own examples are learned beside them (bot.questions.learning). It is one voice:
tables and slots decide what they know, this what they leave open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 14
_LONGEST = 4
SETS = ("list", "count", "status_list", "milestones", "units", "groups", "extreme")
"""Intents that are about a set of problems."""


@dataclass(frozen=True)
class Intents:
    """Intent → how likely; `weights` has a row a bucket and a column an intent, `seen` how much of each bucket was learned from."""

    names: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    seen: NDArray[np.float32]

    def of(self, masked: str, follows: bool) -> dict[str, float]:
        """The likelihood of every intent for masked words."""
        rows = np.array(list(features(masked, follows)), np.intp)
        scores = self.weights[rows].sum(axis=0) / np.sqrt(len(rows)) + self.bias
        likely = np.exp(scores - scores.max())
        return dict(zip(self.names, (likely / likely.sum()).tolist(), strict=True))


@cache
def load_intents() -> Intents:
    """The shipped weights, read once."""
    with files("bot").joinpath("data/intents.npz").open("rb") as file:
        kept = np.load(file)
        numbers = (kept[n].astype(np.float32) for n in ("weights", "bias", "seen"))
        return Intents(tuple(map(str, kept["names"])), *numbers)


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
    out = list(words)
    for start, end in sorted(set(spans)):
        if all(c != "\0" for c in out[start:end]):
            out[start:end] = ["Ｔ", *["\0"] * (end - start - 1)]
    text = "".join(out)
    areas = tuple(d[:2] for d in districts)
    for unit in sorted(units, key=len, reverse=True):
        text = text.replace(unit, "Ｄ" if unit.startswith(areas) else "Ｕ")
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "Ｐ")
    text = re.sub("Ｐ+", "Ｐ", text)
    text = re.sub(r"[0-9]+(?:\.[0-9]+)?", "Ｎ", text.replace("\0", ""))
    return re.sub(r"[?？。!！,，、;；\s]+", "，", text)
