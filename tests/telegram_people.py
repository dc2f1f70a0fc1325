"""What people do in the chats of the Bot API server of the tests, and what of it the bot gets to see."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable

from telegram_html import entity_text, find_entities
from telegram_objects import Answered, Chat, Json, Message, Place, Sent, User, place, words
from telegram_state import State

_CONTENT = frozenset({"text", "document", "photo", "sticker", "voice", "video", "audio", "poll", "location", "contact", "dice"})


class People(State):
    """The people who use it; `chat` is a Chat, or a User for the private chat with them."""

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


def _button_data(message: Message, button: str) -> str:
    """The callback data of the button with this data or text; raises AssertionError where there is none to press."""
    buttons = [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row if "callback_data" in b]
    for found in buttons:
        if button in (found["callback_data"], found["text"]):
            return str(found["callback_data"])
    raise AssertionError(f"no button {button!r} among {[(b['text'], b['callback_data']) for b in buttons]}")
