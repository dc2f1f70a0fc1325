"""A problem worked on in chats, from its report to its closing, through a real client and the test server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from chat_fixtures import Chatting
from telegram import Chat as TelegramChat
from telegram import Message as TelegramMessage
from telegram_fixtures import NIGHT, running
from telegram_server import Chat, Sent, User

from bot.engine.engine import Engine
from bot.engine.words import CASE, OFFICE
from bot.ledger.words import ASKS, CONFIRM
from bot.ledger.workflow import Action, Event, State
from bot.telegram.actors import Casebook
from bot.telegram.words import TELEGRAM


@dataclass
class Town(Chatting):
    """A running bot with the groups of some units and their people."""

    energy: Chat
    housing: Chat
    environment: Chat
    wang: User
    zhao: User


@pytest.fixture
def town(data_dir: Path, tmp_path: Path) -> Iterator[Town]:
    """Three units with a group each; the environment bureau accepts 问题（二十三）, which it is responsible for with the districts."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as bot:
        server = bot.server
        wang, zhao = server.add_user("王工", "wang"), server.add_user("赵工", "zhao")
        chats = [
            server.add_chat("supergroup", f"{n}群", [bot.admin, u])
            for n, u in (("海南区", wang), ("住建局", wang), ("环境局", zhao))
        ]
        for chat, units in zip(chats, (["海南区委", "海南区政府"], ["市住房和城乡建设局"], ["市生态环境局"]), strict=True):
            bot.in_loop(lambda c=chat, u=units: bot.ledger.chats.bind(c.id, None, c.title, u, bot.admin.id))
        others = ("市生态环境局", "海勃湾区", "乌达区")  # have reported their parts, so that 海南区's completes the problem
        entered = Event("1-23", Action.SET, NIGHT, "李主任", ("市生态环境局",), parts=others, part=State.REPORTED)
        bot.in_loop(lambda: bot.ledger.events.add(entered))
        server.ask(bot.admin, bot.admin, "/help")
        yield Town(bot, *chats, wang, zhao)


def test_from_report_to_closing(town: Town) -> None:
    """Reported with words and photos, accepted by the acceptance unit, closed by the administrator; everybody concerned is told."""
    server, bot = town.bot.server, town.bot
    tasks = server.ask(town.energy, town.wang, "/mine")
    assert tasks.text.startswith("待办")
    card = server.ask(town.energy, town.wang, "/problem 23")
    assert "问题（二十三）" in card.text
    assert [b.text for b in card.flat()][:1] == ["报完成"]
    assert "验收通过" not in [b.text for b in card.flat()]
    prompt = town.asked(card, "报完成", town.wang)
    assert prompt.forces_reply
    since = server.mark()
    server.say(town.energy, town.wang, "8家焦化企业全部完成超低排放改造", reply_to=prompt)
    assert server.wait_for(chat=town.energy, since=since).text == ASKS.no_evidence
    assert town.standing("1-23") is State.OPEN
    since = server.mark()
    for _ in range(3):
        server.photo(town.energy, town.wang, album="A", reply_to=prompt)
    shown = server.wait_for(lambda s: "照片3张" in s.text, chat=town.energy, since=since)
    assert [s.method for s in server.sent(town.energy, since=since)] == ["sendMessage", "editMessageText", "editMessageText"]
    assert shown.text.startswith("将登记：海南区报问题（二十三）已完成")
    assert town.standing("1-23") is State.OPEN
    assert "已报完成，等待市生态环境局验收" in town.confirmed(town.energy, town.wang, since).text
    notice = server.wait_for(chat=town.environment, since=since)
    assert "请验收" in notice.text
    assert "照片3张" in notice.text
    since = server.mark()
    town.press(notice, "看佐证", town.zhao)
    assert len(server.wait_for_many(3, chat=town.environment, since=since, method="sendPhoto")) == 3
    assert "问题（二十三）验收通过，等待销号。" in town.decided(notice, "验收通过", town.zhao).text
    told = server.wait_for(lambda s: "请销号" in s.text, chat=bot.admin)
    assert "已通过市生态环境局验收" in server.wait_for(chat=town.energy, since=since).text
    assert "问题（二十三）已销号。" in town.decided(told, "销号", bot.admin).text
    assert town.standing("1-23") is State.CLOSED
    assert town.actions("1-23")[1:] == [Action.REPORT, Action.ACCEPT, Action.CLOSE]
    done = bot.in_loop(lambda: bot.ledger.events.standing("1-23"))
    assert [e.who for e in done.events[1:]] == ["王工", "赵工", bot.admin.first_name]
    assert done.events[1].units == ("海南区委", "海南区政府")


