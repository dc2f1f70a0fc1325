"""A question for a set is heard among what is said around it; a word that may limit the set is not passed over."""

from __future__ import annotations

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.ledger.agenda import Agenda
from bot.questions.asides import limiting, without_asides
from bot.questions.query import Act
from bot.workdays import is_workday
from corpus.identity import first_ids

_PLAINLY = {
    "水务局验收的有几项": [
        "水务局验收的有几项，书记催着要",
        "分管副市长要开碰头会，水务局验收的有几项",
        "水务局当验收单位的数一数",
        "水务局充当验收单位的数一数，好写材料",
    ],
    "市公安局负责的有哪些": [
        "公安局老周问他们摊上几条",
        "公安机关总共担着几项，逐项念",
        "我是公安局办公室的，刚接手，我们负责的条目请挑出来",
        "我刚调到公安局，啥也不懂，公安局负责的有哪些",
    ],
    "自然资源局和能源局都负责的有哪些": [
        "自然资源局、能源局一块出现在责任单位里的",
        "请比对：自然资源局跟能源局同时出现在责任单位里的问题",
    ],
    "2025年12月底到期的有哪些": [
        "2025年年底（12月底）为限的，我要填一张表，麻烦给编号",
        "明天上会要用，2025年12月底到期的有哪些",
    ],
    "到下个月底还有几项": ["今天是{today}，到下个月底截止的还剩几个，市长要开调度会"],
    "已逾期的有几项": ["按今天算，超过期限的一共几项，等着上会"],
    "还没到期的有哪些，不含长期坚持": ["长期坚持的除外，眼下时限还没到的有几项", "抛开长期坚持的，还没到期限的理一份"],
    "时限写立行立改的有哪些": ["时限里头带立行立改四个字的有几个，都是啥"],
}
_SAID = [(plain, said) for plain, all_said in _PLAINLY.items() for said in all_said]


@pytest.mark.parametrize(("plain", "said"), _SAID, ids=[said for _, said in _SAID])
def test_what_is_said_around_a_set_changes_nothing(desk: Desk, plain: str, said: str) -> None:
    """The same problems as without who wants to know and what for."""
    wanted = converse([plain], desk, TODAY)
    found = converse([said.format(today=f"{TODAY.month}月{TODAY.day}号")], desk, TODAY)
    assert (found.problems, found.question.act in (Act.LIST, Act.COUNT)) == (wanted.problems, True)
    assert wanted.problems


_ITS_OWN = [
    "焦化企业，海南区负责的有哪些",
    "不归水务局管的，能源局牵头的有哪些",
    "充电桩，今年到期的有哪些",
    "水务局负责的，什么时候到期",
]


@pytest.mark.parametrize("text", _ITS_OWN)
def test_a_clause_that_may_limit_stays(desk: Desk, text: str) -> None:
    """A thing, a denial or a question is no aside."""
    assert without_asides(text, desk.names, TODAY, desk.mentions) is None


def test_words_that_limit(desk: Desk) -> None:
    """Things, names, denials and what the plan does in some problems; not verbs that it lacks, nor words of grammar."""
    assert limiting("高尔夫球场、拆解、没有", desk.mentions) == ["高尔夫球场", "拆解", "没有"]
    assert limiting("同时挑出来，逐项念，充当单位，老周问", desk.mentions) == []


_LATER = {
    "市交通运输局没逾期的有哪些": ["市交通运输局负责的", "扣掉逾期的还剩哪些"],
    "海南区单独点名的有哪些": ["写各区的不算，责任单位单写海南区的", "行，数一数然后念给我听"],
    "逾期的里面能源局验收的有哪些": ["今天算有多少条超期", "这里头归能源局验收的"],
}


@pytest.mark.parametrize(("plain", "turns"), _LATER.items(), ids=list(_LATER))
def test_a_set_goes_on(desk: Desk, plain: str, turns: list[str]) -> None:
    """What is taken away from a set, or asked within it, leaves the others."""
    assert converse(turns, desk, TODAY).problems == converse([plain], desk, TODAY).problems != ()


def test_nobody_is_closed_after_who_is_late(desk: Desk) -> None:
    """已经销号的都有谁, where nothing was entered, is none, and not those that were shown before."""
    agenda = Agenda.of(desk.plan, first_ids(desk.plan, 1), {}, {}, TODAY, is_workday)
    found = converse(["逾期的有多少个", "那已经销号的都有谁"], desk, TODAY, agenda)
    assert (found.problems, found.refused) == ((), False)


def test_counted_things_are_no_problems(desk: Desk) -> None:
    """几家 and 哪个月 after a unit's name ask a clause."""
    acts = [desk.understand(t, TODAY).act for t in ("公安落下多少家", "水务局哪个月前得走一遍")]
    assert acts == [Act.FIELD, Act.FIELD]
