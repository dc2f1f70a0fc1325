"""Where the labels stand that nobody knows and that come again with every problem; what they are: corpus.grammar.told.

栏目    = 编号? 词 ([：:] | ？ | 】) 值        | 编号 词 above its value
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import zip_longest
from typing import NamedTuple

from corpus.text.labels import DEMANDED_KINDS, MEASURE_KINDS, completed, is_closing, label_kind
from corpus.text.lines import Line, lines_between
from corpus.text.numbers import Number, read_number
from corpus.text.pages import TITLE_END

from .label import Label
from .told import Column, finds, told_kinds

_LABEL = re.compile(r"[【〔\[「『]?(?P<name>[一-鿿]{2,10})(?P<sign>[？?]?(?:[】〕\]」』][：:]?|[：:])|[？?]$|$)[ 　]{0,8}")
_LEADS_IN = re.compile("^(?:[经其如即按据对根]|具体为|包括|主要是)|[为是有下实如]$")
"""What leads a sentence in is no label: 经查：, 其中：."""
_LEAST = 2
_AS_OF = ("截止", "截至")


class _Place(NamedTuple):
    """Such a label in its line, and the line below."""

    name: str
    line: Line
    value: int
    number: Number | None
    below: Line | None

    @property
    def has_words(self) -> bool:
        """Whether its value begins in its own line."""
        return self.value < self.line.end

    def label(self, kind: str) -> Label:
        """It as a label of that kind."""
        numbered = (self.number.style, self.number.value) if self.number else ()
        return Label(kind, self.name, self.line.start, self.value, *numbered)


def with_own(labels: list[Label], lines: list[Line]) -> list[Label]:
    """Adds the labels that a plan has of its own, where they come again and what they are is told by what stands behind them."""
    places = _places(labels, lines)
    if not places:
        return labels
    kept = [*labels, *_told(labels, places, lines)]
    taken = {x.start for x in kept}
    kept += _others(sorted(kept, key=_start), [x for x in places if x.line.start not in taken], lines)
    return sorted(kept, key=_start)


def _start(label: Label) -> int:
    return label.start


def _places(labels: list[Label], lines: list[Line]) -> list[_Place]:
    """Where lines begin with a label nobody knows that comes again, or in the only problem stands among known ones."""
    taken = {x.start for x in labels}
    found = [p for x, below in zip_longest(lines, lines[1:]) if x.start not in taken and (p := _place(x, below))]
    counts = Counter(x.name for x in found)
    demanded = Counter(x.kind for x in labels if x.kind in DEMANDED_KINDS)
    if len(demanded) >= _LEAST and {*demanded.values()} == {1}:
        first, last = (f(x.start for x in labels if x.kind in demanded) for f in (min, max))
        end = next((x.line.start for x in found if x.line.start > last), last)
        return [x for x in found if counts[x.name] == 1 and first < x.line.start <= end]
    return [x for x in found if counts[x.name] >= _LEAST]


def _place(line: Line, below: Line | None) -> _Place | None:
    number = read_number(line.text)
    width = number.width if number else 0
    words = None if (number and number.says) or is_closing(line.text) else _LABEL.match(line.text, width)
    if words is None or label_kind(words["name"]) or _completes(words["name"]) or _LEADS_IN.search(words["name"]):
        return None
    if not words["sign"] and not (number and below and _is_below(below)):
        return None
    return _Place(words["name"], line, line.start + words.end(), number, below)


def _completes(name: str) -> bool:
    """Whether it is a label only below 责任单位: 牵头; 截止 is no part of one."""
    return not name.startswith(_AS_OF) and bool(completed(name))


def _is_below(line: Line) -> bool:
    """Whether a line may be what a heading without a colon has below it: no other heading."""
    number = read_number(line.text)
    words = _LABEL.match(line.text)
    return number.value == 1 if number else not (words and words["sign"])


def _told(labels: list[Label], places: list[_Place], lines: list[Line]) -> list[Label]:
    """The labels of which it is told what they are."""
    columns: dict[str, list[list[str]]] = defaultdict(list)
    bounds = sorted([*(x.start for x in labels), *(x.line.start for x in places)])
    for x in places:
        if pieces := _pieces(x, bounds, lines):
            columns[x.name].append(pieces)
    first = places[0].line.start
    known = {x.kind for x in labels if x.start >= first or x.kind in ("statement", "task")}
    known |= {"statement"} if "task" in known else set()
    kinds = told_kinds([Column(*x) for x in columns.items()], known, _front(labels, places, lines))
    alone = len(places) == len({x.name for x in places})
    measures = [x.start for x in labels if x.kind in MEASURE_KINDS] + [
        x.line.start for x in places if kinds.get(x.name) == "measures"
    ]
    return [
        x.label(kind)
        for x in places
        if (kind := kinds.get(x.name, ""))
        and not (alone and kind in ("measures", "statement", "progress"))
        and not (kind == "progress" and x.line.start < min(measures, default=x.line.start + 1))
    ]


def _pieces(place: _Place, bounds: list[int], lines: list[Line]) -> list[str]:
    """What stands behind a label: its numbered items, or the first line."""
    at = bisect_right(bounds, place.line.start)
    below = lines_between(lines, place.line.end, bounds[at] if at < len(bounds) else lines[-1].end + 1)
    words = [place.line.text[place.value - place.line.start :]] * place.has_words + [x.text for x in below]
    first = read_number(words[0]) if words else None
    if first is None:
        return words[:1]
    return [x[n.width :] for x in words if (n := read_number(x)) and n.style == first.style]


def _front(labels: list[Label], places: list[_Place], lines: list[Line]) -> str:
    """The label of its own that opens each problem: behind its number or below it, below the document's title, or below its own where it says a finding."""
    before = [x for x in places if x.line.start < min((y.start for y in labels if y.kind in DEMANDED_KINDS), default=x.line.end)]
    for x in before:
        above = lines_between(lines, 0, x.line.start)[-1:]
        number = read_number(above[0].text) if above else None
        bare = number is not None and number.width == len(above[0].text)
        every = sum(y.name == x.name for y in places) >= max(
            Counter(y.kind for y in labels if y.kind in DEMANDED_KINDS).values(), default=0
        )
        if bare or finds(x.name) or (every and _opens_problem(x, labels, above)):
            return x.name
    return ""


