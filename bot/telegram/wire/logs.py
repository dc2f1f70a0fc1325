"""What Telegram's libraries log too much of."""

from __future__ import annotations

import logging

from telegram.error import InvalidToken, NetworkError


def quieten() -> None:
    """WARNING on of what logs every request (with the token in its address), and no traces of what is said otherwise."""
    for name in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)  # the trace of every garbled answer, which is raised too
    for handler in logging.getLogger().handlers:
        handler.addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """A refused token ends the program with a sentence of its own; that Telegram cannot be reached is told without a trace."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, NetworkError):
        record.msg, record.args, record.exc_info = f"{record.getMessage()} ({error.message})", (), None
    return not isinstance(error, InvalidToken)
