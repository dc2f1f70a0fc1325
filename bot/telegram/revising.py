"""A revision in chat: an administrator uploads the new text, reads what it changes, and presses 发布 (bot.revisions.revise).

/reindex as caption, as a reply, or before the file → download → read apart → doubts → report → 发布 → check → switch → told
"""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from telegram import CallbackQuery, Document, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.buttons import NUMBER, ButtonKind, Pressed
from bot.engine.asking.conversations import Busy
from bot.language.writing import label, titled
from bot.messages import Button
from bot.revisions.revise import Draft, build_draft, check_built, draft, switch
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import answer_query
from corpus.errors import NotRecognised, RectifyError
from corpus.files.apart import reading_apart, recognised_apart
from corpus.files.reading import Reading
from index.revision import Built
from index.store import discard

from .admin import Administration
from .conversation import Talk
from .saying import in_chat
from .types import AnyApplication, Context, Press
from .uploads import Refused, attached, download, refusal, shown_name
from .versions import switched
from .words import REVISING, TELEGRAM

log = logging.getLogger(__name__)
T = TypeVar("T")
WAITS = 600.0
"""Seconds for which /reindex waits for the file that is to follow."""
FORGOTTEN = 1800.0
"""Seconds after which a revision that nobody decides gives way to another."""
PROGRESS_EVERY = 3.0
REVISION = ButtonKind("u", f"{NUMBER}:(?:[yfn]|d:[0-9]{{1,9}}:[0-9]{{1,9}})")
_SHOWN = 3000
_FAILING_SHOWN = 15


@dataclass
class _Session:
    """One revision under way: whose, of which file, and how far it is."""

    id: int
    user_id: int
    who: str
    file: str
    message: Message
    shown: int | None = None
    new: Draft | None = None
    settled: dict[int, int | None] = field(default_factory=dict)
    built: Built | None = None
    working: bool = True
    touched: float = 0.0

    @property
    def forgotten(self) -> bool:
        """Whether it waits for a button that nobody presses any more."""
        return not self.working and time.monotonic() - self.touched > FORGOTTEN


