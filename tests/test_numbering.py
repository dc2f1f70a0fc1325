"""Numbers at the start of a line: style, value and width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numbers import STYLES, read_number


@pytest.mark.parametrize(
    ("line", "style", "value", "rest"),
    [
        ("（一）工业固废", "paren_cn", 1, "工业固废"),
        ("（十二）工业固废", "paren_cn", 12, "工业固废"),
        ("(三) 混用括号", "paren_cn", 3, "混用括号"),
        ("（十)混用括号", "paren_cn", 10, "混用括号"),
        ("（二十三）、带顿号", "paren_cn", 23, "带顿号"),
        ("一、总体要求", "cn_dot", 1, "总体要求"),
        ("十二、附则", "cn_dot", 12, "附则"),
        ("1. 措施", "arabic_dot", 1, "措施"),
        ("1．措施", "arabic_dot", 1, "措施"),
        ("１．全角", "arabic_dot", 1, "全角"),
        ("1、措施", "arabic_dot", 1, "措施"),
        ("10.完成整改", "arabic_dot", 10, "完成整改"),
        ("1.2025年底前完成", "arabic_dot", 1, "2025年底前完成"),
        ("2.5座电站完成改造", "arabic_dot", 2, "5座电站完成改造"),
        ("（1）措施", "paren_arabic", 1, "措施"),
        ("(2)措施", "paren_arabic", 2, "措施"),
        ("3）措施", "paren_arabic", 3, "措施"),
        ("①措施", "circled", 1, "措施"),
        ("⑳措施", "circled", 20, "措施"),
        ("一是加强领导", "firstly", 1, "加强领导"),
        ("问题1：岸线", "issue", 1, "岸线"),
        ("问题（一）：岸线", "issue", 1, "岸线"),
        ("【问题三十】岸线", "issue", 30, "岸线"),
        ("第二十七项：岸线", "nth", 27, "岸线"),
        ("第3条 岸线", "nth", 3, "岸线"),
        ("第一部分 总则", "part", 1, "总则"),
        ("12", "bare", 12, ""),
    ],
)
def test_a_numbered_line_gives_style_value_and_rest(line: str, style: str, value: int, rest: str) -> None:
    """The number is recognised in its style, and the words begin right behind it."""
    number = read_number(line)
    assert number is not None
    assert (number.style, number.value, line[number.width :]) == (style, value, rest)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2024年底前完成",
        "1.7公里岸线",
        "10.5%的企业",
        "3.15万吨",
        "1.5 米",
        "问题突出",
        "一些地方",
        "（牵头）单位",
        "第三方机构",
        "2024",
    ],
)
def test_a_line_without_a_number_gives_none(line: str) -> None:
    """Years, decimals and words that only look like numbers open no item."""
    assert read_number(line) is None


@given(st.text(max_size=40) | st.text("（）()一二十百0１2.．、①第项问题是：【】 3", max_size=12))
def test_the_number_lies_inside_its_line(line: str) -> None:
    """Any line is read without an error; a number found has a known style and lies inside the line."""
    number = read_number(line)
    assert number is None or (number.style in STYLES and 0 < number.width <= len(line) and number.value >= 0)
