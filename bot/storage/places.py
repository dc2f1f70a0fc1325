"""How a row names the chat, or the topic of it, that it is of; in keys there is no NULL, so that no topic is ""."""

from __future__ import annotations

from bot.messages import Address, Key


def thread_key(thread: Key | None) -> Key:
    """The column thread_id."""
    return "" if thread is None else thread


def place_key(place: Address) -> tuple[Key, Key]:
    """The columns chat_id and thread_id."""
    return place.chat, thread_key(place.thread)
