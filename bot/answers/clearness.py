"""Whether what was found is what was asked: one weighted sum of signs, fitted on plans and questions of six cities.

`scripts/refusing.py` fits the weights (`data/clearness.toml`): of all sums that refuse so many answerable questions the one that refuses
most of what no plan answers, of any kind, and of what only other cities' plans answer. They are fitted twice, as finds that people's
phrasings lead to stand out otherwise than those that only the plan's words do. No sign depends on the scale of a model's cosines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt

from bot.questions.query import Query
from corpus.model import Plan
from index.lexical import Lexicon
from index.search import Hit, Ranking
from index.vocabulary import Vocabulary, of_the_trade, substrings, trade

from .nearness import content, telling
from .weights import weighted

_MANY, _USUAL = 26, 2.5
_FAR_OUT, _PHRASED_SO = 4.0, 9.0
"""What stands out more, or is phrased nearer, is no clearer."""
_HALF = 0.5
_LETTERS = re.compile("[a-z][a-z0-9.]+")
_HOW = "最太很更好挺几两一二三四五六七八九十百千"
"""What begins a word of degree or number, which is no thing."""


@dataclass(frozen=True)
class Signs:
    """What tells whether the best find answers: how far it `stands` out among the finds, how near its best phrasing is
    (`phrased`, above what no plan answers; 0 without phrasings) and its best `clause` (above the plan's other pieces), how
    `foreign` the question sounds, the `share` of its characters that one clause or a word of the trade explains, whether half of its words are `strange` to
    plan and vocabulary, whether it has a word for a topic that is `absent`, what part of it are words of the trade that
    the find does not bear (`unborne`), and how likely its turn of phrase is learned to ask for what no plan tells (`outside`)."""

    stands: float
    phrased: float
    clause: float
    foreign: float
    share: float
    strange: float
    absent: float
    unborne: float
    outside: float


def signs(question: Query, ranking: Ranking, owned: str, plan: Plan, vocabulary: Vocabulary, lexicon: Lexicon) -> Signs:
    """The signs of a ranking; `owned` is all of the problem or section that was found."""
    best = ranking.hits[0]
    spoken = [p.cosine for p in best.phrasings]
    written = [p.cosine for p in best.pieces]
    asked = question.topic or question.words
    return Signs(
        stands=min(standing_out(ranking), _FAR_OUT),
        phrased=min(ranking.above_outside(max(spoken)), _PHRASED_SO) if spoken else 0.0,
        clause=ranking.above_written(max(written)) if written else 0.0,
        foreign=ranking.foreign,
        share=_borne_share(question, best, owned),
        strange=float(_is_strange(question, best, plan, vocabulary, lexicon)),
        absent=float(_is_absent(question, best, plan, vocabulary)),
        unborne=sum(map(len, _unborne(asked, owned))) / max(1, len(asked)),
        outside=question.outside,
    )


def is_clear(found: Signs) -> bool:
    """Whether it is near enough for an answer."""
    return clearness(found) >= 0


def clearness(found: Signs) -> float:
    """The weighted sum of the signs."""
    return weighted(found, "clearness", "phrased" if found.phrased else "written")


def standing_out(ranking: Ranking) -> float:
    """The best score; of few owners none can stand √(n-1) deviations above the rest, so theirs is stretched, and a single one is usual."""
    others = len(ranking.hits) - 1
    return ranking.hits[0].score * max(1.0, sqrt((_MANY - 1) / others)) if others else _USUAL


def _is_strange(question: Query, best: Hit, plan: Plan, vocabulary: Vocabulary, lexicon: Lexicon) -> bool:
    """Whether half of it are words that neither the plan nor the vocabulary has (机场扩建, 茶园改造), and no clause has more than half."""
    said = content(question)
    clauses = (p.chunk.text.lower() for p in best.pieces)
    if any(len(said.intersection(clause)) > _HALF * len(said) for clause in clauses):
        return False
    words = {w for w in telling(question.topic or question.words, lexicon) if w.isalpha() and w[0] not in _HOW}
    strange = [w for w in words if w not in plan.text and not any(w in known for known in vocabulary.official)]
    return 2 * len("".join(strange)) >= len(said) > 0


def _borne_share(question: Query, best: Hit, owned: str) -> float:
    """How much of what is asked the clause has that has most of it; a word of the trade counts as said where the find says it otherwise."""
    said = content(question) | set(_LETTERS.findall(question.words))
    unborne = "".join(_unborne(question.words, owned))
    otherwise = "".join(w for w in of_the_trade(question.words) if w not in unborne)
    clauses = [p.chunk.text.lower() for p in best.pieces]
    return max((sum(c in clause or c in otherwise for c in said) / max(1, len(said)) for clause in clauses), default=0.0)


def _unborne(asked: str, owned: str) -> list[str]:
    """Words of the trade (散煤) that what was found neither says nor calls otherwise (清洁取暖)."""
    text = owned.lower()
    return [w for w in of_the_trade(asked.lower()) if w not in text and not any(same in owned for same in trade()[w])]


def absent_topic(words: str, plan: Plan, vocabulary: Vocabulary) -> str | None:
    """The topic that a word of the question shows and the plan lacks; 药厂 does not show it in 农药厂, which the plan has."""
    word = _absent_word(words, plan, vocabulary)
    return vocabulary.absent[word] if word else None


def _absent_word(words: str, plan: Plan, vocabulary: Vocabulary) -> str | None:
    for word in substrings(words, vocabulary.absent):
        at = words.find(word)
        longer = (words[max(0, at - 1) : at + len(word)], words[at : at + len(word) + 1])
        if not any(len(w) > len(word) and w in plan.text for w in longer):
            return word
    return None


def _is_absent(question: Query, best: Hit, plan: Plan, vocabulary: Vocabulary) -> bool:
    """Whether it has a word for a topic that the plan lacks, but 胶水味 of 鞋厂胶水味 is none beside a clause with 制鞋, 水性胶 and 异味."""
    word = _absent_word(question.words, plan, vocabulary)
    if word is None:
        return False
    besides = content(question) - set(word)
    clauses = (set(p.chunk.text.lower()) for p in best.pieces)
    return not any(set(word) <= clause and 2 * len(besides & clause) >= len(besides) > 0 for clause in clauses)
