"""What a question is once it is understood: what is asked, of which problems, and what words are left."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.language.dates import Period


class Kind(StrEnum):
    """What is asked, and what an answer is (the contract's `kind`)."""

    RESPONSIBLE = "responsible"
    ACCEPTANCE = "acceptance"
    DEADLINE = "deadline"
    MILESTONE = "milestone"
    MEASURES = "measures"
    GOAL = "goal"
    FINDING = "finding"
    LIST = "list"
    COUNT = "count"
    PROBLEM = "problem"
    BODY = "body"
    STATUS = "status"
    HELP = "help"
    SMALLTALK = "smalltalk"
    CHOOSE = "choose"
    NONE = "none"


class Duty(StrEnum):
    """In which capacity a unit is asked for."""

    ANY = "any"
    LEAD = "lead"
    MEMBER = "member"
    ACCEPTS = "accepts"


@dataclass(frozen=True)
class Filter:
    """Which problems a set question wants; what is None or empty does not limit."""

    units: tuple[tuple[str, tuple[str, ...]], ...] = ()
    duty: Duty = Duty.ANY
    negated: bool = False
    period: Period | None = None
    order: str | None = None  # first | last | overdue | due | ongoing | undated
    aspect: int | None = None
    not_then: bool = False  # 没有逾期, 2024年不到期: outside the period or order
    by_name: bool = False  # 写各区的不算: only where the unit itself is written

    def __bool__(self) -> bool:
        return bool(self.units or self.period or self.order or self.aspect)


@dataclass(frozen=True)
class Question:
    """A question understood. `field` is None where none is named; `topic` is what is left of the words."""

    text: str
    words: str
    kind: Kind | None
    number: int | None = None  # from the end where negative: 倒数第二项
    field: Kind | None = None
    filter: Filter = Filter()
    topic: str = ""
    refers_back: bool = False
    bare: bool = False  # the topic has no content of its own: 那几时要搞完
    unanswerable: str | None = None
    step: int = 0  # 下一条 is 1, 上一条 is -1
    numbers: tuple[int, ...] = ()  # where several are named: 第5、9、10项
    measure: int | None = None  # 第二条措施
    place: int | None = None  # 第二个 of the list talked about, from the end where negative
    more: tuple[Kind, ...] = ()  # the other fields asked in one breath: 谁负责、谁验收
