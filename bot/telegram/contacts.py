"""/contact in a bound group: whom its digests mention (联系人), for all, for a problem or for one of its units."""

from __future__ import annotations

from telegram import Message, MessageEntity, Update

from bot.engine.words import BINDING
from bot.language.unit_guesses import read_units
from bot.language.writing import label
from bot.ledger.agenda import Agenda, find_item
from bot.ledger.parties import parties_named
from bot.messages import Binding, Contact, Key
from corpus.errors import RectifyError

from .actors import Casebook
from .members import may_settle
from .types import Context, topic_of
from .words import CONTACT

_DROPS = ("取消", "撤销", "off")


class ContactCommand:
    """The command."""

    def __init__(self, book: Casebook) -> None:
        self._book, self._ledger = book, book.talk.ledger

    async def contact(self, update: Update, context: Context) -> None:
        """/contact [N or UNIT] in reply to somebody's message, or with @somebody, names them; with 取消 no longer; alone it tells who they are."""
        message = update.message
        if message is None:
            return
        agenda = await self._book.agenda()
        binding = self._ledger.chats.binding(message.chat_id, topic_of(message))
        person = _person(message)
        words = [w for w in context.args or [] if not w.startswith("@") and not (person and w in person[1].split())]
        try:
            said = await self._said(message, binding, agenda, person, words)
        except RectifyError as error:
            said = str(error)
        await self._book.talk.say(message, said)

    async def _said(
        self, message: Message, binding: Binding | None, agenda: Agenda, person: tuple[Key, str] | None, words: list[str]
    ) -> str:
        if binding is None:
            return BINDING.not_bound
        if person is None:
            return CONTACT.whom if words else self._list(binding, agenda)
        if not await may_settle(message, self._book.talk.config):
            self._ledger.audit.record("refused", _user(message), message.chat_id, "/contact")
            return CONTACT.rights
        if words and words[0] in _DROPS:
            dropped = self._ledger.contacts.drop(binding.address, person[0], _user(message))
            return (CONTACT.dropped if dropped else CONTACT.not_one).format(name=person[1])
        for contact in await self._contacts(binding, agenda, person, words):
            self._ledger.contacts.name(binding.address, contact, _user(message))
        return self._list(binding, agenda)

    async def _contacts(self, binding: Binding, agenda: Agenda, person: tuple[Key, str], words: list[str]) -> list[Contact]:
        """What they are named for: problems by number, parties of the chat by name, all where nothing is said.

        Raises:
            RectifyError: a word is neither.
        """
        numbers = [w for w in words if any(c.isdecimal() for c in w)]
        names = (await self._book.talk.service.run(0, lambda desk: desk.names)).value
        parties = parties_named(u for m in read_units((w for w in words if w not in numbers), names) for u in m.units)
        if len(parties) < len(words) - len(numbers) or set(parties) - set(parties_named(binding.units)):
            raise RectifyError(CONTACT.what)
        tasks = [find_item(n, agenda).item.task for n in numbers]
        found = [*(Contact(*person, task=t) for t in tasks), *(Contact(*person, party=p) for p in parties)]
        return found or [Contact(*person)]

    def _list(self, binding: Binding, agenda: Agenda) -> str:
        contacts = self._ledger.contacts.of(binding.address)
        lines = (CONTACT.line.format(name=c.name, what=_what(c, agenda)) for c in contacts)
        return "\n".join([CONTACT.list, *lines]) if contacts else CONTACT.none


def _person(message: Message) -> tuple[Key, str] | None:
    """Who is meant: whoever is mentioned in the command, or wrote the message that it replies to; no bots."""
    found = message.parse_entities([MessageEntity.TEXT_MENTION, MessageEntity.MENTION])
    for entity, words in found.items():
        return (entity.user.id, entity.user.full_name) if entity.user else (words, words)
    person = message.reply_to_message.from_user if message.reply_to_message else None
    return (person.id, person.full_name) if person and not person.is_bot else None


def _user(message: Message) -> int | None:
    return message.from_user.id if message.from_user else None


def _what(contact: Contact, agenda: Agenda) -> str:
    entry = agenda.entry(contact.task) if contact.task else None
    return label(entry.item.problem.number) if entry else contact.party or (CONTACT.gone if contact.task else CONTACT.all)
