"""A plan's own word for 整改 in its labels is known by what it stands beside, and no other word is taken for it."""

import pytest

from corpus.grammar.parse import parse_plan
from corpus.text.themes import own_kinds, own_names


@pytest.mark.parametrize(
    ("names", "title", "expected"),
    [
        (["责任单位", "攻坚目标", "攻坚时限", "攻坚情况"], "", ["攻坚目标", "攻坚时限", "攻坚情况"]),
        (["责任单位", "完成时限", "攻坚措施"], "某县攻坚方案", ["攻坚措施"]),
        (["责任单位", "完成时限", "保障措施"], "某县攻坚方案", []),
        (["整改措施", "整改目标", "保障措施", "保障目标"], "", []),
        (["责任单位", "整改时限", "验收时限", "验收情况"], "", []),
        (["整改目标", "处置时限", "处置措施"], "", ["处置时限", "处置措施"]),
        (["整治单位", "督导单位"], "某县整治方案", []),
    ],
)
def test_which_labels_have_the_plan_s_own_word(names: list[str], title: str, expected: list[str]) -> None:
    """Two kinds of field under one word, or one under the title's, where no known label is of that kind."""
    assert list(own_names(names, title)) == expected


def test_a_header_with_the_plan_s_own_word() -> None:
    """The columns of a table are told so, too, and what is unknown stays so."""
    kinds = own_kinds(["序号", "处置目标", "处置措施", "处置费用"])
    assert kinds == ["ordinal", "goal", "measures", None]


def test_the_words_of_the_plan_stay_as_they_are() -> None:
    """Only the label is read as 整改; what the fields say is the plan's own."""
    text = "某县提升方案\n1.甲。\n责任单位：县局\n提升目标：提升目标明确。\n提升时限：2025年9月底前\n提升措施：完成提升措施。"
    problem = parse_plan(text).problems[0]
    assert [problem.goal.text, problem.measures[0].passage.text] == ["提升目标明确。", "完成提升措施。"]
