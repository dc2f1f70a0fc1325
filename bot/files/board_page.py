"""What the board says → one HTML file that needs nothing else: no script, style, font or picture from elsewhere.

Every text is escaped by the template; a policy in the page allows its own script and style by their hashes and nothing more
(.github/decisions/0020-the-board-takes-nothing.md).
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from bot.language.writing import long_day, moment
from bot.ledger.agenda import Agenda
from bot.ledger.figures import Figures
from bot.ledger.parties import parties_named
from bot.ledger.people import People

from .board import Board, Line, board
from .kinds import Status
from .narrowing import names_of, of_units
from .words import BOARD, BOARD_STATUS

_DONE = (Status.REPORTED, Status.ACCEPTED, Status.CLOSED)


def as_page(
    agenda: Agenda, before: Agenda, now: datetime | None = None, units: tuple[str, ...] = (), people: People | None = None
) -> bytes:
    """The board as UTF-8 HTML; `before` is a week ago, `now` when it was made: without, it says that it is live.

    Of `units` alone it holds nothing but what they have a part in, or accept where they have none. `people` stand on the sheets of a
    file that is made once; the live page, which hangs on walls, has none.
    """
    own = of_units(agenda, units)
    found = board(own, of_units(before, units), names_of(own, units), people or {})
    rows, stones = [r.line for r in found.rows], found.stones
    return _rendered(
        "board",
        b=found,
        w=BOARD,
        heading=BOARD.title_of.format(parties="、".join(parties_named(units))) if units else BOARD.title,
        accepting=bool(units) and not found.mine and bool(rows),
        statuses=BOARD_STATUS,
        choices=_choices(found),
        figure_cells=_figure_cells,
        line=_line,
        bar=_bar,
        total=len(rows),
        stones_done=sum(x.status in _DONE for x in stones),
        stones_late=sum(x.status in (Status.LATE, Status.BEHIND) for x in stones),
        soon=sum(x.haste == "near" for x in rows),
        stones_soon=sum(x.haste == "near" for x in stones),
        day=long_day(agenda.today),
        made=moment(now) if now else "",
        live=now is None,
        css=_asset("board.css"),
        js=_asset("board.js"),
        policy=policy(now is None),
    )


@cache
def policy(live: bool) -> str:
    """The content security policy: the page's own script and style, and where it is live a look whether it changed."""
    looks = "connect-src 'self'; " if live else ""
    script, style = _hash("board.js"), _hash("board.css")
    return f"default-src 'none'; {looks}script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"


def _line(line: Line, within: bool) -> bytes:
    """An item in a list: `within` its problem, with what the ledger says of it, or among others."""
    return _rendered("board_line", x=line, within=within, w=BOARD, statuses=BOARD_STATUS)


def _bar(counts: Counter[Status]) -> bytes:
    """A bar in the colours of the statuses."""
    parts, x = [], 0
    for key in Status:
        parts.append((key, x, counts[key]))
        x += counts[key]
    label = "，".join(f"{name}{counts[key]}" for key, name in BOARD_STATUS.items() if counts[key])
    return _rendered("board_bar", parts=[p for p in parts if p[2]], total=x, label=label)


def _choices(found: Board) -> Mapping[str, Any]:
    return {
        "party": found.parties,
        "status": tuple(BOARD_STATUS.items()),
        "month": found.months,
        "aspect": tuple((ordinal, title) for ordinal, title, _ in found.aspects),
    }


def _figure_cells(found: Figures) -> Iterator[tuple[str, str, str]]:
    """(name, value, mark) of a party's figures, as they stand in the table's columns."""
    change = f"{found.change:+d}" if found.change else "0"
    share = "—" if found.signed_share is None else f"{found.signed_share:.0%}"
    values = (found.items, found.overdue, change, found.stones, found.on_time, found.late, share)
    moved = "bad" if found.change > 0 else "good" if found.change < 0 else ""
    marks = ("", "bad" if found.overdue else "", moved, "warn" if found.stones else "", "", "", "")
    return ((name, str(value), mark) for name, value, mark in zip(BOARD.figures[1:], values, marks, strict=True))


def _rendered(name: str, **values: Any) -> bytes:
    return bytes(_template(name).generate(**values))


@cache
def _template(name: str) -> Any:
    from tornado.template import DictLoader

    return DictLoader({n: _asset(f"{n}.html") for n in ("board", "board_line", "board_bar")}).load(name)


@cache
def _asset(name: str) -> str:
    return resources.files("bot").joinpath("data", name).read_text("utf-8")


def _hash(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(_asset(name).encode()).digest()).decode()
