"""The test server answers a real client as the Bot API does, and lets a test play the people in the chats."""

from __future__ import annotations

import asyncio
import html
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters
from telegram_html import EntityError, entity_text, find_entities, parse_html, trim
from telegram_server import (
    APPLY_THEN_DROP,
    BAD_GATEWAY,
    DROP,
    GARBAGE,
    PATIENCE,
    Chat,
    Fault,
    TelegramServer,
    User,
    error,
    hang,
    retry_after,
)


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """A running server."""
    with TelegramServer() as running:
        yield running


@pytest.fixture
def user(server: TelegramServer) -> User:
    """A person with a private chat."""
    return server.add_user("王工", "wanggong")


def call(server: TelegramServer, work: Callable[[Bot], Awaitable[Any]], token: str | None = None) -> Any:
    """What a real client gets out of `work`."""

    async def run() -> Any:
        bot = Bot(token or server.token, base_url=server.base_url, base_file_url=server.base_file_url)
        async with bot:
            return await work(bot)

    return asyncio.run(run())


def updates(server: TelegramServer, **options: Any) -> list[Any]:
    """What one getUpdates returns to a real client."""
    return list(call(server, lambda bot: bot.get_updates(**options)))


def keyboard(*data: str) -> InlineKeyboardMarkup:
    """One button a row, its text the data with "按"."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"按{d}", callback_data=d)] for d in data])


# --- HTML


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a<b>粗<i>斜</i></b>", "a粗斜", [("bold", 1, 2, {}), ("italic", 2, 1, {})]),
        ("😀<STRONG>x</>", "😀x", [("bold", 2, 1, {})]),
        ("<u>1</u><ins>2</ins><s>3</s><strike>4</strike><del>5</del>", "12345", None),
        ("<span class='tg-spoiler'>x</span>", "x", [("spoiler", 0, 1, {})]),
        ('<a href="https://a.cn/?x=1&amp;y=2">链</a>', "链", [("text_link", 0, 1, {"url": "https://a.cn/?x=1&y=2"})]),
        ('<a href="tg://user?id=7">人</a>', "人", [("text_mention", 0, 1, {"user": {"id": 7}})]),
        ('<a href="nowhere">平</a>', "平", []),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1, {"language": "py"})]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1, {})]),
        ('<tg-emoji emoji-id="5368">😀</tg-emoji>', "😀", [("custom_emoji", 0, 2, {"custom_emoji_id": "5368"})]),
        ("&lt;&gt;&amp;&quot;&#20013;&#x4e2d;&nbsp;&", '<>&"中中&nbsp;&', []),
        ("<b></b>x", "x", []),
    ],
    ids=["nested", "utf16", "aliases", "span", "link", "user", "no-link", "pre", "quote", "emoji", "references", "empty"],
)
def test_html_is_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int, Any]] | None) -> None:
    """Allowed tags become entities counted in UTF-16 units, and only four names and numbers are references."""
    got, found = parse_html(source)
    assert got == text
    if entities is None:
        assert [e["type"] for e in found] == ["underline"] * 2 + ["strikethrough"] * 3
    else:
        assert found == [{"type": t, "offset": o, "length": n, **more} for t, o, n, more in entities]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("中<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("水<3吨", "Unclosed start tag at byte offset 3"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href='x>x</a>", "Unexpected end of name token at byte offset 8"),
    ],
    ids=["tag", "less-than", "space", "open", "end", "crossed", "cut-end", "span", "attribute", "quote"],
)
def test_wrong_html_is_refused(source: str, message: str) -> None:
    """Each error has the server's words and the offset in bytes."""
    with pytest.raises(EntityError) as e:
        parse_html(source)
    assert str(e.value) == message


@given(st.text())
def test_escaped_text_is_itself(text: str) -> None:
    """Whatever is escaped comes back without entities."""
    assert parse_html(html.escape(text, quote=False)) == (text.replace("\r", ""), [])


