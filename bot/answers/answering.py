"""Question × plan × ledger × search × today → Answer: what is answered and from which words of the plan; no wording here.

Lists, counts and numbers are exact filters over the plan; search only ranks what free words may mean. Every answer
carries the passages it stands on (`citations`); the first is the one asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.language.spelling import LONGEST_QUESTION
from bot.language.unit_names import Names
from bot.ledger.agenda import Agenda
from bot.ledger.queries import is_registered
from bot.questions.filters import chosen_place
from bot.questions.homophones import Homophones
from bot.questions.phrases import load_phrases
from bot.questions.question import Kind, Question
from bot.questions.statuses import asks_for_many, asks_how_far, topic_of
from bot.questions.understanding import understand
from corpus.model import Passage, Plan
from index.chunks import Kind as ChunkKind
from index.chunks import sentences
from index.search import Hit, Ranking, Searcher

from .answer import FIELD_KINDS, Answer, Citation
from .by_ledger import set_by_ledger, status_of
from .clauses import answer_about
from .exact import answer_number, answer_set, meant, of_one_measure
from .refusal import Refusal, refusal

DOUBTFUL = 0.8
"""Runners-up this near are named in `related`, so that a program may offer them."""
MOST_CHOICES = 4
MOST_TURNS = 8
CLOSE = 0.06
"""Two problems whose fused scores differ by less are asked back (`choose`)."""


@dataclass(frozen=True)
class Desk:
    """Everything that one revision answers from."""

    plan: Plan
    names: Names
    searcher: Searcher
    homophones: Homophones

    @classmethod
    def of(cls, plan: Plan, searcher: Searcher) -> Desk:
        """A desk for a loaded revision."""
        names = Names.of(plan)
        official = {o for found in searcher.vocabulary.official.values() for o in found}
        terms = (*(n for n in names.units if len(n) > 2), *official)
        return cls(plan, names, searcher, Homophones.of(terms, plan.text, searcher.lexicon))

    def understand(self, text: str, today: date) -> Question:
        """The question that `text` asks here."""
        return understand(text, self.names, today, self.homophones.correct)


def converse(turns: Sequence[str], desk: Desk, today: date, agenda: Agenda | None = None) -> Answer:
    """The answer to the last of a user's turns, the few before it giving what it may leave out."""
    reply: Answer | None = None
    previous: Answer | None = None
    for text in turns[-MOST_TURNS:]:
        reply = turn(text, desk, today, previous, agenda)
        previous = previous if reply.refused else reply
    assert reply is not None, "at least one turn"
    return reply


def turn(text: str, desk: Desk, today: date, previous: Answer | None, agenda: Agenda | None = None) -> Answer:
    """The answer to `text` after `previous`; a bare number after a choice means that candidate, asked what was asked before."""
    place = chosen_place(text) if previous and previous.choices else None
    if previous and place and place <= len(previous.choices):
        text = f"第{previous.choices[place - 1]}项{previous.question.text}"
    return answer(desk.understand(text[:LONGEST_QUESTION], today), desk, today, previous, agenda)


def answer(question: Question, desk: Desk, today: date, previous: Answer | None = None, agenda: Agenda | None = None) -> Answer:
    """What the plan says to `question`, asked after `previous`; and the ledger, where `agenda` says how things stand."""
    if previous is not None and previous.refused:
        previous = None
    if question.kind in (Kind.HELP, Kind.SMALLTALK):
        return Answer(question, question.kind)
    if agenda is not None and (told := _by_ledger(question, desk, agenda, previous)):
        return told
    if question.step or question.number is not None:
        return answer_number(question, desk.plan, previous)
    if question.kind in (Kind.LIST, Kind.COUNT):
        found = answer_set(question, desk.plan, today, previous)
        return replace(found, unregistered=agenda is not None and question.filter.order == "overdue")
    return _by_topic(question, desk, previous)


# --- by the ledger ----------------------------------------------------------------------------------------


def _by_ledger(question: Question, desk: Desk, agenda: Agenda, previous: Answer | None) -> Answer | None:
    """How things stand, where that is asked; free words reach the ledger only where anything is registered."""
    how_far = asks_how_far(question)
    if question.step or question.number is not None:
        numbers = meant(question, desk.plan, previous) if how_far else None
        known = numbers and all(desk.plan.problem(n) for n in numbers)
        return status_of(question, desk.plan, agenda, numbers) if numbers and known else None
    asked, last = topic_of(question), _last(previous)
    one = how_far and not asks_for_many(question)
    if one and asked.bare and last:
        return status_of(question, desk.plan, agenda, (last,), carried=last)
    if found := set_by_ledger(question, desk.plan, desk.names, agenda, previous):
        return found
    if not one or asked.bare or not is_registered(agenda) or question.kind in (Kind.LIST, Kind.COUNT):
        return None
    found = _by_topic(asked, desk, previous)
    if found.kind in (Kind.NONE, Kind.BODY, Kind.CHOOSE) or not found.problems:
        return replace(found, question=question)
    return replace(status_of(question, desk.plan, agenda, found.problems[:1], found.carried), related=found.related)


