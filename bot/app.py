"""The composition root of `python -m bot serve`: settings → the engine and its channel, which nothing else names."""

from __future__ import annotations

import contextlib
import logging
from urllib.parse import urlsplit

from bot.engine.asking.conversations import Service
from bot.engine.engine import Engine
from bot.engine.upkeep.logs import configure_logging
from bot.telegram.application import run, send_now
from bot.web.serving import alone_at, beside
from index.embedder import SentenceEmbedder

from .config import Config
from .workspace import Now, alone, open_workspace

__all__ = ["send_now", "serve", "serve_board"]
log = logging.getLogger(__name__)


def serve(config: Config, now: Now | None = None, board: str = "") -> int:
    """Run until SIGTERM or SIGINT, which let what is in hand finish; exit code 0. `now` is the local time, aware.

    At `board` (an address) browsers are shown the board, too.

    Raises:
        RectifyError: another instance runs, the token is refused, the index or the ledger cannot be used.
    """
    _log(config)
    with alone(config.data), contextlib.ExitStack() as stack:
        workspace = stack.enter_context(open_workspace(config))
        assert workspace.database
        service = stack.enter_context(contextlib.closing(Service(workspace, SentenceEmbedder(config.model))))
        if board:
            stack.enter_context(beside(config, board))
        service.open()
        workspace.agenda()  # all that happened so far is read before anybody waits for it
        run(Engine(config, service, workspace.database, now))
    return 0


def serve_board(config: Config, board: str) -> int:
    """Show the board alone at an address until SIGTERM or SIGINT; exit code 0.

    Raises:
        RectifyError: it cannot be shown there.
    """
    _log(config)
    alone_at(config, board)
    return 0


def _log(config: Config) -> None:
    secrets = (
        config.token,
        config.webhook_secret,
        config.board_password,
        config.board_secret,
        urlsplit(config.proxy).password or "",
    )
    configure_logging(secrets)
    for said in config.unknown:
        log.warning("%s", said)
