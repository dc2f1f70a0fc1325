"""The firms that a problem names: the finding whole, as names stand in it that no ending tells (泽丰磷肥), and the measures that name one."""

from __future__ import annotations

from bot.questions.query import Kind, Query
from corpus.model import Problem
from index.chunks import sentences

from .answer import Answer, Citation
from .nearness import FIRM


def firms_named(question: Query, problem: Problem) -> Answer | None:
    """What names the firms that are asked for; None where none is asked for or named."""
    if not question.firms:
        return None
    found = [Citation(problem.number, None, Kind.FINDING, problem.statement)] if FIRM.search(problem.statement.text) else []
    clauses = ((m.ordinal, s) for m in problem.measures for s in sentences(m.passage))
    done = [Citation(problem.number, ordinal, Kind.MEASURES, s) for ordinal, s in clauses if FIRM.search(s.text)]
    return Answer(question, Kind.FINDING, (problem.number,), (*found, *done), detail=True) if found or done else None
