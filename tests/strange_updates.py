"""Updates as nobody would send them, or only with ill will: for a test that the bot outlives them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_TEXTS = (
    "", " ", "\n", "?", "🙂" * 50, "\u202e反向\u202c", "\ud800", "a\ud83d", "z̸̛̈́a" * 60, "\u200b\u200d", "长" * 4096, "<b>&</b><script>",
    "'; DROP TABLE asked; --", '" OR 1=1 NEAR( col:*', "@plan_test_bot", "@plan_test_bot ", "/", "/ask", "/ask@other 谁", "/bind <b>",
    "/rollback 99999999999999999999", "/rollback -1", "/due ９", "/due 99999999999", "/problem 二十三", "/problem \ud800",
    "/problem 9999999999999999999999", "/start p" + "9" * 60, "/start p23m", "/start ../../etc", "/unbind", "/chats\n/stats", "/phrasings x",
    "第10项谁验收", "谁负责", "{0.__class__} %s %n", "\x00\x01", "第" + "十" * 300 + "项", "1" * 4000, "-1", "0", "１２", "/MINE", "我的任务",
)  # fmt: skip
_DATA = tuple(
    f"{version}:{letter}:{subject}:{rest}"
    for version in ("v1", "v0")
    for letter in "abcdefghijklmnopqrstuvwxyz"
    for subject, rest in (
        ("1", "y"),
        ("-1", "n"),
        ("999999999999999999", "23:r"),
        ("x", ""),
        ("1", "0:o"),
        ("0", "9" * 40),
        ("1", "²"),
    )
)
_CONTENT: tuple[Json, ...] = (
    {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
    {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
              "type": "regular", "allows_multiple_answers": False}},
    {"location": {"latitude": 0.0, "longitude": 0.0}}, {"contact": {"phone_number": "1", "first_name": "<b>"}},
    {"dice": {"emoji": "🎲", "value": 6}}, {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
    {"document": {"file_id": "d", "file_unique_id": "d", "file_name": "../../etc/passwd"}, "caption": "/reindex"},
    {"document": {"file_id": "d", "file_unique_id": "d", "file_size": 2**40}},
    {"photo": []}, {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}], "caption": "\ud800"},
    {"new_chat_title": "<b>&"}, {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"new_chat_members": []}, {"left_chat_member": {"id": 1, "is_bot": False, "first_name": ""}}, {"group_chat_created": True},
    {"migrate_to_chat_id": -1}, {"migrate_from_chat_id": -2}, {"unheard_of": {"x": [1]}}, {},
)  # fmt: skip


def strange_updates(seed: int, people: list[Json], groups: list[Json]) -> Iterator[tuple[str, Json]]:
    """Endlessly (kind, payload) of updates from these people, in private and in these chats, many of them malformed."""
    rng = random.Random(seed)
    while True:
        user = {**rng.choice(people), "first_name": rng.choice(("王工", "<b>王</b>", "\u202e", "a" * 64))}
        chat = rng.choice([*groups, {"id": user["id"], "type": "private", "first_name": "王"}])
        message = _message(rng, user, {**chat, **({"title": rng.choice(("<i>群", "群", "&"))} if chat["id"] < 0 else {})})
        kind, payload = rng.choice((_said, _said, _said, _edited, _pressed, _pressed, _inline, _posted, _other))(
            rng, user, message
        )
        yield kind, _damaged(rng, payload) if rng.random() < 0.15 else payload


def _message(rng: random.Random, user: Json, chat: Json) -> Json:
    message: Json = {
        "message_id": rng.randrange(1, 10**6),
        "date": rng.choice((0, 1, 1_700_000_000, 2_000_000_000)),
        "chat": chat,
        "from": user,
    }
    if rng.random() < 0.6:
        text = rng.choice(_TEXTS)
        message["text"] = text
        if text.startswith("/") and len(text) > 1:
            message["entities"] = [
                {"type": "bot_command", "offset": 0, "length": len(text.split()[0].encode("utf-16-le", "surrogatepass")) // 2}
            ]
    else:
        message |= rng.choice(_CONTENT)
    oddities: tuple[Json, ...] = (
        {"sender_chat": chat}, {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "李"}}, {"via_bot": {**user, "is_bot": True}},
        {"message_thread_id": 1, "is_topic_message": True}, {"message_thread_id": 77, "is_topic_message": True},
        {"reply_to_message": {k: v for k, v in message.items() if k != "reply_to_message"}},
        {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}, "sender_chat": chat},
        {"entities": [{"type": "bot_command", "offset": 900, "length": 9}]}, {"entities": [{"type": "unheard_of", "offset": 0, "length": 1}]},
        {"edit_date": 5}, {"media_group_id": "1"}, {"is_automatic_forward": True},
    )  # fmt: skip
    return message | (rng.choice(oddities) if rng.random() < 0.4 else {})


def _said(_: random.Random, __: Json, message: Json) -> tuple[str, Json]:
    return "message", message


def _edited(_: random.Random, __: Json, message: Json) -> tuple[str, Json]:
    return "edited_message", message | {"edit_date": 1_700_000_001}


def _posted(rng: random.Random, _: Json, message: Json) -> tuple[str, Json]:
    post = {k: v for k, v in message.items() if k != "from"} | {
        "chat": {"id": -1_000_000_000_009, "type": "channel", "title": "频道"}
    }
    return rng.choice(("channel_post", "edited_channel_post", "message")), post


def _pressed(rng: random.Random, user: Json, message: Json) -> tuple[str, Json]:
    query: Json = {
        "id": str(rng.randrange(10**9)),
        "from": user,
        "chat_instance": "1",
        "data": rng.choice(_DATA),
        "message": message,
    }
    odd = rng.random()
    if odd < 0.1:
        query["message"] = {"message_id": 1, "date": 0, "chat": message["chat"]}
    elif odd < 0.2:
        del query["message"]
        query["inline_message_id"] = "x"
    elif odd < 0.3:
        del query["data"]
        query["game_short_name"] = "x"
    return "callback_query", query


def _inline(rng: random.Random, user: Json, _: Json) -> tuple[str, Json]:
    query = {
        "id": str(rng.randrange(10**9)),
        "from": user,
        "query": rng.choice(_TEXTS)[:256],
        "offset": rng.choice(("", "x", "9" * 60)),
    }
    chosen = {"result_id": "x", "from": user, "query": query["query"]}
    return ("inline_query", query) if rng.random() < 0.8 else ("chosen_inline_result", chosen)


def _other(rng: random.Random, user: Json, message: Json) -> tuple[str, Json]:
    member = {"status": rng.choice(("left", "kicked", "member", "administrator", "unheard_of")), "user": user}
    change = {
        "chat": message["chat"],
        "from": user,
        "date": 1,
        "old_chat_member": {"status": "member", "user": user},
        "new_chat_member": member,
    }
    kinds: tuple[tuple[str, Json], ...] = (
        ("my_chat_member", change), ("poll_answer", {"poll_id": "1", "user": user, "option_ids": []}), ("unheard_of", {"x": 1}),
        ("chat_join_request", {"chat": message["chat"], "from": user, "user_chat_id": 1, "date": 1}),
        ("message_reaction", {"chat": message["chat"], "message_id": 1, "date": 1, "old_reaction": [], "new_reaction": []}),
    )  # fmt: skip
    return rng.choice(kinds)


def _damaged(rng: random.Random, payload: Json) -> Json:
    """Without one of its fields, or with nonsense in it."""
    name = rng.choice(list(payload))
    kept = {k: v for k, v in payload.items() if k != name}
    return kept if rng.random() < 0.5 else kept | {name: rng.choice((None, 5, "x", [], {}, -(10**30), [None]))}
