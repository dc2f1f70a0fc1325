"""The state of all chats behind the Bot API of the tests: what its methods and the people in the chats do to it alike."""

from __future__ import annotations

import copy
import re
import threading
import time

from telegram_faults import bad, forbidden
from telegram_html import Entity, EntityError, parse_html, trim
from telegram_objects import CHANNEL_BOT, GROUP_ANONYMOUS, Button, Call, Chat, File, Json, Message, Place, Sent, User, words

TEXT_LIMIT, CAPTION_LIMIT, BUTTON_LIMIT = 4096, 1024, 100
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_RIGHTS = (
    *("manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members", "change_info"),
    *("invite_users", "post_stories", "edit_stories", "delete_stories", "pin_messages", "manage_topics"),
)
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class State:
    """All chats; every method is called while `changed` is held."""

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
        self.calls: list[Call] = []
        self.queries: set[str] = set()
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.webhook = ""
        self._allowed: tuple[str, ...] = ()
        self._poll = 0
        self._serial = 1000

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def push(self, kind: str, payload: Json) -> None:
        """Queue an update as it stands, unless the bot did not ask for its kind."""
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
        return text, self._mentioned(entities)

    def _mentioned(self, entities: list[Entity]) -> list[Entity]:
        """The whole user in a mention by id; a mention of nobody the bot knows stays plain text."""
        known = [e for e in entities if e["type"] != "text_mention" or e["user"]["id"] in self.users]
        return [e | {"user": self.users[e["user"]["id"]].wire()} if e["type"] == "text_mention" else e for e in known]

    def _markup(self, p: Json, inline_only: bool = False) -> Json | None:
        markup = p.get("reply_markup")
        if not markup:
            return None
        if "inline_keyboard" not in markup:
            if inline_only:
                raise bad("inline keyboard expected")
            if len(markup.get("input_field_placeholder", "")) > 64:
                raise bad("reply markup placeholder is too long")
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
                text=words(message)[0],
                entities=words(message)[1],
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
            self.push("my_chat_member" if user is self.me else "chat_member", update)

    def _store(self, name: str, mime: str, data: bytes, size: int | None = None, folder: str = "documents") -> File:
        number = self._next()
        suffix = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
        path = f"{folder}/file_{number}{suffix[0] if suffix else ''}"
        file = File(f"BQAC{number:08d}", path, name, mime, data, len(data) if size is None else size)
        self.files[file.id] = file
        return file


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
