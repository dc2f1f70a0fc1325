"""Administrators' commands, who may not use them, and what becomes of a bound group."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_fixtures import Running, running
from telegram_server import Chat, Sent, User

from bot.engine.words import ANSWERS, BINDING, CHATS, OFFICE
from bot.telegram.words import TELEGRAM


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot with a data directory of its own."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as started:
        yield started


def _press(bot: Running, message: Sent, button: str, user: User) -> str | None:
    """The alert that pressing a button gets."""
    query = bot.server.press(message, button, user)
    call = bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    return call.params.get("text")  # type: ignore[no-any-return]


def _bind(bot: Running, group: Chat, words: str = "市能源局") -> Sent:
    asked = bot.server.ask(group, bot.admin, f"/bind {words}")
    since = bot.server.mark()
    _press(bot, asked, "确认", bot.admin)
    return bot.server.wait_for(chat=group, since=since)


def _audit(bot: Running) -> list[str]:
    with sqlite3.connect(bot.config.data / "ledger.db") as db:
        return [row[0] for row in db.execute("SELECT action FROM audit ORDER BY id")]


def test_a_group_from_binding_to_removal(own: Running) -> None:
    """Bound after a confirmation, asked for its tasks, moved with its group, suspended when the bot is removed, resumed when it is back."""
    server, member = own.server, own.server.add_user("王工")
    old = server.add_chat("group", "海勃湾群", [own.admin, member])
    assert "没有绑定" in server.ask(old, member, "/mine").text
    confirm = server.ask(old, own.admin, "/bind 海勃湾区、能源局")
    assert all(unit in confirm.text for unit in ("海勃湾区委", "海勃湾区政府", "市能源局"))
    assert _press(own, confirm, "确认", member) == OFFICE.not_admin
    bound = _bind(own, old, "海勃湾区 能源局")
    assert bound.text.startswith("已绑定：")
    assert bound.buttons == []
    tasks = server.ask(old, member, "/mine").text
    assert tasks.startswith("待办")
    new = server.migrate(old, own.admin)
    assert server.ask(new, member, "/mine").text == tasks
    server.kick(new, server.me, own.admin)
    assert server.wait_for(chat=own.admin).text == CHATS.out.format(title="海勃湾群")
    assert "已暂停" in own.ask("/chats", own.admin)
    since = server.mark()
    server.join(new, server.me, own.admin)
    assert server.wait_for(chat=own.admin, since=since).text == CHATS.back.format(title="海勃湾群")
    assert "已暂停" not in own.ask("/chats", own.admin)
    assert server.ask(new, own.admin, "/unbind").text == BINDING.unbound
    assert own.ask("/chats", own.admin).startswith(BINDING.none)


def test_an_administrators_day(own: Running) -> None:
    """Figures, the review of phrasings, and revisions."""
    server, user = own.server, own.server.add_user("王工")
    answer = server.ask(user, user, "第10项谁验收")
    _press(own, answer, "👎", user)
    assert "1人问了1次" in own.ask("/stats", own.admin)
    review = server.ask(own.admin, own.admin, "/phrasings")
    assert "第10项谁验收" in review.text
    since = server.mark()
    assert _press(own, review, "忽略", own.admin) == TELEGRAM.rejected
    assert server.wait_for(chat=own.admin, since=since).buttons == []
    assert own.ask("/phrasings", own.admin) == TELEGRAM.no_review
    assert own.ask("/revisions", own.admin).startswith("▶ 第1版")
    assert own.ask("/rollback", own.admin) == TELEGRAM.rollback_what
    assert "没有第9版" in own.ask("/rollback 9", own.admin)
    assert own.ask("/rollback 1", own.admin) == TELEGRAM.rollback_same.format(number=1)


@pytest.mark.parametrize(
    ("words", "answered"),
    [("/bind", "请写上单位"), ("/bind 市天文台", "没有这个单位：市天文台"), ("/bind 市能源局，市天文台", "没有这个单位：市天文台"),
     ("/unbind", "没有绑定")],
)  # fmt: skip
def test_a_binding_that_cannot_be(bot: Running, words: str, answered: str) -> None:
    """What is wrong is named, and nothing is bound."""
    group = bot.server.add_chat("group", "群", [bot.admin])
    assert answered in bot.server.ask(group, bot.admin, words).text
    assert bot.in_loop(lambda: bot.ledger.chats.binding(group.id)) is None


def test_a_binding_is_for_groups(bot: Running) -> None:
    """In private there is nothing to bind."""
    assert bot.ask("/bind 市能源局", bot.admin) == BINDING.group_only


def test_cancelled_and_pressed_twice(bot: Running) -> None:
    """取消 binds nothing, and its button works once."""
    group = bot.server.add_chat("group", "群", [bot.admin])
    asked = bot.server.ask(group, bot.admin, "/bind 市能源局")
    assert _press(bot, asked, "取消", bot.admin) is None
    bot.server.wait_for(lambda s: s.text == TELEGRAM.cancelled, chat=group)
    query = bot.server.press(asked, asked.flat()[0].data or "", bot.admin, forged=True)
    call = bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    assert call.params["text"] == ANSWERS.expired
    assert bot.in_loop(lambda: bot.ledger.chats.binding(group.id)) is None


def test_a_confirmation_outlives_a_restart(data_dir: Path, tmp_path: Path) -> None:
    """What 确认 agrees to stands in the bot's question; a question that the bot did not ask binds nothing."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with running(data) as bot:
        group = bot.server.add_chat("group", "群", [bot.admin])
        asked = bot.server.ask(group, bot.admin, "/bind 海勃湾区")
        confirm = bot.server.message(asked)
    with running(data) as bot:
        admin = bot.server.add_chat("group", "群", [bot.admin])
        with bot.server.changed:
            bot.server.chats[admin.id].messages[asked.message_id] = {**(confirm or {}), "chat": admin.wire()}
        again = Sent(**{**vars(asked), "chat_id": admin.id})
        _press(bot, again, "确认", bot.admin)
        assert "海勃湾区委、海勃湾区政府" in bot.server.wait_for(chat=admin).text
        answer = bot.server.ask(bot.admin, bot.admin, "/help")
        query = bot.server.press(answer, "v1:b:5:y", bot.admin, forged=True)
        call = bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
        assert call.params["text"] == ANSWERS.expired
        assert [b.chat_id for b in bot.in_loop(bot.ledger.chats.bindings)] == [admin.id]


