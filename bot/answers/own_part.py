"""What one unit has to do in a problem: the clauses of its measures that name the unit, or that the problem does not name it at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.ledger.parties import parties_named
from bot.questions.query import Act, Kind, Query
from corpus.model import Problem
from index.chunks import sentences

from .answer import Answer, Citation, of_measure
from .refusal import Reason, Refusal

_ASKS = re.compile(
    r"(?:干|做|办|管|负责|完成|落实|承担|配合)(?:些|点)?(?:啥|什么|哪[些块几])|的?(?:活|任务|分工|职责|事情?)(?:是|有|都|呢)?(?:啥|什么|哪些|呢?[?？]?$)"
)
_EVERY = re.compile("各[县市区旗]")


def own_part(question: Query, problem: Problem) -> Answer | None:
    """第15项里财政局干什么: of one clause that clause, of several their measures in the plan's order, where none names it all of them."""
    if not _is_asked(question):
        return None
    (term,) = question.filter.terms
    named = [m for m in problem.measures if _names(m.passage.text, term.words, term.units)]
    clauses = [(m, s) for m in named for s in sentences(m.passage) if _names(s.text, term.words, term.units)]
    numbers = (problem.number,)
    if len(clauses) == 1:
        (measure, clause), *_ = clauses
        sole = Citation(problem.number, measure.ordinal, Kind.MEASURES, clause)
        return Answer(question, Kind.MEASURES, numbers, (sole,), detail=True)
    charged = any(d.unit in term.units for d in (*problem.responsible, *problem.acceptance))
    if named or charged:
        cited = tuple(of_measure(problem, m) for m in named or problem.measures)
        return Answer(question, Kind.MEASURES, numbers, cited, measure=named[0].ordinal if named else None)
    if question.number is None or _names(problem.statement.text, term.words, term.units):
        return None
    return Answer(question, Kind.NONE, refusal=Refusal(Reason.UNSAID, term.words, problem.number))


def unnamed(answer: Answer) -> str:
    """The unit whose part was asked for and that no measure names; "" otherwise."""
    return answer.question.filter.terms[0].words if answer.measure is None and _is_asked(answer.question) else ""


def _is_asked(question: Query) -> bool:
    """Whether one unit's part is asked for, no other field nor how much of something."""
    if question.act is not Act.FIELD or question.amounts or len(question.filter.terms) != 1:
        return False
    (term,) = question.filter.terms
    of_unit = bool(term.units) and not term.negated and question.field in (None, Kind.MEASURES, Kind.RESPONSIBLE)
    return of_unit and bool(_ASKS.search(question.words))


def _names(text: str, words: str, units: Iterable[str]) -> bool:
    """Whether a text names a unit, in full, as it was said, as its district, or as one of 各区."""
    parties = parties_named(units)
    of_all = any(p not in units for p in parties) and _EVERY.search(text)
    return words in text or bool(of_all) or any(name.removeprefix("市") in text for name in (*units, *parties))
