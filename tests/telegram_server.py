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

import contextlib
import copy
import json
import math
import re
import socket
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from telegram_html import Entity, EntityError, entity_text, find_entities, parse_html, trim

Json = dict[str, Any]
Message = dict[str, Any]

TEXT_LIMIT, CAPTION_LIMIT, BUTTON_LIMIT = 4096, 1024, 100
DOWNLOAD_LIMIT, UPLOAD_LIMIT = 20 * 2**20, 50 * 2**20
_TEXTS = re.compile("text|caption|parse_mode|callback_query_id|inline_query_id|url|title|language_code|next_offset|secret_token")
_ACTIONS = re.compile("typing|choose_sticker|find_location|(upload|record)_(video|voice|video_note)|upload_(photo|document)")
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_CONTENT = frozenset({"text", "document", "photo"})
_RIGHTS = (
    *("manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members", "change_info"),
    *("invite_users", "post_stories", "edit_stories", "delete_stories", "pin_messages", "manage_topics"),
)
_OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@dataclass(frozen=True)
class User:
    """A person, or the bot itself."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "zh-hans"
    is_bot: bool = False

    def wire(self) -> Json:
        """The User object of the protocol."""
        return {k: v for k, v in vars(self).items() if v is not None}


GROUP_ANONYMOUS = User(1087968824, "Group", "GroupAnonymousBot", None, True)
CHANNEL_BOT = User(136817688, "Channel", "Channel_Bot", None, True)


@dataclass
class Chat:
    """A chat; `members` are statuses by user id, the bot's among them, `topics` names by thread id without General."""

    id: int
    type: str
    title: str
    username: str | None = None
    forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 1
    upgraded_to: int | None = None
    flood: tuple[int, float] | None = None
    sends: list[float] = field(default_factory=list)

    def wire(self) -> Json:
        """The Chat object of the protocol."""
        name = "first_name" if self.type == "private" else "title"
        out = {"id": self.id, "type": self.type, name: self.title, "username": self.username, "is_forum": self.forum or None}
        return {k: v for k, v in out.items() if v is not None}


@dataclass(frozen=True)
class File:
    """A file somebody sent; `size` may be claimed larger than `data`."""

    id: str
    path: str
    name: str
    mime: str
    data: bytes
    size: int

    def wire(self) -> Json:
        """The Document object of the protocol."""
        return {
            "file_id": self.id,
            "file_unique_id": f"u{self.id}",
            "file_name": self.name,
            "mime_type": self.mime,
            "file_size": self.size,
        }


@dataclass(frozen=True)
class Button:
    """An inline button."""

    text: str
    data: str | None
    url: str | None


@dataclass(frozen=True)
class Sent:
    """A message of the bot, or an edit of one, as it was when it took effect; `number` counts them from 0."""

    number: int
    method: str
    chat_id: int
    message_id: int
    params: Json
    text: str
    entities: list[Entity]
    buttons: list[list[Button]]
    thread: int | None
    reply_to: int | None
    file: File | None

    def marked(self, kind: str) -> list[str]:
        """The parts of the text with one kind of entity, as "bold"."""
        return [entity_text(self.text, e) for e in self.entities if e["type"] == kind]

    def flat(self) -> list[Button]:
        """All inline buttons in reading order."""
        return [button for row in self.buttons for button in row]


@dataclass
class Call:
    """A request; `status` is None until it was dealt with, `result` what was answered, or the description of the error."""

    method: str
    params: Json
    status: int | None = None
    result: Any = None


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a request: whether it takes effect, how long it hangs, what is answered instead, if anything."""

    apply: bool = False
    seconds: float = 0.0
    answer: Reply | None = None
    drop: bool = False


@dataclass
class _Rule:
    """Which requests a fault befalls; `left` is how many more, None for all."""

    method: str
    chat_id: int | None
    fault: Fault
    left: int | None

    def befalls(self, method: str, params: Json) -> bool:
        return self.left != 0 and self.method in ("*", method.lower()) and self.chat_id in (None, params.get("chat_id"))


class ApiError(Exception):
    """An error answer: HTTP status, description, parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    def reply(self) -> Reply:
        """The answer of the protocol; 429 has a Retry-After header too."""
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        wait = self.parameters.get("retry_after")
        body |= {"parameters": self.parameters} if self.parameters else {}
        return Reply(self.status, json.dumps(body).encode(), {"Retry-After": str(wait)} if wait else {})


