"""Which set of problems a message limits itself to: by units in a capacity, times, state, aspect; and what words are left over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot.language.dates import find_times
from bot.language.unit_names import Names
from corpus.text.numbers import NUMERAL, to_int

from .amounts import SHARE
from .having import having_in
from .numbers import N
from .phrases import load_phrases
from .query import Duty, Filter, Kind, Term

_COLLECTIVE = re.compile(
    r"(?:写着?|连带?着?|算上|包括|含|带上?|不算|不要|不含|没有?写)?各[县市区旗]+的?(?:统称)?(?:也|都|不|除)?(?:都|全)?(?:算|计|要|含|包括|在内|外)?(?:进去|进来|上|在内)?"
)
"""写各区的也算, 连带各区, 不算各县区: whether a unit counts where only all of its kind are written."""
_EVERY_DISTRICT = re.compile(
    "(?<!由)各[县市区旗、()]{1,9}(?:党委|政府|、|和)*都(?:要|得|须|该)?(?:落实|负责|参与|涉及|承担|管|干|做|抓|改)"
)
"""各县(市、区)都要落实的: all of them together."""
_BY_NAME = re.compile(
    r"(?:单独|专门|明确|直接|具体|指名|只)?(?:点名|点到名?|点了?(?:我们|咱们?)?名?|写明|列名|写到|写了|写着|列了)(?:的|了|到)?|单独(?:负责|写|列|点)|具体(?:要|得|该)?(?:干|做|负责)|具体区名|只(?:涉及|有|写)"
)
_NOT_BEFORE = re.compile(
    r"(?:不归|不由|不属于?|(?<!是)不是|并非|非|(?<!有)没有?|无|除了?|除开|除去|除|不涉及|不含|不带|不算|不要|不用|缺)(?:点名?|点到|写|标|提到?|涉及|归|由|用|要|含|有)?(?:跟|和|与)?$"
)
_NOT_BEHIND = re.compile(
    r"^(?:自己|也|都|来|的|并)?(?:不是(?:责任|牵头|验收|配合)|不(?!是不|仅|止|只|了|管(?:牵头|配合|主责|谁|是|什么|哪))(?:单独)?(?:负责|牵头|管|参与|涉及|配合|验收|沾|用|归|含|算|在内|由|要|验|有)|(?<!有)没有?(?:份|责任|关系|参与|牵头|负责|沾|提|写|配合)|无关|没它|以外|之外|除外|的除外|外的)"
)
_PICKED = re.compile("^(?:有没有|有无|有)?(?:哪[些个几条项一]*|什么|啥)(?:问题|任务|事项)?(?:里|中)?(?:都|是)*")
"""海南区有没有哪个问题是不沾边的: what may stand between a unit and what is said of its part."""
_SOLE_BEFORE = re.compile("(?:只|仅|单)(?:由|归|有|让|是)$")
_SOLE_BEHIND = re.compile("^(?:自己|这)?(?:独有|专有|特有|独自|一家|独家|一个局|一个单位|一家单位)(?:来|单独|独自)?(?!和|跟)")
_WHETHER = re.compile("有没有|有无|而且|并且|(?<=[的头收合责管与])[而且](?!是)|但(?:是(?!不)|又)?")
_THE_OTHERS = re.compile(
    "(?:其[他它余]|别|另外)的?(?:单位|部门|局)?(?:牵头|负责|验收|配合)?的?|[列发给]{1,2}(?:出来|一下|给?我)+"
)
_TOGETHER = re.compile(r"都|一起|一块|同时|共同|均|两家|三家|一同|各自都")
_AT_ONCE = re.compile("(?:同时|一并|既)(?:是|由|归|涉及|[点写](?:了|到|着|名)*的?)?有?$")
_ACCEPT_LEAD = re.compile(r"牵头(?:来)?验收?|验收(?:单位)?(?:里|中)?(?:是|由)?牵头|共同牵头验收|牵头验")
_ACCEPT_HELP = re.compile(
    r"(?:配合|协助|参与)(?:来)?验收?(?:的|但|、|，|,)*(?:不(?:是|由)?(?:它|他们)?牵头|但不)|配合验收?|协助验收?"
)
_ONLY_HELPS = re.compile(r"不牵头[、，,]?只?配合|配合[、，,]?(?:但|而)?不(?:是)?牵头|只配合|参与但不牵头|不牵头的?配合")
_DATED = re.compile(
    r"(?<!没)有(?:明确|具体|确定)?的?(?:期限|时限|日期|截止|限期)|不是(?:长期|立行立改)|不算长期|不(?:含|包括)长期|除了?长期"
)
_AHEAD = re.compile(
    r"(?:还没|还未|没有?|未|尚未)(?:到期|到时限|到期限|过期)(?!没|吗)|没到时限|时限还没到|(?:到|截[至止])(?:20[0-9]{2}|[今明去后]|本)?[年月季]度?[底末](?:前)?(?:还有|还要|还得|还剩)"
)
_LATE = re.compile(
    rf"(?:逾期|超期|过期|超了?|拖了?)(?P<not>还?(?:不到|没到|未到|不满|不足|没过))?(?:超过|超|过|有|了)?(?P<n>{NUMERAL}|半)个?(?P<unit>年|月|天)(?:半)?(?P<more>以上|多|开外|之上)?"
)
_MARKS = {"年": 365, "月": 30, "天": 1}


def find_filter(words: str, names: Names, today: date) -> Filter:
    """Which problems are wanted: of which units in which duty, of which time, state and aspect."""
    phrases = load_phrases()
    times = find_times(words, today)
    having = having_in(words, of_units=bool(names.find(words)))
    terms, any_unit = _terms(blanked(words, [h.span for h in having]), names)
    late = _overdue_for(words)
    not_then = bool(re.search(r"(?<!有)(?:没有|没|未|不|还没)(?:有)?(?:逾期|超期|过期|到期)(?!没|了没)|不在.{2,12}到期", words))
    order = _order(words)
    if not_then and order is None and not times:
        order = "overdue"
    part = re.search(rf"(?:第\s?{N}|最后(?:一)?)(?:个?大?方面|个?部分|大?类|板块|块)", words)
    counted = phrases.find("count", words) or phrases.find("list", words)
    named = counted and phrases.find("aspect", re.sub(r"[几各每]个?方面", "", words))
    aspect = _aspect_at(part, names) if part else names.titled_aspect(words) or (names.aspect(words) if named else None)
    whole = bool(times and re.search("整改(?:时限|期限)|整项", words))
    accepts_itself = bool(not terms and phrases.find("accepts_itself", words))
    written = tuple(w for w in phrases.lists["deadline_words"].findall(words) if w in names.text)
    return Filter(
        terms,
        any_unit,
        times,
        order,
        aspect,
        not_then and not times,
        late=late,
        written=written,
        whole=whole,
        having=having,
        accepts_itself=accepts_itself,
    )


def _aspect_at(part: re.Match[str], names: Names) -> int | None:
    return to_int(part[1]) if part[1] else max((n for n, _ in names.aspects), default=None)


def _order(words: str) -> str | None:
    phrases = load_phrases()
    order = next((name for name in ("overdue", "ongoing", "first", "last") if phrases.find(name, words)), None)
    if order == "ongoing" and re.search("没有?|不设|不限|无期", words) and not _DATED.search(words):
        return "undated"
    if order in ("first", "last") and not re.search(r"到期|哪[条项个一]|是谁|一个|时限|期限|完成|[到截]", words):
        order = None
    if _AHEAD.search(words):
        return "ahead"
    if order in (None, "ongoing") and _DATED.search(words):
        return "dated"
    return order


def _overdue_for(words: str) -> tuple[int | None, int | None]:
    """逾期两年以上 is at least 730 days, 逾期不到一年 at most 365."""
    found = _LATE.search(words)
    if not found:
        return None, None
    days = round((0.5 if found["n"] == "半" else to_int(found["n"]) or 0) * _MARKS[found["unit"]])
    return (None, days) if found["not"] else (days, None)


# --- units ------------------------------------------------------------------------------------------------


def _terms(words: str, names: Names) -> tuple[tuple[Term, ...], bool]:
    """The units that the words name, each in its capacity; and whether one of them is enough."""
    spans = _spans(words, [w for w, _ in names.find(words)])
    units = dict(names.find(words))
    collective = _COLLECTIVE.search(words)
    not_collective = bool(collective and re.search("不算|不要|不含|除外|不计|没", collective.group()))
    around = [
        (words[spans[i - 1][1] if i else 0 : start], words[end : spans[i + 1][0] if i + 1 < len(spans) else len(words)])
        for i, (start, end) in enumerate(spans)
    ]
    duties = _duties(around, duty_said(words))
    terms = []
    for (start, end), (before, behind), own in zip(spans, around, duties, strict=True):
        said, negated = words[start:end], _is_negated(before, behind) and not _ONLY_HELPS.search(behind)
        names_it = not_collective or bool(_BY_NAME.search(words) and _is_district(units[said], names))
        terms.append(
            Term(said, units[said], own, negated, names_it, bool(_SOLE_BEFORE.search(before) or _SOLE_BEHIND.match(behind)))
        )
        if (but := _BUT_NOT.search(behind)) and not _ONLY_HELPS.search(behind):
            terms.append(Term(said, units[said], duty_said(but["part"]), negated=True))
    if not terms and _EVERY_DISTRICT.search(words):
        return tuple(Term(d, names.units.get(d, ())) for d in names.districts), False
    if others := _other_districts(words, terms, names):
        return others, True
    if not terms and not_collective and re.search("具体|只", words):
        return tuple(Term(d, names.units.get(d, ()), by_name=True) for d in names.districts), True
    return _refined(terms, words), _is_any(words, spans, terms)


_OTHER_DISTRICTS = re.compile(
    r"(?:除(?:了|去|开)?)?(?:[一-鿿]{1,4}[区县旗市])?(?:[以之]?外)?[，,、]?的?(?:别的|其[他它余]的?|另外(?:的|[几两])?个?|剩下的?|(?<=外的)|(?<=外))[几各]?个?[区县旗市]"
)


def _other_districts(words: str, terms: list[Term], names: Names) -> tuple[Term, ...]:
    """除了海南区别的区: the plan's districts that are not named."""
    named = {u for t in terms for u in t.units}
    if not named or not _OTHER_DISTRICTS.search(words) or not all(t.negated and _is_district(t.units, names) for t in terms):
        return ()
    rest = [(d, names.units.get(d, ())) for d in names.districts]
    return tuple(Term(d, units, terms[0].duty) for d, units in rest if not named & set(units))