def test_a_caption_is_the_note(town: Town) -> None:
    """A file with words is all that a report needs."""
    server = town.bot.server
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 23"), "报完成", town.wang)
    since = server.mark()
    server.upload(town.energy, town.wang, "验收表.pdf", b"%PDF", "已全部完成", reply_to=prompt)
    assert "已报完成" in town.confirmed(town.energy, town.wang, since).text
    event = town.bot.in_loop(lambda: town.bot.ledger.events.standing("1-23")).events[1]
    assert (event.note, [(e.kind, e.name) for e in event.evidence]) == ("已全部完成", [("document", "验收表.pdf")])


@pytest.mark.parametrize("first", [False, True])
def test_a_reply_to_either_question_counts(town: Town, first: bool) -> None:
    """What asks for the rest opens a reply field too; photo and words add up whichever of the two is replied to."""
    server = town.bot.server
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 23"), "报完成", town.wang)
    lack = _lacking(town, town.energy, town.wang, "已全部完成", prompt)
    assert (lack.text, lack.forces_reply) == (ASKS.no_evidence, True)
    since = server.mark()
    server.photo(town.energy, town.wang, reply_to=prompt if first else lack)
    assert "已报完成" in town.confirmed(town.energy, town.wang, since).text
    event = town.bot.in_loop(lambda: town.bot.ledger.events.standing("1-23")).events[1]
    assert (event.note, len(event.evidence)) == ("已全部完成", 1)


def test_the_second_question_is_cancelled_as_the_first(town: Town) -> None:
    """取消 in reply to what asks for the rest ends both; the day and the reason of an extension come one by one."""
    server = town.bot.server
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 23"), "报完成", town.wang)
    lack = _lacking(town, town.energy, town.wang, "已全部完成", prompt)
    assert server.ask(town.energy, town.wang, "取消", reply_to=lack).text == ASKS.cancelled
    assert server.ask(town.energy, town.wang, "完成", reply_to=lack).text == CASE.expired
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 25"), "申请延期", town.wang)
    lack = _lacking(town, town.energy, town.wang, "车辆没有交付", prompt)
    assert (lack.text, lack.forces_reply) == (ASKS.no_day, True)
    assert "延期至2099年3月31日" in (shown := server.ask(town.energy, town.wang, "2099年3月底", reply_to=lack).text)
    assert "原因：车辆没有交付" in shown


def test_an_album_without_a_caption_is_asked_about_once(town: Town) -> None:
    """Who sends photos without a word is told what is lacking, once for all of them, and is not left waiting."""
    bot, server = town.bot, town.bot.server
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 23"), "报完成", town.wang)
    since = server.mark()
    for _ in range(3):
        server.photo(town.energy, town.wang, album="B", reply_to=prompt)
    assert server.wait_for(chat=town.energy, since=since).text == ASKS.no_note
    server.say(town.energy, town.wang, "已完成改造", reply_to=prompt)
    assert "佐证：照片3张" in server.wait_for(lambda s: "将登记" in s.text, chat=town.energy, since=since).text
    town.confirmed(town.energy, town.wang, since)
    assert [s.text for s in server.sent(town.energy, since=since)].count(ASKS.no_note) == 1
    assert len(bot.in_loop(lambda: bot.ledger.events.standing("1-23")).evidence) == 3


def test_a_return_says_why(town: Town) -> None:
    """The acceptance unit's reason reaches the responsible unit; the item is open again."""
    server = town.bot.server
    _report(town)
    notice = server.wait_for(lambda s: "请验收" in s.text, chat=town.environment)
    prompt = town.asked(notice, "退回", town.zhao)
    since = server.mark()
    server.say(town.environment, town.zhao, "缺监测报告", reply_to=prompt)
    assert "已退回" in town.confirmed(town.environment, town.zhao, since).text
    told = server.wait_for(chat=town.energy, since=since)
    assert "被市生态环境局退回" in told.text
    assert "缺监测报告" in told.text
    assert town.standing("1-23") is State.OPEN
    assert town.press(notice, "验收通过", town.zhao, forged=False) == CASE.moved


