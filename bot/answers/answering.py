"""Query × plan × ledger × search × today → Answer: what is answered and from which words of the plan; no wording here.

Lists, counts, figures and numbers are exact over plan and ledger; search only ranks what free words may mean. Every answer
carries the passages it stands on (`citations`); the first is the one asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.language.spelling import LONGEST_QUESTION
from bot.language.unit_names import OURS
from bot.language.writing import asked
from bot.ledger.agenda import Agenda
from bot.questions.dialogue import resolve
from bot.questions.leaving import leaving
from bot.questions.numbers import chosen_place
from bot.questions.parts import parts_of
from bot.questions.phrases import load_phrases
from bot.questions.query import SET_KINDS, Act, Kind, Query
from bot.questions.state import START, State
from bot.questions.statuses import asks_approval, asks_days, asks_what_happened, topic_of
from corpus.model import Problem

from .answer import Answer
from .body import goes_on, named_section, office_seat, section_item
from .by_ledger import is_begun, status_of
from .comparing import compare
from .consequences import what_follows
from .desk import Desk
from .exact import answer_set, not_understood
from .in_force import in_force
from .numbered import meant
from .own_issue import issued
from .pointed import pointed_at
from .refusal import Reason, Refusal, next_door
from .remembering import after, behind
from .set_edits import set_edited, takes_nothing_out
from .sets import carried_out
from .talk import talk
from .topics import by_topic, numbered
from .verdicts import claimed_field, verdict

__all__ = ["answer", "converse", "told", "turn"]

MOST_TURNS = 8


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
        text = asked(previous.choices[place - 1], previous.question.text)
    state = previous.state if previous else START
    text = text[:LONGEST_QUESTION]
    if rest := leaving(text):
        text, state = rest, _behind_leaving(desk.understand(rest, today, state.me), state)
    if pieces := parts_of(text, lambda t: desk.understand(t, today, state.me)):
        return _several(text, pieces, desk, today, state, agenda)
    return _turn(text, desk, today, state, agenda)


def _behind_leaving(own: Query, state: State) -> State:
    """What is known behind 换个事: who asks and which field was asked, unless the rest needs what was shown (换个事，第二个谁负责)."""
    if own.places or own.step or (own.bare and own.field and not own.points):
        return state
    return replace(START, me=state.me, last=state.last if state.last and state.last.act is Act.FIELD else None)


def _turn(text: str, desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    own = desk.understand(text, today, state.me, state.last is not None)
    read = resolve(own, state)
    question = set_edited(own, read, state, desk, today, agenda) or read
    question = replace(question, left=question.left or own.left)  # no set is told of a time that was not understood
    question = pointed_at(question, state, desk, today)
    if state.nothing and state.listed and own.places and own.number is None:  # 第一个 of a set of none
        return Answer(replace(state.listed, text=text), Kind.NONE, refusal=Refusal(Reason.EMPTY), state=state)
    if takes_nothing_out(question, own, state):
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.NOT_SHOWN), state=state)
    if _of_nobody(own, question, desk, state):
        found = Answer(question, Kind.NONE, refusal=Refusal(Reason.WHO))
        return replace(found, state=behind(found, state))
    said = (
        issued(own, desk.plan)
        or office_seat(own, desk.plan)
        or section_item(question, desk.plan, state.section)
        or goes_on(own, desk.plan, state)
    )
    if said:
        return replace(said, state=behind(said, state))
    found = _of_unanswered(own, desk, today, state, agenda) or _answered(question, desk, today, state, agenda)
    return _unless_a_set(found, own, state)


_SURELY_A_SET = 0.95


def _unless_a_set(found: Answer, own: Query, state: State) -> Answer:
    """No fact of one problem, or of the body, for what is surely a set: that it was not understood is said."""
    told = not found.refused and found.kind is not Kind.CHOOSE and len(found.problems) <= 1
    of_one = found.question.act is Act.FIELD and found.question.kind not in SET_KINDS and found.carried is None and not own.points
    if own.of_set < _SURELY_A_SET or not (told and of_one):
        return found
    refused = Answer(found.question, Kind.NONE, refusal=Refusal(Reason.NO_SET))
    return replace(refused, state=behind(refused, state))


def _of_unanswered(own: Query, desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer | None:
    """什么时候完成 after 红树林花多少钱, which the plan does not say: of what that was about, where the plan has it."""
    if not state.unanswered or not own.bare or own.points or own.act not in (Act.FIELD, Act.STATUS):
        return None
    asked = replace(own, topic=state.unanswered, words=f"{state.unanswered}{own.words}", bare=False)
    found = _answered(asked, desk, today, replace(state, focus=(), section=None), agenda)
    return None if found.refused else found


def _of_nobody(own: Query, question: Query, desk: Desk, state: State) -> bool:
    """我们有哪些任务, 跟我们县有关系吗, of whom nobody knows who they are."""
    said = OURS.findall(own.words)
    known = state.me or any(u in desk.names.units for u in said) or any(t.units for t in own.filter.terms)
    asks = own.act is not Act.SOCIAL and (own.bare or _CONCERNS.search(own.words) or _of_ours_alone(own, said))
    return bool(said and asks and not known and (question.number is None or _CONCERNS.search(own.words)))


def _of_ours_alone(own: Query, said: list[str]) -> bool:
    """我们区2026年要交的有哪些, 咱们县要干啥: a set of theirs, or nothing is named besides; 我们 alone may only wish to know."""
    body = max((w for w in said if w not in ("我们", "咱们")), default="")
    rest = load_phrases().filler.sub("", own.topic.replace(body, ""))
    return bool(body) and own.number is None and (own.act in (Act.LIST, Act.COUNT, Act.EXTREME) or len(rest) <= 1)


_CONCERNS = re.compile("我们?[局区县委办]?[^，。]{0,3}(?:有关|有份|相关|的事|的任务|要管|沾边)")


def told(question: Query, desk: Desk, today: date, previous: Answer | None, agenda: Agenda | None = None) -> Answer:
    """The answer to a question that a button or a command makes, which later turns may refer to."""
    return _answered(question, desk, today, previous.state if previous else START, agenda)


def _answered(question: Query, desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    desk = replace(desk, plan=in_force(desk.plan, agenda))
    found = answer(question, desk, today, state, agenda)
    if agenda and asks_what_happened(question) and len(found.problems) == 1 and is_begun(agenda, found.problems[0]):
        found = status_of(question, desk.plan, agenda, found.problems, found.carried)
    found = replace(found, agenda=agenda)
    return replace(found, state=after(found, desk, state))


def _several(text: str, pieces: Sequence[str], desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    """Several questions in one message, answered in their order, each after the one before."""
    found: list[Answer] = []
    before = state
    for piece in pieces:
        if found and found[0].refusal and desk.understand(piece, today, state.me).bare:
            continue  # asked of what was not found
        found.append(_turn(piece, desk, today, state, agenda))
        state = found[-1].state
    answered = [a for a in found if not a.refused]
    if _are_one(answered):
        return _turn(text, desk, today, before, agenda)
    if len(answered) < 2 and not (answered and any(a.refusal and a.refusal.reason in _TOLD_BESIDE for a in found)):
        return replace(answered[0] if answered else found[0], state=state)
    return replace(
        answered[0],
        question=replace(answered[0].question, text=text),
        problems=tuple(dict.fromkeys(n for a in answered for n in a.problems)),
        citations=tuple(dict.fromkeys(c for a in answered for c in a.citations)),
        parts=tuple(found),
        state=state,
    )


_TOLD_BESIDE = (Reason.UNSAID, Reason.TYPE, Reason.NOW)
"""What is said to be lacking beside what is answered."""


def _are_one(answers: Sequence[Answer]) -> bool:
    """拆几座、建几座: several amounts that one clause tells."""
    clauses = sorted((a.citations[0].passage.text for a in answers if a.detail and a.question.amounts), key=len)
    return 1 < len(answers) == len(clauses) and all(clauses[0] in clause for clause in clauses)


def answer(question: Query, desk: Desk, today: date, state: State | None = None, agenda: Agenda | None = None) -> Answer:
    """What the plan says to `question`, asked in a conversation's state; and the ledger, where `agenda` says how things stand."""
    state = state or START
    match question.act:
        case Act.SOCIAL:
            return talk(question, desk, state)
        case Act.GROUPS | Act.EXTREME | Act.UNITS:
            return carried_out(question, desk.plan, today, desk.mentions, agenda)
        case Act.MILESTONES:
            return _steps(question, desk, today, state, agenda)
        case Act.COMPARE:
            return compare(question, desk, today, state)
        case Act.VERIFY:
            return _verify(question, desk, state)
        case Act.STATUS if agenda is not None:
            return _status(question, desk, agenda, state)
    return _of_problems(question, desk, today, state, agenda)


