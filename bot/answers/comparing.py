"""Problems or units held against one another: by number, by name, or one of them by what is talked about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.questions.dialogue import State
from bot.questions.query import Act, Kind, Query

from .answer import Answer
from .desk import Desk
from .figures import compare_problems, compare_units
from .refusal import Refusal
from .topics import by_topic, numbered

_APART = re.compile(r"和|跟|与|比(?!例|重|率)|、|，|,|还是")


_COMPARED = re.compile(
    r"(?:哪[个项条家]|谁).*$|(?:的?(?:期限|时限|牵头|责任|验收)?(?:单位)?(?:有|都)?(?:啥|什么)?(?:一样|不一样|区别|不同|差别|相同)).*$|早|晚|多久|期限|时限|到期|靠后|的$"
)


def compare(question: Query, desk: Desk, today: date, state: State) -> Answer:
    """Problems by number, units, what is talked about, or two topics."""
    numbers = question.numbers or ((question.number,) if question.number is not None else ())
    if len(numbers) == 1 and state.focus and state.focus[0] != numbers[0]:
        numbers = (state.focus[0], *numbers)
    if len(numbers) > 1:
        missing = next((n for n in numbers if not desk.plan.problem(n)), None)
        if missing is not None:
            return Answer(question, Kind.NONE, refusal=Refusal("number", str(missing)))
        return replace(compare_problems(question, desk.plan, numbers), carried=question.carried)
    if numbers:
        return numbered(replace(question, act=Act.FIELD), desk, state)
    if len(question.filter.terms) > 1:
        return compare_units(question, desk.plan, today)
    topics = [t for t in _APART.split(_COMPARED.sub("", question.words)) if desk.mentions.longest(t)]
    if len(topics) == 1 and len(state.focus) == 1:
        other = desk.searcher.search(topics[0]).problems[0].owner.problem
        if other and other != state.focus[0]:
            return compare_problems(question, desk.plan, (state.focus[0], other))
    if len(topics) > 1:
        found = [desk.searcher.search(t).problems[0].owner.problem for t in topics[:4]]
        distinct = tuple(dict.fromkeys(n for n in found if n))
        if len(distinct) > 1:
            return compare_problems(question, desk.plan, distinct)
    return by_topic(replace(question, act=Act.FIELD), desk, state)
