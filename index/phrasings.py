"""The shipped plan and the phrasings that belong to its problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from corpus.diff import compare
from corpus.grammar.parse import parse_plan
from corpus.model import Plan

from .chunks import Phrasing

BUNDLED_PLAN = "wuhai-2024.txt"


def bundled_plan_text() -> str:
    """The published plan that ships with the program."""
    return files("corpus").joinpath("data", BUNDLED_PLAN).read_text("utf-8")


def bundled_phrasings(plan: Plan) -> tuple[Phrasing, ...]:
    """The shipped phrasings of the problems that `plan` shares with the bundled plan, under its own numbers."""
    bundled = bundled_plan()
    same = plan.text == bundled.text
    numbers = {p.number: p.number for p in plan.problems} if same else compare(bundled, plan).matched
    return tuple(_carried(_read_phrasings(), numbers, bundled, plan))


def _carried(phrasings: Iterable[Phrasing], numbers: Mapping[int, int], old: Plan, new: Plan) -> Iterator[Phrasing]:
    """A phrasing of a measure stays with it where the measure still stands, else with its problem."""
    sections = {s.ordinal: next((t.ordinal for t in new.sections if numbers and t.title == s.title), None) for s in old.sections}
    measures = {
        (p.number, m.ordinal): next((n.ordinal for n in q.measures if n.passage == m.passage), None)
        for p in old.problems
        if (q := new.problem(numbers.get(p.number, -1)))
        for m in p.measures
    }
    for phrasing in phrasings:
        if phrasing.problem is None:
            if section := sections.get(phrasing.section or 0):
                yield Phrasing(None, None, phrasing.text, section)
        elif phrasing.problem in numbers:
            measure = measures.get((phrasing.problem, phrasing.measure or ""))
            yield Phrasing(numbers[phrasing.problem], measure, phrasing.text)


@cache
def bundled_plan() -> Plan:
    """The published plan, read once."""
    return parse_plan(bundled_plan_text())


def shipped_lines(name: str) -> Iterator[str]:
    """The lines of a data file of `corpus`, comments left out."""
    for line in files("corpus").joinpath("data", name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def shipped_rows(name: str) -> Iterator[list[str]]:
    """The rows of a table of `corpus`."""
    return (line.split("\t") for line in shipped_lines(name))


@cache
def _read_phrasings() -> tuple[Phrasing, ...]:
    found = []
    for key, text in shipped_rows("wuhai-2024.phrasings.tsv"):
        if key.startswith("s"):
            found.append(Phrasing(None, None, text, int(key[1:])))
        else:
            problem, _, measure = key.partition(".")
            found.append(Phrasing(int(problem), measure or None, text))
    return tuple(found)
