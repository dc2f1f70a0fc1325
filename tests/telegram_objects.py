"""What the Bot API server of the tests knows and tells: people, chats, files, and what the bot sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from telegram_html import Entity, entity_text

Json = dict[str, Any]
Message = dict[str, Any]


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

    def photo(self) -> list[Json]:
        """The PhotoSize objects of the protocol, smallest first."""
        sizes = ((f"{self.id}s", 90, 60, 900), (self.id, 1280, 853, self.size))
        keys = ("file_id", "width", "height", "file_size")
        return [dict(zip(keys, size, strict=True)) | {"file_unique_id": f"u{size[0]}"} for size in sizes]


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

    @property
    def forces_reply(self) -> bool:
        """Whether the client opens a reply to this message (ForceReply)."""
        return bool((self.params.get("reply_markup") or {}).get("force_reply"))

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


Place = Chat | User
Answered = Sent | Message | int | None


def words(message: Message) -> tuple[str, list[Entity]]:
    """Text or caption, and its entities."""
    key, entities = ("text", "entities") if "text" in message else ("caption", "caption_entities")
    return str(message.get(key, "")), list(message.get(entities, []))


def place(message: Sent | Message) -> tuple[int, int]:
    """Chat id and message id."""
    return (message.chat_id, message.message_id) if isinstance(message, Sent) else (message["chat"]["id"], message["message_id"])