@given(st.text("<>/&;# ='\"abip水\n"))
def test_any_html_is_parsed_or_refused(text: str) -> None:
    """No input does anything but give entities inside the trimmed text or raise EntityError."""
    try:
        plain, entities = trim(*parse_html(text))
    except EntityError:
        return
    assert all(entity_text(plain, e) for e in entities)
    assert plain == plain.rstrip(" \n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/plan 3", ["bot_command:/plan"]),
        ("😀/plan@a_bot，好", ["bot_command:/plan@a_bot"]),
        ("/plan进度", []),
        ("和/或", []),
        ("问 @a_bot: 进度 https://a.cn/x", ["mention:@a_bot", "url:https://a.cn/x"]),
        ("@a_bot进度 a@b.cn", []),
    ],
    ids=["command", "addressed", "glued", "slash", "mention", "glued-mention"],
)
def test_entities_of_plain_text(text: str, found: list[str]) -> None:
    """Commands and mentions end at a boundary; a 汉字 right after one makes it plain text."""
    assert [f"{e['type']}:{entity_text(text, e)}" for e in find_entities(text)] == found


# --- what is refused


@pytest.mark.parametrize(
    ("work", "kind", "message"),
    [
        (lambda b, u: b.send_message(404, "x"), BadRequest, "Chat not found"),
        (lambda b, u: b.send_message(u, ""), BadRequest, "Message text is empty"),
        (lambda b, u: b.send_message(u, "<b>字</b>" * 4097, parse_mode="HTML"), BadRequest, "Message is too long"),
        (
            lambda b, u: b.send_message(u, "<x>", parse_mode="HTML"),
            BadRequest,
            'Can\'t parse entities: unsupported start tag "x" at byte offset 0',
        ),
        (lambda b, u: b.send_message(u, "x", reply_markup=keyboard("水" * 22)), BadRequest, "Button_data_invalid"),
        (
            lambda b, u: b.send_message(u, "x", reply_markup=keyboard(*map(str, range(101)))),
            BadRequest,
            "Reply markup is too long",
        ),
        (lambda b, u: b.send_message(u, "x", reply_to_message_id=99), BadRequest, "Message to be replied not found"),
        (lambda b, u: b.send_message(u, "x", message_thread_id=1), BadRequest, "Message thread not found"),
        (lambda b, u: b.edit_message_text("x", u, 99), BadRequest, "Message to edit not found"),
        (lambda b, u: b.delete_message(u, 99), BadRequest, "Message to delete not found"),
        (
            lambda b, u: b.answer_callback_query("1"),
            BadRequest,
            "Query is too old and response timeout expired or query id is invalid",
        ),
        (lambda b, u: b.get_file("none"), BadRequest, "Invalid file_id"),
        (lambda b, u: b.do_api_request("noSuchMethod"), TelegramError, "Endpoint 'noSuchMethod' not found in Bot API"),
    ],
    ids=["chat", "empty", "long", "html", "data", "buttons", "reply", "thread", "edit", "delete", "query", "file", "method"],
)
def test_bad_requests(server: TelegramServer, user: User, work: Any, kind: type[TelegramError], message: str) -> None:
    """A request the real server refuses is refused in its words and has no effect."""
    with pytest.raises(kind) as e:
        call(server, lambda bot: work(bot, user.id))
    assert e.value.message == message
    assert server.sent() == []


def test_the_limits_themselves_are_allowed(server: TelegramServer, user: User) -> None:
    """4096 characters after parsing, 64 bytes of data and 100 buttons pass."""
    markup = keyboard("水" * 21 + "x", *map(str, range(99)))
    call(server, lambda bot: bot.send_message(user.id, f"<b>{'😀' * 4096}</b>\n", parse_mode="HTML", reply_markup=markup))
    sent = server.wait_for(chat=user)
    assert sent.text == "😀" * 4096
    assert sent.marked("bold") == [sent.text]
    assert len(sent.flat()) == 100


def test_a_wrong_token_is_refused(server: TelegramServer) -> None:
    """A client with another token gets 401."""
    with pytest.raises(InvalidToken):
        call(server, lambda bot: bot.get_me(), token="7:NO")


# --- polling


def test_updates_come_until_confirmed(server: TelegramServer, user: User) -> None:
    """What was not confirmed comes again, `limit` cuts, an offset confirms what is before it."""
    for text in ("一", "二", "三"):
        server.say(user, user, text)
    first = updates(server)
    assert [u.message.text for u in first] == ["一", "二", "三"]
    assert updates(server, limit=2) == first[:2]
    assert updates(server, offset=first[2].update_id) == first[2:]
    assert updates(server, offset=first[2].update_id + 1) == []
    server.wait_read()


