"""Which problems speak of something by its own name: companies, rivers, mines, roads, documents, and themes of several problems.

Nothing is listed by hand: what a message says and the plan writes to the letter is a mention, complete over all problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.language.cut_names import HEADS, written
from corpus.model import Plan
from corpus.text.numbers import to_chinese
from index.vocabulary import other_forms, standing_in

from .phrases import load_phrases

_HAN = re.compile(r"[一-鿿0-9a-z]+")
_SHORTEST = 2
_DIGITS = "零一二三四五六七八九"
_NAME_ENDS = re.compile(
    r"(?:公司|集团|煤矿|煤业|[沟河湖山岭镇村港]|水库|园区|产业园|工业园|保护区|矿区|井田|电厂|采空区|焦化|钢铁|工贸|化工|项目|铁路|公路|中心)$"
)
_HEADS = re.compile(f"(?:{HEADS})")
_LONGEST_NAME = 14
_CITY = re.compile("^[一-鿿]{2,5}?(?=市)")
_JOINT = re.compile("[、和及]")
"""An aspect of several things, which is not about each of them in all its problems."""


@dataclass(frozen=True)
class Mentions:
    """For each problem what was found, its title first, and its whole text, lower case as messages are, and its aspect's title.

    `cut` divides words as the dictionary does.
    """

    findings: tuple[tuple[int, str], ...]
    texts: tuple[tuple[int, str], ...]
    cut: Callable[[str], Sequence[str]]
    aspects: Mapping[int, str]
    places: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, cut: Callable[[str], Sequence[str]]) -> Mentions:
        """Of a plan's problems."""
        titles = {a.ordinal: a.title.text for a in plan.aspects if not _JOINT.search(a.title.text)}
        return cls(
            tuple((p.number, p.statement.text.lower()) for p in plan.problems),
            tuple((p.number, plan.text[p.span.start : p.span.end].lower()) for p in plan.problems),
            cut,
            {p.number: titles[p.aspect] for p in plan.problems if p.aspect in titles},
            (*plan.districts, *(d[:-1] for d in plan.districts if len(d) > 2), *_CITY.findall(plan.title)),
        )

    def problems_with(self, words: str, *, anywhere: bool = False) -> tuple[int, ...]:
        """The problems that speak of `words`: wherever a name is written, or anything with `anywhere`; else those that are about it."""
        if self.is_name(words):
            return self._bearing(words)
        if anywhere:
            return _with(self.texts, words)
        if len(words) == 1:
            return _with(self._spoken_of, words)
        forms = (words, *other_forms().get(words, ()))
        return _with_any(self.findings, forms) or _with_any(self.texts, forms)

    def _bearing(self, name: str) -> tuple[int, ...]:
        """The problems that write a name, to the letter or as it may be written in full (美方煤焦化 for 美方焦化)."""
        if not self._stands(name[:2]):
            return ()  # whatever stands between, a name begins as it is said to
        for way in written(name, is_own=lambda stem: len(self.cut(stem)) > 1 and stem not in self.places):
            if found := tuple(n for n, text in self.texts if way(text)):
                return found
        return ()

    def everywhere(self, words: str) -> tuple[int, ...]:
        """The problems that write `words` anywhere."""
        return _with(self.texts, words) if words else ()

    def is_of_few(self, words: str) -> bool:
        """Whether some of the problems write `words`, and no more than a third: what every problem has tells none apart."""
        return 0 < 3 * len(self.everywhere(words)) <= len(self.texts)

    def is_name(self, words: str) -> bool:
        """Whether it is a name rather than words: the dictionary leaves single characters of it over, or it ends as names do."""
        if len(words) <= _SHORTEST:
            return False
        ends_so = bool(_NAME_ENDS.search(words)) or any(len(piece) == 1 for piece in self.cut(words))
        return ends_so and bool(self._bearing(words))

    def is_proper(self, words: str) -> bool:
        """Whether it is the name of one thing, by its end: 长荇湖, 新星煤矿; single characters left over are none yet (民反映)."""
        return self.is_name(words) and bool(_NAME_ENDS.search(words))

    def name_in(self, words: str) -> str:
        """The longest name in `words` that the plan writes, also in full or as a firm of another kind: 万源煤业 where it has 万源煤矿."""
        found = ""
        for run in _HAN.findall(words):
            for end, own in ((head.end(), head.start() - 1) for head in _HEADS.finditer(run)):
                names = (run[at:end] for at in range(max(0, end - _LONGEST_NAME), own) if end - at > len(found))
                found = next((name for name in names if self._bearing(name)), found)
        return found

    def named_in(self, pieces: Iterable[str]) -> tuple[str, ...]:
        """The runs that the plan writes, of each piece of a message the longest ones, without those that every plan has (整改措施)."""
        found: list[str] = []
        for piece in pieces:
            rest = piece
            while run := self.longest(rest):
                rest = rest.replace(run, "，")
                if len(_with(self.texts, run)) * 3 <= len(self.texts) + 2:
                    found.append(run)
        return tuple(found)

    def amount(self, number: int, after: str) -> bool:
        """Whether the plan writes this number with what stands after it: 25条河流, of one (一条窑) also of each (每条窑炉); of a number that no
        problem has, its unit is enough (98项)."""
        none_has = number not in {n for n, _ in self.texts}
        following = after[:1] if none_has else after[:2]
        written = re.compile(
            rf"(?<![0-9一二三四五六七八九十百])(?:{number}|{to_chinese(number)}|{_digits(number)}{'|每' * (number == 1)}){re.escape(following)}"
        )
        return (none_has or bool(_HAN.match(after[1:2]))) and any(written.search(text) for _, text in self.texts)

    @cached_property
    def _spoken_of(self) -> tuple[tuple[int, str], ...]:
        """Each problem's finding with its aspect's title, without the words that write a character and do not speak of it (水平, 乌海)."""
        said_otherwise = load_phrases().lists["homographs"]
        texts = ((n, f"{self.aspects.get(n, '')}，{text}") for n, text in self.findings)
        return tuple((n, _without(said_otherwise.sub("，", text), self.places)) for n, text in texts)

    @cached_property
    def _stands(self) -> Callable[[str], bool]:
        """Whether words stand in any problem, looked for in all of them at once."""
        return standing_in("\n".join(text for _, text in self.texts))

    def longest(self, words: str) -> str:
        """The longest run of `words` that the plan's problems write to the letter, "" where none has two characters."""
        best = ""
        for match in _HAN.finditer(words):
            run = match.group()
            for start in range(len(run)):
                end = start + max(len(best), _SHORTEST - 1) + 1
                while end <= len(run) and self._stands(run[start:end]):
                    best = run[start:end]
                    end += 1
        return best


def _digits(number: int) -> str:
    """12 as 一二, which names say: 一二号采空区."""
    return "".join(_DIGITS[int(d)] for d in str(abs(number)))


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, "，")
    return text


def _with_any(texts: tuple[tuple[int, str], ...], forms: Sequence[str]) -> tuple[int, ...]:
    return tuple(n for n, text in texts if any(f in text for f in forms))


def _with(texts: tuple[tuple[int, str], ...], words: str) -> tuple[int, ...]:
    return tuple(n for n, text in texts if words in text)