@pytest.mark.parametrize("verb", ["r", "x", "a", "n", "c", "g", "d"])
def test_a_forged_button_of_another_unit_does_nothing(town: Town, verb: str) -> None:
    """Rights are the pressing chat's, whatever the data says."""
    server = town.bot.server
    card = server.ask(town.housing, town.wang, "/problem 23")
    assert town.press(card, f"v1:l:{verb}:1-23:0", town.wang, forged=True)
    assert town.actions("1-23")[1:] == []


@pytest.mark.parametrize("data", ["v1:l:a:9-9:0", "v1:l:zz", "v1:l:r:1-23", "v1:w:", "v1:l:i:'; DROP TABLE events:0"])
def test_forged_data_is_declined(town: Town, data: str) -> None:
    """What no button of ours says gets one sentence."""
    card = town.bot.server.ask(town.energy, town.wang, "/problem 23")
    town.press(card, data, town.wang, forged=True)
    assert town.actions("1-23")[1:] == []


def test_pressed_twice_it_is_done_once(town: Town) -> None:
    """The second press of the same button is told that it has moved."""
    server = town.bot.server
    _report(town)
    notice = server.wait_for(lambda s: "请验收" in s.text, chat=town.environment)
    accept = next(b.data for b in notice.flat() if b.text == "验收通过")
    assert accept
    since = server.mark()
    town.press(notice, accept, town.zhao, forged=True)
    shown = server.wait_for(lambda s: CONFIRM.yes in [b.text for b in s.flat()], chat=town.environment, since=since)
    town.waits(shown)
    town.press(shown, "v1:l:y::0", town.zhao, forged=True)
    town.press(shown, "v1:l:y::0", town.zhao, forged=True)
    assert town.press(notice, accept, town.zhao, forged=True) == CASE.moved
    assert town.actions("1-23").count(Action.ACCEPT) == 1


def test_an_extension_is_understood_before_it_is_filed(town: Town) -> None:
    """Words without a day are asked again; the understood day is confirmed; the administrators decide; the plan's day stays visible."""
    server, bot = town.bot.server, town.bot
    card = server.ask(town.energy, town.wang, "/problem 25")
    prompt = town.asked(card, "申请延期", town.wang)
    since = server.mark()
    server.say(town.energy, town.wang, "车辆没有交付", reply_to=prompt)
    assert server.wait_for(chat=town.energy, since=since).text == ASKS.no_day
    since = server.mark()
    server.say(town.energy, town.wang, "延期至2099年3月底", reply_to=prompt)
    confirm = town.waits(server.wait_for(chat=town.energy, since=since))
    assert "延期至2099年3月31日" in confirm.text
    assert town.actions("1-25") == []
    town.press(confirm, CONFIRM.yes, town.wang)
    asked = server.wait_for(lambda s: "申请把问题（二十五）" in s.text, chat=bot.admin)
    assert "问题（二十五）已批准延期至2099年3月31日。" in town.decided(asked, "批准延期", bot.admin).text
    told = server.wait_for(lambda s: "已批准延期至2099年3月31日" in s.text, chat=town.energy)
    assert "延期至2099年3月31日（方案时限2026年12月31日）" in town.pressed(told, "问题（二十五）", town.wang).text


def test_cancelled_nothing_is_filed(town: Town) -> None:
    """取消 ends a prompt; what is said to it afterwards is no report."""
    server = town.bot.server
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 23"), "报完成", town.wang)
    assert server.ask(town.energy, town.wang, "取消", reply_to=prompt).text == ASKS.cancelled
    server.photo(town.energy, town.wang, caption="完成", reply_to=prompt)
    server.ask(town.energy, town.wang, "/help")
    assert town.actions("1-23")[1:] == []


