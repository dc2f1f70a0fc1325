"""Whether a directory's ledger speaks of a plan, without opening it for work."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.errors import RectifyError

from .words import LEDGER


class PlanLost(RectifyError):
    """The ledger has entries but there is no revision of the plan they are about; the bundled one may be another city's."""


def refuse_lost_plan(ledger: Path) -> None:
    """Before the bundled plan stands in for one that was never published.

    Raises:
        PlanLost: one was.
    """
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as database:
            begun = database.execute("SELECT 1 FROM events LIMIT 1").fetchone() is not None
    except sqlite3.Error:  # none, or one that whoever opens it will complain of
        return
    if begun:
        raise PlanLost(LEDGER.plan_lost.format(path=ledger.parent))
