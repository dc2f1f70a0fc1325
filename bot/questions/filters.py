"""Whether a question asks for a set of problems, and which filter it names."""

from __future__ import annotations

import re
from datetime import date

from bot.language.dates import find_period
from bot.language.spelling import normalise
from bot.language.unit_names import Names
from corpus.text.numbers import to_int

from .phrases import load_phrases
from .question import Duty, Filter, Kind

_DIGITS = r"[0-9]{1,4}|[零〇一二三四五六七八九十百]{1,6}"
N = rf"({_DIGITS})"
_SEVERAL = rf"(?:第?(?:{_DIGITS})[、,，和及与])*第?(?:{_DIGITS})"
_ASKED_OF = r"(?=谁|什么|啥|的?(?:责任|验收|整改|目标|期限|时限|措施|牵头|内容|情况)|怎么|咋|归|几时|何时|讲|说|是|呢|$)"
_NUMBER = re.compile(
    rf"(?P<back>倒数)?第(?P<several>{_SEVERAL})(?:个?问题|[项条个号件题]|$)|问题[(（]?{N}[)）]?(?![项条个月年日号0-9零〇一二三四五六七八九十百])"
    rf"|(?<![0-9年]){N}号(?:问题|[条项]|那[条项个]|这[条项个]|的|$|是|讲|说)|^(?:看|看下|看看|查|查下|说说|讲讲|说下)?[(（]?{N}[)）]?$|^{N}[条项](?:讲|说|是|啥|呢)"
    rf"|^(?:no\.?|#|序号|编号|问题)?\s*[(（]?{N}[)）]?[项条]?\s*{_ASKED_OF}|(?P<last>最后一[个项条](?:问题)?(?!到期))"
)
_MEASURE = re.compile(rf"措施(?:的|里|中)?第{N}[条项个]|第{N}[条项个](?:整改)?措施")
_COUNT_OF = re.compile(rf"问题{N}[个项条]|(?<!第)(?<![0-9一二三四五六七八九十]){N}[个项条]问题")


def find_numbers(words: str) -> tuple[int, ...]:
    """The numbers by which problems are named, from the end where negative.

    >>> [find_numbers(s) for s in ("第23条谁管", "问题(二十三)", "28号问题说说", "看下二十二", "13个项目建成几个", "倒数第二项")]
    [(23,), (23,), (28,), (22,), (), (-2,)]
    """
    words = _MEASURE.sub(" ", words).replace("廿", "二十").replace("卅", "三十")
    if _COUNT_OF.search(words):
        return ()
    named = [m for m in _NUMBER.finditer(words) if not (m["last"] and "到期" in words)]
    found: list[int] = []
    for match in named:
        written = match["several"] or next((g for g in match.groups() if g and g != match["back"]), "")
        values = [to_int(n) for n in re.findall(_DIGITS, written)] if not match["last"] else [1]
        sign = -1 if match["back"] or match["last"] else 1
        found += [sign * v for v in values if v is not None]
    return tuple(dict.fromkeys(found))


def find_measure(words: str) -> int | None:
    """The number of the measure that is asked for: 措施第二条."""
    match = _MEASURE.search(words)
    return to_int(next(g for g in match.groups() if g)) if match else None


def find_step(words: str) -> int:
    """下一条 is 1, 上一条 and 前一条 are -1, anything else 0."""
    found = re.search(r"(?<!最)(?:(?P<on>[下后])|[上前])一[条项个](?!月|年|季)", words)
    return (1 if found["on"] else -1) if found else 0


def chosen_place(text: str) -> int | None:
    """The place in a list of choices that a short answer names: 2, 2., 第二个."""
    match = re.fullmatch(rf"\s*(?:选|就|是)?\s*第?\s*{N}\s*[个项条.。、吧]?\s*", normalise(text))
    return to_int(match[1]) if match else None


def find_place(words: str) -> int | None:
    """第二个 and 最后一个 may mean a place in the list talked about."""
    if "最后一个" in words:
        return -1
    match = re.search(rf"第{N}个(?!问题)", words)
    return to_int(match[1]) if match else None


def find_filter(words: str, names: Names, today: date) -> Filter:
    """Which problems are wanted: of which unit in which duty, of which time, state and aspect."""
    phrases = load_phrases()
    units = tuple((w, u) for w, u in names.find(words))
    order = next((name for name in ("overdue", "ongoing", "first", "last") if phrases.find(name, words)), None)
    if order == "ongoing" and re.search("没有?|不设|不限|无期", words):
        order = "undated"
    if order in ("first", "last") and not re.search(r"到期|哪[条项个一]|是谁|一个", words):
        order = None
    duty = _duty(words)
    counted = phrases.find("count", words) or phrases.find("list", words)
    part = re.search(rf"第{N}(?:个?大?方面|部分|大?类|板块)", words)
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
    negated = bool(phrases.find("negated", short) or re.search(r"(?:没有?|不含|不带|除了?|缺)某局", short))
    collective = _COLLECTIVE.search(words)
    by_name = bool(collective and re.search("不算|不要|不含|除外|不计", collective.group()))
    return Filter(units, duty, negated, find_period(words, today), order, aspect, not_then, by_name)


_COLLECTIVE = re.compile(
    r"(?:写着?|连带?着?|算上|包括|含|带上?|不算|不要|不含)?各[县市区旗]+的?(?:统称)?(?:也|都|不|除)?(?:都|全)?(?:算|计|要|含|包括|在内|外)?(?:进去|进来|上|在内)?"
)
"""写各区的也算, 连带各区, 不算各县区: whether a unit counts where only all of its kind are written."""


def _duty(words: str) -> Duty:
    """In which capacity; leading and helping together are any (牵头配合都算, 打下手的也算)."""
    phrases = load_phrases()
    if phrases.find("accepts", words):
        return Duty.ACCEPTS
    lead, member = phrases.find("lead", words), phrases.find("member", words)
    if phrases.find("both_roles", words) or (lead and member) or (member and re.search("也算|也要|也包括|算上", words)):
        return Duty.ANY
    return Duty.LEAD if lead else Duty.MEMBER if member else Duty.ANY


def residue(words: str, wanted: Filter) -> str:
    """What is left of a set question's words when units, times and the words of asking are taken out."""
    rest = _COLLECTIVE.sub(" ", words) if wanted.units else words
    for spoken, _ in wanted.units:
        rest = re.sub(rf"{re.escape(spoken)}(?:[县市区旗]?(?:委|党委)?[和、]?[县市区旗]?政府)?", " ", rest)
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
        "ongoing",
        "first",
        "last",
        "overdue",
        "negated",
        "due",
        "status",
        "previous",
    ):
        rest = phrases.lists[name].sub(" ", rest)
    return phrases.filler.sub("", rest)


def set_kind(words: str, wanted: Filter, rest: str) -> Kind | None:
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
