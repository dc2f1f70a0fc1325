"""Question × plan × ledger × search × today → Answer: what is answered and from which words of the plan; no wording here.

Lists, counts, figures and numbers are exact over plan and ledger; search only ranks what free words may mean. Every answer
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
from bot.questions.dialogue import FIELD_KINDS, State, resolve
from bot.questions.homophones import Homophones
from bot.questions.mentions import Mentions
from bot.questions.numbers import chosen_place
from bot.questions.parts import parts_of
from bot.questions.question import Act, Filter, Kind, Question, Social, Term
from bot.questions.statuses import topic_of
from bot.questions.understanding import understand
from corpus.model import Plan, Problem
from index.search import Hit, Ranking, Searcher

from .answer import Answer
from .body import inspection, named_section, section_sentences
from .by_ledger import set_by_ledger, status_of
from .clauses import answer_about, milestone_of
from .exact import answer_set, select, why
from .figures import answer_extreme, answer_groups, answer_steps, answer_units, compare_problems, compare_units
from .numbered import answer_number, meant, of_one_measure
from .refusal import Refusal, bears_out, refusal
from .verdicts import claimed_field, verdict

DOUBTFUL = 0.8
"""Runners-up this near are named in `related`, so that a program may offer them."""
MOST_CHOICES = 4
MOST_TURNS = 8
CLOSE = 0.06
"""Two problems whose fused scores differ by less are asked back (`choose`)."""
_SLACK, _POINTED_SLACK = 0.35, 0.7
"""How far a problem that is talked about may be behind the best find, and still be meant; more where the words point back."""


@dataclass(frozen=True)
class Desk:
    """Everything that one revision answers from."""

    plan: Plan
    names: Names
    searcher: Searcher
    homophones: Homophones
    mentions: Mentions

    @classmethod
    def of(cls, plan: Plan, searcher: Searcher) -> Desk:
        """A desk for a loaded revision."""
        names = Names.of(plan)
        official = {o for found in searcher.vocabulary.official.values() for o in found}
        terms = (*(n for n in names.units if len(n) > 2), *official)
        homophones = Homophones.of(terms, plan.text, searcher.lexicon)
        return cls(plan, names, searcher, homophones, Mentions.of(plan, searcher.lexicon.cut))

    def understand(self, text: str, today: date, me: Term | None = None, follows: bool = False) -> Question:
        """The question that `text` asks here; 我们 means `me` where that is known."""
        names = self.names.speaking_for(me.units) if me else self.names
        return understand(text, names, today, self.homophones.correct, self.mentions, follows)


def converse(turns: Sequence[str], desk: Desk, today: date, agenda: Agenda | None = None) -> Answer:
    """The answer to the last of a user's turns, the few before it giving what it may leave out."""
    reply: Answer | None = None
    for text in turns[-MOST_TURNS:]:
        reply = turn(text, desk, today, reply, agenda)
    assert reply is not None, "at least one turn"
    return reply


def turn(text: str, desk: Desk, today: date, previous: Answer | None, agenda: Agenda | None = None) -> Answer:
    """The answer to `text` after `previous`; a bare number after a choice means that candidate, asked what was asked before."""
    place = chosen_place(text) if previous and previous.choices else None
    if previous and place and place <= len(previous.choices):
        text = f"第{previous.choices[place - 1]}项{previous.question.text}"
    state = previous.state if previous else State()
    text = text[:LONGEST_QUESTION]
    if pieces := parts_of(text, lambda t: desk.understand(t, today, state.me)):
        return _several(text, pieces, desk, today, state, agenda)
    return _turn(text, desk, today, state, agenda)


