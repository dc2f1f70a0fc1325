"""The README names every command, option, setting, Telegram command and module that exists."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from bot.telegram.words import ADMIN_COMMANDS, COMMANDS, GROUP_COMMANDS
from bot.terminal.cli import _parser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def _commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command of a parser by its whole name ("ledger show"), those with commands of their own left out."""
    own = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for name, sub in own[0].choices.items() if own else ():
        yield from _commands(sub, f"{before}{name} ")
    if not own:
        yield before.strip(), parser


def test_every_command_is_described() -> None:
    """Each command of the program stands in the README."""
    names = [name for name, _ in _commands(_parser())]
    assert len(names) >= 13
    assert [n for n in names if f"`{n}" not in README] == []


def test_every_option_is_described() -> None:
    """Each option of each command stands in the README."""
    options = {o for _, sub in _commands(_parser()) for a in sub._actions for o in a.option_strings if o.startswith("--")}
    assert sorted(o for o in options - {"--help"} if not re.search(rf"{o}\b", README)) == []


def test_every_setting_is_described() -> None:
    """Each setting that the program reads stands in the README."""
    names = set(re.findall(r"RECTIFY_[A-Z]+(?:_[A-Z]+)*", (ROOT / "bot" / "config.py").read_text("utf-8")))
    assert len(names) >= 12
    assert sorted(n for n in names if f"`{n}`" not in README) == []


def test_every_telegram_command_is_described() -> None:
    """Each command of the menus stands in the README."""
    names = COMMANDS | GROUP_COMMANDS | ADMIN_COMMANDS
    assert [n for n in names if not re.search(rf"`/{n}\b", README)] == []


def test_every_module_is_on_the_map() -> None:
    """Each module of the three packages stands in the README's map."""
    modules = [f"{p.parent.name}/{p.name}" for d in ("corpus", "index", "bot") for p in sorted((ROOT / d).glob("[a-z]*.py"))]
    assert [m for m in modules if f"`{m}`" not in README] == []


def test_no_placeholder_is_left() -> None:
    """Every output in the README was filled in."""
    assert "TBD-" not in README
