"""What people read stands in the `words.py` of its package; the Chinese that stands elsewhere is what is read, never what is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(p for top in ("corpus", "index", "bot") for p in (ROOT / top).rglob("*.py") if p.name != "words.py")
WRITERS = {
    "bot/language/writing.py": "how days, numbers of problems and questions about them are written",
    "corpus/text/numbers.py": "numbers, and the numbers of problems",
    "corpus/grammar/term_rules.py": "the examples beside each rule",
}
"""Modules whose Chinese is a value's own writing, and which."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_STOP = re.compile(r"[\u4e00-\u9fff][，。：；！？… ]|[，。：；！？… ][\u4e00-\u9fff]")
_SYNTAX = re.compile(r"[\[\]|*\\^$?+]|\{[0-9]")
_READING = frozenset(
    ("count", "endswith", "find", "fullmatch", "index", "lstrip", "match", "partition", "removeprefix", "removesuffix")
)
_READING |= {"replace", "rfind", "rpartition", "rstrip", "search", "split", "startswith", "strip", "sub", "translate"}
_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set)


def said(source: str) -> list[str]:
    """The Chinese of a module that is said. Not said, but grammar, is

    a docstring; a pattern (given to `re`, or with a pattern's signs); what is compared with, looked for or gone through
    (`"到期" in words`, `words.strip("第项")`, `for w in ("早", "先")`); at the top of a module a table of words without a
    sentence's signs; in a function a piece of two characters (年, 各, 政府).
    """
    return [n.value for n in _spoken(ast.parse(source), False) if isinstance(n.value, str)]


def _spoken(node: ast.AST, inside: bool) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_said(node.value, inside):
        yield node
    inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    read = list(_read(node))
    for child in ast.iter_child_nodes(node):
        if not any(child is r for r in read):
            yield from _spoken(child, inside)


def _read(node: ast.AST) -> Iterator[ast.AST]:
    """The children that are only read, where they are words and nothing else; of `re`'s calls, all."""
    match node:
        case ast.Expr(value=ast.Constant()):
            yield node.value
        case ast.Compare():
            yield from (x for x in (node.left, *node.comparators) if isinstance(x, _LITERALS))
        case ast.For() | ast.comprehension():
            yield from [node.iter] if isinstance(node.iter, _LITERALS) else []
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            yield from node.args
        case ast.Call(func=ast.Attribute(attr=name)) if name in _READING:
            yield from (x for x in node.args if isinstance(x, _LITERALS))


def _is_said(words: str, inside: bool) -> bool:
    if not _CHINESE.search(words) or _SYNTAX.search(words):
        return False
    return bool(_STOP.search(words)) or (inside and len(_CHINESE.findall(words)) > 2)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_sentences_stand_in_words(path: Path) -> None:
    """Outside `words.py` nothing is said."""
    if path.relative_to(ROOT).as_posix() not in WRITERS:
        assert said(path.read_text("utf-8")) == []


def test_every_writer_needs_its_leave() -> None:
    """The table of modules that write values names none that does not."""
    assert [name for name in WRITERS if not said((ROOT / name).read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""问题的单位。"""', []),
        ('X = re.compile("谁负责，什么时候")', []),
        ('X = re.compile(rf"{A}，什么时候")', []),
        ('X = "谁[是当]，"', []),
        ('UNITS = ("督导单位", "责任单位")', []),
        ('X = "没有这一项。"', ["没有这一项。"]),
        ('def f(w): return "到期时间" in w', []),
        ('def f(w): return w.strip("第项条号个")', []),
        ('def f(w): return any(x in w for x in ("接下来", "还没到"))', []),
        ('def f(y, m): return f"{y}年{m}月"', []),
        ('def f(): raise E("没有找到文件")', ["没有找到文件"]),
        ('def f(n): return f"第{n}版已经发布"', ["版已经发布"]),
        ('def f(n): return tell("没有", name=f"共{n}项：")', ["项："]),
        ('def f(w): return {"state": "整改中"}.get(w, "看不懂")', ["整改中", "看不懂"]),
    ],
)
def test_what_is_said_is_told_from_grammar(source: str, expected: list[str]) -> None:
    """The rule itself: patterns, things looked for and bare tables are grammar, the rest is said."""
    assert said(source) == expected


def _names(path: Path) -> Iterator[str]:
    """Every sentence of a `words.py`: CLASS.name."""
    for node in ast.parse(path.read_text("utf-8")).body:
        for line in node.body if isinstance(node, ast.ClassDef) else ():
            targets = line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else []
            yield from (f"{node.name}.{x.id}" for t in targets for x in ast.walk(t) if isinstance(x, ast.Name))


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/**/words.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_sentence_is_said(path: Path) -> None:
    """Somewhere, or in the page of the board, which gets its own whole; a name inside a class is used there as it is."""
    used = _used_anywhere() | _used(path)
    unsaid = [n for n in _names(path) if not {n, f"cls.{n.partition('.')[2]}"} & used]
    assert [n for n in unsaid if not n.startswith("BOARD.")] == []


def _used(path: Path) -> set[str]:
    """Every name of a file that stands behind another, with that: CLASS.name."""
    return set(re.findall(r"(?=\b(\w+\.\w+)\b)", path.read_text("utf-8")))


@cache
def _used_anywhere() -> set[str]:
    return set().union(*map(_used, FILES))
