"""When the events happened that relative deadlines wait for; what hangs on one is shown before it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.buttons import NUMBER, ButtonKind, Pressed, in_rows, yes_no
from bot.language.dates import read_day
from bot.language.writing import written
from bot.ledger.agenda import Agenda
from bot.ledger.items import Dated
from bot.ledger.triggers import Wait, WhichProblem, dated_lines, find_wait, reckoned, waits
from bot.ledger.words import ASKS
from bot.ledger.workflow import Actor, Declined
from bot.messages import Button, Key, sentences
from bot.storage.chats import Prompt
from bot.storage.database import Ledger
from bot.workdays import is_workday

from ..reply import Reply
from ..words import CASE, EVENT
from .actions import Actions
from .rights import must_be_admin

TRIGGER = ButtonKind("e", f"{NUMBER}:[wyn]")
_WITHDRAW = ("撤销", "取消", "撤回")
_ASKED = "event"
_MOST = 12


@dataclass(frozen=True)
class _Named:
    """What was understood: the event's name, its day (None: withdrawn), of which problem (0: of all)."""

    name: str
    day: date | None
    problem: int = 0


class Dating:
    """Dating and undating events, an administrator's work."""

    def __init__(self, actions: Actions, ledger: Ledger) -> None:
        self._actions, self._ledger = actions, ledger

    def asked(self, agenda: Agenda, words: Sequence[str], actor: Actor) -> Reply:
        """Nothing: what is waited for; NAME DATE or NAME 撤销: what that would do, to be confirmed.

        Raises:
            UnknownEvent: the name is none.
            Declined: to anybody but administrators; no day can be read, or none was recorded.
        """
        must_be_admin(actor)
        if not words:
            return _said(self._list(agenda))
        *name, last = words
        if not name:
            return _said([EVENT.what.format(event=find_wait(last, agenda, self._ledger.events.dated()).event)])
        day = None if last in _WITHDRAW else _day(last, agenda.today)
        return self._understood(agenda, _Named("".join(name), day), actor)

    def _list(self, agenda: Agenda) -> Iterator[str]:
        found = waits(agenda, self._ledger.events.dated())
        lines = "\n".join(dated_lines(found))
        yield EVENT.list.format(lines=lines, event=found[0].event) if found else EVENT.none

    def _understood(self, agenda: Agenda, named: _Named, actor: Actor, replaces: bool = False) -> Reply:
        """Ask for a confirmation, or which problem is meant."""
        dated, problem = self._ledger.events.dated(), agenda.plan.problem(named.problem) if named.problem else None
        rows: list[list[Button]]
        try:
            wait = find_wait(named.name, agenda, dated, problem)
        except WhichProblem as which:
            numbers = which.problems[:_MOST]
            rows = in_rows((TRIGGER.button(EVENT.button.format(problem=n), n, "w") for n in numbers), 3)
            text = str(which)
        else:
            text = _to_confirm(agenda, wait, named.day, dated)
            rows = yes_no(TRIGGER, named.problem, EVENT.yes, ASKS.cancel)
        gathered = {"name": named.name, "day": named.day.isoformat() if named.day else ""}
        prompt = Prompt(actor.chat_id or "", "", actor.user_id or "", _ASKED, "", gathered)
        return Reply(sentences(*text.split("\n")), tuple(map(tuple, rows)), replaces=replaces, prompt=prompt)

    def press(self, said: Pressed, agenda: Agenda, message: Key, actor: Actor) -> Reply:
        """A problem chosen, a confirmation, or 取消.

        Raises:
            Declined: to anybody but administrators; nothing was asked in that message.
        """
        must_be_admin(actor)
        prompt = self._ledger.prompts.get(actor.chat_id or "", message)
        if prompt is None or prompt.action != _ASKED:
            raise Declined(CASE.expired)
        if said.words[1] == "n":
            self._ledger.prompts.remove(prompt)
            return _said([ASKS.cancelled], replaces=True)
        written_day = prompt.gathered["day"]
        named = _Named(prompt.gathered["name"], date.fromisoformat(written_day) if written_day else None, said.number)
        if said.words[1] == "w":
            return self._understood(agenda, named, actor, replaces=True)
        wait = self._actions.date_trigger(named.name, named.day, actor, named.problem)
        self._ledger.prompts.remove(prompt)
        items = "\n".join(reckoned(self._actions.agenda(), wait))
        form = EVENT.done if named.day else EVENT.withdrawn
        return _said([form.format(event=wait.event, day=written(named.day), items=items)], replaces=True)


def _to_confirm(agenda: Agenda, wait: Wait, day: date | None, dated: Dated) -> str:
    if day is None and wait.day is None:
        raise Declined(EVENT.not_dated.format(event=wait.event))
    form = EVENT.confirm if day else EVENT.confirm_withdraw
    items = "\n".join(reckoned(_then(agenda, wait, day, dated), wait))
    return form.format(event=wait.event, day=written(day or wait.day), items=items)


def _then(agenda: Agenda, wait: Wait, day: date | None, dated: Dated) -> Agenda:
    """Where everything would stand with the event dated so."""
    known = {k: d for k, d in dated.items() if k != (wait.event, wait.task)}
    new = {**known, (wait.event, wait.task): day} if day else known
    standings = {e.item.id: e.standing for e in agenda.entries}
    return Agenda.of(agenda.plan, agenda.ids, standings, new, agenda.today, is_workday)


def _day(words: str, today: date) -> date:
    found = read_day(words, today)
    if found is None:
        raise Declined(EVENT.day.format(word=words[:20]))
    return found


def _said(lines: Iterable[str], replaces: bool = False) -> Reply:
    return Reply(sentences(*(part for line in lines for part in line.split("\n"))), replaces=replaces)