def bad(description: str, **parameters: int) -> ApiError:
    """Bad Request."""
    return ApiError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> ApiError:
    """Forbidden."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """Conflict."""
    return ApiError(409, f"Conflict: {description}")


def error(status: int, description: str, **parameters: int) -> Fault:
    """A fault that answers an error of the protocol and has no effect."""
    return Fault(answer=ApiError(status, description, **parameters).reply())


def retry_after(seconds: int) -> Fault:
    """A fault that answers 429."""
    return error(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def hang(seconds: float, apply: bool = False) -> Fault:
    """A fault that keeps the client waiting: without effect and then cut off, or with effect and then a true answer."""
    return Fault(apply=apply, seconds=seconds, drop=not apply)


Place = Chat | User
Answered = Sent | Message | int | None

DROP = Fault(drop=True)
APPLY_THEN_DROP = Fault(apply=True, drop=True)
GARBAGE = Fault(answer=Reply(200, b'\x1f\x8b{"ok":tru'))
BAD_GATEWAY = Fault(answer=Reply(502, b"<html><head><title>502 Bad Gateway</title></head></html>", {"Content-Type": "text/html"}))


class BotApi:
    """The methods of the Bot API over the state of all chats; every call is made while `changed` is held."""

    def __init__(self, token: str, username: str, privacy: bool) -> None:
        self.token, self.privacy = token, privacy
        self.me = User(int(token.split(":")[0]), "整改助手", username, None, True)
        self.changed = threading.Condition()
        self.stopped = False
        self.users: dict[int, User] = {u.id: u for u in (self.me, GROUP_ANONYMOUS, CHANNEL_BOT)}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.updates: list[Json] = []
        self.outbox: list[Sent] = []
        self.queries: set[str] = set()
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.webhook = ""
        self._allowed: tuple[str, ...] = ()
        self._poll = 0
        self._serial = 1000

    # --- what the methods share

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _push(self, kind: str, payload: Json) -> None:
        """Queue an update unless the bot did not ask for its kind."""
        if kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT:
            self.updates.append({"update_id": self._next(), kind: copy.deepcopy(payload)})
            self.changed.notify_all()

    def _post(self, chat: Chat, sender: Place, fields: Json, reply: Message | None = None, thread: int | None = None) -> Message:
        """Store a message; a reply outside topics carries a thread id too, which is no topic, as the real server has it."""
        chat.last_id += 1
        message: Message = {"message_id": chat.last_id, "date": int(time.time()), "chat": chat.wire()}
        if isinstance(sender, User):
            message["from"] = sender.wire()
        else:
            message["sender_chat"] = sender.wire()
            if chat.type != "channel":
                message["from"] = (GROUP_ANONYMOUS if sender is chat else CHANNEL_BOT).wire()
        if chat.forum and thread is None and reply and reply.get("is_topic_message"):
            thread = reply["message_thread_id"]
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
            reply = reply or chat.messages.get(thread)
        elif reply and chat.type == "supergroup":
            message["message_thread_id"] = reply.get("message_thread_id", reply["message_id"])
        if reply:
            message["reply_to_message"] = {k: v for k, v in reply.items() if k != "reply_to_message"}
        message |= {k: v for k, v in fields.items() if v not in (None, [])}
        chat.messages[chat.last_id] = message
        return message

    def _target(self, p: Json) -> Chat:
        """The chat a request is about; raises ApiError where the bot cannot act."""
        wanted = p.get("chat_id")
        chat = next((c for c in self.chats.values() if wanted == c.id or (c.username and wanted == f"@{c.username}")), None)
        if chat is None:
            raise forbidden("bot can't initiate conversation with a user") if wanted in self.users else bad("chat not found")
        if chat.upgraded_to:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.upgraded_to)
        status = chat.members.get(self.me.id, "left")
        if status == "kicked":
            where = "blocked by the user" if chat.type == "private" else f"kicked from the {chat.type} chat"
            raise forbidden(f"bot was {where}")
        if status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def _text(self, p: Json, key: str = "text") -> tuple[str, list[Entity]]:
        """The formatted text of a request as it will be stored; raises ApiError."""
        source, mode = str(p.get(key, "")), str(p.get("parse_mode", "")).lower()
        if mode not in ("", "html"):
            raise bad("unsupported parse_mode")
        try:
            given = p.get("entities" if key == "text" else f"{key}_entities", [])
            text, entities = parse_html(source) if mode else (source, given)
        except EntityError as e:
            raise bad(f"can't parse entities: {e}") from e
        text, entities = trim(text, entities)
        if key == "caption" and len(text) > CAPTION_LIMIT:
            raise bad("message caption is too long")
        if key != "caption" and not text:
            raise bad("text must be non-empty" if source else "message text is empty")
        if len(text) > TEXT_LIMIT:
            raise bad("message is too long")
        return text, entities

    def _markup(self, p: Json, inline_only: bool = False) -> Json | None:
        markup = p.get("reply_markup")
        if not markup:
            return None
        if "inline_keyboard" not in markup:
            if inline_only:
                raise bad("inline keyboard expected")
            return None
        rows = [row for row in markup["inline_keyboard"] if row]
        for button in (b for row in rows for b in row):
            _check_button(button)
        if sum(map(len, rows)) > BUTTON_LIMIT:
            raise bad("reply markup is too long")
        return {"inline_keyboard": rows} if rows else None

    def _answered(self, chat: Chat, p: Json) -> Message | None:
        """The message a request replies to."""
        reply = p.get("reply_parameters") or {**p, "message_id": p.get("reply_to_message_id")}
        if not reply.get("message_id"):
            return None
        found = chat.messages.get(reply["message_id"])
        if found is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return found

    def _thread(self, chat: Chat, p: Json) -> int | None:
        thread = p.get("message_thread_id")
        if thread and not (chat.forum and thread in chat.topics):
            raise bad("message thread not found")
        return thread or None

    def _deliver(self, method: str, p: Json, chat: Chat, fields: Json, file: File | None = None) -> Message:
        markup, reply, thread = self._markup(p), self._answered(chat, p), self._thread(chat, p)
        message = self._post(chat, self.me, {**fields, "reply_markup": markup}, reply, thread)
        return self._record(method, p, message, file)

    def _record(self, method: str, p: Json, message: Message, file: File | None = None) -> Message:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        self.outbox.append(
            Sent(
                number=len(self.outbox),
                method=method,
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                params=p,
                text=_words(message)[0],
                entities=_words(message)[1],
                buttons=[[Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in rows],
                thread=message["message_thread_id"] if message.get("is_topic_message") else None,
                reply_to=message.get("reply_to_message", {}).get("message_id"),
                file=file,
            )
        )
        self.changed.notify_all()
        return copy.deepcopy(message)

    def _own(self, p: Json) -> Message:
        """The message of the bot a request edits."""
        message = self._target(p).messages.get(p.get("message_id", 0)) if "chat_id" in p else None
        if message is None:
            raise bad("message to edit not found")
        if message.get("from", {}).get("id") != self.me.id:
            raise bad("message can't be edited")
        return message

    def _change(self, method: str, p: Json, message: Message, fields: Json) -> Message:
        """Edit a message; a keyboard that is not sent again is taken away."""
        fields = {**fields, "reply_markup": self._markup(p, inline_only=True)}
        if all((message.get(k) or None) == (v or None) for k, v in fields.items()):
            raise bad(_UNCHANGED)
        for key, value in fields.items():
            message.pop(key, None)
            message |= {key: value} if value else {}
        message["edit_date"] = int(time.time())
        return self._record(method, p, message)

    def _member(self, chat: Chat, user: User) -> Json:
        status = chat.members.get(user.id, "left")
        out: Json = {"status": status, "user": user.wire()}
        if status == "administrator":
            out |= {"can_be_edited": False, **{f"can_{right}": True for right in _RIGHTS}}
        if status in ("administrator", "creator"):
            out["is_anonymous"] = False
        return out | ({"until_date": 0} if status == "kicked" else {})

    def _set_status(self, chat: Chat, user: User, status: str, by: User) -> None:
        old = self._member(chat, user)
        chat.members[user.id] = status
        update = {"chat": chat.wire(), "from": by.wire(), "date": int(time.time()), "old_chat_member": old}
        update["new_chat_member"] = self._member(chat, user)
        if user is self.me or chat.members.get(self.me.id) == "administrator":
            self._push("my_chat_member" if user is self.me else "chat_member", update)

    def _store(self, name: str, mime: str, data: bytes, size: int | None = None) -> File:
        number = self._next()
        suffix = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
        path = f"documents/file_{number}{suffix[0] if suffix else ''}"
        file = File(f"BQAC{number:08d}", path, name, mime, data, len(data) if size is None else size)
        self.files[file.id] = file
        return file

    # --- methods, by their name in lower case

    def _api_getme(self, p: Json) -> Json:
        extra = {"can_join_groups": True, "can_read_all_group_messages": not self.privacy, "supports_inline_queries": True}
        return {**self.me.wire(), **extra, "can_connect_to_business": False, "has_main_web_app": False}

    def _api_getupdates(self, p: Json) -> list[Json]:
        """Long polling: a later request ends this one, `offset` confirms what came before it."""
        if self.webhook:
            raise conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
        if "allowed_updates" in p:
            self._allowed = tuple(p["allowed_updates"])
        self._poll += 1
        mine, offset = self._poll, p.get("offset", 0)
        self.updates = self.updates[offset:] if offset < 0 else [u for u in self.updates if u["update_id"] >= offset]
        self.changed.notify_all()
        self.changed.wait_for(lambda: self.updates or self.stopped or self._poll != mine, min(p.get("timeout", 0), 50))
        if self._poll != mine:
            by = "setWebhook" if self.webhook else "other getUpdates"
            hint = "" if self.webhook else "; make sure that only one bot instance is running"
            raise conflict(f"terminated by {by} request{hint}")
        limit = p.get("limit", 100)
        return self.updates[: limit if 1 <= limit <= 100 else 100]

    def _api_sendmessage(self, p: Json) -> Message:
        chat = self._target(p)
        text, entities = self._text(p)
        return self._deliver("sendMessage", p, chat, {"text": text, "entities": entities})

    def _api_senddocument(self, p: Json) -> Message:
        return self._send_file("sendDocument", "document", p)

    def _api_sendphoto(self, p: Json) -> Message:
        return self._send_file("sendPhoto", "photo", p)

    def _send_file(self, method: str, kind: str, p: Json) -> Message:
        chat = self._target(p)
        given = str(p.get(kind, ""))
        file = self.files.get(str(p.get(given.removeprefix("attach://"), given)))
        if file is None:
            raise bad(f"there is no {kind} in the request" if not given else "wrong file identifier/HTTP URL specified")
        if not file.size:
            raise bad("file must be non-empty")
        caption, entities = self._text(p, "caption")
        content = [{**file.wire(), "width": 90, "height": 90}] if kind == "photo" else file.wire()
        return self._deliver(method, p, chat, {kind: content, "caption": caption or None, "caption_entities": entities}, file)

    def _api_sendchataction(self, p: Json) -> bool:
        self._thread(self._target(p), p)
        if not _ACTIONS.fullmatch(p.get("action", "")):
            raise bad("wrong parameter action in request")
        return True

    def _api_editmessagetext(self, p: Json) -> Message:
        message = self._own(p)
        text, entities = self._text(p)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return self._change("editMessageText", p, message, {"text": text, "entities": entities})

    def _api_editmessagereplymarkup(self, p: Json) -> Message:
        return self._change("editMessageReplyMarkup", p, self._own(p), {})

    def _api_deletemessage(self, p: Json) -> bool:
        chat = self._target(p)
        message = chat.messages.get(p.get("message_id", 0))
        if message is None:
            raise bad("message to delete not found")
        if (
            chat.type != "private"
            and message.get("from", {}).get("id") != self.me.id
            and chat.members[self.me.id] != "administrator"
        ):
            raise bad("message can't be deleted")
        del chat.messages[message["message_id"]]
        return True

    def _api_answercallbackquery(self, p: Json) -> bool:
        if p.get("callback_query_id") not in self.queries:
            raise bad(_OLD_QUERY)
        if len(p.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        return True

    def _api_answerinlinequery(self, p: Json) -> bool:
        if p.get("inline_query_id") not in self.queries:
            raise bad(_OLD_QUERY)
        results = p.get("results", [])
        ids = [r["id"] for r in results]
        if len(results) > 50:
            raise bad("RESULTS_TOO_MUCH")
        if len(set(ids)) < len(ids) or not all(1 <= len(i.encode()) <= 64 for i in ids):
            raise bad("RESULT_ID_DUPLICATE" if len(set(ids)) < len(ids) else "RESULT_ID_INVALID")
        for result in results:
            self._markup(result, inline_only=True)
            if result.get("type") == "article" or "input_message_content" in result:
                self._text(result.get("input_message_content", {}), "message_text")
        return True

    def _api_getfile(self, p: Json) -> Json:
        file = self.files.get(str(p.get("file_id")))
        if file is None:
            raise bad("invalid file_id")
        if file.size > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_size": file.size, "file_path": file.path}

    def _api_getchat(self, p: Json) -> Json:
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        return {
            **self._target(p).wire(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }

    def _api_getchatmember(self, p: Json) -> Json:
        chat, user = self._target(p), self.users.get(p.get("user_id", 0))
        if user is None:
            raise bad("user not found")
        return self._member(chat, user)

    def _api_getchatadministrators(self, p: Json) -> list[Json]:
        chat = self._target(p)
        if chat.type == "private":
            raise bad("there are no administrators in the private chat")
        return [self._member(chat, self.users[u]) for u, status in chat.members.items() if status in ("creator", "administrator")]

    def _api_leavechat(self, p: Json) -> bool:
        chat = self._target(p)
        if chat.type == "private":
            raise bad("chat not found")
        self._set_status(chat, self.me, "left", self.me)
        return True

    def _api_setmycommands(self, p: Json) -> bool:
        commands = p.get("commands", [])
        if len(commands) > 100 or not all(re.fullmatch(r"[a-z0-9_]{1,32}", c["command"]) for c in commands):
            raise bad("BOT_COMMANDS_TOO_MUCH" if len(commands) > 100 else "BOT_COMMAND_INVALID")
        if not all(1 <= len(c["description"]) <= 256 for c in commands):
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(p)] = commands
        return True

    def _api_getmycommands(self, p: Json) -> list[Json]:
        return self.commands.get(_scope(p), [])

    def _api_deletemycommands(self, p: Json) -> bool:
        self.commands.pop(_scope(p), None)
        return True

    def _api_setwebhook(self, p: Json) -> bool:
        self.webhook = p.get("url", "")
        self._poll += bool(self.webhook)
        if p.get("drop_pending_updates"):
            self.updates.clear()
        self.changed.notify_all()
        return True

    def _api_deletewebhook(self, p: Json) -> bool:
        return self._api_setwebhook({**p, "url": ""})

    def _api_getwebhookinfo(self, p: Json) -> Json:
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.updates)}

    def _api_logout(self, p: Json) -> bool:
        return True

    _api_close = _api_setmydescription = _api_setmyshortdescription = _api_setchatmenubutton = _api_logout


class TelegramServer(BotApi):
    """The server and the people who use it; `chat` is a Chat, or a User for the private chat with them."""

    def __init__(self, token: str = "7000000001:TEST", username: str = "plan_test_bot", privacy: bool = True) -> None:
        super().__init__(token, username, privacy)
        self.calls: list[Call] = []
        self.failures: list[BaseException] = []
        self._rules: list[_Rule] = []
        self._cleared = 0
        self._http = _Http(("127.0.0.1", 0), _Handler)
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
            self._arrive(chat, user, {"forum_topic_created": {"name": name, "icon_color": 7322096}}, None, thread)
            return thread

    def delete_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic and all its messages."""
        with self.changed:
            del chat.topics[thread]
            chat.messages = {i: m for i, m in chat.messages.items() if m.get("message_thread_id") != thread}

    # --- what people do

    def say(self, chat: Place, user: Place, text: str, *, reply_to: Answered = None, thread: int | None = None) -> Message:
        """Somebody writes; a Chat as the writer is an anonymous administrator (the same chat) or a channel."""
        return self._arrive(chat, user, {"text": text, "entities": find_entities(text)}, reply_to, thread)

    def upload(
        self, chat: Place, user: Place, filename: str, data: bytes, caption: str | None = None, *,
        mime: str = "application/octet-stream", size: int | None = None, reply_to: Answered = None, thread: int | None = None
    ) -> Message:  # fmt: skip
        """Somebody sends a document; `size` claims another size than that of `data`."""
        with self.changed:
            document = self._store(filename, mime, data, size).wire()
        found = find_entities(caption or "")
        return self._arrive(chat, user, {"document": document, "caption": caption, "caption_entities": found}, reply_to, thread)

    def edit(self, message: Message, text: str) -> Message:
        """Somebody changes what they wrote."""
        with self.changed:
            stored = self.chats[message["chat"]["id"]].messages[message["message_id"]]
            stored.pop("entities", None)
            found = find_entities(text)
            stored |= {"text": text, "edit_date": int(time.time()), **({"entities": found} if found else {})}
            if self._reaches(self.chats[message["chat"]["id"]], stored):
                self._push("edited_message", stored)
            return copy.deepcopy(stored)

    def delete(self, message: Sent | Message) -> None:
        """Somebody deletes a message; the bot is told nothing."""
        with self.changed:
            chat_id, message_id = _place(message)
            del self.chats[chat_id].messages[message_id]

    def press(self, message: Sent | Message, button: str, user: User, *, forged: bool = False) -> str:
        """Press the button that now has this data or text; returns the query's id. A forged one sends `button` as the data."""
        with self.changed:
            chat_id, message_id = _place(message)
            stored = self.chats[chat_id].messages.get(message_id)
            data = button if forged else _button_data(stored or {}, button)
            place = copy.deepcopy(stored) or {"chat": self.chats[chat_id].wire(), "message_id": message_id, "date": 0}
            query = self._query()
            self._push(
                "callback_query",
                {"id": query, "from": user.wire(), "message": place, "chat_instance": str(chat_id), "data": data},
            )
            return query

    def inline(self, user: User, query: str, offset: str = "", chat_type: str = "supergroup") -> str:
        """Somebody types @bot and a query in any chat; returns the query's id."""
        with self.changed:
            number = self._query()
            self._push(
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
            self._arrive(chat, by or user, {"new_chat_members": [user.wire()]}, None, None)

    def kick(self, chat: Place, user: User, by: User, status: str = "kicked") -> None:
        """Somebody is removed, or leaves (`status` "left"); `kick(person, server.me, person)` is how a person blocks the bot."""
        with self.changed:
            chat = self._chat(chat)
            self._set_status(chat, user, status, by)
            if chat.type != "private":
                self._arrive(chat, by, {"left_chat_member": user.wire()}, None, None)

    def promote(self, chat: Place, user: User, by: User, status: str = "administrator") -> None:
        """Somebody gets another status; "member" takes an administrator's rights away, or unblocks the bot in a private chat."""
        with self.changed:
            self._set_status(self._chat(chat), user, status, by)

    def migrate(self, chat: Chat, by: User) -> Chat:
        """A group becomes a supergroup with another id, which is returned; the old id answers with the new one."""
        with self.changed:
            new = self.add_chat("supergroup", chat.title)
            new.members = dict(chat.members)
            self._arrive(chat, by, {"migrate_to_chat_id": new.id}, None, None)
            self._arrive(new, by, {"migrate_from_chat_id": chat.id}, None, None)
            chat.upgraded_to = new.id
            return new

    def _chat(self, chat: Place) -> Chat:
        return self.private(chat) if isinstance(chat, User) else chat

    def _query(self) -> str:
        query = str(4_000_000_000 + self._next())
        self.queries.add(query)
        return query

    def _arrive(self, chat: Place, sender: Place, fields: Json, reply_to: Answered, thread: int | None) -> Message:
        """A message that is not the bot's: stored, and told to the bot if privacy mode lets it through."""
        with self.changed:
            chat = self._chat(chat)
            number = reply_to if isinstance(reply_to, int) else _place(reply_to)[1] if reply_to else 0
            message = self._post(chat, sender, fields, chat.messages[number] if number else None, thread)
            if self._reaches(chat, message):
                self._push("channel_post" if chat.type == "channel" else "message", message)
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
        text, entities = _words(message)
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
            chat_id, message_id = _place(message)
            return copy.deepcopy(self.chats[chat_id].messages.get(message_id))

    def wait_until(self, condition: Callable[[], Any], timeout: float = 10.0, what: str = "the condition") -> None:
        """Wait for a condition on the server; raises AssertionError with what happened instead."""
        with self.changed:
            if not self.changed.wait_for(condition, timeout):
                calls = [
                    f"{c.method} {c.status} {c.result if c.status != 200 else ''}" for c in self.calls if c.method != "getUpdates"
                ]
                raise AssertionError(
                    f"{what} did not come in {timeout} s; sent: {[s.text for s in self.outbox[-8:]]}; calls: {calls[-12:]}"
                )

    def wait_for_many(
        self, count: int, predicate: Callable[[Sent], bool] = lambda _: True, timeout: float = 10.0, *,
        chat: Place | None = None, method: str | None = None, since: int = 0
    ) -> list[Sent]:  # fmt: skip
        """Wait until at least `count` messages or edits fit; returns all that do, in order."""

        def fitting() -> list[Sent]:
            return [s for s in self.sent(chat, method=method, since=since) if predicate(s)]

        self.wait_until(lambda: len(fitting()) >= count, timeout, f"{count} message(s)")
        return fitting()

    def wait_for(self, predicate: Callable[[Sent], bool] = lambda _: True, timeout: float = 10.0, **where: Any) -> Sent:
        """Wait for the first message or edit that fits; `where` as for `wait_for_many`."""
        return self.wait_for_many(1, predicate, timeout, **where)[0]

    def wait_for_call(
        self, method: str, predicate: Callable[[Call], bool] = lambda _: True, timeout: float = 10.0, *, since: int = 0
    ) -> Call:
        """Wait for the first finished request of a method that fits; `since` counts `calls`."""

        def fitting() -> list[Call]:
            return [c for c in self.calls[since:] if c.method == method and c.status is not None and predicate(c)]

        self.wait_until(fitting, timeout, f"a call of {method}")
        return fitting()[0]

    def wait_read(self, timeout: float = 10.0) -> None:
        """Wait until the bot has confirmed every update, which says nothing of its having dealt with them."""
        self.wait_until(lambda: not self.updates, timeout, "the confirmation of all updates")

    def ask(self, chat: Place, user: Place, text: str, timeout: float = 10.0, **how: Any) -> Sent:
        """Say something (`how` as for `say`) and wait for the next message or edit in that chat."""
        since = self.mark()
        self.say(chat, user, text, **how)
        return self.wait_for(timeout=timeout, chat=chat, since=since)

    # --- what goes wrong

    def fail(self, method: str, fault: Fault, *, chat: Place | None = None, times: int | None = 1) -> None:
        """Let the next requests of a method ("*" for any), in a chat if given, go wrong; `times` None is until `clear_faults`."""
        with self.changed:
            self._rules.append(_Rule(method.lower(), chat.id if chat else None, fault, times))

    def clear_faults(self) -> None:
        """All is well again; what hangs goes on at once."""
        with self.changed:
            self._rules.clear()
            self._cleared += 1
            self.changed.notify_all()

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
            fault = self._fault(method, params)
            reply = self._apply(call) if fault.apply else None
            if fault.seconds:
                cleared = self._cleared
                self.changed.wait_for(lambda: self.stopped or self._cleared != cleared, fault.seconds)
            if fault.answer:
                reply = fault.answer
                call.status, call.result = reply.status, reply.body.decode(errors="replace")
            call.status = call.status or 0
            self.changed.notify_all()
            return None if fault.drop else reply

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


class _Http(ThreadingHTTPServer):
    """Keeps the open connections, to close them at the end."""

    daemon_threads = True
    request_queue_size = 64
    api: TelegramServer

    def __init__(self, *args: Any) -> None:
        self._open: set[Any] = set()
        self._closed = threading.Condition()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._closed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._closed:
            self._open.discard(request)
            self._closed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error; anything else is told by `stop`."""
        problem = sys.exception()
        if problem is not None and not isinstance(problem, OSError):
            self.api.failures.append(problem)

    def close_all(self) -> None:
        """Cut every connection and wait, at most 5 s, for the threads that serve them."""
        self.server_close()
        with self._closed:
            for request in self._open:
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)
            self._closed.wait_for(lambda: not self._open, 5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Http

    def do_GET(self) -> None:
        api, path = self.server.api, urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if not path.startswith("/file/"):
            self.do_POST()
            return
        found = next((f for f in list(api.files.values()) if path == f"/file/bot{api.token}/{f.path}"), None)
        self._reply(Reply(200, found.data, {"Content-Type": found.mime}) if found else ApiError(404, "Not Found").reply())

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        address = urllib.parse.urlsplit(self.path)
        match = re.fullmatch(r"/bot([^/]+)/(\w+)", urllib.parse.unquote(address.path))
        if match is None:
            self._reply(ApiError(404, "Not Found").reply())
        elif size > UPLOAD_LIMIT:
            self._reply(ApiError(413, "Request Entity Too Large").reply())
        else:
            fields, parts = _fields(self.headers.get("Content-Type", ""), body)
            fields = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True)) | fields
            self._reply(self.server.api.answer(match[1], match[2], {k: _value(k, v) for k, v in fields.items()}, parts))

    def _reply(self, reply: Reply | None) -> None:
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for key, value in {"Content-Type": "application/json", "Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the calls are kept in `calls`."""


def _fields(content_type: str, body: bytes) -> tuple[Json, dict[str, tuple[str, str, bytes]]]:
    """The fields of a request and its files as (name, type, bytes), in any of the three encodings."""
    if content_type.startswith("application/json"):
        return json.loads(body or b"{}"), {}
    if not content_type.startswith("multipart/form-data"):
        return dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)), {}
    fields: Json = {}
    files: dict[str, tuple[str, str, bytes]] = {}
    boundary = b"\r\n--" + content_type.split("boundary=")[1].strip('"').encode()
    for part in (b"\r\n" + body).split(boundary)[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        names = dict(re.findall(r'\b(name|filename)="([^"]*)"', head.decode()))
        mime = re.search(r"(?i)content-type: *([^\r\n]+)", head.decode())
        if "filename" in names:
            files[names["name"]] = (names["filename"].replace("%22", '"'), mime[1] if mime else "application/octet-stream", data)
        else:
            fields[names["name"]] = data.decode()
    return fields, files


def _value(name: str, raw: Any) -> Any:
    """A field as the JSON it stands for, unless it is free text."""
    if _TEXTS.fullmatch(name) or not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _check_button(button: Json) -> None:
    """Raise ApiError for an inline button the server refuses."""
    if not button.get("text"):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if len(button) < 2:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?://[^/\s]+\.[^/\s]+|tg://)", button["url"]):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _button_data(message: Message, button: str) -> str:
    """The callback data of the button with this data or text; raises AssertionError where there is none to press."""
    buttons = [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row if "callback_data" in b]
    for found in buttons:
        if button in (found["callback_data"], found["text"]):
            return str(found["callback_data"])
    raise AssertionError(f"no button {button!r} among {[(b['text'], b['callback_data']) for b in buttons]}")


def _words(message: Message) -> tuple[str, list[Entity]]:
    """Text or caption, and its entities."""
    key, entities = ("text", "entities") if "text" in message else ("caption", "caption_entities")
    return str(message.get(key, "")), list(message.get(entities, []))


def _place(message: Sent | Message) -> tuple[int, int]:
    """Chat id and message id."""
    return (message.chat_id, message.message_id) if isinstance(message, Sent) else (message["chat"]["id"], message["message_id"])


def _scope(p: Json) -> tuple[str, str]:
    """The key of a list of commands."""
    return json.dumps(p.get("scope") or {"type": "default"}, sort_keys=True), p.get("language_code", "")
