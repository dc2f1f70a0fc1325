"""海南区, 乌达区, 市自然资源局 and the office live through problem 7, from the first progress to its closing; what each reads is quoted."""

from __future__ import annotations

from chat_fixtures import Square

from bot.ledger.workflow import State


def test_problem_seven_from_progress_to_closing(square: Square) -> None:
    """Each its own part; a report that was a mistake, an extension, a return, and the office's last word."""
    server, office = square.bot.server, square.bot.admin
    hainan, wuda, land = (square.people[n] for n in ("海南区", "乌达区", "自然资源局"))
    chats = square.chats

    # 10 June: 海南区 tells how far it is, then reports by mistake, and takes that back
    shown = server.ask(chats["海南区"], hainan, "/progress 7 已整治2处，还剩1处")
    assert shown.text.split("\n")[:3] == [
        "将登记：海南区问题（七）的进展（不算报完成）",
        "排土场违法占地问题整改不彻底",
        "进展：已整治2处，还剩1处",
    ]
    assert square.pressed(square.waits(shown), "确认", hainan).text.startswith("问题（七）的进展已登记。")
    prompt = square.asked(square.card("海南区"), "报完成", hainan)
    assert server.ask(chats["海南区"], hainan, "发错了", reply_to=prompt).text == "已取消，没有登记。"
    assert square.reports("海南区", "3处全部整治").text.split("\n")[0] == (
        "问题（七）：海南区的部分已报完成，还在等市自然资源局、海勃湾区、乌达区。"
    )
    taken = square.decided(square.card("海南区"), "撤回", hainan)
    assert taken.text.split("\n")[0] == "问题（七）：海南区的报告已撤回。"

    # 乌达区 asks for more time; the office gives less
    prompt = square.asked(square.card("乌达区"), "申请延期", wuda)
    since = server.mark()
    server.say(chats["乌达区"], wuda, "延期至2025年12月底，因汛期停工", reply_to=prompt)
    square.confirmed(chats["乌达区"], wuda, since)
    asked = server.wait_for(lambda s: "申请把" in s.text, chat=office)
    assert asked.text.split("\n")[0] == "乌达区委、乌达区政府申请把问题（七）的时限由2025年6月30日延期至2025年12月31日。"
    shown = square.waits(server.ask(office, office, "只批到2025年9月底", reply_to=asked))
    assert shown.text.split("\n")[0] == "将批准：问题（七）的时限由2025年6月30日延期至2025年9月30日"
    square.pressed(shown, "确认，节点一并延期", office)
    told = server.wait_for(lambda s: "已批准延期" in s.text, chat=chats["乌达区"])
    assert told.text.split("\n")[0] == "问题（七）的时限已批准延期至2025年9月30日。"

    # September: everybody reports; the last report asks 市自然资源局 to accept
    square.clock[0] = square.clock[0].replace(month=9, day=15)
    square.reports("海南区", "3处全部整治，已复绿")
    square.reports("乌达区", "5处全部整治")
    square.reports("海勃湾区", "1处全部整治")
    assert not [s for s in server.sent(chats["自然资源局"]) if "请验收" in s.text]
    assert square.reports("自然资源局", "执法机制已建立").text.split("\n")[0] == "问题（七）已报完成，等待市自然资源局验收。"
    notice = server.wait_for(lambda s: "请验收" in s.text, chat=chats["自然资源局"])
    assert [b.text for b in notice.flat()] == ["验收通过", "退回", "看佐证", "问题（七）"]
    assert square.press(notice, "验收通过", land) == "报完成的人不能自己验收，请由同单位的其他人验收。"

    # another person there returns 乌达区's part alone
    li = square.others["自然资源局"]
    prompt = square.asked(notice, "退回", li)
    since = server.mark()
    server.say(chats["自然资源局"], li, "乌达区2号排土场没有复绿", reply_to=prompt)
    square.confirmed(chats["自然资源局"], li, since)
    back = server.wait_for(lambda s: "退回" in s.text, chat=chats["乌达区"])
    assert back.text.split("\n")[0] == "问题（七）（乌达区）被市自然资源局退回，请继续整改。"
    assert "乌达区2号排土场没有复绿" in back.text
    since = server.mark()
    square.reports("乌达区", "2号排土场已复绿")
    notice = server.wait_for(lambda s: "请验收" in s.text, chat=chats["自然资源局"], since=since)
    shown = square.waits(server.ask(chats["自然资源局"], li, "同意验收", reply_to=notice))
    assert "· 乌达区：2号排土场已复绿；照片1张" in shown.text
    done = square.pressed(shown, "确认", li)
    assert done.text.split("\n")[0] == "问题（七）验收通过，等待销号。"
    assert (
        server.wait_for(lambda s: "已通过" in s.text, chat=chats["海南区"]).text.split("\n")[0]
        == "问题（七）已通过市自然资源局验收。"
    )

    # the office closes it
    to_close = server.wait_for(lambda s: "请销号" in s.text, chat=office)
    closed = square.decided(to_close, "销号", office)
    assert closed.text.split("\n")[0] == "问题（七）已销号。"
    for name in ("海南区", "乌达区", "自然资源局"):
        assert server.wait_for(lambda s: "已销号" in s.text, chat=chats[name]).text.split("\n")[0] == "问题（七）已销号。"
    assert square.standing("1-7") is State.CLOSED
    history = square.pressed(server.ask(office, office, "/problem 7"), "办理记录", office).text
    deeds = ["报进展", "报完成", "撤回", "申请延期", "批准延期", "退回", "验收通过", "销号"]
    assert [d for d in deeds if d not in history] == []
