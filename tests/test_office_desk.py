"""The office's desk in its chat and in an administrator's private chat: what waits for whom, and the buttons that move it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from telegram_fixtures import NIGHT, Running, running
from telegram_server import Chat, Sent, User

from bot.engine.words import OFFICE
from bot.ledger.words import CONFIRM, DESK
from bot.ledger.workflow import Action, Event, State
from bot.telegram.words import TELEGRAM
from bot.terminal.check import reminder_checks

OFFICE_CHAT = -1_000_000_000_777


@dataclass
class Office:
    """A running bot with an office's chat; 市生态环境局 has a group, 市能源局 (which accepts 问题（二十二）) has none."""

    bot: Running
    chat: Chat
    environment: Chat
    clerk: User
    zhao: User

    def press(self, message: Sent, button: str, user: User) -> str | None:
        """The alert that a press gets."""
        query = self.bot.server.press(message, button, user)
        call = self.bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
        return call.params.get("text")  # type: ignore[no-any-return]

    def pressed(self, message: Sent, button: str, user: User) -> Sent:
        """What is shown after a press."""
        since = self.bot.server.mark()
        self.press(message, button, user)
        return self.bot.server.wait_for(chat=self.bot.server.chats[message.chat_id], since=since)

    def enter(self, item: str, state: State, *units: str) -> None:
        """The office enters a state in the terminal."""
        event = Event(item, Action.SET, NIGHT, "李主任", units, after=state, part=State.REPORTED)
        self.bot.in_loop(lambda: self.bot.ledger.events.add(event))

    def events(self, item: str) -> tuple[Event, ...]:
        """What happened to an item."""
        return self.bot.in_loop(lambda: self.bot.ledger.events.standing(item)).events  # type: ignore[no-any-return]


@pytest.fixture
def office(data_dir: Path, tmp_path: Path) -> Iterator[Office]:
    """问题（二十二） and 问题（二十三） are reported, and wait for 市能源局 and 市生态环境局."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data")), now=lambda: NIGHT, office_chat=OFFICE_CHAT) as bot:
        server = bot.server
        clerk, zhao = server.add_user("周科长"), server.add_user("赵工")
        chat = server.add_chat("supergroup", "整改办", [bot.admin, clerk])
        with server.changed:
            server.chats.pop(chat.id)
            chat.id = OFFICE_CHAT
            server.chats[chat.id] = chat
        environment = server.add_chat("supergroup", "环境局群", [bot.admin, zhao])
        bot.in_loop(lambda: bot.ledger.chats.bind(environment.id, None, environment.title, ["市生态环境局"], bot.admin.id))
        found = Office(bot, chat, environment, clerk, zhao)
        for item in ("1-22", "1-23"):
            found.enter(item, State.REPORTED)
        yield found


def test_the_desk_moves_what_waits(office: Office) -> None:
    """By whom and since when; whom the bot reaches is urged, once a day; for whom it does not the office acts, recorded as such."""
    server = office.bot.server
    desk = server.ask(office.chat, office.clerk, "/desk")
    assert "【待验收】2项" in desk.text
    assert "待市能源局验收" in desk.text
    assert "【未绑定群】" in desk.text
    page = office.pressed(desk, "待验收 2", office.clerk)
    assert [b.text for b in page.flat()] == ["代办 问题（二十二）", "办理 问题（二十三）", "催办", DESK.back]
    since = server.mark()
    assert office.press(page, "催办", office.clerk) == "已催办：环境局群"
    urged = server.wait_for(chat=office.environment, since=since)
    assert urged.text.startswith("督办催办：问题（二十三）")
    assert "验收通过" in [b.text for b in office.pressed(urged, "问题（二十三）", office.zhao).flat()]
    assert office.press(page, "催办", office.clerk) == OFFICE.urged_before
    card = office.pressed(page, "代办 问题（二十二）", office.clerk)
    shown = office.pressed(card, "验收通过", office.clerk)
    assert shown.text.startswith("将登记：市能源局对问题（二十二）验收通过")
    done = office.pressed(shown, CONFIRM.yes, office.clerk)
    assert "问题（二十二）验收通过" in done.text
    accepted = office.events("1-22")[-1]
    assert (accepted.action, accepted.units, accepted.who) == (Action.ACCEPT, ("市能源局",), "周科长代办")
    history = office.pressed(done, "办理记录", office.clerk)
    assert "周科长代办（市能源局）：验收通过" in history.text


def test_all_that_is_accepted_is_closed_together(office: Office) -> None:
    """After one confirmation of what was shown, by an administrator."""
    for item in ("1-22", "1-23"):
        office.enter(item, State.ACCEPTED)
    desk = office.bot.server.ask(office.bot.admin, office.bot.admin, "/desk")
    page = office.pressed(desk, "待销号 2", office.bot.admin)
    ask = office.pressed(page, "全部销号（2项）", office.bot.admin)
    assert "问题（二十二）" in ask.text
    kept = office.bot.ledger.prompts.get
    office.bot.server.wait_until(lambda: office.bot.in_loop(lambda: kept(ask.chat_id, ask.message_id)))
    office.pressed(ask, CONFIRM.yes, office.bot.admin)
    assert [office.events(i)[-1].action for i in ("1-22", "1-23")] == [Action.CLOSE] * 2


def test_who_does_not_close_is_not_offered_to(office: Office) -> None:
    """Anybody in the office's chat sees what waits for closing; only an administrator closes."""
    for item in ("1-22", "1-23"):
        office.enter(item, State.ACCEPTED)
    desk = office.bot.server.ask(office.chat, office.clerk, "/desk")
    page = office.pressed(desk, "待销号 2", office.clerk)
    assert [b.text for b in page.flat()] == ["办理 问题（二十二）", "办理 问题（二十三）", DESK.back]


