"""Every update that a handler takes, with each of its fields missing in turn; messages that can no longer be seen; buttons in wrong hands."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any

import pytest
from telegram_fixtures import Running, registry
from telegram_server import Chat, User

from bot.buttons import ButtonKind

Json = dict[str, Any]
ANY = "00000000"
SAMPLES = {
    "b": "1:y", "p": "1:y", "u": "1:y", "m": "0:y", "x": "0:xlsx", "v": "1:2:y", "e": "1:y", "r": f"{ANY}:{ANY}:{ANY}",
    "f": "1:10:r", "c": "1:10", "t": "1:u", "k": "2026-11-24", "w": "2026-11-24", "d": "2026-11-24", "s": "begin",
    "l": "i:1-23:0", "o": "h::0", "y": "2026-11-24:y", "i": "1:list",
}  # fmt: skip
"""Data of every kind of button, as its form allows it."""
MORE = ("v1:u:1:d:1:2", "v1:l:k::0")
"""Data of another shape."""


def pressed(bot: Running) -> list[str]:
    """Data of every kind of button that the program knows, for every act that its form allows."""
    kinds = registry(bot)[1]
    return [*MORE, *(f"v1:{kind.letter}:{said}" for kind in kinds for said in _acts(kind, SAMPLES[kind.letter].split(":")))]


def _acts(kind: ButtonKind, words: list[str]) -> Iterator[str]:
    """What it may say, with the other letters that may stand in place of one, where these are acts and not just any word."""
    yield ":".join(words)
    for place, word in enumerate(words):
        said = [":".join([*words[:place], c, *words[place + 1 :]]) for c in ascii_lowercase if len(word) == 1 and c != word]
        allowed = [x for x in said if kind.read(f"v1:{kind.letter}:{x}")]
        yield from allowed if len(allowed) < len(said) else ()


def without_each_field(update: Json, path: tuple[Any, ...] = ()) -> Iterator[Json]:
    """Copies of an update, each without one of its fields, however deep."""
    here: Any = update
    for key in path:
        here = here[key]
    for key in list(here) if isinstance(here, dict) else range(len(here)):
        changed = copy.deepcopy(update)
        inner: Any = changed
        for step in path:
            inner = inner[step]
        del inner[key]
        yield changed
        if isinstance(here[key], dict | list):
            yield from without_each_field(update, (*path, key))


def _command(text: str) -> Json:
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]}


SAID = {
    "start": "p23", "ask": "第10项谁验收", "problem": "23", "due": "30", "progress": "23 到货", "bind": "市能源局", "rollback": "1",
    "remind": "2026-12-01", "close": "23", "event": "x 2026-12-01", "contact": "23", "time": "9:30",
}  # fmt: skip
"""What is said behind commands that ask for more; whoever adds a command that nobody is to send without words adds them here."""


def _updates(bot: Running, person: User, group: Chat) -> Iterator[tuple[str, Json]]:
    """One whole update for every kind that a handler takes."""
    me, name = bot.server.me.wire(), bot.server.me.username
    private = {"message_id": 7, "date": 2_000_000_000, "chat": bot.server.private(person).wire(), "from": person.wire()}
    admins = private | {"chat": bot.server.private(bot.admin).wire(), "from": bot.admin.wire()}
    there = private | {"chat": group.wire(), "is_topic_message": True, "message_thread_id": 3}
    mine = {"message_id": 3, "date": 1_700_000_000, "chat": group.wire(), "from": me, "text": "整改提醒"}
    document = {"file_id": "d", "file_unique_id": "d", "file_name": "方案.docx", "mime_type": "x/y", "file_size": 100}
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1, "file_size": 9}]
    yield "message", private | {"text": "第10项谁验收"}
    yield "edited_message", private | {"text": "第11项谁验收", "edit_date": 2_000_000_001}
    for name in (*sorted(registry(bot)[0]), "x"):
        words = _command(f"/{name} {SAID.get(name, '')}".strip())
        yield from (("message", where | words) for where in (there, admins))
    mention = [{"type": "mention", "offset": 0, "length": len(f"@{name}")}]
    yield "message", there | {"text": f"@{name} 谁负责", "entities": mention}
    yield "message", there | {"text": "收到", "reply_to_message": mine}
    yield "message", there | {"photo": photo, "caption": "已完成", "reply_to_message": mine, "media_group_id": "1"}
    yield from (("message", admins | {"document": document, "caption": caption}) for caption in ("/reindex", "/ledger"))
    yield "message", there | {"migrate_to_chat_id": -1_000_000_999_999}
    yield "message", there | {"migrate_from_chat_id": -99}
    for data in pressed(bot):
        yield "callback_query", {"id": data, "from": person.wire(), "chat_instance": "1", "message": mine, "data": data}
    yield "inline_query", {"id": "1", "from": person.wire(), "query": "焦化", "offset": "", "chat_type": "group"}
    yield "chosen_inline_result", {"result_id": "1", "from": person.wire(), "query": "焦化", "inline_message_id": "x"}
    now, before = {"status": "member", "user": me}, {"status": "left", "user": me}
    change = {"chat": group.wire(), "from": person.wire(), "date": 1, "old_chat_member": before, "new_chat_member": now}
    yield "my_chat_member", change


def _errors(bot: Running, updates: list[tuple[str, Json]], caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log has of errors, once all are read and a question after them is answered."""
    server = bot.server
    for start in range(0, len(updates), 100):  # no more than may be in hand
        with server.changed:
            server.updates += [{"update_id": server._next(), kind: body} for kind, body in updates[start : start + 100]]
            server.changed.notify_all()
        server.wait_read()
        assert "验收单位" in bot.ask("第10项谁验收", server.add_user("新人"))
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]