def test_kinds_of_updates_are_kept_between_requests(server: TelegramServer, user: User) -> None:
    """`allowed_updates` holds until given again, and bears on updates after it."""
    updates(server, allowed_updates=["callback_query"])
    server.say(user, user, "没人听")
    updates(server)
    server.inline(user, "没人听")
    assert updates(server, allowed_updates=[]) == []
    server.say(user, user, "听到")
    assert [u.message.text for u in updates(server)] == ["听到"]


def test_a_second_poll_ends_the_first(server: TelegramServer, user: User) -> None:
    """The first of two waiting getUpdates gets 409, the second the update."""

    async def both(bot: Bot) -> tuple[Any, Any]:
        async with Bot(server.token, base_url=server.base_url) as another:
            first = asyncio.create_task(bot.get_updates(timeout=20))
            await asyncio.to_thread(server.wait_until, lambda: any(c.method == "getUpdates" for c in server.calls))
            second = asyncio.create_task(another.get_updates(timeout=20))
            results = await asyncio.gather(first, return_exceptions=True)
            server.say(user, user, "好")
            return results[0], await second

    ended, got = call(server, both)
    assert isinstance(ended, Conflict)
    assert ended.message == "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    assert [u.message.text for u in got] == ["好"]


def test_a_webhook_forbids_polling(server: TelegramServer) -> None:
    """getUpdates gets 409 until the webhook is deleted."""
    call(server, lambda bot: bot.set_webhook("https://a.cn/hook"))
    assert call(server, lambda bot: bot.get_webhook_info()).url == "https://a.cn/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        updates(server)
    call(server, lambda bot: bot.delete_webhook())
    assert updates(server) == []


def test_an_application_talks_with_a_person(server: TelegramServer, user: User) -> None:
    """A polling Application answers a message, a press of a button and an edit, and stops cleanly."""

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(f"收到 {update.effective_message.text}", reply_markup=keyboard("ok"))

    async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("好")
        await update.callback_query.edit_message_text("已办")

    def people() -> None:
        sent = server.ask(user, user, "/start 你好")
        assert (sent.text, sent.flat()[0].data) == ("收到 /start 你好", "ok")
        query = server.press(sent, "按ok", user)
        assert server.wait_for(method="editMessageText").text == "已办"
        assert server.wait_for_call("answerCallbackQuery").params == {"callback_query_id": query, "text": "好"}
        with pytest.raises(AssertionError, match="no button"):
            server.press(sent, "ok", user)
        message = server.say(user, user, "错字")
        server.wait_for(lambda s: s.text == "收到 错字")
        server.edit(message, "改好")
        server.wait_for(lambda s: s.text == "收到 改好")
        server.wait_read()

    async def run() -> None:
        app = Application.builder().token(server.token).base_url(server.base_url).base_file_url(server.base_file_url).build()
        app.add_handler(MessageHandler(filters.TEXT, echo))
        app.add_handler(CallbackQueryHandler(pressed))
        async with app:
            assert app.updater is not None
            await app.start()
            await app.updater.start_polling()
            await asyncio.to_thread(people)
            await app.updater.stop()
            await app.stop()

    asyncio.run(run())


def test_stopping_ends_a_waiting_poll() -> None:
    """A client that waits gets an empty answer or a cut line when the server stops, at once."""
    server = TelegramServer().start()

    async def wait(bot: Bot) -> Any:
        poll = asyncio.create_task(bot.get_updates(timeout=50))
        await asyncio.to_thread(server.wait_until, lambda: any(c.method == "getUpdates" for c in server.calls))
        await asyncio.to_thread(server.stop)
        return (await asyncio.gather(poll, return_exceptions=True))[0]

    result = call(server, wait)
    assert result == () or isinstance(result, NetworkError)


# --- chats


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("/plan", True),
        ("/plan@plan_test_bot 3", True),
        ("/plan@other_bot", False),
        ("看 /plan", False),
        ("@Plan_Test_Bot 进度", True),
        ("@plan_test_bot进度", False),
        ("大家好", False),
    ],
)
@pytest.mark.parametrize("status", ["member", "administrator", "left"])
def test_privacy_mode(server: TelegramServer, user: User, text: str, reaches: bool, status: str) -> None:
    """A member sees only what is meant for it, an administrator all, a stranger nothing."""
    group = server.add_chat("supergroup", "专班", [user], bot=status)
    server.say(group, user, text)
    assert bool(server.updates) == (status == "administrator" or (reaches and status == "member"))


