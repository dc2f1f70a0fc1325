"""One field whose label is two joined to one → the words of each, where the problem has no other field for one of them.

目标及时限    = 文字              both have all of it
单位及时限    = 单位 时间 | 时间 单位      each has its own, or all of it where every unit has a time of its own
"""

from __future__ import annotations

from corpus.model import Passage
from corpus.text.breaks import names_unit
from corpus.text.labels import UNIT_KINDS
from corpus.text.lines import trimmed

from .deadlines import find_terms
from .records import Record, value_between

_BOTH = {"goal", "deadline"}
_BEFORE_TIME = "（(，,；;：:、。 　\n"
_BEHIND_TIME = "）)，,；;：:、。 　\n"


def tell_apart(text: str, record: Record) -> None:
    """Gives each of two fields under one label its words."""
    for kind, kinds in record.joint.items():
        words = record.fields.get(kind)
        other = next((k for k in kinds if k != kind), kind)
        if not words or other in record.fields:
            continue
        if {kind, other} == _BOTH:
            record.fields[other] = words
        elif "deadline" in (kind, other) and (units := next((k for k in (kind, other) if k in UNIT_KINDS), None)):
            record.fields[units], record.fields["deadline"] = _parted(text, words, units)


def _parted(text: str, words: Passage, kind: str) -> tuple[Passage, Passage]:
    """The units and the time of `words`."""
    terms = find_terms(words.text)
    if not terms:
        return words, trimmed(text, words.span.end, words.span.end)
    start, end = words.span.start + terms[0].start, words.span.start + terms[-1].end
    if names_unit(text[start:end]):
        return words, words
    behind = end
    while behind < words.span.end and text[behind] in _BEHIND_TIME:
        behind += 1
    before = start
    while before > words.span.start and text[before - 1] in _BEFORE_TIME:
        before -= 1
    first = trimmed(text, words.span.start, before)
    rest = value_between(text, kind, behind, words.span.end)
    if first and (names_unit(first.text) or not rest):
        return first, value_between(text, "deadline", start, words.span.end)
    return rest, trimmed(text, start, end)
