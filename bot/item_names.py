"""How people name an item: 23, 第23项, 23.2 (its measure 2), 23.2.1 (that measure's first milestone), 23.0.1 (a date of its 整改时限)."""

from __future__ import annotations

import re

from corpus.errors import RectifyError
from corpus.numerals import NUMERAL, to_int

from .agenda import Agenda, Entry
from .render import label

_WRITTEN = re.compile(rf"(?:问题)?[（(第]?\s*({NUMERAL})\s*[）)项条号个]*(?:[.．。]([0-9]+(?:\.[0-9]+)?))?")


class NoSuchItem(RectifyError):
    """Words that name no item of the plan, or several."""


def find_item(words: str, agenda: Agenda, milestone: str = "") -> Entry:
    """The entry that `words` (and `milestone` as M or M.K) name.

    Raises:
        NoSuchItem: none, or several milestones in that measure.
    """
    match = _WRITTEN.fullmatch(words.strip())
    number = to_int(match[1]) if match else None
    whole = agenda.whole(number) if number is not None else None
    if match is None or whole is None:
        raise NoSuchItem(f"方案中没有“{words[:20]}”这一项，请写编号，例如 23，或 23.2（措施2的节点）。")
    written = milestone or match[2] or ""
    return _milestone(whole, written, agenda) if written else whole


def _milestone(whole: Entry, written: str, agenda: Agenda) -> Entry:
    measure, _, place = written.partition(".")
    problem = whole.item.problem
    found = [e for e in agenda.of_problem(problem) if not e.item.whole and (e.item.measure or "0") == measure]
    if place and place.isdecimal() and 0 < int(place) <= len(found):
        return found[int(place) - 1]
    if not place and len(found) == 1:
        return found[0]
    if not found or place:
        raise NoSuchItem(f"{label(problem.number)}没有时间节点{written}。")
    choices = "；".join(f"{problem.number}.{measure}.{i} {e.item.quote[:20]}" for i, e in enumerate(found, 1))
    raise NoSuchItem(f"{label(problem.number)}整改措施{measure}有{len(found)}个节点，请写明：{choices}。")
