"""Answer → what Telegram shows: HTML, everything escaped, and buttons whose data is short and carries its revision. Pure.

Button data (1-64 bytes, Bot API InlineKeyboardButton): `v1:f:REVISION:PROBLEM:FIELD`, `v1:c:ASKED:PROBLEM`, `v1:t:ASKED:u`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from corpus.model import Plan

from .question import Kind
from .render import answer_text, label
from .reply import Answer
from .texts import BUTTONS

VERSION = "v1"
_FIELDS = {
    "r": Kind.RESPONSIBLE,
    "d": Kind.DEADLINE,
    "m": Kind.MEASURES,
    "a": Kind.ACCEPTANCE,
    "g": Kind.GOAL,
    "o": Kind.PROBLEM,
}
_QUOTED = ("依据：", "相关节点：")


@dataclass(frozen=True)
class Button:
    """One inline button."""

    text: str
    data: str


@dataclass(frozen=True)
class Pressed:
    """What a button's data says: action f, c, t, b or p, a subject (revision, question or chat id) and the rest."""

    action: str
    subject: int
    rest: tuple[str, ...]


def as_html(answer: Answer, plan: Plan) -> str:
    """The answer with its first line bold and its quotes set off; at most 4,096 characters as people read it."""
    lines = answer_text(answer, plan).split("\n")
    fact = next((i for i, line in enumerate(lines) if not line.startswith("（承接上文")), 0)
    out = []
    for i, line in enumerate(lines):
        escaped = html.escape(line, quote=False)
        if i == fact and not answer.refused:
            escaped = f"<b>{escaped}</b>"
        elif line.startswith(_QUOTED):
            escaped = f"<blockquote>{escaped}</blockquote>"
        out.append(escaped)
    return "\n".join(out)


def buttons(answer: Answer, revision: int, asked: int) -> list[list[Button]]:
    """The ways on: the candidates of a choice, or the other fields of the problem, and thumbs."""
    thumbs = [Button("👍", f"{VERSION}:t:{asked}:u"), Button("👎", f"{VERSION}:t:{asked}:d")]
    if answer.choices:
        return [[Button(label(n), f"{VERSION}:c:{asked}:{n}")] for n in answer.choices] + [thumbs]
    if answer.refused or answer.kind in (Kind.LIST, Kind.COUNT, Kind.BODY):
        return [] if answer.kind in (Kind.HELP, Kind.SMALLTALK) else [thumbs]
    number = answer.problems[0]
    shown = Kind.DEADLINE if answer.kind is Kind.MILESTONE else answer.kind
    others = [Button(BUTTONS[k], f"{VERSION}:f:{revision}:{number}:{k}") for k, kind in _FIELDS.items() if kind is not shown]
    return [others[:3], others[3:], thumbs]


def read_button(data: str) -> Pressed | None:
    """What was pressed; None for data of another version or nobody's."""
    version, _, rest = data.partition(":")
    parts = rest.split(":")
    if version != VERSION or len(parts) < 3 or not parts[1].lstrip("-").isdecimal():
        return None
    return Pressed(parts[0], int(parts[1]), tuple(parts[2:]))


def field_of(letter: str) -> Kind | None:
    """The field a button's letter stands for."""
    return _FIELDS.get(letter)
