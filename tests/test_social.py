"""Messages that are no questions, and those that put an answer right."""

from __future__ import annotations

import pytest
from bot_fixtures import TODAY

from bot.answers.desk import Desk
from bot.questions.query import Act, Social
from bot.questions.social import corrected

_SAID = {
    Social.ACKNOWLEDGED: [
        "好的，马上落实",
        "收到，我们尽快整改",
        "明白，一定按时完成",
        "收到",
        "好的，谢谢领导",
        "知道了",
        "👌收到",
        "OK",
        "辛苦了",
        "不用了",
        "明白",
    ],
    Social.AGREED: ["同意", "不同意延期", "准予延期", "我局无意见"],
    Social.WRITING: ["帮我写篇发言稿", "起草一份整改汇报", "做个PPT", "给我们拟个通知吧"],
    Social.OPINION: ["你觉得能按期完成吗", "明年会不会再来督察", "来得及吗"],
    Social.REPORTED: [
        "报告领导：第3项完成80%",
        "已督促企业落实整改，照片已发群里",
        "我们局负责的已经全部完成整改",
        "采空区已经回填完毕",
        "我们区的排查都完成了",
    ],
    Social.COMPLAINED: ["天天冒黑烟没人管", "臭死了管都不管", "这是糊弄老百姓"],
    Social.IDENTIFIED: ["我是海勃湾区的", "我们是市水务局", "这里是乌达区政府办"],
    Social.MORE: ["还有吗", "继续", "下一页", "还有别的吗？"],
    Social.REMIND: ["提醒我27项", "到期前通知我一声", "记得提醒我"],
    Social.PARTED: ["再见吧", "那先这样，拜拜", "晚安啦"],
    Social.HOW: [
        "这项能不能延期",
        "怎么申请延期",
        "延期找谁批",
        "在哪里报进展",
        "如何填报完成情况",
        "第8项能延到明年吗",
        "能再宽限两个月不",
        "时限能不能往后推",
    ],
    Social.FORWARDED: [
        "请各单位对照清单抓好落实，于本周五前报送进展情况。",
        "【通知】明天上午九点在三楼会议室召开整改推进会，不得请假",
        "各区、各有关部门：现将整改材料格式发给你们，请遵照执行",
    ],
    Social.SCOLDED: ["什么破玩意", "答非所问啊", "你这个智障"],
    Social.HELLO: ["你好", "您好啊", "早上好"],
    Social.HELP: ["帮助", "怎么用", "？？？"],
}
_ASKED = [
    "好的，那第23项谁负责",
    "收到通知的单位有哪些",
    "我们局负责哪些",
    "水务局同意验收了吗",
    "第23项已经完成了吗",
    "谁负责提醒",
    "焦化企业冒黑烟谁管",
    "危险废物监管怎么改",
    "各单位：报进展的时限是哪天",
    "建筑垃圾谁清理",
    "哪些延期了",
    "做个水务局的任务清单",
    "出台哪些文件",
    "写进通知的有几项",
    "审核通过以后材料要存几年",
    "第8项能拖到哪天",
    "管网能延伸到新区吗",
    "哪些能推广",
    "同意销号后几个工作日内备案",
    "咱区的进展每月几日上报",
    "我们海南区城镇水务在二号采坑取水那个",
]
_PUT_RIGHT = [
    ("不是，我想问的是验收", "验收"),
    ("我问的是第9项", "第9项"),
    ("不对，是海南区", "是海南区"),
    ("搞错了，我是问目标", "目标"),
    ("打错了，是14", "14"),
    ("不好意思打错字了，第13项", "第13项"),
    ("错了错了，应该是17项", "17项"),
    ("手滑，我要问的是21", "21"),
    ("按错了，13的", "13"),
    ("不是问验收，我问什么时候动工", "什么时候动工"),
    ("我没问牵头，问的是怎么改", "怎么改"),
    ("不是要目标，要措施", "措施"),
    ("没问题的，有几项", None),
    ("错在哪", None),
    ("不是2025年的", None),
    ("不是水务局牵头的有哪些", None),
    ("第23项谁负责", None),
]


@pytest.mark.parametrize(("social", "words"), [(s, w) for s, all_ in _SAID.items() for w in all_])
def test_what_asks_nothing(desk: Desk, social: Social, words: str) -> None:
    """Thanks, reports, decisions, complaints and the like are taken as what they are."""
    question = desk.understand(words, TODAY)
    assert (question.act, question.social) == (Act.SOCIAL, social)


@pytest.mark.parametrize("words", _ASKED)
def test_what_asks_something_all_the_same(desk: Desk, words: str) -> None:
    """A question that holds such words stays a question."""
    assert desk.understand(words, TODAY).act is not Act.SOCIAL


@pytest.mark.parametrize(("words", "instead"), _PUT_RIGHT, ids=[w for w, _ in _PUT_RIGHT])
def test_what_puts_an_answer_right(words: str, instead: str | None) -> None:
    """A message that begins by putting the bot right is what it says instead; a negated time or unit is none."""
    assert corrected(words) == instead


def test_who_somebody_is_names_the_units(desk: Desk) -> None:
    """我是海勃湾区的 names both bodies of the district."""
    terms = desk.understand("我是海勃湾区的", TODAY).filter.terms
    assert [set(t.units) for t in terms] == [{"海勃湾区委", "海勃湾区政府"}]
