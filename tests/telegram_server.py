"""A Telegram Bot API server on 127.0.0.1 for tests: what a bot says to it is checked as the real one checks it.

    with TelegramServer() as server:
        user = server.add_user("王工")
        ...  # a process that polls server.base_url with server.token
        server.say(user, user, "/start")
        assert "你好" in server.wait_for(chat=user).text

Every method may be called from any thread. `sent` are the messages and edits that took effect, `calls` every request.
Markdown is refused, albums, payments and games are not there; the clock is the real one.
"""

from __future__ import annotations

import copy
import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from telegram_faults import (
    APPLY_THEN_DROP,
    BAD_GATEWAY,
    DROP,
    GARBAGE,
    ApiError,
    Fault,
    Moment,
    Reply,
    Rule,
    error,
    hang,
    retry_after,
)
from telegram_html import entity_text, find_entities
from telegram_http import Handler, Http
from telegram_methods import BotApi
from telegram_objects import Answered, Button, Call, Chat, File, Json, Message, Place, Sent, User, place, words

__all__ = [
    "APPLY_THEN_DROP", "BAD_GATEWAY", "DROP", "GARBAGE", "PATIENCE", "Button", "Call", "Chat", "Fault", "File", "Sent", "TelegramServer",
    "User", "error", "hang", "retry_after",
]  # fmt: skip
PATIENCE = 120.0
"""Seconds after which what is waited for is taken never to come: a start alone takes half a minute on a busy machine."""
_LOOK = 0.02
"""Seconds until a condition is looked at again."""
_CONTENT = frozenset({"text", "document", "photo", "sticker", "voice", "video", "audio", "poll", "location", "contact", "dice"})


