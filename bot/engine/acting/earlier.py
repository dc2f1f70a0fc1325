"""What a plan's calendars may have held once: the items of earlier revisions, and those whose event had a day that was withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from bot.ledger.items import Dated, Item, items
from bot.workdays import is_workday
from bot.workspace import Workspace
from corpus.errors import RectifyError
from corpus.identity import Ids
from corpus.model import Plan
from index.revision import load_ids, plan_of
from index.store import KEPT, published

log = logging.getLogger(__name__)


def given(workspace: Workspace) -> Callable[[], list[Item]]:
    """What calendars may have held until now, once it is called, which touches files only, so that it may be in a thread."""
    dated = workspace.database.events.ever_dated() if workspace.database else {}
    return lambda: _items(workspace.config.revisions, dated)


def _items(root: Path, ever_dated: Dated) -> list[Item]:
    """Items with a day, of every revision that was published and is kept, the newest first; `ever_dated` are the last days of events, withdrawn or not."""
    found: dict[str, Item] = {}
    for number in dict.fromkeys(reversed(published(root))):
        for item in items(*read, ever_dated, is_workday) if (read := _revision(root, number)) else ():
            if item.due:
                found.setdefault(item.id, item)
    return list(found.values())


@lru_cache(maxsize=2 * KEPT)  # a revision never changes
def _revision(root: Path, number: int) -> tuple[Plan, Ids] | None:
    try:
        return plan_of(root, number), load_ids(root, number)
    except (RectifyError, OSError, ValueError) as error:
        log.info("revision %s is not there any more: %s", number, error)
        return None
