"""Numerals: Chinese and Arabic writing to int and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numbers import to_chinese, to_int


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("１２", 12),
        (" 7 ", 7),
        ("零", 0),
        ("一", 1),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("一百", 100),
        ("一百零三", 103),
        ("一百一十", 110),
        ("九百九十九", 999),
        ("一千零一", 1001),
        ("二〇二五", 2025),
        ("二○二六", 2026),
        ("①", 1),
        ("⑳", 20),
    ],
)
def test_a_numeral_has_its_value(text: str, number: int) -> None:
    """What plans write as a number is read as that number, blanks around it aside."""
    assert to_int(text) == number


@pytest.mark.parametrize("text", ["", "  ", "廿", "十十", "十二三", "1.5", "-1", "²", "甲", "㉑", "十百"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    """Anything else is None, never a guess."""
    assert to_int(text) is None


@given(st.integers(0, 2000))
def test_chinese_writing_reads_back(number: int) -> None:
    """to_int undoes to_chinese, also beyond the numbers that labels are written with."""
    assert to_int(to_chinese(number)) == number


@given(st.text(max_size=20) | st.text("零〇○一二三四五六七八九十百千两0１", max_size=12))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """No text raises, and a value is never negative."""
    value = to_int(text)
    assert value is None or value >= 0
