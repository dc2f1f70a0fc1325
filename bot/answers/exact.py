"""Sets of problems by exact filters over the plan and the ledger: they are complete, or they are nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from bot.language.dates import Times
from bot.ledger.parties import acting_for, parties_named, parties_of
from bot.questions.mentions import Mentions
from bot.questions.query import Act, Duty, Filter, Having, Kind, Query, Term, Theme
from corpus.model import DeadlineKind, Passage, Plan, Problem, Role
from corpus.model import Duty as Charge

from .answer import Answer, Citation, citations_of
from .refusal import Reason, Refusal

_STANDING = re.compile("长期|持续|常态化")
_ROLES = {
    Duty.LEAD: (Role.LEAD,), Duty.MEMBER: (Role.MEMBER,),
    Duty.ACCEPTS_LEADING: (Role.LEAD,), Duty.ACCEPTS_HELPING: (Role.MEMBER,),
}  # fmt: skip


def answer_set(
    question: Query, plan: Plan, today: date, held: Collection[int] | None = None, mentions: Mentions | None = None
) -> Answer:
    """All problems that the question's filter lets through, of those it is limited to (`among`).

    `held` are the problems that stand as asked by the ledger, where it is asked.
    """
    wanted = question.filter
    if refused := not_understood(question):
        return refused
    found = select(plan, wanted, today, _among(question, held), mentions)
    if wanted.order in ("first", "last"):
        found = edge(found, last=wanted.order == "last")
    if question.act is Act.LIST and question.by in ("earliest", "latest"):
        found.sort(key=lambda p: max(p.deadline.dates, default=date.max), reverse=question.by == "latest")
    if not found and question.among is not None and not question.within:
        found = select(plan, wanted, today, held, mentions)
    if not found and (accepted := _as_they_accept(wanted, plan)):
        return answer_set(replace(question, filter=accepted), plan, today, held, mentions)
    if not found:
        return Answer(question, Kind.NONE, refusal=_nothing(wanted))
    citations = tuple(c for p in found for c in why(p, wanted))
    return Answer(question, question.kind or Kind.LIST, tuple(p.number for p in found), citations)


def _as_they_accept(wanted: Filter, plan: Plan) -> Filter | None:
    """督查室一共督几个: units that are responsible for nothing are asked for what they accept."""
    units = {u for t in wanted.terms for u in t.units}
    plain = all(t.duty is Duty.ANY and not (t.negated or t.by_name or t.charged) for t in wanted.terms)
    if not units or not plain or any(acting_for(tuple(units), (d.unit,)) for p in plan.problems for d in p.responsible):
        return None
    return replace(wanted, terms=tuple(replace(t, duty=Duty.ACCEPTS) for t in wanted.terms))


def _nothing(wanted: Filter) -> Refusal:
    named = wanted.theme or "、".join(t.words for t in wanted.terms)
    return Refusal(Reason.ELSEWHERE, named) if wanted.without and named else Refusal(Reason.EMPTY)


_OURS = re.compile("[我咱本俺]")


def not_understood(question: Query) -> Answer | None:
    """A set is not answered in part: a unit that the plan does not charge, or a time that was not read whole, is said instead."""
    for term in question.filter.terms:
        if not term.units and not term.negated:
            reason = Reason.WHO if _OURS.match(term.words) else Reason.UNIT
            return Answer(question, Kind.NONE, refusal=Refusal(reason, term.words))
    return Answer(question, Kind.NONE, refusal=Refusal(Reason.TIME, question.left)) if question.left else None


def _among(question: Query, held: Collection[int] | None) -> Collection[int] | None:
    if question.among is None:
        return held
    return set(question.among) if held is None else set(question.among) & set(held)


def select(
    plan: Plan, wanted: Filter, today: date, among: Collection[int] | None = None, mentions: Mentions | None = None
) -> list[Problem]:
    """The problems that the filter lets through, in the plan's order."""
    themed = _speaking_of(wanted, plan, mentions) if (wanted.theme or wanted.themes) and mentions else None
    return [
        p
        for p in plan.problems
        if (among is None or p.number in among)
        and p.number not in wanted.without
        and (themed is None or p.number in themed)
        and _matches(p, wanted, today)
    ]


def _speaking_of(wanted: Filter, plan: Plan, mentions: Mentions) -> set[int]:
    found = set(mentions.problems_with(wanted.theme, anywhere=wanted.anywhere)) if wanted.theme else set()
    return found.union(*(about(t, plan, mentions) for t in wanted.themes))


