"""The application with all its handlers in the order in which they are tried, and the ends it may come to."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ExtBot

from bot.config import Config
from bot.engine.actions import Actions
from bot.engine.alarms import Alarms
from bot.engine.conversations import Service
from bot.engine.delivery import Delivery, Spacing
from bot.engine.filing import Filing
from bot.engine.mornings import Daily
from bot.engine.plain import Plain
from bot.engine.pulse import Pulse, socket_of_systemd
from bot.engine.signing import Signing
from bot.engine.switching import unpublished
from bot.engine.watching import watched
from bot.files import exported
from bot.storage.database import Ledger
from bot.telegram.wire.channel import TelegramChannel
from bot.telegram.wire.inbox import Inbox
from bot.telegram.wire.pace import Pace
from bot.telegram.wire.polling import LoggedRequest, UpdatesRequest, Watch
from bot.telegram.wire.sending import Sender
from bot.telegram.wire.updates import BoundedApplication, InTurn
from bot.telegram.wire.webhook import Hook
from bot.workspace import Now, ServeError, alone
from index.store import tidy

from .actors import Casebook
from .admin import Administration, Review
from .bindings import Bindings
from .commands import Handlers
from .conversation import Presses, Talk
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
from .pressing import Pressing
from .replies import Replies
from .resuming import Resuming
from .revising import Revising, swept, tell_unfinished
from .signing import SigningPresses
from .triggers import EventCommand
from .types import AnyApplication, Context
from .versions import Versions
from .words import SERVING, TELEGRAM

log = logging.getLogger(__name__)
CONNECTIONS = 64
READ, CONNECT = 25.0, 10.0
"""Seconds; a send that times out may have been applied, so it is given time."""
LONG_POLL = 25
ENDING = 4.0
"""Seconds for letters that are on their way when the program is asked to stop."""
UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.CHOSEN_INLINE_RESULT,
    Update.MY_CHAT_MEMBER,
]


def run(config: Config, service: Service, ledger: Ledger, inbox: Inbox, now: Now) -> None:
    """Poll (or listen, where a webhook is set) until a signal; what cannot go on is raised as `ServeError`."""
    watch = Watch(lambda: signal.raise_signal(signal.SIGTERM), pulse=Pulse(config.alive, socket_of_systemd()))
    application = build_application(config, service, ledger, inbox, watch, now)
    common: dict[str, Any] = {"allowed_updates": UPDATES, "bootstrap_retries": -1, "drop_pending_updates": False}
    try:
        if config.webhook_url:
            application.run_webhook(
                listen=config.webhook_listen,
                port=config.webhook_port,
                url_path=urlsplit(config.webhook_url).path.lstrip("/"),
                webhook_url=config.webhook_url,
                secret_token=config.webhook_secret,
                **common,
            )
        else:
            application.run_polling(timeout=LONG_POLL, **common)
    except InvalidToken as error:
        raise ServeError(SERVING.token_refused) from error
    except OSError as error:
        raise ServeError(SERVING.port.format(port=config.webhook_port, reason=error.strerror or error)) from error
    if watch.reason:
        raise ServeError(watch.reason)


def build_application(
    config: Config, service: Service, ledger: Ledger, inbox: Inbox, watch: Watch, now: Now | None = None, second: float = 1.0
) -> AnyApplication:
    """The application with all its handlers, in the order in which they are tried; nothing is started.

    `second` is the length of one where Telegram's pace is kept, so that tests need not wait.
    """
    sender = Sender(ledger, config.admins)
    talk = Talk(config, service, ledger, sender, Members(config, ledger))
    current = service.workspace
    clock = now or config.now
    tasks: list[asyncio.Task[None]] = []
    alarms: list[Alarms] = []

    async def prepare(application: AnyApplication) -> None:
        service.warm()
        swept(config.data)
        if tidy(config.revisions):
            await tell_unfinished(talk, application.bot)
        for letter in unpublished(config.revisions, config.admins):
            ledger.outbox.enqueue(letter)
        alarms.append(Alarms(partial(sender.tell_admins, application.bot)))
        logging.getLogger().addHandler(alarms[0])
        works: list[tuple[str, Callable[[], Awaitable[None]]]] = [(SERVING.sending, delivery.run), (SERVING.mornings, daily.run)]
        works += [(SERVING.pulse, watch.pulse.beat)] if watch.pulse and config.webhook_url else []
        tasks.extend(asyncio.create_task(watched(name, work)) for name, work in works)
        await set_menus(application.bot, config)
        await Resuming(inbox, sender, config.admins).resume(application)

    async def end(_: AnyApplication) -> None:
        """After the updates, or when it never came to them."""
        delivery.stop()
        for alarm in alarms:
            logging.getLogger().removeHandler(alarm)
        if tasks:
            await asyncio.wait(tasks[:1], timeout=ENDING)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    options = _connection(config)
    bot: ExtBot[Any] = ExtBot(
        config.token,
        f"{config.api_url}/bot",
        f"{config.api_url}/file/bot",
        LoggedRequest(connection_pool_size=CONNECTIONS, **options),
        UpdatesRequest(watch, inbox.take, connection_pool_size=2, **options),
        rate_limiter=Pace(second=second),
    )
    builder: Any = Application.builder().updater(Hook(bot, asyncio.Queue(), inbox.take))
    builder = builder.concurrent_updates(InTurn(inbox, talk.refuse)).application_class(BoundedApplication)
    application: AnyApplication = builder.post_init(prepare).post_stop(end).post_shutdown(end).build()
    delivery = Delivery(TelegramChannel(application.bot), ledger, config.admins, clock, Spacing(second))
    daily = Daily(config, ledger, current, clock, exported)
    book = Casebook(talk)
    filing = Filing(book.actions, ledger, config.now)
    desk = DeskCommand(book, filing)
    casework, overview, files = Casework(book, filing, desk.desk), Overview(book), LedgerFiles(book)
    liaison = LiaisonCommand(book).liaison
    units = {"mine": casework.mine, "progress": casework.progress, "liaison": liaison}
    following = Following(book)
    private = {"follow": following.follow, "unfollow": following.unfollow}
    everybodys = {**units, **private, "status": overview.status, "due": overview.due, "desk": desk.desk}
    handlers = Handlers(talk, book.writer, everybodys, casework.problem)
    handlers.register_gate(application)
    revising = Revising(talk)
    previews = Previews(talk, current, clock)
    parts = (Bindings(talk), Review(talk), revising, Versions(talk), previews, casework, EventCommand(book), files)
    administration = Administration(talk, parts)
    revising.register(application, administration)
    signing = Signing(Actions(config, ledger, current, clock), ledger, current, clock)
    plain = Plain(filing, signing, ledger, book.office, clock)
    uploads, replies = LedgerUploads(files, administration, book), Replies(book, filing, plain)
    signs = SigningPresses(book, signing, clock)
    pressing = Pressing(administration.presses, signs.presses, casework.open_to_all, desk.presses, Presses(talk).presses)
    for part in (administration, uploads, replies, pressing, Groups(talk), Inline(talk), handlers):
        part.register(application)
    application.add_error_handler(failed)
    return application


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
    times = {"read_timeout": READ, "write_timeout": READ, "connect_timeout": CONNECT, "pool_timeout": CONNECT}
    return {"proxy": config.proxy or None, **times}


async def failed(update: object, context: Context) -> None:
    """Log what went wrong; who asked reads one sentence and no trace."""
    error = context.error
    if update is None and isinstance(error, NetworkError | Conflict):
        log.warning("getUpdates: %s", error.message)
        return
    log.error("an update failed", exc_info=error)
    message = update.message if isinstance(update, Update) else None
    if message is not None and message.chat.type == message.chat.PRIVATE:
        try:
            await message.reply_text(TELEGRAM.failed)
        except TelegramError as second:
            log.warning("failure not told: %s", second.message)