def _refined(terms: list[Term], words: str) -> tuple[Term, ...]:
    """不归水务也不归能源: a negation said before each. One capacity said at the end is that of all before it."""
    if len(terms) > 1 and not any(t.duty is not Duty.ANY for t in terms):
        return tuple(replace(t, duty=duty_said(words)) for t in terms)
    return tuple(terms)


def _spans(words: str, named: Iterable[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    for name in named:
        start = words.find(name, at)
        if start < 0:
            start = words.find(name)
        if start >= 0 and not any(a <= start < b for a, b in found):
            found.append((start, start + len(name)))
            at = start + len(name)
    return sorted(found)


def _is_district(units: tuple[str, ...], names: Names) -> bool:
    return any(u.startswith(d) for u in units for d in names.districts)


def _is_any(words: str, spans: list[tuple[int, int]], terms: list[Term]) -> bool:
    """水务局、能源局 and 水务局或能源局: either; with 都, 共同, 同时 both."""
    having = {t.words for t in terms if not t.negated}
    positive = [s for s in spans if words[s[0] : s[1]] in having]
    if len(positive) < 2:
        return False
    between = [words[a[1] : b[0]] for a, b in pairwise(positive)]
    if any("或" in b for b in between):
        return True
    if len({t.duty for t in terms}) > 1:
        return False
    return not (
        _TOGETHER.search(words[positive[0][1] :])
        or _AT_ONCE.search(words[: positive[0][0]])
        or any(re.search("还有|[又也][有点写]", b) for b in between)
    )


_PLAINLY = re.compile("[也都来要还]{0,2}(?:负责|参与|管|承担|涉及|有份)(?!的?(?:牵头|验|配合|谁))")
_LINK = re.compile("(?:和|跟|与|及|以及|或者?|、|,|，|还有|又)")
_IS = re.compile("(?:牵头|验收|配合|主责|督导)(?:单位|部门|方)?(?:里|中)?(?:都|就|也)?(?:不?是|为|归|由|有)$")
"""验收单位是市水务局的: the capacity said before a unit."""


def _duties(around: list[tuple[str, str]], overall: Duty) -> list[Duty]:
    """The capacity of each unit by the words around it; of units joined by 和, 或 or 、 that of the last."""
    found: list[Duty] = []
    for before, behind in reversed(around):
        before_it = _IS.search(before)
        if found and not before_it and _LINK.fullmatch(behind):
            found.append(found[-1])
        else:
            found.append(_duty_of(before_it.group() if before_it else "", behind, overall))
    return found[::-1]


def _duty_of(before: str, behind: str, overall: Duty) -> Duty:
    if _ONLY_HELPS.search(behind):
        return Duty.ACCEPTS_HELPING if overall.accepting else Duty.MEMBER
    if before:
        return duty_said(before)
    if _PLAINLY.match(behind):
        return Duty.ANY
    own = _CLAUSE_END.split(behind)[0]
    return next((d for d in (duty_said(own), duty_said(behind), overall) if d is not Duty.ANY), Duty.ANY)


_CLAUSE_END = re.compile("[、，,;；]|但|却|而(?!且)|[的头收合责](?=且)")
_BUT_NOT = re.compile("(?:但是?|却|而)[又并都也]?(?:不(?:是|由|用|归)?|没有?)(?P<part>负责|牵头|验收|配合|参与)")
"""验收但不负责的: the same unit in another capacity."""


def _is_negated(before: str, behind: str) -> bool:
    return bool(_NOT_BEFORE.search(before[-8:]) or any(_NOT_BEHIND.match(b) for b in (behind, _PICKED.sub("", behind))))


_DENIED = re.compile(
    "(?:(?<![是牵配验])不(?:是|由|归)?|(?<!有)没有?|非)(?:它|他们?|该局|[^，,。的哪]{0,4})?(?:牵头|配合|验收|主责)"
)


def denies_duty(words: str) -> bool:
    """Whether a capacity is one that a unit talked about is not to have: 其中不由它牵头的."""
    return bool(_DENIED.search(words))


def duty_said(words: str) -> Duty:
    """The capacity that words name (有牵头的吗, 那验收的呢); leading and helping together are any (牵头配合都算, 打下手的也算)."""
    phrases = load_phrases()
    if _ACCEPT_HELP.search(words):
        return Duty.ACCEPTS_HELPING
    if _ACCEPT_LEAD.search(words):
        return Duty.ACCEPTS_LEADING
    if phrases.find("accepts", words):
        return Duty.ACCEPTS
    lead, member = phrases.find("lead", words), phrases.find("member", words)
    if _ONLY_HELPS.search(words):
        return Duty.MEMBER
    if phrases.find("both_roles", words) or (lead and member) or (member and re.search("也算|也要|也包括|算上", words)):
        return Duty.ANY
    return Duty.LEAD if lead else Duty.MEMBER if member else Duty.ANY


# --- what is left -----------------------------------------------------------------------------------------

_ASKING_LISTS = (
    "list", "count", "both_roles", "lead", "member", "accepts", "ongoing", "first", "last", "overdue", "negated", "due", "status", "previous",
)  # fmt: skip


def residue(words: str, wanted: Filter) -> str:
    """What is left of a set question's words when units, times and the words of asking are taken out."""
    rest = unfilled(words, wanted)
    return load_phrases().filler.sub("", rest) + "".join(_LATIN.findall(rest))


_LATIN = re.compile("[a-z]{2,}")


def unfilled(words: str, wanted: Filter) -> str:
    """The same with what says nothing still between: the words that may be a theme, in pieces."""
    rest = blanked(words, (*wanted.times.spans, *(h.span for h in wanted.having)))
    rest = load_phrases().lists["accepts_itself"].sub(" ", rest) if wanted.accepts_itself else rest
    rest = _EVERY_DISTRICT.sub(" ", rest)
    rest = _COLLECTIVE.sub(" ", _OTHER_DISTRICTS.sub(" ", rest) if wanted.any_unit else rest) if wanted.terms else rest
    for term in wanted.terms:
        rest = re.sub(rf"{re.escape(term.words)}(?:[县市区旗]?(?:委|党委)?[和、]?[县市区旗]?政府)?", " ", rest)
        if term.by_name:
            rest = _BY_NAME.sub(" ", rest)
    if wanted.aspect:
        return ""
    if any(t.negated for t in wanted.terms):
        rest = _THE_OTHERS.sub(" ", rest)
    phrases = load_phrases()
    rest = SHARE.sub(" ", rest)
    rest = phrases.lists["smalltalk"].sub(" ", _WHETHER.sub(" ", _LATE.sub(" ", _DATED.sub(" ", rest))))
    for name in _ASKING_LISTS:
        rest = phrases.lists[name].sub(" ", rest)
    return rest


def blanked(words: str, spans: Iterable[tuple[int, int]]) -> str:
    """The words with some of their characters replaced by spaces."""
    out = list(words)
    for start, end in spans:
        out[start:end] = " " * (end - start)
    return "".join(out)


def set_kind(words: str, wanted: Filter, rest: str) -> Kind | None:
    """LIST or COUNT where problems are asked for; a unit with nothing besides is asked for its list."""
    phrases = load_phrases()
    of_body = not wanted and re.search(r"正文|督察|反馈|指出|报告", words)
    of_units = of_body or re.search(r"(?:哪|几|多少)(?:几|些)?(?:个|家)?(?:局|家|单位|部门)", words)
    if of_units or (len(rest) > 1):
        return None
    if wanted and SHARE.search(words):
        return Kind.COUNT
    if phrases.find("count", re.sub("哪几", "", words)) and (wanted or re.search(r"[条项个件].*(?:问题|任务)?|问题", words)):
        return Kind.COUNT
    if phrases.find("list", words) and wanted:
        return Kind.LIST
    if (
        wanted.order
        or wanted.having
        or wanted.accepts_itself
        or (wanted.terms and not rest)
        or (wanted.times and phrases.find("due", words))
    ):
        return Kind.LIST
    return None
