"""Text and the earlier turns → Question: what is asked, decided before anything is searched.

    1 what is no question to the plan: help, small talk
    2 a problem by its number: 第23条, 问题（二十三）, 28号问题
    3 a set of problems: 哪些/几项 with a unit, a time, an aspect or a state, and no topic besides
    4 a field: 谁验收 → acceptance, 谁负责 → responsible, 什么时候 → deadline, 要达到 → goal, 查出 → finding, 怎么改 → measures
    5 what words are left are the topic

The phrases are data: `data/question.toml`. Pure; `today` decides what 明年 means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot.language.spelling import normalise
from bot.language.unit_names import Names

from .filters import find_filter, find_measure, find_numbers, find_place, find_step, residue, set_kind
from .phrases import load_phrases
from .question import Duty, Kind, Question


def understand(text: str, names: Names, today: date, correct: Callable[[str], str] = str) -> Question:
    """The question that `text` asks of a plan with these names; `correct` puts misspelt terms right."""
    words = correct(normalise(text))
    phrases = load_phrases()
    if not re.search(r"[一-鿿a-z0-9]", words) or phrases.is_only("help", words):
        return Question(text, words, Kind.HELP)
    field, *more = _fields(words) or (None,)
    back = bool(phrases.find("previous", words))
    measure, step, numbers = find_measure(words), find_step(words), find_numbers(words)
    if step or numbers:
        return Question(
            text,
            words,
            field or Kind.PROBLEM,
            numbers[0] if numbers else None,
            field,
            refers_back=back,
            step=step,
            numbers=numbers[1:] and numbers,
            measure=measure,
            place=find_place(words),
            more=tuple(more),
        )
    wanted = find_filter(words, names, today)
    rest = residue(words, wanted)
    unanswerable = _unanswerable(words)
    kind = set_kind(words, wanted, rest)
    if kind is None and back and len(rest) <= 1 and (wanted.period or wanted.duty is not Duty.ANY) and not field:
        kind = Kind.LIST  # 2025年的呢, 那验收的呢: the list talked about, otherwise filtered
    if kind and (wanted or len(rest) <= 1) and (unanswerable is None or phrases.find("now", unanswerable)):
        return Question(text, words, kind, None, field, wanted, rest, back)
    if phrases.find("smalltalk", words) and not (field and len(rest) > 6):
        return Question(text, words, Kind.SMALLTALK)
    topic = _topic(words)
    bare = len(phrases.filler.sub("", topic)) <= 1 and not re.search(r"[a-z]{2}", topic)
    return Question(text, words, field, None, field, wanted, topic, back, bare, unanswerable, measure=measure, more=tuple(more))


def _unanswerable(words: str) -> str | None:
    """The words that ask for what no plan tells: a kind of thing, or how far something is by now."""
    phrases = load_phrases()
    now = phrases.find("now", words) if phrases.find("progress", words) else None
    return phrases.find("unanswerable", words) or now


_TOGETHER = (Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.DEADLINE, Kind.GOAL)
"""Fields short enough to be answered beside another."""


def _fields(words: str) -> tuple[Kind, ...]:
    """The fields asked for: the first of the table, or several short ones in the order they are named (谁负责、谁验收)."""
    phrases = load_phrases()
    rest = phrases.lists["no_field"].sub(lambda m: "，" * len(m.group()), words)
    found: list[tuple[int, Kind]] = []
    for kind, pattern in phrases.fields:
        matches = list(pattern.finditer(rest))
        if matches:
            found.append((matches[0].start(), kind))
        rest = pattern.sub(lambda m: "，" * len(m.group()), rest)  # 谁验收 is not 谁 as well
    together = [kind for _, kind in sorted(found) if kind in _TOGETHER]
    return tuple(together) if len(together) > 1 and found[0][1] in _TOGETHER else tuple(kind for _, kind in found[:1])


_ASKING = re.compile(r"[?？!！,，。.、:：;；\s]+|^(?:请问|问下|问一下|我想问|想问|麻烦问|帮我查|查一下|查下)")


def _topic(words: str) -> str:
    """The words without those that only ask: 谁负责焦化超低排放 → 焦化超低排放."""
    rest = words
    for _, pattern in load_phrases().fields:
        rest = pattern.sub(" ", rest)
    rest = load_phrases().lists["previous"].sub(" ", rest)
    return _ASKING.sub("", rest)