def test_when_something_was_last_delivered(own: Running) -> None:
    """/chats tells it for each group, in the plan's time zone."""
    group = own.server.add_chat("group", "群", [own.admin])
    _bind(own, group)
    assert "尚未送达过" in own.ask("/chats", own.admin)
    assert f"群（{group.id}）：" in own.ask("/chats", own.admin)
    with sqlite3.connect(own.config.data / "ledger.db") as db:
        needed = [row[1] for row in db.execute("PRAGMA table_info(outbox)") if row[3] and row[4] is None]
        for number, state in ((1, "sent"), (3, "failed")):
            at = f"2025-03-0{number}T17:30:00+00:00"
            row = dict.fromkeys(needed, at) | {"chat_id": group.id, "state": state, "settled_at": at}
            db.execute(f"INSERT INTO outbox({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    assert "最近送达2025-03-02 01:30" in own.ask("/chats", own.admin)


def test_forged_buttons_count_as_tries(own: Running) -> None:
    """Who presses what only administrators may press is refused each time and told of at the third."""
    stranger = own.server.add_user("外人")
    answer = own.server.ask(stranger, stranger, "/help")
    for _ in range(3):
        query = own.server.press(answer, "v1:p:1:y", stranger, forged=True)
        call = own.server.wait_for_call("answerCallbackQuery", lambda c, q=query: c.params["callback_query_id"] == q)  # type: ignore[misc]
        assert call.params["text"] == OFFICE.not_admin
    assert "三次" in own.server.wait_for(chat=own.admin).text


def test_a_topic_is_bound(bot: Running) -> None:
    """The topic in which /bind was said is kept with the binding."""
    forum = bot.server.add_chat("supergroup", "论坛", [bot.admin], forum=True)
    topic = bot.server.add_topic(forum, bot.admin, "能源")
    asked = bot.server.ask(forum, bot.admin, "/bind 市能源局", thread=topic)
    _press(bot, asked, "确认", bot.admin)
    assert bot.server.wait_for(lambda s: s.text.startswith("已绑定"), chat=forum).thread == topic
    assert bot.in_loop(lambda: bot.ledger.chats.binding(forum.id, topic)).thread_id == topic
    assert bot.in_loop(lambda: bot.ledger.chats.binding(forum.id)) is None


def test_nobody_else_is_an_administrator(own: Running) -> None:
    """Refused, recorded, and at the third try told to the administrators, once."""
    stranger = own.server.add_user("外人")
    for command in ("/chats", "/rollback 1", "/stats", "/bind x", "/phrasings"):
        assert own.ask(command, stranger) == OFFICE.not_admin
    told = own.server.wait_for(chat=own.admin)
    assert told.text == TELEGRAM.prying.format(user=f"外人（{stranger.id}）", command="/stats")
    assert len(own.server.sent(own.admin)) == 1
    assert _audit(own) == ["refused"] * 5


def test_anonymous_and_forwarded_commands(own: Running) -> None:
    """An anonymous administrator is told to speak in person; a forwarded command is no command of who forwards it."""
    server = own.server
    group = server.add_chat("supergroup", "群", [own.admin])
    since = server.mark()
    server.say(group, group, "/unbind")
    assert server.wait_for(chat=group, since=since).text == TELEGRAM.anonymous
    since = server.mark()
    with server.changed:
        server.say(own.admin, own.admin, "/chats")
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "外人"}
        server.updates[-1]["message"]["forward_origin"] = origin
    assert server.wait_for(chat=own.admin, since=since).text == OFFICE.not_admin


def test_an_edited_command_is_none(own: Running) -> None:
    """Only a new message is a command."""
    said = own.server.say(own.admin, own.admin, "/revisions")
    own.server.wait_for(chat=own.admin)
    own.server.edit(said, "/rollback 1")
    own.ask("/help", own.admin)
    assert _audit(own) == ["command"]


def test_a_group_that_throws_the_bot_out_while_it_answers(own: Running) -> None:
    """A send that is forbidden suspends the binding."""
    server = own.server
    group = server.add_chat("supergroup", "群", [own.admin])
    _bind(own, group)
    with server.changed:
        server.say(group, own.admin, "/mine")
        group.members[server.me.id] = "kicked"
    assert server.wait_for(chat=own.admin).text == CHATS.out.format(title="群")
    assert _audit(own) == ["command", "bind", "suspend"]
