"""What an answer is: the kind, the problems, and the passages of the plan that it stands on; no wording."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ledger.queries import Progress
from bot.questions.question import Kind, Question
from corpus.model import Milestone, Passage

from .refusal import Refusal

FIELD_KINDS = (Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.DEADLINE, Kind.MILESTONE, Kind.MEASURES, Kind.GOAL, Kind.FINDING)
"""The kinds that are fields of one problem."""


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
    """What is answered. `problems` in order of relevance, complete for a list; `carried` was taken from an earlier turn.

    `related` are the problems that came next when free words were ranked. `told` is what the ledger says, where it answers;
    `progress` is the state that a set was asked for; `unregistered`, that a ledger without any entry leaves the plan's days.
    """

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
    related: tuple[int, ...] = ()
    told: str = ""
    progress: Progress | None = None
    unregistered: bool = False

    @property
    def refused(self) -> bool:
        """Whether nothing of the plan is answered."""
        return self.kind in (Kind.NONE, Kind.HELP, Kind.SMALLTALK)
