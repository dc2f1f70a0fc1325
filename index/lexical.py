"""Words of Chinese text: jieba with the plan's own dictionary, and character pairs as a net (sole importer of jieba).

jieba cuts 市工信局今年 into 市工/信局/今年; with the plan's units, titles and the trade's vocabulary added it does not.
The pairs catch what is still cut wrongly, and words that no dictionary has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.model import Plan

from .dictionary import TOTAL, Dictionary, general

if TYPE_CHECKING:
    import jieba
_HAN = re.compile(r"[一-鿿]+")
_WORD = re.compile(r"[一-鿿]+|[a-z0-9.%]+")
_FREQUENCY = 20_000
_MOST_LEARNT = 50_000
"""Beginnings that are not looked up again; all of a plan are fewer."""
STOPWORDS = frozenset(
    [
        "的",
        "了",
        "是",
        "在",
        "和",
        "与",
        "及",
        "或",
        "等",
        "对",
        "把",
        "被",
        "将",
        "向",
        "从",
        "到",
        "为",
        "以",
        "于",
        "由",
        "就",
        "都",
        "也",
        "还",
        "又",
        "很",
        "呢",
        "吗",
        "吧",
        "啊",
        "呀",
        "嘛",
        "么",
        "这",
        "那",
        "哪",
        "个",
        "条",
        "项",
        "件",
        "什么",
        "怎么",
        "怎样",
        "哪个",
        "哪些",
        "多少",
        "几",
        "谁",
    ]
)


def _empty() -> jieba.Tokenizer:
    """A tokenizer that knows no word yet, but how often all of jieba's are used together."""
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = {}, TOTAL, True
    return tokenizer


def is_proper(word: str) -> bool:
    """Whether the general dictionary has it as a name: of a person, a place, a make (清溪, 海丰)."""
    return _general().is_name(word)


def classes_of(word: str) -> tuple[str, ...]:
    """What kinds of word the general dictionary has it as: n, v, d …; none where it does not know it."""
    return _general().classes(word)


@cache
def _general() -> Dictionary:
    import jieba

    return general(Path(jieba.__file__).with_name(jieba.DEFAULT_DICT_NAME))


class Lexicon:
    """A tokenizer of its own, so that one plan's words never leak into another's.

    It learns the general dictionary as it goes: before a text is cut, the words that begin with two of the text's characters, and these.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._tokenizer = _empty()
        self._own: set[str] = set()
        self._learnt: set[str] = set()
        for word in words:
            if len(word) > 1 and _HAN.fullmatch(word):
                self._tokenizer.add_word(word, _FREQUENCY)
                self._own.add(word)

    def words(self, text: str) -> list[str]:
        """Dictionary words of `text`, without stop words and single characters that stand between others."""
        out = []
        for run in _WORD.findall(text.lower()):
            if _HAN.match(run):
                out += [w for w in self.cut(run) if w not in STOPWORDS]
            else:
                out.append(run)
        return out

    def cut(self, text: str) -> list[str]:
        """All of `text` in dictionary words; what belongs to none falls into single characters."""
        for start in {text[i : i + n] for n in (1, 2) for i in range(len(text) + 1 - n)} - self._learnt:
            self._learn(start)
        return list(self._tokenizer.cut(text, HMM=False))

    def _learn(self, start: str) -> None:
        """A character, or the general dictionary's words that begin with two; what was added keeps its own frequency."""
        known = self._tokenizer.FREQ
        for word, frequency in _general().beginning_with(start if len(start) > 1 else f"{start} "):
            if word not in self._own:
                known[word] = frequency
            for length in range(1, len(word)):
                known.setdefault(word[:length], 0)
        if len(self._learnt) >= _MOST_LEARNT:
            self._learnt.clear()
        self._learnt.add(start)

    def tokens(self, text: str) -> list[str]:
        """Words of two and more characters, and every pair of neighbouring characters."""
        return [w for w in self.words(text) if len(w) > 1 or not _HAN.match(w)] + list(pairs(text))


def pairs(text: str) -> Iterator[str]:
    """Neighbouring Han characters: 焦化厂 → 焦化 化厂, marked so that they never equal a word."""
    for run in _HAN.findall(text):
        for i in range(len(run) - 1):
            yield f"_{run[i : i + 2]}"


def lexicon_of(plan: Plan) -> Lexicon:
    """The lexicon of a plan: its units, districts, titles' words and the names between 《》 and “”."""
    return Lexicon(_names(plan))


def _names(plan: Plan) -> Iterator[str]:
    yield from plan.districts
    for problem in plan.problems:
        for duty in (*problem.responsible, *problem.acceptance):
            yield duty.unit
            yield duty.unit.removeprefix("市")
    for match in re.finditer(r"[“《]([一-鿿]{2,12})[”》]", plan.text):
        yield match[1]
