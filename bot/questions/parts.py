"""A message that asks several things → its questions in their order: 20谁牵头，21哪天到期; 明年哪个到期，谁负责."""

from __future__ import annotations

import re
from collections.abc import Callable

from .acts import asks_how_cheated
from .amounts import counts_problems
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
        if any(map(_LIMITS.search, pieces)):
            return ()
        for tried in (pieces, _last_apart(text, pieces)):
            if 1 < len(tried) <= _MOST and _are_several(found := [understand(p) for p in tried], tried):
                return tuple(_with_subject(found[0], q, p) for q, p in zip(found, tried, strict=True))
    return ()


def _with_subject(first: Query, asked: Query, piece: str) -> str:
    """堆了多少 behind 飞灰归谁管: 飞灰堆了多少."""
    subject = first.topic if first.number is None and len(first.topic) <= _SHORT else ""
    return f"{subject}{piece}" if asked is not first and subject and _is_more_of_it(first, asked) else piece


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
    if _is_more_of_it(first, second):
        return True
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


_OF_OFFICE = re.compile("管|负责|牵头|验收|归|责任|时[候限]|到期|期限|[完改]完|截止")
_HOW = re.compile("怎么|咋|[拿用靠](?:什么|啥)|[往去到]哪(?![年天月个一])")
_SHORT = 12


def _is_more_of_it(first: Query, second: Query) -> bool:
    """飞灰归谁管，堆了多少 and 谁管，拿啥糊弄的: a field, and then what a clause says of the same thing."""
    told = first.act is Act.FIELD and first.field and (first.number is not None or not first.bare) and not first.corrects
    if not told or not _OF_OFFICE.search(first.words) or second.points or len(second.words) > _SHORT:
        return False
    much = bool(second.amounts) and second.field is None and not counts_problems(second.words)
    how = bool(_HOW.search(second.words)) and second.field in (None, Kind.MEASURES, Kind.FINDING)
    how = how and (not second.bare or asks_how_cheated(second.words))
    return second.act in (Act.FIELD, Act.SOCIAL) and (much or how)


def _is_of_the_same(second: Query) -> bool:
    """谁负责, 什么时候拆完 behind how much of something: of that."""
    short = second.bare or (second.field is Kind.DEADLINE and len(second.topic) <= _VERB)
    return bool(second.field and short and second.act is Act.FIELD and second.number is None)
