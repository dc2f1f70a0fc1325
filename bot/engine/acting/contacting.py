"""Whom the digests of a bound chat mention (联系人): for all, for a problem, or for one of its units; named by who settles things there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.language.unit_guesses import read_units
from bot.language.writing import label
from bot.ledger.agenda import Agenda, find_item
from bot.ledger.parties import parties_named
from bot.ledger.workflow import Actor
from bot.messages import Address, Binding, Contact, Key, sentences
from bot.storage.database import Ledger
from corpus.errors import RectifyError

from ..asking.conversations import Service
from ..reply import Reply
from ..words import BINDING, CONTACT

Settles = Callable[[], Awaitable[bool]]
"""Whether who writes settles what holds for the chat, as the channel knows; asked only where something would change."""
Person = tuple[Key, str]
"""Who is meant: how the channel knows them, and how they are called."""
DROPS = ("取消", "撤销", "off")
"""How it is said that somebody shall be so no longer."""


class Contacting:
    """The contacts of one ledger."""

    def __init__(self, service: Service, ledger: Ledger) -> None:
        self._service, self._ledger = service, ledger

    async def asked(
        self, agenda: Agenda, words: Sequence[str], person: Person | None, place: Address, actor: Actor, settles: Settles
    ) -> Reply:
        """Numbers or units with a person name them; 取消 with a person names them no longer; without a person it is told who they are.

        Raises:
            RectifyError: the chat is bound to nothing, who writes may not, or a word is neither a problem nor a unit of the chat.
        """
        binding = self._ledger.chats.binding(place.chat, place.thread)
        if binding is None:
            raise RectifyError(BINDING.not_bound)
        if person is None:
            return Reply(sentences(CONTACT.whom)) if words else self._list(binding, agenda)
        if not await settles():
            self._ledger.audit.record("refused", actor.user_id, place.chat, "/contact")
            raise RectifyError(CONTACT.rights)
        if words and words[0] in DROPS:
            dropped = self._ledger.contacts.drop(binding.address, person[0], actor.user_id)
            return Reply(sentences((CONTACT.dropped if dropped else CONTACT.not_one).format(name=person[1])))
        for contact in await self._contacts(binding, agenda, person, words):
            self._ledger.contacts.name(binding.address, contact, actor.user_id)
        return self._list(binding, agenda)

    async def _contacts(self, binding: Binding, agenda: Agenda, person: Person, words: Sequence[str]) -> list[Contact]:
        """What they are named for: problems by number, parties of the chat by name, all where nothing is said."""
        numbers = [w for w in words if any(c.isdecimal() for c in w)]
        names = (await self._service.run(0, lambda desk: desk.names)).value
        meant = read_units((w for w in words if w not in numbers), names)
        parties = parties_named(u for m in meant for u in m.units)
        if not all(m.units for m in meant) or set(parties) - set(parties_named(binding.units)):
            raise RectifyError(CONTACT.what)
        tasks = [find_item(n, agenda).item.task for n in numbers]
        found = [*(Contact(*person, task=t) for t in tasks), *(Contact(*person, party=p) for p in parties)]
        return found or [Contact(*person)]

    def _list(self, binding: Binding, agenda: Agenda) -> Reply:
        contacts = self._ledger.contacts.of(binding.address)
        lines = (CONTACT.line.format(name=c.name, what=_what(c, agenda)) for c in contacts)
        return Reply(sentences(CONTACT.list, *lines) if contacts else sentences(CONTACT.none))


def _what(contact: Contact, agenda: Agenda) -> str:
    entry = agenda.entry(contact.task) if contact.task else None
    return label(entry.item.problem.number) if entry else contact.party or (CONTACT.gone if contact.task else CONTACT.all)
