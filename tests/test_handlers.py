"""A cadre's conversation and a group's, through a real client and the test server."""

from __future__ import annotations

import asyncio
import re
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram.ext import ExtBot
from telegram_fixtures import Running, running
from telegram_server import APPLY_THEN_DROP, BAD_GATEWAY, Chat, TelegramServer, User, error, retry_after

from bot.answers.words import HELP
from bot.engine.words import ANSWERS
from bot.storage.database import Ledger
from bot.telegram.membership import KEPT, Membership
from bot.telegram.words import COMMANDS, TELEGRAM


@pytest.fixture
def group(bot: Running, user: User) -> Chat:
    """A group with the user and the bot in it."""
    return bot.server.add_chat("supergroup", "能源局整改群", [bot.admin, user])


# --- private ------------------------------------------------------------------------------------------------


def test_a_conversation(bot: Running, user: User) -> None:
    """A greeting, a question by number, and a follow-up that leaves the topic out."""
    assert HELP in bot.ask("/start", user)
    assert bot.ask("第10项谁验收", user).startswith("验收单位：市水务局")
    assert "整改时限：2024年12月底" in bot.ask("什么时候完成", user)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("/help", "我只按整改方案的原文回答"),
        ("帮助", "我只按整改方案的原文回答"),
        ("/ask 第10项谁验收", "验收单位：市水务局"),
        ("/ask", "/ask 后面"),
        ("/problem 23", "问题（二十三）"),
        ("/problem 第23项", "问题（二十三）"),
        ("/problem", "请写上编号"),
        ("/problem 99", "没有第99项"),
        ("/start p23", "问题（二十三）"),
        ("/start p23m1", "2025年12月底前，完成剩余7家焦化企业低排放改造"),
        ("/start p23m99", "条整改措施"),
        ("/start p0;DROP", "您好"),
        ("/status", "30个问题，5个方面"),
        ("总览", "30个问题，5个方面"),
        ("/mine", "请在绑定了单位的群里发"),
        ("/nonsense", "没有这个命令"),
        ("？？？", "没有看到文字"),
        ("长" * 600, "问题太长（600字）"),
        ("<b>&第10项谁验收</b>", "验收单位：市水务局"),
    ],
)
def test_what_is_said_and_answered(bot: Running, user: User, said: str, words: str) -> None:
    """Every command, its plain word, and what is no question."""
    assert words in bot.ask(said, user)


@pytest.mark.parametrize("said", ["/due", "/due 3660天", "到期"])
def test_due(bot: Running, said: str) -> None:
    """What is late and what falls due by then, counted from the ledger; without a number of days, thirty."""
    days = 3660 if "3660" in said else 30
    assert re.match(rf"已逾期\d+个事项，{days}天内到期\d+个事项。\n台账尚无登记", bot.ask(said, bot.admin))


def test_what_is_no_text(bot: Running, user: User) -> None:
    """A file is answered with what to do instead."""
    since = bot.server.mark()
    bot.server.upload(user, user, "a.docx", b"x")
    assert bot.server.wait_for(chat=user, since=since).text == TELEGRAM.file.format(name="a.docx")


def test_an_edited_question_is_answered_by_an_edit(bot: Running, user: User) -> None:
    """The answer changes in place; the edit of a message that was never answered is nothing."""
    server = bot.server
    said = server.say(user, user, "第10项谁验收")
    first = server.wait_for(chat=user)
    server.edit(said, "第5项谁验收")
    second = server.wait_for(chat=user, method="editMessageText")
    assert (second.message_id, "问题（五）" in second.text) == (first.message_id, True)
    with server.changed:
        ignored = server.say(user, user, "第7项谁验收")
        server.updates.clear()
    server.edit(ignored, "第8项谁验收")
    assert "问题（六）" in bot.ask("第6项谁验收", user)
    assert len(server.sent(user)) == 3


def test_typing_is_shown_and_a_lost_answer_is_sent_again_once(bot: Running, user: User) -> None:
    """A private question has a typing action; a send whose outcome is unknown is repeated once, for lost would be worse."""
    bot.server.fail("sendMessage", APPLY_THEN_DROP, chat=user, times=2)
    bot.server.say(user, user, "第10项谁验收")
    bot.server.wait_for_call("sendChatAction", lambda c: c.params["chat_id"] == user.id)
    bot.server.wait_for_many(2, chat=user)
    assert "问题（五）" in bot.ask("第5项谁验收", user)
    assert len(bot.server.sent(user)) == 3


