"""What a set of problems limits itself to: units in a capacity, times, order, aspect, how many of something; and whether one is asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.language.dates import find_times
from bot.language.unit_names import Names
from corpus.text.numbers import to_int

from .amounts import SHARE
from .having import having_in
from .numbers import N
from .orders import LATE, NO_STEPS, STEPS_PAST, find_order, overdue_for, spares, written_in
from .phrases import load_phrases
from .query import Filter, Kind
from .residue import blanked
from .terms import find_terms

_WHETHER_ANY_IS_DUE = re.compile("没有?(?:要|该)?(?:到期|截止|完成)的?(?:吗|么|吧)[?？]?$")
"""这个月没有到期的吗 asks whether any is due then."""


_NOT_THEN = re.compile(r"(?<!有)(?:没有|没|未|不|还没)(?:有)?(?:逾期|超期|过期|到期)(?!没|了没)|不在.{2,12}到期")


def find_filter(words: str, names: Names, today: date) -> Filter:
    """Which problems are wanted: of which units in which duty, of which time, state and aspect."""
    phrases = load_phrases()
    times = find_times(LATE.sub(lambda m: "，" * len(m.group()), words), today)
    named = names.find(words)
    having = having_in(words, of_units=bool(named))
    spared = blanked(words, [h.span for h in having])
    of_state = [m.span() for m in (_NOT_THEN.search(spared), (phrases.state(spared) or (None, None))[1]) if m]
    spared = blanked(spared, of_state)
    terms, any_unit = find_terms(spared, names, names.find(spared) if having else named, times.spans)
    steps = STEPS_PAST.search(words)
    whole_words, words = words, blanked(words, (steps.span(),) if steps else ())
    late = overdue_for(words)
    not_then = bool(_NOT_THEN.search(words))
    not_then = not_then or spares("overdue", words)
    order = find_order(words)
    if times and _WHETHER_ANY_IS_DUE.search(words):
        order, not_then = None, False
    if not_then and order is None and not times:
        order = "overdue"
    if order in ("overdue", "ahead"):
        as_of_today = [p for p in times.within if p.last == today and p.first in (None, today)]  # 截至今天逾期的
        times = replace(times, within=tuple(p for p in times.within if p not in as_of_today))
    words = whole_words
    part = re.search(rf"(?:第\s?{N}|最后(?:一)?)(?:个?大?方面|个?部分|大?类|板块|大?块)", words)
    counted = phrases.find("count", words) or phrases.find("list", words)
    of_aspect = counted and phrases.find("aspect", re.sub(r"[几各每]个?方面", "", words))
    aspect = _aspect_at(part, names) if part else names.titled_aspect(words) or (names.aspect(words) if of_aspect else None)
    no_steps = bool(times and NO_STEPS.search(words))
    whole = bool(times and re.search("整改(?:时限|期限)|整项", words)) or no_steps
    accepts_itself = bool(not terms and phrases.find("accepts_itself", words))
    written = tuple(w for w in phrases.lists["deadline_words"].findall(words) if w in names.text)
    if not (written or order or times) and (column := written_in(words, names.deadlines)):
        order, written = "written", (column,)
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
        steps="past" if steps else "",
    )


def _aspect_at(part: re.Match[str], names: Names) -> int | None:
    return to_int(part[1]) if part[1] else max((n for n, _ in names.aspects), default=None)


def set_kind(words: str, wanted: Filter, rest: str) -> Kind | None:
    """LIST or COUNT where problems are asked for; a unit with nothing besides is asked for its list."""
    phrases = load_phrases()
    of_body = not wanted and re.search(r"正文|督察|反馈|指出|报告", words)
    of_units = of_body or re.search(r"(?:哪|几|多少)(?:几|些)?(?:个|家)?(?:局|家|单位|部门)", words)
    if of_units or (len(rest) > 1):
        return None
    if wanted and SHARE.search(words):
        return Kind.COUNT
    if phrases.find("count", re.sub("[哪这那]几", "", words)) and (
        wanted or re.search(r"[条项个件].*(?:问题|任务)?|问题", words)
    ):
        return Kind.COUNT
    if phrases.find("list", words) and wanted:
        return Kind.LIST
    if (
        wanted.order
        or wanted.having
        or wanted.steps
        or wanted.accepts_itself
        or (wanted.terms and not rest)
        or (wanted.times and phrases.find("due", words))
    ):
        return Kind.LIST
    return None
