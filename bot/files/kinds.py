"""What sheets the workbook has, and how problems are told apart in the picture and on the board; `words.py` names them."""

from __future__ import annotations

from enum import StrEnum


class OwnSheet(StrEnum):
    """The sheets of the ledger's own workbook."""

    PROBLEMS = "problems"
    MILESTONES = "milestones"
    PARTS = "parts"
    HISTORY = "history"


class Class(StrEnum):
    """How a problem stands in the picture: closed, done (reported or accepted), open, behind (a milestone is late), late."""

    CLOSED = "closed"
    DONE = "done"
    OPEN = "open"
    BEHIND = "behind"
    LATE = "late"


class Status(StrEnum):
    """How an item stands on the board, the most pressing first: the classes of the picture, those that are done by their state."""

    LATE = "late"
    BEHIND = "behind"
    OPEN = "open"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    CLOSED = "closed"
