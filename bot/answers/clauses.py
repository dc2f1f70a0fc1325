"""One problem answered: the asked field, and which of its clauses and milestones the question's own words point to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.questions.acts import asks_how_cheated
from bot.questions.amounts import Amount
from bot.questions.phrases import load_phrases
from bot.questions.query import Kind, Query
from corpus.model import FieldKind, Milestone, Passage, Problem
from index.chunks import Kind as ChunkKind
from index.chunks import milestones_in_full
from index.search import Hit

from .answer import Answer, Citation, citations_of, of_measure
from .causes import asks_cause
from .clause_list import cited_piece, clauses_of
from .clause_times import how_long, months_of, when_it_was
from .doers import doing, having_so_much
from .named_firms import firms_named
from .names_asked import names_asked
from .nearness import content, counts_offices, of_one_thing, share
from .own_part import own_part
from .refusal import Reason, Refusal
from .steps import Step, named_step, steps_of
from .whereto import where_to


def answer_about(question: Query, problem: Problem, asked: Kind | None, hit: Hit | None) -> Answer:
    """The asked field of a problem, the clause that the question's own words point to, and the other fields asked with it."""
    found = _answer_about(question, problem, asked, hit)
    others = [c for kind in question.more for c in _beside(question, problem, kind, hit) if c not in found.citations]
    return replace(found, citations=(*found.citations, *others))


def _beside(question: Query, problem: Problem, kind: Kind, hit: Hit | None) -> tuple[Citation, ...]:
    """What a field asked beside another stands on: a time may be a milestone's."""
    if kind is Kind.DEADLINE:
        return _when(question, problem, hit).citations[:2]
    if kind is Kind.GOAL and hit and (piece := of_one_thing(question, problem, hit)):
        return (cited_piece(problem, piece),)
    return citations_of(problem, kind)[:3]


def _answer_about(question: Query, problem: Problem, asked: Kind | None, hit: Hit | None) -> Answer:
    if part := own_part(question, problem) or firms_named(question, problem) or names_asked(question, problem, hit):
        return part
    if asked in (None, Kind.MEASURES, Kind.FINDING) and asks_how_cheated(question.words):
        return _as_found(question, problem, hit)
    if hit and (place := where_to(question, problem, hit)):
        return place
    clause = clauses_of(question, problem, hit)[:1] if hit else []
    if hit and clause and _asks_a_clause(question, asked, clause[0]) and not _names_the_whole(question, problem):
        return _detail(question, problem, hit)
    if hit and asked is Kind.RESPONSIBLE and (told := _who(question, problem, hit)):
        return told
    match asked:
        case Kind.DEADLINE:
            return _when(question, problem, hit)
        case Kind.GOAL if steps := _by_then(question, problem):
            return _of_step(question, problem, steps)
        case Kind.GOAL if hit and (piece := of_one_thing(question, problem, hit)):
            cited = [cited_piece(problem, piece), *citations_of(problem, asked)]
            return Answer(question, Kind.MEASURES, (problem.number,), tuple(cited), detail=True)
        case Kind.GOAL if hit and clause and _says_more(question.amounts, clause[0], problem.goal):
            return _detail(question, problem, hit)
        case Kind.MEASURES if hit and asks_cause(question, problem):
            return _as_found(question, problem, hit)
        case Kind.MEASURES:
            return _how(question, problem, hit)
        case Kind.RESPONSIBLE:
            cited = [*citations_of(problem, asked), *clause, *citations_of(problem, Kind.DEADLINE)]
        case Kind.FINDING:
            cited = [*(c for c in clause if c.field is asked), *citations_of(problem, asked), *clause]
        case Kind() if asked.field:
            cited = [*citations_of(problem, asked), *(clause if asked.is_of(FieldKind.TEXT) else [])]
        case _:
            cited = [c for kind in (Kind.FINDING, Kind.RESPONSIBLE, Kind.DEADLINE) for c in citations_of(problem, kind)]
    return Answer(question, asked or Kind.PROBLEM, (problem.number,), tuple(dict.fromkeys(cited)))


def _as_found(question: Query, problem: Problem, hit: Hit | None) -> Answer:
    """What was found, the nearest clause first."""
    found = [c for c in clauses_of(question, problem, hit) if c.field is Kind.FINDING] if hit else []
    cited = tuple(found[:MOST_CLAUSES]) or citations_of(problem, Kind.FINDING)
    return Answer(question, Kind.FINDING, (problem.number,), cited, detail=bool(found))


