"""What people file in a group's chat: its own part, progress, taking back, whose words and evidence count, and what is shown before."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from chat_fixtures import Square
from telegram_server import error

from bot.engine.acting.actions import Actions
from bot.engine.acting.filing import Filing
from bot.engine.words import CASE
from bot.ledger.standing import part_of
from bot.ledger.words import ASKS, CONFIRM, RIGHTS
from bot.ledger.workflow import Action, Actor, Event, Evidence, State
from bot.messages import plain
from bot.telegram.words import TELEGRAM


def _part(square: Square, party: str) -> State:
    return part_of(square.bot.in_loop(lambda: square.bot.ledger.events.standing("1-7")), party).state


def test_each_group_reports_its_own_part(square: Square) -> None:
    """One district's report leaves the others' reminders alone; the lead's group is told what is lacking; the last completes it."""
    server = square.bot.server
    since = server.mark()
    done = square.reports("海南区")
    assert done.text.startswith("问题（七）：海南区的部分已报完成，还在等市自然资源局、海勃湾区、乌达区。")
    assert (square.standing("1-7"), _part(square, "海南区"), _part(square, "乌达区")) == (State.OPEN, State.REPORTED, State.OPEN)
    assert "报完成" not in [b.text for b in square.card("海南区").flat()]
    assert "报完成" in [b.text for b in square.card("乌达区").flat()]
    assert "　海南区：已报完成（2025年6月10日）" in square.card("自然资源局").text
    square.reports("乌达区")
    square.reports("海勃湾区")
    assert not [s for s in server.sent(square.chats["自然资源局"], since=since) if "请验收" in s.text]
    assert "等待市自然资源局验收" in square.reports("自然资源局").text
    assert square.standing("1-7") is State.REPORTED


