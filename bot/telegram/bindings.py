"""/bind, /unbind, /chats: which chat, or topic of one, speaks for which units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot.buttons import NUMBER, ButtonKind, Pressed, yes_no
from bot.engine.renaming import REBIND, rebind
from bot.engine.words import ANSWERS, CHATS
from bot.language.unit_guesses import Meant, read_units
from bot.ledger.desk import unbound_units
from bot.ledger.parties import parties_named
from bot.ledger.renamed import lost_units
from bot.messages import Binding, paged
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import answer_query
from corpus.model import Plan

from .conversation import Talk
from .types import Press, topic_of
from .words import BINDING, TELEGRAM

_ITEM = "· "
BIND = ButtonKind("b", f"{NUMBER}:[yn]")


class Bindings:
    """Binding a group, after a confirmation of what was understood."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.commands = {"bind": self.bind, "unbind": self.unbind, "chats": self.chats}
        self.presses: dict[ButtonKind, Press] = {BIND: self.confirmed, REBIND: self.renamed}

    async def bind(self, message: Message, user_id: int, words: list[str]) -> None:
        """/bind UNIT…: shows what was understood, what it replaces and where these units are bound besides, and asks."""
        say, private = self._talk.sender.say, message.chat.type == ChatType.PRIVATE
        if private or not words:
            await say(message, BINDING.group_only if private else BINDING.what)
            return
        names = (await self._talk.service.run(user_id, lambda desk: desk.names)).value
        meant = read_units(words, names)
        if wrong := [m for m in meant if not m.units]:
            await say(message, "\n".join(_unknown(m) for m in wrong))
            return
        units = tuple(dict.fromkeys(u for m in meant for u in m.units))
        lines = [*(_guess(m) for m in meant if m.near), *self._besides(message, units)]
        text = BINDING.confirm.format(units="\n".join(f"{_ITEM}{u}" for u in units), where=_where(message))
        await say(message, "\n".join([*lines, text]), keyboard(yes_no(BIND, message.message_id, BINDING.yes, BINDING.no)))

    def _besides(self, message: Message, units: tuple[str, ...]) -> Iterator[str]:
        """What the new binding replaces, and where else its units are bound."""
        here = (message.chat_id, topic_of(message))
        for binding in self._talk.ledger.chats.bindings():
            if (binding.chat_id, binding.thread_id) == here:
                yield BINDING.replaces.format(where=_where(message), units="、".join(binding.units))
            elif shared := [u for u in units if u in binding.units]:
                yield BINDING.elsewhere.format(units="、".join(shared), title=_title(binding))

    async def confirmed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """确认 or 取消: the units stand in the bot's own question, so that a restart in between forgets nothing."""
        units = [line.removeprefix(_ITEM) for line in (message.text or "").split("\n") if line.startswith(_ITEM)]
        known = (await self._talk.service.run(query.from_user.id, lambda desk: desk.names)).value.units
        if not units or any(known.get(u) != (u,) for u in units):
            await answer_query(query, ANSWERS.expired)
            return
        await answer_query(query)
        agreed = said.words[1] == "y"
        if agreed:
            title = message.chat.title or ""
            self._talk.ledger.chats.bind(message.chat_id, topic_of(message), title, units, query.from_user.id)
        text = (BINDING.bound if agreed else TELEGRAM.cancelled).format(units="、".join(units))
        await self._talk.sender.say(message, text, edit=message.message_id)

    async def renamed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """改绑到…: a chat whose unit a revision no longer names speaks for another one."""
        done = rebind(self._talk.ledger, said, self._talk.service.workspace.plan(), query.from_user.id)
        if done is None:
            await answer_query(query, BINDING.settled)
            return
        await answer_query(query)
        text = CHATS.rebound.format(title=_title(done.binding), units="、".join(done.units))
        await self._talk.sender.say(message, text, edit=message.message_id)

    async def unbind(self, message: Message, user_id: int, _: list[str]) -> None:
        """/unbind in a bound group, or in a bound topic."""
        done = self._talk.ledger.chats.unbind(message.chat_id, user_id, topic_of(message))
        await self._talk.sender.say(message, BINDING.unbound if done else TELEGRAM.not_bound)

    async def chats(self, message: Message, _: int, __: list[str]) -> None:
        """/chats: who is bound to what, what was last delivered when, what is suspended or named no more; then who has no chat."""
        plan, bindings = self._talk.service.workspace.plan(), self._talk.ledger.chats.bindings()
        lines = [self._line(binding, plan) for binding in bindings] or [BINDING.none]
        if units := parties_named(unbound_units(plan, (u for b in bindings if b.active for u in b.units))):
            lines.append(BINDING.left.format(count=len(units), units="、".join(units)))
        for page in paged(lines):
            await self._talk.sender.say(message, page)

    def _line(self, binding: Binding, plan: Plan) -> str:
        last, lost = binding.delivered_at, lost_units(binding.units, plan)
        return BINDING.line.format(
            title=_title(binding),
            chat=binding.chat_id,
            units="、".join(binding.units),
            day=f"{self._local(binding.bound_at):%Y-%m-%d}",
            delivered=BINDING.delivered.format(at=f"{self._local(last):%Y-%m-%d %H:%M}") if last else BINDING.undelivered,
            suspended="" if binding.active else BINDING.suspended,
            lost=BINDING.lost.format(units="、".join(lost)) if lost else "",
        )

    def _local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self._talk.config.timezone)


def _unknown(meant: Meant) -> str:
    """Words that name no unit, with what they may mean."""
    form = BINDING.which if meant.choices else BINDING.unknown
    return form.format(name=meant.typed, choices="；".join(meant.choices))


def _guess(meant: Meant) -> str:
    return BINDING.guess.format(name=meant.typed, units="、".join(meant.units))


def _where(message: Message) -> str:
    return BINDING.here if topic_of(message) is None else BINDING.topic


def _title(binding: Binding) -> str:
    return binding.title + (BINDING.of_topic.format(topic=binding.thread_id) if binding.thread_id is not None else "")
