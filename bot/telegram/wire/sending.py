"""Messages to Telegram, with what must be done when it declines them: topics that are gone, groups that moved or removed the bot.

Whatever is said or shown to somebody goes through here; letters, which outlive the process, through the outbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from telegram import Bot, CallbackQuery, ForceReply, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.engine.words import CHATS
from bot.messages import Gone, NotSent, Unknown
from bot.storage.database import Ledger

from .channel import NO_PREVIEW, amended, unmarked
from .outcomes import outcome_of, pause_after

log = logging.getLogger(__name__)
Markup = InlineKeyboardMarkup | ForceReply
_TYPING_EVERY, _SHORT = 4.5, 3.0
_GROUP_PATIENCE = 1.0
_ATTEMPTS = 20
_ANSWERS, _SOON = 3, 0.3
"""How often the answer to a button is tried, which Telegram takes for a short time only, and the seconds between."""


class Sender:
    """Sends, and keeps the ledger's bindings true to what the sending teaches."""

    def __init__(self, ledger: Ledger, admins: Iterable[int]) -> None:
        self._ledger = ledger
        self._admins = sorted(admins)
        self._typing: set[asyncio.Task[None]] = set()

    async def reply(
        self, message: Message, text: str, markup: Markup | None = None, edit: int | None = None, quotes: bool = True
    ) -> int | None:
        """Send HTML in answer to `message`, or put it in place of the bot's message `edit`; its id, or None if it failed.

        In a group it `quotes` the message, unless it is to be a message of its own.
        What may have been applied already is sent once more at most, as Telegram cannot tell copies apart
        (.github/decisions/0008-one-letter-once.md).
        """
        quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True)
        told = {"reply_parameters": None if message.chat.type == ChatType.PRIVATE or not quotes else quoted, "message_id": edit}
        fields = _fields(message.chat_id, text, ParseMode.HTML) | _topic(message) | told
        return await self._delivered(message.get_bot(), fields, markup)

    async def show(self, message: Message, kind: str, what: bytes | str, name: str | None = None) -> int | None:
        """A photo, video or document, its bytes or Telegram's id of one, where `message` stands; its id, or None if it failed."""
        fields = _fields(message.chat_id) | _topic(message) | {"file": (kind, what, name)}
        return await self._delivered(message.get_bot(), fields)

    async def write(self, bot: Bot, chat_id: int, text: str) -> bool:
        """Plain text to a chat, in answer to nothing; whether it arrived, as far as is known."""
        return await self._delivered(bot, _fields(chat_id, text)) is not None

    async def _delivered(self, bot: Bot, fields: dict[str, Any], markup: Markup | None = None) -> int | None:
        """Send or edit, amended where Telegram declines what can be amended; the message's id, or None if it failed."""
        failures = 0
        fields |= {"markup": markup}
        for _ in range(_ATTEMPTS):
            try:
                return await _send(bot, fields)
            except TelegramError as error:
                pause, amended = pause_after(error, failures), self._amended(fields, error)
                if isinstance(outcome_of(error), Gone):
                    await self.set_active(bot, fields["chat_id"], False)
                if pause is None and amended is None:
                    log.warning("not sent to %s: %s", fields["chat_id"], error.message)
                    return None
            if pause is not None:
                log.info("sending to %s again after a failure", fields["chat_id"])
                failures += 1
                await asyncio.sleep(pause)
            fields = amended or fields
        return None

    async def say(self, message: Message, text: str, markup: Markup | None = None, edit: int | None = None) -> int | None:
        """As `reply`, with plain text."""
        return await self.reply(message, html.escape(text, quote=False), markup, edit)

    @contextlib.asynccontextmanager
    async def typing(self, message: Message) -> AsyncIterator[None]:
        """A typing action now and again meanwhile; in a group only if it takes long. Nothing waits for it to arrive."""
        done = asyncio.Event()
        task = asyncio.create_task(_type(message, done))
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)
        try:
            yield
        finally:
            done.set()

    async def tell_admins(self, bot: Bot, text: str) -> None:
        """A private message to every administrator who has spoken to the bot."""
        await asyncio.gather(*(self.write(bot, admin, text) for admin in self._admins))

    async def set_active(self, bot: Bot, chat_id: int, active: bool) -> None:
        """The bot is out of a group, or in it again: its binding is suspended or resumed, and a change told to the administrators."""
        if binding := self._ledger.chats.set_active(chat_id, active):
            await self.tell_admins(bot, (CHATS.back if active else CHATS.out).format(title=binding.title))

    def _amended(self, fields: dict[str, Any], error: TelegramError) -> dict[str, Any] | None:
        """What to send instead, or None."""
        if isinstance(error, ChatMigrated):
            self._ledger.chats.move_chat(fields["chat_id"], error.new_chat_id)
            elsewhere = {"chat_id": error.new_chat_id, "message_thread_id": None, "reply_parameters": None, "message_id": None}
            return fields | elsewhere
        if not isinstance(error, BadRequest):
            return None
        return amended(fields, error) or (fields | {"message_id": None} if fields["message_id"] else _bare(fields))