def test_replies_and_service_messages_pass_privacy(server: TelegramServer, user: User) -> None:
    """A reply to the bot and a service message reach it; in a supergroup a reply carries a thread that is no topic."""
    group = server.add_chat("supergroup", "专班", [user])
    sent = call(server, lambda bot: bot.send_message(group.id, "请填报"))
    server.say(group, user, "已填", reply_to=sent.to_dict())
    server.join(group, server.add_user("李工"))
    reply, joined = updates(server)
    assert (reply.message.message_thread_id, reply.message.is_topic_message) == (sent.message_id, None)
    assert joined.message.new_chat_members[0].first_name == "李工"
    with pytest.raises(BadRequest, match="thread not found"):
        call(server, lambda bot: bot.send_message(group.id, "x", message_thread_id=sent.message_id))


def test_anonymous_and_channel_senders(server: TelegramServer, user: User) -> None:
    """An anonymous administrator and a channel write under the names of Telegram's own bots."""
    group = server.add_chat("supergroup", "专班", [user])
    channel = server.add_chat("channel", "通报", [user], bot="left")
    server.say(group, group, "/a")
    server.say(group, channel, "/b")
    anonymous, posted = (u.message for u in updates(server))
    assert (anonymous.from_user.username, anonymous.sender_chat.id) == ("GroupAnonymousBot", group.id)
    assert (posted.from_user.username, posted.sender_chat.id) == ("Channel_Bot", channel.id)


def test_topics(server: TelegramServer, user: User) -> None:
    """A reply stays in its topic, General has no thread id, and a deleted topic is not found."""
    forum = server.add_chat("supergroup", "论坛", [user], forum=True)
    thread = server.add_topic(forum, user, "水务")
    asked = server.say(forum, user, "/plan", thread=thread)
    call(server, lambda bot: bot.send_message(forum.id, "答", reply_to_message_id=asked["message_id"]))
    call(server, lambda bot: bot.send_message(forum.id, "总"))
    call(server, lambda bot: bot.send_message(forum.id, "题", message_thread_id=thread))
    assert [s.thread for s in server.sent(forum)] == [thread, None, thread]
    with pytest.raises(BadRequest, match="thread not found"):
        call(server, lambda bot: bot.send_message(forum.id, "x", message_thread_id=1))
    server.delete_topic(forum, thread)
    with pytest.raises(BadRequest, match="thread not found"):
        call(server, lambda bot: bot.send_message(forum.id, "x", message_thread_id=thread))


def kicked(server: TelegramServer, user: User) -> Chat | User:
    """A supergroup that removed the bot."""
    chat = server.add_chat("supergroup", "专班", [user])
    server.kick(chat, server.me, user)
    return chat


def blocked(server: TelegramServer, user: User) -> Chat | User:
    """A private chat of somebody who blocked the bot."""
    server.kick(user, server.me, user)
    return user


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (kicked, "Forbidden: bot was kicked from the supergroup chat"),
        (blocked, "Forbidden: bot was blocked by the user"),
        (lambda s, u: s.add_chat("group", "别处", [u], bot="left"), "Forbidden: bot is not a member of the group chat"),
        (lambda s, u: s.add_user("生人", started=False), "Forbidden: bot can't initiate conversation with a user"),
    ],
    ids=["kicked", "blocked", "left", "not-started"],
)
def test_forbidden_chats(server: TelegramServer, user: User, make: Any, message: str) -> None:
    """A chat the bot is not in answers 403 with the reason."""
    chat = make(server, user)
    with pytest.raises(Forbidden) as e:
        call(server, lambda bot: bot.send_message(chat.id, "x"))
    assert e.value.message == message


def test_membership_events(server: TelegramServer, user: User) -> None:
    """The bot hears of its own status by my_chat_member, of others' as an administrator that asked for it."""
    group = server.add_chat("group", "专班", [user], bot="left")
    updates(server, allowed_updates=["my_chat_member", "chat_member", "message"])
    server.join(group, server.me, user)
    server.promote(group, server.me, user)
    server.kick(group, server.add_user("李工"), user)
    got = updates(server)
    mine = [(u.my_chat_member.old_chat_member.status, u.my_chat_member.new_chat_member.status) for u in got if u.my_chat_member]
    assert mine == [("left", "member"), ("member", "administrator")]
    assert [u.chat_member.new_chat_member.status for u in got if u.chat_member] == ["kicked"]
    assert [u.message.new_chat_members[0].id for u in got if u.message and u.message.new_chat_members] == [server.me.id]