def _turn(text: str, desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    question = resolve(desk.understand(text, today, state.me, state.last is not None), state)
    question = _element_by_value(question, state, desk, today)
    found = answer(question, desk, today, state, agenda)
    return replace(found, state=_behind(found, state))


_THAT_ONE = re.compile(r"[那这][条个项]|的那[条个项]?")


def _element_by_value(question: Question, state: State, desk: Desk, today: date) -> Question:
    """商务局那条哪天截止: of what was shown the one that has this unit or time."""
    asked = question.field or question.act in (Act.ORIGINAL, Act.STATUS)
    if len(state.shown) < 2 or not (question.filter.terms or question.filter.times) or not _THAT_ONE.search(question.words):
        return question
    if not asked and question.kind not in (Kind.LIST, None):
        return question
    found = tuple(p.number for p in select(desk.plan, question.filter, today, state.shown))
    field = question.field or duty_field(question)
    if not 0 < len(found) <= 2 or not (asked or field):
        return question
    return replace(
        question,
        act=Act.FIELD,
        kind=field or Kind.PROBLEM,
        field=field,
        number=found[0],
        numbers=found[1:] and found,
        filter=Filter(),
        among=None,
    )


def duty_field(question: Question) -> Kind | None:
    """The field that a set question's words name all the same."""
    return next(
        (k for k, w in ((Kind.ACCEPTANCE, "谁验"), (Kind.RESPONSIBLE, "谁"), (Kind.DEADLINE, "到期")) if w in question.words),
        None,
    )


def _several(text: str, pieces: Sequence[str], desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    """Several questions in one message, answered in their order, each after the one before."""
    found: list[Answer] = []
    for piece in pieces:
        found.append(_turn(piece, desk, today, state, agenda))
        state = found[-1].state
    answered = [a for a in found if not a.refused]
    if len(answered) < 2:
        return replace(answered[0] if answered else found[0], state=state)
    problems = tuple(dict.fromkeys(n for a in answered for n in a.problems))
    cited = tuple(dict.fromkeys(c for a in answered for c in a.citations))
    first = answered[0]
    return replace(
        first, question=replace(first.question, text=text), problems=problems, citations=cited, parts=tuple(found), state=state
    )


def _behind(found: Answer, state: State) -> State:
    """The conversation's state after an answer; a refusal leaves it as it was."""
    question = found.question
    if question.social is Social.IDENTIFIED and question.filter.terms:
        term = question.filter.terms[0]
        return replace(state, me=replace(term, duty=type(term.duty).ANY, negated=False, by_name=False))
    if found.refused:
        return state
    told = found.citations[0] if found.citations and (found.detail or found.kind is Kind.MILESTONE) else None
    measure = found.measure if found.kind in (Kind.MILESTONE, Kind.MEASURES) and len(found.citations) == 1 else None
    return state.after(question, found.kind, found.problems, told.measure if told else measure, told.passage.text if told else "")


def answer(question: Question, desk: Desk, today: date, state: State | None = None, agenda: Agenda | None = None) -> Answer:
    """What the plan says to `question`, asked in a conversation's state; and the ledger, where `agenda` says how things stand."""
    state = state or State()
    match question.act:
        case Act.SOCIAL:
            return _talk(question, desk, state)
        case Act.GROUPS:
            return answer_groups(question, desk.plan, today, desk.mentions)
        case Act.EXTREME:
            return answer_extreme(question, desk.plan, today, desk.mentions)
        case Act.UNITS:
            return answer_units(question, desk.plan, today, desk.mentions)
        case Act.MILESTONES:
            return _steps(question, desk, today, state, agenda)
        case Act.COMPARE:
            return _compare(question, desk, today, state)
        case Act.VERIFY:
            return _verify(question, desk, state)
        case Act.STATUS if agenda is not None:
            return _status(question, desk, agenda, state)
    if question.kind in (Kind.HELP, Kind.SMALLTALK):
        return Answer(question, question.kind)
    if question.kind in (Kind.LIST, Kind.COUNT) and question.number is None:
        return _set(question, desk, today, agenda)
    if question.among is not None and question.bare and len(question.among) > 1:
        return Answer(question, Kind.NONE, refusal=Refusal("which", "、".join(f"（{n}）" for n in question.among)))
    if question.step or question.number is not None:
        return _numbered(question, desk, state)
    return _by_topic(question, desk, state)


def _talk(question: Question, desk: Desk, state: State) -> Answer:
    """What asks nothing; 继续 and 下一页 show the last list whole once more."""
    if (
        question.social is Social.MORE
        and state.listed
        and len(state.shown) > 1
        and re.search("继续|下一页|接着|往下", question.words)
    ):
        again = replace(state.listed, among=state.shown, within=True, text=question.text)
        problems = [p for n in state.shown if (p := desk.plan.problem(n))]
        return Answer(
            replace(again, act=Act.LIST), Kind.LIST, state.shown, tuple(c for p in problems for c in why(p, again.filter))
        )
    return Answer(question, Kind.HELP if question.social is Social.HELP else Kind.SMALLTALK)


# --- sets and figures -------------------------------------------------------------------------------------


def _set(question: Question, desk: Desk, today: date, agenda: Agenda | None) -> Answer:
    if agenda is not None and (told := set_by_ledger(question, desk.plan, agenda, desk.mentions)):
        return told
    if question.progress and not question.filter.order:
        question = replace(
            question, filter=replace(question.filter, order="overdue", not_then=question.progress.value == "on time")
        )
    found = answer_set(question, desk.plan, today, mentions=desk.mentions)
    if found.refusal and found.refusal.reason == "empty" and question.filter.times.within and not question.progress:
        steps = answer_steps(question, desk.plan, today, agenda, desk.mentions)
        return found if steps.refused else steps
    return replace(found, unregistered=agenda is not None and question.progress is not None)


def _steps(question: Question, desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    """Dated steps: of the problem that is meant, or of all that the filter lets through."""
    if question.number is None and not question.filter and not question.bare and question.among is None:
        found = _by_topic(replace(question, act=Act.FIELD, field=Kind.DEADLINE), desk, state)
        if found.refused or found.kind is Kind.CHOOSE or not found.problems:
            return replace(found, question=question)
        question = replace(question, number=found.problems[0], carried=found.carried)
    return replace(answer_steps(question, desk.plan, today, agenda, desk.mentions), carried=question.carried)


_APART = re.compile(r"和|跟|与|比(?!例|重|率)|、|，|,|还是")
_COMPARED = re.compile(
    r"(?:哪[个项条家]|谁).*$|(?:的?(?:期限|时限|牵头|责任|验收)?(?:单位)?(?:有|都)?(?:啥|什么)?(?:一样|不一样|区别|不同|差别|相同)).*$|早|晚|多久|期限|时限|到期|靠后|的$"
)


def _compare(question: Question, desk: Desk, today: date, state: State) -> Answer:
    """Problems by number, units, what is talked about, or two topics."""
    numbers = question.numbers or ((question.number,) if question.number is not None else ())
    if len(numbers) == 1 and state.focus and state.focus[0] != numbers[0]:
        numbers = (state.focus[0], *numbers)
    if len(numbers) > 1:
        missing = next((n for n in numbers if not desk.plan.problem(n)), None)
        if missing is not None:
            return Answer(question, Kind.NONE, refusal=Refusal("number", str(missing)))
        return replace(compare_problems(question, desk.plan, numbers), carried=question.carried)
    if numbers:
        return _numbered(replace(question, act=Act.FIELD), desk, state)
    if len(question.filter.terms) > 1:
        return compare_units(question, desk.plan, today)
    topics = [t for t in _APART.split(_COMPARED.sub("", question.words)) if desk.mentions.longest(t)]
    if len(topics) == 1 and len(state.focus) == 1:
        other = desk.searcher.search(topics[0]).problems[0].owner.problem
        if other and other != state.focus[0]:
            return compare_problems(question, desk.plan, (state.focus[0], other))
    if len(topics) > 1:
        found = [desk.searcher.search(t).problems[0].owner.problem for t in topics[:4]]
        distinct = tuple(dict.fromkeys(n for n in found if n))
        if len(distinct) > 1:
            return compare_problems(question, desk.plan, distinct)
    return _by_topic(replace(question, act=Act.FIELD), desk, state)


def _verify(question: Question, desk: Desk, state: State) -> Answer:
    """The fact that a claim is about, and whether the claim holds."""
    field = claimed_field(question)
    asked = replace(question, act=Act.FIELD, field=field or question.field)
    if question.number is not None or question.step:
        found = _numbered(asked, desk, state)
    elif question.bare and not state.focus and (question.filter.terms or question.filter.times):
        return answer_set(replace(question, kind=Kind.LIST, act=Act.LIST), desk.plan, date.max, mentions=desk.mentions)
    else:
        found = _by_topic(asked, desk, state)
    problems = [p for n in found.problems if (p := desk.plan.problem(n))]
    if found.refused or found.kind in (Kind.BODY, Kind.CHOOSE) or not problems:
        return replace(found, question=replace(found.question, act=Act.VERIFY))
    pointed = found.citations[0].passage.text if found.detail and found.citations else ""
    if question.filter.times and found.kind is Kind.MILESTONE:
        stone = found.milestone
        decided = question.filter.times.holds(stone.due) if stone and stone.due else None
    else:
        decided = verdict(question, problems, pointed)
    return replace(found, verdict=decided, question=replace(found.question, act=Act.VERIFY))


# --- by the ledger ----------------------------------------------------------------------------------------


def _status(question: Question, desk: Desk, agenda: Agenda, state: State) -> Answer:
    """How far a problem is; free words reach the ledger by way of the problem that they mean."""
    if question.step or question.number is not None:
        numbers = meant(question, desk.plan, state)
        missing = next((n for n in numbers or () if not desk.plan.problem(n)), None)
        if numbers is None or missing is not None:
            return _numbered(question, desk, state)
        return status_of(question, desk.plan, agenda, numbers, question.carried)
    asked = topic_of(question)
    if asked.bare:
        return Answer(question, Kind.NONE, refusal=Refusal("topicless"))
    found = _by_topic(replace(asked, act=Act.FIELD, field=Kind.DEADLINE), desk, state)
    if found.kind in (Kind.NONE, Kind.BODY, Kind.CHOOSE) or not found.problems:
        return replace(found, question=question)
    told = status_of(question, desk.plan, agenda, found.problems[:1], found.carried)
    return replace(told, related=found.related, citations=tuple(dict.fromkeys((*told.citations, *found.citations[:1]))))


# --- by number --------------------------------------------------------------------------------------------


def _numbered(question: Question, desk: Desk, state: State) -> Answer:
    """Problems by their numbers; words beside the number point to a clause."""
    hit = None
    numbers = meant(question, desk.plan, state) or ()
    topic = question.topic.strip()
    if len(numbers) == 1 and question.measure is None and _points(topic, question):
        ranking = desk.searcher.search(topic or question.words, detail=numbers[0])
        hit = next((h for h in ranking.problems if h.owner.problem == numbers[0] and h.pieces), None)
    if question.measure is not None and question.field is Kind.DEADLINE and len(numbers) == 1:
        problem = desk.plan.problem(numbers[0])
        if problem and (stone := milestone_of(question, problem, question.measure, state.clause)):
            return replace(stone, carried=question.carried)
    return replace(answer_number(question, desk.plan, state, hit), carried=question.carried)


def _points(topic: str, question: Question) -> bool:
    """Whether the words beside a number say something of a clause."""
    from bot.questions.phrases import load_phrases

    content = load_phrases().filler.sub("", topic)
    amount = (
        question.field is None and question.carried is not None and re.search("多少|几[^个项条乎]|多[大高长宽远]", question.words)
    )
    return (len(content) > 1 or bool(amount)) and question.act is Act.FIELD and not question.more


# --- by topic ---------------------------------------------------------------------------------------------


def _by_topic(question: Question, desk: Desk, state: State) -> Answer:
    focus = state.focus
    if question.bare and not focus and not (state.kind is Kind.BODY and question.field):
        return Answer(question, Kind.NONE, refusal=Refusal("topicless"))
    of_inspection = state.kind is Kind.BODY and question.field is Kind.DEADLINE
    if named := inspection(question, desk.plan, goes_on=of_inspection) or named_section(question, desk.plan):
        return named
    last = focus[0] if len(focus) == 1 else None
    topic = question.topic or question.words
    if several := _each_topic(question, desk):
        return _numbered(replace(question, number=several[0], numbers=several, topic=""), desk, state)
    ranking = desk.searcher.search(topic, detail=last)
    asked = question.field or (state.kind if question.refers_back and state.kind in FIELD_KINDS and question.bare else None)
    if asked is Kind.MILESTONE:
        asked = Kind.DEADLINE
    if (carried := _carried(question, ranking, state, desk)) is not None:
        if carried != last:
            ranking = desk.searcher.search(topic, detail=carried)
        hit = next(h for h in ranking.problems if h.owner.problem == carried)
        if question.unanswerable and not bears_out(question.unanswerable, hit):
            return Answer(question, Kind.NONE, refusal=Refusal("type", question.unanswerable))
        problem = desk.plan.problem(carried)
        assert problem is not None
        found = answer_about(question, problem, asked, None if question.bare and asked else hit)
        return replace(found, carried=carried)
    reason = refusal(question, ranking, desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon)
    if reason:
        return Answer(question, Kind.NONE, refusal=reason)
    best = ranking.hits[0]
    of_problem = question.field and re.search("整改(?:目标|措施|时限)|责任单位|验收单位", question.words)
    if best.owner.section is not None and not of_problem and (answered := section_sentences(question, best)):
        return answered
    return _of_best(question, ranking.problems, asked, desk)


def _each_topic(question: Question, desk: Desk) -> tuple[int, ...]:
    """红树林、虾塘分别谁牵头: the problem of each."""
    if question.field is None or not re.search("分别|各自|各是", question.words):
        return ()
    topics = [t for t in re.split("、|和|跟|与|，|,", re.sub("分别|各自|各是", "", question.topic)) if desk.mentions.longest(t)]
    if not 1 < len(topics) <= MOST_CHOICES:
        return ()
    found = tuple(dict.fromkeys(n for t in topics if (n := desk.searcher.search(t).problems[0].owner.problem)))
    return found if len(found) > 1 else ()


def _of_best(question: Question, hits: Sequence[Hit], asked: Kind | None, desk: Desk) -> Answer:
    """The problem found; those as near are asked about, and a name that several bear is answered with all of them."""
    problem = desk.plan.problem(hits[0].owner.problem or 0)
    assert problem is not None
    if question.measure is not None:
        return of_one_measure(question, problem, question.measure)
    found = answer_about(question, problem, asked, hits[0])
    if several := _of_the_same_name(question, asked, problem, desk):
        return several
    near = [h.owner.problem for h in hits[1:MOST_CHOICES] if hits[0].score - h.score < CLOSE and h.owner.problem]
    if near:
        shown = asked if asked in (Kind.ACCEPTANCE, Kind.DEADLINE, Kind.GOAL) else Kind.RESPONSIBLE
        others = [c for n in near if (p := desk.plan.problem(n)) for c in answer_about(question, p, shown, None).citations[:1]]
        numbers = (problem.number, *near)
        return replace(found, kind=Kind.CHOOSE, problems=numbers, choices=numbers, citations=(*found.citations, *others))
    related = tuple(h.owner.problem for h in hits[1:3] if h.owner.problem and hits[0].score - h.score < DOUBTFUL)
    return replace(found, problems=(problem.number,), related=related)


def _of_the_same_name(question: Question, asked: Kind | None, best: Problem, desk: Desk) -> Answer | None:
    """五虎山谁负责: every problem that speaks of that name, where nothing else is said of it."""
    from bot.questions.phrases import load_phrases

    content = load_phrases().filler.sub("", question.topic)
    name = desk.mentions.longest(question.topic)
    if (
        asked not in (None, Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.DEADLINE)
        or len(content.replace(load_phrases().filler.sub("", name), "")) > 1
    ):
        return None
    if not desk.mentions.is_name(name):
        return None
    numbers = desk.mentions.problems_with(name)
    if not 1 < len(numbers) <= MOST_CHOICES or best.number not in numbers:
        return None
    problems = [p for n in numbers if (p := desk.plan.problem(n))]
    found = [answer_about(question, p, asked or Kind.PROBLEM, None) for p in problems]
    return replace(found[0], problems=numbers, citations=tuple(c for f in found for c in f.citations[:1]))


_POINTER = re.compile(r"里面|其中|里头|这个|那个|这条|那条|这项|它|该|呢")


def _carried(question: Question, ranking: Ranking, state: State, desk: Desk) -> int | None:
    """The problem talked about, where the question leaves its topic out or adds only a detail to it."""
    if not state.focus:
        return None
    if question.bare:
        return state.focus[0]
    candidates = state.focus if len(state.focus) <= 8 else ()
    if not candidates or (question.corrects and not _POINTER.search(question.words)):
        return None
    scored = [(h.score, h.owner.problem) for h in ranking.problems if h.owner.problem in candidates]
    if not scored:
        return None
    score, best = max(scored)
    top = ranking.problems[0]
    if top.owner.problem == best:
        return best
    slack = _POINTED_SLACK if question.refers_back or len(question.topic) <= 6 else _SLACK
    if top.score - score <= slack:
        return best
    said = desk.mentions.longest(question.topic)
    content = len(said) > 2 or (len(said) == 2 and len(question.topic.strip()) <= 4)
    speaking = desk.mentions.everywhere(said) if content else ()
    return best if best in speaking and (top.owner.problem not in speaking or top.score - score <= 2 * slack) else None
