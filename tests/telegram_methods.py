"""The methods of the Bot API over the state of all chats, refusing what the real server refuses, in its words."""

from __future__ import annotations

import json
import re

from telegram_faults import bad, conflict
from telegram_objects import Json, Message
from telegram_state import State

DOWNLOAD_LIMIT = 20 * 2**20
_ACTIONS = re.compile("typing|choose_sticker|find_location|(upload|record)_(video|voice|video_note)|upload_(photo|document)")
_OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"


class BotApi(State):
    """The methods, by their name in lower case."""

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


def _scope(p: Json) -> tuple[str, str]:
    """The key of a list of commands."""
    return json.dumps(p.get("scope") or {"type": "default"}, sort_keys=True), p.get("language_code", "")
