"""整改措施 → numbered measures with their milestones.

    措施栏  = (编号 措施 进展?)* | 一是 措施 二是 措施 … | 段落*
    编号    = 1. | （1） | ① | （一） | 一、 — one style a field; a number in another style is part of a measure

Lines with other numbers, and words before the first number, are kept and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, count
from typing import NamedTuple

from corpus.model import Measure, Passage, Span
from corpus.text.labels import MEASURE_KINDS, label_kind, of_each_measure
from corpus.text.lines import Line, lines_before, read_lines, trimmed
from corpus.text.numbers import DECIMAL, STYLES, Number, read_number, value_of

from .done import Done, told_apart
from .milestones import find_milestones
from .words import PROBLEM

_STYLES = (
    "decimal_2",
    "decimal_3",
    "decimal_4",
    "arabic_dot",
    "paren_arabic",
    "circled",
    "paren_cn",
    "cn_dot",
    "firstly",
    "nth",
    "letter",
    "measure",
    "signed",
    "roman",
    "step",
)
_NOTE = re.compile(r"（(?P<label>[^（）：:；\n]{2,16})：(?:[^（）\n]|（[^（）\n]{1,40}）){1,400}）$")
_LEADS_IN = ("：", ":")
_STOPS = ("。", "；", ";")
_Start = tuple[int, int, int]
"""The number of a measure, where its line or number begins, and where its words do."""
_INLINE = {
    "firstly": re.compile(r"(?:^|(?<=[。；;，,：:\s]))(?P<n>[一二三四五六七八九十]{1,2})是\s*[，,：:]?\s*"),
    "arabic_dot": re.compile(rf"(?:^|(?<=[。；;：:\s）)]))(?P<n>[0-9０-９]{{1,2}})\s*(?:[.．](?!{DECIMAL})|、)\s*"),
    "paren_arabic": re.compile(r"(?:^|(?<=[。；;：:\s]))[（(]?(?P<n>[0-9０-９]{1,2})[）)]\s*"),
    "circled": re.compile(r"(?P<n>[①-⑳])\s*"),
    "paren_cn": re.compile(r"(?:^|(?<=[。；;：:\s]))[（(](?P<n>[一二三四五六七八九十]{1,2})[）)]\s*"),
    "cn_dot": re.compile(r"(?:^|(?<=[。；;：:\s]))(?P<n>[一二三四五六七八九十]{1,2})、\s*"),
    "step": re.compile(r"(?:^|(?<=[。；;：:\s]))第(?P<n>[一二三四五六七八九十0-9]{1,2})(?:步|阶段)\s*[：:，,、]\s*"),
    "letter": re.compile(r"(?:^|(?<=[。；;：:\s]))[（(]?(?P<n>[A-Za-zＡ-Ｚａ-ｚ])(?:[）)]|[.．、](?![A-Za-z]))\s*"),
}


class Measures(NamedTuple):
    """The measures of one field, what was done for each where that is told behind it, and what is odd about them."""

    measures: tuple[Measure, ...]
    done: tuple[Done, ...]
    odd: list[str]


def parse_measures(
    field: Passage, list_style: str, year: int | None = None, own: int | None = None, *, told: bool = False
) -> Measures:
    """The measures of one field.

    `list_style` is how the problems themselves are numbered: such a label inside the field breaks the list's
    sequence (（二）inside problem （三）); it becomes the next measure and is reported. `year` is the plan's, if its title has one, `own` the one that 今年 is.
    `told`: the field tells what was done, too.
    """
    if not field:
        return Measures((), (), [])
    anomalies = [PROBLEM.done] if told else []
    pieces = _by_lines(field, list_style, anomalies) or _inline(field) or _paragraphs(field)
    taken: set[str] = set()
    measures: list[Measure] = []
    done: list[Done] = []
    for number, whole in pieces:
        passage, did = told_apart(whole)
        done += [did] if did else []
        free = (str(n) for n in chain((number,) if number else (), count(len(measures) + 1)))
        ordinal = next(n for n in free if n not in taken)
        taken.add(ordinal)
        stones = find_milestones(passage, year, own, told=told and did is None)
        measures.append(Measure(ordinal, _without_note(passage), stones))
    return Measures(tuple(measures), tuple(done), anomalies)


def _without_note(passage: Passage) -> Passage:
    """A measure's own words: （措施完成时限：2025年底前） is told of it, and quoted with its milestone."""
    note = _NOTE.search(passage.text)
    return _sub(passage, 0, note.start()) if note and of_each_measure(note["label"]) else passage


