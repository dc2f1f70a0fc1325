#!/usr/bin/env python3
"""Learn where a later turn goes: bot/data/continuing.toml, whether it stays with the problem talked about and asks something of it.

usage: scripts/following.py [--data DIR] [--judge]   --judge writes nothing

Examples: the later turns of scripts/data/turns.tsv, each with the problem that it is about; any two questions of tests/data/questions in a
row, of which the second moves; and what no plan answers (its out_of_scope ones, scripts/data/foreign.txt) behind any question.
What is printed was judged by weights that had not seen the city.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from refusing import CONTENT, DAY, QUESTIONS, ROOT, SETS, Remembering, foreign, open_desk, rows_of
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.answers.answering import turn
from bot.answers.continuing import Going, goes_on_about
from bot.answers.desk import Desk
from bot.answers.nearness import by_share
from bot.questions.dialogue import resolve
from bot.questions.query import Act

NAMES = tuple(f.name for f in fields(Going))
OUTSIDE = -1
"""The problem of a turn that no plan answers."""
CHANCE, OF_LIFE = 0.3, 60
"""What two questions in a row are worth beside a turn that was written as one; so many of each kind that no plan answers, a city."""
GRACE = 1.0
"""By so much more is let through: on four cities that were in none of it 3 % of what stays are refused so, and 8 % without it."""
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Turn:
    """A later turn: what was asked before it, the problem that it is about, and whether it was written as a turn of its conversation."""

    city: str
    before: tuple[str, ...]
    text: str
    problem: int
    written: bool


@dataclass(frozen=True)
class Seen:
    """A turn with its signs, and whether the problem talked about is the one that it is about."""

    turn: Turn
    signs: Going
    stays: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, tell how good it is, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/evaluation"), help="where the indexes are kept between runs")
    parser.add_argument("--judge", action="store_true", help="write nothing")
    arguments = parser.parse_args(argv)
    embedder, found = Remembering(), list[Seen]()
    for city in SETS:
        desk = open_desk(city, arguments.data, embedder)
        found += [s for t in turns(city) if (s := seen(desk, t))]
    tables = {"stays": where_it_goes(found), "answers": what_it_asks(found)}
    if not arguments.judge:
        (ROOT / "bot/data/continuing.toml").write_text("\n".join(as_toml(name, *w) for name, w in tables.items()), "utf-8")
    return 0


def turns(city: str) -> Iterator[Turn]:
    """All examples of a city."""
    rows = [r for name in SETS[city] for r in rows_of(QUESTIONS / f"{name}.jsonl") if not r.get("context")]
    single = [(r["q"], r["problems"][0]) for r in rows if r["type"] in CONTENT and len(r["problems"]) == 1]
    chance = Random(1)
    for line in (ROOT / "scripts/data/turns.tsv").read_text("utf-8").splitlines():
        if line.startswith(f"{city}\t"):
            _, number, text = line.split("\t")
            *before, last = text.split(" > ")
            yield Turn(city, tuple(before), last, int(number), written=True)
    for text, number in single:
        yield Turn(city, (chance.choice(single)[0],), text, number, written=False)
    outside = [r["q"] for r in rows if r["type"] == "out_of_scope"], [text for _, text in foreign()]
    for text in (t for kind in outside for t in chance.sample(kind, min(OF_LIFE, len(kind)))):
        yield Turn(city, (chance.choice(single)[0],), text, OUTSIDE, written=False)


def seen(desk: Desk, asked: Turn) -> Seen | None:
    """A turn with its signs; None where something else decides."""
    reply = None
    for text in asked.before:
        reply = turn(text, desk, DAY, reply)
    assert reply is not None
    question = resolve(desk.understand(asked.text, DAY, reply.state.me, follows=True), reply.state)
    if question.act not in (Act.FIELD, Act.VERIFY) or question.bare or question.number is not None or question.corrects:
        return None
    ranking = by_share(question, desk.searcher.search(question.topic or question.words, reply.state.focus))
    meant = goes_on_about(question, ranking, reply.state, desk)
    return Seen(asked, meant[1], meant[0] == asked.problem) if meant else None


def where_it_goes(found: Sequence[Seen]) -> tuple[Numbers, float]:
    """The weights of what stays against what moves to another problem."""
    kept = [s for s in found if s.turn.problem != OUTSIDE]
    wanted = np.array([s.stays for s in kept])
    worth = np.array([1.0 if s.turn.written else CHANCE for s in kept])
    sums = judged(kept, wanted, worth)
    written = np.array([s.turn.written for s in kept])
    for name, rows in (("stay", wanted & written), ("move", ~wanted & written), ("any question behind any", ~wanted & ~written)):
        print(f"{name}: {((sums >= 0) == wanted)[rows].sum()} of {rows.sum()} right")
    return fitted(_table(kept), wanted, worth)


def what_it_asks(found: Sequence[Seen]) -> tuple[Numbers, float]:
    """The weights of what stays against what no plan answers; the bound lets through all that stays, judged by other cities' weights."""
    kept = [s for s in found if (s.stays and s.turn.written) or s.turn.problem == OUTSIDE]
    wanted = np.array([s.stays for s in kept])
    sums = judged(kept, wanted, np.ones(len(kept)))
    least = float(sums[wanted].min())
    print(f"asked of nothing: {(sums[~wanted] < least).mean():.3f} of {(~wanted).sum()} refused, where nothing is that stays")
    weights, bias = fitted(_table(kept), wanted, np.ones(len(kept)))
    return weights, bias - least + GRACE


def judged(kept: Sequence[Seen], wanted: Flags, worth: Numbers) -> Numbers:
    """Each one's sum by the weights of the other cities."""
    table, cities = _table(kept), np.array([s.turn.city for s in kept])
    out = np.zeros(len(kept))
    for city in SETS:
        weights, bias = fitted(table[cities != city], wanted[cities != city], worth[cities != city])
        out[cities == city] = table[cities == city] @ weights + bias
    return out


def fitted(table: Numbers, wanted: Flags, worth: Numbers) -> tuple[Numbers, float]:
    """A weight a sign, and the bias."""
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(max_iter=500).fit(scaler.transform(table), wanted, sample_weight=worth)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - scaler.mean_ @ weights)


def _table(kept: Sequence[Seen]) -> Numbers:
    return np.array([astuple(s.signs) for s in kept])


def as_toml(name: str, weights: Numbers, bias: float) -> str:
    """A table of weights."""
    lines = [f"{sign} = {weight:.4f}" for sign, weight in zip(NAMES, weights, strict=True)]
    return "\n".join([f"[{name}]", f"bias = {bias:.4f}", *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