def test_the_office_sees_cards_and_its_desk_under_mine(office: Office) -> None:
    """/problem N is the item with its history, /mine the desk, also in an administrator's private chat."""
    for chat, who in ((office.chat, office.clerk), (office.bot.admin, office.bot.admin)):
        card = office.bot.server.ask(chat, who, "/problem 23")
        assert "状态：" in card.text
        assert {"办理记录", "退回"} <= {b.text for b in card.flat()}
        assert office.bot.server.ask(chat, who, "/mine").text.startswith("督办工作台")


def test_the_desk_is_the_offices(office: Office) -> None:
    """Nobody else is shown it, and an administrator is not shown it where a unit reads along."""
    server = office.bot.server
    assert server.ask(office.zhao, office.zhao, "/desk").text == OFFICE.only
    assert server.ask(office.environment, office.bot.admin, "/desk").text == TELEGRAM.desk_where
    assert "没有绑定" not in server.ask(office.environment, office.zhao, "/mine").text
    desk = server.ask(office.chat, office.clerk, "/desk")
    with server.changed:
        server.chats[office.environment.id].messages[desk.message_id] = {
            **(server.message(desk) or {}), "chat": office.environment.wire()
        }  # fmt: skip
    copy = Sent(**{**vars(desk), "chat_id": office.environment.id})
    assert office.press(copy, "待验收 2", office.zhao) == OFFICE.only


def test_unsigned_parties_are_urged_by_name(office: Office) -> None:
    """A party with a chat is sent what it has not signed for, with the way to its tasks; one without has no button."""
    desk = office.bot.server.ask(office.chat, office.clerk, "/desk")
    button = next(b.text for b in desk.flat() if b.text.startswith("未签收"))
    page = office.pressed(desk, button, office.clerk)
    urge = [b.text for b in page.flat() if b.text.startswith("催办")]
    assert urge == ["催办 市生态环境局"]
    since = office.bot.server.mark()
    assert office.press(page, urge[0], office.clerk) == "已催办：环境局群"
    told = office.bot.server.wait_for(chat=office.environment, since=since)
    assert told.text.startswith("督办催办：市生态环境局有")
    assert [b.text for b in told.flat()] == ["办理"]


