"""Questions about a problem by its number or its topic: what free words mean is searched for, and borne out or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.questions.amounts import counts_problems, figures_in
from bot.questions.phrases import load_phrases
from bot.questions.query import FIELD_KINDS, UNIT_KINDS, Act, Kind, Query
from bot.questions.state import FEW, State
from corpus.model import FieldKind, Problem
from index.lexical import classes_of
from index.search import Hit, Ranking

from .answer import Answer
from .body import by_value, inspection, named_paragraph, named_section, section_sentences
from .clauses import answer_about, milestone_of, step_spoken_of
from .continuing import goes_on_about, is_asked_of_it, stays
from .desk import Desk
from .nearness import by_share, telling
from .numbered import answer_number, meant, of_one_measure
from .refusal import Reason, Refusal, foreign_place, refusal, refused_kind, refused_person, unanswered, unheard_thing

DOUBTFUL = 0.8
"""Runners-up this near are named in `related`, so that a program may offer them."""


MOST_CHOICES = 4
CLOSE = 0.06
"""Two problems whose fused scores differ by less are asked back (`choose`)."""


def numbered(question: Query, desk: Desk, state: State) -> Answer:
    """Problems by their numbers; words beside the number point to a clause."""
    hit = None
    numbers = meant(question, desk.plan, state) or ()
    topic = question.topic.strip()
    if len(numbers) == 1 and question.measure is None and _points(topic, question):
        ranking = desk.searcher.search(topic or question.words, numbers)
        hit = next((h for h in ranking.problems if h.owner.problem == numbers[0] and h.pieces), None)
    if reason := refused_kind(question, hit, desk.plan) if hit else refused_person(question, desk.plan):
        return Answer(question, Kind.NONE, refusal=reason)
    problem = desk.plan.problem(numbers[0]) if len(numbers) == 1 and question.field is Kind.DEADLINE else None
    if problem and question.carried and (step := step_spoken_of(question, problem, state.spoken)):
        return replace(step, carried=question.carried)
    if question.measure is not None and problem:
        if stone := milestone_of(question, problem, question.measure, state.clause):
            return replace(stone, carried=question.carried)
        if question.carried is not None and not _OF_MEASURES.search(question.words):
            question = replace(question, measure=None)
    return replace(answer_number(question, desk.plan, state, hit), carried=question.carried)


_OF_MEASURES = re.compile("[条步招]|措施")
"""Of such a one it is said that it has no day; of a clause that was told the day is the problem's where it has none."""


def _points(topic: str, question: Query) -> bool:
    """Whether the words beside a number say something of a clause."""
    content = load_phrases().filler.sub("", topic)
    asks_amount = question.field is None and (
        any(a.unit not in ("个", "项", "条") for a in question.amounts) or figures_in(question.words)
    )
    of_a_time = question.field in UNIT_KINDS and question.filter.times
    return bool(len(content) > 1 or asks_amount or of_a_time) and question.act is Act.FIELD and not question.more


_FIELD_OF_A_PROBLEM = re.compile("整改(?:目标|措施|时限)|责任单位|验收单位")


def by_topic(question: Query, desk: Desk, state: State) -> Answer:
    """What the topic means: a section by its name, several topics each, the problem talked about, or the best find."""
    section = None if question.bare and state.focus else named_section(question, desk.plan)
    if named := inspection(question, desk.plan) or section or named_paragraph(question, desk.plan):
        return _of_this_city(named, desk)
    if question.bare and not state.focus:
        said = (
            by_value(replace(question, topic=question.words), desk.plan, None) if any(a.lasts for a in question.amounts) else None
        )
        return said or Answer(question, Kind.NONE, refusal=Refusal(Reason.TOPICLESS))
    if several := _each_topic(question, desk) or _each_of_a_theme(question, desk):
        return numbered(replace(question, number=several[0], numbers=several, topic=""), desk, state)
    ranking = by_share(question, desk.searcher.search(question.topic or question.words, state.focus[:FEW]))
    asked = _asked(question, state)
    if (carried := _carried(question, ranking, state, desk)) is not None:
        return _of_carried(question, *carried, ranking, asked, desk)
    of_body = by_value(question, desk.plan, ranking.hits[0])
    if of_body and ranking.hits[0].owner.problem:
        return _of_this_city(of_body, desk)
    if reason := refusal(question, ranking, desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon):
        unclear = reason.reason is Reason.WEAK and of_body
        return unclear or Answer(question, Kind.NONE, refusal=reason)
    best = ranking.hits[0]
    of_problem = question.field and _FIELD_OF_A_PROBLEM.search(question.words)
    if best.owner.section is not None and not of_problem and (answered := section_sentences(question, desk.plan, best)):
        uncounted = counts_problems(question.words) and not re.search("[0-9]", answered.citations[0].passage.text)
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.WEAK)) if uncounted else answered
    return _of_best(question, ranking.problems, asked, desk)


