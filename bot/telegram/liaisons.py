"""/liaison in a bound group: who acts for its units (联络员), named by the group's administrators or by the office's."""

from __future__ import annotations

from telegram import Message, Update

from bot.engine.words import BINDING
from bot.messages import Address

from .actors import Casebook
from .members import may_settle
from .types import Context, topic_of
from .words import LIAISON

_DROPS = ("取消", "撤销", "off")


class LiaisonCommand:
    """The command."""

    def __init__(self, book: Casebook) -> None:
        self._book, self._ledger = book, book.talk.ledger

    async def liaison(self, update: Update, context: Context) -> None:
        """/liaison in reply to somebody's message names them, with 取消 no longer; alone it tells who they are."""
        message = update.message
        if message is None:
            return
        binding = self._ledger.chats.binding(message.chat_id, topic_of(message))
        if binding is None:
            await self._book.talk.say(message, BINDING.not_bound)
            return
        person = message.reply_to_message.from_user if message.reply_to_message else None
        drops = bool(context.args) and (context.args or [""])[0] in _DROPS
        if person is None:
            said = LIAISON.whom if context.args else self._list(binding.address)
        elif not await may_settle(message, self._book.talk.config):
            self._ledger.audit.record("refused", message.from_user.id if message.from_user else None, message.chat_id, "/liaison")
            said = LIAISON.rights
        elif person.is_bot:
            said = LIAISON.no_bot
        else:
            said = self._changed(message, binding.address, person.id, person.full_name, drops)
        await self._book.talk.say(message, said)

    def _changed(self, message: Message, place: Address, person: int, name: str, drops: bool) -> str:
        by = message.from_user.id if message.from_user else 0
        if drops:
            known = self._ledger.liaisons.drop(place, person, by)
            words = LIAISON.dropped if known else LIAISON.not_one
        else:
            self._ledger.liaisons.name(place, person, name, by)
            words = LIAISON.named
        return words.format(name=name, list=self._list(place))

    def _list(self, place: Address) -> str:
        names = self._ledger.liaisons.of(place).values()
        return LIAISON.list.format(names="、".join(names)) if names else LIAISON.none
