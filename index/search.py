"""A question's words → what of the plan they may mean: problems and body sections ranked, each with its best pieces.

Six signals: dense and BM25 over passages, dense and BM25 over phrasings (questions compared with questions), BM25 of the
plan's own words for the everyday ones asked, and people's words for what a passage speaks of (index.everyday). An owner (a problem or a section) scores the mean of its best two
pieces; signals are made comparable as z-scores over the owners and summed by weights that scripts/evaluate.py measured.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .chunks import Chunk, Kind
from .embedder import Embedder, Vectors, adapter_of, foreignness_of
from .everyday import Everyday
from .neighbours import Neighbours
from .revision import Revision
from .vocabulary import Vocabulary

Scores = NDArray[np.float64]
Rows = NDArray[np.intp]
WEIGHTS = {"dense": 0.20, "phrasing": 0.50, "bm25": 0.10, "phrasing_bm25": 0.10, "official": 0.05, "everyday": 0.10}
WEIGHTS_WITHOUT_PHRASINGS = {"dense": 0.60, "bm25": 0.18, "official": 0.12, "everyday": 0.15}
_WEIGHTS = (WEIGHTS, WEIGHTS_WITHOUT_PHRASINGS)
_WRITTEN, _ASKED = ("dense", "bm25", "official", "everyday"), ("phrasing", "phrasing_bm25")
"""The signals of the plan's pieces and of people's phrasings, in the order of their rows."""
_DETAILED = 4
_EMBEDDED = 80
"""Characters of either end of a long question that are embedded."""
_WORD_WEIGHT = 0.01
"""What one unit of BM25 is worth beside a cosine when the pieces of one owner are ranked."""


@dataclass(frozen=True)
class Owner:
    """What a piece belongs to: a problem, or a section of the body."""

    problem: int | None
    section: int | None


class Piece(NamedTuple):
    """A chunk with its cosine and its BM25 score for the question."""

    chunk: Chunk
    cosine: float
    words: float

    @property
    def score(self) -> float:
        """What pieces of one owner are ranked by."""
        return self.cosine + _WORD_WEIGHT * self.words


class Hit(NamedTuple):
    """An owner with its fused score (mean 0, in standard deviations); the first few have the plan's pieces, best first.

    `asked` gives people's phrasings of it; they are many, and of few finds are they looked at.
    """

    owner: Owner
    score: float
    pieces: tuple[Piece, ...] = ()
    asked: Callable[[], tuple[Piece, ...]] = tuple

    @property
    def phrasings(self) -> tuple[Piece, ...]:
        """How people ask for it, best first."""
        return self.asked()


@dataclass(frozen=True)
class Ranking:
    """All owners, best first; `outside`: mean and deviation of the cosines to questions that no plan answers.

    `written` are those to the plan's own pieces, `foreign` is how much the question sounds like one that no plan answers.
    """

    hits: tuple[Hit, ...]
    outside: tuple[float, float] = (0.0, 1.0)
    by_words: bool = False
    """Whether no vector of the question could be had, so that its words alone were searched."""
    written: tuple[float, float] = (0.0, 1.0)
    foreign: float = 0.0

    def above_outside(self, cosine: float) -> float:
        """A phrasing's cosine in standard deviations above those of questions that no plan answers: of any model's scale."""
        return _above(cosine, self.outside)

    def above_written(self, cosine: float) -> float:
        """A clause's cosine in standard deviations above those of all pieces of the plan."""
        return _above(cosine, self.written)

    @property
    def problems(self) -> tuple[Hit, ...]:
        """The problems among the hits, best first."""
        return tuple(h for h in self.hits if h.owner.problem is not None)

    def position(self, problem: int) -> int | None:
        """Where a problem stands among the problems, from 0."""
        return next((i for i, h in enumerate(self.problems) if h.owner.problem == problem), None)


