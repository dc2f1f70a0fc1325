"""How something came about (是怎么弄出来的, 怎么又黑了): told by what was found, where that and no measure says what became of it."""

from __future__ import annotations

import re

from bot.questions.phrases import load_phrases
from bot.questions.query import Query
from corpus.model import Problem

_HOW = re.compile(
    "(?:怎么|咋)(?:会|能|给)?(?P<became>[^，。?？]{0,16}?)(?P<end>了那么[^，。?？]{0,6}|了|的[一-鿿]{0,2}|起来)?[?？]?$|(?:怎么|咋)(?P<worse>[^，。?？]{0,10})[，,]"
)
_WORSE = re.compile("越来越|^又|^还|^会|^就|^变|^老|^[这那]么|不[过到够起动足]|才(?![能算])|只(?![要能])|没(?!收)")
"""What is not as it should be: 怎么才活两成, 咋一天都没转过."""
_MADE = re.compile("(?:弄|搞|整|造|来|出|起|成|上|到)+")
"""What says no more than that something came of it: 弄出来, 来的."""
_SO_MUCH = re.compile("[0-9一二两三四五六七八九十半几好大]")
"""死了八成 has come about, be 死 no word of the plan."""


def asks_cause(question: Query, problem: Problem) -> bool:
    """Whether it is asked how something came about, not how it is put right: by the turn of phrase, or by who writes the verb."""
    asked = _HOW.search(question.words)
    if asked is None:
        return False
    became = asked["became"] or asked["worse"] or ""
    if _WORSE.search(became):
        return True
    if asked["end"] and _MADE.fullmatch(became):
        return True
    verb, done, so_much = (became, "了", "") if asked["end"] else became.partition("了")
    does = set(load_phrases().filler.sub("", _MADE.sub("", verb)))
    found = _SO_MUCH.match(so_much) or any(c in problem.statement.text for c in does)
    return bool(done and does and found) and not any(c in measure.passage.text for c in does for measure in problem.measures)
