"""A revision in chat: an administrator uploads the new text, reads what it changes, and presses 发布 (bot.revisions.revise).

/reindex as caption, as a reply, or before the file → download → read apart → doubts → report → 发布 → check → switch → told.
Every stage is kept (bot.storage.drafts), so that a restart goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from telegram import Bot, CallbackQuery, Document, InlineKeyboardMarkup, Message, Update
from telegram.ext import MessageHandler, filters

from bot.buttons import NUMBER, ButtonKind, Pressed
from bot.engine.asking.conversations import Busy
from bot.language.writing import label, titled
from bot.messages import Button
from bot.reminders.text import at_most
from bot.revisions.revise import build_draft, check_built, draft, switch
from bot.storage.drafts import KeptDraft
from bot.telegram.wire.channel import keyboard
from bot.telegram.wire.sending import answer_query
from corpus.errors import NotRecognised, RectifyError
from corpus.files.apart import reading_apart, recognised_apart
from corpus.files.reading import Reading, of_file
from index.revision import Built
from index.store import current_or_none, discard

from .admin import Administration
from .conversation import Talk
from .documents import send_file
from .drafts import Awaited, Session, session_of, uploaded
from .saying import in_chat
from .types import AnyApplication, Context, Press
from .uploads import Refused, attached, download, refusal, shown_name
from .versions import switched
from .words import REVISING, TELEGRAM

log = logging.getLogger(__name__)
T = TypeVar("T")
WAITS = 600.0
"""Seconds for which /reindex waits for the file that is to follow."""
RESUMING = 30.0
"""Seconds for which the start waits until what was kept is asked about again."""
PROGRESS_EVERY = 3.0
REVISION = ButtonKind("u", f"{NUMBER}:(?:[yfn]|d:[0-9]{{1,9}}:[0-9]{{1,9}})")
_SHOWN = 3000
_FAILING_SHOWN = 15


class Revising:
    """One revision at a time; whatever fails, the plan in use stays."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._root = talk.config.revisions
        self._session: Session | None = None
        self._count = int(time.time()) % 100_000
        self._waiting: dict[tuple[int, int], float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.commands = {"reindex": self.reindex}
        self.presses: dict[ButtonKind, Press] = {REVISION: self.pressed}

    def register(self, application: AnyApplication, gate: Administration) -> None:
        """Files with /reindex as their caption, and the file that an administrator was asked for."""
        captioned = filters.CaptionRegex(r"^/reindex(?:@\w+)?(?:\s|$)")

        async def arrived(update: Update, _: Context) -> None:
            message, user = update.message, update.effective_user
            if message and user and attached(message) and await gate.admits(message):
                await self._begin(message, user.id)

        asked = Awaited(self._is_awaited)
        files = filters.Document.ALL | filters.PHOTO
        handler = MessageHandler(files & filters.UpdateType.MESSAGE & (captioned | asked), arrived)
        application.add_handler(handler)

    def _is_awaited(self, message: Message) -> bool:
        user = message.from_user
        return user is not None and self._waiting.get((message.chat_id, user.id), 0.0) > time.monotonic()

    async def reindex(self, message: Message, user_id: int, _: list[str]) -> None:
        """/reindex in reply to a file takes that; alone it waits for one."""
        if uploaded(message):
            await self._begin(message, user_id)
        else:
            self._waiting[message.chat_id, user_id] = time.monotonic() + WAITS
            await self._talk.sender.say(message, REVISING.what)

    # --- from the file to the question ----------------------------------------------------------------------

    async def _begin(self, message: Message, user_id: int) -> None:
        """Check the file's name and size, and read it in the background."""
        sender, document = self._talk.sender, uploaded(message)
        assert document
        if self._session and self._session.began_by(message):
            return  # handled again after a restart, which goes on with it
        if self._session and self._session.forgotten:
            await self._drop(self._session, REVISING.cancelled)
        if self._session:
            await sender.say(message, REVISING.occupied.format(who=self._session.who, file=self._session.file))
            return
        name = shown_name(document)
        if no := refusal(document):
            await sender.say(message, of_file(name, no))
            return
        self._waiting.pop((message.chat_id, user_id), None)
        if message.photo and message.media_group_id:
            await sender.say(message, REVISING.album)
            return
        user = message.from_user
        self._count += 1
        session = self._session = Session(self._count, user_id, user.full_name if user else "", name, message)
        self._keep(session)
        self._start(session, self._read(session, document))

    def _keep(self, session: Session) -> None:
        """Whatever happens now, a restart goes on from here."""
        if self._session is session:
            self._talk.ledger.drafts.put(session.kept())

    async def resume(self, bot: Bot) -> None:
        """Go on with what the last run left: a file that was not read is read, what was not published is asked about again.

        The question stands before the first press is heard.
        """
        if kept := self._talk.ledger.drafts.get():
            session = self._session = session_of(kept, bot)
            document = uploaded(session.message)
            if document and kept.text is None:
                self._start(session, self._read(session, document))
            else:
                await asyncio.wait({self._start(session, self._again(session, kept))}, timeout=RESUMING)

    async def _again(self, session: Session, kept: KeptDraft) -> None:
        if kept.built is not None and current_or_none(self._root) == kept.built:
            await self._end(session, REVISING.published_before.format(revision=kept.built))
            return
        if kept.built is not None:
            await asyncio.to_thread(discard, self._root, kept.built)
        await self._draft(session, kept.text or "")
        await self._ask(session)

    async def _draft(self, session: Session, text: str) -> None:
        session.new = await asyncio.to_thread(draft, self._root, text, session.file, session.settled, session.notes)

    def _start(self, session: Session, work: Awaitable[None]) -> asyncio.Task[None]:
        """Work on a session beside the updates; whatever goes wrong is said and ends it."""

        session.working, session.touched = True, time.monotonic()

        async def run() -> None:
            try:
                await work
            except RectifyError as error:
                said = of_file(session.file, error) if isinstance(error, Refused) else str(error)
                await self._end(session, REVISING.failed.format(error=in_chat(said)))
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("a revision failed")
                await self._end(session, REVISING.failed.format(error=TELEGRAM.failed))

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _read(self, session: Session, document: Document) -> None:
        await self._show(session, REVISING.loading.format(file=session.file))
        path = self._talk.config.data / "uploads" / uuid4().hex
        try:
            await download(session.message.get_bot(), document, path, self._talk.config)
            await self._show(session, REVISING.reading.format(file=session.file))
            reading = await self._words_of(session, path)
        finally:
            with contextlib.suppress(OSError):  # what went wrong is told already
                path.unlink(missing_ok=True)
        if reading.scanned:
            await self._attach(session, reading.text, REVISING.recognised)
        session.notes = tuple(reading.notes)
        await self._draft(session, reading.text)
        await self._ask(session)

    async def _words_of(self, session: Session, path: Path) -> Reading:
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

    async def _ask(self, session: Session) -> None:
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
        whole = await asyncio.to_thread(new.as_text)
        if len(whole) > _SHOWN:
            await self._attach(session, whole)
            whole = f"{whole[:_SHOWN]}\n{REVISING.rest}"
        await self._wait(session, f"{whole}\n{REVISING.ask}", self._yes_no(session, REVISING.publish, "y"))

    async def _attach(self, session: Session, text: str, name: str = REVISING.report) -> None:
        await send_file(self._talk.sender, session.message, text.encode(), name)

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

    async def _drop(self, session: Session, text: str) -> None:
        if session.built:
            await asyncio.to_thread(discard, self._root, session.built.manifest.number)
        await self._end(session, text)

    async def _settle(self, session: Session, old: int, new: int | None) -> None:
        assert session.new
        session.settled[old] = new
        await self._draft(session, session.new.text)
        await self._ask(session)

    async def _build(self, session: Session) -> None:
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
        self._keep(session)
        if not failing:
            await self._publish(session)
            return
        lines = [REVISING.failing.format(n=len(failing)), *at_most([f"· {x}" for x in failing], _FAILING_SHOWN)]
        await self._wait(session, "\n".join(lines), self._yes_no(session, REVISING.insist, "f"))

    async def _ticking(self, session: Session, work: Callable[[], T], said: Callable[[], str]) -> T:
        """Do `work` in a thread; how far it is stands in the one message meanwhile."""
        task = asyncio.create_task(asyncio.to_thread(work))
        while not task.done():
            await self._show(session, said())
            await asyncio.wait({task}, timeout=PROGRESS_EVERY)
        return task.result()

    async def _publish(self, session: Session) -> None:
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

    async def _show(self, session: Session, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
        before = session.shown
        session.shown = await self._talk.sender.say(session.message, text, markup, edit=before)
        if session.shown != before:
            self._keep(session)

    async def _wait(self, session: Session, text: str, markup: InlineKeyboardMarkup | None) -> None:
        """Show a question; from now on its buttons may be pressed."""
        session.working = False
        self._keep(session)
        await self._show(session, text, markup)

    async def _end(self, session: Session, text: str) -> None:
        if self._session is session:
            self._session = None
        await self._show(session, text)
        if self._session is None:
            self._talk.ledger.drafts.drop()

    def _button(self, session: Session, text: str, data: str) -> Button:
        return REVISION.button(text, session.id, data)

    def _yes_no(self, session: Session, yes: str, data: str) -> InlineKeyboardMarkup | None:
        return keyboard([[self._button(session, yes, data), self._button(session, REVISING.cancel, "n")]])
