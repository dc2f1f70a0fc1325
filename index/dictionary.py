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
    """Lines `word frequency class`, a line's end before each; `places`: first character → where its lines stand, in few cases in several runs."""

    lines: bytes
    places: Mapping[str, tuple[tuple[int, int], ...]]

    @classmethod
    def of(cls, lines: bytes) -> Dictionary:
        """The dictionary in a file of jieba's form."""
        places: dict[str, tuple[tuple[int, int], ...]] = {}
        for run in _RUN.finditer(lines):
            character = run[1].decode()
            places[character] = (*places.get(character, ()), run.span())
        return cls(b"\n" + lines, places)

    def beginning_with(self, start: str) -> Iterator[tuple[str, int]]:
        """The words that begin so, each with its frequency."""
        return ((word, frequency) for word, frequency, _ in self._entries(start))

    def is_name(self, word: str) -> bool:
        """Whether the word is a name of somebody, some place or some thing of its own."""
        return any(kind.startswith(_NAMES) for kind in self.classes(word))

    def classes(self, word: str) -> tuple[str, ...]:
        """The classes of a word (v, n, nr …); none where it has no such word."""
        return tuple(kind for _, _, kind in self._entries(f"{word} "))

    def _entries(self, start: str) -> Iterator[tuple[str, int, str]]:
        """The lines that begin so."""
        wanted = b"\n" + start.encode("utf-8", "surrogatepass")
        for first, end in self.places.get(start[0], ()):
            at = self.lines.find(wanted, first, end + 1)
            while at >= 0:
                word, frequency, kind = self._line(at + 1).split(" ")
                yield word, int(frequency), kind
                at = self.lines.find(wanted, at + 1, end + 1)

    def _line(self, at: int) -> str:
        end = self.lines.find(b"\n", at)
        return self.lines[at : end if end >= 0 else None].decode()


@cache
def general(path: Path) -> Dictionary:
    """The dictionary in a file, read once."""
    return Dictionary.of(path.read_bytes())
