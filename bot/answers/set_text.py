"""A set of problems in words: how many and whose, then a line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.language.writing import label, numbers_text, shortened
from bot.ledger.text import days_text
from bot.questions.query import Duty, Filter, Having
from corpus.model import Plan, Problem

from .answer import Answer
from .exact import is_charged, milestones_in, unmarked
from .in_force import term_words
from .words import ASKED, CAPACITIES, COUNTED, DUTIES, HAVING, SHOWN


def set_lines(answer: Answer, plan: Plan) -> Iterable[str]:
    """How many and which, a line each, and what the count leaves out."""
    found = [p for n in answer.problems if (p := plan.problem(n))]
    problems = numbers_text(p.number for p in found)
    extreme = answer.question.extreme
    latest = extreme is not None and extreme.of == "late"
    late = answer.agenda if latest or answer.question.filter.order == "overdue" else None
    whose = SHOWN.latest if latest and extreme and extreme.most else described(answer.question.filter)
    yield SHOWN.count.format(count=len(found), whose=whose, problems=problems)
    for problem in found:
        days = SHOWN.days.format(days=days_text(whole)) if late and (whole := late.whole(problem.number)) else ""
        yield f"{label(problem.number)}{shortened(problem.title.text, 40)}——{shortened(term_words(answer, problem), 30)}{days}{_role(problem, answer.question.filter)}"
    if answer.question.among is None and (stones := milestones_in(plan, answer.question.filter)):
        yield ASKED.stones.format(count=len(stones), problems=numbers_text(tuple(dict.fromkeys(stones))))
    named = [t for t in answer.question.filter.terms if t.by_name and not t.negated]
    if named and (every := sum(all(is_charged(p, replace(t, by_name=False)) for t in named) for p in plan.problems)) > len(found):
        yield ASKED.with_collective.format(count=every)
    if answer.question.filter.duty is Duty.LEAD and (others := unmarked(plan, answer.question.filter)):
        yield ASKED.unmarked.format(count=len(others), problems=numbers_text([p.number for p in others]))


def described(wanted: Filter) -> str:
    """Whose problems, in which capacity and of which time: 水务局牵头、2025年到期：, or nothing."""
    joint = SHOWN.any_of if wanted.any_unit else SHOWN.all_of
    having = joint.join(t.words + (ASKED.by_name if t.by_name else "") for t in wanted.terms if not t.negated)
    alone = ASKED.alone if any(t.sole for t in wanted.terms) else ""
    words = f"{having}{alone}{DUTIES[next(t.duty for t in wanted.terms if not t.negated)]}" if having else ""
    words += "".join(SHOWN.negated.format(unit=t.words, duty=DUTIES[t.duty]) for t in wanted.terms if t.negated)
    due = ASKED.due.format(when=wanted.times.words) if wanted.times else ASKED.not_late if wanted.not_then else ""
    due = due or (ASKED.late if wanted.order == "overdue" else "")
    words += f"、{due}" if words and due else due
    words += SHOWN.about.format(theme=wanted.theme) if wanted.theme else ""
    words += "、".join(map(_counted, wanted.having)) + (HAVING.accepts_itself if wanted.accepts_itself else "")
    return words.strip() + "：" if words else ""


def _counted(having: Having) -> str:
    """How many of what: 验收单位2个, 整改措施5条以上, 没有标明牵头单位."""
    named, unit = COUNTED[having.of]
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
