"""Plain ways of asking, in turns: what is still ahead, whose it is, what is taken out, the last of a list, what is to be reached by then."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.answering import converse
from bot.answers.desk import Desk
from bot.answers.refusal import Reason
from bot.answers.text import answer_text
from bot.ledger.agenda import Agenda
from bot.questions.query import Kind, Social
from bot.workdays import is_workday
from corpus.identity import first_ids

TODAY = date(2026, 12, 1)


def _agenda(desk: Desk) -> Agenda:
    return Agenda.of(desk.plan, first_ids(desk.plan, 1), {}, {}, TODAY, is_workday)


@pytest.mark.parametrize(
    ("turns", "problems"),
    [
        (("能源局手上还有没到期的吗",), (15, 27)),
        (("住建局手上还有没到期的吗",), ()),
        (("工信局的有哪些", "牵头的是哪些"), (12,)),
        (("交通局的", "26年的", "不管哪年，都要"), (21, 24, 25)),
        (("交通局的有哪些", "哪些超期了", "没超期的那个几月交账"), (25,)),
        (("大气方面的列一下", "长期坚持的去掉", "再把交通局牵头的也去了"), (21, 23, 26, 27)),
        (("长期坚持那类不算，2026年以后到期的",), (15,)),
        (("长期坚持的不算，哪条最晚到期",), (15,)),
        (("能源局的", "哪几个要到27年"), (15,)),
        (("哪几项只列了两条措施",), (3, 10, 13, 14, 15, 29, 30)),
        (("市商务有几个",), (29,)),
        (("咱们这个方案里有几项归公安管",), (20, 29)),
        (("水务局除了取用水还管哪些",), (16, 17)),
        (("住建局这边，打听个事", "我们有几项"), (18, 21, 30)),
        (("嗯水雾局负责几项",), (5, 9, 10, 16, 17)),
        (("发该委有几条",), (12, 13)),
        (("教育局有份不",), ()),
        (("公安局有份没",), (20, 29)),
        (("工信局牵头的带配合的一共几个",), (3, 12, 13, 24, 25)),
        (("水务局自己牵头自己又验收的",), (17,)),
        (("发改委有几条", "能源局也沾边的是哪个"), (12,)),
        (("能源局牵头几个", "长期抓的是哪俩"), (20, 22)),
        (("能源局牵头哪个", "还配合了哪些"), (8, 12, 15)),
        (("水务局的有哪些", "他们自己单独验收的呢"), (5, 9, 10, 16)),
        (("能源局有什么任务", "有哪些已经逾期了"), (2, 8, 12)),
        (("水务局管几条", "除了黄河水那个呢"), (5, 10, 16, 17)),
        (("2026年到期的有哪些", "这里头和生态环境局有关的"), (27, 28)),
        (("教育局有没有要它验收的",), ()),
        (("我是水务局的", "我们那条谁验收"), (5, 9, 10, 16, 17)),
        (("我是水务局的", "我们那条谁验收", "第二个谁验收"), (9,)),
        (("2025年年内到期的一共几个",), (6, 7, 13, 16, 17, 18, 23, 24)),
    ],
)
def test_the_set_is_the_one_that_is_meant(desk: Desk, turns: tuple[str, ...], problems: tuple[int, ...]) -> None:
    """The last turn tells these problems and no others."""
    assert converse(turns, desk, TODAY, _agenda(desk)).problems == problems


@pytest.mark.parametrize(
    ("turns", "number", "words"),
    [
        (("2026年12月到期的有哪些", "最后一条谁验收"), 28, "市生态环境局"),
        (("我是商务局的", "我们那条谁验收"), 29, "市市场监督管理局"),
        (("我公用事业中心的", "咱这条到几月"), 18, "2025年9月底"),
        (("我是国资委的", "我们有啥任务", "这个我们跟谁一块弄"), 25, "市交通运输局"),
        (("洗选24年底要干到哪一步",), 27, "9个综合性煤炭产业园项目开工"),
        (("洗选24年底要干到哪一步", "25年底呢"), 27, "各区分别建成一处综合性煤炭产业园"),
        (("第27项谁牵头", "25年底要干到哪一步"), 27, "各区分别建成一处综合性煤炭产业园"),
        (("粉煤灰的项目能不能往中央预算内报",), 13, "中央预算内投资"),
    ],
)
def test_the_fact_is_of_the_one_that_is_pointed_at(whole_desk: Desk, turns: tuple[str, ...], number: int, words: str) -> None:
    """The last turn is answered of that problem, with these words of the plan."""
    found = converse(turns, whole_desk, TODAY, _agenda(whole_desk))
    assert found.problems[:1] == (number,)
    assert words in answer_text(found, whole_desk.plan)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("隔壁新城市的矿山谁负责", Reason.PLACE),
        ("隔壁市的方案第3条是啥", Reason.PLACE),
        ("矿区扬尘昨天测出来多少", Reason.NOW),
        ("报废车那条联系人电话给一个", Reason.TYPE),
    ],
)
def test_what_no_plan_tells_is_refused(whole_desk: Desk, words: str, reason: Reason) -> None:
    """A town next door, a reading and whom to call are refused, each with its own reason."""
    refused = converse((words,), whole_desk, TODAY, _agenda(whole_desk)).refusal
    assert refused is not None
    assert refused.reason is reason


def test_a_picture_in_words_asks_nothing(desk: Desk) -> None:
    """收到[抱拳] is what it is without the picture; what stands in brackets besides is kept."""
    found = converse(("水务局几项", "收到[抱拳]"), desk, TODAY, _agenda(desk))
    assert (found.kind, found.question.social) == (Kind.SMALLTALK, Social.ACKNOWLEDGED)
    assert desk.understand("[水务局]的任务", TODAY).filter.terms[0].words == "水务局"
