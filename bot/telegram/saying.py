"""What is said to people in a chat of their role, and of errors without what only a shell can do. Pure."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from bot.answers.words import HELP
from bot.ledger.workflow import Actor
from bot.storage.database import is_locked

from .words import HELPS, TELEGRAM

_SHELL = re.compile(r"[，。；]?(?:核对后|也可|请){0,3}(?:重新)?(?:运行|用) ?python -m bot[^。；]{0,99}[。；]?")


def help_of(actor: Actor, private: bool) -> str:
    """What can be asked, and what this person can do in this chat."""
    return "\n".join(_help(actor, private))


def _help(actor: Actor, private: bool) -> Iterator[str]:
    yield HELP
    if actor.units:
        yield HELPS.unit.format(units="、".join(actor.units))
    if actor.in_office or (actor.admin and private):
        yield HELPS.office
    if actor.admin and private:
        yield HELPS.admin
    elif not actor.units and not private and not actor.in_office:
        yield HELPS.group


def of_failure(error: Exception | None, otherwise: str) -> str:
    """What is said where something failed that nobody foresaw: why nothing could be written, if it was that."""
    if is_locked(error):
        return TELEGRAM.held
    return TELEGRAM.unwritten if isinstance(error, sqlite3.Error | OSError) else otherwise


def in_chat(words: str) -> str:
    """An error as people in a chat can use it.

    >>> in_chat("第3版索引已损坏。请运行 python -m bot reindex 方案文件 --yes 重建。")
    '第3版索引已损坏。请告诉维护服务器的人。'
    """
    return f"{_SHELL.sub('', words)}。{TELEGRAM.ask_operator}" if _SHELL.search(words) else words
