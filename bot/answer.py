"""Question × plan × search × today → Answer: what is answered and from which words of the plan; no wording here.

Lists, counts and numbers are exact filters over the plan; search only ranks what free words may mean. Every answer
carries the passages it stands on (`citations`); the first is the one asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.model import DeadlineKind, Measure, Milestone, Passage, Plan, Problem, Span
from corpus.model import Duty as Charge
from corpus.model import Role
from index.chunks import Kind as Piece
from index.search import Hit, Ranking, Searcher

from .evidence import Refusal, refusal
from .names import Names
from .question import Duty, Filter, Kind, Question, understand

MOST_CHOICES = 4
CLOSE = 0.06
"""Two problems whose fused scores differ by less are asked back (`choose`)."""


@dataclass(frozen=True)
class Citation:
    """A passage an answer stands on: of a problem's field (and measure), or of a section of the body."""

    problem: int | None
    measure: str | None
    field: str
    passage: Passage
    section: int | None = None


@dataclass(frozen=True)
class Answer:
    """What is answered. `problems` in order of relevance, complete for a list; `carried` was taken from an earlier turn."""

    question: Question
    kind: Kind
    problems: tuple[int, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    carried: int | None = None
    milestone: Milestone | None = None
    measure: str | None = None
    choices: tuple[int, ...] = ()
    detail: bool = False

    @property
    def refused(self) -> bool:
        """Whether nothing of the plan is answered."""
        return self.kind in (Kind.NONE, Kind.HELP, Kind.SMALLTALK)


@dataclass(frozen=True)
class Desk:
    """Everything that one revision answers from."""

    plan: Plan
    names: Names
    searcher: Searcher
    numbers: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, plan: Plan, searcher: Searcher) -> Desk:
        """A desk for a loaded revision."""
        return cls(plan, Names.of(plan), searcher, frozenset(p.number for p in plan.problems))


def converse(turns: Sequence[str], desk: Desk, today: date) -> Answer:
    """The answer to the last of a user's turns, the earlier ones giving what it may leave out."""
    previous: Answer | None = None
    for text in turns:
        previous = answer(understand(text, desk.names, today), desk, today, previous)
    assert previous is not None, "at least one turn"
    return previous


def answer(question: Question, desk: Desk, today: date, previous: Answer | None = None) -> Answer:
    """What the plan says to `question`, asked after `previous`."""
    if previous is not None and previous.refused:
        previous = None
    if question.kind in (Kind.HELP, Kind.SMALLTALK):
        return Answer(question, question.kind)
    if question.step or question.number is not None:
        return _by_number(question, desk, previous)
    if question.kind in (Kind.LIST, Kind.COUNT):
        return _set(question, desk, today, previous)
    return _by_topic(question, desk, previous)


# --- by number --------------------------------------------------------------------------------------------


def _by_number(question: Question, desk: Desk, previous: Answer | None) -> Answer:
    number = question.number
    if question.step:
        if previous is None or not previous.problems:
            return Answer(question, Kind.NONE, refusal=Refusal("topicless"))
        number = previous.problems[0] + question.step
    problem = desk.plan.problem(number or 0)
    if problem is None:
        return Answer(question, Kind.NONE, refusal=Refusal("number", str(number)))
    if question.refers_back and previous and previous.kind is Kind.MEASURES and previous.problems and not question.field:
        before = desk.plan.problem(previous.problems[0])
        measure = next((m for m in before.measures if m.ordinal == str(number)), None) if before else None
        if before and measure:
            return Answer(question, Kind.MEASURES, (before.number,), (_of_measure(before, measure),), carried=before.number, measure=measure.ordinal)
    kind = question.field or (previous.kind if question.step and previous and previous.kind in _FIELDS else Kind.PROBLEM)
    return _about(question, problem, kind, None)


# --- sets -------------------------------------------------------------------------------------------------


