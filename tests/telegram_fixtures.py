"""What the tests of the Telegram part share: the bot in this process against the test server, or as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bot_fixtures import LiftedEmbedder
from starting import Begun, begin
from telegram.ext import CommandHandler
from telegram_server import PATIENCE, Chat, TelegramServer, User

from bot.buttons import ButtonKind
from bot.config import Config
from bot.engine.asking.conversations import Service
from bot.engine.engine import Engine
from bot.storage.database import Ledger
from bot.telegram.application import UPDATES, build_application
from bot.telegram.pressing import Pressing
from bot.telegram.types import Press
from bot.telegram.wire.inbox import Inbox
from bot.telegram.wire.polling import Watch
from bot.workspace import Workspace

ADMIN_NAME = "李主任"
QUICK = 0.001
"""Telegram's second for the bot's pace: the server of the tests does not count."""
NIGHT = datetime(2026, 11, 25, 3, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Running:
    """A bot that runs against a server, and what it keeps."""

    server: TelegramServer
    admin: User
    config: Config
    service: Service
    ledger: Ledger
    inbox: Inbox
    now: Callable[[], datetime]
    second: float = QUICK
    stops: list[str] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop | None = None

    def ask(self, text: str, user: User) -> str:
        """What is answered to a private message."""
        return str(self.server.ask(user, user, text).text)

    def in_loop(self, work: Callable[[], Any]) -> Any:
        """Do `work` where the ledger is used."""

        async def run() -> Any:
            return work()

        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(PATIENCE)


@contextlib.contextmanager
def running(
    data: Path,
    now: Callable[[], datetime] = lambda: NIGHT,
    before: Callable[[Running], object] = lambda _: None,
    server: TelegramServer | None = None,
    **settings: Any,
) -> Iterator[Running]:
    """A bot over the data directory, in a thread of this process, with the hashing model; `settings` replace the config's.

    For the morning's work it is always night unless `now` says otherwise, so that no test depends on the day it runs on;
    `before` is done before it starts. With a `server` that runs already it is another life of its bot.
    """
    with contextlib.nullcontext(server) if server else TelegramServer() as server:
        known = (u for u in server.users.values() if u.first_name == ADMIN_NAME)
        admin = next(known, None) or server.add_user(ADMIN_NAME, "lizhuren")
        config = replace(
            Config.from_env({}, str(data)), token=server.token, api_url=server.url, admins=frozenset({admin.id}), **settings
        )
        ledger, inbox = Ledger(data / "ledger.db"), Inbox(data / "inbox.db")
        service = Service(Workspace(config, ledger), LiftedEmbedder())
        bot = Running(server, admin, config, service, ledger, inbox, now)
        before(bot)
        ready: Future[asyncio.Event] = Future()
        thread = threading.Thread(target=lambda: asyncio.run(_live(bot, ready)), daemon=True)
        thread.start()
        stop = ready.result(PATIENCE)
        try:
            yield bot
        finally:
            assert bot._loop is not None
            bot._loop.call_soon_threadsafe(stop.set)
            thread.join(PATIENCE)
            service.close()
            ledger.close()
            inbox.close()


def registry(bot: Running) -> tuple[set[str], dict[ButtonKind, Press]]:
    """Every command that a handler takes, and every kind of button with what it does."""
    application = bot.in_loop(
        lambda: build_application(Engine(bot.config, bot.service, bot.ledger, bot.now), bot.inbox, Watch(lambda: None))
    )
    handlers = [h for group in application.handlers.values() for h in group]
    commands = {name for h in handlers if isinstance(h, CommandHandler) for name in h.commands}
    (pressing,) = {h.callback.__self__ for h in handlers if isinstance(getattr(h.callback, "__self__", None), Pressing)}
    return commands, dict(pressing.buttons.kinds)


async def _live(bot: Running, ready: Future[asyncio.Event]) -> None:
    bot._loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    watch = Watch(lambda: bot.stops.append("stop"))
    application = build_application(Engine(bot.config, bot.service, bot.ledger, bot.now), bot.inbox, watch, bot.second)
    async with application:
        assert application.post_init
        await application.post_init(application)
        await application.start()
        assert application.updater
        await application.updater.start_polling(allowed_updates=UPDATES, timeout=5)
        ready.set_result(stop)
        await stop.wait()
        await application.updater.stop()
        await application.stop()
        assert application.post_stop
        await application.post_stop(application)


@pytest.fixture(scope="module")
def bot(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running bot over the whole real plan, shared by a module's tests; each plays people of its own."""
    data = tmp_path_factory.mktemp("bot") / "data"
    shutil.copytree(data_dir, data)
    with running(data) as started:
        yield started


@pytest.fixture
def user(bot: Running) -> User:
    """A new person with a private chat."""
    return bot.server.add_user("王工", f"wang{bot.server.mark()}")


class Process:
    """`python -m bot ARGUMENTS` (or another `program`) as a process of its own; `output` is all it wrote once it ended.

    It is begun by a fork (`starting`), or, where its start itself is looked at, from nothing (`anew`).
    """

    def __init__(
        self, data: Path, *arguments: str, program: Sequence[str] = ("-m", "bot"), anew: bool = False, **environment: str
    ) -> None:
        root = str(Path(__file__).parent.parent)
        known = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_") and "proxy" not in k.lower()}
        env = {**known, "PYTHONPATH": root, "RECTIFY_DATA": str(data), "HF_HUB_OFFLINE": "1", **environment}
        self._log = data.parent / f"{data.name}-{id(self)}.log"
        self.output = ""
        self._process: Begun | subprocess.Popen[bytes]
        if anew:
            command = [sys.executable, *program, *arguments]
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    command, cwd=data.parent, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
                )
        else:
            self._process = begin(program, arguments, data.parent, env, self._log)

    def signal(self, number: int) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def dies(self, server: TelegramServer, method: str, n: int, when: str = "before", chat: Chat | User | None = None) -> None:
        """Let it be killed as by kill -9 before, or right after, its n-th request of a method from now on takes effect."""
        server.on_call(method, n, when, self.kill, chat=chat)

    def wait(self, timeout: float = PATIENCE) -> int:
        """The exit code, once it ended."""
        code = self._process.wait(timeout)
        self.output = self._log.read_text("utf-8")
        return code

    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it at once, if it still runs."""
        if self.runs():
            self._process.kill()
            self._process.wait(PATIENCE)
