"""What a message holds against one another: 第6项和第24项哪个单位多, 红树林和小水电哪个先到期, 时限一样吗."""

from __future__ import annotations

import re
from dataclasses import replace

from .acts import compared_in, field_compared, is_yes_or_no, later_or_earlier
from .duties import duty_said
from .mentions import Mentions
from .phrases import load_phrases
from .query import Act, Contrast, Duty, Kind, Query
from .residue import EVERYWHERE, residue

_APART = re.compile(r"和|跟|与|比(?!例|重|率)|、|，|,|还是")
_OF_COMPARISON = re.compile(
    r"(?:这?[两俩]个?[项个条件]?(?:问题|任务)?[，,里]?)?(?:哪一?[个项条家件]|谁).*$|(?:的?(?:期限|时限|牵头|责任|验收)?(?:单位)?(?:有|都)?(?:啥|什么)?(?:一样|不一样|区别|不同|差别|相同)).*$|早|晚|多久|期限|时限|到期|靠后|的$"
)


_MORE = re.compile("[比更最]")


def _counts_something(made: Query) -> bool:
    """乱占耕地的图斑，海南区和乌达区哪个多: of what a clause counts there, not of tasks."""
    return len(_MORE.sub("", residue(made.words, made.filter))) > 1


def _names_something(said: str) -> bool:
    """Whether words of the plan are more than those of any question (单位)."""
    rest = EVERYWHERE.sub("", said)
    return len(rest) > 1 and bool(load_phrases().filler.sub("", rest))


def compared(made: Query, mentions: Mentions | None) -> Query:
    """What is held against one another, in which field, and which end is asked."""
    words = made.words
    topics = tuple(t for t in _APART.split(_OF_COMPARISON.sub("", words)) if mentions and _names_something(mentions.longest(t)))
    field, duty = field_compared(words, made.field), duty_said(words)
    duty = Duty.ACCEPTS if field is Kind.ACCEPTANCE and not duty.accepting else duty
    found = Contrast(field, compared_in(words), duty, topics, later_or_earlier(words), is_yes_or_no(words))
    if found.end and len(made.filter.terms) > 1 and _counts_something(made):
        return made
    return replace(made, act=Act.COMPARE, contrast=found)