def _of_problems(question: Query, desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    """A list or a count, problems by number, or the one that the topic means."""
    if question.undone:
        return what_follows(question, desk.plan)
    if question.filter.theme and (section := named_section(question, desk.plan)):
        return section
    if question.kind in SET_KINDS and question.number is None:
        return carried_out(question, desk.plan, today, desk.mentions, agenda)
    if question.among is not None and question.bare and len(question.among) > 1:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.WHICH, "、".join(f"（{n}）" for n in question.among)))
    if (question.step or question.number is not None) and (place := next_door(question.words, desk.plan)):
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.PLACE, place))
    if question.step or question.number is not None:
        return numbered(question, desk, state)
    return by_topic(question, desk, state)


def _steps(question: Query, desk: Desk, today: date, state: State, agenda: Agenda | None) -> Answer:
    """Dated steps: of the problem that is meant, or of all that the filter lets through."""
    if question.number is None and not question.filter and not question.bare and question.among is None:
        found = by_topic(replace(question, act=Act.FIELD, field=Kind.DEADLINE), desk, state)
        if found.refused or found.kind is Kind.CHOOSE or not found.problems:
            return replace(found, question=question)
        question = replace(question, number=found.problems[0], carried=found.carried)
    return replace(carried_out(question, desk.plan, today, desk.mentions, agenda), carried=question.carried)


