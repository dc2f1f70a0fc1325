"""What a button says when it is pressed: one codec for all kinds of buttons, each with a letter of its own. Pure.

    v1:LETTER:WORD:WORD…      at most 64 bytes (Bot API, InlineKeyboardButton.callback_data)

Data may be old or forged: what a kind's form does not allow is not read, and whoever reads it checks rights and states again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .messages import Button

VERSION = "v1"
LONGEST = 64
NUMBER = "[0-9]{1,18}"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
H = TypeVar("H")


class ButtonClash(ValueError):
    """Two kinds of buttons with one letter."""


@dataclass(frozen=True)
class Pressed:
    """What a button of a kind said: the words behind its letter."""

    letter: str
    words: tuple[str, ...]

    @property
    def number(self) -> int:
        """The first word, of kinds that begin with a number."""
        return int(self.words[0])


@dataclass(frozen=True)
class ButtonKind:
    """A kind of button: its letter, and as a regular expression what may stand behind that."""

    letter: str
    form: str

    def data(self, *words: object) -> str:
        """What a button of this kind hands back.

        >>> ButtonKind("t", f"{NUMBER}:[ud]").data(7, "u")
        'v1:t:7:u'

        Raises:
            ValueError: it could not be read again, or is too long.
        """
        data = ":".join(map(str, (VERSION, self.letter, *words)))
        if self.read(data) is None or len(data.encode()) > LONGEST:
            raise ValueError(f"not the data of a button: {data}")
        return data

    def button(self, text: str, *words: object) -> Button:
        """A button of this kind."""
        return Button(text, self.data(*words))

    def read(self, data: str) -> Pressed | None:
        """What was pressed; None for data of another version or kind, or of no such form."""
        version, _, rest = data.partition(":")
        letter, _, said = rest.partition(":")
        if (version, letter) != (VERSION, self.letter) or not re.fullmatch(self.form, said, re.ASCII):
            return None
        return Pressed(letter, tuple(said.split(":")))


class Buttons(Generic[H]):
    """Every kind of button there is, with what each does."""

    def __init__(self, *tables: Mapping[ButtonKind, H]) -> None:
        """Raises:
        ButtonClash: two of them have one letter.
        """
        self.kinds: dict[ButtonKind, H] = {}
        for kind, does in ((k, d) for table in tables for k, d in table.items()):
            if any(kind.letter == known.letter for known in self.kinds):
                raise ButtonClash(kind.letter)
            self.kinds[kind] = does

    def read(self, data: str) -> tuple[H, Pressed] | None:
        """What is to be done with what was pressed; None for what no kind knows."""
        return next(((does, said) for kind, does in self.kinds.items() if (said := kind.read(data))), None)


def yes_no(kind: ButtonKind, subject: int, yes: str, no: str) -> list[list[Button]]:
    """A row of two buttons whose data ends in y and n; one without a text is left out."""
    return [[kind.button(text, subject, v) for text, v in ((yes, "y"), (no, "n")) if text]]


def in_rows(buttons: Iterable[Button], width: int) -> list[list[Button]]:
    """Buttons in rows of so many."""
    every = list(buttons)
    return [every[i : i + width] for i in range(0, len(every), width)]
