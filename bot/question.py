"""Text and the earlier turns → Question: what is asked, decided before anything is searched.

    1 what is no question to the plan: help, small talk
    2 a problem by its number: 第23条, 问题（二十三）, 28号问题
    3 a set of problems: 哪些/几项 with a unit, a time, an aspect or a state, and no topic besides
    4 a field: 谁验收 → acceptance, 谁负责 → responsible, 什么时候 → deadline, 要达到 → goal, 查出 → finding, 怎么改 → measures
    5 what words are left are the topic

The phrases are data: `data/question.toml`. Pure; `today` decides what 明年 means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from corpus.numerals import to_int

from .dates import Period, find_period
from .names import Names
from .normal import normalise


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
    order: str | None = None  # first | last | overdue | ongoing | undated
    aspect: int | None = None
    not_then: bool = False  # 没有逾期, 2024年不到期: outside the period or order

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


def understand(text: str, names: Names, today: date, correct: Callable[[str], str] = str) -> Question:
    """The question that `text` asks of a plan with these names; `correct` puts misspelt terms right."""
    words = correct(normalise(text))
    phrases = load_phrases()
    field = _field(words)
    back = bool(phrases.find("previous", words))
    if not re.search(r"[一-鿿a-z0-9]", words) or phrases.is_only("help", words):
        return Question(text, words, Kind.HELP)
    step = 1 if re.search(r"下一[条项个]", words) else -1 if re.search(r"上一[条项个]", words) else 0
    measure = _measure(words)
    numbers = () if _is_count_of(words) else _numbers(words if measure is None else _MEASURE.sub(" ", words))
    if step or numbers:
        number = numbers[0] if numbers else None
        asked = field or Kind.PROBLEM
        place = _place(words)
        return Question(
            text,
            words,
            asked,
            number,
            field,
            refers_back=back,
            step=step,
            numbers=numbers[1:] and numbers,
            measure=measure,
            place=place,
        )
    wanted = _filter(words, names, today)
    rest = _residue(words, wanted)
    set_kind = _set_kind(words, wanted, rest)
    unanswerable = phrases.find("unanswerable", words)
    if unanswerable is None and phrases.find("now", words) and phrases.find("progress", words):
        unanswerable = phrases.find("now", words)
    if set_kind is None and back and len(rest) <= 1 and (wanted.period or wanted.duty is not Duty.ANY) and not field:
        set_kind = Kind.LIST  # 2025年的呢, 那验收的呢: the list talked about, otherwise filtered
    if set_kind and (wanted or len(rest) <= 1) and (unanswerable is None or phrases.find("now", unanswerable)):
        return Question(text, words, set_kind, None, field, wanted, rest, back)
    if phrases.find("smalltalk", words) and not (field and len(rest) > 6):
        return Question(text, words, Kind.SMALLTALK)
    topic = _topic(words)
    bare = len(phrases.filler.sub("", topic)) <= 1 and not re.search(r"[a-z]{2}", topic)
    return Question(text, words, field, None, field, wanted, topic, back, bare, unanswerable, measure=measure)


# --- phrases ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Phrases:
    """The lists of `data/question.toml` as patterns; `fields` in their order of precedence."""

    fields: tuple[tuple[Kind, re.Pattern[str]], ...]
    lists: Mapping[str, re.Pattern[str]]
    filler: re.Pattern[str]

    def find(self, name: str, words: str) -> str | None:
        """The first phrase of that list in `words`, or None."""
        match = self.lists[name].search(words)
        return match.group() if match else None

    def is_only(self, name: str, words: str) -> bool:
        """Whether `words` say one of that list and nothing besides."""
        return self.find(name, words) is not None and len(self.filler.sub("", self.lists[name].sub("", words))) <= 1


@cache
def load_phrases() -> Phrases:
    """The phrases, longest first; … stands for up to six characters."""
    table = tomllib.loads(files("bot").joinpath("data/question.toml").read_text("utf-8"))
    fields = tuple((Kind(entry["kind"]), _pattern(entry["phrases"])) for entry in table["field"])
    lists = {name: _pattern(entry["phrases"]) for name, entry in table.items() if name not in ("field", "filler")}
    filler = re.compile(rf"[{table['filler']['characters']}\W0-9a-z]+")
    return Phrases(fields, lists, filler)


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(phrases), key=len, reverse=True)
    return re.compile("|".join(_expression(p) for p in longest_first))


def _expression(phrase: str) -> str:
    """… stands for up to six characters; a Latin word is not found within another (hi in hi-tech)."""
    words = re.escape(phrase).replace("…", "[^，。,;；?？]{0,6}?")
    return rf"(?<![a-z0-9-]){words}(?![a-z0-9-])" if phrase.isascii() and phrase.isalpha() else words


def _field(words: str) -> Kind | None:
    return next((kind for kind, pattern in load_phrases().fields if pattern.search(words)), None)


# --- numbers ----------------------------------------------------------------------------------------------

_DIGITS = r"[0-9]{1,4}|[零〇一二三四五六七八九十百]{1,6}"
_N = rf"({_DIGITS})"
_SEVERAL = rf"(?:第?(?:{_DIGITS})[、,，和及与])*第?(?:{_DIGITS})"
_ASKED_OF = r"(?=谁|什么|啥|的?(?:责任|验收|整改|目标|期限|时限|措施|牵头|内容|情况)|怎么|咋|归|几时|何时|讲|说|是|呢|$)"
_NUMBER = re.compile(
    rf"(?P<back>倒数)?第(?P<several>{_SEVERAL})(?:个?问题|[项条个号件题]|$)|问题[(（]?{_N}[)）]?(?![项条个月年日号0-9零〇一二三四五六七八九十百])"
    rf"|(?<![0-9年]){_N}号(?:问题|[条项]|$|是|讲|说)|^(?:看|看下|看看|查|查下|说说|讲讲|说下)?[(（]?{_N}[)）]?$|^{_N}[条项](?:讲|说|是|啥|呢)"
    rf"|^(?:no\.?|#|序号|编号|问题)?\s*[(（]?{_N}[)）]?[项条]?\s*{_ASKED_OF}|(?P<last>最后一[个项条](?:问题)?(?!到期))"
)
_MEASURE = re.compile(rf"措施(?:的|里|中)?第{_N}[条项个]|第{_N}[条项个](?:整改)?措施")
_COUNT_OF = re.compile(rf"问题{_N}[个项条]|(?<!第)(?<![0-9一二三四五六七八九十]){_N}[个项条]问题")


def _numbers(words: str) -> tuple[int, ...]:
    """The numbers by which problems are named, from the end where negative.

    >>> [_numbers(s) for s in ("第23条谁管", "问题(二十三)", "28号问题说说", "看下二十二", "13个项目建成几个", "倒数第二项")]
    [(23,), (23,), (28,), (22,), (), (-2,)]
    """
    words = words.replace("廿", "二十").replace("卅", "三十")
    named = [m for m in _NUMBER.finditer(words) if not (m["last"] and "到期" in words)]
    found: list[int] = []
    for match in named:
        written = match["several"] or next((g for g in match.groups() if g and g != match["back"]), "")
        values = [to_int(n) for n in re.findall(_DIGITS, written)] if not match["last"] else [1]
        sign = -1 if match["back"] or match["last"] else 1
        found += [sign * v for v in values if v is not None]
    return tuple(dict.fromkeys(found))


def _measure(words: str) -> int | None:
    match = _MEASURE.search(words)
    return to_int(next(g for g in match.groups() if g)) if match else None


def chosen_place(text: str) -> int | None:
    """The place in a list of choices that a short answer names: 2, 2., 第二个."""
    match = re.fullmatch(rf"\s*(?:选|就|是)?\s*第?\s*{_N}\s*[个项条.。、吧]?\s*", normalise(text))
    return to_int(match[1]) if match else None


def _place(words: str) -> int | None:
    """第二个 and 最后一个 may mean a place in the list talked about."""
    if "最后一个" in words:
        return -1
    match = re.search(rf"第{_N}个(?!问题)", words)
    return to_int(match[1]) if match else None


def _is_count_of(words: str) -> bool:
    return bool(_COUNT_OF.search(words))


# --- sets -------------------------------------------------------------------------------------------------


def _filter(words: str, names: Names, today: date) -> Filter:
    phrases = load_phrases()
    units = tuple((w, u) for w, u in names.find(words))
    order = next((name for name in ("overdue", "ongoing", "first", "last") if phrases.find(name, words)), None)
    if order == "ongoing" and re.search("没有?|不设|不限|无期", words):
        order = "undated"
    if order in ("first", "last") and not re.search(r"到期|哪[条项个一]|是谁|一个", words):
        order = None
    duty = Duty.ANY
    if phrases.find("accepts", words):
        duty = Duty.ACCEPTS
    elif not phrases.find("both_roles", words):
        if phrases.find("lead", words):
            duty = Duty.LEAD
        elif phrases.find("member", words):
            duty = Duty.MEMBER
    counted = phrases.find("count", words) or phrases.find("list", words)
    part = re.search(rf"第{_N}(?:个?大?方面|部分|大?类|板块)", words)
    aspect = (
        to_int(part[1])
        if part
        else names.aspect(words)
        if counted and phrases.find("aspect", re.sub(r"几个?方面", "", words))
        else None
    )
    short = words  # 没有…份 reaches over few characters, a unit's full name has many
    for spoken, _ in units:
        short = short.replace(spoken, "某局")
    not_then = bool(re.search(r"(?:没有|没|未|不|还没)(?:有)?(?:逾期|超期|过期|到期)|不在.{2,12}到期", words))
    if not_then and order is None:
        order = None if find_period(words, today) else "overdue"
    return Filter(units, duty, bool(phrases.find("negated", short)), find_period(words, today), order, aspect, not_then)


def _residue(words: str, wanted: Filter) -> str:
    """What is left of a set question's words when units, times and the words of asking are taken out."""
    rest = words
    for spoken, _ in wanted.units:
        rest = rest.replace(spoken, " ")
    if wanted.period:
        rest = rest.replace(wanted.period.words, " ")
    if wanted.aspect:
        return ""
    phrases = load_phrases()
    for name in (
        "list",
        "count",
        "both_roles",
        "lead",
        "member",
        "accepts",
        "negated",
        "ongoing",
        "first",
        "last",
        "overdue",
        "due",
        "status",
        "previous",
    ):
        rest = phrases.lists[name].sub(" ", rest)
    return phrases.filler.sub("", rest)


