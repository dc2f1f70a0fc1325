"""What a message asks once it is understood: a typed value that is carried out exactly, without looking at the words again.

    Query = act · fields · subject (numbers, places, a topic) · filter · reference to what was shown

`bot.questions.understanding` makes one of a message alone, `bot.questions.dialogue` one of a message in its conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as data_field
from enum import Enum, StrEnum, auto
from typing import Self

from bot.language.dates import ANY_TIME, Period, Times
from bot.ledger.states import Progress
from corpus.model import Field, FieldKind, field_of

from .amounts import Amount
from .naming import Naming


class Scope(Enum):
    """What a kind of question is about: a field of a problem, a problem, a set of them, the body, the ledger, or nothing of these."""

    FIELD = auto()
    PROBLEM = auto()
    SET = auto()
    BODY = auto()
    LEDGER = auto()
    TALK = auto()
    NOTHING = auto()


class Kind(StrEnum):
    """What is asked, and what an answer is (the contract's `kind`): a line each, with its scope and the plan's field that it asks.

    What is said of a kind is said here and in the line of its field (corpus.model.FIELDS). Buttons stand in this order.
    """

    scope: Scope
    field: Field | None

    RESPONSIBLE = "responsible", Scope.FIELD, field_of("responsible")
    DEADLINE = "deadline", Scope.FIELD, field_of("deadline")
    MEASURES = "measures", Scope.FIELD, field_of("measures")
    ACCEPTANCE = "acceptance", Scope.FIELD, field_of("acceptance")
    GOAL = "goal", Scope.FIELD, field_of("goal")
    FINDING = "finding", Scope.FIELD, field_of("statement")
    MILESTONE = "milestone", Scope.FIELD, field_of("measures")
    PROBLEM = "problem", Scope.PROBLEM
    CHOOSE = "choose", Scope.PROBLEM
    LIST = "list", Scope.SET
    COUNT = "count", Scope.SET
    BODY = "body", Scope.BODY
    STATUS = "status", Scope.LEDGER
    HELP = "help", Scope.TALK
    SMALLTALK = "smalltalk", Scope.TALK
    NONE = "none", Scope.NOTHING

    def __new__(cls, key: str, scope: Scope = Scope.NOTHING, field: Field | None = None) -> Self:
        """The key, which is its value, with what is said of it."""
        kind = str.__new__(cls, key)
        kind._value_, kind.scope, kind.field = key, scope, field
        return kind

    @property
    def asked(self) -> Kind:
        """The kind that asks for it: a milestone is told where a deadline is asked."""
        return Kind.DEADLINE if self is Kind.MILESTONE else self

    @property
    def label(self) -> str:
        """The name of its field, "" where it asks none."""
        return self.field.name if self.field else ""

    @property
    def letter(self) -> str:
        """The letter of its button; only such a kind is offered, or asked beside another (谁负责、谁验收)."""
        return self.field.letter if self.field and self is self.asked else ""

    @property
    def short(self) -> bool:
        """Whether it may be told beside other facts, as a field of one passage."""
        return bool(self.letter) and not self.is_of(FieldKind.MEASURES)

    def is_of(self, *kinds: FieldKind) -> bool:
        """Whether it asks a field of one of these kinds."""
        return self.field is not None and self.field.kind in kinds


FIELD_KINDS = tuple(kind for kind in Kind if kind.scope is Scope.FIELD)
"""The kinds that are fields of one problem."""
SET_KINDS = tuple(kind for kind in Kind if kind.scope is Scope.SET)
"""The kinds that are a set of problems."""
UNIT_KINDS = tuple(kind for kind in Kind if kind.is_of(FieldKind.UNITS))
"""The kinds that ask for units."""


class Act(StrEnum):
    """What is to be done with the subject. FIELD tells a field (or the nearest clause) of problems, the others say what they do."""

    FIELD = "field"
    LIST = "list"
    COUNT = "count"
    MILESTONES = "milestones"
    UNITS = "units"
    GROUPS = "groups"
    EXTREME = "extreme"
    COMPARE = "compare"
    VERIFY = "verify"
    ORIGINAL = "original"
    STATUS = "status"
    SOCIAL = "social"


class Social(StrEnum):
    """What a message is that asks nothing of the plan."""

    HELP = "help"
    HELLO = "hello"
    ACKNOWLEDGED = "acknowledged"
    REPORTED = "reported"
    AGREED = "agreed"
    COMPLAINED = "complained"
    IDENTIFIED = "identified"
    MORE = "more"
    REMIND = "remind"
    PARTED = "parted"
    HOW = "how"
    FORWARDED = "forwarded"
    SCOLDED = "scolded"
    OPINION = "opinion"
    WRITING = "writing"


class Duty(StrEnum):
    """In which capacity a unit is asked for; the last two are roles within the acceptance."""

    ANY = "any"
    LEAD = "lead"
    MEMBER = "member"
    ACCEPTS = "accepts"
    ACCEPTS_LEADING = "accepts leading"
    ACCEPTS_HELPING = "accepts helping"

    @property
    def accepting(self) -> bool:
        """Whether it is a capacity in the acceptance."""
        return self in (Duty.ACCEPTS, Duty.ACCEPTS_LEADING, Duty.ACCEPTS_HELPING)

    @property
    def told(self) -> Kind:
        """The kind of question that tells who has it."""
        return Kind.ACCEPTANCE if self.accepting else Kind.RESPONSIBLE


class Edit(StrEnum):
    """What a later turn does with the set that was shown; SHOWN asks something of all of it."""

    NARROW = "narrow"
    EXCLUDE = "exclude"
    WIDEN = "widen"
    REPLACE = "replace"
    SHOWN = "shown"


@dataclass(frozen=True)
class Term:
    """A unit that a set is limited by: as it was said, the plan's units it means (none: the plan charges it with nothing).

    `by_name` wants the unit itself to be written, not only 各区; `sole`, that nobody else has that capacity; `charged`, that it is
    responsible, in whatever capacity: who is asked for tasks without that may only accept.
    """

    words: str
    units: tuple[str, ...]
    duty: Duty = Duty.ANY
    negated: bool = False
    by_name: bool = False
    sole: bool = False
    charged: bool = False


@dataclass(frozen=True)
class Having:
    """How many of something a problem has: parties (a district is one) in a capacity, districts, outsiders, measures, milestones; `most` None has no end.

    `span` are the characters of the message that say so.
    """

    of: str
    least: int
    most: int | None
    duty: Duty = Duty.ANY
    span: tuple[int, int] = (0, 0)
    ends: str = ""  # of districts: how their names end; of outsiders: how those begin who are none


@dataclass(frozen=True)
class Theme:
    """What a problem may be about, as it was said: words of the plan, or one of its aspects."""

    words: str
    aspect: int | None = None


@dataclass(frozen=True)
class Filter:
    """Which problems a set holds; what is None or empty does not limit. Terms hold together, or with `any_unit` one of them does."""

    terms: tuple[Term, ...] = ()
    any_unit: bool = False
    times: Times = ANY_TIME
    order: str | None = None  # first | last | overdue | due | ongoing | undated | dated | written
    aspect: int | None = None
    not_then: bool = False  # 没有逾期: outside the order
    written: tuple[str, ...] = ()  # words that the deadline has to write: 立行立改
    theme: str = ""  # words that the problem has to speak of: 扬尘, 包钢万腾
    anywhere: bool = False  # of the theme: wherever the plan writes it, not only what is about it
    themes: tuple[Theme, ...] = ()  # of which it has to be about one: 大气和水方面的
    without: tuple[int, ...] = ()  # problems that are not meant: 别的条里
    having: tuple[Having, ...] = ()
    whole: bool = False  # 整改时限是2024年的: by the problem's own term, not by its steps
    late: tuple[int | None, int | None] = (None, None)  # overdue for at least, at most so many days
    accepts_itself: bool = False  # 谁负责谁验收
    steps: str = ""  # past: a dated step of it is; late: the same, as the ledger has it

    def __bool__(self) -> bool:
        about = self.aspect or self.theme or self.themes
        return bool(self.terms or self.times or self.order or about or self.having or self.accepts_itself or self.steps)

    @property
    def units(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The units as they were said, with the plan's units that they mean."""
        return tuple((t.words, t.units) for t in self.terms)

    @property
    def charged(self) -> tuple[str, ...]:
        """The plan's units whose own parts are asked about."""
        return tuple(u for t in self.terms if not (t.negated or t.duty.accepting) for u in t.units)

    @property
    def duty(self) -> Duty:
        """The capacity of the first unit."""
        return self.terms[0].duty if self.terms else Duty.ANY

    @property
    def negated(self) -> bool:
        """Whether every unit is one that has no part in it."""
        return bool(self.terms) and all(t.negated for t in self.terms)

    @property
    def period(self) -> Period | None:
        """The first time that is meant."""
        return self.times.within[0] if self.times.within else None


@dataclass(frozen=True)
class Extreme:
    """最早到期的, 涉及单位最多的, 任务最多的单位: of what (`deadline`, `measures`, `milestones`, `parties`, `late` of problems; `unit`,
    `office`, `district`, `aspect`, `month` that have most of them), which end, and of units in which capacity."""

    of: str
    most: bool
    duty: Duty = Duty.ANY
    both: bool = False  # 最早和最晚的
    place: int = 1  # 第二多的 is 2
    top: int = 1  # 逾期最久的前三个: at least so many from that end


@dataclass(frozen=True)
class Than:
    """比第10项晚到期的有哪些: than what, and whether later."""

    other: str
    late: bool


@dataclass(frozen=True)
class Contrast:
    """第6项和第24项哪个单位多: in which field things are held against one another, which end is asked, of units in which capacity.

    `topics` are the words of what is held together; `claims`, that it is asked whether it is so (第3项比第6项早吗).
    """

    field: Kind = Kind.PROBLEM
    end: Extreme | None = None
    duty: Duty = Duty.ANY
    topics: tuple[str, ...] = ()
    than: Than | None = None
    claims: bool = False


@dataclass(frozen=True)
class Query:
    """A message understood. `field` is None where none is named; `topic` is what is left of the words."""

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
    that_one: str = ""  # 商务局那条, 后到期的那个: one of what was shown, by its value or by its end (first | last)
    named: tuple[Kind, ...] = ()  # every field that the words name, also where a set is asked for: 2025年到期的那条谁负责
    more: tuple[Kind, ...] = ()  # the other fields asked in one breath: 谁负责、谁验收
    act: Act = Act.FIELD
    social: Social | None = None
    among: tuple[int, ...] | None = None  # the problems that it is limited to, of those shown before
    within: bool = False  # 其中, 这几个: said to be limited to those
    places: tuple[int, ...] = ()  # 第二个, 前两个 of the list talked about, from the end where negative
    extreme: Extreme | None = None
    contrast: Contrast | None = None
    share: str = (
        ""  # told | half | within: what part of all the set is, whether it is more than half, or what part of what was shown
    )
    share_of: Filter | None = None  # 2025年到期的里面水务局的占多少: of which set
    claimed: tuple[tuple[str, str], ...] = ()  # numbers that are said to be so, each with its unit: 是不是改8家
    as_written: bool = False  # 措施里写2024年6月底前的: that very day
    by: str = ""  # what groups are made by: aspect, unit, year, month, state; reported, by state of what was entered for; of a list earliest or latest first
    held: tuple[int, int | None] | None = None  # only groups of at least and at most so many: 只负责一项, 三项以上
    amounts: tuple[Amount, ...] = ()  # how much of something: 几亩, 百分之几, 几天内
    duty: Duty = Duty.ANY  # in which capacity units are listed: 牵头单位都有谁
    progress: Progress | None = None  # the state that a set is asked for
    owes: bool = False  # 还差什么: what a unit has still to do or to accept
    carried: int | None = None  # the problem taken over from what was talked about
    doer: str = ""  # 是谁挖的: what somebody did of whom the plan may tell in a clause, no unit's duty
    besides: bool = False  # 别的条里: other problems than those talked about
    corrects: bool = False  # 不是，我问的是…: puts the question before right
    naming: Naming | None = None  # 那八家叫什么: names of things or people that the plan may only count
    firms: bool = False  # 点到了哪几家企业: the firms that a problem names
    undone: bool = False  # 没做完怎么办: what follows where something is not done
    officially: tuple[tuple[str, tuple[str, ...]], ...] = ()  # its everyday words with the plan's own for them
    left: str = ""  # a piece of time that was not understood
    doer_of_clause: float = data_field(default=0.0, compare=False)  # how likely it asks who does what one clause says, as learned
    outside: float = data_field(default=0.0, compare=False)  # how likely no plan tells what it asks for, as learned
    intent: str = data_field(default="", compare=False)  # what it most likely wants, as learned
    of_set: float = data_field(default=0.0, compare=False)  # how likely it asks for a set of problems, as learned
    edit: Edit | None = None  # what it does with the set that was shown, as learned
    role: Duty = Duty.ANY  # in which capacity it means units where no word of the tables says so, as learned
    spared: tuple[int, ...] = ()  # the problems that were taken out of the set before, to be told
    joined: tuple[int, ...] = ()  # the problems that were put beside the set before, to be told

    @property
    def points(self) -> bool:
        """Whether it says itself what it is about: a problem or a measure by number, a place in a list, a set."""
        numbered = self.number is not None or self.measure is not None
        return bool(numbered or self.step or self.places or self.filter)

    def without_amounts(self, gap: str = "") -> str:
        """Its topic, with `gap` for each amount that is asked."""
        rest = self.topic
        for amount in self.amounts:
            rest = rest.replace(amount.words, gap)
        return rest


NO_QUERY = Query("", "", None)
