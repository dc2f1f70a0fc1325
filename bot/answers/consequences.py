"""没做完怎么办: the clause of the problem that says what follows, or the body's sentences of whom is called to account."""

from __future__ import annotations

import re

from bot.questions.query import Kind, Query
from corpus.model import Plan, Problem
from index.chunks import sentences

from .answer import Answer, Citation
from .refusal import Reason, Refusal

_UNDONE = "逾期|未(?:按|完成|落实|整改)|不(?:力|到位|达标|合格|改)|拒不|弄虚作假|滞后"
_CALLED = "约谈|问责|追责|追究|通报"
_SANCTION = re.compile(f"(?:{_UNDONE})[^。；]{{0,30}}的?[^。；]{{0,24}}(?:{_CALLED}|停产|限产|关停|处罚|处分|查处|取缔|吊销)")
_ACCOUNT = re.compile(_CALLED)
_HEADED, _MOST = 20, 3


def what_follows(question: Query, plan: Plan) -> Answer:
    """Of a problem its own clause (逾期未完成的停产整治); else what the body says of who does not do it."""
    problem = plan.problem(question.number) if question.number else None
    if problem and (own := _of_problem(problem)):
        return Answer(question, Kind.MEASURES, (problem.number,), own, detail=True, carried=question.carried)
    told = [(_rank(p.text, s.text), Citation(None, None, Kind.BODY, s, section.ordinal))
            for section in plan.sections for p in section.paragraphs for s in sentences(p) if _ACCOUNT.search(s.text)]  # fmt: skip
    if not told:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.TYPE, question.words))
    best = min(rank for rank, _ in told)
    return Answer(question, Kind.BODY, (), tuple(c for rank, c in told if rank == best)[:_MOST])


def _of_problem(problem: Problem) -> tuple[Citation, ...]:
    clauses = ((m.ordinal, s) for m in problem.measures for s in sentences(m.passage) if _SANCTION.search(s.text))
    return tuple(Citation(problem.number, ordinal, Kind.MEASURES, s) for ordinal, s in clauses)


def _rank(paragraph: str, sentence: str) -> int:
    """First what says of whom and what, then what is headed by it (严肃追责问责), then what only speaks of it."""
    if _SANCTION.search(sentence):
        return 0
    return 1 if _ACCOUNT.search(paragraph[:_HEADED]) and len(sentence) > _HEADED else 2
