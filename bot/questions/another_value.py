"""The last question asked again with another value: 27年底呢 of how much, 海勃湾区呢 of what a unit does, 长荇湖的呢 of a theme."""

from __future__ import annotations

import re
from dataclasses import replace

from .amounts import amounts_in
from .phrases import load_phrases
from .query import Act, Filter, Query
from .residue import blanked
from .state import SETS, State

ONLY_VALUE = re.compile("^(?:那|到|换成|如果|要是)?[^谁哪]{2,14}?(?:那边|那块|这边)?呢[?？]?$")


def other_value(question: Query, state: State) -> Query | None:
    """27年底呢 after 2026年底累计要改多少亩: the question before with another time, of the same problem or section."""
    last = state.last
    if last is None or last.act is not Act.FIELD or not last.topic or question.field or not ONLY_VALUE.match(question.words):
        return None
    if other := _other_unit(question, last, state):
        return other
    if not question.filter.times or question.filter.terms:
        return None
    said = blanked(last.words, last.filter.times.spans).replace(" ", "")
    number = state.focus[0] if len(state.focus) == 1 else None
    asked = f"{question.filter.times.words}{said}"
    return replace(
        last,
        text=question.text,
        words=asked,
        topic=asked,
        filter=question.filter,
        number=number,
        numbers=(),
        carried=number,
        bare=False,
    )


def _other_unit(question: Query, last: Query, state: State) -> Query | None:
    """海勃湾区呢 after what 海南区 has to do in a problem: the same of another of its units."""
    if len(question.filter.terms) != 1 or len(last.filter.terms) != 1 or last.number is None or not question.bare:
        return None
    (unit,), (before,) = question.filter.terms, last.filter.terms
    if not any(u in state.charged for u in unit.units):
        return None
    asked = last.words.replace(before.words, unit.words)
    return replace(last, text=question.text, words=asked, topic=asked, filter=question.filter, carried=last.number)


_AND_ALSO = re.compile(
    r"^(?:那|还有)?(?P<thing>[^谁哪，,]{2,14}?)(?:那边|那块)?呢[，,\s]*(?:它|他们)?(?:也|又|是不是|是否|都|跟它|和它)*是?(?:不是)?"
    r"(?:一样|相同|同(?:一个?|一?)?[天日月期时年]候?|同?一?个?(?:时限|期限|时间|日子|单位|局)|[这那]天|[这那]个?(?:时间|日子|时候))的?[吗么不]?(?:是)?[?？]?$"
)


def another_thing(question: Query, state: State) -> Query:
    """那四道泉一社呢 也是同一天吗 after a step: the same of another thing, and no set of all that is due that day."""
    found, last = _AND_ALSO.match(question.words), state.last
    if found is None or last is None or last.act is not Act.FIELD or question.filter.terms or question.number is not None:
        return question
    thing = found["thing"]
    return replace(
        question, act=Act.FIELD, kind=None, field=None, words=f"那{thing}呢", topic=thing, bare=False, refers_back=True,
        filter=Filter(), left="", contrast=None,
    )  # fmt: skip


def of_told_clause(question: Query, state: State) -> Query | None:
    """白杨市几个 after 秸秆火点多少, where the clause that was told has 白杨市 too: the same of that one."""
    last, terms = state.last, question.filter.terms
    if last is None or last.act is not Act.FIELD or not (last.amounts and last.topic) or len(state.focus) != 1:
        return None
    said = len(terms) == 1 and terms[0].words in state.clause and not question.filter.times and question.number is None
    if not said or not _asks_only_how_much(question.words.replace(terms[0].words, "")):
        return None
    asked = f"{terms[0].words}{last.topic}"
    (number,) = state.focus
    return replace(last, text=question.text, words=asked, topic=asked, number=number, carried=number, bare=False)


def _asks_only_how_much(words: str) -> bool:
    """占了几个, 有多少件: nothing is said but that it has so many."""
    for amount in amounts_in(words):
        words = words.replace(amount.words, "", 1)
    return not load_phrases().filler.sub("", words.replace("占", ""))


def other_theme(question: Query, state: State) -> Query | None:
    """长荇湖的呢 after 漪河出现在哪些问题里: the last set of another theme."""
    last, theme = state.last, re.sub("^那|的?(?:那[边块个]|呢|[?？]){1,4}$|的$", "", question.words)
    if last is None or last.act not in SETS or not last.filter.theme or question.act is not Act.FIELD or question.bare:
        return None
    named = not (question.field or question.filter or question.number or question.places or question.step)
    return (
        replace(last, text=question.text, words=question.words, filter=replace(last.filter, theme=theme))
        if named and ONLY_VALUE.match(question.words)
        else None
    )
