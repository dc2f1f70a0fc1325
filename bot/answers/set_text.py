"""A set of problems in words: how many and whose, then a line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from bot.language.writing import label, numbers_text, shortened
from bot.ledger.text import days_text
from bot.questions.query import NO_QUERY, Duty, Filter, Having, Query
from corpus.model import Plan, Problem

from .answer import Answer
from .exact import is_charged, milestones_in, unmarked
from .in_force import term_words
from .words import ASKED, CAPACITIES, COUNTED, DUTIES, HAVING, ORDERS, SHOWN


def set_lines(answer: Answer, plan: Plan) -> Iterable[str]:
    """How many and which, a line each, and what the count leaves out."""
    found = [p for n in answer.problems if (p := plan.problem(n))]
    problems = numbers_text(p.number for p in found)
    extreme = answer.question.extreme
    latest = extreme is not None and extreme.of == "late"
    late = answer.agenda if latest or answer.question.filter.order == "overdue" else None
    whose = SHOWN.latest if latest and extreme and extreme.most else described(answer.question.filter, plan, answer.question)
    yield from _share(answer, plan)
    yield SHOWN.count.format(count=len(found), whose=whose, problems=problems)
    for problem in found:
        days = SHOWN.days.format(days=days_text(whole)) if late and (whole := late.whole(problem.number)) else ""
        yield f"{label(problem.number)}{shortened(problem.title.text, 40)}——{shortened(term_words(answer, problem), 30)}{days}{_role(problem, answer.question.filter)}"
    if answer.question.among is None and (stones := milestones_in(plan, answer.question.filter)):
        yield ASKED.stones.format(count=len(stones), problems=numbers_text(tuple(dict.fromkeys(stones))))
    wanted = answer.question.filter
    named = [t for t in wanted.terms if t.by_name and not (t.negated or wanted.theme or wanted.themes)]
    if named and (every := sum(all(is_charged(p, replace(t, by_name=False)) for t in named) for p in plan.problems)) > len(found):
        yield ASKED.with_collective.format(count=every)
    yield from unmarked_line(answer, plan)


def unmarked_line(answer: Answer, plan: Plan) -> Iterable[str]:
    """What the units asked to lead, or to help, have without either being marked, of those that are meant."""
    wanted, among = answer.question.filter, answer.question.among
    duties = {t.duty for t in wanted.terms}
    told = ASKED.unmarked if duties == {Duty.LEAD} else ASKED.unmarked_help if duties == {Duty.MEMBER} else ""
    others = [p for p in unmarked(plan, wanted) if among is None or p.number in among] if told else []
    if others:
        yield told.format(count=len(others), problems=numbers_text([p.number for p in others]))


def _share(answer: Answer, plan: Plan) -> Iterable[str]:
    """What part of all problems, or of those it was asked of, the set is; and whether that is more than half."""
    asked, every = answer.question, len(answer.question.among or plan.problems)
    if asked.share == "half":
        yield ASKED.yes if 2 * len(answer.problems) > every else ASKED.no
    if asked.share and (asked.share != "within" or asked.among):
        yield SHOWN.share.format(count=len(answer.problems), every=every, share=round(100 * len(answer.problems) / every))


def described(wanted: Filter, plan: Plan, edit: Query = NO_QUERY) -> str:
    """Whose problems, in which capacity and of which time: 水务局牵头、2025年到期、不含（三）：, or nothing."""
    words = SHOWN.all_of.join((*_limits(wanted, plan), *_changed(edit))).strip()
    return f"{words}：" if words else ""


def _changed(edit: Query) -> Iterable[str]:
    """What was taken out of the set shown before, or put beside it."""
    if left_out := edit.spared or edit.filter.without:
        yield SHOWN.spared.format(problems=numbers_text(left_out))
    if edit.joined:
        yield SHOWN.joined.format(problems=numbers_text(edit.joined))


def _limits(wanted: Filter, plan: Plan) -> Iterable[str]:
    having = tuple(_having(wanted))
    yield from ((SHOWN.any_of.join(having),) if wanted.any_unit and having else having)
    yield from _lacking(wanted)
    if wanted.times:
        yield ASKED.due.format(when=wanted.times.words)
    elif wanted.not_then and wanted.order != "ahead":
        yield ASKED.not_late
    elif any(wanted.late):
        least, most = wanted.late
        yield ASKED.late_from.format(days=least) if least else ASKED.late_below.format(days=most)
    elif wanted.order in ORDERS:
        yield ORDERS[wanted.order].format(written=SHOWN.all_of.join(wanted.written))
    if wanted.steps:
        yield ASKED.steps_past
    yield from (SHOWN.in_aspect.format(title=a.title.text) for a in plan.aspects if a.ordinal == wanted.aspect)
    if themes := [wanted.theme] if wanted.theme else [t.words for t in wanted.themes]:
        yield SHOWN.about.format(theme=SHOWN.or_theme.join(themes))
    yield from map(_counted, wanted.having)
    if wanted.accepts_itself:
        yield HAVING.accepts_itself


def _having(wanted: Filter) -> Iterable[str]:
    """Who has which part: 水务局、能源局牵头, a piece a capacity."""
    joint = SHOWN.any_of if wanted.any_unit else SHOWN.all_of
    for duty, terms in groupby((t for t in wanted.terms if not t.negated), key=lambda t: t.duty):
        those = list(terms)
        alone = ASKED.alone if any(t.sole for t in those) else ""
        yield f"{joint.join(t.words + (ASKED.by_name if t.by_name else '') for t in those)}{alone}{DUTIES[duty]}"


def _lacking(wanted: Filter) -> Iterable[str]:
    return (SHOWN.negated.format(unit=t.words, duty=DUTIES[t.duty]) for t in wanted.terms if t.negated)


def _counted(having: Having) -> str:
    """How many of what: 验收单位2个, 整改措施5条以上, 没有标明牵头单位."""
    named, unit = COUNTED[having.of]
    if having.of == "outsiders":
        return HAVING.all_of.format(thing=CAPACITIES[having.duty], level=having.ends)
    if having.of == "districts":
        named = (HAVING.areas if having.most != 0 else HAVING.no_area).format(kinds=having.ends or named)
        if having.most == 0:
            return named
    match having.least, having.most:
        case 0, 0:
            form = HAVING.none
        case 1, None:
            form = HAVING.some
        case least, None:
            form = HAVING.at_least
        case least, most:
            form = HAVING.exactly if least == most else HAVING.at_most
    return form.format(thing=named or CAPACITIES[having.duty], least=having.least, most=having.most, unit=unit)


def _role(problem: Problem, wanted: Filter) -> str:
    units = {u for _, us in wanted.units for u in us}
    lead = any(d.unit in units and d.role.value == "lead" for d in problem.responsible)
    return SHOWN.lead if lead and not wanted.duty.accepting else ""
