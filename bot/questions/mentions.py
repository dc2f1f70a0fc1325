"""Which problems speak of something by its own name: companies, rivers, mines, roads, documents, and themes of several problems.

Nothing is listed by hand: what a message says and the plan writes to the letter is a mention, complete over all problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.model import Plan
from corpus.text.numbers import to_chinese

_HAN = re.compile(r"[一-鿿0-9a-z]+")
_SHORTEST = 2
_DIGITS = "零一二三四五六七八九"
_NAME_ENDS = re.compile(
    r"(?:公司|集团|煤矿|煤业|[沟河湖山岭镇村港]|水库|园区|产业园|工业园|保护区|矿区|井田|电厂|采空区|焦化|钢铁|工贸|化工|项目|铁路|公路|中心)$"
)
_TEXT_ASKED = re.compile(r"提到|说到|写到|涉及|含有?|讲到|出现|牵涉|有关|相关|点到")


@dataclass(frozen=True)
class Mentions:
    """For each problem its title, what was found and its whole text, lower case as messages are; `cut` divides words as the dictionary does."""

    titles: tuple[tuple[int, str], ...]
    findings: tuple[tuple[int, str], ...]
    texts: tuple[tuple[int, str], ...]
    cut: Callable[[str], Sequence[str]]

    @classmethod
    def of(cls, plan: Plan, cut: Callable[[str], Sequence[str]]) -> Mentions:
        """Of a plan's problems."""
        return cls(
            tuple((p.number, p.title.text.lower()) for p in plan.problems),
            tuple((p.number, p.statement.text.lower()) for p in plan.problems),
            tuple((p.number, plan.text[p.span.start : p.span.end].lower()) for p in plan.problems),
            cut,
        )

    def problems_with(self, words: str, asked: str = "") -> tuple[int, ...]:
        """The problems that speak of `words`: everywhere for a name, or where `asked` says so; else those that are about it."""
        if self.is_name(words):
            return self._bearing(words)
        if _TEXT_ASKED.search(asked):
            return _with(self.texts, words)
        return _with(self.titles, words) or _with(self.findings, words) or _with(self.texts, words)

    def _bearing(self, name: str) -> tuple[int, ...]:
        """The problems that write a name, also with a character between: 美方煤焦化 for 美方焦化."""
        written = re.compile(".?".join(map(re.escape, name)))
        return tuple(n for n, text in self.texts if written.search(text))

    def everywhere(self, words: str) -> tuple[int, ...]:
        """The problems that write `words` anywhere."""
        return _with(self.texts, words) if words else ()

    def is_name(self, words: str) -> bool:
        """Whether it is a name rather than words: the dictionary leaves single characters of it over, or it ends as names do."""
        loose = any(len(piece) == 1 for piece in self.cut(words))
        return len(words) > _SHORTEST and (loose or bool(_NAME_ENDS.search(words))) and bool(_with(self.texts, words))

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
        """Whether the plan writes this number with what stands after it: 25条河流; of a number that no problem has, its unit is enough (98项)."""
        none_has = number not in {n for n, _ in self.texts}
        following = after[:1] if none_has else after[:2]
        written = re.compile(
            rf"(?<![0-9一二三四五六七八九十百])(?:{number}|{to_chinese(number)}|{_digits(number)}){re.escape(following)}"
        )
        return (none_has or bool(_HAN.match(after[1:2]))) and any(written.search(text) for _, text in self.texts)

    @cached_property
    def _whole(self) -> str:
        """All problems in one, so that words are looked for in all of them at once."""
        return "\n".join(text for _, text in self.texts)

    def longest(self, words: str) -> str:
        """The longest run of `words` that the plan's problems write to the letter, "" where none has two characters."""
        best = ""
        for match in _HAN.finditer(words):
            run = match.group()
            for start in range(len(run)):
                end = start + max(len(best), _SHORTEST - 1) + 1
                while end <= len(run) and run[start:end] in self._whole:
                    best = run[start:end]
                    end += 1
        return best


def _digits(number: int) -> str:
    """12 as 一二, which names say: 一二号采空区."""
    return "".join(_DIGITS[int(d)] for d in str(abs(number)))


def _with(texts: tuple[tuple[int, str], ...], words: str) -> tuple[int, ...]:
    return tuple(n for n, text in texts if words in text)
