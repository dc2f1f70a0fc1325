"""Answers → what a person reads; the sentences are those of `words.py`."""

from __future__ import annotations

from collections.abc import Iterable

from bot.language.writing import LONGEST, label, shortened, titled
from bot.ledger.agenda import Agenda
from bot.ledger.queries import listing, progress_line, remaining_lines
from bot.ledger.words import PROGRESS
from bot.questions.query import Act, Kind, Social
from corpus.model import DeadlineKind, Firmness, Plan, Problem
from corpus.text.numbers import to_chinese

from .answer import Answer, Citation
from .exact import also_named
from .figure_text import figure_lines
from .in_force import in_force, step_day, term, term_words
from .own_part import unnamed
from .refusal import Reason, Refusal
from .set_text import described, set_lines, unmarked_line
from .words import ASKED, CAN_ASK, HELP, REFUSALS, SHOWN, SOCIAL

_LONG_QUOTE = 220
_MEASURE_QUOTE = 160
_WHOLE_MEASURE = 700
_FACTS = 10


def answer_text(answer: Answer, plan: Plan) -> str:
    """The answer as plain text, the fact first, at most 4,096 characters."""
    text = "\n".join(answer_lines(answer, plan))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def answer_lines(answer: Answer, plan: Plan) -> list[str]:
    """The answer's paragraphs, the fact first, however long it is."""
    if answer.parts:
        return [line for part in answer.parts for line in _short(answer_lines(part, plan))]
    lines = _by_ledger(answer, answer.agenda, plan) if answer.agenda and answer.by_ledger else _lines(answer, plan)
    note = PROGRESS.unregistered if answer.unregistered and not answer.refused else ""
    return [line for line in (*_carried(answer), *lines, note) if line]


def _short(lines: list[str]) -> list[str]:
    """Of an answer beside others its fact, where that stands, and one quote."""
    quotes = [x for x in lines if x.startswith(SHOWN.source)]
    facts = [x for x in lines if not x.startswith(SHOWN.source) and x != CAN_ASK]
    more = [SHOWN.more_lines.format(count=len(facts) - _FACTS)] if len(facts) > _FACTS else []
    return [*facts[:_FACTS], *more, *quotes[:1]]


def _by_ledger(answer: Answer, agenda: Agenda, plan: Plan) -> Iterable[str]:
    """What the ledger says, and of single problems the clauses that it stands on."""
    question = answer.question
    if answer.kind is Kind.STATUS:
        measure = str(question.measure or "")
        who = question.field is Kind.RESPONSIBLE
        yield from _verdict(answer)
        told = (progress_line(agenda, n, question.filter.charged, measure, who=who) for n in answer.problems)
        yield from (line for one in told for line in one.split("\n"))
        yield from _sources(answer.citations)
    elif question.owes:
        yield from remaining_lines(agenda, (u for t in question.filter.terms for u in t.units)).split("\n")
    elif answer.progress:
        of = described(question.filter, plan).rstrip("：")
        yield from listing(
            agenda, answer.progress, answer.problems, PROGRESS.among.format(of=of) if of else "", question.filter.charged
        ).split("\n")


def _carried(answer: Answer) -> Iterable[str]:
    if answer.carried is not None:
        carried = answer.problems if answer.carried in answer.problems else (answer.carried,)
        more = SHOWN.carried_and_more.format(count=len(carried)) if len(carried) > 1 else ""
        yield SHOWN.carried.format(problem=f"{label(answer.carried)}{more}")


def place(citation: Citation) -> str:
    """Where a quote stands: 问题（二十三）· 整改措施2."""
    if citation.problem is None:
        return SHOWN.section.format(number=to_chinese(citation.section)) if citation.section else SHOWN.preamble
    if citation.measure:
        return SHOWN.measure.format(problem=label(citation.problem), ordinal=citation.measure)
    return f"{label(citation.problem)}· {citation.field.label}"


def _lines(answer: Answer, plan: Plan) -> Iterable[str]:
    if answer.refused:
        return _nothing(answer, plan)
    if answer.told_whole:
        return [ASKED.told_whole.format(problem=label(answer.problems[0]), field=answer.kind.label)]
    if answer.groups or answer.units or answer.steps or answer.comparison:
        return figure_lines(answer, plan)
    if answer.question.act is Act.ORIGINAL and answer.problems:
        return _original(answer, plan)
    return [*_verdict(answer), *_facts_of(answer, plan)]


def _nothing(answer: Answer, plan: Plan) -> Iterable[str]:
    match answer.kind:
        case Kind.HELP:
            return [HELP]
        case Kind.SMALLTALK:
            return [_social(answer)]
    return _refused(answer, plan)