def _set(question: Question, desk: Desk, today: date, previous: Answer | None) -> Answer:
    wanted = question.filter
    among = desk.plan.problems
    if question.refers_back and previous and previous.kind in (Kind.LIST, Kind.COUNT) and not wanted.units:
        among = tuple(p for p in among if p.number in previous.problems)
    for spoken, units in wanted.units:
        if not units:
            return Answer(question, Kind.NONE, refusal=Refusal("unit", spoken))
    found = [p for p in among if _matches(p, wanted, today)]
    if wanted.order in ("first", "last"):
        found = _extreme(found, last=wanted.order == "last")
    if not found:
        return Answer(question, Kind.NONE, refusal=Refusal("empty"))
    citations = tuple(c for p in found for c in _why(p, wanted))
    return Answer(question, question.kind or Kind.LIST, tuple(p.number for p in found), citations)


def _matches(problem: Problem, wanted: Filter, today: date) -> bool:
    charged = all(_charged(problem, units, wanted.duty) for _, units in wanted.units)
    if wanted.units and charged == wanted.negated:
        return False
    due = problem.deadline.dates
    if wanted.aspect and problem.aspect != wanted.aspect:
        return False
    if wanted.period and not any(wanted.period.holds(d) for d in due):
        return False
    match wanted.order:
        case "ongoing":
            return problem.deadline.kind in (DeadlineKind.ONGOING, DeadlineKind.NONE)
        case "overdue":
            return bool(due) and max(due) < today
        case _:
            return True


def _charged(problem: Problem, units: tuple[str, ...], duty: Duty) -> bool:
    """Whether the field names one of the units in that capacity; without any 牵头 mark all are asked for as leads."""
    if duty is Duty.ACCEPTS:
        return any(d.unit in units or _stands_for(d, units) for d in problem.acceptance)
    roles = {Duty.LEAD: (Role.LEAD, Role.RESPONSIBLE), Duty.MEMBER: (Role.MEMBER,)}.get(duty, tuple(Role))
    if duty is Duty.LEAD and len(problem.responsible) > 1:
        roles = (Role.LEAD,) if any(d.role is Role.LEAD for d in problem.responsible) else roles
    return any(d.unit in units and d.role in roles for d in problem.responsible)


def _stands_for(duty: Charge, units: tuple[str, ...]) -> bool:
    """A group with its office in brackets (…专项组（市生态环境局）) is that office too."""
    return "（" in duty.unit and any(f"（{u}）" in duty.unit for u in units)


def _extreme(problems: list[Problem], *, last: bool) -> list[Problem]:
    dated = [(max(p.deadline.dates), p) for p in problems if p.deadline.dates]
    if not dated:
        return []
    edge = (max if last else min)(d for d, _ in dated)
    return [p for d, p in dated if d == edge]


def _why(problem: Problem, wanted: Filter) -> list[Citation]:
    """The passages that put a problem into a set."""
    cited = []
    for _, units in wanted.units:
        duties = problem.acceptance if wanted.duty is Duty.ACCEPTS else problem.responsible
        name = "acceptance" if wanted.duty is Duty.ACCEPTS else "responsible"
        cited += [Citation(problem.number, None, name, d.quote) for d in duties if d.unit in units][:1]
    if wanted.period or wanted.order:
        cited.append(Citation(problem.number, None, "deadline", problem.deadline_raw))
    return [c for c in cited if c.passage] or [Citation(problem.number, None, "finding", problem.title)]


# --- by topic ---------------------------------------------------------------------------------------------

_FIELDS = (Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.DEADLINE, Kind.MILESTONE, Kind.MEASURES, Kind.GOAL, Kind.FINDING)


def _by_topic(question: Question, desk: Desk, previous: Answer | None) -> Answer:
    last = previous.problems[0] if previous and previous.problems and previous.kind not in (Kind.LIST, Kind.COUNT) else None
    if question.bare and last is None:
        return Answer(question, Kind.NONE, refusal=Refusal("topicless"))
    ranking = desk.searcher.search(question.words, detail=last)
    carried = _carried(question, ranking, last)
    asked = question.field or (previous.kind if previous and question.refers_back and previous.kind in _FIELDS else None)
    if asked is Kind.MILESTONE:
        asked = Kind.DEADLINE
    if carried is not None:
        hit = next(h for h in ranking.problems if h.owner.problem == carried)
        problem = desk.plan.problem(carried)
        assert problem is not None
        found = _about(question, problem, asked, None if question.bare and asked else hit)
        return replace(found, carried=carried)
    reason = refusal(question, ranking, desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon)
    if reason:
        return Answer(question, Kind.NONE, refusal=reason)
    best = ranking.hits[0]
    if best.owner.section is not None:
        if answered := _body(question, best):
            return answered
    hits = ranking.problems
    problem = desk.plan.problem(hits[0].owner.problem or 0)
    assert problem is not None
    found = _about(question, problem, asked, hits[0])
    near = [h.owner.problem for h in hits[1:MOST_CHOICES] if hits[0].score - h.score < CLOSE and h.owner.problem]
    if near:
        return replace(found, kind=Kind.CHOOSE, problems=(problem.number, *near), choices=(problem.number, *near))
    return replace(found, problems=(problem.number,))


