"""Which line opens each problem of a labelled list: the numbered one above its first field, in the style that counts the problems."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from corpus.text.lines import Line, lines_before, lines_between
from corpus.text.numbers import Number

from .label import Label


def find_heads(
    lines: list[Line], numbers: dict[int, Number], clusters: list[list[Label]], label_lines: set[int]
) -> list[tuple[Line, str]]:
    """The line that opens each problem: the nearest above its first label that is numbered in the list's style."""
    areas = []
    lows = [-1, *(cluster[-1].start for cluster in clusters[:-1])]
    firsts = [next((x for x in cluster if x.kind != "other"), cluster[0]) for cluster in clusters]
    for low, first in zip(lows, firsts, strict=True):
        area = [x for x in lines_between(lines, low + 1, first.start) if x.start not in label_lines]
        own_line = lines_between(lines, first.start, first.start + 1)
        opens = first.kind in ("statement", "ordinal") and own_line and own_line[0].start in numbers
        areas.append(own_line if opens else area)
    style = _style(areas, numbers)
    opening = [x for first in firsts if first.kind == "statement" for x in lines_between(lines, first.start, first.start + 1)]
    if len(opening) == len(clusters) and not _counts_up(areas, numbers, style):
        leads = {cluster[0].name for cluster in clusters}
        firsts = [cluster[0] for cluster in clusters] if len(leads) == 1 < len(clusters) else firsts
        return [(line, "") for first in firsts for line in lines_before(lines, first.start + 1)]
    heads: list[tuple[Line, str]] = []
    for area, first in zip(areas, firsts, strict=True):
        numbered = [x for x in area if x.start in numbers and numbers[x.start].sort == style]
        own_line = lines_before(lines, first.start + 1)
        head = (numbered or [x for x in area if x.start in numbers] or area[-1:] or own_line)[-1]
        heads.append((head, style if numbered else ""))
    return _with_unlabelled(heads, lines, numbers, style)


def _style(areas: list[list[Line]], numbers: dict[int, Number]) -> str:
    """How the list numbers its problems: of the nearest numbers' styles the one that counts them, else the most frequent."""
    nearest = Counter(_nearest_style(area, numbers) for area in areas)
    votes = [style for style, _ in nearest.most_common() if style]
    return next((style for style in votes if _counts_up(areas, numbers, style)), votes[0] if votes else "")


def _counts_up(areas: list[list[Line]], numbers: dict[int, Number], style: str) -> bool:
    """Whether the nearest numbers in that style count the problems (they may begin anew), or only what was numbered before.

    Numbers that say what they number (第5项问题, 第12项问题) may leave some out.
    """
    found = [[n for x in area if (n := numbers.get(x.start)) and n.sort == style][-1:] for area in areas]
    return all(found) and all(b.value == 1 or b.follows(a) for (a,), (b,) in pairwise(found))


def _nearest_style(area: list[Line], numbers: dict[int, Number]) -> str | None:
    for line in reversed(area):
        if number := numbers.get(line.start):
            return number.sort
    return None


def _with_unlabelled(
    heads: list[tuple[Line, str]], lines: list[Line], numbers: dict[int, Number], style: str
) -> list[tuple[Line, str]]:
    """Adds a problem without any field where it fills the gap between two numbers: （四） (五) （六）."""
    out = heads[:1]
    for (before, _), (after, after_style) in pairwise(heads):
        low, high = numbers.get(before.start), numbers.get(after.start)
        if low and high and high.value - low.value == 2:
            for line in lines_between(lines, before.start + 1, after.start):
                number = numbers.get(line.start)
                if number and (number.sort, number.value) == (style, low.value + 1):
                    out.append((line, style))
                    break
        out.append((after, after_style))
    return out