class TelegramServer(BotApi):
    """The server and the people who use it; `chat` is a Chat, or a User for the private chat with them."""

    def __init__(self, token: str = "7000000001:TEST", username: str = "plan_test_bot", privacy: bool = True) -> None:
        super().__init__(token, username, privacy)
        self.calls: list[Call] = []
        self.failures: list[BaseException] = []
        self._rules: list[Rule] = []
        self._moments: list[Moment] = []
        self._cleared = 0
        self._http = Http(("127.0.0.1", 0), Handler)
        self._http.api = self
        self._loop = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.base_url, self.base_file_url = f"{self.url}/bot", f"{self.url}/file/bot"

    # --- life

    def start(self) -> TelegramServer:
        """Begin to answer; `base_url` and `base_file_url` are what a client is started with."""
        self._loop.start()
        return self

    def stop(self) -> None:
        """End every request, close every connection; raises what the server itself failed with, if anything."""
        with self.changed:
            again, self.stopped = self.stopped, True
            self.changed.notify_all()
        if not again and self._loop.ident:
            self._http.shutdown()
        self._http.close_all()
        if self.failures:
            raise self.failures[0]

    def __enter__(self) -> TelegramServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- people and chats

    def add_user(self, name: str, username: str | None = None, *, started: bool = True, language: str = "zh-hans") -> User:
        """A new person; `started` is whether they began a private chat, before which the bot cannot write to them."""
        with self.changed:
            user = User(self._next() + 500_000_000, name, username, language)
            self.users[user.id] = user
            if started:
                self.private(user)
        return user

    def private(self, user: User) -> Chat:
        """The private chat with a user, begun now if there is none; its id is the user's."""
        with self.changed:
            members = {user.id: "member", self.me.id: "member"}
            return self.chats.setdefault(user.id, Chat(user.id, "private", user.first_name, user.username, members=members))

    def add_chat(
        self, kind: str, title: str, members: Iterable[User] = (), *,
        bot: str = "member", forum: bool = False, username: str | None = None
    ) -> Chat:  # fmt: skip
        """A new group, supergroup or channel, its first member the creator; `bot` is the bot's status there, "left" for none."""
        with self.changed:
            number = self._next()
            chat_id = -number if kind == "group" else -1_000_000_000_000 - number
            people = {user.id: "member" if i else "creator" for i, user in enumerate(members)}
            self.chats[chat_id] = Chat(chat_id, kind, title, username, forum, {**people, self.me.id: bot})
            return self.chats[chat_id]

    def add_topic(self, chat: Chat, user: User, name: str) -> int:
        """A new topic of a forum; returns its thread id."""
        with self.changed:
            thread = chat.last_id + 1
            chat.topics[thread] = name
            self.post(chat, user, {"forum_topic_created": {"name": name, "icon_color": 7322096}}, None, thread)
            return thread

    def delete_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic and all its messages."""
        with self.changed:
            del chat.topics[thread]
            chat.messages = {i: m for i, m in chat.messages.items() if m.get("message_thread_id") != thread}

    # --- what people do

    def say(self, chat: Place, user: Place, text: str, *, reply_to: Answered = None, thread: int | None = None) -> Message:
        """Somebody writes; a Chat as the writer is an anonymous administrator (the same chat) or a channel."""
        return self.post(chat, user, {"text": text, "entities": find_entities(text)}, reply_to, thread)

    def upload(
        self, chat: Place, user: Place, filename: str, data: bytes, caption: str | None = None, *,
        mime: str = "application/octet-stream", size: int | None = None, reply_to: Answered = None, thread: int | None = None,
        album: str | None = None
    ) -> Message:  # fmt: skip
        """Somebody sends a document; `size` claims another size than that of `data`, `album` is what its parts have in common."""
        with self.changed:
            document = self._store(filename, mime, data, size).wire()
        found = find_entities(caption or "")
        fields = {"document": document, "caption": caption, "caption_entities": found, "media_group_id": album}
        return self.post(chat, user, fields, reply_to, thread)

    def photo(
        self, chat: Place, user: Place, data: bytes = b"\xff\xd8\xff\xe0", caption: str | None = None, *,
        reply_to: Answered = None, thread: int | None = None, album: str | None = None
    ) -> Message:  # fmt: skip
        """Somebody sends a photo, as a reply perhaps; `album` is what the photos of an album have in common."""
        with self.changed:
            sizes = self._store("photo.jpg", "image/jpeg", data, folder="photos").photo()
        found = find_entities(caption or "")
        fields = {"photo": sizes, "caption": caption, "caption_entities": found, "media_group_id": album}
        return self.post(chat, user, fields, reply_to, thread)

    def edit(self, message: Message, text: str) -> Message:
        """Somebody changes what they wrote."""
        with self.changed:
            stored = self.chats[message["chat"]["id"]].messages[message["message_id"]]
            stored.pop("entities", None)
            found = find_entities(text)
            stored |= {"text": text, "edit_date": int(time.time()), **({"entities": found} if found else {})}
            if self._reaches(self.chats[message["chat"]["id"]], stored):
                self.push("edited_message", stored)
            return copy.deepcopy(stored)

    def delete(self, message: Sent | Message) -> None:
        """Somebody deletes a message; the bot is told nothing."""
        with self.changed:
            chat_id, message_id = place(message)
            del self.chats[chat_id].messages[message_id]

    def press(self, message: Sent | Message, button: str, user: User, *, forged: bool = False, seen: bool = True) -> str:
        """Press the button that now has this data or text; returns the query's id.

        A forged one sends `button` as the data; of a message that is not `seen` any more the bot gets chat and id alone.
        """
        with self.changed:
            chat_id, message_id = place(message)
            stored = self.chats[chat_id].messages.get(message_id)
            data = button if forged else _button_data(stored or {}, button)
            shown = (copy.deepcopy(stored) if seen else None) or {
                "chat": self.chats[chat_id].wire(),
                "message_id": message_id,
                "date": 0,
            }
            query = self._query()
            self.push(
                "callback_query",
                {"id": query, "from": user.wire(), "message": shown, "chat_instance": str(chat_id), "data": data},
            )
            return query

    def inline(self, user: User, query: str, offset: str = "", chat_type: str = "supergroup") -> str:
        """Somebody types @bot and a query in any chat; returns the query's id."""
        with self.changed:
            number = self._query()
            self.push(
                "inline_query", {"id": number, "from": user.wire(), "query": query, "offset": offset, "chat_type": chat_type}
            )
            return number

    def expire_queries(self) -> None:
        """From now on the queries so far are too old to be answered."""
        with self.changed:
            self.queries.clear()

    def join(self, chat: Chat, user: User, by: User | None = None) -> None:
        """Somebody joins or is added; with `server.me` it is the bot."""
        with self.changed:
            self._set_status(chat, user, "member", by or user)
            self.post(chat, by or user, {"new_chat_members": [user.wire()]})

    def kick(self, chat: Place, user: User, by: User, status: str = "kicked") -> None:
        """Somebody is removed, or leaves (`status` "left"); `kick(person, server.me, person)` is how a person blocks the bot."""
        with self.changed:
            chat = self._chat(chat)
            self._set_status(chat, user, status, by)
            if chat.type != "private":
                self.post(chat, by, {"left_chat_member": user.wire()})

    def promote(self, chat: Place, user: User, by: User, status: str = "administrator") -> None:
        """Somebody gets another status; "member" takes an administrator's rights away, or unblocks the bot in a private chat."""
        with self.changed:
            self._set_status(self._chat(chat), user, status, by)

    def migrate(self, chat: Chat, by: User) -> Chat:
        """A group becomes a supergroup with another id, which is returned; the old id answers with the new one."""
        with self.changed:
            new = self.add_chat("supergroup", chat.title)
            new.members = dict(chat.members)
            self.post(chat, by, {"migrate_to_chat_id": new.id})
            self.post(new, by, {"migrate_from_chat_id": chat.id})
            chat.upgraded_to = new.id
            return new

    def _chat(self, chat: Place) -> Chat:
        return self.private(chat) if isinstance(chat, User) else chat

    def _query(self) -> str:
        query = str(4_000_000_000 + self._next())
        self.queries.add(query)
        return query

    def post(self, chat: Place, sender: Place, fields: Json, reply_to: Answered = None, thread: int | None = None) -> Message:
        """Any message that is not the bot's: stored, and told to the bot if privacy mode lets it through."""
        with self.changed:
            chat = self._chat(chat)
            number = reply_to if isinstance(reply_to, int) else place(reply_to)[1] if reply_to else 0
            message = self._post(chat, sender, fields, chat.messages[number] if number else None, thread)
            if self._reaches(chat, message):
                self.push("channel_post" if chat.type == "channel" else "message", message)
            return copy.deepcopy(message)

    def _reaches(self, chat: Chat, message: Message) -> bool:
        """Whether the bot gets to see a message: in groups with privacy mode only what is meant for it, and service messages."""
        status = chat.members.get(self.me.id, "left")
        if status in ("left", "kicked"):
            return False
        if chat.type in ("private", "channel") or status == "administrator" or not self.privacy or not _CONTENT & message.keys():
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.me.id:
            return True
        text, entities = words(message)
        me = f"@{self.me.username}".lower()
        for entity in entities:
            word = entity_text(text, entity).lower()
            if word == me or (
                entity["type"] == "bot_command" and entity["offset"] == 0 and ("@" not in word or word.endswith(me))
            ):
                return True
        return False

    # --- what is asked of the bot's work

    def mark(self) -> int:
        """A point in what was sent, for `since`."""
        with self.changed:
            return len(self.outbox)

    def sent(self, chat: Place | None = None, *, method: str | None = None, since: int = 0) -> list[Sent]:
        """What took effect so far, in order, edits too; of one chat and one method if given."""
        with self.changed:
            return [s for s in self.outbox[since:] if (chat is None or s.chat_id == chat.id) and method in (None, s.method)]

    def message(self, message: Sent | Message) -> Message | None:
        """A message as it is now; None if it was deleted."""
        with self.changed:
            chat_id, message_id = place(message)
            return copy.deepcopy(self.chats[chat_id].messages.get(message_id))

    def wait_until(self, condition: Callable[[], Any], timeout: float = PATIENCE, what: str = "the condition") -> None:
        """Wait for a condition on the server; raises AssertionError with what happened instead.

        What the bot does without a request (it keeps a prompt, say) notifies nobody, so it is looked at again all the time.
        """
        end = time.monotonic() + timeout
        with self.changed:
            while not self.changed.wait_for(condition, _LOOK):
                if time.monotonic() < end:
                    continue
                calls = [
                    f"{c.method} {c.status} {c.result if c.status != 200 else ''}" for c in self.calls if c.method != "getUpdates"
                ]
                raise AssertionError(
                    f"{what} did not come in {timeout} s; sent: {[s.text for s in self.outbox[-8:]]}; calls: {calls[-12:]}"
                )

    def wait_for_many(
        self, count: int, predicate: Callable[[Sent], bool] = lambda _: True, timeout: float = PATIENCE, *,
        chat: Place | None = None, method: str | None = None, since: int = 0
    ) -> list[Sent]:  # fmt: skip
        """Wait until at least `count` messages or edits fit; returns all that do, in order."""

        def fitting() -> list[Sent]:
            return [s for s in self.sent(chat, method=method, since=since) if predicate(s)]

        self.wait_until(lambda: len(fitting()) >= count, timeout, f"{count} message(s)")
        return fitting()

    def wait_for(self, predicate: Callable[[Sent], bool] = lambda _: True, timeout: float = PATIENCE, **where: Any) -> Sent:
        """Wait for the first message or edit that fits; `where` as for `wait_for_many`."""
        return self.wait_for_many(1, predicate, timeout, **where)[0]

    def wait_for_call(
        self, method: str, predicate: Callable[[Call], bool] = lambda _: True, timeout: float = PATIENCE, *, since: int = 0
    ) -> Call:
        """Wait for the first finished request of a method that fits; `since` counts `calls`."""

        def fitting() -> list[Call]:
            return [c for c in self.calls[since:] if c.method == method and c.status is not None and predicate(c)]

        self.wait_until(fitting, timeout, f"a call of {method}")
        return fitting()[0]

    def wait_read(self, timeout: float = PATIENCE) -> None:
        """Wait until the bot has confirmed every update, which says nothing of its having dealt with them."""
        self.wait_until(lambda: not self.updates, timeout, "the confirmation of all updates")

    def wait_gone(self) -> None:
        """Wait until nothing is left of a process that ended: what it had sent before may take effect after its end."""
        with self.changed:
            self._poll += 1
            self.changed.notify_all()
        assert self._http.wait_idle(PATIENCE)

    def ask(self, chat: Place, user: Place, text: str, timeout: float = PATIENCE, **how: Any) -> Sent:
        """Say something (`how` as for `say`) and wait for the answer in that chat: in a group, what replies to it."""
        since, private = self.mark(), self.chats[chat.id].type == "private"
        said = self.say(chat, user, text, **how)["message_id"]
        return self.wait_for(lambda s: private or s.reply_to == said, timeout, chat=chat, since=since)

    # --- what goes wrong

    def fail(self, method: str, fault: Fault, *, chat: Place | None = None, times: int | None = 1) -> None:
        """Let the next requests of a method ("*" for any), in a chat if given, go wrong; `times` None is until `clear_faults`."""
        with self.changed:
            self._rules.append(Rule(method.lower(), chat.id if chat else None, fault, times))

    def clear_faults(self) -> None:
        """All is well again; what hangs goes on at once."""
        with self.changed:
            self._rules.clear()
            self._cleared += 1
            self.changed.notify_all()

    def on_call(
        self, method: str, n: int, when: str = "before", do: Callable[[], object] = lambda: None, *, chat: Place | None = None
    ) -> None:
        """Kill point: at the n-th request of a method from now on `do`, then cut the connection; "before" it has no effect."""
        assert when in ("before", "after")
        with self.changed:
            self._moments.append(Moment(method.lower(), chat.id if chat else None, Fault(), n, when, do))

    def flood_limit(self, chat: Place, messages: int, seconds: float) -> None:
        """Answer 429 where a chat gets more than so many messages and edits in so many seconds."""
        with self.changed:
            self._chat(chat).flood = (messages, seconds)

    # --- one request

    def answer(self, token: str, method: str, params: Json, parts: dict[str, tuple[str, str, bytes]]) -> Reply | None:
        """Deal with a request, `parts` being its files (name, type, bytes); None cuts the connection."""
        with self.changed:
            if token != self.token:
                return ApiError(401, "Unauthorized").reply()
            call = Call(method, {**params, **{key: self._store(*part).id for key, part in parts.items()}})
            self.calls.append(call)
            if self._reached(call, "before"):
                return None
            fault = self._fault(method, params)
            reply = self._apply(call) if fault.apply else None
            if self._reached(call, "after"):
                return None
            if fault.seconds:
                cleared = self._cleared
                self.changed.wait_for(lambda: self.stopped or self._cleared != cleared, fault.seconds)
            if fault.answer:
                reply = fault.answer
                call.status, call.result = reply.status, reply.body.decode(errors="replace")
            call.status = call.status or 0
            self.changed.notify_all()
            return None if fault.drop else reply

    def _reached(self, call: Call, when: str) -> bool:
        """Whether this request is one that a test waits for; what is to be done then is done."""
        for moment in [m for m in self._moments if m.when == when and m.befalls(call.method, call.params)]:
            moment.left = (moment.left or 1) - 1
            if moment.left == 0:
                call.status = call.status or 0
                moment.do()
                self.changed.notify_all()
                return True
        return False

    def _fault(self, method: str, params: Json) -> Fault:
        """What is to go wrong with a request; by default nothing."""
        rule = next((r for r in self._rules if r.befalls(method, params)), None)
        if rule is None:
            return Fault(apply=True)
        rule.left = None if rule.left is None else rule.left - 1
        return rule.fault

    def _apply(self, call: Call) -> Reply:
        handler = getattr(self, f"_api_{call.method.lower()}", None)
        try:
            if handler is None:
                raise ApiError(404, "Not Found")
            self._check_flood(call)
            call.result = handler(call.params)
            call.status = 200
            return Reply(200, json.dumps({"ok": True, "result": call.result}).encode())
        except ApiError as e:
            call.status, call.result = e.status, e.description
            return e.reply()
        except Exception as e:  # a mistake of this server, which `stop` tells
            self.failures.append(e)
            return ApiError(500, f"Internal Server Error: {e!r}").reply()

    def _check_flood(self, call: Call) -> None:
        chat = self.chats.get(call.params.get("chat_id", 0))
        if chat is None or chat.flood is None or not re.match("send(?!ChatAction)|edit", call.method):
            return
        most, seconds = chat.flood
        now = time.monotonic()
        chat.sends = [at for at in chat.sends if now - at < seconds]
        if len(chat.sends) >= most:
            wait = math.ceil(seconds - (now - chat.sends[0])) or 1
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        chat.sends.append(now)


def _button_data(message: Message, button: str) -> str:
    """The callback data of the button with this data or text; raises AssertionError where there is none to press."""
    buttons = [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row if "callback_data" in b]
    for found in buttons:
        if button in (found["callback_data"], found["text"]):
            return str(found["callback_data"])
    raise AssertionError(f"no button {button!r} among {[(b['text'], b['callback_data']) for b in buttons]}")
