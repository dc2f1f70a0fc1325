"""The composition root of `python -m bot serve`: settings → everything that runs, and the ends it may come to."""

from __future__ import annotations

import contextlib
import logging
from urllib.parse import urlsplit

from bot.engine.conversations import Service
from bot.telegram.application import run
from bot.telegram.wire.inbox import Inbox
from bot.telegram.wire.logs import configure_logging
from index.embedder import SentenceEmbedder

from .config import Config
from .workspace import Now, alone, open_workspace

log = logging.getLogger(__name__)


def serve(config: Config, now: Now | None = None) -> int:
    """Run until SIGTERM or SIGINT, which let what is in hand finish; exit code 0. `now` is the local time, aware.

    Raises:
        RectifyError: another instance runs, the token is refused, the index or the ledger cannot be used.
    """
    configure_logging((config.token, config.webhook_secret, urlsplit(config.proxy).password or ""))
    for said in config.unknown:
        log.warning("%s", said)
    with alone(config.data), contextlib.ExitStack() as stack:
        workspace = stack.enter_context(open_workspace(config))
        assert workspace.database
        inbox = stack.enter_context(contextlib.closing(Inbox(config.inbox)))
        service = stack.enter_context(contextlib.closing(Service(workspace, SentenceEmbedder(config.model))))
        service.open()
        run(config, service, workspace.database, inbox, now or config.now)
    return 0
