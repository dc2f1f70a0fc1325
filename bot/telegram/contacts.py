"""/contact in a bound group: whom its digests mention (bot.engine.acting.contacting)."""

from __future__ import annotations

from telegram import Message, MessageEntity, Update

from bot.engine.acting.contacting import Person
from bot.messages import Address
from corpus.errors import RectifyError

from .actors import Casebook
from .members import may_settle
from .types import Context, topic_of


class ContactCommand:
    """The command."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def contact(self, update: Update, context: Context) -> None:
        """/contact [N or UNIT] in reply to somebody's message, or with @somebody, names them; with 取消 no longer; alone it tells who they are."""
        message, book = update.message, self._book
        if message is None:
            return
        person, place = _person(message), Address(message.chat_id, topic_of(message))
        words = [w for w in context.args or [] if not w.startswith("@") and not (person and w in person[1].split())]
        try:
            reply = await book.engine.contacting.asked(
                await book.agenda(), words, person, place, book.writer(message), lambda: may_settle(message, book.talk.config)
            )
        except RectifyError as error:
            await book.talk.say(message, str(error))
        else:
            await book.show(message, reply)


def _person(message: Message) -> Person | None:
    """Who is meant: whoever is mentioned in the command, or wrote the message that it replies to; no bots."""
    found = message.parse_entities([MessageEntity.TEXT_MENTION, MessageEntity.MENTION])
    for entity, words in found.items():
        return (entity.user.id, entity.user.full_name) if entity.user else (words, words)
    person = message.reply_to_message.from_user if message.reply_to_message else None
    return (person.id, person.full_name) if person and not person.is_bot else None