def test_what_will_be_entered_is_shown_and_can_be_left(square: Square) -> None:
    """Nothing is entered before 确认; 取消 ends it, and whatever is said to it afterwards is no report."""
    server, chat, user = square.bot.server, square.chats["海南区"], square.people["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.photo(chat, user, caption="3处排土场已整治", reply_to=prompt)
    shown = square.shown("海南区", since)
    assert shown.text.split("\n") == [
        "将登记：海南区报问题（七）已完成",
        "排土场违法占地问题整改不彻底",
        "完成情况：3处排土场已整治",
        "佐证：照片1张",
        "之后还要等：市自然资源局、海勃湾区、乌达区",
        CONFIRM.ask,
    ]
    assert [b.text for b in shown.flat()] == ["确认", "取消"]
    assert square.pressed(shown, "取消", user).text == ASKS.cancelled
    assert server.ask(chat, user, "还是要报", reply_to=prompt).text == CASE.expired
    assert square.press(shown, "v1:l:y::0", user, forged=True) == CASE.expired
    assert square.actions("1-7") == []


@pytest.mark.parametrize("words", ["发错了", "算了，不报了", "取消", "撤回"])
def test_words_that_are_no_report_never_enter(square: Square, words: str) -> None:
    """Before it is filed they end it; afterwards they are answered with the way to take it back."""
    server, chat, user = square.bot.server, square.chats["海南区"], square.people["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    assert server.ask(chat, user, words, reply_to=prompt).text == ASKS.cancelled
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.photo(chat, user, caption="已整治", reply_to=prompt)
    square.confirmed(chat, user, since)
    told = server.ask(chat, user, words, reply_to=prompt)
    assert (told.text, [b.text for b in told.flat()]) == (ASKS.filed, ["撤回"])
    assert square.actions("1-7") == [Action.REPORT]
    assert square.event().note == "已整治"


def test_a_party_withdraws_until_it_is_accepted(square: Square) -> None:
    """撤回 is confirmed and is an entry; the report stays in the history, and can be made anew."""
    square.reports("海南区", "已整治2处")
    done = square.decided(square.card("海南区"), "撤回", square.others["海南区"])
    assert done.text.startswith("问题（七）：海南区的报告已撤回。")
    assert (_part(square, "海南区"), square.actions("1-7")) == (State.OPEN, [Action.REPORT, Action.WITHDRAW])
    square.reports("海南区", "3处全部整治")
    history = square.pressed(square.card("海南区"), "办理记录", square.people["海南区"]).text
    assert [w in history for w in ("已整治2处", "撤回", "3处全部整治")] == [True] * 3


def test_progress_completes_nothing(square: Square) -> None:
    """By command with its words, or by a button that asks for them; shown in the card."""
    server, chat, user = square.bot.server, square.chats["乌达区"], square.people["乌达区"]
    shown = server.ask(chat, user, "/progress 7 已清理8处")
    assert shown.text.startswith("将登记：乌达区问题（七）的进展（不算报完成）")
    assert square.pressed(square.waits(shown), "确认", user).text.startswith("问题（七）的进展已登记。")
    prompt = square.asked(square.card("乌达区"), "报进展", user)
    since = server.mark()
    server.say(chat, user, "已清理12处，还剩3处", reply_to=prompt)
    assert "　乌达区：整改中，进展（2025年6月10日）：已清理12处，还剩3处" in square.confirmed(chat, user, since).text
    assert square.actions("1-7") == [Action.PROGRESS] * 2
    assert _part(square, "乌达区") is State.OPEN
    assert server.ask(chat, user, "/progress").text == CASE.progress_what
    assert server.ask(chat, user, "/progress 99 完成").text.startswith("方案中没有“99”")


def test_only_who_was_asked_answers(square: Square) -> None:
    """Somebody else's reply, photo, 确认 or 取消 is refused with one sentence and changes nothing."""
    server, chat, user, other = square.bot.server, square.chats["海南区"], square.people["海南区"], square.others["海南区"]
    refused = ASKS.whose.format(who=user.first_name)
    prompt = square.asked(square.card("海南区"), "报完成", user)
    assert server.ask(chat, other, "我们也完成了", reply_to=prompt).text == refused
    assert server.ask(chat, other, "取消", reply_to=prompt).text == refused
    since = server.mark()
    server.photo(chat, user, caption="已整治", reply_to=prompt)
    shown = square.shown("海南区", since)
    assert square.press(shown, "确认", other) == refused
    assert square.press(shown, "取消", other) == refused
    square.pressed(shown, "确认", user)
    assert (square.event().who, square.event().note, len(square.event().evidence)) == (user.first_name, "已整治", 1)


def test_a_made_up_button_reports_nothing(square: Square) -> None:
    """确认 made up under the question, before evidence came, or under any other message."""
    chat, user = square.chats["海南区"], square.people["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    assert square.press(prompt, "v1:l:y::0", user, forged=True) == CASE.expired
    lack = square.bot.server.ask(chat, user, "已完成", reply_to=prompt)
    assert square.press(square.waits(lack), "v1:l:y::0", user, forged=True) == CASE.expired
    assert square.press(square.card("海南区"), "v1:l:y::0", user, forged=True) == CASE.expired
    assert square.actions("1-7") == []


def test_a_file_sent_a_moment_later_is_part_of_it(square: Square) -> None:
    """Without a reply: added to what is shown; after it was filed, offered to be added; of somebody else, left alone."""
    server, chat, user = square.bot.server, square.chats["海南区"], square.people["海南区"]
    with server.changed:
        server.privacy = False
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.photo(chat, user, caption="已整治", reply_to=prompt)
    square.shown("海南区", since)
    server.upload(chat, user, "验收表.pdf", b"%PDF")
    assert "佐证：照片1张、文件1个（验收表.pdf）" in square.shown("海南区", since, "验收表").text
    server.upload(chat, square.others["海南区"], "菜单.pdf", b"%PDF")
    square.confirmed(chat, user, server.mark() - 1)
    since = server.mark()
    server.upload(chat, user, "监测报告.pdf", b"%PDF")
    shown = square.shown("海南区", since)
    assert shown.text.startswith("将补充到海南区问题（七）的报告")
    square.pressed(shown, "确认", user)
    assert [e.name for e in square.event().evidence] == ["监测报告.pdf"]
    assert square.actions("1-7") == [Action.REPORT, Action.SUPPLEMENT]
    assert not [s for s in server.sent(chat) if "菜单" in s.text]


def test_an_album_after_the_report_is_one_supplement(square: Square) -> None:
    """Three photos in reply to what was filed are counted as three, once."""
    server, chat, user = square.bot.server, square.chats["海南区"], square.people["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.photo(chat, user, caption="已整治", reply_to=prompt)
    square.confirmed(chat, user, since)
    since = server.mark()
    for _ in range(3):
        server.photo(chat, user, album="Z", reply_to=prompt)
    server.wait_for(lambda s: "照片3张" in s.text, chat=chat, since=since)
    square.confirmed(chat, user, since)
    assert [len(square.event(n=n).evidence) for n in (0, 1)] == [1, 3]


def test_the_office_takes_back_with_a_reason(square: Square) -> None:
    """撤销登记 asks why, shows what it takes back, is an entry, and is told to those whom it touches."""
    bot, server = square.bot, square.bot.server
    square.reports("海南区")
    card = square.pressed(server.ask(bot.admin, bot.admin, "/problem 7"), "撤销登记", bot.admin)
    since = server.mark()
    server.say(bot.admin, bot.admin, "照片不是本区的", reply_to=square.waits(card))
    shown = server.wait_for(lambda s: "确认吗？" in s.text, chat=bot.admin, since=since)
    assert shown.text.startswith("将撤销问题（七）的第1条登记")
    assert "原因：照片不是本区的" in shown.text
    assert square.pressed(square.waits(shown), "确认", bot.admin).text.startswith("问题（七）：已撤销第1条。")
    told = server.wait_for(lambda s: "撤销了第1条登记" in s.text, chat=square.chats["海南区"])
    assert "照片不是本区的" in told.text
    assert (_part(square, "海南区"), square.actions("1-7")) == (State.OPEN, [Action.REPORT, Action.UNDO])


def test_a_return_names_the_party_and_offers_what_is_allowed(square: Square) -> None:
    """Only the named party's part is open again; past the day there is no 申请延期."""
    server = square.bot.server
    for name in ("海南区", "乌达区", "海勃湾区", "自然资源局"):
        square.reports(name)
    square.clock[0] = square.clock[0].replace(month=7)
    zhao, chat = square.others["自然资源局"], square.chats["自然资源局"]
    prompt = square.asked(square.card("自然资源局", who=zhao), "退回", zhao)
    since = server.mark()
    server.say(chat, zhao, "乌达区缺监测报告", reply_to=prompt)
    assert square.shown("自然资源局", since).text.startswith("将退回：乌达区的问题（七）")
    square.confirmed(chat, zhao, since)
    told = server.wait_for(lambda s: "退回" in s.text, chat=square.chats["乌达区"])
    assert told.text.startswith("问题（七）（乌达区）被市自然资源局退回，请继续整改。")
    assert "乌达区缺监测报告" in told.text
    assert "申请延期" not in [b.text for b in told.flat()]
    assert "报完成" in [b.text for b in told.flat()]
    assert [_part(square, n) for n in ("海南区", "乌达区")] == [State.REPORTED, State.OPEN]
    assert not [s for s in server.sent(square.chats["海南区"]) if "被市自然资源局退回" in s.text]


def test_who_reported_does_not_accept(square: Square) -> None:
    """市自然资源局 reports and accepts problem 7: two of its people do so."""
    for name in ("海南区", "乌达区", "海勃湾区", "自然资源局"):
        square.reports(name)
    card = square.card("自然资源局")
    assert "验收通过" not in [b.text for b in card.flat()]
    turn = square.bot.in_loop(lambda: square.bot.ledger.events.standing("1-7")).turn
    assert square.press(card, f"v1:l:a:1-7:{turn}", square.people["自然资源局"], forged=True) == RIGHTS.own_report
    assert square.standing("1-7") is State.REPORTED
    assert (
        "验收通过，等待销号"
        in square.decided(
            square.card("自然资源局", who=square.others["自然资源局"]), "验收通过", square.others["自然资源局"]
        ).text
    )


def test_all_that_waits_is_accepted_and_closed_at_once(square: Square) -> None:
    """One button and one confirmation that lists them, for acceptance in the unit's group and for closing in the office."""
    bot, server = square.bot, square.bot.server
    square.reports("自然资源局", item="/problem 7.1")
    for name in ("海南区", "乌达区", "海勃湾区", "自然资源局"):
        square.reports(name)
    zhao = square.others["自然资源局"]
    tasks = server.ask(square.chats["自然资源局"], zhao, "/mine")
    shown = square.pressed(tasks, "全部验收通过（2项）", zhao)
    assert shown.text.split("\n")[0] == "将登记：市自然资源局对2项验收通过"
    assert "· 问题（七）排土场违法占地问题整改不彻底" in shown.text
    done = square.pressed(square.waits(shown), "确认", zhao)
    assert done.text == "验收通过2项：问题（七）、问题（七）· 整改措施1。"
    assert square.standing("1-7") is State.ACCEPTED
    server.wait_for_many(2, lambda s: "公示后请销号" in s.text, chat=bot.admin)  # before what the office is answered
    shown = server.ask(bot.admin, bot.admin, "/close")
    assert shown.text.split("\n")[0] == "将销号：问题（七）"
    assert square.pressed(square.waits(shown), "确认", bot.admin).text.startswith("问题（七）已销号。")
    assert square.standing("1-7") is State.CLOSED


def test_evidence_is_shown_as_far_as_it_can_be(square: Square) -> None:
    """One photo that cannot be sent any more is named; how many were left out is said; all of it comes as one file."""
    bot, server = square.bot, square.bot.server
    photos = [server.photo(square.chats["海南区"], bot.admin, f"photo {n}".encode())["photo"][-1]["file_id"] for n in range(12)]
    evidence = tuple(Evidence("photo", id_) for id_ in photos)
    report = Event(
        "1-7", Action.REPORT, square.clock[0], "王工", ("海南区政府",), parts=("海南区",), part=State.REPORTED, evidence=evidence
    )
    bot.in_loop(lambda: bot.ledger.events.add(report))
    card = server.ask(bot.admin, bot.admin, "/problem 7")
    server.fail("sendPhoto", error(400, "Bad Request: wrong file identifier/HTTP URL specified"))
    since = server.mark()
    square.press(card, "看佐证", bot.admin)
    told = server.wait_for(lambda s: "无法再发" in s.text, chat=bot.admin, since=since)
    assert told.text == "有1件已无法再发：照片1。\n已发前10件，还有2件，请按“打包佐证”取全部。"
    assert len(server.sent(bot.admin, method="sendPhoto", since=since)) == 9
    square.press(card, "打包佐证", bot.admin)
    sent = server.wait_for(chat=bot.admin, since=since, method="sendDocument")
    file_id = (server.message(sent) or {})["document"]["file_id"]
    packed = zipfile.ZipFile(io.BytesIO(server.files[file_id].data))
    assert [packed.read(name) for name in packed.namelist()] == [f"photo {n}".encode() for n in range(12)]


def test_whose_the_evidence_is_stands_below_it(square: Square) -> None:
    """Of several parties, in the order in which it is shown; of one its card says it."""
    bot, server = square.bot, square.bot.server
    square.reports("海南区", "3处全部整治")
    since = server.mark()
    square.press(server.ask(bot.admin, bot.admin, "/problem 7"), "看佐证", bot.admin)
    server.wait_for(chat=bot.admin, since=since, method="sendPhoto")
    square.reports("乌达区", "5处全部整治")
    assert not [s for s in server.sent(bot.admin, since=since) if "依次" in s.text]
    square.press(server.ask(bot.admin, bot.admin, "/problem 7"), "看佐证", bot.admin)
    told = server.wait_for(lambda s: "依次" in s.text, chat=bot.admin, since=since)
    assert told.text == "以上依次是：海南区照片1张；乌达区照片1张。"


def test_a_problems_evidence_holds_its_milestones(square: Square) -> None:
    """What was shown of a milestone alone is packed for its problem, and for itself; nothing is offered where nothing was shown."""
    bot, server = square.bot, square.bot.server
    assert "打包佐证" not in [b.text for b in server.ask(bot.admin, bot.admin, "/problem 7").flat()]
    photo = server.photo(square.chats["海南区"], bot.admin, b"stone")["photo"][-1]["file_id"]
    report = Event(
        "1-7.1", Action.REPORT, square.clock[0], "王工", ("海南区政府",), parts=("海南区",), part=State.REPORTED,
        evidence=(Evidence("photo", photo),)
    )  # fmt: skip
    stone = next(e.item.id for e in bot.service.workspace.agenda().entries if e.item.task == "1-7" and not e.item.whole)
    bot.in_loop(lambda: bot.ledger.events.add(replace(report, item=stone)))
    card, since = server.ask(bot.admin, bot.admin, "/problem 7"), server.mark()
    assert "看佐证" not in [b.text for b in card.flat()]
    square.press(card, "打包佐证", bot.admin)
    sent = server.wait_for(chat=bot.admin, since=since, method="sendDocument")
    assert sent.file
    packed = zipfile.ZipFile(io.BytesIO(sent.file.data))
    assert [packed.read(name) for name in packed.namelist()] == [b"stone"]


def test_the_rules_still_decide_at_the_confirmation(square: Square) -> None:
    """What somebody else did meanwhile is said instead of being done twice."""
    server = square.bot.server
    user, other, chat = square.people["海南区"], square.others["海南区"], square.chats["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.photo(chat, user, caption="已整治", reply_to=prompt)
    shown = square.shown("海南区", since)
    second = square.asked(square.card("海南区", who=other), "报完成", other)
    since = server.mark()
    server.photo(chat, other, caption="都整治了", reply_to=second)
    square.confirmed(chat, other, since)
    assert square.press(shown, "确认", user) == RIGHTS.part_reported.format(parties="市自然资源局、海勃湾区、乌达区")
    assert square.actions("1-7") == [Action.REPORT]


@pytest.mark.parametrize(
    ("failure", "words", "kept"),
    [
        (sqlite3.OperationalError("database or disk is full"), TELEGRAM.unwritten, 1),
        (RuntimeError("nobody foresaw this"), TELEGRAM.not_filed, 0),
    ],
)
def test_what_fails_while_a_report_is_filed_is_said(
    square: Square, monkeypatch: pytest.MonkeyPatch, failure: Exception, words: str, kept: int
) -> None:
    """In the group; nothing is entered by halves, what was gathered is there for another try, and a full disk loses no update."""
    server, chat, user = square.bot.server, square.chats["海南区"], square.people["海南区"]
    prompt = square.asked(square.card("海南区"), "报完成", user)
    since = server.mark()
    server.photo(chat, user, caption="已整治", reply_to=prompt)
    shown = square.shown("海南区", since)

    def fail(*_: object) -> None:
        raise failure

    with monkeypatch.context() as broken:
        broken.setattr(square.bot.ledger.forms, "put", fail)
        since = server.mark()
        assert square.press(shown, "确认", user) == words
        assert server.wait_for(chat=chat, since=since).text == words
        assert square.actions("1-7") == []
    server.wait_until(lambda: len(square.bot.in_loop(square.bot.inbox.left)[0]) == kept, what="the update that is kept")
    assert "已报完成" in square.pressed(shown, "确认", user).text
    assert square.actions("1-7") == [Action.REPORT]


def test_the_same_update_handled_again_says_what_was_done(square: Square) -> None:
    """After a crash between the entry and its answer: the same words, and no second entry."""
    square.reports("海南区")
    event = square.event()
    assert event.source.startswith("telegram:")
    bot, user = square.bot, square.people["海南区"]
    actor = Actor(user.first_name, ("海南区委", "海南区政府"), user.id, square.chats["海南区"].id, source=event.source)
    workspace = bot.service.workspace

    def again() -> list[str]:
        actions = Actions(bot.config, bot.ledger, workspace)
        filing = Filing(actions, bot.ledger, bot.config.now)
        (form,) = bot.ledger.forms.lately(actor.chat_id or 0, user.id, timedelta(hours=1))
        entry = workspace.agenda().entry("1-7")
        assert entry
        assert form.shown
        confirmed = filing.confirm(workspace.agenda(), form.shown, actor)
        done = actions.perform(Action.REPORT, entry, actor, note="已全部整治")
        return [plain(confirmed.paragraphs).split("\n")[0], done.words]

    assert bot.in_loop(again) == ["问题（七）：海南区的部分已报完成，还在等市自然资源局、海勃湾区、乌达区。"] * 2
    assert square.actions("1-7") == [Action.REPORT]
