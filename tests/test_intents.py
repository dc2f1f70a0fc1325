"""What messages want, as learned: the shipped weights fit the shipped examples, and masked words lose what is particular."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from bot.questions import capacities
from bot.questions.capacities import MARK
from bot.questions.intents import BUCKETS, features, load_intents, mask
from bot.questions.net import FIRST, HEADS, UNKNOWN, load_net

_EXAMPLES = Path(__file__).parent.parent / "bot" / "data" / "intents.tsv"


def _rows() -> list[tuple[str, bool, str]]:
    lines = (line.split("\t") for line in _EXAMPLES.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [(intent, follows == "1", words) for intent, follows, words in lines]


def test_the_weights_are_those_of_the_examples() -> None:
    """The shipped weights know every intent of the shipped examples and name nearly each of them, as only they can."""
    intents, rows = load_intents(), _rows()
    assert len(rows) > 1500
    assert set(intents.names) == {intent for intent, *_ in rows}
    right, rows = 0, rows[::10]
    for intent, follows, words in rows:
        likely = intents.of(words, follows)
        right += max(likely, key=lambda n: likely[n]) == intent
    assert right / len(rows) > 0.93


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


@pytest.mark.parametrize("name", ["intents", "capacities"])
@pytest.mark.parametrize("words", ["", "哪", "Ｕ负责哪些", "Ｕ牵头又有Ｘ的", "没有学过的字：㐀㐁", "长" * 3000])
def test_the_net_is_the_one_that_was_learned(name: str, words: str) -> None:
    """Its signs by numpy are those of the convolutions that torch learned, of words however short, long or strange, with their places."""
    net, of = load_net(name), max(0, words.find(MARK))
    numbers = torch.tensor([[FIRST, *(net.characters.get(c, UNKNOWN) for c in words)]])
    vectors = torch.nn.functional.embedding(numbers, torch.from_numpy(net.vectors))
    if net.places is not None:
        reach = len(net.places) // 2
        away = (torch.arange(numbers.shape[1]) - of - 1).clamp(-reach, reach) + reach
        vectors = vectors + torch.from_numpy(net.places)[away]
    said = torch.nn.functional.pad(vectors, (0, 0, 0, 1)).transpose(1, 2)
    expected = []
    for weights, bias in net.patterns:
        kernel = torch.from_numpy(weights).permute(2, 1, 0)
        found = torch.nn.functional.conv1d(said, kernel, torch.from_numpy(bias), padding=len(weights) - 1)
        expected.append(torch.relu(found).amax(2)[0])
    assert np.allclose(net.signs(words, False, of), torch.cat(expected).numpy(), atol=1e-4)
    assert {*net.heads} == {*(HEADS if name == "intents" else capacities.HEADS)}
    for head in net.heads:
        assert len(net.scores(head, net.signs(words, True, of))) == len(net.heads[head][0])


def test_what_is_particular_is_masked() -> None:
    """Units, districts, times, names and numbers leave only their kind."""
    words = "水务局2025年在乌达区的火点有3处？"
    at = words.index("2025年")
    assert mask(words, ["水务局", "乌达区"], ["乌达区"], [(at, at + 5)], ["火点"]) == "ＵＴ在Ｄ的Ｐ有Ｎ处，"
