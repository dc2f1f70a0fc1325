"""What an answer is: the kind, the problems, and the passages of the plan that it stands on; no wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.ledger.agenda import Agenda, Entry
from bot.ledger.states import Progress
from bot.questions.query import Kind, Query, Scope
from bot.questions.state import START, State
from corpus.model import FieldKind, Measure, Milestone, Passage, Problem

from .refusal import Refusal


@dataclass(frozen=True)
class Citation:
    """A passage an answer stands on: of a problem's field (and measure), or of a section of the body; by the kind that asks it."""

    problem: int | None
    measure: str | None
    field: Kind
    passage: Passage
    section: int | None = None


def of_measure(problem: Problem, measure: Measure) -> Citation:
    """A whole measure as a citation."""
    return Citation(problem.number, measure.ordinal, Kind.MEASURES, measure.passage)


def citations_of(problem: Problem, kind: Kind) -> tuple[Citation, ...]:
    """The field of a problem that a kind asks, word for word; of measures one each."""
    if kind.is_of(FieldKind.MEASURES):
        return tuple(of_measure(problem, m) for m in problem.measures)
    return tuple(Citation(problem.number, None, kind, said) for said in kind.field.given(problem)) if kind.field else ()


@dataclass(frozen=True)
class Group:
    """Some problems under a name: an aspect, a unit, a year."""

    name: str
    problems: tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """Something to be done by a day: a milestone of a measure, or (`measure` None) the deadline of the whole problem."""

    problem: int
    measure: str | None
    words: str
    due: date | None


@dataclass(frozen=True)
class Comparison:
    """Two or more problems held against each other in a field: those ahead (earlier, more; all that are the same), none where
    they cannot be ordered; `counts` how many of what is counted each has, `left` what was asked of and is not compared."""

    field: Kind
    ahead: tuple[int, ...]
    most: bool = False
    counts: tuple[int, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What is answered. `problems` in order of relevance, complete for a list; `carried` was taken from an earlier turn.

    `related` are the problems that came next when free words were ranked. `agenda` is the ledger as it stood, None for who may not see it;
    `progress` is the state that a set was asked for; `unregistered`, that a ledger without any entry leaves the plan's days.
    `told_whole` says that nothing of it was left out before (继续).
    `verdict` answers a yes/no question where it can be decided; `state` is the conversation's after it.
    """

    question: Query
    kind: Kind
    problems: tuple[int, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    carried: int | None = None
    milestone: Milestone | None = None
    measure: str | None = None
    choices: tuple[int, ...] = ()
    detail: bool = False
    related: tuple[int, ...] = ()
    agenda: Agenda | None = None
    progress: Progress | None = None
    unregistered: bool = False
    verdict: bool | None = None
    groups: tuple[Group, ...] = ()
    units: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    comparison: Comparison | None = None
    parts: tuple[Answer, ...] = ()
    told_whole: bool = False
    state: State = START

    @property
    def refused(self) -> bool:
        """Whether nothing of the plan is answered."""
        return self.kind.scope in (Scope.NOTHING, Scope.TALK)

    @property
    def by_ledger(self) -> bool:
        """Whether the ledger answers rather than the plan."""
        return self.agenda is not None and (self.kind is Kind.STATUS or self.progress is not None)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Where each problem stands, of an answer by the ledger; empty of others."""
        found = (self.agenda.whole(n) for n in self.problems) if self.agenda and self.by_ledger else ()
        return tuple(e for e in found if e)
