"""The phrases of asking, from `data/question.toml`, as patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.ledger.states import Progress

from .query import Kind


@dataclass(frozen=True)
class Phrases:
    """The lists of `data/question.toml` as patterns; `fields` and `states` in their order of precedence."""

    fields: tuple[tuple[Kind, re.Pattern[str]], ...]
    states: tuple[tuple[Progress, re.Pattern[str]], ...]
    lists: Mapping[str, re.Pattern[str]]
    filler: re.Pattern[str]

    def find(self, name: str, words: str) -> str | None:
        """The first phrase of that list in `words`, or None."""
        match = self.lists[name].search(words)
        return match.group() if match else None

    def state(self, words: str) -> tuple[Progress, re.Match[str]] | None:
        """The first state in `words`, and where it stands; 没报完成 is no 报完成."""
        found = [(p, m) for p, pattern in self.states if (m := pattern.search(words))]
        return next(((p, m) for p, m in found if not any(_holds(other, m) for _, other in found)), None)

    def is_only(self, name: str, words: str) -> bool:
        """Whether `words` say one of that list and nothing besides."""
        return self.find(name, words) is not None and len(self.filler.sub("", self.lists[name].sub("", words))) <= 1


def _holds(longer: re.Match[str], match: re.Match[str]) -> bool:
    """Whether a match has more than all of another."""
    return longer.span() != match.span() and longer.start() <= match.start() and match.end() <= longer.end()


@cache
def load_phrases() -> Phrases:
    """The phrases, longest first."""
    table = tomllib.loads(files("bot").joinpath("data/question.toml").read_text("utf-8"))
    words: Mapping[str, str] = table["words"]
    fields = tuple((Kind(entry["kind"]), _pattern(entry["phrases"], words)) for entry in table["field"])
    states = tuple((Progress(entry["progress"]), _pattern(entry["phrases"], words)) for entry in table["state"])
    apart = ("words", "field", "state", "filler")
    lists = {name: _pattern(entry["phrases"], words) for name, entry in table.items() if name not in apart}
    filler = re.compile(rf"[{table['filler']['characters']}\W0-9a-z]+")
    return Phrases(fields, states, lists, filler)


def _pattern(phrases: Iterable[str], words: Mapping[str, str]) -> re.Pattern[str]:
    whole = [_NAMED.sub(lambda m: words[m[1]], p) for p in phrases]
    longest_first = sorted(dict.fromkeys(whole), key=_length, reverse=True)  # ties in the table's order, never a set's
    return re.compile("|".join(_expression(p) for p in longest_first))


_NAMED, _CHOICE = re.compile("<([a-z]+)>"), re.compile(r"\[([^\[\]]*)\]")


def _length(phrase: str) -> int:
    """Of the longest of what a phrase says."""
    return len(_CHOICE.sub(lambda m: max(m[1].split("/"), key=len), phrase))


def _expression(phrase: str) -> str:
    """[a/b/] is a, b or nothing; the rest as `_plainly` says."""
    pieces = _CHOICE.split(phrase)
    return "".join(_either(piece) if i % 2 else _plainly(piece) for i, piece in enumerate(pieces))


def _either(choices: str) -> str:
    return f"(?:{'|'.join(_plainly(c) for c in sorted(choices.split('/'), key=len, reverse=True))})"


def _plainly(phrase: str) -> str:
    """… stands for up to six characters, № for a count (两个, 俩, 几); a Latin word is not found within another (hi in hi-tech)."""
    words = (
        re.escape(phrase).replace("…", "([^，。、,;；?？谁]{0,6}?)").replace("№", "(?:[几俩一两二三四五六七八九十]个?|[个些])")
    )
    return rf"(?<![a-z0-9-]){words}(?![a-z0-9-])" if phrase.isascii() and phrase.isalpha() else words