def test_html_that_is_declined_is_sent_as_plain_text(bot: Running, user: User) -> None:
    """One answer comes, without its marks."""
    bot.server.fail("sendMessage", error(400, "Bad Request: can't parse entities: Unsupported start tag"), chat=user)
    sent = bot.server.ask(user, user, "第10项谁验收")
    assert sent.text.startswith("验收单位：市水务局")
    assert sent.entities == []


def test_who_floods_is_told_once(bot: Running, user: User) -> None:
    """Of many questions at once some are answered; that it is too fast is said once, and others are not held up."""
    other = bot.server.add_user("赵工")
    with bot.server.changed:
        for i in range(45):
            bot.server.say(user, user, f"第{min(i, 20) + 1}项谁验收")
    assert "验收单位" in bot.ask("第10项谁验收", other)
    bot.server.wait_for(lambda s: s.text == TELEGRAM.busy, chat=user)
    assert "问题（二十一）" in bot.server.wait_for(lambda s: "（二十一）" in s.text, chat=user).text
    texts = [s.text for s in bot.server.sent(user)]
    assert texts.count(TELEGRAM.busy) == 1
    assert len(texts) <= 23


def test_a_full_disk(data_dir: Path, tmp_path: Path) -> None:
    """Questions are answered although nothing can be kept, the administrators are told once, and what fails says why, theirs and anybody's."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data")), before=_filled) as bot:
        user = bot.server.add_user("王工")
        group = bot.server.add_chat("supergroup", "水务局群", [bot.admin, user])
        assert "验收单位" in bot.ask("第10项谁验收", user)
        assert bot.server.ask(group, bot.admin, "/unfollow").text == TELEGRAM.unwritten
        assert "验收单位" in bot.ask("第9项谁验收", user)
        bot.server.say(bot.admin, bot.admin, "/rollback 1")
        bot.server.wait_until(lambda: len(bot.server.sent(bot.admin)) == 2)
        assert [s.text for s in bot.server.sent(bot.admin)] == [ANSWERS.unwritable] * 2


def _filled(bot: Running) -> None:
    """Nothing can be written from the start, so that the day's work finds it out too, whenever it comes to it."""
    for db in (bot.ledger._db, bot.inbox._db):
        db.execute("PRAGMA query_only = ON")


# --- buttons ------------------------------------------------------------------------------------------------


def test_buttons(bot: Running, user: User) -> None:
    """Another field, a follow-up to it, the original and thumbs."""
    server = bot.server
    answer = server.ask(user, user, "第10项谁验收")
    for button, words in (("整改时限", "整改时限：2024年12月底"), ("整改措施", "的整改措施："), ("原文", "责任单位：")):
        since = server.mark()
        server.press(answer, button, user)
        assert words in server.wait_for(chat=user, since=since).text
    assert "问题（十）" in bot.ask("目标呢", user)
    query = server.press(answer, "👍", user)
    call = server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    assert call.params["text"] == ANSWERS.thanks
    kept = bot.in_loop(lambda: bot.ledger.questions.get(int(answer.flat()[-1].data.split(":")[2])))  # type: ignore[union-attr]
    assert kept.thumb == 1


def test_a_choice(bot: Running, user: User) -> None:
    """Where several problems may be meant the asker picks one, by its button or its number; the pick is kept for review."""
    server = bot.server
    asked = bot.in_loop(lambda: bot.ledger.questions.keep(user.id, user.id, "谁验收", "choose", 5, False, 1))
    answer = server.ask(user, user, "第10项谁验收")
    since = server.mark()
    server.press(answer, f"v1:c:{asked}:7", user, forged=True)
    assert "问题（七）" in server.wait_for(chat=user, since=since).text
    assert bot.in_loop(lambda: bot.ledger.questions.get(asked)).chosen == 7


@pytest.mark.parametrize(
    "data",
    ["v0:f:1:10:r", "v1:f:1:10:z", "v1:f:1:x:r", "v1:c:999999:3", "v1:t:1:u", "v1:t:--5:u", "v1:f:99999999999999999999999:1:r",
     "v1:f:", "", "rm -rf", "v1:c:1:²", "v1:zz:1:1"],
)  # fmt: skip
def test_forged_or_old_buttons_are_expired(bot: Running, user: User, data: str) -> None:
    """Data that means nothing here gets a polite alert and does nothing."""
    answer = bot.server.ask(user, user, "第10项谁验收")
    since = bot.server.mark()
    query = bot.server.press(answer, data or "x", user, forged=True)
    call = bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    assert (call.params["text"], bot.server.sent(user, since=since)) == (ANSWERS.expired, [])


