"""Learn what messages want: `bot/data/intents.tsv` (intent, whether something was said before, masked words) → `bot/data/intents.npz`.

usage: learn.py [--held FILE.tsv]   FILE.tsv, of the same form, is judged and not learnt from
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.questions.intents import BUCKETS, SETS, features
from bot.questions.learning import Example, examples_in

DATA = Path(__file__).resolve().parent.parent / "bot" / "data"


def read_rows(path: Path) -> list[Example]:
    """The examples of a file, comments left out."""
    return list(examples_in(path.read_text("utf-8")))


def as_matrix(rows: Sequence[Example]) -> csr_matrix:
    """A row a message, its features weighted to length one."""
    found = [list(features(words, follows)) for _, follows, words in rows]
    ends = np.cumsum([0, *(len(f) for f in found)])
    values = np.concatenate([np.full(len(f), 1 / np.sqrt(len(f))) for f in found])
    return csr_matrix((values, np.concatenate(found), ends), shape=(len(rows), BUCKETS))


def learnt(rows: Sequence[Example]) -> LogisticRegression:
    """The regression; the same rows always give the same weights."""
    return LogisticRegression(C=20, max_iter=400).fit(as_matrix(rows), [intent for intent, *_ in rows])


def main(argv: Sequence[str] | None = None) -> int:
    """Learn and write the weights, or judge what is held back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=Path, metavar="FILE", help="judge these examples instead of writing")
    arguments = parser.parse_args(argv)
    rows = read_rows(DATA / "intents.tsv")
    model = learnt(rows)
    if arguments.held:
        held = read_rows(arguments.held)
        likely = model.predict(as_matrix(held))
        right = np.mean([a == intent for a, (intent, *_) in zip(likely, held, strict=True)])
        sets = np.mean([(a in SETS) == (intent in SETS) for a, (intent, *_) in zip(likely, held, strict=True)])
        print(f"{len(held)} held: intent right {right:.3f}, set or not right {sets:.3f}")
        return 0
    weights, seen = model.coef_.T.astype(np.float16), np.asarray(as_matrix(rows).power(2).sum(axis=0)).ravel()
    names, bias = np.array(model.classes_), model.intercept_.astype(np.float32)
    np.savez_compressed(DATA / "intents.npz", names=names, weights=weights, bias=bias, seen=seen.astype(np.float16))
    print(f"{len(rows)} examples, {len(model.classes_)} intents")
    return 0


if __name__ == "__main__":
    sys.exit(main())