def about(theme: Theme, plan: Plan, mentions: Mentions) -> set[int]:
    """The problems of an aspect, or those that are about the words."""
    if theme.aspect is not None:
        return {p.number for p in plan.problems if p.aspect == theme.aspect}
    return set(mentions.problems_with(theme.words))


def _matches(problem: Problem, wanted: Filter, today: date) -> bool:
    if wanted.terms and not _charges(problem, wanted):
        return False
    if not all(_has_so_many(problem, h) for h in wanted.having):
        return False
    if wanted.aspect and problem.aspect != wanted.aspect:
        return False
    if wanted.times and not _falls_in(problem, wanted):
        return False
    if wanted.steps == "past" and not any(s.due and s.due < today for m in problem.measures for s in m.milestones):
        return False
    if wanted.accepts_itself and not _accepts_itself(problem):
        return False
    return _ordered(problem, wanted, today) and _is_late(problem, wanted, today)


def _has_so_many(problem: Problem, having: Having) -> bool:
    count = count_of(problem, having.of, having.duty, having.ends)
    return having.least <= count and (having.most is None or count <= having.most)


COUNTED = ("measures", "milestones", "districts", "parties")
"""What a problem has so many of."""


def count_of(problem: Problem, of: str, duty: Duty = Duty.ANY, ends: str = "") -> int:
    """How many measures, milestones, districts (whose names end so) or parties a problem has, outsiders being those that begin otherwise.

    A party that is named alone leads, though nobody says so.
    """
    if of in ("measures", "milestones"):
        return len(problem.measures) if of == "measures" else sum(len(m.milestones) for m in problem.measures)
    alone = duty is Duty.LEAD and len(parties_of(problem)) == 1
    named = parties_named(d.unit for d in in_capacity(problem, Duty.ANY if alone else duty))
    if of == "outsiders":
        return len([n for n in named if not n.startswith(ends)]) if named else 1  # of nobody it cannot be said
    return len([n for n in named if (n.endswith(ends) if ends else _LOCAL.search(n))]) if of == "districts" else len(named)


def _charges(problem: Problem, wanted: Filter) -> bool:
    """Whether the units have the parts asked for: of those that are to have one all, or one of them; of those not to, none."""
    having = [is_charged(problem, t) for t in wanted.terms if not t.negated]
    lacking = not any(is_charged(problem, replace(t, negated=False)) for t in wanted.terms if t.negated)
    return lacking and (not having or (any(having) if wanted.any_unit else all(having)))


def is_charged(problem: Problem, term: Term) -> bool:
    """Whether the field names one of the units in that capacity, and nobody else where it is to be the only one."""
    return _has_part(problem, term) and not (term.sole and _others(problem, term))


def _accepts_itself(problem: Problem) -> bool:
    """Whether all who accept are responsible as well; of parties, as 海南区委、海南区政府 are one."""
    return set(parties_named(d.unit for d in problem.acceptance)) <= {p.name for p in parties_of(problem)}


_ALSO_NAMED = {
    Kind.RESPONSIBLE: re.compile("[^：\n]{0,12}(?:领导|责任人|负责人|督导|督办|监督)[^：\n]{0,8}："),
    Kind.ACCEPTANCE: re.compile("[^：\n]{0,12}(?:督导|督办|监督)[^：\n]{0,8}："),
}


def also_named(problem: Problem, asked: Kind) -> list[str]:
    """Whom the plan names for the problem beside the units that are asked, in its words: 包保领导：副市长某某, 督导单位：…"""
    named = _ALSO_NAMED.get(asked)
    return [x.text for x in problem.others if named and named.match(x.text)]


_LOCAL = re.compile("(?:[区县旗市]|管委会|管理委员会)$")
_AREA = re.compile(".{1,6}[区县旗市](?:委|党委|政府|人民政府)$")
"""A district's bodies: 只有海南区 is said among districts, whatever offices there are besides."""


def in_capacity(problem: Problem, duty: Duty) -> list[Charge]:
    """The units of the field that a capacity is of; all of them where none is said."""
    duties = problem.acceptance if duty.accepting else problem.responsible
    return [d for d in duties if d.role in _ROLES.get(duty, tuple(Role))]


def _others(problem: Problem, term: Term) -> list[Charge]:
    same = in_capacity(problem, term.duty)
    rivals = [d for d in same if _AREA.match(d.unit)] if all(_AREA.match(u) for u in term.units) else same
    return [d for d in rivals if not acting_for(term.units, (d.unit,))]


