"""The sentences of a problem that a question may be about, by their nearness to it, each as a citation."""

from __future__ import annotations

from bot.questions.query import FIELD_KINDS, Kind, Query
from corpus.model import Passage, Problem, Span
from index.chunks import Kind as ChunkKind
from index.search import Hit, Piece

from .answer import Citation
from .nearness import clause_pieces, nearness

_KIND_OF = {ChunkKind.MILESTONE: Kind.MEASURES} | {
    ChunkKind(kind.field.searched): kind for kind in FIELD_KINDS if kind.field and kind.field.searched and kind is kind.asked
}
"""The field that a piece is of, as a kind of question."""


def clauses_of(question: Query, problem: Problem, hit: Hit) -> list[Citation]:
    """The problem's sentences by their nearness to the question; its title only where that is all that was found, or alone tells the amount."""
    cited = [cited_piece(problem, p) for p in sorted(clause_pieces(hit), key=lambda p: -nearness(question, p))]
    title = problem.title.text.rstrip("。")
    others = [c for c in cited if c.passage.text.rstrip("。") != title]
    sole = _tells(question, title) and not any(_tells(question, c.passage.text) for c in others)
    return cited if sole or problem.statement.text.rstrip("。") == title else others


def _tells(question: Query, text: str) -> bool:
    return any(a.is_said_in(text) for a in question.amounts)


def cited_piece(problem: Problem, piece: Piece) -> Citation:
    """A piece as a citation, by the kind that asks its field."""
    chunk = piece.chunk
    assert chunk.span is not None
    return Citation(problem.number, chunk.measure, _KIND_OF[chunk.kind], Passage(chunk.text, chunk.span))


def overlap(a: Span, b: Span) -> bool:
    """Whether two places have characters in common."""
    return a.start < b.end and b.start < a.end
