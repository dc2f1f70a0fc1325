"""Administrators' commands: the one gate before all of them, and the table of what each group of commands adds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator

from telegram import CallbackQuery, Message, Update, User
from telegram.ext import CommandHandler, filters

from bot.buttons import NUMBER, ButtonKind, Buttons, Pressed, in_rows, yes_no
from bot.engine.asking.conversations import Busy
from bot.engine.upkeep.alarms import cause
from bot.engine.words import ANSWERS, OFFICE
from bot.language.writing import asked as about
from bot.messages import Button
from bot.questions.query import Query
from bot.revisions.examples import accept, likely
from bot.revisions.words import INTENTS
from bot.storage.questions import Asked
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import answer_query
from corpus.errors import RectifyError
from index.revision import load_ids

from .conversation import Talk
from .saying import in_chat
from .types import AnyApplication, Command, Context, Part, Press
from .words import ADMIN_COMMANDS, TELEGRAM

log = logging.getLogger(__name__)
ANONYMOUS = 1087968824
"""GroupAnonymousBot, in whose name anonymous administrators speak (Bot API, Message.sender_chat)."""
TOLD_AFTER = 3
INTENTS_A_ROW = 3
REVIEWED = 10
"""Questions that are shown to be reviewed at a time, a message each."""
PHRASING = ButtonKind("p", f"{NUMBER}:[yn]")
EXAMPLE = ButtonKind("i", f"{NUMBER}:[a-z_]{{1,20}}")


class Administration:
    """What the users of RECTIFY_ADMINS may do, and nobody else: refused, recorded, told to them at the third try."""

    def __init__(self, talk: Talk, parts: Iterable[Part]) -> None:
        self._talk = talk
        self._commands: dict[str, Command] = {}
        every = tuple(parts)
        for part in every:
            self._commands |= part.commands
        self.presses = {kind: self._gated(press) for kind, press in Buttons(*(p.presses for p in every)).kinds.items()}
        assert self._commands.keys() == ADMIN_COMMANDS.keys()

    def register(self, application: AnyApplication) -> None:
        """Commands of new messages only: an edit is no command."""
        application.add_handler(CommandHandler(list(self._commands), self.command, filters=filters.UpdateType.MESSAGE))

    async def command(self, update: Update, context: Context) -> None:
        """Run an administrator's command."""
        message, user = update.message, update.effective_user
        if message is None or message.text is None or user is None:
            return
        name = message.text.split()[0].lstrip("/").partition("@")[0].lower()
        with self._told() as told:
            if await self.admits(message):
                await self._commands[name](message, user.id, list(context.args or []))
        if told:
            await self._talk.sender.say(message, told[0])

    def _gated(self, press: Press) -> Press:
        """A button under what a command said: rights are checked again."""

        async def pressed(query: CallbackQuery, message: Message, said: Pressed) -> None:
            if query.from_user.id not in self._talk.config.admins:
                tries = self._record(query.from_user, message, query.data or "")
                await answer_query(query, OFFICE.not_admin)
                await self._warn(message, query.from_user, query.data or "", tries)
                return
            with self._told() as told:
                await press(query, message, said)
            if told:
                await answer_query(query, told[0])

        return pressed

    @contextlib.contextmanager
    def _told(self) -> Iterator[list[str]]:
        """What to tell an administrator whose command could not be done."""
        told: list[str] = []
        try:
            yield told
        except RectifyError as error:
            told.append(in_chat(str(error)))
        except Busy:
            told.append(TELEGRAM.crowded)
        except sqlite3.Error as error:
            log.warning("ledger, told in words: %s", error)
            told.append(cause(error) or ANSWERS.unwritable)

    async def admits(self, message: Message) -> bool:
        """Whether a command in this message (or its caption) is an administrator's own; recorded either way, refused if not."""
        user, words = message.from_user, message.text or message.caption or ""
        if user is None:
            return False
        if user.id in self._talk.config.admins and not message.sender_chat and not message.forward_origin:
            self._talk.ledger.audit.record("command", user.id, message.chat_id, words)
            return True
        tries = self._record(user, message, words)
        await self._talk.say(message, (TELEGRAM.anonymous if user.id == ANONYMOUS else OFFICE.not_admin))
        await self._warn(message, user, words, tries)
        return False

    def _record(self, user: User, message: Message, tried: str) -> int:
        """Keep a refused try; how many it makes in a day."""
        self._talk.ledger.audit.record("refused", user.id, message.chat_id, tried)
        return self._talk.ledger.audit.times_refused(user.id)

    async def _warn(self, message: Message, user: User, tried: str, tries: int) -> None:
        if tries == TOLD_AFTER and user.id != ANONYMOUS:
            told = TELEGRAM.prying.format(user=f"{user.full_name}（{user.id}）", command=tried[:60])
            await self._talk.sender.tell_admins(message.get_bot(), told)


