"""Measures: one numbered item each, whatever the numbering."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.grammar.measures import parse_measures
from corpus.model import Passage, Span


def _measures(text: str, list_style: str = "paren_cn") -> list[tuple[str, str]]:
    measures, *_ = parse_measures(Passage(text, Span(0, len(text))), list_style)
    return [(m.ordinal, m.passage.text) for m in measures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("1. 甲。\n2. 乙。", [("1", "甲。"), ("2", "乙。")]),
        ("1．甲。\n2．乙。", [("1", "甲。"), ("2", "乙。")]),
        ("1、甲。\n\n2、乙。", [("1", "甲。"), ("2", "乙。")]),
        ("（1）甲。\n（2）乙。", [("1", "甲。"), ("2", "乙。")]),
        ("①甲。\n②乙。", [("1", "甲。"), ("2", "乙。")]),
        ("（一）甲。\n（二）乙。", [("1", "甲。"), ("2", "乙。")]),
        ("一是甲；\n二是乙。", [("1", "甲；"), ("2", "乙。")]),
        ("一是甲；二是乙。", [("1", "甲；"), ("2", "乙。")]),
        ("1.甲。2.乙。3.丙。", [("1", "甲。"), ("2", "乙。"), ("3", "丙。")]),
        ("①甲；②乙", [("1", "甲；"), ("2", "乙")]),
        ("1.建成管网1.5公里。2.完成验收。", [("1", "建成管网1.5公里。"), ("2", "完成验收。")]),
        ("1.2025年底前完成。\n2.5座电站改造。", [("1", "2025年底前完成。"), ("2", "5座电站改造。")]),
        ("1.甲。\n续段。\n2.乙。", [("1", "甲。\n续段。"), ("2", "乙。")]),
        ("1.甲：\n（1）子项一。\n（2）子项二。\n2.乙。", [("1", "甲：\n（1）子项一。\n（2）子项二。"), ("2", "乙。")]),
        ("1.甲。一是子项；二是子项。\n2.乙。", [("1", "甲。一是子项；二是子项。"), ("2", "乙。")]),
        ("甲。\n乙。", [("1", "甲。"), ("2", "乙。")]),
        ("只有一段。", [("1", "只有一段。")]),
    ],
)
def test_a_field_is_cut_into_its_measures(text: str, expected: list[tuple[str, str]]) -> None:
    """Numbers of one style begin measures, sub-items stay inside, unnumbered paragraphs count from one."""
    assert _measures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("1.甲。\n（二）提升行业装备水平，严格落实各项文件要求。", ["1", "2"], "（二）"),
        ("1.甲。\n3.丙。", ["1", "3"], "由1跳到3"),
        ("先说一句。\n1.甲。\n2.乙。", ["1", "2", "3"], "未编号"),
    ],
    ids=["label of the problems", "gap", "words before"],
)
def test_an_odd_numbering_is_kept_and_said(text: str, expected: list[str], said: str) -> None:
    """A misnumbered list loses no words, gives no ordinal twice and is reported."""
    measures, _, anomalies = parse_measures(Passage(text, Span(0, len(text))), "paren_cn")
    assert sorted(m.ordinal for m in measures) == expected
    assert any(said in words for words in anomalies)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("②拆除锅炉房\n②清运煤场", ["2", "3"]),
        ("2.拆除锅炉房\n2.清运煤场\n3.复绿", ["2", "3", "4"]),
        ("（2）拆除锅炉房\n（2）清运煤场\n（2）复绿", ["2", "3", "4"]),
        ("3.拆除锅炉房\n3.清运煤场\n4.复绿", ["2", "3", "4"]),
        ("先行摸底排查\n2、拆除锅炉房\n2、清运煤场", ["1", "2", "3"]),
    ],
)
def test_a_number_that_is_taken_is_given_to_no_second(text: str, expected: list[str]) -> None:
    """What repeats a number, also the first one of a list that begins in the middle, gets the next that is free."""
    measures, *_ = parse_measures(Passage(text, Span(0, len(text))), "paren_cn")
    assert sorted(m.ordinal for m in measures) == expected


@settings(max_examples=200)
@given(
    st.text(max_size=80) | st.text("1234一二三四（）().．、①②③是；。\n 甲乙", max_size=50),
    st.sampled_from(["paren_cn", "arabic_dot", ""]),
)
def test_any_field_gives_measures_in_its_own_words(text: str, style: str) -> None:
    """No field raises; ordinals are distinct, and each measure quotes the field from left to right."""
    measures, *_ = parse_measures(Passage(text, Span(3, 3 + len(text))), style)
    assert len({m.ordinal for m in measures}) == len(measures)
    at = 0
    for measure in measures:
        start, end = (x - 3 for x in measure.passage.span)
        assert at <= start <= end <= len(text)
        assert text[start:end] == measure.passage.text
        at = end
