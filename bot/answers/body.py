"""The body of the plan: its sections by name, when the inspectors came, and the sentences that a question points to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.language.spelling import normalise
from bot.questions.phrases import load_phrases
from bot.questions.query import UNIT_KINDS, Act, Kind, Query
from bot.questions.state import State
from corpus.model import Passage, Plan, Section
from index.chunks import Kind as ChunkKind
from index.chunks import sentences
from index.search import Hit, Piece

from .answer import Answer, Citation
from .nearness import content, names_somebody, share, tells_amount

_TERSE = 10
_SHORTEST, _HEADED = 4, 20
"""A heading is asked for by so many characters at least, and stands in so many of its paragraph at most."""
_DAY = re.compile(r"[0-9]{1,2}月[0-9]{1,2}日")


_INSPECTORS = re.compile("督察组|[咱俺]们?")


def inspection(question: Query, plan: Plan) -> Answer | None:
    """督察组哪天进驻的, 报告几号反馈的: the sentence of the preamble that says the days, where nothing else is asked."""
    phrases = load_phrases()
    if question.field is not Kind.DEADLINE or not phrases.find("inspection", question.words):
        return None
    rest = _INSPECTORS.sub("", phrases.lists["inspection"].sub("", question.words))
    for _, pattern in phrases.fields:
        rest = pattern.sub("", rest)
    rest = phrases.filler.sub("", re.sub(f"[{re.escape(plan.title)}]", "", rest)) if plan.title else rest
    said = [s for p in plan.preamble for s in sentences(p) if _DAY.search(s.text)]
    if len(rest) > 1 or not said:
        return None
    said.sort(key=lambda s: "反馈" in question.words and "反馈" not in s.text)
    return Answer(question, Kind.BODY, (), tuple(Citation(None, None, Kind.BODY, s, 0) for s in said))


_WHERE = re.compile(
    "(?P<office>[一-鿿]{0,12}?(?:办公室|指挥部|委员会|领导小组|专班|[改环督]委?办))(?:都|是|到底|具体)?(?:(?:设|挂|挂靠|放|建)(?:在|到|于)|归|属于|在|是)(?:哪|什么|啥)"
)
_SEAT = re.compile("设在|设于|挂靠|承担[^，。]{0,6}职责")


def office_seat(question: Query, plan: Plan) -> Answer | None:
    """整改办设在哪个局: the sentence of the body that says where the office of the rectification itself is."""
    asked = _WHERE.search(question.words)
    if not asked:
        return None
    in_order = re.compile("[^。]*".join(map(re.escape, asked["office"].removeprefix("市"))))
    said = [
        Citation(None, None, Kind.BODY, s, section.ordinal)
        for section in plan.sections
        for p in section.paragraphs
        for s in sentences(p)
        if _SEAT.search(s.text) and in_order.search(s.text)
    ]
    return Answer(question, Kind.BODY, (), tuple(said)) if said else None


def named_section(question: Query, plan: Plan) -> Answer | None:
    """保障措施有哪些, 整改原则是什么: every paragraph of the section whose title is asked for, by its first sentence."""
    section = next((s for s in plan.sections if _is_named(s.title.text, question.words)), None)
    if section is None or not re.search("哪些|什么|啥|几", question.words):
        return None
    firsts = [next(sentences(p), p) for p in section.paragraphs]
    return Answer(question, Kind.BODY, (), tuple(Citation(None, None, Kind.BODY, p, section.ordinal) for p in firsts))


_OF_SECTIONS = re.compile("坚持|遵循|把握|工作|基本|总体|整改|方案|提出|提了|定了|写了|要求")
_FIELDS = ("目标", "措施", "时限", "单位")
"""Heads of titles that are fields of the problems as well: those sections are asked for by their whole title."""


def _is_named(title: str, words: str) -> bool:
    """Whether nothing is asked but a section by its title, or by the title's last word: 要坚持哪些原则 for 整改原则."""
    filler = load_phrases().filler
    if title in words:
        return len(filler.sub("", words.replace(title, ""))) <= 1
    head = title[-2:]
    return head in words and head not in _FIELDS and len(filler.sub("", _OF_SECTIONS.sub("", words.replace(head, "")))) <= 1


