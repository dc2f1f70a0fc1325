"""What people write for the units that a chat is to speak for, with slips: 生态局和水务局, 能原局. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.grammar.units import PlanNames, parse_duties
from corpus.model import Passage, Span

from .unit_names import Names, abbreviates, bare

_AND = re.compile("以及|和|与|及|跟")
_SHORTEST = 3


@dataclass(frozen=True)
class Meant:
    """Words and the units that they mean; `near` says that it is a guess. Without units `choices` are the names that they may mean."""

    typed: str
    units: tuple[str, ...] = ()
    near: bool = False
    choices: tuple[str, ...] = ()


def read_units(words: Iterable[str], names: Names) -> list[Meant]:
    """Every unit that is named, joined by 、, commas, spaces or 和, as the plan would write them (海南区委、区政府)."""
    return [meant for typed, units in written_units("、".join(words), names) for meant in _read(typed, units, names)]


def written_units(words: str, names: Names) -> list[tuple[str, tuple[str, ...]]]:
    """What a text names, read as the plan's own field is: each name as it was written, and the units that it (else with what it
    shares with its neighbours) means; none where the plan knows it not."""
    joined = re.sub(r"[\s/／;；]+", "、", words.strip())
    raw = Passage(joined, Span(0, len(joined)))
    found = ((_bare(d.quote.text), d.unit) for d in parse_duties(raw, PlanNames(names.districts), names.text))
    return [(typed, names.units_called(typed) or names.units_called(unit)) for typed, unit in found]


def _read(typed: str, units: tuple[str, ...], names: Names) -> list[Meant]:
    """A name that is known, one with a slip, or several joined by 和."""
    if units:
        return [Meant(typed, units)]
    whole = _one(typed, names)
    pieces = [p for p in _AND.split(typed) if p]
    if whole.units or len(pieces) < 2:
        return [whole]
    each = [_one(p, names) for p in pieces]
    return each if all(m.units or m.choices for m in each) else [whole]


def _bare(typed: str) -> str:
    """Without the mark behind it: 市水务局（牵头）."""
    return re.sub(r"[（(][^（）()]*[）)]$", "", typed)


def _one(name: str, names: Names) -> Meant:
    if units := names.units_called(name):
        return Meant(name, units)
    found = list(dict.fromkeys(_near(name, names)))
    if len(found) == 1:
        return Meant(name, found[0], near=True)
    return Meant(name, choices=tuple("、".join(units) for units in found[:4]))


def _near(name: str, names: Names) -> Iterator[tuple[str, ...]]:
    """The units whose name is a character away; where there is none, those that it abbreviates."""
    if len(name) < _SHORTEST:
        return
    slips = [units for known, units in names.units.items() if units and len(known) >= _SHORTEST and _is_slip(name, known)]
    if slips:
        yield from slips
        return
    yield from ((unit,) for units in names.units.values() for unit in units if abbreviates(bare(name), bare(unit)))


def _is_slip(a: str, b: str) -> bool:
    """Whether one character was put wrong, left out or added.

    >>> _is_slip("能原局", "能源局"), _is_slip("海勃湾", "海勃湾区"), _is_slip("水务局", "商务厅")
    (True, True, False)
    """
    if abs(len(a) - len(b)) > 1:
        return False
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[head + 1 :] == b[head + 1 :] or a[head + 1 :] == b[head:] or a[head:] == b[head + 1 :]
