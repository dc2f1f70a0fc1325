"""What is sent to a chat whatever the channel: letters, their buttons, and which chat speaks for whom. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.language.writing import LONGEST


@dataclass(frozen=True)
class Binding:
    """A chat (and topic) that speaks for units, and when something was last delivered to it (times in ISO format, UTC)."""

    chat_id: int
    thread_id: int | None
    title: str
    units: tuple[str, ...]
    active: bool
    bound_at: str
    delivered_at: str | None = None


@dataclass(frozen=True)
class Document:
    """A file, or a picture that is shown as one."""

    name: str
    data: bytes
    photo: bool = False


@dataclass(frozen=True)
class Letter:
    """A message for a chat: HTML (the caption, if there is a document) and buttons.

    `day` is the local day it belongs to; one without is remembered for ever, the others for `KEPT`. Sent later than
    `due_at` it is marked 补发, and not at all after `expires_at`. `items` are the ids of what is overdue in a digest.
    """

    key: str
    chat_id: int
    text: str
    thread_id: int | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    document: Document | None = None
    day: date | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    items: tuple[str, ...] = ()


VERSION = "v1"
_DATA = re.compile(r"([a-z]):(-?[0-9]{1,18}):([0-9a-z:-]{1,40})")


@dataclass(frozen=True)
class Button:
    """One inline button."""

    text: str
    data: str


@dataclass(frozen=True)
class Pressed:
    """What a button's data says: action f, c, t, b or p, a subject (revision, question or chat id) and the rest."""

    action: str
    subject: int
    rest: tuple[str, ...]


def yes_no(action: str, subject: int, yes: str, no: str) -> list[list[Button]]:
    """A row of two buttons whose data ends in y and n; one without a text is left out."""
    return [[Button(text, f"{VERSION}:{action}:{subject}:{v}") for text, v in ((yes, "y"), (no, "n")) if text]]


def read_button(data: str) -> Pressed | None:
    """What was pressed; None for data of another version or nobody's.

    >>> read_button("v1:f:3:23:r"), read_button("v0:f:3:23:r"), read_button("v1:t:--5:u")
    (Pressed(action='f', subject=3, rest=('23', 'r')), None, None)
    """
    version, _, rest = data.partition(":")
    match = _DATA.fullmatch(rest)
    if version != VERSION or match is None:
        return None
    return Pressed(match[1], int(match[2]), tuple(match[3].split(":")))


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
