"""/event: when the events happened that relative deadlines wait for; what hangs on one is shown before it is recorded."""

from __future__ import annotations

from datetime import date

from telegram import CallbackQuery, Message

from bot.buttons import NUMBER, ButtonKind, Pressed, in_rows, yes_no
from bot.engine.words import CASE
from bot.language.dates import read_day
from bot.language.writing import written
from bot.ledger.agenda import Agenda
from bot.ledger.items import Dated
from bot.ledger.triggers import Wait, WhichProblem, dated_lines, find_wait, reckoned, waits
from bot.ledger.words import ASKS
from bot.ledger.workflow import Declined
from bot.storage.chats import Prompt
from bot.telegram.wire.sending import answer_query
from bot.workdays import is_workday

from .actors import Casebook
from .types import Press
from .words import EVENT

TRIGGER = ButtonKind("e", f"{NUMBER}:[wyn]")
_WITHDRAW = ("撤销", "取消", "撤回")


class EventCommand:
    """Dating and undating events."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self.commands = {"event": self.event}
        self.presses: dict[ButtonKind, Press] = {TRIGGER: self.pressed}

    async def event(self, message: Message, user_id: int, words: list[str]) -> None:
        """/event; /event NAME DATE; /event NAME 撤销."""
        agenda, dated = await self._book.agenda(), self._book.talk.ledger.events.dated()
        if not words:
            await self._list(message, agenda, dated)
            return
        *name, last = words
        if not name:
            wait = find_wait(last, agenda, dated)
            await self._say(message, EVENT.what.format(event=wait.event))
            return
        day = None if last in _WITHDRAW else self._day(last)
        await self._understood(message, user_id, "".join(name), day, agenda, dated)

    async def _understood(
        self,
        message: Message,
        user_id: int,
        name: str,
        day: date | None,
        agenda: Agenda,
        dated: Dated,
        number: int = 0,
        edit: int | None = None,
    ) -> None:
        """Ask for a confirmation, or which problem is meant; what was understood stands in the prompts."""
        gathered = {"name": name, "day": day.isoformat() if day else ""}
        try:
            wait = find_wait(name, agenda, dated, agenda.plan.problem(number) if number else None)
        except WhichProblem as which:
            rows = in_rows((TRIGGER.button(EVENT.button.format(problem=n), n, "w") for n in which.problems[:12]), 3)
            text = str(which)
        else:
            if day is None and wait.day is None:
                raise Declined(EVENT.not_dated.format(event=wait.event))
            then = self._then(agenda, wait, day, dated)
            form = EVENT.confirm if day else EVENT.confirm_withdraw
            text = form.format(event=wait.event, day=written(day or wait.day), items="\n".join(reckoned(then, wait)))
            rows = yes_no(TRIGGER, number, EVENT.yes, ASKS.cancel)
        sent = await self._book.say(message, text, rows, edit)
        if sent is not None:
            self._book.talk.ledger.prompts.put(Prompt(message.chat_id, sent, user_id, "event", "", gathered))

    async def pressed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """A problem chosen, a confirmation, or 取消."""
        ledger = self._book.talk.ledger
        prompt = ledger.prompts.get(message.chat_id, message.message_id)
        if prompt is None or prompt.action != "event":
            await answer_query(query, CASE.expired)
            return
        await answer_query(query)
        if said.words[1] == "n":
            ledger.prompts.remove(prompt)
            await self._say(message, ASKS.cancelled, message.message_id)
            return
        agenda, dated = await self._book.agenda(), ledger.events.dated()
        name, day = prompt.gathered["name"], date.fromisoformat(prompt.gathered["day"]) if prompt.gathered["day"] else None
        if said.words[1] == "w":
            await self._understood(message, query.from_user.id, name, day, agenda, dated, said.number, message.message_id)
            return
        wait = self._book.engine.actions.date_trigger(name, day, self._book.actor(message, query.from_user), said.number)
        ledger.prompts.remove(prompt)
        items = "\n".join(reckoned(await self._book.agenda(), wait))
        text = (EVENT.done if day else EVENT.withdrawn).format(event=wait.event, day=written(day), items=items)
        await self._say(message, text, message.message_id)

    async def _list(self, message: Message, agenda: Agenda, dated: Dated) -> None:
        found = waits(agenda, dated)
        lines = "\n".join(dated_lines(found))
        await self._say(message, EVENT.list.format(lines=lines, event=found[0].event) if found else EVENT.none)

    def _then(self, agenda: Agenda, wait: Wait, day: date | None, dated: Dated) -> Agenda:
        """Where everything would stand with the event dated so."""
        known = {k: d for k, d in dated.items() if k != (wait.event, wait.task)}
        new = {**known, (wait.event, wait.task): day} if day else known
        standings = {e.item.id: e.standing for e in agenda.entries}
        return Agenda.of(agenda.plan, agenda.ids, standings, new, agenda.today, is_workday)

    def _day(self, words: str) -> date:
        """The day that the words write."""
        found = read_day(words, self._book.talk.config.today())
        if found is None:
            raise Declined(EVENT.day.format(word=words[:20]))
        return found

    async def _say(self, message: Message, text: str, edit: int | None = None) -> None:
        await self._book.talk.sender.say(message, text, edit=edit)
