"""Replies in Telegram to what the ledger asked for (bot.engine.reports): words, photos, videos and files."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import MessageHandler, filters

from bot.engine.reports import Reports, Written
from bot.ledger.workflow import Evidence
from corpus.errors import RectifyError

from .actors import Casebook
from .types import AnyApplication, Context


class ToPrompt(filters.MessageFilter):
    """Messages in reply to one that waits for words."""

    def __init__(self, reports: Reports) -> None:
        super().__init__()
        self._reports = reports

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        to = message.reply_to_message
        return to is not None and self._reports.waits(message.chat_id, to.message_id)


class Replies:
    """What people answer to the ledger's questions."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._reports = Reports(book.actions, book.talk.ledger.prompts, book.talk.config.today)

    def register(self, application: AnyApplication) -> None:
        """Before any other text is looked at."""
        mine = ToPrompt(self._reports) & filters.UpdateType.MESSAGE
        application.add_handler(MessageHandler(mine, self.replied))

    async def replied(self, update: Update, _: Context) -> None:
        """A reply to a prompt."""
        message = update.message
        if message is None or message.reply_to_message is None:
            return
        said = Written(message.text or message.caption or "", evidence_of(message), message.media_group_id or "")
        book, to = self._book, message.reply_to_message.message_id
        try:
            # the parts of an album add up: one person's messages in a chat are taken one after another
            reply = self._reports.take(await book.agenda(), to, said, book.writer(message))
            await book.show(message, reply)
        except RectifyError as error:
            await book.talk.sender.say(message, str(error))
        raise Stop


def evidence_of(message: Message) -> tuple[Evidence, ...]:
    """The photo (its largest size), video or file of a message."""
    if message.photo:
        return (Evidence("photo", message.photo[-1].file_id),)
    if message.video:
        return (Evidence("video", message.video.file_id, (message.video.file_name or "")[:80]),)
    if message.document:
        return (Evidence("document", message.document.file_id, (message.document.file_name or "")[:80]),)
    return ()