def _set_kind(words: str, wanted: Filter, rest: str) -> Kind | None:
    """LIST or COUNT where problems are asked for; a unit with nothing besides is asked for its list."""
    phrases = load_phrases()
    of_body = not wanted and re.search(r"正文|督察|反馈|指出|报告", words)
    of_units = of_body or re.search(r"(?:哪|几|多少)(?:几|些)?(?:个|家)?(?:局|家|单位|部门)", words)
    if of_units or (len(rest) > 1):
        return None
    if phrases.find("count", re.sub("哪几", "", words)) and (wanted or re.search(r"[条项个件].*(?:问题|任务)?|问题", words)):
        return Kind.COUNT
    if phrases.find("list", words) and wanted:
        return Kind.LIST
    if wanted.order or (wanted.units and not rest) or (wanted.period and phrases.find("due", words)):
        return Kind.LIST
    return None


# --- topic ------------------------------------------------------------------------------------------------

_ASKING = re.compile(r"[?？!！,，。.、:：;；\s]+|^(?:请问|问下|问一下|我想问|想问|麻烦问|帮我查|查一下|查下)")


def _topic(words: str) -> str:
    """The words without those that only ask: 谁负责焦化超低排放 → 焦化超低排放."""
    rest = words
    for _, pattern in load_phrases().fields:
        rest = pattern.sub(" ", rest)
    rest = load_phrases().lists["previous"].sub(" ", rest)
    return _ASKING.sub("", rest)
