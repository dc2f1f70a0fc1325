"""The body of the plan: its sections by name, when the inspectors came, and the sentences that a question points to."""

from __future__ import annotations

import re

from bot.language.spelling import normalise
from bot.questions.phrases import load_phrases
from bot.questions.query import Kind, Query
from corpus.model import Passage, Plan, Section
from index.chunks import Kind as ChunkKind
from index.chunks import sentences
from index.search import Hit

from .answer import Answer, Citation

_TERSE = 10
_DAY = re.compile(r"[0-9]{1,2}月[0-9]{1,2}日")


def inspection(question: Query, plan: Plan, *, goes_on: bool = False) -> Answer | None:
    """督察组哪天进驻的, 报告几号反馈的: the sentence of the preamble that says the days, where nothing else is asked."""
    phrases = load_phrases()
    if question.field is not Kind.DEADLINE or not (goes_on or phrases.find("inspection", question.words)):
        return None
    rest = phrases.lists["inspection"].sub("", question.words)
    for _, pattern in phrases.fields:
        rest = pattern.sub("", rest)
    rest = phrases.filler.sub("", re.sub(f"[{re.escape(plan.title)}]", "", rest)) if plan.title else rest
    said = [s for p in plan.preamble for s in sentences(p) if _DAY.search(s.text)]
    if len(rest) > 1 or not said:
        return None
    said.sort(key=lambda s: "反馈" in question.words and "反馈" not in s.text)
    return Answer(question, Kind.BODY, (), tuple(Citation(None, None, Kind.BODY, s, 0) for s in said))


def named_section(question: Query, plan: Plan) -> Answer | None:
    """保障措施有哪些, 整改原则是什么: every paragraph of the section whose title is asked for, by its first sentence."""
    filler = load_phrases().filler
    section = next(
        (
            s
            for s in plan.sections
            if s.title.text in question.words and len(filler.sub("", question.words.replace(s.title.text, ""))) <= 1
        ),
        None,
    )
    if section is None or not re.search("哪些|什么|啥|几", question.words):
        return None
    firsts = [next(sentences(p), p) for p in section.paragraphs]
    return Answer(question, Kind.BODY, (), tuple(Citation(None, None, Kind.BODY, p, section.ordinal) for p in firsts))


def _section(plan: Plan, ordinal: int | None) -> Section | None:
    return next((s for s in plan.sections if s.ordinal == ordinal), None)


def section_item(question: Query, plan: Plan, section: int | None) -> Answer | None:
    """第三条是什么 after a section: its third paragraph, whole."""
    found = _section(plan, section)
    places = question.places or ((question.number,) if question.number else ())
    if (
        found is None
        or len(places) != 1
        or question.field
        or not -len(found.paragraphs) <= (i := places[0] - (places[0] > 0)) < len(found.paragraphs)
    ):
        return None
    return Answer(question, Kind.BODY, (), (Citation(None, None, Kind.BODY, found.paragraphs[i], found.ordinal),))


def of_same_section(question: Query, plan: Plan, section: int | None) -> Answer | None:
    """重污染天数呢 after a target of the body: the sentence of that section that says it."""
    found = _section(plan, section)
    pieces = [p for p in load_phrases().filler.split(question.topic) if len(p) > 1]
    if found is None or not pieces or not question.refers_back or len(question.topic) > _TERSE:
        return None
    said = [s for p in found.paragraphs for s in sentences(p) if all(piece in normalise(s.text) for piece in pieces)]
    return (
        Answer(question, Kind.BODY, (), tuple(Citation(None, None, Kind.BODY, s, found.ordinal) for s in said[:3]))
        if said
        else None
    )


def section_sentences(question: Query, hit: Hit) -> Answer | None:
    """The sentences of a section that are nearest to the question."""
    found = [p.chunk for p in hit.pieces if p.chunk.kind is ChunkKind.BODY and p.chunk.span]
    if not found:
        return None
    cited = tuple(Citation(None, None, Kind.BODY, Passage(c.text, c.span), c.section) for c in found[:3] if c.span)
    return Answer(question, Kind.BODY, (), cited)