def _entries(bot: Running) -> int:
    return int(bot.in_loop(lambda: len(bot.ledger.events.all())))


def test_each_field_missing(bot: Running, user: User, caplog: pytest.LogCaptureFixture) -> None:
    """No handler fails for a field that is not there, nor writes "None" over what was said."""
    group = bot.server.add_chat("supergroup", "群", [bot.admin, user], forum=True)
    every = [(kind, changed) for kind, body in _updates(bot, user, group) for changed in without_each_field(body)]
    since = bot.server.mark()
    assert _errors(bot, every, caplog) == []
    assert not [s for s in bot.server.sent(since=since) if "None" in (s.text or "")]
    assert len(every) > 1000


def test_messages_that_can_no_longer_be_seen(bot: Running, user: User, caplog: pytest.LogCaptureFixture) -> None:
    """A button under one, or under a message sent inline: nothing is done, and nothing fails."""
    group = bot.server.add_chat("supergroup", "群", [bot.admin, user])
    unseen = ({"message": {"chat": group.wire(), "message_id": 5, "date": 0}}, {"inline_message_id": "x"}, {})
    before = _entries(bot)
    queries = [
        ("callback_query", {"id": f"{data}{i}", "from": who.wire(), "chat_instance": "1", "data": data, **where})
        for data in pressed(bot)
        for i, (where, who) in enumerate((w, p) for w in unseen for p in (user, bot.admin))
    ]
    assert _errors(bot, queries, caplog) == []
    assert _entries(bot) == before


def test_buttons_in_wrong_hands(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    """By strangers in private, in a group of another unit or of none, and again: every press is answered, nothing is entered."""
    server = bot.server
    before, queries, said = _entries(bot), set[str](), f"/help@{server.me.username}"
    other, unbound = (server.add_chat("supergroup", n, [bot.admin]) for n in ("商务局", "闲聊"))
    bot.in_loop(lambda: bot.ledger.chats.bind(other.id, None, "商务局", ["市商务局"], 1))
    groups = [server.ask(chat, bot.admin, said) for chat in (other, unbound)]
    for data in pressed(bot):
        who = server.add_user("外人")
        other.members[who.id] = unbound.members[who.id] = "member"
        for shown in (server.ask(who, who, said), *groups):
            queries |= {server.press(shown, data, who, forged=True) for _ in range(2)}
    server.wait_read()

    def answered() -> set[str]:
        return {c.params["callback_query_id"] for c in server.calls if c.method == "answerCallbackQuery"}

    server.wait_until(lambda: answered() >= queries, what="an answer to every press")
    assert _entries(bot) == before
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
