"""签收 and the office's word, in the running bot: who may press, what is written, what the message says then."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from telegram_fixtures import Running, running
from telegram_server import Chat, Sent, User

from bot.ledger.workflow import Action, Event
from bot.reminders.digests import Section, digests, listeners
from bot.workspace import Workspace

MORNING = datetime(2025, 7, 8, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
PLACES = 4


class Room(NamedTuple):
    """A group of its own for a test, and two people in it."""

    chat: Chat
    head: User
    clerk: User


@pytest.fixture(scope="module")
def office_bot(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, list[Room]]]:
    """A bot that starts at 9:12 on a Tuesday, after a plan that ran for a year and a half; four groups wait for their digest."""
    data = tmp_path_factory.mktemp("signing") / "data"
    shutil.copytree(data_dir, data)
    with running(data, now=lambda: MORNING, before=_bind) as started:
        rooms = [
            Room(chat, started.server.users[next(iter(chat.members))], started.server.users[list(chat.members)[1]])
            for chat in started.server.chats.values()
            if chat.title.startswith("水务局")
        ]
        yield started, rooms


def _bind(bot: Running) -> None:
    for i in range(PLACES):
        people = [bot.server.add_user(f"王科长{i}"), bot.server.add_user(f"小李{i}")]
        chat = bot.server.add_chat("supergroup", f"水务局{i}", people)
        bot.ledger.chats.bind(chat.id, None, chat.title, [["市水务局"], ["市能源局"], ["市商务局"], ["市公安局"]][i], 1)


def _digest(bot: Running, room: Room) -> Sent:
    return bot.server.wait_for(lambda s: s.text.startswith("（补发）整改提醒"), 20, chat=room.chat)


def _press(bot: Running, message: Sent, who: User, button: str = "签收", **how: bool) -> str:
    """Press, and what the presser is shown."""
    since = len(bot.server.calls)
    query = bot.server.press(message, button, who, **how)
    return str(
        bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query, since=since).params.get(
            "text"
        )
    )


def _events(bot: Running, room: Room) -> list[Event]:
    return [e for e in bot.in_loop(bot.ledger.events.all) if e.chat_id == room.chat.id]


def test_a_member_signs_for_all_that_is_overdue(office_bot: tuple[Running, list[Room]]) -> None:
    """An event for every overdue item, for the chat's unit, in the presser's name; the message says so; a second press does nothing."""
    bot, rooms = office_bot
    room = rooms[0]
    sent = _digest(bot, room)
    assert [b.text for b in sent.flat()] == ["签收", "办理"]
    current = Workspace(bot.config, None)
    (digest,) = [
        d for d in digests(current.agenda(MORNING.date()), listeners(current.plan(), [])) if d.party.units == ("市水务局",)
    ]
    overdue = {line.entry.item.id for line in digest.of(Section.OVERDUE)}
    since = bot.server.mark()
    _press(bot, sent, room.clerk)
    shown = bot.server.wait_for(chat=room.chat, since=since)
    assert shown.text.startswith(f"将签收：市水务局逾期的{len(overdue)}项\n· 问题")
    assert _events(bot, room) == []
    assert _press(bot, shown, room.clerk, "确认") == f"✅ 已签收{len(overdue)}项：小李0，09:12"
    events = _events(bot, room)
    assert {(e.item, e.action, e.who, e.units, e.user_id) for e in events} == {
        (id_, Action.ACKNOWLEDGE, "小李0", ("市水务局",), room.clerk.id) for id_ in overdue
    }
    edited = bot.server.wait_for(chat=room.chat, method="editMessageText", since=since)
    assert edited.text == f"✅ 已签收{len(overdue)}项：小李0，09:12"
    bot.server.wait_for(chat=room.chat, method="editMessageReplyMarkup", since=since)
    digest = bot.server.message(sent)
    assert digest
    assert (digest["text"], [[b["text"] for b in r] for r in digest["reply_markup"]["inline_keyboard"]]) == (
        sent.text,
        [["办理"]],
    )
    assert _press(bot, sent, room.head, "v1:k:2025-07-08", forged=True).startswith("没有需要签收的")
    assert len(_events(bot, room)) == len(overdue)


def test_only_members_sign_and_only_their_own_digest(office_bot: tuple[Running, list[Room]]) -> None:
    """Somebody who left, a day that had no digest, another chat's message, data that is none: nothing is written."""
    bot, rooms = office_bot
    room = rooms[1]
    sent = _digest(bot, room)
    bot.server.kick(room.chat, room.clerk, room.head)
    assert _press(bot, sent, room.clerk) == "只有本群成员可以签收。"
    assert _press(bot, sent, room.head, "v1:k:2025-07-07", forged=True) == "这份提醒已经过期，请看最新的一份。"
    private = bot.server.ask(room.head, room.head, "/help")
    assert _press(bot, private, room.head, "v1:k:2025-07-08", forged=True) == "这份提醒已经过期，请看最新的一份。"
    assert _press(bot, sent, room.head, "v1:k:2025-99-99x", forged=True) == "这个按钮已失效，请重新提问。"
    assert _events(bot, room) == []


def test_a_group_that_moved_signs_in_its_new_place(office_bot: tuple[Running, list[Room]]) -> None:
    """Its binding and its digest have moved along."""
    bot, rooms = office_bot
    room = rooms[2]
    sent = _digest(bot, room)
    new = bot.server.migrate(room.chat, room.head)
    bot.server.wait_read()
    with bot.server.changed:
        new.messages[sent.message_id] = {**bot.server.chats[room.chat.id].messages[sent.message_id], "chat": new.wire()}
    moved = Sent(**{**vars(sent), "chat_id": new.id})
    assert bot.server.ask(new, room.head, "收到", reply_to=moved.message_id).text.startswith("✅ 已签收")
    assert {e.chat_id for e in bot.in_loop(bot.ledger.events.all) if e.who == "王科长2"} == {new.id}


