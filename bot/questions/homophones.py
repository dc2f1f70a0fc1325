"""Homophones put right: 水无局 → 水务局, 胶化 → 焦化, where what was typed is no word and the plan has one that sounds the same.

Voice input and quick typing give such errors; the fuzzy sounds (zh/z, ing/in …) are those that input methods offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from corpus.grammar.units import load_aliases
from index.lexical import Lexicon

from .phrases import load_phrases

_FUZZY = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"(?<=[aei])ng$"), "n"), (re.compile(r"^n(?=[aeiou])"), "l"))
_LONGEST = 6
_OFFICE = re.compile("(?<=[一-鿿]{2})[局委厅](?!员)")


@dataclass(frozen=True)
class Homophones:
    """The terms of a plan; `lexicon` knows what is a word as it stands."""

    names: frozenset[str]
    text: str
    lexicon: Lexicon

    @classmethod
    def of(cls, terms: Iterable[str], text: str, lexicon: Lexicon) -> Homophones:
        """Terms of two and more Han characters."""
        return cls(frozenset(t for t in terms if 2 <= len(t) <= _LONGEST and re.fullmatch("[一-鿿]+", t)), text, lexicon)

    @cached_property
    def terms(self) -> Mapping[tuple[str, ...], str]:
        """Terms by how they sound, heard when something first falls apart: pypinyin costs most of a second to load.

        Of terms that sound alike none is kept, for neither would be sure.
        """
        heard: dict[tuple[str, ...], set[str]] = {}
        for term in self.names:
            heard.setdefault(_sounds(term), set()).add(term)
        return {sound: found.pop() for sound, found in heard.items() if sound and len(found) == 1}

    def correct(self, words: str) -> str:
        """`words` with each misspelt term of the plan put right: only where the typing fell apart into single characters.

        An office's everyday name (卫健委) is typed as it should be, whatever the dictionary makes of it; one character is no term.
        """
        words = self._offices_put_right(words)
        out, at = "", 0
        for length in self._loose_runs(words):
            run = words[at : at + length]
            pieces = _offices().split(run) if length > 1 else ()
            out += "".join(p if p in load_aliases() else self._put_right(p) for p in pieces) if pieces else run
            at += length
        return out

    def _offices_put_right(self, words: str) -> str:
        """水雾局 → 水务局: what an office is called is wrong also where it is a word, if the plan has no such office but one that sounds so."""
        for end in [m.end() for m in _OFFICE.finditer(words)]:
            said = [words[end - n : end] for n in range(_LONGEST, 2, -1) if n <= end]
            if any(name in self.names or name in load_aliases() for name in said):
                continue
            unwritten = (name for name in said if name not in self.text)  # so that 各区委 need not be heard
            meant = next(((name, term) for name in unwritten if (term := self._sounds_like(name, _sounds(name)))), None)
            words = words.replace(*meant) if meant else words  # as long as what it stands for
        return words

    def _loose_runs(self, words: str) -> Iterator[int]:
        """Lengths of the stretches of `words`: runs of characters that belong to no word, and single steps over the rest."""
        loose = 0
        for piece in self.lexicon.cut(words):
            if len(piece) == 1 and "一" <= piece <= "鿿":
                loose += 1
                continue
            if loose:
                yield loose
            loose = 0
            yield from [1] * len(piece)
        if loose:
            yield loose

    def _put_right(self, run: str) -> str:
        sounds = _sounds(run) if len(run) > 1 else ()
        if not sounds:
            return run
        at, out = 0, ""
        while at < len(run):
            term = next((t for n in range(_LONGEST, 1, -1) if (t := self._meant(run[at : at + n], sounds[at : at + n]))), None)
            out += term or run[at]
            at += len(term) if term else 1
        return out

    def _meant(self, typed: str, sound: tuple[str, ...]) -> str | None:
        term = self._sounds_like(typed, sound)
        asks = term and any(load_phrases().filler.match(b) for a, b in zip(term, typed, strict=True) if a != b)
        return None if asks else term

    def _sounds_like(self, typed: str, sound: tuple[str, ...]) -> str | None:
        term = self.terms.get(sound)
        if term is None or typed in self.text:
            return None
        wrong = sum(a != b for a, b in zip(term, typed, strict=True))
        return term if 0 < wrong <= (len(term) + 1) // 2 else None


@cache
def _offices() -> re.Pattern[str]:
    names = sorted((n for n in load_aliases() if len(n) > 2), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, names))})")


def _sounds(words: str) -> tuple[str, ...]:
    """One syllable a Han character, tones and fuzzy differences dropped; () where one has no known sound."""
    syllables = tuple(map(_sound, words))
    return syllables if all(syllables) else ()


@cache
def _sound(character: str) -> str:
    """The sound of one character by itself; "" where it has none."""
    from pypinyin import lazy_pinyin

    syllable = "".join(lazy_pinyin(character, errors="ignore"))
    for pattern, plain in _FUZZY:
        syllable = pattern.sub(plain, syllable)
    return syllable