def _carried(question: Question, ranking: Ranking, last: int | None) -> int | None:
    """The earlier turn's problem, where the question leaves its topic out or adds only a detail to it."""
    if last is None:
        return None
    if question.bare:
        return last
    place = ranking.position(last)
    if place is None:
        return None
    top, mine = ranking.problems[0], ranking.problems[place]
    slack = 0.7 if question.refers_back or len(question.topic) <= 6 else 0.35
    return last if top.score - mine.score <= slack else None


def _body(question: Question, hit: Hit) -> Answer | None:
    sentences = [p.chunk for p in hit.pieces if p.chunk.kind is Piece.BODY and p.chunk.span]
    if not sentences:
        return None
    cited = tuple(Citation(None, None, "body", Passage(c.text, c.span), c.section) for c in sentences[:3] if c.span)
    return Answer(question, Kind.BODY, (), cited)


# --- one problem ------------------------------------------------------------------------------------------


def _about(question: Question, problem: Problem, asked: Kind | None, hit: Hit | None) -> Answer:
    """The asked field of a problem, and the clause that the question's own words point to."""
    clause = _clause(problem, hit) if hit else None
    match asked:
        case Kind.RESPONSIBLE:
            cited = [_field(problem, "responsible"), *([clause] if clause else [])]
        case Kind.ACCEPTANCE:
            cited = [_field(problem, "acceptance")]
        case Kind.DEADLINE:
            return _when(question, problem, hit)
        case Kind.GOAL:
            cited = [_field(problem, "goal"), *([clause] if clause else [])]
        case Kind.FINDING:
            cited = [*([clause] if clause and clause.field == "finding" else []), _field(problem, "finding"), *([clause] if clause else [])]
        case Kind.MEASURES:
            return _how(question, problem, hit)
        case _ if hit and clause:
            return _detail(question, problem, hit)
        case _:
            cited = [_field(problem, f) for f in ("finding", "responsible", "deadline")]
    cited.append(_field(problem, "deadline")) if asked is Kind.RESPONSIBLE else None
    citations = tuple(dict.fromkeys(c for c in cited if c.passage))
    return Answer(question, asked or Kind.PROBLEM, (problem.number,), citations)


def _field(problem: Problem, name: str) -> Citation:
    passages = {
        "responsible": problem.responsible_raw,
        "acceptance": problem.acceptance_raw,
        "deadline": problem.deadline_raw,
        "goal": problem.goal,
        "finding": problem.statement,
    }
    return Citation(problem.number, None, name, passages[name])


def _of_measure(problem: Problem, measure: Measure) -> Citation:
    return Citation(problem.number, measure.ordinal, "measures", measure.passage)


_FIELD_OF = {Piece.FINDING: "finding", Piece.TITLE: "finding", Piece.GOAL: "goal", Piece.MEASURE: "measures", Piece.MILESTONE: "measures"}


MOST_CLAUSES = 4


def _clause(problem: Problem, hit: Hit) -> Citation | None:
    """The sentence of the problem that is nearest to the question."""
    return next(iter(_clauses(problem, hit)), None)