def test_the_office_reports_for_a_party_without_a_chat(office: Office) -> None:
    """Chosen by name, its own part alone, confirmed, and recorded as done instead of it."""
    server = office.bot.server
    desk = server.ask(office.chat, office.clerk, "/desk")
    page = office.pressed(desk, next(b.text for b in desk.flat() if b.text.startswith("未绑定群")), office.clerk)
    tasks = office.pressed(page, "代办 海南区", office.clerk) if "代办 海南区" in [b.text for b in page.flat()] else None
    while tasks is None:
        page = office.pressed(page, "下一页 ›", office.clerk)
        tasks = office.pressed(page, "代办 海南区", office.clerk) if "代办 海南区" in [b.text for b in page.flat()] else None
    assert tasks.text.startswith("代海南区办理")
    report = next(
        b.data or "" for b in tasks.flat() if (b.data or "").startswith("v1:o:r:1-17:") or b.text == "代报完成 问题（一）"
    )
    prompt = office.pressed(tasks, report, office.clerk)
    assert prompt.forces_reply
    assert "写明海南区的完成情况" in prompt.text
    kept = office.bot.ledger.prompts.get
    server.wait_until(lambda: office.bot.in_loop(lambda: kept(prompt.chat_id, prompt.message_id)))
    since = server.mark()
    server.photo(office.chat, office.clerk, caption="海南区来文报已完成", reply_to=prompt)
    asked = server.wait_for(lambda s: "确认" in "".join(b.text for b in s.flat()), chat=office.chat, since=since)
    server.wait_until(lambda: office.bot.in_loop(lambda: kept(asked.chat_id, asked.message_id)))
    office.pressed(asked, next(b.text for b in asked.flat() if "确认" in b.text), office.clerk)
    (event,) = [e for item in ("1-1", "1-17") for e in office.events(item)]
    assert (event.action, event.parts, event.who) == (Action.REPORT, ("海南区",), "周科长代办")


def test_progress_is_asked_for_with_one_press(office: Office) -> None:
    """Every chat with something to do is asked, once a day, with the way to tell it."""
    desk, since = office.bot.server.ask(office.chat, office.clerk, "/desk"), office.bot.server.mark()
    assert office.press(desk, DESK.progress, office.clerk) == "已催办：环境局群"
    asked = office.bot.server.wait_for(chat=office.environment, since=since)
    assert asked.text.startswith(OFFICE.ask_progress)
    assert [b.text for b in asked.flat()] == ["办理"]
    assert office.press(desk, DESK.progress, office.clerk) == OFFICE.urged_before


def test_a_chat_bound_to_no_unit_of_the_plan_is_on_the_desk(office: Office) -> None:
    """A unit that a revision took away is named where the office looks, and by `check`."""
    group = office.bot.server.add_chat("supergroup", "水利群", [office.bot.admin])
    office.bot.in_loop(lambda: office.bot.ledger.chats.bind(group.id, None, group.title, ["市水利局"], office.bot.admin.id))
    assert "【绑定失效】1家\n· 市水利局：方案中已没有这个单位" in office.bot.server.ask(office.chat, office.clerk, "/desk").text
    found = [f for f in reminder_checks(office.bot.config) if f.item == "绑定的单位"]
    assert [(f.ok, "市水利局" in f.detail) for f in found] == [(False, True)]


def test_who_is_no_unit_is_left_to_the_office(office: Office) -> None:
    """各有关单位 counts as no unit without a chat: it is named as the office's to decide, with 代办, at the desk and by /chats."""
    server = office.bot.server
    desk = server.ask(office.chat, office.clerk, "/desk")
    unbound, collective = (desk.text.partition(head)[2].partition("【")[0] for head in ("【未绑定群】", "【没有具体单位】"))
    assert "各有关单位" not in unbound
    assert "各有关单位" in collective
    assert "专项组各相关成员单位" in collective
    page = office.pressed(desk, "没有具体单位 2", office.clerk)
    assert "代办 各有关单位" in [b.text for b in page.flat()]
    listed = server.ask(office.bot.admin, office.bot.admin, "/chats").text
    assert "各有关单位" not in listed.partition("还没有群的单位")[2].partition("\n")[0]
    assert "各有关单位、市中央环境保护督察反馈意见整改工作专项组各相关成员单位不是具体单位" in listed