def test_members_can_be_asked_for(server: TelegramServer, user: User) -> None:
    """getChat, getChatMember and getChatAdministrators tell the statuses; leaveChat leaves."""
    group = server.add_chat("supergroup", "专班", [user], bot="administrator")
    assert call(server, lambda bot: bot.get_chat(group.id)).title == "专班"
    assert call(server, lambda bot: bot.get_chat_member(group.id, user.id)).status == "creator"
    assert [m.status for m in call(server, lambda bot: bot.get_chat_administrators(group.id))] == ["creator", "administrator"]
    call(server, lambda bot: bot.leave_chat(group.id))
    with pytest.raises(Forbidden):
        call(server, lambda bot: bot.get_chat(group.id))


def test_a_group_becomes_a_supergroup(server: TelegramServer, user: User) -> None:
    """Both chats tell of it, the old id answers with the new one, and the new one works."""
    old = server.add_chat("group", "专班", [user])
    new = server.migrate(old, user)
    assert [(u.message.migrate_to_chat_id, u.message.migrate_from_chat_id) for u in updates(server)] == [
        (new.id, None),
        (None, old.id),
    ]
    with pytest.raises(ChatMigrated) as e:
        call(server, lambda bot: bot.send_message(old.id, "x"))
    call(server, lambda bot: bot.send_message(e.value.new_chat_id, "到"))
    assert server.sent(new)[0].text == "到"


# --- messages


def test_edits(server: TelegramServer, user: User) -> None:
    """The same again is refused, a keyboard not sent again goes, and a press of what is gone cannot be."""
    sent = call(server, lambda bot: bot.send_message(user.id, "<b>一</b>", parse_mode="HTML", reply_markup=keyboard("x")))
    with pytest.raises(BadRequest, match="Message is not modified"):
        call(server, lambda bot: sent_edit(bot, sent, "<strong>一</strong>", keyboard("x")))
    call(server, lambda bot: sent_edit(bot, sent, "<b>一</b>", None))
    assert [(s.method, len(s.flat())) for s in server.sent(user)] == [("sendMessage", 1), ("editMessageText", 0)]
    call(server, lambda bot: bot.edit_message_reply_markup(user.id, sent.message_id, reply_markup=keyboard("y")))
    assert server.sent(user)[-1].text == "一"
    call(server, lambda bot: bot.delete_message(user.id, sent.message_id))
    assert server.message(server.sent(user)[-1]) is None


async def sent_edit(bot: Bot, message: Any, text: str, markup: InlineKeyboardMarkup | None) -> Any:
    """Edit by ids, with HTML."""
    return await bot.edit_message_text(text, message.chat_id, message.message_id, parse_mode="HTML", reply_markup=markup)


def test_queries_expire_and_can_be_forged(server: TelegramServer, user: User) -> None:
    """A forged press carries any data, one on a deleted message no text, and an old query cannot be answered."""
    call(server, lambda bot: bot.send_message(user.id, "选", reply_markup=keyboard("x")))
    sent = server.sent(user)[0]
    server.press(sent, "伪造", user, forged=True)
    server.delete(sent)
    query = server.press(sent, "x", user, forged=True)
    first, second = (u.callback_query for u in updates(server))
    assert (first.data, first.message.text) == ("伪造", "选")
    assert not second.message.is_accessible
    assert call(server, lambda bot: bot.answer_callback_query(query))
    server.expire_queries()
    with pytest.raises(BadRequest, match="too old"):
        call(server, lambda bot: bot.answer_callback_query(query))


