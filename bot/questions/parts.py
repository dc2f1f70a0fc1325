"""A message that asks several things → its questions in their order: 20谁牵头，21哪天到期; 明年哪个到期，谁负责."""

from __future__ import annotations

import re
from collections.abc import Callable

from .query import SET_KINDS, Act, Kind, Query, Social

_ENDS = re.compile(r"[?？!！。;；\n]+")
_COMMAS = re.compile(r"[,，、]|(?<!\s)\s++(?=[一-鿿第])")
_AND = re.compile(r"(?<=[限收头标任位施])(?:和|以及)(?=第?[0-9一二三四五六七八九十]+[项条号])")
_AMOUNTS = re.compile(
    r"(?<=[少几长大高宽深座个亩吨米处家台条里])\s*[,，、]?\s*(?:又|还要?|再|并且?|以及|同时)(?=.{0,12}(?:多少|几))"
)
_LIMITS = re.compile("(?:不算|不要|不计|不含|除外|也算|都算|算上|在内|不包括)的?$")
"""只写各区的不算: what is to count of what was asked, no question of its own."""
_MOST, _VERB = 4, 3


def parts_of(text: str, understand: Callable[[str], Query]) -> tuple[str, ...]:
    """The questions, where there are several; () where the message is one."""
    pieces = _pieces(_ENDS, text)
    if any(map(_LIMITS.search, pieces[1:])):
        return ()
    if 1 < len(pieces) <= _MOST:
        asked = [(p, understand(p)) for p in pieces]
        asking = [p for p, q in asked if _asks(q)]
        return tuple(asking) if len(asking) > 1 else ()
    for pattern in (_COMMAS, _AND, _AMOUNTS):
        pieces = _pieces(pattern, text)
        for tried in (pieces, _last_apart(text, pieces)):
            if 1 < len(tried) <= _MOST and _are_several([understand(p) for p in tried], tried):
                return tuple(tried)
    return ()


def _last_apart(text: str, pieces: list[str]) -> list[str]:
    """谁牵头，哪天截止 and 排水证发多少本: the last of three alone."""
    return [text[: text.rindex(pieces[-1])].strip(" ，,、"), pieces[-1]] if len(pieces) > 2 else []


def _are_several(asked: list[Query], pieces: list[str]) -> bool:
    """Whether each piece is a question of its own, told what the first is about; who one is may stand before them."""
    first, *others = asked
    told_who = first.social is Social.IDENTIFIED and (_asks(others[0]) or "我" in pieces[1])
    return all(_are_two(first, q) for q in others) or (told_who and len(asked) == 2 and not _COMMAS.search(pieces[0]))


def _pieces(pattern: re.Pattern[str], text: str) -> list[str]:
    return [p.strip() for p in pattern.split(text) if len(p.strip()) > 1]


def _asks(question: Query) -> bool:
    return question.act is not Act.SOCIAL and bool(
        question.field or question.kind or question.act is not Act.FIELD or question.number
    )


def _are_two(first: Query, second: Query) -> bool:
    """Two subjects each with its own field, or a set and then a field of what it holds."""
    if first.amounts and second.amounts and {first.act, second.act} == {Act.FIELD} and not (first.field or second.field):
        return not first.bare
    if first.number is not None and first.field and second.amounts and second.number is None:
        return second.act is Act.FIELD and not (second.bare or second.field)
    of_things = first.act is Act.FIELD and any(a.of_things for a in first.amounts)
    if of_things and not (first.field or first.bare) and _is_of_the_same(second):
        return True
    if not (_asks(first) and _asks(second)) or first.corrects:
        return False
    of_set = second.bare and second.number is None and (second.act is Act.EXTREME or second.field is not None)
    if first.kind in SET_KINDS and of_set and second.act in (Act.FIELD, Act.EXTREME) and not second.filter:
        return True
    own = second.number is not None or (not second.bare and second.kind not in SET_KINDS)
    return bool(first.field and second.field and own and (first.number is not None or not first.bare) and first.act is Act.FIELD)


def _is_of_the_same(second: Query) -> bool:
    """谁负责, 什么时候拆完 behind how much of something: of that."""
    short = second.bare or (second.field is Kind.DEADLINE and len(second.topic) <= _VERB)
    return bool(second.field and short and second.act is Act.FIELD and second.number is None)