def _social(answer: Answer) -> str:
    question = answer.question
    if question.social is Social.IDENTIFIED and not any(t.units for t in question.filter.terms):
        return ASKED.nobody
    said = SOCIAL[question.social or Social.HELLO]
    return said.format(unit="、".join(t.words for t in question.filter.terms) or ASKED.you)


def _verdict(answer: Answer) -> Iterable[str]:
    """是 or 不是 before the fact that decides it."""
    if answer.question.act in (Act.VERIFY, Act.STATUS) and answer.verdict is not None:
        yield ASKED.yes if answer.verdict else ASKED.no


def _original(answer: Answer, plan: Plan) -> Iterable[str]:
    """The whole item as the plan has it."""
    for number in answer.problems[:1]:
        if problem := plan.problem(number):
            yield from (line for line in plan.text[problem.span.start : problem.span.end].split("\n") if line.strip())


def _facts_of(answer: Answer, plan: Plan) -> Iterable[str]:
    match answer.kind:
        case Kind.LIST | Kind.COUNT:
            return set_lines(answer, in_force(plan, answer.agenda))
        case Kind.BODY:
            return [answer.citations[0].passage.text, *_sources(answer.citations)]
        case Kind.CHOOSE:
            return _choose(answer, plan)
        case _:
            if len(answer.problems) > 1:
                return _several(answer, plan)
            problem = plan.problem(answer.problems[0])
            assert problem is not None
            first, *others = _one(answer, problem, plan)
            return [first, *_more(answer, problem), *others]


def _refused(answer: Answer, plan: Plan) -> Iterable[str]:
    refusal = answer.refusal or Refusal(Reason.WEAK)
    where = label(refusal.problem) if refusal.problem is not None else ""
    of = described(answer.question.filter, plan).rstrip("：") if refusal.reason is Reason.EMPTY else ""
    yield ASKED.none_of.format(of=of) if of else REFUSALS[refusal.reason].format(where=where, word=refusal.word)
    if refusal.reason is Reason.EMPTY:
        yield from unmarked_line(answer, plan)
    if not where:
        yield CAN_ASK


# --- one problem ------------------------------------------------------------------------------------------


def _one(answer: Answer, problem: Problem, plan: Plan) -> Iterable[str]:
    if answer.detail:
        yield answer.citations[0].passage.text
        units = answer.kind is Kind.RESPONSIBLE
        yield f"{titled(problem)}，{_field(answer, problem, answer.kind)}" if units else titled(problem)
        yield from _sources(c for c in answer.citations if not units or c.field is not Kind.RESPONSIBLE)
        return
    match answer.kind:
        case Kind.RESPONSIBLE:
            yield _field(answer, problem, answer.kind) + _districts(problem.responsible_raw.text, plan)
            yield from also_named(problem, answer.kind)
            yield SHOWN.with_deadline.format(problem=titled(problem), words=term_words(answer, problem))
        case Kind.DEADLINE:
            yield from _deadline(answer, problem)
            return
        case Kind.MILESTONE:
            yield from _step(answer, problem)
            return
        case Kind.FINDING:
            words = answer.citations[0].passage.text if answer.citations else problem.statement.text
            yield SHOWN.field.format(name=answer.kind.label, words=words)
            yield titled(problem)
        case Kind.MEASURES:
            yield from _measures(answer, problem)
            return
        case kind if kind.field:
            yield _field(answer, problem, kind)
            yield from also_named(problem, kind)
            yield titled(problem)
        case _:
            yield titled(problem)
            yield "；".join(_field(answer, problem, kind) for kind in (Kind.RESPONSIBLE, Kind.DEADLINE))
            yield from _sources(answer.citations[:1])
            return
    yield from _sources(answer.citations)


def _deadline(answer: Answer, problem: Problem) -> Iterable[str]:
    """The whole problem's, and the steps near to what was asked."""
    yield _field(answer, problem, answer.kind) + _open_event(answer, problem)
    yield titled(problem)
    yield from _near_stones(answer)
    yield from _sources(c for c in answer.citations if c.field is not Kind.MILESTONE)


def _step(answer: Answer, problem: Problem) -> Iterable[str]:
    """The step that was asked, the whole problem's deadline, and the other steps near to it."""
    yield _milestone(answer)
    yield SHOWN.whole_deadline.format(problem=titled(problem), words=term_words(answer, problem))
    others = dict.fromkeys(c.passage.text for c in answer.citations[1:] if c.field is Kind.MILESTONE)
    yield from (SHOWN.near_stone.format(words=words) for words in others if words != answer.citations[0].passage.text)
    yield from _sources(c for i, c in enumerate(answer.citations) if i == 0 or c.field is not Kind.MILESTONE)


