"""What each role is told and shown in a chat: help, menus, files and captions, days that are written in words."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_fixtures import Running, running
from telegram_server import User

import bot.ledger.words
import bot.reminders.words
import bot.telegram.words
from bot.engine.asking.overview import read_days
from bot.engine.words import ACTIONS, ANSWERS, BINDING, CASE, CHATS, EVENT, OFFICE, PLAIN, STATUS
from bot.reminders.morning import BEGIN
from bot.reminders.words import BUTTONS, WORDS
from bot.telegram.saying import in_chat
from bot.telegram.words import TELEGRAM

PNG = b"\x89PNG"


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot with a data directory of its own."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as started:
        yield started


def test_help_is_each_roles_own(own: Running) -> None:
    """A stranger hears of questions; a bound group of its tasks; an administrator of the desk and the rest; an unbound group how it is bound."""
    server, user = own.server, own.server.add_user("王工")
    group, bound = (server.add_chat("supergroup", title, [user]) for title in ("群", "能源群"))
    own.in_loop(lambda: own.ledger.chats.bind(bound.id, None, bound.title, ["市能源局"], own.admin.id))
    said = {
        "stranger": server.ask(user, user, "/help").text,
        "group": server.ask(group, user, "/help").text,
        "bound": server.ask(bound, user, "/help").text,
        "admin": server.ask(own.admin, own.admin, "/help").text,
    }
    told = {role: {w for w in ("/desk", "/mine", "/bind", "/reindex") if w in text} for role, text in said.items()}
    assert told == {"stranger": set(), "group": {"/bind"}, "bound": {"/mine"}, "admin": {"/desk", "/bind", "/reindex"}}


def test_start_gives_an_administrator_the_menu(own: Running) -> None:
    """It cannot be set before the private chat is begun, so /start sets it; nobody else gets it."""
    for user, times in ((own.admin, 1), (own.server.add_user("王工"), 0)):
        since = len(own.server.calls)
        own.server.ask(user, user, "/start")
        own.server.ask(user, user, "/problem")  # by then /start is done with
        menus = [c for c in own.server.calls[since:] if c.method == "setMyCommands"]
        assert [c.params["scope"]["chat_id"] for c in menus] == [user.id] * times
        assert all({"desk", "bind"} <= {x["command"] for x in c.params["commands"]} for c in menus)


def test_a_file_without_a_word_is_told_what_it_may_be_for(own: Running) -> None:
    """To an administrator how it comes in, to everybody else where evidence goes; /ledger in reply to it reads it."""
    server, user = own.server, own.server.add_user("王工")

    def sent(who: User, name: str) -> str:
        since = server.mark()
        server.upload(who, who, name, b"PK")
        return server.wait_for(chat=who, since=since).text

    assert "回复这个文件发 /ledger" in sent(own.admin, "台账.xlsx")
    assert "回复这个文件发 /reindex" in sent(own.admin, "方案.docx")
    assert "报完成的材料" in sent(user, "材料.pdf")
    file = server.upload(own.admin, own.admin, "台账.xlsx", b"no workbook")
    since = server.mark()
    server.say(own.admin, own.admin, "/ledger", reply_to=file["message_id"])
    assert "Excel" in server.wait_for(lambda s: not s.text.startswith("收到表格"), chat=own.admin, since=since).text


def test_a_question_may_be_a_caption(own: Running) -> None:
    """Of a photo in private; in a group with /ask before it; /ask in reply to a photo asks its caption."""
    server, user = own.server, own.server.add_user("王工")
    group = server.add_chat("supergroup", "群", [user], bot="administrator")
    answers = []
    since = server.mark()
    server.photo(user, user, PNG, caption="第23项谁验收")
    answers.append(server.wait_for(chat=user, since=since).text)
    server.photo(group, user, PNG, caption="/ask 第23项谁验收")
    answers.append(server.wait_for(chat=group, since=since).text)
    since = server.mark()
    photo = server.photo(group, user, PNG, caption="第23项谁验收")
    answers.append(server.ask(group, user, "/ask", reply_to=photo["message_id"]).text)
    assert len(set(answers)) == 1
    assert "市生态环境局" in answers[0]
    assert len(server.sent(group, since=since)) == 1  # the photo alone was not for the bot


@pytest.mark.parametrize(
    ("words", "days"),
    [("", 30), ("60", 60), ("六十", 60), ("60天", 60), ("两周", 14), ("3个月", 90), ("一年", 365), ("10天内", 10), ("99999", 3660),
     ("abc", None), ("天", None), ("-1", None), ("30 abc", None), ("十十", None)],
)  # fmt: skip
def test_days_are_read_as_they_are_written(words: str, days: int | None) -> None:
    """In digits or words, as days, weeks, months or a year; what is no number is none."""
    assert read_days(words) == days


def test_due_is_of_the_units_of_the_group(own: Running) -> None:
    """A unit's group sees its own, and on request everybody's; a word that is no number gets one sentence."""
    server, user = own.server, own.server.add_user("王工")
    bound = server.add_chat("supergroup", "公安群", [user])
    own.in_loop(lambda: own.ledger.chats.bind(bound.id, None, bound.title, ["市公安局"], own.admin.id))
    mine, every = server.ask(bound, user, "/due").text, server.ask(bound, user, "/due 全市").text
    assert mine.startswith("市公安局：已逾期1个事项")
    assert mine.endswith(STATUS.due_all)
    assert len(every.split("\n")) > len(mine.split("\n"))
    assert server.ask(bound, user, "/due abc").text == STATUS.due_what


def test_the_beginning_of_the_ledger_is_asked_twice(own: Running) -> None:
    """从现在开始 asks back; 先不 leaves everything; nobody but the office may."""
    server, user = own.server, own.server.add_user("王工")
    stranger = server.ask(user, user, "/help")
    query = server.press(stranger, f"v1:s:{BEGIN}", user, forged=True)
    call = server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    assert call.params["text"] == OFFICE.not_admin
    mine = server.ask(own.admin, own.admin, "/help")
    since = server.mark()
    server.press(mine, f"v1:s:{BEGIN}", own.admin, forged=True)
    asked = server.wait_for(chat=own.admin, since=since)
    assert asked.text == WORDS.begin_sure
    assert not own.in_loop(own.ledger.audit.is_begun)
    server.press(asked, WORDS.begin_yes, own.admin)
    assert "台账从现在开始记" in server.wait_for(lambda s: "开始记" in s.text, chat=own.admin, since=since).text
    assert own.in_loop(own.ledger.audit.is_begun)
    assert BUTTONS.begin == "从现在开始"


def test_an_events_day_is_told_to_its_units(own: Running) -> None:
    """A chat whose items wait for it hears their days; another does not; taking it back is told too."""
    server = own.server
    land, water = (server.add_chat("supergroup", title, [own.admin]) for title in ("自然资源群", "水务群"))
    for chat, unit in ((land, "市自然资源局"), (water, "市水务局")):
        own.in_loop(lambda c=chat, u=unit: own.ledger.chats.bind(c.id, None, c.title, [u], own.admin.id))
    for words, told in (("2026-10-01", "2027年3月1日"), ("撤销", "待定起算日")):
        asked, since = server.ask(own.admin, own.admin, f"/event 矿区总规批复 {words}"), server.mark()
        server.press(asked, "确认", own.admin)
        server.wait_for(chat=own.admin, since=since)  # or what comes late is taken for the next answer
        heard = server.wait_for(chat=land, since=since).text
        assert heard.startswith("督办办公室")
        assert told in heard
    assert server.sent(water) == []


def test_a_group_is_told_what_the_bot_is_for(own: Running) -> None:
    """When it is added, and not again when it is bound and the bot comes back."""
    server, user = own.server, own.server.add_user("王工")
    group = server.add_chat("supergroup", "群", [user], bot="left")
    server.join(group, server.me, user)
    assert server.wait_for(chat=group).text == TELEGRAM.joined


def test_nothing_in_chat_speaks_of_shells() -> None:
    """The sentences of the chat name no command of a terminal, and errors are said without theirs."""
    modules = (bot.ledger.words, bot.reminders.words, bot.telegram.words)
    spoken = (*modules, ACTIONS, ANSWERS, BINDING, CASE, CHATS, EVENT, OFFICE, PLAIN, STATUS)
    shells = re.compile(r"python -m|pip install|终端|--\w+|\.venv|scripts/")
    chat = "".join(inspect.getsource(s) for s in spoken)
    assert [
        line for line in chat.splitlines() if shells.search(line) and not line.strip().startswith(("send_", '"""', "#"))
    ] == []
    assert in_chat("没有第9版索引。请用 python -m bot revisions 查看已有的版本。") == "没有第9版索引。请告诉维护服务器的人。"
    assert in_chat("没有第9项。") == "没有第9项。"
