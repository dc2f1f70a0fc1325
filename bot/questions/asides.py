"""What is said around a question for a set: clauses that limit nothing (市长要开调度会, 麻烦给序号), and which words may limit it.

A word may limit a set where it is of the plan, names a thing, or denies; what one does with a set (担了, 列出来) or who wants it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.language.spelling import normalise
from bot.language.unit_names import Names
from index.lexical import classes_of

from .filters import find_filter
from .mentions import Mentions
from .phrases import load_phrases
from .query import Filter
from .residue import ASKING_LISTS, blanked

_CLAUSE = re.compile(r"(?<=[^0-9a-zA-Z])\s+(?=[^0-9a-zA-Z])|[，,。；;！!：:]+")
_ASKS = re.compile("[谁哪啥吗么几]|什么|多少|怎|有(?:没有|无)|是(?:不是|否)|[?？]")
DENIES = re.compile("[不没未非无别]|除(?!尘|磷|氮|臭|险)|[只仅光单](?!独|位|元)|以外|之外|排除|扣[除掉去开]")
_ASKED = tuple(name for name in ASKING_LISTS if name not in ("negated", "status"))
"""A denial and a state are looked for apart, in more ways."""
_AM = re.compile("^(?:我们?|咱们?|俺们?|这[里边]|本人)(?:这[里边])?(?:是|在|来自|刚?(?:调|到|来))")
_NUMBERED = re.compile("[0-9一二三四五六七八九十][项条号个]")
_HAN = re.compile("[一-鿿]+")


def without_asides(
    text: str, names: Names, today: date, mentions: Mentions, of_set: Callable[[str], float] = lambda _: 1.0
) -> tuple[str, Names] | None:
    """`text` without its clauses that limit nothing, and the names for it; None where it has none, or nothing else.

    Where a clause says who one is, 我们 means that unit in the names. `of_set` tells how likely a clause asks for a set, as learned:
    beside one that does, one that hardly does, and neither denies nor names anything, is an aside whatever else it says.
    """
    clauses = {c: normalise(c) for c in _CLAUSE.split(text) if _HAN.search(c)}
    if len(clauses) < 2:
        return None  # most messages are one clause
    named = [f.terms[0].units for words in clauses.values() if _AM.match(words) and (f := find_filter(words, names, today)).terms]
    if named:
        names = names.speaking_for(named[0])
    likely = {c: of_set(c) for c in clauses}
    asks = any(p >= _ASKS_SET for p in likely.values())
    elsewhere = {c: any(names.find(w) for other, w in clauses.items() if likely[other] >= _ASKS_SET) for c in clauses}
    first = next(iter(clauses))
    kept = [
        c
        for c, words in clauses.items()
        if not (
            _is_aside(words, names, today, mentions)
            or (c != first and likely[first] >= _ASKS_SET and _TOLD_BESIDES.fullmatch(words))
            or (asks and likely[c] < _NO_SET and _names_nothing(words, mentions) and (elsewhere[c] or not names.find(words)))
        )
    ]
    told = [c for c in kept if not _AM.match(clauses[c])]
    if named and any(names.find(clauses[c]) for c in told):
        kept = told
    return ("，".join(kept), names) if 0 < len(kept) < len(clauses) else None


_ASKS_SET, _NO_SET = 0.8, 0.2
_TOLD_BESIDES = re.compile(
    "(?:到|是|有|都|分别|各|一?共|总共){0,3}(?:(?:多少|几)[个项条]?|(?:啥|什么)时候|何时|哪[天年月]|谁|哪[些几个](?:[个项条]|单位|局)?)[呢?？]?"
)
"""哪个单位验收的最多 多少个: what the answer to the clause before tells with it."""


def _names_nothing(words: str, mentions: Mentions) -> bool:
    """Whether a clause says that something is done, and neither denies, nor has a number, nor names a thing of the plan's."""
    done = any(c.startswith("v") for w in mentions.cut(words) for c in classes_of(w))
    return done and not (DENIES.search(words) or _NUMBERED.search(words) or mentions.name_in(words))


