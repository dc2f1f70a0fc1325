"""What messages want, as learned: the shipped weights fit the shipped examples, and masked words lose what is particular."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.questions.intents import BUCKETS, features, load_intents, mask

_EXAMPLES = Path(__file__).parent.parent / "bot" / "data" / "intents.tsv"


def _rows() -> list[tuple[str, bool, str]]:
    lines = (line.split("\t") for line in _EXAMPLES.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [(intent, follows == "1", words) for intent, follows, words in lines]


def test_the_weights_are_those_of_the_examples() -> None:
    """The shipped weights know every intent of the shipped examples and name nearly each of them, as only they can."""
    intents, rows = load_intents(), _rows()
    assert len(rows) > 1500
    assert set(intents.names) == {intent for intent, *_ in rows}
    right = 0
    for intent, follows, words in rows:
        likely = intents.of(words, follows)
        right += max(likely, key=lambda n: likely[n]) == intent
    assert right / len(rows) > 0.97


def test_the_likelihoods_are_a_distribution() -> None:
    """Every intent has a likelihood, and all of them together are one."""
    likely = load_intents().of("Ｕ负责哪些", False)
    assert set(likely) == set(load_intents().names)
    assert np.isclose(sum(likely.values()), 1.0)


@pytest.mark.parametrize("follows", [False, True])
def test_features_are_buckets_once_each(follows: bool) -> None:
    """The same words give the same buckets, each once and within bounds; whether something was said before matters."""
    found = list(features("Ｕ负责哪些", follows))
    assert found == sorted(set(found))
    assert all(0 <= n < BUCKETS for n in found)
    assert found != list(features("Ｕ负责哪些", not follows))


def test_what_is_particular_is_masked() -> None:
    """Units, districts, times, names and numbers leave only their kind."""
    words = "水务局2025年在乌达区的火点有3处？"
    at = words.index("2025年")
    assert mask(words, ["水务局", "乌达区"], ["乌达区"], [(at, at + 5)], ["火点"]) == "ＵＴ在Ｄ的Ｐ有Ｎ处，"
