"""The trade's vocabulary as data: everyday words ↔ official ones, topics that a plan has or lacks, and phrasings.

vocabulary.tsv          官方用语/同义 TAB 口头说法、…          any city
topics.tsv              话题 TAB 问句里的词、… TAB 方案里的词、…   any city
wuhai-2024.phrasings.tsv  23.2 TAB 问法                        one plan; carried to another by corpus.diff
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, TypeVar

from .chunks import Kind
from .phrasings import shipped_lines, shipped_rows

_Meaning = TypeVar("_Meaning")
_CLAUSE_ENDS = frozenset("，。；\n")


@dataclass(frozen=True)
class Topic:
    """Something people ask an environmental office about, by the words of questions and of plans."""

    name: str
    asked: tuple[str, ...]
    planned: tuple[str, ...]


class Words(dict[str, _Meaning]):
    """Words that are looked for in texts (`substrings`), each with what it means; never changed."""

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """How they begin: at most places of a text none does."""
        return frozenset(word[:2] for word in self)

    @cached_property
    def longest(self) -> int:
        """Characters of the longest."""
        return max(map(len, self), default=0)


@dataclass(frozen=True)
class Vocabulary:
    """What of the trade's vocabulary concerns one plan.

    `official`: everyday word → the official ones that the plan uses; `absent`: word of a question → the topic it shows
    and the plan lacks; `places`: cities and counties of the whole country.
    """

    official: Words[tuple[str, ...]]
    absent: Words[str]
    places: Words[None]

    @classmethod
    @lru_cache(maxsize=4)  # a plan is opened to be compared, checked and asked
    def of(cls, plan_text: str) -> Vocabulary:
        """The entries whose official words stand in the plan; topics by whether the plan has them."""
        stands = standing_in(plan_text)
        official: dict[str, list[str]] = {}
        for names, everyday in entries():
            used = [n for n in names if stands(n)]
            for word in (*everyday, *(n for n in names if n not in used)):
                if used and not stands(word):
                    official.setdefault(word, []).extend(used[:2])
        absent: dict[str, str] = {}
        present: dict[str, str] = {}
        for topic in topics():
            place = present if any(stands(w) or _treats(plan_text, w) for w in (topic.name, *topic.planned)) else absent
            place.update(dict.fromkeys(topic.asked, topic.name))
        known = {w: tuple(dict.fromkeys(o)) for w, o in official.items()}
        lacking = {w: t for w, t in absent.items() if w not in known and w not in present and not stands(w)}
        as_asked = Words((w.lower(), o) for w, o in known.items()), Words((w.lower(), t) for w, t in lacking.items())
        return cls(*as_asked, Words((w, None) for w in shipped_lines("places.txt")))

    def expand(self, text: str) -> tuple[str, ...]:
        """Official words of the plan for the everyday ones in `text`."""
        found = [o for word in substrings(text.lower(), self.official) for o in self.official[word]]
        return tuple(dict.fromkeys(found))


def standing_in(text: str) -> Callable[[str], bool]:
    """Whether words stand in `text`: thousands are asked for, and most have a pair of characters that it has nowhere."""
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}

    def stands(words: str) -> bool:
        return (len(words) < 2 or (words[:2] in pairs and words[-2:] in pairs)) and words in text

    return stands


def _treats(text: str, words: str) -> bool:
    """Whether the plan has both halves of four characters with one to four between them, in one clause (秸秆露天焚烧)."""
    if len(words) != 4:
        return False
    first, second = words[:2], words[2:]
    at = text.find(first)
    while at >= 0:
        between, found, _ = text[at + 2 : at + 8].partition(second)
        if found and between and not _CLAUSE_ENDS & set(between):
            return True
        at = text.find(first, at + 1)
    return False


def substrings(text: str, words: Words[Any]) -> list[str]:
    """The words that stand in `text`, longest first at each place, none within another; those of one character are none."""
    found, at = [], 0
    while at < len(text):
        begins = text[at : at + 2] in words.beginnings
        lengths = range(min(words.longest, len(text) - at), 1, -1) if begins else ()
        length = next((n for n in lengths if text[at : at + n] in words), 0)
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
def other_forms() -> Mapping[str, tuple[str, ...]]:
    """Words of a plan that are written short or in full: 固废 → 固体废物, and the other way."""
    found: dict[str, tuple[str, ...]] = {}
    for names, _ in entries():
        for word in names:
            same = tuple(n for n in names if _is_short_for(word, n) or _is_short_for(n, word))
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *same)))
    return {word: same for word, same in found.items() if same}


def _is_short_for(short: str, full: str) -> bool:
    """固废 for 固体废物: the same beginning, and its characters in their order, with others between."""
    at = iter(full)
    return short[0] == full[0] and short not in full and all(c in at for c in short)


@cache
def trade() -> Words[frozenset[str]]:
    """Every word of the trade, as questions write it, and all that a plan may call the same."""
    found: dict[str, set[str]] = {}
    for names, everyday in entries():
        for word in (*names, *everyday):
            found.setdefault(word.lower(), set()).update(names)
    for topic in topics():
        for word in (topic.name, *topic.asked, *topic.planned):
            found.setdefault(word.lower(), set()).update((topic.name, *topic.planned))
    return Words((word, frozenset(same)) for word, same in found.items() if len(word) > 1)


@lru_cache(maxsize=64)
def of_the_trade(text: str) -> tuple[str, ...]:
    """The words of the trade that stand in a text."""
    return tuple(substrings(text, trade()))


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic people ask an environmental office about."""
    return tuple(Topic(name, tuple(a.split("、")), tuple(p.split("、"))) for name, a, p in shipped_rows("topics.tsv"))
