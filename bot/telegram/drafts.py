"""A revision under way in Telegram: whose, by which message, of which file, and as it is kept (bot.storage.drafts)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from telegram import Bot, Document, Message
from telegram.ext import filters

from bot.revisions.revise import Draft
from bot.storage.drafts import KeptDraft
from index.revision import Built

from .uploads import attached

FORGOTTEN = 1800.0
"""Seconds after which a revision that nobody decides gives way to another."""


@dataclass
class Session:
    """One revision under way: whose, of which file, and how far it is."""

    id: int
    user_id: int
    who: str
    file: str
    message: Message
    shown: int | None = None
    new: Draft | None = None
    notes: tuple[str, ...] = ()
    settled: dict[int, int | None] = field(default_factory=dict)
    built: Built | None = None
    working: bool = True
    touched: float = 0.0

    @property
    def forgotten(self) -> bool:
        """Whether it waits for a button that nobody presses any more."""
        return not self.working and time.monotonic() - self.touched > FORGOTTEN

    def began_by(self, message: Message) -> bool:
        """Whether this is the message that began it."""
        return (message.chat_id, message.message_id) == (self.message.chat_id, self.message.message_id)

    def kept(self) -> KeptDraft:
        """As a restart needs it."""
        text, built = self.new.text if self.new else None, self.built.manifest.number if self.built else None
        message = self.message.to_dict()
        return KeptDraft(self.id, self.user_id, self.who, self.file, message, self.shown, text, self.notes, self.settled, built)


def session_of(kept: KeptDraft, bot: Bot) -> Session:
    """The session that was kept, without its draft, which is made anew."""
    message = Message.de_json(dict(kept.message), bot)
    shown = kept.shown if isinstance(kept.shown, int) else None
    return Session(kept.id, int(kept.user_id), kept.who, kept.file, message, shown, notes=kept.notes, settled=dict(kept.settled))


def uploaded(message: Message) -> Document | None:
    """The file of a message, or of the one that it replies to."""
    replied = message.reply_to_message
    return attached(message) or (attached(replied) if replied else None)


class Awaited(filters.MessageFilter):
    """Messages with a file that somebody was asked for."""

    def __init__(self, is_awaited: Callable[[Message], bool]) -> None:
        super().__init__()
        self._is_awaited = is_awaited

    def filter(self, message: Message) -> bool:
        """Whether this is one."""
        return self._is_awaited(message)
