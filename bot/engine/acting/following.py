"""Private subscriptions of a bound chat's reminders, each by who wishes it, as long as they are a member."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.ledger.workflow import Actor
from bot.messages import Address, sentences
from bot.storage.database import Ledger
from corpus.errors import RectifyError

from ..reply import Reply
from ..words import BINDING, FOLLOWING


class Subscribing:
    """The subscriptions of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._chats = ledger.chats

    async def follow(self, place: Address, actor: Actor, tell: Callable[[str], Awaitable[bool]]) -> Reply:
        """Who writes in a bound chat gets its reminders in private; `tell` says so there, False where that cannot be.

        Raises:
            RectifyError: the chat is bound to nothing, or they cannot be reached.
        """
        binding = self._chats.binding(place.chat, place.thread)
        if binding is None or actor.user_id is None:
            raise RectifyError(BINDING.not_bound)
        if not await tell(FOLLOWING.begun.format(units="、".join(binding.units))):
            raise RectifyError(FOLLOWING.start_first)
        self._chats.follow(actor.user_id, binding)
        return Reply(sentences(FOLLOWING.done.format(who=actor.who)))

    def followed(self, actor: Actor) -> Reply:
        """What somebody is subscribed to."""
        units = dict.fromkeys(u for who, b in self._chats.followers() if who == actor.user_id for u in b.units)
        return Reply(sentences(FOLLOWING.list.format(units="、".join(units)) if units else FOLLOWING.none))

    def unfollow(self, actor: Actor) -> Reply:
        """No reminder comes in private any more."""
        done = actor.user_id is not None and self._chats.unfollow(actor.user_id)
        return Reply(sentences(FOLLOWING.ended if done else FOLLOWING.none))
