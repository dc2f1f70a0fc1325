"""`share`: a signed link to the board, for who has no password."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

from bot.config import Config
from bot.language.writing import long_day
from bot.web.links import signed
from corpus.errors import RectifyError

from .office import looking, print_json, units_called
from .words import SHARE

LONGEST = 366


def run_share(arguments: argparse.Namespace, config: Config) -> int:
    """Print a link that holds for some days, to the whole board or to one unit's own."""
    if not config.board_secret:
        raise RectifyError(SHARE.no_secret)
    if not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", arguments.at) or not 0 < arguments.days <= LONGEST:
        raise RectifyError(SHARE.wrong.format(longest=LONGEST))
    until = config.now() + timedelta(days=arguments.days)
    link = f"{arguments.at.rstrip('/')}/?{signed(int(until.timestamp()), _units(arguments.unit, config), config.board_secret)}"
    if arguments.json:
        print_json({"link": link, "until": until.isoformat(timespec="seconds")})
    else:
        print(link, SHARE.until.format(day=long_day(until.date()), time=until), sep="\n")
    return 0


def _units(name: str | None, config: Config) -> tuple[str, ...]:
    with looking(config) as workspace:
        return units_called(name, workspace.plan()) if name else ()