def _of_this_city(found: Answer, desk: Desk) -> Answer:
    """What the body says, unless another place is asked about, whatever else the words are of."""
    place = foreign_place(found.question.words, desk.plan, desk.searcher.vocabulary)
    return Answer(found.question, Kind.NONE, refusal=Refusal(Reason.PLACE, place)) if place else found


def _only(focus: tuple[int, ...]) -> int | None:
    return focus[0] if len(focus) == 1 else None


def _asked(question: Query, state: State) -> Kind | None:
    """The field that is named, or that of the turn before where the words only point back."""
    goes_on = question.refers_back and question.bare and state.kind in FIELD_KINDS
    asked = question.field or (state.kind if goes_on else None)
    return asked and asked.asked


def _of_carried(question: Query, number: int, of_it: bool, ranking: Ranking, asked: Kind | None, desk: Desk) -> Answer:
    """The problem that is talked about, its clauses ranked by the words, where something is asked of it that a plan tells."""
    hit = next(h for h in ranking.problems if h.owner.problem == number)
    reason = refused_kind(question, hit, desk.plan)
    if reason := reason or (None if of_it else unanswered(question, desk.plan, desk.searcher.vocabulary)):
        return Answer(question, Kind.NONE, refusal=reason)
    problem = desk.plan.problem(number)
    assert problem is not None
    found = answer_about(question, problem, asked, None if question.bare and asked else hit)
    if found.detail and question.amounts and (of_another := _of_another(question, found, problem, desk, carried=True)):
        return Answer(question, Kind.NONE, refusal=of_another)
    return replace(found, carried=number)


_EACH = re.compile(
    "分别|各自|各(?=[是由归找让])|各[报给说来]一?[个下]?|这[俩两]个?(?:问题|事)?|[两俩][个项边头样](?:事|问题|目)?|[两俩](?:问题|事)"
)
_PAIR = re.compile(
    "(?:^|[，,\\s])([^，,\\s]{2,}?)的?(?:那个|那条)?(?:和|跟|与|以及|还有|、)([^，,\\s]{2,}?)的?(?:那个|那条)?(?=$|[，,。?？\\s])"
)
"""磷石膏堆存的和水泥深度治理的, apart from what is asked of both."""


def _each_topic(question: Query, desk: Desk) -> tuple[int, ...]:
    """红树林、虾塘分别谁牵头: the problem of each."""
    if question.field is None or not _EACH.search(question.words):
        return ()
    pair = _PAIR.search(question.words)
    said = (
        pair.groups() if pair and pair.group() != question.words else re.split("、|和|跟|与|，|,", _EACH.sub("", question.topic))
    )
    topics = [t for t in said if desk.mentions.longest(t)]
    if not 1 < len(topics) <= MOST_CHOICES:
        return ()
    owners = [desk.searcher.search(t).hits[0].owner for t in topics]
    if any(owner.section is not None for owner in owners):
        return ()
    found = tuple(dict.fromkeys(owner.problem for owner in owners if owner.problem))
    return found if len(found) > 1 else ()


_THOSE = re.compile("(?:[那这][几两俩三四五六][个项条件]|[那这]些(?=问题|任务)|几[个项条](?=.{0,6}(?:分别|各)))(?:问题|任务|事)?")


def _each_of_a_theme(question: Query, desk: Desk) -> tuple[int, ...]:
    """固废那几项分别什么时候到期: each problem of the aspect, or that speaks of it."""
    if question.field is None or not _THOSE.search(question.words) or question.filter.terms or question.filter.times:
        return ()
    topic = load_phrases().filler.sub(" ", _THOSE.sub(" ", question.topic))
    said = max((desk.mentions.longest(piece) for piece in topic.split()), key=len, default="")
    aspect = question.filter.aspect or (desk.names.aspect(said) if said else None)
    of_aspect = tuple(p.number for p in desk.plan.problems if aspect and p.aspect == aspect)
    found = of_aspect or (desk.mentions.problems_with(said) if said else ())
    return tuple(found) if 1 < len(found) <= FEW else ()


def _of_best(question: Query, hits: Sequence[Hit], asked: Kind | None, desk: Desk) -> Answer:
    """The problem found; those as near are asked about, and a name that several bear is answered with all of them."""
    problem = desk.plan.problem(hits[0].owner.problem or 0)
    assert problem is not None
    if question.measure is not None:
        return of_one_measure(question, problem, question.measure)
    found = answer_about(question, problem, asked, hits[0])
    if found.detail and question.amounts and (of_another := _of_another(question, found, problem, desk)):
        return Answer(question, Kind.NONE, refusal=of_another)
    if several := _of_the_same_name(question, asked, found, problem, desk):
        return several
    if found.refused:
        return found
    if choice := _choice(question, found, hits, asked, desk):
        return choice
    related = tuple(h.owner.problem for h in hits[1:3] if h.owner.problem and hits[0].score - h.score < DOUBTFUL)
    return replace(found, problems=(problem.number,), related=related)