def _by_then(question: Query, problem: Problem) -> list[Step]:
    """今年年底该干到什么份上: the steps of a time that is named, those with more of the question first; none where the goal writes its year."""
    times = question.filter.times
    if not times.within or times.is_written_in(problem.goal.text):
        return []
    due = [s for s in steps_of(problem) if s[1].due and times.holds(s[1].due)]
    return sorted(due, key=lambda s: (share(question, s[2].text), s[1].due), reverse=True)


def _who(question: Query, problem: Problem, hit: Hit) -> Answer | None:
    """没主的火点谁灭: the clause of one measure that says who, or so much (弃渣谁倒的，倒了多少方), and behind it the problem's units."""
    piece = having_so_much(question, hit) or doing(question, problem, hit) if not question.filter.terms else None
    if piece is None:
        return None
    cited = (cited_piece(problem, piece), *citations_of(problem, Kind.RESPONSIBLE))
    return Answer(question, Kind.RESPONSIBLE, (problem.number,), cited, detail=True)


_OF_UNITS = re.compile("谁|哪|单位|部门|[局委办家]|[是有]几")


_ACCEPTED = re.compile("验收(?![的呢吗情])[一-鿿]{2}")


def _asks_a_clause(question: Query, asked: Kind | None, clause: Citation) -> bool:
    """Whether no field is named, or one in passing: 验收合格的一座补几万, 没有验收资料的那部分费用."""
    passing = asked is Kind.FINDING or (
        asked is not None and asked.is_of(FieldKind.UNITS) and not _OF_UNITS.search(question.words)
    )
    accepted = asked is Kind.ACCEPTANCE and _ACCEPTED.search(question.words) and "验收" in clause.passage.text
    return asked is None or asked.field is None or bool(passing and (question.amounts or accepted))


def _names_the_whole(question: Query, problem: Problem) -> bool:
    """Whether nothing is said but what the problem's title says: 小水电那个问题, 看看餐厨垃圾的."""
    said = content(question) - set(_POINTING)
    return len(said) > 1 and not question.amounts and not question.doer and said <= set(problem.title.text)


_POINTING = "那这个条项的事情况问题看说讲查"


def _says_more(amounts: Sequence[Amount], clause: Citation, goal: Passage) -> bool:
    """岸电使用率要到百分之几: the amount that is asked stands in a clause, and the goal has none of its kind."""
    return any(a.is_said_in(clause.passage.text) and not a.is_said_in(goal.text) for a in amounts)


MOST_CLAUSES, _NEAREST = 4, 2


def _liked_measures(hit: Hit) -> dict[str, float]:
    """Measure → how much nearer its phrasings are to the question than the problem's average phrasing."""
    if not hit.phrasings:
        return {}
    mean = sum(p.score for p in hit.phrasings) / len(hit.phrasings)
    liked: dict[str, float] = {}
    for p in hit.phrasings:
        if p.chunk.measure:
            liked[p.chunk.measure] = max(liked.get(p.chunk.measure, 0.0), p.score - mean)
    return liked


def _when(question: Query, problem: Problem, hit: Hit | None) -> Answer:
    """The deadline, or before it the milestone that the question is about; a near milestone is always named."""
    whole = citations_of(problem, Kind.DEADLINE)
    if hit and (
        told := how_long(question, problem, hit) or months_of(question, problem, hit) or when_it_was(question, problem, hit)
    ):
        return told
    found = _milestones(question, problem, hit) if hit and not question.bare else []
    if found and (named := named_step(question, problem)):
        return _of_step(question, problem, [named, *(s for s in found if s != named)])
    if not found:
        return Answer(question, Kind.DEADLINE, (problem.number,), whole)
    if hit and not _is_of_the_whole(question, problem, found[0][2]) and _is_particular(hit):
        return _of_step(question, problem, found)
    return Answer(question, Kind.DEADLINE, (problem.number,), (*whole, *_cited_steps(problem, found)))


def step_spoken_of(question: Query, problem: Problem, spoken: str) -> Answer | None:
    """先看大帽山，几月修完: the step that names what was spoken of, and does with it what is asked, if anything is."""
    does = spoken and load_phrases().filler.sub("", question.topic)
    step = named_step(replace(question, topic=f"{spoken}{question.topic}"), problem) if does else None
    return _of_step(question, problem, [step]) if step else None


