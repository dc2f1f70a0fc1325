"""In which capacity a message means each of its units, and whether it denies that, as learned: a net over the characters around a unit.

    水务局牵头又有能源局的 → Ｘ牵头又有Ｕ的: it leads; Ｕ牵头又有Ｘ的: it has a part

The net (bot.questions.net) is made by scripts/learn.py from `scripts/data/capacities.tsv`, messages of many writers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from .intents import mark_of, marked_at, without_figures
from .net import load_net

HEADS = ("duty", "denied", "alone", "joined")
"""What the net tells of a unit: its capacity (bot.questions.query.Duty); whether problems are meant in which it does not have that, or
in which nobody else has it; and whether one of the units named is enough, or all have to have a part (either | all)."""
MARK = "Ｘ"
"""What stands for the unit that is asked about; for others Ｕ, for districts Ｄ, for times Ｔ, for numbers Ｎ."""
_REACH = 28
"""So many characters before and behind a unit are read."""
_INVOLVED = re.compile("牵[涉扯连]|牵绊")
"""What looks like 牵头 and says no capacity."""
_Span = tuple[int, int]


def marked(words: str, spans: Sequence[_Span], of: int, districts: Sequence[str], times: Sequence[_Span]) -> str:
    """The words around the unit at `spans[of]`, with what is particular taken out."""
    units = [(span, MARK if at == of else mark_of(words[slice(*span)], districts)) for at, span in enumerate(spans)]
    free = [(x, "Ｔ") for x in times if not any(a < x[1] and x[0] < b for a, b in spans)]
    said = _INVOLVED.sub("涉及", without_figures(marked_at(words, [*units, *free])))
    at = said.find(MARK)
    return said[max(0, at - _REACH) : at + _REACH + 1]


@lru_cache(maxsize=512)
def capacity_told(said: str) -> Mapping[str, dict[str, float]]:
    """Of each head its labels with their likelihoods, for a message that `marked` made."""
    net = load_net("capacities")
    signs = net.signs(said, of=said.find(MARK))
    return {head: net.likely(head, signs) for head in HEADS}
