"""Words of Chinese text: the plan's own dictionary, stop words and pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Plan
from index.lexical import STOPWORDS, Lexicon, lexicon_of, pairs


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """A lexicon with two names that jieba does not know."""
    return Lexicon(["市工信局", "万腾钢铁"])


def test_own_words_are_not_cut(lexicon: Lexicon) -> None:
    """A word that was added is one word, also where jieba alone would cut across its end."""
    assert lexicon.words("市工信局今年督促万腾钢铁") == ["市工信局", "今年", "督促", "万腾钢铁"]


def test_own_words_do_not_leak(lexicon: Lexicon) -> None:
    """Another lexicon, made before or after, does not know the words of this one."""
    assert "市工信局" in lexicon.words("市工信局今年")
    assert "市工信局" not in Lexicon().words("市工信局今年")
    Lexicon(["今年督促"])
    assert "今年督促" not in lexicon.words("市工信局今年督促")


def test_the_general_dictionary_is_known(lexicon: Lexicon) -> None:
    """Ordinary words need no adding."""
    assert Lexicon().words("生态环境保护") == lexicon.words("生态环境保护") != list("生态环境保护")


WORDS = {
    "stop words": ("这是什么的呢", []),
    "letters and digits": ("PM2.5超标12.5%", ["pm2.5", "超标", "12.5%"]),
    "signs": ('"()*^:-，。？！', []),
    "nothing": ("", []),
    "lone surrogate and NUL": ("\ud800\x00", []),
}


@pytest.mark.parametrize(("text", "expected"), WORDS.values(), ids=WORDS)
def test_words(lexicon: Lexicon, text: str, expected: list[str]) -> None:
    """Stop words and signs are no words; figures with their unit are one."""
    assert lexicon.words(text) == expected


@given(text=st.text())
def test_tokens_are_words_and_pairs(lexicon: Lexicon, text: str) -> None:
    """Every token is a pair, or a word of the text that is neither a stop word nor a single character."""
    own = pairs(text)
    for token in lexicon.tokens(text):
        assert token.startswith("_") or (token in text.lower() and token not in STOPWORDS)
        assert not set(token) & set('"*()^: \0')
    assert set(own) <= set(lexicon.tokens(text))


def test_pairs_do_not_cross_signs() -> None:
    """Pairs are of neighbouring Han characters only and never equal a word."""
    assert list(pairs("焦化厂，改2造")) == ["_焦化", "_化厂"]


def test_a_plan_gives_its_names(plan: Plan) -> None:
    """Units, districts and quoted names of the plan are words of its lexicon."""
    lexicon = lexicon_of(plan)
    names = {d.unit for p in plan.problems for d in (*p.responsible, *p.acceptance)} | set(plan.districts)
    pure = [n for n in names if all("一" <= c <= "鿿" for c in n)]
    assert len(pure) > 20
    assert [n for n in pure if lexicon.words(n) != [n]] == []
