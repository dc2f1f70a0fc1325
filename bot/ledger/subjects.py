"""Of what a milestone's clause speaks, where it leaves that out: 争取2025年12月底前开工建设 → 与…对接推进黄公铁路…项目. Pure."""

from __future__ import annotations

import re

from .items import Item

_TELLING = 16
"""Characters of a clause without its time: one that is longer says itself what it is about."""
_SENTENCE = re.compile(r"[。；;！？\n]")
_CLAUSE = re.compile(r"[，,：:](?![^“”]{0,60}”)")
_LEAST = 4
_MANNER = re.compile("按照?|根据|依据|结合|对照|认真|严格按|加强组织")
"""How clauses begin that say in what manner, not of what."""
_TIME = re.compile(
    r"[ 　，,]{0,8}(?:力争|争取|计划|确保)?(?:在|于|到|至)?(?:[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?[底末初]?(?:之?前|以前)?"
    r"|(?:《[^》]{0,60}》)?[^，,。；;]{0,20}后[0-9一二三四五六七八九十]{1,4}个?[月年日天]内?)[，,]?"
)


def subject_of(item: Item) -> str:
    """The words before the clause that say what it is about: of its sentence, else of its measure; "" where it does, or nothing stands before."""
    if item.measure is None or len(_timeless(item.quote)) > _TELLING:
        return ""
    text = next((m.passage.text for m in item.problem.measures if m.ordinal == item.measure), "")
    before = text[: max(text.find(item.quote), 0)]
    sentence = _SENTENCE.split(before)[-1]
    return next(filter(None, map(_first_clause, (sentence, before))), "")


def _first_clause(words: str) -> str:
    """The first clause of some length, without its time."""
    clauses = (_timeless(c).strip() for c in _CLAUSE.split(_SENTENCE.split(words.strip())[0]))
    return next((c for c in clauses if len(c) >= _LEAST and not _MANNER.match(c)), "")


def _timeless(clause: str) -> str:
    return _TIME.sub("", clause, count=1) if _TIME.match(clause) else clause