def test_files(server: TelegramServer, user: User) -> None:
    """A document goes both ways byte for byte, can be sent again by its id, and over 20 MB is not for bots."""
    data = bytes(range(256)) * 40 + b"\r\n--"
    server.upload(user, user, "台账.xlsx", data, "/load")
    message = updates(server)[0].message
    assert (message.document.file_name, message.caption, message.caption_entities[0].type) == (
        "台账.xlsx",
        "/load",
        "bot_command",
    )

    async def fetch(bot: Bot) -> bytes:
        return bytes(await (await bot.get_file(message.document.file_id)).download_as_bytearray())

    assert call(server, fetch) == data
    call(server, lambda bot: bot.send_document(user.id, data, filename='清"单.xlsx', caption="<b>表</b>", parse_mode="HTML"))
    call(server, lambda bot: bot.send_document(user.id, message.document.file_id))
    call(server, lambda bot: bot.send_photo(user.id, b"\x89PNG"))
    first, again, photo = server.sent(user)
    assert (first.file and first.file.data, first.file and first.file.name, first.marked("bold")) == (data, '清"单.xlsx', ["表"])
    assert (again.file and again.file.name, photo.method, photo.file and photo.file.data) == (
        "台账.xlsx",
        "sendPhoto",
        b"\x89PNG",
    )
    big = server.upload(user, user, "大.zip", b"", size=20 * 2**20 + 1)
    with pytest.raises(BadRequest, match="File is too big"):
        call(server, lambda bot: bot.get_file(big["document"]["file_id"]))


def test_commands_are_kept_by_scope_and_language(server: TelegramServer) -> None:
    """A list is found under the scope and language it was set for, until deleted."""
    groups = BotCommandScopeAllGroupChats()
    call(server, lambda bot: bot.set_my_commands([BotCommand("plan", "计划")], groups, "zh"))
    assert call(server, lambda bot: bot.get_my_commands()) == ()
    assert call(server, lambda bot: bot.get_my_commands(groups, "zh"))[0].description == "计划"
    call(server, lambda bot: bot.delete_my_commands(groups, "zh"))
    assert call(server, lambda bot: bot.get_my_commands(groups, "zh")) == ()
    with pytest.raises(BadRequest):
        call(server, lambda bot: bot.set_my_commands([BotCommand("计划", "计划")]))


def test_inline_queries(server: TelegramServer, user: User) -> None:
    """An inline query comes with its text and is answered once its results are sound."""
    server.inline(user, "排口")
    query = updates(server)[0].inline_query
    results = [InlineQueryResultArticle(str(i), "题", InputTextMessageContent("<b>文</b>", parse_mode="HTML")) for i in (1, 1)]
    with pytest.raises(BadRequest, match="Result_id_duplicate"):
        call(server, lambda bot: bot.answer_inline_query(query.id, results))
    call(server, lambda bot: bot.answer_inline_query(query.id, results[:1]))
    answered = server.wait_for_call("answerInlineQuery", lambda c: c.status == 200)
    assert (query.query, answered.params["results"][0]["id"]) == ("排口", "1")


# --- what goes wrong


@pytest.mark.parametrize(
    ("fault", "kind", "arrives"),
    [
        (DROP, NetworkError, 0),
        (APPLY_THEN_DROP, NetworkError, 1),
        (hang(30), TimedOut, 0),
        (hang(30, apply=True), TimedOut, 1),
        (GARBAGE, TelegramError, 0),
        (BAD_GATEWAY, NetworkError, 0),
        (retry_after(7), RetryAfter, 0),
        (error(400, "Bad Request: TOPIC_CLOSED"), BadRequest, 0),
    ],
    ids=["drop", "apply-drop", "hang", "apply-hang", "garbage", "502", "429", "400"],
)
def test_faults(server: TelegramServer, user: User, fault: Fault, kind: type[TelegramError], arrives: int) -> None:
    """A scripted fault befalls the next request of its method in its chat, once, and takes effect or not as told."""
    other = server.add_user("李工")
    server.fail("sendMessage", fault, chat=user)
    call(server, lambda bot: bot.send_message(other.id, "无事"))
    with pytest.raises(kind):
        call(server, lambda bot: bot.send_message(user.id, "出事", read_timeout=0.3 if kind is TimedOut else PATIENCE))
    server.wait_until(lambda: len([c for c in server.calls if c.params.get("text") == "出事"]) == 1)
    assert len(server.sent(user)) == arrives
    server.clear_faults()
    call(server, lambda bot: bot.send_message(user.id, "再来"))
    assert server.sent(user)[-1].text == "再来"


def test_faults_last_until_cleared(server: TelegramServer) -> None:
    """`times=None` takes everything down until all is cleared."""
    server.fail("*", DROP, times=None)
    for _ in range(3):
        with pytest.raises(NetworkError):
            call(server, lambda bot: bot.get_me())
    server.clear_faults()
    assert call(server, lambda bot: bot.get_me()).username == "plan_test_bot"