def _by_lines(field: Passage, list_style: str, anomalies: list[str]) -> list[tuple[int, Passage]]:
    """措施 = 编号 文字 (换行 文字)*, numbers rising; [] where no line is numbered, or all stand on one line."""
    lines = read_lines(field.text)
    numbered = [(line, n) for line in lines if (n := read_number(line.text)) and n.style in _STYLES]
    if not numbered:
        return []
    style = numbered[0][1].style
    if len(lines) == 1 and style in _INLINE:
        return []
    starts: list[_Start] = []
    last = 0
    led = any(_labels_measures(line.text) for line in lines) or field.text[: numbered[0][0].start].rstrip().endswith(_LEADS_IN)
    for line, n in numbered:
        if led and (n.style, n.value) == (style, 1) and _is_led_in(lines, line) and starts:
            anomalies.append(PROBLEM.anew.format(words=line.text[:16]))
            last = 0
        if n.style == style and n.value == last and not field.text[: line.start].rstrip().endswith(_LEADS_IN):
            anomalies.append(PROBLEM.repeated.format(number=last, words=line.text[:16]))
        elif n.style == style and n.value > last and (n.value <= last + 3 or (not starts and _counts_on(numbered))):
            between = _run_in(field.text, starts[-1], line.start, style, n.value) if starts else []
            if n.value != last + 1 and not between:
                anomalies.append(PROBLEM.jump.format(before=last, number=n.value, words=line.text[:16]))
            starts += between
            last = n.value
        elif n.style == list_style and style != list_style and _stands_alone(line, n):
            last += 1
            words = line.text[n.width : n.width + 16]
            anomalies.append(PROBLEM.same_style.format(label=line.text[: n.width], number=last, words=words))
        else:
            continue
        starts.append((last, line.start, line.start + n.width))
    end = next((line.end for line, _ in reversed(numbered) if starts and line.start == starts[-1][1]), 0)
    return list(_cut(field, [*starts, *_marked(field.text, starts[-1], end, style)], anomalies)) if starts else []


def _counts_on(numbered: list[tuple[Line, Number]]) -> bool:
    """Whether the numbers go on from another problem's (Word counts on through a document): two that follow one another."""
    return len(numbered) > 1 and numbered[1][1].follows(numbered[0][1])


def _is_led_in(lines: list[Line], line: Line) -> bool:
    """Whether the line above leads in what begins anew below it: 针对问题（2）：, where 针对问题（1）： stands above the first."""
    above = lines_before(lines, line.start)
    return bool(above) and above[0].text.endswith(_LEADS_IN) and read_number(above[0].text) is None


def _run_in(text: str, before: _Start, end: int, style: str, number: int) -> list[_Start]:
    """The measures between two numbered lines that stand in the line of the first (1.…；2.…； above 3.…); [] where one is lacking."""
    found = _marked(text, before, end, style)
    return found if before[0] + len(found) + 1 == number else []


def _marked(text: str, before: _Start, end: int, style: str) -> list[_Start]:
    """The measures that go on behind one up to `end`, each by its number within the line: ①…；②…；③…"""
    found: list[_Start] = []
    for mark in _INLINE[style].finditer(text, before[2], end) if style in _INLINE else ():
        if value_of(mark["n"]) == before[0] + len(found) + 1:
            found.append((before[0] + len(found) + 1, mark.start(), mark.end()))
    return found


def _stands_alone(line: Line, number: Number) -> bool:
    return len(line.text) - number.width > 12


def _cut(field: Passage, starts: list[_Start], anomalies: list[str]) -> Iterator[tuple[int, Passage]]:
    lead_in = field.text[: starts[0][1]].strip()
    if lead_in and not lead_in.endswith(_LEADS_IN):
        anomalies.append(PROBLEM.lead_in.format(words=lead_in[:20]))
        yield 0, _sub(field, 0, starts[0][1])
    for i, (number, _, begin) in enumerate(starts):
        end = _without_lead_in(field.text, begin, starts[i + 1][1]) if i + 1 < len(starts) else len(field.text)
        yield number, _sub(field, begin, end)


def _without_lead_in(text: str, start: int, end: int) -> int:
    """Where a measure ends that a line closes which leads in the next ones (针对问题（2）：), or their label said again, below a heading."""
    words = text[start:end].rstrip()
    if "\n" not in words or not words.endswith(_LEADS_IN):
        return end
    words, _, last = words.rpartition("\n")
    if _labels_measures(last) and "\n" in words and not words.endswith(_STOPS):
        words = words.rpartition("\n")[0]
    return start + len(words)


def _labels_measures(line: str) -> bool:
    return label_kind(line) in MEASURE_KINDS


def _inline(field: Passage) -> list[tuple[int, Passage]]:
    """一是…二是…, or 1.… 2.… all in one paragraph, counted from one without a gap."""
    for style, pattern in _INLINE.items():
        marks: list[re.Match[str]] = []
        for match in pattern.finditer(field.text):
            if value_of(match["n"]) == len(marks) + 1:
                marks.append(match)
        if marks and (len(marks) > 1 or STYLES[style].match(field.text)):
            ends = [m.start() for m in marks[1:]] + [len(field.text)]
            return [(i, _sub(field, m.end(), end)) for i, (m, end) in enumerate(zip(marks, ends, strict=True), 1)]
    return []


def _paragraphs(field: Passage) -> list[tuple[int, Passage]]:
    lines = read_lines(field.text)
    return [(i, _sub(field, line.start, line.end)) for i, line in enumerate(lines, 1)]


def _sub(field: Passage, start: int, end: int) -> Passage:
    inner = trimmed(field.text, start, end)
    return Passage(inner.text, Span(field.span.start + inner.span.start, field.span.start + inner.span.end))
