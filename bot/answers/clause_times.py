"""When something was or is done and how long it takes, where a clause says it and no step: told instead of a deadline."""

from __future__ import annotations

import re

from bot.questions.amounts import Amount
from bot.questions.query import Kind, Query
from corpus.model import Problem
from index.search import Hit

from .answer import Answer, Citation
from .clause_list import clauses_of, overlap
from .nearness import content, share
from .refusal import Reason, Refusal
from .steps import steps_of

_NEVER, _MOSTLY, _SOME, _LITTLE = 1.1, 0.6, 0.4, 0.3
_AT_MOST = re.compile(
    "[0-9一二三四五六七八九十半当][个]?(?:小时|分钟|工作日|天|日|周|月|年)(?:之|以)?内|不(?:得)?超过|不(?:得)?晚于"
)


def how_long(question: Query, problem: Problem, hit: Hit) -> Answer | None:
    """台风过后多长时间内清一轮, 黑名单几年不能接活: the nearest clause that says how long, where much of what is asked stands in it."""
    span = next((a for a in question.amounts if a.lasts), None)
    if span is None or not content(question):
        return None
    stones = [full.span for _, _, full in steps_of(problem)]
    for place, clause in enumerate(clauses_of(question, problem, hit)):
        text = clause.passage.text
        if span.is_said_in(text) and share(question, text) >= _least(span, clause, nearest=place == 0):
            dated = span.form == "span" and any(overlap(clause.passage.span, s) for s in stones)
            return None if dated else Answer(question, clause.field, (problem.number,), (clause,), detail=True)
    return None


def _least(span: Amount, clause: Citation, *, nearest: bool) -> float:
    """How much of what is asked must stand in a clause: little of 几年, which no day answers, some of a rule 内 so long, else most."""
    if span.form != "span":
        return _LITTLE
    within, rules = span.words.endswith("内"), clause.field is not Kind.FINDING and bool(_AT_MOST.search(clause.passage.text))
    if within and not rules:
        return _NEVER
    return _SOME if rules and (within or nearest) else _MOSTLY


_WAS = re.compile(
    "(?:哪一?年|啥时候|什么时候|几时|何时|哪天|几月)(?![之以]?前).{0,8}的[?？]?$|[从自]哪一?年|(?<![到迟晚])哪一?年(?!底|前|哪|.{0,4}[完好成到])|每[年月季].{0,4}(?:几|哪|什么时|啥时|何时)|(?:哪一?天|什么时候|啥时候|何时|几时)(?:起|开始)"
)
_TIME = re.compile("[0-9]{1,4}年|[0-9]{1,2}[月日]")


_MONTHS = re.compile("(?:几|哪个?)月份?.{0,4}[到至](?:几|哪个?)月|从几月|哪(?:几|些)个?月")
_FROM_TO = re.compile("[0-9]{1,2}月?(?:至|到|—|-)(?:次年|翌年)?[0-9]{1,2}月")


def months_of(question: Query, problem: Problem, hit: Hit) -> Answer | None:
    """从几月巡到几月, 哪几个月停窑: the clause that has months from and to, where it has some of what is asked."""
    if not _MONTHS.search(question.words):
        return None
    told = [c for c in clauses_of(question, problem, hit) if _FROM_TO.search(c.passage.text)]
    found = next((c for c in told if share(question, c.passage.text) >= _SOME), None)
    return Answer(question, found.field, (problem.number,), (found,), detail=True) if found else None


def when_it_was(question: Query, problem: Problem, hit: Hit) -> Answer | None:
    """填埋场哪年停的, 每年几月报, 哪天起限行: the clause without a step that says when something was or is done again and again."""
    if not _WAS.search(question.words):
        return None
    stones = [full.span for _, _, full in steps_of(problem)]
    for clause in clauses_of(question, problem, hit):
        step = any(overlap(clause.passage.span, s) for s in stones)
        if _TIME.search(clause.passage.text) and not step and _says(question, problem, clause):
            return Answer(question, clause.field, (problem.number,), (clause,), detail=True)
    past = _HAS_BEEN.search(question.words)
    return (
        Answer(question, Kind.NONE, refusal=Refusal(Reason.UNSAID, past["asked"] or past["then"], problem.number))
        if past
        else None
    )


_EVERY = re.compile("每(?:年|月|季度?)[^，。；]{0,6}[0-9]{1,2}[月日]")


def _says(question: Query, problem: Problem, clause: Citation) -> bool:
    """Whether a clause has most of what is asked; of what is done every year, all that the title leaves of it (清单每年什么时候更新)."""
    text = clause.passage.text
    left = content(question) - set(problem.title.text)
    again = "每" in question.words and _EVERY.search(text)
    return share(question, text) >= _MOSTLY or bool(again and left and left <= set(text))


_HAS_BEEN = re.compile(
    "(?P<asked>(?:哪一?年|哪个?月|啥时候|什么时候|几时|何时|哪天)(?![之以]?前|.{0,8}(?:到期|截止|完|改|交|验)).{1,8}的)[?？]?$"
    "|(?:当初|当年|最早|最初|一开始|起初)[^，。]{0,3}?(?P<then>(?:哪一?年|啥时候|什么时候|几时|何时)[^，。?？]{1,6})"
)
"""是哪一年建的: of what has been no step tells, nor the day by which all is to be done."""
