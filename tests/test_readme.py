"""The README names every command and module that exists."""

import re
from pathlib import Path

from bot.cli import _parser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_command_is_described() -> None:
    """Each command of the program stands in the README."""
    names = re.findall(r"^    ([a-z]+)(?:\s|$)", _parser().format_help(), re.MULTILINE)
    assert len(names) >= 8
    assert [n for n in names if f"`{n}" not in README] == []


def test_every_module_is_on_the_map() -> None:
    """Each module of the three packages stands in the README's map."""
    modules = [f"{p.parent.name}/{p.name}" for d in ("corpus", "index", "bot") for p in sorted((ROOT / d).glob("[a-z]*.py"))]
    assert [m for m in modules if f"`{m}`" not in README] == []


def test_no_placeholder_is_left() -> None:
    """Every output in the README was filled in."""
    assert "@@" not in README
