"""Where scripts/run looks for packages: in wheels/ alone, or in the usual index and, where it can be reached, in torch's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest

from bot.config import environment

SCRIPTS = Path(__file__).parent.parent / "scripts"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with nothing but these scripts and what reads `.env`."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "bot" / "config").mkdir(parents=True)
    shutil.copy(SCRIPTS / "environment", tmp_path / "scripts")
    shutil.copy(SCRIPTS.parent / "bot" / "config" / "env_file.py", tmp_path / "bot" / "config")
    return tmp_path


@pytest.fixture
def server() -> Iterator[str]:
    """An index that refuses whatever it is asked."""
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as served:
        Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}/whl/cpu"
        served.shutdown()


def _sources(root: Path, index: str | None = None) -> tuple[list[str], str]:
    """The arguments for pip, and what is said."""
    done = _bash(root, "sources", {} if index is None else {"RECTIFY_TORCH_INDEX": index})
    return done.stdout.split(), done.stderr


def _bash(root: Path, command: str, settings: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    plain = {k: v for k, v in os.environ.items() if k != "RECTIFY_TORCH_INDEX" and "proxy" not in k.lower()}
    script = f"set -euo pipefail; . {root}/scripts/environment; {command}"
    environ = plain | dict(settings or {})
    return subprocess.run(["bash", "-c", script], env=environ, capture_output=True, text=True, check=True)


def test_a_bundle_is_all_that_is_asked(root: Path, server: str) -> None:
    """With wheels/ there no index is asked, whatever is set."""
    (root / "wheels").mkdir()
    assert _sources(root, server) == (["--no-index", "--find-links", "wheels"], "")


def test_an_index_that_answers_is_used(root: Path, server: str) -> None:
    """Also one that only refuses the page that was asked for; set in the environment or in .env."""
    assert _sources(root, server) == (["--extra-index-url", server], "")
    (root / ".env").write_text(f"RECTIFY_TOKEN=1:a\nexport RECTIFY_TORCH_INDEX='{server}'  # torch\n", "utf-8")
    assert _sources(root) == (["--extra-index-url", server], "")


@pytest.mark.parametrize(
    "line",
    [
        "{name}={is_}",
        "{name} = {is_}",
        "export  {name}={is_}",
        "\t{name}={is_}\t# torch",
        "\ufeff{name}='{is_}' #torch",
        '{name}="{is_}"\r',
        "{name}=http://elsewhere\n{name}={is_}",
    ],
)
@pytest.mark.parametrize("is_", ["/wheels", "/mirror of torch/cpu", "http://127.0.0.1/#cpu"])
def test_the_scripts_read_a_setting_as_the_program_does(root: Path, line: str, is_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reader for both: what holds when the environment is made holds afterwards."""
    monkeypatch.delenv("RECTIFY_TORCH_INDEX", raising=False)
    (root / ".env").write_text(line.format(name="RECTIFY_TORCH_INDEX", is_=is_) + "\n", "utf-8")
    said = _bash(root, "setting RECTIFY_TORCH_INDEX").stdout.removesuffix("\n")
    assert (said, environment(root)["RECTIFY_TORCH_INDEX"]) == (is_, is_)


def test_windows_asks_the_same_reader() -> None:
    """As far as that can be seen from elsewhere."""
    assert "env_file.py RECTIFY_TORCH_INDEX" in (SCRIPTS / "environment.cmd").read_text("utf-8")


def test_without_a_setting_it_is_said(root: Path) -> None:
    """The usual index alone is asked, and what that costs is said."""
    arguments, said = _sources(root)
    assert arguments == []
    assert "没有设置 RECTIFY_TORCH_INDEX" in said


@pytest.mark.parametrize("index", ["closed", "http://", "https://[", "http://nowhere.invalid/whl/cpu"])
def test_an_index_that_cannot_be_reached_is_passed_over(root: Path, index: str) -> None:
    """One question, one sentence; pip would ask again for every package."""
    if index == "closed":
        with create_server(("127.0.0.1", 0)) as held:
            index = f"http://127.0.0.1:{held.getsockname()[1]}/whl/cpu"
    arguments, said = _sources(root, index)
    assert arguments == []
    assert said.count("\n") == 1
    assert "连不上" in said