def _has_part(problem: Problem, term: Term) -> bool:
    named = [d for d in in_capacity(problem, term.duty) if acting_for(term.units, (d.unit,))]
    return any(term.duty.accepting or not term.by_name or _by_its_name(d, problem.responsible_raw) for d in named)


def _by_its_name(duty: Charge, field: Passage) -> bool:
    """Whether the field writes the unit's own name, also with what it shares (海勃湾区委、区政府), not 各区委、区政府."""
    written = field.text[: duty.quote.span.end - field.span.start]
    return written.rfind(duty.unit[:2]) > written.rfind("各")


def _falls_in(problem: Problem, wanted: Filter) -> bool:
    """Whether one of its dates is meant, or the last where all of it is to be done by then (2025年底前要完成的).

    What is only not to be then may have no date at all.
    """
    dates = sorted(problem.deadline.dates)
    if not wanted.times.within:
        return not any(p.holds(d) for d in dates for p in wanted.times.outside)
    return any(wanted.times.holds(d) for d in (dates[-1:] if all(p.is_by for p in wanted.times.within) else dates))


def _ordered(problem: Problem, wanted: Filter, today: date) -> bool:
    due = problem.deadline.dates
    written = all(w in problem.deadline_raw.text for w in wanted.written)
    match wanted.order:
        case "ongoing":
            return written if wanted.written else is_ongoing(problem)
        case "written":
            return written
        case "ahead":
            return bool(due) and max(due) >= today
        case "dated":
            return bool(due)
        case "undated":
            standing = problem.deadline.kind is DeadlineKind.MIXED and not problem.deadline.trigger
            return written and (standing or problem.deadline.kind in (DeadlineKind.ONGOING, DeadlineKind.NONE))
        case "overdue":
            return bool(due) and (max(due) < today) != wanted.not_then
        case _:
            return True


def is_ongoing(problem: Problem) -> bool:
    """Whether it never falls due: 立行立改，长期坚持."""
    return problem.deadline.kind is DeadlineKind.ONGOING or bool(_STANDING.search(problem.deadline_raw.text))


def _is_late(problem: Problem, wanted: Filter, today: date) -> bool:
    least, most = wanted.late
    if least is None and most is None:
        return True
    days = (today - max(problem.deadline.dates)).days if problem.deadline.dates else 0
    return days > 0 and (least is None or days >= least) and (most is None or days < most)


def edge(problems: Iterable[Problem], *, last: bool) -> list[Problem]:
    """Those that fall due first, or last; ties included."""
    dated = [(max(p.deadline.dates), p) for p in problems if p.deadline.dates]
    if not dated:
        return []
    day = (max if last else min)(d for d, _ in dated)
    return [p for d, p in dated if d == day]


def why(problem: Problem, wanted: Filter) -> list[Citation]:
    """The passages that put a problem into a set."""
    cited = []
    for term in wanted.terms:
        duties = problem.acceptance if term.duty.accepting else problem.responsible
        cited += [Citation(problem.number, None, term.duty.told, d.quote) for d in duties if acting_for(term.units, (d.unit,))][
            :1
        ]
    cited = [c for c in cited if c.passage] or [Citation(problem.number, None, Kind.FINDING, problem.title)]
    return [*cited, *citations_of(problem, Kind.DEADLINE)]


def milestones_in(plan: Plan, wanted: Filter) -> list[int]:
    """The problem of each dated milestone that falls into the filter's times; 2024年6月底前要完成的 means these too."""
    if not wanted.times.within or wanted.order or wanted.theme or wanted.themes:
        return []
    at_any_time = replace(wanted, times=Times())
    of = [p for p in plan.problems if _matches(p, at_any_time, date.max)]
    return [p.number for p in of for m in p.measures for s in m.milestones if s.due and wanted.times.holds(s.due)]


def unmarked(plan: Plan, wanted: Filter) -> list[Problem]:
    """Problems whose field marks no lead at all and names the unit: neither led by it nor by anybody else."""
    if wanted.order or wanted.theme or wanted.themes or any(t.negated for t in wanted.terms):
        return []
    units = {u for t in wanted.terms for u in t.units}
    any_duty = replace(wanted, terms=tuple(replace(t, duty=Duty.ANY) for t in wanted.terms))
    found = [p for p in plan.problems if _matches(p, any_duty, date.max)]
    return [p for p in found if any(d.unit in units and d.role is Role.RESPONSIBLE for d in p.responsible)]
