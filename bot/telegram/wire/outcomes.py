"""What Telegram's errors mean, decided here alone: whether something was done, and whether to try again, and when."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.messages import Declined, Gone, Moved, NotSent, Outcome, Unknown, Wait

T = TypeVar("T")
_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNSENT, _ANSWERED, _UNKNOWN = 14, 3, 1
"""How often is tried again what was not sent for sure (for five minutes), what a server's error answered, and what nothing answered."""
_LONGEST = 60.0
"""Seconds; who is asked to wait longer before an answer has none."""


def outcome_of(error: TelegramError) -> Outcome:
    """What Telegram's refusal of a message, or its silence, means for it (.github/decisions/0008-one-letter-once.md)."""
    match error:
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter():
            return Wait(_seconds(error))
        case Forbidden():
            return Gone(error.message)
        case BadRequest():
            gone = "chat not found" in error.message.lower()
            return Gone(error.message) if gone else Declined(error.message)
        case InvalidToken() | NetworkError():
            return _failed(error)
    return Unknown(error.message)


def _failed(error: TelegramError) -> Outcome:
    """No connection, or an answer of the server that it has failed (with an error, or a page of HTML), is certain; silence is not."""
    cause = error.__cause__
    if isinstance(cause, _UNREACHED):
        return NotSent(error.message)
    answered = cause is None or isinstance(cause, TelegramError)
    return NotSent(error.message, answered=True) if answered else Unknown(error.message)


def pause_after(error: TelegramError, failures: int) -> float | None:
    """Seconds after which to send again what failed so after so many `failures`; None where that is no use or no good."""
    return _pause(error, failures, _UNKNOWN)


def pause_before(error: TelegramError, failures: int) -> float | None:
    """The same for what was only asked, and so may be asked again whatever has become of it."""
    outcome = outcome_of(error)
    if isinstance(outcome, Wait):
        return outcome.seconds if failures < _ANSWERED and outcome.seconds <= _LONGEST else None
    return _pause(error, failures, _ANSWERED)


def _pause(error: TelegramError, failures: int, unknown: int) -> float | None:
    match outcome_of(error):
        case NotSent(answered=answered):
            most = _ANSWERED if answered else _UNSENT
        case Unknown():
            most = unknown
        case _:
            most = 0
    return min(30.0, 2.0**failures * random.uniform(0.5, 1.0)) if failures < most else None


async def asked(ask: Callable[[], Awaitable[T]], most: int | None = None) -> T:
    """What is answered; after `most` failures, or as many as there is hope for, the last one is raised."""
    failures = 0
    while True:
        try:
            return await ask()
        except TelegramError as error:
            pause = None if failures == most else pause_before(error, failures)
            if pause is None:
                raise
        failures += 1
        await asyncio.sleep(pause)


def _seconds(error: RetryAfter) -> float:
    wait: Any = error.retry_after  # a timedelta in versions to come
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
