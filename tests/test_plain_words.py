"""Plain words in reply to what the bot sent: taken as what they are, never answered with a clause."""

from __future__ import annotations

import pytest
from chat_fixtures import Square

from bot.engine.acting.plain import Meant, meant
from bot.engine.words import PLAIN
from bot.ledger.words import CONFIRM
from bot.ledger.workflow import Action, State

NAMES = ("海南区", "乌达区", "海勃湾区", "自然资源局")


@pytest.mark.parametrize(
    ("words", "means"),
    [
        *((w, Meant.ACKNOWLEDGED) for w in ("收到", "收到。", "已阅", "收到，马上办", "好的收到", "知悉")),
        *(
            (w, Meant.AGREED)
            for w in ("同意", "同意验收", "同意延期", "验收通过", "只批到3月底", "批准到2026年3月底", "可以延到9月底")
        ),
        *((w, Meant.REFUSED) for w in ("不同意", "不批", "不同意延期，任务已明确", "驳回", "不通过，缺监测报告")),
        *((w, Meant.OBJECTED) for w in ("这项不是我们的", "不归我们管", "这个不该我们负责", "跟我们没关系", "不属于我局职责")),
        *((w, Meant.REPORTED) for w in ("我们已经整治完了", "我局已全部完成整改")),
        *((w, None) for w in ("这项谁负责", "是不是我们的？", "什么时候到期", "第7项验收单位")),
    ],
)
def test_what_is_meant(words: str, means: Meant | None) -> None:
    """However it is put; a question is none of them."""
    assert meant(words) is means


def test_agreeing_asks_to_press(square: Square) -> None:
    """同意验收 under the notice shows what will be entered; 不同意 with a reason shows what will be given back."""
    for name in NAMES:
        square.reports(name)
    server, chat, zhao = square.bot.server, square.chats["自然资源局"], square.others["自然资源局"]
    notice = server.wait_for(lambda s: "请验收" in s.text, chat=chat)
    shown = server.ask(chat, zhao, "不同意，缺验收表", reply_to=notice)
    assert shown.text.startswith("将退回：")
    assert "原因：不同意，缺验收表" in shown.text
    square.pressed(square.waits(shown), "取消", zhao)
    shown = server.ask(chat, zhao, "同意验收", reply_to=notice)
    assert shown.text.startswith("将登记：市自然资源局对问题（七）验收通过")
    assert square.standing("1-7") is State.REPORTED
    square.pressed(square.waits(shown), "确认", zhao)
    assert square.standing("1-7") is State.ACCEPTED


def test_another_day_is_granted_in_words(square: Square) -> None:
    """只批到… under an application shows that day; milestones of the old day follow if that is pressed."""
    bot, server = square.bot, square.bot.server
    user, chat = square.people["乌达区"], square.chats["乌达区"]
    prompt = square.asked(square.card("乌达区"), "申请延期", user)
    since = server.mark()
    server.say(chat, user, "延期至2025年12月底，因汛期停工", reply_to=prompt)
    square.confirmed(chat, user, since)
    asked = server.wait_for(lambda s: "申请把问题（七）" in s.text, chat=bot.admin)
    assert [b.text for b in asked.flat()][:3] == ["批准延期", "另定时限", "不批准"]
    shown = server.ask(bot.admin, bot.admin, "只批到2025年9月底", reply_to=asked)
    assert shown.text.startswith("将批准：问题（七）的时限由2025年6月30日延期至2025年9月30日")
    assert "另有1个节点也在2025年6月30日及以后到期" in shown.text
    done = square.pressed(square.waits(shown), CONFIRM.along, bot.admin)
    assert "问题（七）已批准延期至2025年9月30日。" in done.text
    stones = [e for e in bot.in_loop(lambda: bot.ledger.events.all()) if e.action is Action.GRANT]
    assert [(e.item == "1-7", str(e.day)) for e in stones] == [(True, "2025-09-30"), (False, "2025-09-30")]
    told = server.wait_for(lambda s: "已批准延期至2025年9月30日" in s.text, chat=chat)
    assert len([s for s in server.sent(chat) if "已批准延期" in s.text]) == 1
    assert "延期至2025年9月30日（方案时限2025年6月30日）" in square.pressed(told, "问题（七）", user).text


def test_an_application_is_refused_with_a_reason(square: Square) -> None:
    """Discarded replies are no reason; the party is told why."""
    bot, server = square.bot, square.bot.server
    user, chat = square.people["乌达区"], square.chats["乌达区"]
    prompt = square.asked(square.card("乌达区"), "申请延期", user)
    early = server.ask(chat, user, "延期至2025年3月底，等设备", reply_to=prompt)
    assert "不晚于现在的时限（2025年6月30日）" in early.text
    since = server.mark()
    server.say(chat, user, "延期至2025年12月底，因汛期停工", reply_to=square.waits(early))
    assert "原因：延期至2025年12月底，因汛期停工" in square.shown("乌达区", since).text
    square.confirmed(chat, user, since)
    asked = server.wait_for(lambda s: "申请把问题（七）" in s.text, chat=bot.admin)
    prompt = square.asked(asked, "不批准", bot.admin)
    shown = server.ask(bot.admin, bot.admin, "汛期已在方案中考虑", reply_to=prompt)
    assert shown.text.startswith("将不批准乌达区委、乌达区政府对问题（七）的延期申请，时限仍为2025年6月30日")
    square.pressed(square.waits(shown), "确认", bot.admin)
    told = server.wait_for(lambda s: "未获批准" in s.text, chat=chat)
    assert "汛期已在方案中考虑" in told.text


def test_an_objection_goes_to_the_office(square: Square) -> None:
    """The office reads whose words they are and about what; the ledger stays as it is."""
    bot, server = square.bot, square.bot.server
    chat, user = square.chats["海勃湾区"], square.people["海勃湾区"]
    told = server.ask(chat, user, "这项不是我们的，是乌达区的", reply_to=square.card("海勃湾区"))
    assert told.text == PLAIN.objected
    letter = server.wait_for(lambda s: "不是本单位的任务" in s.text, chat=bot.admin)
    assert letter.text.startswith(
        "海勃湾区认为问题（七）不是本单位的任务，请督办办公室核定。\n这项不是我们的，是乌达区的\n海勃湾区王工 "
    )
    assert [b.text for b in letter.flat()] == ["问题（七）"]
    assert square.actions("1-7") == []


def test_work_that_is_done_is_led_to_its_report(square: Square) -> None:
    """Said in reply to a card it is no report yet; 收到 there is left alone."""
    server, chat, user = square.bot.server, square.chats["海南区"], square.people["海南区"]
    card = square.card("海南区")
    told = server.ask(chat, user, "我们已经全部整治完了", reply_to=card)
    assert (told.text, [b.text for b in told.flat()]) == (PLAIN.report.format(item="问题（七）"), ["报完成", "报进展"])
    since = server.mark()
    server.say(chat, user, "收到", reply_to=card)
    assert server.ask(chat, user, "/progress").text
    assert len(server.sent(chat, since=since)) == 1
    assert square.actions("1-7") == []
