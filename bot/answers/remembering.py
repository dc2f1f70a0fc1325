"""What a conversation remembers of an answer: what was shown and told, whom and what is talked about now."""

from __future__ import annotations

from dataclasses import replace

from bot.language.dates import Period
from bot.language.writing import long_day
from bot.questions.query import UNIT_KINDS, Act, Duty, Kind, Social, Term
from bot.questions.state import State
from corpus.model import Problem, Role

from .answer import Answer
from .desk import Desk
from .figures import BY_PARTY, capacity_of
from .refusal import Reason


def after(found: Answer, desk: Desk, state: State) -> State:
    """The state behind an answer, with the units of the problem talked about, and the words that the plan has for what was asked."""
    kept = behind(_of_the_first(found, desk), state)
    return kept if kept == state else _with_charged(kept, desk)


def behind(found: Answer, state: State) -> State:
    """The conversation's state after an answer; a refusal leaves it as it was."""
    question = found.question
    if question.social is Social.IDENTIFIED and question.filter.terms:
        term = question.filter.terms[0]
        return replace(state, me=replace(term, duty=Duty.ANY, negated=False, by_name=False))
    if found.refusal and found.refusal.reason is Reason.WHO:
        return replace(state, last=question, listed=question, shown=(), focus=())
    if found.refusal and found.refusal.reason in (Reason.EMPTY, Reason.UNIT) and question.act in (Act.LIST, Act.COUNT):
        return replace(state, last=question, listed=question, nothing=True)
    if found.refused:
        return _left(found, state)
    told = found.citations[0] if found.citations and (found.detail or found.kind in (Kind.MILESTONE, Kind.BODY)) else None
    measure = found.measure if found.kind in (Kind.MILESTONE, Kind.MEASURES) and len(found.citations) == 1 else None
    if measure is None and _who_does_it(found, state):
        measure = state.measure
    aside = question.undone and question.number  # then the problem stays what is talked about
    section = found.citations[0].section if found.kind is Kind.BODY and found.citations and not aside else None
    state = replace(state, section=section)
    return state.after(question, found.kind, found.problems, told.measure if told else measure, told.passage.text if told else "")


def _who_does_it(found: Answer, state: State) -> bool:
    """谁来做 after a measure that was asked for by its number: it stays what is talked about."""
    asked = found.question.bare and found.question.field in UNIT_KINDS and found.problems == state.focus
    return bool(asked and state.last and state.last.measure is not None)


_OF_IT = (Reason.TYPE, Reason.UNSAID, Reason.NOW)
"""The plan has what is asked about, and not what is asked of it."""


def _left(found: Answer, state: State) -> State:
    """What is talked about behind a refusal: 红树林 of 红树林花多少钱, the problem that lacks what was asked of it; of others nothing changes."""
    question, refusal = found.question, found.refusal
    if refusal is None or refusal.reason not in _OF_IT or question.act is not Act.FIELD:
        return replace(state, unanswered="")
    if number := refusal.problem or question.number:
        return replace(state, focus=(number,), section=None, unanswered="")
    about = "" if question.bare else question.topic.replace(refusal.word, "")
    return replace(state, unanswered=about if len(about) > 1 else "")


def _of_the_first(found: Answer, desk: Desk) -> Answer:
    """What is talked about behind 哪个局任务最多: the tasks of that unit, as if they had been asked for."""
    question, extreme = found.question, found.question.extreme
    if question.act is not Act.EXTREME or not (extreme and extreme.of in BY_PARTY) or not found.groups:
        return found
    first, *others = found.groups
    units = desk.names.units.get(first.name, ())
    if not units or any(len(g.problems) == len(first.problems) for g in others):
        return found
    term = Term(first.name, units, capacity_of(question))
    asked = replace(question, act=Act.LIST, kind=Kind.LIST, filter=replace(question.filter, terms=(term,)))
    return replace(found, question=asked, problems=first.problems)


def _with_charged(state: State, desk: Desk) -> State:
    """The same with the units of the problem talked about, and the words that the plan has for what was asked."""
    problem = desk.plan.problem(state.focus[0]) if len(state.focus) == 1 else None
    duties = (*problem.responsible, *problem.acceptance) if problem else ()
    last = state.last
    spoken = last.filter.theme or desk.mentions.longest(last.topic) if last else ""
    charged = tuple(dict.fromkeys(d.unit for d in duties))
    measures = len(problem.measures) if problem else 0
    told = _told_measure(state, problem, spoken, desk)
    return replace(
        state,
        measure=told,
        charged=charged,
        measures=measures,
        told=_told_units(state, problem),
        spoken=spoken,
        due=_due(problem),
    )


def _told_measure(state: State, problem: Problem | None, spoken: str, desk: Desk) -> str | None:
    """What 什么时候 means after 天垚矿业怎么整改: the only measure that writes the name, or the one just told."""
    told = state.kind in (Kind.DEADLINE, Kind.MILESTONE, Kind.STATUS, Kind.LIST, Kind.COUNT)
    if state.measure or problem is None or told or not spoken or not desk.mentions.is_name(spoken):
        return state.measure
    named = [m.ordinal for m in problem.measures if spoken in m.passage.text.lower()]
    return named[0] if len(named) == 1 else None


_SHORT = 12


def _due(problem: Problem | None) -> Period | None:
    """The one day that the problem is due."""
    days = problem.deadline.dates if problem else ()
    if problem is None or len(days) != 1:
        return None
    words = problem.deadline_raw.text
    return Period(days[0], days[0], words if len(words) <= _SHORT else long_day(days[0]))


def _told_units(state: State, problem: Problem | None) -> tuple[str, ...]:
    """Whom 他们 means after 谁验收: the unit that was told, of several those that lead."""
    asked = state.last.field if problem and state.last and state.last.act is Act.FIELD else None
    if problem is None or asked not in UNIT_KINDS:
        return ()
    duties = problem.acceptance if asked is Kind.ACCEPTANCE else problem.responsible
    leading = [d.unit for d in duties if d.role is Role.LEAD]
    return tuple(leading or [d.unit for d in duties if len(duties) == 1])
