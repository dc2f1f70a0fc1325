"""What a button says when it is pressed: how its data is written and read. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .messages import Button

VERSION = "v1"
_DATA = re.compile(r"([a-z]):(-?[0-9]{1,18}):([0-9a-z:-]{1,40})")


@dataclass(frozen=True)
class Pressed:
    """What a button's data says: action f, c, t, b or p, a subject (revision, question or chat id) and the rest."""

    action: str
    subject: int
    rest: tuple[str, ...]


def yes_no(action: str, subject: int, yes: str, no: str) -> list[list[Button]]:
    """A row of two buttons whose data ends in y and n; one without a text is left out."""
    return [[Button(text, f"{VERSION}:{action}:{subject}:{v}") for text, v in ((yes, "y"), (no, "n")) if text]]


def read_button(data: str) -> Pressed | None:
    """What was pressed; None for data of another version or nobody's.

    >>> read_button("v1:f:3:23:r"), read_button("v0:f:3:23:r"), read_button("v1:t:--5:u")
    (Pressed(action='f', subject=3, rest=('23', 'r')), None, None)
    """
    version, _, rest = data.partition(":")
    match = _DATA.fullmatch(rest)
    if version != VERSION or match is None:
        return None
    return Pressed(match[1], int(match[2]), tuple(match[3].split(":")))