def test_a_button_of_an_older_revision(bot: Running, user: User) -> None:
    """It says that the plan was updated and shows the new text."""
    since = bot.server.mark()
    answer = bot.server.ask(user, user, "第10项谁验收")
    bot.server.press(answer, "v1:f:0:10:d", user, forged=True)
    text = bot.server.wait_for(lambda s: s.text.startswith(ANSWERS.updated), chat=user, since=since).text
    assert "整改时限：2024年12月底" in text


# --- groups -------------------------------------------------------------------------------------------------


def test_a_group_is_answered_when_it_means_the_bot(bot: Running, user: User, group: Chat) -> None:
    """/ask, a mention, a reply to the bot and /ask under somebody's question are answered with a reply; other talk is not."""
    server = bot.server
    server.promote(group, server.me, bot.admin)
    ignored = server.say(group, user, "第7项谁验收")
    answer = server.ask(group, user, "/ask@plan_test_bot 第10项谁验收")
    assert answer.text.startswith("验收单位：市水务局")
    assert "整改时限" in server.ask(group, user, "什么时候完成", reply_to=answer).text
    assert "问题（五）" in server.ask(group, user, "@Plan_Test_Bot 第5项谁验收").text
    assert "问题（七）" in server.ask(group, user, "/ask", reply_to=ignored).text
    server.say(group, user, "@plan_test_bot2 第8项谁验收")
    assert "问题（六）" in server.ask(group, user, "/problem 6").text
    assert len(server.sent(group)) == 5
    assert all(s.reply_to for s in server.sent(group))


def test_old_questions_of_a_group_are_left(bot: Running, user: User, group: Chat) -> None:
    """What was asked while the bot was down is not answered in a group when the talk has gone on."""
    with bot.server.changed:
        bot.server.say(group, user, "/ask 第10项谁验收")
        bot.server.updates[-1]["message"]["date"] = int((datetime.now(UTC) - timedelta(minutes=20)).timestamp())
    assert "问题（五）" in bot.server.ask(group, user, "/ask 第5项谁验收").text
    assert len(bot.server.sent(group)) == 1


def test_topics_are_kept(bot: Running, user: User) -> None:
    """An answer goes where the question was; General has no thread."""
    server = bot.server
    forum = server.add_chat("supergroup", "论坛", [bot.admin, user], forum=True)
    topic = server.add_topic(forum, user, "能源")
    assert server.ask(forum, user, "/ask 第10项谁验收", thread=topic).thread == topic
    assert server.ask(forum, user, "/ask 第10项谁验收").thread is None


def test_a_topic_that_is_gone(bot: Running, user: User) -> None:
    """The answer goes to General, once."""
    server = bot.server
    forum = server.add_chat("supergroup", "论坛", [bot.admin, user], forum=True)
    topic = server.add_topic(forum, user, "能源")
    with server.changed:
        server.say(forum, user, "/ask 第10项谁验收", thread=topic)
        server.delete_topic(forum, topic)
    assert server.wait_for(chat=forum).thread is None


def test_a_group_that_floods(bot: Running, user: User, group: Chat) -> None:
    """A group gets no more than Telegram lets through in a minute."""
    people = [bot.server.add_user(f"{i}号") for i in range(15)]
    for person in people * 2:
        bot.server.say(group, person, "/ask 第10项谁验收")
    bot.server.wait_read()
    bot.ask("第10项谁验收", user)
    assert len(bot.server.sent(group)) <= 20


def test_a_question_in_a_group_that_moves(bot: Running, user: User) -> None:
    """A group that became a supergroup meanwhile gets its answer under its new id."""
    server = bot.server
    old = server.add_chat("group", "老群", [bot.admin, user])
    with server.changed:
        server.say(old, user, "/ask 第10项谁验收")
        new = server.migrate(old, bot.admin)
    assert server.wait_for(chat=new).text.startswith("验收单位")


# --- inline, menus, admission -------------------------------------------------------------------------------


def test_inline(bot: Running, user: User) -> None:
    """The answer and its problem can be pasted; the problem links to the bot; too little or nothing found offers nothing."""
    offered = {}
    for words in ("第10项谁验收", "第", "天气怎么样"):
        query = bot.server.inline(user, words)
        call = bot.server.wait_for_call("answerInlineQuery", lambda c, q=query: c.params["inline_query_id"] == q)  # type: ignore[misc]
        assert call.status == 200
        offered[words] = call.params["results"]
    pasted = [r["input_message_content"]["message_text"] for r in offered["第10项谁验收"]]
    assert "验收单位：市水务局" in pasted[0]
    assert 'href="https://t.me/plan_test_bot?start=p10"' in pasted[1]
    assert (offered["第"], offered["天气怎么样"]) == ([], [])


