"""Homophones of the plan's terms are put right, everything else stays as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questions.homophones import Homophones
from corpus.model import Plan
from index.lexical import Lexicon

TERMS = ("水务局", "能源局", "验收", "编制", "超低排放", "生态环境局")


@pytest.fixture(scope="session")
def homophones(plan: Plan) -> Homophones:
    """A few terms of the real plan."""
    return Homophones.of(TERMS, plan.text, Lexicon())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("水无局负责哪些", "水务局负责哪些"),
        ("能原局牵头几项", "能源局牵头几项"),
        ("清废谁验受", "清废谁验收"),
    ],
)
def test_a_homophone_that_is_no_word_is_put_right(homophones: Homophones, typed: str, meant: str) -> None:
    """What sounds like a term and is no word itself becomes the term."""
    assert homophones.correct(typed) == meant


@pytest.mark.parametrize("typed", ["水务局负责哪些", "便知道了", "这事咋处理", "第23项", "abc 焦化", ""])
def test_what_is_right_or_unknown_stays(homophones: Homophones, typed: str) -> None:
    """Words, words of asking, numbers and Latin stay as they are."""
    assert homophones.correct(typed) == typed


def test_terms_that_sound_alike_are_left_alone() -> None:
    """Of two terms with one sound neither is sure, so nothing is put right."""
    assert Homophones.of(("治理", "智力"), "", Lexicon()).correct("制理") == "制理"


@given(st.text(max_size=40))
def test_any_text_keeps_its_length(homophones: Homophones, text: str) -> None:
    """Whatever is typed, characters are replaced one for one."""
    assert len(homophones.correct(text)) == len(text)
