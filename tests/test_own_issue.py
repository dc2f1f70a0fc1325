"""When the plan itself was issued, and under which number."""

from __future__ import annotations

import pytest

from bot.answers.own_issue import issued
from bot.questions.query import NO_QUERY, Query
from corpus.grammar.parse import parse_plan
from corpus.model import Plan

_BODY = "一、大气\n\n（一）扬尘突出。查出扬尘。\n\n责任单位：市能源局\n\n整改时限：2025年6月底\n"
_HEAD = "某市督察整改方案\n\n"


def _asked(words: str) -> Query:
    return NO_QUERY.__class__(words, words, None)


@pytest.fixture
def dated() -> Plan:
    """A plan with a line for its day and one for its number."""
    return parse_plan(f"{_HEAD}某政发〔2025〕12号\n\n2025年3月4日\n\n{_BODY}")


@pytest.mark.parametrize("words", ["方案什么时候印发的", "这个方案哪天发的", "方案印发日期", "哪年哪月下发的方案"])
def test_the_day_is_a_line_of_the_plan(dated: Plan, words: str) -> None:
    """With its words; where there is none it is said not to be written."""
    found = issued(_asked(words), dated)
    assert found
    assert found.citations[0].passage.text == "2025年3月4日"
    unsaid = issued(_asked(words), parse_plan(_HEAD + _BODY))
    assert unsaid
    assert unsaid.refusal
    assert unsaid.refusal.word == "印发时间"


def test_the_number_is_a_line_of_the_plan(dated: Plan) -> None:
    """某政发〔2025〕12号."""
    found = issued(_asked("方案文号是多少"), dated)
    assert found
    assert found.citations[0].passage.text == "某政发〔2025〕12号"


@pytest.mark.parametrize(
    "words", ["煤炭矿权整合方案什么时候印发", "治理方案几月出台", "方案里第3项什么时候发证", "方案什么时候批复"]
)
def test_another_plan_is_not_meant(dated: Plan, words: str) -> None:
    """A plan that this one orders has a step of its own."""
    assert issued(_asked(words), dated) is None