def _is_aside(words: str, names: Names, today: date, mentions: Mentions) -> bool:
    """Whether a clause asks, denies and limits nothing; of a time it may say what one needs the answer for (明天上会要用)."""
    phrases = load_phrases()
    said = phrases.lists["aside"].sub("，", words)
    wanted = find_filter(words, names, today)
    if wanted != Filter(times=wanted.times) or (wanted.times and said == words and not _is_today(wanted, words, today)):
        return False
    states = (pattern for _, pattern in phrases.states)
    said = blanked(said, wanted.times.spans) if said == words else said
    asking = (_ASKS, DENIES, _NUMBERED, *(phrases.lists[name] for name in _ASKED), *states)
    return not any(pattern.search(said) for pattern in asking) and not limiting(said, mentions)


def _is_today(wanted: Filter, words: str, today: date) -> bool:
    """今天11月30号: the day of the message and nothing besides."""
    only = all(p.first == p.last == today for p in wanted.times.within) and not wanted.times.outside
    return only and len(load_phrases().filler.sub("", blanked(words, wanted.times.spans))) <= 1


@cache
def asking_words() -> frozenset[str]:
    """The words that only say how something is asked (数目, 统统, 挑大梁), made by scripts/learn.py."""
    return frozenset(files("bot").joinpath("data/asking.txt").read_text("utf-8").split())


_SOMEBODY = re.compile("[老小][李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗](?![村庄屯沟河镇])")


def limiting(words: str, mentions: Mentions) -> list[str]:
    """The words that may limit a set."""
    found = []
    for run in _HAN.findall(_SOMEBODY.sub("，", words)):
        cut = mentions.cut(run)
        found += [w for i, w in enumerate(cut) if _limits(w, mentions) and (len(w) > 1 or _is_beside(i, cut) or DENIES.match(w))]
        found += [a + b for a, b in pairwise(cut) if len(a) == len(b) == 1 and _is_a_name(a + b, mentions)]
    return found + re.findall("[a-z]{2,}", words)


def _is_a_name(pair: str, mentions: Mentions) -> bool:
    """Whether two characters that the dictionary leaves apart are a word of the plan's (万腾)."""
    return len(load_phrases().filler.sub("", pair)) > 0 and mentions.is_of_few(pair)


_NAMES_A_THING, _IS_DONE, _SAYING = re.compile("[nlijqb]"), re.compile("[vas]"), 4


def _limits(word: str, mentions: Mentions) -> bool:
    """Whether a word denies, may name a thing, or is something done in some of the plan's problems; words of grammar say nothing."""
    phrases, classes = load_phrases(), classes_of(word)
    if word in asking_words() and not mentions.everywhere(word):
        return False
    if phrases.lists["plain"].fullmatch(word) or (len(word) == 1 and not phrases.filler.sub("", word)):
        return False
    written = mentions.is_of_few(word)
    if "l" in classes and len(word) >= _SAYING:
        return written  # 两眼一抹黑
    if DENIES.search(word) or not classes or any(_NAMES_A_THING.match(c) for c in classes):
        return True
    return len(word) > 1 and written and any(_IS_DONE.match(c) for c in classes)


def _is_beside(at: int, cut: Sequence[str]) -> bool:
    """Whether a single character goes with a word beside it (充电 桩): by itself it says how something is asked (理一份, 几桩).

    Two in a row are a word that the dictionary lacks (君正).
    """
    filler = load_phrases().filler
    beside = [cut[i] for i in (at - 1, at + 1) if 0 <= i < len(cut) and filler.sub("", cut[i])]
    return any(len(w) == 1 or any(_NAMES_A_THING.match(c) or _IS_DONE.match(c) for c in classes_of(w)) for w in beside)