def _of_step(question: Query, problem: Problem, steps: Sequence[Step]) -> Answer:
    """The first of the steps, the next ones and the problem's own deadline behind it."""
    measure, milestone, _ = steps[0]
    cited = (*_cited_steps(problem, steps), *citations_of(problem, Kind.DEADLINE))
    return Answer(question, Kind.MILESTONE, (problem.number,), cited, milestone=milestone, measure=measure.ordinal)


def _cited_steps(problem: Problem, steps: Sequence[Step]) -> tuple[Citation, ...]:
    return tuple(Citation(problem.number, m.ordinal, Kind.MILESTONE, words) for m, _, words in steps[:3])


def milestone_of(question: Query, problem: Problem, number: int, clause: str = "") -> Answer | None:
    """The milestone of one measure: the one with most of the question's characters, of as near ones that `clause` speaks of."""
    measure = next((m for m in problem.measures if m.ordinal == str(number)), None)
    if measure is None or not measure.milestones:
        return None
    stones = list(zip(measure.milestones, milestones_in_full(measure), strict=True))
    said = set(load_phrases().filler.sub("", question.words))

    def nearness(pair: tuple[Milestone, Passage]) -> float:
        told = clause and (pair[0].quote.text in clause or clause in pair[1].text)
        return len(said & set(pair[1].text)) + (0.5 if told else 0.0)

    stone, full = max(stones, key=nearness)
    cited = (Citation(problem.number, measure.ordinal, Kind.MILESTONE, full), *citations_of(problem, Kind.DEADLINE))
    return Answer(question, Kind.MILESTONE, (problem.number,), cited, milestone=stone, measure=measure.ordinal)


_SAID_OF_ANY = re.compile("完成|做好|落实|改造|整改|治理|工作")


def _is_of_the_whole(question: Query, problem: Problem, stone: Passage) -> bool:
    """Whether goal or title has every character of the topic, or most and no fewer than the step: 焦化超低排放 is all of 问题（二十三）."""
    said = set(load_phrases().filler.sub("", _SAID_OF_ANY.sub("", question.topic)))
    whole = (problem.goal.text, problem.title.text)
    if len(said) > 1 and any(said <= set(words) for words in whole):
        return True
    return max(share(question, words) for words in whole) >= max(_MOST, share(question, stone.text))


_MOST = 0.8


PARTICULAR = 0.02
"""How much nearer a milestone must be than the problem as a whole for the question to be about it."""


def _milestones(question: Query, problem: Problem, hit: Hit) -> list[Step]:
    """The milestones nearest to the question, best first, each with its words in full."""
    stones = {step[2].span: step for step in steps_of(problem)}
    bonus = _liked_measures(hit)
    near = [p for p in hit.pieces if p.chunk.kind is ChunkKind.MILESTONE and p.chunk.span in stones]
    sole = _alone_says(question.topic, [p.chunk.text for p in near])
    near.sort(key=lambda p: (p.chunk.text != sole, -(p.score + bonus.get(p.chunk.measure or "", 0.0))))
    return [stones[p.chunk.span] for p in near if p.chunk.span]


def _alone_says(topic: str, texts: list[str]) -> str | None:
    """The step that alone has the last word of what is asked, which is what is done: 封场, whoever is named before it."""
    said = load_phrases().filler.sub("", _SAID_OF_ANY.sub("", topic))[-2:]
    having = [text for text in texts if said in text] if len(said) == 2 else []
    return having[0] if len(having) == 1 else None


def _is_particular(hit: Hit) -> bool:
    """Whether the question is about a milestone rather than the whole problem.

    Phrasings decide where there are any: those of a measure are nearer than those of the problem, unless a milestone's own
    words are clearly nearer. Without them a milestone must be nearer than title, goal and finding.
    """

    bonus = _liked_measures(hit)
    stone = max(
        (p.score + bonus.get(p.chunk.measure or "", 0.0) for p in hit.pieces if p.chunk.kind is ChunkKind.MILESTONE), default=0.0
    )
    ahead = stone - max((p.score for p in hit.pieces if p.chunk.kind.whole), default=0.0)
    of_problem = max((p.score for p in hit.phrasings if p.chunk.measure is None), default=0.0)
    of_measure_ = max((p.score for p in hit.phrasings if p.chunk.measure is not None), default=0.0)
    if not of_problem and not of_measure_:
        return ahead >= PARTICULAR
    return of_measure_ >= of_problem or ahead >= 2 * PARTICULAR


