"""Who acts for the units of a bound chat (联络员): named by who settles things there; while nobody is, every member acts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ledger.workflow import Actor
from bot.messages import Address, sentences
from bot.storage.database import Ledger
from corpus.errors import RectifyError

from ..reply import Reply
from ..words import BINDING, LIAISON
from .contacting import DROPS, Person, Settles


class Appointing:
    """The liaisons of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def asked(self, words: Sequence[str], person: Person | None, place: Address, actor: Actor, settles: Settles) -> Reply:
        """A person is named, with 取消 no longer; without a person it is told who they are.

        Raises:
            RectifyError: the chat is bound to nothing, or who writes may not.
        """
        if self._ledger.chats.binding(place.chat, place.thread) is None:
            raise RectifyError(BINDING.not_bound)
        if person is None:
            return Reply(sentences(LIAISON.whom if words else self._list(place)))
        if not await settles():
            self._ledger.audit.record("refused", actor.user_id, place.chat, "/liaison")
            raise RectifyError(LIAISON.rights)
        said = self._drop(place, person, actor) if words and words[0] in DROPS else self._name(place, person, actor)
        return Reply(sentences(said.format(name=person[1], list=self._list(place))))

    def _name(self, place: Address, person: Person, actor: Actor) -> str:
        self._ledger.liaisons.name(place, *person, actor.user_id)
        return LIAISON.named

    def _drop(self, place: Address, person: Person, actor: Actor) -> str:
        return LIAISON.dropped if self._ledger.liaisons.drop(place, person[0], actor.user_id) else LIAISON.not_one

    def _list(self, place: Address) -> str:
        names = self._ledger.liaisons.of(place).values()
        return LIAISON.list.format(names="、".join(names)) if names else LIAISON.none
