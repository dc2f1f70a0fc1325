"""The methods of the Bot API over the state of all chats, refusing what the real server refuses, in its words."""

from __future__ import annotations

import copy
import json
import re
import threading
import time

from telegram_faults import bad, conflict, forbidden
from telegram_html import Entity, EntityError, parse_html, trim
from telegram_objects import CHANNEL_BOT, GROUP_ANONYMOUS, Button, Chat, File, Json, Message, Place, Sent, User, words

TEXT_LIMIT, CAPTION_LIMIT, BUTTON_LIMIT = 4096, 1024, 100
DOWNLOAD_LIMIT = 20 * 2**20
_ACTIONS = re.compile("typing|choose_sticker|find_location|(upload|record)_(video|voice|video_note)|upload_(photo|document)")
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_RIGHTS = (
    *("manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members", "change_info"),
    *("invite_users", "post_stories", "edit_stories", "delete_stories", "pin_messages", "manage_topics"),
)
_OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


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
        content = file.photo() if kind == "photo" else file.wire()
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

    def _api_editmessagecaption(self, p: Json) -> Message:
        message = self._own(p)
        caption, entities = self._text(p, "caption")
        if not {"photo", "document"} & message.keys():
            raise bad("there is no caption in the message to edit")
        return self._change("editMessageCaption", p, message, {"caption": caption, "caption_entities": entities})

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


def _scope(p: Json) -> tuple[str, str]:
    """The key of a list of commands."""
    return json.dumps(p.get("scope") or {"type": "default"}, sort_keys=True), p.get("language_code", "")
