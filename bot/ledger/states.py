"""The states of an item, what people do to it, and the colours of supervision."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """整改中, 已报完成, 已验收, 已销号."""

    OPEN = "open"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class Action(StrEnum):
    """What people do to an item; SET is the office's own entry or an import, which may lead anywhere, UNDO takes an entry back."""

    REPORT = "report"
    SUPPLEMENT = "supplement"
    PROGRESS = "progress"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    CLOSE = "close"
    ACKNOWLEDGE = "acknowledge"
    ASK_EXTENSION = "ask extension"
    GRANT = "grant extension"
    DECLINE = "decline extension"
    SET = "set"
    UNDO = "undo"


class Colour(StrEnum):
    """The colour of a supervision notice (三色督办单)."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class Progress(StrEnum):
    """How things may stand that people ask for."""

    OVERDUE = "overdue"
    BEHIND = "behind"
    OPEN = "open"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    NOT_CLOSED = "not closed"
    EXTENDED = "extended"
    ASKED = "asked"
    SETTLED = "settled"
    ON_TIME = "on time"
    DONE_IN_TIME = "done in time"
    DONE_LATE = "done late"
    WAITING = "waiting"
