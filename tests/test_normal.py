"""Spellings of a question: width, script, invisible signs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.spelling import LONGEST_QUESTION, checked_question, normalise
from corpus.errors import RectifyError

_SPELLINGS = {
    "traditional": ("誰負責焦化超低排放", "谁负责焦化超低排放"),
    "full width digits and brackets": ("問題（２３）", "问题(23)"),
    "full width letters": ("ＧＢ１６１７１", "gb16171"),
    "upper case": ("PM2.5", "pm2.5"),
    "zero width in a word": ("焦\u200b化\ufeff产\u2060能", "焦化产能"),
    "bidirectional marks": ("\u202e焦化\u202c", "焦化"),
    "variation selector": ("你好\ufe0f", "你好"),
    "ideographic space between words": ("谁　负责", "谁负责"),
    "spaces between Han only": ("谁 负责 PM 2.5", "谁负责 pm 2.5"),
    "line breaks": ("谁\r\n负责\t焦化", "谁负责焦化"),
    "control characters": ("焦\x00化\x07", "焦化"),
    "lone surrogates": ("焦\ud800化\udfff", "焦化"),
    "private use": ("焦\ue000化", "焦化"),
    "combining accent": ("cafe\u0301", "café"),
    "compatibility ideograph": ("\uf9e4由", "理由"),
    "enclosed number": ("㉓", "23"),
    "emoji stay": ("👍焦化", "👍焦化"),
    "nothing": ("", ""),
    "blanks only": (" \u3000\u200b\n", ""),
}


@pytest.mark.parametrize(("typed", "meant"), _SPELLINGS.values(), ids=_SPELLINGS)
def test_spellings_become_one(typed: str, meant: str) -> None:
    """However a question is typed, it is understood in one spelling."""
    assert normalise(typed) == meant


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_normalised(text: str) -> None:
    """Any text, lone surrogates included, gives one that can be stored, without invisible signs or double blanks."""
    result = normalise(text)
    assert result.encode("utf-8").decode("utf-8") == result
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in result)
    assert result == result.strip()
    assert "  " not in result


@given(st.text(alphabet="焦化誰负责 ABC１２３？，\u200b", max_size=20))
def test_what_is_normal_stays_so(text: str) -> None:
    """Normalising twice is normalising once."""
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200d\ufeff", "\x00\x01", "\ud800", "\n\t\u3000"])
def test_an_invisible_question_is_refused(text: str) -> None:
    """A question without a visible character is refused as empty."""
    with pytest.raises(RectifyError, match=r"^问题是空的，请输入要问的内容。$"):
        checked_question(text)


def test_a_long_question_is_refused_with_its_length() -> None:
    """The longest question is let through as it is, one character more is refused and counted."""
    longest = "焦" * LONGEST_QUESTION
    assert checked_question(longest) == longest
    with pytest.raises(RectifyError, match=r"^问题太长（501字），请用500字以内说明。$"):
        checked_question(longest + "化")