def test_flood_limit(server: TelegramServer, user: User) -> None:
    """More messages than a chat may get in its time are refused with the time to wait, other chats are not concerned."""
    server.flood_limit(user, 2, 60)
    for _ in range(2):
        call(server, lambda bot: bot.send_message(user.id, "x"))
    with pytest.raises(RetryAfter) as e:
        call(server, lambda bot: bot.send_message(user.id, "x"))
    assert e.value.retry_after in range(1, 61)
    with pytest.raises(HTTPError) as raw:
        urlopen(f"{server.base_url}{server.token}/sendMessage?chat_id={user.id}&text=x")
    assert int(raw.value.headers["Retry-After"]) in range(1, 61)
    raw.value.close()
    other = server.add_user("李工")
    assert call(server, lambda bot: bot.send_message(other.id, "x"))


def test_a_wait_that_fails_tells_what_happened(server: TelegramServer, user: User) -> None:
    """What does not come is an AssertionError with what was sent instead."""
    call(server, lambda bot: bot.send_message(user.id, "别的"))
    with pytest.raises(AssertionError, match="别的"):
        server.wait_for(lambda s: s.text == "这个", timeout=0)


@pytest.mark.parametrize(("when", "arrived"), [("before", ["一"]), ("after", ["一", "二"])])
def test_kill_points(server: TelegramServer, user: User, when: str, arrived: list[str]) -> None:
    """Something is done once, at the n-th request, before or after it takes effect; whoever asked hears nothing."""
    done: list[list[str]] = []
    server.on_call("sendMessage", 2, when, lambda: done.append([s.text for s in server.sent(user)]), chat=user)
    call(server, lambda bot: bot.send_message(user.id, "一"))
    with pytest.raises(NetworkError):
        call(server, lambda bot: bot.send_message(user.id, "二"))
    assert done == [arrived]
    assert [s.text for s in server.sent(user)] == arrived
    call(server, lambda bot: bot.send_message(user.id, "三"))
    assert len(done) == 1


def test_what_a_client_sent_before_its_end_takes_effect(server: TelegramServer, user: User) -> None:
    """Its requests were on their way when it ended; once they are dealt with nothing more comes of it."""
    request = f"GET /bot{server.token}/sendMessage?chat_id={user.id}&text=x HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with server.changed:
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as client:
                client.sendall(request)
        assert server.sent(user) == []
    server.wait_gone()
    assert len(server.sent(user)) == 5


def test_a_reply_with_photos(server: TelegramServer, user: User) -> None:
    """A forced reply is seen as such; people answer it with photos, an album of them perhaps, and the largest can be fetched."""
    asked = call(server, lambda bot: bot.send_message(user.id, "请回复", reply_markup=ForceReply(input_field_placeholder="说明")))
    assert server.sent(user)[-1].forces_reply
    for name in ("一", "二"):
        server.photo(user, user, name.encode(), caption=name, reply_to=asked.message_id, album="7")
    first, second = (u.message for u in updates(server))
    assert (first.media_group_id, second.media_group_id) == ("7", "7")
    assert first.reply_to_message.message_id == asked.message_id
    assert [size.width for size in first.photo] == [90, 1280]

    async def fetch(bot: Bot) -> bytes:
        return bytes(await (await bot.get_file(second.photo[-1].file_id)).download_as_bytearray())

    assert call(server, fetch) == "二".encode()


def test_captions_are_edited(server: TelegramServer, user: User) -> None:
    """The caption of a document changes and not its file; more than 1,024 characters are refused, and so is the text of none."""
    sent = call(server, lambda bot: bot.send_document(user.id, b"x", filename="a.xlsx", caption="旧"))
    call(server, lambda bot: bot.edit_message_caption(user.id, sent.message_id, caption="<b>新</b>", parse_mode="HTML"))
    now = server.message(server.sent(user)[0])
    assert now is not None
    assert (now["caption"], now["document"]["file_name"]) == ("新", "a.xlsx")
    with pytest.raises(BadRequest, match="caption is too long"):
        call(server, lambda bot: bot.send_photo(user.id, b"x", caption="长" * 1025))
    text = call(server, lambda bot: bot.send_message(user.id, "文字"))
    with pytest.raises(BadRequest, match="no caption"):
        call(server, lambda bot: bot.edit_message_caption(user.id, text.message_id, caption="新"))