_HOW_SAID = re.compile(
    "(?:是|都)?(?:怎么|咋|如何)(?:说|讲|写|规定|要求|安排)的?|(?:说|讲|写|规定|要求)(?:了|的是)?(?:啥|什么|哪些)|有(?:啥|什么|哪些)(?:要求|规定)"
)


def named_paragraph(question: Query, plan: Plan) -> Answer | None:
    """组织领导是怎么说的: the paragraph of the body whose heading has all that is left of the words."""
    topic = re.sub(r"\W|^(?:请问|那么?|方案里?)|方面$", "", _HOW_SAID.sub("", question.words))
    if len(topic) < _SHORTEST or not _HOW_SAID.search(question.words) or any(topic in p.title.text for p in plan.problems):
        return None
    found = [(s, p) for s in plan.sections for p in s.paragraphs if topic in next(sentences(p), p).text[:_HEADED]]
    return (
        Answer(question, Kind.BODY, (), (Citation(None, None, Kind.BODY, found[0][1], found[0][0].ordinal),))
        if len(found) == 1
        else None
    )


def _section(plan: Plan, ordinal: int | None) -> Section | None:
    return next((s for s in plan.sections if s.ordinal == ordinal), None)


def section_item(question: Query, plan: Plan, section: int | None) -> Answer | None:
    """第三条是什么 after a section, 保障措施头一条 of one by its title: its paragraph, whole."""
    named = next((s for s in plan.sections if s.title.text in question.words), None)
    found = named or _section(plan, section)
    places = question.places or ((question.number,) if question.number else ())
    if found is None or len(places) != 1 or (question.field and not named):
        return None
    at = places[0] - (places[0] > 0)
    if not -len(found.paragraphs) <= at < len(found.paragraphs):
        return None
    return Answer(question, Kind.BODY, (), (Citation(None, None, Kind.BODY, found.paragraphs[at], found.ordinal),))


_TIME = re.compile("[0-9][年月日天]|[年月季]度?底|每[半两]?[年月季周日天]|工作日")


def goes_on(question: Query, plan: Plan, state: State) -> Answer | None:
    """多久核查完 after what the body says of acceptance: of the paragraph just told the sentence that has all that is asked.

    什么时候达到, 报给谁 name nothing and mean what was told, where that has a time or somebody; 重污染天数呢 may be said anywhere in the section.
    """
    section = _section(plan, state.section)
    paragraphs = section.paragraphs if section else plan.preamble if state.section == 0 else ()
    told = next((p for p in paragraphs if state.clause and state.clause in p.text), None)
    if told is None or question.points or question.act is not Act.FIELD or len(question.topic) > _TERSE:
        return None
    here = sorted(sentences(told), key=lambda s: s.text != state.clause)
    if question.bare:
        return _told(question, [s for s in here if _has_asked(question, s.text)][:1], state.section)
    said = (
        [s for s in here if _has_all(question, s.text)][:1]
        if not any(question.topic in p.title.text for p in plan.problems)
        else []
    )
    return _told(question, said or _said_in(question, paragraphs), state.section)


def _has_asked(question: Query, text: str) -> bool:
    """Whether a sentence has a time where one is asked for, somebody where it is asked who, a number where how many."""
    if question.field is Kind.DEADLINE:
        return bool(_TIME.search(text))
    if question.field in UNIT_KINDS:
        return names_somebody(text)
    return bool(question.amounts and re.search("[0-9]", text))


def _has_all(question: Query, text: str) -> bool:
    topic = question.without_amounts()
    said = content(replace(question, topic=topic)) if topic.strip() else frozenset()
    return bool(said) and all(c in normalise(text) for c in said)


