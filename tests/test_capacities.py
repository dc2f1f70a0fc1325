"""In which capacity each unit of a message is meant, and what is denied of it: the shipped net, and the terms that are made with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.answers.desk import Desk
from bot.questions.capacities import HEADS, capacity_told, marked
from bot.questions.filters import find_filter
from bot.questions.net import likeliest
from bot.questions.query import Duty

_EXAMPLES = Path(__file__).parent.parent / "scripts" / "data" / "capacities.tsv"
TODAY = date(2026, 12, 1)
ANY, LEAD, MEMBER, ACCEPTS = Duty.ANY, Duty.LEAD, Duty.MEMBER, Duty.ACCEPTS
Meant = tuple[str, Duty, bool, bool]


def test_the_net_knows_what_it_was_learned_from() -> None:
    """Of a part of the examples the shipped net tells nearly every label, as only the one learned from them can."""
    lines = [x.split("\t") for x in _EXAMPLES.read_text("utf-8").splitlines() if not x.startswith("#")]
    told = [(capacity_told(words), dict(t.split("=") for t in labels)) for words, *labels in lines[::20]]
    assert len(told) > 300
    right = [likeliest(found[head]) == label for found, labels in told for head, label in labels.items()]
    assert sum(right) / len(right) > 0.97


def test_what_is_particular_is_taken_out() -> None:
    """The unit asked about is marked; others, districts, times and numbers are only what they are, and far words are left away."""
    words = "2025年甲局牵头、海南区配合的3项"
    assert marked(words, [(5, 7), (10, 13)], 0, ["海南区"], [(0, 5)]) == "ＴＸ牵头，Ｄ配合的Ｎ项"
    assert marked("牵扯甲局的", [(2, 4)], 0, [], []) == "涉及Ｘ的"
    assert len(marked("啊" * 200 + "甲局" + "啊" * 200, [(200, 202)], 0, [], [])) < 60
    assert set(capacity_told("Ｘ牵头的")) == {*HEADS}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("交通局牵头又有工信的", [("交通局", LEAD, False, False), ("工信", ANY, False, False)]),
        ("水务局打头、能源局搭把手的有哪些", [("水务局", LEAD, False, False), ("能源局", MEMBER, False, False)]),
        ("环保局来验、水务局干活的几项", [("环保局", ACCEPTS, False, False), ("水务局", ANY, False, False)]),
        ("商务局没当主力的有哪些", [("商务局", LEAD, True, False)]),
        ("跟公安局不沾边的有几个", [("公安局", ANY, True, False)]),
        ("就水务局一家验收的有哪些", [("水务局", ACCEPTS, False, True)]),
        ("把水务局的问题列一下", [("水务局", ANY, False, False)]),
        ("海南区单独点名的有哪些", [("海南区", ANY, False, False)]),
        ("水务局还没到期的", [("水务局", ANY, False, False)]),
        ("应急局牵涉到几条", [("应急局", ANY, False, False)]),
    ],
)
def test_each_unit_has_its_own_capacity(desk: Desk, words: str, expected: Sequence[Meant]) -> None:
    """What is said of one unit is not said of the other; a state, a list to be made and a name written apart deny nothing."""
    terms = find_filter(words, desk.names, TODAY).terms
    assert [(t.words, t.duty, t.negated, t.sole) for t in terms] == expected


def test_nothing_is_denied_without_a_word_that_denies(desk: Desk) -> None:
    """咱们水务局的几项 has none: whatever the net hears, the set is theirs."""
    for words in ("咱们水务局的几项", "俺们能源局的给我", "咱们公安局那几条", "交通局的呢", "交通局和水务局都有的", "有交通局的"):
        assert not any(t.negated for t in find_filter(words, desk.names, TODAY).terms)
    assert likeliest(capacity_told("咱们Ｘ的几项")["denied"]) == "yes"  # what the word is asked for
