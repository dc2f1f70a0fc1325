"""The ledger as files in a chat: /ledger sends the Excel, an administrator's Excel with the caption /ledger comes in, /export offers the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from telegram import CallbackQuery, Document, Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop as Stop
from telegram.ext import MessageHandler, filters

from bot.buttons import ButtonKind, Pressed, yes_no
from bot.engine.acting.actions import fingerprint
from bot.engine.acting.earlier import given
from bot.engine.words import ANSWERS, CASE
from bot.files.export import KINDS, exported
from bot.files.workbook_import import Changes, changes_of
from bot.files.workbook_reading import MAX_BYTES, Sheet, UnreadableWorkbook, read_sheets
from bot.files.workbook_told import import_lines
from bot.ledger.agenda import Agenda
from bot.ledger.words import ASKS
from bot.ledger.workflow import Actor
from bot.messages import Button
from bot.storage.chats import Prompt
from bot.telegram.wire.fetching import TooLarge, fetched
from bot.telegram.wire.sending import answer_query
from corpus.errors import RectifyError
from corpus.files.reading import of_file

from .actors import Casebook
from .admin import Administration
from .documents import send_file
from .types import AnyApplication, Context, Press
from .uploads import shown_name
from .words import FILE_NAMES, FILES, KIND_NAMES, TELEGRAM

log = logging.getLogger(__name__)
_LONGEST = 3500
"""Characters of what an import would do, of the 4,096 that a message holds."""
EXPORT, IMPORT = ButtonKind("x", "0:[a-z]{1,10}"), ButtonKind("m", "0:[yn]")


class LedgerFiles:
    """What administrators take out and bring in."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self.commands = {"ledger": self.ledger, "export": self.export}
        self.presses: dict[ButtonKind, Press] = {EXPORT: self.chosen, IMPORT: self.confirmed}

    async def ledger(self, message: Message, user_id: int, _: list[str]) -> None:
        """/ledger: the whole ledger as Excel; in reply to a file what that would change."""
        replied = message.reply_to_message
        if replied and replied.document:
            await self.brought(replied, user_id)
            return
        await self._send(message, "xlsx", await self._book.agenda())

    async def export(self, message: Message, _: int, __: list[str]) -> None:
        """/export: which file?"""
        buttons = [EXPORT.button(KIND_NAMES[kind], 0, kind) for kind in KINDS]
        await self._book.say(message, FILES.which, [buttons[:2], buttons[2:]])

    async def chosen(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """The file that was chosen."""
        kind = said.words[1]
        await answer_query(query, None if kind in KINDS else ANSWERS.expired)
        if kind in KINDS:
            await self._send(message, kind, await self._book.agenda())

    async def _send(self, message: Message, kind: str, agenda: Agenda) -> None:
        """A file of the ledger; in a bound group the calendar is its units'."""
        units = self._book.units_of(message) if kind == "ics" else ()
        name = "、".join(units)[:40]
        workspace, now = self._book.talk.service.workspace, self._book.talk.config.now()
        before, people, held = workspace.week_ago(agenda), workspace.people(), given(workspace)
        data = await asyncio.to_thread(exported, kind, agenda, before, now, units, name, people, held)
        await send_file(self._book.talk.sender, message, data, f"{FILE_NAMES[kind].format(day=agenda.today, units=name)}.{kind}")

    # --- coming in ------------------------------------------------------------------------------------------

    async def brought(self, message: Message, user_id: int) -> None:
        """What an Excel file would change, and a question whether it shall."""
        document = message.document
        assert document is not None
        try:
            changes = await self._changes(message, document)
        except UnreadableWorkbook as error:
            raise UnreadableWorkbook(of_file(shown_name(document), error)) from error
        lines = list(import_lines(changes, done=False))
        text = _fitting(lines)
        rows: list[list[Button]] = []
        if changes.changes:
            skip = {w.row for w in changes.wrong}
            count = sum(c.row not in skip for c in changes.changes)
            text += (FILES.skip if skip else FILES.confirm).format(wrong=len(skip), count=count)
            rows = yes_no(IMPORT, 0, FILES.yes, ASKS.cancel) if count else []
        sent = await self._book.say(message, text, rows)
        if sent is not None and rows:
            gathered = {
                "file": document.file_id,
                "count": count,
                "skip": sorted(w.row for w in changes.wrong),
                "print": fingerprint(changes),
            }
            self._book.talk.ledger.prompts.put(Prompt(message.chat_id, sent, user_id, "import", "", gathered))

    async def _changes(self, message: Message, document: Document) -> Changes:
        if (document.file_size or 0) > MAX_BYTES:
            raise UnreadableWorkbook(FILES.too_big)
        sheets = await self._sheets(message, document.file_id)
        return await asyncio.to_thread(changes_of, sheets, await self._book.agenda())

    async def confirmed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """确认登记: the file is read again, and nothing is taken if it would now do something else."""
        book, ledger = self._book, self._book.talk.ledger
        prompt = ledger.prompts.get(message.chat_id, message.message_id)
        if prompt is None or prompt.action != "import":
            await answer_query(query, CASE.expired)
            return
        await answer_query(query)
        text = ASKS.cancelled
        if said.words[1] == "y":
            try:
                sheets = await self._sheets(message, prompt.gathered["file"])
                await book.agenda()  # a new plan is read beside the event loop, not in the transaction
                actor = book.actor(message, query.from_user)
                text = await self._imported(sheets, prompt, actor)
            except RectifyError as error:
                text = str(error)
        await book.talk.sender.say(message, text, edit=message.message_id)
        ledger.prompts.remove(prompt)  # after it is said: handled again for a kill in between, the press still knows its file

    async def _imported(self, sheets: Sequence[Sheet], prompt: Prompt, actor: Actor) -> str:
        """What the file that was agreed to has changed, now or when the same press was handled before."""
        actions, gathered = self._book.engine.actions, prompt.gathered
        if actions.imported(actor):
            return FILES.done.format(count=gathered["count"])
        agreed = gathered["skip"], gathered["print"]
        while not actions.is_entered(made := await asyncio.to_thread(actions.importing(sheets, actor, *agreed))):
            await self._book.agenda()
        return FILES.done.format(count=len(made.changes.changes)) if made.changes.changes else FILES.unchanged

    async def _sheets(self, message: Message, file_id: str) -> Sequence[Sheet]:
        try:
            file = await fetched(message.get_bot(), file_id, MAX_BYTES, self._book.talk.config.proxy)
        except TooLarge:
            raise UnreadableWorkbook(FILES.too_big) from None
        except TelegramError as error:
            raise UnreadableWorkbook(TELEGRAM.failed) from error
        return await asyncio.to_thread(read_sheets, file.data)


def _fitting(lines: Sequence[str]) -> str:
    """As many lines as a message holds, and how many are left out."""
    ends = list(accumulate(len(line) + 1 for line in lines))
    count = max(1, sum(end <= _LONGEST for end in ends))
    left = [FILES.more.format(count=len(lines) - count)] if count < len(lines) else []
    return "\n".join([lines[0][:_LONGEST], *lines[1:count], *left])


@dataclass(frozen=True)
class LedgerUploads:
    """Documents with the caption /ledger, through the gate of administrators' commands."""

    files: LedgerFiles
    gate: Administration
    book: Casebook

    def register(self, application: AnyApplication) -> None:
        """Before documents that nobody asked for."""
        mine = filters.Document.ALL & filters.CaptionRegex(r"^/ledger\b") & filters.UpdateType.MESSAGE
        application.add_handler(MessageHandler(mine, self.arrived))

    async def arrived(self, update: Update, _: Context) -> None:
        """An administrator's Excel file."""
        message = update.message
        if message is None or message.from_user is None:
            return
        if await self.gate.admits(message):
            try:
                await self.files.brought(message, message.from_user.id)
            except RectifyError as error:
                await self.book.talk.sender.say(message, str(error))
        raise Stop