class Review:
    """Looking at what was asked, and learning from it."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.commands = {"stats": self.stats, "phrasings": self.phrasings}
        self.presses: dict[ButtonKind, Press] = {PHRASING: self.reviewed, EXAMPLE: self.taught}

    async def stats(self, message: Message, _: int, __: list[str]) -> None:
        """/stats: the last thirty days."""
        s = self._talk.ledger.questions.stats()
        lines = [TELEGRAM.stats.format(people=s.people, questions=s.questions, refused=s.refused, up=s.up, down=s.down)]
        lines += [TELEGRAM.slow.format(milliseconds=ms, question=question[:40]) for question, ms in s.slowest]
        await self._talk.sender.say(message, "\n".join(lines))

    async def phrasings(self, message: Message, user_id: int, _: list[str]) -> None:
        """/phrasings: questions with a choice or a 👎, or refused, one message each, with what they may have wanted."""
        waiting = self._talk.ledger.questions.to_review()
        if not waiting:
            await self._talk.sender.say(message, TELEGRAM.no_review)
        for asked in waiting[:REVIEWED]:
            buttons = yes_no(PHRASING, asked.id, TELEGRAM.accept if asked.chosen else "", TELEGRAM.reject)
            misread = asked.refused or asked.thumb < 0
            wanted = in_rows(await self._intents(user_id, asked), INTENTS_A_ROW) if misread else []
            await self._talk.sender.say(message, _review(asked), keyboard([*wanted, *buttons]))
        if len(waiting) > REVIEWED:
            await self._talk.sender.say(message, TELEGRAM.more_review.format(count=len(waiting) - REVIEWED))

    async def reviewed(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """采纳 or 忽略."""
        waiting = self._talk.ledger.questions.get(said.number)
        task = self._task(waiting) if waiting and said.words[1] == "y" else None
        accept = task is not None
        asked = self._talk.ledger.questions.review(said.number, query.from_user.id, task)
        verdict = (TELEGRAM.accepted if accept else TELEGRAM.rejected) if asked else ANSWERS.expired
        await answer_query(query, verdict)
        if asked:
            await self._talk.sender.say(message, f"{message.text or ''}\n{verdict}", edit=message.message_id)

    async def _intents(self, user_id: int, asked: Asked) -> list[Button]:
        """What it may have wanted, likeliest first."""
        today = self._talk.config.today()
        found = await self._talk.service.run(user_id, lambda desk: likely(desk, today, asked.question))
        return [EXAMPLE.button(INTENTS[intent], asked.id, intent) for intent in found.value]

    async def taught(self, query: CallbackQuery, message: Message, said: Pressed) -> None:
        """The question becomes an example of an intent, which the next one is understood by."""
        asked, intent, config = self._talk.ledger.questions.get(said.number), said.words[1], self._talk.config
        if asked is None or intent not in INTENTS:
            await answer_query(query, ANSWERS.expired)
            return
        before, words = await self._understood(query.from_user.id, asked.question)
        await asyncio.to_thread(accept, config.examples, words, intent)
        self._talk.ledger.questions.review(asked.id, query.from_user.id, intent=intent)
        now, _ = await self._understood(query.from_user.id, asked.question)
        verdict = (TELEGRAM.taught_in_vain if now == before else TELEGRAM.taught).format(intent=INTENTS[intent])
        await answer_query(query, verdict)
        await self._talk.sender.say(message, f"{message.text or ''}\n{verdict}", edit=message.message_id)

    async def _understood(self, user_id: int, question: str) -> tuple[Query, str]:
        """What a question is understood as now, and its masked words."""
        today = self._talk.config.today()
        done = await self._talk.service.run(
            user_id, lambda desk: (desk.understand(question, today), desk.masked(question, today))
        )
        return done.value

    def _task(self, asked: Asked) -> str | None:
        """The id of the problem that was chosen, by the numbers of the revision that was asked."""
        try:
            ids = load_ids(self._talk.config.revisions, asked.revision or None)
        except (RectifyError, OSError):
            return None
        return ids.problems.get(asked.chosen) if asked.chosen is not None else None


def _review(asked: Asked) -> str:
    answered = about(asked.problem) if asked.problem else TELEGRAM.unanswered
    chosen = about(asked.chosen) if asked.chosen else "👎" if asked.thumb < 0 else TELEGRAM.unchosen
    return TELEGRAM.review.format(question=asked.question, answered=answered, chosen=chosen)
