"""What people write to the ledger in Telegram (bot.engine.acting.filing): replies to what it asked, and photos or files sent a moment later."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import MessageHandler, filters

from bot.engine.acting.filing import Filing, Written
from bot.engine.acting.plain import Offered, Plain, meant
from bot.ledger.workflow import Evidence
from bot.messages import Address

from .actors import Casebook
from .commands import PLAIN
from .types import AnyApplication, Context, topic_of


class ToForm(filters.MessageFilter):
    """Messages in reply to one that belongs to a form, but for commands: while its field is open, the menu's are sent as replies, too."""

    def __init__(self, filing: Filing) -> None:
        super().__init__()
        self._filing = filing

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        to = message.reply_to_message
        command = filters.COMMAND.filter(message) or (message.text or "").strip() in PLAIN
        return to is not None and not command and self._filing.waits(message.chat_id, to.message_id)


class Stray(filters.MessageFilter):
    """Photos, videos and files in reply to nobody but the bot, of somebody who is filing something there.

    A reply to a copy of the question, of which nobody knows that it was sent, is one.
    """

    def __init__(self, filing: Filing) -> None:
        super().__init__()
        self._filing = filing

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        user, to = message.from_user, message.reply_to_message
        command = (message.caption or "").startswith("/")
        others = to is not None and not (to.from_user and to.from_user.id == message.get_bot().id)
        if command or user is None or others or not evidence_of(message):
            return False
        return self._filing.expects(message.chat_id, user.id)


class ToOffer(filters.MessageFilter):
    """Plain words in reply to a message of the bot that offers something."""

    def __init__(self, plain: Plain) -> None:
        super().__init__()
        self._plain = plain

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        return bool(message.text and meant(message.text) and offered_by(self._plain, message))


class Replies:
    """What people answer to the ledger's questions."""

    def __init__(self, book: Casebook, filing: Filing, plain: Plain) -> None:
        self._book, self._filing, self._plain = book, filing, plain

    def register(self, application: AnyApplication) -> None:
        """Before any other text is looked at."""
        new = filters.UpdateType.MESSAGE
        application.add_handler(MessageHandler(ToForm(self._filing) & new, self.replied))
        application.add_handler(MessageHandler(Stray(self._filing) & new, self.sent))
        application.add_handler(MessageHandler(ToOffer(self._plain) & new, self.meant))

    async def replied(self, update: Update, _: Context) -> None:
        """A reply to a form."""
        message = update.message
        if message is None or message.reply_to_message is None:
            return
        said, to = written(message), message.reply_to_message.message_id
        await self._book.written(message, lambda agenda, actor: self._filing.take(agenda, to, said, actor))
        raise Stop

    async def sent(self, update: Update, _: Context) -> None:
        """A photo or file that belongs to what its sender is filing."""
        if message := update.message:
            said = written(message)
            await self._book.written(message, lambda agenda, actor: self._filing.stray(agenda, said, actor))
        raise Stop

    async def meant(self, update: Update, _: Context) -> None:
        """收到, 同意, 这项不是我们的: taken as what they are."""
        message = update.message
        offered = offered_by(self._plain, message) if message else None
        if message and message.text and offered:
            words, place = message.text, Address(message.chat_id, topic_of(message))
            await self._book.written(message, lambda agenda, actor: self._plain.take(agenda, words, offered, place, actor))
        raise Stop


def offered_by(plain: Plain, message: Message) -> Offered | None:
    """What the bot's message that this one replies to offers."""
    to = message.reply_to_message
    if to is None or (to.from_user and to.from_user.id != message.get_bot().id):
        return None
    rows = to.reply_markup.inline_keyboard if to.reply_markup else ()
    datas = [b.callback_data for row in rows for b in row if isinstance(b.callback_data, str)]
    return plain.offered(Address(message.chat_id, topic_of(message)), to.message_id, datas)


def written(message: Message) -> Written:
    """What a message says and shows."""
    return Written(message.text or message.caption or "", evidence_of(message), message.media_group_id or "")


def evidence_of(message: Message) -> tuple[Evidence, ...]:
    """The photo (its largest size), video or file of a message."""
    if message.photo:
        return (Evidence("photo", message.photo[-1].file_id),)
    if message.video:
        return (Evidence("video", message.video.file_id, (message.video.file_name or "")[:80]),)
    if message.document:
        return (Evidence("document", message.document.file_id, (message.document.file_name or "")[:80]),)
    return ()
