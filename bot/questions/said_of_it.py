"""What is said of a problem talked about: how far it is (多久了, 水务局报了吗), and whether something of it is so (过期了吧)."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.ledger.states import Progress

from .acts import is_yes_or_no
from .another_value import ONLY_VALUE
from .query import Act, Kind, Query
from .state import FEW, SETS, State
from .statuses import asks_how_far
from .within import WHETHER_ANY

_HOW_LONG = re.compile("(?:都|已经?)?(?:逾期|超期|过期|超|拖|晚|误)?了?(?:多久|几天|多少天|多长时间)了?[?？]?$")
_WHY = re.compile("(?:那|延期的?)?(?:理由|原因|为啥|为什么)(?:都?是)?(?:啥|什么)?[?？]?$")
_DID = re.compile("(?:做|干|办|落实|完成)了(?:啥|什么|哪些|多少)|(?:进展|进度|情况)(?:呢|如何|怎么样|咋样)?[?？]?$")
_PUT_OFF = re.compile("延(?:期|长)?(?:到|至)(?:啥|什么|哪|几|何)")


def stands(question: Query, state: State) -> Query | None:
    """水务局报了吗, 多久了 and 海南区呢 after how far a problem is: how far it is, or that unit's part of it."""
    last, focus = state.last, state.focus
    if last is None or not 0 < len(focus) <= FEW or question.number is not None:
        return None
    of = {"number": focus[0], "numbers": focus if len(focus) > 1 else (), "carried": focus[0], "among": None}
    whole = replace(question, act=Act.STATUS, kind=None, progress=None, **of)  # type: ignore[arg-type]
    if last.progress and _HOW_LONG.match(question.words):
        return replace(last, act=Act.LIST, text=question.text, words=question.words, among=state.shown, within=True)
    after = last.act is Act.STATUS
    if _PUT_OFF.search(question.words) and not question.filter.terms:
        return replace(whole, act=Act.FIELD, kind=Kind.DEADLINE, field=Kind.DEADLINE, bare=True)
    if (after or last.progress is Progress.EXTENDED) and _WHY.match(question.words):
        return whole
    if after and len(question.filter.terms) == 1 and _DID.search(question.words):
        return whole
    if after and question.measure is not None and question.field in (None, Kind.MEASURES):
        return replace(whole, measure=question.measure)
    only_unit = bool(question.filter.terms) and bool(ONLY_VALUE.match(question.words))
    if after and (_HOW_LONG.match(question.words) or only_unit):
        return whole
    asks = asks_how_far(question) and not (question.filter.times or question.progress or _LISTS.search(question.words))
    return whole if asks and question.filter.terms and (question.bare or len(question.topic) <= 8) else None


_LISTS = re.compile("哪|几|多少|有没有|有无|都有|还有")


def claim_or_state(question: Query, state: State) -> Query | None:
    """过期了吧, 市水务局验收吧, 宣传部有份吗: said of what is talked about, not of the whole plan."""
    if (
        question.share
        or not state.focus
        or len(state.focus) > FEW
        or _LISTS.search(question.words)
        or question.number is not None
    ):
        return None
    whether_any = re.match("还?有", question.words) or WHETHER_ANY.match(question.words)
    of_set = whether_any or re.search("的呢?[?？]?$", question.words)
    several = len(state.focus) > 1
    if (several or state.listed is state.last) and question.act in SETS and of_set:
        return None
    numbers = state.focus if several else ()
    whole = {"number": state.focus[0], "numbers": numbers, "carried": state.focus[0], "places": (), "among": None}
    if question.act is Act.LIST and question.progress and not question.filter and not (several and state.listed is state.last):
        return replace(question, act=Act.STATUS, kind=None, progress=None, **whole)  # type: ignore[arg-type]
    claims = question.filter.terms or question.filter.times or question.bare
    if (
        is_yes_or_no(question.words)
        and claims
        and question.act in (Act.LIST, Act.COUNT, Act.VERIFY)
        and (question.bare or len(question.topic) <= 6 or question.kind)
    ):
        if several and question.act is Act.LIST and not re.search("都|这|那|两|就", question.words):
            return None
        return replace(question, act=Act.VERIFY, kind=None, **whole)  # type: ignore[arg-type]
    return None
