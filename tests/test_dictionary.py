"""jieba's general dictionary in parts: what is cut with them is cut as with the whole."""

from __future__ import annotations

import logging

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Plan
from index import lexical
from index.dictionary import TOTAL, Dictionary
from index.lexical import Lexicon

WHOLE = jieba.Tokenizer()


@pytest.fixture(scope="module", autouse=True)
def _read() -> None:
    """jieba with its dictionary read as it reads it itself."""
    jieba.setLogLevel(logging.WARNING)
    WHOLE.initialize()


def test_the_total_is_that_of_the_dictionary() -> None:
    """The constant is the sum that jieba comes to."""
    assert WHOLE.total == TOTAL


def test_the_plan_is_cut_as_with_the_whole_dictionary(plan: Plan) -> None:
    """Every line of the plan falls into the words that jieba itself finds."""
    lexicon = Lexicon()
    assert [x for x in plan.text.splitlines() if lexicon.cut(x) != list(WHOLE.cut(x, HMM=False))] == []


@given(text=st.text(alphabet=st.one_of(st.characters(), st.sampled_from("乌海市焦化企业超低排放改造治理T恤B超c++ 、，"))))
def test_any_text_is_cut_as_with_the_whole_dictionary(text: str) -> None:
    """Rare, foreign and astral characters change nothing."""
    assert Lexicon().cut(text) == list(WHOLE.cut(text, HMM=False))


def test_added_words_weigh_what_they_weigh_in_the_whole_dictionary() -> None:
    """A word that was added stands beside the general ones that begin with the same character, before and after it is met."""
    words = ("万腾钢铁", "市工信局", "生态环境保护督察", "环境保护")
    whole, lexicon = jieba.Tokenizer(), Lexicon(words)
    whole.FREQ, whole.total, whole.initialized = WHOLE.FREQ.copy(), WHOLE.total, True
    for word in words:
        whole.add_word(word, 20_000)
    for text in ("市工信局今年督促万腾钢铁", "生态环境保护督察组", "万一市场环境保护不力，生态环境保护", "万腾钢铁公司"):
        assert lexicon.cut(text) == list(whole.cut(text, HMM=False))


def test_a_dictionary_is_read_by_how_words_begin() -> None:
    """Words are found by their first characters wherever they stand, the last line's too; a space behind is the word itself."""
    dictionary = Dictionary.of("焦化厂 3 n\n矿区 5 n\n矿 7 n\n焦炭 2 n\n焦化 4 n\n焦山 9 ns\n𠀀𠀁 1 x".encode())
    assert dict(dictionary.beginning_with("焦化")) == {"焦化": 4, "焦化厂": 3}
    assert dict(dictionary.beginning_with("矿 ")) == {"矿": 7}
    assert dict(dictionary.beginning_with("𠀀𠀁")) == {"𠀀𠀁": 1}
    assert [*dictionary.beginning_with("焦 "), *dictionary.beginning_with("无"), *dictionary.beginning_with("矿厂")] == []
    assert [w for w in ("焦山", "焦炭", "焦", "山") if dictionary.is_name(w)] == ["焦山"]


@pytest.mark.parametrize("most", [50_000, 3])
def test_what_is_cut_again_is_cut_as_before(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beginnings that were met, or are forgotten as too many, change no later text."""
    monkeypatch.setattr(lexical, "_MOST_LEARNT", most)
    lexicon = Lexicon(["万腾钢铁"])
    texts = ["万腾钢铁厂", "万一", "钢铁是这样炼成的", "万腾钢铁是万一"] * 2
    assert [lexicon.cut(text) for text in texts] == [Lexicon(["万腾钢铁"]).cut(text) for text in texts]