def _opens_problem(place: _Place, labels: list[Label], above: list[Line]) -> bool:
    """Whether nothing can tell of the problem but this: it stands behind a number that no field has, or below the document's title, with every problem."""
    if place.number is None:
        return bool(above) and bool(TITLE_END.search(above[0].text))
    return place.number.style not in {x.style for x in labels if x.kind in DEMANDED_KINDS}


def _others(labels: list[Label], places: list[_Place], lines: list[Line]) -> list[Label]:
    """Those that are no field and end the one before them: of one line, with every problem, above the next label or problem."""
    counts = Counter(x.name for x in places)
    problems = max(Counter(x.kind for x in labels if x.kind in DEMANDED_KINDS).values(), default=0)
    starts = {x.start for x in labels} | {x.line.start for x in places}
    often = {name for name, n in counts.items() if n == problems >= _LEAST}
    found: list[Label] = []
    for x in places:
        ends = x.below is None or x.below.start in starts or read_number(x.below.text) is not None or x.below is lines[-1]
        if x.name in often and x.number is None and x.has_words and ends and not _goes_on(labels, x, lines):
            found.append(x.label("other"))
    return found


def _goes_on(labels: list[Label], place: _Place, lines: list[Line]) -> bool:
    """Whether it stands among measures: their items go on below it."""
    at = bisect_right(labels, place.line.start, key=_start) - 1
    if at < 0 or labels[at].kind not in MEASURE_KINDS:
        return False
    end = labels[at + 1].start if at + 1 < len(labels) else lines[-1].end
    counted = [n for x in lines_between(lines, labels[at].start, place.line.start) if (n := read_number(x.text))]
    behind = [n for x in lines_between(lines, place.line.end, end) if (n := read_number(x.text))]
    return not counted or any(n.follows(counted[-1]) for n in behind) or any(n.style == counted[-1].style for n in behind)