class Searcher:
    """Searches one revision; the same words always give the same ranking."""

    def __init__(self, revision: Revision, embedder: Embedder) -> None:
        self._revision = revision
        self._embedder = embedder
        self._adapted = adapter_of(revision.manifest.model, revision.manifest.dimension)
        self._foreignness = foreignness_of(revision.manifest.model, revision.manifest.dimension)
        self.vocabulary = Vocabulary.of(revision.plan.text)
        self.lexicon = revision.lexicon
        self.by_words = False

    def search(self, text: str, detail: Collection[int] = ()) -> Ranking:
        """Rank every owner for `text`, the topic of a question; `detail` names problems whose pieces are wanted wherever they stand."""
        query = self._embedder.queries([_gist(text)])[0]
        self.by_words = not query.any()
        count, tokens = len(self._revision.chunks), self.lexicon.tokens
        cosines = np.zeros(count) if self.by_words else self._cosines(query)
        words = self._bm25(tokens(text), ("passages", "phrasings"))
        official = self.vocabulary.expand(text)
        helped = self._bm25(tokens(" ".join(official)), ("passages",)) if official else np.zeros(count)
        ranking = self._fused(cosines, words, helped, self._everyday.scores(text), detail)
        return replace(ranking, foreign=self._foreignness(query))

    def warm_up(self) -> None:
        """Load what the first question would wait for: the model, the words, the neighbours."""
        self.search(self._revision.plan.title)

    def _cosines(self, query: Vectors) -> Scores:
        """Every piece's cosine: the neighbours of the question among people's words, of the adapted one among the plan's."""
        spoken, written = self._neighbours
        out = np.zeros(len(self._revision.chunks))
        for neighbours, asked in ((spoken, query), (written, self._adapted(query))):
            rows, cosines = neighbours.of(asked)
            out[rows] = cosines
        return out

    @cached_property
    def _neighbours(self) -> tuple[Neighbours, Neighbours]:
        spoken = np.array([c.kind.spoken for c in self._revision.chunks], bool)
        index = self._revision.vectors
        return Neighbours(index, np.flatnonzero(spoken)), Neighbours(index, np.flatnonzero(~spoken))

    @cached_property
    def _everyday(self) -> Everyday:
        return Everyday.of(["" if c.kind.spoken else c.text for c in self._revision.chunks])

    def _bm25(self, tokens: list[str], tables: tuple[str, ...]) -> Scores:
        """BM25 of each piece within its own table; FTS5 gives better matches the more negative number."""
        out = np.zeros(len(self._revision.chunks))
        if tokens:
            match = " OR ".join(f'"{t}"' for t in dict.fromkeys(tokens))
            for table in tables:
                found = self._revision.lexical.execute(
                    f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ?", (match,)
                ).fetchall()
                if found:
                    rows, scores = zip(*found, strict=True)
                    out[list(rows)] = -np.array(scores)
        return out

    def _fused(self, cosines: Scores, words: Scores, helped: Scores, everyday: Scores, detail: Collection[int]) -> Ranking:
        groups = self._groups
        written, asked = _scored((cosines, words, helped, everyday), groups.passages), _scored((cosines, words), groups.phrasings)
        scored = dict(zip(_WRITTEN, written, strict=True)) | dict(zip(_ASKED, asked, strict=True))
        spoken, silent = (sum((w * scored[n] for n, w in ws.items()), np.zeros(len(groups.owners))) for ws in _WEIGHTS)
        total = np.where(groups.spoken_of, spoken, silent)
        total = _z(total) if self.by_words else total
        order = np.argsort(-total, kind="stable")
        first = {*order[:_DETAILED].tolist()}

        def hit(i: int, score: float) -> Hit:
            owner = groups.owners[i]
            if i not in first and owner.problem not in detail:
                return Hit(owner, score)
            asked = cache(lambda: self._pieces(groups.phrasings_of[i], cosines, words))
            return Hit(owner, score, self._pieces(groups.passages_of[i], cosines, words + helped), asked)

        hits = tuple(map(hit, order.tolist(), total[order].tolist()))
        outside, of_the_plan = _level(cosines[groups.outside]), _level(cosines[groups.written])
        return Ranking(hits, outside, self.by_words, of_the_plan)

    def _pieces(self, rows: Rows, cosines: Scores, words: Scores) -> tuple[Piece, ...]:
        best_first = rows[np.argsort(-(cosines[rows] + _WORD_WEIGHT * words[rows]), kind="stable")]
        chunks = map(self._revision.chunks.__getitem__, best_first.tolist())
        return tuple(map(Piece, chunks, cosines[best_first].tolist(), words[best_first].tolist()))

    @cached_property
    def _groups(self) -> _Groups:
        return _Groups.of(self._revision.chunks)