def _more(answer: Answer, problem: Problem) -> Iterable[str]:
    """A line for each other field that was asked in the same breath."""
    for kind in answer.question.more:
        if kind is Kind.MEASURES:
            yield from (f"{kind.label}{m.ordinal}：{shortened(m.passage.text, _MEASURE_QUOTE)}" for m in problem.measures)
            continue
        told = [c for c in answer.citations if c.field in (kind, Kind.MEASURES)] if kind is Kind.GOAL else []
        if told and told[-1].field is Kind.MEASURES:  # what one thing is turned into
            yield f"{Kind.MEASURES.label}{told[-1].measure}：{told[-1].passage.text}"
            continue
        yield _field(answer, problem, kind)
        if kind is Kind.DEADLINE:
            yield from _near_stones(answer)


def _several(answer: Answer, plan: Plan) -> Iterable[str]:
    """The same field of several problems, a line each."""
    more = [kind for kind in answer.question.more if kind.short]
    for number in answer.problems:
        cited = next((c for c in answer.citations if c.problem == number), None)
        problem = plan.problem(number)
        if problem:
            moved = term(answer, problem) if cited and cited.field is Kind.DEADLINE else ""
            words = moved or (shortened(cited.passage.text, _MEASURE_QUOTE) if cited else ASKED.missing)
            others = "".join(f"；{_field(answer, problem, kind)}" for kind in more)
            yield f"{titled(problem)}　{cited.field.label if cited else ''}：{words}{others}"


def _field(answer: Answer, problem: Problem, kind: Kind) -> str:
    words = term_words(answer, problem) if kind is Kind.DEADLINE else _given(problem, kind)
    return SHOWN.field.format(name=kind.label, words=words or ASKED.missing)


def _given(problem: Problem, kind: Kind) -> str:
    return kind.field.words(problem) if kind.field else ""


def _near_stones(answer: Answer) -> Iterable[str]:
    return (SHOWN.near_stone.format(words=c.passage.text) for c in answer.citations if c.field is Kind.MILESTONE)


def _districts(raw: str, plan: Plan) -> str:
    """Whom 各区 means, from the plan itself."""
    collective = "各" in raw and any(w in raw for w in ("各区", "各县", "各旗", "各市"))
    return SHOWN.districts.format(districts="、".join(plan.districts)) if collective and plan.districts else ""


def _open_event(answer: Answer, problem: Problem) -> str:
    if term(answer, problem):
        return ""
    relative = problem.deadline.kind in (DeadlineKind.RELATIVE, DeadlineKind.MIXED) and problem.deadline.trigger
    return SHOWN.open_event if relative else ""


def _milestone(answer: Answer) -> str:
    stone = answer.milestone
    assert stone is not None
    firm = SHOWN.strive if stone.firmness is Firmness.STRIVE else ""
    moved = step_day(answer, stone)
    waiting = f"（{moved}）" if moved else SHOWN.undated if stone.due is None else ""
    return f"{answer.citations[0].passage.text}{firm}{waiting}。"


def _measures(answer: Answer, problem: Problem) -> Iterable[str]:
    """The nearest two measures whole, the others shortened; at most ten lines."""
    counted = any(a.unit in ("条", "项", "个") for a in answer.question.amounts)
    form = SHOWN.measures_counted if counted else SHOWN.measures
    yield form.format(problem=titled(problem), count=len(problem.measures))
    if unit := unnamed(answer):
        yield SHOWN.unnamed.format(unit=unit)
    shown = [c for c in answer.citations if c.measure][:7]
    whole = 2 if answer.measure else 0  # those pointed at; of all of them each its beginning
    for place_, citation in enumerate(shown):
        longest = _WHOLE_MEASURE if place_ < whole or len(shown) == 1 else _MEASURE_QUOTE
        yield f"{citation.measure}. {shortened(citation.passage.text, longest)}"
    if len(problem.measures) > len(shown):
        yield SHOWN.more_measures.format(count=len(problem.measures) - len(shown))


def _sources(citations: Iterable[Citation]) -> Iterable[str]:
    for citation in citations:
        yield SHOWN.quoted.format(quote=shortened(citation.passage.text, _LONG_QUOTE), place=place(citation))


def _choose(answer: Answer, plan: Plan) -> Iterable[str]:
    """Every candidate with the asked fact, so that the reader may stop here."""
    yield ASKED.which
    for i, number in enumerate(answer.choices, 1):
        problem = plan.problem(number)
        if problem:
            yield f"{i}. {titled(problem)}：{_fact(answer, problem, first=i == 1)}"


def _fact(answer: Answer, problem: Problem, *, first: bool) -> str:
    asked = answer.question.field
    short = asked if asked and asked.short else None
    if first and short in (None, Kind.DEADLINE) and answer.citations:
        return shortened(answer.citations[0].passage.text, 200)
    return shortened(_given(problem, short or Kind.RESPONSIBLE), 120)
