"""Of what a milestone speaks: said where its clause leaves it out, in the plan's own words."""

from __future__ import annotations

import pytest

from bot.ledger.items import Item, items
from bot.ledger.subjects import subject_of
from bot.ledger.text import called
from bot.reminders.text import said
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan


@pytest.fixture(scope="module")
def stones(plan: Plan) -> list[Item]:
    """Every milestone of the real plan that belongs to a measure."""
    return [i for i in items(plan, first_ids(plan, 1), {}, is_workday) if i.measure]


def _one(stones: list[Item], number: int, words: str) -> Item:
    return next(i for i in stones if i.problem.number == number and words in i.quote)


@pytest.mark.parametrize(
    ("number", "words", "subject"),
    [(24, "争取2025年12月底前开工建设", "与石嘴山市对接推进黄公铁路至石嘴山市惠农区铁路项目"),
     (24, "争取2025年6月底前开工建设", "大力推动低碳产业园铁路专用线项目前期工作"),
     (6, "2025年12月底，完成治理并验收", "完成雀尔沟历史遗留矿山治理设计编制工作并启动实施"),
     (8, "2024年底前完成整改", "市能源局严格监管五虎山井田南部采空治理项目实施"),
     (15, "2026年12月底前，取得阶段性治理成效", "老石旦煤矿一、二号采空区治理项目验收完毕后"),
     (22, "取得阶段性治理成效", "加快推进五虎山井田南部采空区、华银二矿煤矿火点治理工作"),
     (2, "完成非煤矿山整合区整合工作", "分批分区域有序推动矿权整合工作"),
     (11, "海南区完成实验区内鑫泽工贸公司生产设施及建筑整治工作", "")],
)  # fmt: skip
def test_the_subject_is_of_the_sentence_else_of_the_measure(stones: list[Item], number: int, words: str, subject: str) -> None:
    """Its first clause that tells something; none where the milestone itself tells."""
    assert subject_of(_one(stones, number, words)) == subject


def test_every_subject_is_the_plans(stones: list[Item]) -> None:
    """Nothing is put together."""
    for item in stones:
        assert subject_of(item) in item.problem.title.text + "\n" + "\n".join(m.passage.text for m in item.problem.measures)


def test_no_two_milestones_of_a_problem_read_alike(stones: list[Item]) -> None:
    """In a digest each can be told from the others."""
    lines = [said(i) for i in stones]
    assert len(lines) == len(set(lines))


def test_a_milestone_is_called_by_its_words(stones: list[Item]) -> None:
    """In a notice it is more than 整改措施1."""
    assert called(_one(stones, 24, "争取2025年6月底前开工建设")) == "问题（二十四）· 整改措施1“争取2025年6月底前开工建设”"