def test_an_inline_result_links_to_the_measure(bot: Running, user: User) -> None:
    """A result about one measure opens that measure in the bot."""
    query = bot.server.inline(user, "第23项第1条措施")
    call = bot.server.wait_for_call("answerInlineQuery", lambda c: c.params["inline_query_id"] == query)
    pasted = [r["input_message_content"]["message_text"] for r in call.params["results"]]
    assert all("start=p23m1" in text for text in pasted)


def test_a_server_that_fails_for_a_while(bot: Running, user: User) -> None:
    """An answer that Telegram's servers do not take is sent again, a chat that is to wait keeps nobody else waiting."""
    bot.server.fail("sendMessage", BAD_GATEWAY, chat=user)
    assert "验收单位" in bot.ask("第10项谁验收", user)
    bot.server.fail("sendMessage", retry_after(1), chat=user)
    since = bot.server.mark()
    bot.server.say(user, user, "第10项谁验收")
    bot.server.wait_for_call("sendMessage", lambda c: c.status == 429)
    bot.ask("第10项谁验收", bot.server.add_user("赵工"))
    assert "验收单位" in bot.server.wait_for(chat=user, since=since).text


def test_menus(bot: Running) -> None:
    """Private chats, groups and each administrator are shown what they may do, in Chinese."""
    menus = {scope: [c["command"] for c in commands] for (scope, _), commands in bot.server.commands.items()}
    admins = next(v for k, v in menus.items() if str(bot.admin.id) in k)
    assert menus['{"type": "all_private_chats"}'] == list(COMMANDS)
    assert "mine" in menus['{"type": "all_group_chats"}']
    assert "bind" in admins
    assert not any("bind" in v for k, v in menus.items() if str(bot.admin.id) not in k)


def test_only_bound_groups(data_dir: Path, tmp_path: Path) -> None:
    """With RECTIFY_USERS=bound a stranger is told whom to ask; who is in a bound group is known, and so is an administrator."""
    data = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with running(data, users="bound") as bot:
        stranger, member = bot.server.add_user("外人"), bot.server.add_user("王工")
        group = bot.server.add_chat("group", "群", [bot.admin, member])
        assert bot.ask("第10项谁验收", stranger) == TELEGRAM.not_bound_user
        query = bot.server.press(bot.server.sent(stranger)[0], "v1:f:1:10:r", stranger, forged=True)
        call = bot.server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
        assert call.params["text"] == TELEGRAM.not_bound_user
        bot.server.say(group, member, "/ask 第10项谁验收")
        assert bot.ask("第10项谁验收", bot.admin).startswith("验收单位")
        assert bot.server.sent(group) == []
        bot.in_loop(lambda: bot.ledger.chats.bind(group.id, None, "群", ["市能源局"], bot.admin.id))
        assert bot.server.ask(group, member, "/ask 第10项谁验收").text.startswith("验收单位")
        assert bot.ask("第10项谁验收", member).startswith("验收单位")
        silent = bot.server.add_user("联络员")
        bot.server.join(group, silent)
        assert bot.ask("第10项谁验收", silent).startswith("验收单位")  # who never said a word in the group
        assert bot.ask("第10项谁验收", bot.server.add_user("又一外人")) == TELEGRAM.not_bound_user


def test_who_left_the_group_is_known_no_more(tmp_path: Path) -> None:
    """Membership is looked up again after a while, not remembered for ever."""
    now = [0.0]
    with TelegramServer() as server, closing(Ledger(tmp_path / "ledger.db")) as ledger:
        member, stranger = server.add_user("王工"), server.add_user("外人")
        group = server.add_chat("supergroup", "群", [member])
        ledger.chats.bind(group.id, None, group.title, ["市能源局"], 1)

        async def known(*users: User) -> list[bool]:
            async with ExtBot(server.token, f"{server.url}/bot") as client:
                return [await members.includes(client, u.id) for u in users]

        members = Membership(ledger, clock=lambda: now[0])
        assert asyncio.run(known(member, stranger)) == [True, False]
        server.kick(group, member, server.add_user("群主"))
        assert asyncio.run(known(member)) == [True]
        now[0] = KEPT[True]
        assert asyncio.run(known(member)) == [False]