def _how(question: Query, problem: Problem, hit: Hit | None) -> Answer:
    """The measures, the one the question points to first."""
    order = list(problem.measures)
    if hit:
        best = _measure_scores(hit)
        order.sort(key=lambda m: -best.get(m.ordinal, 0.0))
    cited = tuple(of_measure(problem, m) for m in order)
    pointed = order[0].ordinal if hit and order and question.topic else None
    return Answer(question, Kind.MEASURES, (problem.number,), cited, measure=pointed)


def _measure_scores(hit: Hit) -> dict[str, float]:
    bonus = _liked_measures(hit)
    best: dict[str, float] = {}
    for p in hit.pieces:
        if p.chunk.measure and p.chunk.kind in (ChunkKind.MEASURE, ChunkKind.MILESTONE):
            best[p.chunk.measure] = max(best.get(p.chunk.measure, 0.0), p.score + bonus.get(p.chunk.measure, 0.0))
    return best


def _in_term(question: Query, problem: Problem) -> bool:
    """注销证后多久: within what time is said by the deadline alone."""
    spans = [a for a in question.amounts if a.form == "span"]
    return any(a.is_said_in(problem.deadline_raw.text) for a in spans) and share(question, problem.deadline_raw.text) > _HALF


_HALF = 0.5


def _holding(amounts: Sequence[Amount], clauses: Sequence[Citation]) -> dict[Citation, int]:
    """How many of the amounts each clause tells; where none does, which of the nearest tell them with a unit of the same class (几户 by 6家)."""
    told = {c: sum(a.is_said_in(c.passage.text) for a in amounts) for c in clauses}
    if any(told.values()):
        return told
    alike = {c: sum(a.is_strict and a.is_told_alike(c.passage.text) for a in amounts) for c in clauses[:_NEAREST]}
    return told | alike


def _is_counted(asked: Amount, question: Query, clauses: Sequence[Citation]) -> bool:
    """Whether a clause that speaks of what is counted may count it: 群众举报多少件 is not told by 98项任务 elsewhere in the problem."""
    if not asked.is_loose:
        return True
    shares = [(share(question, c.passage.text), c.passage.text) for c in clauses]
    most = max((much for much, _ in shares), default=0.0)
    return any(much >= _HALF * most and asked.may_count_in(text) for much, text in shares)


def _detail(question: Query, problem: Problem, hit: Hit) -> Answer:
    """No field is named (柳树沟里有啥): the nearest clauses are the answer, and the first one's field the kind."""
    clauses = clauses_of(question, problem, hit)
    clauses.sort(key=lambda c: not (question.doer and c.field is Kind.FINDING and question.doer in c.passage.text))
    if question.doer and not any(question.doer in c.passage.text for c in clauses[:_NEAREST]):
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.UNSAID, f"谁{question.doer}的", problem.number))
    if not any(a.is_said_in(c.passage.text) for a in question.amounts for c in clauses) and _in_term(question, problem):
        return Answer(question, Kind.DEADLINE, (problem.number,), citations_of(problem, Kind.DEADLINE))
    holding = _holding(question.amounts, clauses)
    unsaid = next((a.words for a in question.amounts if a.is_strict), None)
    whole = "\n".join((problem.title.text, *(c.passage.text for c in clauses)))
    if not counts_offices(question):
        unsaid = unsaid or next(
            (a.words for a in question.amounts if not (a.can_be_said_in(whole) and _is_counted(a, question, clauses))), None
        )
    known = next(
        (a.words for a in question.amounts if a.is_known_from(question.claimed, [c.passage.text for c in clauses])), None
    )
    if known or (unsaid and not any(holding.values())):
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.UNSAID, known or unsaid or "", problem.number))
    of_part = {c for c in clauses if any(a.is_part_told(question.claimed, c.passage.text) for a in question.amounts)}
    clauses.sort(key=lambda c: (c not in of_part, -holding[c], not question.filter.times.is_written_in(c.passage.text)))
    return Answer(question, clauses[0].field, (problem.number,), tuple(clauses[:MOST_CLAUSES]), detail=True)
