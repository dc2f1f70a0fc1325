"""Telegram as a channel of the core: letters become its messages, its errors outcomes (bot.telegram.wire.outcomes)."""

from __future__ import annotations

import html
import re
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.messages import Button, Declined, Key, Left, Letter, Limits, Outcome, Sent
from bot.telegram.html import to_html
from bot.telegram.members import is_member

from .outcomes import outcome_of

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_EVERY, _PERSON, _GROUP = 1 / 25, 1.0, 3.0
"""Seconds (Bot FAQ: about 30 messages a second in all, one a second in a chat, 20 a minute in a group)."""
_AMENDS = 3


class TelegramChannel:
    """Sends letters through a bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot: Any = bot  # of telegram.ext, whose methods take rate_limit_args: 0, the outbox waits by itself

    def limits(self, chat: Key) -> Limits:
        """Kept before Telegram complains; ids of groups are negative."""
        return Limits(_EVERY, _GROUP if isinstance(chat, int) and chat < 0 else _PERSON)

    async def post(self, letter: Letter, mark: str = "") -> Outcome:
        """Send a letter, amended where Telegram asks for that; none of a group's affairs to who has left it."""
        if letter.within is not None and not await is_member(self._bot, letter.within, letter.to.chat):
            return Left()
        text = html.escape(mark, quote=False) + to_html(letter.paragraphs)
        fields: dict[str, Any] = {"text": text, "parse_mode": ParseMode.HTML, "message_thread_id": letter.to.thread}
        for _ in range(_AMENDS):
            try:
                return Sent(await self._call(letter, fields))
            except BadRequest as error:
                changed = amended(fields, error)
                if changed is None:
                    return outcome_of(error)
                fields = changed
            except TelegramError as error:
                return outcome_of(error)
        return Declined("amended in vain")

    async def _call(self, letter: Letter, fields: dict[str, Any]) -> int:
        rest = {"reply_markup": keyboard([list(row) for row in letter.buttons]), "rate_limit_args": 0}
        chat, document = letter.to.chat, letter.document
        if document is None:
            return int((await self._bot.send_message(chat, **fields, link_preview_options=NO_PREVIEW, **rest)).message_id)
        fields = {("caption" if name == "text" else name): value for name, value in fields.items()}
        send = self._bot.send_photo if document.photo else self._bot.send_document
        return int((await send(chat, InputFile(document.data, document.name), **fields, **rest)).message_id)


def amended(fields: dict[str, Any], error: BadRequest) -> dict[str, Any] | None:
    """What to send instead of what was declined: plain words for HTML, or outside the topic; None where nothing helps."""
    words = error.message.lower()
    if "parse entities" in words and fields["parse_mode"]:
        return fields | {"parse_mode": None, "text": unmarked(fields["text"])}
    if fields["message_thread_id"] and ("thread not found" in words or "topic_closed" in words):
        return fields | {"message_thread_id": None, "reply_parameters": None}
    return None


def unmarked(text: str) -> str:
    """HTML as plain text.

    >>> unmarked("<b>a &lt; b</b>")
    'a < b'
    """
    return html.unescape(re.sub(r"<[^>]{0,400}>", "", text))


def keyboard(rows: list[list[Button]]) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram's markup."""
    return (
        InlineKeyboardMarkup([[InlineKeyboardButton(b.text, callback_data=b.data) for b in row] for row in rows])
        if rows
        else None
    )