def _verify(question: Query, desk: Desk, state: State) -> Answer:
    """The fact that a claim is about, and whether the claim holds; of a unit that the plan does not know it says so."""
    if question.bare and question.number == question.carried and (refused := not_understood(question)):
        return refused
    if _asks_whether_any(question, state):
        return answer_set(replace(question, kind=Kind.LIST, act=Act.LIST), desk.plan, date.max, mentions=desk.mentions)
    asked = replace(question, act=Act.FIELD, field=claimed_field(question) or question.field)
    by_number = question.number is not None or question.step
    found = numbered(asked, desk, state) if by_number else by_topic(asked, desk, state)
    claimed = replace(found, question=replace(found.question, act=Act.VERIFY))
    problems = [p for n in found.problems if (p := desk.plan.problem(n))]
    if found.refused or found.kind in (Kind.BODY, Kind.CHOOSE) or not problems:
        return claimed
    return replace(claimed, verdict=_decided(question, found, problems))


def _asks_whether_any(question: Query, state: State) -> bool:
    """水务局有牵头的吗, where no problem is spoken of."""
    spoken_of = question.number is not None or question.step or state.focus
    return question.bare and not spoken_of and bool(question.filter.terms or question.filter.times)


def _decided(question: Query, found: Answer, problems: list[Problem]) -> bool | None:
    """Whether the claim holds: of a step by its day, of anything else by the plan's fields and the clause found."""
    if question.filter.times and found.kind is Kind.MILESTONE:
        due = found.milestone.due if found.milestone else None
        return question.filter.times.holds(due) if due else None
    pointed = found.citations[0].passage.text if found.detail and found.citations else ""
    return verdict(question, problems, pointed)


def _status(question: Query, desk: Desk, agenda: Agenda, state: State) -> Answer:
    """How far a problem is; free words reach the ledger by way of the problem that they mean."""
    if question.step or question.number is not None:
        numbers = meant(question, desk.plan, state)
        missing = next((n for n in numbers or () if not desk.plan.problem(n)), None)
        if numbers is None or missing is not None:
            return numbered(question, desk, state)
        return status_of(question, desk.plan, agenda, numbers, question.carried)
    asked = topic_of(question)
    if asked.bare and asks_approval(question):
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.NOW))
    if asked.bare:
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.TOPICLESS))
    found = by_topic(replace(asked, act=Act.FIELD, field=Kind.DEADLINE), desk, state)
    if found.kind in (Kind.NONE, Kind.BODY, Kind.CHOOSE) or not found.problems:
        return replace(found, question=question)
    if _is_long_past(question, desk.plan.problem(found.problems[0])) and not is_begun(agenda, found.problems[0]):
        return by_topic(replace(asked, act=Act.FIELD, kind=None, field=None), desk, state)
    unknown = (found.carried is not None and not asks_days(question)) or (
        asks_approval(question) and not _waits_for_approval(desk, found.problems[0])
    )
    if unknown and not is_begun(agenda, found.problems[0]):
        return Answer(question, Kind.NONE, refusal=Refusal(Reason.NOW), carried=found.carried)
    told = status_of(question, desk.plan, agenda, found.problems[:1], found.carried)
    return replace(told, related=found.related, citations=tuple(dict.fromkeys((*told.citations, *found.citations[:1]))))


def _is_long_past(question: Query, problem: Problem | None) -> bool:
    """2024年该改的1000座改了没有: of a year that only what was found speaks of, before any day of the plan."""
    times = question.filter.times
    if problem is None or not times.within or not times.is_written_in(problem.statement.text):
        return False
    return not any(times.is_written_in(p.text) for p in (problem.deadline_raw, *(m.passage for m in problem.measures)))


def _waits_for_approval(desk: Desk, number: int) -> bool:
    """Whether the problem's term runs from an approval, of which the ledger knows the day."""
    problem = desk.plan.problem(number)
    return problem is not None and "批" in (problem.deadline.trigger or "")