def test_the_ledger_begins_when_somebody_of_the_office_says_so(office_bot: tuple[Running, list[Room]]) -> None:
    """The administrators are asked (there is no office's chat); a stranger's press is refused and recorded; then it stands in the audit."""
    bot, rooms = office_bot
    asked = bot.server.wait_for(lambda s: s.text.startswith("台账里还没有任何记录"), chat=bot.admin)
    assert [b.text for b in asked.flat()] == ["从现在开始"]
    elsewhere = _digest(bot, rooms[3])
    assert _press(bot, elsewhere, rooms[3].head, "v1:s:begin", forged=True) == "这个命令只有管理员可以使用。"
    assert not bot.in_loop(bot.ledger.audit.is_begun)
    since = bot.server.mark()
    _press(bot, asked, bot.admin, "从现在开始")
    sure = bot.server.wait_for(chat=bot.admin, since=since)
    assert not bot.in_loop(bot.ledger.audit.is_begun)
    assert _press(bot, sure, bot.admin, "确认，从现在开始") == "✅ 台账从现在开始记（李主任，7月8日 09:12）"
    assert bot.in_loop(bot.ledger.audit.is_begun)
    assert _press(bot, asked, bot.admin, "v1:s:begin", forged=True) == "台账已有记录，不用再确认。"


def test_an_administrator_sees_any_day_before_it_comes(office_bot: tuple[Running, list[Room]]) -> None:
    """In a bound group its digest, in private a line for each unit; a date that is none is said; nothing else is sent."""
    bot, rooms = office_bot
    _digest(bot, rooms[3])
    shown = bot.server.ask(bot.admin, bot.admin, "/remind 2026-12-01").text
    assert shown.startswith("2026年12月1日（周二）共23份提醒\n")
    assert "· 市公安局：逾期1\n" in shown
    assert "· 市委组织部：逾期1（未绑定群）" in shown
    here = bot.server.ask(rooms[3].chat, bot.admin, "/remind 2026-12-01").text
    assert here.startswith("整改提醒 2026年12月1日（周二）\n市公安局\n")
    assert bot.server.ask(bot.admin, bot.admin, "/remind 2026-12-05").text == "2026年12月5日（周六）不是工作日，没有提醒。"
    assert bot.server.ask(bot.admin, bot.admin, "/remind 明天").text == "日期请写成这样：/remind 2026-12-01"


def test_the_whole_list_is_a_press_away(office_bot: tuple[Running, list[Room]]) -> None:
    """What a digest counts comes as a file when it is asked for, in a chat that has that digest's units."""
    bot, rooms = office_bot
    room, since = rooms[0], bot.server.mark()
    _press(bot, _digest(bot, room), room.head, "v1:d:2025-07-08", forged=True)
    sent = bot.server.wait_for(chat=room.chat, method="sendDocument", since=since)
    assert sent.file
    assert sent.file.name == "整改清单_2025-07-08.csv"
    rows = sent.file.data.decode("utf-8-sig").splitlines()
    assert rows[0] == "分类,问题,措施,内容,角色,时限,天数,颜色"
    assert len(rows) > 5
    private = bot.server.ask(room.head, room.head, "/help")
    assert _press(bot, private, room.head, "v1:d:2025-07-08", forged=True).startswith("这份提醒已经过期")


def test_an_old_digest_is_signed_for_and_stays_what_it_is(data_dir: Path, tmp_path: Path) -> None:
    """The Bot API gives no more of it than its chat and id: its text is not overwritten, its button goes, 收到 counts as well."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data")), now=lambda: MORNING, before=_bind) as bot:
        rooms = [c for c in bot.server.chats.values() if c.title.startswith("水务局")]
        chat, other = rooms[0], rooms[1]
        who = bot.server.users[next(iter(chat.members))]
        sent = bot.server.wait_for(lambda s: s.text.startswith("（补发）整改提醒"), 20, chat=chat)
        text = (bot.server.message(sent) or {})["text"]
        since = bot.server.mark()
        bot.server.press(sent, "v1:k:2025-07-08", who, forged=True, seen=False)
        shown = bot.server.wait_for(lambda s: s.text.startswith("将签收"), chat=chat, since=since)
        bot.server.press(shown, "v1:y:2025-07-08:y", who, forged=True, seen=False)
        bot.server.wait_for(lambda s: s.text.startswith("✅ 已签收"), chat=chat, since=since)
        bot.server.wait_for(chat=chat, method="editMessageReplyMarkup", since=since)
        assert (bot.server.message(sent) or {})["text"] == text
        digest = bot.server.wait_for(lambda s: s.text.startswith("（补发）整改提醒"), 20, chat=other)
        person = bot.server.users[next(iter(other.members))]
        count = bot.in_loop(lambda: len(bot.ledger.events.all()))
        assert bot.server.ask(other, person, "收到，谢谢", reply_to=digest).text.startswith("✅ 已签收")
        assert bot.in_loop(lambda: len(bot.ledger.events.all())) > count
        bot.server.wait_for(chat=other, method="editMessageReplyMarkup")
        again = bot.server.ask(other, person, "收到", reply_to=digest)
        assert again.text == "没有需要签收的：已签收、已报完成或已延期。"
