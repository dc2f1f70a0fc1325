"""The words of the trade as types: what a rectification plan is made of.

Everything is frozen and comes from `corpus.grammar.parse`. Every text is a `Passage`: the plan's own words and
where they stand in `Plan.text`, so that whatever is answered can be quoted to the letter.

Glossary (中文 ↔ identifier):

    整改方案    Plan                    整改任务清单  the task list: `Plan.problems`
    正文部分    Section                 方面         Aspect
    问题、任务  Problem                 督察发现      Problem.statement
    责任单位    Problem.responsible     验收单位      Problem.acceptance
    牵头、配合  Role LEAD, MEMBER       整改目标      Problem.goal
    整改时限    Problem.deadline        整改措施      Measure
    时间节点    Milestone               触发事件      Milestone.trigger, Deadline.trigger
    力争、争取  Firmness STRIVE         立行立改，长期坚持  DeadlineKind ONGOING
    销号        close                   异常、疑点    Plan.anomalies
    区县旗市    district                段落、依据    Passage
    完成情况、整改成效  Problem.progress  栏目         Field, FIELDS
    包保领导、备注等    Problem.others (标签：值)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class Role(StrEnum):
    """What a unit is to a problem; RESPONSIBLE where the plan marks no lead."""

    LEAD = "lead"
    MEMBER = "member"
    RESPONSIBLE = "responsible"


class DeadlineKind(StrEnum):
    """How a 整改时限 can be reckoned; NONE where the plan gives none."""

    DATE = "date"
    ONGOING = "ongoing"
    RELATIVE = "relative"
    MIXED = "mixed"
    NONE = "none"


class Firmness(StrEnum):
    """Whether the plan demands (FIRM) or only strives (力争、争取) to have it done by then."""

    FIRM = "firm"
    STRIVE = "strive"


class Span(NamedTuple):
    """Half-open range of characters in `Plan.text`."""

    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """Words of the plan; `plan.text[span.start:span.end] == text` always holds."""

    text: str
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Duty:
    """One unit with its role, expanded from `quote` (各区委、区政府 gives one Duty a body)."""

    unit: str
    role: Role
    quote: Passage


@dataclass(frozen=True)
class Deadline:
    """A 整改时限: `dates` holds its fixed dates only, never a reckoned relative one."""

    kind: DeadlineKind
    dates: tuple[date, ...] = ()
    trigger: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True)
class Milestone:
    """Something a measure wants done by a time; `due` is None for a relative one, which has a `trigger`.

    `units` are those whom its clause names as its doers (各区 expanded), () where it names nobody.
    """

    quote: Passage
    due: date | None
    trigger: str | None
    firmness: Firmness
    ambiguous: bool = False
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One numbered item of the 整改措施; `ordinal` is written in digits, `passage` is without the number."""

    ordinal: str
    passage: Passage
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True)
class Problem:
    """One item of the task list, every field in the plan's words."""

    number: int
    aspect: int | None
    title: Passage
    statement: Passage
    responsible_raw: Passage
    responsible: tuple[Duty, ...]
    acceptance_raw: Passage
    acceptance: tuple[Duty, ...]
    goal: Passage
    deadline_raw: Passage
    deadline: Deadline
    measures: tuple[Measure, ...]
    progress: Passage
    others: tuple[Passage, ...]
    span: Span = field(compare=False, repr=False)


class FieldKind(StrEnum):
    """What a field of a problem holds, and so how it is written down and compared."""

    TEXT = "text"
    UNITS = "units"
    DEADLINE = "deadline"
    MEASURES = "measures"
    LINES = "lines"


@dataclass(frozen=True)
class Field:
    """One field of a problem: `key` names it in the contract, in `Problem` and among labels, `name` in Chinese, `letter` on a button.

    A field without a letter is not offered by itself. `searched` is as what its words are found (index.chunks), "" where they
    are not searched.
    """

    key: str
    name: str
    kind: FieldKind
    letter: str = ""
    required: bool = True
    searched: str = ""

    def passages(self, problem: Problem) -> tuple[Passage, ...]:
        """Its words, an empty passage where there are none; of measures one each."""
        match self.kind:
            case FieldKind.TEXT:
                return (getattr(problem, self.key),)
            case FieldKind.UNITS | FieldKind.DEADLINE:
                return (getattr(problem, f"{self.key}_raw"),)
            case FieldKind.MEASURES:
                return tuple(measure.passage for measure in problem.measures)
            case FieldKind.LINES:
                return tuple(getattr(problem, self.key))

    def passage(self, problem: Problem) -> Passage:
        """Its words where they are one passage, as of all but the measures."""
        (passage,) = self.passages(problem)
        return passage

    def given(self, problem: Problem) -> tuple[Passage, ...]:
        """The field's words in the plan, () where it has none."""
        return tuple(passage for passage in self.passages(problem) if passage)

    def words(self, problem: Problem) -> str:
        """The field's words as one text, "" where it has none."""
        return "；".join(passage.text for passage in self.given(problem))

    def value(self, problem: Problem) -> Any:
        """What was read of it: a passage, the duties, the deadline, the measures."""
        return getattr(problem, self.key)


FIELDS: tuple[Field, ...] = (
    Field("title", "标题", FieldKind.TEXT, required=False),
    Field("statement", "督察发现", FieldKind.TEXT, searched="finding"),
    Field("responsible", "责任单位", FieldKind.UNITS, "r"),
    Field("acceptance", "验收单位", FieldKind.UNITS, "a"),
    Field("goal", "整改目标", FieldKind.TEXT, "g", searched="goal"),
    Field("deadline", "整改时限", FieldKind.DEADLINE, "d"),
    Field("measures", "整改措施", FieldKind.MEASURES, "m", searched="measure"),
    Field("progress", "整改进展", FieldKind.TEXT, required=False),
    Field("others", "其他栏目", FieldKind.LINES, required=False),
)
"""The fields of a problem in the contract's order; whatever goes through all of them goes through this table."""


UNIT_FIELDS = tuple(field for field in FIELDS if field.kind is FieldKind.UNITS)
"""The fields that name units."""


def field_of(key: str) -> Field:
    """The field with that key."""
    return next(field for field in FIELDS if field.key == key)


@dataclass(frozen=True)
class Aspect:
    """A group of problems in the task list (一、…五、)."""

    ordinal: int
    title: Passage
    problems: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """A part of the body before (or after) the task list, with its paragraphs."""

    ordinal: int
    title: Passage
    paragraphs: tuple[Passage, ...]


@dataclass(frozen=True)
class Plan:
    """A whole plan. `text` is what every span points into; `anomalies` are sentences for administrators."""

    title: str
    text: str = field(repr=False)
    preamble: tuple[Passage, ...]
    sections: tuple[Section, ...]
    aspects: tuple[Aspect, ...]
    problems: tuple[Problem, ...]
    districts: tuple[str, ...]
    anomalies: tuple[str, ...]

    def problem(self, number: int) -> Problem | None:
        """The problem with that number, or None."""
        return next((p for p in self.problems if p.number == number), None)
