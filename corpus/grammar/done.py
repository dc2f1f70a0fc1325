"""What was done, told behind each measure → the measure's own words, and the progress of the problem.

措施    = 词句 (换行 | 。) 进展 ： 词句      | 词句 （进展：词句）
进展    = a label of progress (落实情况, 完成情况): it goes on to the next measure
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby, pairwise, takewhile, zip_longest
from typing import NamedTuple

from corpus.model import Passage, Span
from corpus.text.labels import MEASURE_KINDS, label_kind
from corpus.text.lines import read_lines, trimmed
from corpus.text.numbers import Number, read_number

from .fields import labels_within
from .label import Label

_ENDED = re.compile(r"[。；;\n]\s{0,9}")
_WIDEST = 16
"""What the number of a measure takes."""
_OPENS = "（("
_CLOSES = "）)"
_ENDS = "。；;）)】 　"
"""Behind what a label within a line begins something of its own."""
_STOPS = "。；;，, 　\n"


class Done(NamedTuple):
    """What was done for one measure: with its label, and without it."""

    labelled: Passage
    words: Passage


def told_apart(measure: Passage) -> tuple[Passage, Done | None]:
    """The words of a measure up to where it is told what was done for it, and that; None where nothing is told.

    >>> text = "签订协议。\\n落实情况：已签订。"
    >>> measure, done = told_apart(Passage(text, Span(0, len(text))))
    >>> measure.text, done.words.text
    ('签订协议。', '已签订。')
    """
    text = measure.text
    for start, value in _labels(text):
        end = len(text.rstrip(_STOPS))
        closed = text[start] in _OPENS
        if start and (not closed or (text[end - 1] in _CLOSES and not any(c in text[value : end - 1] for c in _CLOSES))):
            done = Done(_within(measure, start, len(text)), _within(measure, value, end - 1 if closed else len(text)))
            return _within(measure, 0, start), done
    return measure, None


def _labels(text: str) -> Iterator[tuple[int, int]]:
    """Where each label of progress and its value begin: at a line's beginning, alone in a line, behind a sentence, in brackets."""
    for line in read_lines(text):
        number = read_number(line.text)
        if label_kind(line.text[number.width if number else 0 :]) == "progress":
            yield line.start, line.end
        for label in labels_within(line.text):
            opened = label.start and line.text[label.start - 1] in _OPENS
            start = label.start - 1 if opened else label.start
            if label.kind == "progress" and (not start or line.text[start] in _OPENS or line.text[start - 1] in _ENDS):
                yield line.start + start, line.start + label.value


def _within(measure: Passage, start: int, end: int) -> Passage:
    inner = trimmed(measure.text, start, end)
    return Passage(inner.text, Span(measure.span.start + inner.span.start, measure.span.start + inner.span.end))


def progress_of(text: str, done: tuple[Done, ...]) -> Passage | None:
    """The progress of a problem that has no other: what was done for its only measure, or from the first such words to the last."""
    if len(done) < 2:
        return done[0].words if done else None
    return trimmed(text, done[0].labelled.span.start, done[-1].labelled.span.end)


# --- labels that alternate with measures ------------------------------------------------------------------


def with_told_measures(text: str, labels: list[Label], numbers: dict[int, Number]) -> list[Label]:
    """Where a measure is followed by what was done, and that by the next one (1.… 完成情况：… 2.…), it is told with the measures."""
    starts = sorted(numbers)
    out: list[Label] = []
    runs = [(name, list(run)) for name, run in groupby(labels, key=_progress_name)]
    for (name, found), (_, after) in zip_longest(runs, runs[1:], fillvalue=("", [])):
        told = name and out and out[-1].kind in MEASURE_KINDS
        if told and (_alternate(text, found) or _goes_on_behind(numbers, starts, out, found, after)):
            out[-1] = out[-1]._replace(kind="done")
        else:
            out += found
    return out


def _progress_name(label: Label) -> str:
    """What a label of progress is called, though another is that of the field; "" for any other."""
    return label.name if label.kind in ("progress", "other") and label_kind(label.name) == "progress" else ""


def _alternate(text: str, labels: list[Label]) -> bool:
    """Whether there are several, and something is numbered between each two, at a line's beginning or behind a sentence."""
    return len(labels) > 1 and all(
        any(read_number(text[x.end() : x.end() + _WIDEST]) for x in _ENDED.finditer(text, a.value, b.start))
        for a, b in pairwise(labels)
    )


def _goes_on_behind(
    numbers: dict[int, Number], starts: list[int], above: list[Label], found: list[Label], after: list[Label]
) -> bool:
    """Whether behind the last of what was done, and above the next problem's line, the number follows that the last measure has."""
    before = starts[bisect_left(starts, above[-1].start + 1) : bisect_left(starts, found[0].start)]
    ours = takewhile(lambda x: x.kind not in MEASURE_KINDS, reversed(above[:-1]))
    opens = bool(after) and after[0].column in {x.column for x in ours}
    behind = starts[
        bisect_left(starts, found[-1].start + 1) : bisect_left(starts, after[0].start) - opens if after else len(starts)
    ]
    return bool(before) and any(numbers[x].follows(numbers[before[-1]]) for x in behind)