@pytest.mark.parametrize("command", ["/mine", "/mine@plan_test_bot", "我的任务", "/problem 5", "/help"])
def test_a_command_in_reply_to_a_prompt_is_one(town: Town, command: str) -> None:
    """While the field is open the client sends a command of its menu as a reply; it is no word of the report."""
    server = town.bot.server
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 23"), "报完成", town.wang)
    plain = server.ask(town.energy, town.wang, command if command.startswith("/") else f"@plan_test_bot {command}").text
    assert server.ask(town.energy, town.wang, command, reply_to=prompt).text == plain
    since = server.mark()
    server.photo(town.energy, town.wang, caption="完成", reply_to=prompt)
    assert "完成情况：完成" in server.wait_for(lambda s: "确认吗" in s.text, chat=town.energy, since=since).text


def test_closing_by_command(town: Town) -> None:
    """/close of what was not accepted says why; only administrators may."""
    server, bot = town.bot.server, town.bot
    assert bot.ask("/close 23", bot.admin) == "验收通过后才能销号，这一项还在整改中。"
    assert bot.ask("/close", bot.admin) == CASE.nothing_to_close
    assert bot.ask("/close 99", bot.admin).startswith("方案中没有“99”")
    assert server.ask(town.energy, town.wang, "/close 23").text == OFFICE.not_admin


def test_a_prompt_survives_a_restart(data_dir: Path, tmp_path: Path) -> None:
    """What was asked before a restart is answered after it."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with running(data) as bot:
        user = bot.server.add_user("王工")
        group = bot.server.add_chat("supergroup", "海南区群", [bot.admin, user])
        bot.in_loop(lambda: bot.ledger.chats.bind(group.id, None, "海南区群", ["海南区政府"], bot.admin.id))
        card = bot.server.ask(group, user, "/problem 23")
        since = bot.server.mark()
        bot.server.press(card, "报完成", user)
        prompt = bot.server.wait_for(chat=group, since=since)
    from bot.storage.database import Ledger

    again = Ledger(data / "ledger.db")
    kept = again.prompts.get(group.id, prompt.message_id)
    again.close()
    assert kept
    assert (kept.action, kept.item) == ("report", "1-23")


def _lacking(town: Town, chat: Chat, user: User, words: str, prompt: Sent) -> Sent:
    """What is said to be lacking, once the bot waits for its reply."""
    lack = town.bot.server.ask(chat, user, words, reply_to=prompt)
    kept = town.bot.ledger.prompts.get
    town.bot.server.wait_until(lambda: town.bot.in_loop(lambda: kept(lack.chat_id, lack.message_id)))
    return lack


def _report(town: Town) -> None:
    server = town.bot.server
    prompt = town.asked(server.ask(town.energy, town.wang, "/problem 23"), "报完成", town.wang)
    since = server.mark()
    server.photo(town.energy, town.wang, caption="已完成", reply_to=prompt)
    town.confirmed(town.energy, town.wang, since)


def test_the_own_tasks_are_asked_in_a_group(town: Town) -> None:
    """In private 我的任务 says where; /start tells people their own number."""
    server = town.bot.server
    assert server.ask(town.wang, town.wang, "我的任务").text == TELEGRAM.mine_where
    assert server.ask(town.wang, town.wang, "/start").text.endswith(f"您的用户编号：{town.wang.id}")


def test_the_office_decides_in_its_group_after_that_has_moved(town: Town) -> None:
    """RECTIFY_OFFICE_CHAT names the group as it was; once it is a supergroup its members decide there all the same."""
    bot, new = town.bot, town.energy
    old = bot.server.add_chat("group", "督办办公室", [town.zhao])
    config = replace(bot.config, office_chat=old.id)
    talk = SimpleNamespace(config=config, ledger=bot.ledger, service=bot.service)
    book = Casebook(talk, Engine(config, bot.service, bot.ledger))  # type: ignore[arg-type]
    said = TelegramMessage(1, NIGHT, TelegramChat(new.id, "supergroup"))
    assert not bot.in_loop(lambda: book.actor(said, None)).office
    bot.in_loop(lambda: bot.ledger.chats.move_chat(old.id, new.id))
    bot.in_loop(lambda: bot.ledger.outbox.move(old.id, new.id))
    assert bot.in_loop(lambda: book.actor(said, None)).office