def _clauses(problem: Problem, hit: Hit) -> list[Citation]:
    """The problem's sentences by their nearness to the question, none within another."""
    bonus = _liked_measures(hit)
    pieces = [p for p in hit.pieces if p.chunk.kind in _FIELD_OF and p.chunk.kind is not Piece.TITLE and p.chunk.span]
    pieces.sort(key=lambda p: (-(p.score + bonus.get(p.chunk.measure or "", 0.0)), len(p.chunk.text)))
    chosen: list[Citation] = []
    for chunk in (p.chunk for p in pieces):
        assert chunk.span is not None
        if chunk.text != problem.title.text + "。" and not any(_overlap(chunk.span, c.passage.span) for c in chosen):
            chosen.append(Citation(problem.number, chunk.measure, _FIELD_OF[chunk.kind], Passage(chunk.text, chunk.span)))
    return chosen


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _liked_measures(hit: Hit) -> dict[str, float]:
    """Measure → how much nearer its phrasings are to the question than the problem's average phrasing."""
    phrasings = [p for p in hit.pieces if p.chunk.kind is Piece.PHRASING]
    if not phrasings:
        return {}
    mean = sum(p.score for p in phrasings) / len(phrasings)
    liked: dict[str, float] = {}
    for p in phrasings:
        if p.chunk.measure:
            liked[p.chunk.measure] = max(liked.get(p.chunk.measure, 0.0), p.score - mean)
    return liked


def _when(question: Question, problem: Problem, hit: Hit | None) -> Answer:
    """The deadline, or before it the milestone that the question is about; a near milestone is always named."""
    deadline = _field(problem, "deadline")
    whole = (deadline,) if deadline.passage else ()
    found = _milestones(problem, hit) if hit and not question.bare else []
    if not found:
        return Answer(question, Kind.DEADLINE, (problem.number,), whole)
    cited = tuple(Citation(problem.number, m.ordinal, "milestone", s.quote) for m, s, _ in found[:3])
    measure, milestone, particular = found[0]
    if particular:
        return Answer(question, Kind.MILESTONE, (problem.number,), (*cited, *whole), milestone=milestone, measure=measure.ordinal)
    return Answer(question, Kind.DEADLINE, (problem.number,), (*whole, *cited))


WHOLE = 0.02
"""How much nearer a milestone must be than the problem as a whole for the question to be about it."""


def _milestones(problem: Problem, hit: Hit) -> list[tuple[Measure, Milestone, bool]]:
    """The milestones nearest to the question, best first, and whether it is about them rather than the whole problem."""
    stones = {s.quote.span: (m, s) for m in problem.measures for s in m.milestones}
    bonus = _liked_measures(hit)
    rated = sorted(
        ((p.score + bonus.get(p.chunk.measure or "", 0.0), p.chunk) for p in hit.pieces if p.chunk.kind is Piece.MILESTONE),
        key=lambda r: -r[0],
    )
    whole = max((p.score for p in hit.pieces if p.chunk.kind in (Piece.TITLE, Piece.GOAL, Piece.FINDING)), default=0.0)
    spoken = [p for p in hit.pieces if p.chunk.kind is Piece.PHRASING]
    general = max((p.score for p in spoken if not p.chunk.measure), default=0.0)
    particular = max((p.score for p in spoken if p.chunk.measure), default=0.0)
    slack = 2 * WHOLE if spoken and general > particular else WHOLE if not spoken else -1.0
    return [(*stones[c.span], score - whole >= slack) for score, c in rated if c.span in stones]


def _how(question: Question, problem: Problem, hit: Hit | None) -> Answer:
    """The measures, the one the question points to first."""
    order = list(problem.measures)
    if hit:
        best = _measure_scores(hit)
        order.sort(key=lambda m: -best.get(m.ordinal, 0.0))
    cited = tuple(_of_measure(problem, m) for m in order)
    pointed = order[0].ordinal if hit and order and question.topic else None
    return Answer(question, Kind.MEASURES, (problem.number,), cited, measure=pointed)


def _measure_scores(hit: Hit) -> dict[str, float]:
    bonus = _liked_measures(hit)
    best: dict[str, float] = {}
    for p in hit.pieces:
        if p.chunk.measure and p.chunk.kind in (Piece.MEASURE, Piece.MILESTONE):
            best[p.chunk.measure] = max(best.get(p.chunk.measure, 0.0), p.score + bonus.get(p.chunk.measure, 0.0))
    return best


def _detail(question: Question, problem: Problem, hit: Hit) -> Answer:
    """No field is named (柳树沟里有啥): the nearest clauses are the answer, and the first one's field the kind."""
    clauses = _clauses(problem, hit)
    kind = {"finding": Kind.FINDING, "goal": Kind.GOAL, "measures": Kind.MEASURES}[clauses[0].field]
    return Answer(question, kind, (problem.number,), tuple(clauses[:MOST_CLAUSES]), detail=True)
