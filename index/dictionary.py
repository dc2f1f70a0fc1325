"""jieba's general dictionary, of which only the words that can stand in a text are read: reading all takes 1.5 CPU s."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_RUN = re.compile(rb"(?m)^([\x00-\x7f]|[\xc0-\xdf].|[\xe0-\xef]..|[\xf0-\xff]...).*(?:\n\1.*)*")
"""Lines that follow one another and begin with the same character of UTF-8."""
_NAMES = ("nr", "ns", "nt", "nz")
TOTAL = 60_101_967
"""The sum of all frequencies in the dictionary of jieba 0.42; to add them up would be to read them all."""


@dataclass(frozen=True)
class Dictionary:
    """Lines `word frequency class`; `places`: first character → where its lines stand, in few cases in several runs."""

    lines: bytes
    places: Mapping[str, tuple[tuple[int, int], ...]]

    @classmethod
    def of(cls, lines: bytes) -> Dictionary:
        """The dictionary in a file of jieba's form."""
        places: dict[str, tuple[tuple[int, int], ...]] = {}
        for run in _RUN.finditer(lines):
            character = run[1].decode()
            places[character] = (*places.get(character, ()), run.span())
        return cls(lines, places)

    def beginning_with(self, character: str) -> dict[str, int]:
        """The frequency of each word that begins so; 0 for what only begins one, as jieba has it."""
        found: dict[str, int] = {}
        for word, frequency, _ in self._entries(character):
            found[word] = int(frequency)
            for length in range(1, len(word)):
                found.setdefault(word[:length], 0)
        return found

    def names_beginning_with(self, character: str) -> frozenset[str]:
        """The words that begin so and are names of somebody, some place or some thing of its own."""
        return frozenset(word for word, _, kind in self._entries(character) if kind.startswith(_NAMES))

    def _entries(self, character: str) -> Iterator[tuple[str, str, str]]:
        for start, end in self.places.get(character, ()):
            for line in self.lines[start:end].decode().split("\n"):
                word, frequency, kind = line.rstrip("\r").split(" ")
                yield word, frequency, kind


@cache
def general(path: Path) -> Dictionary:
    """The dictionary in a file, read once."""
    return Dictionary.of(path.read_bytes())
