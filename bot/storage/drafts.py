"""The revision of the plan that is under way in chat, kept at every stage so that a restart goes on with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlite_utils import Database

from bot.messages import Key


@dataclass(frozen=True)
class KeptDraft:
    """Whose it is, the message that began it (as its channel writes it), and how far it is.

    `text` is None until the file is read, `built` the number of the revision once there is one.
    """

    id: int
    user_id: Key
    who: str
    file: str
    message: Mapping[str, Any]
    shown: Key | None = None
    text: str | None = None
    notes: tuple[str, ...] = ()
    settled: Mapping[int, int | None] = field(default_factory=dict)
    built: int | None = None


class Drafts:
    """The draft of one database: there is one at a time, or none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, draft: KeptDraft) -> None:
        """Keep a draft as it is now."""
        with self._db.atomic():
            self._db.execute("INSERT OR REPLACE INTO draft VALUES (1, ?)", (json.dumps(asdict(draft), ensure_ascii=False),))

    def get(self) -> KeptDraft | None:
        """The draft that is under way."""
        row = self._db.execute("SELECT said FROM draft").fetchone()
        if row is None:
            return None
        said = json.loads(row[0])
        settled = {int(old): new for old, new in said["settled"].items()}
        return KeptDraft(**said | {"settled": settled, "notes": tuple(said["notes"])})

    def drop(self) -> None:
        """It is published or given up."""
        with self._db.atomic():
            self._db.execute("DELETE FROM draft")
