"""Whether a later turn goes on about the problem talked about, or moves to another: two weighted sums of seven signs.

`scripts/following.py` fits them (`data/continuing.toml`) on conversations of six cities. The first says whether the turn stays; the second
whether what stays is asked of that problem at all, or of something that no plan answers (今天限什么尾号 after 采砂场谁牵头).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.questions.query import Query
from bot.questions.state import FEW, State
from index.search import Hit, Ranking

from .clearness import clearness, signs
from .desk import Desk
from .nearness import best_share, content
from .refusal import owned_text
from .weights import weighted


@dataclass(frozen=True)
class Going:
    """What tells where a turn goes: how far the problem talked about is `behind` the best other find, how `clear` that other find would be
    as an answer, how much `nearer` and fuller (`share`) of the question the best clause here is than the best clause there, how near
    it is at all (`here`), how many `words` the question has (characters that say something), and how `foreign` it sounds."""

    behind: float
    clear: float
    nearer: float
    share: float
    here: float
    words: float
    foreign: float


def goes_on_about(question: Query, ranking: Ranking, state: State, desk: Desk) -> tuple[int, Going] | None:
    """The problem of those talked about that the words may mean, and the signs for it; None where there is none to compare."""
    candidates = state.focus if len(state.focus) <= FEW else ()
    own = max((h for h in ranking.problems if h.owner.problem in candidates and h.pieces), key=lambda h: h.score, default=None)
    others = tuple(h for h in ranking.hits if h is not own)
    if own is None or own.owner.problem is None:
        return None
    return own.owner.problem, going(question, own, replace(ranking, hits=others), desk)


def going(question: Query, own: Hit, others: Ranking, desk: Desk) -> Going:
    """The signs for the problem `own`, beside all other finds."""
    if not others.hits:
        return Going(-_ALONE, -_ALONE, _ALONE, 1.0, _ALONE, 0.0, others.foreign)
    best, detailed = others.hits[0], [h for h in others.hits if h.pieces]
    here = others.above_written(_nearest(own))
    seen = signs(question, others, owned_text(best, desk.plan), desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon)
    return Going(
        behind=max(h.score for h in others.hits) - own.score,
        clear=clearness(seen),
        nearer=here - others.above_written(max(map(_nearest, detailed), default=0.0)),
        share=(best_share(question, own) or 0.0) - max((best_share(question, h) or 0.0 for h in detailed), default=0.0),
        here=here,
        words=float(len(content(question))),
        foreign=others.foreign,
    )


_ALONE = 9.0
"""A plan of one problem has nowhere else to go."""


def _nearest(hit: Hit) -> float:
    return max((p.cosine for p in hit.pieces), default=0.0)


def stays(found: Going) -> bool:
    """Whether the turn is about the problem talked about."""
    return weighted(found, "continuing", "stays") >= 0


def is_asked_of_it(found: Going) -> bool:
    """Whether a turn that stays asks something that a plan may answer."""
    return weighted(found, "continuing", "answers") >= 0