class Revising:
    """One revision at a time; whatever fails, the plan in use stays."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._root = talk.config.revisions
        self._session: _Session | None = None
        self._count = int(time.time()) % 100_000
        self._waiting: dict[tuple[int, int], float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.commands = {"reindex": self.reindex}
        self.presses: dict[ButtonKind, Press] = {REVISION: self.pressed}

    def register(self, application: AnyApplication, gate: Administration) -> None:
        """Files with /reindex as their caption, and the file that an administrator was asked for."""
        captioned = filters.CaptionRegex(r"^/reindex(?:@\w+)?(?:\s|$)")

        async def uploaded(update: Update, _: Context) -> None:
            message, user = update.message, update.effective_user
            file = attached(message) if message else None
            if message and user and file and await gate.admits(message):
                await self._begin(message, file, user.id)

        asked = _Asked(self._is_awaited)
        files = filters.Document.ALL | filters.PHOTO
        handler = MessageHandler(files & filters.UpdateType.MESSAGE & (captioned | asked), uploaded)
        application.add_handler(handler)

    def _is_awaited(self, message: Message) -> bool:
        user = message.from_user
        return user is not None and self._waiting.get((message.chat_id, user.id), 0.0) > time.monotonic()

    async def reindex(self, message: Message, user_id: int, _: list[str]) -> None:
        """/reindex in reply to a file takes that; alone it waits for one."""
        replied = message.reply_to_message
        if replied and (file := attached(replied)):
            await self._begin(message, file, user_id)
        else:
            self._waiting[message.chat_id, user_id] = time.monotonic() + WAITS
            await self._talk.sender.say(message, REVISING.what)

    # --- from the file to the question ----------------------------------------------------------------------

    async def _begin(self, message: Message, document: Document, user_id: int) -> None:
        """Check the file's name and size, and read it in the background."""
        sender = self._talk.sender
        if self._session and self._session.forgotten:
            await self._drop(self._session, REVISING.cancelled)
        if self._session:
            await sender.say(message, REVISING.occupied.format(who=self._session.who, file=self._session.file))
            return
        if no := refusal(document):
            await sender.say(message, no)
            return
        self._waiting.pop((message.chat_id, user_id), None)
        if message.photo and message.media_group_id:
            await sender.say(message, REVISING.album)
            return
        user = message.from_user
        name = shown_name(document)
        self._count += 1
        session = self._session = _Session(self._count, user_id, user.full_name if user else "", name, message)
        self._start(session, self._read(session, document))

    def _start(self, session: _Session, work: Awaitable[None]) -> None:
        """Work on a session beside the updates; whatever goes wrong is said and ends it."""

        session.working, session.touched = True, time.monotonic()

        async def run() -> None:
            try:
                await work
            except (RectifyError, Refused) as error:
                await self._end(session, REVISING.failed.format(error=in_chat(str(error))))
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("a revision failed")
                await self._end(session, REVISING.failed.format(error=TELEGRAM.failed))

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, session: _Session, document: Document) -> None:
        await self._show(session, REVISING.loading.format(file=session.file))
        path = self._talk.config.data / "uploads" / uuid4().hex
        try:
            await download(session.message.get_bot(), document, path, self._talk.config)
            await self._show(session, REVISING.reading.format(file=session.file))
            reading = await self._words_of(session, path)
        finally:
            path.unlink(missing_ok=True)
        if reading.scanned:
            await self._attach(session, reading.text, REVISING.recognised)
        session.new = await asyncio.to_thread(draft, self._root, reading.text, session.file, notes=reading.notes)
        await self._ask(session)

    async def _words_of(self, session: _Session, path: Path) -> Reading:
        """What the file says; what a scan shows is recognised, page by page."""
        try:
            return await asyncio.to_thread(reading_apart, path, session.file)
        except NotRecognised as error:
            why = error
        done = [0, why.pages]

        def tell(count: int, total: int) -> None:
            done[:] = count, total

        def work() -> Reading:
            return recognised_apart(path, session.file, why, tell)

        return await self._ticking(session, work, lambda: REVISING.recognising.format(done=done[0], total=done[1]))

    async def _ask(self, session: _Session) -> None:
        """The next doubt, or the report with 发布 and 取消."""
        new = session.new
        assert new
        for number, candidates in new.difference.doubtful.items():
            before = new.old.problem(number) if new.old else None
            if before:
                rows = [
                    [self._button(session, titled(p)[:40], f"d:{number}:{c}")] for c in candidates if (p := new.plan.problem(c))
                ]
                rows.append([self._button(session, REVISING.none, f"d:{number}:0")])
                text = REVISING.doubt.format(where=label(number), title=before.title.text)
                await self._wait(session, text, keyboard(rows))
                return
        whole = new.as_text()
        if len(whole) > _SHOWN:
            await self._attach(session, whole)
            whole = f"{whole[:_SHOWN]}\n{REVISING.rest}"
        await self._wait(session, f"{whole}\n{REVISING.ask}", self._yes_no(session, REVISING.publish, "y"))

    async def _attach(self, session: _Session, text: str, name: str = REVISING.report) -> None:
        try:
            await session.message.reply_document(io.BytesIO(text.encode()), filename=name)
        except TelegramError as error:
            log.warning("report not attached: %s", error.message)

    # --- buttons ----------------------------------------------------------------------------------------------

    async def pressed(self, query: CallbackQuery, _: Message, said: Pressed) -> None:
        """A doubt decided, 发布, 仍要发布 or 取消; of a session that is over nothing is done twice."""
        session = self._session
        if session is None or session.id != said.number or session.working or session.new is None:
            await answer_query(query, REVISING.gone if session is None or session.id != said.number else None)
            return
        await answer_query(query)
        match said.words[1:]:
            case ("d", old, new):
                self._start(session, self._settle(session, int(old), int(new) or None))
            case ("y",) if session.built is None:
                self._start(session, self._build(session))
            case ("f",) if session.built is not None:
                self._start(session, self._publish(session))
            case ("n",):
                await self._drop(session, REVISING.cancelled)

    async def _drop(self, session: _Session, text: str) -> None:
        if session.built:
            await asyncio.to_thread(discard, self._root, session.built.manifest.number)
        await self._end(session, text)

    async def _settle(self, session: _Session, old: int, new: int | None) -> None:
        assert session.new
        session.settled[old] = new
        session.new = await asyncio.to_thread(draft, self._root, session.new.text, session.new.source, session.settled)
        await self._ask(session)

    async def _build(self, session: _Session) -> None:
        """Build and check; what passes is published, what fails is asked once more."""
        new, embedder = session.new, self._talk.service.beside()
        assert new
        done = [0, 0]
        phrasings = self._talk.ledger.questions.phrasings()

        def progress(count: int, total: int) -> None:
            done[:] = count, total

        def build() -> Built:
            return build_draft(self._root, new, embedder, phrasings, progress)

        built = await self._ticking(session, build, lambda: REVISING.building.format(done=done[0], total=done[1] or "…"))
        number, today = built.manifest.number, self._talk.config.today()
        try:
            await self._show(session, REVISING.checking)
            failing = [*new.lost, *await asyncio.to_thread(check_built, self._root, number, embedder, today)]
        except BaseException:
            await asyncio.to_thread(discard, self._root, number)
            raise
        session.built = built
        if not failing:
            await self._publish(session)
            return
        lines = [REVISING.failing.format(n=len(failing)), *(f"· {x}" for x in failing[:_FAILING_SHOWN])]
        await self._wait(session, "\n".join(lines), self._yes_no(session, REVISING.insist, "f"))

    async def _ticking(self, session: _Session, work: Callable[[], T], said: Callable[[], str]) -> T:
        """Do `work` in a thread; how far it is stands in the one message meanwhile."""
        task = asyncio.create_task(asyncio.to_thread(work))
        while not task.done():
            await self._show(session, said())
            await asyncio.wait({task}, timeout=PROGRESS_EVERY)
        return task.result()

    async def _publish(self, session: _Session) -> None:
        """Switch, tell the units touched, and say how it ended."""
        new, built = session.new, session.built
        assert new
        assert built
        manifest = built.manifest
        chats = await switched(self._talk, lambda: switch(self._root, new, manifest.number))
        self._talk.ledger.audit.record("publish", session.user_id, session.message.chat_id, f"{manifest.number} {session.file}")
        await self._warm(session.user_id)
        report = {"revision": manifest.number, "problems": manifest.problems, "embedded": manifest.embedded}
        await self._end(session, REVISING.published.format(**report, reused=built.reused, chats=chats))

    async def _warm(self, user_id: int) -> None:
        """Load the new revision before the next question needs it."""
        try:
            await self._talk.service.run(user_id, lambda _: None)
        except Busy:
            log.info("not loaded ahead: many questions are waiting")

    # --- the one message ------------------------------------------------------------------------------------

    async def _show(self, session: _Session, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
        session.shown = await self._talk.sender.say(session.message, text, markup, edit=session.shown)

    async def _wait(self, session: _Session, text: str, markup: InlineKeyboardMarkup | None) -> None:
        """Show a question; from now on its buttons may be pressed."""
        session.working = False
        await self._show(session, text, markup)

    async def _end(self, session: _Session, text: str) -> None:
        if self._session is session:
            self._session = None
        await self._show(session, text)

    def _button(self, session: _Session, text: str, data: str) -> Button:
        return REVISION.button(text, session.id, data)

    def _yes_no(self, session: _Session, yes: str, data: str) -> InlineKeyboardMarkup | None:
        return keyboard([[self._button(session, yes, data), self._button(session, REVISING.cancel, "n")]])


class _Asked(filters.MessageFilter):
    """Messages with a file that somebody was asked for."""

    def __init__(self, is_awaited: Callable[[Message], bool]) -> None:
        super().__init__()
        self._is_awaited = is_awaited

    def filter(self, message: Message) -> bool:
        """Whether this is one."""
        return self._is_awaited(message)


def swept(data: Path) -> None:
    """Remove uploads that a killed process left behind."""
    for path in (data / "uploads").glob("*"):
        path.unlink(missing_ok=True)