def _last(previous: Answer | None) -> int | None:
    """The problem that was talked about."""
    return previous.problems[0] if previous and previous.problems and previous.kind not in (Kind.LIST, Kind.COUNT) else None


# --- by topic ---------------------------------------------------------------------------------------------


def _by_topic(question: Question, desk: Desk, previous: Answer | None) -> Answer:
    last = _last(previous)
    if question.bare and last is None:
        return Answer(question, Kind.NONE, refusal=Refusal("topicless"))
    if named := _inspection(question, desk.plan) or _section_named(question, desk.plan):
        return named
    ranking = desk.searcher.search(question.topic or question.words, detail=last)
    carried = _carried(question, ranking, last)
    asked = question.field or (previous.kind if previous and question.refers_back and previous.kind in FIELD_KINDS else None)
    if asked is Kind.MILESTONE:
        asked = Kind.DEADLINE
    if carried is not None:
        hit = next(h for h in ranking.problems if h.owner.problem == carried)
        problem = desk.plan.problem(carried)
        assert problem is not None
        found = answer_about(question, problem, asked, None if question.bare and asked else hit)
        return replace(found, carried=carried)
    reason = refusal(question, ranking, desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon)
    if reason:
        return Answer(question, Kind.NONE, refusal=reason)
    best = ranking.hits[0]
    if best.owner.section is not None and (answered := _body(question, best)):
        return answered
    hits = ranking.problems
    problem = desk.plan.problem(hits[0].owner.problem or 0)
    assert problem is not None
    if question.measure is not None:
        return of_one_measure(question, problem, question.measure)
    found = answer_about(question, problem, asked, hits[0])
    near = [h.owner.problem for h in hits[1:MOST_CHOICES] if hits[0].score - h.score < CLOSE and h.owner.problem]
    if near:
        shown = asked if asked in (Kind.ACCEPTANCE, Kind.DEADLINE, Kind.GOAL) else Kind.RESPONSIBLE
        others = [c for n in near if (p := desk.plan.problem(n)) for c in answer_about(question, p, shown, None).citations[:1]]
        numbers = (problem.number, *near)
        return replace(found, kind=Kind.CHOOSE, problems=numbers, choices=numbers, citations=(*found.citations, *others))
    related = tuple(h.owner.problem for h in hits[1:3] if h.owner.problem and hits[0].score - h.score < DOUBTFUL)
    return replace(found, problems=(problem.number,), related=related)


def _carried(question: Question, ranking: Ranking, last: int | None) -> int | None:
    """The earlier turn's problem, where the question leaves its topic out or adds only a detail to it."""
    if last is None:
        return None
    if question.bare:
        return last
    place = ranking.position(last)
    if place is None:
        return None
    top, mine = ranking.problems[0], ranking.problems[place]
    slack = 0.7 if question.refers_back or len(question.topic) <= 6 else 0.35
    return last if top.score - mine.score <= slack else None


_DAY = re.compile(r"[0-9]+月[0-9]+日")


def _inspection(question: Question, plan: Plan) -> Answer | None:
    """督察组哪天进驻的, 报告几号反馈的: the sentence of the preamble that says the days, where nothing else is asked."""
    phrases = load_phrases()
    if question.field is not Kind.DEADLINE or not phrases.find("inspection", question.words):
        return None
    rest = phrases.lists["inspection"].sub("", question.words)
    for _, pattern in phrases.fields:
        rest = pattern.sub("", rest)
    rest = phrases.filler.sub("", re.sub(f"[{re.escape(plan.title)}]", "", rest)) if plan.title else rest
    said = [s for p in plan.preamble for s in sentences(p) if _DAY.search(s.text)]
    if len(rest) > 1 or not said:
        return None
    said.sort(key=lambda s: "反馈" in question.words and "反馈" not in s.text)
    return Answer(question, Kind.BODY, (), tuple(Citation(None, None, "body", s, 0) for s in said))


def _section_named(question: Question, plan: Plan) -> Answer | None:
    """保障措施有哪些, 整改原则是什么: every paragraph of the section whose title is asked for, by its first sentence."""
    rest = load_phrases().filler.sub("", question.words)
    section = next((s for s in plan.sections if s.title.text in question.words and len(rest) <= len(s.title.text) + 2), None)
    if section is None or not re.search("哪些|什么|啥|几", question.words):
        return None
    firsts = [next(sentences(p), p) for p in section.paragraphs]
    return Answer(question, Kind.BODY, (), tuple(Citation(None, None, "body", p, section.ordinal) for p in firsts))


def _body(question: Question, hit: Hit) -> Answer | None:
    sentences = [p.chunk for p in hit.pieces if p.chunk.kind is ChunkKind.BODY and p.chunk.span]
    if not sentences:
        return None
    cited = tuple(Citation(None, None, "body", Passage(c.text, c.span), c.section) for c in sentences[:3] if c.span)
    return Answer(question, Kind.BODY, (), cited)
