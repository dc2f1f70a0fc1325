#!/usr/bin/env python3
"""Learn when to refuse: index/data/foreign.npy (what sounds foreign) and bot/data/clearness.toml (how clear a find must be).

usage: scripts/refusing.py [--data DIR] [--judge]   --judge writes nothing

Answerable: the questions of tests/data/questions, and phrasings of the bundled plan that its index lacks. Not answerable: the
out_of_scope ones, corpus/data/outside.tsv, scripts/data/foreign.txt, and questions of other cities' plans about subjects that a plan has
not (scripts/data/subjects.tsv). What is printed was judged by weights that had seen neither the city nor the field of life.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.answers.clearness import Signs, signs
from bot.answers.desk import Desk
from bot.answers.nearness import by_share
from bot.answers.refusal import owned_text, vetoed
from bot.revisions.revise import build_revision
from index.embedder import FOREIGN, SentenceEmbedder, Vectors
from index.phrasings import shipped_rows
from index.revision import build, load
from index.search import Searcher
from index.store import current, publish
from index.vocabulary import background

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests/data/questions"
CITIES = ("linlan", "lanzhou", "mingchuan", "shuoyuan", "zeling")
BUNDLED, PLAIN = "wuhai", "wuhai without phrasings"
SETS = {BUNDLED: ("work", "final", "wuhai-a", "wuhai-b")} | {city: (city,) for city in CITIES}
CONTENT = {"responsible", "acceptance", "deadline", "milestone", "measures", "goal", "finding"}
OF_ANY_PLAN = {"idea", "prev"}
DAY = date(2026, 11, 23)
FOLDS, PHRASINGS, CROSSED = 5, 600, 60
MAY_REFUSE = {"phrased": 0.004, "written": 0.025}
"""Of the answerable questions that nothing vetoes, how many may be refused as unclear."""
WORTH = {"foreign": 1.0, "background": 0.3, "out_of_scope": 2.0, "other plan": 1.0}
STARTS, STEPS = 12, (0.4, 0.2, 0.1, 0.05)
AGAINST = ("foreign", "strange", "absent", "unborne", "outside")
"""The signs that speak against an answer."""
NAMES = tuple(f.name for f in fields(Signs))
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Example:
    """A question put to a plan; `field` is the field of life or the chance group that it is judged with."""

    plan: str
    text: str
    source: str
    field: int

    @property
    def answerable(self) -> bool:
        """Whether the plan answers it."""
        return self.source in ("answerable", "phrasing")


class Remembering(SentenceEmbedder):
    """Embeds a question once, for all plans."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Vectors] = {}

    def queries(self, texts: Sequence[str], progress: Any = None) -> Vectors:
        """Vectors of questions, those that are known from memory."""
        if len(texts) != 1:
            return super().queries(texts, progress)
        if texts[0] not in self._known:
            self._known[texts[0]] = super().queries(texts)[0]
        return self._known[texts[0]][None]


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, tell how good it is, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/evaluation"), help="where the indexes are kept between runs")
    parser.add_argument("--judge", action="store_true", help="write nothing")
    arguments = parser.parse_args(argv)
    examples = list(every_example())
    embedder = Remembering()
    found: list[tuple[Example, Signs, Vectors]] = []
    for plan in dict.fromkeys(e.plan for e in examples):
        desk = open_desk(plan, arguments.data, embedder)
        seen = (seen_by(desk, embedder, e) for e in examples if e.plan == plan)
        found += [s for s in seen if s]
    kept = [e for e, _, _ in found]
    vectors = np.stack([v for _, _, v in found])
    table = np.array([astuple(s) for _, s, _ in found])
    sounds = foreign_left_out(kept, vectors)
    usual = float(sounds[[e.answerable for e in kept]].mean())
    table[:, NAMES.index("foreign")] = sounds - usual  # 0 is what a model says that has no direction
    weights = {name: fitted(kept, table, group, name) for name, group in groups(table)}
    if not arguments.judge:
        direction = learnt(kept, vectors)
        np.save(ROOT / "index/data" / FOREIGN, np.append(direction.coef_[0], direction.intercept_ - usual).astype(np.float16))
        (ROOT / "bot/data/clearness.toml").write_text("".join(as_toml(name, w) for name, w in weights.items()), "utf-8")
    return 0


def groups(table: Numbers) -> list[tuple[str, Flags]]:
    """Finds with phrasings, and without."""
    phrased = table[:, NAMES.index("phrased")] != 0
    return [("phrased", phrased), ("written", ~phrased)]


# --- examples -----------------------------------------------------------------------------------------------


