"""Who does or did what a question is about, where a clause says it: a measure's own doer, whoever a cost is borne by, who did what was found."""

from __future__ import annotations

import re

from bot.ledger.parties import parties_named
from bot.questions.amounts import Amount, figures_in
from bot.questions.phrases import load_phrases
from bot.questions.query import Query
from corpus.model import Problem
from index.chunks import Kind as ChunkKind
from index.search import Hit, Piece

from .nearness import BODY, FIRM, GIVEN, OF_OFFICES, TO_WHOM, asks_firm, clause_pieces, content, names_somebody, nearness, share

_INSIDE, _OF_THE_WHOLE = 0.51, 0.46
"""A clause that has so much of what is asked answers who, more where title and goal have of it too: of 269 questions of six cities
for a problem's units none was taken for one of a clause, and 7 of 10 for a clause were."""


def doing(question: Query, problem: Problem, hit: Hit) -> Piece | None:
    """没主的火点谁灭: the clause that says who, where the question is about that clause and not about the whole problem."""
    pieces, firm = clause_pieces(hit), asks_firm(question)
    marked = _marked(question, problem, pieces)
    if marked and not firm:
        return _nearest(question, marked)
    if not OF_OFFICES.search(_WHICH_ONE.sub("", question.words)) and (
        told := _having_done(question, pieces) or _bearing(question, pieces)
    ):
        return _nearest(question, told)
    best = _nearest(question, [p for p in pieces if _names_who(p, question, problem, firm)])
    if best is None or firm:
        return best
    text = best.chunk.text
    gives = TO_WHOM.search(question.words) and GIVEN.search(text) and share(question, text) > _INSIDE
    return best if gives or is_inside(question, problem, text) else None


def having_so_much(question: Query, hit: Hit) -> Piece | None:
    """弃渣谁倒的，倒了多少方: the clause with half of what is asked, and the amount that is asked with it."""
    things = [a for a in question.amounts if a.of_things]
    if OF_OFFICES.search(question.words):
        return None
    told = [p for p in clause_pieces(hit) if any(_has(a, p.chunk.text) for a in things)]
    return _nearest(question, [p for p in told if share(question, p.chunk.text) >= _HALF])


def _has(asked: Amount, text: str) -> bool:
    return asked.is_said_in(text) if asked.form == "money" else asked.is_counted_in(text)


def _nearest(question: Query, pieces: list[Piece]) -> Piece | None:
    return max(pieces, key=lambda p: nearness(question, p), default=None)


def _marked(question: Query, problem: Problem, pieces: list[Piece]) -> list[Piece]:
    """The clauses with a figure that the question names, or the very time: 1月底前要去查的是哪两个区."""
    figures = frozenset() if OF_OFFICES.search(question.words) else figures_in(question.words)
    marked = [p for p in pieces if figures & figures_in(p.chunk.text)]
    times = [t for t in _TIME.findall(question.words) if t not in problem.deadline_raw.text]
    return marked or [p for p in pieces if any(t in p.chunk.text for t in times) and _names(p.chunk.text, problem)]


_TIME = re.compile("[0-9]{4}年[0-9]{1,2}月")
_DID = re.compile("(?:谁|哪一?家|哪个(?:公司|厂|企业))(?:给|家)?(?P<did>[一-鿿]{1,8})的[?？]?$")
_WHICH_ONE = re.compile("的(?:到底|究竟)?是(?:谁|哪一?[家个](?:单位|公司|企业|厂)?)[?？]?$")
"""往山塘偷排粪水的是哪家单位: who did it, and no unit of the problem."""
_HALF = 0.5


def _having_done(question: Query, pieces: list[Piece]) -> list[Piece]:
    """数据是谁改的: the findings that say what was done and have half of what is asked, and who did it."""
    asked, which = _DID.search(question.words), _WHICH_ONE.search(question.words)
    said = asked["did"] if asked else question.words[: which.start()] if which else ""
    did = set(load_phrases().filler.sub("", said)) or set(said)
    return [
        p
        for p in pieces
        if p.chunk.kind is ChunkKind.FINDING
        and did & set(p.chunk.text)
        and share(question, p.chunk.text) >= _HALF
        and (names_somebody(p.chunk.text) or FIRM.search(p.chunk.text))
    ]


_BY = re.compile(f"由[^，。；]{{1,24}}(?:{FIRM.pattern}|{BODY.pattern}|单位|财政)")
_LIGHT = re.compile("承担|负责|任务|实施|全部|统一|组织|有限|股份|责任")


def _bearing(question: Query, pieces: list[Piece]) -> list[Piece]:
    """拆的钱谁出, 污泥交给谁处置: the clauses by whose words somebody does (由某某公司承担处置任务) half of what is asked."""
    said = content(question).union(*(w for w, _ in question.officially))
    return [p for p in pieces if any(_is_of(said, question, part) for part in re.split("[，。；]", p.chunk.text))]


def _is_of(said: frozenset[str], question: Query, part: str) -> bool:
    """Whether a part of a clause says by whom something is done, and most of what is done is asked for."""
    by = _BY.search(part)
    if by is None:
        return False
    done = set(_LIGHT.sub("", part[: by.start()] + part[by.end() :]))
    meant = {c for word, official in question.officially for o in official if o in part for c in o} | said
    return bool(done) and len(done & meant) >= _HALF * len(done)


def _names(text: str, problem: Problem) -> bool:
    """Whether a text names a body, or an area of the problem."""
    areas = parties_named(d.unit for d in problem.responsible)
    return names_somebody(text) or any(area in text for area in areas)


def _names_who(piece: Piece, question: Query, problem: Problem, firm: bool) -> bool:
    """Whether a clause may say who: any a firm, to whom any that gives, else those of measures that have a body."""
    text = piece.chunk.text
    if firm:
        return True
    if TO_WHOM.search(question.words) and GIVEN.search(text):
        return True
    return piece.chunk.kind is ChunkKind.MEASURE and _names(text, problem)


_SURE = 0.8


def is_inside(question: Query, problem: Problem, text: str) -> bool:
    """Whether a clause has much of what is asked, and more of it than title and goal have."""
    whole = max(share(question, words.text) for words in (problem.title, problem.goal))
    bound = whole if question.doer_of_clause >= _SURE else _INSIDE + _OF_THE_WHOLE * whole
    return share(question, text) > max(whole, bound, _INSIDE)
