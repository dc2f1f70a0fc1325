"""What is said to a chat whatever the channel: letters of marked paragraphs, their buttons, and which chat speaks for whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol

from bot.language.writing import LONGEST

Key = int | str
"""What a channel calls a chat, a topic, a message or a person by: nobody else understands it."""


@dataclass(frozen=True)
class Address:
    """Where something is said: a chat, and a topic in it; both by keys that only the channel understands."""

    chat: Key
    thread: Key | None = None


@dataclass(frozen=True)
class Routine:
    """When a chat is reminded: at a time of its own (None: with everybody), and on which days (0 is Monday) it is left alone."""

    at: time | None = None
    weekdays: frozenset[int] = frozenset()
    days: frozenset[date] = frozenset()

    def rests(self, day: date) -> bool:
        """Whether the chat is left alone on a day."""
        return day.weekday() in self.weekdays or day in self.days


USUAL = Routine()
"""With everybody."""


@dataclass(frozen=True)
class Binding:
    """A chat (and topic) that speaks for units, and when something was last delivered to it (times in ISO format, UTC)."""

    chat_id: Key
    thread_id: Key | None
    title: str
    units: tuple[str, ...]
    active: bool
    bound_at: str
    delivered_at: str | None = None
    routine: Routine = USUAL

    @property
    def address(self) -> Address:
        """Where it is spoken to."""
        return Address(self.chat_id, self.thread_id)


@dataclass(frozen=True)
class Contact:
    """Whom a chat's digests mention: for a problem (`task`, its id), for one of the chat's parties, or for all."""

    key: Key
    name: str
    task: str = ""
    party: str = ""


class Mark(StrEnum):
    """What a paragraph is; how that is shown is the channel's affair."""

    PLAIN = "plain"
    FACT = "fact"
    QUOTE = "quote"
    HEADING = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A line or more of plain text; `lead` is a heading that it begins with on the same line, or the name of a `person` who is called."""

    mark: Mark
    text: str
    lead: str = ""
    person: Key | None = None

    @property
    def whole(self) -> str:
        """Everything in it as plain text."""
        return self.lead + self.text


Paragraphs = tuple[Paragraph, ...]


@dataclass(frozen=True)
class Button:
    """One button under a message, and what the channel hands back when it is pressed (bot.buttons)."""

    text: str
    data: str


@dataclass(frozen=True)
class Document:
    """A file, or a picture that is shown as one."""

    name: str
    data: bytes
    photo: bool = False


@dataclass(frozen=True)
class Letter:
    """A message for a chat: paragraphs (the caption, if there is a document) and buttons.

    `day` is the local day it belongs to; one without is remembered for ever, the others for `KEPT`. Sent later than
    `due_at` it is marked 补发, and not at all after `expires_at`. `items` are the ids of what is overdue in a digest. Of what is said
    `within` a chat its reader hears only while they are in it, as far as the channel knows.
    """

    key: str
    to: Address
    paragraphs: Paragraphs
    buttons: tuple[tuple[Button, ...], ...] = ()
    document: Document | None = None
    day: date | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    items: tuple[str, ...] = ()
    within: Key | None = None

    @property
    def text(self) -> str:
        """What it says as plain text."""
        return plain(self.paragraphs)


def plain(paragraphs: Iterable[Paragraph]) -> str:
    """Paragraphs as plain text, each on a line of its own."""
    return "\n".join(p.whole for p in paragraphs)


def sentences(*lines: str) -> Paragraphs:
    """Lines that are nothing but words."""
    return tuple(Paragraph(Mark.PLAIN, line) for line in lines)


def within(paragraphs: Iterable[Paragraph], limit: int) -> Paragraphs:
    """As many of the paragraphs as `limit` characters hold; what is left out is marked by … at the end."""
    kept: list[Paragraph] = []
    for paragraph in paragraphs:
        room = limit - len(plain(kept)) - (1 if kept else 0) - len(paragraph.lead)
        if room < len(paragraph.text):
            return (*kept, Paragraph(paragraph.mark, f"{paragraph.text[: max(0, room - 1)]}…", paragraph.lead))
        kept.append(paragraph)
    return tuple(kept)


def paged(paragraphs: Iterable[str], limit: int = LONGEST) -> list[str]:
    """Paragraphs put together into as few texts of at most `limit` characters as keep them whole where that is possible."""
    pages: list[str] = []
    for paragraph in paragraphs:
        for piece in (paragraph[i : i + limit] for i in range(0, len(paragraph), limit)):
            if pages and len(pages[-1]) + 1 + len(piece) <= limit:
                pages[-1] += f"\n{piece}"
            else:
                pages.append(piece)
    return pages


# --- the channel --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """It has arrived, as the channel's message `id`."""

    id: Key


@dataclass(frozen=True)
class NotSent:
    """It is certain that it did not arrive, and it may later: no connection, or (`answered`) a failure that the far end owns up to."""

    reason: str
    answered: bool = False


@dataclass(frozen=True)
class Unknown:
    """Nobody knows whether it arrived."""

    reason: str


@dataclass(frozen=True)
class Gone:
    """The chat is not there (any more), or has put the bot out."""

    reason: str


@dataclass(frozen=True)
class Moved:
    """It did not arrive, for the chat has another key now."""

    chat: Key


@dataclass(frozen=True)
class Wait:
    """It did not arrive, and nothing will in this chat for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Declined:
    """It will never arrive: something in it is not taken."""

    reason: str


@dataclass(frozen=True)
class Left:
    """It did not arrive, for its reader is not in the chat any more within which it is said."""


Outcome = Sent | NotSent | Unknown | Gone | Moved | Wait | Declined | Left


@dataclass(frozen=True)
class Limits:
    """Seconds that a channel wants between two letters, whoever gets them, and between two for one chat."""

    every: float
    chat: float


class Channel(Protocol):
    """What carries letters to chats: all that the core knows of a network. What it cannot show it shows as plain words."""

    async def post(self, letter: Letter, mark: str = "") -> Outcome:
        """Send a letter, `mark` before its first words; what becomes of it is returned and not raised."""
        ...

    def limits(self, chat: Key) -> Limits:
        """How fast letters may go."""
        ...