def _of_another(question: Query, found: Answer, problem: Problem, desk: Desk, *, carried: bool = False) -> Refusal | None:
    """Why a figure that was found is that of something else: 长荇湖的蓝藻面积多大 where the problem is of another lake."""
    named = desk.mentions.named_in(load_phrases().filler.split(question.topic))
    names = [n for n in named if desk.mentions.is_proper(n) and problem.number not in desk.mentions.problems_with(n)]
    districts = [t.words for t in question.filter.terms if t.words in desk.plan.districts]
    text = desk.plan.text[problem.span.start : problem.span.end]
    if missing := next((n for n in (*names, *districts) if n not in text), None):
        return Refusal(Reason.UNSAID, missing, problem.number)
    clause = found.citations[0].passage.text
    return unheard_thing(question, clause, desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon, carried=carried)


def _choice(question: Query, found: Answer, hits: Sequence[Hit], asked: Kind | None, desk: Desk) -> Answer | None:
    """The problem found and those as near, each with the asked fact, to choose from."""
    near = [h.owner.problem for h in hits[1:MOST_CHOICES] if hits[0].score - h.score < CLOSE and h.owner.problem]
    if not near:
        return None
    shown = asked if asked and asked.short else Kind.RESPONSIBLE
    others = [c for n in near if (p := desk.plan.problem(n)) for c in answer_about(question, p, shown, None).citations[:1]]
    numbers = (*found.problems[:1], *near)
    return replace(found, kind=Kind.CHOOSE, problems=numbers, choices=numbers, citations=(*found.citations, *others))


def _of_the_same_name(question: Query, asked: Kind | None, found: Answer, best: Problem, desk: Desk) -> Answer | None:
    """五虎山谁负责: every problem that speaks of that name, where nothing else is said of it that one of them alone has to do."""
    if question.doer or (asked and not asked.is_of(FieldKind.UNITS, FieldKind.DEADLINE)):
        return None
    filler = load_phrases().filler
    name = desk.mentions.longest(question.topic)
    besides = filler.sub("", question.topic).replace(filler.sub("", name), "")
    if len(besides) > 1 or not desk.mentions.is_name(name):
        return None
    numbers = desk.mentions.problems_with(name)
    if not 1 < len(numbers) <= MOST_CHOICES or best.number not in numbers:
        return None
    problems = [p for n in numbers if (p := desk.plan.problem(n))]
    if besides and found.kind is Kind.MILESTONE and [p for p in problems if _has_to(besides, p)] == [best]:
        return None
    each = [answer_about(question, p, asked or Kind.PROBLEM, None) for p in problems]
    return replace(each[0], problems=numbers, citations=tuple(c for a in each for c in a.citations[:1]))


def _has_to(do: str, problem: Problem) -> bool:
    return any(do in measure.passage.text for measure in problem.measures)


def _speaks_of(number: int, question: Query, desk: Desk) -> bool:
    """不是，我说的是进场治理那天: words of its own of the problem talked about, put right."""
    said = desk.mentions.longest(question.topic)
    return len(said) > 2 and number in desk.mentions.everywhere(said)


def _names_no_thing(question: Query, desk: Desk) -> bool:
    """不是问验收，我问什么时候进场动工: nothing is named but a field and what is done."""
    topic = load_phrases().lists["stage"].sub("，", question.topic)
    words = telling(topic, desk.searcher.lexicon)
    return (
        bool(question.named)
        and len(desk.mentions.longest(topic)) <= _WORD
        and not any(_THING.match(c) for w in words for c in classes_of(w) or "n")
    )


_THING, _WORD = re.compile("[nlijqb]"), 2
_POINTER = re.compile(r"里面|其中|里头|这个|那个|这条|那条|这项|它|该|呢")


def _carried(question: Query, ranking: Ranking, state: State, desk: Desk) -> tuple[int, bool] | None:
    """The problem talked about, where the question leaves its topic out or asks more of it, and whether that is asked of it at all."""
    if not state.focus:
        return None
    only = _only(state.focus)
    if question.bare or (question.corrects and only and (_names_no_thing(question, desk) or _speaks_of(only, question, desk))):
        return state.focus[0], True
    if question.corrects and not _POINTER.search(question.words):
        return None
    if (meant := goes_on_about(question, ranking, state, desk)) is None or not stays(meant[1]):
        return None
    return meant[0], is_asked_of_it(meant[1])
