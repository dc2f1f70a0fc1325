"""The application of Telegram over an engine: its handlers in the order in which they are tried, and the ends it may come to."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from functools import partial
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.config import Config
from bot.engine.engine import Engine
from bot.engine.running import Running
from bot.engine.upkeep.delivery import Delivery, Spacing
from bot.engine.upkeep.lock import free
from bot.engine.upkeep.pulse import Pulse, socket_of_systemd
from bot.storage.database import Ledger
from bot.telegram.wire.channel import TelegramChannel
from bot.telegram.wire.fetching import trusted
from bot.telegram.wire.inbox import Inbox
from bot.telegram.wire.life import BoundedApplication
from bot.telegram.wire.logs import quieten
from bot.telegram.wire.pace import Pace
from bot.telegram.wire.polling import LoggedRequest, UpdatesRequest, Watch
from bot.telegram.wire.sending import Sender, answer_query
from bot.telegram.wire.updates import InTurn
from bot.telegram.wire.webhook import Hook
from bot.workspace import Now, ServeError, alone

from .actors import Casebook
from .admin import Administration, Review
from .bindings import Bindings
from .commands import Handlers
from .contacts import ContactCommand
from .conversation import Talk
from .desk import DeskCommand
from .files import LedgerFiles, LedgerUploads
from .following import Following
from .groups import Groups
from .inline import Inline
from .items import Casework
from .liaisons import LiaisonCommand
from .members import Members
from .menus import set_menus
from .overview import Overview, Previews
from .pressing import Pressing, Ruled, presses_of
from .replies import Replies
from .resuming import Resuming, heard
from .revising import Revising
from .routines import RoutineCommand
from .saying import of_failure
from .triggers import EventCommand
from .types import AnyApplication, Context
from .uploads import swept
from .versions import Versions
from .words import SERVING, TELEGRAM

log = logging.getLogger(__name__)
CONNECTIONS = 64
READ, CONNECT = 25.0, 10.0
"""Seconds; a send that times out may have been applied, so it is given time."""
LONG_POLL = 25
UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.CHOSEN_INLINE_RESULT,
    Update.MY_CHAT_MEMBER,
]


def run(engine: Engine) -> None:
    """Poll (or listen, where a webhook is set) until a signal; what cannot go on is raised as `ServeError`."""
    quieten()
    with contextlib.closing(Inbox(engine.config.inbox)) as inbox:
        _run(engine, inbox)


def _run(engine: Engine, inbox: Inbox) -> None:
    config = engine.config
    watch = Watch(lambda: signal.raise_signal(signal.SIGTERM), pulse=Pulse(config.alive, socket_of_systemd()))
    application = build_application(engine, inbox, watch)
    try:
        asyncio.run(application.live(partial(_take_updates, application, config)))
    except InvalidToken as error:
        raise ServeError(SERVING.token_refused) from error
    except OSError as error:
        raise ServeError(SERVING.port.format(port=config.webhook_port, reason=error.strerror or error)) from error
    except Exception:
        if watch.reason is None:
            raise
        log.exception("polling ended")
    if watch.reason:
        raise ServeError(watch.reason)


async def _take_updates(application: BoundedApplication, config: Config) -> None:
    """Poll, or listen where a webhook is set; Telegram is asked again and again until it lets this begin."""
    common: dict[str, Any] = {"allowed_updates": UPDATES, "bootstrap_retries": -1, "drop_pending_updates": False}
    assert application.updater
    if config.webhook_url:
        await application.updater.start_webhook(
            listen=config.webhook_listen,
            port=config.webhook_port,
            url_path=urlsplit(config.webhook_url).path.lstrip("/"),
            webhook_url=config.webhook_url,
            secret_token=config.webhook_secret,
            **common,
        )
    else:
        await application.updater.start_polling(timeout=LONG_POLL, error_callback=application.unreachable, **common)


def build_application(engine: Engine, inbox: Inbox, watch: Watch, second: float = 1.0) -> BoundedApplication:
    """The application with all its handlers; nothing is started.

    `second` is the length of one where Telegram's pace is kept, so that tests need not wait.
    """
    config, ledger = engine.config, engine.ledger
    sender = Sender(ledger, config.admins)
    talk = Talk(config, engine.service, ledger, sender, Members(config, ledger), engine.asking)
    bot = _bot(config, watch, inbox, second)
    hooked = [(SERVING.pulse, watch.pulse.beat)] if watch.pulse else []
    beating = hooked if config.webhook_url else [(SERVING.guard, watch.guard)]
    revising = Revising(talk)
    work = Running(engine, TelegramChannel(bot), partial(sender.tell_admins, bot), beating, Spacing(second))

    async def prepare(application: AnyApplication) -> None:
        swept(config.data)
        await work.begin()
        await set_menus(application.bot, config)
        await revising.resume(bot)
        await Resuming(inbox, sender, config.admins).resume(application)

    async def end(_: AnyApplication) -> None:
        await work.end()

    builder: Any = Application.builder().updater(Hook(bot, asyncio.Queue(), inbox.take))
    builder = builder.concurrent_updates(InTurn(inbox, talk.refuse, partial(free, ledger))).application_class(BoundedApplication)
    application: BoundedApplication = builder.post_init(prepare).post_stop(end).post_shutdown(end).build()
    _register(application, talk, engine, revising)
    application.add_error_handler(partial(failed, sender))
    return application


def _bot(config: Config, watch: Watch, inbox: Inbox, second: float) -> ExtBot[Any]:
    options = _connection(config)
    return ExtBot(
        config.token,
        f"{config.api_url}/bot",
        f"{config.api_url}/file/bot",
        LoggedRequest(connection_pool_size=CONNECTIONS, **options),
        UpdatesRequest(watch, inbox.take, connection_pool_size=2, **options),
        rate_limiter=Pace(second=second),
    )


def _register(application: AnyApplication, talk: Talk, engine: Engine, revising: Revising) -> None:
    """All handlers, in the order in which they are tried."""
    book = Casebook(talk, engine)
    desk = DeskCommand(book)
    casework, overview, files = Casework(book, desk.desk), Overview(book), LedgerFiles(book)
    following = Following(book)
    liaison, contact, time = LiaisonCommand(book).liaison, ContactCommand(book).contact, RoutineCommand(book).time
    units = {"mine": casework.mine, "progress": casework.progress, "liaison": liaison, "contact": contact, "time": time}
    private = {"follow": following.follow, "unfollow": following.unfollow}
    everybodys = {**units, **private, "status": overview.status, "due": overview.due, "desk": desk.desk}
    handlers = Handlers(talk, book.writer, everybodys, casework.problem)
    handlers.register_gate(application)
    previews = Previews(talk, engine.workspace, engine.now)
    parts = (Bindings(book), Review(talk), revising, Versions(talk), previews, casework, EventCommand(book), files, Ruled(book))
    administration = Administration(talk, parts)
    revising.register(application, administration)
    uploads, replies = LedgerUploads(files, administration, book), Replies(book, engine.filing, engine.plain)
    pressing = Pressing(administration.presses, presses_of(book))
    for part in (administration, uploads, replies, pressing, Groups(talk), Inline(talk), handlers):
        part.register(application)


def send_now(config: Config, ledger: Ledger, now: Now, patience: float) -> int:
    """Send what is in the outbox, for at most `patience` seconds, where no bot runs that would; how many letters are left.

    Raises:
        ServeError: Telegram cannot be reached or refuses the token.
        Serving: a bot runs on the data directory, and sends it.
    """
    request = LoggedRequest(connection_pool_size=CONNECTIONS, **_connection(config))
    bot: Any = ExtBot(config.token, f"{config.api_url}/bot", f"{config.api_url}/file/bot", request, rate_limiter=Pace())

    async def send() -> int:
        async with bot:
            return await Delivery(TelegramChannel(bot), ledger, config.admins, now).drain(patience)

    with alone(config.data):
        try:
            return asyncio.run(send())
        except InvalidToken as error:
            raise ServeError(SERVING.token_refused) from error
        except TelegramError as error:
            raise ServeError(SERVING.unreachable.format(reason=error.message)) from error


def _connection(config: Config) -> dict[str, Any]:
    _spare_searches()
    times = {"read_timeout": READ, "write_timeout": READ, "connect_timeout": CONNECT, "pool_timeout": CONNECT}
    return {"proxy": config.proxy or None, "httpx_kwargs": {"verify": trusted()}, **times}


def _spare_searches() -> None:
    """httpcore imports sniffio three times a request; where there is none, every directory is searched for it each time."""
    if "sniffio" not in sys.modules and find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]


async def failed(sender: Sender, update: object, context: Context) -> None:
    """Log what went wrong; who spoke to the bot or pressed a button of its reads one sentence and no trace."""
    error = context.error
    if update is None and isinstance(error, TelegramError):
        log.warning("getUpdates: %s", error.message)
        return
    log.error("an update failed", exc_info=error)
    if not isinstance(update, Update):
        return
    words = of_failure(error, TELEGRAM.failed)
    if update.callback_query:
        await answer_query(update.callback_query, words)
    if message := heard(update):
        await sender.say(message, words)
