"""The README shows what the program does: its outputs are the program's, and it names every command, option, setting and package."""

import argparse
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram.words import ADMIN_COMMANDS, COMMANDS, GROUP_COMMANDS
from bot.terminal.cli import _parser
from scripts.readme import Session, fits, packages, shortened, steps, updated

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MANUAL = (ROOT / "bot" / "data" / "manual.zh.md").read_text("utf-8")


def _commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command of a parser by its whole name ("ledger show"), those with commands of their own left out."""
    own = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for name, sub in own[0].choices.items() if own else ():
        yield from _commands(sub, f"{before}{name} ")
    if not own:
        yield before.strip(), parser


# --- what it shows ------------------------------------------------------------------------------------------


def test_every_output_is_the_programs(real_data_dir: Path, tmp_path: Path) -> None:
    """What each command and question of the README prints is what stands below it (else: scripts/readme.py)."""
    shutil.copytree(real_data_dir / "revisions", tmp_path / "data" / "revisions")
    assert updated(README, Session(tmp_path)) == README


def test_much_is_shown() -> None:
    """The README shows conversations and commands that are run, and it is short."""
    found = [s for block in re.findall(r"(?<=^```text\n).*?(?=^```$)", README, re.M | re.S) for s in steps(block)]
    assert sum(s.arguments is None for s in found) >= 7
    assert sum(bool(s.arguments) for s in found) >= 8
    assert len(README.splitlines()) <= 250


@pytest.mark.parametrize(
    ("shown", "output", "fit"),
    [
        ("one\ntwo\n\n", "one\ntwo\n", True),
        ("one\n…\n", "one\ntwo\nthree\n", True),
        ("…\nthree", "one\ntwo\nthree", True),
        ("…\ntwo\n…", "one\ntwo\nthree", True),
        ("on…\ntwo", "one\ntwo", True),
        ("one\n…\n", "two\none\n", False),
        ("one", "one\ntwo", False),
        ("one.", "one,", False),
        ("", "", True),
        ("", "one", False),
    ],
)
def test_elisions(shown: str, output: str, fit: bool) -> None:
    """A line … stands for any lines, a … within a line for any words, and nothing else is passed over."""
    assert fits(shown, output) is fit


def test_an_output_that_changed_is_shortened_as_before() -> None:
    """As many lines as stood before and after the … are kept, and what is written fits the output."""
    output = "\n".join("abcdef")
    assert shortened("1\n…\n2\n3\n\n", output) == "a\n…\ne\nf\n\n"
    assert shortened("", output) == f"{output}\n"
    long = f"依据：「{'字' * 60}」——问题（一）"
    assert len(shortened("old\n", long)) < len(long)
    assert fits(shortened("old\n", long), long)


# --- what it names ------------------------------------------------------------------------------------------


def test_every_command_is_described() -> None:
    """Each command of the program stands in the README."""
    names = [name for name, _ in _commands(_parser())]
    assert len(names) >= 13
    assert [n for n in names if f"`{n}" not in README] == []


def test_every_option_is_described() -> None:
    """Each option of each command stands in the README."""
    parsers = [_parser(), *(sub for _, sub in _commands(_parser()))]
    options = {o for p in parsers for a in p._actions for o in a.option_strings if o.startswith("--")}
    assert sorted(o for o in options - {"--help"} if not re.search(rf"{o}\b", README)) == []


@pytest.mark.parametrize("page", [README, MANUAL], ids=["README", "manual"])
def test_every_command_that_is_written_is_one(page: str) -> None:
    """Each `./scripts/run …` of the README and the manual is a command that the program takes."""
    lines = re.findall(r"\./scripts/run +([a-z][^`\n]*)", page)
    written = [shlex.split(re.split(r" {2,}|…", line)[0]) for line in lines]
    assert len(written) >= 8
    for arguments in written:
        _parser().parse_args(arguments)


def test_every_setting_is_described() -> None:
    """Each setting that the program reads stands in the README."""
    written = "".join(p.read_text("utf-8") for p in sorted((ROOT / "bot" / "config").glob("*.py")))
    names = set(re.findall(r"RECTIFY_[A-Z]+(?:_[A-Z]+)*", written))
    assert len(names) >= 12
    assert sorted(n for n in names if f"`{n}`" not in README) == []


def test_every_telegram_command_is_described() -> None:
    """Each command of the menus stands in the README."""
    names = COMMANDS | GROUP_COMMANDS | ADMIN_COMMANDS
    assert [n for n in names if not re.search(rf"`/{n}\b", README)] == []


def test_every_package_is_on_the_map() -> None:
    """Each package stands in the README with the first sentence of its own description."""
    shown = re.findall(r"^- `((?:bot|corpus|index)[a-z/]*)`: (.*)$", README, re.M)
    assert dict(shown) == packages()
    assert len(shown) == len(packages())


@pytest.mark.parametrize("page", ["README.md", ".github/CONTRIBUTING.md", ".github/CHANGELOG.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    """Each link to a file of the repository leads to one."""
    path = ROOT / page
    links = [x for x in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")) if "://" not in x]
    assert [x for x in links if not (path.parent / x).exists()] == []


def test_tests_that_are_told_to_be_run_are_there() -> None:
    """Each file that the pages for those who work on it name exists, and what -k chooses is in the name of a test of it."""
    page = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"(tests/test_\w+\.py)(?: -k (\S+))?", page)
    assert any(chosen for _, chosen in named)
    for path, chosen in named:
        assert re.search(rf"^def test_\w*{chosen}\w*\(", (ROOT / path).read_text("utf-8"), re.M), (path, chosen)


def test_the_changelog_says_nothing_twice() -> None:
    """Each version has each heading once, and each line stands there once, whatever merged."""
    text = (ROOT / ".github" / "CHANGELOG.md").read_text("utf-8")
    for version in text.split("\n## ")[1:]:
        lines = [line for line in version.splitlines() if line.startswith(("### ", "- "))]
        assert [line for line in lines if lines.count(line) > 1] == []


def test_the_first_screen_leads_to_the_manual() -> None:
    """Who reads Chinese finds the manual before anything else."""
    assert "](bot/data/manual.zh.md)" in "\n".join(README.splitlines()[:8])


def test_no_placeholder_is_left() -> None:
    """Every output in the README was filled in."""
    assert "TBD-" not in README
