"""What a line of the conversation is: a question, a command of the program, help, or leaving; and how it may go on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from .words import CHAT

_LONGEST_NAME = 20

Known = Mapping[str, tuple[str, ...]]
"""Command → its own commands: ledger → show, set, …"""


class What(Enum):
    """What somebody wants who typed a line."""

    QUESTION = auto()
    COMMAND = auto()
    ELSEWHERE = auto()
    UNKNOWN = auto()
    HELP = auto()
    LEAVE = auto()


@dataclass(frozen=True)
class Typed:
    """A line understood; `text` is the question, the command's name, or the command that may be meant."""

    what: What
    text: str = ""


def typed(line: str, known: Known, elsewhere: Iterable[str] = ()) -> Typed:
    """What a line is; commands stand behind a / or alone, and those of `elsewhere` are not for a conversation.

    >>> known = {"ledger": ("show",), "serve": ()}
    >>> typed("/ledger show 23", known).what.name, typed("exti", known).text, typed("PM2.5超标吗", known).what.name
    ('COMMAND', 'exit', 'QUESTION')
    """
    text = line.strip()
    head, _, rest = text.removeprefix("/").partition(" ")
    name = head.lower()
    if name == "ask" and rest.strip():
        return Typed(What.QUESTION, rest.strip())
    if name in known:
        return Typed(What.ELSEWHERE if name in elsewhere else What.COMMAND, name)
    if not rest and name in (*CHAT.leave, *CHAT.help):
        return Typed(What.LEAVE if name in CHAT.leave else What.HELP)
    near = get_close_matches(name, (*known, *CHAT.leave, *CHAT.help), 1, 0.7) if name.isalpha() else []
    if text.startswith("/") or (near and text.isascii()):
        return Typed(What.UNKNOWN, near[0] if near else "")
    return Typed(What.QUESTION, text)


def endings(before: str, known: Known, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What may be meant by the last characters before the cursor: those characters, and the whole command or name.

    >>> list(endings("/led", {"ledger": ()}, ())), list(endings("谁负责水务", {}, ["市水务局", "市能源局"]))
    ([('led', 'ledger')], [('水务', '市水务局')])
    """
    head, _, rest = before.lstrip().removeprefix("/").partition(" ")
    if head in known and (rest or before.endswith(" ")):
        yield from ((rest, own) for own in known[head] if own.startswith(rest))
    elif head and head.isascii() and not rest:
        yield from ((head, name) for name in known if name.startswith(head))
    else:
        yield from _names(before, tuple(names))


def _names(before: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Names that hold as much as possible of what was typed last; those that begin with it first."""
    for size in range(min(len(before), _LONGEST_NAME), 0, -1):
        tail = before[-size:]
        if found := [n for n in names if tail in n]:
            yield from ((tail, n) for n in sorted(found, key=lambda n: not n.startswith(tail)))
            return
