"""Which chat, or topic of one, speaks for which units: bound by administrators once what was understood is confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.buttons import NUMBER, ButtonKind, Pressed, yes_no
from bot.config import Config
from bot.language.unit_guesses import Meant, read_units
from bot.ledger.desk import unbound_units
from bot.ledger.parties import is_collective, parties_named
from bot.ledger.renamed import lost_units
from bot.ledger.workflow import Actor, Declined
from bot.messages import Address, Binding, Key, sentences
from bot.reminders.routines import wish_text
from bot.storage.chats import Prompt
from bot.storage.database import Ledger
from corpus.model import Plan

from ..asking.conversations import Service
from ..reply import Reply
from ..words import ANSWERS, BINDING, CHATS
from .renaming import rebind
from .rights import must_be_admin

BIND = ButtonKind("b", f"{NUMBER}:[yn]")
_ASKED = "bind"
_ITEM = "· "


class Binder:
    """The bindings of one ledger; what any of it raises is `Declined`, to anybody but administrators."""

    def __init__(self, service: Service, ledger: Ledger, config: Config) -> None:
        self._service, self._ledger, self._config = service, ledger, config

    async def asked(self, words: Sequence[str], place: Address, title: str, actor: Actor) -> Reply:
        """UNIT…, in a chat of that title: what was understood, what it replaces and where these units are bound besides, to be confirmed."""
        must_be_admin(actor)
        if not words:
            return Reply(sentences(BINDING.what))
        names = (await self._service.run(actor.user_id or 0, lambda desk: desk.names)).value
        meant = read_units(words, names)
        if wrong := [m for m in meant if not m.units]:
            return Reply(sentences(*(_unknown(m) for m in wrong)))
        units = tuple(dict.fromkeys(u for m in meant for u in m.units))
        lines = [*(_guess(m) for m in meant if m.near), *self._besides(place, units)]
        text = BINDING.confirm.format(units="\n".join(f"{_ITEM}{u}" for u in units), where=_where(place))
        prompt = Prompt(place.chat, 0, actor.user_id or 0, _ASKED, "", {"units": units, "title": title})
        rows = yes_no(BIND, 0, BINDING.yes, BINDING.no)
        return Reply(sentences(*lines, *text.split("\n")), tuple(map(tuple, rows)), prompt=prompt)

    def _besides(self, place: Address, units: tuple[str, ...]) -> Iterator[str]:
        """What the new binding replaces, and where else its units are bound."""
        for binding in self._ledger.chats.bindings():
            if binding.address == place:
                yield BINDING.replaces.format(where=_where(place), units="、".join(binding.units))
            elif shared := [u for u in units if u in binding.units]:
                yield BINDING.elsewhere.format(units="、".join(shared), title=_title(binding))

    def press(self, said: Pressed, message: Key, place: Address, actor: Actor) -> Reply:
        """确认 or 取消 under that."""
        must_be_admin(actor)
        prompt = self._ledger.prompts.get(place.chat, message)
        if prompt is None or prompt.action != _ASKED:
            raise Declined(ANSWERS.expired)
        self._ledger.prompts.remove(prompt)
        if said.words[1] == "n":
            return Reply(sentences(BINDING.cancelled), replaces=True)
        units = prompt.gathered["units"]
        self._ledger.chats.bind(place.chat, place.thread, prompt.gathered["title"], units, actor.user_id or 0)
        return Reply(sentences(BINDING.bound.format(units="、".join(units))), replaces=True)

    def renamed(self, said: Pressed, actor: Actor) -> Reply:
        """改绑到…: a chat whose unit a revision no longer names speaks for another one."""
        must_be_admin(actor)
        done = rebind(self._ledger, said, self._service.workspace.plan(), actor.user_id or 0)
        if done is None:
            raise Declined(BINDING.settled)
        text = CHATS.rebound.format(title=_title(done.binding), units="、".join(done.units))
        return Reply(sentences(text), replaces=True)

    def unbind(self, place: Address, actor: Actor) -> Reply:
        """The chat, or topic, speaks for nobody any more."""
        must_be_admin(actor)
        done = self._ledger.chats.unbind(place.chat, actor.user_id or 0, place.thread)
        return Reply(sentences(BINDING.unbound if done else BINDING.not_bound))

    def listed(self, actor: Actor) -> Reply:
        """Who is bound to what, what was last delivered when, what is suspended or named no more; then who has no chat."""
        must_be_admin(actor)
        plan, bindings = self._service.workspace.plan(), self._ledger.chats.bindings()
        lines = [self._line(binding, plan) for binding in bindings] or [BINDING.none]
        without = parties_named(unbound_units(plan, (u for b in bindings if b.active for u in b.units)))
        if nobody := [u for u in without if is_collective(u)]:
            lines.append(BINDING.nobody.format(units="、".join(nobody)))
        if units := [u for u in without if not is_collective(u)]:
            lines.append(BINDING.left.format(count=len(units), units="、".join(units)))
        return Reply(sentences(*lines))

    def _line(self, binding: Binding, plan: Plan) -> str:
        last, lost = binding.delivered_at, lost_units(binding.units, plan)
        wish = wish_text(binding.routine, self._config.remind_at, self._config.today())
        return BINDING.line.format(
            title=_title(binding),
            chat=binding.chat_id,
            units="、".join(binding.units),
            day=f"{self._local(binding.bound_at):%Y-%m-%d}",
            delivered=BINDING.delivered.format(at=f"{self._local(last):%Y-%m-%d %H:%M}") if last else BINDING.undelivered,
            routine=f"，{wish}" if wish else "",
            suspended="" if binding.active else BINDING.suspended,
            lost=BINDING.lost.format(units="、".join(lost)) if lost else "",
        )

    def _local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self._config.timezone)


def _unknown(meant: Meant) -> str:
    """Words that name no unit, with what they may mean."""
    form = BINDING.which if meant.choices else BINDING.unknown
    return form.format(name=meant.typed, choices="；".join(meant.choices))


def _guess(meant: Meant) -> str:
    return BINDING.guess.format(name=meant.typed, units="、".join(meant.units))


def _where(place: Address) -> str:
    return BINDING.here if place.thread is None else BINDING.topic


def _title(binding: Binding) -> str:
    return binding.title + (BINDING.of_topic.format(topic=binding.thread_id) if binding.thread_id is not None else "")
