"""Whatever is shown to somebody is tried again where Telegram's servers fail, and where it cannot come that is said."""

from __future__ import annotations

import sqlite3
from unittest.mock import Mock

import pytest
from telegram.error import TelegramError
from telegram_fixtures import Running
from telegram_server import APPLY_THEN_DROP, BAD_GATEWAY, DROP, Chat, Fault, User, error

from bot.engine.words import ANSWERS
from bot.ledger.words import CARD, VERBS
from bot.telegram.wire import sending
from bot.telegram.words import TELEGRAM


@pytest.fixture
def group(bot: Running, user: User, monkeypatch: pytest.MonkeyPatch) -> Chat:
    """A new group of a unit, which is tried again without a pause."""
    pause = sending.pause_after

    def at_once(why: TelegramError, failures: int) -> float | None:
        return None if pause(why, failures) is None else 0.0

    monkeypatch.setattr(sending, "pause_after", at_once)
    chat = bot.server.add_chat("supergroup", "水务局群", [bot.admin, user])
    bot.in_loop(lambda: bot.ledger.chats.bind(chat.id, None, "水务局群", ["市水务局"], bot.admin.id))
    return chat


@pytest.mark.parametrize("fault", [BAD_GATEWAY, DROP], ids=["bad gateway", "no answer"])
@pytest.mark.parametrize(
    ("said", "button", "method"),
    [
        ("/problem 5", VERBS["r"], "sendMessage"),
        ("/mine", CARD.sheet, "sendDocument"),
        ("/status", "", "sendPhoto"),
    ],
    ids=["a prompt", "a file", "a picture"],
)
def test_what_fails_once_comes(bot: Running, user: User, group: Chat, said: str, button: str, method: str, fault: Fault) -> None:
    """The question that a report begins with, a file, a picture: each comes, once."""
    server = bot.server
    if button:
        above, since = server.ask(group, user, said), server.mark()
        server.fail(method, fault, chat=group)
        server.press(above, button, user)
    else:
        since = server.mark()
        server.fail(method, fault, chat=group)
        server.say(group, user, said)
    server.wait_for(chat=group, since=since, method=method)
    server.ask(group, user, "/ask 第10项谁验收")
    assert len(server.sent(group, since=since, method=method)) == 1 + (method == "sendMessage")


def test_a_photo_in_reply_to_a_copy_of_the_question(bot: Running, user: User, group: Chat) -> None:
    """Sent, and once more as nobody knew: whichever is replied to, the photo belongs to the report."""
    server = bot.server
    card, since = server.ask(group, user, "/problem 5"), server.mark()
    server.fail("sendMessage", APPLY_THEN_DROP, chat=group)
    server.press(card, VERBS["r"], user)
    first, second = server.wait_for_many(2, chat=group, since=since)
    server.wait_until(lambda: bot.in_loop(lambda: bot.ledger.prompts.get(group.id, second.message_id)), what="the prompt")
    server.photo(group, user, caption="已全部整治", reply_to=first)
    assert "佐证：照片1张" in server.wait_for(lambda s: "确认吗？" in s.text, chat=group, since=since).text


@pytest.mark.parametrize("reason", ["BUTTON_DATA_INVALID", "message to be replied not found", "ENTITY_BOUNDS_INVALID"])
def test_an_answer_that_is_declined_for_whatever_reason(bot: Running, user: User, group: Chat, reason: str) -> None:
    """Its words come, without marks and buttons; where they are declined too it is left."""
    server = bot.server
    for times, status in ((1, 200), (2, 400)):
        since, calls = server.mark(), len(server.calls)
        server.fail("sendMessage", error(400, f"Bad Request: {reason}"), chat=group, times=times)
        server.say(group, user, "/ask 第10项谁验收")
        bare = server.wait_for_call("sendMessage", lambda call: "parse_mode" not in call.params, since=calls)
        assert bare.status == status
        sent = server.sent(group, since=since)
        assert [(s.text.split("\n")[0], s.buttons) for s in sent] == [("验收单位：市水务局", [])][: 2 - times]


def test_a_file_that_the_group_does_not_take(bot: Running, user: User, group: Chat) -> None:
    """Where nobody may send files that is said, and how to have it all the same."""
    server = bot.server
    tasks, since = server.ask(group, user, "/mine"), server.mark()
    server.fail("sendDocument", error(400, "Bad Request: not enough rights to send documents to the chat"), chat=group)
    server.press(tasks, CARD.sheet, user)
    assert server.wait_for(chat=group, since=since).text == TELEGRAM.no_file.format(name="市水务局整改台账.xlsx")


def test_words_for_the_presser_alone_are_tried_again(bot: Running, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """They may be all that comes of a press; one that is too old is past answering."""
    monkeypatch.setattr(sending, "_SOON", 0.0)
    server = bot.server
    answer = server.ask(user, user, "第10项谁验收")
    server.fail("answerCallbackQuery", BAD_GATEWAY, times=2)
    query = server.press(answer, "v0:old", user, forged=True)
    mine = [server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query and c.status == 200)]
    assert [call.params["text"] for call in mine] == [ANSWERS.expired]


@pytest.mark.parametrize(
    ("failure", "words"),
    [(sqlite3.OperationalError("database or disk is full"), TELEGRAM.unwritten), (LookupError("a mistake"), TELEGRAM.failed)],
)
def test_a_button_whose_work_fails(
    bot: Running, user: User, monkeypatch: pytest.MonkeyPatch, failure: Exception, words: str
) -> None:
    """Whatever it is, the presser is told, and in the chat too, where the press was answered already."""
    server = bot.server
    answer, since = server.ask(user, user, "第10项谁验收"), server.mark()
    monkeypatch.setattr(bot.ledger.questions, "thumb", Mock(side_effect=failure))
    query = server.press(answer, "👍", user)
    told = server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    assert (told.params["text"], server.wait_for(chat=user, since=since).text) == (words, words)