@dataclass(frozen=True)
class _Groups:
    """Rows of the pieces of each owner, also as a matrix padded with -1 so that all owners are scored at once."""

    owners: tuple[Owner, ...]
    passages: Rows
    phrasings: Rows
    passages_of: tuple[Rows, ...]
    phrasings_of: tuple[Rows, ...]
    outside: Rows
    written: Rows
    spoken_of: NDArray[np.bool_]

    @classmethod
    def of(cls, chunks: tuple[Chunk, ...]) -> _Groups:
        rows: dict[Owner, tuple[list[int], list[int]]] = {}
        for i, chunk in enumerate(chunks):
            if chunk.kind is Kind.OUTSIDE:
                continue
            both = rows.setdefault(Owner(chunk.problem, chunk.section), ([], []))
            both[chunk.kind is Kind.PHRASING].append(i)
        passages, phrasings = ([np.array(of[i], np.intp) for of in rows.values()] for i in (0, 1))
        spoken_of = np.array([bool(q) for _, q in rows.values()])
        outside = np.array([i for i, c in enumerate(chunks) if c.kind is Kind.OUTSIDE], np.intp)
        written = np.array([i for i, c in enumerate(chunks) if not c.kind.spoken], np.intp)
        whole = _padded(passages), _padded(phrasings)
        return cls(tuple(rows), *whole, tuple(passages), tuple(phrasings), outside, written, spoken_of)


def _above(cosine: float, level: tuple[float, float]) -> float:
    mean, deviation = level
    return (cosine - mean) / deviation


def _level(cosines: Scores) -> tuple[float, float]:
    """Mean and deviation, of none what leaves a cosine as it is."""
    return (float(cosines.mean()), max(float(cosines.std()), 1e-9)) if len(cosines) else (0.0, 1.0)


def _gist(text: str) -> str:
    """What of a text is embedded: all of a question; of a long paste its beginning and end, as embedding costs by length."""
    return text if len(text) <= 2 * _EMBEDDED else f"{text[:_EMBEDDED]}，{text[-_EMBEDDED:]}"


def _padded(rows: list[Rows]) -> Rows:
    out = np.full((len(rows), max(2, *map(len, rows))), -1, np.intp)
    for line, of in zip(out, rows, strict=True):
        line[: len(of)] = of
    return out


def _scored(signals: Sequence[Scores], rows: Rows) -> Scores:
    """Each signal as z-scores of the owners: the mean of the best two pieces; an owner without pieces scores like the average one."""
    of_owners = np.array([np.where(rows < 0, -np.inf, scores[rows]) for scores in signals])  # -1 in `rows` is no piece
    best = np.partition(of_owners, -2, axis=2)[:, :, -2:]
    second, first = best[..., 0], best[..., 1]
    means = np.where(np.isfinite(second), (first + second) / 2, first)
    return _z(_averaged(means))


def _averaged(means: Scores) -> Scores:
    """The same with the average of those that are known in place of those that are not, which are the same for all signals."""
    known = np.isfinite(means[0])
    if not known.all():
        means[:, ~known] = [[row[known].mean() if known.any() else 0.0] for row in means]
    return means


def _z(values: Scores) -> Scores:
    """Each row in standard deviations from its mean."""
    deviation = values.std(axis=-1, keepdims=True)
    varies = deviation > _NO_DEVIATION
    return np.where(varies, (values - values.mean(axis=-1, keepdims=True)) / np.where(varies, deviation, 1.0), 0.0)


_NO_DEVIATION = 1e-9