def _said_in(question: Query, paragraphs: Sequence[Passage]) -> list[Passage]:
    pieces = [p for p in load_phrases().filler.split(question.topic) if len(p) > 1] if question.refers_back else []
    every = (s for p in paragraphs for s in sentences(p) if all(piece in normalise(s.text) for piece in pieces))
    return list(every)[:3] if pieces else []


def _told(question: Query, said: Sequence[Passage], section: int | None) -> Answer | None:
    cited = tuple(Citation(None, None, Kind.BODY, s, section) for s in said)
    return Answer(question, Kind.BODY, (), cited) if cited else None


_MOST = 0.6


def by_value(question: Query, plan: Plan, found: Hit | None) -> Answer | None:
    """交办的举报多少件, 每月几号前报: the body's sentence with such a number and most of what is asked, where no clause of a problem found has one."""
    if not question.amounts:
        return None
    told = [p.chunk.text for p in found.pieces] if found and found.owner.problem else []
    named = replace(question, topic=question.without_amounts())
    if not named.topic.strip() or len(content(named)) < 2 or any(_counts(question, t) for t in told):
        return None
    every = [(0, p) for p in plan.preamble] + [(s.ordinal, p) for s in plan.sections for p in s.paragraphs]
    said = [(share(named, s.text), ordinal, s) for ordinal, p in every for s in sentences(p) if _counts(question, s.text)]
    best = max((much for much, _, _ in said), default=0.0)
    cited = tuple(Citation(None, None, Kind.BODY, s, ordinal) for much, ordinal, s in said if much == best)
    return Answer(question, Kind.BODY, (), cited[:1]) if best >= _MOST else None


def _counts(question: Query, text: str) -> bool:
    """Whether a text has a number of the kind that is asked for, be that of things that everything has (件, 个)."""
    return any(a.is_counted_in(text) if a.form == "unit" else a.is_said_in(text) for a in question.amounts)


_HEADING = re.compile("（[一二三四五六七八九十]{1,3}）.{2,20}[。．]?")


def section_sentences(question: Query, plan: Plan, hit: Hit) -> Answer | None:
    """The sentences of a section that are nearest to the question; of a heading what it heads, of a number those that have one."""
    found = [(p.chunk.section, Passage(p.chunk.text, p.chunk.span)) for p in hit.pieces if _is_body(p) and p.chunk.span]
    if not found:
        return None
    told = [(ordinal, s) for ordinal, passage in found[:3] for s in _headed(passage, plan, ordinal)][:3]
    if question.field is Kind.DEADLINE:
        told.sort(key=lambda pair: not _TIME.search(pair[1].text))
    if question.amounts:
        told.sort(key=lambda pair: _lacks_amount(question, pair[1].text))
    cited = tuple(dict.fromkeys(Citation(None, None, Kind.BODY, s, ordinal) for ordinal, s in told))
    return Answer(question, Kind.BODY, (), cited)


def _lacks_amount(question: Query, text: str) -> int:
    """How far a sentence is from telling the amount asked: 0 has one of its kind, 1 a number, 2 none."""
    return 0 if tells_amount(question, text) else 1 if re.search("[0-9]", text) else 2


def _is_body(piece: Piece) -> bool:
    return piece.chunk.kind is ChunkKind.BODY


def _headed(passage: Passage, plan: Plan, ordinal: int | None) -> list[Passage]:
    """The sentence itself; of a heading the paragraph's sentences behind it, and a heading that says when."""
    section = _section(plan, ordinal) if _HEADING.fullmatch(passage.text) else None
    paragraph = next((p for p in section.paragraphs if p.text.startswith(passage.text)), None) if section else None
    behind = list(sentences(paragraph))[1:] if paragraph else []
    return [*([passage] if not behind or _TIME.search(passage.text) else []), *behind[:2]]
