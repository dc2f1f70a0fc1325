"""Which firms a problem names: 该问题点到了哪几家企业, 第2项涉及哪些公司, 里面被点名的企业有哪些."""

from __future__ import annotations

import re
from dataclasses import replace

from .phrases import load_phrases
from .query import Act, Filter, Kind, Query

_FIRM = "(?:企业|公司|厂子?|厂家|煤矿|养殖场)"
_NAMES = "(?:点(?:[到过出]?了?名?)|[提说讲写](?:到|及)|涉及|通报|列出)了?(?:过|到|着)?(?:的是|的)?"
_WHICH = "(?:都|一共|共)?(?:有|是)?(?:哪|什么|啥)(?:[些几两俩三四五]?家?)"
_ASKED = re.compile(f"{_NAMES}{_WHICH}{_FIRM}(?:的名)?|{_NAMES}{_FIRM}(?:名单)?{_WHICH}|{_WHICH}{_FIRM}(?:被|遭|让|给)?{_NAMES}")


def asking_firms(made: Query) -> Query | None:
    """The same as a question for the firms that a problem names, if it is one; what is left of the words says which problem."""
    asked = _ASKED.search(made.words)
    if asked is None:
        return None
    phrases = load_phrases()
    topic = phrases.lists["previous"].sub(" ", made.words.replace(asked.group(), " ") if made.number is None else "")
    bare = len(phrases.filler.sub("", topic)) <= 1
    return replace(
        made, act=Act.FIELD, kind=Kind.FINDING, field=Kind.FINDING, more=(), filter=Filter(), firms=True, topic=topic, bare=bare,
        unanswerable=None,
    )  # fmt: skip
