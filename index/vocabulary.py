"""The trade's vocabulary as data: everyday words ↔ official ones, topics that a plan has or lacks, and phrasings.

vocabulary.tsv          官方用语/同义 TAB 口头说法、…          any city
topics.tsv              话题 TAB 问句里的词、… TAB 方案里的词、…   any city
wuhai-2024.phrasings.tsv  23.2 TAB 问法                        one plan; carried to another by corpus.diff
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .chunks import Kind
from .phrasings import shipped_lines, shipped_rows

_LONGEST = 40


@dataclass(frozen=True)
class Topic:
    """Something people ask an environmental office about, by the words of questions and of plans."""

    name: str
    asked: tuple[str, ...]
    planned: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """What of the trade's vocabulary concerns one plan.

    `official`: everyday word → the official ones that the plan uses; `absent`: word of a question → the topic it shows
    and the plan lacks; `places`: cities and counties of the whole country.
    """

    official: Mapping[str, tuple[str, ...]]
    absent: Mapping[str, str]
    places: frozenset[str]

    @classmethod
    def of(cls, plan_text: str) -> Vocabulary:
        """The entries whose official words stand in the plan; topics by whether the plan has them."""
        official: dict[str, list[str]] = {}
        for names, everyday in entries():
            used = [n for n in names if n in plan_text]
            for word in (*everyday, *(n for n in names if n not in used)):
                if used and word not in plan_text:
                    official.setdefault(word, []).extend(used[:2])
        absent: dict[str, str] = {}
        present: dict[str, str] = {}
        for topic in topics():
            place = present if any(_treats(plan_text, w) for w in (topic.name, *topic.planned)) else absent
            place.update(dict.fromkeys(topic.asked, topic.name))
        known = {w: tuple(dict.fromkeys(o)) for w, o in official.items()}
        lacking = {w: t for w, t in absent.items() if w not in known and w not in present and w not in plan_text}
        known, lacking = {w.lower(): o for w, o in known.items()}, {w.lower(): t for w, t in lacking.items()}  # as questions are
        return cls(known, lacking, frozenset(shipped_lines("places.txt")))

    def expand(self, text: str) -> tuple[str, ...]:
        """Official words of the plan for the everyday ones in `text`."""
        found = [o for word in substrings(text.lower(), self.official) for o in self.official[word]]
        return tuple(dict.fromkeys(found))


def _treats(plan_text: str, words: str) -> bool:
    """Whether the plan has the words, or both halves of four with a little between them (秸秆露天焚烧)."""
    if words in plan_text:
        return True
    return len(words) == 4 and bool(re.search(f"{re.escape(words[:2])}[^，。；\n]{{1,4}}{re.escape(words[2:])}", plan_text))


def substrings(text: str, words: Mapping[str, object]) -> list[str]:
    """The words of up to `_LONGEST` characters that stand in `text`, longest first at each place, none within another."""
    found, at = [], 0
    while at < len(text):
        length = next((n for n in range(_LONGEST, 1, -1) if text[at : at + n] in words and at + n <= len(text)), 0)
        if length:
            found.append(text[at : at + length])
        at += length or 1
    return found


def background() -> tuple[tuple[Kind, str], ...]:
    """Questions that no plan answers."""
    return tuple((Kind.OUTSIDE, text) for _, text in shipped_rows("outside.tsv"))


@cache
def entries() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Every entry of the vocabulary: its official words, and the everyday ones."""
    return tuple(
        (tuple(official.split("/")), tuple(everyday.split("、"))) for official, everyday in shipped_rows("vocabulary.tsv")
    )


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic people ask an environmental office about."""
    return tuple(Topic(name, tuple(a.split("、")), tuple(p.split("、"))) for name, a, p in shipped_rows("topics.tsv"))