def every_example() -> Iterator[Example]:
    """All examples, each with the plan that it is put to."""
    content: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for city, names in SETS.items():
        for row in (r for name in names for r in rows_of(QUESTIONS / f"{name}.jsonl") if not r.get("context")):
            if row["type"] == "out_of_scope":
                yield _example(city, row["q"], "out_of_scope")
            elif row["type"] in CONTENT and len(row["problems"]) == 1:
                content[city].append((row["q"], row["problems"][0]))
                yield _example(city, row["q"], "answerable")
    phrasings = [(t, int(key.split(".")[0])) for key, t in shipped_rows("wuhai-2024.phrasings.tsv") if not key.startswith("s")]
    Random(1).shuffle(phrasings)
    yield from (_example(PLAIN, text, "phrasing") for text, _ in phrasings[:PHRASINGS])
    content[BUNDLED] += phrasings[PHRASINGS : PHRASINGS + PHRASINGS // 2]
    for city in SETS:
        yield from (Example(city, text, "foreign", field) for field, text in foreign())
        yield from (_example(city, text, "background") for _, text in background())
        yield from (_example(city, text, "other plan") for text in of_other_plans(city, content))


def _example(plan: str, text: str, source: str) -> Example:
    return Example(plan, text, source, crc32(text.encode()) % FOLDS)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The questions of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def foreign() -> Iterator[tuple[int, str]]:
    """(fold, question) of scripts/data/foreign.txt; all of a field of life are in one fold."""
    field = 0
    for line in (ROOT / "scripts/data/foreign.txt").read_text("utf-8").splitlines():
        field += line.startswith("#")
        if line and not line.startswith("#"):
            yield field % FOLDS, line


def of_other_plans(city: str, content: dict[str, list[tuple[str, int]]]) -> Iterator[str]:
    """Questions of other cities' plans about subjects that this city's plan has not."""
    about: dict[tuple[str, int], set[str]] = {}
    for line in (ROOT / "scripts/data/subjects.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            plan, number, words = line.split("\t")
            about[plan, int(number)] = set(words.split())
    own = set().union(*(words for (plan, _), words in about.items() if plan == city)) | OF_ANY_PLAN
    for other in (c for c in SETS if c != city):
        strange = [text for text, number in content[other] if not about[other, number] & own]
        yield from Random(2).sample(strange, min(CROSSED, len(strange)))


# --- signs --------------------------------------------------------------------------------------------------


def open_desk(plan: str, data: Path, embedder: SentenceEmbedder) -> Desk:
    """The desk of a plan, its index kept under `data`."""
    path = ROOT / ("corpus/data/wuhai-2024.txt" if plan in (BUNDLED, PLAIN) else f"tests/data/cities/{plan}.txt")
    root = data / (path.stem if plan != PLAIN else f"{path.stem}-plain")
    text = path.read_text("utf-8")
    if current(root) is None:
        made = (
            build(root, text, plan, (), embedder, background())
            if plan == PLAIN
            else build_revision(root, text, path.name, embedder)
        )
        publish(root, made.manifest.number)
    revision = load(root, embedder.name)
    return Desk.of(revision.plan, Searcher(revision, embedder))


def seen_by(desk: Desk, embedder: SentenceEmbedder, example: Example) -> tuple[Example, Signs, Vectors] | None:
    """An example with its signs and its vector; None where no search decides."""
    question = desk.understand(example.text, DAY)
    if question.social or question.bare or question.number is not None:
        return None
    searcher, asked = desk.searcher, question.topic or question.words
    ranking = by_share(question, searcher.search(asked))
    if vetoed(question, ranking, desk.plan, searcher.vocabulary):
        return None
    found = signs(question, ranking, owned_text(ranking.hits[0], desk.plan), desk.plan, searcher.vocabulary, searcher.lexicon)
    return example, found, embedder.queries([asked])[0]


# --- what sounds foreign ------------------------------------------------------------------------------------


def learnt(examples: Sequence[Example], vectors: Vectors, given: Callable[[Example], bool] = bool) -> LogisticRegression:
    """The direction from answerable questions to those that no plan answers, each question once."""
    once = {e.text: i for i, e in enumerate(examples) if e.source in ("foreign", "background", "answerable") and given(e)}
    rows = list(once.values())
    inside = [examples[i].answerable for i in rows]
    return LogisticRegression(C=10, class_weight="balanced", max_iter=500).fit(vectors[rows], [not x for x in inside])


def foreign_left_out(examples: Sequence[Example], vectors: Vectors) -> Numbers:
    """How foreign each question sounds to what has seen neither its city's questions nor its field of life."""
    out = np.zeros(len(examples))
    for city in dict.fromkeys(_city(e) for e in examples):
        for fold in range(FOLDS):
            rows = [i for i, e in enumerate(examples) if _city(e) == city and e.field == fold]
            if rows:
                given = _unseen(city, fold)
                out[rows] = learnt(examples, vectors, given).decision_function(vectors[rows])
    return out


def _unseen(city: str, fold: int) -> Callable[[Example], bool]:
    return lambda e: _city(e) != city if e.answerable else e.field != fold


def _city(example: Example) -> str:
    return example.plan.split()[0]


# --- how clear a find must be -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weights:
    """A weight a sign, and the bias; negative sums are refused."""

    of: Numbers
    bias: float

    def sums(self, table: Numbers) -> Numbers:
        """The sum for each row of signs."""
        return np.asarray(table @ self.of + self.bias)


def fitted(examples: Sequence[Example], table: Numbers, group: Flags, name: str) -> Weights:
    """The weights of a group; what they are worth is printed, judged by those of the other cities (of one city, of other chance groups)."""
    plans = sorted({e.plan for e, g in zip(examples, group, strict=True) if g})
    part = [e.plan if len(plans) > 1 else str(crc32(f"{e.text}.".encode()) % FOLDS) for e in examples]
    refused = np.zeros(len(examples), bool)
    for left in sorted(set(part)):
        out = np.array([p == left for p in part]) & group
        if out.any():
            refused[out] = searched(examples, table, group & ~out, name).sums(table[out]) < 0
    weights = searched(examples, table, group, name)
    print(name, "unseen:", _shares(examples, refused, group), "· seen:", _shares(examples, weights.sums(table) < 0, group))
    return weights


def _shares(examples: Sequence[Example], refused: Flags, group: Flags) -> str:
    told = []
    for source in dict.fromkeys(e.source for e in examples):
        rows = np.array([e.source == source for e in examples]) & group
        if rows.any():
            told.append(f"{source} {refused[rows].mean():.3f} of {rows.sum()}")
    return ", ".join(told)


def searched(examples: Sequence[Example], table: Numbers, group: Flags, name: str) -> Weights:
    """The sum that refuses most of what is not answerable, of all that refuse so much of what is (coordinate by coordinate)."""
    spread = table[group].std(axis=0)
    scaled = table[group] / np.where(spread > 1e-9, spread, 1.0)
    of_group = [e for e, g in zip(examples, group, strict=True) if g]
    answerable = np.array([e.answerable for e in of_group])
    kinds = [(worth, np.array([e.source == kind for e in of_group])) for kind, worth in WORTH.items()]

    def judged(weights: Numbers) -> tuple[float, float]:
        sums = scaled @ weights
        least = float(np.quantile(sums[answerable], MAY_REFUSE[name]))
        return sum(worth * float((sums[rows] < least).mean()) for worth, rows in kinds if rows.any()), least

    main = NAMES.index("phrased" if name == "phrased" else "stands")
    free = [i for i in range(len(NAMES)) if i != main and spread[i] > 1e-9]
    starts = np.random.default_rng(0).uniform(0, 1, (STARTS, len(NAMES))) * (spread > 1e-9)
    _, best, least = max((climbed(_start(s, main), free, judged) for s in starts), key=lambda found: found[0])
    return Weights(best / np.where(spread > 1e-9, spread, 1.0), -least)


def _start(drawn: Numbers, main: int) -> Numbers:
    """Weights to begin with: that of the main sign is fixed, the others have the direction that they must have."""
    weights = drawn * np.array([-1.0 if name in AGAINST else 1.0 for name in NAMES])
    weights[main] = 1.0
    return weights


def climbed(best: Numbers, free: Sequence[int], judged: Callable[[Numbers], tuple[float, float]]) -> tuple[float, Numbers, float]:
    """From where one begins, one weight at a time is moved while that is better: what it is worth, the weights, the bound."""
    value, least = judged(best)
    for step in STEPS:
        moved = True
        while moved:
            moved = False
            for i in free:
                for change in (step, -step):
                    tried = best.copy()
                    tried[i] += change
                    its, bound = judged(tried) if (tried[i] <= 0 if NAMES[i] in AGAINST else tried[i] >= 0) else (-1.0, 0.0)
                    if its > value + 1e-6:
                        best, value, least, moved = tried, its, bound, True
    return value, best, least


def as_toml(name: str, weights: Weights) -> str:
    """A table of weights."""
    lines = [f"{sign} = {weight:.4f}" for sign, weight in zip(NAMES, weights.of, strict=True)]
    return "\n".join([f"[{name}]", f"bias = {weights.bias:.4f}", *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