def _fields(chat_id: int, text: str = "", parse_mode: ParseMode | None = None) -> dict[str, Any]:
    """A message of its own."""
    told = {"chat_id": chat_id, "text": text, "parse_mode": parse_mode, "message_thread_id": None, "reply_parameters": None}
    return {**told, "message_id": None, "file": None}


def _topic(message: Message) -> dict[str, Any]:
    return {"message_thread_id": message.message_thread_id if message.is_topic_message else None}


def _bare(fields: dict[str, Any]) -> dict[str, Any] | None:
    """The words alone, where something about them is declined that nobody foresaw: better than silence."""
    text = unmarked(fields["text"]) if fields["parse_mode"] else fields["text"]
    bare = fields | {"text": text, "parse_mode": None, "reply_parameters": None, "markup": None}
    return bare if text and bare != fields else None


async def _send(bot: Bot, fields: dict[str, Any]) -> int:
    place = {key: fields[key] for key in ("chat_id", "message_thread_id", "reply_parameters")}
    if file := fields["file"]:
        kind, what, name = file
        send: Any = {"photo": bot.send_photo, "video": bot.send_video, "document": bot.send_document}[kind]
        return int((await send(**{kind: what}, filename=name, **place)).message_id)
    shown = {
        "text": fields["text"],
        "parse_mode": fields["parse_mode"],
        "link_preview_options": NO_PREVIEW,
        "reply_markup": fields["markup"],
    }
    if edit := fields["message_id"]:
        with _unchanged():
            await bot.edit_message_text(chat_id=fields["chat_id"], message_id=edit, **shown)
        return int(edit)
    return (await bot.send_message(**place, **shown)).message_id


@contextlib.contextmanager
def _unchanged() -> Iterator[None]:
    """An edit that changes nothing has succeeded."""
    try:
        yield
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


async def answer_query(query: CallbackQuery, text: str | None = None) -> None:
    """Stop the button's spinner; one that waited too long is past answering (Bot API answerCallbackQuery).

    Words may be all that the presser ever hears of it, so they are tried again; a second answer has no effect.
    """
    for failures in range(_ANSWERS if text else 1):
        try:
            await query.answer(text, show_alert=bool(text and len(text) > 12))
        except TelegramError as error:
            log.info("callback not answered: %s", error.message)
            if not isinstance(outcome_of(error), NotSent | Unknown):
                return
        else:
            return
        await asyncio.sleep(_SOON * 2**failures)


async def _type(message: Message, done: asyncio.Event) -> None:
    if message.chat.type != ChatType.PRIVATE and await _within(done, _GROUP_PATIENCE):
        return
    while True:
        try:
            await message.reply_chat_action(ChatAction.TYPING, read_timeout=_SHORT, connect_timeout=_SHORT)
        except TelegramError as error:
            log.debug("no typing action: %s", error.message)
        if await _within(done, _TYPING_EVERY):
            return


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event happens within so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
