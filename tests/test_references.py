"""Whatever a docstring, a comment or a page of the project names (a module, a file, a decision) exists."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("bot", "corpus", "index", "scripts", "tests")
DECISIONS = ROOT / ".github" / "decisions"
_PAGES = {".md", ".toml", ".tsv", ".service", ".yaml", ".yml", ""}
_DATA = ROOT / "tests" / "data"
FILES = sorted(
    p
    for where in (*TOPS, ".github", ".ci")
    for p in (ROOT / where).rglob("*")
    if p.is_file()
    and "__pycache__" not in p.parts
    and not (p.is_relative_to(_DATA) and {"plans", "cities", "questions"} & {*p.parts})
)
PAGES = [
    p
    for p in (*FILES, ROOT / "README.md", ROOT / "pyproject.toml", ROOT / ".pre-commit-config.yaml")
    if p.suffix in _PAGES and p.suffix != ".tsv"
]
MODULES = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in FILES if p.suffix == ".py"}
NAMES = {p.name for p in FILES} | {"workdays.toml", "examples.tsv"}  # the last two are the operator's, in the data directory

_DOTTED = re.compile(rf"(?<![\w./-])(?:{'|'.join(TOPS)})(?:\.[A-Za-z_]\w*)+")
_PATH = re.compile(rf"(?<![\w./$-])(?:\.github|\.ci|data|{'|'.join(TOPS)})/[\w./-]*(?![\w./*<…N-])")
_FILE = re.compile(r"(?<![\w./*<>-])[a-z_][\w-]*\.(?:py|toml|tsv|npy)\b")
_PAPER = re.compile(r"\b[A-Z]{4,}(?:\.md)? §\d|\b(?:DESIGN|FAULTS|ANCHORS|HOUSE)\b")


def broken(text: str, home: Path) -> list[str]:
    """The references in a text of the file `home` that lead nowhere."""
    return [
        *(m for m in _DOTTED.findall(text) if not _is_named(m) and not (home.parent / m).exists() and m not in NAMES),
        *(m for m in _PATH.findall(text) if not _is_there(m.rstrip("."), home)),
        *(m for m in _FILE.findall(text) if m not in NAMES and not (ROOT / m).exists()),
        *_PAPER.findall(text),
    ]


def _is_named(dotted: str) -> bool:
    """Whether it is a module, or a name in one: bot.config, bot.config.LAST_CALL, corpus.model.Plan.problems."""
    parts = dotted.split(".")
    module = next((m for n in range(len(parts), 1, -1) if (m := ".".join(parts[:n])) in MODULES), None)
    return module is not None and all(p in _words(MODULES[module]) for p in dotted.removeprefix(module).split(".")[1:])


@cache
def _words(path: Path) -> frozenset[str]:
    """Every name that a module uses."""
    return frozenset(re.findall(r"\w+", path.read_text("utf-8")))


def _is_there(path: str, home: Path) -> bool:
    """Whether the path leads somewhere from the root, or a data file from the package that the text stands in."""
    return (ROOT / path).exists() or any((p / path).exists() for p in home.parents if ROOT in p.parents)


def said(path: Path) -> Iterator[str]:
    """The docstrings and comments of a module; every other file as a whole."""
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        yield source
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
    yield from (t.string for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.COMMENT)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*MODULES.values(), *PAGES], ids=_name)
def test_every_reference_leads_somewhere(path: Path) -> None:
    """Each module, file and decision that the file names exists."""
    assert [b for text in said(path) for b in broken(text, path)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "bot.nowhere",
        "bot.config.NOTHING_OF_THE_KIND",
        "corpus/gone.py",
        "nowhere_words.py",
        "data/nowhere.toml",
        ".github/decisions/0000-nothing.md",
        "DESIGN §3",
    ],
)
def test_a_wrong_reference_is_found(wrong: str) -> None:
    """What leads nowhere is found in the middle of a sentence, whether it is a module, a file, a decision or a paper."""
    assert broken(f"As it is decided ({wrong}), so it is done.", ROOT / "bot" / "config" / "settings.py") == [wrong]


@pytest.mark.parametrize(
    "right", ["bot.config", "bot.config.LAST_CALL", "corpus/model.py", "`words.py`", "data/question.toml", "bot/"]
)
def test_a_right_reference_is_none_of_them(right: str) -> None:
    """What exists is not complained of."""
    assert broken(f"See {right}.", ROOT / "bot" / "config" / "settings.py") == []


def test_decisions_are_numbered_and_listed() -> None:
    """Each record has its own number, the next after the one before, a short text, and a line in the list of records."""
    records = sorted(DECISIONS.glob("0*.md"))
    assert [int(r.name[:4]) for r in records] == list(range(1, len(records) + 1))
    assert [r.name for r in records if not 5 <= len(r.read_text("utf-8").splitlines()) <= 20] == []
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", (DECISIONS / "README.md").read_text("utf-8"), re.M)
    assert listed == [(r.read_text("utf-8").splitlines()[0].removeprefix("# "), r.name) for r in records]
