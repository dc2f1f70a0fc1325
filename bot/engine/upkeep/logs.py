"""Logging to stderr in which no secret can appear: every line, tracebacks too, is redacted after it was formatted."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote

from .alarms import number_of

_ANY_TOKEN = re.compile(r"[0-9]{6,20}:[A-Za-z0-9_-]{30,}")
_HIDDEN = "***"


class RedactingFormatter(logging.Formatter):
    """A formatter that replaces secrets, and whatever else looks like a bot's token."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        spellings = {w for s in secrets if s for w in (s, quote(s, safe=""), repr(s)[1:-1])}
        self._secrets = sorted(spellings, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The whole line or lines, without secrets."""
        return self.redacted(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The first line; an error's ends with the number that administrators are told."""
        line = super().formatMessage(record)
        return f"{line} [{number_of(record)}]" if record.levelno >= logging.ERROR else line

    def redacted(self, text: str) -> str:
        """`text` without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _ANY_TOKEN.sub(_HIDDEN, text)


def configure_logging(secrets: Iterable[str]) -> None:
    """INFO to stderr; of libraries that log every request or their loading WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("tornado.access", "faiss.loader"):
        logging.getLogger(name).setLevel(logging.WARNING)
